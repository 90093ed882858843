//! Entries of a history, and what differs between two revisions, in the words that pages print.

use serde_json::{Map, Value};

use super::Link;
use crate::store::{AuditRow, Revision};
use crate::web::difference::{Paragraph, Piece, paragraphs, whole, words};
use crate::web::print::{self, Date};

/// What was done once, by whom, when and why.
pub(crate) struct Entry {
    pub(crate) when: Date,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) why: String,
    pub(crate) changes: Vec<Change>,
    /// Leads to what became of it.
    pub(crate) link: Option<Link>,
}

/// One thing that has changed; what was not there is empty.
pub(crate) struct Change {
    pub(crate) label: String,
    pub(crate) before: String,
    pub(crate) after: String,
    /// Whether there was a state before, even if this was empty in it.
    pub(crate) has_before: bool,
}

/// Under this name stands the length of a text that has changed, or come.
const TEXT: &str = "characters";

/// Names in the audit, and what pages call them.
const LABELS: [(&str, &str); 9] = [
    ("title", "Title"),
    ("outlet", "Outlet"),
    ("author", "Author"),
    ("published_on", "Published on"),
    ("language", "Language"),
    ("url", "Web address"),
    (TEXT, "Text"),
    ("state", "State"),
    ("reader", "Reader"),
];

impl Entry {
    /// An entry on an article at `href`.
    pub(crate) fn of_article(row: &AuditRow, href: &str) -> Self {
        let (before, after) = states(row);
        let was = before.as_ref().and_then(|state| state.get("revision")?.as_i64());
        let is = after.as_ref().and_then(|state| state.get("revision")?.as_i64());
        let link = match (was, is) {
            (Some(_), Some(is)) => {
                Some(Link::new(&format!("{href}/revisions/{is}/changes"), "What changed"))
            }
            (None, Some(number)) | (Some(number), None) => {
                Some(Link::new(&format!("{href}/revisions/{number}"), "As it stood"))
            }
            (None, None) => None,
        };
        Self { link, ..Self::of(row, before.as_ref(), after.as_ref()) }
    }

    /// An entry on the catalog of the negotiation at `href`.
    pub(crate) fn of_catalog(row: &AuditRow, href: &str) -> Self {
        let (before, after) = states(row);
        let is = after.as_ref().and_then(|state| state.get("version")?.as_i64());
        let link = is.map(|number| {
            let path = format!("{href}/catalog/versions/{number}");
            Link::new(&path, &format!("Version {number}"))
        });
        Self { link, ..Self::of(row, before.as_ref(), after.as_ref()) }
    }

    fn of(row: &AuditRow, before: Option<&State>, after: Option<&State>) -> Self {
        Self {
            when: print::moment(row.at),
            who: row.actor_name.clone(),
            what: capitalised(&row.action),
            why: row.note.clone(),
            changes: changes(before, after),
            link: None,
        }
    }
}

type State = Map<String, Value>;

/// What was written before and after; `check` proves that it is JSON.
fn states(row: &AuditRow) -> (Option<State>, Option<State>) {
    let state = |text: &Option<String>| serde_json::from_str(text.as_deref()?).ok();
    (state(&row.before), state(&row.after))
}

fn changes(before: Option<&State>, after: Option<&State>) -> Vec<Change> {
    let value =
        |state: Option<&State>, name: &str| state.and_then(|state| state.get(name)).cloned();
    let change = |&(name, label): &(&str, &str)| {
        let (was, is) = (value(before, name), value(after, name));
        // A text that has changed may be as long as before.
        (was != is || (name == TEXT && is.is_some())).then(|| Change {
            label: label.to_owned(),
            before: printed(name, was.as_ref()),
            after: printed(name, is.as_ref()),
            has_before: was.is_some(),
        })
    };
    LABELS.iter().filter_map(change).collect()
}

fn printed(name: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if name == TEXT => {
            print::count(number.as_i64().unwrap_or_default(), "character")
        }
        Some(other) => other.to_string(),
    }
}

fn capitalised(action: &str) -> String {
    let mut letters = action.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// What differs between two revisions of an article.
pub(crate) struct Difference {
    pub(crate) fields: Vec<FieldDifference>,
    /// Empty when the text is the same.
    pub(crate) paragraphs: Vec<Paragraph>,
    pub(crate) is_empty: bool,
    pub(crate) language: String,
}

/// A field that is not the same in both.
pub(crate) struct FieldDifference {
    pub(crate) label: &'static str,
    pub(crate) pieces: Vec<Piece>,
}

impl Difference {
    /// From `old` to `new`. With long texts it takes a while.
    pub(crate) fn of(old: &Revision, new: &Revision) -> Self {
        let (was, is) = (&old.row, &new.row);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let fields = [
            ("Title", words(&was.title, &is.title)),
            ("Outlet", words(&text(&was.outlet), &text(&is.outlet))),
            ("Author", words(&text(&was.author), &text(&is.author))),
            ("Published on", unlike(&text(&was.published_on), &text(&is.published_on))),
            ("Language", unlike(&was.language, &is.language)),
            ("Web address", unlike(&text(&was.url), &text(&is.url))),
        ];
        let changed = |piece: &Piece| piece.is_deleted || piece.is_inserted;
        let fields: Vec<FieldDifference> = fields
            .into_iter()
            .filter(|(_, pieces)| pieces.iter().any(changed))
            .map(|(label, pieces)| FieldDifference { label, pieces })
            .collect();
        let same_text = old.text == new.text;
        let paragraphs = if same_text { Vec::new() } else { paragraphs(&old.text, &new.text) };
        let is_empty = fields.is_empty() && same_text;
        Self { fields, paragraphs, is_empty, language: is.language.clone() }
    }
}

/// What is no text is told whole, or not at all.
fn unlike(old: &str, new: &str) -> Vec<Piece> {
    if old == new { Vec::new() } else { whole(old, new) }
}
