//! Codings: what one person marks in an article.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::instant;
use crate::domain::{CharIndex, CharSpan, Mark, Stance};
use crate::pipeline::{RawCoding, RawMark};
use crate::store;

/// One's own coding of an article's present text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Coding {
    /// The article's id.
    #[schema(example = 8_897_123_455_i64)]
    pub article_id: i64,
    /// The revision of the article's text.
    #[schema(example = 1)]
    pub revision: i64,
    /// Counts the changes; 0 while it is not begun. A change must name it.
    #[schema(example = 3)]
    pub version: i64,
    /// When it was begun, RFC 3339 in UTC; null while it is not.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub begun_at: Option<String>,
    /// When its coder was done; null while at work.
    pub done_at: Option<String>,
    /// The negotiation is coded blind: whoever codes should see neither suggestions nor others' marks.
    pub blind: bool,
    /// It has been settled with another coding, and stays as it is.
    pub adjudicated: bool,
    /// The sentences that can be marked, in order.
    pub sentences: Vec<CodedSentence>,
    /// What is marked, in the order of the text.
    pub marks: Vec<CodedMark>,
}

/// A sentence that can be marked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CodedSentence {
    /// Its first code point in the text.
    #[schema(example = 0)]
    pub start: i64,
    /// The code point after its last one.
    #[schema(example = 28)]
    pub end: i64,
    /// Its words.
    #[schema(example = "Nordstad rejects the bridge.")]
    pub quote: String,
}

impl CodedSentence {
    /// The sentence at a place of a text.
    #[must_use]
    pub fn of(span: CharSpan, index: &CharIndex<'_>) -> Self {
        let quote = index.quote(span).unwrap_or_default().to_owned();
        Self { start: span.start, end: span.end, quote }
    }
}

/// A mark on a sentence. Without a party it says only that the sentence is about the issue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CodedMark {
    /// The sentence's first code point in the text.
    #[schema(example = 0)]
    pub start: i64,
    /// The code point after its last one.
    #[schema(example = 28)]
    pub end: i64,
    /// The sentence.
    pub quote: String,
    /// The slug of the issue it is about.
    #[schema(example = "security-guarantees")]
    pub issue: String,
    /// The slug of the party whose position it shows.
    pub party: Option<String>,
    /// The attitude.
    pub stance: Option<Stance>,
    /// The person whose words or act it is.
    pub speaker: Option<String>,
    /// The slug of the other party on whose word alone it rests.
    pub reported_by: Option<String>,
}

impl CodedMark {
    /// A mark in a text.
    #[must_use]
    pub fn of(mark: &Mark, index: &CharIndex<'_>) -> Self {
        let position = mark.position.as_ref();
        let reporter = position.and_then(|position| position.reported_by.as_ref());
        Self {
            start: mark.span.start,
            end: mark.span.end,
            quote: index.quote(mark.span).unwrap_or_default().to_owned(),
            issue: mark.issue.to_string(),
            party: position.map(|position| position.party.to_string()),
            stance: position.map(|position| position.stance),
            speaker: position.and_then(|position| position.speaker.clone()),
            reported_by: reporter.map(ToString::to_string),
        }
    }
}

impl Coding {
    /// Of a stored one, or of none yet.
    #[must_use]
    pub fn of(
        article: &store::Article,
        coding: Option<&store::Coding>,
        (blind, adjudicated): (bool, bool),
        sentences: &[CharSpan],
    ) -> Self {
        let index = CharIndex::new(&article.text);
        let marks = coding.map_or(&[][..], |coding| &coding.marks);
        Self {
            article_id: article.row.id.0,
            revision: article.row.revision,
            version: coding.map_or(0, |coding| coding.version),
            begun_at: coding.map(|coding| instant(coding.begun_at)),
            done_at: coding.and_then(|coding| coding.done_at).map(instant),
            blind,
            adjudicated,
            sentences: sentences.iter().map(|span| CodedSentence::of(*span, &index)).collect(),
            marks: marks.iter().map(|mark| CodedMark::of(mark, &index)).collect(),
        }
    }
}

/// A whole coding, in the place of the one that is there.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCoding {
    /// The revision of the article that was read.
    #[schema(example = 1)]
    pub revision: i64,
    /// The `version` that it rests on, unless `If-Match` names it; 0 begins one.
    #[schema(example = 0)]
    pub version: Option<i64>,
    /// Whether its coder is done; not, if it is left out.
    pub done: Option<bool>,
    /// All marks.
    pub marks: Vec<NewMark>,
}

/// A mark to make on a whole sentence.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMark {
    /// The sentence's first code point in the text.
    #[schema(example = 0)]
    pub start: i64,
    /// The code point after its last one.
    #[schema(example = 28)]
    pub end: i64,
    /// The sentence, to be held against the text: exactly `text[start..end]`.
    pub quote: Option<String>,
    /// The slug of the issue it is about.
    #[schema(example = "security-guarantees")]
    pub issue: String,
    /// The slug of the party whose position it shows.
    #[schema(example = "ukraine")]
    pub party: Option<String>,
    /// The attitude; goes with a party.
    pub stance: Option<Stance>,
    /// The person whose words or act it is; goes with a party.
    pub speaker: Option<String>,
    /// The slug of the other party on whose word alone it rests; goes with a party.
    pub reported_by: Option<String>,
}

impl From<NewMark> for RawMark {
    fn from(new: NewMark) -> Self {
        Self {
            span: Some(CharSpan { start: new.start, end: new.end }),
            quote: new.quote,
            issue: new.issue,
            party: new.party.unwrap_or_default(),
            stance: new.stance.map(|stance| stance.to_string()).unwrap_or_default(),
            speaker: new.speaker.unwrap_or_default(),
            reported_by: new.reported_by.unwrap_or_default(),
        }
    }
}

impl NewCoding {
    /// The coding that is meant, which rests on `version`.
    #[must_use]
    pub fn resting_on(self, version: i64) -> RawCoding {
        RawCoding {
            version,
            is_done: self.done.unwrap_or(false),
            marks: self.marks.into_iter().map(RawMark::from).collect(),
        }
    }
}
