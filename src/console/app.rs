//! The Elm Architecture: model, messages, effects, update. Pure: no I/O, no clock, no async.
