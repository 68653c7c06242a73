//! A desk that only looks: what would change anything is refused, and no wish that does leaves it.

use super::toast;
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::text::Text;
use crate::console::keymap::Action;

/// Says no to an action that would change something. Returns whether it did.
pub fn refuses(model: &mut Model, action: Action) -> bool {
    let refused = model.read_only && changes(action);
    if refused {
        toast::plain(model, Text::new("toast-read-only"));
    }
    refused
}

fn changes(action: Action) -> bool {
    use Action::{
        CallAnswer, CallHangUp, CallHold, CallWrapUp, ContactSave, CustomerCreate, HandoverShow, KnowledgeInsert,
        ParcelExpedite, PresenceNext, ProfileReveal, SnippetChoose, TicketAcknowledge, TicketClaim, TicketClaimNext,
        TicketClose, TicketEdit, TicketNew, TicketNote, TicketPend, TicketReopen, TicketReply, TicketResolve,
        TodoFinish, WallAssign,
    };
    matches!(
        action,
        CallAnswer
            | CallHangUp
            | CallHold
            | CallWrapUp
            | ContactSave
            | CustomerCreate
            | HandoverShow
            | KnowledgeInsert
            | ParcelExpedite
            | PresenceNext
            | ProfileReveal
            | SnippetChoose
            | TicketAcknowledge
            | TicketClaim
            | TicketClaimNext
            | TicketClose
            | TicketNew
            | TicketNote
            | TicketPend
            | TicketEdit
            | TicketReopen
            | TicketReply
            | TicketResolve
            | TodoFinish
            | WallAssign
    )
}

/// Keeps back every wish that would change something elsewhere, whatever it came from.
pub fn keep_back(model: &Model, out: &mut Vec<Effect>) {
    if model.read_only {
        out.retain(|wish| !is_write(wish));
    }
}

fn is_write(wish: &Effect) -> bool {
    matches!(
        wish,
        Effect::Command { .. }
            | Effect::CreateTicket { .. }
            | Effect::CreateCustomer { .. }
            | Effect::SaveContact { .. }
            | Effect::IdentifyCaller { .. }
            | Effect::PatchCall { .. }
            | Effect::SetPresence { .. }
            | Effect::TicketPresence { .. }
            | Effect::FinishTodo { .. }
            | Effect::HandOverTodo { .. }
            | Effect::WrapUp { .. }
            | Effect::DecidePhrasing { .. }
            | Effect::ClaimNext { .. }
            | Effect::ReportUse { .. }
            | Effect::Reveal { .. }
    )
}
