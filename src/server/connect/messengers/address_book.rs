//! Where the people of the desk can be reached.

use std::collections::HashMap;

use serde::Deserialize;

use crate::domain::notice::Recipient;

/// Addresses by login.
#[derive(Debug, Default)]
pub struct AddressBook(HashMap<String, Addresses>);

/// A person's addresses, as `[[person]]` of `messengers.toml` has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addresses {
    login: String,
    /// E-mail address.
    email: Option<String>,
    /// Mobile number, as the robots and the gateway want it.
    mobile: Option<String>,
    /// User id in WeCom.
    wecom: Option<String>,
    /// User id in DingTalk.
    dingtalk: Option<String>,
}

/// Somebody, and how they can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The name to show.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Mobile number.
    pub mobile: Option<String>,
    /// User id in WeCom.
    pub wecom: Option<String>,
    /// User id in DingTalk.
    pub dingtalk: Option<String>,
}

impl AddressBook {
    /// Of these people; the last word on a login counts.
    pub fn of(people: Vec<Addresses>) -> Self {
        Self(people.into_iter().map(|person| (person.login.clone(), person)).collect())
    }

    /// How a recipient can be reached.
    pub fn reach(&self, recipient: &Recipient) -> Reached {
        let name = recipient.name().to_owned();
        match recipient {
            Recipient::Mailbox { address, .. } => Reached { name, email: Some(address.clone()), ..Reached::default() },
            Recipient::Mobile { number, .. } => Reached { name, mobile: Some(number.clone()), ..Reached::default() },
            Recipient::Person { login, .. } => match self.0.get(login).cloned() {
                Some(Addresses { email, mobile, wecom, dingtalk, .. }) => {
                    Reached { name, email, mobile, wecom, dingtalk }
                }
                None => Reached { name, ..Reached::default() },
            },
        }
    }
}
