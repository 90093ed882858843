//! Laying decisions over what the machine reads: the rows in `positions` follow from both.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{Decision, PositionValues, of_article};
use crate::domain::{
    CatalogId, CharSpan, PartySlug, PassageId, PositionId, Rung, SURE_ENOUGH, Stance, Status,
};
use crate::store::findings::change::Place;
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError, search_index};

statements! {
    POSITION_ROW = "select passage_id, status, stance, speaker, reported_by, rung, cue_start, cue_end,
            holder_start, holder_end, attribution, confidence, suggestion
        from positions
        where catalog_id = $1 and id = $2";
    SET_POSITION = "update positions
        set status = $3, stance = $4, speaker = $5, reported_by = $6, rung = $7, cue_start = $8,
            cue_end = $9, holder_start = $10, holder_end = $11, attribution = $12, confidence = $13,
            doubtful = $14, suggestion = $15, leaning = abs(cast($13 as double precision) - 0.5)
        where catalog_id = $1 and id = $2";
    PUT_POSITION = "insert into positions
            (catalog_id, id, status, stance, speaker, reported_by, rung, confidence, leaning, doubtful,
             article_id, passage_id, party, issue, dated_on, outlet_key)
        values ($1, $2, $3, $4, $5, $6, $7, 1.0, 0.5, false, $8, $9, $10, $11, $12, $13)";
    DROP_POSITION = "delete from positions where catalog_id = $1 and id = $2";
    PASSAGE_AT = "select id from passages
        where article_id = $1 and catalog_id = $2 and span_start = $3 and span_end = $4";
    NEED_ISSUE = "insert into passage_issues (passage_id, catalog_id, issue, dated_on, found)
        values ($1, $2, $3, $4, false)
        on conflict (passage_id, issue) do nothing";
    DROP_ISSUE = "delete from passage_issues
        where passage_id = $1 and issue = $2 and not found
          and not exists (select 1 from positions x where x.passage_id = $1 and x.issue = $2)";
    DROP_PASSAGE = "delete from passages
        where id = $1 and not exists (select 1 from passage_issues where passage_id = $1)";
    FITS = "select
            (select count(*) from parties where catalog_id = $1 and slug = $2)
            + (select count(*) from issues where catalog_id = $1 and slug = $3)
            + case when cast($4 as text) is null then 1
                else (select count(*) from parties where catalog_id = $1 and slug = $4) end";
}

/// What the machine reads of one position, apart from party, issue and sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The attitude.
    pub stance: Stance,
    /// Whose words or act it is.
    pub speaker: Option<String>,
    /// The other party on whose word it rests.
    pub reported_by: Option<PartySlug>,
    /// How it is known.
    pub rung: Rung,
    /// The words that decided the stance.
    pub cue: Option<CharSpan>,
    /// The words that name the holder.
    pub holder: Option<CharSpan>,
    /// Place in the article's list of attributions.
    pub attribution: Option<i64>,
    /// From 0 to 1.
    pub confidence: f64,
}

/// What a row in `positions` holds.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    status: Status,
    /// What is shown: the machine's, or the person's with those reasons that still bear on it.
    shown: Suggestion,
    doubtful: bool,
    /// What the machine reads, where something else is shown.
    suggestion: Option<Suggestion>,
}

#[derive(Debug, FromRow)]
struct Stored {
    passage_id: PassageId,
    status: Status,
    stance: Stance,
    speaker: Option<String>,
    reported_by: Option<PartySlug>,
    rung: Rung,
    cue_start: Option<i64>,
    cue_end: Option<i64>,
    holder_start: Option<i64>,
    holder_end: Option<i64>,
    attribution: Option<i64>,
    confidence: f64,
    suggestion: Option<String>,
}

impl Stored {
    /// What the machine reads; nothing where only a person found the position.
    fn reading(self, id: PositionId) -> Result<Option<Suggestion>, StoreError> {
        if let Some(kept) = &self.suggestion {
            return parse(kept, id).map(Some);
        }
        if matches!(self.status, Status::Confirmed | Status::Corrected | Status::Added) {
            return Ok(None);
        }
        let span =
            |start: Option<i64>, end: Option<i64>| Some(CharSpan { start: start?, end: end? });
        Ok(Some(Suggestion {
            cue: span(self.cue_start, self.cue_end),
            holder: span(self.holder_start, self.holder_end),
            stance: self.stance,
            speaker: self.speaker,
            reported_by: self.reported_by,
            rung: self.rung,
            attribution: self.attribution,
            confidence: self.confidence,
        }))
    }
}

/// Reads what a row keeps of the machine's suggestion.
pub(in crate::store) fn parse(kept: &str, id: PositionId) -> Result<Suggestion, StoreError> {
    serde_json::from_str(kept).map_err(|error| StoreError::BadRow {
        table: "positions",
        column: "suggestion",
        id: id.0,
        problem: error.to_string(),
    })
}

/// What stands, of a position that is decided on so and read so; nothing where neither the machine
/// nor a person holds it. A rejected one stands, struck out, where the machine finds it.
fn standing(decision: &Decision, reading: Option<Suggestion>) -> Option<Row> {
    match decision.status {
        Status::Suggested | Status::Orphaned => {
            let shown = reading?;
            let doubtful = shown.confidence < SURE_ENOUGH;
            Some(Row { status: Status::Suggested, shown, doubtful, suggestion: None })
        }
        Status::Rejected => {
            let (status, shown) = (Status::Rejected, reading?);
            Some(Row { status, shown, doubtful: false, suggestion: None })
        }
        status => {
            let shown = decided(&decision.values, reading.as_ref());
            Some(Row { status, shown, doubtful: false, suggestion: reading })
        }
    }
}

/// A person's values, with the machine's reasons where they are reasons for these values too.
fn decided(values: &PositionValues, reading: Option<&Suggestion>) -> Suggestion {
    let same_stance = reading.filter(|read| read.stance == values.stance);
    let same_source = reading
        .filter(|read| read.speaker == values.speaker && read.reported_by == values.reported_by);
    Suggestion {
        stance: values.stance,
        speaker: values.speaker.clone(),
        reported_by: values.reported_by.clone(),
        rung: values.rung,
        cue: same_stance.and_then(|read| read.cue),
        holder: reading.and_then(|read| read.holder),
        attribution: same_source.and_then(|read| read.attribution),
        confidence: 1.0,
    }
}

/// Whether a catalog has everything that a position names.
pub(super) async fn fits(
    tx: &mut Tx,
    catalog: CatalogId,
    values: &PositionValues,
) -> Result<bool, StoreError> {
    let known: i64 = with_tx!(tx, |conn| sqlx::query_scalar(FITS)
        .bind(catalog)
        .bind(&values.party)
        .bind(&values.issue)
        .bind(values.reported_by.as_ref())
        .fetch_one(conn)
        .await?);
    Ok(known == 3)
}

/// Lays every decision on an article over what a catalog has found in it.
pub(in crate::store) async fn place_all(
    store: &Store,
    tx: &mut Tx,
    place: &Place<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let decisions = of_article(tx, place.article).await?;
    for decision in decisions.iter().filter(|decision| !decision.orphaned) {
        place_one(store, tx, place, decision, now).await?;
    }
    Ok(())
}

/// Brings the row of a decided position under one catalog into the state that follows from the
/// decision, which has its sentence; the article's findings must be out of the summaries. A decision
/// that names what the catalog does not have stands nowhere in it, and waits for one that does.
pub(super) async fn place_one(
    store: &Store,
    tx: &mut Tx,
    place: &Place<'_>,
    decision: &Decision,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (catalog, id) = (place.catalog, decision.id);
    let stored: Option<Stored> = with_tx!(&mut *tx, |conn| {
        sqlx::query_as(POSITION_ROW).bind(catalog).bind(id).fetch_optional(conn).await?
    });
    let passage = stored.as_ref().map(|row| row.passage_id);
    let reading = match stored {
        Some(stored) => stored.reading(id)?,
        None => None,
    };
    let stands =
        decision.status == Status::Suggested || fits(tx, catalog, &decision.values).await?;
    let row = if stands { standing(decision, reading) } else { None };
    match (passage, row) {
        (Some(_), Some(row)) => set(tx, (catalog, id), &row).await,
        (None, Some(row)) => put(store, tx, place, (decision, &row), now).await,
        (Some(passage), None) => drop(tx, (catalog, id), passage, &decision.values).await,
        (None, None) => Ok(()),
    }
}

async fn set(
    tx: &mut Tx,
    (catalog, id): (CatalogId, PositionId),
    row: &Row,
) -> Result<(), StoreError> {
    let suggestion = row.suggestion.as_ref().map(|read| {
        serde_json::to_string(read).expect("strings and finite numbers have a JSON form")
    });
    with_tx!(tx, |conn| sqlx::query(SET_POSITION)
        .bind(catalog)
        .bind(id)
        .bind(row.status)
        .bind(row.shown.stance)
        .bind(row.shown.speaker.as_deref())
        .bind(row.shown.reported_by.as_ref())
        .bind(row.shown.rung)
        .bind(row.shown.cue.map(|cue| cue.start))
        .bind(row.shown.cue.map(|cue| cue.end))
        .bind(row.shown.holder.map(|holder| holder.start))
        .bind(row.shown.holder.map(|holder| holder.end))
        .bind(row.shown.attribution)
        .bind(row.shown.confidence)
        .bind(row.doubtful)
        .bind(suggestion)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

/// Writes a position that only a person holds, with its passage where there is none.
async fn put(
    store: &Store,
    tx: &mut Tx,
    place: &Place<'_>,
    (decision, row): (&Decision, &Row),
    now: Timestamp,
) -> Result<(), StoreError> {
    let span = decision.span();
    let passage: Option<PassageId> = with_tx!(&mut *tx, |conn| sqlx::query_scalar(PASSAGE_AT)
        .bind(place.article)
        .bind(place.catalog)
        .bind(span.start)
        .bind(span.end)
        .fetch_optional(conn)
        .await?);
    let passage = match passage {
        Some(passage) => passage,
        None => store.insert_bare_passage(tx, place, (span, &decision.quote), now).await?,
    };
    with_tx!(&mut *tx, |conn| sqlx::query(NEED_ISSUE)
        .bind(passage)
        .bind(place.catalog)
        .bind(&decision.values.issue)
        .bind(place.dated_on)
        .execute(conn)
        .await?
        .rows_affected());
    with_tx!(tx, |conn| sqlx::query(PUT_POSITION)
        .bind(place.catalog)
        .bind(decision.id)
        .bind(row.status)
        .bind(row.shown.stance)
        .bind(row.shown.speaker.as_deref())
        .bind(row.shown.reported_by.as_ref())
        .bind(row.shown.rung)
        .bind(place.article)
        .bind(passage)
        .bind(&decision.values.party)
        .bind(&decision.values.issue)
        .bind(place.dated_on)
        .bind(place.outlet_key)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

/// Removes a position that nobody holds any more, with the passage that was made for it.
async fn drop(
    tx: &mut Tx,
    (catalog, id): (CatalogId, PositionId),
    passage: PassageId,
    values: &PositionValues,
) -> Result<(), StoreError> {
    with_tx!(&mut *tx, |conn| {
        sqlx::query(DROP_POSITION).bind(catalog).bind(id).execute(conn).await?.rows_affected()
    });
    with_tx!(&mut *tx, |conn| sqlx::query(DROP_ISSUE)
        .bind(passage)
        .bind(&values.issue)
        .execute(conn)
        .await?
        .rows_affected());
    let gone = with_tx!(&mut *tx, |conn| {
        sqlx::query(DROP_PASSAGE).bind(passage).execute(conn).await?.rows_affected()
    });
    if gone > 0 {
        search_index::forget_passage(tx, passage).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ArticleId, IssueSlug, NegotiationId};

    fn values(stance: Stance) -> PositionValues {
        PositionValues {
            party: PartySlug::parse("northbank").unwrap(),
            issue: IssueSlug::parse("bridges").unwrap(),
            stance,
            speaker: Some("Ada Holm".to_owned()),
            reported_by: None,
            rung: Rung::OnRecord,
        }
    }

    fn decision(status: Status, stance: Stance) -> Decision {
        Decision {
            id: PositionId(7),
            negotiation_id: NegotiationId(1),
            article_id: ArticleId(2),
            span_start: 0,
            span_end: 9,
            quote: "Not that.".to_owned(),
            values: values(stance),
            status,
            orphaned: false,
            version: 1,
            corrects: None,
            favours: None,
            decided_by: None,
            decided_name: "Ada".to_owned(),
            decided_at: 5,
            note: String::new(),
        }
    }

    fn reading(confidence: f64) -> Suggestion {
        Suggestion {
            stance: Stance::Rejects,
            speaker: Some("Ada Holm".to_owned()),
            reported_by: None,
            rung: Rung::OnRecord,
            cue: Some(CharSpan { start: 0, end: 3 }),
            holder: Some(CharSpan { start: 4, end: 8 }),
            attribution: Some(1),
            confidence,
        }
    }

    #[test]
    fn machine_never_changes_what_a_person_holds() {
        for status in [Status::Confirmed, Status::Corrected, Status::Added] {
            let decision = decision(status, Stance::Accepts);
            for reading in [None, Some(reading(0.2)), Some(reading(0.9))] {
                let row = standing(&decision, reading.clone()).unwrap();
                assert_eq!((row.status, row.shown.stance), (status, Stance::Accepts));
                assert!(!row.doubtful);
                assert_eq!(row.suggestion, reading, "what the machine reads is kept beside it");
            }
        }
    }

    #[test]
    fn reasons_stand_only_beside_what_they_are_reasons_for() {
        let same = standing(&decision(Status::Confirmed, Stance::Rejects), Some(reading(0.9)));
        let other = standing(&decision(Status::Corrected, Stance::Accepts), Some(reading(0.9)));
        assert_eq!(same.unwrap().shown.cue, reading(0.9).cue);
        let other = other.unwrap();
        assert_eq!((other.shown.cue, other.shown.holder), (None, reading(0.9).holder));
        assert_eq!(other.shown.attribution, Some(1), "the speaker is the same");
    }

    #[test]
    fn rejected_one_stands_struck_out_where_the_machine_finds_it_and_nowhere_else() {
        let rejected = decision(Status::Rejected, Stance::Rejects);
        let row = standing(&rejected, Some(reading(0.2))).unwrap();
        assert_eq!((row.status, row.doubtful), (Status::Rejected, false));
        assert_eq!(standing(&rejected, None), None);
    }

    #[test]
    fn decision_taken_back_leaves_the_machines_suggestion() {
        let none = decision(Status::Suggested, Stance::Accepts);
        let row = standing(&none, Some(reading(0.2))).unwrap();
        assert_eq!((row.status, row.shown.stance), (Status::Suggested, Stance::Rejects));
        assert!(row.doubtful);
        assert_eq!(standing(&none, None), None);
    }
}
