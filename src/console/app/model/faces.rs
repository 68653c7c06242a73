//! Pictures of customers, as the terminal shows them. Each is known by the hash of its bytes: one that changed is another
//! picture, so none is ever stale.

use std::collections::VecDeque;

use super::Size;
use super::picture::Drawn;
use crate::domain::ids::MediaHash;

/// Cells of a face beside a name: as high as a name with its numbers and owners.
pub const ROOM: Size = Size { width: 6, height: 3 };
/// Faces that are kept; no more are asked for at once.
pub const KEPT: usize = 64;

/// Faces seen of late, the newest last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faces(VecDeque<(MediaHash, Face)>);

#[derive(Clone, Debug, PartialEq)]
enum Face {
    Awaited,
    Drawn(Drawn),
    /// It could not be had, or the terminal cannot show it.
    None,
}

impl Faces {
    /// Asks for a face; whether nobody has asked yet.
    pub fn ask(&mut self, media: &MediaHash) -> bool {
        let is_new = self.0.iter().all(|(known, _)| known != media);
        if is_new {
            self.0.push_back((media.clone(), Face::Awaited));
            if self.0.len() > KEPT {
                self.0.pop_front();
            }
        }
        is_new
    }

    /// A face that was asked for is here, or none is to be had; whether there is something new to see.
    pub fn settle(&mut self, media: &MediaHash, drawn: Option<Drawn>) -> bool {
        let Some((_, face)) = self.0.iter_mut().find(|(known, _)| known == media) else { return false };
        *face = drawn.map_or(Face::None, Face::Drawn);
        matches!(face, Face::Drawn(_))
    }

    /// The face, if it can be shown.
    pub fn get(&self, media: &MediaHash) -> Option<&Drawn> {
        let (_, face) = self.0.iter().find(|(known, _)| known == media)?;
        if let Face::Drawn(drawn) = face { Some(drawn) } else { None }
    }

    /// Those that could not be had may be asked for again.
    pub fn forget_missing(&mut self) {
        self.0.retain(|(_, face)| *face != Face::None);
    }

    /// All may be asked for again: what is on screen is not believed any more.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}
