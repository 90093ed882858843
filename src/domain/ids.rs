//! Ids: one newtype each, made by the program, ordered by the time they were made.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A stored negotiation.
    NegotiationId
);
id!(
    /// One version of a negotiation's catalog.
    CatalogId
);
id!(
    /// A stored article.
    ArticleId
);
id!(
    /// A stored passage.
    PassageId
);
id!(
    /// A stored position.
    PositionId
);

id!(
    /// A reader's report of a mistake.
    ReportId
);
id!(
    /// What one person has marked in one revision of an article.
    CodingId
);
id!(
    /// An account.
    AccountId
);
id!(
    /// A session: one browser signed in.
    SessionId
);
id!(
    /// A token with which a program signs in.
    TokenId
);
id!(
    /// An entry of the audit.
    AuditId
);

/// Milliseconds from the Unix epoch to 2024-01-01T00:00:00Z, where ids begin.
const EPOCH_MS: i64 = 1_704_067_200_000;
/// Low bits that count ids made within one millisecond.
const SEQUENCE_BITS: u32 = 12;

/// Makes ids: milliseconds since 2024 above 12 bits of sequence, so that they order by time,
/// fit a `bigint`, and stay below 2^53 (exact in JSON) until 2093.
#[derive(Debug, Default)]
pub struct IdSource {
    last: AtomicI64,
}

impl IdSource {
    /// A source that has made no id yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { last: AtomicI64::new(0) }
    }

    /// The instant at which an id was made, to the millisecond; the epoch for a number that no
    /// source made.
    #[must_use]
    pub fn made_at(id: i64) -> Timestamp {
        let ms = (id >> SEQUENCE_BITS).saturating_add(EPOCH_MS);
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The next id at `now`: greater than every id this source made before.
    pub fn next(&self, now: Timestamp) -> i64 {
        let fresh = (now.as_millisecond() - EPOCH_MS).max(1) << SEQUENCE_BITS;
        let previous = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(fresh.max(last + 1)))
            .unwrap_or_else(|last| last);
        fresh.max(previous + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_stands_still_or_goes_back() {
        let ids = IdSource::new();
        let now: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap();
        let made: Vec<i64> = (0..10_000).map(|_| ids.next(now)).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ids.next("2025-01-01T00:00:00Z".parse().unwrap()) > made[9_999]);
    }

    #[test]
    fn ids_are_exact_in_json_numbers() {
        let late: Timestamp = "2090-01-01T00:00:00Z".parse().unwrap();
        assert!(IdSource::new().next(late) < 1 << 53);
    }
}
