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
    top1: f64,
    recall3: f64,
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
        "whole" => ("dev.tsv", 100),
        "60 % typed" => ("dev.tsv", 60),
        "one slip" => ("dev.noise.tsv", 100),
        other => panic!("docs/knowledge.md asks {other:?}: whole, 60 % typed or one slip"),
    };
    let (measured, _) = eval::measure(library, &rows(&folder.join(file)), typed);
    for (name, said, is) in [("top-1", claim.top1, measured.top1), ("recall@3", claim.recall3, measured.recall3)] {
        let place = format!("docs/knowledge.md, {} {}, {name}", claim.set, claim.asked);
        assert!((said - is).abs() <= DRIFT, "{place}: {said} should be {is:.1}");
    }
}

/// `| set | asked | top-1 | recall@3 | …`, the set in back quotes.
fn claim(line: &str) -> Option<Claim> {
    let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
    let set = cells.next()?.trim_end_matches('`').to_owned();
    let asked = cells.next()?.to_owned();
    let mut figure = || cells.next()?.parse().ok();
    Some(Claim { set, asked, top1: figure()?, recall3: figure()? })
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
