//! Keys, tokens and passwords: never shown, whatever is printed.

use std::fmt;

/// What only the two sides may know.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Secrets shorter than this are not looked for in texts: they would take innocent letters with them.
const SHORTEST: usize = 4;
/// Parts of an address shorter than this are words, not keys.
const SHORTEST_KEY: usize = 8;

impl Secret {
    /// Reads `env:NAME` from the environment, `file:PATH` from the first line of a file; anything else is the secret itself.
    pub fn read(source: &str) -> Result<Self, String> {
        let found = match source.split_once(':') {
            Some(("env", name)) => {
                std::env::var(name).map_err(|_| format!("the variable {name} of the environment is not set; set it"))?
            }
            Some(("file", path)) => std::fs::read_to_string(path)
                .map_err(|error| format!("{path}: {error}; name a file that the server can read"))?
                .lines()
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            _ => source.to_owned(),
        };
        if found.is_empty() { Err("the secret is empty".to_owned()) } else { Ok(Self(found)) }
    }

    /// The secret, for whoever sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A text in which the secret is starred out, as it is and as it stands in addresses. Of an address that is a secret, every
    /// long part behind the host may be the key.
    pub fn taken_out_of(&self, text: &str) -> String {
        let behind_the_host =
            self.0.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
        let keys = behind_the_host.split(['/', '?', '&', '=']).filter(|part| part.len() >= SHORTEST_KEY);
        let whole = Some(self.0.as_str()).filter(|whole| whole.len() >= SHORTEST);
        let hidden = |text: String, secret: &str| {
            text.replace(secret, "***").replace(&crate::wire::paths::encode(secret), "***")
        };
        whole.into_iter().chain(keys).fold(text.to_owned(), hidden)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_nowhere() {
        let secret = Secret::read("SEC/ret=1").unwrap();
        assert_eq!(format!("{secret:?}"), "***");
        assert_eq!(secret.taken_out_of("key=SEC/ret=1 or SEC%2Fret%3D1"), "key=*** or ***");
        let address = Secret::read("https://hooks.example/services/T0AAAABBBB?token=hush-hush").unwrap();
        assert_eq!(address.taken_out_of("no T0AAAABBBB at hooks.example: hush-hush"), "no *** at hooks.example: ***");
        assert_eq!(Secret::read("env:NO_SUCH_VARIABLE_HERE").unwrap_err().split(' ').next(), Some("the"));
        assert!(Secret::read("file:/nowhere/key").unwrap_err().starts_with("/nowhere/key: "));
    }
}
