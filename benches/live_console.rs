//! The console's own loop on a painted buffer, before the real server: nobody presses a key.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use chrono::Utc;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ringdesk::cli::console::draw;
use ringdesk::console::app::model::Lang;
use ringdesk::console::app::model::wall::First;
use ringdesk::console::i18n::Texts;
use ringdesk::console::runtime::bell::{Bell, Voice};
use ringdesk::console::runtime::clipboard::Clipboard;
use ringdesk::console::runtime::editor::OwnEditor;
use ringdesk::console::runtime::input::Keyboard;
use ringdesk::console::runtime::picture::{Easel, Means, Pictures, Viewer};
use ringdesk::console::runtime::player::Player;
use ringdesk::console::runtime::wardrobe::Wardrobe;
use ringdesk::console::runtime::{Console, Face, Input, Painted};
use ringdesk::console::theme::Depth;
use ringdesk::crm::api::Api;
use ringdesk::domain::phone::Region;
use ringdesk::knowledge::Library;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use unicode_width::UnicodeWidthStr as _;

/// A console that runs.
pub struct LiveConsole {
    frames: watch::Receiver<Painted>,
    running: JoinHandle<()>,
}

impl LiveConsole {
    /// Opens it at 200×60.
    pub fn open(api: Api) -> Self {
        let (to, frames) = watch::channel(Painted::default());
        let console = Console {
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
            api,
            library: Box::new(|| Ok(Library::in_memory())),
            bell: Bell { voice: Voice::Off, texts: Texts::of("zh-CN"), inside_tmux: false },
            clipboard: Clipboard::Terminal,
            face: Face::Painted(draw(Texts::of("zh-CN"), Region::default())),
            wardrobe: Wardrobe::shipped(Depth::Truecolor),
            lang: Lang::Chinese,
            first: First::Desk,
            now: Arc::new(Utc::now),
            warnings: Vec::new(),
            frames: Some(to),
        };
        let nobody = futures_util::stream::pending::<Input>();
        let running = tokio::spawn(async move { drop(console.run(TestBackend::new(200, 60), nobody).await) });
        Self { frames, running }
    }

    /// When a frame with all of these words on it was painted.
    pub async fn painted(&mut self, words: &[&str]) -> Result<Instant> {
        loop {
            self.frames.changed().await.context("the console ended")?;
            let at = Instant::now();
            let text = text_of(&self.frames.borrow_and_update().buffer);
            if words.iter().all(|word| text.contains(word)) {
                return Ok(at);
            }
        }
    }
}

impl Drop for LiveConsole {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// The signs of a frame without the empty halves of wide ones.
fn text_of(buffer: &Buffer) -> String {
    let mut text = String::with_capacity(buffer.content.len());
    let mut halves = 0;
    for cell in &buffer.content {
        if halves > 0 {
            halves -= 1;
            continue;
        }
        text.push_str(cell.symbol());
        halves = cell.symbol().width().saturating_sub(1);
    }
    text
}
