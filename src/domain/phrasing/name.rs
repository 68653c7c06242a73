//! Names: those that are known, those with a title, and those by which people introduce themselves.

use std::ops::Range;

use super::{cut, is_han, is_one_of, kept, plain};

/// Surnames of nine in ten people in China; rare ones that are common words are left out.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边";
const LONG_SURNAMES: &[&str] = &["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "司徒", "夏侯", "令狐"];
const TITLES: &[&str] =
    &["先生", "女士", "小姐", "太太", "老师", "经理", "师傅", "阿姨", "叔叔", "大姐", "大哥", "医生", "主任", "总"];
/// What makes `总` no title.
const NO_TITLE: &[&str] = &["总是", "总算", "总共", "总之", "总得", "总不"];
/// Before a whole name with a title.
const BEFORE: &str = "找叫是跟给让为和的问请";
const INTRODUCTIONS: &[&str] = &[
    "我的名字叫",
    "我的名字是",
    "名字叫",
    "名字是",
    "收件人是",
    "收货人是",
    "联系人是",
    "收件人",
    "收货人",
    "联系人",
    "我叫",
    "我姓",
    "我是",
    "本人",
    "这里是",
    "这边是",
];
/// What may follow a name.
const AFTER: &str = "的啊呀吧呢，,。.、！!？? :：";

const ENGLISH_INTRODUCTIONS: &[&[&str]] = &[
    &["my", "name", "is"],
    &["my", "name's"],
    &["the", "name", "is"],
    &["this", "is"],
    &["i", "am"],
    &["i'm"],
    &["it's"],
];
const ENGLISH_TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "dr", "prof"];
/// What people say before their name, if they say it first.
const GREETINGS: &[&str] =
    &["hi", "hello", "hey", "there", "good", "morning", "afternoon", "evening", "day", "yes", "oh"];
/// What is told of somebody or something: "Customer Service here is slow" names nobody.
const PREDICATES: &[&str] = &[
    "is", "isn't", "are", "aren't", "was", "wasn't", "were", "has", "hasn't", "have", "haven't", "had", "do", "don't",
    "does", "doesn't", "did", "didn't", "can", "can't", "cannot", "could", "couldn't", "will", "won't", "would",
    "must", "should", "never", "always", "keeps", "says", "said", "told", "seems",
];
const CLAUSE_ENDS: [char; 5] = [',', ';', ':', '.', '-'];
/// Words of a name.
const NAME: usize = 3;

/// The text without names.
pub(super) fn without(text: &str, known: &[&str]) -> String {
    let text = english(text);
    let chars: Vec<char> = text.chars().collect();
    let mut gone = vec![false; chars.len()];
    for at in 0..chars.len() {
        titled(&chars, at, &mut gone);
        introduced(&chars, at, &mut gone);
    }
    known.iter().fold(cut(&chars, &gone), |text, name| without_known(&text, name))
}

/// Without a name and its parts; one letter alone is no part.
fn without_known(text: &str, name: &str) -> String {
    let name = name.trim();
    let mut parts: Vec<String> = vec![name.to_owned()];
    if name.chars().all(is_han) {
        let surname = surname(&name.chars().collect::<Vec<_>>(), 0).unwrap_or(1);
        parts.push(name.chars().skip(surname).collect());
    } else {
        parts.extend(name.split_whitespace().map(str::to_owned));
    }
    let long = |part: &&String| part.chars().count() >= if part.is_ascii() { 3 } else { 2 };
    parts.iter().filter(long).fold(text.to_owned(), |text, part| without_word(&text, part))
}

/// Without a word wherever it stands by itself; in Chinese, wherever it stands.
fn without_word(text: &str, word: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, tail) = (&rest[..at], &rest[at + word.len()..]);
        let touches = |c: Option<char>| word.is_ascii() && c.is_some_and(|c| c.is_ascii_alphanumeric());
        out.push_str(before);
        if touches(before.chars().next_back()) || touches(tail.chars().next()) {
            out.push_str(word);
        }
        rest = tail;
    }
    out + rest
}

/// How many characters the surname at `at` has; none: there is none.
fn surname(chars: &[char], at: usize) -> Option<usize> {
    let long = LONG_SURNAMES.iter().any(|name| name.chars().eq(chars[at..].iter().copied().take(2)));
    if long {
        return Some(2);
    }
    chars.get(at).is_some_and(|c| SURNAMES.contains(*c)).then_some(1)
}

fn starts(chars: &[char], at: usize, words: &str) -> bool {
    let mut rest = chars[at..].iter();
    words.chars().all(|c| rest.next() == Some(&c))
}

/// A title at `at`: the name before it goes, the title stays ("王师傅" becomes "师傅").
fn titled(chars: &[char], at: usize, gone: &mut [bool]) {
    let title = TITLES.iter().any(|title| starts(chars, at, title));
    if !title || NO_TITLE.iter().any(|words| starts(chars, at, words)) {
        return;
    }
    let begins = |from: usize| from == 0 || !is_han(chars[from - 1]) || BEFORE.contains(chars[from - 1]);
    let name = (1..=4.min(at)).rev().find(|length| {
        let surname = surname(chars, at - length);
        surname == Some(*length) || surname.is_some_and(|surname| surname < *length && begins(at - length))
    });
    if let Some(length) = name {
        gone[at - length..at].fill(true);
    }
}

/// "我叫张伟": the introduction goes with the name.
fn introduced(chars: &[char], at: usize, gone: &mut [bool]) {
    let Some(words) = INTRODUCTIONS.iter().find(|words| starts(chars, at, words)) else { return };
    let mut from = at + words.chars().count();
    from += chars[from..].iter().take_while(|c| matches!(**c, ' ' | ':' | '：')).count();
    let Some(surname) = surname(chars, from) else { return };
    let given = if words.ends_with('姓') { 0..=0 } else { 1..=2 };
    let ends = given.rev().map(|given| from + surname + given).find(|end| {
        *end <= chars.len()
            && chars[from..*end].iter().all(|c| is_han(*c))
            && chars.get(*end).is_none_or(|c| AFTER.contains(*c))
    });
    if let Some(end) = ends {
        gone[at..end].fill(true);
    }
}

/// "Hi, this is Anna Lee", "Mr Smith".
fn english(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut gone = vec![false; words.len()];
    if let Some(told) = opening(&words) {
        gone[told].fill(true);
    }
    for at in 0..words.len() {
        let title = is_one_of(words[at], ENGLISH_TITLES);
        if title {
            let name = capitals(&words[at + 1..]);
            gone[at..=at + name].fill(name > 0);
            continue;
        }
        let Some(length) = introduction(&words[at..]) else { continue };
        let rest = &words[at + length..];
        let stated =
            length > 1 && is_one_of(words[at + length - 1], &["is", "name's"]) && is_one_of(words[at], &["my", "the"]);
        let name = capitals(rest).max(usize::from(stated && !rest.is_empty()));
        if name > 0 {
            gone[at..at + length + name].fill(true);
        }
    }
    kept(&words, &gone)
}

/// "Joan Thompson here": who says first who they are. One name alone begins a sentence like any word, so a greeting stands
/// before it.
fn opening(words: &[&str]) -> Option<Range<usize>> {
    let greeting = words.iter().take_while(|word| is_one_of(word, GREETINGS)).count();
    let name = capitals(&words[greeting..]);
    let here = greeting + name;
    let told = name > 1 || name == 1 && greeting > 0;
    if !told || plain(words.get(here)?) != "here" || words[here - 1].ends_with(CLAUSE_ENDS) {
        return None;
    }
    let end = here + 1;
    let goes_on = words.get(end).is_some_and(|next| is_one_of(next, PREDICATES));
    (words[here].ends_with(CLAUSE_ENDS) || !goes_on).then_some(greeting..end)
}

fn introduction(words: &[&str]) -> Option<usize> {
    let begins =
        |cue: &&&[&str]| cue.len() <= words.len() && cue.iter().zip(words).all(|(cue, word)| is_one_of(word, &[cue]));
    ENGLISH_INTRODUCTIONS.iter().find(begins).map(|cue| cue.len())
}

/// Words with a capital at the beginning, at most as many as a name has; one that ends a clause is the last.
fn capitals(words: &[&str]) -> usize {
    let mut count = 0;
    for word in words.iter().take(NAME) {
        if !plain(word).starts_with(char::is_uppercase) || is_one_of(word, &["i", "i'm", "i've", "i'd"]) {
            break;
        }
        count += 1;
        if word.ends_with(CLAUSE_ENDS) {
            break;
        }
    }
    count
}
