//! A text with its sentences, tokens and quotations, as the later steps read it.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::quotes::{self, Quotation};
use super::sentences::{self, Sentence};
use super::words::Token;
use crate::domain::Span;

/// A text cut up once.
#[derive(Debug)]
pub struct Parsed<'t> {
    /// The text.
    pub text: &'t str,
    /// Its sentences, in order.
    pub sentences: Vec<Sentence>,
    /// Its tokens, in order.
    pub tokens: Vec<Token>,
    /// For each sentence, its tokens.
    pub ranges: Vec<Range<usize>>,
    /// Its quotations, in order.
    pub quotations: Vec<Quotation>,
    /// For each token, whether it stands inside quotation marks.
    pub quoted: Vec<bool>,
}

impl<'t> Parsed<'t> {
    /// Cuts `text` up.
    #[must_use]
    pub fn new(text: &'t str, lexicon: &Lexicon) -> Self {
        let sentences = sentences::split(text, &lexicon.language().sentences);
        let tokens = lexicon.language().stems.tokens(text);
        let mut ranges = Vec::with_capacity(sentences.len());
        let mut at = 0;
        for sentence in &sentences {
            let from = at + tokens[at..].partition_point(|t| t.span.start < sentence.span.start);
            let to = from + tokens[from..].partition_point(|t| t.span.start < sentence.span.end);
            ranges.push(from..to);
            at = to;
        }
        let quotations = quotes::find(text);
        let quoted = quoted(&tokens, &quotations);
        Self { text, sentences, tokens, ranges, quotations, quoted }
    }

    /// The key of a token; nothing behind the end.
    #[must_use]
    pub fn key(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).map(|token| token.key.as_str())
    }

    /// The stem of a token; nothing behind the end.
    #[must_use]
    pub fn stem(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).map(|token| token.stem.as_str())
    }

    /// The stretch from one token up to another, end-exclusive.
    ///
    /// # Panics
    /// When the range is empty or not inside the text.
    #[must_use]
    pub fn span(&self, tokens: Range<usize>) -> Span {
        Span::new(self.tokens[tokens.start].span.start, self.tokens[tokens.end - 1].span.end)
    }
}

/// Whether each token stands inside a quotation.
fn quoted(tokens: &[Token], quotations: &[Quotation]) -> Vec<bool> {
    let mut pieces = quotations.iter().flat_map(|quotation| &quotation.pieces).peekable();
    let flags = tokens.iter().map(|token| {
        while pieces.peek().is_some_and(|piece| piece.end <= token.span.start) {
            pieces.next();
        }
        pieces.peek().is_some_and(|piece| piece.start <= token.span.start)
    });
    flags.collect()
}
