//! Quotation spans: straight and curly marks, guillemets, low-high, single marks that are no
//! apostrophes, quotations that run over paragraphs.
//!
//! Only the outermost quotation is told; marks inside it are part of its words. Linear.

use super::sentences;
use crate::domain::Span;

/// One quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// One span a paragraph, in order, never empty, each with its marks.
    pub pieces: Vec<Span>,
    /// False when the closing mark is missing and the paragraph ended it.
    pub closed: bool,
}

impl Quotation {
    /// The first byte of the first piece.
    #[must_use]
    pub fn start(&self) -> usize {
        self.pieces.first().map_or(0, |piece| piece.start)
    }

    /// The byte after the last piece.
    #[must_use]
    pub fn end(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.end)
    }
}

/// The outermost quotations of any text, in order, not overlapping.
#[must_use]
pub fn find(text: &str) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    for paragraph in sentences::paragraphs(text) {
        let goes_on = found.last().is_some_and(|last| {
            !last.closed && text[last.end()..paragraph.start].trim().is_empty()
        });
        let mut quotations = in_paragraph(text, paragraph).into_iter().peekable();
        // The convention of print: each further paragraph opens again, only the last closes.
        if goes_on
            && let Some(first) = quotations.next_if(|first| first.start() == paragraph.start)
            && let Some(last) = found.last_mut()
        {
            last.pieces.extend(first.pieces);
            last.closed = first.closed;
        }
        found.extend(quotations);
    }
    found
}

/// A pair of marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Straight,
    Curly,
    LowHigh,
    Guillemets,
    InwardGuillemets,
    Corner,
    Single,
}

fn in_paragraph(text: &str, paragraph: Span) -> Vec<Quotation> {
    let singles = Singles::of(text, paragraph);
    let mut found = Vec::new();
    let mut open: Option<(usize, Marks, usize)> = None;
    let mut before = None;
    let words = paragraph.of(text);
    let mut chars = words.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let at = paragraph.start + offset;
        let end = at + c.len_utf8();
        let place = Place { before, after: chars.peek().map(|&(_, next)| next) };
        before = Some(c);
        if let Some((start, Marks::Single, closer)) = open {
            if at == closer {
                found.push(piece(start, end, true));
                open = None;
            }
            continue;
        }
        match open {
            None => open = opening(c, &place, at, &singles).map(|(marks, to)| (at, marks, to)),
            Some((start, marks, _)) if closes(c, marks, &place) => {
                found.push(piece(start, end, true));
                open = None;
            }
            // A mark that can only open: the one before was never closed.
            Some((start, Marks::Straight, _)) if c == '"' => {
                if let Some(span) = sentences::trim(text, Span::new(start, at)) {
                    found.push(piece(span.start, span.end, true));
                }
                open = Some((at, Marks::Straight, 0));
            }
            Some(_) => {}
        }
    }
    if let Some((start, _, _)) = open {
        found.push(piece(start, paragraph.end, false));
    }
    found
}

fn piece(start: usize, end: usize, closed: bool) -> Quotation {
    Quotation { pieces: vec![Span::new(start, end)], closed }
}

/// The characters beside a mark.
struct Place {
    before: Option<char>,
    after: Option<char>,
}

impl Place {
    /// Nothing, white space, a bracket or a dash before; no white space after.
    fn can_open(&self) -> bool {
        let free = self.before.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '/' | ':' | '…' | '"')
        });
        free && self.after.is_some_and(|c| !c.is_whitespace())
    }

    /// A mark that cannot close: free before, a letter or digit right after.
    fn must_open(&self) -> bool {
        self.before.is_some_and(char::is_whitespace)
            && self.after.is_some_and(char::is_alphanumeric)
    }
}

fn opening(c: char, place: &Place, at: usize, singles: &Singles) -> Option<(Marks, usize)> {
    let marks = match c {
        '"' if place.can_open() => Marks::Straight,
        '“' => Marks::Curly,
        '„' => Marks::LowHigh,
        '»' if place.can_open() => Marks::InwardGuillemets,
        '«' => Marks::Guillemets,
        '「' | '『' => Marks::Corner,
        '\'' | '‘' => return singles.closer_of(at).map(|closer| (Marks::Single, closer)),
        _ => return None,
    };
    Some((marks, 0))
}

fn closes(c: char, marks: Marks, place: &Place) -> bool {
    match marks {
        Marks::Straight | Marks::Curly => c == '”' || (c == '"' && !place.must_open()),
        Marks::LowHigh => matches!(c, '“' | '”' | '"'),
        Marks::Guillemets => c == '»',
        Marks::InwardGuillemets => c == '«',
        Marks::Corner => matches!(c, '」' | '』'),
        Marks::Single => false,
    }
}

/// Where single marks can open and close in one paragraph.
struct Singles {
    openers: Vec<usize>,
    closers: Vec<Closer>,
}

struct Closer {
    at: usize,
    /// After an s and before a small letter: it may be a possessive ("the parties' demands").
    may_be_possessive: bool,
}

/// Words that begin with an apostrophe.
const ELISIONS: [&str; 8] = ["em", "tis", "twas", "til", "cause", "n", "bout", "round"];

impl Singles {
    fn of(text: &str, paragraph: Span) -> Self {
        let mut singles = Self { openers: Vec::new(), closers: Vec::new() };
        let words = paragraph.of(text);
        let mut before: Option<char> = None;
        for (offset, c) in words.char_indices() {
            let at = paragraph.start + offset;
            if matches!(c, '\'' | '‘' | '’') {
                let rest = &words[offset + c.len_utf8()..];
                singles.add(c, before, rest, at);
            }
            before = Some(c);
        }
        singles
    }

    fn add(&mut self, c: char, before: Option<char>, rest: &str, at: usize) {
        let after = rest.chars().next();
        let free = before.is_none_or(|b| b.is_whitespace() || matches!(b, '(' | '[' | '—' | '–'));
        let word: String = rest.chars().take(6).take_while(|l| l.is_alphabetic()).collect();
        if free && c != '’' && after.is_some_and(char::is_alphabetic) {
            if !ELISIONS.contains(&word.to_lowercase().as_str()) {
                self.openers.push(at);
            }
            return;
        }
        let ends = after.is_none_or(|a| !a.is_alphanumeric());
        if c != '‘' && ends && before.is_some_and(|b| !b.is_whitespace()) {
            let mut next = rest.chars();
            let small = next.next() == Some(' ') && next.next().is_some_and(char::is_alphabetic);
            self.closers
                .push(Closer { at, may_be_possessive: small && matches!(before, Some('s' | 'S')) });
        }
    }

    /// The mark that closes the one at `at`, when that one opens a quotation.
    fn closer_of(&self, at: usize) -> Option<usize> {
        let opener = self.openers.binary_search(&at).ok()?;
        let limit = self.openers.get(opener + 1).copied().unwrap_or(usize::MAX);
        let from = self.closers.partition_point(|closer| closer.at <= at);
        let mut before_next =
            self.closers[from..].iter().take_while(|closer| closer.at < limit).take(MAX_CLOSERS);
        let first = before_next.clone().next()?;
        let certain = before_next.find(|closer| !closer.may_be_possessive);
        Some(certain.unwrap_or(first).at)
    }
}

/// Most possessives inside a quotation in single marks.
const MAX_CLOSERS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_quotes(text: &str, expected: &[&[&str]]) {
        let found = find(text);
        let pieces: Vec<Vec<&str>> = found
            .iter()
            .map(|quotation| quotation.pieces.iter().map(|piece| piece.of(text)).collect())
            .collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn every_sort_of_marks() {
        assert_quotes(
            "\"We go,\" he said. “We stay,” she said. «On part», dit-il. „Nein“, sagte er. »Ja«, sagte sie.",
            &[&["\"We go,\""], &["“We stay,”"], &["«On part»"], &["„Nein“"], &["»Ja«"]],
        );
    }

    #[test]
    fn nested_marks_belong_to_the_outer_quotation() {
        assert_quotes(
            "\"He called it 'a farce' and left,\" she said. “She said ‘no’ twice.”",
            &[&["\"He called it 'a farce' and left,\""], &["“She said ‘no’ twice.”"]],
        );
    }

    #[test]
    fn single_marks_quote_when_they_open_and_close() {
        assert_quotes(
            "'We don't trust the parties' promises,' he said, calling it 'theatre'.",
            &[&["'We don't trust the parties' promises,'"], &["'theatre'"]],
        );
        assert_quotes("‘It’s over,’ said Lund.", &[&["‘It’s over,’"]]);
    }

    #[test]
    fn apostrophes_and_inches_do_not_quote() {
        assert_quotes("The parties' demands and Norland's army didn't change in the '90s.", &[]);
        assert_quotes("Rock 'n' roll; get 'em; a 5\" pipe; the generals’ men.", &[]);
    }

    #[test]
    fn a_quotation_over_paragraphs_opens_again() {
        assert_quotes(
            "He said: \"We wait.\n\n\"We do not sleep.\n\n\"We hope.\" He left.\n\n\"No,\" she said.",
            &[&["\"We wait.", "\"We do not sleep.", "\"We hope.\""], &["\"No,\""]],
        );
    }

    #[test]
    fn an_unclosed_one_ends_with_its_paragraph() {
        assert_quotes("He said: “We wait.\n\nNobody “came” today.", &[&["“We wait."], &["“came”"]]);
        assert_quotes("\"We go. \"We stay,\" he said.", &[&["\"We go."], &["\"We stay,\""]]);
    }
}
