//! Actions by their words: in the reader's language, and by the names that keymap files use.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use frizbee::{Config, Matcher};

use crate::console::keymap::Action;

/// What actions are called in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionNames(Vec<(Action, String)>);

/// How well a name fits what was typed, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Is,
    Begins,
    Contains,
    /// Its letters in order, or nearly so; the higher the score the better.
    Resembles(Reverse<u16>),
}

/// From this many letters on, one may be wrong.
const LONG_ENOUGH_FOR_A_SLIP: usize = 5;

impl ActionNames {
    /// The names that `say` gives for keys of the catalogue.
    pub fn new(say: impl Fn(&str) -> String) -> Self {
        Self(Action::ALL.iter().map(|action| (*action, say(&action.text_key()).to_lowercase())).collect())
    }

    /// The actions that fit what was typed, best first; all of them when nothing was.
    pub fn search(&self, query: &str) -> Vec<Action> {
        let wanted: String =
            query.to_lowercase().replace(['.', '-'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let names: Vec<(Action, String)> = Action::ALL.iter().flat_map(|action| self.names(*action)).collect();
        let mut best: BTreeMap<Action, Fit> = BTreeMap::new();
        let literal = names.iter().filter_map(|(action, name)| Some((*action, literal(name, &wanted)?)));
        for (action, fit) in literal.chain(resembling(&names, &wanted)) {
            let known = best.entry(action).or_insert(fit);
            *known = fit.min(*known);
        }
        let mut found: Vec<Action> = Action::ALL.iter().copied().filter(|action| best.contains_key(action)).collect();
        found.sort_by_key(|action| best.get(action).copied());
        found
    }

    /// What an action is called: in the reader's language, and in keymap files.
    fn names(&self, action: Action) -> impl Iterator<Item = (Action, String)> {
        let said = self.0.iter().find(|(known, _)| *known == action).map(|(_, name)| name.clone());
        said.into_iter().chain([action.name().replace(['.', '-'], " ")]).map(move |name| (action, name))
    }
}

fn literal(name: &str, wanted: &str) -> Option<Fit> {
    match name.find(wanted)? {
        0 if name == wanted => Some(Fit::Is),
        0 => Some(Fit::Begins),
        _ => Some(Fit::Contains),
    }
}

/// Names that have the letters in order; of a long word one may be wrong.
fn resembling(names: &[(Action, String)], wanted: &str) -> Vec<(Action, Fit)> {
    let letters: String = wanted.split_whitespace().collect();
    let slips = u16::from(letters.chars().count() >= LONG_ENOUGH_FOR_A_SLIP);
    let mut matcher = Matcher::new(&letters, &Config::default().max_typos(Some(slips)));
    let words: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
    let fits = matcher.match_list(&words).into_iter();
    fits.filter_map(|fit| Some((names.get(fit.index as usize)?.0, Fit::Resembles(Reverse(fit.score))))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chinese() -> ActionNames {
        ActionNames::new(|key| match key {
            "action-call-hang-up" => "挂断".to_owned(),
            "action-ticket-claim-next" => "认领下一单".to_owned(),
            "action-ticket-claim" => "认领".to_owned(),
            other => other.to_owned(),
        })
    }

    #[test]
    fn an_action_is_found_by_its_words_in_the_readers_language() {
        assert_eq!(chinese().search("挂断"), [Action::CallHangUp]);
        assert_eq!(chinese().search("下一单"), [Action::TicketClaimNext]);
    }

    #[test]
    fn an_action_is_found_by_its_english_name_whole_or_in_letters() {
        assert_eq!(chinese().search("hang up").first(), Some(&Action::CallHangUp));
        assert_eq!(chinese().search("call.hang-up").first(), Some(&Action::CallHangUp));
        assert!(chinese().search("tclnx").contains(&Action::TicketClaimNext));
    }

    #[test]
    fn a_slip_of_the_finger_finds_it_all_the_same() {
        assert_eq!(chinese().search("hnag up").first(), Some(&Action::CallHangUp));
        assert!(chinese().search("resolev").contains(&Action::TicketResolve));
    }

    #[test]
    fn what_begins_like_it_comes_first() {
        assert_eq!(chinese().search("认领").first(), Some(&Action::TicketClaim));
        assert_eq!(chinese().search("认领下").first(), Some(&Action::TicketClaimNext));
        assert_eq!(chinese().search("ticket.claim").first(), Some(&Action::TicketClaim));
        assert_eq!(chinese().search("").len(), Action::ALL.len());
        assert!(chinese().search("no such thing").is_empty());
    }
}
