//! The desk in lines, for screen readers and braille displays: no boxes, no places on a screen, one thing after the other.
//!
//! [`view`] paints the panes as they are onto pages that nobody sees, high enough that nothing scrolls, and reads them as text:
//! what a pane, a form or an overlay shows is written once. [`Reader`] compares a view with the one before and gives what is new.

mod line;
mod reader;

use std::mem::{Discriminant, discriminant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Look;
use super::overlay::{self, toast};
use super::pane;
use super::scene::{Canvas, Scene, Typing};
use super::screen;
use crate::console::app::model::extents::Extents;
use crate::console::app::model::form::Form;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::wall::{Screen, WallView};
use crate::console::app::model::{Middle, Model, Pane, Size};
use crate::domain::ids::{ArticleId, CallId, CustomerId, TicketId};
use crate::domain::ticket::view::TicketView;

pub use line::Line;
use line::{Figures, TimeWords};
pub use reader::Reader;

/// What the model takes for the terminal: one pane at a time, and so many rows to a page.
pub const SIZE: Size = Size { width: PAGE.0, height: 40 };
/// Cells of a page: narrower than three columns, higher than what is on it.
const PAGE: (u16, u16) = (96, 160);
/// Cells of what is one line however long it is.
const STRIP: (u16, u16) = (400, 1);

/// The desk at a moment, in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// Short messages, what can still be called back, what can follow the keys pressed so far.
    pub alerts: Vec<Line>,
    /// The status line, piece by piece.
    pub status: Vec<Line>,
    /// What is listened to: the call, wherever the keys go, and last what has the keys.
    pub sections: Vec<Section>,
    /// What is being typed.
    pub typed: Option<Typed>,
    /// Whether what is typed searches: what is found changes with every sign.
    pub searching: bool,
    /// The keys that work now.
    pub keys: Vec<Line>,
    /// How far what is shown can be scrolled.
    pub extents: Extents,
}

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What they are of.
    pub place: Place,
    /// Top to bottom; the first one is the title.
    pub lines: Vec<Line>,
    /// Whether all of it is said when it comes up, not only the row under the cursor: records, and what digits choose from.
    pub whole: bool,
}

/// A field and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What stands before it: its name, a sign.
    pub label: String,
    /// The text, passwords as stars.
    pub text: String,
    /// Where the cursor is, in bytes.
    pub cursor: usize,
}

/// Where one can be on the desk. The same place later has news only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On top of the panes, under a title.
    Overlay(Discriminant<Overlay>, String),
    /// In a form, about a ticket or none.
    Form(Discriminant<Form>, Option<TicketId>),
    /// In a view of the queue.
    Queue(TicketView),
    /// At a call.
    Call(CallId),
    /// At a desk with nobody on the phone.
    Nobody,
    /// At a customer without a call.
    Customer(Option<CustomerId>),
    /// At a ticket.
    Ticket(Option<TicketId>),
    /// At the list of answers.
    Answers,
    /// At an answer.
    Answer(ArticleId),
    /// At a view of the wall, so many steps down.
    Wall(WallView, usize),
}

/// The desk in lines.
pub fn view(model: &Model, look: &Look<'_>) -> View {
    let styles = look.styles.bare();
    let look = Look { styles: &styles, ..*look };
    let mut pages = Pages::new(Scene::new(model, &look));
    let mut alerts = pages.toasts();
    alerts.extend(pages.strip(|scene, area, canvas| _ = overlay::outgoing::draw(scene, area, canvas)));
    alerts.extend(pages.lines(Figures::News, overlay::which_key::draw));
    let status = pages.strip(pane::status_line::draw);
    let keys = pages.strip(pane::keys::draw);
    let call = pages.call();
    let front = pages.front();
    let behind = call.filter(|call| call.place != front.place);
    View {
        alerts,
        status,
        sections: behind.into_iter().chain([front]).collect(),
        typed: pages.typed,
        searching: model.overlays.last().map_or(model.knowledge.typing, Overlay::is_typed_in),
        keys,
        extents: pages.extents,
    }
}

/// Pages that nobody sees.
struct Pages<'a> {
    scene: Scene<'a>,
    times: TimeWords,
    typed: Option<Typed>,
    extents: Extents,
}

impl<'a> Pages<'a> {
    fn new(scene: Scene<'a>) -> Self {
        let times = TimeWords::of(scene.texts());
        Self { scene, times, typed: None, extents: Extents::default() }
    }

    fn page(
        &mut self,
        (width, height): (u16, u16),
        paint: impl FnOnce(&Scene<'_>, Rect, &mut Canvas<'_>),
    ) -> (Buffer, Option<Typing>) {
        let area = Rect { x: 0, y: 0, width, height };
        let mut buffer = Buffer::empty(area);
        let mut canvas = Canvas { extents: std::mem::take(&mut self.extents), ..Canvas::new(&mut buffer) };
        paint(&self.scene, area, &mut canvas);
        self.extents = canvas.extents;
        let typing = canvas.typing;
        (buffer, typing)
    }

    fn lines(&mut self, figures: Figures, paint: impl FnOnce(&Scene<'_>, Rect, &mut Canvas<'_>)) -> Vec<Line> {
        let (buffer, typing) = self.page(PAGE, paint);
        if let Some(typing) = &typing {
            let label = line::before(&buffer, typing);
            self.typed = Some(Typed { label, text: typing.text.clone(), cursor: typing.cursor });
        }
        line::read(&buffer, typing.as_ref(), figures, &self.times)
    }

    /// A line of pieces; figures in it change all the time.
    fn strip(&mut self, paint: impl FnOnce(&Scene<'_>, Rect, &mut Canvas<'_>)) -> Vec<Line> {
        let (buffer, _) = self.page(STRIP, paint);
        let lines = line::read(&buffer, None, Figures::Tick, &self.times);
        lines.iter().flat_map(|line| line.pieces(&self.times)).collect()
    }

    fn toasts(&self) -> Vec<Line> {
        let model = self.scene.model;
        let alive = model.toasts.iter().filter(|toast| toast.until > self.scene.now);
        alive.map(|message| Line::of(&toast::words(&self.scene, message), Figures::News, &self.times)).collect()
    }

    /// The call at hand, as long as somebody is on the line.
    fn call(&mut self) -> Option<Section> {
        let current = self.scene.model.calls.current.as_ref().filter(|pane| pane.call.state.is_live())?;
        let place = Place::Call(current.call.id.clone());
        let lines = self.lines(Figures::News, pane::caller::draw);
        Some(Section { place, lines, whole: true })
    }

    /// What has the keys.
    fn front(&mut self) -> Section {
        let model = self.scene.model;
        if let Some(top) = model.overlays.last() {
            return self.overlay(top);
        }
        match (model.screen, &model.form) {
            (Screen::Desk, Some(form)) if !model.knowledge.typing => self.form(form),
            (Screen::Desk, _) => self.pane(model.tab()),
            (Screen::Wall, _) => self.wall(),
        }
    }

    fn overlay(&mut self, top: &Overlay) -> Section {
        let lines = self.lines(Figures::News, overlay::top);
        let title = lines.first().map_or_else(String::new, |line| line.said.without_figures(&self.times));
        let place = Place::Overlay(discriminant(top), title);
        Section { place, lines, whole: matches!(top, Overlay::Ask { .. } | Overlay::Conflict(_)) }
    }

    fn form(&mut self, form: &Form) -> Section {
        let lines = match form {
            Form::Close(_) => self.lines(Figures::News, pane::knowledge::draw),
            _ => self.lines(Figures::News, |scene, area, canvas| _ = pane::note::draw(scene, area, canvas)),
        };
        let place = Place::Form(discriminant(form), form.ticket().cloned());
        Section { place, lines, whole: form.is_choosing_cause() || !form.is_typed_in() }
    }

    fn pane(&mut self, pane: Pane) -> Section {
        let model = self.scene.model;
        let (place, lines) = match pane {
            Pane::Queue => (Place::Queue(model.queue.view), self.queue()),
            Pane::Middle => (middle(model), self.middle()),
            Pane::Knowledge => (answers(model), self.lines(Figures::News, pane::knowledge::draw)),
        };
        Section { place, lines, whole: pane == Pane::Middle }
    }

    /// The queue; how long it is, which its title says, is heard where it is asked for.
    fn queue(&mut self) -> Vec<Line> {
        let mut lines = self.lines(Figures::News, pane::queue::draw);
        if let Some(title) = lines.first_mut() {
            *title = Line::of(&title.said.text, Figures::Tick, &self.times);
        }
        lines
    }

    /// The caller, the customer or the ticket, and what departments did.
    fn middle(&mut self) -> Vec<Line> {
        let mut lines =
            self.lines(Figures::News, |scene, area, canvas| screen::desk::record(scene, area, false, canvas));
        if self.scene.model.customer_at_hand().is_some() {
            let (buffer, _) = self.page(STRIP, pane::data_flow::draw);
            lines.extend(line::read(&buffer, None, Figures::News, &self.times));
        }
        lines
    }

    fn wall(&mut self) -> Section {
        let wall = &self.scene.model.wall;
        let place = Place::Wall(wall.view, wall.path.len());
        let title = Line::of(&screen::wall::title(&self.scene), Figures::Tick, &self.times);
        let lines = [title].into_iter().chain(self.lines(Figures::Tick, screen::wall::body)).collect();
        Section { place, lines, whole: false }
    }
}

fn middle(model: &Model) -> Place {
    match model.middle {
        Middle::Ticket => Place::Ticket(model.ticket.as_ref().map(|pane| pane.id.clone())),
        Middle::Customer => Place::Customer(model.customer.as_ref().map(|pane| pane.customer.clone())),
        Middle::Caller => model.calls.current.as_ref().map_or(Place::Nobody, |pane| Place::Call(pane.call.id.clone())),
    }
}

fn answers(model: &Model) -> Place {
    model.knowledge.open.as_ref().map_or(Place::Answers, |open| Place::Answer(open.article.id.clone()))
}
