//! The keys that work now, by focus and conditions; all from the keymap.

use ratatui::layout::Rect;

use crate::console::app::model::Pane;
use crate::console::app::model::form::Form;
use crate::console::keymap::{Action, Hint, Layer};
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::width;
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::lifecycle::{self, TicketCommand};
use crate::domain::ticket::{RootCauseTag, Ticket};

use Action::{
    CallAnswer, CallHangUp, CallHold, Cancel, Choose1, CustomerCreate, FormCancel, FormNext, FormSubmit, HelpShow,
    KnowledgeCopy, KnowledgeInsert, KnowledgeSearch, MoveDown, MoveUp, Open, PaletteShow, ParcelExpedite, ParcelTrack,
    ProfileReveal, QueueNextView, TicketClaim, TicketClaimNext, TicketClose, TicketNote, TicketPend, TicketReopen,
    TicketResolve,
};

/// What the foot offers in a layer, most wanted first; only what works now is shown.
fn offered(layer: Layer) -> &'static [Action] {
    match layer {
        Layer::Form => &[CallAnswer, CallHangUp, FormSubmit, FormNext, FormCancel],
        Layer::Queue => &[
            CallAnswer,
            CallHangUp,
            Open,
            TicketClaimNext,
            QueueNextView,
            TicketClaim,
            TicketNote,
            TicketResolve,
            KnowledgeSearch,
        ],
        Layer::Ticket => &[
            CallAnswer,
            CallHangUp,
            TicketNote,
            TicketResolve,
            TicketClose,
            TicketPend,
            TicketClaim,
            TicketReopen,
            KnowledgeSearch,
            Cancel,
        ],
        Layer::Knowledge => &[CallAnswer, CallHangUp, Open, KnowledgeCopy, KnowledgeInsert, KnowledgeSearch, Cancel],
        Layer::Global | Layer::Profile | Layer::Wall => &[
            CallAnswer,
            CallHold,
            CallHangUp,
            CustomerCreate,
            ParcelTrack,
            ParcelExpedite,
            TicketNote,
            TicketResolve,
            TicketClose,
            TicketClaimNext,
            KnowledgeSearch,
            ProfileReveal,
            KnowledgeCopy,
        ],
    }
}

/// Paints the line.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let hints = scene.look.keymap.hints(scene.layer, scene.conditions);
    let find = |action: Action| hints.iter().find(|hint| hint.action == Some(action));
    let mut last: Vec<(String, String)> =
        [PaletteShow, HelpShow].into_iter().filter_map(find).map(|hint| words(scene, hint)).collect();
    if scene.layer == Layer::Form || !scene.model.overlays.is_empty() {
        last.clear();
    }
    let mut free = usize::from(area.width).saturating_sub(2 + last.iter().map(columns).sum::<usize>());
    let mut shown = Vec::new();
    let wanted = wanted(scene);
    let search = wanted.iter().position(|action| *action == KnowledgeSearch).unwrap_or(wanted.len());
    let keys = |actions: &[Action]| {
        let useful = actions.iter().copied().filter(|action| is_useful(scene, *action));
        useful.filter_map(find).map(|hint| words(scene, hint)).collect::<Vec<_>>()
    };
    let digits = digits(scene);
    free = free.saturating_sub(digits.as_ref().map_or(0, columns));
    let kept = digits.clone();
    for pair in keys(&wanted[..search]).into_iter().chain(digits).chain(keys(&wanted[search..])) {
        if kept.as_ref() == Some(&pair) {
            shown.push(pair);
        } else if columns(&pair) <= free {
            free -= columns(&pair);
            shown.push(pair);
        }
    }
    shown.append(&mut last);
    let mut row = Row::new().indented(1);
    for (keys, does) in shown {
        row = row.text(keys, scene.style(Role::Key)).text(format!(" {does}  "), scene.style(Role::KeyText));
    }
    row.paint(area, canvas.buffer);
}

fn wanted(scene: &Scene<'_>) -> &'static [Action] {
    let model = scene.model;
    if !model.overlays.is_empty() {
        return &[CallAnswer, CallHold, CallHangUp]; // what lies on top names its own keys
    }
    if scene.conditions.closing {
        return &[CallAnswer, CallHangUp, Cancel];
    }
    if scene.conditions.searching {
        return &[CallAnswer, CallHangUp, Open, MoveDown, MoveUp, FormCancel];
    }
    match &model.form {
        Some(Form::Note(_)) => &[CallAnswer, CallHangUp, FormSubmit, FormCancel],
        _ => offered(scene.layer),
    }
}

/// Whether an action that works would do anything: own tickets need no claiming, open ones no reopening. The keys stay
/// alive all the same, and say why they did nothing.
fn is_useful(scene: &Scene<'_>, action: Action) -> bool {
    let Some(command) = command(action) else { return true };
    let (Some(me), Some(ticket)) = (&scene.model.me, at_hand(scene)) else { return true };
    let facts = lifecycle::decide(&ticket, &command, &me.reference(), me.role, scene.now);
    facts.is_ok_and(|facts| !facts.is_empty())
}

/// The command behind an action on the ticket at hand, with the least it needs.
fn command(action: Action) -> Option<TicketCommand> {
    let tag = || Catalogue::built_in().all().first().map(|cause| RootCauseTag { id: cause.id.clone(), note: None });
    match action {
        TicketClaim => Some(TicketCommand::Claim),
        TicketReopen => Some(TicketCommand::Reopen { reason: None }),
        TicketPend | TicketResolve => Some(TicketCommand::Pend { reason: "-".to_owned(), until: None }),
        TicketClose => Some(TicketCommand::Close { tag: tag(), article_id: None }),
        _ => None,
    }
}

fn at_hand(scene: &Scene<'_>) -> Option<Ticket> {
    let id = scene.model.ticket_at_hand()?;
    let in_queue = (scene.model.focus == Pane::Queue).then(|| scene.model.queue.selected()).flatten();
    in_queue.cloned().or_else(|| scene.model.find_ticket(&id))
}

/// Digits choose the first of these that is on screen: root causes, candidates, answers.
fn digits(scene: &Scene<'_>) -> Option<(String, String)> {
    if scene.layer == Layer::Form || !scene.model.overlays.is_empty() {
        return None;
    }
    scene.key(Choose1)?;
    let (count, key) = match (&scene.model.form, scene.model.calls.current.as_ref().and_then(|pane| pane.candidates()))
    {
        (Some(Form::Close(form)), _) => (form.page().len(), "choose-cause"),
        (_, Some(candidates)) if scene.conditions.candidates => (candidates.len().min(9), "choose-customer"),
        _ => (scene.model.knowledge.hits.value().map_or(0, |hits| hits.len().min(9)), "choose-answer"),
    };
    let range = if count > 1 { format!("1-{count}") } else { "1".to_owned() };
    (count > 0).then(|| (range, scene.say(key)))
}

fn columns((keys, does): &(String, String)) -> usize {
    width(keys) + width(does) + 3
}

fn words(scene: &Scene<'_>, hint: &Hint) -> (String, String) {
    (hint.keys.clone(), description(scene, hint))
}

/// What a key does, in words: the user's own, a text of the catalogue by its key, or the action's.
pub fn description(scene: &Scene<'_>, hint: &Hint) -> String {
    match (&hint.desc, hint.action) {
        (Some(desc), _) if scene.texts().has(desc) => scene.say(desc),
        (Some(desc), _) => desc.clone(),
        (None, Some(action)) => scene.say(&action.text_key()),
        (None, None) => String::new(),
    }
}
