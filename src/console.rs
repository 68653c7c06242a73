//! The console.
//!
//! - [`app`]: The Elm Architecture: model, messages, effects, update. Pure.
//! - [`ui`]: draws the model. Pure.
//! - [`keymap`], [`theme`], [`i18n`], [`snippet`]: what users bring along.
//! - [`user_file`]: what is wrong with a file of theirs, and where.
//! - [`runtime`]: the loop, the terminal, and effects turned into tasks.
//!
//! `app` imports `domain`, the keymap's actions and canned texts; `ui` reads `app`, `theme`, `keymap` and `i18n`; `runtime` ties them to
//! `crm` and `knowledge`. `app` and `ui` never name tokio, reqwest or tantivy.

pub mod app;
pub mod i18n;
pub mod keymap;
pub mod runtime;
pub mod snippet;
pub mod theme;
pub mod ui;
pub mod user_file;
