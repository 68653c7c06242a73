//! The keys that work now, by focus and conditions; all from the keymap.

use ratatui::layout::Rect;

use crate::console::app::model::form::Form;
use crate::console::app::model::overlay::Overlay;
use crate::console::keymap::{Action, Hint, Layer};
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::width;

use Action::{
    CallAnswer, CallHangUp, CallHold, Cancel, Choose1, ContactSave, CustomerCreate, CustomerFind, FormCancel, FormNext,
    FormSubmit, FuseAtRisk, FuseExplain, HelpShow, KnowledgeCopy, KnowledgeGaps, KnowledgeHelped, KnowledgeInsert,
    KnowledgeSearch, MoveDown, MoveUp, Open, PaletteShow, ParcelExpedite, ParcelTrack, ProfileReveal, QueueNextView,
    ReportRootCauses, TicketAcknowledge, TicketClaim, TicketClaimNext, TicketClose, TicketNote, TicketPend,
    TicketReopen, TicketReply, TicketResolve, TodoShow, UnsentShow, WallAssign, WallBack, WallBig, WallCopyWords,
    WallFewer, WallMark, WallMore, WallShow,
};

/// What it offers on the wall.
const ON_WALL: [Action; 14] = [
    CallAnswer,
    CallHangUp,
    Open,
    WallBack,
    WallMark,
    WallAssign,
    WallCopyWords,
    WallMore,
    WallFewer,
    WallBig,
    WallShow,
    FuseAtRisk,
    KnowledgeGaps,
    ReportRootCauses,
];

/// What the foot offers in a layer, most wanted first; only what works now is shown.
fn offered(layer: Layer) -> &'static [Action] {
    match layer {
        Layer::Form => &[CallAnswer, CallHangUp, FormSubmit, FormNext, FormCancel],
        Layer::Queue => &[
            CallAnswer,
            CallHangUp,
            TicketAcknowledge,
            Open,
            WallShow,
            TicketClaimNext,
            QueueNextView,
            TicketClaim,
            TicketNote,
            TicketReply,
            TicketResolve,
            KnowledgeSearch,
            UnsentShow,
            TodoShow,
            FuseAtRisk,
        ],
        Layer::Ticket => &[
            CallAnswer,
            CallHangUp,
            TicketAcknowledge,
            TicketNote,
            TicketReply,
            TicketResolve,
            TicketClose,
            TicketPend,
            TicketClaim,
            TicketReopen,
            KnowledgeSearch,
            FuseExplain,
            Cancel,
        ],
        Layer::Knowledge => {
            &[CallAnswer, CallHangUp, Open, KnowledgeCopy, KnowledgeInsert, KnowledgeSearch, KnowledgeHelped, Cancel]
        }
        Layer::Wall => &ON_WALL,
        Layer::Global | Layer::Profile => &[
            CallAnswer,
            CallHold,
            CallHangUp,
            CustomerFind,
            CustomerCreate,
            ParcelTrack,
            ParcelExpedite,
            TicketNote,
            TicketResolve,
            TicketClose,
            ContactSave,
            KnowledgeSearch,
            TicketClaimNext,
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
    if scene.layer == Layer::Form {
        last.clear();
    }
    let mut free = usize::from(area.width).saturating_sub(2 + last.iter().map(columns).sum::<usize>());
    let mut shown = Vec::new();
    let wanted = wanted(scene);
    let search = wanted.iter().position(|action| *action == KnowledgeSearch).unwrap_or(wanted.len());
    let keys = |actions: &[Action]| {
        let useful = actions.iter().copied().filter(|action| scene.model.is_useful(*action));
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

fn wanted(scene: &Scene<'_>) -> Vec<Action> {
    let model = scene.model;
    if let Some(top) = model.overlays.last() {
        return on_top(top, scene.layer);
    }
    if scene.conditions.closing {
        return vec![CallAnswer, CallHangUp, Cancel];
    }
    if scene.conditions.searching {
        return vec![CallAnswer, CallHangUp, Open, MoveDown, MoveUp, FormCancel];
    }
    match &model.form {
        Some(Form::Note(_) | Form::Reply(_)) => vec![CallAnswer, CallHangUp, FormSubmit, FormCancel],
        _ => offered(scene.layer).to_vec(),
    }
}

/// What works while something lies on top, beside the keys that it names itself: it gives way to what is asked for next
/// when it is only read; else the phone has the first word.
fn on_top(top: &Overlay, layer: Layer) -> Vec<Action> {
    let own = [Open, Cancel, MoveDown, MoveUp];
    if top.is_read_only() {
        return offered(layer).iter().copied().filter(|action| !own.contains(action)).collect();
    }
    vec![CallAnswer, CallHold, CallHangUp]
}

/// Digits choose the first of these that is on screen: root causes, candidates, answers.
fn digits(scene: &Scene<'_>) -> Option<(String, String)> {
    if scene.layer == Layer::Form || !scene.model.overlays.is_empty() {
        return None;
    }
    scene.key(Choose1)?;
    if scene.layer == Layer::Wall {
        return Some(("1-5".to_owned(), scene.say("choose-view")));
    }
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
