//! How well an analysis does on a coded corpus: precision, recall, F1, misses and false findings.

use std::collections::{BTreeMap, BTreeSet};

use super::attribution_scores::AttributionScores;
use super::corpus::{CorpusError, GoldArticle};
use super::counts::{Counts, Match};
use crate::domain::{Analysis, ArticleText, Span, Stance};

/// One disagreement, ready to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The article.
    pub article: String,
    /// False finding or miss.
    pub kind: Match,
    /// `territory`, `russia/territory/demands` or what is wrong with an attribution.
    pub what: String,
    /// The sentence, or what was said.
    pub quote: String,
}

/// The whole evaluation.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Articles scored.
    pub articles: usize,
    /// Over (sentence, issue).
    pub issues: Counts,
    /// Over (sentence, party, issue).
    pub positions: Counts,
    /// Over (sentence, party, issue, stance).
    pub stances: Counts,
    /// Issues, positions, positions with stance for each negotiation.
    pub by_negotiation: BTreeMap<String, [Counts; 3]>,
    /// Issues, positions, positions with stance for each issue, named `negotiation/issue`.
    pub by_issue: BTreeMap<String, [Counts; 3]>,
    /// Positions with stance for each stance.
    pub by_stance: BTreeMap<&'static str, Counts>,
    /// Of positions found, how many stand at each tenth of confidence and how many of them hit.
    pub by_confidence: BTreeMap<u8, (usize, usize)>,
    /// Who said what, in articles that have it coded.
    pub attributions: AttributionScores,
    /// Attributions, issues and positions with stance on which the two differ, in the order of the
    /// corpus.
    pub disagreements: Vec<Disagreement>,
}

/// Finds a quote's place: behind the previous one when it stands there, else anywhere.
fn place(text: &str, quote: &str, from: usize) -> Option<Span> {
    let later = text.get(from..).and_then(|rest| rest.find(quote)).map(|at| at + from);
    later.or_else(|| text.find(quote)).map(|at| Span::new(at, at + quote.len()))
}

/// True when two spans share at least half of the shorter one.
#[must_use]
pub fn same_sentence(a: Span, b: Span) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    shared > 0 && 2 * shared >= a.len().min(b.len())
}

/// Sentences, coded or found, that count as one get one number.
struct Sentences {
    spans: Vec<Span>,
}

impl Sentences {
    fn number(&self, span: Span) -> Option<usize> {
        let after = self.spans.partition_point(|other| other.end <= span.start);
        let near = self.spans[after..].iter().take_while(|other| other.start < span.end);
        let best = near
            .enumerate()
            .filter(|(_, other)| same_sentence(**other, span))
            .max_by_key(|(_, other)| other.end.min(span.end) - other.start.max(span.start));
        best.map(|(at, _)| after + at)
    }
}

type Key = (usize, String, String);

struct Coded {
    issues: BTreeSet<(usize, String)>,
    positions: BTreeMap<Key, Stance>,
}

impl Report {
    /// Scores one article's analysis against its coding.
    ///
    /// # Errors
    /// When a coded quote does not stand in the text.
    pub fn add(
        &mut self,
        gold: &GoldArticle,
        text: &ArticleText,
        analysis: &Analysis,
    ) -> Result<(), CorpusError> {
        let text = text.as_str();
        self.articles += 1;
        self.disagreements.extend(self.attributions.add(gold, text, analysis)?);
        if gold.attributions.is_some() && gold.passages.is_empty() {
            return Ok(()); // Its issues and positions are not coded.
        }
        let (mut spans, mut from) = (BTreeSet::new(), 0);
        for passage in &gold.passages {
            let span =
                place(text, &passage.quote, from).ok_or_else(|| missing(gold, &passage.quote))?;
            from = span.end;
            spans.insert(span);
        }
        let mut sentences = Sentences { spans: spans.into_iter().collect() };
        let coded = coded(gold, text, &sentences)?;
        let found = found(analysis, &mut sentences);
        self.score_issues(gold, text, &sentences, (&coded, &found));
        self.score_positions(gold, text, &sentences, (&coded, &found));
        self.score_confidence(analysis, &sentences, &coded);
        Ok(())
    }

    fn score_issues(
        &mut self,
        gold: &GoldArticle,
        text: &str,
        at: &Sentences,
        (coded, found): (&Coded, &Coded),
    ) {
        for (sentence, issue) in coded.issues.union(&found.issues) {
            let key = (*sentence, issue.clone());
            let kind = kind(coded.issues.contains(&key), found.issues.contains(&key));
            self.issues.add(kind);
            self.group(gold, issue, 0, kind);
            self.note(gold, kind, issue.clone(), at.spans[*sentence].of(text));
        }
    }

    fn score_positions(
        &mut self,
        gold: &GoldArticle,
        text: &str,
        at: &Sentences,
        (coded, found): (&Coded, &Coded),
    ) {
        let keys: BTreeSet<&Key> = coded.positions.keys().chain(found.positions.keys()).collect();
        for key in keys {
            let (is, says) = (coded.positions.get(key), found.positions.get(key));
            let both = kind(is.is_some(), says.is_some());
            self.positions.add(both);
            self.group(gold, &key.2, 1, both);
            let outcomes = if is == says {
                vec![(is, Match::Hit)]
            } else {
                vec![(is, Match::Miss), (says, Match::False)]
            };
            for (stance, kind) in outcomes {
                let Some(stance) = stance else { continue };
                self.stances.add(kind);
                self.group(gold, &key.2, 2, kind);
                self.by_stance.entry(stance.as_str()).or_default().add(kind);
                let what = format!("{}/{}/{stance}", key.1, key.2);
                self.note(gold, kind, what, at.spans[key.0].of(text));
            }
        }
    }

    fn score_confidence(&mut self, analysis: &Analysis, at: &Sentences, coded: &Coded) {
        for position in &analysis.positions {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "confidence lies in 0..=1"
            )]
            let tenth = (position.confidence * 10.0 + 0.001) as u8;
            let hit = at.number(position.span).is_some_and(|sentence| {
                let key = (
                    sentence,
                    position.party.as_str().to_owned(),
                    position.issue.as_str().to_owned(),
                );
                coded.positions.get(&key) == Some(&position.stance)
            });
            let row = self.by_confidence.entry(tenth).or_default();
            row.0 += 1;
            row.1 += usize::from(hit);
        }
    }

    fn group(&mut self, gold: &GoldArticle, issue: &str, column: usize, kind: Match) {
        let negotiation = &gold.negotiation;
        self.by_negotiation.entry(negotiation.clone()).or_default()[column].add(kind);
        self.by_issue.entry(format!("{negotiation}/{issue}")).or_default()[column].add(kind);
    }

    fn note(&mut self, gold: &GoldArticle, kind: Match, what: String, quote: &str) {
        if kind != Match::Hit {
            let (article, quote) = (gold.id.clone(), quote.to_owned());
            self.disagreements.push(Disagreement { article, kind, what, quote });
        }
    }
}

fn kind(coded: bool, found: bool) -> Match {
    match (coded, found) {
        (true, true) => Match::Hit,
        (true, false) => Match::Miss,
        _ => Match::False,
    }
}

fn missing(gold: &GoldArticle, quote: &str) -> CorpusError {
    CorpusError::Quote { id: gold.id.clone(), quote: quote.to_owned() }
}

fn coded(gold: &GoldArticle, text: &str, at: &Sentences) -> Result<Coded, CorpusError> {
    let mut coded = Coded { issues: BTreeSet::new(), positions: BTreeMap::new() };
    let mut from = 0;
    for passage in &gold.passages {
        let span =
            place(text, &passage.quote, from).ok_or_else(|| missing(gold, &passage.quote))?;
        from = span.end;
        let sentence = at.number(span).ok_or_else(|| missing(gold, &passage.quote))?;
        coded.issues.extend(passage.issues.iter().map(|issue| (sentence, issue.clone())));
    }
    for position in &gold.positions {
        let sentence = place(text, &position.quote, 0)
            .and_then(|span| at.number(span))
            .ok_or_else(|| missing(gold, &position.quote))?;
        let key = (sentence, position.party.clone(), position.issue.clone());
        coded.positions.insert(key, position.stance);
    }
    Ok(coded)
}

/// The findings by the coding's sentences; sentences that it does not have are put in.
fn found(analysis: &Analysis, at: &mut Sentences) -> Coded {
    let gold = at.spans.clone();
    let spans = analysis.passages.iter().map(|passage| passage.span);
    let more: Vec<Span> = spans.filter(|span| at.number(*span).is_none()).collect();
    at.spans.extend(more);
    let known = Sentences { spans: gold };
    let number = |span: Span| {
        known.number(span).or_else(|| {
            at.spans
                .iter()
                .skip(known.spans.len())
                .position(|other| *other == span)
                .map(|found| found + known.spans.len())
        })
    };
    let mut found = Coded { issues: BTreeSet::new(), positions: BTreeMap::new() };
    for passage in &analysis.passages {
        let Some(sentence) = number(passage.span) else {
            continue;
        };
        found
            .issues
            .extend(passage.issues.iter().map(|issue| (sentence, issue.as_str().to_owned())));
    }
    for position in &analysis.positions {
        let Some(sentence) = number(position.span) else {
            continue;
        };
        let key =
            (sentence, position.party.as_str().to_owned(), position.issue.as_str().to_owned());
        found.positions.insert(key, position.stance);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PassageFinding, PositionFinding, Rung};

    const TEXT: &str = "Norland wants a truce. The rebels refuse it. It rained.";

    fn gold() -> GoldArticle {
        let json = r#"{"id": "a", "negotiation": "n", "text": "Norland wants a truce. The rebels refuse it. It rained.",
            "passages": [{"quote": "Norland wants a truce.", "issues": ["ceasefire"]}, {"quote": "The rebels refuse it.", "issues": ["ceasefire"]}],
            "positions": [{"quote": "Norland wants a truce.", "party": "norland", "issue": "ceasefire", "stance": "demands"},
                          {"quote": "The rebels refuse it.", "party": "front", "issue": "ceasefire", "stance": "rejects"}]}"#;
        serde_json::from_str(json).unwrap()
    }

    fn position(span: Span, party: &str, stance: Stance) -> PositionFinding {
        PositionFinding {
            span,
            party: crate::domain::PartySlug::parse(party).unwrap(),
            issue: crate::domain::IssueSlug::parse("ceasefire").unwrap(),
            stance,
            speaker: None,
            reported_by: None,
            rung: Rung::Paraphrase,
            cue: None,
            holder: None,
            attribution: None,
            confidence: 0.55,
        }
    }

    fn passage(span: Span) -> PassageFinding {
        PassageFinding { span, issues: vec![crate::domain::IssueSlug::parse("ceasefire").unwrap()] }
    }

    fn report(analysis: &Analysis) -> Report {
        let mut report = Report::default();
        report.add(&gold(), &ArticleText::parse(TEXT).unwrap(), analysis).unwrap();
        report
    }

    #[test]
    fn hits_false_findings_and_misses_are_counted() {
        let (first, third) = (Span::new(0, 22), Span::new(45, 55));
        let analysis = Analysis {
            passages: vec![passage(first), passage(third)],
            positions: vec![
                position(first, "norland", Stance::Accepts),
                position(third, "front", Stance::Rejects),
            ],
            ..Analysis::default()
        };
        let report = report(&analysis);
        assert_eq!(report.issues, Counts { hits: 1, false_findings: 1, misses: 1 });
        assert_eq!(report.positions, Counts { hits: 1, false_findings: 1, misses: 1 });
        assert_eq!(report.stances, Counts { hits: 0, false_findings: 2, misses: 2 });
        assert_eq!(report.by_confidence[&5], (2, 0));
        let missed: Vec<&str> = report
            .disagreements
            .iter()
            .filter(|d| d.kind == Match::Miss)
            .map(|d| d.what.as_str())
            .collect();
        assert_eq!(missed, ["ceasefire", "norland/ceasefire/demands", "front/ceasefire/rejects"]);
    }

    #[test]
    fn half_of_the_shorter_span_is_the_same_sentence() {
        assert!(same_sentence(Span::new(0, 10), Span::new(5, 40)));
        assert!(same_sentence(Span::new(0, 100), Span::new(90, 100)));
        assert!(!same_sentence(Span::new(0, 10), Span::new(6, 40)));
        assert!(!same_sentence(Span::new(0, 10), Span::new(10, 20)));
    }

    #[test]
    fn quote_that_is_not_in_the_text_is_an_error() {
        let mut gold = gold();
        gold.passages[0].quote = "Nobody wrote this.".to_owned();
        let text = ArticleText::parse(TEXT).unwrap();
        let error = Report::default().add(&gold, &text, &Analysis::default()).unwrap_err();
        assert!(error.to_string().contains("Nobody wrote this"), "{error}");
    }
}
