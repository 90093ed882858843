//! What people say of positions: what was typed is held against the catalog, then stored.

use std::fmt::Display;
use std::str::FromStr;

use super::{Negotiation, Pipeline, PipelineError};
use crate::analysis;
use crate::domain::{
    ArticleId, ArticleText, Catalog, CharIndex, CharSpan, DraftError, FieldError, Note, PositionId,
};
use crate::store::{
    Cause, Decision, DecisionError, NewPosition, NewVerdict, PositionValues, StoreError, Verdict,
};

/// Longest name of a speaker, in characters.
const MAX_SPEAKER: usize = 200;

/// What a position says, as it was typed; empty is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawValues {
    /// A party's slug.
    pub party: String,
    /// An issue's slug.
    pub issue: String,
    /// A stance.
    pub stance: String,
    /// A name.
    pub speaker: String,
    /// A party's slug, or nothing.
    pub reported_by: String,
    /// A rung.
    pub rung: String,
}

/// A verdict as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawVerdict {
    /// It is right as it stands.
    Confirm,
    /// It is no position.
    Reject,
    /// It is this instead.
    Correct(RawValues),
    /// The last decision on it is taken back.
    TakeBack,
}

/// A position to add, as it was typed.
#[derive(Debug, Clone)]
pub struct RawPosition {
    /// The article, and the revision of its text.
    pub article: (ArticleId, i64),
    /// The sentence.
    pub span: CharSpan,
    /// Its words; where nothing is given, whatever stands there.
    pub quote: Option<String>,
    /// What it says.
    pub values: RawValues,
    /// The decision that has lost its sentence and finds its place again by this.
    pub places: Option<PositionId>,
    /// Why.
    pub note: String,
}

impl RawValues {
    /// Holds what was typed against a catalog.
    fn parse(&self, catalog: &Catalog, errors: &mut Vec<FieldError>) -> Option<PositionValues> {
        let parties = catalog.parties.iter().map(|party| &party.slug);
        let party = one_of("party", &self.party, parties.clone(), errors);
        let issues = catalog.issues.iter().map(|issue| &issue.slug);
        let issue = one_of("issue", &self.issue, issues, errors);
        let stance = parsed("stance", &self.stance, errors);
        let rung = parsed("rung", &self.rung, errors);
        let reported_by = match self.reported_by.trim() {
            "" => None,
            slug => one_of("reported_by", slug, parties, errors),
        };
        if reported_by.is_some() && reported_by == party {
            errors.push(FieldError::new("reported_by", "is the party itself: leave it empty"));
        }
        let speaker = speaker_of(&self.speaker, errors);
        Some(PositionValues {
            party: party?.clone(),
            issue: issue?.clone(),
            stance: stance?,
            speaker,
            reported_by: reported_by.cloned(),
            rung: rung?,
        })
    }
}

/// A name on one line, or nothing.
pub(super) fn speaker_of(typed: &str, errors: &mut Vec<FieldError>) -> Option<String> {
    let speaker = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if speaker.chars().count() > MAX_SPEAKER || speaker.chars().any(char::is_control) {
        let message = format!("must be one line of at most {MAX_SPEAKER} characters");
        errors.push(FieldError::new("speaker", message));
    }
    Some(speaker).filter(|speaker| !speaker.is_empty())
}

pub(super) fn one_of<'c, S: Display + PartialEq + 'c>(
    field: &str,
    word: &str,
    known: impl Iterator<Item = &'c S> + Clone,
    errors: &mut Vec<FieldError>,
) -> Option<&'c S> {
    let word = word.trim();
    let found = known.clone().find(|slug| slug.to_string() == word);
    if found.is_none() {
        let known: Vec<String> = known.map(ToString::to_string).collect();
        let what = if word.is_empty() {
            "is missing".to_owned()
        } else {
            format!("`{}` is unknown", super::shown(word))
        };
        let message = format!("{what}: choose one of {}", known.join(", "));
        errors.push(FieldError::new(field, message));
    }
    found
}

pub(super) fn parsed<T: FromStr<Err = String>>(
    field: &str,
    word: &str,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    super::shown(word.trim())
        .parse()
        .map_err(|message: String| errors.push(FieldError::new(field, message)))
        .ok()
}

pub(super) fn note_of(field: &str, typed: &str, errors: &mut Vec<FieldError>) -> Note {
    Note::parse(typed).unwrap_or_else(|message| {
        errors.push(FieldError::new(field, message));
        Note::default()
    })
}

pub(super) fn all_hold(errors: Vec<FieldError>) -> Result<(), PipelineError> {
    if errors.is_empty() { Ok(()) } else { Err(PipelineError::Draft(DraftError(errors))) }
}

impl Pipeline {
    /// Takes a verdict on a position, which rests on the state named by `token`; answers what is
    /// held of it now, or of the position that takes its place.
    ///
    /// # Errors
    /// When a field does not hold, the verdict is not taken (a [`DecisionError`]), or the store
    /// fails.
    pub async fn decide(
        &self,
        (position, token): (PositionId, &str),
        raw: &RawVerdict,
        note: &str,
        cause: &Cause,
    ) -> Result<Decision, PipelineError> {
        let mut errors = Vec::new();
        let note = note_of("note", note, &mut errors);
        let verdict = match raw {
            RawVerdict::Confirm => Some(Verdict::Confirm),
            RawVerdict::Reject => Some(Verdict::Reject),
            RawVerdict::TakeBack => Some(Verdict::TakeBack),
            RawVerdict::Correct(values) => {
                let negotiation = self.negotiation_of(position).await?;
                values.parse(negotiation.catalog(), &mut errors).map(Verdict::Correct)
            }
        };
        all_hold(errors)?;
        let verdict = verdict.ok_or(StoreError::Decision(DecisionError::Unknown))?;
        let new = NewVerdict { position, token, verdict, note: note.as_str() };
        Ok(self.store.decide(&new, cause).await?)
    }

    /// Adds a position that the machine has missed, in one whole sentence of the article.
    ///
    /// # Errors
    /// As [`Pipeline::decide`], and when the article is unknown or no longer has this revision.
    pub async fn add_position(
        &self,
        raw: &RawPosition,
        cause: &Cause,
    ) -> Result<Decision, PipelineError> {
        let (id, _) = raw.article;
        let article = self.store.article(id).await?.ok_or(PipelineError::UnknownArticle(id))?;
        if article.row.revision != raw.article.1 {
            return Err(StoreError::Changed("article").into());
        }
        let negotiation = self.known_negotiation(article.row.negotiation.as_str()).await?;
        let mut errors = Vec::new();
        let note = note_of("note", &raw.note, &mut errors);
        let values = raw.values.parse(negotiation.catalog(), &mut errors);
        let index = CharIndex::new(&article.text);
        let there = index.quote(raw.span);
        if raw.quote.as_deref().is_some_and(|quote| there != Some(quote)) {
            errors.push(FieldError::new("quote", "is not the article's text at that place"));
        } else if !sentences(&negotiation, &article.text).contains(&raw.span) {
            errors.push(FieldError::new("sentence", "is missing: choose one whole sentence"));
        }
        all_hold(errors)?;
        let values = values.ok_or(StoreError::Decision(DecisionError::Unknown))?;
        let quote = there.unwrap_or_default();
        let (article, span, places) = (raw.article, raw.span, raw.places);
        let new = NewPosition { article, span, quote, values, places, note: note.as_str() };
        Ok(self.store.add_position(&new, cause).await?)
    }

    async fn negotiation_of(&self, position: PositionId) -> Result<Negotiation, PipelineError> {
        let gone = || PipelineError::Store(StoreError::Decision(DecisionError::Gone));
        let decision = self.store.decision(position).await?.ok_or_else(gone)?;
        let article = self.store.article(decision.article_id).await?.ok_or_else(gone)?;
        self.known_negotiation(article.row.negotiation.as_str()).await
    }
}

/// Where the sentences of an article's text stand, in order.
#[must_use]
pub fn sentences(negotiation: &Negotiation, text: &str) -> Vec<CharSpan> {
    let index = CharIndex::new(text);
    let stored = ArticleText::from_store(text.to_owned());
    let spans = analysis::sentences_of(&stored, &negotiation.lexicon);
    spans.into_iter().map(|span| index.to_chars(span)).collect()
}
