//! The closed sets that describe a position.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! closed_set {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:tt),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
        #[sqlx(type_name = "text")]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] #[sqlx(rename = $text)] $variant),+
        }

        impl $name {
            /// Every value, in the order in which pages list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value as it is stored and published.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                match word {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(format!("`{word}` is none of {}", [$($text),+].join(", "))),
                }
            }
        }
    };
}

pub(super) use closed_set;

closed_set!(
    /// A party's attitude to what a sentence puts forward on an issue.
    Stance {
        /// Wants it, asks others for it, makes it a requirement.
        Demands = "demands",
        /// Would itself give or do it, or puts it forward as a proposal.
        Offers = "offers",
        /// Agrees to or welcomes what another wants, or a proposal on the table.
        Accepts = "accepts",
        /// Would agree or act, but only if something else holds.
        Conditions = "conditions",
        /// Refuses, opposes, rules out, denies.
        Rejects = "rejects",
        /// Leaves it open: declines to say, has not decided, gives mixed signals.
        Undecided = "undecided",
    }
);

closed_set!(
    /// What people hold of a position.
    Status {
        /// Read by the machine; nobody has decided on it.
        Suggested = "suggested",
        /// Confirmed by a person as the machine read it.
        Confirmed = "confirmed",
        /// Put right by a person: what stands is the person's.
        Corrected = "corrected",
        /// Added by a person: the machine had not found it.
        Added = "added",
        /// Rejected by a person: it counts nowhere, and is not suggested again.
        Rejected = "rejected",
        /// Decided on by a person, but its sentence stands no longer in the article, or not once.
        Orphaned = "orphaned",
    }
);

impl Status {
    /// True when what stands is a person's word, and no suggestion of the machine.
    #[must_use]
    pub fn is_decided(self) -> bool {
        self != Self::Suggested
    }
}

closed_set!(
    /// How a position is known.
    Rung {
        /// A treaty, memorandum, communiqué or law that the party signed or issued.
        SignedDocument = "signed-document",
        /// A leader, minister or envoy, named, in public.
        OnRecord = "on-record",
        /// A spokesperson or an institution's public statement.
        Spokesperson = "spokesperson",
        /// An official or source who is not named.
        UnnamedOfficial = "unnamed-official",
        /// A leaked or obtained document.
        Leak = "leak",
        /// Another party's word for it.
        RivalClaim = "rival-claim",
        /// The outlet's own account, with nobody named as its source.
        Paraphrase = "paraphrase",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_sets_round_trip_through_text_and_json() {
        for &stance in Stance::ALL {
            assert_eq!(stance.as_str().parse(), Ok(stance));
            assert_eq!(serde_json::to_value(stance).unwrap(), stance.as_str());
        }
        for &rung in Rung::ALL {
            assert_eq!(rung.as_str().parse(), Ok(rung));
        }
        assert!("agrees".parse::<Stance>().unwrap_err().contains("accepts"));
    }
}
