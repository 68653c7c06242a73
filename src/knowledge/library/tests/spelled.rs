//! Chinese in letters among many answers: the shortest phrasing, whatever came, went or was hidden in between.

use super::*;

/// What the answers' phrasings begin with: two hundred answers have one of these.
const WORDS: [&str; 7] = ["退货", "快递", "发票", "地址", "退款", "怎么", "运费"];
/// What they end with.
const ENDS: [&str; 5] = ["怎么办理", "多久能到", "在哪里", "流程是什么样的呢", "的事"];

fn many() -> Vec<Article> {
    let answer = |number: usize| {
        let say = |turn: usize| {
            let word = WORDS[(number + turn) % WORDS.len()];
            format!("{}{word}{}", "我想问一下".repeat((number + turn) % 3), ENDS[(number / 7 + turn) % ENDS.len()])
        };
        let id = format!("answer-{number:03}.zh-CN");
        Article {
            id: id.as_str().into(),
            title: "第几个".to_owned(),
            phrasings: vec![say(0), say(3)],
            ..built_in("zh-CN").swap_remove(0)
        }
    };
    (0..200).map(answer).collect()
}

/// Ids of the answers found.
fn ids(library: &Library, scope: &Scope, query: &str) -> Vec<String> {
    let hits = library.search_within(scope, query, "zh-CN", 300);
    hits.iter().map(|hit| hit.article.id.as_str().to_owned()).collect()
}

/// Ids of those with a word in a phrasing, the shortest first.
fn having(articles: &[Article], word: &str) -> Vec<String> {
    lengths(articles, word).into_iter().map(|(_, id)| id).collect()
}

/// The same, with the length of each.
fn lengths(articles: &[Article], word: &str) -> Vec<(usize, String)> {
    let shortest = |article: &Article| {
        let phrasings = article.phrasings.iter().filter(|phrasing| phrasing.contains(word));
        phrasings.map(|phrasing| spelled(phrasing)).min()
    };
    let mut all: Vec<(usize, String)> =
        articles.iter().filter_map(|article| Some((shortest(article)?, article.id.as_str().to_owned()))).collect();
    all.sort();
    all
}

fn spelled(phrasing: &str) -> usize {
    phrasing.chars().filter_map(crate::knowledge::text::pinyin::syllable).map(|syllable| syllable.len()).sum()
}

#[test]
fn of_many_answers_those_with_the_word_are_found_shortest_first() {
    let (library, mut articles) = (Library::in_memory(), many());
    library.update(&articles).unwrap();
    for (word, query) in
        [("退货", "tuihuo"), ("运费", "yunfei"), ("发票在哪里", "fapiaozainali"), ("发票在哪里", "fapiao zainali")]
    {
        assert_eq!(ids(&library, &Scope::default(), query), having(&articles, word), "{query}");
        let best = library.search(query, "zh-CN", 3);
        let best: Vec<usize> = best.iter().map(|hit| spelled(hit.phrasing.as_deref().unwrap())).collect();
        let shortest: Vec<usize> = lengths(&articles, word).iter().take(3).map(|(length, _)| *length).collect();
        assert_eq!(best, shortest, "{query}");
    }
    // Another word, withdrawn, for leads only.
    articles[7].phrasings = vec!["发票在哪里".to_owned()];
    articles[14].withdrawn = true;
    articles[21].roles = vec![Role::Lead];
    library.update(&articles).unwrap();
    articles.retain(|article| !article.withdrawn);
    let lead = Scope { role: Some(Role::Lead), ..Scope::default() };
    assert_eq!(ids(&library, &lead, "tuihuo"), having(&articles, "退货"));
    let agent = Scope { role: Some(Role::Agent), ..Scope::default() };
    articles.retain(|article| article.roles.is_empty());
    assert_eq!(ids(&library, &agent, "tuihuo"), having(&articles, "退货"));
}

#[test]
fn a_spelling_is_found_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (library, articles) = (Library::open(folder.path()).unwrap(), many());
    library.update(&articles).unwrap();
    library.learn();
    library.keep(Some("1"), Role::Agent).unwrap();
    library.keep_index().unwrap();
    let again = Library::open(folder.path()).unwrap();
    for query in ["th", "yunfei", "fapiao zainali", "tui huo zen me ban"] {
        let found = ids(&again, &Scope::default(), query);
        assert!(!found.is_empty() && found == ids(&library, &Scope::default(), query), "{query}: {found:?}");
    }
}

#[test]
fn words_in_pinyin_find_the_answer_that_has_them_all() {
    let (library, mut articles) = (Library::in_memory(), many());
    articles[150].phrasings.push("发票上的地址写错了".to_owned());
    library.update(&articles).unwrap();
    for query in ["dizhi fapiao", "di zhi fa piao", "dizhi fapiao xiecuo"] {
        let hits = library.search(query, "zh-CN", 3);
        assert_eq!(hits[0].article.id, articles[150].id, "{query}");
        assert!(hits.iter().skip(1).all(|hit| hit.score < hits[0].score), "{query}");
    }
}

#[test]
fn syllables_typed_one_by_one_are_no_other_language() {
    for query in ["tui huo zen me", "tui huo zen me b", "kuai di hai mei dao", "fa piao zen me kai"] {
        let hits = found(query, "zh-CN");
        assert!(hits.first().is_some_and(Hit::is_good), "{query}: {hits:?}");
        assert!(hits.iter().all(|hit| hit.article.lang == "zh-CN"), "{query}: {hits:?}");
    }
    first_is("tui huo zen me", "zh-CN", "return-changed-mind.zh-CN");
    for query in ["can someone come", "i changed my mind", "where is my parcel"] {
        assert!(found(query, "zh-CN").iter().all(|hit| hit.article.lang == "en"), "{query}");
    }
}
