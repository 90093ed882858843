//! One article as plain text under a small header: `key: value` lines, a blank line, the text.

use crate::domain::RawDraft;

/// What a file looks like, for messages and help.
pub const FORM: &str = "\
negotiation: ukraine-russia
title: The headline
outlet: Who published it
author: Who wrote it
url: https://example.org/where-it-stands
published_on: 2026-01-31
language: en

The text, its paragraphs separated by blank lines.";

/// The keys that a header may have, for messages.
const KEYS: &str =
    "negotiation, title, outlet, author, url, published_on (or date, published), language";
/// Most characters of a file's own words in a message.
const SHOWN_CHARS: usize = 40;

/// An article as a file gives it; its fields are not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderFile {
    /// The slug of the negotiation that the file names, as it is written there.
    pub negotiation: Option<String>,
    /// The article's fields; those that the header leaves out are absent.
    pub draft: RawDraft,
}

/// Why a file does not have the form; lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFileError {
    /// The file does not begin with a header line.
    #[error("the file has no header; it should look like this:\n\n{FORM}")]
    NoHeader,
    /// A line of the header has no `key: value`.
    #[error(
        "line {line}: `{words}` is no `key: value`; a blank line must part the header from the text"
    )]
    NoKey {
        /// Where it stands.
        line: usize,
        /// How the line begins.
        words: String,
    },
    /// A key that headers do not have.
    #[error("line {line}: unknown key `{key}`; allowed are {KEYS}")]
    UnknownKey {
        /// Where it stands.
        line: usize,
        /// The key as it is written.
        key: String,
    },
    /// A key that stood before, by this or its other name.
    #[error("line {line}: `{key}` is given a second time")]
    RepeatedKey {
        /// Where it stands the second time.
        line: usize,
        /// The key as it is written.
        key: String,
    },
}

/// Reads one file. Keys may be written in any case; an empty value is an absent one; blank lines
/// before the header are passed over.
///
/// # Errors
/// The first line that breaks the form.
pub fn parse(source: &str) -> Result<HeaderFile, HeaderFileError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut fields = Fields::default();
    let mut rest = source;
    let mut line = 0;
    let mut begun = false;
    while let Some((words, after)) = next_line(rest) {
        rest = after;
        line += 1;
        if words.is_empty() {
            if begun {
                break;
            }
            continue;
        }
        let Some((key, value)) = key_and_value(words) else {
            return Err(if begun {
                let words = shown(words);
                HeaderFileError::NoKey { line, words }
            } else {
                HeaderFileError::NoHeader
            });
        };
        fields.set(line, key, value)?;
        begun = true;
    }
    if begun { Ok(fields.into_file(rest)) } else { Err(HeaderFileError::NoHeader) }
}

/// The header's values: `None` is a key that has not stood yet.
#[derive(Default)]
struct Fields<'a> {
    negotiation: Option<&'a str>,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    author: Option<&'a str>,
    url: Option<&'a str>,
    published_on: Option<&'a str>,
    language: Option<&'a str>,
}

impl<'a> Fields<'a> {
    fn set(&mut self, line: usize, key: &str, value: &'a str) -> Result<(), HeaderFileError> {
        let field = match key.to_ascii_lowercase().as_str() {
            "negotiation" => &mut self.negotiation,
            "title" => &mut self.title,
            "outlet" => &mut self.outlet,
            "author" => &mut self.author,
            "url" => &mut self.url,
            "published_on" | "published" | "date" => &mut self.published_on,
            "language" => &mut self.language,
            _ => {
                let key = shown(key);
                return Err(HeaderFileError::UnknownKey { line, key });
            }
        };
        if field.replace(value).is_some() {
            let key = shown(key);
            return Err(HeaderFileError::RepeatedKey { line, key });
        }
        Ok(())
    }

    fn into_file(self, text: &str) -> HeaderFile {
        let given =
            |value: Option<&str>| value.filter(|words| !words.is_empty()).map(str::to_owned);
        HeaderFile {
            negotiation: given(self.negotiation),
            draft: RawDraft {
                title: self.title.unwrap_or_default().to_owned(),
                text: text.trim().to_owned(),
                outlet: given(self.outlet),
                author: given(self.author),
                url: given(self.url),
                published_on: given(self.published_on),
                language: given(self.language),
            },
        }
    }
}

/// The first line without white space around it, and what follows it.
fn next_line(source: &str) -> Option<(&str, &str)> {
    if source.is_empty() {
        return None;
    }
    let (line, rest) = source.split_once('\n').unwrap_or((source, ""));
    Some((line.trim(), rest))
}

/// A key is one word: letters, `_` and `-`, then a colon.
fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim_end();
    let is_word = |c: char| c.is_alphabetic() || c == '_' || c == '-';
    (!key.is_empty() && key.chars().all(is_word)).then(|| (key, value.trim()))
}

fn shown(words: &str) -> String {
    words.chars().take(SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shown_form_is_read() {
        let file = parse(FORM).unwrap();
        assert_eq!(file.negotiation.as_deref(), Some("ukraine-russia"));
        assert_eq!(file.draft.title, "The headline");
        assert_eq!(file.draft.outlet.as_deref(), Some("Who published it"));
        assert_eq!(file.draft.author.as_deref(), Some("Who wrote it"));
        assert_eq!(file.draft.url.as_deref(), Some("https://example.org/where-it-stands"));
        assert_eq!(file.draft.published_on.as_deref(), Some("2026-01-31"));
        assert_eq!(file.draft.language.as_deref(), Some("en"));
        assert_eq!(file.draft.text, "The text, its paragraphs separated by blank lines.");
    }

    #[test]
    fn keys_have_any_case_other_names_and_may_be_empty() {
        let file = parse("\u{feff}\r\nTITLE : A: b\r\nDate:2026-02-01\r\nOutlet:\r\n\r\nOne.\r\n\r\nTwo: three.\r\n")
            .unwrap();
        assert_eq!(file.draft.title, "A: b");
        assert_eq!(file.draft.published_on.as_deref(), Some("2026-02-01"));
        assert_eq!((file.draft.outlet, file.negotiation), (None, None));
        assert_eq!(file.draft.text, "One.\r\n\r\nTwo: three.");
        let file = parse("title: Ж\npublished: 2026-02-01").unwrap();
        assert_eq!(file.draft.published_on.as_deref(), Some("2026-02-01"));
        assert_eq!(file.draft.text, "");
    }

    #[test]
    fn a_file_without_a_header_is_shown_the_form() {
        for bare in
            ["", "\n \n", "The delegations left.\n\nMore.", "Late on Monday: a meeting.", ": x"]
        {
            let error = parse(bare).unwrap_err();
            assert_eq!(error, HeaderFileError::NoHeader, "{bare:?}");
            assert!(error.to_string().contains(FORM));
        }
    }

    #[test]
    fn mistakes_name_their_line() {
        let error = parse("\ntitle: A\nsubtitle: B\n\nText.").unwrap_err();
        let key = "subtitle".to_owned();
        assert_eq!(error, HeaderFileError::UnknownKey { line: 3, key });
        assert!(error.to_string().contains("published_on"), "{error}");

        let error = parse("date: 2026-01-01\npublished_on: 2026-01-01\n\nText.").unwrap_err();
        let key = "published_on".to_owned();
        assert_eq!(error, HeaderFileError::RepeatedKey { line: 2, key });

        let error = parse("title: A\nThe delegations left on Monday for the capital.").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2: `The delegations left on Monday for the c` is no `key: value`; \
             a blank line must part the header from the text"
        );
    }
}
