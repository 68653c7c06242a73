//! A picture a customer sent: drawn with whatever the terminal has for it, or a sentence that says why not.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::picture::{Fit, NoPicture, PictureView, Seen, room};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::picture;
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::wrapped;

/// Columns of the panel, at least.
const COLUMNS: u16 = 52;

/// Paints the picture.
pub fn draw(scene: &Scene<'_>, view: &PictureView, area: Rect, canvas: &mut Canvas<'_>) {
    let room = room(scene.model.size);
    let columns = COLUMNS.min(room.width);
    match &view.seen {
        Seen::Drawn(drawn) => {
            let size = Rect { height: drawn.cells.area.height.min(room.height), ..drawn.cells.area };
            let scroll = view.scroll.min(view.rows_below(room)) as u16;
            let below = [facts(scene, view, Some(drawn.pixels)), keys(scene, view)];
            let content = (size.width.max(columns), size.height + below.len() as u16);
            let inside = popup::draw(scene, &title(scene, view), content, area, canvas);
            let left = inside.x + inside.width.saturating_sub(size.width) / 2;
            let picture = Rect { x: left, width: size.width, height: size.height, ..inside };
            if picture.right() <= inside.right() && size.height + 2 <= inside.height {
                picture::put(&drawn.cells, scroll, picture, canvas.buffer);
            }
            let foot = Rect { y: inside.bottom().saturating_sub(2), height: inside.height.min(2), ..inside };
            canvas.rows(&below, foot);
        }
        Seen::Awaited(_) => said(scene, view, &scene.say("loading"), Role::Muted, area, canvas),
        Seen::Nothing(why) => {
            let sentence = format!("{} {}", scene.symbol(Role::Bad), why_not(scene, why));
            said(scene, view, &sentence, Role::Bad, area, canvas);
        }
    }
}

fn said(scene: &Scene<'_>, view: &PictureView, words: &str, role: Role, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let lines = wrapped(words, usize::from(columns));
    let mut rows: Vec<Row> =
        lines.into_iter().map(|range| Row::of(words[range].trim_end(), scene.style(role))).collect();
    rows.extend([Row::new(), facts(scene, view, None), keys(scene, view)]);
    let inside = popup::draw(scene, &title(scene, view), (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn title(scene: &Scene<'_>, view: &PictureView) -> String {
    let title = view.shown().map_or("", |media| media.title.as_str());
    format!("{} {title}", scene.say("picture"))
}

fn facts(scene: &Scene<'_>, view: &PictureView, pixels: Option<(u32, u32)>) -> Row {
    let size = pixels.map_or_else(String::new, |(width, height)| format!("{width} × {height}"));
    let which = if view.media.len() > 1 { format!("{}/{}", view.at + 1, view.media.len()) } else { String::new() };
    Row::of(size, scene.style(Role::Muted)).right(which, scene.style(Role::Muted))
}

fn keys(scene: &Scene<'_>, view: &PictureView) -> Row {
    let mut offered = Vec::new();
    match (&view.seen, view.fit) {
        (Seen::Drawn(drawn), Fit::Whole) if drawn.in_blocks => offered.push((Action::Open, "picture-larger")),
        (Seen::Drawn(_), Fit::Wide) => offered.extend([(Action::Open, "picture-whole"), (Action::MoveDown, "scroll")]),
        _ => {}
    }
    if view.media.len() > 1 && view.fit == Fit::Whole {
        offered.push((Action::MoveDown, "picture-next"));
    }
    offered.extend([(Action::PictureOutside, "picture-outside"), (Action::Cancel, "close")]);
    popup::keys(scene, &offered)
}

fn why_not(scene: &Scene<'_>, why: &NoPicture) -> String {
    match why {
        NoPicture::Problem(problem) => scene.why(problem),
        NoPicture::TooLarge { width, height } => {
            let values = [("width", width.to_string().into()), ("height", height.to_string().into())];
            scene.say_with("picture-too-large", &values)
        }
        NoPicture::Unreadable => scene.say("picture-unreadable"),
        NoPicture::NoColours => scene.say("picture-no-colours"),
    }
}
