//! The lead's wall: the five views under one line of tabs.

use ratatui::layout::Rect;

use crate::console::app::model::pointer::Spot;
use crate::console::app::model::wall::WallView;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane;
use crate::console::ui::pane::wall::drill::place_name;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::{Row, put};
use crate::console::ui::widget::time;
use crate::console::ui::widget::width::width;
use crate::domain::wall::Wall;

/// Paints the wall; the line of its foot.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) -> u16 {
    let line = |y: u16| Rect { y, height: 1, ..area };
    pane::status_line::draw(scene, line(area.y), canvas);
    tabs(scene, line(area.y + 1), canvas);
    let across = "─".repeat(usize::from(area.width));
    for y in [area.y + 2, area.bottom() - 2] {
        put(canvas.buffer, area.x, y, &across, scene.style(Role::Rule));
    }
    let inside = Rect { x: area.x + 1, width: area.width - 2, y: area.y + 3, height: area.height.saturating_sub(5) };
    body(scene, inside, canvas);
    pane::keys::draw(scene, line(area.bottom() - 1), canvas);
    area.bottom() - 2
}

/// The name of the view that is shown.
pub fn title(scene: &Scene<'_>) -> String {
    scene.say(name(scene.model.wall.view))
}

/// Paints the view that is shown.
pub fn body(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    match scene.model.wall.view {
        WallView::Board => pane::wall::board::draw(scene, area, canvas),
        WallView::Drill => pane::wall::drill::draw(scene, area, canvas),
        WallView::Blockers => pane::wall::blocker::draw(scene, area, canvas),
        WallView::Comparison => pane::wall::comparison::draw(scene, area, canvas),
        WallView::Staffing => pane::wall::staffing::draw(scene, area, canvas),
    }
}

fn tabs(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let mut row = Row::new();
    for (at, view) in WallView::ALL.into_iter().enumerate() {
        let here = view == scene.model.wall.view;
        let digit = scene.key(digit(at)).unwrap_or_default();
        let name = scene.say(name(view));
        let x = area.x + row.left_width() as u16;
        let columns = (width(&digit) + width(&name) + 4) as u16;
        let tab = Rect { x, width: columns, ..area }.intersection(area);
        canvas.extents.spots.put(tab, Spot::Action(self::digit(at)));
        row = row.text(format!(" {digit} "), scene.style(Role::Key));
        row = row.text(
            if here { format!("[{name}]") } else { format!(" {name} ") },
            scene.style(if here { Role::HeadingFocused } else { Role::Heading }),
        );
    }
    as_of(scene, row).paint(area, canvas.buffer);
}

fn digit(at: usize) -> Action {
    [Action::Choose1, Action::Choose2, Action::Choose3, Action::Choose4, Action::Choose5][at]
}

/// The key of a view's name.
fn name(view: WallView) -> &'static str {
    match view {
        WallView::Board => "wall-board",
        WallView::Drill => "wall-drill",
        WallView::Blockers => "wall-blockers",
        WallView::Comparison => "wall-comparison",
        WallView::Staffing => "wall-staffing",
    }
}

/// What the figures of the view are of; the drill-down says it itself.
fn looked_at(scene: &Scene<'_>, wall: &Wall) -> String {
    let pane = &scene.model.wall;
    let scoped = matches!(pane.view, WallView::Comparison | WallView::Staffing);
    let step = pane.path.iter().rfind(|step| scoped && !step.is_of_tickets());
    match (step, wall.region_names().as_slice()) {
        (Some(step), _) => place_name(scene, step),
        (None, [region]) if !region.is_empty() => (*region).to_owned(),
        (None, _) => scene.say("wall-whole"),
    }
}

/// Since when today counts; or that the figures are old, or not there.
fn as_of(scene: &Scene<'_>, row: Row) -> Row {
    let board = &scene.model.wall.board;
    match (board.value(), board.problem(), board.as_of()) {
        (_, Some(why), None) => row.right(format!("{} ", scene.why(why)), scene.style(Role::Bad)),
        (_, Some(_), Some(at)) => {
            let age = scene.say_with("data-as-of", &[("when", scene.ago(at).into())]);
            row.right(format!("{} {age} ", scene.symbol(Role::Warn)), scene.style(Role::Warn))
        }
        (Some(wall), ..) => {
            let since = time::clock(wall.day_began, scene.look.local);
            let since = scene.say_with("wall-since", &[("time", since.into())]);
            row.right(looked_at(scene, wall), scene.style(Role::Strong))
                .right_giving(format!(" · {since} "), scene.style(Role::Muted))
        }
        (None, ..) => row.right(format!("{} ", scene.say("loading")), scene.style(Role::Muted)),
    }
}
