//! The language data, parsed once from the TOML files under `lexicon/`: one file, one section.

use std::collections::HashSet;

use serde::de::DeserializeOwned;

use super::attribution_words::AttributionWords;

/// Everything that the rules know about English.
#[derive(Debug, Clone)]
pub struct Language {
    /// Who says, and how: `attribution.toml`.
    pub attribution: AttributionWords,
    /// Where a sentence ends: `sentences.toml`.
    pub sentences: SentenceWords,
}

impl Language {
    /// Reads the data built into the program.
    ///
    /// # Panics
    /// When a built-in file is broken; a test reads each of them.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            attribution: AttributionWords::new(&parse(
                "attribution.toml",
                include_str!("lexicon/attribution.toml"),
            )),
            sentences: parse("sentences.toml", include_str!("lexicon/sentences.toml")),
        }
    }
}

/// Reads one built-in file.
///
/// # Panics
/// When it is broken, with its name and the line.
pub(super) fn parse<T: DeserializeOwned>(name: &str, toml: &str) -> T {
    match toml::from_str(toml) {
        Ok(words) => words,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// Short forms and what may follow them; all in small letters, without the last full stop.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentenceWords {
    /// Never end a sentence: "Gen.", "Mr.".
    pub titles: HashSet<String>,
    /// End a sentence only before one of `starters`: "U.S.", "Feb.".
    pub abbreviations: HashSet<String>,
    /// Short forms only before a number: "No. 4".
    pub numbered: HashSet<String>,
    /// Words that begin a sentence.
    pub starters: HashSet<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_data_is_whole_and_in_small_letters() {
        let words = Language::built_in().sentences;
        for list in [
            &words.titles,
            &words.abbreviations,
            &words.numbered,
            &words.starters,
        ] {
            assert!(!list.is_empty());
            for word in list {
                assert_eq!(*word, word.to_lowercase());
                assert!(!word.ends_with('.'), "{word}");
            }
        }
    }

    #[test]
    fn a_broken_file_is_named_with_its_line() {
        let broken = std::panic::catch_unwind(|| {
            parse::<SentenceWords>("sentences.toml", "titles = [\"mr\"]\noops = 1\n")
        });
        let message = *broken.unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains("sentences.toml"), "{message}");
        assert!(message.contains("line 2"), "{message}");
    }
}
