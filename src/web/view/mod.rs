//! What templates print: fields ready to print, named as the templates name them. One file a noun.

mod account;
mod article;
mod decision;
mod finding;
mod form;
mod history;
mod mark;
mod matrix;
mod names;
mod report;

pub(crate) use account::{Session, Token, may, role_choices};
pub(crate) use article::{Article, ArticleRow, Block, folio};
pub(crate) use decision::{Held, PositionEntry, ValueFields, choices, raw};
pub(crate) use finding::{HeadedBy, Part, Passage, Position, Shift, Speech, parts, shifts};
pub(crate) use form::{Field, Form, Mistake, mistakes, why};
pub(crate) use history::{Difference, Entry};
pub(crate) use mark::MarkView;
pub(crate) use matrix::{Matrix, StanceMeaning, legend};
pub(crate) use names::Names;
pub(crate) use report::{Report, ReportFields};

use super::query::{address, given};

/// A way to somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) name: String,
}

impl Link {
    /// To `href`, called `name`.
    pub(crate) fn new(href: &str, name: &str) -> Self {
        Self { href: href.to_owned(), name: name.to_owned() }
    }
}

/// The same query as data.
pub(crate) struct Twins {
    pub(crate) json: String,
    pub(crate) csv: String,
}

impl Twins {
    /// Of the page at `path`, with the parameters of its query.
    pub(crate) fn of(path: &str, pairs: &[(&str, &str)]) -> Self {
        let twin = |ending| address(&format!("{path}.{ending}"), pairs.iter().copied());
        Self { json: twin("json"), csv: twin("csv") }
    }
}

/// Where a list goes on.
pub(crate) struct Paging {
    pub(crate) first: Option<String>,
    pub(crate) next: Option<String>,
}

impl Paging {
    /// Of the list at `path` with its filters, shown after `after` (empty at its beginning).
    pub(crate) fn of(
        path: &str,
        pairs: &[(&str, &str)],
        (after, limit): (&str, &str),
        next: Option<String>,
    ) -> Self {
        let at = |after: &str| {
            let place = [("after", after), ("limit", limit)];
            address(path, pairs.iter().copied().chain(place))
        };
        Self { first: given(after).map(|_| at("")), next: next.map(|next| at(&next)) }
    }
}

/// A value in a list to choose from.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) selected: bool,
}

/// A filter by named values.
pub(crate) struct FilterChoice {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) any: &'static str,
    pub(crate) options: Vec<Choice>,
}

/// A filter by something typed.
pub(crate) struct FilterInput {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) value: String,
}

/// A form that narrows a list.
pub(crate) struct Filter {
    pub(crate) action: String,
    pub(crate) summary: String,
    pub(crate) is_open: bool,
    pub(crate) clear_href: String,
    pub(crate) choices: Vec<FilterChoice>,
    pub(crate) inputs: Vec<FilterInput>,
}
