//! How many colours the terminal can show.

/// How many colours the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Depth {
    /// None, or none wanted (NO_COLOR): modifiers alone.
    None,
    /// The terminal's own sixteen.
    Ansi16,
    /// The 256 of xterm.
    Ansi256,
    /// Any.
    Truecolor,
}

impl Depth {
    /// What the environment says; `var` looks a variable up. <https://no-color.org>: set and not empty means none.
    pub fn detect(var: impl Fn(&str) -> Option<String>) -> Self {
        let has = |name: &str, words: &[&str]| {
            var(name).is_some_and(|value| words.iter().any(|word| value.to_ascii_lowercase().contains(word)))
        };
        if var("NO_COLOR").is_some_and(|value| !value.is_empty()) || has("TERM", &["dumb"]) {
            Self::None
        } else if has("COLORTERM", &["truecolor", "24bit"]) || has("TERM", &["direct", "kitty", "ghostty", "alacritty"])
        {
            Self::Truecolor
        } else if has("TERM", &["256"]) {
            Self::Ansi256
        } else {
            Self::Ansi16
        }
    }

    /// The depth of that name in the configuration (`truecolor`, `256`, `16`, `none`); `auto` and others: none.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "truecolor" => Some(Self::Truecolor),
            "256" => Some(Self::Ansi256),
            "16" => Some(Self::Ansi16),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}
