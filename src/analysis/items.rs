//! A sentence as words, marks and whole quotations: what the attribution rules look at.

use super::attribution_words::{AttributionWords, Tags};
use super::quotes::Quotation;
use crate::domain::Span;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word or a number.
    Word,
    /// The ending of a possessive: `'s`, or `'` after an s.
    Possessive,
    /// One other character: punctuation.
    Mark(char),
    /// The part of a quotation that stands in this sentence.
    Quote {
        /// Which of the quotations.
        index: usize,
        /// The quotation or one of its pieces begins here.
        begins: bool,
    },
}

/// One item of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Item<'t> {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) word: &'t str,
    pub(super) tags: Tags,
    /// A word that begins with a capital.
    pub(super) capital: bool,
}

impl Item<'_> {
    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(super) fn is(&self, tags: Tags) -> bool {
        self.tags.any(tags)
    }

    pub(super) fn is_mark(&self, marks: &str) -> bool {
        matches!(self.kind, Kind::Mark(c) if marks.contains(c))
    }

    pub(super) fn is_quote(&self) -> bool {
        matches!(self.kind, Kind::Quote { .. })
    }

    /// The same word, whatever its letters' case.
    pub(super) fn says(&self, lower: &str) -> bool {
        self.is_word() && self.word.eq_ignore_ascii_case(lower)
    }

    pub(super) fn is_number(&self) -> bool {
        self.is_word() && self.word.starts_with(|c: char| c.is_numeric())
    }

    /// A capital that names: no month, no function word that opens the sentence.
    pub(super) fn is_name(&self) -> bool {
        const NO_NAME: Tags = Tags::TIME
            .with(Tags::PREPOSITION)
            .with(Tags::CONJUNCTION)
            .with(Tags::DETERMINER)
            .with(Tags::PRONOUN)
            .with(Tags::ADVERB)
            .with(Tags::QUANTIFIER);
        let verb = self.is(Tags::REPORTING) && !self.is(Tags::ROLE);
        self.is_word() && self.capital && !verb && (!self.is(NO_NAME) || self.is(Tags::TITLE))
    }
}

/// The items of `span`; with `collapse`, quotations are single items.
pub(super) fn of<'t>(
    text: &'t str,
    span: Span,
    quotations: &[Quotation],
    words: &AttributionWords,
) -> Vec<Item<'t>> {
    let mut items = Vec::new();
    let mut at = span.start;
    let first = quotations.partition_point(|quotation| quotation.end() <= span.start);
    for (offset, quotation) in quotations[first..].iter().enumerate() {
        if quotation.start() >= span.end {
            break;
        }
        let from = quotation.pieces.partition_point(|piece| piece.end <= span.start);
        for piece in &quotation.pieces[from..] {
            if piece.start >= span.end {
                break;
            }
            let inside = Span::new(piece.start.max(at), piece.end.min(span.end));
            words_of(text, Span::new(at, inside.start), words, &mut items);
            items.push(Item {
                kind: Kind::Quote { index: first + offset, begins: piece.start >= span.start },
                span: inside,
                word: inside.of(text),
                tags: Tags::default(),
                capital: false,
            });
            at = inside.end;
        }
    }
    words_of(text, Span::new(at, span.end), words, &mut items);
    if let Some(first) = items.first_mut()
        && first.word.ends_with("ing")
        && first.is_word()
    {
        // "Starting talks now" names nobody.
        first.capital = false;
    }
    // A full stop inside a sentence belongs to a short form.
    let last = items.len().saturating_sub(1);
    let mut index = 0;
    items.retain(|item| {
        index += 1;
        !item.is_mark(".") || index > last
    });
    items
}

fn words_of<'t>(text: &'t str, span: Span, words: &AttributionWords, items: &mut Vec<Item<'t>>) {
    let mut at = span.start;
    while at < span.end {
        let rest = &text[at..span.end];
        let c = rest.chars().next().expect("at stands before the end");
        if c.is_alphanumeric() {
            let end = at + word_length(rest);
            push_word(text, Span::new(at, end), words, items);
            at = end;
        } else {
            let end = at + c.len_utf8();
            if !c.is_whitespace() {
                let possessive = is_apostrophe(c)
                    && items.last().is_some_and(|last| {
                        last.span.end == at && last.is_word() && last.word.ends_with('s')
                    });
                items.push(Item {
                    kind: if possessive { Kind::Possessive } else { Kind::Mark(c) },
                    span: Span::new(at, end),
                    word: &text[at..end],
                    tags: Tags::default(),
                    capital: false,
                });
            }
            at = end;
        }
    }
}

fn push_word<'t>(text: &'t str, span: Span, words: &AttributionWords, items: &mut Vec<Item<'t>>) {
    let whole = span.of(text);
    let stem = ["'s", "’s", "'S"].iter().find_map(|ending| whole.strip_suffix(ending));
    let lower = whole.to_lowercase();
    // "it's" and "he's" are an auxiliary with its subject, no possessive.
    let known = words.tags(&lower);
    let word_end = match stem {
        Some(stem) if !stem.is_empty() && !known.any(Tags::AUXILIARY) => span.start + stem.len(),
        _ => span.end,
    };
    let word = Span::new(span.start, word_end);
    let tags = if word_end == span.end { known } else { words.tags(&word.of(text).to_lowercase()) };
    let name = word.of(text);
    // Any unknown "-ly" is an adverb, but not "Italy".
    let manner = tags == Tags::default()
        && name.len() > 4
        && name.ends_with("ly")
        && name.starts_with(char::is_lowercase);
    items.push(Item {
        kind: Kind::Word,
        span: word,
        word: name,
        tags: if manner { Tags::ADVERB } else { tags },
        capital: name.starts_with(char::is_uppercase) || has_small_article(name),
    });
    if word_end < span.end {
        items.push(Item {
            kind: Kind::Possessive,
            span: Span::new(word_end, span.end),
            word: &text[word_end..span.end],
            tags: Tags::default(),
            capital: false,
        });
    }
}

/// "al-Burhan", "el-Sisi", "d'Orsay".
fn has_small_article(word: &str) -> bool {
    word.split_once(['-', '\'', '’']).is_some_and(|(article, name)| {
        article.chars().count() <= 3 && name.starts_with(char::is_uppercase)
    })
}

/// Bytes of the word that `text` begins with: letters and digits, joined by single hyphens,
/// apostrophes and full stops ("al-Sudani", "don't", "U.S").
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = matches!(c, '-' | '\'' | '’' | '.' | ',' | '‑')
            && chars.peek().is_some_and(|&(_, next)| {
                let digits =
                    next.is_ascii_digit() && text[..at].ends_with(|b: char| b.is_ascii_digit());
                match c {
                    ',' => digits,
                    '.' => digits || next.is_alphabetic(),
                    _ => next.is_alphanumeric(),
                }
            });
        if !c.is_alphanumeric() && !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}
