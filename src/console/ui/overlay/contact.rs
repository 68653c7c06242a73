//! One contact in full: its words, how it ended, its pictures and recordings.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::picture::pictures;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::wrapped;
use crate::console::ui::widget::{text, time};
use crate::domain::interaction::{Direction, Interaction};

/// Columns of the panel.
const COLUMNS: u16 = 64;

/// Paints the contact.
pub fn draw(scene: &Scene<'_>, contact: &Interaction, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let direction = if contact.direction == Direction::Inbound { "inbound" } else { "outbound" };
    let mut facts = vec![scene.moment(contact.at), scene.say(direction), scene.say(text::outcome(contact.outcome))];
    facts.extend(contact.duration_s.map(time::talked));
    facts.extend(contact.agent.as_ref().map(|agent| agent.name.clone()));
    let mut rows = vec![Row::of(facts.join(" · "), scene.style(Role::Muted)), Row::new()];
    rows.extend(
        wrapped(&contact.summary, usize::from(columns))
            .into_iter()
            .map(|range| Row::of(contact.summary[range].trim_end(), scene.style(Role::Text))),
    );
    for media in &contact.media {
        rows.push(
            Row::of(format!("[{}] ", scene.say("picture")), scene.style(Role::Accent))
                .text(&media.title, scene.style(Role::Text)),
        );
    }
    rows.push(Row::new());
    rows.push(popup::keys(scene, keys(contact)));
    let title = scene.say(text::channel(contact.channel));
    let inside = popup::draw(scene, &title, (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn keys(contact: &Interaction) -> &'static [(Action, &'static str)] {
    if pictures(contact).is_empty() {
        return &[(Action::Cancel, "close")];
    }
    &[(Action::Open, "picture-show"), (Action::PictureOutside, "picture-outside"), (Action::Cancel, "close")]
}
