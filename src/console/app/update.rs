//! The one way in: a message changes the model, wishes come out.
//!
//! A file for each part of the desk. Each takes what concerns it and pushes its wishes onto `out`, in the order they are
//! to be done. [`settle`] runs last: what came by itself while something was typed gets its place once that is done.

mod action;
mod call;
mod clock;
mod conflict;
mod connection;
mod contact;
mod edit;
mod extents;
mod face;
mod foot;
mod form;
mod fuse;
mod gap;
mod handover;
mod identity;
mod kept;
mod key;
mod knowledge;
mod live;
mod lookup;
mod overlay;
mod phrasing;
mod picture;
mod pointer;
mod presence;
mod profile;
mod queue;
mod read_only;
mod recall;
mod recording;
mod refusal;
mod reply;
mod restore;
mod root_causes;
mod settle;
mod sign_in;
mod snippet;
mod theme;
mod ticket;
mod toast;
mod trace;
mod unsent;
mod wall;
mod wrap_up;
mod write;

use super::effect::Effect;
use super::message::{Answer, Msg};
use super::model::Model;

pub(super) use clock::next_wake;
pub(super) use form::FIELD_END;
pub(super) use kept::Place;
pub(super) use write::{draft_of, perform, text_of};

/// Takes one message in. Never blocks and never fails; what was asked for outside comes out in the order it is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut out = Vec::new();
    let changed = take(model, msg, &mut out);
    settle::settle(model, &mut out);
    read_only::keep_back(model, &mut out);
    model.dirty |= changed;
    out
}

/// Returns whether something on screen may have changed.
fn take(model: &mut Model, msg: Msg, out: &mut Vec<Effect>) -> bool {
    match msg {
        Msg::Clock(now) => return clock::pass(model, now, out),
        Msg::ClockRead(now) => return clock::set(model, now, out),
        Msg::Live(event) => return live::take(model, event, out),
        Msg::Connection(fact) => return connection::take(model, fact, out),
        Msg::Answer(answer) => return answered(model, answer, out),
        Msg::Painted { extents, at } => {
            model.trail.painted(at);
            extents::painted(model, extents);
            return false;
        }
        Msg::Snippets(own) => model.snippets = own.over(std::mem::take(&mut model.snippets)),
        Msg::ReadOnly => model.read_only = true,
        Msg::Started => restore::start(model, out),
        Msg::SignedIn(agent) => {
            sign_in::signed_in(model, *agent);
            wall::open_at_start(model, out);
        }
        Msg::Recalled(snapshot) => recall::take(model, *snapshot),
        Msg::Restored(restored) => restore::restore(model, restored, out),
        Msg::Key { key, action } => key::press(model, key, action, out),
        Msg::Run(action) => action::run(model, action, out),
        Msg::Chord(hints) => model.chord = hints,
        Msg::Click(cell) => pointer::click(model, cell, out),
        Msg::Wheel { cell, up } => pointer::wheel(model, cell, up, out),
        Msg::Paste(text) => key::paste(model, &text, out),
        Msg::Resize { width, height } => {
            model.size = super::model::Size { width, height };
            picture::draw(model, out);
        }
        Msg::IndexReady => model.knowledge.indexed = true,
        Msg::Learning(percent) => model.knowledge.learning = percent,
        Msg::Copied(result) => toast::copied(model, result),
        Msg::Warning { place, detail } => toast::warn(model, place, detail),
        Msg::Terminated => out.push(action::quit(model)),
    }
    true
}

fn answered(model: &mut Model, answer: Answer, out: &mut Vec<Effect>) -> bool {
    match answer {
        Answer::Tickets { request, view, result } => queue::arrived(model, request, view, result, out),
        Answer::Ticket { request, ticket, result } => {
            unsent::ticket_arrived(model, request, &result, out) || ticket::arrived(model, request, &ticket, result)
        }
        Answer::History { request, ticket, result } => ticket::history_arrived(model, request, &ticket, result, out),
        Answer::Clocks { request, result } => fuse::clocks_arrived(model, request, result, out),
        Answer::Trace { request, result } => trace::arrived(model, request, &result),
        Answer::AtRisk { request, result } => fuse::risks_arrived(model, request, result, out),
        Answer::Profile { request, customer, result } => profile::arrived(model, request, &customer, result),
        Answer::Counts { request, result } => model.foot.counts.settle(request, result, model.now),
        Answer::Wall { request, result } => wall::board_arrived(model, request, result),
        Answer::WallTickets { request, below, result } => wall::tickets_arrived(model, request, below, result, out),
        Answer::Blockers { request, result } => wall::blockers_arrived(model, request, result, out),
        Answer::Promises { request, result } => foot::promises_arrived(model, request, result, out),
        Answer::RootCauseReport { request, result } => root_causes::arrived(model, request, result),
        Answer::CauseTickets { request, result } => root_causes::tickets_arrived(model, request, result),
        Answer::RootCauses { result } => connection::root_causes_arrived(model, result),
        Answer::Calls { request, result } => call::restore(model, request, result, out),
        Answer::Found { request, result } => knowledge::found(model, request, result),
        Answer::Phrasings { request, result } => phrasing::arrived(model, request, result),
        Answer::PhrasingDecided { write, result } => phrasing::decided(model, &write, result, out),
        Answer::Gaps { request, result } => gap::arrived(model, request, &result),
        Answer::RecordingBegun { request } => recording::begun(model, request),
        Answer::RecordingEnded { request, result } => recording::ended(model, request, result),
        Answer::ArticleDrafted { result } => {
            gap::drafted(model, result);
            true
        }
        Answer::ClaimedNext { write, result } => write::claimed_next(model, &write, result, out),
        Answer::Written { write, result } => write::written(model, &write, result, out),
        Answer::TicketCreated { write, result } => write::ticket_created(model, &write, result, out),
        Answer::CustomerCreated { write, result } => contact::created(model, &write, result, out),
        Answer::ContactSaved { write, result } => contact::saved(model, &write, result, out),
        Answer::CustomersFound { request, result } => lookup::found(model, request, &result, out),
        Answer::WrappedUp { write, result } => wrap_up::written(model, &write, result, out),
        Answer::CallerIdentified { write, result } => identity::told(model, &write, result, out),
        Answer::Revealed { request, customer, result } => profile::revealed(model, request, &customer, result, out),
        Answer::CallPatched { call, result, .. } => call::patched(model, &call, result, out),
        Answer::PresenceSet { request, result } => presence::set(model, request, result),
        Answer::Colleagues { request, result } => handover::colleagues_arrived(model, request, result),
        Answer::FileSaved { result } => foot::file_saved(model, result, out),
        Answer::TodoFinished { write, todo, result } => foot::finished(model, &write, &todo, result),
        Answer::Themes { request, names, worn } => theme::listed(model, request, names, worn),
        Answer::FaceDrawn { media, face } => face::drawn(model, &media, face),
        Answer::PictureDrawn { request, result } => picture::drawn(model, request, result),
        Answer::Edited { request, result } => form::edited(model, request, result, out),
        Answer::PictureOpened { result } => picture::opened(model, result),
        Answer::SignedIn { request, result } => sign_in::answered(model, request, result),
    }
}
