//! How many streams each login has open, so that one that runs wild does not take the server with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::ids::AgentId;

/// The streams of every login.
#[derive(Clone, Default)]
pub struct Seats {
    taken: Arc<Mutex<HashMap<AgentId, usize>>>,
}

/// The place of one stream, given back when it ends.
pub struct Seat {
    seats: Seats,
    agent: AgentId,
}

impl Seats {
    /// A place for one more stream of this login; none: it has `most` already.
    pub fn take(&self, agent: &AgentId, most: usize) -> Option<Seat> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(agent.clone()).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat { seats: self.clone(), agent: agent.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.agent) {
            *count -= 1;
        }
        taken.retain(|_, count| *count > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_once_its_stream_has_ended() {
        let (seats, lin) = (Seats::default(), AgentId::from("lin"));
        let first = seats.take(&lin, 1);
        assert!(first.is_some());
        assert!(seats.take(&lin, 1).is_none());
        assert!(seats.take(&AgentId::from("chen"), 1).is_some());
        drop(first);
        assert!(seats.take(&lin, 1).is_some());
    }
}
