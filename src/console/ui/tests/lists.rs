//! Lists that are chosen from: answers, canned texts, what customers taught, what no answer fitted, who gets a ticket.

use chrono::TimeDelta;

use super::fixture::now;
use super::{fixture, painted};
use crate::console::app::model::Lang;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::gap::GapList;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::phrasing::PhrasingList;
use crate::console::app::remote::Remote;
use crate::domain::article::{GOOD_SCORE, Hit};
use crate::domain::gap::Gap;
use crate::domain::phrasing::{PhrasingCase, Standing};

/// One of each.
pub fn lists() -> Vec<Overlay> {
    vec![
        Overlay::Snippets { query: Editor::default(), cursor: 1 },
        Overlay::Phrasings(PhrasingList { rows: Remote::ready(phrasings(), now()), cursor: 1 }),
        Overlay::Gaps(GapList { rows: Remote::ready(gaps(), now()), cursor: 0 }),
    ]
}

fn phrasings() -> Vec<PhrasingCase> {
    let case = |phrasing: &str, standing| PhrasingCase {
        article_id: "parcel".into(),
        title: "快递一直没到怎么办".to_owned(),
        lang: "zh-CN".to_owned(),
        phrasing: phrasing.to_owned(),
        standing,
        agents: 2,
        at: now() - TimeDelta::hours(3),
    };
    vec![case("等了一个礼拜都没见着", Standing::Proposed), case("东西呢", Standing::Demoted)]
}

/// What no answer fitted.
pub fn gaps() -> Vec<Gap> {
    let gap = |query: &str, count| Gap {
        query: query.to_owned(),
        count,
        last_at: now() - TimeDelta::minutes(40),
        words: vec![format!("{query}啊"), "能开两张发票吗".to_owned()],
    };
    vec![gap("发票能不能拆开", 7), gap("👨‍👩‍👧 全家装", 2)]
}

#[test]
fn guesses_are_headed_as_such() {
    for (lang, words) in
        [(Lang::Chinese, "没有合适的答案，以下只是猜测："), (Lang::English, "No good answer, only guesses:")]
    {
        for (width, height) in [(120, 36), (80, 24)] {
            let mut model = fixture::desk(width, height, lang);
            model.focus = crate::console::app::model::Pane::Knowledge;
            painted(&model).hides(words);
            let hits = model.knowledge.hits.value().cloned().unwrap_or_default();
            let guess = |hit: Hit| Hit { score: GOOD_SCORE - 1, ..hit };
            model.knowledge.hits = Remote::ready(hits.into_iter().map(guess).collect(), now());
            painted(&model).shows(words);
        }
    }
}
