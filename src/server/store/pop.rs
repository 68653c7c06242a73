//! The screen pop: who is calling, and everything needed to solve their problem (M1).

use chrono::{DateTime, Utc};

use super::db::Reads;
use super::order::newest_orders;
use super::profile::ORDERS_LOOKED_AT;
use super::{Store, StoreError};
use crate::domain::call::Call;
use crate::domain::ids::CustomerId;
use crate::domain::matching::{self, Choice};
use crate::domain::phone::{self, CallerNumber};
use crate::domain::prediction::{Lexicon, Prediction};
use crate::domain::profile::{Caller, ScreenPop};

impl Store {
    /// The pop of a call at `now`, with nothing hidden: the caller cuts it to each reader's role.
    pub async fn pop(&self, call: &Call, now: DateTime<Utc>) -> Result<ScreenPop, StoreError> {
        let said = words(call);
        let caller = self.caller(call, &said, now).await?;
        let prediction = match &caller {
            Caller::Known { profile } => profile.prediction.clone(),
            _ => Lexicon::built_in().predict(&said, &[], now),
        };
        Ok(ScreenPop { call: call.clone(), caller, prediction })
    }

    async fn caller(&self, call: &Call, said: &[&str], now: DateTime<Utc>) -> Result<Caller, StoreError> {
        if let Some(id) = &call.customer_id {
            return self.known(id, said, now).await;
        }
        let CallerNumber::Number(number) = phone::read(call.from.as_deref().unwrap_or_default(), self.region()) else {
            return Ok(if call.from.is_none() { Caller::Withheld } else { Caller::Unknown });
        };
        match matching::choose(self.candidates(&number, now).await?) {
            Choice::Nobody => Ok(Caller::Unknown),
            Choice::One(id) => self.known(&id, said, now).await,
            Choice::Several(candidates) => Ok(Caller::Several { candidates }),
        }
    }

    async fn known(&self, id: &CustomerId, said: &[&str], now: DateTime<Utc>) -> Result<Caller, StoreError> {
        Ok(Caller::Known { profile: Box::new(self.profile_with(id, said, now).await?) })
    }
}

/// What a call is probably about: from all words so far, and the orders of the customer if they are known.
pub(super) async fn predict(db: &mut impl Reads, call: &Call, now: DateTime<Utc>) -> Result<Prediction, StoreError> {
    let orders = match &call.customer_id {
        Some(id) => newest_orders(db, id, ORDERS_LOOKED_AT).await?,
        None => Vec::new(),
    };
    Ok(Lexicon::built_in().predict(&words(call), &orders, now))
}

/// What the caller has said so far.
fn words(call: &Call) -> Vec<&str> {
    call.utterances.iter().map(|utterance| utterance.text.as_str()).collect()
}
