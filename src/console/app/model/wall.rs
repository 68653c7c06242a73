//! The lead's wall (M19): five fixed views over one set of figures, and how far the drill-down has gone.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::console::app::remote::Remote;
use crate::domain::agent::Role;
use crate::domain::gap::Gap;
use crate::domain::ids::{AgentId, TicketId};
use crate::domain::permission::watch;
use crate::domain::ticket::Ticket;
use crate::domain::wall::blocker::Blocker;
use crate::domain::wall::{Load, Person, Scope, Wall};

/// What fills the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    /// What waits, who is calling and why, what to say.
    #[default]
    Desk,
    /// The lead's wall.
    Wall,
}

/// The five views, as the digits choose them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WallView {
    /// How the desk stands.
    #[default]
    Board,
    /// From region to team to person to ticket.
    Drill,
    /// Who has not answered for three days.
    Blockers,
    /// People beside each other.
    Comparison,
    /// How many people the telephone needs.
    Staffing,
}

impl WallView {
    /// Every view, in the order of the digits.
    pub const ALL: [Self; 5] = [Self::Board, Self::Drill, Self::Blockers, Self::Comparison, Self::Staffing];
}

/// What a console begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum First {
    /// The desk.
    #[default]
    Desk,
    /// The lead's wall.
    Wall,
    /// The wall in letters for the other end of the room.
    BigWall,
}

/// The wall as the console has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WallPane {
    /// The figures; what is pushed keeps them true.
    pub board: Remote<Wall>,
    /// What of them is looked at.
    pub view: WallView,
    /// Where the drill-down has gone, from the outermost step on.
    pub path: Vec<Place>,
    /// The row under the cursor of the view.
    pub cursor: usize,
    /// The tickets at the end of the drill-down.
    pub tickets: Remote<Listed>,
    /// Tickets that were marked, to be given to somebody else together.
    pub marked: BTreeSet<TicketId>,
    /// What is stuck.
    pub blockers: Remote<Vec<Blocker>>,
    /// What no answer fitted, the most frequent first.
    pub gaps: Remote<Vec<Gap>>,
    /// When those were asked for last, UTC.
    pub gaps_asked: Option<DateTime<Utc>>,
    /// People more, or fewer, of the what-if.
    pub extra: i32,
    /// Whether the board is written in letters for the other end of the room.
    pub big: bool,
    /// Whether it is to be shown as soon as it is known who looks.
    pub at_start: bool,
}

/// A step of the drill-down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The teams of a region.
    Region(String),
    /// The people of a team.
    Team(String, String),
    /// A person's tickets.
    Person(AgentId),
    /// A region's tickets that nobody owns.
    Nobodys(String),
}

impl Place {
    /// Whether tickets are listed there: there is no further step in.
    pub fn is_of_tickets(&self) -> bool {
        matches!(self, Self::Person(_) | Self::Nobodys(_))
    }
}

/// A row of the drill-down.
#[derive(Clone, Debug, PartialEq)]
pub enum DrillRow {
    /// A region.
    Region(String),
    /// A team of a region.
    Team(String, String),
    /// A person.
    Person(Box<Person>),
    /// What nobody owns in a region.
    Nobodys(String, Load),
    /// A ticket.
    Ticket(Box<Ticket>),
}

/// A row of the wall, whatever stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WallRow {
    /// A further step in.
    Place(Place),
    /// A ticket.
    Ticket(TicketId),
}

impl DrillRow {
    /// Which row it is.
    pub fn row(&self) -> WallRow {
        match self {
            Self::Region(region) => WallRow::Place(Place::Region(region.clone())),
            Self::Team(region, team) => WallRow::Place(Place::Team(region.clone(), team.clone())),
            Self::Person(person) => WallRow::Place(Place::Person(person.agent.id.clone())),
            Self::Nobodys(region, _) => WallRow::Place(Place::Nobodys(region.clone())),
            Self::Ticket(ticket) => WallRow::Ticket(ticket.id.clone()),
        }
    }
}

/// Tickets as far as loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// The rows, the first due first.
    pub rows: Vec<Ticket>,
    /// Where the next page begins; none: these are all.
    pub next: Option<String>,
}

/// Tickets that somebody is to be found for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignChoice {
    /// Which.
    pub tickets: Vec<TicketId>,
    /// Those who can take them, in the order they stood when it was asked: rows that change places under a finger would give
    /// work to the wrong person.
    pub takers: Vec<AgentId>,
    /// The person under the cursor.
    pub cursor: usize,
}

impl WallPane {
    /// The wall of a console that begins with `first`.
    pub fn at_first(first: First) -> Self {
        Self { at_start: first != First::Desk, big: first == First::BigWall, ..Self::default() }
    }

    /// What the innermost step of the drill-down looks at; for a person or nobody, the scope around them.
    pub fn scope(&self) -> Scope {
        let around = self.path.iter().rev().find_map(|place| match place {
            Place::Region(region) => Some(Scope::Region(region.clone())),
            Place::Team(region, team) => Some(Scope::Team(region.clone(), team.clone())),
            Place::Person(_) | Place::Nobodys(_) => None,
        });
        around.unwrap_or_default()
    }

    /// Whether the drill-down has come to tickets.
    pub fn is_at_tickets(&self) -> bool {
        self.view == WallView::Drill && self.path.last().is_some_and(Place::is_of_tickets)
    }

    /// The rows of the innermost step; tickets as the server has them.
    pub fn rows(&self) -> Vec<DrillRow> {
        if self.is_at_tickets() {
            let tickets = self.tickets.value().map_or(&[][..], |listed| &listed.rows);
            return tickets.iter().map(|ticket| DrillRow::Ticket(Box::new(ticket.clone()))).collect();
        }
        self.board.value().map_or_else(Vec::new, |wall| match self.path.last() {
            Some(Place::Region(region)) => of_region(wall, region),
            Some(Place::Team(region, team)) => people(wall, &Scope::Team(region.clone(), team.clone())),
            _ => wall.region_names().into_iter().map(|region| DrillRow::Region(region.to_owned())).collect(),
        })
    }

    /// A person of the wall.
    pub fn person(&self, id: &AgentId) -> Option<&Person> {
        self.board.value()?.people.iter().find(|person| person.agent.id == *id)
    }

    /// People a ticket can be given to: those of the region looked at, who can take one first, who has least to do before
    /// others.
    pub fn takers(&self) -> Vec<&Person> {
        let Some(wall) = self.board.value() else { return Vec::new() };
        let region = self.path.iter().find_map(|place| match place {
            Place::Region(region) | Place::Team(region, _) | Place::Nobodys(region) => Some(region.clone()),
            Place::Person(_) => None,
        });
        let scope = region.map_or(Scope::Desk, Scope::Region);
        let mut takers: Vec<&Person> =
            wall.people.iter().filter(|person| scope.holds(person) && person.role == Role::Agent).collect();
        takers.sort_by_key(|person| (person.presence.presence.distance(), person.load.live, person.agent.name.clone()));
        takers
    }

    /// The tickets that a command on several is about: those marked, else the one under the cursor.
    pub fn chosen(&self) -> Vec<TicketId> {
        if !self.marked.is_empty() {
            return self.marked.iter().cloned().collect();
        }
        self.under_cursor().into_iter().map(|ticket| ticket.id.clone()).collect()
    }

    /// The ticket under the cursor, in the drill-down or among the blockers.
    pub fn under_cursor(&self) -> Option<&Ticket> {
        match self.view {
            WallView::Drill if self.is_at_tickets() => self.tickets.value()?.rows.get(self.cursor),
            WallView::Blockers => self.blockers.value()?.get(self.cursor).map(|row| &row.ticket),
            _ => None,
        }
    }

    /// Where a row stands in the view; none: it is there no more.
    pub fn position(&self, row: &WallRow) -> Option<usize> {
        match (self.view, row) {
            (WallView::Drill, _) => self.rows().iter().position(|known| known.row() == *row),
            (WallView::Blockers, WallRow::Ticket(id)) => {
                self.blockers.value()?.iter().position(|known| known.ticket.id == *id)
            }
            (WallView::Comparison, WallRow::Place(Place::Person(id))) => {
                self.compared().iter().position(|person| person.agent.id == *id)
            }
            _ => None,
        }
    }

    /// Every ticket that the wall shows.
    pub fn all_tickets(&self) -> impl Iterator<Item = &Ticket> {
        let listed = self.tickets.value().into_iter().flat_map(|listed| &listed.rows);
        listed.chain(self.blockers.value().into_iter().flatten().map(|row| &row.ticket))
    }

    /// How many rows the view has.
    pub fn row_count(&self) -> usize {
        match self.view {
            WallView::Drill if self.is_at_tickets() => self.tickets.value().map_or(0, |listed| listed.rows.len()),
            WallView::Drill => self.rows().len(),
            WallView::Blockers => self.blockers.value().map_or(0, Vec::len),
            WallView::Comparison => self.compared().len(),
            WallView::Board | WallView::Staffing => 0,
        }
    }

    /// The people that are compared: those of the scope who answer the phone.
    pub fn compared(&self) -> Vec<&Person> {
        let scope = self.scope();
        let people = self.board.value().into_iter().flat_map(|wall| &wall.people);
        people.filter(|person| scope.holds(person) && person.role == Role::Agent).collect()
    }

    /// The step the drill-down of somebody begins at: a lead's is their own region.
    pub fn home(role: Role, region: &str) -> Vec<Place> {
        watch::kept_to(role, region).map(|region| Place::Region(region.to_owned())).into_iter().collect()
    }
}

/// The whole wall as rows with the step each stands at, as deep as `room` rows hold: regions; below each what nobody owns
/// and its teams; below those their people.
pub fn tree(wall: &Wall, room: usize) -> Vec<(usize, DrillRow)> {
    let regions = wall.region_names();
    let parts: Vec<DrillRow> = regions.iter().flat_map(|region| of_region(wall, region)).collect();
    let with_parts = regions.len() + parts.len();
    let depth = if with_parts + wall.people.len() <= room { 2 } else { usize::from(with_parts <= room) };
    let mut rows = Vec::new();
    for region in regions {
        let row = DrillRow::Region(region.to_owned());
        let parts = if depth > 0 { below(wall, &row) } else { Vec::new() };
        rows.push((0, row));
        rows.extend(parts.into_iter().filter(|(step, _)| *step < depth).map(|(step, part)| (step + 1, part)));
    }
    rows
}

/// What stands below a row with the step of each: of a region its parts and their people, of a team its people.
pub fn below(wall: &Wall, row: &DrillRow) -> Vec<(usize, DrillRow)> {
    let with_people = |part: DrillRow| {
        let people = below(wall, &part);
        [(0, part)].into_iter().chain(people.into_iter().map(|(step, person)| (step + 1, person)))
    };
    match row {
        DrillRow::Region(region) => of_region(wall, region).into_iter().flat_map(with_people).collect(),
        DrillRow::Team(region, team) => {
            let people = people(wall, &Scope::Team(region.clone(), team.clone()));
            people.into_iter().map(|person| (0, person)).collect()
        }
        DrillRow::Person(_) | DrillRow::Nobodys(..) | DrillRow::Ticket(_) => Vec::new(),
    }
}

fn of_region(wall: &Wall, region: &str) -> Vec<DrillRow> {
    let unowned = wall.regions.iter().find(|row| row.region == region).filter(|row| row.load.live > 0);
    let nobodys = unowned.map(|row| DrillRow::Nobodys(region.to_owned(), row.load));
    let teams = wall.team_names(region).into_iter().map(|team| DrillRow::Team(region.to_owned(), team.to_owned()));
    nobodys.into_iter().chain(teams).collect()
}

fn people(wall: &Wall, scope: &Scope) -> Vec<DrillRow> {
    wall.people_of(scope).map(|person| DrillRow::Person(Box::new(person.clone()))).collect()
}
