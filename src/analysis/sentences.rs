//! stand-in
use crate::domain::Span;
use sentencex::get_sentence_boundaries;
/// One sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its words.
    pub span: Span,
    /// Number of its paragraph, from 0.
    pub paragraph: usize,
}
/// stand-in
#[must_use]
pub fn split(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut start = 0;
    for (p, para) in text.split("\n\n").enumerate() {
        for b in get_sentence_boundaries("en", para) {
            let (s, e) = (start + b.start_byte, start + b.end_byte);
            let w = &text[s..e];
            let s2 = s + (w.len() - w.trim_start().len());
            let e2 = s2 + w.trim().len();
            if s2 < e2 {
                out.push(Sentence {
                    span: Span::new(s2, e2),
                    paragraph: p,
                });
            }
        }
        start += para.len() + 2;
    }
    out
}
