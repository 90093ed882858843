//! Passages, positions and attributions: found in a text, stored, listed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ArticleRef, DecisionFacts};
use crate::domain::{CharSpan, IssueSlug, PartySlug, Rung, SURE_ENOUGH, Stance, Status};
use crate::store::{self, Findings, FoundAttribution, PassageRow, PositionRow};

/// A stretch of a text in Unicode code points, end-exclusive.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Span {
    /// The first code point, from 0.
    pub start: i64,
    /// The code point after the last one.
    pub end: i64,
}

impl From<CharSpan> for Span {
    fn from(span: CharSpan) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// A sentence that mentions at least one issue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Passage {
    /// The sentence's first code point in the text.
    pub start: i64,
    /// The code point after its last one.
    pub end: i64,
    /// The sentence: exactly `text[start..end]`.
    #[schema(example = "Nordstad rejects the bridge that Zuidhaven demands.")]
    pub quote: String,
    /// The slugs of the issues that it mentions.
    #[schema(example = json!(["bridges"]))]
    pub issues: Vec<String>,
}

/// One party's attitude to one issue, as one sentence shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Position {
    /// The slug of the party whose position it is.
    #[schema(example = "northbank")]
    pub party: String,
    /// The slug of the issue it is about.
    #[schema(example = "bridges")]
    pub issue: String,
    /// The attitude.
    pub stance: Stance,
    /// The person whose words or act it is.
    #[schema(example = "Ada Holm")]
    pub speaker: Option<String>,
    /// The other party on whose word alone it rests: hearsay, never the party's own position.
    #[schema(example = "isle")]
    pub reported_by: Option<String>,
    /// How it is known.
    pub rung: Rung,
    /// The sentence's first code point in the text.
    pub start: i64,
    /// The code point after its last one.
    pub end: i64,
    /// The sentence: exactly `text[start..end]`.
    #[schema(example = "Nordstad rejects the bridge that Zuidhaven demands.")]
    pub quote: String,
    /// The words that decided the stance, inside the sentence.
    pub cue: Option<Span>,
    /// The words that name the holder, inside the sentence, when it has them.
    pub holder: Option<Span>,
    /// Which attribution made its speaker, or the party that reports it: the place in the
    /// article's list of attributions, from 0.
    #[schema(minimum = 0, example = 2)]
    pub attribution: Option<i64>,
    /// How likely it is to be right, from 0 to 1, holder, issue and stance together.
    #[schema(minimum = 0, maximum = 1, example = 0.8)]
    pub confidence: f64,
    /// Too unsure to be listed unless asked for; never counted.
    #[schema(example = false)]
    pub doubtful: bool,
    /// `suggested` until a person decides on it.
    pub status: Status,
    /// Name and version of the reader that found it; null where only a person did.
    #[schema(example = "learned-4")]
    pub reader: Option<String>,
}

/// Who said what.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Attribution {
    /// `direct` (in quotation marks), `indirect` (retold) or `mixed`.
    #[schema(pattern = "^(direct|indirect|mixed)$", example = "indirect")]
    pub kind: String,
    /// The words that name the source.
    pub source: Option<Span>,
    /// The reporting verb, or "according to".
    pub cue: Option<Span>,
    /// What was said: several spans when the attribution interrupts it.
    pub content: Vec<Span>,
    /// The person, by the fullest name that the text gives.
    pub speaker: Option<String>,
    /// The slug of the party that the source speaks for.
    pub party: Option<String>,
}

impl From<FoundAttribution> for Attribution {
    fn from(found: FoundAttribution) -> Self {
        Self {
            kind: found.kind,
            source: found.source.map(Span::from),
            cue: found.cue.map(Span::from),
            content: found.content.into_iter().map(Span::from).collect(),
            speaker: found.speaker,
            party: found.party.map(String::from),
        }
    }
}

/// A text to analyse without storing it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnalysisRequest {
    /// The slug of the negotiation by whose catalog it is read.
    #[schema(example = "ukraine-russia")]
    pub negotiation: String,
    /// The text, paragraphs separated by a blank line.
    #[schema(example = "Ukraine rejected the proposed territorial concessions on Monday.")]
    pub text: String,
}

/// What was found in a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Analysis {
    /// The normalised text, to which every span refers.
    pub text: String,
    /// The sentences that mention an issue, in order.
    pub passages: Vec<Passage>,
    /// The positions, in the order of their sentences.
    pub positions: Vec<Position>,
    /// Who said what, in order.
    pub attributions: Vec<Attribution>,
}

impl Analysis {
    /// What was found in `text`.
    ///
    /// # Panics
    /// When a position of `findings` points to no passage of it.
    #[must_use]
    pub fn new(text: String, findings: Findings) -> Self {
        let positions = findings.positions.into_iter().map(|position| {
            let passage = &findings.passages[position.passage];
            Position {
                party: position.party.into(),
                issue: position.issue.into(),
                stance: position.stance,
                speaker: position.speaker,
                reported_by: position.reported_by.map(String::from),
                rung: position.rung,
                start: passage.span.start,
                end: passage.span.end,
                quote: passage.quote.clone(),
                cue: position.cue.map(Span::from),
                holder: position.holder.map(Span::from),
                attribution: position.attribution.and_then(|at| i64::try_from(at).ok()),
                confidence: position.confidence,
                doubtful: position.confidence < SURE_ENOUGH,
                status: Status::Suggested,
                reader: Some(findings.reader.clone()).filter(|reader| !reader.is_empty()),
            }
        });
        Self {
            text,
            positions: positions.collect(),
            passages: findings.passages.into_iter().map(Passage::from).collect(),
            attributions: attributions(findings.attributions),
        }
    }
}

pub(super) fn attributions(found: Vec<FoundAttribution>) -> Vec<Attribution> {
    found.into_iter().map(Attribution::from).collect()
}

impl From<store::FoundPassage> for Passage {
    fn from(found: store::FoundPassage) -> Self {
        Self {
            start: found.span.start,
            end: found.span.end,
            quote: found.quote,
            issues: words(found.issues),
        }
    }
}

/// A stored passage of one article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StoredPassage {
    /// Its id; it changes when the article is read again.
    pub id: i64,
    /// The sentence.
    #[serde(flatten)]
    pub passage: Passage,
}

/// A stored position of one article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StoredPosition {
    /// Its id; it stays when the article is read again.
    pub id: i64,
    /// The id of the passage it rests on.
    pub passage_id: i64,
    /// The position.
    #[serde(flatten)]
    pub position: Position,
    /// Who decided on it.
    #[serde(flatten)]
    pub decision: DecisionFacts,
}

/// A passage in a list, with the article it stands in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListedPassage {
    /// Its id; it changes when the article is read again.
    pub id: i64,
    /// The sentence.
    #[serde(flatten)]
    pub passage: Passage,
    /// The article's date, `YYYY-MM-DD`.
    #[schema(example = "2026-01-15")]
    pub dated_on: String,
    /// The page on which the sentence stands in its article.
    #[schema(example = "/articles/8897123456#passage-8897123457")]
    pub page: String,
    /// The article.
    pub article: ArticleRef,
    /// The positions taken in it, rejected ones left out.
    pub positions: Vec<StoredPosition>,
}

/// A position in a list, with the article it rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListedPosition {
    /// Its id; it stays when the article is read again.
    pub id: i64,
    /// The id of the passage it rests on.
    pub passage_id: i64,
    /// The position.
    #[serde(flatten)]
    pub position: Position,
    /// Who decided on it.
    #[serde(flatten)]
    pub decision: DecisionFacts,
    /// The article's date, `YYYY-MM-DD`.
    #[schema(example = "2026-01-15")]
    pub dated_on: String,
    /// The page on which the sentence stands in its article.
    #[schema(example = "/articles/8897123456#passage-8897123457")]
    pub page: String,
    /// The article.
    pub article: ArticleRef,
}

impl StoredPassage {
    /// A stored passage; `issues` are its issues in the order of the catalog.
    #[must_use]
    pub fn new(row: &PassageRow, issues: Vec<IssueSlug>) -> Self {
        Self { id: row.id.0, passage: passage(row, issues) }
    }
}

impl ListedPassage {
    /// A passage of a list; `issues` are its issues in the order of the catalog.
    #[must_use]
    pub fn new(stored: &store::StoredPassage, issues: Vec<IssueSlug>) -> Self {
        let row = &stored.passage;
        Self {
            id: row.id.0,
            passage: passage(row, issues),
            dated_on: row.dated_on.clone(),
            page: format!("/articles/{}#passage-{}", row.article_id, row.id),
            article: ArticleRef::of_passage(row),
            positions: stored.positions.iter().map(StoredPosition::from).collect(),
        }
    }
}

impl From<&PositionRow> for StoredPosition {
    fn from(row: &PositionRow) -> Self {
        Self {
            id: row.id.0,
            passage_id: row.passage_id.0,
            position: Position::from(row),
            decision: DecisionFacts::from(row),
        }
    }
}

impl From<&PositionRow> for ListedPosition {
    fn from(row: &PositionRow) -> Self {
        Self {
            id: row.id.0,
            passage_id: row.passage_id.0,
            position: Position::from(row),
            decision: DecisionFacts::from(row),
            dated_on: row.dated_on.clone(),
            page: format!("/articles/{}#passage-{}", row.article_id, row.passage_id),
            article: ArticleRef::of_position(row),
        }
    }
}

impl From<&PositionRow> for Position {
    fn from(row: &PositionRow) -> Self {
        let span = row.span();
        Self {
            party: row.party.to_string(),
            issue: row.issue.to_string(),
            stance: row.stance,
            speaker: row.speaker.clone(),
            reported_by: row.reported_by.as_ref().map(PartySlug::to_string),
            rung: row.rung,
            start: span.start,
            end: span.end,
            quote: row.quote.clone(),
            cue: row.cue().map(Span::from),
            holder: row.holder().map(Span::from),
            attribution: row.attribution,
            confidence: row.confidence,
            doubtful: row.doubtful,
            status: row.status,
            reader: row.reader.clone(),
        }
    }
}

fn passage(row: &PassageRow, issues: Vec<IssueSlug>) -> Passage {
    let span = row.span();
    Passage { start: span.start, end: span.end, quote: row.quote.clone(), issues: words(issues) }
}

fn words(issues: Vec<IssueSlug>) -> Vec<String> {
    issues.into_iter().map(String::from).collect()
}
