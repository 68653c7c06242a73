//! What came of a contact (M15), at the bottom of the middle column: three fields, the rest folded; the time of the next
//! contact as it was understood.

use ratatui::layout::Rect;

use super::note::{field, keys, label_columns};
use crate::console::app::model::contact::{ContactForm, Kind, With};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::width;
use crate::domain::phone;

/// Lines of the form below its title: the fields shown, what is folded, the keys.
pub fn lines(scene: &Scene<'_>, form: &ContactForm) -> u16 {
    2 + form.shown() as u16 + u16::from(folded(scene, form).is_some())
}

/// Paints the form.
pub fn draw(scene: &Scene<'_>, form: &ContactForm, area: Rect, canvas: &mut Canvas<'_>) {
    let mut below = area;
    for (at, shown) in form.fields.iter().take(form.shown()).enumerate() {
        let line = Rect { height: below.height.min(1), ..below };
        below = field(scene, label(shown.kind), &shown.text, form.field == at, below, canvas);
        if shown.kind == Kind::NextContact {
            understood(scene, form, line, canvas);
        }
    }
    let rows: Vec<Row> = folded(scene, form).into_iter().chain([keys(scene)]).collect();
    canvas.rows(&rows, below);
}

/// With whom.
pub fn title(scene: &Scene<'_>, form: &ContactForm) -> String {
    match &form.with {
        With::Stranger { number, .. } => {
            let number = number.as_deref().map(|number| phone::domestic(number, scene.look.home));
            let number = number.unwrap_or_else(|| scene.say("caller-withheld"));
            scene.say_with("form-customer", &[("number", number.into())])
        }
        With::Customer { name, .. } => scene.say_with("form-contact", &[("name", name.as_str().into())]),
    }
}

fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Name => "field-name",
        Kind::NextContact => "field-next-contact",
        Kind::Stage => "field-stage",
        Kind::Obstacle => "field-obstacle",
        Kind::City => "field-city",
    }
}

/// The time as it was understood, at the right end of its line; while nothing is said, how it can be.
fn understood(scene: &Scene<'_>, form: &ContactForm, line: Rect, canvas: &mut Canvas<'_>) {
    let hint = scene.say("when-hint");
    let (said, role) = match form.next_contact(scene.now, scene.model.clock) {
        Ok(Some(at)) => ([format!("= {}", scene.day_and_moment(at)), format!("= {}", scene.moment(at))], Role::Good),
        Ok(None) => ([hint, String::new()], Role::Muted),
        Err(_) => ([format!("? {hint}"), "?".to_owned()], Role::Warn),
    };
    let typed = form.filled(Kind::NextContact).map_or(0, |text| width(&text));
    let room = usize::from(line.width).saturating_sub(label_columns(scene) + typed + 2);
    let words = said.into_iter().find(|words| width(words) <= room).unwrap_or_default();
    let wide = (width(&words) as u16).min(line.width);
    let end = Rect { x: line.right() - wide, width: wide, ..line };
    canvas.rows(&[Row::of(words, scene.style(role))], end);
}

/// What is folded, and the key that unfolds it.
fn folded(scene: &Scene<'_>, form: &ContactForm) -> Option<Row> {
    let folded = form.fields.get(form.shown()..).filter(|folded| !folded.is_empty())?;
    let names: Vec<String> = folded
        .iter()
        .map(|field| match field.text.text().trim() {
            "" => scene.say(label(field.kind)),
            text => format!("{} {text}", scene.say(label(field.kind))),
        })
        .collect();
    let key = scene.key(Action::FormNext).unwrap_or_default();
    let row = Row::of(format!("+ {}", names.join(" · ")), scene.style(Role::Muted));
    Some(row.right(key, scene.style(Role::Key)))
}
