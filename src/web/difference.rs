//! What differs between two texts, for a reader: words within paragraphs, or lines.
//!
//! Comparing texts that have little in common takes long: after a while the rest is told as deleted
//! and inserted, which is true as well.

use std::time::Duration;

use similar::{Algorithm, ChangeTag, DiffTag, TextDiff};

use super::print;

/// Longest time for one comparison.
const PATIENCE: Duration = Duration::from_millis(200);
/// Less alike than this, two paragraphs are better read one after the other.
const ALIKE: f32 = 0.35;
/// Longest paragraphs, in bytes, that are compared word by word.
const MAX_BYTES: usize = 40_000;
/// Lines shown on either side of a changed one.
const CONTEXT: usize = 3;
/// Between two paragraphs.
const GAP: &str = "\n\n";

/// A stretch of text: deleted, inserted, or the same in both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) is_deleted: bool,
    pub(crate) is_inserted: bool,
    pub(crate) text: String,
}

/// A paragraph or line of a difference, or word of those that are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub(crate) pieces: Vec<Piece>,
    /// “12 paragraphs”; empty where nothing is left out.
    pub(crate) left_out: String,
}

impl Piece {
    fn of(tag: ChangeTag, text: impl Into<String>) -> Self {
        let (is_deleted, is_inserted) = (tag == ChangeTag::Delete, tag == ChangeTag::Insert);
        Self { is_deleted, is_inserted, text: text.into() }
    }
}

impl Paragraph {
    fn same(text: &str) -> Self {
        Self { pieces: vec![Piece::of(ChangeTag::Equal, text)], left_out: String::new() }
    }

    fn left_out(how_many: usize, one: &str) -> Self {
        let how_many = i64::try_from(how_many).unwrap_or(i64::MAX);
        Self { pieces: Vec::new(), left_out: print::count(how_many, one) }
    }
}

/// What differs between two short texts, word by word.
pub(crate) fn words(old: &str, new: &str) -> Vec<Piece> {
    if old.len() + new.len() > MAX_BYTES {
        return whole(old, new);
    }
    let diff = TextDiff::configure().timeout(PATIENCE).diff_unicode_words(old, new);
    if diff.ratio() < ALIKE {
        return whole(old, new);
    }
    let mut runs = Runs::default();
    for change in diff.iter_all_changes() {
        runs.push(change.tag(), change.value());
    }
    runs.finish()
}

/// The one text deleted, the other inserted.
pub(crate) fn whole(old: &str, new: &str) -> Vec<Piece> {
    let mut runs = Runs::default();
    runs.push(ChangeTag::Delete, old);
    runs.push(ChangeTag::Insert, new);
    runs.finish()
}

/// What differs between two articles' texts; of long stretches that are the same only the ends.
pub(crate) fn paragraphs(old: &str, new: &str) -> Vec<Paragraph> {
    let old: Vec<&str> = old.split(GAP).collect();
    let new: Vec<&str> = new.split(GAP).collect();
    let mut config = TextDiff::configure();
    let diff = config.algorithm(Algorithm::Patience).timeout(PATIENCE).diff_slices(&old, &new);
    let mut all = Vec::new();
    for op in diff.ops() {
        let (was, is) = (&old[op.old_range()], &new[op.new_range()]);
        match op.tag() {
            DiffTag::Equal => keep_ends(&mut all, is, (1, "paragraph")),
            _ => all.extend(split(words(&was.join(GAP), &is.join(GAP)))),
        }
    }
    all
}

/// What differs between two sources, line by line.
pub(crate) fn lines(old: &str, new: &str) -> Vec<Paragraph> {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    let diff = TextDiff::configure().timeout(PATIENCE).diff_slices(&old, &new);
    let mut all = Vec::new();
    for op in diff.ops() {
        let (was, is) = (&old[op.old_range()], &new[op.new_range()]);
        if op.tag() == DiffTag::Equal {
            keep_ends(&mut all, is, (CONTEXT, "line"));
            continue;
        }
        let gone = was.iter().map(|line| Piece::of(ChangeTag::Delete, *line));
        let come = is.iter().map(|line| Piece::of(ChangeTag::Insert, *line));
        let line = |piece| Paragraph { pieces: vec![piece], left_out: String::new() };
        all.extend(gone.chain(come).map(line));
    }
    all
}

/// Shows what is the same, or only `ends` of it on either side.
fn keep_ends(all: &mut Vec<Paragraph>, same: &[&str], (ends, one): (usize, &str)) {
    let between = same.len().saturating_sub(2 * ends);
    // To leave one out and say so is no shorter.
    if between < 2 {
        all.extend(same.iter().map(|text| Paragraph::same(text)));
        return;
    }
    all.extend(same[..ends].iter().map(|text| Paragraph::same(text)));
    all.push(Paragraph::left_out(between, one));
    all.extend(same[same.len() - ends..].iter().map(|text| Paragraph::same(text)));
}

/// Paragraphs of what may run over several; a break that has come or gone is shown by its sign.
fn split(pieces: Vec<Piece>) -> Vec<Paragraph> {
    let mut all = vec![Paragraph::default()];
    for piece in pieces {
        let has_changed = piece.is_deleted || piece.is_inserted;
        let parts: Vec<&str> = piece.text.split(GAP).collect();
        for (at, &text) in parts.iter().enumerate() {
            if at > 0 {
                all.push(Paragraph::default());
            }
            let breaks = at + 1 < parts.len() || text.contains('\n');
            let is_break = has_changed && breaks && text.trim().is_empty();
            let text = if is_break { "¶" } else { text };
            if let Some(last) = all.last_mut().filter(|_| !text.is_empty()) {
                last.pieces.push(Piece { text: text.to_owned(), ..piece });
            }
        }
    }
    all.retain(|paragraph| !paragraph.pieces.is_empty());
    all
}

/// Joins changes to stretches that can be read: words replaced one after the other are one.
#[derive(Default)]
struct Runs {
    pieces: Vec<Piece>,
    deleted: String,
    inserted: String,
    /// White space after the changes that is the same in both.
    space: String,
}

impl Runs {
    fn push(&mut self, tag: ChangeTag, text: &str) {
        if tag == ChangeTag::Equal {
            let has_changes = !self.deleted.is_empty() || !self.inserted.is_empty();
            let is_space = text.chars().all(|c| c.is_whitespace() && c != '\n');
            if has_changes && is_space {
                self.space.push_str(text);
            } else {
                self.flush();
                self.same(text);
            }
            return;
        }
        if !self.space.is_empty() {
            if self.deleted.is_empty() || self.inserted.is_empty() {
                self.flush();
            } else {
                self.deleted.push_str(&self.space);
                self.inserted.push_str(&self.space);
                self.space.clear();
            }
        }
        let run = if tag == ChangeTag::Delete { &mut self.deleted } else { &mut self.inserted };
        run.push_str(text);
    }

    fn same(&mut self, text: &str) {
        match self.pieces.last_mut().filter(|last| !last.is_deleted && !last.is_inserted) {
            Some(last) => last.text.push_str(text),
            None if text.is_empty() => {}
            None => self.pieces.push(Piece::of(ChangeTag::Equal, text)),
        }
    }

    fn flush(&mut self) {
        for (tag, run) in
            [(ChangeTag::Delete, &mut self.deleted), (ChangeTag::Insert, &mut self.inserted)]
        {
            if !run.is_empty() {
                self.pieces.push(Piece::of(tag, std::mem::take(run)));
            }
        }
        let space = std::mem::take(&mut self.space);
        self.same(&space);
    }

    fn finish(mut self) -> Vec<Piece> {
        self.flush();
        self.pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deleted in `[-…-]`, inserted in `{+…+}`, left out in `(…)`.
    fn shown(paragraphs: &[Paragraph]) -> String {
        let piece = |piece: &Piece| match (piece.is_deleted, piece.is_inserted) {
            (true, _) => format!("[-{}-]", piece.text),
            (_, true) => format!("{{+{}+}}", piece.text),
            _ => piece.text.clone(),
        };
        let paragraph = |one: &Paragraph| {
            if one.left_out.is_empty() {
                one.pieces.iter().map(piece).collect::<String>()
            } else {
                format!("({})", one.left_out)
            }
        };
        paragraphs.iter().map(paragraph).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn words_that_changed_are_marked_within_their_sentence() {
        let of = |old: &str, new: &str| shown(&paragraphs(old, new));
        assert_eq!(
            of("Kyiv rejects the plan, he said.", "Kyiv accepts the plan, she said."),
            "Kyiv [-rejects-]{+accepts+} the plan, [-he-]{+she+} said."
        );
        assert_eq!(
            of("The old bridge is shut today.", "The new crossing is shut today."),
            "The [-old bridge-]{+new crossing+} is shut today."
        );
        assert_eq!(of("Київ 🕊 погодився.", "Київ не погодився."), "Київ [-🕊-]{+не+} погодився.");
        assert_eq!(of("The same.", "The same."), "The same.");
        let unlike = of("One.", "Something else entirely!");
        assert_eq!(unlike, "[-One.-]{+Something else entirely!+}");
    }

    #[test]
    fn paragraphs_come_and_go_whole_and_long_sameness_is_left_out() {
        let of = |old: &str, new: &str| shown(&paragraphs(old, new));
        assert_eq!(of("One.\n\nThree.", "One.\n\nTwo.\n\nThree."), "One. / {+Two.+} / Three.");
        assert_eq!(
            of("A.\n\nB.\n\nC.\n\nD.\n\nE", "A.\n\nB.\n\nC.\n\nD."),
            "A. / (2 paragraphs) / D. / [-E-]"
        );
        let joined = of("He came home.\n\nShe left town.", "He came home. She left town.");
        assert_eq!(joined, "He came home.[-¶-] / {+ +}She left town.");
    }

    #[test]
    fn lines_are_shown_with_those_around_them() {
        let old: Vec<String> = (1..=20).map(|n| format!("line {n}\n")).collect();
        let old = old.concat();
        let new = old.replace("line 10\n", "line ten\n");
        assert_eq!(
            shown(&lines(&old, &new)),
            "line 1 / line 2 / line 3 / (3 lines) / line 7 / line 8 / line 9 / [-line 10-] / \
             {+line ten+} / line 11 / line 12 / line 13 / (4 lines) / line 18 / line 19 / line 20"
        );
    }

    #[test]
    fn nothing_of_either_text_is_lost() {
        for (old, new) in
            [("", "x"), ("x", ""), ("a  b\nc", "a b\n\nc d"), (" é", "é "), ("\n\n\n", "\n")]
        {
            let pieces = words(old, new);
            let side = |is: &dyn Fn(&Piece) -> bool| {
                pieces.iter().filter(|p| is(p)).map(|p| p.text.as_str()).collect::<String>()
            };
            assert_eq!(side(&|p| !p.is_inserted), old);
            assert_eq!(side(&|p| !p.is_deleted), new);
        }
    }

    #[test]
    fn texts_without_a_word_in_common_do_not_take_long() {
        let text = |seed: usize| {
            let word =
                |n: usize| format!("{seed}w{n}{}", if n.is_multiple_of(9) { "\n\n" } else { " " });
            (0..100_000).map(word).collect::<String>()
        };
        let begun = std::time::Instant::now();
        assert!(!paragraphs(&text(1), &text(2)).is_empty());
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}
