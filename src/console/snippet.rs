//! Canned texts: typed by a prefix, their gaps filled with what is at hand.
//!
//! ```toml
//! [[snippet]]
//! prefix = "hurry"
//! title = "Expedited"
//! text = "Hello {customer}, order {order} has been expedited."
//! ```

mod file;
#[cfg(test)]
mod tests;

/// The sign before a prefix in a text.
pub const MARK: char = ';';

/// One canned text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// What it is typed by, after [`MARK`].
    pub prefix: String,
    /// What it is called.
    pub title: String,
    /// The words, with gaps.
    pub text: String,
}

/// What can stand in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gap {
    /// The customer's name.
    Customer,
    /// The number of the order in question.
    Order,
    /// The number of its parcel.
    Waybill,
    /// The number of the ticket.
    Ticket,
    /// The agent's name.
    Agent,
}

impl Gap {
    /// Every gap.
    pub const ALL: [Self; 5] = [Self::Customer, Self::Order, Self::Waybill, Self::Ticket, Self::Agent];

    /// How it is written between braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Order => "order",
            Self::Waybill => "waybill",
            Self::Ticket => "ticket",
            Self::Agent => "agent",
        }
    }

    /// As it stands in a text: "{order}".
    fn written(self) -> String {
        format!("{{{}}}", self.name())
    }
}

impl Snippet {
    /// The words with `known` in their gaps; a gap of which nothing is known stays, to be seen.
    pub fn filled(&self, known: impl Fn(Gap) -> Option<String>) -> String {
        let fill = |text: String, gap: Gap| match known(gap) {
            Some(value) => text.replace(&gap.written(), &value),
            None => text,
        };
        Gap::ALL.into_iter().fold(self.text.clone(), fill)
    }

    /// How well it fits what was typed into the search: by its prefix (0), its title, or its words; none: it does not.
    fn rank(&self, query: &str) -> Option<usize> {
        let [prefix, title, text] = [&self.prefix, &self.title, &self.text].map(|words| words.to_lowercase());
        [prefix.starts_with(query), title.contains(query), text.contains(query)].into_iter().position(|fits| fits)
    }
}

/// The first gap of a text that nobody has filled.
pub fn open_gap(text: &str) -> Option<Gap> {
    Gap::ALL
        .into_iter()
        .filter_map(|gap| Some((text.find(&gap.written())?, gap)))
        .min_by_key(|(at, _)| *at)
        .map(|it| it.1)
}

/// The prefix that ends a text, and where its mark stands: "…;hurry".
pub fn prefix_before(text: &str) -> Option<(usize, &str)> {
    let start = text.rfind(MARK)?;
    let prefix = &text[start + MARK.len_utf8()..];
    let is_word = |sign: char| !sign.is_whitespace() && sign != MARK;
    (!prefix.is_empty() && prefix.chars().all(is_word)).then_some((start, prefix))
}

/// Canned texts, the user's own first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippets(Vec<Snippet>);

impl Snippets {
    /// All of them.
    pub fn all(&self) -> &[Snippet] {
        &self.0
    }

    /// The one that is typed by that prefix.
    pub fn get(&self, prefix: &str) -> Option<&Snippet> {
        self.0.iter().find(|snippet| snippet.prefix == prefix)
    }

    /// Those that fit what was typed, best first; all of them when nothing was.
    pub fn search(&self, query: &str) -> Vec<&Snippet> {
        let query = query.trim().trim_start_matches(MARK).to_lowercase();
        let mut found: Vec<(usize, &Snippet)> =
            self.0.iter().filter_map(|snippet| Some((snippet.rank(&query)?, snippet))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, snippet)| snippet).collect()
    }

    /// These before those of `below`; a prefix that both have is these's.
    #[must_use]
    pub fn over(mut self, below: Self) -> Self {
        let fresh: Vec<Snippet> = below.0.into_iter().filter(|snippet| self.get(&snippet.prefix).is_none()).collect();
        self.0.extend(fresh);
        self
    }
}
