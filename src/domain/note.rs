//! Why something was changed, in the words of who changed it.

use unicode_normalization::UnicodeNormalization;

/// Longest note, in characters.
const MAX_CHARS: usize = 500;

/// What was typed as one line in NFC; an error that says how much too long it is.
pub(super) fn one_line(typed: &str, max_chars: usize) -> Result<String, String> {
    let clean: String = typed.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() {
        chars if chars > max_chars => {
            Err(format!("has {chars} characters; at most {max_chars} are allowed"))
        }
        _ => Ok(line),
    }
}

/// A note on a change: one line, NFC; may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// Takes a note that was typed.
    ///
    /// # Errors
    /// What is wrong, going on from “Why”.
    pub fn parse(typed: &str) -> Result<Self, String> {
        one_line(typed, MAX_CHARS).map(Self)
    }

    /// The note; empty when nothing was said.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn note_is_one_line() {
        assert_eq!(
            Note::parse(" The\r\nname\u{0} was\twrong ").unwrap().as_str(),
            "The name was wrong"
        );
        assert_eq!(Note::parse(" \n ").unwrap(), Note::default());
        assert!(Note::parse(&"é".repeat(500)).is_ok());
        assert!(Note::parse(&"é".repeat(501)).is_err());
    }
}
