//! Decisions: what people hold of positions. One row a position, its present state; how it came
//! about stands in the audit, and replaying that yields the row (`check` proves it).
//!
//! The rows in `positions` are what stands now: the machine's suggestions with the decisions laid
//! over them ([`placing`]), whenever findings are written and whenever somebody decides
//! ([`deciding`]). Where a person's values stand in such a row, it keeps what the machine reads
//! beside them, so that a decision can be taken back.
//!
//! Of a suggestion whose stance, speaker, reporter or rung is put right, the decision carries the
//! person's values and is `corrected`. When party or issue is put right, that is a position of its
//! own, `corrected` too, which points to the suggestion; the suggestion is rejected in its favour.
//! Taking the one back takes the other back. When an article's text is edited, decisions go along
//! with their exact sentence or lose it ([`carrying`]).

mod adjudicating;
mod carrying;
mod deciding;
mod exporting;
mod history;
mod importing;
mod orphans;
pub(super) mod placing;
mod review;
mod saving;
mod taking_back;

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::pool::{Tx, statements, with_read, with_tx};
use super::{Store, StoreError};
use crate::domain::{
    AccountId, ArticleId, CharSpan, IssueSlug, NegotiationId, PartySlug, PositionId, Rung, Stance,
    Status, sha256_hex,
};
pub(super) use adjudicating::STATEMENTS as ADJUDICATING_STATEMENTS;
pub(super) use carrying::STATEMENTS as CARRYING_STATEMENTS;
pub(super) use deciding::STATEMENTS as DECIDING_STATEMENTS;
pub use deciding::{NewPosition, NewVerdict, Verdict};
pub(super) use exporting::STATEMENTS as EXPORTING_STATEMENTS;
pub use history::HistoryEntry;
pub(super) use history::replay;
pub(super) use importing::STATEMENTS as IMPORTING_STATEMENTS;
pub use importing::{Arrival, ArrivingDecision, ArticleElsewhere};
pub use orphans::ArticleOfOrphans;
pub(super) use orphans::STATEMENTS as ORPHAN_STATEMENTS;
pub(super) use placing::STATEMENTS as PLACING_STATEMENTS;
pub use placing::Suggestion;
pub(super) use review::STATEMENTS as REVIEW_STATEMENTS;
pub use review::{ReviewFilter, ReviewPace};
pub(super) use saving::{STATEMENTS as SAVING_STATEMENTS, negotiation_of};

/// Every column of a decision, in the order of the table.
macro_rules! columns {
    ($from:literal) => {
        concat!(
            "select d.id, d.negotiation_id, d.article_id, d.span_start, d.span_end, d.quote,
                d.party, d.issue, d.stance, d.speaker, d.reported_by, d.rung, d.status, d.orphaned,
                d.version, d.corrects, d.favours, d.decided_by, d.decided_name, d.decided_at, d.note
            from decisions d ",
            $from
        )
    };
}
use columns;

statements! {
    DECISION = columns!("where d.id = $1");
    DECISIONS_OF_ARTICLE = columns!("where d.article_id = $1 order by d.id");
    DECIDED = "select cast(coalesce(sum(version), 0) as bigint) from decisions where article_id = $1";
    VALUES_AS_FOUND = "select a.negotiation_id, x.article_id, p.span_start, p.span_end, p.quote,
            x.party, x.issue, x.stance, x.speaker, x.reported_by, x.rung
        from positions x
        join catalogs c on c.id = x.catalog_id and c.state = 'current'
        join passages p on p.id = x.passage_id
        join articles a on a.id = x.article_id
        where x.id = $1";
}

/// What a position says, apart from where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PositionValues {
    /// Whose position it is.
    pub party: PartySlug,
    /// What it is about.
    pub issue: IssueSlug,
    /// The attitude.
    pub stance: Stance,
    /// Whose words or act it is.
    pub speaker: Option<String>,
    /// The other party on whose word it rests.
    pub reported_by: Option<PartySlug>,
    /// How it is known.
    pub rung: Rung,
}

/// What people hold of a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Decision {
    /// The position's id.
    pub id: PositionId,
    /// The negotiation.
    pub negotiation_id: NegotiationId,
    /// The article.
    pub article_id: ArticleId,
    /// The sentence's first code point in the article's text; where it stood last, once orphaned.
    pub span_start: i64,
    /// The code point after its last one.
    pub span_end: i64,
    /// The sentence.
    pub quote: String,
    /// What the position says; without meaning where the decision was taken back.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub values: PositionValues,
    /// What was decided last; `suggested` where it was taken back, never `orphaned`.
    pub status: Status,
    /// The sentence stands no longer in the article's text, or not once.
    pub orphaned: bool,
    /// Counts the changes, from 1; 0 for a suggestion on which nobody has decided.
    pub version: i64,
    /// The suggestion in whose place it was put.
    pub corrects: Option<PositionId>,
    /// The position in whose favour it was rejected.
    pub favours: Option<PositionId>,
    /// Whose decision it is; none without accounts.
    pub decided_by: Option<AccountId>,
    /// The person's name at the time.
    pub decided_name: String,
    /// When, in epoch milliseconds.
    pub decided_at: i64,
    /// Why; may be empty.
    pub note: String,
}

impl Decision {
    /// Where the sentence stands, or stood last.
    #[must_use]
    pub fn span(&self) -> CharSpan {
        CharSpan { start: self.span_start, end: self.span_end }
    }

    /// The status as it is shown: `orphaned` where a decision has lost its sentence.
    #[must_use]
    pub fn shown_status(&self) -> Status {
        if self.orphaned && self.status.is_decided() { Status::Orphaned } else { self.status }
    }

    /// Names this state: a verdict must name the one it rests on.
    #[must_use]
    pub fn token(&self) -> String {
        token(self.version, &self.values)
    }
}

/// Names a state of a position: how often people have changed it, and what it says. The machine may
/// read a sentence otherwise at the next reading; what was confirmed is what was seen.
pub(super) fn token(version: i64, values: &PositionValues) -> String {
    let said = serde_json::to_vec(values).expect("strings have a JSON form");
    format!("{version}-{}", &sha256_hex([said.as_slice()])[..8])
}

/// Why a verdict is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// There is no such position, or it is there no longer.
    #[error("there is no such position")]
    Gone,
    /// It is no longer as it was when the verdict was made; this is what it has become.
    #[error("the position has changed in the meantime")]
    Changed(Box<Decision>),
    /// Nobody has decided on it.
    #[error("there is no decision to take back")]
    NothingToTakeBack,
    /// It has lost its sentence: it can be rejected, or added anew where it belongs.
    #[error("the position has lost its sentence: reject it, or add it anew where it belongs")]
    Orphaned,
    /// A person has a position of the same party on the same issue in the same sentence already.
    #[error("people hold a position of this party on this issue in this sentence already: {0}")]
    Taken(PositionId),
    /// The catalog does not have the party, the issue or the reporter.
    #[error("the catalog has no such party or issue")]
    Unknown,
    /// The quote is not the article's text at that place.
    #[error("the quote is not the article's text at that place")]
    NotTheText,
}

/// A position as the catalog in force has it.
#[derive(Debug, FromRow)]
struct AsFound {
    negotiation_id: NegotiationId,
    article_id: ArticleId,
    span_start: i64,
    span_end: i64,
    quote: String,
    #[sqlx(flatten)]
    values: PositionValues,
}

impl AsFound {
    /// As a decision that nobody has made.
    fn undecided(self, id: PositionId) -> Decision {
        Decision {
            id,
            negotiation_id: self.negotiation_id,
            article_id: self.article_id,
            span_start: self.span_start,
            span_end: self.span_end,
            quote: self.quote,
            values: self.values,
            status: Status::Suggested,
            orphaned: false,
            version: 0,
            corrects: None,
            favours: None,
            decided_by: None,
            decided_name: String::new(),
            decided_at: 0,
            note: String::new(),
        }
    }
}

/// The decision as it is kept, without what the machine may have read since.
async fn stored(tx: &mut Tx, id: PositionId) -> Result<Option<Decision>, StoreError> {
    Ok(with_tx!(tx, |conn| sqlx::query_as(DECISION).bind(id).fetch_optional(conn).await?))
}

async fn of_article(tx: &mut Tx, article: ArticleId) -> Result<Vec<Decision>, StoreError> {
    Ok(with_tx!(tx, |conn| {
        sqlx::query_as(DECISIONS_OF_ARTICLE).bind(article).fetch_all(conn).await?
    }))
}

/// What is held of a position and what it says: as the catalog in force shows it, else as it was
/// decided.
fn joined(kept: Option<Decision>, found: Option<AsFound>, id: PositionId) -> Option<Decision> {
    match (kept, found) {
        (Some(kept), Some(found)) => Some(Decision { values: found.values, ..kept }),
        (Some(kept), None) => Some(kept),
        (None, found) => found.map(|found| found.undecided(id)),
    }
}

/// How often people have decided on an article's positions: every decision makes it greater.
pub(super) async fn decided(tx: &mut Tx, article: ArticleId) -> Result<i64, StoreError> {
    Ok(with_tx!(tx, |conn| sqlx::query_scalar(DECIDED).bind(article).fetch_one(conn).await?))
}

pub(super) async fn present(tx: &mut Tx, id: PositionId) -> Result<Option<Decision>, StoreError> {
    let kept = stored(tx, id).await?;
    let found: Option<AsFound> =
        with_tx!(tx, |conn| sqlx::query_as(VALUES_AS_FOUND).bind(id).fetch_optional(conn).await?);
    Ok(joined(kept, found, id))
}

impl Store {
    /// How often people have decided on an article's positions: every decision makes it greater.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decided(&self, article: ArticleId) -> Result<i64, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_scalar(DECIDED).bind(article).fetch_one(pool).await?
        }))
    }

    /// The decision as it is kept, if there is one.
    pub(super) async fn kept_decision(
        &self,
        id: PositionId,
    ) -> Result<Option<Decision>, StoreError> {
        Ok(with_read!(self, |pool| sqlx::query_as(DECISION).bind(id).fetch_optional(pool).await?))
    }

    /// What is held of a position: of a suggestion that nobody has decided on too, with version 0.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decision(&self, id: PositionId) -> Result<Option<Decision>, StoreError> {
        let kept = self.kept_decision(id).await?;
        let found: Option<AsFound> = with_read!(self, |pool| {
            sqlx::query_as(VALUES_AS_FOUND).bind(id).fetch_optional(pool).await?
        });
        Ok(joined(kept, found, id))
    }
}
