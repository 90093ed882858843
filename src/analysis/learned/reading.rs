//! An article read by rules and model together: rules say where sentences are, who speaks and which
//! words show it; the model says which issues, whose position and which stance.

use std::collections::BTreeMap;

use candle_core::Result;

use super::Model;
use super::evidence::Evidence;
use super::judgement::{Judgement, Opinion};
use crate::analysis::{Lexicon, Reading, published};
use crate::domain::{Analysis, PassageFinding, PositionFinding, Rung, Stance};

type Place = (usize, usize, usize);

/// Reads an article.
///
/// # Errors
/// When the arithmetic fails; it does not for a model that was read whole.
pub(crate) fn analyse(model: &Model, reading: Reading<'_>, lexicon: &Lexicon) -> Result<Analysis> {
    let evidence = Evidence::new(reading, lexicon, model.tokenizer());
    let judgement = Judgement::of(model, &evidence)?;
    let held = held(model, &judgement);
    let catalog = lexicon.catalog();
    let mut passages: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (&(sentence, issue), &p) in &judgement.issues {
        let has = p >= model.thresholds().issue
            || held.keys().any(|key| (key.0, key.2) == (sentence, issue));
        if has {
            passages.entry(sentence).or_default().push(issue);
        }
    }
    let slug = |issue: usize| catalog.issues[issue].slug.clone();
    let passages = passages.into_iter().map(|(sentence, issues)| PassageFinding {
        span: evidence.parsed.sentences[sentence].span,
        issues: issues.into_iter().map(slug).collect(),
    });
    Ok(Analysis {
        passages: passages.collect(),
        positions: held
            .into_iter()
            .map(|(key, (opinion, p))| finding(model, &evidence, key, opinion, p))
            .collect(),
        sentences: evidence.parsed.sentences.iter().map(|sentence| sentence.span).collect(),
        attributions: evidence
            .attributions
            .into_iter()
            .map(|one| published(one, lexicon))
            .collect(),
    })
}

/// The positions that are likely enough.
fn held(model: &Model, judgement: &Judgement) -> BTreeMap<Place, (Opinion, f32)> {
    let likely = judgement.positions.iter().filter_map(|(&key, &opinion)| {
        let p = judgement.likely(key, &opinion);
        (p >= model.thresholds().position).then_some((key, (opinion, p)))
    });
    likely.collect()
}

fn finding(
    model: &Model,
    evidence: &Evidence<'_>,
    key: Place,
    opinion: Opinion,
    p: f32,
) -> PositionFinding {
    let (sentence, party, issue) = key;
    let catalog = evidence.lexicon.catalog();
    let (stance, sure) = opinion.stance();
    let stance = Stance::ALL[stance];
    let mut finding = explained(evidence, key);
    if finding.stance != stance {
        finding.cue = None;
    }
    finding.span = evidence.parsed.sentences[sentence].span;
    finding.party = catalog.parties[party].slug.clone();
    finding.issue = catalog.issues[issue].slug.clone();
    finding.stance = stance;
    finding.confidence = model.thresholds().confidence(p * sure);
    finding
}

/// Who speaks, which words name the holder and which show the attitude, as far as rules tell: what
/// they hold of this party and issue, else of this party, else who is named.
fn explained(evidence: &Evidence<'_>, (sentence, party, issue): Place) -> PositionFinding {
    let of_party = evidence.pairs.range((sentence, party, 0)..(sentence, party + 1, 0));
    let known = evidence.pairs.get(&(sentence, party, issue)).into_iter();
    let known = known.chain(of_party.map(|(_, pair)| pair)).find_map(|pair| pair.finding.clone());
    if let Some(finding) = known {
        return finding;
    }
    let catalog = evidence.lexicon.catalog();
    let mention = evidence.mentions_in(sentence).iter().find(|m| m.parties.contains(&party));
    let speakers = evidence.speakers(sentence);
    let source = evidence.speech[sentence].and_then(|speech| speech.source);
    let source = source.map(|source| &evidence.mentions[source]);
    let own = source.filter(|_| speakers.contains(&party));
    let speaker = own.or(mention).and_then(|mention| mention.person.clone());
    let reporter = speakers.first().filter(|_| !speakers.contains(&party));
    PositionFinding {
        span: evidence.parsed.sentences[sentence].span,
        party: catalog.parties[party].slug.clone(),
        issue: catalog.issues[issue].slug.clone(),
        stance: Stance::Undecided,
        reported_by: reporter.map(|&by| catalog.parties[by].slug.clone()),
        rung: match (reporter, &speaker) {
            (Some(_), _) => Rung::RivalClaim,
            (None, Some(_)) => Rung::OnRecord,
            (None, None) => Rung::Paraphrase,
        },
        speaker,
        cue: None,
        holder: mention.map(|mention| mention.span),
        attribution: None,
        confidence: 0.0,
    }
}
