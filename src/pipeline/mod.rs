//! The only place that joins ingest, analysis and store: a draft goes in, a stored article with
//! its findings comes out; a changed catalog reads stored articles again.

mod adjudicating;
mod agreement;
mod coding;
mod deciding;
mod reporting;
mod rereading;
mod transfer;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::analysis::{Lexicon, Reader, Reading};
use crate::clock::Clock;
use crate::domain::{
    ArticleDraft, ArticleId, ArticleText, Catalog, CatalogError, CatalogId, DraftError, FieldError,
    NegotiationSlug, Note, RawDraft,
};
use crate::ingest::builtin;
use crate::store::{
    Actor, CatalogChange, CatalogRow, CatalogState, Cause, Findings, NewArticle, Store, StoreError,
};

pub use adjudicating::{Choice, RawAdjudication, Sides, Standing, is_known, key_of, sides_of};
pub use agreement::{ArticleState, CodingState};
pub use coding::{RawCoding, RawMark};
pub use deciding::{RawPosition, RawValues, RawVerdict, sentences};
pub use reporting::RawReport;
pub use transfer::Brought;

/// Catalogs kept ready for matching.
const LEXICONS: usize = 64;
/// How often a post is tried when the catalog changes under it.
const TRIES: usize = 5;

/// Joins the steps. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pipeline {
    store: Store,
    clock: Clock,
    reader: Reader,
    lexicons: Arc<Mutex<BTreeMap<CatalogId, Arc<Lexicon>>>>,
    catalog_changed: Arc<Notify>,
}

/// A negotiation as pages and the analysis need it: its catalog in force.
#[derive(Debug, Clone)]
pub struct Negotiation {
    /// The stored version.
    pub row: CatalogRow,
    lexicon: Arc<Lexicon>,
}

impl Negotiation {
    /// The catalog: parties and issues with their names.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        self.lexicon.catalog()
    }
}

/// Why an article or catalog was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// Fields that do not hold.
    #[error("{0}")]
    Draft(DraftError),
    /// A catalog that does not hold.
    #[error("{0}")]
    Catalog(#[from] CatalogError),
    /// No negotiation has this slug.
    #[error("there is no negotiation `{slug}`; there are: {}", known.join(", "))]
    UnknownNegotiation {
        /// What was asked for.
        slug: String,
        /// What exists.
        known: Vec<String>,
    },
    /// No article has this id.
    #[error("there is no article {0}")]
    UnknownArticle(ArticleId),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The analysis broke off: a defect of the program.
    #[error("the analysis broke off")]
    Analysis(#[source] tokio::task::JoinError),
}

/// A text and what was found in it, not stored.
#[derive(Debug, Clone)]
pub struct ReadText {
    /// The normalised text, to which every span refers.
    pub text: String,
    /// What was found.
    pub findings: Findings,
}

impl Pipeline {
    /// A pipeline into `store`.
    #[must_use]
    pub fn new(store: Store, clock: Clock, reader: Reader) -> Self {
        Self { store, clock, reader, lexicons: Arc::default(), catalog_changed: Arc::default() }
    }

    /// How many articles are read at once, where many are to be read: one a processor.
    #[must_use]
    pub fn at_once() -> usize {
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
    }

    /// A negotiation's catalog in force, ready for use; nothing when there is none of this name.
    ///
    /// # Errors
    /// When the store fails or holds a catalog that cannot be read.
    pub async fn negotiation(&self, slug: &str) -> Result<Option<Negotiation>, StoreError> {
        let Ok(slug) = NegotiationSlug::parse(slug) else {
            return Ok(None);
        };
        let Some(row) = self.store.current_catalog(&slug).await? else {
            return Ok(None);
        };
        let lexicon = self.lexicon(&row)?;
        Ok(Some(Negotiation { row, lexicon }))
    }

    /// As [`Pipeline::negotiation`], for callers to whom an unknown name is an error.
    ///
    /// # Errors
    /// `UnknownNegotiation` with the names that exist, or a failing store.
    pub async fn known_negotiation(&self, slug: &str) -> Result<Negotiation, PipelineError> {
        if let Some(negotiation) = self.negotiation(slug).await? {
            return Ok(negotiation);
        }
        let known = self.store.negotiations().await?;
        let known = known.into_iter().map(|row| row.slug.to_string()).collect();
        Err(PipelineError::UnknownNegotiation { slug: shown(slug), known })
    }

    /// Reads a text without storing it.
    ///
    /// # Errors
    /// When the negotiation is unknown, the text empty or too long, or the store fails.
    pub async fn read_text(&self, slug: &str, raw: &str) -> Result<ReadText, PipelineError> {
        let negotiation = self.known_negotiation(slug).await?;
        let text = ArticleText::parse(raw).map_err(|message| {
            PipelineError::Draft(DraftError(vec![FieldError::new("text", message)]))
        })?;
        let findings = self.analyse(&negotiation.lexicon, None, &text).await?;
        Ok(ReadText { text: text.as_str().to_owned(), findings })
    }

    /// Parses, reads and stores an article.
    ///
    /// # Errors
    /// When a field does not hold, the negotiation is unknown, the article is there already, or
    /// the store fails.
    pub async fn post_article(
        &self,
        slug: &str,
        raw: &RawDraft,
        sample: bool,
        cause: &Cause,
    ) -> Result<ArticleId, PipelineError> {
        let draft = ArticleDraft::parse(raw).map_err(PipelineError::Draft)?;
        let mut tries = TRIES;
        loop {
            tries -= 1;
            let negotiation = self.known_negotiation(slug).await?;
            let findings = self.read_draft(&negotiation, &draft).await?;
            let new = new_article(&negotiation, &draft, &findings, sample);
            match self.store.insert_article(&new, cause).await {
                Err(StoreError::Changed("catalog")) if tries > 0 => {}
                done => return Ok(done?),
            }
        }
    }

    /// Replaces a stored article's fields and reads it again; `why` is a note on the change.
    ///
    /// # Errors
    /// As [`Pipeline::post_article`], and when the article is unknown or no longer has this
    /// revision.
    pub async fn update_article(
        &self,
        (id, revision): (ArticleId, i64),
        raw: &RawDraft,
        why: &str,
        cause: &Cause,
    ) -> Result<(), PipelineError> {
        let (draft, note) = noted_draft(raw, why)?;
        let stored = self.store.article(id).await?.ok_or(PipelineError::UnknownArticle(id))?;
        let mut tries = TRIES;
        loop {
            tries -= 1;
            let negotiation = self.known_negotiation(stored.row.negotiation.as_str()).await?;
            let findings = self.read_draft(&negotiation, &draft).await?;
            let new = new_article(&negotiation, &draft, &findings, stored.row.sample);
            match self.store.update_article((id, revision), &new, &note, cause).await {
                Err(StoreError::Changed("catalog")) if tries > 0 => {}
                done => return Ok(done?),
            }
        }
    }

    /// Deletes a stored article; `why` is a note on it, which is shown at the article's address.
    ///
    /// # Errors
    /// When the note does not hold, the article no longer has this revision, or the store fails.
    pub async fn delete_article(
        &self,
        place: (ArticleId, i64),
        why: &str,
        cause: &Cause,
    ) -> Result<(), PipelineError> {
        let note = Note::parse(why).map_err(wrong_note)?;
        Ok(self.store.delete_article(place, &note, cause).await?)
    }

    /// Stores a catalog; when the negotiation has articles, they are read again in the background
    /// (by [`Pipeline::keep_reading`]) and readers see the old findings until all are done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_catalog(
        &self,
        catalog: &Catalog,
        source: &str,
        cause: &Cause,
    ) -> Result<CatalogChange, PipelineError> {
        let reader = self.reader.version();
        let change = self.store.put_catalog(catalog, source, reader, cause).await?;
        self.catalog_changed.notify_one();
        Ok(change)
    }

    /// Makes the built-in negotiation when it is not there, and has articles read again that
    /// another version of the reader has read.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn prepare(&self) -> Result<(), PipelineError> {
        let source = builtin::catalog_source();
        let catalog = Catalog::parse_toml(source)?;
        if self.store.current_catalog(&catalog.slug).await?.is_none() {
            self.put_catalog(&catalog, source, &self.own_cause()).await?;
        }
        for row in self.store.catalogs_in(CatalogState::Current).await? {
            let waits = self.store.pending_catalog(row.negotiation_id).await?.is_some();
            if row.reader != self.reader.version() && !waits {
                let lexicon = self.lexicon(&row)?;
                self.put_catalog(lexicon.catalog(), &row.source, &self.own_cause()).await?;
            }
        }
        Ok(())
    }

    /// Stores the sample articles when there is no article at all; the number stored.
    ///
    /// # Errors
    /// When the store fails or a sample does not hold.
    pub async fn load_samples(&self) -> Result<usize, PipelineError> {
        if !self.store.has_no_article().await? {
            return Ok(0);
        }
        let samples = builtin::samples();
        let slug = Catalog::parse_toml(builtin::catalog_source())?.slug;
        for sample in &samples {
            let slug = sample.negotiation.as_deref().unwrap_or(slug.as_str());
            self.post_article(slug, &sample.draft, true, &self.own_cause()).await?;
        }
        Ok(samples.len())
    }

    /// What the program does by itself.
    fn own_cause(&self) -> Cause {
        Cause { actor: Actor::program(), request_id: None, now: self.clock.now() }
    }

    async fn read_draft(
        &self,
        negotiation: &Negotiation,
        draft: &ArticleDraft,
    ) -> Result<Findings, PipelineError> {
        self.analyse(&negotiation.lexicon, Some(&draft.title), &draft.text).await
    }

    /// Runs the analysis on a thread that serves no page.
    async fn analyse(
        &self,
        lexicon: &Arc<Lexicon>,
        title: Option<&str>,
        text: &ArticleText,
    ) -> Result<Findings, PipelineError> {
        let (reader, lexicon) = (self.reader.clone(), Arc::clone(lexicon));
        let (title, text) = (title.map(str::to_owned), text.clone());
        let work = move || {
            let reading = Reading { title: title.as_deref(), text: &text };
            let findings = Findings::of(text.as_str(), &reader.analyse(reading, &lexicon));
            Findings { reader: reader.version().to_owned(), ..findings }
        };
        tokio::task::spawn_blocking(work).await.map_err(PipelineError::Analysis)
    }

    fn lexicon(&self, row: &CatalogRow) -> Result<Arc<Lexicon>, StoreError> {
        let mut ready = self.lexicons.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lexicon) = ready.get(&row.id) {
            return Ok(Arc::clone(lexicon));
        }
        let catalog = Catalog::parse_toml(&row.source).map_err(|error| StoreError::BadRow {
            table: "catalogs",
            column: "source",
            id: row.id.0,
            problem: error.to_string(),
        })?;
        let lexicon = Arc::new(Lexicon::new(catalog));
        ready.insert(row.id, Arc::clone(&lexicon));
        while ready.len() > LEXICONS {
            ready.pop_first();
        }
        Ok(lexicon)
    }
}

fn new_article<'a>(
    negotiation: &Negotiation,
    draft: &'a ArticleDraft,
    findings: &'a Findings,
    sample: bool,
) -> NewArticle<'a> {
    NewArticle {
        negotiation: negotiation.row.negotiation_id,
        catalog: negotiation.row.id,
        draft,
        findings,
        sample,
    }
}

/// A draft with the note on its change: all mistakes at once.
fn noted_draft(raw: &RawDraft, why: &str) -> Result<(ArticleDraft, Note), PipelineError> {
    match (ArticleDraft::parse(raw), Note::parse(why)) {
        (Ok(draft), Ok(note)) => Ok((draft, note)),
        (Ok(_), Err(message)) => Err(wrong_note(message)),
        (Err(errors), Ok(_)) => Err(PipelineError::Draft(errors)),
        (Err(DraftError(mut errors)), Err(message)) => {
            errors.push(FieldError::new("note", message));
            Err(PipelineError::Draft(DraftError(errors)))
        }
    }
}

fn wrong_note(message: String) -> PipelineError {
    PipelineError::Draft(DraftError(vec![FieldError::new("note", message)]))
}

/// The beginning of what was asked for, for a message.
fn shown(slug: &str) -> String {
    slug.chars().filter(|c| !c.is_control()).take(64).collect()
}
