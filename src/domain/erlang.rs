//! How many people a telephone needs: Erlang C, for callers who wait until somebody is free.

#[cfg(test)]
mod tests;

/// Calls that come in, and how long each keeps somebody busy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traffic {
    /// Calls per second.
    pub calls_per_s: f64,
    /// Talk, hold and wrap-up of one call, in seconds.
    pub handling_s: f64,
}

/// What callers may expect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// Share of callers who have to wait, 0 to 1.
    pub waits: f64,
    /// Mean wait of all callers, in seconds.
    pub answer_s: f64,
    /// Share of the time that people are busy, 0 to 1.
    pub occupancy: f64,
    /// How fast the wait fades, per second.
    fades_per_s: f64,
}

impl Traffic {
    /// The load in erlang: how many people are busy on average.
    pub fn load(self) -> f64 {
        self.calls_per_s * self.handling_s
    }

    /// What callers may expect of `people`. None: that many never catch up, or there is no traffic to speak of.
    pub fn outlook(self, people: u32) -> Option<Outlook> {
        let (load, people) = (self.load(), f64::from(people));
        if !load.is_finite() || load <= 0.0 || people <= load {
            return None;
        }
        let blocked = blocked(load, people);
        let waits = blocked / (1.0 - load / people * (1.0 - blocked));
        let fades_per_s = (people - load) / self.handling_s;
        Some(Outlook { waits, answer_s: waits / fades_per_s, occupancy: load / people, fades_per_s })
    }

    /// The fewest people of whom `share` of the callers have an answer within `within_s`, at most `most`.
    pub fn people_for(self, share: f64, within_s: f64, most: u32) -> Option<u32> {
        let enough = |people: &u32| self.outlook(*people).is_some_and(|out| out.answered_within(within_s) >= share);
        (1..=most).find(enough)
    }
}

impl Outlook {
    /// Share of callers who are answered within so many seconds, 0 to 1.
    pub fn answered_within(&self, seconds: f64) -> f64 {
        1.0 - self.waits * (-self.fades_per_s * seconds).exp()
    }
}

/// Erlang B by its recurrence, which never leaves the range of a number as factorials do.
fn blocked(load: f64, people: f64) -> f64 {
    let mut blocked = 1.0;
    let mut busy = 1.0;
    while busy <= people {
        blocked = load * blocked / (busy + load * blocked);
        busy += 1.0;
    }
    blocked
}
