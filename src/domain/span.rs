//! Where words stand in a text: bytes inside the analysis, code points everywhere else.

use serde::{Deserialize, Serialize};

/// A stretch of a text in bytes, end-exclusive, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`, end-exclusive.
    ///
    /// # Panics
    /// When `end` stands before `start`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "span ends before it starts: {start}..{end}");
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True when it holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The words of `text` at this span.
    ///
    /// # Panics
    /// When the span does not lie inside `text` on character boundaries.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// True when `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True when the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A stretch of a text in Unicode code points, end-exclusive: the unit of the W3C annotation
/// model, stored and published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CharSpan {
    /// First code point.
    pub start: i64,
    /// The code point after the last one.
    pub end: i64,
}

/// The one conversion between bytes and code points of a text.
#[derive(Debug)]
pub struct CharIndex<'t> {
    text: &'t str,
    /// Byte offset of every 64th code point, so that a look-up walks at most 64 characters.
    marks: Vec<usize>,
    chars: usize,
}

const STRIDE: usize = 64;

impl<'t> CharIndex<'t> {
    /// Walks `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut chars = 0;
        for (byte, _) in text.char_indices() {
            if chars % STRIDE == 0 {
                marks.push(byte);
            }
            chars += 1;
        }
        Self { text, marks, chars }
    }

    /// The same stretch in code points.
    ///
    /// # Panics
    /// When the span does not lie inside the text.
    #[must_use]
    pub fn to_chars(&self, span: Span) -> CharSpan {
        CharSpan { start: self.char_at(span.start), end: self.char_at(span.end) }
    }

    /// The same stretch in bytes, or nothing when it does not lie inside the text.
    #[must_use]
    pub fn to_bytes(&self, span: CharSpan) -> Option<Span> {
        let start = self.byte_at(usize::try_from(span.start).ok()?)?;
        let end = self.byte_at(usize::try_from(span.end).ok()?)?;
        (start <= end).then_some(Span { start, end })
    }

    /// The words at `span`, or nothing when it does not lie inside the text.
    #[must_use]
    pub fn quote(&self, span: CharSpan) -> Option<&'t str> {
        self.to_bytes(span).map(|bytes| bytes.of(self.text))
    }

    fn char_at(&self, byte: usize) -> i64 {
        let mark = self.marks.partition_point(|&at| at <= byte).saturating_sub(1);
        let from = self.marks.get(mark).copied().unwrap_or(0);
        let count = mark * STRIDE + self.text[from..byte].chars().count();
        i64::try_from(count).expect("a text has fewer than 2^63 characters")
    }

    fn byte_at(&self, char: usize) -> Option<usize> {
        if char == self.chars {
            return Some(self.text.len());
        }
        let from = *self.marks.get(char / STRIDE)?;
        self.text[from..].char_indices().nth(char % STRIDE).map(|(at, _)| from + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_bytes_convert_both_ways() {
        let text = "Київ said: 🕊 “no” ".repeat(40);
        let index = CharIndex::new(&text);
        let boundaries: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (chars, &byte) in boundaries.iter().enumerate() {
            let span = index.to_chars(Span::new(0, byte));
            assert_eq!(span.end, i64::try_from(chars).unwrap());
            assert_eq!(index.to_bytes(span), Some(Span::new(0, byte)));
        }
    }

    #[test]
    fn span_outside_the_text_is_nothing() {
        let index = CharIndex::new("abc");
        assert_eq!(index.to_bytes(CharSpan { start: 0, end: 4 }), None);
        assert_eq!(index.to_bytes(CharSpan { start: -1, end: 2 }), None);
        assert_eq!(index.to_bytes(CharSpan { start: 2, end: 1 }), None);
        assert_eq!(index.quote(CharSpan { start: 3, end: 3 }), Some(""));
    }
}
