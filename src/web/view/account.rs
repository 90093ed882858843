//! Sessions, tokens and roles in the words that pages print.

use super::Choice;
use crate::domain::{Role, SessionId};
use crate::store::{SessionRow, TokenRow};
use crate::web::print::{self, Date};

/// A session of the account whose page it is.
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) agent: String,
    pub(crate) begun: Date,
    pub(crate) seen: Date,
    pub(crate) is_this: bool,
}

impl Session {
    /// Of a stored one; `this` is the one that asks.
    pub(crate) fn of(row: &SessionRow, this: Option<SessionId>) -> Self {
        Self {
            id: row.id.to_string(),
            agent: agent(&row.agent),
            begun: print::moment(row.begun_at),
            seen: print::moment(row.seen_at),
            is_this: this == Some(row.id),
        }
    }
}

/// A token of the account whose page it is.
pub(crate) struct Token {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) made: Date,
    pub(crate) expires: Date,
}

impl From<&TokenRow> for Token {
    fn from(row: &TokenRow) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name.clone(),
            role: row.role,
            made: print::moment(row.created_at),
            expires: print::moment(row.expires_at),
        }
    }
}

/// What a role may do, going on from its name: “coder, which …”.
pub(crate) fn may(role: Role) -> &'static str {
    match role {
        Role::Reader => "reads",
        Role::Coder => "posts articles and analyses texts",
        Role::Editor => "posts, edits and deletes articles",
        Role::Admin => "changes everything: articles, catalogs, people",
    }
}

/// The roles up to `most`, to choose from.
pub(crate) fn role_choices(most: Role, chosen: &str) -> Vec<Choice> {
    let roles = Role::ALL.iter().filter(|&&role| role <= most);
    roles
        .map(|&role| Choice {
            value: role.as_str().to_owned(),
            text: format!("{role}: {}", may(role)),
            selected: role.as_str() == chosen,
        })
        .collect()
}

/// What a browser calls itself, made short: “Firefox on Linux”.
fn agent(words: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| words.contains(mark)).map(|(_, name)| *name)
    };
    // Browsers name those before them: the special ones come first.
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ if words.trim().is_empty() => "Unnamed program".to_owned(),
        _ => words.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_by_what_they_are_not_by_what_they_imitate() {
        let webkit = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)";
        for (words, short) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0".to_owned(),
                "Firefox on Linux",
            ),
            (format!("{webkit} Chrome/140.0 Safari/537.36"), "Chrome on Linux"),
            (format!("{webkit} Chrome/140.0 Safari/537.36 Edg/140"), "Edge on Linux"),
            ("curl/8.0".to_owned(), "curl/8.0"),
            (" ".to_owned(), "Unnamed program"),
        ] {
            assert_eq!(agent(&words), short);
        }
    }

    #[test]
    fn no_role_above_ones_own_can_be_chosen() {
        let values: Vec<_> = role_choices(Role::Editor, "coder").into_iter().collect();
        assert_eq!(values.len(), 3);
        assert!(values[1].selected && values.iter().all(|choice| choice.value != "admin"));
    }
}
