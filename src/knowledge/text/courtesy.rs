//! What is said around a question out of politeness, or to begin and end it: "hi there, could you please", 麻烦您帮我看看, 好吗. It is
//! left out at both ends of a text, of phrasings and of searches alike; in the middle it may mean something.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::words::Piece;

/// Begins or ends a text.
const AROUND: &[&str] = &[
    "你好",
    "您好",
    "请问",
    "请问一下",
    "麻烦了",
    "拜托",
    "帮我看看",
    "帮我看一下",
    "帮我看下",
    "帮忙看看",
    "帮忙看一下",
    "帮忙看下",
    "看一下",
    "看看",
    "please",
    "pls",
    "plz",
    "please help",
    "please help me",
];

/// Begins a text. A single character stands for itself only where something parts it from what follows: 亲 is not that of 亲子装.
const BEFORE: &[&str] = &[
    "你们好",
    "早上好",
    "上午好",
    "中午好",
    "下午好",
    "晚上好",
    "哈喽",
    "在吗",
    "在么",
    "在不在",
    "有人吗",
    "请问下",
    "麻烦",
    "麻烦你",
    "麻烦您",
    "麻烦问一下",
    "麻烦问下",
    "打扰了",
    "打扰一下",
    "打扰下",
    "不好意思",
    "劳驾",
    "客服你好",
    "客服您好",
    "我想问一下",
    "我想问下",
    "想问一下",
    "想问下",
    "问一下",
    "问下",
    "我想问",
    "想问",
    "我想咨询一下",
    "想咨询一下",
    "咨询一下",
    "我想了解一下",
    "想了解一下",
    "了解一下",
    "请帮我",
    "请帮忙",
    "帮我",
    "帮忙",
    "那个",
    "就是",
    "就是说",
    "是这样的",
    "然后",
    "其实",
    "亲",
    "亲亲",
    "喂",
    "嗯",
    "哦",
    "呃",
    "额",
    "啊",
    "唉",
    "哎",
    "hi",
    "hello",
    "hey",
    "hi there",
    "hello there",
    "hey there",
    "good morning",
    "good afternoon",
    "good evening",
    "dear sir",
    "dear sir or madam",
    "excuse me",
    "sorry to bother you",
    "kindly",
    "could you",
    "can you",
    "would you",
    "could you please",
    "can you please",
    "would you please",
    "please could you",
    "please can you",
    "help me",
    "can you help",
    "can you help me",
    "could you help",
    "could you help me",
    "can you tell me",
    "could you tell me",
    "please tell me",
    "tell me",
    "do you know",
    "i have a question",
    "quick question",
    "i was wondering",
    "just wondering",
    "i wonder",
    "i want to ask",
    "i would like to ask",
    "i d like to ask",
    "can i ask",
    "may i ask",
    "i need help",
    "i need help with",
    "i need some help",
    "i need some help with",
    "um",
    "uh",
    "erm",
    "hmm",
    "well",
    "ok so",
    "okay so",
    "so",
];

/// Ends a text.
const AFTER: &[&str] = &[
    "好吗",
    "好么",
    "行吗",
    "行么",
    "可以吗",
    "可以么",
    "谢谢",
    "谢谢你",
    "谢谢您",
    "谢谢啦",
    "谢谢了",
    "谢了",
    "谢啦",
    "多谢",
    "感谢",
    "非常感谢",
    "麻烦你了",
    "麻烦您了",
    "辛苦了",
    "拜托了",
    "在线等",
    "求助",
    "thanks",
    "thank you",
    "many thanks",
    "thanks in advance",
    "thank you in advance",
    "thank you very much",
    "thanks a lot",
    "cheers",
    "help me please",
];

/// Pieces that must be left for anything to be left out: of "谢谢你好", all is meant.
const LEAST_LEFT: usize = 2;

static FIRST: LazyLock<Phrases> = LazyLock::new(|| Phrases::beginning(AROUND.iter().chain(BEFORE)));
static LAST: LazyLock<Phrases> = LazyLock::new(|| Phrases::ending(AROUND.iter().chain(AFTER)));

/// All of them.
pub fn courtesies() -> impl Iterator<Item = &'static &'static str> {
    AROUND.iter().chain(BEFORE).chain(AFTER)
}

/// The pieces without the courtesies around them; all of them, where next to nothing would be left.
pub(super) fn without(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let (mut from, mut to) = (0, pieces.len());
    while let Some(length) = begins(&pieces[from..to]) {
        from += length;
    }
    while let Some(length) = ends(&pieces[from..to]) {
        to -= length;
    }
    if to - from >= LEAST_LEFT {
        pieces.truncate(to);
        pieces.drain(..from);
    }
    pieces
}

fn begins(pieces: &[Piece]) -> Option<usize> {
    let length = FIRST.at_start(pieces).max()?;
    let alone = pieces.get(length).is_none_or(|next| !next.joined);
    (length > 1 || !pieces[0].han || alone).then_some(length)
}

fn ends(pieces: &[Piece]) -> Option<usize> {
    LAST.at_end(pieces).max()
}

#[cfg(test)]
mod tests {
    use super::super::words::pieces;
    use super::*;

    fn left(text: &str) -> String {
        without(pieces(text, 0))
            .iter()
            .map(|piece| text[piece.start..piece.end].to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn what_is_said_out_of_politeness_is_left_out_at_both_ends() {
        assert_eq!(left("你好，请问一下，麻烦您帮我看看，锅坏了，好吗？谢谢"), "锅 坏 了");
        assert_eq!(left("Hi there, could you please help me, my card is lost, thanks!"), "my card is lost");
        assert_eq!(left("亲，怎么退货，谢谢"), "怎 么 退 货");
    }

    #[test]
    fn what_means_something_stays() {
        let texts = [
            "客服电话多少",
            "退货好麻烦",
            "亲子装破了",
            "没有收到货",
            "退了再麻烦您看看坏的那个",
            "谢谢",
            "hello there",
        ];
        for text in texts {
            assert_eq!(left(text).replace(' ', ""), text.replace(' ', ""), "{text}");
        }
    }
}
