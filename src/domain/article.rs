//! Articles before they are stored: raw fields parsed into values that hold.

use std::fmt;

use deunicode::deunicode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::digest::sha256_hex;

/// Longest article text, in characters.
pub const MAX_TEXT_CHARS: usize = 1_200_000;
/// Longest title, outlet or author, in characters.
const MAX_LINE_CHARS: usize = 500;
/// Longest URL, in bytes.
const MAX_URL_BYTES: usize = 2_000;

/// An article's fields as they were typed or sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RawDraft {
    /// The headline.
    #[serde(default)]
    pub title: String,
    /// The text, paragraphs separated by a blank line.
    #[serde(default)]
    pub text: String,
    /// Who published it.
    #[serde(default)]
    pub outlet: Option<String>,
    /// Who wrote it.
    #[serde(default)]
    pub author: Option<String>,
    /// Where it was published: an http(s) address.
    #[serde(default)]
    pub url: Option<String>,
    /// When it was published, `YYYY-MM-DD`.
    #[serde(default)]
    pub published_on: Option<String>,
    /// Its language, e.g. `en`.
    #[serde(default)]
    pub language: Option<String>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl FieldError {
    /// `message` about `field`.
    #[must_use]
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}

/// Everything that is wrong with a draft; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftError(pub Vec<FieldError>);

impl fmt::Display for DraftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> =
            self.0.iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
        f.write_str(&all.join("; "))
    }
}

impl std::error::Error for DraftError {}

/// An article that can be stored: every field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleDraft {
    /// The headline: one line, not empty.
    pub title: String,
    /// The normalised text.
    pub text: ArticleText,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where it was published.
    pub url: Option<ArticleUrl>,
    /// When it was published.
    pub published_on: Option<Date>,
    /// Language tag, small letters first: `en`.
    pub language: String,
}

impl ArticleDraft {
    /// Takes raw fields that hold.
    ///
    /// # Errors
    /// All mistakes at once, each with its field.
    pub fn parse(raw: &RawDraft) -> Result<Self, DraftError> {
        let mut errors = Vec::new();
        let title = required_line(&raw.title, &mut errors);
        let text = keep(ArticleText::parse(&raw.text), "text", &mut errors);
        let outlet = optional_line("outlet", raw.outlet.as_deref(), &mut errors);
        let author = optional_line("author", raw.author.as_deref(), &mut errors);
        let url = present(raw.url.as_deref())
            .and_then(|url| keep(ArticleUrl::parse(url), "url", &mut errors));
        let published_on = present(raw.published_on.as_deref())
            .and_then(|date| keep(parse_date(date), "published_on", &mut errors));
        let language = present(raw.language.as_deref()).map_or(Some("en".to_owned()), |tag| {
            keep(parse_language(tag), "language", &mut errors)
        });
        match (text, language) {
            (Some(text), Some(language)) if errors.is_empty() => {
                Ok(Self { title, text, outlet, author, url, published_on, language })
            }
            _ => Err(DraftError(errors)),
        }
    }
}

fn keep<T>(result: Result<T, String>, field: &str, errors: &mut Vec<FieldError>) -> Option<T> {
    result.map_err(|message| errors.push(FieldError::new(field, message))).ok()
}

fn present(field: Option<&str>) -> Option<&str> {
    field.map(str::trim).filter(|text| !text.is_empty())
}

/// One line: NFC, no control characters, white space collapsed.
fn line(raw: &str) -> String {
    let clean: String = raw.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn required_line(raw: &str, errors: &mut Vec<FieldError>) -> String {
    let title = line(raw);
    if title.is_empty() {
        errors.push(FieldError::new("title", "is missing: give the article's headline"));
    }
    check_length("title", &title, errors);
    title
}

fn optional_line(field: &str, raw: Option<&str>, errors: &mut Vec<FieldError>) -> Option<String> {
    let text = line(raw?);
    check_length(field, &text, errors);
    (!text.is_empty()).then_some(text)
}

fn check_length(field: &str, text: &str, errors: &mut Vec<FieldError>) {
    let chars = text.chars().count();
    if chars > MAX_LINE_CHARS {
        let message = format!("has {chars} characters; at most {MAX_LINE_CHARS} are allowed");
        errors.push(FieldError::new(field, message));
    }
}

fn parse_date(raw: &str) -> Result<Date, String> {
    let wrong = || format!("`{}` is no date: write YYYY-MM-DD, from 1900 to 2100", shown(raw));
    let well_formed = raw.len() == 10
        && raw.bytes().enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    let date: Date = raw.parse().ok().filter(|_| well_formed).ok_or_else(wrong)?;
    if (1900..=2100).contains(&date.year()) { Ok(date) } else { Err(wrong()) }
}

fn parse_language(raw: &str) -> Result<String, String> {
    let mut parts = raw.split('-');
    let main = parts.next().unwrap_or_default();
    let ok = (2..=3).contains(&main.len())
        && main.bytes().all(|b| b.is_ascii_alphabetic())
        && parts
            .all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
        && raw.len() <= 35;
    if ok {
        Ok(raw.to_ascii_lowercase())
    } else {
        Err(format!("`{}` is no language tag: write one like `en` or `pt-br`", shown(raw)))
    }
}

/// The beginning of what was sent, for a message.
fn shown(raw: &str) -> String {
    raw.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// A key by which names are compared: transliterated, small letters, single spaces.
#[must_use]
pub fn fold_key(name: &str) -> String {
    deunicode(name).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An article's normalised text: NFC, `\n` line ends, no other control characters, paragraphs
/// separated by one blank line, no white space at the ends of lines; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleText(String);

impl ArticleText {
    /// Normalises `raw`.
    ///
    /// # Errors
    /// When nothing is left, or more than [`MAX_TEXT_CHARS`] characters are.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let unified = raw.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{85}'], "\n");
        let clean: String = unified
            .replace('\u{2029}', "\n\n")
            .nfc()
            .filter_map(|c| match c {
                '\n' => Some('\n'),
                '\t' => Some(' '),
                '\u{feff}' => None,
                c if c.is_control() => None,
                c => Some(c),
            })
            .collect();
        let mut text = String::with_capacity(clean.len());
        for line in clean.lines().map(str::trim_end) {
            if line.is_empty() && (text.is_empty() || text.ends_with("\n\n")) {
                continue;
            }
            text.push_str(line);
            text.push('\n');
        }
        let text = text.trim().to_owned();
        if text.is_empty() {
            return Err("is missing: paste the article's text".to_owned());
        }
        let chars = text.chars().count();
        if chars > MAX_TEXT_CHARS {
            return Err(format!("has {chars} characters; at most {MAX_TEXT_CHARS} are allowed"));
        }
        Ok(Self(text))
    }

    /// A text as the store holds it: normalised when it was stored, and left as it is, since
    /// spans refer to it.
    #[must_use]
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the words alone, in hexadecimal: equal for texts that differ in white space only.
    #[must_use]
    pub fn digest(&self) -> String {
        sha256_hex(self.0.split_whitespace().flat_map(|word| [word.as_bytes(), b" "]))
    }
}

/// The address of an article: http or https, no credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleUrl(Url);

impl ArticleUrl {
    /// Parses an address.
    ///
    /// # Errors
    /// When it is no http(s) address with a host, carries credentials, or is too long.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{}` is no web address: write one that begins with https://", shown(raw));
        if raw.len() > MAX_URL_BYTES {
            return Err(format!("is longer than {MAX_URL_BYTES} bytes"));
        }
        let url = Url::parse(raw.trim()).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(wrong());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not carry a user name or password".to_owned());
        }
        Ok(Self(url))
    }

    /// The address as it is shown and linked.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// A key by which addresses are compared: no scheme, `www.`, fragment, tracking parameters or
    /// last slash.
    #[must_use]
    pub fn key(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        let port = self.0.port().map(|port| format!(":{port}")).unwrap_or_default();
        let kept: Vec<String> = self
            .0
            .query_pairs()
            .filter(|(name, _)| !(name.starts_with("utm_") || name == "fbclid" || name == "gclid"))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let host = host.strip_prefix("www.").unwrap_or(host);
        let path = self.0.path().trim_end_matches('/');
        if kept.is_empty() {
            format!("{host}{port}{path}")
        } else {
            format!("{host}{port}{path}?{}", kept.join("&"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(raw: &RawDraft) -> Result<ArticleDraft, Vec<String>> {
        ArticleDraft::parse(raw)
            .map_err(|error| error.0.into_iter().map(|field| field.field).collect())
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let raw = RawDraft {
            url: Some("javascript:alert(1)".to_owned()),
            published_on: Some("2026-02-30".to_owned()),
            language: Some("!".to_owned()),
            ..RawDraft::default()
        };
        assert_eq!(
            draft(&raw),
            Err(["title", "text", "url", "published_on", "language"].map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn text_is_normalised() {
        let text =
            ArticleText::parse("\u{feff}One.\0 \r\n\r\n\r\n\r\nCafe\u{301}\tis\u{7} open.  \n")
                .unwrap();
        assert_eq!(text.as_str(), "One.\n\nCafé is open.");
        assert!(ArticleText::parse(" \n\0 ").is_err());
    }

    #[test]
    fn normalising_twice_changes_nothing() {
        let once = ArticleText::parse("a\u{2029}\u{2029}b \r c\u{85}\u{85}\u{85}d").unwrap();
        assert_eq!(ArticleText::parse(once.as_str()).unwrap(), once);
    }

    #[test]
    fn digest_looks_at_words_alone() {
        let one = ArticleText::parse("One two.\n\nThree.").unwrap();
        let two = ArticleText::parse("One  two.\nThree.").unwrap();
        assert_eq!(one.digest(), two.digest());
        assert_ne!(one.digest(), ArticleText::parse("One two. Four.").unwrap().digest());
    }

    #[test]
    fn addresses_are_compared_without_tracking() {
        let key = |raw: &str| ArticleUrl::parse(raw).unwrap().key();
        assert_eq!(key("https://www.example.org/a/?utm_source=x#top"), key("http://example.org/a"));
        assert_ne!(key("https://example.org/a?id=1"), key("https://example.org/a?id=2"));
    }

    #[test]
    fn only_web_addresses_are_taken() {
        for bad in [
            "javascript:alert(1)",
            "ftp://a.org/",
            "data:text/html,x",
            "//a.org",
            "https://u:p@a.org/",
            "file:///etc/passwd",
        ] {
            assert!(ArticleUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
