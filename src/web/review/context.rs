//! A sentence in its paragraph, cut where the paragraph is long.

use crate::domain::{CharIndex, Span};
use crate::store::PositionRow;
use crate::web::view::{Part, parts};

/// Characters shown on either side of the sentence.
const MOST_CHARS: usize = 480;

/// A sentence with what stands before and after it in its paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Context {
    pub(super) before: String,
    pub(super) sentence: Vec<Part>,
    pub(super) after: String,
}

impl Context {
    /// Of the sentence that a position of this text rests on.
    pub(super) fn of(text: &str, row: &PositionRow) -> Self {
        let cues = Vec::from_iter(row.cue());
        let sentence = parts(&row.quote, row.span(), &cues);
        let (before, after) = CharIndex::new(text)
            .to_bytes(row.span())
            .map_or_else(Default::default, |span| around(text, span));
        Self { before, sentence, after }
    }
}

/// What stands before and after `span` in its paragraph.
fn around(text: &str, span: Span) -> (String, String) {
    let start = text[..span.start].rfind("\n\n").map_or(0, |at| at + 2);
    let end = text[span.end..].find("\n\n").map_or(text.len(), |at| span.end + at);
    (end_of(&text[start..span.start]), start_of(&text[span.end..end]))
}

/// The end of what stands before, from the beginning of a word on.
fn end_of(before: &str) -> String {
    let Some((from, _)) = before.char_indices().rev().nth(MOST_CHARS) else {
        return before.to_owned();
    };
    let cut = &before[from..];
    let word = cut.find(char::is_whitespace).map_or("", |gap| &cut[gap..]);
    format!("…{word}")
}

/// The start of what stands after, up to the end of a word.
fn start_of(after: &str) -> String {
    let Some((to, _)) = after.char_indices().nth(MOST_CHARS) else {
        return after.to_owned();
    };
    let cut = &after[..to];
    let word = cut.rfind(char::is_whitespace).map_or("", |gap| &cut[..=gap]);
    format!("{}…", word.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_the_paragraph_and_no_more() {
        let text = "One.\n\nTwo. Three. Four.\n\nFive.";
        let at = text.find("Three.").unwrap();
        let (before, after) = around(text, Span::new(at, at + 6));
        assert_eq!((before.as_str(), after.as_str()), ("Two. ", " Four."));
    }

    #[test]
    fn long_paragraph_is_cut_between_words() {
        let text = format!("{}Here. {}", "früh ".repeat(300), "spät ".repeat(300));
        let at = text.find("Here.").unwrap();
        let (before, after) = around(&text, Span::new(at, at + 5));
        assert!(before.starts_with("… früh") && after.ends_with("spät…"), "{before} {after}");
        assert!(before.chars().count() <= MOST_CHARS + 2);
        assert!(after.chars().count() <= MOST_CHARS + 2);
    }

    #[test]
    fn endless_word_is_left_out() {
        let text = format!("{}Here.{}", "x".repeat(900), "y".repeat(900));
        let (before, after) = around(&text, Span::new(900, 905));
        assert_eq!((before.as_str(), after.as_str()), ("…", "…"));
    }
}
