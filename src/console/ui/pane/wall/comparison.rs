//! People beside each other: bars of what each handled, solved for good, and took for it; a radar of the one under the
//! cursor against the mean of all, where there is room.

use std::f64::consts::TAU;

use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas as Drawing, Line};

use super::drill::window;
use super::figure;
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::wall::{Place, WallRow};
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::{Row, put};
use crate::console::ui::widget::width::{left, right, truncated, width};
use crate::domain::wall::metric::{Measured, Metric};
use crate::domain::wall::{Figures, Person};

/// Columns of a name.
const NAME: usize = 14;
/// From this width on there is room for the radar.
const WITH_RADAR: u16 = 110;
/// Columns of the radar, at least and at most.
const RADAR: (u16, u16) = (44, 64);
/// Lines above the bars.
pub const HEAD: u16 = 3;
/// Columns of a figure before its bar.
const FIGURE: usize = 7;

/// What is compared: the key of its name, and its value; none: nothing to compare.
type Axis = (&'static str, fn(&Figures) -> Option<f64>);

/// The axes of the radar; on each, more is better.
const AXES: [Axis; 5] = [
    ("compare-calls", |figures| Some(figures.calls.handled as f64)),
    ("compare-solved", |figures| Some(figures.solved.today as f64)),
    ("metric-first-contact", |figures| value(Metric::FirstContact, figures)),
    ("compare-speed", |figures| {
        value(Metric::HandlingTime, figures).filter(|seconds| *seconds > 0.0).map(|seconds| 1.0 / seconds)
    }),
    ("metric-service-level", |figures| value(Metric::ServiceLevel, figures)),
];

fn value(metric: Metric, figures: &Figures) -> Option<f64> {
    match metric.of(figures)? {
        Measured::Share(value) | Measured::Seconds(value) => Some(value),
    }
}

/// Paints the comparison.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let pane = &scene.model.wall;
    let people = pane.compared();
    if people.is_empty() {
        canvas.rows(&[scene.missing(pane.board.is_loading(), pane.board.problem())], area);
        return;
    }
    let radar = if area.width >= WITH_RADAR { (area.width * 2 / 7).clamp(RADAR.0, RADAR.1) } else { 0 };
    let list = Rect { width: area.width - radar, ..area };
    let at = pane.cursor.min(people.len() - 1);
    bars(scene, Some(at), list, canvas);
    if radar > 0 {
        let all = figures_of(scene, &people);
        let column = Rect { x: list.right() + 1, width: radar - 1, height: area.height.min(radar / 2), ..area };
        draw_radar(scene, &people[at].agent.name, &all, at, column, canvas);
    }
}

fn figures_of(scene: &Scene<'_>, people: &[&Person]) -> Vec<Figures> {
    let began = scene.model.wall.board.value().map_or(scene.now, |wall| wall.day_began);
    people.iter().map(|person| person.figures(began, scene.now)).collect()
}

/// Paints the bars, with the one at `cursor` standing out.
pub fn bars(scene: &Scene<'_>, cursor: Option<usize>, area: Rect, canvas: &mut Canvas<'_>) {
    let people = scene.model.wall.compared();
    let all = figures_of(scene, &people);
    let wide = usize::from(area.width).saturating_sub(NAME) / 3;
    let keys = ["compare-handled", "metric-first-contact", "metric-handling-time"];
    let heading = Row::of(left(&scene.say("wall-people"), NAME), scene.style(Role::Heading));
    let heading =
        keys.iter().fold(heading, |row, key| row.text(left(&scene.say(key), wide), scene.style(Role::Heading)));
    let note = Row::of(scene.say("compare-note"), scene.style(Role::Muted));
    let below = canvas.rows(&[note, Row::new(), heading], area);
    let handled = |figures: &Figures| (figures.calls.handled + figures.solved.today) as f64;
    let slowest = all.iter().filter_map(|figures| value(Metric::HandlingTime, figures)).fold(1.0, f64::max);
    let most = all.iter().map(handled).fold(1.0, f64::max);
    let top = cursor.map_or(0, |_| window(scene, people.len(), below).0);
    let seen = people.iter().zip(&all).enumerate().skip(top).take(usize::from(below.height));
    let rows: Vec<Row> = seen
        .map(|(at, (person, figures))| {
            let first = Metric::FirstContact.of(figures);
            let time = Metric::HandlingTime.of(figures);
            let name = left(&truncated(&person.agent.name, NAME - 2), NAME);
            let row = Row::of(name, scene.style(if cursor == Some(at) { Role::Strong } else { Role::Text }));
            let row = bar(scene, row, &format!("{:.0}", handled(figures)), handled(figures) / most, Role::Accent, wide);
            let share = value(Metric::FirstContact, figures).unwrap_or(0.0);
            let row = bar(scene, row, &figure::written(first), share, figure::role(Metric::FirstContact, first), wide);
            let length = value(Metric::HandlingTime, figures).unwrap_or(0.0) / slowest;
            let row = bar(scene, row, &figure::written(time), length, Role::Strong, wide);
            let row = row.on((cursor == Some(at)).then(|| scene.style(Role::Selection)));
            match cursor {
                Some(_) => row.spot(Spot::Wall(WallRow::Place(Place::Person(person.agent.id.clone())))),
                None => row,
            }
        })
        .collect();
    canvas.rows(&rows, below);
}

/// A figure and its bar, `wide` columns together.
fn bar(scene: &Scene<'_>, row: Row, figure: &str, share: f64, role: Role, wide: usize) -> Row {
    let room = wide.saturating_sub(FIGURE + 2);
    let long = (share.clamp(0.0, 1.0) * room as f64).round() as usize;
    row.text(right(figure, FIGURE), scene.style(Role::Text))
        .text(format!(" {}", "█".repeat(long)), scene.style(role))
        .text(" ".repeat(room - long + 1), scene.style(Role::Text))
}

fn draw_radar(scene: &Scene<'_>, name: &str, all: &[Figures], at: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let (own, mean) = shares(all, at);
    let heading = Row::of(name, scene.style(Role::Accent))
        .text(format!("  {}", scene.say("compare-mean")), scene.style(Role::Muted));
    let below = canvas.rows(&[heading], area);
    let colour = |role: Role| scene.style(role).fg.unwrap_or(Color::Reset);
    let (frame, muted, accent) = (colour(Role::Rule), colour(Role::Muted), colour(Role::Accent));
    let spokes = corners(&[1.0; AXES.len()]);
    Drawing::default()
        .x_bounds([-1.6, 1.6])
        .y_bounds([-1.2, 1.2])
        .paint(|context| {
            for corner in spokes {
                context.draw(&Line::new(0.0, 0.0, corner.0, corner.1, frame));
            }
            for (corners, colour) in [(spokes, frame), (corners(&mean), muted), (corners(&own), accent)] {
                for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
                    context.draw(&Line::new(from.0, from.1, to.0, to.1, colour));
                }
            }
        })
        .render(below, canvas.buffer);
    for ((key, _), corner) in AXES.iter().zip(spokes) {
        label(scene, &scene.say(key), corner, below, canvas);
    }
}

/// The name of an axis at its end, whole.
fn label(scene: &Scene<'_>, name: &str, (x, y): (f64, f64), area: Rect, canvas: &mut Canvas<'_>) {
    let (wide, high) = (f64::from(area.width), f64::from(area.height));
    let column = ((x * 1.12 + 1.6) / 3.2 * wide) as u16;
    let line = ((1.2 - y * 1.12) / 2.4 * high) as u16;
    let long = width(name) as u16;
    let start = column.saturating_sub(long / 2).min(area.width.saturating_sub(long));
    put(
        canvas.buffer,
        area.x + start,
        area.y + line.min(area.height.saturating_sub(1)),
        name,
        scene.style(Role::Label),
    );
}

/// The shares of the best on each axis: of the one at `at`, and of the mean of all.
fn shares(all: &[Figures], at: usize) -> ([f64; AXES.len()], [f64; AXES.len()]) {
    let mut own = [0.0; AXES.len()];
    let mut mean = [0.0; AXES.len()];
    for (axis, (_, of)) in AXES.iter().enumerate() {
        let values: Vec<f64> = all.iter().filter_map(of).collect();
        let best = values.iter().copied().fold(0.0, f64::max);
        if best > 0.0 {
            own[axis] = of(&all[at]).unwrap_or(0.0) / best;
            mean[axis] = values.iter().sum::<f64>() / values.len() as f64 / best;
        }
    }
    (own, mean)
}

fn corners(shares: &[f64; AXES.len()]) -> [(f64, f64); AXES.len()] {
    std::array::from_fn(|axis| {
        let angle = TAU / 4.0 - TAU * axis as f64 / AXES.len() as f64;
        (shares[axis] * angle.cos() * 1.25, shares[axis] * angle.sin())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wall::Calls;

    fn handling(calls: u64, seconds: u64) -> Figures {
        let calls = Calls { handled: calls, line_ms: calls * seconds * 1000, ..Calls::default() };
        Figures { calls, ..Figures::default() }
    }

    #[test]
    fn the_best_reaches_the_rim_and_half_of_it_half_way() {
        let (own, mean) = shares(&[handling(10, 200), handling(5, 100)], 0);
        assert!((own[0] - 1.0).abs() < 1e-9 && (mean[0] - 0.75).abs() < 1e-9, "calls: {own:?} {mean:?}");
        assert!((own[3] - 0.5).abs() < 1e-9, "who takes twice as long is half as fast: {own:?}");
        assert!(own[2].abs() < 1e-9, "nothing was solved by anybody");
    }
}
