//! What an analysis found, in code points: ready to store (by [`change`]) or to publish.

pub(super) mod change;
pub(super) mod counting;
mod known;
mod removal;

pub(super) use known::{Key, Known, STATEMENTS as KNOWN_STATEMENTS};
pub(super) use removal::STATEMENTS as REMOVAL_STATEMENTS;
use serde::{Deserialize, Serialize};

use super::pool::{statements, with_read};
use super::{Store, StoreError};
use crate::domain::{Analysis, ArticleId, CharIndex, CharSpan, IssueSlug, PartySlug, Rung, Stance};

statements! {
    ATTRIBUTIONS = "select s.attributions from analyses s
        join catalogs c on c.id = s.catalog_id and c.state = 'current'
        where s.article_id = $1";
}

/// What was found in one text, with spans in code points, ready to store or to publish.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Name and version of the reader; empty where none is named.
    pub reader: String,
    /// Every sentence of the text, in order.
    pub sentences: Vec<CharSpan>,
    /// Sentences that mention an issue, in order.
    pub passages: Vec<FoundPassage>,
    /// Positions in the order of their sentences.
    pub positions: Vec<FoundPosition>,
    /// Who said what.
    pub attributions: Vec<FoundAttribution>,
}

/// A passage before it has an id.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPassage {
    /// The sentence.
    pub span: CharSpan,
    /// Its words.
    pub quote: String,
    /// The issues that it mentions.
    pub issues: Vec<IssueSlug>,
}

/// A position before it has an id.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPosition {
    /// Index into [`Findings::passages`].
    pub passage: usize,
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
    /// The words that decided the stance.
    pub cue: Option<CharSpan>,
    /// The words that name the holder, inside the sentence.
    pub holder: Option<CharSpan>,
    /// Index into [`Findings::attributions`]: which one made its speaker or its reporter.
    pub attribution: Option<usize>,
    /// From 0 to 1.
    pub confidence: f64,
}

/// An attribution as it is stored and published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundAttribution {
    /// `direct`, `indirect` or `mixed`.
    pub kind: String,
    /// The words that name the source.
    pub source: Option<CharSpan>,
    /// The reporting words.
    pub cue: Option<CharSpan>,
    /// What was said.
    pub content: Vec<CharSpan>,
    /// The person.
    pub speaker: Option<String>,
    /// The party that the source speaks for.
    pub party: Option<PartySlug>,
}

impl Findings {
    /// Brings an analysis of `text` into code points.
    ///
    /// # Panics
    /// When the analysis is not one of `text`: a span outside it, a position without its passage.
    #[must_use]
    pub fn of(text: &str, analysis: &Analysis) -> Self {
        let index = CharIndex::new(text);
        let passages = analysis.passages.iter().map(|passage| FoundPassage {
            span: index.to_chars(passage.span),
            quote: passage.span.of(text).to_owned(),
            issues: passage.issues.clone(),
        });
        let positions = analysis.positions.iter().map(|position| FoundPosition {
            passage: analysis
                .passages
                .iter()
                .position(|passage| passage.span == position.span)
                .expect("every position's sentence is a passage"),
            party: position.party.clone(),
            issue: position.issue.clone(),
            stance: position.stance,
            speaker: position.speaker.clone(),
            reported_by: position.reported_by.clone(),
            rung: position.rung,
            cue: position.cue.map(|cue| index.to_chars(cue)),
            holder: position.holder.map(|holder| index.to_chars(holder)),
            attribution: position.attribution,
            confidence: position.confidence,
        });
        let attributions = analysis.attributions.iter().map(|attribution| FoundAttribution {
            kind: attribution.kind.as_str().to_owned(),
            source: attribution.source.map(|span| index.to_chars(span)),
            cue: attribution.cue.map(|span| index.to_chars(span)),
            content: attribution.content.iter().map(|&span| index.to_chars(span)).collect(),
            speaker: attribution.speaker.clone(),
            party: attribution.party.clone(),
        });
        Self {
            reader: String::new(),
            sentences: analysis.sentences.iter().map(|&span| index.to_chars(span)).collect(),
            passages: passages.collect(),
            positions: positions.collect(),
            attributions: attributions.collect(),
        }
    }
}

impl Store {
    /// The attributions found in an article under the catalog in force.
    ///
    /// # Errors
    /// When the database fails or the stored list cannot be read.
    pub async fn attributions(
        &self,
        article: ArticleId,
    ) -> Result<Vec<FoundAttribution>, StoreError> {
        let stored: Option<String> = with_read!(self, |pool| {
            sqlx::query_scalar(ATTRIBUTIONS).bind(article).fetch_optional(pool).await?
        });
        stored.map_or(Ok(Vec::new()), |json| {
            serde_json::from_str(&json).map_err(|error| StoreError::BadRow {
                table: "analyses",
                column: "attributions",
                id: article.0,
                problem: error.to_string(),
            })
        })
    }
}
