//! A knowledge base of any size, made from the shipped one: each answer in many versions, as shops with more goods have them.

use ringdesk::domain::article::Article;
use ringdesk::knowledge::built_in;

/// What a version speaks of, in front of the customer's words.
const CHINESE: [&str; 8] = ["空气净化器", "洗衣机", "扫地机器人", "电饭煲", "热水器", "冰箱", "油烟机", "滤芯"];
/// The same in English.
const ENGLISH: [&str; 8] =
    ["air purifier", "washer", "robot vacuum", "rice cooker", "boiler", "fridge", "hood", "filter"];

/// Every shipped answer in as many versions as it takes.
pub fn versions(lang: &str, phrasings: usize) -> Vec<Article> {
    let shipped = built_in(lang);
    let once: usize = shipped.iter().map(|article| article.phrasings.len()).sum();
    let versions = phrasings.div_ceil(once.max(1));
    (0..versions).flat_map(|version| shipped.iter().map(move |article| varied(article, lang, version))).collect()
}

/// Questions as customers ask them.
pub fn questions(lang: &str) -> Vec<String> {
    built_in(lang).iter().filter_map(|article| article.phrasings.first().cloned()).collect()
}

/// Every beginning of what is typed, as the search sees it while the fingers move.
pub fn typed(questions: &[String]) -> Vec<String> {
    let beginnings = |question: &String| {
        let ends: Vec<usize> = question.char_indices().map(|(at, sign)| at + sign.len_utf8()).collect();
        ends.into_iter().map(|end| question[..end].to_owned()).collect::<Vec<_>>()
    };
    questions.iter().flat_map(beginnings).collect()
}

fn varied(article: &Article, lang: &str, version: usize) -> Article {
    let things = if lang == "en" { ENGLISH } else { CHINESE };
    let thing = things[version % things.len()];
    let model = version / things.len();
    let say = |phrasing: &String| {
        if lang == "en" { format!("{thing} X{model} {phrasing}") } else { format!("{thing}X{model}{phrasing}") }
    };
    Article {
        id: format!("{}-{version}", article.id.as_str()).as_str().into(),
        phrasings: article.phrasings.iter().map(say).collect(),
        ..article.clone()
    }
}
