//! A theme turned into what the terminal at hand can show; computed once per theme, never while drawing.

use std::ops::Index;

use ratatui::style::{Modifier, Style};

use super::depth::Depth;
use super::file::Theme;
use super::role::Role;

/// The style and the symbol of every role.
#[derive(Clone, Debug, PartialEq)]
pub struct Styles {
    styles: Vec<Style>,
    symbols: Vec<String>,
}

impl Styles {
    /// What `theme` looks like on a terminal of that depth. Without colours the mono theme's modifiers take their place,
    /// the symbols stay those of `theme`.
    pub fn new(theme: &Theme, depth: Depth) -> Self {
        let mono = (depth == Depth::None).then(|| Theme::built_in("mono")).flatten();
        let shown = mono.as_ref().unwrap_or(theme);
        let styles = Role::ALL.iter().map(|role| style(shown, *role, depth)).collect();
        let symbol = |role: &Role| theme.face(*role).and_then(|face| face.symbol.clone()).unwrap_or_default();
        Self { styles, symbols: Role::ALL.iter().map(symbol).collect() }
    }

    /// No look at all but for the rows under the cursor, which are told by it: for what is read as text.
    #[must_use]
    pub fn bare(&self) -> Self {
        let look = |role: &Role| match role {
            Role::Selection | Role::SelectionQuiet => Style::new().add_modifier(Modifier::REVERSED),
            _ => Style::new(),
        };
        Self { styles: Role::ALL.iter().map(look).collect(), symbols: self.symbols.clone() }
    }

    /// The sign that says the same without colour; empty for roles that have none.
    pub fn symbol(&self, role: Role) -> &str {
        &self.symbols[role as usize]
    }
}

impl Index<Role> for Styles {
    type Output = Style;

    fn index(&self, role: Role) -> &Style {
        &self.styles[role as usize]
    }
}

fn style(theme: &Theme, role: Role, depth: Depth) -> Style {
    let Some(face) = theme.face(role) else { return Style::new() };
    let colour = |name: &Option<String>| name.as_deref().and_then(|name| theme.colour(name)).and_then(|c| c.at(depth));
    Style { fg: colour(&face.fg), bg: colour(&face.bg), ..Style::new() }.add_modifier(face.modifiers)
}
