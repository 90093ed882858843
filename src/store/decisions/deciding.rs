//! Deciding on a position, and adding one that the machine has missed: one transaction each, with
//! the audit, the positions and the summaries.

use super::saving::{Act, at_same_place, negotiation_of};
use super::{Decision, DecisionError, PositionValues, placing, present, stored};
use crate::domain::{ArticleId, CatalogId, CharIndex, CharSpan, NegotiationId, PositionId, Status};
use crate::store::audit::Cause;
use crate::store::catalogs::lock_negotiation;
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError};

statements! {
    CURRENT_OF = "select id from catalogs where negotiation_id = $1 and state = 'current'";
    SUGGESTION_AT = "select x.id from positions x
        join passages p on p.id = x.passage_id
        where x.article_id = $1 and x.catalog_id = $2 and p.span_start = $3 and p.span_end = $4
          and x.party = $5 and x.issue = $6";
    TEXT_OF = "select negotiation_id, revision, body from articles where id = $1";
}

/// The position shown at a place (article, catalog, start, end, party, issue).
pub(super) const SHOWN_AT: &str = SUGGESTION_AT;

/// What a person says of a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is right as it stands.
    Confirm,
    /// It is no position.
    Reject,
    /// It is this instead.
    Correct(PositionValues),
    /// The last decision on it is taken back.
    TakeBack,
}

/// A verdict on a position.
#[derive(Debug, Clone)]
pub struct NewVerdict<'a> {
    /// The position.
    pub position: PositionId,
    /// The state that it rests on, as [`Decision::token`] names it.
    pub token: &'a str,
    /// What is said.
    pub verdict: Verdict,
    /// Why; may be empty.
    pub note: &'a str,
}

/// A position that the machine has missed.
#[derive(Debug, Clone)]
pub struct NewPosition<'a> {
    /// The article, and the revision of its text.
    pub article: (ArticleId, i64),
    /// The sentence.
    pub span: CharSpan,
    /// Its words: exactly the text at that place.
    pub quote: &'a str,
    /// What it says.
    pub values: PositionValues,
    /// The decision that has lost its sentence and finds its place again by this.
    pub places: Option<PositionId>,
    /// Why; may be empty.
    pub note: &'a str,
}

impl Store {
    /// Takes a verdict on a position; answers what is held of it now, or of the position that takes
    /// its place.
    ///
    /// # Errors
    /// A [`DecisionError`] that says why it is not taken, else when the database fails.
    pub async fn decide(
        &self,
        new: &NewVerdict<'_>,
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        let mut tx = self.begin().await?;
        let negotiation =
            negotiation_of(&mut tx, new.position).await?.ok_or(DecisionError::Gone)?;
        lock_negotiation(&mut tx, negotiation).await?;
        let before = present(&mut tx, new.position).await?.ok_or(DecisionError::Gone)?;
        if before.token() != new.token {
            return Err(DecisionError::Changed(Box::new(before)).into());
        }
        let is_orphan = before.shown_status() == Status::Orphaned;
        let after = match &new.verdict {
            Verdict::TakeBack => self.take_back(&mut tx, &before, new.note, cause).await?,
            Verdict::Reject => self.reject(&mut tx, &before, new.note, cause).await?,
            _ if is_orphan => return Err(DecisionError::Orphaned.into()),
            Verdict::Confirm => self.confirm(&mut tx, &before, new.note, cause).await?,
            Verdict::Correct(values) => {
                self.correct(&mut tx, &before, (values, new.note), cause).await?
            }
        };
        tx.commit().await?;
        Ok(after)
    }

    /// Adds a position that the machine has missed.
    ///
    /// # Errors
    /// `Changed` when the article has another revision, a [`DecisionError`] that says why it is not
    /// taken, else when the database fails.
    pub async fn add_position(
        &self,
        new: &NewPosition<'_>,
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        let mut tx = self.begin().await?;
        let bare = bare_position(&mut tx, new).await?;
        lock_negotiation(&mut tx, bare.negotiation_id).await?;
        // Looked at again under the lock: an edit may have come first.
        let bare = bare_position(&mut tx, new).await?;
        let target = self.target(&mut tx, &bare, &new.values, cause).await?;
        let (act, status) = target.added();
        let after = by(cause, new.note, Decision { status, ..target.state.clone() });
        self.save_decision(&mut tx, (target.seen.as_ref(), &after), (act, new.note), cause).await?;
        self.place_decisions(&mut tx, after.article_id, &[&after], cause).await?;
        if let Some(orphan) = new.places {
            self.let_go(&mut tx, orphan, &after, cause).await?;
        }
        tx.commit().await?;
        Ok(after)
    }

    async fn confirm(
        &self,
        tx: &mut Tx,
        before: &Decision,
        note: &str,
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        if !matches!(before.status, Status::Suggested | Status::Rejected) {
            return self.uphold(tx, before, (Status::Confirmed, note), cause).await;
        }
        require_fit(tx, before.negotiation_id, &before.values).await?;
        let after = Decision {
            status: Status::Confirmed,
            favours: None,
            ..by(cause, note, before.clone())
        };
        self.settle(tx, (before, &after), (Act::Confirmed, note), cause).await?;
        Ok(after)
    }

    /// Leaves a decision as it is; readers who have reported the position are told so.
    async fn uphold(
        &self,
        tx: &mut Tx,
        decision: &Decision,
        answer: (Status, &str),
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        self.close_reports(tx, (decision.id, decision.version), answer, cause).await?;
        Ok(decision.clone())
    }

    async fn reject(
        &self,
        tx: &mut Tx,
        before: &Decision,
        note: &str,
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        if before.status == Status::Rejected {
            return self.uphold(tx, before, (Status::Rejected, note), cause).await;
        }
        let after = Decision { status: Status::Rejected, ..by(cause, note, before.clone()) };
        self.settle(tx, (before, &after), (Act::Rejected, note), cause).await?;
        Ok(after)
    }

    async fn correct(
        &self,
        tx: &mut Tx,
        before: &Decision,
        (values, note): (&PositionValues, &str),
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        if *values == before.values {
            return self.confirm(tx, before, note, cause).await;
        }
        require_fit(tx, before.negotiation_id, values).await?;
        let place = (&before.values.party, &before.values.issue);
        if place != (&values.party, &values.issue) {
            return self.replace(tx, before, (values, note), cause).await;
        }
        let status = if before.status == Status::Added { Status::Added } else { Status::Corrected };
        let state = Decision { status, favours: None, values: values.clone(), ..before.clone() };
        let after = by(cause, note, state);
        self.settle(tx, (before, &after), (Act::Corrected, note), cause).await?;
        Ok(after)
    }

    /// Puts a position of another party or issue in the place of one that is rejected in its favour.
    async fn replace(
        &self,
        tx: &mut Tx,
        before: &Decision,
        (values, note): (&PositionValues, &str),
        cause: &Cause,
    ) -> Result<Decision, StoreError> {
        let target = self.target(tx, before, values, cause).await?;
        let favours = Some(target.state.id);
        let rejected = Decision { status: Status::Rejected, favours, ..before.clone() };
        let rejected = by(cause, note, rejected);
        // First, since the other one points to it.
        self.save_decision(tx, (Some(before), &rejected), (Act::Rejected, note), cause).await?;
        let (status, corrects) = (Status::Corrected, Some(before.id));
        let after = by(cause, note, Decision { status, corrects, ..target.state.clone() });
        let ends = (target.seen.as_ref(), &after);
        self.save_decision(tx, ends, (Act::Corrected, note), cause).await?;
        self.place_decisions(tx, after.article_id, &[&rejected, &after], cause).await?;
        Ok(after)
    }

    /// Where a person's position goes in the sentence of `from`: a new one, a suggestion of the same
    /// party and issue, or a decision that no longer holds any.
    async fn target(
        &self,
        tx: &mut Tx,
        from: &Decision,
        values: &PositionValues,
        cause: &Cause,
    ) -> Result<Target, StoreError> {
        let catalog = require_fit(tx, from.negotiation_id, values).await?;
        let bare = Decision {
            values: values.clone(),
            status: Status::Suggested,
            version: 0,
            corrects: None,
            favours: None,
            ..from.clone()
        };
        let suggested: Option<PositionId> = with_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(SUGGESTION_AT)
                .bind(bare.article_id)
                .bind(catalog)
                .bind(bare.span_start)
                .bind(bare.span_end)
                .bind(&values.party)
                .bind(&values.issue)
                .fetch_optional(conn)
                .await?
        });
        let decided = at_same_place(tx, &bare).await?;
        let id = suggested.or(decided.as_ref().map(|decided| decided.id));
        let Some(id) = id else {
            let id = PositionId(self.new_id(cause.now));
            return Ok(Target { seen: None, state: Decision { id, ..bare }, is_found: false });
        };
        let seen = present(tx, id).await?.ok_or(DecisionError::Gone)?;
        if matches!(seen.status, Status::Confirmed | Status::Corrected | Status::Added) {
            return Err(DecisionError::Taken(id).into());
        }
        let state = Decision { id, version: seen.version, ..bare };
        Ok(Target { seen: Some(seen), state, is_found: suggested.is_some() })
    }

    /// Writes one changed decision, and lets its positions follow.
    async fn settle(
        &self,
        tx: &mut Tx,
        (before, after): (&Decision, &Decision),
        act: (Act, &str),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        self.save_decision(tx, (Some(before), after), act, cause).await?;
        self.place_decisions(tx, after.article_id, &[after], cause).await
    }

    /// Rejects a decision without a sentence in favour of the position that was added for it.
    async fn let_go(
        &self,
        tx: &mut Tx,
        orphan: PositionId,
        placed: &Decision,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let before = stored(tx, orphan).await?.ok_or(DecisionError::Gone)?;
        if before.article_id != placed.article_id || before.shown_status() != Status::Orphaned {
            return Err(DecisionError::Changed(Box::new(before)).into());
        }
        let note = "placed anew";
        let favours = Some(placed.id);
        let after = Decision { status: Status::Rejected, favours, ..before.clone() };
        let after = by(cause, note, after);
        self.save_decision(tx, (Some(&before), &after), (Act::Rejected, note), cause).await
    }
}

/// The catalog in force, which has all that `values` names.
pub(super) async fn require_fit(
    tx: &mut Tx,
    negotiation: NegotiationId,
    values: &PositionValues,
) -> Result<CatalogId, StoreError> {
    let catalog: CatalogId = with_tx!(&mut *tx, |conn| {
        sqlx::query_scalar(CURRENT_OF).bind(negotiation).fetch_one(conn).await?
    });
    let is_hearsay_of_itself = values.reported_by.as_ref() == Some(&values.party);
    if is_hearsay_of_itself || !placing::fits(tx, catalog, values).await? {
        return Err(DecisionError::Unknown.into());
    }
    Ok(catalog)
}

/// Where a person's position goes.
struct Target {
    /// What stood there before, a suggestion of the machine or a rejected one.
    seen: Option<Decision>,
    /// The state to go on from.
    state: Decision,
    /// Whether the machine finds it too.
    is_found: bool,
}

impl Target {
    /// What adding a position comes to: the machine may have found it after all.
    fn added(&self) -> (Act, Status) {
        match &self.seen {
            Some(seen) if self.is_found && seen.values == self.state.values => {
                (Act::Confirmed, Status::Confirmed)
            }
            Some(_) if self.is_found => (Act::Corrected, Status::Corrected),
            _ => (Act::Added, Status::Added),
        }
    }
}

/// The next version of a state, by whoever makes the change.
pub(super) fn by(cause: &Cause, note: &str, state: Decision) -> Decision {
    Decision {
        version: state.version + 1,
        decided_by: cause.actor.account,
        decided_name: cause.actor.name.clone(),
        decided_at: cause.now.as_millisecond(),
        note: note.to_owned(),
        ..state
    }
}

/// A position at a place of an article's text, before it has an id.
async fn bare_position(tx: &mut Tx, new: &NewPosition<'_>) -> Result<Decision, StoreError> {
    let (article, revision) = new.article;
    let row: Option<(NegotiationId, i64, String)> =
        with_tx!(tx, |conn| sqlx::query_as(TEXT_OF).bind(article).fetch_optional(conn).await?);
    let (negotiation_id, stored, text) = row.ok_or(StoreError::Changed("article"))?;
    if stored != revision {
        return Err(StoreError::Changed("article"));
    }
    let is_text = CharIndex::new(&text).quote(new.span) == Some(new.quote);
    if !is_text || new.quote.is_empty() {
        return Err(DecisionError::NotTheText.into());
    }
    Ok(Decision {
        id: PositionId(0),
        negotiation_id,
        article_id: article,
        span_start: new.span.start,
        span_end: new.span.end,
        quote: new.quote.to_owned(),
        values: new.values.clone(),
        status: Status::Suggested,
        orphaned: false,
        version: 0,
        corrects: None,
        favours: None,
        decided_by: None,
        decided_name: String::new(),
        decided_at: 0,
        note: String::new(),
    })
}
