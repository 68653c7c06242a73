//! Logging in again at an open desk: what is typed elsewhere stays, and the desk goes on where it was.

use super::{form, overlay, toast};
use crate::console::app::effect::Effect;
use crate::console::app::message::NotSignedIn;
use crate::console::app::model::Model;
use crate::console::app::model::connection::Link;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::sign_in::{Field, SignIn};
use crate::console::app::remote::RequestId;
use crate::console::app::snapshot::RecentProfiles;
use crate::console::app::text::Text;
use crate::console::keymap::{Action, Key, KeyCode};
use crate::domain::agent::Agent;
use crate::domain::clean;
use crate::domain::ticket::view::TicketView;

/// The token was refused: asks for a login as soon as nothing else is typed.
pub fn needed(model: &mut Model) {
    let fields = fields(model);
    overlay::push(model, Overlay::SignIn(fields));
}

/// Asks for a login at once, as asked for by name.
pub fn open(model: &mut Model) {
    if model.connection.link != Link::SignedOut {
        toast::plain(model, Text::new("toast-signed-in-already"));
    } else if on_top(model).is_none() {
        forget(model);
        let fields = fields(model);
        overlay::ask_now(model, Overlay::SignIn(fields));
    }
}

fn fields(model: &Model) -> SignIn {
    SignIn::of(model.me.as_ref().map(|me| me.login.as_str()))
}

/// Nobody has to log in any more.
pub fn forget(model: &mut Model) {
    let others = |overlay: &Overlay| !matches!(overlay, Overlay::SignIn(_));
    model.overlays.retain(others);
    model.overlays_waiting.retain(others);
}

/// The fields, while they have the keys.
pub fn on_top(model: &mut Model) -> Option<&mut SignIn> {
    match model.overlays.last_mut() {
        Some(Overlay::SignIn(fields)) => Some(fields),
        _ => None,
    }
}

/// An action while the fields have the keys. Returns whether they do.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let Some(fields) = on_top(model) else { return false };
    match action {
        Action::Cancel | Action::FormCancel => drop(model.overlays.pop()),
        Action::FormSubmit | Action::Confirm | Action::Open => submit(model, out),
        Action::FormNext | Action::FormPrevious => turn(fields),
        _ => {}
    }
    true
}

/// A key typed into them.
pub fn type_key(model: &mut Model, key: Key, out: &mut Vec<Effect>) {
    let Some(fields) = on_top(model) else { return };
    match (key.code, fields.field) {
        (KeyCode::Enter, Field::Login) => fields.field = Field::Password,
        (KeyCode::Enter, Field::Password) => submit(model, out),
        (KeyCode::Up | KeyCode::Down, _) => turn(fields),
        _ => {
            if form::edit(fields.editor_mut(), key, false) {
                fields.problem = None;
            }
        }
    }
}

fn turn(fields: &mut SignIn) {
    fields.field = match fields.field {
        Field::Login => Field::Password,
        Field::Password if fields.is_theirs => Field::Password,
        Field::Password => Field::Login,
    };
}

/// Asks the server, one attempt at a time, and none before the server takes one.
fn submit(model: &mut Model, out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let Some(fields) = on_top(model) else { return };
    if fields.asked.is_some() || fields.not_before.is_some_and(|at| at > now) {
        return;
    }
    let login = clean::line(fields.login.text()).trim().to_owned();
    if login.is_empty() || fields.password.reveal().is_empty() {
        fields.problem = Some(Text::new("sign-in-empty"));
        return;
    }
    fields.asked = Some(request);
    fields.problem = None;
    let password = std::mem::take(&mut fields.password);
    out.push(Effect::SignIn { request, login, password });
}

/// Somebody is known to the server. Who sits down at the desk looks first at what concerns them.
pub fn signed_in(model: &mut Model, agent: Agent) {
    if model.me.is_none() {
        model.queue.view = TicketView::first_of(agent.role);
    }
    if model.me.as_ref().is_some_and(|known| (&known.id, known.role) != (&agent.id, agent.role)) {
        model.recent = RecentProfiles::default();
    }
    model.me = Some(agent);
}

/// The server's word on an attempt. Returns whether it was waited for.
pub fn answered(model: &mut Model, request: RequestId, result: Result<Box<Agent>, NotSignedIn>) -> bool {
    match result {
        Ok(agent) => {
            signed_in(model, *agent);
            model.connection.link = Link::Connecting;
            forget(model);
            toast::good(model, Text::new("toast-signed-in"));
            true
        }
        Err(why) => refused(model, request, why),
    }
}

fn refused(model: &mut Model, request: RequestId, why: NotSignedIn) -> bool {
    let now = model.now;
    let asking = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::SignIn(fields) if fields.asked == Some(request) => Some(fields),
        _ => None,
    });
    let Some(fields) = asking else { return false };
    fields.asked = None;
    fields.not_before = match &why {
        NotSignedIn::TooOften { wait } => Some(now + *wait),
        _ => None,
    };
    fields.problem = match why {
        NotSignedIn::Wrong => Some(Text::new("sign-in-wrong")),
        NotSignedIn::TooOften { .. } => None,
        NotSignedIn::Failed(problem) => Some(toast::sentence(&problem)),
    };
    true
}
