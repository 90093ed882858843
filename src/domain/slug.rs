//! Slugs: the names of negotiations, parties and issues in addresses and data.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest slug, in characters.
const MAX: usize = 64;

/// Why a word is no slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no slug: use small letters a–z, digits and single hyphens, at most 64 characters"
)]
pub struct SlugError(pub String);

fn is_slug(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= MAX
        && word.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(try_from = "String", into = "String")]
        #[sqlx(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a word that has the form of a slug.
            ///
            /// # Errors
            /// When it holds anything but small letters, digits and single hyphens.
            pub fn parse(word: &str) -> Result<Self, SlugError> {
                if is_slug(word) { Ok(Self(word.to_owned())) } else { Err(SlugError(word.to_owned())) }
            }

            /// The slug as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = SlugError;
            fn try_from(word: String) -> Result<Self, SlugError> {
                Self::parse(&word)
            }
        }

        impl From<$name> for String {
            fn from(slug: $name) -> Self {
                slug.0
            }
        }
    };
}

slug!(
    /// Names a negotiation, e.g. `ukraine-russia`.
    NegotiationSlug
);
slug!(
    /// Names a party within its negotiation, e.g. `united-states`.
    PartySlug
);
slug!(
    /// Names an issue within its negotiation, e.g. `security-guarantees`.
    IssueSlug
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_small_letters_digits_and_single_hyphens() {
        for good in ["territory", "un-staff", "m23", "a"] {
            assert!(PartySlug::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "é", "a b", "../x", &"a".repeat(65)] {
            assert!(PartySlug::parse(bad).is_err(), "{bad}");
        }
    }
}
