//! Text → findings: a pure function of the text, the catalog and the language data.

mod attitudes;
mod attribution_file;
pub mod attribution_scores;
mod attribution_words;
mod attributions;
mod back_references;
mod clause_ends;
mod clauses;
mod clues;
mod complements;
mod completion;
mod concepts;
mod contents;
pub mod corpus;
pub mod counts;
mod cues;
mod descriptions;
mod documents;
mod embedded_quotes;
pub mod evaluation;
#[cfg(test)]
mod fixture;
mod genders;
mod holders;
mod implied_parties;
mod institutions;
mod interviews;
mod issue_signs;
mod issues;
mod items;
mod language;
pub mod learned;
mod lexicon;
mod mention;
mod mention_offices;
mod mention_people;
mod mention_phrases;
mod mentions;
mod named_sources;
mod noun_phrases;
mod own_words;
mod parsed;
mod people;
mod person_names;
mod person_parties;
mod phrase_cues;
mod phrases;
mod position_signs;
mod positions;
mod prepositional_cues;
mod quotes;
mod reasons;
mod rungs;
mod sentence_openings;
mod sentences;
mod short_names;
mod source_parties;
mod speakers;
mod speech;
#[cfg(test)]
mod speech_tests;
mod surrounding_clauses;
pub mod training;
mod verbs;
mod weights;
mod words;

pub use learned::Model;
pub use lexicon::Lexicon;

use std::sync::Arc;

use crate::domain::{
    Analysis, ArticleText, AttributionFinding, PassageFinding, PositionFinding, Span,
};
use attributions::Attribution;
use issues::IssueHit;
use mention::Mention;
use parsed::Parsed;
use speech::Speech;

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
    /// Rules and the built-in model.
    #[must_use]
    pub fn learned() -> Self {
        Self::Learned(learned::built_in())
    }

    /// Name and version, kept with what it found: a change of it re-analyses stored articles.
    #[must_use]
    pub fn version(&self) -> &'static str {
        match self {
            Self::Rules => "rules-5",
            Self::Learned(_) => "learned-4",
        }
    }

    /// Finds passages, positions and attributions. Never panics; same input, same output.
    #[must_use]
    pub fn analyse(&self, reading: Reading<'_>, lexicon: &Lexicon) -> Analysis {
        let found = match self {
            Self::Rules => by_rules(reading, lexicon),
            // Arithmetic on a model that was read whole does not fail; rules read if it did.
            Self::Learned(model) => learned::reading::analyse(model, reading, lexicon)
                .unwrap_or_else(|_| by_rules(reading, lexicon)),
        };
        reasons::with_attributions(found)
    }
}

/// The sentences of a text, in order: those that passages are made of.
#[must_use]
pub fn sentences_of(text: &ArticleText, lexicon: &Lexicon) -> Vec<Span> {
    let sentences = sentences::split(text.as_str(), &lexicon.language().sentences);
    sentences.into_iter().map(|sentence| sentence.span).collect()
}

fn by_rules(reading: Reading<'_>, lexicon: &Lexicon) -> Analysis {
    let title = reading.title.map(|title| Parsed::new(title, lexicon));
    let parsed = Parsed::new(reading.text.as_str(), lexicon);
    let mentions = mentions_of(lexicon, &parsed, title.as_ref());
    let issues = issues::find(lexicon, &parsed, title.as_ref(), &mentions);
    let (attributions, speech) = speech_of(lexicon, &parsed, &mentions);
    let positions = positions::find(positions::Evidence {
        lexicon,
        parsed: &parsed,
        mentions: &mentions,
        speech: &speech,
        issues: &issues,
    });
    Analysis {
        sentences: parsed.sentences.iter().map(|sentence| sentence.span).collect(),
        passages: passages(lexicon, &parsed, &issues, &positions),
        positions,
        attributions: attributions.into_iter().map(|one| published(one, lexicon)).collect(),
    }
}

/// Sentences with the issues that are probable enough, or that a position is on.
fn passages(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    issues: &[Vec<IssueHit>],
    positions: &[PositionFinding],
) -> Vec<PassageFinding> {
    let threshold = lexicon.language().weights.issue_threshold;
    let mut positions = positions.iter().peekable();
    let mut out = Vec::new();
    for (sentence, hits) in parsed.sentences.iter().zip(issues) {
        let mut held = Vec::new();
        while let Some(position) = positions.next_if(|position| position.span == sentence.span) {
            held.push(&position.issue);
        }
        let slugs = hits.iter().map(|hit| (hit, &lexicon.catalog().issues[hit.issue].slug));
        let issues: Vec<_> = slugs
            .filter(|(hit, slug)| hit.weight >= threshold || held.contains(slug))
            .map(|(_, slug)| slug.clone())
            .collect();
        if !issues.is_empty() {
            out.push(PassageFinding { span: sentence.span, issues });
        }
    }
    out
}

/// The text's mentions; the parties of the headline are known before it begins.
fn mentions_of(lexicon: &Lexicon, parsed: &Parsed<'_>, title: Option<&Parsed<'_>>) -> Vec<Mention> {
    let in_title = title.map(|title| mentions::find(lexicon, title, &[]));
    let sides: Vec<usize> =
        in_title.iter().flatten().flat_map(|mention| mention.parties.clone()).collect();
    mentions::find(lexicon, parsed, &sides)
}

/// Who said what, in the whole text and in each sentence.
fn speech_of(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    mentions: &[Mention],
) -> (Vec<Attribution>, Vec<Option<Speech>>) {
    let attributions = attributions::find(&attributions::Material {
        text: parsed.text,
        sentences: &parsed.sentences,
        quotations: &parsed.quotations,
        mentions,
        words: &lexicon.language().attribution,
        lexicon: Some(lexicon),
    });
    let speech = speech::of_sentences(lexicon, parsed, mentions, &attributions);
    (attributions, speech)
}

fn published(one: Attribution, lexicon: &Lexicon) -> AttributionFinding {
    let party = one.party.map(|party| lexicon.catalog().parties[party].slug.clone());
    AttributionFinding {
        kind: one.kind,
        source: one.source,
        cue: one.cue,
        content: one.content,
        speaker: one.speaker,
        party,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::fixture::{analyse, lexicon};

    /// Words that drive every rule, so that random texts reach deep.
    const WORDS: &[&str] = &[
        "Norland",
        "Norland's",
        "SMF",
        "the",
        "rebels",
        "Pia",
        "Lund",
        "he",
        "said",
        "that",
        "\"",
        "“",
        "”",
        "would",
        "not",
        "accept",
        "a",
        "truce",
        ",",
        ".",
        "and",
        "both sides",
        "only if",
        "Norlandic",
        "minister",
        "of",
        "Vesteria",
        "\n\n",
        "who",
        "rejected",
        "by",
        "’",
        "é",
        "🕊",
        "according to",
        "must",
        "prisoner",
        "exchange",
        ";",
        "U.S.",
        "former",
        "his",
        "spokesman",
    ];

    fn check(text: &str) -> Result<(), TestCaseError> {
        let Ok(text) = ArticleText::parse(text) else {
            return Ok(());
        };
        let lexicon = lexicon();
        let reading = Reading { title: Some("Norland truce"), text: &text };
        let found = Reader::Rules.analyse(reading, &lexicon);
        prop_assert_eq!(&found, &Reader::Rules.analyse(reading, &lexicon));
        let (text, mut seen) = (text.as_str(), std::collections::BTreeSet::new());
        for passage in &found.passages {
            prop_assert!(found.sentences.contains(&passage.span) && !passage.issues.is_empty());
        }
        for position in &found.positions {
            let home = found.passages.iter().find(|passage| passage.span == position.span);
            prop_assert!(home.is_some_and(|passage| passage.issues.contains(&position.issue)));
            prop_assert!((0.0..=1.0).contains(&position.confidence));
            prop_assert!(position.reported_by.as_ref() != Some(&position.party));
            for span in position.cue.iter().chain(&position.holder) {
                prop_assert!(position.span.contains(*span), "{:?}", span.of(text));
            }
            prop_assert!(seen.insert((position.span, &position.party, &position.issue)));
        }
        for one in &found.attributions {
            let spans = one.content.iter().chain(&one.source).chain(&one.cue);
            prop_assert!(!one.content.is_empty());
            for span in spans {
                prop_assert!(text.get(span.start..span.end).is_some());
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_gives_findings_that_hold(text in "\\PC{0,300}") {
            check(&text)?;
        }

        #[test]
        fn any_row_of_telling_words_gives_findings_that_hold(
            words in prop::collection::vec(prop::sample::select(WORDS), 0..80)
        ) {
            check(&words.join(" "))?;
        }
    }

    #[test]
    fn long_texts_without_sense_take_seconds_at_most() {
        for unit in
            ["x", "Norland ", "Norland, ", "Norland demands ", "\"we said ", "he must not ", "if "]
        {
            let text = unit.repeat(200_000 / unit.len());
            let started = Instant::now();
            analyse(None, &text);
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "{unit:?}: {:?}",
                started.elapsed()
            );
        }
    }

    #[test]
    fn party_reported_by_a_rival_keeps_its_position_apart() {
        let text = "Tarik Velenskyy said on Monday that Norland had accepted the ceasefire.";
        let found = analyse(Some("Norland ceasefire in doubt"), text).positions;
        assert_eq!(found.len(), 1, "{found:?}");
        let one = &found[0];
        assert_eq!((one.party.as_str(), one.issue.as_str()), ("norland", "ceasefire"));
        assert_eq!(one.stance, crate::domain::Stance::Accepts);
        assert_eq!(one.reported_by.as_ref().map(crate::domain::PartySlug::as_str), Some("front"));
        assert_eq!(one.rung, crate::domain::Rung::RivalClaim);
        assert_eq!(one.cue.map(|cue| cue.of(text)), Some("accepted"));
        assert_eq!(one.holder.map(|holder| holder.of(text)), Some("Norland"));
    }

    #[test]
    fn own_word_names_its_speaker_and_no_reporter() {
        let text = "President Pia Lund said on Monday that Norland rejects the truce.";
        let found = analyse(None, text).positions;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].speaker.as_deref(), Some("Pia Lund"));
        assert_eq!(found[0].reported_by, None);
        assert_eq!(found[0].stance, crate::domain::Stance::Rejects);
    }
}
