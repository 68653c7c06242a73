//! Who is on the line: the call at hand, and those that wait behind it.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use super::profile::ProfilePane;
use crate::console::app::effect::CallControl;
use crate::console::app::remote::Remote;
use crate::domain::call::{Call, CallState};
use crate::domain::ids::CallId;
use crate::domain::prediction::{Lexicon, Prediction};
use crate::domain::profile::Candidate;

/// The calls of this desk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calls {
    /// The call at hand; after its end it stays until another takes its place.
    pub current: Option<CallPane>,
    /// Others that ring or are on hold, oldest first.
    pub waiting: VecDeque<CallPane>,
    /// The server's list of live calls, as far as it was asked for.
    pub listed: Remote<()>,
    /// The calls that were live here when the list was asked for.
    pub doubtful: Vec<CallId>,
    /// A call came that the middle column is to show, as soon as nothing is being filled in.
    pub unseen: bool,
    /// This agent has answered: the keys go to the caller, as soon as nothing is being typed.
    pub answered: bool,
}

/// One call with all that is known of its caller.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPane {
    /// The call.
    pub call: Call,
    /// Who is calling.
    pub caller: CallerScreen,
    /// What they probably call about; sharpens as they go on speaking.
    pub prediction: Prediction,
    /// What this agent asked for and the telephone system has not confirmed.
    pub asked: Option<CallControl>,
}

/// Who is calling. Each case has a screen of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum CallerScreen {
    /// The number is withheld.
    Withheld,
    /// Nobody has this number.
    Unknown,
    /// One customer: matched, chosen or just created.
    Known {
        /// Everything about them.
        pane: Box<ProfilePane>,
        /// What was known before an agent said who it is, to go back to; none: the number was unmistakable.
        instead: Option<Box<CallerScreen>>,
    },
    /// Several, or one "maybe": a digit chooses.
    Several {
        /// Best first, at most 9.
        candidates: Vec<Candidate>,
        /// Row under the cursor.
        cursor: usize,
    },
}

impl Calls {
    /// The call that rings first, whether on screen or behind.
    pub fn ringing(&self) -> Option<&CallPane> {
        self.all().find(|pane| pane.call.state == CallState::Ringing)
    }

    /// The call at hand while its caller is connected, talking or on hold.
    pub fn talking(&self) -> Option<&CallPane> {
        self.current.as_ref().filter(|pane| pane.is_connected())
    }

    /// Every call, the one at hand first.
    pub fn all(&self) -> impl Iterator<Item = &CallPane> {
        self.current.iter().chain(&self.waiting)
    }

    /// Every call, to be changed.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut CallPane> {
        self.current.iter_mut().chain(&mut self.waiting)
    }

    /// The call of that id.
    pub fn get(&self, id: &CallId) -> Option<&CallPane> {
        self.current.iter().chain(&self.waiting).find(|pane| pane.call.id == *id)
    }

    /// The call of that id, to be changed.
    pub fn get_mut(&mut self, id: &CallId) -> Option<&mut CallPane> {
        self.all_mut().find(|pane| pane.call.id == *id)
    }
}

impl CallPane {
    /// Whether the caller is connected, talking or on hold.
    pub fn is_connected(&self) -> bool {
        matches!(self.call.state, CallState::Answered { .. } | CallState::Held { .. })
    }

    /// Whether nobody has this number, or there is none to be known by.
    pub fn is_unknown(&self) -> bool {
        matches!(self.caller, CallerScreen::Unknown | CallerScreen::Withheld)
    }

    /// Whether it is for the agent to say who calls: the number does not tell, or an agent has said so before.
    pub fn is_open_to_identify(&self) -> bool {
        !matches!(self.caller, CallerScreen::Known { instead: None, .. })
    }

    /// The list to choose from, while there is one.
    pub fn candidates(&self) -> Option<&[Candidate]> {
        match &self.caller {
            CallerScreen::Several { candidates, .. } => Some(candidates),
            _ => None,
        }
    }

    /// The customer, if one is known.
    pub fn profile_pane(&self) -> Option<&ProfilePane> {
        match &self.caller {
            CallerScreen::Known { pane, .. } => Some(pane),
            _ => None,
        }
    }

    /// The customer, to be changed.
    pub fn profile_pane_mut(&mut self) -> Option<&mut ProfilePane> {
        match &mut self.caller {
            CallerScreen::Known { pane, .. } => Some(pane),
            _ => None,
        }
    }

    /// What they call about, from all they said and the orders of their profile; unchanged while there is none.
    pub fn predict(&mut self, now: DateTime<Utc>) {
        let Some(profile) = self.profile_pane().and_then(|pane| pane.profile.value()) else { return };
        let said: Vec<&str> = self.call.utterances.iter().map(|utterance| utterance.text.as_str()).collect();
        self.prediction = Lexicon::built_in().predict(&said, &profile.orders, now);
    }

    /// Whether the customer was found at this desk: the server's predictions know nothing of their orders.
    pub fn is_known_here_only(&self) -> bool {
        self.profile_pane().is_some_and(|pane| self.call.customer_id.as_ref() != Some(&pane.customer))
    }

    /// All the caller has said so far, oldest first, a line each.
    pub fn words(&self) -> String {
        let said: Vec<&str> = self.call.utterances.iter().map(|utterance| utterance.text.as_str()).collect();
        said.join("\n")
    }
}
