//! Text → word pieces (`WordPiece`, lower case, accents dropped), each with its place in the text.
//!
//! As BERT's own: words are runs between white space, each punctuation mark is a word, a word is cut
//! greedily into the longest pieces of the vocabulary, `##` before those that go on.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::Span;

/// A piece of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its row in the vocabulary.
    pub id: u32,
    /// The bytes of the word that it belongs to.
    pub word: Span,
}

/// Longest word that is cut into pieces, in characters; longer ones are unknown.
const MAX_WORD: usize = 100;

/// The vocabulary, ready to cut words.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    first: HashMap<String, u32>,
    rest: HashMap<String, u32>,
    unknown: u32,
    start: u32,
    separator: u32,
}

impl Tokenizer {
    /// Reads a vocabulary: one piece a line, its row being its line.
    ///
    /// Nothing when it lacks `[UNK]`, `[CLS]` or `[SEP]`.
    #[must_use]
    pub fn new(vocabulary: &str) -> Option<Self> {
        let (mut first, mut rest) = (HashMap::new(), HashMap::new());
        for (row, piece) in (0_u32..).zip(vocabulary.lines()) {
            match piece.strip_prefix("##").filter(|rest| !rest.is_empty()) {
                Some(piece) => rest.insert(piece.to_owned(), row),
                None => first.insert(piece.to_owned(), row),
            };
        }
        let (unknown, start) = (*first.get("[UNK]")?, *first.get("[CLS]")?);
        let separator = *first.get("[SEP]")?;
        Some(Self { first, rest, unknown, start, separator })
    }

    /// The piece that begins every input.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.start
    }

    /// The piece that ends a part of an input.
    #[must_use]
    pub fn separator(&self) -> u32 {
        self.separator
    }

    /// The piece of a full stop.
    #[must_use]
    pub fn stop(&self) -> u32 {
        self.first.get(".").copied().unwrap_or(self.unknown)
    }

    /// The piece of a comma.
    #[must_use]
    pub fn comma(&self) -> u32 {
        self.first.get(",").copied().unwrap_or(self.unknown)
    }

    /// The piece `[unusedN]`, free for marks of our own.
    #[must_use]
    pub fn unused(&self, number: usize) -> u32 {
        self.first.get(&format!("[unused{number}]")).copied().unwrap_or(self.unknown)
    }

    /// The pieces of any text, in order.
    #[must_use]
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for word in words(text) {
            self.cut(word, &folded(word.of(text)), &mut pieces);
        }
        pieces
    }

    fn cut(&self, word: Span, folded: &str, pieces: &mut Vec<Piece>) {
        let begin = pieces.len();
        if folded.chars().count() > MAX_WORD {
            return pieces.push(Piece { id: self.unknown, word });
        }
        let mut at = 0;
        while at < folded.len() {
            let table = if at == 0 { &self.first } else { &self.rest };
            let ends = folded[at..].char_indices().rev().map(|(i, c)| at + i + c.len_utf8());
            let longest =
                ends.into_iter().find_map(|end| Some((end, *table.get(&folded[at..end])?)));
            let Some((end, id)) = longest else {
                pieces.truncate(begin);
                return pieces.push(Piece { id: self.unknown, word });
            };
            pieces.push(Piece { id, word });
            at = end;
        }
    }
}

/// Small letters without accents.
fn folded(word: &str) -> String {
    word.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)).collect()
}

fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if stands_alone(c) || c.is_whitespace() || is_ignored(c) {
            words.extend(start.take().map(|start| Span::new(start, at)));
            if stands_alone(c) {
                words.push(Span::new(at, end));
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    words.extend(start.map(|start| Span::new(start, text.len())));
    words
}

fn is_ignored(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{fffd}' | '\u{ad}')
}

/// Punctuation, symbols of ASCII, and Chinese characters are words of their own.
fn stands_alone(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
        || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Tokenizer {
        Tokenizer::new("[UNK]\n[CLS]\n[SEP]\ncease\n##fire\nthe\n,\n\"\nzelens\n##ky\na\n’\ns")
            .unwrap()
    }

    fn cut(text: &str) -> Vec<(u32, &str)> {
        small().pieces(text).iter().map(|piece| (piece.id, piece.word.of(text))).collect()
    }

    #[test]
    fn words_are_cut_into_the_longest_pieces_and_keep_their_place() {
        assert_eq!(
            cut("The ceasefire,"),
            [(5, "The"), (3, "ceasefire"), (4, "ceasefire"), (6, ",")]
        );
        assert_eq!(cut("\"Zelénský\""), [(7, "\""), (8, "Zelénský"), (9, "Zelénský"), (7, "\"")]);
        assert_eq!(cut("a’s"), [(10, "a"), (11, "’"), (12, "s")]);
    }

    #[test]
    fn a_word_that_cannot_be_cut_whole_is_unknown() {
        assert_eq!(cut("ceasewire"), [(0, "ceasewire")]);
        assert_eq!(cut(&"a".repeat(101))[0].0, 0);
        assert_eq!(cut(" \u{200b} \n"), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_in_order(text in "\\PC*") {
            let pieces = small().pieces(&text);
            proptest::prop_assert!(pieces.is_sorted_by_key(|piece| piece.word.start));
            for piece in pieces {
                proptest::prop_assert!(text.get(piece.word.start..piece.word.end).is_some());
            }
        }
    }
}
