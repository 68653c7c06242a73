//! `ringdesk keymap`: what is wrong with a file of keys, and what all keys are.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use super::context::Context;
use super::output;
use crate::console::i18n::{self, Texts};
use crate::console::keymap::{Action, Binding, Keymap, Layer};
use crate::console::user_file::Finding;

/// What to do with keys.
#[derive(Subcommand)]
pub enum KeymapArgs {
    /// Say what is wrong with a keymap file, by line and column; without FILE, with the shipped ones
    Check {
        /// The keymap file
        file: Option<PathBuf>,
    },
    /// List every key and what it does
    Show {
        /// The keymap file; without it, the shipped keys
        file: Option<PathBuf>,
        /// As a table in Markdown: the cheat sheet
        #[arg(long)]
        markdown: bool,
    },
}

/// Does it.
pub fn run(args: &KeymapArgs, context: &Context) -> anyhow::Result<ExitCode> {
    match args {
        KeymapArgs::Check { file } => {
            let findings = match file {
                Some(_) => read(file.as_ref())?.1,
                None => Keymap::shipped_names().flat_map(shipped_findings).collect(),
            };
            tell(&findings)
        }
        KeymapArgs::Show { file, markdown } => {
            let (keymap, findings) = read(file.as_ref())?;
            findings.iter().for_each(output::complain);
            let texts = Texts::of(i18n::language(context.config()?.lang.as_deref(), |name| std::env::var(name).ok()));
            if *markdown {
                output::line(sheet(&keymap, texts).trim_end())?;
            } else {
                list(&keymap, texts)?;
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Prints findings; any makes the command fail.
pub fn tell(findings: &[Finding]) -> anyhow::Result<ExitCode> {
    for finding in findings {
        output::line(finding)?;
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(file: Option<&PathBuf>) -> anyhow::Result<(Keymap, Vec<Finding>)> {
    match file {
        Some(path) => Keymap::open(path).with_context(|| format!("the keymap {}", path.display())),
        None => Ok((Keymap::built_in().clone(), Vec::new())),
    }
}

fn shipped_findings(name: &str) -> Vec<Finding> {
    Keymap::shipped(name).map(|text| Keymap::parse(name, text, &|_| None).1).unwrap_or_default()
}

fn list(keymap: &Keymap, texts: &Texts) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for layer in Layer::ALL {
        for row in keymap.rows(layer).iter().filter(|row| row.run.is_some()) {
            let [keys, does, when, name] = cells(row, texts);
            rows.push(vec![layer.to_string(), keys, name, when, does]);
        }
    }
    Ok(output::table(&rows)?)
}

/// The cheat sheet: a table for each layer that has keys of its own.
pub fn sheet(keymap: &Keymap, texts: &Texts) -> String {
    let mut out = String::new();
    for layer in Layer::ALL {
        let rows: Vec<&Binding> = keymap.rows(layer).iter().filter(|row| row.run.is_some()).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = write!(out, "### {}\n\n| | | | |\n|---|---|---|---|\n", texts.get(&format!("layer-{layer}")));
        for row in rows {
            let [keys, does, when, name] = cells(row, texts).map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(out, "| `{keys}` | {does} | {when} | `{name}` |");
        }
        out.push('\n');
    }
    out
}

/// Keys, what they do, when, and the action's name.
fn cells(row: &Binding, texts: &Texts) -> [String; 4] {
    let action = row.run.map_or_else(String::new, |action| texts.get(&action.text_key()));
    let does = row.desc.as_ref().map_or(action, |desc| if texts.has(desc) { texts.get(desc) } else { desc.clone() });
    let names: Vec<&str> = row.actions().into_iter().map(Action::name).collect();
    [row.keys(), does, row.when.to_string(), names.join(" > ")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheat_sheet_is_there_in_both_languages() {
        let english = sheet(Keymap::built_in(), Texts::of("en"));
        assert!(english.contains("| `F2` | answer | ringing | `call.answer` |"), "{english}");
        let chinese = sheet(Keymap::built_in(), Texts::of("zh-CN"));
        assert!(chinese.contains("| `F2` | 接听 | ringing | `call.answer` |"), "{chinese}");
        assert!(chinese.contains("unknown-caller \\|\\| candidates"), "bars of conditions are no cells");
    }
}
