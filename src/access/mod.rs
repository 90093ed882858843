//! Who may do what: the table of needs, identities, passwords, secrets, and the brakes on
//! guessing and reporting.
//!
//! Nothing here knows of pages or SQL. The table (`needs`) is the only place that says which role
//! a route needs; `server::guard` consults it before any handler runs.

mod host;
mod identity;
mod may;
mod needs;
mod password;
mod secret;
mod throttle;
mod viewer;

pub use host::is_loopback;
pub use identity::{Identity, Refusal, SignedInBy};
pub use may::May;
pub use needs::{Allowed, Need, READING_DELETED, Row, TABLE, allowed};
pub use password::{MAX_BYTES, MIN_CHARS, NewPassword, PasswordError, Passwords};
pub use secret::{Secret, SecretError};
pub use throttle::{ReportBrake, Throttle, Wait};
pub use viewer::Viewer;

/// What signing in and reporting work with. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Hashes and compares passwords.
    pub passwords: Passwords,
    /// Slows down who guesses.
    pub throttle: Throttle,
    /// Slows down who reports much.
    pub reports: ReportBrake,
}
