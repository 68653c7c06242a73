//! Promises to users, kept over the real loop, the real server and real databases. One binary, so that it links once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says so when it cannot test something here"
)]

mod it {
    mod bad_line;
    mod checked;
    mod demo;
    mod desk;
    mod full_disk;
    mod fuzz;
    mod ground;
    mod hell;
    mod http;
    mod kb;
    mod kept_index;
    mod killed;
    mod knowledge;
    mod learning;
    mod lexicon;
    mod line;
    mod month;
    mod mouse;
    mod obeyed;
    mod panic;
    mod picture;
    mod plain;
    mod pty;
    mod recording;
    mod serve;
    mod sign_in;
    mod store;
    mod support;
    mod sync;
    mod terminal;
    mod tls;
    mod wardrobe;
}
