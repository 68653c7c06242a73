use proptest::prelude::*;

use super::fold::fold;
use super::*;

fn texts(text: &str, kind: Kind) -> Vec<String> {
    let analysis = analyse(text, &Synonyms::none());
    analysis.terms.into_iter().filter(|term| term.kind == kind).map(|term| term.text).collect()
}

#[test]
fn chinese_becomes_characters_and_pairs_with_growing_positions() {
    let analysis = analyse("快递没到", &Synonyms::none());
    let positions = |kind| analysis.terms.iter().filter(move |term| term.kind == kind).map(|term| term.position);
    assert_eq!(texts("快递没到", Kind::Character), ["快", "递", "没", "到"]);
    assert_eq!(texts("快递没到", Kind::CharacterPair), ["快递", "递没", "没到"]);
    assert!(positions(Kind::Character).eq(0..4));
    assert!(positions(Kind::CharacterPair).eq(0..3));
}

#[test]
fn no_pair_spans_a_comma() {
    assert_eq!(texts("没到，退钱", Kind::CharacterPair), ["没到", "退钱"]);
}

#[test]
fn english_becomes_stems_pairs_and_trigrams() {
    assert_eq!(texts("My parcels arrived", Kind::Stem), ["my", "parcel", "arriv"]);
    assert_eq!(texts("My parcels arrived", Kind::StemPair), ["my parcel", "parcel arriv"]);
    assert_eq!(texts("card", Kind::Trigram), ["#_ca", "#car", "#ard", "#rd_"]);
    assert!(texts("my", Kind::Trigram).is_empty());
}

#[test]
fn words_and_characters_mix() {
    assert_eq!(texts("显示E4怎么办", Kind::Stem), ["e4"]);
    assert_eq!(texts("显示E4怎么办", Kind::CharacterPair), ["显示", "怎么", "么办"]);
}

#[test]
fn the_way_it_was_typed_makes_no_difference() {
    for (typed, meant) in [
        ("ＡＰＰ　１２", "app 12"),
        ("快遞沒收到，東西壞了", "快递没收到,东西坏了"),
        ("Haven’t", "havent"),
        ("Café Señor", "cafe senor"),
        ("快\u{200b}递", "快递"),
        ("e\u{301}te", "ete"),
    ] {
        assert_eq!(fold(typed), meant);
    }
}

#[test]
fn a_synonym_is_found_where_it_stands() {
    let lexicon = "[[group]]\nlang = \"zh\"\nwords = [\"没收到\", \"没到\"]\n[[group]]\nlang = \"en\"\nwords = [\"never turned up\", \"not arrived\"]";
    let synonyms = Synonyms::parse("test", lexicon).unwrap();
    for (text, place) in
        [("我还没收到呢", "没收到"), ("it NEVER  turned up", "NEVER  turned up"), ("has not arrived.", "not arrived")]
    {
        let analysis = analyse(text, &synonyms);
        let concept = analysis.terms.iter().find(|term| term.kind == Kind::Concept).unwrap();
        assert_eq!(&text[concept.start..concept.end], place);
    }
    assert!(!analyse("cannot arrived", &synonyms).terms.iter().any(|term| term.kind == Kind::Concept));
}

#[test]
fn of_a_very_long_text_the_end_counts() {
    let long = format!("退货{}没收到", "啊".repeat(400_000));
    let terms = analyse(&long, &Synonyms::none()).terms;
    assert!(terms.iter().any(|term| term.text == "收到"));
    assert!(!terms.iter().any(|term| term.text == "退货"));
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing_more(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn every_term_stands_on_character_boundaries(text in "\\PC{0,40}|[快递没到 a-zA-Z'é，。]{0,40}") {
        for term in analyse(&text, &Synonyms::built_in()).terms {
            prop_assert!(text.get(term.start..term.end).is_some_and(|part| !part.is_empty()), "{:?}", term);
        }
    }

    #[test]
    fn positions_of_a_kind_never_fall(text in any::<String>()) {
        let terms = analyse(&text, &Synonyms::built_in()).terms;
        for kind in [Kind::Stem, Kind::StemPair, Kind::Trigram, Kind::Character, Kind::CharacterPair, Kind::Concept] {
            prop_assert!(terms.iter().filter(|term| term.kind == kind).is_sorted_by_key(|term| term.position));
        }
    }
}
