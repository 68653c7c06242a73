//! The console's side of the contract: requests, live events.
