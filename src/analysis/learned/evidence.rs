//! What the rules find in an article, in the form that the model reads: for each piece what it is
//! part of, for each sentence, party and issue what speaks for and against it.

use std::collections::{BTreeMap, BTreeSet};

use super::tokenizer::{Piece, Tokenizer};
use crate::analysis::Reading;
use crate::analysis::attributions::Attribution;
use crate::analysis::clues::place;
use crate::analysis::issue_signs::SIGNS;
use crate::analysis::issues::{self, IssueHit};
use crate::analysis::language::{Class, CueKind};
use crate::analysis::lexicon::Lexicon;
use crate::analysis::mention::{Mention, MentionKind, Usage};
use crate::analysis::mentions;
use crate::analysis::own_words;
use crate::analysis::parsed::Parsed;
use crate::analysis::position_signs::{HELD, STANCE};
use crate::analysis::positions;
use crate::analysis::speech::Speech;
use crate::analysis::speech_of;
use crate::domain::{PartyKind, PartyRole, PositionFinding, Stance};

/// Marks that the rules put on words, besides who and what they name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Mark {
    /// One for each stance, in the order of [`Stance::ALL`].
    Stance(u8),
    Duty,
    Will,
    Negation,
    Quoted,
    Actor,
    Possessor,
    Oblique,
    Pronoun,
    Outsider,
    Reports,
}

impl Mark {
    pub(crate) const COUNT: usize = 16;

    pub(crate) fn column(self) -> usize {
        match self {
            Self::Stance(stance) => usize::from(stance),
            Self::Duty => 6,
            Self::Will => 7,
            Self::Negation => 8,
            Self::Quoted => 9,
            Self::Actor => 10,
            Self::Possessor => 11,
            Self::Oblique => 12,
            Self::Pronoun => 13,
            Self::Outsider => 14,
            Self::Reports => 15,
        }
    }
}

/// A piece with what it is part of.
#[derive(Debug, Clone)]
pub(crate) struct Marked {
    pub piece: u32,
    pub marks: Vec<Mark>,
    /// Parties that its words name, by their place in the catalog; whether by name.
    pub parties: Vec<(usize, bool)>,
    /// Issues whose cue it is part of.
    pub issues: Vec<usize>,
}

/// Numbers that tell what the rules see of an issue in a sentence.
pub(crate) const ISSUE_SIGNS: usize = SIGNS.len() + issues::NEIGHBOURS.len() + 1;
/// Numbers that tell what a party does in a sentence.
pub(crate) const PARTY_SIGNS: usize = 24;
/// Numbers that tell what the rules see of a party's attitude to an issue.
pub(crate) const PAIR_SIGNS: usize = HELD.len() + STANCE.len() + 1 + STANCES;
/// Where the rules' own verdict begins among them: the logit that it is held, then the stances'.
pub(crate) const PAIR_VERDICT: usize = HELD.len() + STANCE.len();
/// The verdict where the rules see nothing.
const NOTHING: f32 = -4.5;
const STANCES: usize = 6;

/// What the rules make of a party's attitude to an issue.
#[derive(Debug)]
pub(crate) struct Pair {
    signs: [f32; PAIR_SIGNS],
    /// The position, were it held.
    pub finding: Option<PositionFinding>,
}

/// Everything that the rules find in an article.
#[derive(Debug)]
pub(crate) struct Evidence<'a> {
    pub lexicon: &'a Lexicon,
    pub parsed: Parsed<'a>,
    pub mentions: Vec<Mention>,
    pub attributions: Vec<Attribution>,
    pub speech: Vec<Option<Speech>>,
    pub(crate) title: Vec<Marked>,
    /// The pieces of each sentence.
    pub(crate) sentences: Vec<Vec<Marked>>,
    title_parties: Vec<usize>,
    signs: BTreeMap<(usize, usize), [f32; ISSUE_SIGNS]>,
    /// What the rules hold of every (sentence, party, issue), issues not found included.
    pub pairs: BTreeMap<(usize, usize, usize), Pair>,
    party_counts: Vec<usize>,
}

impl<'a> Evidence<'a> {
    pub(crate) fn new(reading: Reading<'a>, lexicon: &'a Lexicon, tokenizer: &Tokenizer) -> Self {
        let title = reading.title.map(|title| Parsed::new(title, lexicon));
        let in_title = title.as_ref().map(|title| mentions::find(lexicon, title, &[]));
        let title_parties: Vec<usize> =
            in_title.iter().flatten().flat_map(|mention| mention.parties.clone()).collect();
        let parsed = Parsed::new(reading.text.as_str(), lexicon);
        let mentions = mentions::find(lexicon, &parsed, &title_parties);
        let (attributions, speech) = speech_of(lexicon, &parsed, &mentions);
        let (signs, hits) = issue_signs(lexicon, &parsed, title.as_ref(), &mentions);
        let pairs = pairs(positions::Evidence {
            lexicon,
            parsed: &parsed,
            mentions: &mentions,
            speech: &speech,
            issues: &hits,
        });
        let mut party_counts = vec![0; lexicon.catalog().parties.len()];
        for party in mentions.iter().flat_map(|mention| &mention.parties) {
            party_counts[*party] += 1;
        }
        let title = title.map_or_else(Vec::new, |title| {
            let mentions = in_title.unwrap_or_default();
            marked(lexicon, &title, &mentions, tokenizer).into_iter().flatten().collect()
        });
        let sentences = marked(lexicon, &parsed, &mentions, tokenizer);
        Self {
            lexicon,
            parsed,
            mentions,
            attributions,
            speech,
            title,
            sentences,
            title_parties,
            signs,
            pairs,
            party_counts,
        }
    }

    /// Mentions in a sentence.
    pub(crate) fn mentions_in(&self, sentence: usize) -> &[Mention] {
        let from = self.mentions.partition_point(|mention| mention.sentence < sentence);
        let to = self.mentions.partition_point(|mention| mention.sentence <= sentence);
        &self.mentions[from..to]
    }

    /// Parties that the source of a sentence's words speaks for.
    pub(crate) fn speakers(&self, sentence: usize) -> &[usize] {
        let source = self.speech[sentence].and_then(|speech| speech.source);
        source.map_or(&[], |source| &self.mentions[source].parties)
    }

    pub(crate) fn issue_signs(&self, sentence: usize, issue: usize) -> [f32; ISSUE_SIGNS] {
        self.signs.get(&(sentence, issue)).copied().unwrap_or_else(no_issue_signs)
    }

    /// The logit of an issue in a sentence, as the rules weigh it.
    pub(crate) fn issue_weight(&self, sentence: usize, issue: usize) -> f32 {
        self.issue_signs(sentence, issue)[ISSUE_SIGNS - 1]
    }

    pub(crate) fn pair_signs(&self, at: (usize, usize, usize)) -> [f32; PAIR_SIGNS] {
        self.pairs.get(&at).map_or_else(no_pair_signs, |pair| pair.signs)
    }

    pub(crate) fn party_signs(&self, sentence: usize, party: usize) -> [f32; PARTY_SIGNS] {
        let mut signs = [0.0; PARTY_SIGNS];
        for mention in self.mentions_in(sentence).iter().filter(|m| m.parties.contains(&party)) {
            signs[match mention.usage {
                Usage::Actor => 0,
                Usage::Possessor => 1,
                Usage::Oblique => 2,
            }] = 1.0;
            signs[match mention.kind {
                MentionKind::Name | MentionKind::Alias => 3,
                MentionKind::Person => 4,
                MentionKind::Demonym => 5,
                MentionKind::Role => 6,
                MentionKind::Pronoun => 7,
                MentionKind::Pair | MentionKind::Outsider => 8,
            }] = 1.0;
            signs[9] += 0.34;
        }
        let count = self.mentions_in(sentence).iter().filter(|m| !m.is_outside()).count();
        signs[10] = flag(self.speakers(sentence).contains(&party));
        signs[11] = flag(self.speech[sentence].is_some());
        signs[12] = flag(self.speech[sentence].is_some_and(|speech| speech.source.is_none()));
        let near = |at: usize| self.mentions_in(at).iter().any(|m| m.parties.contains(&party));
        signs[13] = flag(sentence > 0 && near(sentence - 1));
        signs[14] = flag(sentence > 0 && self.speakers(sentence - 1).contains(&party));
        signs[15] = flag(sentence + 1 < self.speech.len() && near(sentence + 1));
        signs[16] =
            flag(sentence + 1 < self.speech.len() && self.speakers(sentence + 1).contains(&party));
        signs[17] = flag(self.title_parties.contains(&party));
        let total: usize = self.party_counts.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "counts of mentions are small")]
        let share = self.party_counts[party] as f32 / total.max(1) as f32;
        signs[18] = share;
        let catalog = &self.lexicon.catalog().parties[party];
        signs[19] = flag(matches!(catalog.role, PartyRole::Belligerent));
        signs[20] = flag(matches!(catalog.role, PartyRole::Mediator));
        signs[21] = flag(matches!(catalog.kind, PartyKind::ArmedGroup));
        #[expect(clippy::cast_precision_loss, reason = "counts of mentions are small")]
        let others = count.min(6) as f32 / 6.0;
        signs[22] = others;
        signs[23] = flag(self.mentions_in(sentence).iter().any(Mention::is_outside));
        signs
    }

    /// Parties by how much they matter around some sentences, the first first.
    pub(crate) fn candidates(&self, sentences: std::ops::Range<usize>, most: usize) -> Vec<usize> {
        let mut weights = vec![0.0_f32; self.party_counts.len()];
        #[expect(clippy::cast_precision_loss, reason = "counts of mentions are small")]
        for (weight, count) in weights.iter_mut().zip(&self.party_counts) {
            *weight = (*count as f32).min(50.0) * 0.02;
        }
        let from = sentences.start.saturating_sub(3);
        for sentence in from..(sentences.end + 1).min(self.speech.len()) {
            let inside = if sentences.contains(&sentence) { 5.0 } else { 2.0 };
            let named: BTreeSet<usize> =
                self.mentions_in(sentence).iter().flat_map(|m| &m.parties).copied().collect();
            for party in named.iter().chain(self.speakers(sentence)) {
                weights[*party] += inside;
            }
        }
        for party in &self.title_parties {
            weights[*party] += 1.5;
        }
        let mut order: Vec<usize> = (0..weights.len()).filter(|&at| weights[at] > 0.0).collect();
        order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b)));
        order.truncate(most);
        order
    }
}

/// Where the rules see nothing of an issue.
pub(crate) fn no_issue_signs() -> [f32; ISSUE_SIGNS] {
    let mut signs = [0.0; ISSUE_SIGNS];
    signs[ISSUE_SIGNS - 1] = NOTHING;
    signs
}

/// Where the rules see no attitude.
pub(crate) fn no_pair_signs() -> [f32; PAIR_SIGNS] {
    let mut signs = [0.0; PAIR_SIGNS];
    signs[PAIR_VERDICT] = NOTHING;
    signs
}

#[expect(clippy::cast_possible_truncation, reason = "signs are small numbers")]
fn narrow(value: f64) -> f32 {
    value as f32
}

fn flag(test: bool) -> f32 {
    f32::from(u8::from(test))
}

type Signs = BTreeMap<(usize, usize), [f32; ISSUE_SIGNS]>;

fn issue_signs(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    title: Option<&Parsed<'_>>,
    mentions: &[Mention],
) -> (Signs, Vec<Vec<IssueHit>>) {
    let candidates = issues::candidates(lexicon, parsed, title, mentions);
    let first = issues::first_round(lexicon, &candidates);
    let count = lexicon.catalog().issues.len();
    let second = issues::neighbours(parsed, count, &candidates, &first);
    let weights = &lexicon.language().weights.neighbours;
    let mut signs = Signs::new();
    let mut tokens = BTreeMap::new();
    for (candidate, near) in candidates.into_iter().zip(&second) {
        let logit: f64 = near.iter().zip(weights).map(|(sign, weight)| sign * weight).sum();
        let mut row = [0.0; ISSUE_SIGNS];
        let all = candidate.signs.iter().chain(near).chain([&logit]);
        row.iter_mut().zip(all).for_each(|(out, sign)| *out = narrow(sign.clamp(-4.5, 4.5)));
        signs.insert((candidate.sentence, candidate.issue), row);
        tokens.insert((candidate.sentence, candidate.issue), candidate.tokens);
    }
    let hits = (0..parsed.sentences.len()).map(|sentence| {
        let hit = |issue| {
            let logit = signs.get(&(sentence, issue)).map_or(NOTHING, |row| row[ISSUE_SIGNS - 1]);
            IssueHit {
                issue,
                tokens: tokens.get(&(sentence, issue)).cloned().flatten(),
                weight: 1.0 / (1.0 + f64::from(-logit).exp()),
            }
        };
        (0..count).map(hit).collect()
    });
    let hits = hits.collect();
    (signs, hits)
}

/// What the rules make of every party with an attitude, on every issue.
fn pairs(evidence: positions::Evidence<'_>) -> BTreeMap<(usize, usize, usize), Pair> {
    let weights = &evidence.lexicon.language().weights;
    let mut pairs = BTreeMap::new();
    positions::each_sentence(evidence, |sentence, events, clues| {
        for candidate in positions::candidates(evidence, sentence, events, clues) {
            let (held, stance) = (candidate.held(evidence), candidate.stance(evidence));
            let p = weights.held(&held).clamp(0.001, 0.999);
            let verdicts = Stance::ALL.iter().map(|&of| {
                let weights = &weights.stances[place(of)];
                stance.iter().zip(weights).map(|(sign, weight)| sign * weight).sum::<f64>()
            });
            let mut signs = [0.0; PAIR_SIGNS];
            let all = held.iter().chain(&stance).copied().chain([(p / (1.0 - p)).ln()]);
            signs
                .iter_mut()
                .zip(all.chain(verdicts))
                .for_each(|(out, sign)| *out = narrow(sign.clamp(-6.0, 6.0)));
            let finding = positions::finding(evidence, &candidate, weights, p);
            pairs.insert((sentence, candidate.party, candidate.hit.issue), Pair { signs, finding });
        }
    });
    pairs
}

/// The pieces of each sentence with their marks.
fn marked(
    lexicon: &Lexicon,
    parsed: &Parsed<'_>,
    mentions: &[Mention],
    tokenizer: &Tokenizer,
) -> Vec<Vec<Marked>> {
    let marks = word_marks(lexicon, parsed);
    let mut named = vec![Vec::new(); parsed.tokens.len()];
    for (at, mention) in mentions.iter().enumerate() {
        named[mention.first..mention.end].iter_mut().for_each(|list| list.push(at));
    }
    let mut raised = vec![Vec::new(); parsed.tokens.len()];
    for range in &parsed.ranges {
        for (cue, tokens) in own_words::cue_matches(lexicon, parsed, range) {
            let issue = lexicon.issues.cues[cue].issue;
            raised[tokens].iter_mut().for_each(|list| {
                if !list.contains(&issue) {
                    list.push(issue);
                }
            });
        }
    }
    let pieces = parsed.sentences.iter().zip(&parsed.ranges).map(|(sentence, range)| {
        let text = sentence.span.of(parsed.text);
        let mut at = range.start;
        let piece = |piece: Piece| {
            let start = piece.word.start + sentence.span.start;
            while at + 1 < range.end && parsed.tokens[at + 1].span.start <= start {
                at += 1;
            }
            let mut marked = Marked {
                piece: piece.id,
                marks: Vec::new(),
                parties: Vec::new(),
                issues: Vec::new(),
            };
            if at < range.end && parsed.tokens[at].span.end > start {
                marked.marks.clone_from(&marks[at]);
                marked.issues.clone_from(&raised[at]);
                for mention in named[at].iter().map(|&mention| &mentions[mention]) {
                    mark_mention(&mut marked, mention);
                }
            }
            marked
        };
        tokenizer.pieces(text).into_iter().map(piece).collect()
    });
    pieces.collect()
}

fn mark_mention(marked: &mut Marked, mention: &Mention) {
    let by_name = matches!(
        mention.kind,
        MentionKind::Name | MentionKind::Alias | MentionKind::Person | MentionKind::Demonym
    );
    marked.parties.extend(mention.parties.iter().map(|&party| (party, by_name)));
    marked.marks.push(match mention.usage {
        Usage::Actor => Mark::Actor,
        Usage::Possessor => Mark::Possessor,
        Usage::Oblique => Mark::Oblique,
    });
    if mention.kind == MentionKind::Pronoun {
        marked.marks.push(Mark::Pronoun);
    }
    if mention.is_outside() {
        marked.marks.push(Mark::Outsider);
    }
}

/// What each token tells by itself: attitude, negation, report, quotation.
fn word_marks(lexicon: &Lexicon, parsed: &Parsed<'_>) -> Vec<Vec<Mark>> {
    let language = lexicon.language();
    let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); parsed.tokens.len()];
    for range in &parsed.ranges {
        for at in range.clone() {
            let stem_at = |at: usize| parsed.stem(at).filter(|_| at < range.end);
            if let Some((taken, cues)) = language.cues.longest(at, stem_at) {
                for cue in cues {
                    let mark = match cue.kind {
                        CueKind::Attitude(stance) => {
                            let place = Stance::ALL.iter().position(|other| *other == stance);
                            Mark::Stance(u8::try_from(place.unwrap_or(0)).unwrap_or(0))
                        }
                        CueKind::Duty => Mark::Duty,
                        CueKind::Will => Mark::Will,
                    };
                    marks[at..at + taken].iter_mut().for_each(|list| list.push(mark));
                }
            }
            if let Some((taken, _)) = language.reports.longest(at, stem_at) {
                marks[at..at + taken].iter_mut().for_each(|list| list.push(Mark::Reports));
            }
            if parsed.key(at).is_some_and(|key| language.is(Class::Negator, key)) {
                marks[at].push(Mark::Negation);
            }
            if parsed.quoted[at] {
                marks[at].push(Mark::Quoted);
            }
        }
    }
    marks
}
