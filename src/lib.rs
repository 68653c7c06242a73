//! # ringdesk
//!
//! A terminal console for the people who answer the phone at a support desk, and the CRM server it talks to.
//!
//! | room | what is in it | may import |
//! |---|---|---|
//! | [`domain`] | the trade's facts and rules, pure | nothing |
//! | [`wire`] | the HTTP contract | `domain` |
//! | [`knowledge`] | search by customers' own words | `domain`, `wire` |
//! | [`crm`] | the console's side of the contract | `wire`, `domain` |
//! | [`server`] | the CRM server | `wire`, `domain`, `knowledge` |
//! | [`console`] | the screen: `app` (pure), `ui`, `runtime`, `keymap`, `theme`, `i18n` | see its page |
//! | [`demo`] | a seeded world and callers who ring | everything |
//! | [`cli`] | one file per subcommand | everything |
//!
//! The table is enforced by `tests/layering.rs`.
//!
//! A newcomer reads in this order: [`domain::ticket`], [`domain::profile`], [`wire::event`], `server::routes`,
//! `console::app`, and then follows a ring: `crm/live.rs` → `console/app/update/call.rs` →
//! `console/ui/pane/caller_profile.rs`.

pub mod cli;
pub mod config;
pub mod console;
pub mod crm;
pub mod demo;
pub mod domain;
pub mod knowledge;
pub mod server;
pub mod wire;
