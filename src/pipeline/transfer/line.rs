//! One decision as one line of JSON: everything that is needed to hold it elsewhere, and to know it
//! by eye.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{ArticleId, NegotiationId, PositionId, Status};
use crate::pipeline::shown;
use crate::store::{ArrivingDecision, Article, Decision, HistoryEntry, PositionValues};

/// A decision with its article and its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// The position's id.
    position: PositionId,
    /// The negotiation's slug.
    pub(super) negotiation: String,
    pub(super) article: Place,
    decision: State,
    /// Oldest first.
    history: Vec<Step>,
}

/// The article, as another database finds it, and as people know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub(super) id: ArticleId,
    /// Of its text.
    pub(super) digest: String,
    pub(super) url: Option<String>,
    title: String,
    outlet: Option<String>,
    published_on: Option<String>,
}

/// What is held of a position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    status: Status,
    orphaned: bool,
    #[serde(flatten)]
    values: PositionValues,
    start: i64,
    end: i64,
    quote: String,
    version: i64,
    corrects: Option<PositionId>,
    favours: Option<PositionId>,
    decided_by: String,
    decided_at: Timestamp,
    note: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    action: String,
    at: Timestamp,
    by: String,
    request_id: Option<String>,
    note: String,
    before: Option<State>,
    after: Option<State>,
}

impl Line {
    /// Of a decision on an article whose text has this digest.
    pub(super) fn new(
        decision: &Decision,
        history: &[HistoryEntry],
        (article, digest): (&Article, &str),
    ) -> Self {
        let row = &article.row;
        // Who imported it here is told by this database alone.
        let history = history.iter().filter(|entry| !entry.is_import());
        Self {
            position: decision.id,
            negotiation: row.negotiation.to_string(),
            article: Place {
                id: row.id,
                digest: digest.to_owned(),
                url: row.url.clone(),
                title: row.title.clone(),
                outlet: row.outlet.clone(),
                published_on: row.published_on.clone(),
            },
            decision: State::of(decision),
            history: history.map(Step::of).collect(),
        }
    }

    /// The decision as it is to be held on an article of this database.
    ///
    /// # Errors
    /// What does not hold.
    pub(super) fn arriving(
        self,
        place: (NegotiationId, ArticleId),
    ) -> Result<ArrivingDecision, String> {
        let place = (self.position, place);
        let state = self.decision.held(place)?;
        let history = self.history.into_iter().map(|step| step.entry(place));
        Ok(ArrivingDecision { state, history: history.collect::<Result<_, _>>()? })
    }
}

impl State {
    fn of(decision: &Decision) -> Self {
        Self {
            status: decision.status,
            orphaned: decision.orphaned,
            values: decision.values.clone(),
            start: decision.span_start,
            end: decision.span_end,
            quote: decision.quote.clone(),
            version: decision.version,
            corrects: decision.corrects,
            favours: decision.favours,
            decided_by: decision.decided_name.clone(),
            decided_at: instant(decision.decided_at),
            note: decision.note.clone(),
        }
    }

    fn held(
        self,
        (id, (negotiation_id, article_id)): (PositionId, (NegotiationId, ArticleId)),
    ) -> Result<Decision, String> {
        if self.status == Status::Orphaned {
            return Err("`status` says what was decided last; `orphaned` is beside it".to_owned());
        }
        if self.start < 0 || self.start >= self.end {
            return Err("`start` and `end` are no place in a text".to_owned());
        }
        Ok(Decision {
            id,
            negotiation_id,
            article_id,
            span_start: self.start,
            span_end: self.end,
            quote: self.quote,
            values: self.values,
            status: self.status,
            orphaned: self.orphaned,
            version: self.version,
            corrects: self.corrects,
            favours: self.favours,
            decided_by: None,
            decided_name: self.decided_by,
            decided_at: self.decided_at.as_millisecond(),
            note: self.note,
        })
    }
}

impl Step {
    fn of(entry: &HistoryEntry) -> Self {
        Self {
            action: entry.action.clone(),
            at: instant(entry.at),
            by: entry.by.clone(),
            request_id: entry.request_id.clone(),
            note: entry.note.clone(),
            before: entry.before.as_ref().map(State::of),
            after: entry.after.as_ref().map(State::of),
        }
    }

    fn entry(
        self,
        place: (PositionId, (NegotiationId, ArticleId)),
    ) -> Result<HistoryEntry, String> {
        let entry = HistoryEntry {
            action: self.action,
            at: self.at.as_millisecond(),
            by: self.by,
            request_id: self.request_id,
            before: self.before.map(|state| state.held(place)).transpose()?,
            after: self.after.map(|state| state.held(place)).transpose()?,
            note: self.note,
        };
        if entry.is_known() && !entry.is_import() {
            Ok(entry)
        } else {
            Err(format!("`{}` is nothing that is done to decisions", shown(&entry.action)))
        }
    }
}

fn instant(epoch_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(epoch_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
