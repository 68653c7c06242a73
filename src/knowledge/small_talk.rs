//! What is said in every call and asks for nothing: greetings, thanks, yes and no.

use std::sync::LazyLock;

use super::text::{Phrases, Reading, courtesies};

/// Chinese besides courtesies, as it may follow each other: "好的谢谢".
const CHINESE: &[&str] = &[
    "好",
    "好的",
    "好吧",
    "好了",
    "好呀",
    "好嘞",
    "行",
    "行吧",
    "行的",
    "可以",
    "可以的",
    "没问题",
    "嗯嗯",
    "噢",
    "喔",
    "呢",
    "吧",
    "吗",
    "呀",
    "哈",
    "哈哈",
    "呵呵",
    "对",
    "对的",
    "对啊",
    "不对",
    "是",
    "是的",
    "是啊",
    "是吗",
    "不是",
    "不是的",
    "没有",
    "没有了",
    "没事",
    "没事了",
    "没关系",
    "不客气",
    "不用谢",
    "对不起",
    "抱歉",
    "知道了",
    "我知道了",
    "明白",
    "明白了",
    "了解",
    "懂了",
    "清楚了",
    "听到了",
    "听得到",
    "稍等",
    "等一下",
    "等等",
    "再见",
    "拜拜",
    "回见",
    "这个",
    "怎么说",
    "怎么说呢",
    "客服",
];

/// English words.
const ENGLISH: &[&str] = &[
    "yes",
    "yeah",
    "yep",
    "yup",
    "no",
    "nope",
    "nah",
    "not",
    "ok",
    "okay",
    "kay",
    "alright",
    "right",
    "sure",
    "fine",
    "good",
    "great",
    "cool",
    "nice",
    "perfect",
    "thanks",
    "thank",
    "thankyou",
    "thx",
    "ty",
    "cheers",
    "you",
    "so",
    "very",
    "much",
    "a",
    "lot",
    "hi",
    "hello",
    "hey",
    "there",
    "dear",
    "sir",
    "madam",
    "please",
    "sorry",
    "excuse",
    "me",
    "bye",
    "goodbye",
    "morning",
    "afternoon",
    "evening",
    "day",
    "um",
    "uh",
    "er",
    "hmm",
    "mm",
    "mhm",
    "oh",
    "ah",
    "well",
    "is",
    "it",
    "its",
    "thats",
    "that",
    "i",
    "im",
    "see",
    "understand",
    "understood",
    "got",
    "exactly",
    "correct",
    "indeed",
    "welcome",
    "youre",
    "the",
];

static SAID: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::beginning(CHINESE.iter().chain(ENGLISH).chain(courtesies())));

/// Whether a text is nothing but that.
pub fn is_small_talk(reading: &Reading) -> bool {
    let pieces = &reading.pieces;
    // Whether the pieces before each one are.
    let mut until = vec![false; pieces.len() + 1];
    until[0] = true;
    for from in 0..pieces.len() {
        if until[from] {
            for length in SAID.at_start(&pieces[from..]) {
                until[from + length] = true;
            }
        }
    }
    !pieces.is_empty() && until[pieces.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_thanks_yes_and_no_ask_for_nothing() {
        for said in [
            "不是",
            "好的",
            "谢谢",
            "好的，谢谢你",
            "嗯嗯 對",
            "你好在吗",
            "OK, thank you!",
            "no",
            "That's right",
            "好的 thanks",
            "麻烦您帮我看看",
            "hi, can you help me please",
        ] {
            assert!(is_small_talk(&Reading::new(said)), "{said}");
        }
    }

    #[test]
    fn whatever_else_is_said_may_be_a_question() {
        for said in [
            "",
            "?!",
            "不是我的",
            "好的退货",
            "不要了",
            "谢谢，我要退款",
            "no refund",
            "thank you card",
            "坏了",
            "没有收到",
        ] {
            assert!(!is_small_talk(&Reading::new(said)), "{said}");
        }
    }
}
