//! Addresses that open a page at certain words: text fragments
//! (<https://wicg.github.io/scroll-to-text-fragment/>).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::ArticleUrl;

/// Everything but letters and digits: `-`, `,` and `&` have a meaning of their own in a fragment.
const ENCODED: &AsciiSet = NON_ALPHANUMERIC;
/// Sentences up to this many characters stand in the fragment whole.
const WHOLE_CHARS: usize = 120;
/// Words of each end of a longer sentence.
const END_WORDS: usize = 6;
/// Longest end, in characters: a text without spaces has none that helps.
const END_CHARS: usize = 200;

/// The address at `url` that opens at `quote`; the plain address when no part of the quote can
/// serve; nothing when the address is not one of the web.
pub(crate) fn source_at(url: &str, quote: &str) -> Option<String> {
    let url = ArticleUrl::parse(url).ok()?;
    let bare = url.as_str().split('#').next().unwrap_or_default();
    Some(match directive(quote) {
        Some(directive) => format!("{bare}#:~:text={directive}"),
        None => url.as_str().to_owned(),
    })
}

fn directive(quote: &str) -> Option<String> {
    let words: Vec<&str> = quote.split_whitespace().collect();
    if quote.chars().count() <= WHOLE_CHARS {
        return (!words.is_empty()).then(|| encoded(&words));
    }
    if words.len() < 2 * END_WORDS {
        return None;
    }
    let (first, last) = (&words[..END_WORDS], &words[words.len() - END_WORDS..]);
    let fits =
        |end: &[&str]| end.iter().map(|word| word.chars().count()).sum::<usize>() < END_CHARS;
    (fits(first) && fits(last)).then(|| format!("{},{}", encoded(first), encoded(last)))
}

fn encoded(words: &[&str]) -> String {
    utf8_percent_encode(&words.join(" "), ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_sentence_stands_whole_with_its_signs_encoded() {
        assert_eq!(
            source_at("https://a.org/x#old", "No-one, R&D \u{201c}\u{fc}\u{201d}.").as_deref(),
            Some("https://a.org/x#:~:text=No%2Done%2C%20R%26D%20%E2%80%9C%C3%BC%E2%80%9D%2E")
        );
    }

    #[test]
    fn long_sentence_is_named_by_its_ends() {
        let quote = format!("one two three four five six {} a b c d e f.", "word ".repeat(40));
        assert_eq!(
            source_at("https://a.org/", &quote).as_deref(),
            Some(
                "https://a.org/#:~:text=one%20two%20three%20four%20five%20six,a%20b%20c%20d%20e%20f%2E"
            )
        );
    }

    #[test]
    fn text_without_spaces_gives_the_plain_address_and_bad_addresses_none() {
        let quote = "x".repeat(5_000);
        assert_eq!(source_at("https://a.org/", &quote).as_deref(), Some("https://a.org/"));
        assert_eq!(source_at("javascript:alert(1)", "no"), None);
    }
}
