//! What is wrong with a theme that can be read: text that is hard to read, levels that only colour tells apart.

use std::sync::Arc;

use super::colour::contrast;
use super::file::{Face, Theme};
use super::role::Role;
use crate::console::user_file::{Finding, Place};

/// Least contrast of text on its ground (WCAG 2.2, level AA); a theme may promise more.
pub const CONTRAST: f64 = 4.5;

/// Roles that are no text.
const NO_TEXT: [Role; 3] = [Role::Rule, Role::Selection, Role::SelectionQuiet];

/// Grounds that text of any role can lie on.
const GROUNDS: [Role; 5] = [Role::Text, Role::Selection, Role::SelectionQuiet, Role::Popup, Role::Status];

/// Everything wrong with the theme; `name` is what findings without a line call it.
pub fn theme(name: &str, theme: &Theme) -> Vec<Finding> {
    let file: Arc<str> = name.into();
    let whole = Place { file, at: None };
    let at = |role: Role| theme.face(role).and_then(|face| face.place.clone()).unwrap_or_else(|| whole.clone());
    let mut findings = Vec::new();
    for &role in Role::ALL {
        findings.extend(faint(theme, role).map(|said| Finding { place: at(role), said }));
    }
    for pair in Role::LEVELS.windows(2) {
        let same = tells(theme, pair[0]) == tells(theme, pair[1]);
        let said =
            || format!("'{}' and '{}' differ by colour alone: give one a symbol", pair[0].name(), pair[1].name());
        findings.extend(same.then(|| Finding { place: at(pair[1]), said: said() }));
    }
    for role in [Role::Selection, Role::SelectionQuiet] {
        let said = || format!("'{}' looks like any other row: give it a bg, or reversed = true", role.name());
        findings.extend(is_unseen(theme, role).then(|| Finding { place: at(role), said: said() }));
    }
    findings
}

fn faint(theme: &Theme, role: Role) -> Option<String> {
    if NO_TEXT.contains(&role) {
        return None;
    }
    let rgb = |name: &Option<String>| theme.colour(name.as_deref()?)?.rgb;
    let face = theme.face(role)?;
    let ink = rgb(&face.fg)?;
    let own = rgb(&face.bg);
    let grounds = GROUNDS.iter().filter(|_| own.is_none()).filter_map(|ground| rgb(&theme.face(*ground)?.bg));
    let worst = own.into_iter().chain(grounds).map(|ground| contrast(ink, ground)).fold(21.0, f64::min);
    let needed = theme.contrast;
    (worst < needed).then(|| format!("'{}' is hard to read: contrast {worst:.1}, needs {needed}", role.name()))
}

/// Whether a row under the cursor has the ground of the others, and nothing else that marks it.
fn is_unseen(theme: &Theme, role: Role) -> bool {
    let ground = |role: Role| theme.colour(theme.face(role)?.bg.as_deref()?);
    let marked = theme.face(role).is_some_and(|face| !face.modifiers.is_empty());
    !marked && ground(role).is_none_or(|own| ground(Role::Text).is_some_and(|others| others == own))
}

/// What is left of a role without colours.
fn tells(theme: &Theme, role: Role) -> (Option<String>, ratatui::style::Modifier) {
    theme.face(role).map_or_else(Default::default, |face: &Face| (face.symbol.clone(), face.modifiers))
}
