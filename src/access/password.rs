//! Passwords: what is taken as one, and how it is kept and compared.

use std::sync::Arc;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::domain::PasswordHash;

/// Fewest characters of a password.
pub const MIN_CHARS: usize = 12;
/// Most bytes of a password: more is no better, and takes time.
pub const MAX_BYTES: usize = 1024;

/// Memory, passes and lanes of argon2id, as OWASP advises (Password Storage Cheat Sheet, 2025).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Passwords hashed at once: each takes 19 MiB.
const AT_ONCE: usize = 4;

/// Compared when there is no account of the name, so that the answer takes as long as for one that
/// there is. Its salt and hash are random; no password is known to match.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$1syDyzTBWcGL8SDCkl+yRQ$\
     aOP+G7aDphlMKIl4Juud3yipqdOxZyFRPZ++kHOouF4";

/// A password could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct PasswordError(String);

/// A password that may be taken: long enough, and not too long.
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// Takes what was typed as the new password of the account `name`.
    ///
    /// # Errors
    /// What is wrong, going on from “Password”.
    pub fn parse(typed: &str, name: &str) -> Result<Self, String> {
        let password = unified(typed);
        if password.chars().count() < MIN_CHARS {
            return Err(format!(
                "is too short: give at least {MIN_CHARS} characters; several words do well"
            ));
        }
        if password.len() > MAX_BYTES {
            return Err(format!("is too long: give at most {MAX_BYTES} bytes"));
        }
        let folded = password.to_lowercase();
        let plain = [name.to_lowercase(), "concordance".to_owned()];
        let rest = plain.iter().fold(folded, |rest, word| rest.replace(word.as_str(), ""));
        let mut letters: Vec<char> = rest.chars().collect();
        letters.sort_unstable();
        letters.dedup();
        if letters.len() < 4 {
            return Err("is too easily guessed: do not build it from one or two letters, \
                        your name or this site’s"
                .to_owned());
        }
        Ok(Self(password))
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// The same characters however a keyboard composes them (NIST SP 800-63B).
fn unified(typed: &str) -> String {
    typed.nfkc().collect()
}

/// Hashes and compares passwords, a few at once. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The password as it is kept.
    ///
    /// # Errors
    /// When there is no memory or no random bytes for it.
    pub async fn hash(&self, password: NewPassword) -> Result<PasswordHash, PasswordError> {
        self.work(move || {
            let hash: phc::PasswordHash = hasher()?
                .hash_password(password.0.as_bytes())
                .map_err(|error| PasswordError(error.to_string()))?;
            Ok(PasswordHash(hash.to_string()))
        })
        .await
    }

    /// Whether `typed` is the password that is kept as `kept`. Without one, it takes as long and
    /// is false.
    ///
    /// # Errors
    /// When what is kept cannot be read, or there is no memory for it.
    pub async fn matches(
        &self,
        typed: &str,
        kept: Option<&PasswordHash>,
    ) -> Result<bool, PasswordError> {
        // None longer was ever taken, and hashing a long one would take longer.
        let short = typed.len() <= 4 * MAX_BYTES;
        let password = if short { unified(typed) } else { String::new() };
        let is_known = kept.is_some() && short;
        let kept = kept.map_or(NOBODY, |kept| kept.0.as_str()).to_owned();
        self.work(move || {
            let kept = phc::PasswordHash::new(&kept)
                .map_err(|error| PasswordError(format!("what is kept cannot be read: {error}")))?;
            let matches = hasher()?.verify_password(password.as_bytes(), &kept).is_ok();
            Ok(matches && is_known)
        })
        .await
    }

    /// Runs `job` beside the threads that answer requests. The permit goes with it: a request that
    /// has been given up does not make room before its work is done.
    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|error| PasswordError(error.to_string()))?;
        tokio::task::spawn_blocking(move || {
            let done = job();
            drop(permit);
            done
        })
        .await
        .map_err(|error| PasswordError(error.to_string()))?
    }
}

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| PasswordError(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_long_and_plain_passwords_are_refused() {
        for good in ["correct horse battery", "пароль из слов", "密码密码密码密码一二三四"]
        {
            assert!(NewPassword::parse(good, "ada").is_ok(), "{good}");
        }
        let long = "abcdefgh".repeat(129);
        for bad in [
            "",
            "short",
            "elevenchars",
            "aaaaaaaaaaaaaaaa",
            "AdaAdaAdaAdaAda",
            "abababababab",
            &long,
        ] {
            assert!(NewPassword::parse(bad, "ada").is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_password_matches_itself_however_it_is_composed_and_nothing_else() {
        let passwords = Passwords::default();
        let kept = NewPassword::parse("Café au lait, merci", "ada").unwrap();
        let kept = passwords.hash(kept).await.unwrap();
        assert!(kept.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept.0);
        for (typed, expected) in [
            ("Café au lait, merci", true),
            ("Cafe\u{301} au lait, merci", true),
            ("Cafe au lait, merci", false),
            ("", false),
            ("\u{0}", false),
        ] {
            assert_eq!(passwords.matches(typed, Some(&kept)).await.unwrap(), expected, "{typed}");
            assert!(!passwords.matches(typed, None).await.unwrap());
        }
        let long = "x".repeat(1_000_000);
        assert!(!passwords.matches(&long, Some(&kept)).await.unwrap());
        assert_eq!(passwords.permits.available_permits(), AT_ONCE);
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_an_error_not_a_match() {
        let kept = PasswordHash("plain".to_owned());
        assert!(Passwords::default().matches("plain", Some(&kept)).await.is_err());
    }
}
