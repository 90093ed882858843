//! The words of a search, and the stretch of a text that shows them.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use super::pool::Pool;

/// Most words and phrases in one search.
const MAX_TERMS: usize = 12;
/// Characters of a snippet.
const SNIPPET_CHARS: usize = 280;
/// Characters of a text in which a snippet is sought.
const SOUGHT_CHARS: usize = 100_000;

/// What is sought: words, and phrases in quotation marks; all of them must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchTerms {
    /// Each a word or a phrase: folded letters, digits and single spaces; never empty.
    terms: Vec<String>,
}

/// A piece of a snippet: text from the article, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPart {
    /// The words.
    pub text: String,
    /// True when they match the search.
    pub marked: bool,
}

impl SearchTerms {
    /// Reads what a person typed; nothing when it holds no word.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let straight = typed.replace(['“', '”', '„', '«', '»'], "\"");
        let mut terms = Vec::new();
        for (at, piece) in straight.split('"').enumerate() {
            let words = fold_words(piece);
            if at % 2 == 1 {
                terms.push(words.join(" "));
            } else {
                terms.extend(words);
            }
        }
        terms.retain(|term| !term.is_empty());
        terms.truncate(MAX_TERMS);
        (!terms.is_empty()).then_some(Self { terms })
    }

    /// The query in the database's own language. Terms hold nothing but letters, digits and
    /// spaces, and stand in quotation marks, so that none is read as an operator.
    pub(super) fn for_pool(&self, _pool: &Pool) -> String {
        let quoted: Vec<String> = self.terms.iter().map(|term| format!("\"{term}\"")).collect();
        quoted.join(" ")
    }

    /// A stretch of `text` around the place where most of the words stand together, the matching
    /// words marked; the text's beginning when none of them is found.
    #[must_use]
    pub fn snippet(&self, text: &str) -> Vec<SnippetPart> {
        let stemmer = Stemmer::create(Algorithm::English);
        let stems: Vec<String> = self
            .terms
            .iter()
            .flat_map(|term| term.split(' '))
            .map(|word| stemmer.stem(word).into_owned())
            .collect();
        let end = text.char_indices().nth(SOUGHT_CHARS).map_or(text.len(), |(at, _)| at);
        let matches: Vec<(usize, usize)> = text[..end]
            .unicode_word_indices()
            .filter(|(_, word)| {
                let folded = deunicode::deunicode(word).to_lowercase();
                fold_words(&folded).iter().any(|w| stems.contains(&stemmer.stem(w).into_owned()))
            })
            .map(|(at, word)| (at, at + word.len()))
            .collect();
        let (from, to) = window(text, &matches);
        split(text, (from, to), &matches)
    }
}

fn fold_words(text: &str) -> Vec<String> {
    deunicode::deunicode(text)
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The stretch that holds most matches, begun a little before the first, cut between words.
fn window(text: &str, matches: &[(usize, usize)]) -> (usize, usize) {
    let within = |from: usize| {
        matches.iter().filter(move |m| m.0 >= from && m.1 <= from + SNIPPET_CHARS).count()
    };
    let best = matches.iter().rev().max_by_key(|m| within(m.0)).map_or(0, |m| m.0);
    let lead = text[..best].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    let from = match text[lead..best].find(char::is_whitespace) {
        Some(gap) if lead > 0 => lead + gap + 1,
        _ => lead,
    };
    let to = text[from..].char_indices().nth(SNIPPET_CHARS).map_or(text.len(), |(at, _)| from + at);
    let cut = text[from..to].rfind(char::is_whitespace).map_or(to, |gap| from + gap);
    (floor(text, from), if to == text.len() { to } else { cut })
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn split(text: &str, (from, to): (usize, usize), matches: &[(usize, usize)]) -> Vec<SnippetPart> {
    let mut parts = Vec::new();
    let mut push = |from: usize, to: usize, marked| {
        if from < to {
            parts.push(SnippetPart { text: text[from..to].to_owned(), marked });
        }
    };
    let mut at = from;
    for &(start, end) in matches.iter().filter(|m| m.0 >= from && m.1 <= to) {
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, to, false);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(typed: &str, text: &str) -> Vec<String> {
        let parts = SearchTerms::parse(typed).unwrap().snippet(text);
        assert!(text.contains(&parts.iter().map(|p| p.text.as_str()).collect::<String>()));
        parts.into_iter().filter(|part| part.marked).map(|part| part.text).collect()
    }

    #[test]
    fn words_and_phrases_are_told_apart_and_operators_are_words() {
        let terms = SearchTerms::parse("Genève “land swap” OR -x*").unwrap();
        assert_eq!(terms.terms, ["geneve", "land swap", "or", "x"]);
        assert_eq!(SearchTerms::parse(" \" -* "), None);
    }

    #[test]
    fn matching_words_are_marked_whatever_their_accents_and_endings() {
        assert_eq!(marked("geneve talk", "The talks in Genève went on."), ["talks", "Genève"]);
        assert_eq!(marked("киев", "У місті Киев тихо."), ["Киев"]);
    }

    #[test]
    fn snippet_is_a_piece_of_the_text_near_the_match() {
        let text = format!("{} the truce holds. {}", "word ".repeat(300), "é".repeat(900));
        assert_eq!(marked("truce", &text), ["truce"]);
        let parts = SearchTerms::parse("absent").unwrap().snippet(&text);
        assert!(parts.iter().all(|part| !part.marked) && !parts.is_empty());
    }
}
