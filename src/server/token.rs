//! Session tokens: opaque, random, and stored only as their hash.

use super::hex;
use crate::domain::digest;

/// A fresh token of 256 random bits, in hexadecimal after a prefix that secret scanners can look for.
pub fn fresh() -> String {
    format!("rd_{}", hex::encode(&rand::random::<[u8; 32]>()))
}

/// What is stored in place of a token: its SHA-256, in lower-case hexadecimal.
pub fn hash(token: &str) -> String {
    digest::sha256(token.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_never_repeat_and_hash_as_published() {
        assert_ne!(fresh(), fresh());
        assert_eq!(fresh().len(), 67);
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
