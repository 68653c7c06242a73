//! Theme files: a palette, and what each role makes of it.
//!
//! ```toml
//! inherits = "desk-dark"
//! mode = "light"
//!
//! [palette]
//! red = { hex = "#b3261e", ansi = "red" }
//!
//! [roles]
//! "level.breached" = { fg = "red", bold = true, symbol = "!!" }
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use ratatui::style::Modifier;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::CONTRAST;
use super::colour::Colour;
use super::role::Role;
use crate::console::user_file::{Finding, Place, UserFile, ancestry};

/// A palette and what each role makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// The file's name, without its ending.
    pub name: String,
    /// For which surroundings it is made.
    pub mode: Mode,
    /// The contrast that text must have on its ground, 4.5 (WCAG 2.2, level AA) or as much more as the theme promises.
    pub contrast: f64,
    palette: BTreeMap<String, Colour>,
    faces: BTreeMap<Role, Face>,
}

/// For which surroundings a theme is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Light signs on dark ground.
    Dark,
    /// Dark signs on light ground.
    Light,
}

/// The look of a role, colours by their names in the palette.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Face {
    /// Colour of the signs; none: that of whatever lies below.
    pub fg: Option<String>,
    /// Colour of the ground; none: that of whatever lies below.
    pub bg: Option<String>,
    /// Bold, reversed …
    pub modifiers: Modifier,
    /// The sign that says the same without colour.
    pub symbol: Option<String>,
    /// Where it was written.
    pub place: Option<Place>,
}

const SHIPPED: [(&str, &str); 5] = [
    ("desk-dark", include_str!("../../../themes/desk-dark.toml")),
    ("desk-light", include_str!("../../../themes/desk-light.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("colour-blind", include_str!("../../../themes/colour-blind.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
];

const MODIFIERS: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
    ("crossed-out", Modifier::CROSSED_OUT),
];

impl Theme {
    /// The names of the themes that ship with ringdesk.
    pub fn shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.into_iter().map(|(name, _)| name)
    }

    /// The text of a shipped theme.
    pub fn shipped_text(name: &str) -> Option<&'static str> {
        SHIPPED.into_iter().find(|(known, _)| *known == name).map(|(_, text)| text)
    }

    /// A shipped theme; none: there is none of that name.
    pub fn built_in(name: &str) -> Option<Self> {
        Self::shipped_text(name).map(|text| Self::parse(name, text, &|_| None).0)
    }

    /// Reads a theme. `name` is what findings call it; `find` gives the text of a theme of the user's by its name,
    /// before the shipped ones are looked at.
    pub fn parse(name: &str, text: &str, find: &dyn Fn(&str) -> Option<String>) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut theme = load(name, text, find, &mut vec![name.to_owned()], &mut findings);
        Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name).clone_into(&mut theme.name);
        findings.extend(super::check::theme(name, &theme));
        (theme, findings)
    }

    /// Reads a theme file; what it inherits is looked for beside it, then among the shipped ones.
    pub fn open(path: &Path) -> std::io::Result<(Self, Vec<Finding>)> {
        let text = std::fs::read_to_string(path)?;
        Ok(Self::parse(&path.display().to_string(), &text, &|name| ancestry::beside(path, name)))
    }

    /// The look of a role: its own, or the one it falls back to.
    pub fn face(&self, role: Role) -> Option<&Face> {
        self.faces.get(&role).or_else(|| role.fallback().and_then(|next| self.face(next)))
    }

    /// A colour of the palette by its name, or written out.
    pub fn colour(&self, name: &str) -> Option<Colour> {
        self.palette.get(name).copied().or_else(|| Colour::parse(name))
    }

    fn blank() -> Self {
        Self {
            name: String::new(),
            mode: Mode::Dark,
            contrast: CONTRAST,
            palette: BTreeMap::new(),
            faces: BTreeMap::new(),
        }
    }
}

fn load(
    name: &str,
    text: &str,
    find: &dyn Fn(&str) -> Option<String>,
    seen: &mut Vec<String>,
    findings: &mut Vec<Finding>,
) -> Theme {
    let mut source = UserFile::new(name, text);
    let table = source.table();
    let mut theme = Theme::blank();
    if let Some(value) = table.get("inherits") {
        let wanted = source.string("inherits", value).unwrap_or_default();
        match ancestry::parent(&wanted, find, &Theme::shipped_text, seen) {
            Ok((parent, text)) => theme = load(&parent, &text, find, seen, findings),
            Err(said) => {
                source.report(value.span(), format!("{said}; desk-dark is used instead"));
                theme = Theme::built_in("desk-dark").unwrap_or(theme);
            }
        }
    }
    read(&mut source, &table, &mut theme);
    source.findings.sort_by_key(|finding| finding.place.at);
    findings.append(&mut source.findings);
    theme
}

fn read<'a>(source: &mut UserFile<'a>, table: &DeTable<'a>, theme: &mut Theme) {
    for (name, value) in table {
        match name.get_ref().as_ref() {
            "inherits" | "roles" => {}
            "mode" => match source.string("mode", value).as_deref() {
                Some("dark") => theme.mode = Mode::Dark,
                Some("light") => theme.mode = Mode::Light,
                Some(other) => source.report(value.span(), format!("'{other}' is no mode: write dark or light")),
                None => {}
            },
            "contrast" => match value.get_ref().as_float().and_then(|written| written.as_str().parse().ok()) {
                Some(contrast) if (CONTRAST..=21.0).contains(&contrast) => theme.contrast = contrast,
                _ => source.report(value.span(), "'contrast' must be a number from 4.5 to 21.0, like 7.0"),
            },
            "palette" => each(source, "palette", value, |source, name, value| {
                if let Some(colour) = palette_colour(source, value) {
                    theme.palette.insert(name.get_ref().to_string(), colour);
                }
            }),
            other => {
                source.report(
                    name.span(),
                    format!("'{other}' is unknown: write inherits, mode, contrast, [palette] and [roles]"),
                );
            }
        }
    }
    if let Some(value) = table.get("roles") {
        each(source, "roles", value, |source, name, value| match Role::parse(name.get_ref()) {
            Some(role) => {
                if let Some(face) = face(source, theme, value) {
                    theme.faces.insert(role, face);
                }
            }
            None => source.report(name.span(), unknown_role(name.get_ref())),
        });
    }
}

type Name<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

fn each<'a>(
    source: &mut UserFile<'a>,
    what: &str,
    value: &Value<'a>,
    mut take: impl FnMut(&mut UserFile<'a>, &Name<'a>, &Value<'a>),
) {
    match value.get_ref().as_table() {
        Some(table) => table.iter().for_each(|(name, value)| take(source, name, value)),
        None => source.must_be(what, "a table", value),
    }
}

fn unknown_role(name: &str) -> String {
    let known: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
    format!("'{name}' is no role: known are {}", known.join(", "))
}

fn palette_colour<'a>(source: &mut UserFile<'a>, value: &Value<'a>) -> Option<Colour> {
    let Some(table) = value.get_ref().as_table() else { return written_colour(source, value) };
    let hex = table.get("hex").and_then(|hex| written_colour(source, hex));
    let ansi = table.get("ansi").and_then(|ansi| written_colour(source, ansi));
    match (hex, ansi) {
        (Some(hex), Some(ansi)) => Some(hex.or_ansi(&ansi)),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => {
            source.report(value.span(), "a colour needs hex = \"#rrggbb\", and may have ansi = \"red\"");
            None
        }
    }
}

fn written_colour<'a>(source: &mut UserFile<'a>, value: &Value<'a>) -> Option<Colour> {
    let text = source.string("colour", value)?;
    let colour = Colour::parse(&text);
    if colour.is_none() {
        source.report(value.span(), format!("'{text}' is no colour: write #rrggbb, default, red, bright-red …"));
    }
    colour
}

fn face<'a>(source: &mut UserFile<'a>, theme: &Theme, value: &Value<'a>) -> Option<Face> {
    let Some(table) = value.get_ref().as_table() else {
        source.must_be("role", "a table like { fg = \"ink\", bold = true }", value);
        return None;
    };
    let mut face = Face { place: Some(source.place(&value.span())), ..Face::default() };
    for (name, value) in table {
        match name.get_ref().as_ref() {
            "fg" => face.fg = known_colour(source, theme, value),
            "bg" => face.bg = known_colour(source, theme, value),
            "symbol" => face.symbol = source.string("symbol", value),
            other => modifier(source, &mut face, other, name, value),
        }
    }
    Some(face)
}

fn modifier<'a>(source: &mut UserFile<'a>, face: &mut Face, name: &str, key: &Name<'a>, value: &Value<'a>) {
    let known = MODIFIERS.iter().find(|(known, _)| *known == name);
    match (known, value.get_ref().as_bool()) {
        (Some((_, modifier)), Some(on)) => face.modifiers.set(*modifier, on),
        (Some(_), None) => source.must_be(name, "true or false", value),
        (None, _) => {
            let all = MODIFIERS.map(|(known, _)| known).join(", ");
            source.report(key.span(), format!("'{name}' is no part of a look: write fg, bg, symbol, {all}"));
        }
    }
}

fn known_colour<'a>(source: &mut UserFile<'a>, theme: &Theme, value: &Value<'a>) -> Option<String> {
    let name = source.string("colour", value)?;
    if theme.colour(&name).is_none() {
        source.report(
            value.span(),
            format!("'{name}' is neither in [palette] nor a colour: write #rrggbb, or add it there"),
        );
        return None;
    }
    Some(name)
}
