//! Text measured in columns of the screen, never in characters: 中 takes two, é one, 👍🏽 two.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that `text` takes: those of its grapheme clusters, as it is painted.
pub fn width(text: &str) -> usize {
    if text.chars().any(joins) { text.graphemes(true).map(UnicodeWidthStr::width).sum() } else { text.width() }
}

/// Whether a sign may make clusters beside it narrower by [`UnicodeWidthStr`], which no cell of a screen does: joiners, and
/// scripts with ligatures.
fn joins(sign: char) -> bool {
    matches!(sign, '\u{200D}' | '\u{0590}'..='\u{08FF}' | '\u{1780}'..='\u{1A1F}' | '\u{2D30}'..='\u{2D7F}' | '\u{A4D0}'..='\u{A4FF}')
        || matches!(sign, '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{10C00}'..='\u{10C4F}')
}

/// `text` in at most `columns`: cut between grapheme clusters, "…" at the end when something was cut.
pub fn truncated(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    format!("{}…", &text[..fitting(text, room)])
}

/// How many bytes of `text` fit into `columns`, on a grapheme boundary.
pub fn fitting(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += width(grapheme);
        if used > columns {
            return at;
        }
    }
    text.len()
}

/// `text` with blanks before it, so that it ends at `columns`; cut if it is longer.
pub fn right(text: &str, columns: usize) -> String {
    let text = truncated(text, columns);
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(&text))))
}

/// `text` with blanks after it, up to `columns`; cut if it is longer.
pub fn left(text: &str, columns: usize) -> String {
    let text = truncated(text, columns);
    let blanks = columns.saturating_sub(width(&text));
    text + &" ".repeat(blanks)
}

/// Parts one after the other with `gap` between them, on as many lines of `columns` as they need: a part is never torn
/// apart. One that is longer than a line has a line of its own.
pub fn in_lines(parts: &[String], gap: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut().filter(|line| width(line) + width(gap) + width(part) <= columns) {
            Some(line) => {
                line.push_str(gap);
                line.push_str(part);
            }
            None => lines.push(part.clone()),
        }
    }
    lines
}

/// Byte ranges of `text`, each of which fits into `columns`. Lines break at newlines, at blanks, and between Chinese
/// signs; a word longer than a line is cut. Every byte but the newlines is in exactly one range. At least one range.
pub fn wrapped(text: &str, columns: usize) -> Vec<std::ops::Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(line, start, columns.max(2), &mut lines);
        start += line.len() + 1;
    }
    lines
}

fn wrap_line(line: &str, offset: usize, columns: usize, lines: &mut Vec<std::ops::Range<usize>>) {
    let (mut start, mut used, mut before) = (0, 0, 0);
    for (at, piece) in line.split_word_bound_indices() {
        let wide = width(piece);
        if used + wide > columns && used > 0 && !piece.chars().all(char::is_whitespace) {
            let end = if piece.chars().all(is_closing) && before > start { before } else { at };
            lines.push(offset + start..offset + end);
            (start, used) = (end, width(&line[end..at]));
        }
        (used, before) = (used + wide, at);
        while used > columns && !piece.chars().all(char::is_whitespace) {
            let cut = start + fitting(&line[start..], columns).max(first_grapheme(&line[start..]));
            if cut >= at + piece.len() {
                break;
            }
            lines.push(offset + start..offset + cut);
            start = cut;
            used = width(&line[start..at + piece.len()]);
        }
    }
    lines.push(offset + start..offset + line.len());
}

/// Signs that never begin a line: what stands before them comes with them.
fn is_closing(sign: char) -> bool {
    "，。、；：？！）》」』】”’".contains(sign)
}

fn first_grapheme(text: &str) -> usize {
    text.graphemes(true).next().map_or(1, str::len)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_cut_fits_and_never_splits_a_cluster(text in "[a-c 中国人👍🏽é…]{0,20}", columns in 0..24_usize) {
            prop_assert!(width(&truncated(&text, columns)) <= columns);
            prop_assert_eq!(width(&left(&text, columns)), columns);
            prop_assert_eq!(width(&right(&text, columns)), columns);
        }

        #[test]
        fn text_is_as_wide_as_its_clusters(text in "(\\PC|[\u{200d}\u{fe0f}🇨🇳👦لاក្]){0,12}") {
            prop_assert_eq!(width(&text), text.graphemes(true).map(width).sum::<usize>());
        }

        #[test]
        fn wrapping_loses_nothing(text in "[a-d 中国人，。\n]{0,60}", columns in 2..20_usize) {
            let lines = wrapped(&text, columns);
            let whole: String = lines.iter().map(|range| &text[range.clone()]).collect();
            prop_assert_eq!(whole, text.replace('\n', ""));
            for range in lines {
                prop_assert!(width(text[range].trim_end()) <= columns);
            }
        }
    }

    #[test]
    fn a_joiner_makes_nothing_narrower_than_it_is_painted() {
        assert_eq!((width("🇨🇳\u{200d}👦"), width("👨\u{200d}👩\u{200d}👧"), width("لا")), (4, 2, 2));
    }

    #[test]
    fn words_stay_whole_and_chinese_breaks_between_signs() {
        let shown = |text: &'static str, columns| {
            wrapped(text, columns).into_iter().map(|r| text[r].trim_end()).collect::<Vec<_>>()
        };
        assert_eq!(shown("where is my parcel", 9), ["where is", "my parcel"]);
        assert_eq!(shown("快递一直没到怎么办", 8), ["快递一直", "没到怎么", "办"]);
        assert_eq!(shown("SF1380045512", 5), ["SF138", "00455", "12"]);
    }

    #[test]
    fn no_line_begins_with_a_closing_sign() {
        let shown = |columns| {
            wrapped("请回一句，我们马上", columns).into_iter().map(|r| &"请回一句，我们马上"[r]).collect::<Vec<_>>()
        };
        assert_eq!(shown(8), ["请回一", "句，我们", "马上"]);
        assert_eq!(shown(10), ["请回一句，", "我们马上"]);
    }

    #[test]
    fn parts_are_never_torn_apart() {
        let parts = ["Sales Laura Marsh ext. 802", "Delivery Owen Lloyd ext. 815"].map(str::to_owned);
        assert_eq!(in_lines(&parts, "    ", 60), [parts.join("    ")]);
        assert_eq!(in_lines(&parts, "    ", 48), parts);
        assert_eq!(in_lines(&[], " ", 48), Vec::<String>::new());
    }
}
