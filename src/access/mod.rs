//! Who may do what: the table of needs, identities, passwords, secrets, and the brake on guessing.
//!
//! Nothing here knows of pages or SQL. The table (`needs`) is the only place that says which role
//! a route needs; `server::guard` consults it before any handler runs.

mod host;
mod identity;
mod needs;
mod password;
mod secret;
mod throttle;
mod viewer;

pub use host::is_loopback;
pub use identity::{Identity, Refusal, SignedInBy};
pub use needs::{Allowed, Need, READING_DELETED, Row, TABLE, allowed};
pub use password::{MAX_BYTES, MIN_CHARS, NewPassword, PasswordError, Passwords};
pub use secret::{Secret, SecretError};
pub use throttle::{Throttle, Wait};
pub use viewer::Viewer;

/// What signing in works with. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Hashes and compares passwords.
    pub passwords: Passwords,
    /// Slows down who guesses.
    pub throttle: Throttle,
}
