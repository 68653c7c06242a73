//! Actions by their words: in the reader's language, and by the names that keymap files use.

use crate::console::keymap::Action;

/// What actions are called in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionNames(Vec<(Action, String)>);

/// How well a name fits what was typed, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Begins,
    Contains,
    LettersInOrder,
}

impl ActionNames {
    /// The names that `say` gives for keys of the catalogue.
    pub fn new(say: impl Fn(&str) -> String) -> Self {
        Self(Action::ALL.iter().map(|action| (*action, say(&action.text_key()).to_lowercase())).collect())
    }

    /// The actions that fit what was typed, best first; all of them when nothing was.
    pub fn search(&self, query: &str) -> Vec<Action> {
        let wanted: String =
            query.to_lowercase().replace(['.', '-'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let mut found: Vec<(Fit, Action)> =
            Action::ALL.iter().filter_map(|action| Some((self.fit(*action, &wanted)?, *action))).collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, action)| action).collect()
    }

    fn fit(&self, action: Action, wanted: &str) -> Option<Fit> {
        let said = self.0.iter().find(|(known, _)| *known == action).map(|(_, name)| name.as_str());
        let name = action.name().replace(['.', '-'], " ");
        [said, Some(name.as_str())].into_iter().flatten().filter_map(|name| fit(name, wanted)).min()
    }
}

fn fit(name: &str, wanted: &str) -> Option<Fit> {
    match name.find(wanted) {
        Some(0) => Some(Fit::Begins),
        Some(_) => Some(Fit::Contains),
        None => has_in_order(name, wanted).then_some(Fit::LettersInOrder),
    }
}

fn has_in_order(name: &str, wanted: &str) -> bool {
    let mut signs = name.chars();
    wanted.chars().filter(|sign| *sign != ' ').all(|want| signs.any(|sign| sign == want))
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
    fn what_begins_like_it_comes_first() {
        assert_eq!(chinese().search("认领").first(), Some(&Action::TicketClaimNext));
        assert_eq!(chinese().search("ticket.claim").first(), Some(&Action::TicketClaimNext));
        assert_eq!(chinese().search("").len(), Action::ALL.len());
        assert!(chinese().search("no such thing").is_empty());
    }
}
