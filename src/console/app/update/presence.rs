//! What this agent is doing, and which ticket this desk has open.

use super::{toast, wrap_up};
use crate::console::app::effect::Effect;
use crate::console::app::model::form::Form;
use crate::console::app::model::{Middle, Model};
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::domain::agent::{Presence, PresenceState};
use crate::domain::ids::TicketId;
use crate::domain::ticket::Activity;

/// Goes on to the next presence an agent can choose: available, busy, break.
pub fn next(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(me) = &model.me else { return };
    let presence = match me.presence.presence {
        Presence::Available => Presence::Busy,
        Presence::Busy => Presence::Break,
        _ => Presence::Available,
    };
    let request = model.next_request();
    out.push(Effect::SetPresence { request, presence });
}

/// Takes the server's word for it.
pub fn set(model: &mut Model, _request: RequestId, result: Result<PresenceState, Problem>) -> bool {
    match (result, &mut model.me) {
        (Ok(presence), Some(me)) => {
            me.presence = presence;
            wrap_up::presence_changed(model);
        }
        (Ok(_), None) => return false,
        (Err(why), _) => toast::bad(model, Text::new("toast-presence-failed").with("why", toast::sentence(&why))),
    }
    true
}

/// Says which ticket this desk has open, when that has changed.
pub fn tell(model: &mut Model, out: &mut Vec<Effect>) {
    let open = open_ticket(model);
    if model.told != open {
        model.told.clone_from(&open);
        out.push(Effect::TicketPresence { open });
    }
}

fn open_ticket(model: &Model) -> Option<(TicketId, Activity)> {
    if let Some(ticket) =
        model.form.as_ref().filter(|form| matches!(form, Form::Note(_) | Form::Reply(_))).and_then(Form::ticket)
    {
        return Some((ticket.clone(), Activity::Typing));
    }
    let shown = model.ticket.as_ref().filter(|_| model.middle == Middle::Ticket);
    shown.map(|pane| (pane.id.clone(), Activity::Viewing))
}
