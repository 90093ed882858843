//! What goes into the model in one pass: the labels (parties and issues by their description in the
//! catalog), the headline, what precedes, and the sentences to decide on.

use std::ops::Range;

use super::encoder::MAX_PIECES;
use super::evidence::{Evidence, Mark, Marked, PARTY_SIGNS, no_issue_signs, no_pair_signs};
use super::tokenizer::Tokenizer;
use crate::analysis::Lexicon;

/// Most parties in a pass.
pub const MAX_PARTIES: usize = 8;
/// Most issues in a pass.
pub const MAX_ISSUES: usize = 16;
/// Pieces of a party's name.
const PARTY_PIECES: usize = 5;
/// Pieces of an issue's name and cues.
const ISSUE_PIECES: usize = 12;
const TITLE_PIECES: usize = 18;
const BEFORE_PIECES: usize = 40;
const AFTER_PIECES: usize = 16;
const SENTENCE_PIECES: usize = 90;
/// Pieces of sentences to decide on in one pass, about.
const TARGET_PIECES: usize = 120;

const KINDS: usize = 10;
const PARTY_COLUMN: usize = KINDS;
const ISSUE_COLUMN: usize = PARTY_COLUMN + MAX_PARTIES;
const SPEAKER_COLUMN: usize = ISSUE_COLUMN + MAX_ISSUES;
const MARK_COLUMN: usize = SPEAKER_COLUMN + MAX_PARTIES;
/// Columns of the table that tells of each piece what it is part of.
pub const COLUMNS: usize = MARK_COLUMN + Mark::COUNT;

#[derive(Debug, Clone, Copy)]
enum Kind {
    Frame,
    PartyMark,
    Party,
    IssueMark,
    Issue,
    Title,
    Before,
    SentenceMark,
    Target,
    After,
}

/// A label in a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// Place in the catalog; nothing for an issue that belongs to none of its sentences.
    pub index: Option<usize>,
    /// Pieces of its description.
    pub pieces: Vec<u32>,
    /// Its name is hidden here and in the text.
    pub hidden: bool,
    /// Its row among the columns of its sort.
    pub slot: usize,
}

/// Which sentences, parties and issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub sentences: Range<usize>,
    pub parties: Vec<Label>,
    pub issues: Vec<Label>,
}

/// A sentence to decide on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Its number in the article.
    pub sentence: usize,
    /// Its pieces, its mark first.
    pub pieces: Range<usize>,
}

/// One pass.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub pieces: Vec<u32>,
    pub places: Vec<u32>,
    /// Row by row which columns are set, [`COLUMNS`] a piece.
    pub columns: Vec<f32>,
    /// Pieces of each party's label, its mark first.
    pub parties: Vec<Range<usize>>,
    /// Pieces of each issue's label, its mark first.
    pub issues: Vec<Range<usize>>,
    pub targets: Vec<Target>,
    /// [`ISSUE_SIGNS`] for each target and issue.
    pub issue_signs: Vec<f32>,
    /// [`PARTY_SIGNS`] for each target and party.
    pub party_signs: Vec<f32>,
    /// [`PAIR_SIGNS`] for each target, party and issue.
    pub pair_signs: Vec<f32>,
}

/// Stretches of sentences that go into one pass each.
pub(crate) fn stretches(evidence: &Evidence<'_>, first: usize) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let (mut from, mut pieces) = (0, 0);
    for (at, sentence) in evidence.sentences.iter().enumerate() {
        let limit = if stretches.is_empty() { first } else { TARGET_PIECES };
        let more = sentence.len().min(SENTENCE_PIECES) + 1;
        if at > from && pieces + more > limit {
            stretches.push(from..at);
            (from, pieces) = (at, 0);
        }
        pieces += more;
    }
    if from < evidence.sentences.len() {
        stretches.push(from..evidence.sentences.len());
    }
    stretches
}

/// The usual size of a stretch.
pub(crate) const fn usual_size() -> usize {
    TARGET_PIECES
}

/// The plan of a pass when nothing is learned: the likeliest labels, in the catalog's order.
pub(crate) fn plan(
    evidence: &Evidence<'_>,
    tokenizer: &Tokenizer,
    sentences: Range<usize>,
) -> Plan {
    let parties = evidence.candidates(sentences.clone(), MAX_PARTIES);
    let parties = parties.into_iter().enumerate().map(|(slot, index)| {
        let pieces = party_pieces(evidence.lexicon, tokenizer, index);
        Label { index: Some(index), pieces, hidden: false, slot }
    });
    let count = evidence.lexicon.catalog().issues.len();
    let mut issues: Vec<usize> = (0..count).collect();
    if count > MAX_ISSUES {
        let weight = |issue: usize| -> f32 {
            sentences.clone().map(|at| evidence.issue_weight(at, issue)).fold(f32::MIN, f32::max)
        };
        issues.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(a.cmp(b)));
        issues.truncate(MAX_ISSUES);
        issues.sort_unstable();
    }
    let issues = issues.into_iter().enumerate().map(|(slot, index)| {
        let pieces = issue_pieces(evidence.lexicon, tokenizer, index, &[0, 1, 2]);
        Label { index: Some(index), pieces, hidden: false, slot }
    });
    Plan { parties: parties.collect(), issues: issues.collect(), sentences }
}

/// The pieces that describe a party.
pub(crate) fn party_pieces(lexicon: &Lexicon, tokenizer: &Tokenizer, party: usize) -> Vec<u32> {
    let name = &lexicon.catalog().parties[party].name;
    tokenizer.pieces(name).iter().take(PARTY_PIECES).map(|piece| piece.id).collect()
}

/// The pieces that describe an issue: its name and some cues, by their place in its list.
pub(crate) fn issue_pieces(
    lexicon: &Lexicon,
    tokenizer: &Tokenizer,
    issue: usize,
    cues: &[usize],
) -> Vec<u32> {
    let issue = &lexicon.catalog().issues[issue];
    let mut text = issue.name.clone();
    for cue in cues.iter().filter_map(|&cue| issue.cues.get(cue)) {
        text.push_str(", ");
        text.push_str(cue);
    }
    tokenizer.pieces(&text).iter().take(ISSUE_PIECES).map(|piece| piece.id).collect()
}

struct Builder<'a> {
    tokenizer: &'a Tokenizer,
    plan: &'a Plan,
    pieces: Vec<u32>,
    places: Vec<u32>,
    columns: Vec<f32>,
}

impl Builder<'_> {
    fn push(&mut self, piece: u32, kind: Kind) -> usize {
        let at = self.pieces.len();
        self.pieces.push(piece);
        self.places.push(u32::try_from(at.min(MAX_PIECES - 1)).unwrap_or(0));
        self.columns.resize((at + 1) * COLUMNS, 0.0);
        self.set(at, kind as usize);
        at
    }

    fn set(&mut self, at: usize, column: usize) {
        self.columns[at * COLUMNS + column] = 1.0;
    }

    fn label(
        &mut self,
        label: &Label,
        kinds: (Kind, Kind),
        column: usize,
        mark: usize,
    ) -> Range<usize> {
        let from = self.push(self.tokenizer.unused(mark), kinds.0);
        self.set(from, column + label.slot);
        for &piece in label.pieces.iter().filter(|_| !label.hidden) {
            let at = self.push(piece, kinds.1);
            self.set(at, column + label.slot);
        }
        from..self.pieces.len()
    }

    fn text(&mut self, marked: &Marked, kind: Kind) {
        let party =
            |index: usize| self.plan.parties.iter().find(|party| party.index == Some(index));
        let parties: Vec<(&Label, bool)> = marked
            .parties
            .iter()
            .filter_map(|&(index, by_name)| Some((party(index)?, by_name)))
            .collect();
        let hidden = parties.iter().any(|(party, by_name)| party.hidden && *by_name);
        let piece = if hidden { self.tokenizer.unused(9) } else { marked.piece };
        let at = self.push(piece, kind);
        for (party, _) in parties {
            self.set(at, PARTY_COLUMN + party.slot);
        }
        for index in &marked.issues {
            if let Some(issue) = self.plan.issues.iter().find(|issue| issue.index == Some(*index)) {
                self.set(at, ISSUE_COLUMN + issue.slot);
            }
        }
        for mark in &marked.marks {
            self.set(at, MARK_COLUMN + mark.column());
        }
    }
}

impl Prompt {
    /// Puts a pass together.
    pub(crate) fn new(evidence: &Evidence<'_>, tokenizer: &Tokenizer, plan: &Plan) -> Self {
        let mut builder = Builder {
            tokenizer,
            plan,
            pieces: Vec::new(),
            places: Vec::new(),
            columns: Vec::new(),
        };
        builder.push(tokenizer.start(), Kind::Frame);
        let kinds = (Kind::PartyMark, Kind::Party);
        let parties =
            plan.parties.iter().map(|label| builder.label(label, kinds, PARTY_COLUMN, 1)).collect();
        let kinds = (Kind::IssueMark, Kind::Issue);
        let issues =
            plan.issues.iter().map(|label| builder.label(label, kinds, ISSUE_COLUMN, 2)).collect();
        builder.push(tokenizer.separator(), Kind::Frame);
        let targets = text(&mut builder, evidence);
        let Builder { pieces, places, columns, .. } = builder;
        let mut prompt = Self {
            pieces,
            places,
            columns,
            parties,
            issues,
            targets,
            issue_signs: Vec::new(),
            party_signs: Vec::new(),
            pair_signs: Vec::new(),
        };
        prompt.add_signs(evidence, plan);
        prompt
    }

    fn add_signs(&mut self, evidence: &Evidence<'_>, plan: &Plan) {
        for sentence in plan.sentences.clone() {
            for issue in &plan.issues {
                let signs = issue.index.map(|index| evidence.issue_signs(sentence, index));
                self.issue_signs.extend(signs.unwrap_or_else(no_issue_signs));
            }
            for party in plan.parties.iter().filter_map(|party| party.index) {
                self.party_signs
                    .extend::<[f32; PARTY_SIGNS]>(evidence.party_signs(sentence, party));
                for issue in &plan.issues {
                    let signs =
                        issue.index.map(|issue| evidence.pair_signs((sentence, party, issue)));
                    self.pair_signs.extend(signs.unwrap_or_else(no_pair_signs));
                }
            }
        }
    }
}

/// Headline, what precedes, the sentences, what follows.
fn text(builder: &mut Builder<'_>, evidence: &Evidence<'_>) -> Vec<Target> {
    let sentences = builder.plan.sentences.clone();
    for marked in evidence.title.iter().take(TITLE_PIECES) {
        builder.text(marked, Kind::Title);
    }
    let before: Vec<&Marked> = evidence.sentences
        [sentences.start.saturating_sub(3)..sentences.start]
        .iter()
        .flatten()
        .collect();
    for marked in &before[before.len().saturating_sub(BEFORE_PIECES)..] {
        builder.text(marked, Kind::Before);
    }
    let mut targets = Vec::new();
    for sentence in sentences.clone() {
        let mark = builder.push(builder.tokenizer.unused(3), Kind::SentenceMark);
        let speakers = evidence.speakers(sentence);
        for party in builder
            .plan
            .parties
            .iter()
            .filter(|party| party.index.is_some_and(|index| speakers.contains(&index)))
        {
            builder.set(mark, SPEAKER_COLUMN + party.slot);
        }
        for marked in evidence.sentences[sentence].iter().take(SENTENCE_PIECES) {
            builder.text(marked, Kind::Target);
        }
        targets.push(Target { sentence, pieces: mark..builder.pieces.len() });
    }
    let after = evidence.sentences.get(sentences.end).into_iter().flatten();
    for marked in after.take(AFTER_PIECES) {
        builder.text(marked, Kind::After);
    }
    builder.push(builder.tokenizer.separator(), Kind::Frame);
    targets
}
