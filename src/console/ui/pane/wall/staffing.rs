//! How many people the telephone needs (Erlang C): the calls of the last half hour, with one person more or fewer at a time.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::figure::{NOTHING, percent};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::time;
use crate::console::ui::widget::width::{right, wrapped};
use crate::domain::erlang::Traffic;
use crate::domain::wall::{Figures, IN_TIME};

/// The usual target: 80 % in time.
const TARGET: f64 = 0.8;
/// People at the most that are tried.
const MOST: u32 = 500;
/// The keys of the table's headings.
const HEADINGS: [&str; 5] =
    ["staffing-people", "metric-service-level", "staffing-waits", "metric-speed-of-answer", "metric-occupancy"];
/// Columns of a figure, at least.
const FIGURE: usize = 10;
/// Rows of the table at the most: further away from those who are there nobody asks.
const ROWS: usize = 16;

/// Paints the what-if.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let pane = &scene.model.wall;
    let Some(wall) = pane.board.value() else {
        canvas.rows(&[scene.missing(pane.board.is_loading(), pane.board.problem())], area);
        return;
    };
    let figures = wall.figures(&pane.scope(), scene.now);
    let mut rows = vec![sentence(scene, &figures), Row::new()];
    let explained = scene.say("staffing-how");
    let lines = wrapped(&explained, usize::from(area.width));
    rows.extend(lines.into_iter().map(|line| Row::of(explained[line].trim_end(), scene.style(Role::Muted))));
    rows.push(Row::new());
    if let Some(traffic) = figures.traffic() {
        rows.extend(given(scene, traffic, &figures));
        rows.push(Row::new());
        let room = usize::from(area.height).saturating_sub(rows.len() + 1);
        rows.extend(table(scene, traffic, figures.at_the_phone(), room));
    }
    canvas.rows(&rows, area);
}

/// What so many people would come to, in a sentence: "+2 people > 84/20".
pub fn sentence(scene: &Scene<'_>, figures: &Figures) -> Row {
    let heading = Row::of(format!("{}  ", scene.say("staffing-what-if")), scene.style(Role::Heading));
    let Some(traffic) = figures.traffic() else {
        return heading.text(scene.say("staffing-no-calls"), scene.style(Role::Muted));
    };
    let extra = scene.model.wall.extra;
    let people = figures.at_the_phone().saturating_add_signed(extra);
    let (said, role) = match traffic.outlook(people) {
        Some(outlook) => (level(outlook.answered_within(seconds())), role(outlook.answered_within(seconds()))),
        None => (scene.say("staffing-never"), Role::Alert),
    };
    let values = [("extra", format!("{extra:+}").into()), ("people", i64::from(people).into()), ("level", said.into())];
    let heading = heading.text(scene.say_with("staffing-sentence", &values), scene.style(role));
    let keys = [Action::WallMore, Action::WallFewer].into_iter().filter_map(|action| scene.key(action));
    let heading = heading.text(format!("   {}", keys.collect::<Vec<_>>().join(" ")), scene.style(Role::Key));
    match traffic.people_for(TARGET, seconds(), MOST) {
        Some(needed) => {
            let values = [("level", level(TARGET).into()), ("people", i64::from(needed).into())];
            heading.text(format!("   {}", scene.say_with("staffing-needed", &values)), scene.style(Role::Muted))
        }
        None => heading,
    }
}

fn seconds() -> f64 {
    IN_TIME.as_seconds_f64()
}

/// "84/20": of a hundred callers so many are answered within so many seconds.
fn level(share: f64) -> String {
    format!("{:.0}/{}", share * 100.0, IN_TIME.num_seconds())
}

fn role(share: f64) -> Role {
    if share >= TARGET { Role::Good } else { Role::Warn }
}

fn given(scene: &Scene<'_>, traffic: Traffic, figures: &Figures) -> [Row; 1] {
    let handling = time::stopwatch(TimeDelta::milliseconds((traffic.handling_s * 1000.0) as i64));
    let values = [
        ("calls", (figures.calls.recent as i64).into()),
        ("time", handling.into()),
        ("erlang", format!("{:.1}", traffic.load()).into()),
        ("people", i64::from(figures.at_the_phone()).into()),
    ];
    [Row::of(scene.say_with("staffing-given", &values), scene.style(Role::Text))]
}

/// A row for each number of people around those who are chosen.
fn table(scene: &Scene<'_>, traffic: Traffic, there: u32, room: usize) -> Vec<Row> {
    let wide = HEADINGS.map(|key| scene.columns(&[key], 3).max(FIGURE));
    let heading = HEADINGS
        .iter()
        .zip(wide)
        .fold(Row::new(), |row, (key, wide)| row.text(right(&scene.say(key), wide), scene.style(Role::Heading)));
    let chosen = there.saturating_add_signed(scene.model.wall.extra).max(1);
    let room = room.min(ROWS);
    let first = chosen.saturating_sub((room / 2) as u32).max(1);
    let rows = (first..).take(room).map(|people| {
        let note = if people == there { scene.say("staffing-now") } else { String::new() };
        line(scene, traffic, people, wide)
            .text(format!("  {note}"), scene.style(Role::Muted))
            .on((people == chosen).then(|| scene.style(Role::Selection)))
    });
    std::iter::once(heading).chain(rows).collect()
}

fn line(scene: &Scene<'_>, traffic: Traffic, people: u32, wide: [usize; HEADINGS.len()]) -> Row {
    let row = Row::of(right(&people.to_string(), wide[0]), scene.style(Role::Strong));
    let Some(outlook) = traffic.outlook(people) else {
        let never = scene.say("staffing-never");
        return row
            .text(right(NOTHING, wide[1]), scene.style(Role::Muted))
            .text(format!("  {} {never}", scene.symbol(Role::Alert)), scene.style(Role::Alert));
    };
    let share = outlook.answered_within(seconds());
    let wait = time::stopwatch(TimeDelta::milliseconds((outlook.answer_s * 1000.0) as i64));
    let figures = [
        (percent(share), role(share)),
        (percent(outlook.waits), Role::Text),
        (wait, Role::Text),
        (percent(outlook.occupancy), Role::Text),
    ];
    let cells = figures.into_iter().zip(&wide[1..]);
    cells.fold(row, |row, ((text, role), wide)| row.text(right(&text, *wide), scene.style(role)))
}
