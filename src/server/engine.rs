//! What happens by itself, beside the requests.

pub mod notices;
