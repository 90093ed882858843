//! A coded corpus: articles with the issues and positions that people found in them.

use serde::Deserialize;

use crate::domain::Stance;

/// One coded article.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldArticle {
    /// Its name in the corpus.
    pub id: String,
    /// The negotiation's slug.
    pub negotiation: String,
    /// The headline.
    #[serde(default)]
    pub title: Option<String>,
    /// The text, paragraphs separated by a blank line.
    pub text: String,
    /// Sentences that mention an issue.
    #[serde(default)]
    pub passages: Vec<GoldPassage>,
    /// Positions.
    #[serde(default)]
    pub positions: Vec<GoldPosition>,
}

/// A coded passage.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldPassage {
    /// The sentence, as the text has it.
    pub quote: String,
    /// Slugs of the issues that it mentions.
    pub issues: Vec<String>,
}

/// A coded position.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldPosition {
    /// The sentence, as the text has it.
    pub quote: String,
    /// Slug of the party that holds it.
    pub party: String,
    /// Slug of the issue.
    pub issue: String,
    /// The attitude.
    pub stance: Stance,
    /// The person, where one is named.
    #[serde(default)]
    pub speaker: Option<String>,
    /// Slug of the party on whose word it rests.
    #[serde(default)]
    pub reported_by: Option<String>,
}

/// Why a corpus cannot be scored.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// A line is not a coded article.
    #[error("line {line}: {message}")]
    Line {
        /// From 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A quote is not in its text.
    #[error("article {id}: no such sentence in the text: {quote:?}")]
    Quote {
        /// The article.
        id: String,
        /// The quote, as the corpus has it.
        quote: String,
    },
}

/// Reads a corpus: one JSON object a line, empty lines skipped.
///
/// # Errors
/// The first line that is no coded article.
pub fn read_corpus(source: &str) -> Result<Vec<GoldArticle>, CorpusError> {
    let lines = source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line)
                .map_err(|error| CorpusError::Line { line: at + 1, message: error.to_string() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corpus_is_read_line_by_line_and_a_bad_line_is_named() {
        let good = r#"{"id": "a", "negotiation": "n", "text": "Yes."}"#;
        let read = read_corpus(&format!("{good}\n\n{good}\n")).unwrap();
        assert_eq!(read.len(), 2);
        assert!(read[0].passages.is_empty());
        let error = read_corpus(&format!("{good}\n{{\"id\": 3}}")).unwrap_err();
        assert!(error.to_string().starts_with("line 2: "), "{error}");
    }
}
