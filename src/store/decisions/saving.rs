//! Writing a decision with its entry in the audit, and letting the positions follow.

use super::{Decision, columns, of_article, placing, stored};
use crate::domain::{ArticleId, CatalogId, NegotiationId, PositionId, Status};
use crate::store::audit::{Cause, Entry};
use crate::store::findings::change::{Place, article_place};
use crate::store::findings::counting;
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError};

statements! {
    SAVE = "insert into decisions
            (id, negotiation_id, article_id, span_start, span_end, quote, party, issue, stance,
             speaker, reported_by, rung, status, orphaned, version, corrects, favours, decided_by,
             decided_name, decided_at, note)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21)
        on conflict (id) do update
        set span_start = excluded.span_start, span_end = excluded.span_end, quote = excluded.quote,
            stance = excluded.stance, speaker = excluded.speaker,
            reported_by = excluded.reported_by, rung = excluded.rung, status = excluded.status,
            orphaned = excluded.orphaned, version = excluded.version, corrects = excluded.corrects,
            favours = excluded.favours, decided_by = excluded.decided_by,
            decided_name = excluded.decided_name, decided_at = excluded.decided_at,
            note = excluded.note";
    LIVE_CATALOGS_OF = "select s.catalog_id from analyses s
        join catalogs c on c.id = s.catalog_id
        where s.article_id = $1 and c.state <> 'retired'";
    NEGOTIATION_OF_DECISION = "select negotiation_id from decisions where id = $1";
    NEGOTIATION_OF_POSITION = "select a.negotiation_id from positions x
        join articles a on a.id = x.article_id
        where x.id = $1
        limit 1";
    REMOVE_OF_ARTICLE = "delete from decisions where article_id = $1";
    SAME_PLACE = columns!(
        "where d.article_id = $1 and d.span_start = $2 and d.span_end = $3 and d.party = $4
          and d.issue = $5 and not d.orphaned"
    );
}

/// The kind of thing that a decision's entries in the audit are about.
pub(super) const SUBJECT: &str = "position";

/// What was done to a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Confirmed,
    Rejected,
    Corrected,
    Added,
    TakenBack,
    /// Its sentence stands elsewhere in the edited text.
    Moved,
    /// Its sentence does not stand in the edited text, or not once.
    Orphaned,
    /// Its sentence stands in the text again.
    Restored,
    /// It went with its article.
    Removed,
    /// It came from another database, with its history there.
    Imported,
}

impl Act {
    pub(super) const ALL: [Self; 10] = [
        Self::Confirmed,
        Self::Rejected,
        Self::Corrected,
        Self::Added,
        Self::TakenBack,
        Self::Moved,
        Self::Orphaned,
        Self::Restored,
        Self::Removed,
        Self::Imported,
    ];

    /// As the audit has it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "position confirmed",
            Self::Rejected => "position rejected",
            Self::Corrected => "position corrected",
            Self::Added => "position added",
            Self::TakenBack => "decision taken back",
            Self::Moved => "decision moved",
            Self::Orphaned => "decision orphaned",
            Self::Restored => "decision restored",
            Self::Removed => "decision removed",
            Self::Imported => "decision imported",
        }
    }

    /// What is answered to readers who have reported the position; nothing where it was no decision.
    fn outcome(self, after: &Decision) -> Option<Status> {
        match self {
            Self::Confirmed => Some(Status::Confirmed),
            // Another position stands in its place.
            Self::Rejected if after.favours.is_some() => Some(Status::Corrected),
            Self::Rejected => Some(Status::Rejected),
            Self::Corrected => Some(Status::Corrected),
            Self::Added => Some(Status::Added),
            Self::TakenBack
            | Self::Moved
            | Self::Orphaned
            | Self::Restored
            | Self::Removed
            | Self::Imported => None,
        }
    }

    /// Whether a person decided on the position by it.
    pub(super) fn is_decision(self) -> bool {
        matches!(self, Self::Confirmed | Self::Rejected | Self::Corrected | Self::Added)
    }
}

/// The negotiation to lock before a position is looked at.
pub(in crate::store) async fn negotiation_of(
    tx: &mut Tx,
    id: PositionId,
) -> Result<Option<NegotiationId>, StoreError> {
    for statement in [NEGOTIATION_OF_DECISION, NEGOTIATION_OF_POSITION] {
        let found: Option<NegotiationId> = with_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(statement).bind(id).fetch_optional(conn).await?
        });
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The decision on the position of the same party and issue in the same sentence.
pub(super) async fn at_same_place(
    tx: &mut Tx,
    decision: &Decision,
) -> Result<Option<Decision>, StoreError> {
    Ok(with_tx!(tx, |conn| sqlx::query_as(SAME_PLACE)
        .bind(decision.article_id)
        .bind(decision.span_start)
        .bind(decision.span_end)
        .bind(&decision.values.party)
        .bind(&decision.values.issue)
        .fetch_optional(conn)
        .await?))
}

/// Writes a decision's row alone.
pub(super) async fn write(tx: &mut Tx, decision: &Decision) -> Result<(), StoreError> {
    let values = &decision.values;
    with_tx!(tx, |conn| sqlx::query(SAVE)
        .bind(decision.id)
        .bind(decision.negotiation_id)
        .bind(decision.article_id)
        .bind(decision.span_start)
        .bind(decision.span_end)
        .bind(decision.quote.as_str())
        .bind(&values.party)
        .bind(&values.issue)
        .bind(values.stance)
        .bind(values.speaker.as_deref())
        .bind(values.reported_by.as_ref())
        .bind(values.rung)
        .bind(decision.status)
        .bind(decision.orphaned)
        .bind(decision.version)
        .bind(decision.corrects)
        .bind(decision.favours)
        .bind(decision.decided_by)
        .bind(decision.decided_name.as_str())
        .bind(decision.decided_at)
        .bind(decision.note.as_str())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

pub(super) fn as_state(decision: &Decision) -> serde_json::Value {
    serde_json::to_value(decision).expect("strings and numbers have a JSON form")
}

impl Store {
    /// Writes the state after an act and tells the audit; the state before is what is kept, or for a
    /// suggestion what was seen. A decision answers the reports on its position.
    pub(super) async fn save_decision(
        &self,
        tx: &mut Tx,
        (seen, after): (Option<&Decision>, &Decision),
        act: (Act, &str),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let kept = stored(tx, after.id).await?;
        self.save_after(tx, (kept.as_ref().or(seen), after), act, cause).await?;
        match act.0.outcome(after) {
            Some(outcome) => {
                let closed = (after.id, after.version);
                self.close_reports(tx, closed, (outcome, act.1), cause).await
            }
            None => Ok(()),
        }
    }

    /// Writes the state after an act and tells the audit both states.
    pub(super) async fn save_after(
        &self,
        tx: &mut Tx,
        (before, after): (Option<&Decision>, &Decision),
        (act, note): (Act, &str),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        write(tx, after).await?;
        let entry = Entry {
            action: act.as_str(),
            subject: (SUBJECT, after.id.to_string()),
            before: before.map(as_state),
            after: Some(as_state(after)),
            note,
        };
        self.record(tx, cause, entry).await?;
        Ok(())
    }

    /// Brings the positions of an article into the state that follows from changed decisions, under
    /// every catalog that has read it, and the summaries with them.
    pub(super) async fn place_decisions(
        &self,
        tx: &mut Tx,
        article: ArticleId,
        decisions: &[&Decision],
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let Some((_, dated_on, outlet_key)) = article_place(tx, article).await? else {
            return Ok(());
        };
        let catalogs: Vec<CatalogId> = with_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(LIVE_CATALOGS_OF).bind(article).fetch_all(conn).await?
        });
        for catalog in catalogs {
            let place = Place { catalog, article, dated_on: &dated_on, outlet_key: &outlet_key };
            let uncounted = counting::uncount(tx, catalog, article).await?;
            for decision in decisions.iter().filter(|decision| !decision.orphaned) {
                placing::place_one(self, tx, &place, decision, cause.now).await?;
            }
            uncounted.count_again(tx).await?;
        }
        Ok(())
    }

    /// Removes the decisions on an article that is being deleted; the audit keeps what they were.
    pub(in crate::store) async fn remove_decisions(
        &self,
        tx: &mut Tx,
        article: ArticleId,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        for decision in of_article(tx, article).await? {
            let entry = Entry {
                action: Act::Removed.as_str(),
                subject: (SUBJECT, decision.id.to_string()),
                before: Some(as_state(&decision)),
                after: None,
                note: "",
            };
            self.record(tx, cause, entry).await?;
        }
        with_tx!(tx, |conn| {
            sqlx::query(REMOVE_OF_ARTICLE).bind(article).execute(conn).await?.rows_affected()
        });
        Ok(())
    }
}
