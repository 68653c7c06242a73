//! Chinese numbers before what is counted: 三天 and 3天 are the same.

use super::words::Piece;

/// What is counted with a number before it.
const COUNTED: &str = "天个次号件块元月年周日分秒楼层折遍台双条张箱袋瓶盒套斤米寸岁倍单份期";
/// Counts next to nothing, as in 一个 and 一次.
const ARTICLE: char = '一';
const DIGITS: &str = "零一二三四五六七八九";

/// The pieces with Chinese numbers up to 99 that count something written in digits.
pub(super) fn in_digits(pieces: Vec<Piece>) -> Vec<Piece> {
    if !pieces.iter().any(is_numeral) {
        return pieces;
    }
    let mut written: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut rest = pieces.into_iter().peekable();
    let mut number: Vec<Piece> = Vec::new();
    while let Some(piece) = rest.next() {
        let continues = number.is_empty() || piece.joined;
        if continues && is_numeral(&piece) {
            number.push(piece);
            if rest.peek().is_some_and(|next| next.joined && is_numeral(next)) {
                continue;
            }
            let counts = rest.peek().filter(|next| next.joined).and_then(letter);
            flush(&mut number, counts, &mut written);
        } else {
            written.push(piece);
        }
    }
    written
}

fn flush(number: &mut Vec<Piece>, counts: Option<char>, into: &mut Vec<Piece>) {
    let letters: Vec<char> = number.iter().filter_map(letter).collect();
    let counted = letters != [ARTICLE] && counts.is_some_and(|counts| COUNTED.contains(counts));
    match (value(&letters).filter(|_| counted), number.first(), number.last()) {
        (Some(value), Some(first), Some(last)) => {
            let text = value.to_string().into();
            into.push(Piece { text, han: false, joined: first.joined, start: first.start, end: last.end });
        }
        _ => into.append(number),
    }
    number.clear();
}

fn letter(piece: &Piece) -> Option<char> {
    piece.text.chars().next().filter(|_| piece.han)
}

fn is_numeral(piece: &Piece) -> bool {
    letter(piece).is_some_and(|letter| letter == '两' || letter == '十' || DIGITS.contains(letter))
}

/// What 三, 十, 十五, 二十 or 二十五 says; none: no such number.
fn value(letters: &[char]) -> Option<u32> {
    match letters {
        ['两'] => Some(2),
        [one] if *one != '十' => digit(*one),
        ['十'] => Some(10),
        ['十', ones] => Some(10 + digit(*ones)?),
        [tens, '十'] => Some(10 * digit(*tens)?),
        [tens, '十', ones] => Some(10 * digit(*tens)? + digit(*ones)?),
        _ => None,
    }
}

fn digit(letter: char) -> Option<u32> {
    DIGITS.chars().zip(0..).find(|(other, _)| *other == letter).map(|(_, digit)| digit)
}

#[cfg(test)]
mod tests {
    use super::super::words::pieces;

    fn read(text: &str) -> String {
        pieces(text, 0).iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_number_that_counts_something_is_written_in_digits() {
        for (said, digits) in [
            ("三天没到", "3天没到"),
            ("买了两件", "买了2件"),
            ("十五天", "15天"),
            ("二十号", "20号"),
            ("二十五块", "25块"),
        ] {
            assert_eq!(read(said), read(digits), "{said}");
        }
    }

    #[test]
    fn other_numbers_stay_as_they_are() {
        for text in ["一个", "一直没到", "三包", "万一", "统一", "百分之五十", "十字路口"] {
            let same: Vec<String> = text.chars().map(String::from).collect();
            assert_eq!(read(text), same.join(" "));
        }
    }
}
