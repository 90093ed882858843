//! Accounts: names, roles, and passwords as they are kept.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::position::closed_set;

/// Longest name, in characters.
const MAX_CHARS: usize = 64;

closed_set!(
    /// What an account may do; each role may do what those before it may.
    Role {
        /// Reads, also where reading is private.
        Reader = "reader",
        /// Posts articles and analyses.
        Coder = "coder",
        /// Edits and deletes articles.
        Editor = "editor",
        /// Changes catalogs and negotiations, and looks after people.
        Admin = "admin",
    }
);

/// The name with which a person signs in: NFC, single spaces, nothing that is not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    /// Takes a name that was typed.
    ///
    /// # Errors
    /// What is wrong, going on from “Name”.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>();
        if name.is_empty() {
            return Err("is missing: give the name to sign in with".to_owned());
        }
        if name.chars().count() > MAX_CHARS {
            return Err(format!("is too long: give at most {MAX_CHARS} characters"));
        }
        if name.chars().any(is_unseen) || !name.chars().any(char::is_alphanumeric) {
            return Err("must hold a letter or digit, and nothing that cannot be seen".to_owned());
        }
        Ok(Self(name))
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key by which names are compared.
    #[must_use]
    pub fn key(&self) -> String {
        Self::key_of(&self.0)
    }

    /// The key of whatever was typed; it may be nobody's.
    #[must_use]
    pub fn key_of(typed: &str) -> String {
        // PostgreSQL takes no text that holds NUL.
        let typed = typed.chars().filter(|c| *c != '\0');
        let folded: String = typed.nfkc().flat_map(char::to_lowercase).nfkc().collect();
        folded.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Control characters, and those that turn, join or hide what stands beside them.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// A password as it is kept: a string in the PHC format, with algorithm, parameters and salt.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_those_before_it_may() {
        assert!(Role::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        for &role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
    }

    #[test]
    fn names_are_one_line_that_can_be_seen() {
        assert_eq!(AccountName::parse("  Ada \t Holm ").unwrap().as_str(), "Ada Holm");
        for good in ["a", "ada@example.org", "O’Neill-2", "Ада", "明子"] {
            assert!(AccountName::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "  ", "---", "a\u{202e}b", "a\u{200b}", "a\u{0}", &"a".repeat(65)] {
            assert!(AccountName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn names_that_look_alike_by_case_or_width_have_one_key() {
        let key = AccountName::parse("Ada Holm").unwrap().key();
        for same in ["ADA HOLM", " ada  holm", "Ａｄａ Holm"] {
            assert_eq!(AccountName::key_of(same), key, "{same}");
        }
        assert_ne!(AccountName::key_of("Ada Holms"), key);
    }

    #[test]
    fn a_kept_password_is_not_printed() {
        let kept = PasswordHash("$argon2id$secret".to_owned());
        assert!(!format!("{kept:?}").contains("secret"));
    }
}
