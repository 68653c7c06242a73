use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{Evidence, Lexicon, OrderFact, Prediction, facts};
use crate::domain::ids::{ProblemTypeId, RootCauseId};
use crate::domain::order::{Money, Order, OrderStatus, Scan, Shipment, ShipmentState};
use crate::domain::root_cause::Catalogue;

fn now() -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(1000)
}

fn hours_ago(hours: i64) -> DateTime<Utc> {
    now() - TimeDelta::hours(hours)
}

/// An order of ten days ago, promised for tomorrow, in this state, last scanned so many hours ago.
fn order(status: OrderStatus, state: ShipmentState, scanned: i64) -> Order {
    Order {
        id: "o1".into(),
        number: "A7731".to_owned(),
        customer_id: "c1".into(),
        items: Vec::new(),
        total: Money { minor: 239_900, currency: "CNY".to_owned() },
        status,
        placed_at: hours_ago(240),
        promised_at: Some(hours_ago(-24)),
        shipment: Some(Shipment {
            carrier: "SF".to_owned(),
            tracking_number: "SF1380045512".to_owned(),
            state,
            scans: vec![Scan { at: hours_ago(scanned), place: "杭州".to_owned(), text: "已到达".to_owned() }],
        }),
    }
}

fn stuck() -> Order {
    order(OrderStatus::Shipped, ShipmentState::InTransit, 72)
}

fn predict(words: &[&str], orders: &[Order]) -> Prediction {
    Lexicon::built_in().predict(words, orders, now())
}

fn top(prediction: &Prediction) -> &str {
    prediction.problems.first().map_or("nothing", |problem| problem.problem_type.as_str())
}

#[test]
fn a_parcel_that_has_not_come_is_a_fulfilment_exception_in_red() {
    for words in [
        "我的东西还没收到",
        "物流单号是多少",
        "物流单号没更新",
        "Hi, where is my parcel?",
        "WHERE IS MY PARCEL",
        "Ｗｈｅｒｅ  is my parcel",
    ] {
        let prediction = predict(&[words], &[]);
        assert_eq!(top(&prediction), "fulfilment_exception", "{words}");
        assert!(prediction.problems[0].red, "{words}");
        assert!(matches!(prediction.problems[0].evidence[0], Evidence::Words { .. }), "{words}");
    }
}

#[test]
fn evidence_names_the_words_and_the_order() {
    let prediction = predict(&["还没收到，物流单号也没有"], &[stuck()]);
    let evidence = &prediction.problems[0].evidence;
    for text in ["还没收到", "物流单号"] {
        assert!(evidence.contains(&Evidence::Words { text: text.to_owned() }), "{evidence:?}");
    }
    let order = Evidence::Order { order_id: "o1".into(), number: "A7731".to_owned(), fact: OrderFact::NoScan72h };
    assert!(evidence.contains(&order), "{evidence:?}");
}

#[test]
fn a_stuck_parcel_tells_before_the_caller_does() {
    let prediction = predict(&[], &[stuck()]);
    assert_eq!(top(&prediction), "fulfilment_exception");
    assert_eq!(predict(&[], &[]), Prediction::default());
    let well = order(OrderStatus::Delivered, ShipmentState::Delivered, 300);
    let quiet = predict(&[], &[Order { promised_at: None, ..well }]);
    assert_eq!(quiet, Prediction::default(), "a delivery as promised is no trouble");
}

#[test]
fn signed_for_and_not_received_is_told_apart() {
    let delivered = order(OrderStatus::Delivered, ShipmentState::Delivered, 5);
    for words in ["显示签收了我没收到", "It says delivered but I never got it"] {
        let prediction = predict(&[words], std::slice::from_ref(&delivered));
        assert_eq!(top(&prediction), "signed_not_received", "{words}: {prediction:?}");
        assert!(prediction.problems[0].red);
    }
}

#[test]
fn it_sharpens_as_the_caller_goes_on() {
    let first = predict(&["你好，我买的那个净化器"], &[]);
    let later = predict(&["你好，我买的那个净化器", "到现在还没收到", "物流单号一直没更新"], &[]);
    let share = |prediction: &Prediction| {
        let fulfilment = |id: &ProblemTypeId| id.as_str() == "fulfilment_exception";
        prediction
            .problems
            .iter()
            .find(|problem| fulfilment(&problem.problem_type))
            .map_or(0.0, |found| found.confidence)
    };
    assert!(share(&later) > share(&first));
}

#[test]
fn states_of_orders_are_facts() {
    use OrderFact::{
        Delivered, InTransit, InstallDue, NoScan72h, PromisePast, RecentDelivery, RefundOpen, Returned,
        ShipmentException,
    };
    let late = |order: Order| Order { promised_at: Some(hours_ago(1)), ..order };
    let calm = |order: Order| Order { promised_at: None, ..order };
    let cases = [
        (stuck(), vec![NoScan72h, InTransit]),
        (order(OrderStatus::Shipped, ShipmentState::InTransit, 71), vec![InTransit]),
        (late(stuck()), vec![NoScan72h, PromisePast, InTransit]),
        (late(order(OrderStatus::Delivered, ShipmentState::Delivered, 24)), vec![Delivered, RecentDelivery]),
        (calm(order(OrderStatus::Delivered, ShipmentState::Delivered, 169)), vec![Delivered]),
        (order(OrderStatus::Delivered, ShipmentState::Delivered, 24), vec![Delivered, RecentDelivery, InstallDue]),
        (order(OrderStatus::Returning, ShipmentState::Returned, 24), vec![Returned, RefundOpen]),
        (order(OrderStatus::Shipped, ShipmentState::Exception, 1), vec![ShipmentException]),
        (late(order(OrderStatus::Cancelled, ShipmentState::Created, 100)), vec![]),
        (Order { shipment: None, ..late(order(OrderStatus::Paid, ShipmentState::Created, 1)) }, vec![PromisePast]),
    ];
    for (order, expected) in cases {
        assert_eq!(facts(&order, now()), expected, "{order:?}");
    }
}

#[test]
fn latin_words_are_matched_whole_and_inner_keywords_are_not_meant() {
    let lexicon = Lexicon::parse(
        r#"
        [[problem_type]]
        id = "a"
        zh = "甲"
        en = "A"
        keywords = [{ text = "late", weight = 1.0 }, { text = "没收到", weight = 1.0 }]
        [[problem_type]]
        id = "b"
        zh = "乙"
        en = "B"
        keywords = [{ text = "没收到退款", weight = 1.0 }, { text = "late", weight = 3.0 }]
        "#,
    )
    .expect("a good lexicon");
    let of = |words: &str| {
        let problems = lexicon.predict(&[words], &[], now()).problems;
        problems.into_iter().map(|problem| problem.problem_type.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of("the plate on the template"), [""; 0]);
    assert_eq!(of("it's LATE!"), ["b", "a"]);
    assert_eq!(of("没收到退款"), ["b"]);
    assert_eq!(of("没收到"), ["a"]);
}

#[test]
fn the_built_in_lexicon_and_catalogue_fit_together() {
    let lexicon = Lexicon::built_in();
    assert!(lexicon.problems().len() >= 10);
    for problem in lexicon.problems() {
        for cause in &problem.root_causes {
            assert!(Catalogue::built_in().get(cause).is_some(), "{} names {cause}", problem.id);
        }
    }
    let known = lexicon.problem(&"fulfilment_exception".into()).expect("the mission names it");
    assert_eq!((known.zh.as_str(), known.red), ("履约异常", true));
    assert!(known.root_causes.contains(&RootCauseId::new("courier_lost")));
}

#[test]
fn bad_lexicons_are_refused_with_the_line() {
    let row = |rest: &str| format!("[[problem_type]]\nid = \"a\"\nzh = \"\"\nen = \"\"\n{rest}");
    let bad = [
        ("[[problem_type]\n".to_owned(), 1, ""),
        (row("colour = 1"), 5, "unknown field `colour`"),
        (row("keywords = [{ text = \"x\", weight = 0 }]"), 5, "0"),
        (row("keywords = [{ text = \"x\", weight = -1.0 }]"), 5, "above 0"),
        (row("keywords = [\n{ text = \" \", weight = 1.0 }]"), 6, "no text"),
        (row("facts = [{ fact = \"moon\", weight = 1.0 }]"), 5, "moon"),
        (format!("{}\n{}", row(""), row("")), 7, "twice"),
        ("[[problem_type]]\nid = \"\"\nzh = \"\"\nen = \"\"".to_owned(), 2, "needs an id"),
    ];
    for (source, line, what) in bad {
        let error = Lexicon::parse(&source).err().expect("refused");
        assert_eq!(error.line, line, "{error}");
        assert!(error.to_string().contains(what), "{error}");
        assert!(error.to_string().starts_with(&format!("problem_types.toml:{line}: ")), "{error}");
    }
}

/// The slow, obvious twin of the search: every keyword looked for by itself.
fn heard_slowly(text: &str) -> std::collections::BTreeSet<usize> {
    let lexicon = Lexicon::built_in();
    let text = super::score::fold(text);
    let mut spans = Vec::new();
    for (n, word) in lexicon.words.iter().enumerate() {
        for (at, _) in text.char_indices() {
            let end = at + word.folded.len();
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            let cut = |a: Option<char>, b: Option<char>| latin(a) && latin(b);
            let open = !cut(text[..at].chars().next_back(), word.folded.chars().next());
            let whole =
                open && text.get(end..).is_some_and(|rest| !cut(word.folded.chars().next_back(), rest.chars().next()));
            if text[at..].starts_with(&word.folded) && whole {
                spans.push((at, end, n));
            }
        }
    }
    let inner = |a: &(usize, usize, usize)| spans.iter().any(|b| (b.0, b.1) != (a.0, a.1) && b.0 <= a.0 && a.1 <= b.1);
    spans.iter().filter(|span| !inner(span)).map(|span| span.2).collect()
}

proptest! {
    #[test]
    fn keywords_are_heard_like_a_slow_listener_hears_them(
        pieces in prop::collection::vec((0usize..10_000, "[ ,，a-d没收到]{0,3}"), 0..6),
    ) {
        let words = &Lexicon::built_in().words;
        let text: String = pieces.iter().flat_map(|(n, glue)| [words[n % words.len()].text.as_str(), glue]).collect();
        let fast: std::collections::BTreeSet<usize> =
            super::score::keywords(Lexicon::built_in(), &super::score::fold(&text)).into_iter().collect();
        prop_assert_eq!(fast, heard_slowly(&text), "{}", text);
    }

    #[test]
    fn shares_are_shares(words in "\\PC{0,40}", scanned in 0i64..200) {
        let prediction = predict(&[&words, "还没收到"], &[order(OrderStatus::Shipped, ShipmentState::InTransit, scanned)]);
        let total: f64 = prediction.problems.iter().map(|problem| problem.confidence).sum();
        prop_assert!(total <= 1.0 + 1e-9);
        prop_assert!(prediction.problems.windows(2).all(|pair| pair[0].confidence >= pair[1].confidence));
        prop_assert!(prediction.problems.iter().all(|problem| !problem.evidence.is_empty()));
    }
}
