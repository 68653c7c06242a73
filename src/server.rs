//! The CRM server: HTTP routes over a store, and what happens by itself.

pub mod error;
pub mod store;
