//! Text → sentences: paragraphs, then full stops that end something.
//!
//! A quotation of several sentences is several sentences. Linear in the text: each decision
//! looks at a bounded number of characters on either side.

use super::language::SentenceWords;
use crate::domain::Span;

/// One sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes, without surrounding white space.
    pub span: Span,
    /// The paragraph it stands in, counted from 0.
    pub paragraph: usize,
}

/// Longest token before a full stop that can be a short form, in bytes.
const MAX_SHORT_FORM: usize = 16;
/// Most opening marks looked through before a sentence's first letter.
const MAX_OPENERS: usize = 4;
/// Longest line that can be a heading, in characters: wrapped text has longer lines.
const MAX_HEADING: usize = 48;

/// The sentences of any text, in order, not overlapping, never across a blank line.
#[must_use]
pub fn split(text: &str, words: &SentenceWords) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (paragraph, span) in paragraphs(text).into_iter().enumerate() {
        let mut start = span.start;
        for end in ends(text, span, words) {
            push(text, Span::new(start, end), paragraph, &mut sentences);
            start = end;
        }
        push(text, Span::new(start, span.end), paragraph, &mut sentences);
    }
    sentences
}

/// The paragraphs: stretches between blank lines, without surrounding white space, none empty.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut current: Option<Span> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if line.trim().is_empty() {
            found.extend(current.take());
        } else {
            current = Some(Span::new(current.map_or(at, |span| span.start), end));
        }
        at = end;
    }
    found.extend(current);
    found.iter().filter_map(|&span| trim(text, span)).collect()
}

/// The span without surrounding white space, or nothing when it is all white space.
pub(super) fn trim(text: &str, span: Span) -> Option<Span> {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    let trimmed = words.trim();
    (!trimmed.is_empty()).then(|| Span::new(start, start + trimmed.len()))
}

fn push(text: &str, span: Span, paragraph: usize, sentences: &mut Vec<Sentence>) {
    let Some(span) = trim(text, span) else { return };
    let wordless = !span.of(text).chars().any(char::is_alphanumeric);
    match sentences.last_mut() {
        // A lone dash or quotation mark belongs to what stands before it.
        Some(last) if wordless && last.paragraph == paragraph => last.span.end = span.end,
        _ => sentences.push(Sentence { span, paragraph }),
    }
}

/// The bytes after which a new sentence begins, in order, inside one paragraph.
fn ends(text: &str, paragraph: Span, words: &SentenceWords) -> Vec<usize> {
    let mut found = Vec::new();
    let mut line_start = paragraph.start;
    let mut chars = text[paragraph.start..paragraph.end]
        .char_indices()
        .map(|(at, c)| (paragraph.start + at, c))
        .peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\n' {
            if line_ends(&text[line_start..at], &text[at + 1..paragraph.end]) {
                found.push(at);
            }
            line_start = at + 1;
        } else if is_terminal(c) {
            let mut stops = 1;
            let mut end = at + c.len_utf8();
            let mut closed = false;
            while let Some(&(next_at, next)) = chars.peek() {
                if !is_terminal(next) && !is_closer(next) {
                    break;
                }
                closed |= is_closer(next);
                stops += usize::from(is_terminal(next));
                end = next_at + next.len_utf8();
                chars.next();
            }
            let mark = match c {
                '。' | '！' | '？' => Mark::Wide,
                '.' if stops == 1 => Mark::Plain,
                '؟' | '।' | '۔' => Mark::Certain,
                _ => Mark::Lively,
            };
            let stop = Stop {
                before: &text[line_start..at],
                after: &text[end..paragraph.end],
                mark,
                closed,
            };
            if stop.ends_sentence(words) {
                found.push(end);
            }
        }
    }
    found
}

/// What ends, or may end, a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// One full stop: it may belong to a short form.
    Plain,
    /// A question or exclamation mark, or several marks: the speaker may come after it.
    Lively,
    /// A mark that is nothing else.
    Certain,
    /// A mark with its own space, after which none is written.
    Wide,
}

/// A run of terminal marks with the closing marks after it.
struct Stop<'t> {
    before: &'t str,
    after: &'t str,
    mark: Mark,
    /// A closing quotation mark or bracket comes right after.
    closed: bool,
}

impl Stop<'_> {
    fn ends_sentence(&self, words: &SentenceWords) -> bool {
        if self.mark == Mark::Wide {
            return true;
        }
        if !self.after.chars().next().is_some_and(char::is_whitespace) {
            return false;
        }
        let next = after_openers(self.after.trim_start());
        let Some(first) = next.chars().next() else {
            return false;
        };
        if first.is_lowercase() {
            return false;
        }
        // "Why now?" Okafor asked.
        if self.closed && self.mark == Mark::Lively && name_then_verb(next, words) {
            return false;
        }
        self.mark != Mark::Plain || self.closed || !self.is_short_form(next, words)
    }

    fn is_short_form(&self, next: &str, words: &SentenceWords) -> bool {
        let token = last_token(self.before);
        if token.is_empty() || token.len() > MAX_SHORT_FORM {
            return false;
        }
        let folded = token.to_lowercase();
        let starts = || {
            let word: String =
                next.chars().take(MAX_SHORT_FORM).take_while(|c| c.is_alphabetic()).collect();
            words.starters.contains(&word.to_lowercase())
        };
        let digit_next = next.starts_with(|c: char| c.is_ascii_digit());
        if words.titles.contains(&folded) {
            return true;
        }
        if words.numbered.contains(&folded) && digit_next {
            return true;
        }
        // "1. The parties": a number that opens its line.
        if token.bytes().all(|b| b.is_ascii_digit()) {
            let earlier = self.before[..self.before.len() - token.len()].trim_end();
            let short = last_token(earlier.strip_suffix('.').unwrap_or(earlier)).to_lowercase();
            let date = words.abbreviations.contains(&short) || words.numbered.contains(&short);
            let opens = earlier.is_empty() || (earlier.ends_with(['.', ':', ';']) && !date);
            return opens && token.len() <= 3;
        }
        // "She wrote on X. Seven others …": a letter after "on" is no initial.
        let named = self.before[..self.before.len() - token.len()].ends_with(" on ");
        let initials = !(named && token.len() == 1)
            && token.split('.').all(|part| part.chars().count() == 1)
            && token.chars().next().is_some_and(char::is_uppercase);
        let small_initials =
            token.contains('.') && token.split('.').all(|p| p.chars().count() <= 2);
        (initials || small_initials || words.abbreviations.contains(&folded)) && !starts()
    }
}

/// What stands after at most [`MAX_OPENERS`] opening marks.
fn after_openers(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..MAX_OPENERS {
        match rest.chars().next() {
            Some(c) if is_opener(c) => rest = rest[c.len_utf8()..].trim_start(),
            _ => break,
        }
    }
    rest
}

/// True when a name and a word in small letters that ends like a past verb come next.
fn name_then_verb(next: &str, words: &SentenceWords) -> bool {
    let mut names = 0;
    for word in next.split_whitespace().take(5) {
        if word.starts_with(char::is_uppercase) && !word.ends_with([',', '.', ';', ':']) {
            if names == 0 && words.starters.contains(&word.to_lowercase()) {
                return false;
            }
            names += 1;
            continue;
        }
        let verb = word.trim_end_matches(|c: char| !c.is_alphabetic());
        return names > 0
            && (verb.ends_with("ed")
                || matches!(verb, "said" | "says" | "asks" | "told" | "wrote"));
    }
    false
}

fn last_token(before: &str) -> &str {
    let from = before
        .char_indices()
        .rev()
        .take(MAX_SHORT_FORM + 2)
        .take_while(|(_, c)| c.is_alphanumeric() || *c == '.')
        .last()
        .map_or(before.len(), |(at, _)| at);
    before[from..].trim_start_matches('.')
}

/// True when a single line break ends a sentence that no full stop ends.
fn line_ends(line: &str, next: &str) -> bool {
    let line = line.trim_end();
    let next = next.trim_start();
    if line.trim_end_matches(is_closer).ends_with(is_terminal) {
        // The rules for full stops have spoken.
        return false;
    }
    if next.starts_with(['•', '*', '·', '–', '—']) || next.starts_with("- ") {
        return true;
    }
    let short = line.chars().take(MAX_HEADING + 1).count() <= MAX_HEADING;
    short
        && !line.ends_with([',', ';', '-'])
        && after_openers(next).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | '。' | '！' | '？' | '؟' | '।' | '۔')
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』')
}

fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '«'
            | '‹'
            | '('
            | '['
            | '-'
            | '–'
            | '—'
            | '•'
            | '「'
            | '『'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::language::Language;

    #[track_caller]
    fn assert_split(text: &str, expected: &[&str]) {
        let words = Language::built_in().sentences;
        let found: Vec<&str> =
            split(text, &words).iter().map(|sentence| sentence.span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn full_stops_and_questions_end_sentences() {
        assert_split(
            "The talks ended. Nobody signed! Will they meet again? Perhaps.",
            &["The talks ended.", "Nobody signed!", "Will they meet again?", "Perhaps."],
        );
        assert_split(
            "It rained in Zürich… Élodie Marchand waited. 40 others left.",
            &["It rained in Zürich…", "Élodie Marchand waited.", "40 others left."],
        );
    }

    #[test]
    fn titles_initials_and_short_forms_do_not() {
        assert_split(
            "Lt. Gen. Amara K. Osei met Dr. Lund on Feb. 16 at 10:30 p.m. Friday.",
            &["Lt. Gen. Amara K. Osei met Dr. Lund on Feb. 16 at 10:30 p.m. Friday."],
        );
        assert_split(
            "The U.S. Secretary of State cited Art. 5 and No. 12 vs. the rest.",
            &["The U.S. Secretary of State cited Art. 5 and No. 12 vs. the rest."],
        );
        assert_split(
            "It cost 3.5 million, e.g. Norland's share (approx. 2.1).",
            &["It cost 3.5 million, e.g. Norland's share (approx. 2.1)."],
        );
    }

    #[test]
    fn a_short_form_ends_a_sentence_before_a_starter() {
        assert_split(
            "He flew to the U.S. The envoy stayed until 5 p.m. They met.",
            &["He flew to the U.S.", "The envoy stayed until 5 p.m.", "They met."],
        );
        assert_split("Was it true? No. 7 of us left.", &["Was it true?", "No. 7 of us left."]);
    }

    #[test]
    fn a_quotation_of_several_sentences_is_several() {
        assert_split(
            "\"We waited. Nobody came,\" Okafor said. “Why?” He shrugged.",
            &["\"We waited.", "Nobody came,\" Okafor said.", "“Why?”", "He shrugged."],
        );
    }

    #[test]
    fn a_quoted_question_goes_on_with_its_speaker() {
        assert_split(
            "\"Why now?\" Okafor asked. \"Why here?\" she said.",
            &["\"Why now?\" Okafor asked.", "\"Why here?\" she said."],
        );
        assert_split(
            "\"Why now?\" Okafor has no answer.",
            &["\"Why now?\"", "Okafor has no answer."],
        );
    }

    #[test]
    fn line_breaks_end_headings_but_not_wrapped_lines() {
        assert_split(
            "Talks in Norland\nThe delegations met on Tuesday in the capital of the island and then\nwent home. Gen.\nOsei stayed.",
            &[
                "Talks in Norland",
                "The delegations met on Tuesday in the capital of the island and then\nwent home.",
                "Gen.\nOsei stayed.",
            ],
        );
        assert_split(
            "They agreed on:\n- a truce\n- an exchange\n\n1. The border stays. 2. Nobody leaves.",
            &[
                "They agreed on:",
                "- a truce",
                "- an exchange",
                "1. The border stays.",
                "2. Nobody leaves.",
            ],
        );
    }

    #[test]
    fn blank_lines_always_end_a_sentence() {
        assert_split("one\n \ntwo,\n\n\n three", &["one", "two,", "three"]);
        assert_split(" \n\n ", &[]);
        assert_split("它们会面了。没有人签字。", &["它们会面了。", "没有人签字。"]);
    }
}
