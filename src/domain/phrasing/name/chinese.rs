//! Chinese names: before a title, and behind the words by which people say who they or others are, with or without stops,
//! as speech is written down.

use super::surnames::{self, surname};
use super::words::{self, begins, starts};
use crate::domain::phrasing::is_han;

const TITLES: &[&str] =
    &["先生", "女士", "小姐", "太太", "老师", "经理", "师傅", "阿姨", "叔叔", "大姐", "大哥", "医生", "主任", "总"];
/// What makes `总` no title.
const NO_TITLE: &str = "\
    总是 总算 总共 总之 总得 总不 总额 总价 总数 总量 总结 总账 总部 总店 总公 总仓 总体 总站 总机 总代 总台 总开 总长 \
    总称 总重 总分 总计 总和 总监 总管";
/// Before a name with a title.
const BEFORE: &str = "找叫是跟给让为和的问请们位个";

/// What a name stands in, with or without [`LINKS`] between both; longer ones first.
const ROLES: &str = "\
    我的名字 我的姓名 我的全名 我名字 我姓名 我全名 名字 姓名 全名 真名 本名 \
    收件人 收货人 收貨人 联系人 聯繫人 寄件人 发件人 签收人 取件人 经办人 持卡人 开户人 机主 户主";
const LINKS: &str = "名字 姓名 本人 应该 就 是 叫 为 的 写 填 错 改 换 成";
/// Links after which a name is what somebody wants there: the wish stays, the name goes.
const CHANGES: &str = "改换成";
/// Links after which it is nothing but a name.
const SURE: &str = "叫:：";
/// Behind these stands a name, whatever comes after it; longer ones first.
const INTRODUCTIONS: &str = "我名叫 我就叫 我叫 俺叫 名叫 他叫 她叫";
/// Before `我叫`: nobody's name, but what was called or told.
const ERRANDS: &str = "帮给替让";
/// Behind these stands a surname, known or not.
const FAMILIES: &str = "我免贵姓 免贵姓 我姓 俺姓";
/// What makes another word of `我姓`: `我姓名`.
const NO_FAMILY: &str = "\
    名什啥不的氏也和跟还就是吗写改变拼填里后前有少多念读总为比好能可显对两上用生复印输登其叫特非出识一如必空开缺搞弄需随与\
    发繁系全居刚确结当中老先原支占";
/// Between a surname and what is given: `我姓王叫小明`.
const GIVEN: &str = "，名叫 ，叫 ,叫 名叫 叫";
/// Behind these stands a name or anything else; longer ones first.
const CLAIMS: &str = "我这边是 我这里是 我这是 我就是 我是 俺是 本人是 本人 这里是 这边是";

/// What makes another word of `小`, as in `小时`.
const SMALL: &str =
    "时区孩哥姐妹弟伙程车朋伴组店家费票写数于得米偷声气件姨舅叔姑工一名字号码户型狗猫商贩便巧腿箱盒袋瓶杯拇脚";
/// What makes a place of a surname and `家`: `郭家庄`.
const PLACES: &str = "庄村屯沟湾口港界坪塘渡坝坡河岭营镇乡嘴汇沱桥凉门的";

/// What goes on a word that is none of a name: `金华市`, `韩国人`, `高兴地`.
const CLOSING: &str = "市县区省人地";

/// How surely a name stands behind an introduction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Expected {
    /// As well as anything else: "我是".
    Perhaps,
    /// Unless an ordinary word stands there: "收件人".
    Likely,
    /// Whatever word it might be too: "我叫".
    Surely,
}

/// A title at `at`: the name before it goes, the title stays ("王师傅" becomes "师傅").
pub(super) fn titled(chars: &[char], at: usize, gone: &mut [bool]) {
    if !is_title(chars, at) || begins(chars, at, NO_TITLE).is_some() {
        return;
    }
    let name = (1..=4.min(at)).rev().map(|length| at - length).find(|from| is_titled(chars, *from, at));
    if let Some(from) = name {
        gone[from..at].fill(true);
    }
}

/// Whether what stands between `from` and a title is a name. `总` says "always" as well.
fn is_titled(chars: &[char], from: usize, title: usize) -> bool {
    let Some(surname) = surname(chars, from).filter(|_| !is_thing(chars, from)) else { return false };
    let begins_word = from == 0 || !is_han(chars[from - 1]) || BEFORE.contains(chars[from - 1]);
    let (long, plain, always) = (surname > 1, surnames::is_plain(chars[from]), chars[title] == '总');
    let certain = long || plain || !always;
    match (title - from).checked_sub(surname) {
        Some(0) if certain => long || begins_word || begins(chars, from - 1, words::ENDINGS).is_none(),
        Some(0) => begins_word && ends_name(chars, title + 1),
        Some(1 | 2) => {
            let verb = !long && surnames::VERBS.contains(chars[from]);
            certain && !verb && begins_word && !is_ordinary(chars, from, Expected::Likely)
        }
        _ => false,
    }
}

/// "我叫张伟": the introduction goes with the name.
pub(super) fn introduced(chars: &[char], at: usize, gone: &mut [bool]) {
    let told = role(chars, at)
        .or_else(|| stated(chars, at))
        .or_else(|| family(chars, at))
        .or_else(|| after(chars, at, CLAIMS).and_then(|from| Some((at, end_of_name(chars, from, Expected::Perhaps)?))));
    if let Some((from, end)) = told {
        gone[from..end].fill(true);
    }
}

/// "收件人是张伟": what goes, from where to where.
fn role(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let role = at + begins(chars, at, ROLES)?;
    let mut end = role;
    while let Some(link) = begins(chars, end, LINKS) {
        end += link;
    }
    let name = after_pause(chars, end);
    let linked = |links: &str| chars[role..name].iter().any(|c| links.contains(*c));
    let expected = if linked(SURE) { Expected::Surely } else { Expected::Likely };
    Some((if linked(CHANGES) { name } else { at }, end_of_name(chars, name, expected)?))
}

fn stated(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let from = after(chars, at, INTRODUCTIONS)?;
    let errand = chars[at] == '我' && at.checked_sub(1).is_some_and(|before| ERRANDS.contains(chars[before]));
    if errand {
        return None;
    }
    Some((at, end_of_name(chars, from, Expected::Surely).or_else(|| end_in_letters(chars, from))?))
}

/// "我姓王", "我姓王叫小明".
fn family(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let from = after(chars, at, FAMILIES)?;
    let surname = surname(chars, from).or_else(|| is_unknown(chars, from).then_some(1))?;
    let family = from + surname;
    let Some(link) = begins(chars, family, GIVEN) else { return Some((at, family)) };
    let name = family + link;
    let again = chars[name..].starts_with(&chars[from..family]);
    let given = if again { name + surname } else { name };
    let length = given_length(chars, given);
    Some((at, if length > 0 { given + length } else { family }))
}

/// Whether a character is a surname that nobody listed: it stands alone, or is a rare one.
fn is_unknown(chars: &[char], at: usize) -> bool {
    let Some(c) = chars.get(at) else { return false };
    let none = [NO_FAMILY, words::NEVER, words::SELDOM].iter().any(|list| list.contains(*c));
    let alone = ends_name(chars, at + 1) || begins(chars, at + 1, GIVEN).is_some();
    is_han(*c) && !is_thing(chars, at) && (alone && !none || surnames::RARE.contains(*c))
}

/// Where the first of these words that stands at `at` ends, and the pause behind it.
fn after(chars: &[char], at: usize, list: &str) -> Option<usize> {
    begins(chars, at, list).map(|length| after_pause(chars, at + length))
}

fn after_pause(chars: &[char], at: usize) -> usize {
    let pause = |c: &&char| matches!(**c, ' ' | ':' | '：' | '“' | '"' | '呃' | '嗯');
    at + chars[at..].iter().take_while(pause).count()
}

/// Where the name ends that stands at `from`; where one is expected, whatever follows it tells nothing against it.
fn end_of_name(chars: &[char], from: usize, expected: Expected) -> Option<usize> {
    let ordinary = expected < Expected::Surely && is_ordinary(chars, from, expected);
    if ordinary || is_thing(chars, from) || is_title(chars, from) {
        return None;
    }
    nickname(chars, from, expected > Expected::Perhaps).or_else(|| whole_name(chars, from, expected))
}

/// "小王", "老李", "阿强".
fn nickname(chars: &[char], from: usize, sure: bool) -> Option<usize> {
    let [kind, name, ..] = chars[from..] else { return None };
    let known = surnames::is_plain(name);
    let given = sure && is_han(name) && !words::NEVER.contains(name);
    let is_name = match kind {
        '小' => known || given && !SMALL.contains(name),
        '老' => known,
        '阿' => given && name != '姨',
        _ => false,
    };
    let end = from + 2;
    (is_name && (sure || ends_name(chars, end))).then_some(end)
}

/// "王小明": whatever follows, if a name is expected or the surname is hardly anything else; otherwise only before what begins
/// another word.
fn whole_name(chars: &[char], from: usize, expected: Expected) -> Option<usize> {
    let sure = expected > Expected::Perhaps;
    let rarest = chars.get(from).is_some_and(|c| surnames::RAREST.contains(*c));
    let rare = || (sure && (rarest || chars.get(from).is_some_and(|c| surnames::RARE.contains(*c)))).then_some(1);
    let given = from + surname(chars, from).or_else(rare)?;
    let long = given - from > 1;
    let (plain, verb) = (long || surnames::is_plain(chars[from]), !long && surnames::VERBS.contains(chars[from]));
    if is_title(chars, given) || verb && !sure {
        return None;
    }
    let length = given_length(chars, given);
    let end = given + length;
    let certain = match length {
        _ if rarest && expected < Expected::Surely => length == 2 && ends_name(chars, end),
        0 => sure && plain,
        _ => plain || sure && !verb || ends_name(chars, end),
    };
    certain.then_some(end)
}

/// How many characters the given name at `at` has: two, unless the second begins what comes next.
fn given_length(chars: &[char], at: usize) -> usize {
    let first = chars.get(at).is_some_and(|c| is_han(*c) && !words::NEVER.contains(*c));
    match (first, ends_name(chars, at + 1)) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => 2,
    }
}

/// Whether a name is over before `at`: at the end, before a sign, and before what commonly follows one.
fn ends_name(chars: &[char], at: usize) -> bool {
    chars.get(at).is_none_or(|c| !is_han(*c) || words::NEVER.contains(*c) || words::SELDOM.contains(*c))
        || begins(chars, at, words::FOLLOWING).is_some()
}

/// "我叫 Tom", "我叫Anna Lee": letters are a name unless all are capitals, which an abbreviation has.
fn end_in_letters(chars: &[char], from: usize) -> Option<usize> {
    let word = |at: usize| chars[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let first = from + word(from);
    let abbreviation = chars[from..first].iter().all(char::is_ascii_uppercase);
    if abbreviation {
        return None;
    }
    let family = chars.get(first).filter(|c| **c == ' ').map_or(0, |_| word(first + 1));
    let capital = chars.get(first + 1).is_some_and(char::is_ascii_uppercase);
    Some(if family > 0 && capital { first + 1 + family } else { first })
}

fn is_thing(chars: &[char], at: usize) -> bool {
    begins(chars, at, words::THINGS).is_some()
}

/// Whether a word or place stands there that only begins like a name.
fn is_ordinary(chars: &[char], at: usize, expected: Expected) -> bool {
    let place = chars.get(at + 1) == Some(&'家') && chars.get(at + 2).is_some_and(|c| PLACES.contains(*c));
    let named = || begins(chars, at, words::NAMED).filter(|_| expected == Expected::Likely);
    let twofold = begins(chars, at, words::TWOFOLD).or_else(named);
    let three = twofold.is_some_and(|length| is_given(chars, at + length));
    place || !three && begins(chars, at, words::ORDINARY).is_some()
}

/// Whether the last character of a name may stand at `at`, rather than what comes behind a word.
fn is_given(chars: &[char], at: usize) -> bool {
    let closes = chars.get(at).is_some_and(|c| CLOSING.contains(*c));
    !closes && !ends_name(chars, at) && !is_title(chars, at)
}

fn is_title(chars: &[char], at: usize) -> bool {
    TITLES.iter().any(|title| starts(chars, at, title))
}
