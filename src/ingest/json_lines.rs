//! One article as one line of JSON: the form of a coded corpus, whose codings are passed over.

use serde::Deserialize;

use crate::domain::RawDraft;

/// An article as a line gives it; its fields are not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonLine {
    /// The record's own name, for reports; it is not stored.
    pub id: Option<String>,
    /// The slug of the negotiation that the line names, as it is written there.
    pub negotiation: Option<String>,
    /// The article's fields; those that the line leaves out are absent.
    pub draft: RawDraft,
}

/// Why a line does not have the form.
#[derive(Debug, thiserror::Error)]
pub enum JsonLineError {
    /// There is nothing on the line.
    #[error("the line is empty; it should be one JSON object")]
    Empty,
    /// It cannot be read as an article.
    #[error(
        "{message} at column {column}; the line should be one JSON object with the texts \
         \"title\" and \"text\", and may have \"id\", \"negotiation\", \"outlet\", \"author\", \
         \"url\", \"published_on\", \"language\""
    )]
    NoArticle {
        /// What is wrong.
        message: String,
        /// The byte of the line at which reading stopped, from 1.
        column: usize,
    },
}

/// The fields that are read; others are passed over.
#[derive(Deserialize)]
struct Fields {
    id: Option<String>,
    negotiation: Option<String>,
    title: String,
    text: String,
    outlet: Option<String>,
    author: Option<String>,
    url: Option<String>,
    published_on: Option<String>,
    language: Option<String>,
}

/// Reads one line. `null` is an absent field; fields with other names are passed over.
///
/// # Errors
/// When the line is empty, is no JSON object, lacks the title or the text, or a field is no text.
pub fn parse(line: &str) -> Result<JsonLine, JsonLineError> {
    let line = line.trim_start_matches('\u{feff}').trim();
    if line.is_empty() {
        return Err(JsonLineError::Empty);
    }
    let fields: Fields = serde_json::from_str(line).map_err(|error| {
        let column = error.column();
        let place = format!(" at line {} column {column}", error.line());
        let message = error.to_string().replace(&place, "");
        JsonLineError::NoArticle { message, column }
    })?;
    Ok(JsonLine {
        id: fields.id,
        negotiation: fields.negotiation,
        draft: RawDraft {
            title: fields.title,
            text: fields.text,
            outlet: fields.outlet,
            author: fields.author,
            url: fields.url,
            published_on: fields.published_on,
            language: fields.language,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coded_record_is_read_and_its_codings_passed_over() {
        let line = r#"{"id": "x-1", "negotiation": "ukraine-russia", "register": "wire", "title": "T", "outlet": "O",
            "published_on": "2026-01-31", "text": "One.\n\nЖ two.", "author": null, "passages": [{"quote": "One."}]}"#;
        let read = parse(line).unwrap();
        assert_eq!(read.id.as_deref(), Some("x-1"));
        assert_eq!(read.negotiation.as_deref(), Some("ukraine-russia"));
        assert_eq!(read.draft.text, "One.\n\nЖ two.");
        assert_eq!(read.draft.outlet.as_deref(), Some("O"));
        assert_eq!(read.draft.published_on.as_deref(), Some("2026-01-31"));
        assert_eq!((read.draft.author, read.draft.url), (None, None));
    }

    #[test]
    fn title_and_text_suffice() {
        let read = parse("\u{feff}{\"title\": \"T\", \"text\": \"One.\"}\r\n").unwrap();
        assert_eq!((read.id, read.negotiation), (None, None));
        assert_eq!(read.draft.title, "T");
    }

    #[test]
    fn mistakes_say_what_and_where() {
        assert!(matches!(parse(" \n"), Err(JsonLineError::Empty)));
        for (line, said) in [
            (r#"{"title": "T"}"#, "missing field `text` at column 14"),
            (r#"{"title": 5, "text": "x"}"#, "expected a string at column 11"),
            (r#"{"title": "T", "text""#, "at column 21"),
            ("title: T", "at column 2"),
            (r#"["T"]"#, "at column"),
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.contains(said), "{line} said {error}");
            assert_eq!(error.matches("column").count(), 1, "{error}");
        }
    }
}
