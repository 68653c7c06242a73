//! `ringdesk theme`: what is wrong with a theme file, and which themes ship.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use super::{keymap, output};
use crate::console::theme::{Mode, Theme};

/// What to do with themes.
#[derive(Subcommand)]
pub enum ThemeArgs {
    /// Say what is wrong with a theme file, by line; without FILE, with the shipped themes
    Check {
        /// The theme file
        file: Option<PathBuf>,
    },
    /// List the themes that ship with ringdesk
    List,
}

/// Does it.
pub fn run(args: &ThemeArgs) -> anyhow::Result<ExitCode> {
    match args {
        ThemeArgs::Check { file: Some(path) } => {
            let (_, findings) = Theme::open(path).with_context(|| format!("the theme {}", path.display()))?;
            keymap::tell(&findings)
        }
        ThemeArgs::Check { file: None } => {
            let texts = Theme::shipped().filter_map(|name| Some((name, Theme::shipped_text(name)?)));
            let findings: Vec<_> = texts.flat_map(|(name, text)| Theme::parse(name, text, &|_| None).1).collect();
            keymap::tell(&findings)
        }
        ThemeArgs::List => {
            let mode = |theme: &Theme| if theme.mode == Mode::Light { "light" } else { "dark" };
            let themes = Theme::shipped().filter_map(Theme::built_in);
            let rows: Vec<Vec<String>> =
                themes.map(|theme| vec![theme.name.clone(), mode(&theme).to_owned()]).collect();
            output::table(&rows)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
