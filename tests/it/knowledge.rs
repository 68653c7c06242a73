//! What `docs/knowledge.md` says of the search is so, to 0.3 points.

use std::path::{Path, PathBuf};

use ringdesk::knowledge::Library;
use ringdesk::knowledge::eval::{self, Row};

/// How far a figure may be off, in points.
const DRIFT: f64 = 0.3;

/// A line of the document's first table.
struct Claim {
    set: String,
    asked: String,
    /// Nothing of questions that have no answer.
    top1: Option<f64>,
    recall3: Option<f64>,
    told_none: f64,
}

#[test]
fn the_document_says_what_the_search_reaches() {
    let document = std::fs::read_to_string(root().join("docs/knowledge.md")).unwrap();
    let claims: Vec<Claim> = document.lines().filter_map(claim).collect();
    for same in claims.chunk_by(|a, b| a.set == b.set) {
        let set = &same[0].set;
        let Some(folder) = folder(set) else {
            println!("{set} is not measured here: RINGDESK_KB_DATA names no folder that has it");
            continue;
        };
        let library = eval::library(&rows(&folder.join("train.tsv"))).unwrap();
        for claim in same {
            holds(claim, &library, &folder);
        }
    }
    assert!(claims.iter().any(|claim| folder(&claim.set).is_some()), "nothing was measured");
}

fn holds(claim: &Claim, library: &Library, folder: &Path) {
    let (file, typed) = match claim.asked.as_str() {
        "whole" => (folder.join("dev.tsv"), 100),
        "60 % typed" => (folder.join("dev.tsv"), 60),
        "one slip" => (folder.join("dev.noise.tsv"), 100),
        "strangers" => match self::folder("clinc150") {
            Some(folder) => (folder.join("oos_dev.tsv"), 100),
            None => {
                return println!("strangers are not measured here: RINGDESK_KB_DATA names no folder that has clinc150");
            }
        },
        other => panic!("docs/knowledge.md asks {other:?}: whole, 60 % typed, one slip or strangers"),
    };
    let has_answers = claim.asked != "strangers";
    assert!(
        [claim.top1, claim.recall3].iter().all(|figure| figure.is_some() == has_answers),
        "docs/knowledge.md, {}, {}",
        claim.set,
        claim.asked
    );
    let (measured, _) = eval::measure(library, &rows(&file), typed);
    let told_none = if has_answers { measured.wrongly_told_none } else { measured.told_none };
    let figures = [
        ("top-1", claim.top1, measured.top1),
        ("recall@3", claim.recall3, measured.recall3),
        ("told \"no good answer\"", Some(claim.told_none), told_none),
    ];
    for (name, said, is) in figures {
        let Some(said) = said else { continue };
        let place = format!("docs/knowledge.md, {} {}, {name}", claim.set, claim.asked);
        assert!((said - is).abs() <= DRIFT, "{place}: {said} should be {is:.1}");
    }
}

/// `| set | asked | top-1 | recall@3 | told none |`, the set in back quotes.
fn claim(line: &str) -> Option<Claim> {
    let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
    let set = cells.next()?.trim_end_matches('`').to_owned();
    let asked = cells.next()?.to_owned();
    let (top1, recall3) = (cells.next()?.parse().ok(), cells.next()?.parse().ok());
    let told_none = cells.next()?.parse().ok()?;
    Some(Claim { set, asked, top1, recall3, told_none })
}

/// Where a set is: with the tests, or in the folder that RINGDESK_KB_DATA names.
fn folder(set: &str) -> Option<PathBuf> {
    let here = root().join("tests/fixtures/kb").join(set);
    let given = std::env::var_os("RINGDESK_KB_DATA").map(|data| PathBuf::from(data).join(set));
    [Some(here), given].into_iter().flatten().find(|folder| folder.join("train.tsv").is_file())
}

fn rows(file: &Path) -> Vec<Row> {
    eval::rows(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
