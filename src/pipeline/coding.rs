//! What people mark: what was typed is held against the catalog and the text, then stored.

use super::deciding::{all_hold, one_of, parsed, speaker_of};
use super::{Negotiation, Pipeline, PipelineError, key_of, sentences};
use crate::domain::{
    AccountId, Catalog, CharIndex, CharSpan, FieldError, Mark, MarkedPosition, marked,
};
use crate::store::{Article, Cause, Coding, CodingChange, CodingError, NewCoding, StoreError};

/// A mark as it was typed; empty is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawMark {
    /// The sentence.
    pub span: Option<CharSpan>,
    /// Its words; where nothing is given, whatever stands there.
    pub quote: Option<String>,
    /// An issue's slug.
    pub issue: String,
    /// A party's slug; without one the mark says only that the sentence is about the issue.
    pub party: String,
    /// A stance; goes with a party.
    pub stance: String,
    /// A name; goes with a party.
    pub speaker: String,
    /// A party's slug; goes with a party.
    pub reported_by: String,
}

/// A whole coding as it was sent.
#[derive(Debug, Clone)]
pub struct RawCoding {
    /// The version that it rests on; 0 where none was begun.
    pub version: i64,
    /// Whether its coder is done.
    pub is_done: bool,
    /// The marks.
    pub marks: Vec<RawMark>,
}

/// What was typed does not hold; why is told among the mistakes.
struct Unfit;

impl RawMark {
    /// Holds what was typed against a catalog and the sentences of a text.
    fn parse(
        &self,
        catalog: &Catalog,
        (index, known): (&CharIndex<'_>, &[CharSpan]),
        errors: &mut Vec<FieldError>,
    ) -> Option<Mark> {
        let span = self.span.filter(|span| known.contains(span));
        let there = self.span.and_then(|span| index.quote(span));
        if self.quote.as_deref().is_some_and(|quote| there != Some(quote)) {
            errors.push(FieldError::new("quote", "is not the article's text at that place"));
        } else if span.is_none() {
            errors.push(FieldError::new("sentence", "is missing: choose one whole sentence"));
        }
        let issues = catalog.issues.iter().map(|issue| &issue.slug);
        let issue = one_of("issue", &self.issue, issues, errors);
        let position = self.position(catalog, errors);
        Some(Mark { span: span?, issue: issue?.clone(), position: position.ok()? })
    }

    fn position(
        &self,
        catalog: &Catalog,
        errors: &mut Vec<FieldError>,
    ) -> Result<Option<MarkedPosition>, Unfit> {
        let rest = [&self.stance, &self.speaker, &self.reported_by];
        if self.party.trim().is_empty() {
            if rest.iter().all(|typed| typed.trim().is_empty()) {
                return Ok(None);
            }
            let message = "is missing: a stance, speaker or reporter goes with a party";
            errors.push(FieldError::new("party", message));
            return Err(Unfit);
        }
        let parties = catalog.parties.iter().map(|party| &party.slug);
        let party = one_of("party", &self.party, parties.clone(), errors);
        let stance = parsed("stance", &self.stance, errors);
        let speaker = speaker_of(&self.speaker, errors);
        let reported_by = match self.reported_by.trim() {
            "" => None,
            slug => one_of("reported_by", slug, parties, errors),
        };
        if reported_by.is_some() && reported_by == party {
            errors.push(FieldError::new("reported_by", "is the party itself: leave it empty"));
        }
        let reported_by = reported_by.cloned();
        let (party, stance) = (party.ok_or(Unfit)?.clone(), stance.ok_or(Unfit)?);
        Ok(Some(MarkedPosition { party, stance, speaker, reported_by }))
    }
}

impl Pipeline {
    /// Begins a person's coding of the article's present text; what the person marked in an earlier
    /// revision comes along where its exact sentence stands in the text once.
    ///
    /// # Errors
    /// A [`CodingError`] that says why not, else when the store fails.
    pub async fn begin_coding(
        &self,
        article: &Article,
        account: AccountId,
        cause: &Cause,
    ) -> Result<Coding, PipelineError> {
        let negotiation = self.known_negotiation(article.row.negotiation.as_str()).await?;
        let spans = sentences(&negotiation, &article.text);
        let marks = match self.store.coding((article.row.id, None), account).await? {
            Some(earlier) => self.brought_along(&earlier, &article.text, &spans).await?,
            None => Vec::new(),
        };
        let new = NewCoding {
            article: (article.row.id, article.row.revision),
            account,
            sentences: number(spans.len()),
            marks: &marks,
            is_done: false,
        };
        Ok(self.store.begin_coding(&new, cause).await?)
    }

    async fn brought_along(
        &self,
        earlier: &Coding,
        text: &str,
        spans: &[CharSpan],
    ) -> Result<Vec<Mark>, StoreError> {
        let old = self.store.revision(earlier.article_id, earlier.revision).await?;
        let old = old.map(|revision| revision.text).unwrap_or_default();
        let (before, now) = (CharIndex::new(&old), CharIndex::new(text));
        let moved = |mark: &Mark| {
            let quote = before.quote(mark.span)?;
            let mut alike = spans.iter().filter(|span| now.quote(**span) == Some(quote));
            let span = *alike.next()?;
            alike.next().is_none().then(|| Mark { span, ..mark.clone() })
        };
        let mut marks: Vec<Mark> = earlier.marks.iter().filter_map(moved).collect();
        marks.sort();
        Ok(marks)
    }

    /// Adds a mark to a person's coding of the article's present text.
    ///
    /// # Errors
    /// When a field does not hold, a [`CodingError`] that says why not, or when the store fails.
    pub async fn add_mark(
        &self,
        article: &Article,
        account: AccountId,
        raw: &RawMark,
        cause: &Cause,
    ) -> Result<Coding, PipelineError> {
        let negotiation = self.known_negotiation(article.row.negotiation.as_str()).await?;
        let spans = sentences(&negotiation, &article.text);
        let index = CharIndex::new(&article.text);
        let mut errors = Vec::new();
        let mark = raw.parse(negotiation.catalog(), (&index, &spans), &mut errors);
        all_hold(errors)?;
        let mark = mark.ok_or(StoreError::Coding(CodingError::NotBegun))?;
        let place = ((article.row.id, article.row.revision), account);
        Ok(self.store.change_coding(place, None, &CodingChange::Add(mark), cause).await?)
    }

    /// Takes the mark of this key ([`key_of`]) out of a person's coding of the article's present text.
    ///
    /// # Errors
    /// A [`CodingError`] that says why not, else when the store fails.
    pub async fn remove_mark(
        &self,
        article: &Article,
        account: AccountId,
        key: &str,
        cause: &Cause,
    ) -> Result<Coding, PipelineError> {
        let place = (article.row.id, article.row.revision);
        let coding = self.store.coding((place.0, Some(place.1)), account).await?;
        let coding = coding.ok_or(StoreError::Coding(CodingError::NotBegun))?;
        let Some(mark) = coding.marks.iter().find(|mark| key_of(mark.key()) == key) else {
            return Ok(coding);
        };
        let change = CodingChange::Remove(mark.key());
        Ok(self.store.change_coding((place, account), None, &change, cause).await?)
    }

    /// Says that a person is done with coding the article's present text, or goes on.
    ///
    /// # Errors
    /// A [`CodingError`] that says why not, else when the store fails.
    pub async fn finish_coding(
        &self,
        article: &Article,
        account: AccountId,
        is_done: bool,
        cause: &Cause,
    ) -> Result<Coding, PipelineError> {
        let place = ((article.row.id, article.row.revision), account);
        let change = if is_done { CodingChange::Done } else { CodingChange::Open };
        Ok(self.store.change_coding(place, None, &change, cause).await?)
    }

    /// Sets whether a negotiation's codings are blind.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_blind(
        &self,
        negotiation: &Negotiation,
        blind: bool,
        cause: &Cause,
    ) -> Result<(), PipelineError> {
        Ok(self.store.set_blind(negotiation.row.negotiation_id, blind, cause).await?)
    }

    /// Puts a whole coding in the place of a person's coding of the article's present text, or begins
    /// it.
    ///
    /// # Errors
    /// When a field does not hold (named by its place in the list of marks), a [`CodingError`] that
    /// says why not, or when the store fails.
    pub async fn put_coding(
        &self,
        article: &Article,
        account: AccountId,
        raw: &RawCoding,
        cause: &Cause,
    ) -> Result<Coding, PipelineError> {
        let negotiation = self.known_negotiation(article.row.negotiation.as_str()).await?;
        let spans = sentences(&negotiation, &article.text);
        let marks = parse_all(&raw.marks, &negotiation, (&article.text, &spans))?;
        let place = (article.row.id, article.row.revision);
        if raw.version > 0 {
            let change = CodingChange::Replace(marks, raw.is_done);
            let version = Some(raw.version);
            return Ok(self.store.change_coding((place, account), version, &change, cause).await?);
        }
        if let Some(begun) = self.store.coding((place.0, Some(place.1)), account).await? {
            return Err(StoreError::Coding(CodingError::Changed(begun.version)).into());
        }
        let new = NewCoding {
            article: place,
            account,
            sentences: number(spans.len()),
            marks: &marks,
            is_done: raw.is_done,
        };
        Ok(self.store.begin_coding(&new, cause).await?)
    }
}

/// All marks of a list, each mistake named by its place: `marks[2].issue`.
fn parse_all(
    raw: &[RawMark],
    negotiation: &Negotiation,
    (text, spans): (&str, &[CharSpan]),
) -> Result<Vec<Mark>, PipelineError> {
    let index = CharIndex::new(text);
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    for (at, raw) in raw.iter().enumerate() {
        let mut wrong = Vec::new();
        let mark = raw.parse(negotiation.catalog(), (&index, spans), &mut wrong);
        if let Some(mark) = mark {
            if all.iter().any(|known: &Mark| known.key() == mark.key()) {
                wrong.push(FieldError::new("party", "is marked twice on this issue here"));
            }
            all = marked(&all, mark);
        }
        let named = |error: FieldError| {
            FieldError::new(&format!("marks[{at}].{}", error.field), error.message)
        };
        errors.extend(wrong.into_iter().map(named));
    }
    all_hold(errors)?;
    Ok(all)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
