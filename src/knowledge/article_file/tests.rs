use super::*;
use crate::knowledge::article_check::{Desk, Known, check, check_at, sort};

const GOOD: &str = "+++\nid = \"lost\"\nlang = \"en\"\ntitle = \"Lost\"\nproblem_type = \"p\"\nphrasings = [\n  \"it is lost\",\n  \"gone\",\n]\n+++\n1. Look for it.\n";

#[test]
fn a_good_file_is_read_whole() {
    let draft = parse("kb/lost.md", GOOD).unwrap();
    assert_eq!(draft.phrasings, ["it is lost", "gone"]);
    assert_eq!(draft.body, "1. Look for it.");
    assert_eq!(parse("lost.md", &GOOD.replace('\n', "\r\n")).unwrap().body, draft.body);
}

#[test]
fn what_is_wrong_is_named_with_file_and_line() {
    let bad = |from: &str, to: &str| parse("lost.md", &GOOD.replacen(from, to, 1)).unwrap_err().to_string();
    for (from, to, expected) in [
        (
            "+++\n",
            "",
            r#"lost.md:1: the first line is "id = \"lost\"": write +++ there, then the front matter, then +++ again"#,
        ),
        ("\n+++\n", "\n", "lost.md:10: the front matter has no end: write a line +++ after it"),
        ("lang = \"en\"", "lang = \"fr\"", "lost.md:3: language \"fr\" is unknown: write zh-CN or en"),
        ("id = \"lost\"", "id = \"found\"", "lost.md:2: the id \"found\" and the file's name differ: rename one"),
        ("title = \"Lost\"", "title = \" \"", "lost.md:4: the title is empty: write what the answer is about"),
        ("\"gone\"", "\"?!\"", "lost.md:8: the phrasing \"?!\" says nothing: write words or take it out"),
        ("1. Look for it.", "", "lost.md:11: no steps after the second +++: write them there"),
    ] {
        assert_eq!(bad(from, to), expected);
    }
    assert!(bad("title", "titel").starts_with("lost.md:4: unknown field `titel`"));
    assert!(bad("\"en\"", "en").starts_with("lost.md:3: "));
    assert!(bad("title = \"Lost\"\n", "").contains("missing field `title`: add it"));
}

#[test]
fn bytes_that_are_no_utf_8_are_named_with_the_line_of_the_first() {
    assert_eq!(decoded("lost.md", GOOD.into()).as_deref(), Ok(GOOD));
    let latin = [GOOD.as_bytes(), &b"2. Caf\xe9.\n3. Th\xe9.\n"[..]].concat();
    let named = "lost.md:12: byte E9 is not UTF-8: save it as UTF-8";
    assert_eq!(decoded("lost.md", latin).unwrap_err().to_string(), named);
}

#[test]
fn the_days_on_which_it_holds_are_days() {
    let valid = |days: &str| parse("lost.md", &GOOD.replacen("title =", &format!("valid = {days}\ntitle ="), 1));
    let day = |number| NaiveDate::from_ymd_opt(2026, 12, number);
    let sale = valid("{ from = 2026-12-01, until = 2026-12-24 }").unwrap();
    assert_eq!(sale.valid, Validity { from: day(1), until: day(24) });
    assert_eq!(valid("{ until = 2026-12-24 }").unwrap().valid, Validity { from: None, until: day(24) });
    for (days, expected) in [
        (
            "{ from = 2026-12-24, until = 2026-12-01 }",
            "lost.md:4: valid 2026-12-24..2026-12-01 ends before it begins: swap the days",
        ),
        ("{ until = 2026-12-24T18:00:00 }", "lost.md:4: 2026-12-24T18:00:00 is no day: write 2026-12-24"),
        ("{ to = 2026-12-24 }", "lost.md:4: unknown field `to`, expected `from` or `until`"),
    ] {
        assert_eq!(valid(days).unwrap_err().to_string(), expected);
    }
    assert!(valid("{ until = \"Christmas\" }").unwrap_err().to_string().starts_with("lost.md:4: "));
}

#[test]
fn what_is_more_than_the_server_takes_is_named() {
    let bad = |front: &str| parse("lost.md", &GOOD.replacen("title =", &format!("{front}\ntitle ="), 1));
    let too_long = |what: &str, letter: &str, length: usize| {
        let (shown, most) = (letter.repeat(40), length - 1);
        format!("{what} \"{shown}…\" has {length} characters, {most} at most: shorten it")
    };
    let list = |text: &str, count: usize| format!("[{}]", vec![format!("{text:?}"); count].join(", "));
    for (front, expected) in [
        (format!("owner = {:?}", "o".repeat(81)), too_long("the owner", "o", 81)),
        (format!("actions = {}", list("expedite", 21)), "21 actions, 20 at most: take some out".to_owned()),
        (format!("products = {}", list("Kettle", 51)), "51 products, 50 at most: take some out".to_owned()),
        (format!("products = {}", list(&"k".repeat(81), 1)), too_long("the product", "k", 81)),
        ("products = [\"\u{200b}\"]".to_owned(), "a product is empty: name it or take it out".to_owned()),
    ] {
        assert_eq!(bad(&front).unwrap_err().to_string(), format!("lost.md:4: {expected}"));
    }
    let most = format!("owner = {:?}\nproducts = {}", format!(" {} ", "o".repeat(80)), list("Kettle", 50));
    bad(&most).unwrap();
    let said = |count: usize| (0..count).map(|number| format!("\"said {number}\",\n")).collect::<Vec<_>>().concat();
    let phrasings = |count| parse("lost.md", &GOOD.replacen("  \"it is lost\",\n  \"gone\",\n", &said(count), 1));
    assert_eq!(phrasings(501).unwrap_err().to_string(), "lost.md:507: 501 phrasings, 500 at most: take some out");
    phrasings(500).unwrap();
    let steps = |count| parse("lost.md", &GOOD.replacen("1. Look for it.", &format!("\n{}", "x".repeat(count)), 1));
    let long = format!("lost.md:12: {}", too_long("the text of the steps", "x", 50_001));
    assert_eq!(steps(50_001).unwrap_err().to_string(), long);
    steps(50_000).unwrap();
}

#[test]
fn texts_are_read_as_the_server_keeps_them() {
    let untidy = GOOD
        .replacen("\"Lost\"", "\" Lost\\tparcel\\u001b[31m \"\nowner = \" IT\\u200b \"\nproducts = [\" Kettle\"]", 1)
        .replacen("\"gone\"", "\"\"\"\ngone\r\n  away \"\"\"", 1)
        .replacen("for it.", "\tfor it.\r\n2. \u{202e}Find it. \u{200b}", 1);
    let draft = parse("lost.md", &untidy).unwrap();
    assert_eq!((draft.title.as_str(), draft.owner.as_str()), ("Lost parcel", "IT"));
    assert_eq!((draft.products[0].as_str(), draft.phrasings[1].as_str()), ("Kettle", "gone   away"));
    assert_eq!(draft.body, "1. Look  for it.\n2. Find it.");
}

#[test]
fn a_folder_is_checked_across_its_files() {
    let files = [
        ("a/lost.md".to_owned(), GOOD.to_owned()),
        ("b/lost.md".to_owned(), GOOD.replace("\"gone\"", "\"It's LOST\"")),
    ];
    let known = Known { problem_type: &|_| false, recording: &|_, _| Err("missing".to_owned()) };
    let problems = check(&files, &known);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let cure = "take one of its ids, \"other\" where none fits";
    let unknown = format!("problem type \"p\" is not in lexicon/problem_types.toml: {cure}");
    assert_eq!(
        said,
        [
            &format!("a/lost.md:5: {unknown}"),
            "b/lost.md:2: the id \"lost\" is taken by a/lost.md:2: rename one",
            "b/lost.md:4: the title \"Lost\" is also at a/lost.md:4: rename one",
            &format!("b/lost.md:5: {unknown}"),
            "b/lost.md:7: \"it is lost\" is also said at a/lost.md:7: keep one",
        ]
    );
}

/// What `check` says of these files where every problem type is known and no recording is there.
fn checked(files: &[(&str, String)]) -> Vec<String> {
    let files: Vec<(String, String)> = files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect();
    let known = Known { problem_type: &|_| true, recording: &|_, _| Err("missing".to_owned()) };
    check(&files, &known).iter().map(ToString::to_string).collect()
}

#[test]
fn a_title_of_two_answers_in_one_language_is_named_however_it_is_written() {
    let titled = |id: &str, lang: &str, title: &str| {
        let named = format!("id = {id:?}\nlang = {lang:?}\ntitle = {title:?}\nproblem_type = \"p\"");
        format!("+++\n{named}\nphrasings = [{id:?}]\n+++\n1. Look for it.\n")
    };
    let problems = checked(&[
        ("a.md", titled("a", "en", "Lost parcel")),
        ("b.md", titled("b", "zh-CN", "Lost parcel")),
        ("c.md", titled("c", "en", "Lost parcel")),
        ("d.md", titled("d", "en", "LOST PARCEL!")),
        ("e.md", titled("e", "en", "?")),
        ("f.md", titled("f", "en", "!")),
    ]);
    let expected = [
        "c.md:4: the title \"Lost parcel\" is also at a.md:4: rename one",
        "d.md:4: the title \"LOST PARCEL!\" says the same as \"Lost parcel\" at a.md:4: rename one",
    ];
    assert_eq!(problems, expected);
}

/// Front matter whose lists are written over several lines: what is wrong stands at the end of each, from line 4 on.
const LISTS: &str = r#"root_causes = [
  "product_quality",
  "nonsense",
]
actions = [
  "expedite",
  "teleport",
]
recordings = [
  { file = "calm.ogg" },
  { file = "firm.ogg" },
]
products = [
  "Kettle",
  "",
]
title ="#;

#[test]
fn what_is_wrong_in_a_list_is_named_with_the_line_of_the_entry() {
    let files = [("lost.md".to_owned(), GOOD.replacen("title =", LISTS, 1))];
    let recording = |_: &ArticleFile, file: &str| match file {
        "calm.ogg" => Err("missing".to_owned()),
        _ => Ok(b"\x89PNG\r\n\x1a\n".to_vec()),
    };
    let known = Known { problem_type: &|_| true, recording: &recording };
    let root_cause = |id: &str| (id == "nonsense").then_some("is unknown");
    let mut problems = check(&files, &known);
    problems.extend(check_at(&files, &Desk { root_cause: &root_cause, authors: &[] }));
    sort(&mut problems);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(said[0], "lost.md:6: root cause \"nonsense\" is unknown");
    assert!(said[1].starts_with("lost.md:10: action \"teleport\" does nothing: take one of "), "{said:?}");
    assert_eq!(said[2], "lost.md:13: recording \"calm.ogg\": missing");
    assert!(said[3].starts_with("lost.md:14: recording \"firm.ogg\": "), "{said:?}");
    assert_eq!(said[4..], ["lost.md:18: a product is empty: name it or take it out"]);
}

#[test]
fn a_recording_in_a_table_of_its_own_is_named_with_the_line_of_its_heading() {
    let tables = "[[recordings]]\nfile = \"calm.ogg\"\n[[recordings]]\nfile = \"firm.ogg\"\n";
    let missing = ["lost.md:10: recording \"calm.ogg\": missing", "lost.md:12: recording \"firm.ogg\": missing"];
    assert_eq!(checked(&[("lost.md", GOOD.replacen("]\n+++\n", &format!("]\n{tables}+++\n"), 1))]), missing);
}

#[test]
fn the_first_entry_that_is_too_many_is_named_with_its_line() {
    let products = (0..51).map(|number| format!("  \"Kettle {number}\",\n")).collect::<Vec<_>>().concat();
    let text = GOOD.replacen("title =", &format!("products = [\n{products}]\ntitle ="), 1);
    assert_eq!(checked(&[("lost.md", text)]), ["lost.md:55: 51 products, 50 at most: take some out"]);
}

#[test]
fn what_a_list_has_twice_is_named_with_both_places() {
    for (list, name, value) in [
        ("root_causes", "root cause", "product_quality"),
        ("actions", "action", "expedite"),
        ("channels", "channel", "wechat"),
        ("products", "product", "Kettle"),
        ("roles", "role", "lead"),
    ] {
        let twice = format!("{list} = [\n  {value:?},\n  {value:?},\n]\ntitle =");
        let expected = format!("lost.md:6: {name} {value:?} is also at lost.md:5: keep one");
        assert_eq!(checked(&[("lost.md", GOOD.replacen("title =", &twice, 1))]), [expected]);
        let once = format!("{list} = [{value:?}]\ntitle =");
        assert_eq!(checked(&[("lost.md", GOOD.replacen("title =", &once, 1))]), [""; 0]);
    }
    let twice = "recordings = [{ file = \"calm.ogg\" }, { file = \"calm.ogg\" }]\ntitle =";
    let problems = checked(&[("lost.md", GOOD.replacen("title =", twice, 1))]);
    assert_eq!(problems[2..], ["lost.md:4: recording \"calm.ogg\" is also at lost.md:4: keep one"]);
}

#[test]
fn recordings_that_are_missing_or_cannot_be_heard_are_named() {
    let files = [(
        "a/lost.md".to_owned(),
        GOOD.replacen("title =", "recordings = [{ file = \"gone.ogg\" }, { file = \"picture.png\" }]\ntitle =", 1),
    )];
    let recording = |article: &ArticleFile, file: &str| match file {
        "gone.ogg" => Err(format!("not beside {}", article.path)),
        _ => Ok(b"\x89PNG\r\n\x1a\n".to_vec()),
    };
    let known = Known { problem_type: &|_| true, recording: &recording };
    let problems = check(&files, &known);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(said[0], "a/lost.md:4: recording \"gone.ogg\": not beside a/lost.md");
    let unheard = "a/lost.md:4: recording \"picture.png\": no WAV, OGG/Vorbis, MP3 or FLAC that can be read: ";
    assert!(said[1].starts_with(unheard) && said[1].ends_with("; save it as one of them"), "{said:?}");
    assert_eq!(said.len(), 2);
}

#[test]
fn steps_that_were_never_written_are_named() {
    let english = "1. Write the steps here; what to say stands in quotes: “One moment.”";
    for (steps, line, quoted) in [
        (english, 11, "1. Write the steps here; what to say sta…"),
        ("\n1. Look.\n2. 在这里写步骤；对客户说的话放在引号里", 13, "2. 在这里写步骤；对客户说的话放在引号里"),
    ] {
        let files = [("lost.md".to_owned(), GOOD.replacen("1. Look for it.", steps, 1))];
        let known = Known { problem_type: &|_| true, recording: &|_, _| Err("missing".to_owned()) };
        let problems = check(&files, &known);
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said, [format!("lost.md:{line}: {quoted:?} is a step still to be written: write it")]);
    }
}

#[test]
fn phrasings_that_share_a_line_and_actions_that_do_nothing_are_told_by_their_words() {
    let said = "phrasings = [\"It is lost\", \"gone\", \"it is LOST!\"]\nactions = [\"teleport\"]";
    let (before, after) = GOOD.split_once("phrasings").unwrap();
    let after = after.split_once("]\n").unwrap().1;
    let files = [("lost.md".to_owned(), format!("{before}{said}\n{after}"))];
    let known = Known { problem_type: &|_| true, recording: &|_, _| Err("missing".to_owned()) };
    let problems: Vec<String> = check(&files, &known).iter().map(ToString::to_string).collect();
    assert_eq!(problems[0], "lost.md:6: \"it is LOST!\" says the same as \"It is lost\" at lost.md:6: keep one");
    assert!(problems[1].starts_with("lost.md:7: action \"teleport\" does nothing: take one of "), "{problems:?}");
    assert_eq!(problems.len(), 2);
}
