//! Choosing a theme: each is seen as the cursor comes to it; going back wears the one before.

use super::action::Step;
use super::{overlay, toast};
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::model::overlay::{Overlay, ThemeChoice};
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::console::keymap::Action;

/// Shows the themes.
pub fn choose(model: &mut Model, out: &mut Vec<Effect>) {
    let asked = model.next_request();
    let choice = ThemeChoice { asked, names: Vec::new(), cursor: 0, before: String::new() };
    overlay::push(model, Overlay::Themes(choice));
    out.push(Effect::ListThemes { request: asked });
}

/// The themes are known. Returns whether they are still asked for.
pub fn listed(model: &mut Model, request: RequestId, names: Vec<String>, worn: String) -> bool {
    let asking = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Themes(choice) if choice.asked == request => Some(choice),
        _ => None,
    });
    let Some(choice) = asking else { return false };
    choice.cursor = names.iter().position(|name| *name == worn).unwrap_or(0);
    choice.names = names;
    choice.before = worn;
    true
}

/// An action while the themes lie on top. Returns whether it was theirs.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let Some(Overlay::Themes(choice)) = model.overlays.last_mut() else { return false };
    let under_cursor = choice.names.get(choice.cursor).cloned();
    match action {
        Action::Cancel | Action::FormCancel => {
            let before = std::mem::take(&mut choice.before);
            let tried_on = under_cursor.is_some_and(|name| name != before);
            out.extend(tried_on.then_some(Effect::WearTheme { name: before }));
            model.overlays.pop();
        }
        Action::Open | Action::Confirm => {
            model.overlays.pop();
            if let Some(name) = under_cursor {
                toast::good(model, Text::new("toast-theme-chosen").with("name", name));
            }
        }
        _ => {
            let Some(step) = Step::of(action) else { return true };
            choice.cursor = step.apply(choice.cursor, choice.names.len(), choice.names.len());
            let name = choice.names.get(choice.cursor).filter(|name| under_cursor.as_ref() != Some(*name));
            out.extend(name.map(|name| Effect::WearTheme { name: name.clone() }));
        }
    }
    true
}
