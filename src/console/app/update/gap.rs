//! What customers said and no answer fitted (M3): one key begins an answer.

use chrono::TimeDelta;

use super::action::Step;
use super::{overlay, phrasing, toast};
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::model::gap::GapList;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::wall::WallView;
use crate::console::app::problem::Problem;
use crate::console::app::remote::{Remote, RequestId};
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::gap::Gap;

/// Rows that a screenful moves.
const PAGE: usize = 8;
/// The wall asks for them at most this often, however often it is opened: they are gathered anew each time. Less than the minute
/// after which it asks by itself.
const REST: TimeDelta = TimeDelta::seconds(50);

/// Opens the list; agents are told whose it is.
pub fn open(model: &mut Model, out: &mut Vec<Effect>) {
    if !phrasing::may_decide(model) {
        toast::plain(model, Text::new("toast-leads-only"));
        return;
    }
    let (request, now) = (model.next_request(), model.now);
    let mut list = GapList::default();
    list.rows.ask(request, now);
    overlay::push(model, Overlay::Gaps(list));
    out.push(Effect::FetchGaps { request });
}

/// Asks for those that the board of the wall counts, unless they are on their way or were asked for just now, in vain or not.
pub fn ask_for_wall(model: &mut Model, out: &mut Vec<Effect>) {
    let (wall, now) = (&model.wall, model.now);
    let rests = wall.gaps_asked.is_some_and(|at| at <= now && now < at + REST);
    if wall.view != WallView::Board || wall.gaps.is_loading() || rests {
        return;
    }
    let request = model.next_request();
    model.wall.gaps.ask(request, now);
    model.wall.gaps_asked = Some(now);
    out.push(Effect::FetchGaps { request });
}

/// The list is here, which the wall counts too. Returns whether it is still asked for.
pub fn arrived(model: &mut Model, request: RequestId, result: &Result<Vec<Gap>, Problem>) -> bool {
    let now = model.now;
    let listed = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Gaps(list) => {
            let asked = list.rows.asked_at(request)?;
            list.rows.settle(request, result.clone(), now).then_some(asked)
        }
        _ => None,
    });
    if listed.is_some()
        && let Ok(gaps) = result
    {
        model.wall.gaps = Remote::ready(gaps.clone(), now);
        model.wall.gaps_asked = listed;
    }
    model.wall.gaps.settle(request, result.clone(), now) || listed.is_some()
}

/// An action while the list lies on top. Returns whether it was for the list.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let Some(Overlay::Gaps(list)) = model.overlays.last_mut() else { return false };
    match (action, Step::of(action)) {
        (Action::Open | Action::Confirm, _) => {
            let gap = list.selected().cloned();
            out.extend(gap.map(|gap| Effect::DraftArticle { gap: Box::new(gap) }));
        }
        (_, Some(step)) => list.cursor = step.apply(list.cursor, list.rows.value().map_or(0, Vec::len), PAGE),
        _ => return false,
    }
    true
}

/// The beginning of an answer was written, or not.
pub fn drafted(model: &mut Model, result: Result<String, String>) {
    match result {
        Ok(path) => toast::good(model, Text::new("toast-article-drafted").with("path", path)),
        Err(why) => toast::bad(model, Text::new("toast-article-not-drafted").with("why", why)),
    }
}
