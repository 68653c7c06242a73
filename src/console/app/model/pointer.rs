//! What lies under the pointer. Only whoever paints knows where things are, and says so.

use ratatui::layout::{Position, Rect};

use super::Pane;
use super::profile::ProfileRow;
use super::wall::WallRow;
use crate::console::keymap::Action;
use crate::domain::ids::{ArticleId, TicketId};

/// Something that can be clicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A pane, wherever nothing else lies in it.
    Pane(Pane),
    /// What does the same as a key.
    Action(Action),
    /// An entry of the queue.
    Ticket(TicketId),
    /// A row of the wall.
    Wall(WallRow),
    /// A row of the caller's profile.
    Profile(ProfileRow),
    /// An answer that was found.
    Answer(ArticleId),
}

/// Where what can be clicked was painted last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spots(Vec<(Rect, Spot)>);

impl Spots {
    /// This was painted there, over what was before.
    pub fn put(&mut self, area: Rect, spot: Spot) {
        self.0.push((area, spot));
    }

    /// What lies on top in that cell.
    pub fn at(&self, cell: Position) -> Option<&Spot> {
        self.under(cell).next()
    }

    /// The pane that the cell belongs to.
    pub fn pane_at(&self, cell: Position) -> Option<Pane> {
        self.under(cell).find_map(|spot| if let Spot::Pane(pane) = spot { Some(*pane) } else { None })
    }

    /// Where that was painted, the first line of it.
    pub fn area_of(&self, wanted: &Spot) -> Option<Rect> {
        self.0.iter().find_map(|(area, spot)| (spot == wanted).then_some(*area))
    }

    fn under(&self, cell: Position) -> impl Iterator<Item = &Spot> {
        self.0.iter().rev().filter(move |(area, _)| area.contains(cell)).map(|(_, spot)| spot)
    }
}
