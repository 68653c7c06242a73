use chrono_tz::Tz;

use super::Catalogue;
use super::report::{ContactFigures, RootCauseReport, TOP, Tally};
use crate::domain::calendar::Month;
use crate::domain::ids::RootCauseId;
use crate::domain::prediction::{Lexicon, Prediction};

fn suggest(words: &str, article_causes: &[&str]) -> Vec<RootCauseId> {
    let prediction = Lexicon::built_in().predict(&[words], &[], chrono::DateTime::UNIX_EPOCH);
    let causes: Vec<RootCauseId> = article_causes.iter().map(|id| (*id).into()).collect();
    Catalogue::built_in().suggest(&prediction, words, &causes)
}

#[test]
fn every_cause_is_suggested_once() {
    let mut ids = suggest("还没收到", &["courier_lost"]);
    assert_eq!(ids.len(), Catalogue::built_in().all().len());
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), Catalogue::built_in().all().len());
}

#[test]
fn the_article_that_helped_comes_before_the_prediction() {
    assert_eq!(suggest("还没收到", &["product_design"])[0].as_str(), "product_design");
    assert_eq!(suggest("还没收到", &["courier_lost", "courier_delay"])[0].as_str(), "courier_lost");
}

#[test]
fn the_prediction_suggests_without_an_article() {
    let courier = ["courier_delay", "courier_lost"];
    assert!(courier.contains(&suggest("where is my parcel", &[])[0].as_str()));
}

#[test]
fn words_of_the_ticket_hint() {
    assert_eq!(suggest("仓库发错了型号", &[])[0].as_str(), "warehouse_wrong_parcel");
    let nothing = Catalogue::built_in().suggest(&Prediction::default(), "", &[]);
    let in_file: Vec<RootCauseId> = Catalogue::built_in().all().iter().map(|cause| cause.id.clone()).collect();
    assert_eq!(nothing, in_file, "with nothing to go by: as the catalogue has them");
}

#[test]
fn the_built_in_catalogue_is_whole() {
    let catalogue = Catalogue::parse(include_str!("../../../kb_index/lexicon/root_causes.toml")).expect("it reads");
    assert_eq!(&catalogue, Catalogue::built_in());
    assert!(catalogue.get(&"other".into()).is_some_and(|other| other.needs_note));
    let names: Vec<&str> = catalogue.all().iter().map(|cause| cause.zh.as_str()).collect();
    for name in ["系统下单错误", "仓库发错货", "快递员丢件", "商品质量问题", "客户误操作"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(catalogue.mailing().messenger.is_none(), "nothing is mailed to the addresses of an example");
}

#[test]
fn a_cause_stands_under_its_headings_and_belongs_to_their_department() {
    let catalogue = Catalogue::built_in();
    let lost = catalogue.get(&"courier_lost".into()).expect("it is there");
    let under: Vec<&str> = lost.under.iter().map(|heading| heading.en.as_str()).collect();
    assert_eq!((under.as_slice(), lost.department.as_str()), (["Delivery"].as_slice(), "logistics"));
    assert!(catalogue.get(&"delivery".into()).is_none(), "no ticket is closed with a heading");
    let departments = catalogue.departments();
    assert_eq!(departments.iter().filter(|department| department.id == "logistics").count(), 1);
}

/// A department, and one cause with these fields more.
fn catalogue(more: &str) -> String {
    format!(
        "[[department]]\nid = \"d\"\nzh = \"部\"\nen = \"D\"\nemail = \"d@example.com\"\n\n\
         [[root_cause]]\nid = \"a\"\nzh = \"甲\"\nen = \"A\"\n{more}"
    )
}

#[test]
fn bad_catalogues_are_refused_with_the_line_and_the_cure() {
    let again = "department = \"d\"\n\n[[root_cause]]\nid = \"a\"\nzh = \"乙\"\nen = \"B\"\ndepartment = \"d\"\n";
    let circle =
        "parent = \"b\"\n[[root_cause]]\nid = \"b\"\nparent = \"a\"\nzh = \"乙\"\nen = \"B\"\ndepartment = \"d\"\n";
    let cases = [
        (catalogue(again), "root_causes.toml:13: the root cause \"a\" is there twice"),
        (
            catalogue("department = \"e\"\n"),
            "root_causes.toml:11: department: there is no [[department]] \"e\"; add it",
        ),
        (catalogue("parent = \"z\"\n"), "root_causes.toml:11: parent: there is no root cause \"z\""),
        (catalogue(""), "root_causes.toml:7: the root cause \"a\" belongs to no department"),
        (catalogue(circle), "root_causes.toml:7: the root cause \"a\" stands under itself"),
        (catalogue("need_note = true\n"), "root_causes.toml:11: unknown field `need_note`"),
        (catalogue("").replace("甲", " "), "root_causes.toml:7: the root cause \"a\" needs a name in both languages"),
        (
            catalogue("").replace("d@example.com", "d at example"),
            "root_causes.toml:5: email: 'd at example' is no address",
        ),
        (
            catalogue("").replace("\n\n", "\nlang = \"fr\"\n\n"),
            "root_causes.toml:6: lang: 'fr' is no language of ringdesk",
        ),
        ("[report]\nzone = \"Mars\"\n".to_owned(), "root_causes.toml:2: zone: 'Mars' is no time zone"),
        (String::new(), "root_causes.toml:1: there is no [[root_cause]]"),
    ];
    for (source, expected) in cases {
        let said = Catalogue::parse(&source).expect_err(&source).to_string();
        assert!(said.starts_with(expected), "{said}\n{source}");
    }
    assert!(Catalogue::parse(&catalogue("department = \"d\"\n")).is_ok());
}

fn tally(root_cause: &str, count: u64, before: u64) -> Tally {
    Tally { root_cause: root_cause.into(), count, before, reopened: count / 4, median_s: Some(3600) }
}

fn report(tallies: &[Tally]) -> RootCauseReport {
    let month = Month::parse("2026-01").expect("a month");
    RootCauseReport::of(month, Tz::Asia__Shanghai, tallies, ContactFigures::default(), Catalogue::built_in())
}

#[test]
fn the_most_frequent_causes_come_first_with_share_change_and_owner() {
    let counted = [
        tally("courier_delay", 2, 9),
        tally("courier_lost", 8, 3),
        tally("warehouse_late", 10, 10),
        tally("transport_damage", 0, 4),
    ];
    let report = report(&counted);
    assert_eq!((report.total, report.before), (20, 26));
    let ranked: Vec<(&str, i64)> = report.top(None).map(|cause| (cause.en.as_str(), cause.change)).collect();
    let expected = [("Late out of the warehouse", 0), ("Lost by the courier", 5), ("Delayed by the courier", -7)];
    assert_eq!(ranked, expected, "what did not happen is in no TOP");
    let lost = &report.causes[1];
    assert_eq!((lost.share, lost.reopen_rate, lost.path("en").as_str()), (0.4, 0.25, "Delivery › Lost by the courier"));
    let logistics = report.department("logistics").expect("it had tickets");
    assert_eq!((logistics.count, logistics.before), (10, 16));
    assert_eq!(report.top(Some("logistics")).map(|cause| cause.count).collect::<Vec<_>>(), [8, 2]);
    assert!(report.department("it").is_none(), "it had none");
}

#[test]
fn a_cause_that_the_catalogue_knows_no_more_is_counted_under_its_id() {
    let report = report(&[tally("of_old", 3, 0)]);
    let cause = &report.causes[0];
    assert_eq!((cause.zh.as_str(), cause.department.as_str(), cause.share), ("of_old", "", 1.0));
    assert_eq!(report.to_sample(), [RootCauseId::new("of_old")]);
}

#[test]
fn a_month_without_tickets_has_no_shares_and_no_top() {
    let nothing = report(&[tally("courier_lost", 0, 4)]);
    assert_eq!((nothing.total, nothing.causes[0].share, nothing.causes[0].reopen_rate), (0, 0.0, 0.0));
    assert_eq!(nothing.top(None).count(), 0);
}

#[test]
fn the_top_of_all_is_sampled_because_each_is_the_top_of_its_department() {
    let all: Vec<Tally> =
        Catalogue::built_in().all().iter().zip(1..).map(|(cause, count)| tally(cause.id.as_str(), count, 0)).collect();
    let report = report(&all);
    let sampled = report.to_sample();
    assert!(report.top(None).count() == TOP && report.top(None).all(|cause| sampled.contains(&cause.root_cause)));
}
