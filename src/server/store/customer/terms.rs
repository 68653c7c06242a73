//! From which beginnings a customer is found while somebody types.

use std::collections::HashSet;

use crate::domain::customer::Customer;

/// Beginnings of one customer at most.
const MOST: usize = 24;
/// Characters of a beginning that are compared.
const LENGTH: usize = 24;

/// Every beginning of a word of name, company and e-mail address, and of each character of a script without blanks:
/// "王建国" is found by 王, 建国 and 国; "Ann Lee" by "ann", "lee" and "ann l". Where there are too many, the name counts
/// before the company, and that before the address.
pub(in crate::server::store) fn terms(customer: &Customer) -> Vec<String> {
    let sources = [Some(customer.name.as_str()), customer.company.as_deref(), customer.email.as_deref()];
    let mut terms = Vec::new();
    for source in sources.into_iter().flatten() {
        let folded = fold(source);
        let starts = folded.char_indices().scan(' ', |before, (at, this)| {
            let starts = this.is_alphanumeric() && (!before.is_alphanumeric() || !this.is_ascii());
            *before = this;
            Some((at, starts))
        });
        terms.extend(starts.filter(|(_, starts)| *starts).map(|(at, _)| cut(&folded[at..])));
    }
    let mut seen = HashSet::new();
    terms.retain(|term| seen.insert(term.clone()));
    terms.truncate(MOST);
    terms
}

/// What is compared with the terms when somebody types `text`.
pub(super) fn searched(text: &str) -> String {
    cut(&fold(text))
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn cut(text: &str) -> String {
    text.chars().take(LENGTH).collect()
}
