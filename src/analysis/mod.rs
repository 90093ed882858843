//! Text → findings: a pure function of the text, the catalog and the language data.

mod attribution_words;
pub mod attributions;
mod clauses;
mod cues;
mod embedded_quotes;
mod items;
pub mod language;
pub mod mention;
mod noun_phrases;
mod prepositional_cues;
pub mod quotes;
pub mod sentences;
mod speakers;
#[cfg(test)]
mod speech_tests;

use crate::domain::{Analysis, ArticleText, AttributionFinding, Catalog};
use language::Language;

/// What the analysis reads: one article.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The headline, when there is one: it names parties and issues that the text carries on.
    pub title: Option<&'a str>,
    /// The text, to which every span refers.
    pub text: &'a ArticleText,
}

/// A catalog and the language data, made ready for matching.
#[derive(Debug)]
pub struct Lexicon {
    catalog: Catalog,
    language: Language,
}

impl Lexicon {
    /// Makes a catalog ready for matching.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        Self {
            catalog,
            language: Language::built_in(),
        }
    }

    /// The catalog it was made from.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }
}

/// Who reads: rules now; a learned model can stand beside them behind the same call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reader {
    /// Rules over the language data.
    #[default]
    Rules,
}

impl Reader {
    /// Name and version, kept with what it found: a change of it re-analyses stored articles.
    #[must_use]
    pub fn version(self) -> &'static str {
        match self {
            Self::Rules => "rules-1",
        }
    }

    /// Finds passages, positions and attributions. Never panics; same input, same output.
    #[must_use]
    pub fn analyse(self, reading: Reading<'_>, lexicon: &Lexicon) -> Analysis {
        let text: &str = reading.text.as_str();
        let language = &lexicon.language;
        let sentences = sentences::split(text, &language.sentences);
        let quotations = quotes::find(text);
        let attributions = attributions::find(&attributions::Material {
            text,
            sentences: &sentences,
            quotations: &quotations,
            mentions: &[],
            words: &language.attribution,
        });
        Analysis {
            sentences: sentences.iter().map(|sentence| sentence.span).collect(),
            attributions: attributions
                .into_iter()
                .map(|one| AttributionFinding {
                    kind: one.kind,
                    source: one.source,
                    cue: one.cue,
                    content: one.content,
                    speaker: one.speaker,
                    party: one
                        .party
                        .and_then(|party| lexicon.catalog.parties.get(party))
                        .map(|party| party.slug.clone()),
                })
                .collect(),
            ..Analysis::default()
        }
    }
}
