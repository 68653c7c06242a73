//! Passwords are kept as Argon2id (RFC 9106), each with a salt of its own.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::OnceLock;

/// The PHC string to store for a password. Takes some tens of milliseconds by design: never on an async thread.
pub fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
}

/// [`hash`] on a thread where it holds nobody up.
pub async fn hashed(password: String) -> anyhow::Result<String> {
    let hash = tokio::task::spawn_blocking(move || hash(&password)).await?;
    hash.map_err(|error| anyhow::anyhow!("hashing the password: {error}"))
}

/// A password for somebody who will choose their own: 100 random bits in letters that are not mistaken for each other,
/// in groups that can be read out.
pub fn fresh() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = || char::from(LETTERS[usize::from(rand::random::<u8>() % 32)]);
    let group = || (0..5).map(|_| letter()).collect::<String>();
    [group(), group(), group(), group()].join("-")
}

/// Whether the password is the one that was hashed. `None` (no such login) takes as long as a wrong password, so that
/// time does not tell which logins exist.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    let text = stored.unwrap_or_else(|| decoy());
    let fits =
        PasswordHash::new(text).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    fits && stored.is_some()
}

fn decoy() -> &'static str {
    static DECOY: OnceLock<String> = OnceLock::new();
    DECOY.get_or_init(|| hash("nobody has this password").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_was_made_can_be_read_out_and_never_comes_again() {
        let (one, other) = (fresh(), fresh());
        assert_ne!(one, other);
        assert_eq!(one.len(), 23);
        assert!(!one.contains(['0', 'o', '1', 'l']), "{one}");
    }

    #[test]
    fn only_the_right_password_opens() {
        let stored = hash("晴天-42").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("晴天-42", Some(&stored)));
        assert!(!verify("晴天-43", Some(&stored)));
        assert!(!verify("晴天-42", Some("not a hash")));
        assert!(!verify("nobody has this password", None));
    }
}
