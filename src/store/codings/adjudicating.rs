//! Settling two codings: their outcome goes into the decisions, in one transaction.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use super::change::{is_adjudicated, present};
use super::{Coding, CodingError, coding_in};
use crate::domain::{
    ArticleId, AuditId, CharSpan, CodingId, IssueSlug, Mark, NegotiationId, PartySlug, PositionId,
};
use crate::store::audit::{Cause, Entry};
use crate::store::catalogs::lock_negotiation;
use crate::store::pool::{Tx, statements, with_primary, with_tx};
use crate::store::{Store, StoreError, decisions};

/// Columns of an adjudication, from `adjudications j`, the codings `f` and `s`, and the audit `u`.
macro_rules! columns {
    ($condition:literal) => {
        concat!(
            "select j.article_id, j.revision, j.first_coding, j.second_coding, j.audit_id, j.outcome,
                u.at, u.actor_name, u.note
            from adjudications j
            join audit u on u.id = j.audit_id ",
            $condition
        )
    };
}

statements! {
    ADJUDICATION = columns!("where j.article_id = $1 and j.revision = $2");
    ADJUDICATIONS = columns!("where j.negotiation_id = $1 order by j.article_id, j.revision");
    INSERT_ADJUDICATION = "insert into adjudications (article_id, revision, negotiation_id,
            first_coding, second_coding, audit_id, outcome)
        values ($1, $2, $3, $4, $5, $6, $7)";
}

/// The kind of thing that the entry on an adjudication is about: an article, by its id.
pub(in crate::store) const SUBJECT: &str = "adjudication";

/// What was decided on one position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The position.
    pub position: PositionId,
    /// Whether it is held; rejected if not.
    pub is_held: bool,
}

/// How two codings were settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjudicationRow {
    /// The article.
    pub article_id: ArticleId,
    /// The revision that both codings are of.
    pub revision: i64,
    /// The two codings.
    pub codings: (CodingId, CodingId),
    /// Its entry in the audit.
    pub audit_id: AuditId,
    /// What came of it.
    pub outcome: Vec<Outcome>,
    /// When, in epoch milliseconds.
    pub at: i64,
    /// Who settled it: the name at the time.
    pub by: String,
    /// Why so; may be empty.
    pub note: String,
}

/// The settling of two codings of an article.
#[derive(Debug, Clone)]
pub struct NewAdjudication<'a> {
    /// The article, and the revision of its text.
    pub article: (ArticleId, i64),
    /// The two codings, each at the version that was seen.
    pub codings: [(CodingId, i64); 2],
    /// How often people had decided on the article's positions ([`Store::decided`]) when they were
    /// seen.
    pub decided: i64,
    /// Positions that are held, each with its sentence.
    pub held: Vec<(Mark, &'a str)>,
    /// Places where none is held: what stands there is rejected.
    pub not_held: Vec<(CharSpan, PartySlug, IssueSlug)>,
    /// Suggestions that are rejected, each in the state that was seen.
    pub rejected: Vec<(PositionId, String)>,
    /// Why so; may be empty.
    pub note: &'a str,
}

#[derive(Debug, FromRow)]
struct Stored {
    article_id: ArticleId,
    revision: i64,
    first_coding: CodingId,
    second_coding: CodingId,
    audit_id: AuditId,
    outcome: String,
    at: i64,
    actor_name: String,
    note: String,
}

impl TryFrom<Stored> for AdjudicationRow {
    type Error = StoreError;

    fn try_from(stored: Stored) -> Result<Self, StoreError> {
        let outcome =
            serde_json::from_str(&stored.outcome).map_err(|error| StoreError::BadRow {
                table: "adjudications",
                column: "outcome",
                id: stored.article_id.0,
                problem: error.to_string(),
            })?;
        Ok(Self {
            article_id: stored.article_id,
            revision: stored.revision,
            codings: (stored.first_coding, stored.second_coding),
            audit_id: stored.audit_id,
            outcome,
            at: stored.at,
            by: stored.actor_name,
            note: stored.note,
        })
    }
}

impl Store {
    /// How the codings of a revision of an article were settled.
    ///
    /// # Errors
    /// When the database fails or the outcome cannot be read.
    pub async fn adjudication(
        &self,
        (article, revision): (ArticleId, i64),
    ) -> Result<Option<AdjudicationRow>, StoreError> {
        let stored: Option<Stored> = with_primary!(self, |pool| sqlx::query_as(ADJUDICATION)
            .bind(article)
            .bind(revision)
            .fetch_optional(pool)
            .await?);
        stored.map(AdjudicationRow::try_from).transpose()
    }

    /// How codings of a negotiation's articles were settled, by article, then by revision.
    ///
    /// # Errors
    /// When the database fails or an outcome cannot be read.
    pub async fn adjudications_of(
        &self,
        negotiation: NegotiationId,
    ) -> Result<Vec<AdjudicationRow>, StoreError> {
        let stored: Vec<Stored> = with_primary!(self, |pool| {
            sqlx::query_as(ADJUDICATIONS).bind(negotiation).fetch_all(pool).await?
        });
        stored.into_iter().map(AdjudicationRow::try_from).collect()
    }

    /// Settles two finished codings of the article's present revision: what is held becomes confirmed,
    /// corrected or added, what is not becomes rejected, all at once or not at all.
    ///
    /// # Errors
    /// A [`CodingError`] or a [`super::super::DecisionError`] that says why not, `Changed` when
    /// somebody has decided on a position of the article since, else when the database fails.
    pub async fn adjudicate(
        &self,
        new: &NewAdjudication<'_>,
        cause: &Cause,
    ) -> Result<AdjudicationRow, StoreError> {
        let mut tx = self.begin().await?;
        let (article, revision) = new.article;
        let (negotiation, _) = present(&mut tx, article).await?;
        lock_negotiation(&mut tx, negotiation).await?;
        require_two(&mut tx, new).await?;
        if decisions::decided(&mut tx, article).await? != new.decided {
            return Err(StoreError::Changed("positions"));
        }
        let outcome = self.settle_marks(&mut tx, negotiation, new, cause).await?;
        let entry = Entry {
            action: "article adjudicated",
            subject: (SUBJECT, article.to_string()),
            before: None,
            after: Some(as_state(new, &outcome)),
            note: new.note,
        };
        let audit_id = self.record(&mut tx, cause, entry).await?;
        let [(first, _), (second, _)] = new.codings;
        let list = as_json(&outcome);
        with_tx!(&mut tx, |conn| sqlx::query(INSERT_ADJUDICATION)
            .bind(article)
            .bind(revision)
            .bind(negotiation)
            .bind(first)
            .bind(second)
            .bind(audit_id)
            .bind(list)
            .execute(conn)
            .await?
            .rows_affected());
        tx.commit().await?;
        Ok(AdjudicationRow {
            article_id: article,
            revision,
            codings: (first, second),
            audit_id,
            outcome,
            at: cause.now.as_millisecond(),
            by: cause.actor.name.clone(),
            note: new.note.to_owned(),
        })
    }
}

/// What the entry in the audit says of an adjudication.
fn as_state(new: &NewAdjudication<'_>, outcome: &[Outcome]) -> serde_json::Value {
    json!({
        "revision": new.article.1,
        "codings": new.codings.map(|(id, _)| id),
        "outcome": outcome,
    })
}

fn as_json(outcome: &[Outcome]) -> String {
    serde_json::to_string(outcome).expect("numbers have a JSON form")
}

/// Both codings are finished, of the present revision, by two people, as they were seen, and not yet
/// settled.
async fn require_two(tx: &mut Tx, new: &NewAdjudication<'_>) -> Result<(), StoreError> {
    let (article, revision) = new.article;
    if present(tx, article).await?.1 != revision {
        return Err(CodingError::Edited.into());
    }
    if is_adjudicated(tx, new.article).await? {
        return Err(CodingError::Adjudicated.into());
    }
    let mut coders = Vec::new();
    for (id, version) in new.codings {
        let coding: Coding = coding_in(tx, id).await?.ok_or(CodingError::NotBegun)?;
        if coding.version != version {
            return Err(CodingError::Changed(coding.version).into());
        }
        if !coding.is_done() || (coding.article_id, coding.revision) != new.article {
            return Err(CodingError::NotTwo.into());
        }
        coders.push(coding.account_id);
    }
    if coders[0] == coders[1] {
        return Err(CodingError::NotTwo.into());
    }
    Ok(())
}
