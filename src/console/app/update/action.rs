//! Actions: what a key, a row of the palette or a click asks for.

use super::{
    call, contact, edit, form, fuse, gap, handover, identity, knowledge, lookup, overlay, phrasing, picture, pointer,
    presence, profile, queue, read_only, recording, reply, root_causes, sign_in, snippet, theme, ticket, toast, trace,
    unsent, wall, wrap_up, write,
};
use crate::console::app::effect::{Effect, Reading, TicketCommand};
use crate::console::app::model::caller::CallerScreen;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::Ending;
use crate::console::app::model::overlay::{Asked, Overlay};
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::model::queue::Below;
use crate::console::app::model::ticket::Origin;
use crate::console::app::model::{Middle, Model, Pane};
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::permission::{self, TicketRight};

/// Carries an action out. What lies on top has the first word: overlays, then the form, then the panes.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) {
    if read_only::refuses(model, action) {
        return;
    }
    let done = overlay::run(model, action, out)
        || form::run(model, action, out)
        || wall::run(model, action, out)
        || desk(model, action, out)
        || on_call(model, action, out)
        || on_ticket(model, action, out)
        || on_answers(model, action, out);
    if let Some(digit) = action.digit().filter(|_| !done) {
        choose(model, digit, out);
    }
}

fn desk(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    match action {
        Action::AppQuit => leave(model, out),
        Action::AppRedraw => {
            model.faces.forget();
            out.push(Effect::Redraw);
        }
        Action::ReadRow => read(model, Reading::Row, out),
        Action::ReadStatus => read(model, Reading::Status, out),
        Action::AppSignIn => sign_in::open(model),
        Action::HelpShow => overlay::ask_now(model, Overlay::Help { query: Editor::default(), scroll: 0 }),
        Action::PaletteShow => overlay::push_palette(model),
        Action::ThemeChoose => theme::choose(model, out),
        Action::MouseToggle => pointer::toggle(model, out),
        Action::PictureOutside => picture::show_outside(model, out),
        Action::LogShow => overlay::push(model, Overlay::Log { scroll: 0 }),
        Action::TodoShow => show_todos(model),
        Action::UnsentShow => unsent::show(model),
        Action::FuseAtRisk => fuse::at_risk(model, out),
        Action::ReportRootCauses => root_causes::show(model, out),
        Action::HandoverShow => handover::show(model, out),
        Action::TodoFinish | Action::TodoTake | Action::UnsentDiscard | Action::HandoverToggle => {}
        Action::ReplyUndo => reply::undo(model, out),
        Action::SnippetChoose => snippet::choose(model),
        Action::WallShow => wall::toggle(model, out),
        Action::Cancel | Action::FormCancel => step_back(model, out),
        Action::FocusNext | Action::FormNext => model.focus = turned(model.focus, 1),
        Action::FocusPrevious | Action::FormPrevious => model.focus = turned(model.focus, 2),
        Action::FocusQueue => model.focus = Pane::Queue,
        Action::FocusProfile => model.focus = Pane::Middle,
        Action::FocusKnowledge => model.focus = Pane::Knowledge,
        Action::QueueNextView => queue::turn_view(model, 1, out),
        Action::QueuePreviousView => queue::turn_view(model, -1, out),
        Action::PresenceNext => presence::next(model, out),
        Action::Open | Action::Confirm => open(model, out),
        _ => return Step::of(action).is_some_and(|step| step_in_pane(model, step)),
    }
    true
}

fn read(model: &mut Model, reading: Reading, out: &mut Vec<Effect>) {
    if model.plain {
        out.push(Effect::Read(reading));
    } else {
        toast::plain(model, Text::new("toast-read-plain"));
    }
}

fn on_call(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    match action {
        Action::CallAnswer => call::answer(model, out),
        Action::CallHold => call::hold(model, out),
        Action::CallHangUp => call::hang_up(model, out),
        Action::CallCustomer => call::show(model, out),
        Action::CallWrapUp => wrap_up::open(model),
        Action::WrapUpLonger => wrap_up::extend(model),
        Action::ParcelTrack => profile::track(model),
        Action::ParcelExpedite => ask_expedite(model),
        Action::ProfileReveal => profile::ask_reveal(model, false),
        Action::ProfileCopyNumber => profile::copy_number(model, out),
        Action::CustomerCreate => contact::open_new(model),
        Action::CustomerFind => lookup::open(model, false),
        Action::ContactSave => contact::open(model),
        _ => return false,
    }
    true
}

fn on_ticket(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    if !matches!(
        action,
        Action::TicketClaimNext
            | Action::TicketNew
            | Action::TicketClaim
            | Action::TicketNote
            | Action::TicketReply
            | Action::TicketPend
            | Action::TicketResolve
            | Action::TicketClose
            | Action::TicketReopen
            | Action::TicketEdit
            | Action::TicketAcknowledge
            | Action::FuseExplain
            | Action::TraceShow
    ) {
        return false;
    }
    match (action, model.ticket_at_hand()) {
        (Action::TicketClaimNext, _) => write::claim_next(model, out),
        (Action::TicketNew, _) | (Action::TicketNote, None) => new_ticket(model),
        (_, None) => toast::plain(model, Text::new("toast-no-ticket")),
        (Action::TicketClaim, Some(id)) => claim(model, &id, out),
        (Action::TicketAcknowledge, Some(id)) => fuse::acknowledge(model, &id, out),
        (Action::TraceShow, Some(id)) => trace::show(model, &id, out),
        (Action::FuseExplain, Some(id)) => fuse::explain(model, &id, out),
        (Action::TicketNote, Some(id)) => form::open_note(model, &id, out),
        (Action::TicketEdit, Some(id)) => edit::open(model, &id, out),
        (Action::TicketReply, Some(id)) => reply::open(model, &id, out),
        (Action::TicketPend, Some(id)) => form::open_pend(model, &id, out),
        (Action::TicketResolve, Some(id)) => form::open_close(model, &id, Ending::Resolve, out),
        (Action::TicketClose, Some(id)) => form::open_close(model, &id, Ending::Close, out),
        (_, Some(id)) => form::open_reopen(model, &id, out),
    }
    true
}

/// A ticket is always for somebody: who is on the line and not known is asked for first.
fn new_ticket(model: &mut Model) {
    if model.customer_at_hand().is_some() {
        form::open_new_ticket(model);
    } else {
        lookup::open(model, true);
    }
}

fn show_todos(model: &mut Model) {
    if model.foot.promises().next().is_none() {
        toast::plain(model, Text::new("today-nothing"));
        return;
    }
    overlay::push(model, Overlay::Todos { cursor: 0 });
}

fn claim(model: &mut Model, id: &crate::domain::ids::TicketId, out: &mut Vec<Effect>) {
    if is_anothers(model, id) {
        form::open_take_over(model, id, out);
    } else if let Err(why) = write::command(model, id, TicketCommand::Claim, out) {
        toast::bad(model, why);
    }
}

/// Whether somebody holds it whom this agent may take it from.
fn is_anothers(model: &Model, id: &crate::domain::ids::TicketId) -> bool {
    let (Some(ticket), Some(me)) = (model.find_ticket(id), &model.me) else { return false };
    let held = ticket.holder(model.now).is_some_and(|owner| owner.id != me.id);
    held && permission::may(me.role, TicketRight::ActForOthers)
}

fn on_answers(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    match action {
        Action::KnowledgeSearch => knowledge::start_typing(model),
        Action::KnowledgeCopy => knowledge::with_meant(model, |model| knowledge::copy(model, out)),
        Action::KnowledgeInsert => knowledge::with_meant(model, |model| knowledge::insert(model, out)),
        Action::KnowledgeHelped => knowledge::with_meant(model, |model| knowledge::helps(model, out)),
        Action::KnowledgePlay => knowledge::with_meant(model, |model| recording::toggle(model, out)),
        Action::KnowledgePlayNext => knowledge::with_meant(model, |model| recording::next(model, out)),
        Action::KnowledgePhrasings => phrasing::open(model, out),
        Action::KnowledgeGaps => gap::open(model, out),
        Action::KnowledgeDecline => {}
        _ => return false,
    }
    true
}

/// A digit: of several customers while there are several, else of the answers.
fn choose(model: &mut Model, digit: usize, out: &mut Vec<Effect>) {
    let several = model.conditions().candidates;
    if !several || !identity::choose(model, digit, out) {
        knowledge::with_meant(model, |model| knowledge::open(model, digit.saturating_sub(1), out));
    }
}

fn turned(focus: Pane, by: usize) -> Pane {
    let panes = [Pane::Queue, Pane::Middle, Pane::Knowledge];
    let now = panes.iter().position(|pane| *pane == focus).unwrap_or(0);
    panes[(now + by) % panes.len()]
}

/// Opens the row under the cursor of the focused pane.
fn open(model: &mut Model, out: &mut Vec<Effect>) {
    match (model.focus, model.middle) {
        (Pane::Queue, _) => {
            let Some(ticket) = model.queue.selected().cloned() else { return };
            let truth = model.queue.rows.get(model.queue.cursor).map_or(ticket, |row| row.truth.clone());
            ticket::open(model, truth, out);
            model.focus = Pane::Middle;
        }
        (Pane::Middle, Middle::Ticket) => {}
        (Pane::Middle, _) => match candidate_cursor(model).map(|at| *at) {
            Some(at) => {
                identity::choose(model, at + 1, out);
            }
            None => profile::open_row(model, out),
        },
        (Pane::Knowledge, _) => {
            knowledge::with_meant(model, |model| knowledge::open(model, model.knowledge.cursor, out));
        }
    }
}

fn candidate_cursor(model: &mut Model) -> Option<&mut usize> {
    let pane = model.calls.current.as_mut().filter(|_| model.middle == Middle::Caller)?;
    match &mut pane.caller {
        CallerScreen::Several { cursor, .. } => Some(cursor),
        _ => None,
    }
}

/// Esc: one step back, from the innermost thing outwards.
fn step_back(model: &mut Model, out: &mut Vec<Effect>) {
    if knowledge::close(model) || knowledge::show_newer(model) {
        return;
    }
    if !model.knowledge.query.is_blank() {
        knowledge::forget(model, out);
    } else if model.focus == Pane::Middle && model.middle == Middle::Ticket {
        model.middle =
            if model.calls.current.is_none() && model.customer.is_some() { Middle::Customer } else { Middle::Caller };
        match model.ticket.as_ref().map(|pane| pane.from) {
            Some(Origin::Wall) => wall::return_to(model, out),
            Some(Origin::Pane(pane)) => model.focus = pane,
            None => model.focus = Pane::Queue,
        }
    } else if model.focus != Pane::Middle || model.middle != Middle::Caller || !identity::doubt(model) {
        model.middle = if model.middle == Middle::Customer { Middle::Caller } else { model.middle };
        model.focus = Pane::Queue;
    }
}

/// Leaves at once when nothing is under way; else asks, and says what is. The question is asked even of who is typing.
fn leave(model: &mut Model, out: &mut Vec<Effect>) {
    let waiting = model.outbox.unconfirmed();
    let typed = usize::from(model.form.as_ref().is_some_and(|form| !form.is_blank())) + model.outgoing.len();
    let calls = model.calls.all().filter(|pane| pane.call.state.is_live()).count();
    if waiting + typed + calls == 0 {
        leave_for_good(model, out);
        return;
    }
    let question = Text::new("ask-quit").with("calls", calls).with("typed", typed).with("waiting", waiting);
    overlay::ask_now(model, Overlay::Ask { question, then: Asked::Quit });
}

/// Whoever leaves by themselves is done with what they searched; what is half written stays.
pub fn leave_for_good(model: &mut Model, out: &mut Vec<Effect>) {
    knowledge::forget(model, out);
    out.push(quit(model));
}

/// Ends the console.
pub fn quit(model: &mut Model) -> Effect {
    model.quitting = true;
    Effect::Quit
}

fn ask_expedite(model: &mut Model) {
    let Some(ticket) = model.ticket_at_hand().and_then(|id| model.find_ticket(&id)) else {
        toast::plain(model, Text::new("toast-no-ticket"));
        return;
    };
    let question = Text::new("ask-expedite").with("number", ticket.number).with("name", ticket.customer.name.as_str());
    overlay::push(model, Overlay::Ask { question, then: Asked::Expedite { ticket: ticket.id } });
}

/// A move of a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// A screenful down.
    PageDown,
    /// A screenful up.
    PageUp,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl Step {
    /// The move an action asks for.
    pub fn of(action: Action) -> Option<Self> {
        Some(match action {
            Action::MoveDown => Self::Down,
            Action::MoveUp => Self::Up,
            Action::MovePageDown => Self::PageDown,
            Action::MovePageUp => Self::PageUp,
            Action::MoveFirst => Self::First,
            Action::MoveLast => Self::Last,
            _ => return None,
        })
    }

    /// Where a cursor goes in a list of `len` rows of which `page` fit on screen.
    pub fn apply(self, cursor: usize, len: usize, page: usize) -> usize {
        let last = len.saturating_sub(1);
        match self {
            Self::Down => (cursor + 1).min(last),
            Self::Up => cursor.saturating_sub(1),
            Self::PageDown => (cursor + page).min(last),
            Self::PageUp => cursor.saturating_sub(page),
            Self::First => 0,
            Self::Last => last,
        }
    }
}

fn step_in_pane(model: &mut Model, step: Step) -> bool {
    self::step(model, model.focus, step);
    true
}

/// Moves the cursor of a pane, or scrolls what it shows.
pub fn step(model: &mut Model, pane: Pane, step: Step) {
    let screenful = queue::visible_rows(model);
    match (pane, model.middle) {
        (Pane::Queue, _) => {
            model.queue.cursor = step.apply(model.queue.cursor, model.queue.rows.len(), screenful);
            model.queue.to_end = step == Step::Last && matches!(model.queue.below, Below::More(_));
            model.queue.problem = None;
        }
        (Pane::Middle, Middle::Ticket) => {
            let (upwards, lines) = (step.reversed(), model.extents.history + 1);
            if let Some(pane) = &mut model.ticket {
                pane.scroll = upwards.apply(pane.scroll, lines, screenful * 2);
            }
        }
        (Pane::Middle, _) => step_in_profile(model, step, screenful),
        (Pane::Knowledge, _) => step_in_answers(model, step, screenful),
    }
}

impl Step {
    /// The same move seen from the other end: a history is scrolled up from its newest entry.
    pub fn reversed(self) -> Self {
        match self {
            Self::Down => Self::Up,
            Self::Up => Self::Down,
            Self::PageDown => Self::PageUp,
            Self::PageUp => Self::PageDown,
            Self::First => Self::Last,
            Self::Last => Self::First,
        }
    }
}

fn step_in_profile(model: &mut Model, step: Step, screenful: usize) {
    let candidates = model.calls.current.as_ref().and_then(|pane| pane.candidates()).map_or(0, <[_]>::len);
    if let Some(cursor) = candidate_cursor(model) {
        *cursor = step.apply(*cursor, candidates, screenful);
        return;
    }
    if let Some(pane) = shown_profile(model) {
        pane.cursor = step.apply(pane.cursor, pane.rows().len(), screenful);
        pane.touched = true;
    }
}

/// The profile in the middle.
pub fn shown_profile(model: &mut Model) -> Option<&mut ProfilePane> {
    match model.middle {
        Middle::Caller => model.calls.current.as_mut().and_then(|pane| pane.profile_pane_mut()),
        Middle::Customer => model.customer.as_mut(),
        Middle::Ticket => None,
    }
}

fn step_in_answers(model: &mut Model, step: Step, page: usize) {
    let lines = model.extents.answer + 1;
    let knowledge = &mut model.knowledge;
    if let Some(open) = &mut knowledge.open {
        open.scroll = step.apply(open.scroll, lines, page * 2);
        return;
    }
    let hits = knowledge.hits.value().map_or(0, Vec::len);
    knowledge.cursor = step.apply(knowledge.cursor, hits, page);
    knowledge.touched |= hits > 0;
}
