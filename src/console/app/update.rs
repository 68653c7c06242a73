//! The one way in: a message changes the model, wishes come out.

use super::effect::Effect;
use super::message::Msg;
use super::model::Model;

/// Takes one message in. Never blocks and never fails; what was asked for outside comes out in the order it is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Clock(now) => model.now = now,
        Msg::Terminated => {
            model.quitting = true;
            return vec![Effect::Quit];
        }
        _ => {}
    }
    model.dirty = true;
    Vec::new()
}
