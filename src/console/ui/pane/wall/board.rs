//! The live board: how the desk stands, on one screen; written large for the other end of the room when asked to.

use ratatui::layout::Rect;

use super::comparison;
use super::figure;
use super::staffing;
use super::table::{Table, steps};
use crate::console::app::model::gap::LISTED;
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::wall::tree;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::big::{self, Size};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::{left, right, truncated, width};
use crate::domain::wall::metric::{METRICS, Metric};
use crate::domain::wall::{Figures, PRESENCES, Scope, Wall};

/// From this width on the figures are written large and people stand beside the table.
const WIDE: u16 = 100;
/// Columns of the people by presence.
const STAFF: u16 = 26;
/// So many people are worth a comparison of their own below the table.
const FEW: usize = 4;
/// Columns between the table and them.
const GAP: u16 = 6;

/// Paints the board.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let pane = &scene.model.wall;
    let Some(wall) = pane.board.value() else {
        canvas.rows(&[scene.missing(pane.board.is_loading(), pane.board.problem())], area);
        return;
    };
    let figures = wall.figures(&Scope::Desk, scene.now);
    if pane.big && !scene.model.plain {
        huge(scene, &figures, area, canvas);
        return;
    }
    let tiles = tiles(scene, &figures);
    let below =
        if area.width >= WIDE { large(scene, &tiles, area, canvas) } else { plain(scene, &tiles, area, canvas) };
    let foot = (METRICS.len() as u16 + 3).min(below.height);
    let upper = Rect { height: below.height - foot, ..below };
    let beside = if area.width >= WIDE { STAFF } else { 0 };
    let (used, free) = parts(scene, wall, Rect { width: upper.width - beside, ..upper }, canvas);
    people(scene, Rect { width: used.min(free.width), ..free }, canvas);
    if beside > 0 {
        let column = Rect { x: upper.x + used + GAP, width: STAFF - 2, ..upper };
        canvas.rows(&staff(scene, &figures), column.intersection(upper));
    }
    let lower = Rect { y: upper.bottom(), height: foot, ..below };
    metrics(scene, &figures, beside == 0, lower, canvas);
}

/// A figure of the first row.
struct Tile {
    label: String,
    figure: String,
    role: Role,
}

fn tiles(scene: &Scene<'_>, figures: &Figures) -> [Tile; 6] {
    let tile = |key: &str, figure: String, role: Role| Tile { label: scene.say(key), figure, role };
    let risk = figures.owned.at_risk + figures.unowned.at_risk;
    let late = figures.owned.breached + figures.unowned.breached;
    let (waiting, service) = (figure::longest_waiting(figures), Metric::ServiceLevel.of(figures));
    let number = |key: &str, count: u64, role: Role| tile(key, count.to_string(), figure::unwanted(count, role));
    [
        number("wall-unowned", figures.unowned.live, Role::Strong),
        number("wall-risk", risk, Role::LevelDue),
        number("wall-breached", late, Role::LevelBreached),
        tile("wall-longest", figure::since_short(waiting, scene.now), Role::Strong),
        tile("metric-service-level", figure::written(service), figure::role(Metric::ServiceLevel, service)),
        number("wall-solved", figures.solved.today, Role::Good),
    ]
}

fn label(scene: &Scene<'_>, tile: &Tile) -> Row {
    let sign = if tile.role == Role::Muted { "" } else { scene.symbol(tile.role) };
    Row::of(format!("{} ", tile.label), scene.style(Role::Heading)).text(sign, scene.style(tile.role))
}

fn large(scene: &Scene<'_>, tiles: &[Tile], area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let wide = area.width / tiles.len() as u16;
    for (tile, at) in tiles.iter().zip(0..) {
        let column = Rect { x: area.x + at * wide, width: wide, height: area.height.min(4), ..area };
        let below = canvas.rows(&[label(scene, tile)], column);
        big::draw(&tile.figure, Size::Large, below, scene.style(tile.role), canvas.buffer);
    }
    let used = 5.min(area.height);
    Rect { y: area.y + used, height: area.height - used, ..area }
}

fn plain(scene: &Scene<'_>, tiles: &[Tile], area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let wide = usize::from(area.width) / 3;
    let name = tiles.iter().map(|tile| width(&tile.label)).max().unwrap_or(0) + 1;
    let cell = |tile: &Tile| {
        let sign = if tile.role == Role::Muted { "" } else { scene.symbol(tile.role) };
        let figure = format!("{sign} {}", tile.figure);
        (left(&tile.label, name), left(figure.trim_start(), wide.saturating_sub(name)), tile.role)
    };
    let rows: Vec<Row> = tiles
        .chunks(3)
        .map(|three| {
            three.iter().map(cell).fold(Row::new(), |row, (label, figure, role)| {
                row.text(label, scene.style(Role::Heading)).text(figure, scene.style(role))
            })
        })
        .chain([Row::new()])
        .collect();
    canvas.rows(&rows, area)
}

/// Six figures and nothing else.
fn huge(scene: &Scene<'_>, figures: &Figures, area: Rect, canvas: &mut Canvas<'_>) {
    let across = if area.width >= 90 { 3 } else { 2 };
    let down = 6_u16.div_ceil(across);
    let (wide, high) = (area.width / across, area.height / down);
    let size = if high >= Size::Huge.lines() + 2 { Size::Huge } else { Size::Large };
    for (tile, at) in tiles(scene, figures).iter().zip(0_u16..) {
        let cell = Rect { x: area.x + at % across * wide, y: area.y + at / across * high, width: wide, height: high };
        let middle = Rect { y: cell.y + high.saturating_sub(size.lines() + 2) / 2, height: size.lines() + 2, ..cell };
        let below = canvas.rows(&[label(scene, tile), Row::new()], middle.intersection(cell));
        big::draw(&tile.figure, size, below.intersection(cell), scene.style(tile.role), canvas.buffer);
    }
}

/// Where the figures are: regions, and as far as there is room what is below them. Returns the columns it
/// took, and what is left below it.
fn parts(scene: &Scene<'_>, wall: &Wall, area: Rect, canvas: &mut Canvas<'_>) -> (u16, Rect) {
    let table = Table::fitting(scene, area);
    let below = canvas.rows(&[table.heading(scene, &scene.say("wall-regions"))], area);
    let rows = steps(scene, wall, &table, &tree(wall, usize::from(below.height)));
    let free = canvas.rows(&rows, below);
    (table.width(), free)
}

/// People beside each other, where the table leaves the room.
fn people(scene: &Scene<'_>, free: Rect, canvas: &mut Canvas<'_>) {
    let all = scene.model.wall.compared();
    let lines = comparison::HEAD + all.len().min(FEW) as u16 + 1;
    if !all.is_empty() && free.height >= lines {
        let area = Rect { y: free.y + 1, height: free.height - 1, ..free };
        comparison::bars(scene, None, area, canvas);
    }
}

fn staff(scene: &Scene<'_>, figures: &Figures) -> Vec<Row> {
    let calls = &figures.calls;
    let mut rows = vec![Row::of(scene.say("wall-staff"), scene.style(Role::Heading))];
    for (presence, count) in PRESENCES.into_iter().zip(figures.staff).filter(|(_, count)| *count > 0) {
        let name = scene.say(text::presence(presence));
        rows.push(
            Row::of(left(&name, 12), scene.style(Role::Text))
                .text(right(&count.to_string(), 4), scene.style(Role::Strong))
                .giving(format!(" {}", "|".repeat(count as usize)), scene.style(Role::Muted)),
        );
    }
    rows.push(Row::new());
    rows.push(Row::of(scene.say("wall-calls"), scene.style(Role::Heading)));
    let call = |key: &str, count: u64, role: Role| {
        Row::of(left(&scene.say(key), 12), scene.style(Role::Text))
            .text(right(&count.to_string(), 4), scene.style(figure::unwanted(count, role)))
    };
    rows.push(call("wall-ringing", calls.ringing, Role::Ring));
    rows.push(call("wall-connected", calls.connected, Role::Accent));
    rows.push(call("wall-abandoned", calls.abandoned, Role::Warn));
    rows
}

/// Each metric with its definition, what more people would do, and what no answer fitted.
fn metrics(scene: &Scene<'_>, figures: &Figures, with_staff: bool, area: Rect, canvas: &mut Canvas<'_>) {
    let names = METRICS.map(|metric| format!("metric-{}", metric.name()));
    let wide = scene.columns(&names.each_ref().map(String::as_str), 2);
    let mut rows = vec![if with_staff { in_a_line(scene, figures) } else { Row::new() }];
    for metric in METRICS {
        let measured = metric.of(figures);
        rows.push(
            Row::of(left(&figure::name(scene, metric), wide), scene.style(Role::Text))
                .text(right(&figure::written(measured), 7), scene.style(figure::role(metric, measured)))
                .text("  ", scene.style(Role::Text))
                .giving(figure::definition(scene, metric), scene.style(Role::Muted)),
        );
    }
    rows.push(staffing::sentence(scene, figures));
    rows.push(gaps(scene, usize::from(area.width)));
    canvas.rows(&rows, area);
}

/// How many searches led to no answer, the commonest, and the key that lists them; its words give way to all else.
fn gaps(scene: &Scene<'_>, columns: usize) -> Row {
    let gaps = &scene.model.wall.gaps;
    let (listed, most) = match (gaps.value(), gaps.problem()) {
        (None, None) => return Row::new(),
        (None, why) => return scene.missing(false, why),
        (Some(listed), _) => match listed.first() {
            None => return Row::of(scene.say("gap-nothing"), scene.style(Role::Muted)),
            Some(most) => (listed.len(), most),
        },
    };
    let more = if listed < LISTED as usize { "" } else { "+" };
    let said = |query: &str| {
        let (count, times) = ((listed as i64).into(), (most.count as i64).into());
        let values = [("count", count), ("more", more.into()), ("query", query.into()), ("times", times)];
        scene.say_with("wall-gaps", &values)
    };
    let key = scene.key(Action::KnowledgeGaps).map_or_else(String::new, |key| format!("   {key}"));
    let room = columns.saturating_sub(width(&said("")) + width(&key));
    Row::of(said(&truncated(&most.query, room)), scene.style(Role::Text))
        .text(key, scene.style(Role::Key))
        .spot(Spot::Action(Action::KnowledgeGaps))
}

/// Who is at the phone, where there is no room for a column.
fn in_a_line(scene: &Scene<'_>, figures: &Figures) -> Row {
    let counted = PRESENCES.into_iter().zip(figures.staff).filter(|(_, count)| *count > 0);
    let said: Vec<String> =
        counted.map(|(presence, count)| format!("{} {count}", scene.say(text::presence(presence)))).collect();
    Row::of(format!("{}  ", scene.say("wall-staff")), scene.style(Role::Heading))
        .giving(said.join("  "), scene.style(Role::Text))
}
