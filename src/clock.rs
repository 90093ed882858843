//! The only `now`. Time is passed in, so that tests can hold it still.

use jiff::Timestamp;

/// Tells the time: the machine's, or a fixed one for tests.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's clock, UTC.
    System,
    /// Always this instant.
    Fixed(Timestamp),
}

impl Clock {
    /// The present instant.
    #[must_use]
    pub fn now(self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the place that may ask")]
            Self::System => Timestamp::now(),
            Self::Fixed(instant) => instant,
        }
    }
}
