//! A table of figures: names at the left, numbers right-aligned; columns that have no room are left out, the last first.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::figure::{self, NOTHING};
use crate::console::app::model::wall::DrillRow;
use crate::console::theme::Role;
use crate::console::ui::scene::Scene;
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, right, width};
use crate::console::ui::widget::{text, time};
use crate::domain::wall::metric::Metric;
use crate::domain::wall::{Figures, Scope, Wall};

/// Columns of names, at least and at most.
const NAME: (usize, usize) = (10, 26);
/// Columns of a figure, at least.
const FIGURE: usize = 6;
/// The keys of the headings, the most wanted first.
const HEADINGS: [&str; 9] = [
    "wall-col-unowned",
    "wall-col-owned",
    "wall-col-risk",
    "wall-col-breached",
    "wall-col-oldest",
    "wall-col-service",
    "wall-col-staff",
    "wall-col-calls",
    "wall-col-solved",
];

/// A table for an area.
pub struct Table {
    name: usize,
    /// Columns of each figure that has room.
    columns: Vec<usize>,
}

impl Table {
    /// As many columns as fit.
    pub fn fitting(scene: &Scene<'_>, area: Rect) -> Self {
        let room = usize::from(area.width);
        let name = (room / 4).clamp(NAME.0, NAME.1);
        let mut left = room.saturating_sub(name);
        let wide = HEADINGS.iter().map(|key| width(&scene.say(key)).max(FIGURE) + 2);
        let columns = wide.take_while(|wide| {
            let fits = *wide <= left;
            left = left.saturating_sub(*wide);
            fits
        });
        Self { name, columns: columns.collect() }
    }

    /// Columns it takes.
    pub fn width(&self) -> u16 {
        (self.name + self.columns.iter().sum::<usize>()) as u16
    }

    /// The heading, over names of that kind.
    pub fn heading(&self, scene: &Scene<'_>, of: &str) -> Row {
        let style = scene.style(Role::Heading);
        let row = Row::of(left(of, self.name), style);
        HEADINGS.iter().zip(&self.columns).fold(row, |row, (key, wide)| row.text(right(&scene.say(key), *wide), style))
    }

    /// A row of figures.
    pub fn row(&self, scene: &Scene<'_>, name: &str, style: Style, figures: &Figures) -> Row {
        let row = Row::of(left(name, self.name), style);
        let cells = cells(scene, figures);
        cells
            .into_iter()
            .zip(&self.columns)
            .fold(row, |row, ((text, role), wide)| row.text(right(&text, *wide), scene.style(role)))
    }
}

/// The rows of a tree, each indented by its step.
pub fn steps(scene: &Scene<'_>, wall: &Wall, table: &Table, tree: &[(usize, DrillRow)]) -> Vec<Row> {
    let row = |(step, row): &(usize, DrillRow)| {
        let (name, figures) = counted(scene, wall, row);
        let style = scene.style(if *step == 0 { Role::Strong } else { Role::Text });
        table.row(scene, &format!("{}{name}", "  ".repeat(*step)), style, &figures)
    };
    tree.iter().map(row).collect()
}

/// A row of the drill-down: what it is called, and its figures.
pub fn counted(scene: &Scene<'_>, wall: &Wall, row: &DrillRow) -> (String, Figures) {
    let of = |scope: &Scope| wall.figures(scope, scene.now);
    match row {
        DrillRow::Region(name) => {
            let shown = if name.is_empty() { scene.say("wall-nowhere") } else { name.clone() };
            (shown, of(&Scope::Region(name.clone())))
        }
        DrillRow::Team(region, team) => (team.clone(), of(&Scope::Team(region.clone(), team.clone()))),
        DrillRow::Person(person) => {
            let does = scene.say(text::presence(person.presence.presence));
            let since = time::span(scene.now - person.presence.since);
            (format!("{} · {does} {since}", person.agent.name), person.figures(wall.day_began, scene.now))
        }
        DrillRow::Nobodys(_, load) => (scene.say("wall-nobodys"), Figures { unowned: *load, ..Figures::default() }),
        DrillRow::Ticket(_) => (String::new(), Figures::default()),
    }
}

fn cells(scene: &Scene<'_>, figures: &Figures) -> [(String, Role); 9] {
    let (owned, unowned) = (figures.owned, figures.unowned);
    let count = |count: u64, role: Role| (count.to_string(), figure::unwanted(count, role));
    let signed = |number: u64, role: Role| {
        let sign = if number > 0 { scene.symbol(role) } else { "" };
        (format!("{sign} {number}").trim_start().to_owned(), figure::unwanted(number, role))
    };
    let service = Metric::ServiceLevel.of(figures);
    let oldest = owned.oldest_at.into_iter().chain(unowned.oldest_at).min();
    let at_work = match figures.staff.iter().sum::<u32>() {
        0 => (NOTHING.to_owned(), Role::Muted),
        staff => (format!("{}/{staff}", figures.at_the_phone()), Role::Text),
    };
    [
        count(unowned.live, Role::Strong),
        count(owned.live, Role::Text),
        signed(owned.at_risk + unowned.at_risk, Role::LevelDue),
        signed(owned.breached + unowned.breached, Role::LevelBreached),
        (figure::since(oldest, scene.now), Role::Muted),
        (figure::written(service), figure::role(Metric::ServiceLevel, service)),
        at_work,
        count(figures.calls.ringing + figures.calls.connected, Role::Accent),
        count(figures.solved.today, Role::Good),
    ]
}
