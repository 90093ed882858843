//! The fields of a form, with what was typed and what is wrong with it.

use super::Choice;
use crate::domain::{FieldError, RawDraft};
use crate::store::NegotiationRow;

/// One labelled field.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) value: String,
    /// Goes on from the label: “is missing: …”.
    pub(crate) error: Option<String>,
    pub(crate) is_required: bool,
}

impl Field {
    /// A field that must be filled in, with what was typed.
    pub(crate) fn required(
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        value: &str,
    ) -> Self {
        Self { name, label, hint, value: value.to_owned(), error: None, is_required: true }
    }

    /// A field that may be left empty, with what was typed.
    pub(crate) fn optional(
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        value: &str,
    ) -> Self {
        Self { is_required: false, ..Self::required(name, label, hint, value) }
    }

    /// The same field with what is wrong with it, going on from its label.
    pub(crate) fn wrong(self, error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), ..self }
    }

    /// The same field with what is wrong with it, if anything is.
    pub(crate) fn wrong_if(self, error: Option<&String>) -> Self {
        Self { error: error.cloned(), ..self }
    }
}

/// A mistake in the summary above a form.
pub(crate) struct Mistake {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) message: String,
}

/// The fields of an article.
pub(crate) struct Form {
    pub(crate) negotiation: Field,
    pub(crate) negotiations: Vec<Choice>,
    pub(crate) title: Field,
    pub(crate) text: Field,
    pub(crate) outlet: Field,
    pub(crate) author: Field,
    pub(crate) published_on: Field,
    pub(crate) language: Field,
    pub(crate) url: Field,
}

/// Name, label and hint of each field.
const LABELS: [(&str, &str, &str); 9] = [
    ("negotiation", "Negotiation", ""),
    ("title", "Title", ""),
    ("text", "Text", "The whole text, a blank line between paragraphs."),
    ("outlet", "Outlet", "Who published it."),
    ("author", "Author", "Who wrote it."),
    ("published_on", "Published on", "Year, month, day: 2026-01-31."),
    ("language", "Language", "A language tag; empty means en, English."),
    ("url", "Web address", "Where it was published. Positions then lead to their sentence there."),
    ("note", "Why", "One line, for the history of the article. It may stay empty."),
];

/// Name and label of the fields by which a position is put right or added.
const POSITION_LABELS: [(&str, &str, &str); 9] = [
    ("sentence", "Sentence", ""),
    ("party", "Party", ""),
    ("issue", "Issue", ""),
    ("stance", "Stance", ""),
    ("speaker", "Speaker", ""),
    ("reported_by", "Reported by", ""),
    ("rung", "Known from", ""),
    ("note", "Why", ""),
    ("answer", "The answer", ""),
];

/// The label of a field; its name when it has none.
fn label_of(name: &str) -> &str {
    let mut known = LABELS.iter().chain(&POSITION_LABELS);
    known.find(|(known, ..)| *known == name).map_or(name, |(_, label, _)| label)
}

/// The summary of what is wrong.
pub(crate) fn mistakes(errors: &[FieldError]) -> Vec<Mistake> {
    let mistake = |error: &FieldError| Mistake {
        name: error.field.clone(),
        label: label_of(&error.field).to_owned(),
        message: error.message.clone(),
    };
    errors.iter().map(mistake).collect()
}

/// The field for a note on a change.
pub(crate) fn why(typed: &str, errors: &[FieldError]) -> Field {
    let (name, label, hint) = LABELS[8];
    let error = errors.iter().find(|error| error.field == name);
    let error = error.map(|error| error.message.clone());
    Field { name, label, hint, value: typed.to_owned(), error, is_required: false }
}

impl Form {
    /// The fields with what was typed, what is wrong, and the negotiations to choose from.
    pub(crate) fn of(
        raw: &RawDraft,
        negotiation: &str,
        known: &[NegotiationRow],
        errors: &[FieldError],
    ) -> Self {
        let field = |at: usize, value: &str| {
            let (name, label, hint) = LABELS[at];
            let error = errors.iter().find(|error| error.field == name);
            Field {
                name,
                label,
                hint,
                value: value.to_owned(),
                error: error.map(|error| error.message.clone()),
                is_required: matches!(name, "negotiation" | "title" | "text"),
            }
        };
        let optional = |at, value: &Option<String>| field(at, value.as_deref().unwrap_or(""));
        let choice = |row: &NegotiationRow| Choice {
            value: row.slug.to_string(),
            text: row.name.clone(),
            selected: row.slug.as_str() == negotiation,
        };
        Self {
            negotiation: field(0, negotiation),
            negotiations: known.iter().map(choice).collect(),
            title: field(1, &raw.title),
            text: field(2, &raw.text),
            outlet: optional(3, &raw.outlet),
            author: optional(4, &raw.author),
            published_on: optional(5, &raw.published_on),
            language: optional(6, &raw.language),
            url: optional(7, &raw.url),
        }
    }
}
