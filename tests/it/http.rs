//! Promises of the HTTP contract (design §2), kept by the real server over the real store.

mod article;
mod call;
mod cti;
mod customer;
mod desk;
mod event;
mod hostile;
mod idempotency;
mod operation;
mod session;
mod ticket;
