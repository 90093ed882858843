//! Digests: short names for content.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// SHA-256 of `parts` one after another, in hexadecimal: 64 characters.
#[must_use]
pub fn sha256_hex<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn digest_is_the_standards_own_example() {
        let hex = super::sha256_hex([&b"a"[..], b"bc"]);
        assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
