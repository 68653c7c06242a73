use super::Catalogue;
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
    let catalogue = Catalogue::built_in();
    assert!(catalogue.get(&"other".into()).is_some_and(|other| other.needs_note));
    for cause in catalogue.all() {
        assert!(!cause.zh.is_empty() && !cause.en.is_empty(), "{}", cause.id);
        assert!(cause.email.contains('@') && !cause.department.is_empty(), "{}", cause.id);
    }
}

#[test]
fn bad_catalogues_are_refused_with_the_line() {
    let row = "[[root_cause]]\nid = \"a\"\nzh = \"\"\nen = \"\"\ndepartment = \"\"\ndepartment_zh = \"\"\ndepartment_en = \"\"\nemail = \"\"\n";
    let twice = Catalogue::parse(&format!("{row}{row}")).expect_err("refused");
    assert_eq!(twice.line, 9, "{twice}");
    assert!(twice.to_string().contains("twice"), "{twice}");
    assert_eq!(Catalogue::parse("[[root_cause]]\nid = 1\n").expect_err("refused").line, 2);
    assert!(Catalogue::parse(row).is_ok());
}
