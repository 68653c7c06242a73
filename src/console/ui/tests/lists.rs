//! Lists that are chosen from: canned texts, what customers taught, what no answer fitted, who gets a ticket.

use chrono::TimeDelta;

use super::fixture::now;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::gap::GapList;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::phrasing::PhrasingList;
use crate::console::app::remote::Remote;
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

fn gaps() -> Vec<Gap> {
    let gap = |query: &str, count| Gap {
        query: query.to_owned(),
        count,
        last_at: now() - TimeDelta::minutes(40),
        words: vec![format!("{query}啊"), "能开两张发票吗".to_owned()],
    };
    vec![gap("发票能不能拆开", 7), gap("👨‍👩‍👧 全家装", 2)]
}
