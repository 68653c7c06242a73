//! Short messages, and the log that keeps the bad ones.

use chrono::TimeDelta;

use crate::console::app::message::CopiedBy;
use crate::console::app::model::Model;
use crate::console::app::model::toast::{Toast, Tone};
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;

/// Messages on screen at most.
const SHOWN: usize = 3;
/// Messages the log keeps.
const KEPT: usize = 200;

/// Says that something worked.
pub fn good(model: &mut Model, text: Text) {
    say(model, Tone::Good, text);
}

/// Says something to know.
pub fn plain(model: &mut Model, text: Text) {
    say(model, Tone::Plain, text);
}

/// Says that something did not work; the log keeps it.
pub fn bad(model: &mut Model, text: Text) {
    say(model, Tone::Bad, text);
}

/// A sentence for a problem: the server's own where it has one.
pub fn sentence(why: &Problem) -> Text {
    Text::new(why.kind.text_key()).with("detail", why.detail.as_str())
}

/// Says whether a copy worked.
pub fn copied(model: &mut Model, result: Result<CopiedBy, String>) {
    match result {
        Ok(CopiedBy::Desktop) => good(model, Text::new("toast-copied")),
        Ok(CopiedBy::Terminal) => good(model, Text::new("toast-copied-terminal")),
        Err(why) => bad(model, Text::new("toast-not-copied").with("why", why)),
    }
}

/// Says what went wrong in the background.
pub fn warn(model: &mut Model, place: String, detail: String) {
    bad(model, Text::new("toast-warning").with("place", place).with("detail", detail));
}

fn say(model: &mut Model, tone: Tone, text: Text) {
    let seconds = if tone == Tone::Bad { 8 } else { 4 };
    let toast = Toast { text, tone, at: model.now, until: model.now + TimeDelta::seconds(seconds) };
    if tone == Tone::Bad {
        model.log.push(toast.clone());
        let over = model.log.len().saturating_sub(KEPT);
        model.log.drain(..over);
    }
    model.toasts.retain(|shown| shown.text != toast.text);
    model.toasts.push(toast);
    let over = model.toasts.len().saturating_sub(SHOWN);
    model.toasts.drain(..over);
    model.dirty = true;
}
