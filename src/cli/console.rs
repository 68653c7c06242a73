//! `ringdesk` without a command: the console. Everything that can be wrong is found before the terminal is taken.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::Utc;

use super::UsageError;
use super::context::{Context, token_for};
use crate::config::token::TokenFile;
use crate::config::{Config, folders};
use crate::console::app::model::Lang;
use crate::console::app::model::wall::First;
use crate::console::app::{Model, Msg};
use crate::console::i18n::{self, Texts};
use crate::console::keymap::Action;
use crate::console::runtime::bell::{Bell, Voice};
use crate::console::runtime::clipboard::Clipboard;
use crate::console::runtime::editor::OwnEditor;
use crate::console::runtime::input::Keyboard;
use crate::console::runtime::knowledge::OpenLibrary;
use crate::console::runtime::log::Log;
use crate::console::runtime::picture::{Easel, Means, Pictures, Viewer};
use crate::console::runtime::plain::Aloud;
use crate::console::runtime::player::Player;
use crate::console::runtime::snapshot::Place;
use crate::console::runtime::terminal::TakenTerminal;
use crate::console::runtime::wardrobe::{Choice, Pair, Wardrobe, WardrobeError, Wear};
use crate::console::runtime::{Console, Draw, Face, KeepToken, input, log};
use crate::console::snippet::Snippets;
use crate::console::theme::Depth;
use crate::console::ui::{self, Look};
use crate::console::user_file::Finding;
use crate::crm::api::Api;
use crate::domain::phone::Region;
use crate::knowledge::library::{self, Library};

/// Flags that say what a console begins with.
#[derive(clap::Args)]
pub(super) struct Opening {
    /// Begin with the lead's wall; for leads, directors and admins
    #[arg(long)]
    wall: bool,
    /// With its figures in letters for the other end of the room
    #[arg(long, requires = "wall")]
    big: bool,
}

impl Opening {
    /// Whether neither was given.
    pub(super) fn is_usual(&self) -> bool {
        !self.wall
    }

    pub(super) fn first(&self) -> First {
        match (self.wall, self.big) {
            (false, _) => First::Desk,
            (true, false) => First::Wall,
            (true, true) => First::BigWall,
        }
    }
}

/// Opens the console on the server that the settings name.
pub(super) async fn run(context: &Context, first: First) -> anyhow::Result<ExitCode> {
    needs_a_terminal()?;
    let config = context.config()?;
    let api = context.api()?;
    let library = kept_answers(&api);
    let kept = Kept {
        unsent: folders::state().map(|folder| folder.join("unsent")),
        snapshot: folders::snapshots()
            .zip(token_for(&config)?)
            .map(|(folder, token)| Place::of(&folder, &config.server, &token)),
        token: Some(keep_token(config.server.clone())),
        first,
    };
    open(&config, api, library, kept).await?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses to go on where keys can't be read or nothing can be drawn.
pub(super) fn needs_a_terminal() -> Result<(), UsageError> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(UsageError("the console needs a terminal; scripts use `ringdesk tickets --json` and the like".into()))
}

/// What a console is opened with, besides the settings.
#[derive(Default)]
pub struct Kept {
    /// The folder for what is typed and not sent.
    pub unsent: Option<PathBuf>,
    /// Where what the desk showed last is kept.
    pub snapshot: Option<Place>,
    /// Keeps the token of a login at the open desk.
    pub token: Option<KeepToken>,
    /// What it begins with.
    pub first: First,
}

/// Where `ringdesk login` keeps it.
fn keep_token(server: String) -> KeepToken {
    Arc::new(move |token| {
        TokenFile::of_user().and_then(|file| file.set(&server, token)).map_err(|error| error.to_string())
    })
}

/// Opens the console on a server with the answers that `library` opens, until the agent leaves it.
pub async fn open(config: &Config, api: Api, library: OpenLibrary, kept: Kept) -> anyhow::Result<()> {
    let (_log, mut warnings) = start_log(config);
    let tag = i18n::language(config.lang.as_deref(), |name| std::env::var(name).ok());
    let (wardrobe, findings) = Wardrobe::open(choice(config)).map_err(usage)?;
    warnings.extend(findings.into_iter().map(warning));
    warnings.extend(own_snippets());
    warnings.extend(config.mouse.then_some(Msg::Run(Action::MouseToggle)));
    warnings.extend(config.read_only.then_some(Msg::ReadOnly));
    let keyboard = Keyboard::default();
    let console = Console {
        library,
        api,
        bell: Bell::of_session(Voice::parse(&config.bell).unwrap_or_default(), Texts::of(tag)),
        clipboard: Clipboard::of_session(),
        face: face(config, tag),
        wardrobe,
        lang: if tag == Lang::English.tag() { Lang::English } else { Lang::Chinese },
        first: kept.first,
        now: Arc::new(Utc::now),
        unsent: kept.unsent,
        snapshot: kept.snapshot,
        pictures: Pictures::new(Easel::of_session(Means::parse(&config.pictures), depth(config)), Viewer::of_session()),
        editor: OwnEditor::of_session(|name| std::env::var(name).ok()),
        keyboard: keyboard.clone(),
        keep_token: kept.token,
        player: Player::of_session(config.player.clone()),
        drafts: folders::state().map(|folder| folder.join("drafts")),
        warnings,
        frames: None,
    };
    let input = input::of_process(&keyboard)?;
    if config.plain {
        let (_taken, lines) = TakenTerminal::take_for_lines().context("the terminal")?;
        return Ok(console.run(lines, input).await?);
    }
    let (_taken, surface) = TakenTerminal::take().context("the terminal")?;
    Ok(console.run(surface, input).await?)
}

fn face(config: &Config, tag: &str) -> Face {
    let (texts, home) = (Texts::of(tag), Region::parse(&config.region).unwrap_or_default());
    if !config.plain {
        return Face::Painted(draw(texts, home));
    }
    let see = move |model: &Model, wear: &Wear| ui::plain::view(model, &look(wear, texts, home));
    Face::Read(Box::new(Aloud::new(Box::new(see))))
}

fn look<'a>(wear: &'a Wear, texts: &'static Texts, home: Region) -> Look<'a> {
    Look { styles: &wear.styles, texts, keymap: &wear.keymap, local: ui::look::here, home }
}

/// The picture of a model with these texts; numbers of `home` as people at home write them.
pub fn draw(texts: &'static Texts, home: Region) -> Draw {
    Box::new(move |frame, model, wear| ui::draw(model, &look(wear, texts, home), frame))
}

/// The user's canned texts, and what is wrong with them.
fn own_snippets() -> Vec<Msg> {
    let Some(path) = folders::config().map(|folder| folder.join("snippets.toml")) else { return Vec::new() };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(why) => return vec![Msg::Warning { place: path.display().to_string(), detail: why.to_string() }],
    };
    let (own, findings) = Snippets::parse(&path.display().to_string(), &text);
    std::iter::once(Msg::Snippets(own)).chain(findings.into_iter().map(warning)).collect()
}

/// A desk without a log still answers calls.
fn start_log(config: &Config) -> (Option<Log>, Vec<Msg>) {
    let started =
        folders::state().context("no home folder is known").and_then(|folder| log::start(&folder, &config.log));
    match started {
        Ok(log) => (Some(log), Vec::new()),
        Err(error) => (None, vec![Msg::Warning { place: "log".into(), detail: format!("{error:#}") }]),
    }
}

fn choice(config: &Config) -> Choice {
    Choice {
        keymap: config.keymap.clone(),
        theme: config.theme.clone(),
        pair: Pair { dark: config.theme_dark.clone(), light: config.theme_light.clone() },
        depth: depth(config),
        folder: folders::config(),
    }
}

/// A name that is none is wrong usage.
fn usage(why: WardrobeError) -> anyhow::Error {
    match why {
        WardrobeError::Unknown { .. } => UsageError(why.to_string()).into(),
        WardrobeError::Unreadable { .. } => why.into(),
    }
}

fn depth(config: &Config) -> Depth {
    Depth::parse(&config.color).unwrap_or_else(|| Depth::detect(|name| std::env::var(name).ok()))
}

/// The articles kept from the last time, one folder a server. What cannot be read is fetched anew.
fn kept_answers(api: &Api) -> OpenLibrary {
    let folder = folders::cache().map(|cache| library::folder(&cache, &api.http().server()));
    Box::new(move || {
        let library = with_own_words(Library::in_memory());
        match &folder {
            Some(folder) => library.kept_in(folder),
            None => Ok(library),
        }
    })
}

/// The library with the words of the settings' folder `lexicon`.
pub(super) fn with_own_words(library: Library) -> Library {
    match folders::config() {
        Some(settings) => library.with_lexicon(&settings.join("lexicon")),
        None => library,
    }
}

fn warning(finding: Finding) -> Msg {
    Msg::Warning { place: finding.place.to_string(), detail: finding.said }
}
