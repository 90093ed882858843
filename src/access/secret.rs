//! Secrets that the program makes: of sessions and tokens. Only their digests are kept.

use std::fmt::Write;

use crate::domain::sha256_hex;

/// Random bytes of a secret: 256 bits, so that no guess ever finds one.
const BYTES: usize = 32;
/// What a token begins with, so that it is recognised where it should not stand.
const TOKEN_PREFIX: &str = "cdc_";

/// The system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes: {0}")]
pub struct SecretError(getrandom::Error);

/// A secret on its way to whom it is for; it is never kept.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new secret of a session: 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn of_session() -> Result<Self, SecretError> {
        Self::made("")
    }

    /// A new token: `cdc_` and 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn of_token() -> Result<Self, SecretError> {
        Self::made(TOKEN_PREFIX)
    }

    fn made(prefix: &str) -> Result<Self, SecretError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(SecretError)?;
        let mut word = prefix.to_owned();
        for byte in bytes {
            // Writing to a string cannot fail.
            let _ = write!(word, "{byte:02x}");
        }
        Ok(Self(word))
    }

    /// What was sent as a session's secret, when it has the form of one.
    #[must_use]
    pub fn sent_as_session(word: &str) -> Option<Self> {
        is_random(word).then(|| Self(word.to_owned()))
    }

    /// What was sent as a token, when it has the form of one.
    #[must_use]
    pub fn sent_as_token(word: &str) -> Option<Self> {
        word.strip_prefix(TOKEN_PREFIX).filter(|word| is_random(word))?;
        Some(Self(word.to_owned()))
    }

    /// The secret itself, for the one answer that shows it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it. Looking a digest up takes a time that says nothing about the secret:
    /// near guesses have digests far apart.
    #[must_use]
    pub fn digest(&self) -> String {
        sha256_hex([self.0.as_bytes()])
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

fn is_random(word: &str) -> bool {
    word.len() == 2 * BYTES && word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_have_their_form() {
        let (one, other) = (Secret::of_session().unwrap(), Secret::of_session().unwrap());
        assert_ne!(one.reveal(), other.reveal());
        assert_ne!(one.digest(), other.digest());
        assert!(Secret::sent_as_session(one.reveal()).is_some());
        let token = Secret::of_token().unwrap();
        assert!(token.reveal().starts_with("cdc_"));
        let sent = Secret::sent_as_token(token.reveal()).unwrap();
        assert_eq!(sent.digest(), token.digest());
        assert!(!format!("{token:?}").contains("cdc_"));
    }

    #[test]
    fn what_has_not_the_form_is_no_secret() {
        let session = Secret::of_session().unwrap();
        for bad in ["", "cdc_", "x", &session.reveal().to_uppercase(), &session.reveal()[1..]] {
            assert!(Secret::sent_as_session(bad).is_none(), "{bad}");
            assert!(Secret::sent_as_token(bad).is_none(), "{bad}");
        }
        assert!(Secret::sent_as_token(session.reveal()).is_none());
    }
}
