//! Decisions that come from another database: each is laid on the same sentence, party and issue
//! here, with its history; none that people hold here is ever overwritten.
//!
//! One import is one transaction, with an entry in the audit for each decision: who imported it, and
//! in it what was done elsewhere, by whom and when.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::history::{HistoryEntry, replay};
use super::saving::{Act, SUBJECT, as_state, at_same_place, write};
use super::{Decision, of_article};
use crate::domain::{ArticleId, CharIndex, NegotiationId, PositionId, Status};
use crate::store::audit::{Cause, Entry};
use crate::store::catalogs::lock_negotiation;
use crate::store::pool::{Tx, statements, with_read, with_tx};
use crate::store::{Store, StoreError};

statements! {
    TEXT_HERE = "select body from articles where id = $1";
    SUGGESTION_HERE = "select x.id from positions x
        join catalogs c on c.id = x.catalog_id and c.state = 'current'
        join passages p on p.id = x.passage_id
        where x.article_id = $1 and p.span_start = $2 and p.span_end = $3
          and x.party = $4 and x.issue = $5";
    IS_TAKEN = "select (select count(*) from decisions where id = $1)
        + (select count(*) from positions where id = $1)
        + (select count(*) from buried_positions where id = $1)";
    BY_ID_AND_DIGEST = "select id from articles
        where id = $1 and negotiation_id = $2 and digest = $3";
    BY_DIGEST = "select id from articles where negotiation_id = $1 and digest = $2";
    BY_URL = "select id from articles where negotiation_id = $1 and url_key = $2";
    BY_ID = "select id from articles where id = $1 and negotiation_id = $2";
}

/// A decision from elsewhere. Article and negotiation are those here; ids of positions are those of
/// where it comes from.
#[derive(Debug, Clone)]
pub struct ArrivingDecision {
    /// What is held there.
    pub state: Decision,
    /// How it came about there, oldest first.
    pub history: Vec<HistoryEntry>,
}

/// What became of a decision from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It is held here now, by this id.
    Stored(PositionId),
    /// It was held here already.
    Known(PositionId),
    /// People hold something else here, which stays.
    Conflict(PositionId),
    /// It cannot be held here: why.
    Refused(&'static str),
}

/// How another database names an article.
#[derive(Debug, Clone, Copy)]
pub struct ArticleElsewhere<'a> {
    /// Its id there.
    pub id: ArticleId,
    /// The digest of its text.
    pub digest: &'a str,
    /// The key of its web address.
    pub url_key: Option<&'a str>,
}

/// What the audit keeps of an imported decision's history elsewhere.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Elsewhere {
    pub(super) history: Vec<HistoryEntry>,
}

const NOT_THE_TEXT: &str = "its quote is not the article's text at that place";
const NO_HISTORY: &str = "its history does not lead to it";
const CORRECTS_NOTHING: &str = "it corrects a position that is not there";

impl Store {
    /// The article here that another database names so: the same text, else the same address, else
    /// the same id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn article_here(
        &self,
        negotiation: NegotiationId,
        elsewhere: ArticleElsewhere<'_>,
    ) -> Result<Option<ArticleId>, StoreError> {
        let ArticleElsewhere { id, digest, url_key } = elsewhere;
        let found: Option<ArticleId> = with_read!(self, |pool| {
            sqlx::query_scalar(BY_ID_AND_DIGEST)
                .bind(id)
                .bind(negotiation)
                .bind(digest)
                .fetch_optional(pool)
                .await?
        });
        if found.is_some() {
            return Ok(found);
        }
        let keys = [(BY_DIGEST, Some(digest)), (BY_URL, url_key)];
        for (statement, key) in keys.into_iter().filter_map(|(text, key)| Some((text, key?))) {
            let found: Option<ArticleId> = with_read!(self, |pool| {
                sqlx::query_scalar(statement)
                    .bind(negotiation)
                    .bind(key)
                    .fetch_optional(pool)
                    .await?
            });
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(with_read!(self, |pool| {
            sqlx::query_scalar(BY_ID).bind(id).bind(negotiation).fetch_optional(pool).await?
        }))
    }

    /// Takes decisions from elsewhere, in one transaction; answers what became of each, in order.
    ///
    /// # Errors
    /// When the database fails: then nothing is taken.
    pub async fn import_decisions(
        &self,
        arriving: &[ArrivingDecision],
        cause: &Cause,
    ) -> Result<Vec<Arrival>, StoreError> {
        let mut tx = self.begin().await?;
        let negotiations: BTreeSet<NegotiationId> =
            arriving.iter().map(|one| one.state.negotiation_id).collect();
        for negotiation in negotiations {
            lock_negotiation(&mut tx, negotiation).await?;
        }
        let mut arrivals = Vec::with_capacity(arriving.len());
        let mut given = BTreeSet::new();
        for one in arriving {
            let arrival = match self.arrival(&mut tx, one, cause).await? {
                // A second one for the same place.
                Arrival::Stored(id) if !given.insert(id) => Arrival::Conflict(id),
                arrival => arrival,
            };
            arrivals.push(arrival);
        }
        let ids = known_ids(arriving, &mut arrivals);
        let taken: Vec<ArrivingDecision> = arriving
            .iter()
            .zip(&arrivals)
            .filter(|(_, arrival)| matches!(arrival, Arrival::Stored(_)))
            .map(|(one, _)| here(one, &ids))
            .collect();
        self.take(&mut tx, &taken, cause).await?;
        tx.commit().await?;
        Ok(arrivals)
    }

    /// Where a decision from elsewhere goes.
    async fn arrival(
        &self,
        tx: &mut Tx,
        one: &ArrivingDecision,
        cause: &Cause,
    ) -> Result<Arrival, StoreError> {
        let state = &one.state;
        if replay(&one.history) != Ok(Some(state.clone())) {
            return Ok(Arrival::Refused(NO_HISTORY));
        }
        let there = if state.orphaned {
            let all = of_article(tx, state.article_id).await?;
            all.into_iter().find(|held| is_same(held, state))
        } else {
            let text: Option<String> = with_tx!(&mut *tx, |conn| {
                sqlx::query_scalar(TEXT_HERE).bind(state.article_id).fetch_optional(conn).await?
            });
            let text = text.unwrap_or_default();
            if CharIndex::new(&text).quote(state.span()) != Some(state.quote.as_str()) {
                return Ok(Arrival::Refused(NOT_THE_TEXT));
            }
            at_same_place(tx, state).await?
        };
        if let Some(held) = there {
            let is_same = is_same(&held, state);
            return Ok(if is_same { Arrival::Known } else { Arrival::Conflict }(held.id));
        }
        let suggestion = if state.orphaned { None } else { suggestion(tx, state).await? };
        if let Some(id) = suggestion {
            return Ok(Arrival::Stored(id));
        }
        let taken: i64 = with_tx!(tx, |conn| {
            sqlx::query_scalar(IS_TAKEN).bind(state.id).fetch_one(conn).await?
        });
        let id = if taken == 0 { state.id } else { PositionId(self.new_id(cause.now)) };
        Ok(Arrival::Stored(id))
    }

    /// Writes decisions that have their ids and places here, and lets the positions follow.
    async fn take(
        &self,
        tx: &mut Tx,
        taken: &[ArrivingDecision],
        cause: &Cause,
    ) -> Result<(), StoreError> {
        // They may point to each other.
        for ArrivingDecision { state, .. } in taken {
            write(tx, &Decision { corrects: None, ..state.clone() }).await?;
        }
        let mut by_article: BTreeMap<ArticleId, Vec<&Decision>> = BTreeMap::new();
        for ArrivingDecision { state, history } in taken {
            write(tx, state).await?;
            let elsewhere = Elsewhere { history: history.clone() };
            let entry = Entry {
                action: Act::Imported.as_str(),
                subject: (SUBJECT, state.id.to_string()),
                before: Some(
                    serde_json::to_value(elsewhere).expect("strings and numbers have a JSON form"),
                ),
                after: Some(as_state(state)),
                note: "",
            };
            self.record(tx, cause, entry).await?;
            by_article.entry(state.article_id).or_default().push(state);
            if state.status.is_decided() {
                let answer = (outcome(state), state.note.as_str());
                self.close_reports(tx, (state.id, state.version), answer, cause).await?;
            }
        }
        for (article, decisions) in by_article {
            self.place_decisions(tx, article, &decisions, cause).await?;
        }
        Ok(())
    }
}

/// The suggestion in the place of a decision, by the catalog in force.
async fn suggestion(tx: &mut Tx, state: &Decision) -> Result<Option<PositionId>, StoreError> {
    Ok(with_tx!(tx, |conn| sqlx::query_scalar(SUGGESTION_HERE)
        .bind(state.article_id)
        .bind(state.span_start)
        .bind(state.span_end)
        .bind(&state.values.party)
        .bind(&state.values.issue)
        .fetch_optional(conn)
        .await?))
}

/// What is answered to readers who have reported a position on which a decision arrives.
fn outcome(state: &Decision) -> Status {
    match state.status {
        Status::Rejected if state.favours.is_some() => Status::Corrected,
        status => status,
    }
}

/// Whether two databases hold the same, apart from ids.
fn is_same(here: &Decision, there: &Decision) -> bool {
    let bare = |decision: &Decision| Decision {
        id: PositionId(0),
        article_id: ArticleId(0),
        negotiation_id: NegotiationId(0),
        corrects: decision.corrects.map(|_| PositionId(0)),
        favours: decision.favours.map(|_| PositionId(0)),
        decided_by: None,
        ..decision.clone()
    };
    bare(here) == bare(there)
}

/// The ids that positions from elsewhere have here. What corrects one that is not here is refused.
fn known_ids(
    arriving: &[ArrivingDecision],
    arrivals: &mut [Arrival],
) -> BTreeMap<PositionId, PositionId> {
    loop {
        let ids: BTreeMap<PositionId, PositionId> = arriving
            .iter()
            .zip(arrivals.iter())
            .filter_map(|(one, arrival)| Some((one.state.id, id_of(*arrival)?)))
            .collect();
        let mut is_whole = true;
        for (one, arrival) in arriving.iter().zip(arrivals.iter_mut()) {
            let missing = one.state.corrects.is_some_and(|id| !ids.contains_key(&id));
            if missing && matches!(arrival, Arrival::Stored(_)) {
                *arrival = Arrival::Refused(CORRECTS_NOTHING);
                is_whole = false;
            }
        }
        if is_whole {
            return ids;
        }
    }
}

fn id_of(arrival: Arrival) -> Option<PositionId> {
    match arrival {
        Arrival::Stored(id) | Arrival::Known(id) | Arrival::Conflict(id) => Some(id),
        Arrival::Refused(_) => None,
    }
}

/// A decision from elsewhere with the ids of here.
fn here(one: &ArrivingDecision, ids: &BTreeMap<PositionId, PositionId>) -> ArrivingDecision {
    let id = |id: PositionId| ids.get(&id).copied().unwrap_or(id);
    let state = |state: &Decision| Decision {
        id: id(state.id),
        corrects: state.corrects.map(id),
        favours: state.favours.map(id),
        ..state.clone()
    };
    let entry = |entry: &HistoryEntry| HistoryEntry {
        before: entry.before.as_ref().map(state),
        after: entry.after.as_ref().map(state),
        ..entry.clone()
    };
    ArrivingDecision { state: state(&one.state), history: one.history.iter().map(entry).collect() }
}
