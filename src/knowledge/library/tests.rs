mod kept;
mod spelled;

use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::LazyLock;

use super::*;
use chrono::NaiveDate;

use crate::domain::agent::Role;
use crate::domain::interaction::Channel;
use crate::domain::validity::Validity;
use crate::knowledge::built_in;

static BUILT_IN: LazyLock<Library> = LazyLock::new(|| {
    let library = Library::in_memory();
    library.update(&built_in("")).unwrap();
    library
});

fn found(query: &str, lang: &str) -> Vec<Hit> {
    BUILT_IN.search(query, lang, 3)
}

fn marked<'a>(hit: &'a Hit) -> Vec<&'a str> {
    let shown: &'a str = hit.phrasing.as_deref().unwrap_or(&hit.article.title);
    hit.marks.iter().map(|mark| &shown[mark.clone()]).collect()
}

#[track_caller]
fn first_is(query: &str, lang: &str, id: &str) {
    let ids: Vec<String> = found(query, lang).iter().map(|hit| format!("{} {}", hit.article.id, hit.score)).collect();
    assert!(ids.first().is_some_and(|first| first.starts_with(id)), "{query}: {ids:?}");
}

#[test]
fn what_a_customer_says_finds_the_answer() {
    first_is("东西坏了怎么退", "zh-CN", "return-faulty.zh-CN");
    first_is("快递寄错了能换吗", "zh-CN", "wrong-item.zh-CN");
    first_is("my parcel never turned up", "en", "parcel-not-arrived.en");
}

#[test]
fn a_slip_of_the_finger_does_no_harm() {
    first_is("my parcle nevr turned up", "en", "parcel-not-arrived.en");
}

#[test]
fn what_misspelt_words_say_together_is_understood() {
    let (slip, right) = (&found("my parcle nevr turned up", "en")[0], &found("my parcel never turned up", "en")[0]);
    assert_eq!(
        (&slip.phrasing, slip.marks.first(), slip.marks.last()),
        (&right.phrasing, right.marks.first(), right.marks.last())
    );
    let lead = |hits: &[Hit]| hits[0].score - hits[1].score;
    assert!(lead(&found("my parcle nevr turned up", "en")) > 50);
}

#[test]
fn what_is_said_in_words_that_no_phrasing_has_is_understood() {
    let library = Library::in_memory();
    let said = [
        ("lost", ["my parcel never turned up", "the courier lost my package", "where is my delivery"]),
        ("back", ["I want my money back", "refund me please", "you charged my card twice"]),
        ("door", ["the door of my fridge does not close", "my oven stays cold", "the washer leaks"]),
    ];
    let answer = |(id, phrasings): &(&str, [&str; 3])| {
        let phrasings = phrasings.map(str::to_owned).to_vec();
        Article { phrasings, lang: "en".to_owned(), ..saying(id, "") }
    };
    library.update(&said.iter().map(answer).collect::<Vec<_>>()).unwrap();
    library.learn();
    for (query, id) in [
        ("has my shipment arrived", "lost"),
        ("will there be a reimbursement of my payment", "back"),
        ("my dishwasher is broken", "door"),
    ] {
        let hits = library.search(query, "en", 3);
        assert_eq!(hits.first().map(|hit| hit.article.id.as_str()), Some(id), "{query}");
    }
    for gibberish in ["qzxv flurb", "tuihuo zenme tui"] {
        assert!(!library.search(gibberish, "en", 3).iter().any(Hit::is_good), "{gibberish}");
    }
}

#[test]
fn half_a_sentence_and_half_a_word_are_enough() {
    first_is("my parcel nev", "en", "parcel-not-arrived.en");
    first_is("my parc", "en", "parcel-not-arrived.en");
}

#[test]
fn traditional_characters_and_full_width_letters_find_the_same() {
    let ids = |query| found(query, "zh-CN").into_iter().map(|hit| hit.article.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids("東西壞了怎麼退"), ids("东西坏了怎么退"));
    assert_eq!(ids("显示Ｅ４"), ids("显示e4"));
}

#[test]
fn initials_and_pinyin_find_chinese_answers() {
    for query in ["dxhlzmt", "dongxihuailezenmetui", "dong xi huai le"] {
        first_is(query, "zh-CN", "return-faulty.zh-CN");
    }
    assert_eq!(marked(&found("dxhl", "zh-CN")[0]), ["东西坏了"]);
}

/// An answer that says only that.
fn saying(id: &str, phrasing: &str) -> Article {
    let (title, phrasings) = (phrasing.to_owned(), vec![phrasing.to_owned()]);
    Article { id: id.into(), title, phrasings, body: String::new(), ..built_in("zh-CN").swap_remove(0) }
}

#[test]
fn words_in_pinyin_are_found_each_for_itself_and_rare_ones_first() {
    let library = Library::in_memory();
    let said = [("late", "快递怎么还没到"), ("where", "退货地址"), ("bill", "发票怎么开"), ("back", "怎么样才能退货")];
    library.update(&said.map(|(id, phrasing)| saying(id, phrasing))).unwrap();
    for query in ["tuihuo zenme tui", "zenme tuihuo", "tuihuo zenm"] {
        let hits = library.search(query, "zh-CN", 3);
        let ids: Vec<&str> = hits.iter().map(|hit| hit.article.id.as_str()).collect();
        assert_eq!(ids, ["back", "where", "bill"], "{query}");
        assert!(hits[0].is_good() && !hits[2].is_good() && hits[0].score > hits[1].score, "{query}: {hits:?}");
        assert_eq!(marked(&hits[0]), ["怎么", "退货"], "{query}");
    }
    assert!(!library.search("zenme kaishi", "zh-CN", 3).iter().any(Hit::is_good));
    first_is("tuikuan shoudao", "zh-CN", "refund-not-arrived.zh-CN");
    assert!(found("tuihuo zenme tui", "zh-CN").iter().any(|hit| hit.phrasing.as_deref() == Some("退货流程")));
}

#[test]
fn english_is_not_taken_for_words_in_pinyin() {
    let library = Library::in_memory();
    library.update(&[saying("call", "我们常饿那么久"), saying("back", "怎么样才能退货")]).unwrap();
    for query in ["i like the women", "the name of the women", "women would change"] {
        assert!(library.search(query, "zh-CN", 3).is_empty(), "{query}");
    }
}

#[test]
fn a_language_is_kept_to_unless_the_caller_speaks_another() {
    for (query, lang) in [("包裹丢了", "zh-CN"), ("kuaidi", "zh-CN"), ("the kettle leaks", "en")] {
        assert!(found(query, lang).iter().all(|hit| hit.article.lang == lang), "{query}");
    }
    for (query, lang, other) in [("my parcel never turned up", "zh-CN", "en"), ("快递一直没到", "en", "zh-CN")] {
        let first = found(query, lang).into_iter().next().unwrap();
        assert!(first.article.lang == other && first.is_good(), "{query}: {}", first.article.id);
    }
    assert!(found("parcel", "").iter().any(|hit| hit.article.lang == "en"));
}

#[test]
fn what_nobody_asks_here_has_no_good_answer_in_any_language() {
    for (query, lang) in [("who won the football last night", "zh-CN"), ("世界杯谁赢了", "en")] {
        assert!(!found(query, lang).iter().any(Hit::is_good), "{query}");
    }
}

#[test]
fn what_asks_for_nothing_has_no_good_answer_unless_one_is_written_for_it() {
    let library = Library::in_memory();
    library.update(&built_in("")).unwrap();
    library.learn();
    for said in ["不是", "好的", "谢谢", "好的，谢谢", "没有", "嗯", "yes", "no", "ok", "thank you", "hello"]
    {
        let hits = library.search(said, "", 3);
        assert!(!hits.iter().any(Hit::is_good), "{said}: {} {}", hits[0].article.id, hits[0].score);
    }
    let goodbye =
        Article {
            id: "goodbye.zh-CN".into(), phrasings: vec!["好的谢谢".to_owned()], ..built_in("zh-CN")[0].clone()
        };
    library.update(&[goodbye]).unwrap();
    library.learn();
    let hits = library.search("好的谢谢", "zh-CN", 3);
    assert!(
        hits[0].article.id.as_str() == "goodbye.zh-CN" && hits[0].is_good(),
        "{} {}",
        hits[0].article.id,
        hits[0].score
    );
}

#[test]
fn how_much_has_been_learned_is_told_up_to_the_end() {
    let library = Library::in_memory();
    library.update(&built_in("")).unwrap();
    let told = Mutex::new(Vec::new());
    library.learn_telling(|percent| told.lock().unwrap().push(percent));
    let told = told.into_inner().unwrap();
    assert!(told.is_sorted() && told.len() > 10, "{told:?}");
    assert!(told[0] <= 10 && (99..=100).contains(told.last().unwrap()), "{told:?}");
}

#[test]
fn what_nobody_asks_here_has_no_good_answer() {
    for (query, lang) in
        [("who won the football last night", "en"), ("世界杯谁赢了", "zh-CN"), ("?!", "en"), ("", "zh-CN")]
    {
        let hits = found(query, lang);
        assert!(!hits.iter().any(Hit::is_good), "{query}: {} {:?}", hits[0].article.id, hits[0].score);
    }
}

#[test]
fn single_characters_of_a_short_question_are_no_answer() {
    let library = Library::in_memory();
    library.update(&built_in("zh-CN")).unwrap();
    library.learn();
    let is_good = |query: &str| library.search(query, "zh-CN", 3).iter().any(Hit::is_good);
    for query in ["大宝贝", "宝贝", "大", "你好", "是的", "小明"] {
        assert!(!is_good(query), "{query}: {:?}", library.search(query, "zh-CN", 1));
    }
    for query in ["退货", "坏了", "快递", "没收到", "发票"] {
        assert!(is_good(query), "{query}: {:?}", library.search(query, "zh-CN", 1));
    }
}

#[test]
fn what_matched_is_marked_synonyms_included() {
    let library = Library::in_memory();
    let mut article = built_in("zh-CN").swap_remove(0);
    article.phrasings = vec!["我的快递还没收到呢".to_owned()];
    library.update(&[article]).unwrap();
    assert_eq!(marked(&library.search("包裹没见着", "zh-CN", 1)[0]), ["快递还没收到"]);
}

#[test]
fn a_changed_answer_is_found_by_its_new_words_only_and_a_withdrawn_one_not_at_all() {
    let library = Library::in_memory();
    library.update(&built_in("en")).unwrap();
    let mut article = library.search("my parcel never turned up", "en", 1)[0].article.as_ref().clone();
    article.phrasings = vec!["quixotic zeppelin".to_owned()];
    library.update(&[article.clone()]).unwrap();
    assert_eq!(library.search("zeppelin", "en", 1)[0].article.id, article.id);
    assert_eq!(library.len(), built_in("en").len());
    article.withdrawn = true;
    library.update(&[article.clone()]).unwrap();
    assert!(library.search("zeppelin", "en", 5).iter().all(|hit| hit.article.id != article.id));
    assert_eq!(library.len() + 1, built_in("en").len());
}

#[test]
fn many_small_changes_leave_what_one_big_one_would() {
    let (one_by_one, at_once) = (Library::in_memory(), Library::in_memory());
    let articles = built_in("en");
    at_once.update(&articles).unwrap();
    for article in &articles {
        one_by_one.update(std::slice::from_ref(article)).unwrap();
    }
    for query in ["where is my refund", "it leaks", "the courier lied"] {
        let ids = |library: &Library| {
            library.search(query, "en", 3).into_iter().map(|hit| hit.article.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&one_by_one), ids(&at_once));
    }
}

#[test]
fn a_library_is_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::open(folder.path()).unwrap();
    assert!(library.is_empty() && library.cursor(Role::Agent).is_none());
    library.update(&built_in("en")).unwrap();
    library.keep(Some("42"), Role::Agent).unwrap();
    let again = Library::open(folder.path()).unwrap();
    assert_eq!(again.len(), library.len());
    assert_eq!(again.cursor(Role::Agent).as_deref(), Some("42"));
    assert_eq!(again.search("my parcel never turned up", "en", 1)[0].article.id.as_str(), "parcel-not-arrived.en");
}

#[test]
fn a_damaged_cache_is_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::open(folder.path()).unwrap();
    library.update(&built_in("en")).unwrap();
    library.keep(Some("42"), Role::Agent).unwrap();
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for damaged in [&whole[..whole.len() / 2], &[], b"{}\n", &flipped] {
        std::fs::write(&file, damaged).unwrap();
        let again = Library::open(folder.path()).unwrap();
        assert!(again.is_empty() && again.cursor(Role::Agent).is_none());
    }
}

#[test]
fn two_consoles_on_one_cache_leave_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|threads| {
        for lang in ["en", "zh-CN"] {
            let folder = folder.path();
            threads.spawn(move || {
                let library = Library::open(folder).unwrap();
                library.update(&built_in(lang)).unwrap();
                for _ in 0..20 {
                    library.keep(Some(lang), Role::Agent).unwrap();
                }
            });
        }
    });
    let library = Library::open(folder.path()).unwrap();
    assert!(library.len() >= built_in(&library.cursor(Role::Agent).unwrap()).len());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_megabyte_pasted_is_searched_like_anything_else() {
    let hostile = ["\u{202e}\u{0}💥é".repeat(100_000), "a".repeat(1 << 20), "退".repeat(400_000), "a ".repeat(1 << 19)];
    for text in hostile {
        found(&text, "");
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_search_fail(text in any::<String>(), said in "[我的快递没到 a-z\u{300}-\u{310}🙂]{0,30}") {
        for query in [text, said] {
            for hit in found(&query, "") {
                let shown = hit.phrasing.as_ref().unwrap_or(&hit.article.title);
                let mut end = None;
                for mark in &hit.marks {
                    prop_assert!(shown.get(mark.clone()).is_some_and(|part| !part.is_empty()));
                    prop_assert!(end.is_none_or(|end| mark.start > end));
                    end = Some(mark.end);
                }
                prop_assert!(hit.score <= 100);
            }
        }
    }
}

#[test]
fn an_answer_that_came_after_the_lessons_is_found_at_once() {
    let library = Library::in_memory();
    library.update(&built_in("en")).unwrap();
    library.learn();
    let mut article = built_in("en").swap_remove(0);
    article.id = "umbrella.en".into();
    article.phrasings = vec!["my umbrella has blown inside out".to_owned()];
    library.update(&[article]).unwrap();
    assert_eq!(library.search("umbrella inside out", "en", 1)[0].article.id.as_str(), "umbrella.en");
    library.learn();
    assert_eq!(library.search("umbrella inside out", "en", 1)[0].article.id.as_str(), "umbrella.en");
}

#[test]
fn a_homophone_does_no_harm_to_what_was_learned() {
    let library = Library::in_memory();
    library.update(&built_in("zh-CN")).unwrap();
    library.learn();
    for query in ["东西坏了怎么退", "东西坏了怎么推"] {
        assert_eq!(library.search(query, "zh-CN", 1)[0].article.id.as_str(), "return-faulty.zh-CN", "{query}");
    }
}

#[test]
fn an_answer_for_others_is_neither_found_nor_counted() {
    let (with, without) = (Library::in_memory(), Library::in_memory());
    let mut articles = built_in("en");
    with.update(&articles).unwrap();
    with.learn();
    let query = "my parcel never turned up";
    let secret = with.search(query, "en", 1)[0].article.id.clone();
    let mut hidden = articles.iter().find(|article| article.id == secret).unwrap().clone();
    hidden.roles = vec![Role::Lead];
    with.update(&[hidden]).unwrap();
    articles.retain(|article| article.id != secret);
    without.update(&articles).unwrap();
    let scope = |role| Scope { role: Some(role), ..Scope::default() };
    assert_eq!(with.search_within(&scope(Role::Lead), query, "en", 1)[0].article.id, secret);
    let ids = |hits: Vec<Hit>| hits.into_iter().map(|hit| hit.article.id.clone()).collect::<HashSet<_>>();
    let seen = with.search_within(&scope(Role::Agent), query, "en", 100);
    let mut others = ids(with.search(query, "en", 100));
    assert!(others.remove(&secret));
    assert!(others.is_subset(&ids(seen.clone())) && seen.iter().all(|hit| hit.article.id != secret));
    assert_eq!(seen[0].article.id, without.search(query, "en", 1)[0].article.id);
}

#[test]
fn a_spelling_finds_no_answer_for_others() {
    let library = Library::in_memory();
    let mut articles = built_in("zh-CN");
    for article in &mut articles {
        article.channels = vec![Channel::Wechat];
    }
    library.update(&articles).unwrap();
    let on = |channel| Scope { channel: Some(channel), ..Scope::default() };
    assert!(library.search_within(&on(Channel::Call), "dxhl", "zh-CN", 3).is_empty());
    assert!(!library.search_within(&on(Channel::Wechat), "dxhl", "zh-CN", 3).is_empty());
}

#[test]
fn an_answer_is_found_only_on_its_channels() {
    let library = Library::in_memory();
    library.update(&built_in("en")).unwrap();
    library.learn();
    let query = "my parcel never turned up";
    let best = library.search(query, "en", 1)[0].article.clone();
    library.update(&[Article { channels: vec![Channel::Email, Channel::Wechat], ..(*best).clone() }]).unwrap();
    let found = |channel| {
        let hits = library.search_within(&Scope { channel, ..Scope::default() }, query, "en", 100);
        hits.iter().any(|hit| hit.article.id == best.id)
    };
    let all = [None, Some(Channel::Call), Some(Channel::Email), Some(Channel::Wechat)];
    assert_eq!(all.map(found), [true, false, true, true]);
}

#[test]
fn an_answer_is_found_only_on_its_days() {
    let library = Library::in_memory();
    library.update(&built_in("en")).unwrap();
    library.learn();
    let query = "my parcel never turned up";
    let best = library.search(query, "en", 1)[0].article.clone();
    let day = |number| NaiveDate::from_ymd_opt(2026, 12, number);
    let sale = Validity { from: day(2), until: day(3) };
    library.update(&[Article { valid: sale, ..(*best).clone() }]).unwrap();
    let found = |number| {
        let hits = library.search_within(&Scope { day: day(number), ..Scope::default() }, query, "en", 100);
        hits.iter().any(|hit| hit.article.id == best.id)
    };
    assert_eq!([1, 2, 3, 4].map(found), [false, true, true, false]);
}

#[test]
fn what_one_role_was_given_is_asked_for_anew_by_another() {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::open(folder.path()).unwrap();
    library.update(&built_in("en")).unwrap();
    library.keep(Some("42"), Role::Lead).unwrap();
    let again = Library::open(folder.path()).unwrap();
    assert_eq!(again.cursor(Role::Lead).as_deref(), Some("42"));
    assert_eq!(again.cursor(Role::Agent), None);
}

#[test]
fn a_word_that_the_desk_writes_down_finds_the_answer_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::in_memory().with_lexicon(folder.path());
    library.update(&built_in("zh-CN")).unwrap();
    library.learn();
    let asked = "大宝贝";
    let names_a_parcel = |hit: &Hit| marked(hit).iter().any(|mark| mark.contains("快递"));
    assert!(!library.search(asked, "zh-CN", 10).iter().any(names_a_parcel));
    assert!(!library.reread_lexicon().unwrap());
    let own = "[[group]]\nlang = \"zh\"\nwords = [\"快递\", \"大宝贝\"]\n";
    std::fs::write(folder.path().join("own.toml"), own).unwrap();
    assert!(library.reread_lexicon().unwrap());
    let hit = &library.search(asked, "zh-CN", 1)[0];
    assert!(names_a_parcel(hit), "{hit:?}");
    std::fs::write(folder.path().join("own.toml"), "[[group]]\n").unwrap();
    assert!(library.reread_lexicon().is_err());
    assert_eq!(library.search(asked, "zh-CN", 1)[0].phrasing, hit.phrasing);
}
