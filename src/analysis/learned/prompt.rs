//! What goes into the model in one pass: the parties by their names, the headline, what precedes, and
//! the sentences to decide on. Issues go in apart, by their description in the catalog.

use std::ops::Range;

use super::encoder::MAX_PIECES;
use super::evidence::{Evidence, Mark, Marked, PARTY_SIGNS};
use super::tokenizer::Tokenizer;
use crate::analysis::Lexicon;

/// Most parties in a pass.
pub const MAX_PARTIES: usize = 8;
/// Most issues in a pass.
pub const MAX_ISSUES: usize = 16;
/// Pieces of a party's name.
const PARTY_PIECES: usize = 5;
/// Pieces of an issue's description.
const ISSUE_PIECES: usize = 40;
const TITLE_PIECES: usize = 18;
const BEFORE_PIECES: usize = 40;
const AFTER_PIECES: usize = 16;
const SENTENCE_PIECES: usize = 90;
/// Pieces of sentences to decide on in one pass, about.
const TARGET_PIECES: usize = 180;

const KINDS: usize = 9;
const PARTY_COLUMN: usize = KINDS;
const CUE_COLUMN: usize = PARTY_COLUMN + MAX_PARTIES;
const SPEAKER_COLUMN: usize = CUE_COLUMN + 1;
const MARK_COLUMN: usize = SPEAKER_COLUMN + MAX_PARTIES;
/// Columns of the table that tells of each piece what it is part of.
pub const COLUMNS: usize = MARK_COLUMN + Mark::COUNT;

#[derive(Debug, Clone, Copy)]
enum Kind {
    Frame,
    PartyMark,
    Party,
    Issue,
    Title,
    Before,
    SentenceMark,
    Target,
    After,
}

/// A party in a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Party {
    /// Place in the catalog.
    pub index: usize,
    /// Pieces of its name.
    pub pieces: Vec<u32>,
    /// Its name is hidden here and in the text.
    pub hidden: bool,
    /// Its row among the columns of its sort.
    pub slot: usize,
}

/// An issue that a pass asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issue {
    /// Place in the catalog.
    pub index: usize,
    /// Pieces of its description, frame included.
    pub pieces: Vec<u32>,
}

/// Which sentences, parties and issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub sentences: Range<usize>,
    pub parties: Vec<Party>,
    pub issues: Vec<Issue>,
}

/// A sentence to decide on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Its number in the article.
    pub sentence: usize,
    /// Its pieces, its mark first.
    pub pieces: Range<usize>,
    /// For each party which of them name it, by their place from the mark on.
    pub mentions: Vec<Vec<usize>>,
}

/// One pass.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub pieces: Vec<u32>,
    pub places: Vec<u32>,
    /// Row by row which columns are set, [`COLUMNS`] a piece.
    pub columns: Vec<f32>,
    /// Pieces of each party's name, its mark first.
    pub parties: Vec<Range<usize>>,
    /// Pieces of each issue's description.
    pub issues: Vec<Vec<u32>>,
    pub targets: Vec<Target>,
    /// [`super::evidence::ISSUE_SIGNS`] for each target and issue.
    pub issue_signs: Vec<f32>,
    /// [`PARTY_SIGNS`] for each target and party.
    pub party_signs: Vec<f32>,
    /// [`super::evidence::PAIR_SIGNS`] for each target, party and issue.
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
        let pieces = name_pieces(tokenizer, &evidence.lexicon.catalog().parties[index].name);
        Party { index, pieces, hidden: false, slot }
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
    let issues = issues.into_iter().map(|index| {
        let pieces = Description::of(evidence.lexicon, tokenizer, index).pieces(tokenizer);
        Issue { index, pieces }
    });
    Plan { parties: parties.collect(), issues: issues.collect(), sentences }
}

/// The pieces of a party's name.
pub(crate) fn name_pieces(tokenizer: &Tokenizer, name: &str) -> Vec<u32> {
    tokenizer.pieces(name).iter().take(PARTY_PIECES).map(|piece| piece.id).collect()
}

/// What describes an issue: its name, the question, its cues.
#[derive(Debug, Clone)]
pub(crate) struct Description {
    pub name: Vec<u32>,
    /// Left out when empty.
    pub question: Vec<u32>,
    pub cues: Vec<Vec<u32>>,
}

impl Description {
    pub(crate) fn of(lexicon: &Lexicon, tokenizer: &Tokenizer, issue: usize) -> Self {
        let issue = &lexicon.catalog().issues[issue];
        let pieces =
            |text: &String| tokenizer.pieces(text).iter().map(|piece| piece.id).collect::<Vec<_>>();
        Self {
            name: pieces(&issue.name),
            question: pieces(&issue.question),
            cues: issue.cues.iter().map(pieces).collect(),
        }
    }

    /// One after the other as far as there is room, in a frame.
    pub(crate) fn pieces(&self, tokenizer: &Tokenizer) -> Vec<u32> {
        let mut pieces = vec![tokenizer.start()];
        pieces.extend(&self.name);
        if !self.question.is_empty() {
            pieces.push(tokenizer.stop());
            pieces.extend(&self.question);
        }
        for cue in &self.cues {
            pieces.push(tokenizer.comma());
            pieces.extend(cue);
        }
        pieces.truncate(ISSUE_PIECES + 1);
        pieces.push(tokenizer.separator());
        pieces
    }
}

/// The row of columns that every piece of an issue's description has.
pub(crate) fn issue_columns() -> [f32; COLUMNS] {
    let mut columns = [0.0; COLUMNS];
    columns[Kind::Issue as usize] = 1.0;
    columns
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

    fn party(&mut self, party: &Party) -> Range<usize> {
        let from = self.push(self.tokenizer.unused(1), Kind::PartyMark);
        self.set(from, PARTY_COLUMN + party.slot);
        for &piece in party.pieces.iter().filter(|_| !party.hidden) {
            let at = self.push(piece, Kind::Party);
            self.set(at, PARTY_COLUMN + party.slot);
        }
        from..self.pieces.len()
    }

    fn text(&mut self, marked: &Marked, kind: Kind) {
        let party = |index: usize| self.plan.parties.iter().find(|party| party.index == index);
        let parties: Vec<(&Party, bool)> = marked
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
        if !marked.issues.is_empty() {
            self.set(at, CUE_COLUMN);
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
        let parties = plan.parties.iter().map(|party| builder.party(party)).collect();
        builder.push(tokenizer.separator(), Kind::Frame);
        let targets = text(&mut builder, evidence);
        let Builder { pieces, places, columns, .. } = builder;
        let mut prompt = Self {
            pieces,
            places,
            columns,
            parties,
            issues: plan.issues.iter().map(|issue| issue.pieces.clone()).collect(),
            targets,
            issue_signs: Vec::new(),
            party_signs: Vec::new(),
            pair_signs: Vec::new(),
        };
        prompt.add_signs(evidence, plan);
        prompt
    }

    /// Takes what the rules see out.
    pub(crate) fn forget_signs(&mut self) {
        for signs in [&mut self.issue_signs, &mut self.party_signs, &mut self.pair_signs] {
            signs.fill(0.0);
        }
    }

    fn add_signs(&mut self, evidence: &Evidence<'_>, plan: &Plan) {
        for sentence in plan.sentences.clone() {
            for issue in &plan.issues {
                self.issue_signs.extend(evidence.issue_signs(sentence, issue.index));
            }
            for party in &plan.parties {
                self.party_signs
                    .extend::<[f32; PARTY_SIGNS]>(evidence.party_signs(sentence, party.index));
                for issue in &plan.issues {
                    self.pair_signs.extend(evidence.pair_signs((
                        sentence,
                        party.index,
                        issue.index,
                    )));
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
        for party in builder.plan.parties.iter().filter(|party| speakers.contains(&party.index)) {
            builder.set(mark, SPEAKER_COLUMN + party.slot);
        }
        let pieces = evidence.sentences[sentence].iter().take(SENTENCE_PIECES);
        for marked in pieces.clone() {
            builder.text(marked, Kind::Target);
        }
        let mentions = builder.plan.parties.iter().map(|party| {
            let named = |marked: &Marked| marked.parties.iter().any(|(at, _)| *at == party.index);
            pieces.clone().enumerate().filter(|(_, m)| named(m)).map(|(at, _)| at + 1).collect()
        });
        let mentions = mentions.collect();
        targets.push(Target { sentence, pieces: mark..builder.pieces.len(), mentions });
    }
    let after = evidence.sentences.get(sentences.end).into_iter().flatten();
    for marked in after.take(AFTER_PIECES) {
        builder.text(marked, Kind::After);
    }
    builder.push(builder.tokenizer.separator(), Kind::Frame);
    targets
}
