use super::*;
use crate::knowledge::article_check::{Known, check};

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
        ("+++\n", "", "lost.md:1: the first line must be +++, then the front matter, then +++ again"),
        ("\n+++\n", "\n", "lost.md:10: the front matter has no end: a line +++ is missing"),
        ("lang = \"en\"", "lang = \"fr\"", "lost.md:3: language \"fr\": zh-CN and en are known"),
        ("id = \"lost\"", "id = \"found\"", "lost.md:2: the id \"found\" and the file's name differ: rename one"),
        ("title = \"Lost\"", "title = \" \"", "lost.md:4: the title is empty"),
        ("\"gone\"", "\"?!\"", "lost.md:8: the phrasing \"?!\" says nothing"),
        ("1. Look for it.", "", "lost.md:11: no steps after the second +++"),
    ] {
        assert_eq!(bad(from, to), expected);
    }
    assert!(bad("title", "titel").starts_with("lost.md:4: unknown field `titel`"));
    assert!(bad("\"en\"", "en").starts_with("lost.md:3: "));
    assert!(bad("title = \"Lost\"\n", "").contains("missing field `title`"));
}

#[test]
fn a_folder_is_checked_across_its_files() {
    let files = [
        ("a/lost.md".to_owned(), GOOD.to_owned()),
        ("b/lost.md".to_owned(), GOOD.replace("\"gone\"", "\"It's LOST\"")),
    ];
    let problems = check(&files, &Known { problem_type: &|_| false, root_cause: &|_| true });
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "a/lost.md:5: problem type \"p\" is not in lexicon/problem_types.toml",
            "b/lost.md:2: the id \"lost\" is taken by a/lost.md:2",
            "b/lost.md:5: problem type \"p\" is not in lexicon/problem_types.toml",
            "b/lost.md:7: \"it is lost\" is also said at a/lost.md:7: keep one",
        ]
    );
}
