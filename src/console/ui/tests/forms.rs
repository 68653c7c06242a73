//! Every form that a key opens on a ticket or a call.

use super::{fixture, screens};
use crate::console::app::model::{Lang, Model};
use crate::console::app::{Msg, update};
use crate::console::keymap::Action;
use crate::domain::agent::Role;
use crate::domain::ticket::{Ticket, TicketStatus};

/// Each form as its key opens it, and a message on its way.
pub(super) fn forms(width: u16, height: u16, lang: Lang) -> Vec<(&'static str, Model)> {
    let on_ticket = |change: &dyn Fn(&mut Ticket), action: Action| {
        let mut model = screens::reading(width, height, lang);
        model.me.as_mut().expect("somebody").role = Role::Lead;
        if let Some(ticket) = model.ticket.as_mut().and_then(|pane| pane.ticket.value_mut()) {
            change(&mut ticket.truth);
        }
        run(model, action)
    };
    let zhou = |ticket: &mut Ticket| ticket.assignee = Some(fixture::agent("zhoulan", "周岚", "802"));
    let solved = |ticket: &mut Ticket| ticket.status = TicketStatus::Resolved;
    let mut sent = on_ticket(&|_| (), Action::TicketReply);
    update(&mut sent, Msg::Paste("已联系顺丰，今天 18:00 前回电。".to_owned()));
    vec![
        ("reply", on_ticket(&|_| (), Action::TicketReply)),
        ("outgoing", run(sent, Action::FormSubmit)),
        ("edit", on_ticket(&|_| (), Action::TicketEdit)),
        ("pend", on_ticket(&|_| (), Action::TicketPend)),
        ("resolve", on_ticket(&|_| (), Action::TicketResolve)),
        ("reopen", on_ticket(&solved, Action::TicketReopen)),
        ("take over", on_ticket(&zhou, Action::TicketClaim)),
        ("wrap up", run(fixture::desk(width, height, lang), Action::CallWrapUp)),
    ]
}

fn run(mut model: Model, action: Action) -> Model {
    update(&mut model, Msg::Run(action));
    model
}

#[test]
fn each_key_opens_its_form() {
    for (name, model) in forms(120, 36, Lang::Chinese) {
        assert_eq!(model.form.is_some(), name != "outgoing", "{name}");
        assert_eq!(model.outgoing.len(), usize::from(name == "outgoing"), "{name}");
    }
}
