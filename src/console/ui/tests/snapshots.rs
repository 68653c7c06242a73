//! The screens as they were looked at, at every size and in both languages. `INSTA_UPDATE=always` keeps a new look.

use super::{conflict, fixture, painted, screens, wall};
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::wall::WallView;
use crate::console::app::model::{Lang, Model};

const SIZES: [(u16, u16); 5] = [(80, 24), (100, 30), (120, 36), (160, 50), (200, 60)];

#[track_caller]
fn looks_as_it_was_left(name: &str, screen: impl Fn(u16, u16, Lang) -> Model) {
    for (width, height) in SIZES {
        for lang in [Lang::Chinese, Lang::English] {
            let text = painted(&screen(width, height, lang)).text();
            let text: String = text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
            insta::assert_snapshot!(format!("{name}-{width}x{height}-{}", lang.tag()), text);
        }
    }
}

#[test]
fn the_desk_looks_as_it_was_left() {
    looks_as_it_was_left("desk", fixture::desk);
}

#[test]
fn the_answer_looks_as_it_was_left_while_it_is_heard() {
    looks_as_it_was_left("answer", |width, height, lang| {
        let mut model = fixture::desk(width, height, lang);
        screens::open_answer(&mut model);
        model.knowledge.playing = Some(fixture::playing());
        model
    });
}

#[test]
fn the_wall_looks_as_it_was_left() {
    let names = ["board", "drill", "blockers", "comparison", "staffing"];
    for (view, name) in WallView::ALL.into_iter().zip(names) {
        looks_as_it_was_left(&format!("wall-{name}"), |width, height, lang| wall::showing(view, width, height, lang));
    }
    looks_as_it_was_left("wall-big", |width, height, lang| {
        let mut model = wall::showing(WallView::Board, width, height, lang);
        model.wall.big = true;
        model
    });
}

#[test]
fn both_versions_look_as_they_were_left() {
    looks_as_it_was_left("conflict", |width, height, lang| conflict::on_top(conflict::edited(), width, height, lang));
    looks_as_it_was_left("conflict-whole", |width, height, lang| {
        conflict::on_top(conflict::pended(), width, height, lang)
    });
}

#[test]
fn what_has_not_landed_looks_as_it_was_left() {
    looks_as_it_was_left("unsent", conflict::unsent);
}

#[test]
fn the_desk_of_the_last_run_looks_as_it_was_left() {
    looks_as_it_was_left("recalled", |width, height, lang| {
        let mut model = fixture::desk(width, height, lang);
        model.queue.is_recalled = true;
        model.queue.as_of = Some(fixture::now() - chrono::TimeDelta::minutes(20));
        model
    });
}

/// "parcel", from the name of its variant.
fn name(overlay: &Overlay) -> String {
    let debug = format!("{overlay:?}");
    let variant = debug.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    variant.to_lowercase()
}

#[test]
fn everything_that_lies_on_top_looks_as_it_was_left() {
    let count = screens::overlays().len();
    let mut seen: Vec<String> = Vec::new();
    for at in 0..count {
        let name = name(&screens::overlays()[at]);
        let nth = seen.iter().filter(|known| **known == name).count();
        let file = if nth == 0 { format!("on-top-{name}") } else { format!("on-top-{name}-{nth}") };
        seen.push(name);
        looks_as_it_was_left(&file, |width, height, lang| {
            let mut model = fixture::desk(width, height, lang);
            model.overlays.extend(screens::overlays().into_iter().nth(at));
            model
        });
    }
}

#[test]
fn every_state_of_the_desk_looks_as_it_was_left() {
    let states = screens::states(80, 24, Lang::Chinese);
    let names = states.iter().map(|(name, _)| *name).filter(|name| *name != "overlay");
    for name in names {
        let file = format!("state-{}", name.replace(|sign: char| !sign.is_alphanumeric(), "-"));
        looks_as_it_was_left(&file, |width, height, lang| {
            let states = screens::states(width, height, lang);
            states.into_iter().find(|(known, _)| *known == name).map(|(_, model)| model).expect("a state of that name")
        });
    }
}
