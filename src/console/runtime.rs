//! The event loop, the terminal, and effects turned into tasks.
