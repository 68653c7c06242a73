//! The beginning of an answer: made of a gap, and written as a file that `kb import` takes.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::iter;

use chrono::{DateTime, Utc};

use super::text::canonical;
use super::text::pinyin::syllable;
use crate::domain::article::LONGEST_PHRASING;
use crate::domain::clean;
use crate::domain::gap::Gap;
use crate::domain::ids::{ArticleId, ProblemTypeId, RootCauseId};
use crate::domain::phrasing;
use crate::domain::prediction::Lexicon;
use crate::domain::validity::Validity;
use crate::wire::request::ArticleDraft;

/// Words of an id.
const WORDS: usize = 6;
/// Problem type of words that point nowhere.
const OTHER: &str = "other";
/// Characters of a title.
const TITLE: usize = 80;

/// What stands where steps are still to be written, in Chinese and in English.
pub const UNWRITTEN: [&str; 2] = ["在这里写步骤", "Write the steps here"];

/// The answer that would fill a gap, its steps still to be written: the customers' words, without who they are, are its phrasings.
pub fn of_gap(gap: &Gap, now: DateTime<Utc>) -> ArticleDraft {
    let phrasings = phrasings(gap);
    let query = phrasings.first().cloned().unwrap_or_default();
    let chinese = query.chars().any(|c| syllable(c).is_some());
    let lang = if chinese { "zh-CN" } else { "en" };
    let predicted = Lexicon::built_in().predict(&[query.as_str()], &[], now);
    let problem_type = predicted.problems.into_iter().next().map(|problem| problem.problem_type);
    let [unwritten_zh, unwritten_en] = UNWRITTEN;
    let body = if chinese {
        format!("1. {unwritten_zh}；对客户说的话放在引号里：“请稍等，我马上为您查。”")
    } else {
        format!("1. {unwritten_en}; what to say stands in quotes: “One moment, I'll look that up for you.”")
    };
    ArticleDraft {
        id: ArticleId::new(format!("{}.{lang}", slug(&query))),
        lang: lang.to_owned(),
        title: query.chars().take(TITLE).collect(),
        problem_type: problem_type.unwrap_or_else(|| ProblemTypeId::new(OTHER)),
        phrasings,
        root_causes: Vec::new(),
        actions: Vec::new(),
        recordings: Vec::new(),
        body,
        owner: String::new(),
        channels: Vec::new(),
        products: Vec::new(),
        roles: Vec::new(),
        valid: Validity::default(),
    }
}

/// The words of a gap as phrasings that an answer may have, each once however it is written.
fn phrasings(gap: &Gap) -> Vec<String> {
    let said = iter::once(&gap.query).chain(&gap.words).map(|words| phrasing::anonymous(words, &[]));
    let fitting = said.map(|words| clean::line(phrasing::shortened(&words, LONGEST_PHRASING)));
    let mut seen = HashSet::new();
    let is_new = |said: &String| said.chars().any(char::is_alphanumeric) && seen.insert(canonical(said));
    fitting.filter(is_new).collect()
}

/// The first words in letters, Chinese by its pinyin: "nengkaifei-ji".
fn slug(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if let Some(syllable) = syllable(c) {
            words.extend([std::mem::take(&mut word), syllable]);
        } else if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if c != '\'' {
            words.push(std::mem::take(&mut word));
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words.truncate(WORDS);
    if words.is_empty() { "gap".to_owned() } else { words.join("-") }
}

/// The file of a draft, as [`article_file`](super::article_file) reads it.
pub fn written(draft: &ArticleDraft) -> String {
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let list = |items: Vec<&str>| format!("[{}]", items.into_iter().map(text).collect::<Vec<_>>().join(", "));
    let causes = draft.root_causes.iter().map(RootCauseId::as_str).collect();
    let actions = draft.actions.iter().map(String::as_str).collect();
    let mut file = String::from("+++\n");
    for (name, value) in [
        ("id", text(draft.id.as_str())),
        ("lang", text(&draft.lang)),
        ("title", text(&draft.title)),
        ("problem_type", text(draft.problem_type.as_str())),
        ("root_causes", list(causes)),
        ("actions", list(actions)),
        ("owner", text(&draft.owner)),
    ] {
        let _ = writeln!(file, "{name} = {value}");
    }
    file.push_str("phrasings = [\n");
    for phrasing in &draft.phrasings {
        let _ = writeln!(file, "  {},", text(phrasing));
    }
    let _ = write!(file, "]\n+++\n{}\n", draft.body);
    file
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::knowledge::article_check::{Known, check};
    use crate::knowledge::article_file;

    fn gap(query: &str, words: &[&str]) -> Gap {
        let words = words.iter().map(|&words| words.to_owned()).collect();
        Gap { query: query.to_owned(), count: 3, last_at: DateTime::UNIX_EPOCH, words }
    }

    #[test]
    fn an_answer_begun_from_a_gap_can_be_imported() {
        let draft = of_gap(&gap("飞机上能用净化器吗", &["净化器能带上飞机吗"]), DateTime::UNIX_EPOCH);
        assert_eq!((draft.id.as_str(), draft.phrasings.len()), ("fei-ji-shang-neng-yong-jing.zh-CN", 2));
        let path = format!("{}.md", draft.id);
        let read = article_file::parse(&path, &written(&draft)).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), serde_json::to_value(&draft).unwrap());
        let english = of_gap(&gap("do you ship to Norway?", &[]), DateTime::UNIX_EPOCH);
        assert_eq!((english.id.as_str(), english.lang.as_str()), ("do-you-ship-to-norway.en", "en"));
    }

    #[test]
    fn an_answer_begun_from_a_gap_tells_nobody_who_asked() {
        let query = "my name is John Smith, 12 Baker Street, do you ship trombones";
        let words = ["do you ship trombones? 13812345678", "Joan Thompson here, can you send a trombone"];
        let draft = of_gap(&gap(query, &words), DateTime::UNIX_EPOCH);
        assert_eq!((draft.id.as_str(), draft.title.as_str()), ("do-you-ship-trombones.en", "do you ship trombones"));
        assert_eq!(draft.phrasings, ["do you ship trombones", "can you send a trombone"]);
        let nobody = of_gap(&gap("我叫张伟 13812345678", &[]), DateTime::UNIX_EPOCH);
        assert_eq!((nobody.id.as_str(), nobody.title.as_str(), nobody.phrasings.len()), ("gap.en", "", 0));
    }

    /// What `kb check` says of the file of a draft, but for its line.
    fn checked(draft: &ArticleDraft) -> Vec<String> {
        let problem_type = |id: &str| Lexicon::built_in().problem(&ProblemTypeId::new(id)).is_some();
        let known = Known { problem_type: &problem_type, recording: &|_, _| Err("missing".to_owned()) };
        let files = [(format!("{}.md", draft.id), written(draft))];
        check(&files, &known).into_iter().map(|problem| problem.message).collect()
    }

    /// Whether all that is wrong is the step that nobody can write but its author.
    fn is_only_unwritten(problems: &[String]) -> bool {
        problems.len() == 1 && problems[0].ends_with("is a step still to be written: write it")
    }

    #[test]
    fn what_differs_in_its_spelling_alone_is_one_phrasing() {
        let words = ["Do you ship trombones to Norway?", "?!", "can you ship a trombone to norway"];
        let draft = of_gap(&gap("do you ship trombones to norway", &words), DateTime::UNIX_EPOCH);
        assert_eq!(draft.phrasings, ["do you ship trombones to norway", "can you ship a trombone to norway"]);
        assert!(is_only_unwritten(&checked(&draft)), "{:?}", checked(&draft));
    }

    #[test]
    fn what_was_said_at_length_is_as_long_as_a_phrasing_may_be() {
        let long = "do you ship trombones to norway ".repeat(10);
        let draft = of_gap(&gap(&long, &[]), DateTime::UNIX_EPOCH);
        assert!(long.starts_with(&draft.phrasings[0]) && draft.phrasings[0].ends_with(" do you"), "{draft:?}");
        assert!(is_only_unwritten(&checked(&draft)), "{:?}", checked(&draft));
    }

    proptest! {
        #[test]
        fn whatever_was_said_reads_back_and_lacks_but_its_steps(query in "[\\PC\"\\\\\n]{1,60}") {
            let shouted = format!("{}!", query.to_uppercase());
            let draft = of_gap(&gap(&query, &["x\"y", shouted.as_str(), "X \"Y\"?"]), DateTime::UNIX_EPOCH);
            let file = article_file::read(&format!("{}.md", draft.id), &written(&draft)).unwrap();
            prop_assert_eq!(&file.draft.phrasings, &draft.phrasings);
            let problems = checked(&draft);
            prop_assert!(is_only_unwritten(&problems), "{problems:?}");
        }
    }
}
