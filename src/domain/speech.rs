//! What to say: the words in quotes among the steps of an answer. Steps are for colleagues, quotes for customers.

use super::clean;

/// Opening quotes, each with what closes it.
const QUOTES: [(char, char); 4] = [('“', '”'), ('「', '」'), ('『', '』'), ('"', '"')];

/// What stands in quotes in a body, in its order, without the signs of Markdown. A quote ends on its own line.
pub fn spoken(body: &str) -> Vec<String> {
    let plain = clean::text(&body.replace("**", "").replace('`', ""));
    plain.lines().flat_map(quoted).collect()
}

fn quoted(line: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut rest = line;
    while let Some((at, open, close)) = opening(rest) {
        let inside = &rest[at + open.len_utf8()..];
        let Some(end) = inside.find(close) else { break };
        let words = inside[..end].trim();
        if !words.is_empty() {
            said.push(words.to_owned());
        }
        rest = &inside[end + close.len_utf8()..];
    }
    said
}

fn opening(text: &str) -> Option<(usize, char, char)> {
    text.char_indices()
        .find_map(|(at, c)| QUOTES.iter().find(|(open, _)| *open == c).map(|(open, close)| (at, *open, *close)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::spoken;

    #[test]
    fn only_what_stands_in_quotes_is_for_customers() {
        let body = "1. 先查**轨迹**：“我马上查，请报一下`单号`。”不要说别的。\n2. 赔付上限 50 元，“稍等”，再说「好的」\n3. Say: \"Done in a minute.\"";
        assert_eq!(spoken(body), ["我马上查，请报一下单号。", "稍等", "好的", "Done in a minute."]);
        assert!(spoken("1. 查轨迹\n2. “没有说完").is_empty());
    }

    #[test]
    fn every_shipped_answer_has_words_to_say() {
        for article in crate::knowledge::built_in("") {
            assert!(!spoken(&article.body).is_empty(), "{}", article.id);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(body in "[\\PC\n“”「」\"]{0,80}") {
            prop_assert!(spoken(&body).iter().all(|words| !words.trim().is_empty()));
        }
    }
}
