//! Words: a text cut into tokens with the keys by which the other steps compare them.

use std::collections::HashMap;

use deunicode::deunicode;
use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::Span;

/// Longest key, in characters: a longer "word" is no word, and keys stay cheap.
const MAX_KEY_CHARS: usize = 40;

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Small letters first.
    Lower,
    /// A capital first, then anything but capitals only.
    Capital,
    /// Capitals only, two or more.
    Upper,
    /// A figure first.
    Number,
    /// One mark that is neither letter nor figure.
    Mark,
}

/// A word or a mark of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands; a possessive ending is inside.
    pub span: Span,
    /// Transliterated, small letters, without full stops and possessive ending; a mark is itself.
    pub key: String,
    /// The key's stem, irregular forms led back to their verb.
    pub stem: String,
    /// How it is written.
    pub shape: Shape,
    /// True for "Russia's" and "allies'".
    pub possessive: bool,
}

impl Token {
    /// True when it is a word or a figure.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.shape != Shape::Mark
    }

    /// True when it begins with a capital.
    #[must_use]
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }
}

/// Makes tokens and stems.
pub struct Stems {
    stemmer: Stemmer,
    irregular: HashMap<String, String>,
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stems({} irregular forms)", self.irregular.len())
    }
}

impl Stems {
    /// Takes irregular forms with the word that they belong to ("sought" → "seek").
    #[must_use]
    pub fn new(irregular: &HashMap<String, Vec<String>>) -> Self {
        let pairs = irregular
            .iter()
            .flat_map(|(base, forms)| forms.iter().map(move |form| (form.clone(), base.clone())));
        Self { stemmer: Stemmer::create(Algorithm::English), irregular: pairs.collect() }
    }

    /// The stem of a key.
    #[must_use]
    pub fn stem(&self, key: &str) -> String {
        match self.irregular.get(key) {
            Some(base) if base == key => key.to_owned(),
            Some(base) if self.irregular.get(base) == Some(base) => base.clone(),
            base => self.stemmer.stem(base.map_or(key, String::as_str)).into_owned(),
        }
    }

    /// Cuts `text` into tokens, in order; white space and hyphens inside words are left out.
    #[must_use]
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(text.len() / 5);
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let end =
                if first.is_alphanumeric() { word_end(text, at) } else { at + first.len_utf8() };
            if !first.is_whitespace() && !is_hyphen(text, at, first) {
                tokens.push(self.token(text, Span::new(at, end)));
            }
            at = end;
        }
        tokens
    }

    fn token(&self, text: &str, span: Span) -> Token {
        let written = span.of(text);
        if !written.starts_with(char::is_alphanumeric) {
            return Token {
                span,
                key: written.to_owned(),
                stem: written.to_owned(),
                shape: Shape::Mark,
                possessive: false,
            };
        }
        let short: String = written.chars().take(MAX_KEY_CHARS).collect();
        let folded = if short.is_ascii() { short.to_ascii_lowercase() } else { fold(&short) };
        let (key, possessive) = without_possessive(&folded);
        let number = key.starts_with(|c: char| c.is_ascii_digit());
        let key = if number { key.to_owned() } else { key.replace('.', "") };
        let stem = self.stem(&key);
        Token { span, key, stem, shape: shape(&short), possessive }
    }
}

/// Transliterated, small letters, curly apostrophes made straight.
#[must_use]
pub fn fold(word: &str) -> String {
    deunicode(&word.replace(['\u{2019}', '\u{2bc}'], "'")).to_lowercase()
}

/// A hyphen or dash between letters joins two words and is no token of its own.
fn is_hyphen(text: &str, at: usize, c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}')
        && text[..at].ends_with(char::is_alphanumeric)
        && text[at + c.len_utf8()..].starts_with(char::is_alphanumeric)
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first = word.chars().next().unwrap_or(' ');
    if first.is_numeric() {
        return Shape::Number;
    }
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    let base = word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s")).unwrap_or(word);
    let capitals = base.chars().filter(|c| c.is_uppercase()).count();
    if capitals >= 2 && !letters.any(char::is_lowercase)
        || capitals >= 2 && base.len() < word.len() && !base.chars().any(char::is_lowercase)
    {
        Shape::Upper
    } else {
        Shape::Capital
    }
}

const NEVER_POSSESSIVE: &[&str] =
    &["it", "he", "she", "that", "there", "what", "who", "let", "here", "where", "this"];

fn without_possessive(key: &str) -> (&str, bool) {
    let Some(base) = key.strip_suffix("'s") else {
        return key.strip_suffix('\'').map_or((key, false), |base| (base, true));
    };
    (base, !NEVER_POSSESSIVE.contains(&base))
}

/// The end of the word that begins at `start`: letters and figures, apostrophes and full stops
/// between letters ("doesn't", "U.S."), a plural's possessive apostrophe.
fn word_end(text: &str, start: usize) -> usize {
    let mut chars = text[start..].char_indices().peekable();
    let mut end = start;
    let mut letters = 0;
    let mut dotted = false;
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let joins = match c {
            c if c.is_alphanumeric() => {
                letters += 1;
                true
            }
            '\'' | '\u{2019}' | '\u{2bc}' => {
                next.is_some_and(char::is_alphabetic)
                    || last == 's' && letters > 2 && next == Some(' ') && c != '\''
            }
            '.' if letters == 1 && last.is_uppercase() => {
                let follows = text[start + at + 1..].chars().nth(1);
                let goes_on = next.is_some_and(char::is_uppercase) && follows == Some('.');
                let ends = dotted;
                dotted |= goes_on;
                letters = 0;
                goes_on || ends
            }
            ',' | '.' => last.is_numeric() && next.is_some_and(char::is_numeric),
            c => unicode_mark(c),
        };
        if !joins {
            break;
        }
        last = c;
        end = start + at + c.len_utf8();
    }
    end
}

/// Combining marks go on with a word (Arabic vowel signs, accents that have no composed form).
fn unicode_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f | 0x670)
}

/// A key under which spelling variants of a name meet: Zelenskyy, Zelensky, Zelenskiy.
#[must_use]
pub fn name_key(key: &str) -> String {
    let replaced = key
        .replace("ou", "u")
        .replace("oo", "u")
        .replace("gh", "g")
        .replace('q', "g")
        .replace(['y', 'j'], "i")
        .replace("ee", "i")
        .replace("kh", "h")
        .replace('\'', "");
    let mut out = String::with_capacity(replaced.len());
    for c in replaced.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    if out.ends_with("ei") {
        out.truncate(out.len() - 2);
        out.push('i');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems() -> Stems {
        Stems::new(&HashMap::from([("seek".to_owned(), vec!["sought".to_owned()])]))
    }

    fn keys(text: &str) -> Vec<String> {
        stems().tokens(text).into_iter().map(|token| token.key).collect()
    }

    #[test]
    fn words_keep_apostrophes_and_initials() {
        assert_eq!(keys("It doesn't go."), ["it", "doesn't", "go", "."]);
        assert_eq!(keys("the U.S. side"), ["the", "us", "side"]);
        assert_eq!(
            keys("Peru's army’s 3.67% cease-fire"),
            ["peru", "army", "3.67", "%", "cease", "fire"]
        );
    }

    #[test]
    fn sentence_end_and_single_quotes_stay_marks() {
        assert_eq!(keys("He met X. Then"), ["he", "met", "x", ".", "then"]);
        assert_eq!(keys("‘no’ he"), ["‘", "no", "’", "he"]);
    }

    #[test]
    fn possessives_and_shapes_are_told() {
        let tokens = stems().tokens("Perú's US it's UN's rebels’ plan");
        let told: Vec<_> = tokens.iter().map(|t| (t.key.as_str(), t.shape, t.possessive)).collect();
        assert_eq!(
            told,
            [
                ("peru", Shape::Capital, true),
                ("us", Shape::Upper, false),
                ("it", Shape::Lower, false),
                ("un", Shape::Upper, true),
                ("rebels", Shape::Lower, true),
                ("plan", Shape::Lower, false),
            ]
        );
    }

    #[test]
    fn stems_meet_inflections_and_irregular_forms() {
        let stems = stems();
        assert_eq!(stems.stem("guarantees"), stems.stem("guarantee"));
        assert_eq!(stems.stem("sought"), stems.stem("seeking"));
        assert_ne!(stems.stem("territory"), stems.stem("terror"));
    }

    #[test]
    fn name_spellings_meet_and_others_stay_apart() {
        let same = ["zelenskyy", "zelensky", "zelenskiy"].map(name_key);
        assert!(same.iter().all(|key| *key == same[0]), "{same:?}");
        assert_eq!(name_key("araghchi"), name_key("araqchi"));
        assert_eq!(name_key("sergei"), name_key("sergey"));
        assert_ne!(name_key("macron"), name_key("marin"));
    }
}
