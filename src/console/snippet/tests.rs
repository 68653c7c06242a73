use super::*;
use crate::console::user_file::Finding;

fn read(text: &str) -> (Snippets, Vec<String>) {
    let (snippets, findings) = Snippets::parse("snippets.toml", text);
    (snippets, findings.iter().map(Finding::to_string).collect())
}

#[test]
fn both_languages_ship_the_same_prefixes_without_a_finding() {
    let [chinese, english] =
        [("zh-CN", include_str!("../../../snippets/zh-CN.toml")), ("en", include_str!("../../../snippets/en.toml"))]
            .map(|(name, text)| Snippets::parse(name, text));
    assert_eq!((&chinese.1, &english.1), (&Vec::new(), &Vec::new()));
    let prefixes =
        |snippets: &Snippets| snippets.all().iter().map(|snippet| snippet.prefix.clone()).collect::<Vec<_>>();
    assert_eq!(prefixes(&chinese.0), prefixes(&english.0));
    assert!(!prefixes(&english.0).is_empty());
}

#[test]
fn gaps_take_what_is_known_and_show_what_is_not() {
    let snippet = Snippet { prefix: "x".into(), title: String::new(), text: "{customer}: {order}, {order}".into() };
    let filled = snippet.filled(|gap| (gap == Gap::Customer).then(|| "王建国".to_owned()));
    assert_eq!(filled, "王建国: {order}, {order}");
    assert_eq!(open_gap(&filled), Some(Gap::Order));
    assert_eq!(open_gap("{name} is no gap"), None);
}

#[test]
fn a_prefix_is_the_word_behind_the_mark() {
    assert_eq!(prefix_before("先问候;hello"), Some(("先问候".len(), "hello")));
    for text in ["hello", "a; b", ";", "a;b c", ""] {
        assert_eq!(prefix_before(text), None, "{text}");
    }
}

#[test]
fn own_texts_come_first_and_take_the_place_of_shipped_ones() {
    let (own, findings) = read("[[snippet]]\nprefix = \"hello\"\ntitle = \"mine\"\ntext = \"Hi {customer}\"");
    assert_eq!(findings, [""; 0]);
    let all = own.over(Snippets::built_in("en"));
    assert_eq!(all.get("hello").map(|snippet| snippet.title.as_str()), Some("mine"));
    assert_eq!(all.all().len(), Snippets::built_in("en").all().len());
    assert_eq!(all.search("hurry").first().map(|snippet| snippet.prefix.as_str()), Some("hurry"));
    assert_eq!(all.search(";sor").len(), 1);
}

#[test]
fn a_bad_text_is_named_with_its_place_and_the_cure_and_the_rest_works() {
    let good = "[[snippet]]\nprefix = \"ok\"\ntext = \"fine\"\n";
    for (bad, said) in [
        ("[[snippet]]\ntext = \"x\"", "snippets.toml:4:1: the snippet has no prefix"),
        ("[[snippet]]\nprefix = \"a b\"\ntext = \"x\"", "snippets.toml:5:10: 'a b' is no prefix"),
        ("[[snippet]]\nprefix = \"a\"", "snippets.toml:4:1: the snippet has no text"),
        ("[[snippet]]\nprefix = \"a\"\ntext = \" \"", "snippets.toml:6:8: the text is empty"),
        ("[[snippet]]\nprefix = \"a\"\ntext = \"{nme}\"", "snippets.toml:6:8: '{nme}' is no gap: known are customer"),
        ("[[snippet]]\nprefix = \"ok\"\ntext = \"x\"", "snippets.toml:5:10: 'ok' is there twice"),
        ("[[snippet]]\nprefix = \"a\"\ntext = \"x\"\nlang = \"en\"", "snippets.toml:7:1: 'lang' is no field"),
        ("[snippets]", "snippets.toml:4:2: 'snippets' is no part of this file"),
    ] {
        let (snippets, findings) = read(&format!("{good}{bad}"));
        assert!(findings.len() == 1 && findings[0].starts_with(said), "{bad}: {findings:?}");
        assert_eq!(snippets.get("ok").map(|snippet| snippet.text.as_str()), Some("fine"));
    }
}
