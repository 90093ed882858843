//! Text → findings: a pure function of the text, the catalog and the language data.

mod attitudes;
mod attribution_words;
mod attributions;
mod clauses;
mod concepts;
mod cues;
pub mod evaluation;
mod issues;
mod items;
mod language;
pub mod learned;
mod lexicon;
mod mention;
mod mention_people;
mod mention_phrases;
mod mentions;
mod noun_phrases;
mod parsed;
mod phrases;
mod positions;
mod quotes;
mod rungs;
mod sentences;
mod speakers;
mod speech;
pub mod training;
#[cfg(test)]
mod speech_tests;
mod words;

pub use learned::Model;
pub use lexicon::Lexicon;

use std::sync::Arc;

use crate::domain::{Analysis, ArticleText, AttributionFinding, PassageFinding};
use attributions::Attribution;
use parsed::Parsed;

/// What the analysis reads: one article.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The headline, when there is one: it names parties and issues that the text carries on.
    pub title: Option<&'a str>,
    /// The text, to which every span refers.
    pub text: &'a ArticleText,
}

/// Who reads.
#[derive(Debug, Clone, Default)]
pub enum Reader {
    /// Rules over the language data.
    #[default]
    Rules,
    /// Rules for sentences, names and speech; a model for issues, holders and stances.
    Learned(Arc<Model>),
}

impl Reader {
    /// Name and version, kept with what it found: a change of it re-analyses stored articles.
    #[must_use]
    pub fn version(&self) -> &'static str {
        match self {
            Self::Rules => "rules-1",
            Self::Learned(_) => "learned-1",
        }
    }

    /// Finds passages, positions and attributions. Never panics; same input, same output.
    #[must_use]
    pub fn analyse(&self, reading: Reading<'_>, lexicon: &Lexicon) -> Analysis {
        match self {
            Self::Rules => by_rules(reading, lexicon),
            // Arithmetic on a model that was read whole does not fail; rules read if it did.
            Self::Learned(model) => learned::reading::analyse(model, reading, lexicon)
                .unwrap_or_else(|_| by_rules(reading, lexicon)),
        }
    }
}

fn by_rules(reading: Reading<'_>, lexicon: &Lexicon) -> Analysis {
    let title = reading.title.map(|title| Parsed::new(title, lexicon));
    let parsed = Parsed::new(reading.text.as_str(), lexicon);
    let in_title = title
        .as_ref()
        .map(|title| mentions::find(lexicon, title, &[]));
    let sides: Vec<usize> = in_title
        .iter()
        .flatten()
        .flat_map(|m| m.parties.clone())
        .collect();
    let mentions = mentions::find(lexicon, &parsed, &sides);
    let issues = issues::find(lexicon, &parsed, title.as_ref(), &mentions);
    let attributions = attributions::find(&attributions::Material {
        text: parsed.text,
        sentences: &parsed.sentences,
        quotations: &parsed.quotations,
        mentions: &mentions,
        words: &lexicon.language().attribution,
    });
    let speech = speech::of_sentences(lexicon, &parsed, &mentions, &attributions);
    let positions = positions::find(positions::Evidence {
        lexicon,
        parsed: &parsed,
        mentions: &mentions,
        speech: &speech,
        issues: &issues,
    });
    let slugs = |hits: &[issues::IssueHit]| {
        hits.iter()
            .map(|hit| lexicon.catalog().issues[hit.issue].slug.clone())
            .collect()
    };
    let passages = parsed
        .sentences
        .iter()
        .zip(&issues)
        .filter(|(_, hits)| !hits.is_empty());
    Analysis {
        sentences: parsed
            .sentences
            .iter()
            .map(|sentence| sentence.span)
            .collect(),
        passages: passages
            .map(|(sentence, hits)| PassageFinding {
                span: sentence.span,
                issues: slugs(hits),
            })
            .collect(),
        positions,
        attributions: attributions
            .into_iter()
            .map(|one| published(one, lexicon))
            .collect(),
    }
}

fn published(one: Attribution, lexicon: &Lexicon) -> AttributionFinding {
    let party = one
        .party
        .map(|party| lexicon.catalog().parties[party].slug.clone());
    AttributionFinding {
        kind: one.kind,
        source: one.source,
        cue: one.cue,
        content: one.content,
        speaker: one.speaker,
        party,
    }
}
