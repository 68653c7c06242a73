//! A console that panics gives the terminal back, and says what happened where it can be read.
//!
//! The program has no way to be made to panic, so the panic is in a desk of the tests' own: this binary opens it in a
//! pseudo-terminal, on the program's own loop and terminal, with a painter that fails.

use ringdesk::console::app::model::Lang;
use ringdesk::console::app::model::wall::First;
use ringdesk::console::i18n::Texts;
use ringdesk::console::runtime::bell::{Bell, Voice};
use ringdesk::console::runtime::clipboard::Clipboard;
use ringdesk::console::runtime::editor::OwnEditor;
use ringdesk::console::runtime::input::Keyboard;
use ringdesk::console::runtime::picture::{Easel, Means, Pictures, Viewer};
use ringdesk::console::runtime::player::Player;
use ringdesk::console::runtime::terminal::TakenTerminal;
use ringdesk::console::runtime::wardrobe::Wardrobe;
use ringdesk::console::runtime::{Console, Face, input};
use ringdesk::console::theme::Depth;
use ringdesk::crm::api::Api;
use ringdesk::knowledge::Library;

use crate::it::support::pty::Pty;

/// Says that this process is the one to panic.
const PANICS: &str = "RINGDESK_TEST_PANICS";
/// What it says in the end.
const LAST_WORDS: &str = "the painter dropped the brush";

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_gives_the_terminal_back_and_is_readable() {
    let this = std::env::current_exe().unwrap();
    let test = "it::panic::a_desk_whose_painter_fails";
    // As a shell would go on with the terminal it gets back.
    let script = format!("'{}' --exact {test} --ignored --nocapture; echo ended $?; stty -a; cat", this.display());
    let mut shell = Pty::run("sh", &["-c", &script], &[(PANICS, "1"), ("RUST_BACKTRACE", "0")], (80, 50));
    shell.shows("ended 101").await;
    shell.shows(LAST_WORDS).await;
    shell.sent("\u{1b}[?1049h");
    assert_eq!(shell.modes_left_on(), ["25"], "of the terminal's modes only the cursor is on");
    shell.shows("speed").await;
    for mode in ["-icanon", "-isig", "-echo ", "-icrnl", "-opost"] {
        shell.never_sent(mode);
    }
    shell.types("\u{4}");
    assert_eq!(shell.ends().await, 0);
}

/// Is run by the test above, in a terminal.
#[test]
#[ignore = "panics on purpose; the test above runs it"]
fn a_desk_whose_painter_fails() {
    if std::env::var_os(PANICS).is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let input = input::of_process(&Keyboard::default()).unwrap();
        let (_taken, surface) = TakenTerminal::take().unwrap();
        let console = Console {
            api: Api::new("http://127.0.0.1:1", None).unwrap(),
            library: Box::new(|| Ok(Library::in_memory())),
            bell: Bell { voice: Voice::Off, texts: Texts::of("zh-CN"), inside_tmux: false },
            clipboard: Clipboard::Terminal,
            wardrobe: Wardrobe::shipped(Depth::Truecolor),
            face: Face::Painted(Box::new(|_, _, _| panic!("{LAST_WORDS}"))),
            lang: Lang::English,
            first: First::Desk,
            now: std::sync::Arc::new(chrono::Utc::now),
            unsent: None,
            snapshot: None,
            keep_token: None,
            editor: OwnEditor::default(),
            keyboard: Keyboard::default(),
            player: Player::new(Vec::new(), None),
            drafts: None,
            pictures: Pictures::new(
                Easel::new(Means::Blocks, Depth::Truecolor, || None),
                Viewer::new(Vec::new(), false),
            ),
            warnings: Vec::new(),
            frames: None,
        };
        let _ = console.run(surface, input).await;
    });
}
