//! The end of a shift, and the way of a ticket's changes.

use chrono::TimeDelta;

use super::fixture::{agent, me, now};
use super::painted;
use crate::console::app::model::handover::{Handover, Item};
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::trace::TraceView;
use crate::console::app::model::{Lang, Model};
use crate::console::app::remote::Remote;
use crate::console::theme::Role;
use crate::domain::agent::{Actor, Agent, Presence, PresenceState, Role as Post};
use crate::domain::trace::TraceStep;

fn colleague(name: &str, presence: Presence) -> Agent {
    Agent {
        id: name.into(),
        name: name.to_owned(),
        role: Post::Agent,
        presence: PresenceState { presence, since: now() },
        ..me()
    }
}

/// The card with one promise kept back; `choosing`: the colleagues.
pub fn card(choosing: bool) -> Overlay {
    let people = vec![
        colleague("周岚", Presence::Available),
        colleague("何俊", Presence::Talking),
        colleague("Anna Lee", Presence::Offline),
    ];
    let kept = [Item::Promise("核对 刘洋 地址".into())].into_iter().collect();
    Overlay::Handover(Handover { cursor: 1, kept, colleagues: Remote::ready(people, now()), choosing })
}

/// A note that waited three hours for the server, a step of the fuse that was on time, and a change of long ago.
pub fn way() -> Overlay {
    let step = |seq: u64, by: Actor, fields: &[&str]| TraceStep {
        seq,
        kind: "ticket.changed".to_owned(),
        by,
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        submitted_at: None,
        due_at: None,
        stored_at: now() - TimeDelta::minutes(10),
        pushed_at: None,
    };
    let ms = TimeDelta::milliseconds;
    let stored = now() - TimeDelta::minutes(10);
    let late = TraceStep {
        submitted_at: Some(stored - TimeDelta::hours(3)),
        pushed_at: Some(stored + ms(12)),
        ..step(30, Actor::Agent(agent("zhoulan", "周岚", "802")), &["status", "assignee"])
    };
    let fuse = TraceStep {
        due_at: Some(stored - ms(400)),
        pushed_at: Some(stored + ms(9)),
        ..step(29, Actor::System { name: "fuse".to_owned() }, &["alarm"])
    };
    let old = step(3, Actor::Customer { name: "王建国".to_owned() }, &["subject"]);
    let steps = Remote::ready(vec![late, fuse, old], now());
    Overlay::Trace(TraceView { ticket: "10482".into(), number: 10482, steps, cursor: 0 })
}

fn under(overlay: Overlay) -> Model {
    let mut model = super::fixture::desk(120, 36, Lang::Chinese);
    let stored = now() - TimeDelta::minutes(10);
    model.trail.came(30, stored + TimeDelta::milliseconds(15), true);
    model.trail.painted(stored + TimeDelta::milliseconds(22));
    model.overlays.push(overlay);
    model
}

#[test]
fn a_layer_that_took_long_is_the_one_that_stands_out() {
    let screen = painted(&under(way()));
    for said in ["入库 +3:00:00", "推送 +12ms", "到本机 +3ms", "显示 +7ms", "规则应于", "入库 +400ms", "推送 -"]
    {
        screen.shows(said);
    }
    screen.in_role("+3:00:00", Role::Alert).in_role("+12ms", Role::Good);
}

#[test]
fn the_card_says_what_goes_and_what_stays() {
    let screen = painted(&under(card(false)));
    let text = screen.text();
    let row = |words: &str| text.lines().find(|line| line.contains(words)).unwrap_or_default().to_owned();
    assert!(row("[ ] ").contains("核对 刘洋 地址"), "{text}");
    assert!(row("张总 回电").contains("[x] "), "{text}");
    let text = painted(&under(card(true))).text();
    assert!(text.contains("1  周岚") && text.contains("3  Anna Lee"), "{text}");
}
