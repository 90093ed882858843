//! What people hold of positions: verdicts sent, states and histories answered.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FieldProblem, Span, instant};
use crate::domain::{Rung, Stance, Status};
use crate::pipeline::{RawValues, RawVerdict};
use crate::store::{self, Decision, PositionRow, PositionValues};

/// What is said of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictName {
    /// It is right as it stands.
    Confirm,
    /// It is no position: it counts nowhere, and is not suggested again.
    Reject,
    /// It is what `values` say instead.
    Correct,
    /// The last decision on it is taken back.
    TakeBack,
}

/// What a position says, apart from where it stands.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewValues {
    /// The slug of the party whose position it is.
    #[schema(example = "ukraine")]
    pub party: String,
    /// The slug of the issue it is about.
    #[schema(example = "security-guarantees")]
    pub issue: String,
    /// The attitude.
    pub stance: Stance,
    /// The person whose words or act it is.
    #[schema(example = "Ada Holm")]
    pub speaker: Option<String>,
    /// The slug of the other party on whose word alone it rests.
    #[schema(example = "united-states")]
    pub reported_by: Option<String>,
    /// How it is known.
    pub rung: Rung,
}

impl From<NewValues> for RawValues {
    fn from(new: NewValues) -> Self {
        Self {
            party: new.party,
            issue: new.issue,
            stance: new.stance.to_string(),
            speaker: new.speaker.unwrap_or_default(),
            reported_by: new.reported_by.unwrap_or_default(),
            rung: new.rung.to_string(),
        }
    }
}

/// A verdict on a position.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVerdict {
    /// What is said.
    pub verdict: VerdictName,
    /// What it is instead; with `correct` only. Another party or issue makes a position of its own,
    /// in whose favour this one is rejected.
    pub values: Option<NewValues>,
    /// Why; one line.
    #[schema(example = "the minister speaks of another bridge")]
    pub note: Option<String>,
    /// The `version` of the position that was read, unless `If-Match` names it.
    #[schema(example = "0-1f0c7a3b")]
    pub version: Option<String>,
}

impl NewVerdict {
    /// The verdict that is meant.
    ///
    /// # Errors
    /// When there are values with another verdict than `correct`, or none with it.
    pub fn verdict(&self) -> Result<RawVerdict, FieldProblem> {
        match (self.verdict, self.values.clone()) {
            (VerdictName::Correct, Some(values)) => Ok(RawVerdict::Correct(values.into())),
            (VerdictName::Correct, None) => {
                Err(FieldProblem::new("values", "is missing: say what the position is instead"))
            }
            (_, Some(_)) => {
                Err(FieldProblem::new("values", "goes with the verdict `correct` only"))
            }
            (VerdictName::Confirm, None) => Ok(RawVerdict::Confirm),
            (VerdictName::Reject, None) => Ok(RawVerdict::Reject),
            (VerdictName::TakeBack, None) => Ok(RawVerdict::TakeBack),
        }
    }
}

/// A position that the machine has missed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPosition {
    /// The revision of the article that was read.
    #[schema(example = 1)]
    pub revision: i64,
    /// The sentence's first code point in the text.
    #[schema(example = 0)]
    pub start: i64,
    /// The code point after its last one.
    #[schema(example = 64)]
    pub end: i64,
    /// The sentence: exactly `text[start..end]`, and a whole one.
    #[schema(example = "Ukraine rejected the proposed territorial concessions on Monday.")]
    pub quote: String,
    /// What the position says.
    pub values: NewValues,
    /// Why; one line.
    pub note: Option<String>,
    /// The id of a decision that has lost its sentence and finds its place again by this.
    #[schema(example = 8_897_123_456_i64)]
    pub places: Option<i64>,
}

/// What the machine reads of a position on which a person has decided otherwise, or likewise.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MachineReading {
    /// The attitude.
    pub stance: Stance,
    /// The person whose words or act it is.
    pub speaker: Option<String>,
    /// The other party on whose word alone it rests.
    pub reported_by: Option<String>,
    /// How it is known.
    pub rung: Rung,
    /// The words that decided the stance.
    pub cue: Option<Span>,
    /// How likely it is to be right, from 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.8)]
    pub confidence: f64,
}

impl From<store::Suggestion> for MachineReading {
    fn from(read: store::Suggestion) -> Self {
        Self {
            stance: read.stance,
            speaker: read.speaker,
            reported_by: read.reported_by.map(String::from),
            rung: read.rung,
            cue: read.cue.map(Span::from),
            confidence: read.confidence,
        }
    }
}

/// Who decided on a stored position, and what a verdict on it must name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecisionFacts {
    /// Names its state; a verdict must name it.
    #[schema(example = "0-1f0c7a3b")]
    pub version: String,
    /// Who decided on it last: the name at the time; null while nobody has.
    #[schema(example = "Ada Holm")]
    pub decided_by: Option<String>,
    /// When, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub decided_at: Option<String>,
    /// Why; null where nothing was said.
    pub note: Option<String>,
    /// The id of the suggestion in whose place it was put.
    pub corrects: Option<i64>,
    /// What the machine reads, where a person's values stand; null where it reads nothing, or where
    /// what it reads is what stands.
    pub machine: Option<MachineReading>,
}

impl From<&PositionRow> for DecisionFacts {
    fn from(row: &PositionRow) -> Self {
        Self {
            version: row.token(),
            decided_by: row.decided_name.clone(),
            decided_at: row.decided_at.map(instant),
            note: row.note.clone().filter(|note| !note.is_empty()),
            corrects: row.corrects.map(|id| id.0),
            machine: row.suggestion().map(MachineReading::from),
        }
    }
}

/// A state of a position: what is held of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldPosition {
    /// Its id.
    #[schema(example = 8_897_123_456_i64)]
    pub id: i64,
    /// The article's id.
    #[schema(example = 8_897_123_455_i64)]
    pub article_id: i64,
    /// Names the state; a verdict must name it.
    #[schema(example = "1-1f0c7a3b")]
    pub version: String,
    /// What people hold of it.
    pub status: Status,
    /// The slug of the party whose position it is.
    pub party: String,
    /// The slug of the issue it is about.
    pub issue: String,
    /// The attitude.
    pub stance: Stance,
    /// The person whose words or act it is.
    pub speaker: Option<String>,
    /// The slug of the other party on whose word alone it rests.
    pub reported_by: Option<String>,
    /// How it is known.
    pub rung: Rung,
    /// The sentence's first code point in the text; where it stood last, once it is orphaned.
    pub start: i64,
    /// The code point after its last one.
    pub end: i64,
    /// The sentence.
    pub quote: String,
    /// The id of the suggestion in whose place it was put.
    pub corrects: Option<i64>,
    /// The id of the position in whose favour it was rejected.
    pub favours: Option<i64>,
    /// Who decided last: the name at the time; null while nobody has.
    pub decided_by: Option<String>,
    /// When, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub decided_at: Option<String>,
    /// Why; null where nothing was said.
    pub note: Option<String>,
    /// Its page.
    #[schema(example = "/positions/8897123456")]
    pub page: String,
}

impl From<&Decision> for HeldPosition {
    fn from(decision: &Decision) -> Self {
        let PositionValues { party, issue, stance, speaker, reported_by, rung } =
            decision.values.clone();
        let is_decided = decision.version > 0;
        Self {
            id: decision.id.0,
            article_id: decision.article_id.0,
            version: decision.token(),
            status: decision.shown_status(),
            party: party.into(),
            issue: issue.into(),
            stance,
            speaker,
            reported_by: reported_by.map(String::from),
            rung,
            start: decision.span_start,
            end: decision.span_end,
            quote: decision.quote.clone(),
            corrects: decision.corrects.map(|id| id.0),
            favours: decision.favours.map(|id| id.0),
            decided_by: is_decided.then(|| decision.decided_name.clone()),
            decided_at: is_decided.then(|| instant(decision.decided_at)),
            note: Some(decision.note.clone()).filter(|note| !note.is_empty()),
            page: format!("/positions/{}", decision.id),
        }
    }
}

/// One change to what is held of a position.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PositionHistoryEntry {
    /// What was done.
    #[schema(example = "position confirmed")]
    pub action: String,
    /// When, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub at: String,
    /// Who did it: the name at the time.
    #[schema(example = "Ada Holm")]
    pub by: String,
    /// The id of the request, as in the server's log.
    pub request_id: Option<String>,
    /// The state before; null for a position that a person made.
    pub before: Option<HeldPosition>,
    /// The state after; null where the decision went with its article.
    pub after: Option<HeldPosition>,
    /// Why; null where nothing was said.
    pub note: Option<String>,
}

impl From<&store::HistoryEntry> for PositionHistoryEntry {
    fn from(entry: &store::HistoryEntry) -> Self {
        Self {
            action: entry.action.clone(),
            at: instant(entry.at),
            by: entry.by.clone(),
            request_id: entry.request_id.clone(),
            before: entry.before.as_ref().map(HeldPosition::from),
            after: entry.after.as_ref().map(HeldPosition::from),
            note: Some(entry.note.clone()).filter(|note| !note.is_empty()),
        }
    }
}

/// Everything that was decided on a position.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PositionHistory {
    /// What is held of it now.
    pub position: HeldPosition,
    /// The changes, oldest first; empty while nobody has decided.
    pub items: Vec<PositionHistoryEntry>,
}
