//! How well attributions are found: what was said, and by whom.

use std::fmt;

use super::corpus::{CorpusError, GoldArticle, GoldAttribution};
use super::counts::{Counts, Match};
use super::evaluation::Disagreement;
use super::person_names::surname;
use crate::domain::{Analysis, AttributionFinding, Span};

/// Contents that share less of their words are not the same.
const SAME: f64 = 0.8;

/// Attributions of all articles that have them coded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AttributionScores {
    /// Contents that overlap by at least .8 (shared characters of all characters of the two).
    pub contents: Counts,
    /// Coded contents that were found, and how many of them have the right person and party.
    pub speakers: (usize, usize),
}

impl AttributionScores {
    /// Scores one article's attributions and tells where the two differ; an article without coded
    /// ones is left out.
    ///
    /// # Errors
    /// When a coded content does not stand in the text.
    pub fn add(
        &mut self,
        gold: &GoldArticle,
        text: &str,
        analysis: &Analysis,
    ) -> Result<Vec<Disagreement>, CorpusError> {
        let mut differ = Vec::new();
        let Some(coded) = &gold.attributions else { return Ok(differ) };
        let mut note = |kind, what, content: &[Span]| {
            let quote = words(content, text);
            differ.push(Disagreement { article: gold.id.clone(), kind, what, quote });
        };
        let mut free: Vec<&AttributionFinding> = analysis.attributions.iter().collect();
        let mut from = 0;
        for attribution in coded {
            let content = places(gold, attribution, text, &mut from)?;
            let best =
                free.iter().enumerate().map(|(at, found)| (at, alike(&content, &found.content)));
            let best = best.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, share)| *share >= SAME);
            let Some((at, _)) = best else {
                self.contents.add(Match::Miss);
                let what = format!("attribution of {}", Voice::coded(attribution));
                note(Match::Miss, what, &content);
                continue;
            };
            let found = free.swap_remove(at);
            self.contents.add(Match::Hit);
            self.speakers.0 += 1;
            let (is, says) = (Voice::coded(attribution), Voice::found(found));
            if is.same(says) {
                self.speakers.1 += 1;
            } else {
                note(Match::False, format!("speaker {says}, not {is}"), &content);
            }
        }
        for found in free {
            self.contents.add(Match::False);
            let what = format!("attribution of {}", Voice::found(found));
            note(Match::False, what, &found.content);
        }
        Ok(differ)
    }
}

/// Where the pieces of a content stand, one behind the other.
fn places(
    gold: &GoldArticle,
    attribution: &GoldAttribution,
    text: &str,
    from: &mut usize,
) -> Result<Vec<Span>, CorpusError> {
    let place = |piece: &String| {
        let later = text.get(*from..).and_then(|rest| rest.find(piece.as_str()));
        let at = later.map(|at| at + *from).or_else(|| text.find(piece.as_str()));
        let at =
            at.ok_or_else(|| CorpusError::Quote { id: gold.id.clone(), quote: piece.clone() })?;
        *from = at;
        Ok(Span::new(at, at + piece.len()))
    };
    attribution.content.iter().map(place).collect()
}

/// Shared bytes of all bytes of two contents.
fn alike(a: &[Span], b: &[Span]) -> f64 {
    let size = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    let shared: usize =
        pairs.map(|(a, b)| a.end.min(b.end).saturating_sub(a.start.max(b.start))).sum();
    Counts::ratio(shared, size(a) + size(b) - shared)
}

/// The pieces of a content in one line.
fn words(content: &[Span], text: &str) -> String {
    let pieces: Vec<&str> = content.iter().map(|piece| piece.of(text)).collect();
    pieces.join(" … ")
}

/// Who says something: a person, a party, both or neither.
#[derive(Debug, Clone, Copy)]
struct Voice<'a> {
    speaker: Option<&'a str>,
    party: Option<&'a str>,
}

impl<'a> Voice<'a> {
    fn coded(one: &'a GoldAttribution) -> Self {
        Self { speaker: one.speaker.as_deref(), party: one.party.as_deref() }
    }

    fn found(one: &'a AttributionFinding) -> Self {
        let party = one.party.as_ref().map(crate::domain::PartySlug::as_str);
        Self { speaker: one.speaker.as_deref(), party }
    }

    /// The same person by the last word of the name, and the same party.
    fn same(self, other: Self) -> bool {
        self.speaker.map(surname) == other.speaker.map(surname) && self.party == other.party
    }
}

impl fmt::Display for Voice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (speaker, party) = (self.speaker.unwrap_or("nobody"), self.party.unwrap_or("no party"));
        write!(f, "{speaker} ({party})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PartySlug, SpeechKind};

    const TEXT: &str = "The truce will hold, Anna Berg said. It will not, said a rebel.";

    fn gold() -> GoldArticle {
        let json = r#"{"id": "a", "negotiation": "n", "text": "", "attributions": [
            {"content": ["The truce will hold"], "speaker": "Anna Berg", "party": "norland"},
            {"content": ["It will not"], "party": "front"}]}"#;
        serde_json::from_str(json).unwrap()
    }

    fn finding(content: Span, speaker: Option<&str>, party: &str) -> AttributionFinding {
        AttributionFinding {
            kind: SpeechKind::Indirect,
            source: None,
            cue: None,
            content: vec![content],
            speaker: speaker.map(str::to_owned),
            party: Some(PartySlug::parse(party).unwrap()),
        }
    }

    fn score(attributions: Vec<AttributionFinding>) -> AttributionScores {
        differences(attributions).0
    }

    fn differences(attributions: Vec<AttributionFinding>) -> (AttributionScores, Vec<String>) {
        let mut scores = AttributionScores::default();
        let analysis = Analysis { attributions, ..Analysis::default() };
        let differ = scores.add(&gold(), TEXT, &analysis).unwrap();
        (scores, differ.into_iter().map(|one| format!("{}: {}", one.what, one.quote)).collect())
    }

    #[test]
    fn content_counts_when_four_fifths_are_shared() {
        let whole = finding(Span::new(0, 19), Some("Berg"), "norland");
        let scores = score(vec![whole, finding(Span::new(41, 48), None, "front")]);
        assert_eq!(scores.contents, Counts { hits: 1, false_findings: 1, misses: 1 });
        assert_eq!(scores.speakers, (1, 1));
    }

    #[test]
    fn speaker_is_wrong_with_another_person_or_party() {
        let scores = score(vec![
            finding(Span::new(0, 19), None, "norland"),
            finding(Span::new(37, 48), None, "norland"),
        ]);
        assert_eq!(scores.contents.hits, 2);
        assert_eq!(scores.speakers, (2, 0));
    }

    #[test]
    fn wrong_speakers_and_contents_missed_or_false_are_told() {
        let (_, told) = differences(vec![
            finding(Span::new(0, 19), Some("Berg"), "front"),
            finding(Span::new(55, 62), None, "front"),
        ]);
        let expected = [
            "speaker Berg (front), not Anna Berg (norland): The truce will hold",
            "attribution of nobody (front): It will not",
            "attribution of nobody (front): a rebel",
        ];
        assert_eq!(told, expected);
    }
}
