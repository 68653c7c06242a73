//! Writing habits out of the way: one kind of digit, of dash, of blank; nothing invisible.

/// First digits (zero) of the decimal digits people's keyboards write.
const ZEROS: &[char] =
    &['\u{0660}', '\u{06F0}', '\u{07C0}', '\u{0966}', '\u{09E6}', '\u{0E50}', '\u{FF10}', '\u{1D7CE}'];

/// What telephone systems send instead of a withheld number.
const WITHHELD: &[&str] = &[
    "",
    "anonymous",
    "anonym",
    "anonymous caller",
    "restricted",
    "unknown",
    "unavailable",
    "private",
    "withheld",
    "blocked",
    "hidden",
    "no caller id",
    "nocallerid",
    "number withheld",
    "private number",
    "unknown number",
    "not available",
    "null",
    "none",
    "undefined",
    "n/a",
    "asserted",
    "未知",
    "未知号码",
    "未知来电",
    "匿名",
    "匿名来电",
    "私人号码",
    "隐藏号码",
    "保密",
    "保密号码",
    "无主叫",
    "无来电显示",
    "266696687",
    "2666966687",
];

/// The text in plain characters: ASCII digits, `+ - ( ) / , ;`, single kinds of blank; invisible characters out.
pub(super) fn text(raw: &str) -> String {
    raw.chars().filter_map(plain).collect::<String>().trim().to_owned()
}

/// One character in its plain form; none when it shows nothing.
pub(in crate::domain) fn plain(c: char) -> Option<char> {
    match c {
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{00AD}'
        | '\u{061C}'
        | '\u{180E}'
        | '\u{FE00}'..='\u{FE0F}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' | '\u{30FC}' => Some('-'),
        '、' | '，' => Some(','),
        '；' | '|' | '｜' | '\n' | '\r' => Some(';'),
        '\u{2044}' | '\u{2215}' => Some('/'),
        '【' | '〔' | '[' => Some('('),
        '】' | '〕' | ']' => Some(')'),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
        c => Some(digit(c).unwrap_or(c)),
    }
}

/// A decimal digit of any of the known scripts as ASCII.
fn digit(c: char) -> Option<char> {
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// Whether a plain text says that the number is withheld.
pub(super) fn is_withheld(text: &str) -> bool {
    let user = user_part(text);
    let word = user.trim_matches(['"', '\'', ' ', '<', '>', '.', '-', '_']).to_lowercase();
    let only_signs = !word.is_empty() || user.trim().is_empty();
    only_signs && WITHHELD.contains(&word.as_str()) || user.to_lowercase().contains("anonymous")
}

/// What stands for the number in a `tel:` or `sip:` address, else the text itself: `"Wang" <sip:138…@pbx;user=phone>`.
pub(super) fn user_part(text: &str) -> String {
    let inner = match (text.find('<'), text.rfind('>')) {
        (Some(open), Some(close)) if open < close => &text[open + 1..close],
        _ => text,
    };
    let inner = inner.trim();
    let Some(address) = without_scheme(inner) else { return inner.to_owned() };
    let (user, rest) = address.split_once('@').unwrap_or((address, ""));
    let mut parameters = user.split(';').skip(1).chain(rest.split(';').skip(1));
    let number = user.split(';').next().unwrap_or_default();
    let context = user.split(';').find_map(|part| part.strip_prefix("phone-context=+"));
    let extension = parameters.find_map(|part| part.strip_prefix("ext="));
    let number = match context {
        Some(code) if !number.starts_with('+') => format!("+{code}{}", number.trim_start_matches('0')),
        _ => number.to_owned(),
    };
    extension.map_or(number.clone(), |extension| format!("{number}#{extension}"))
}

fn without_scheme(text: &str) -> Option<&str> {
    ["tel:", "sip:", "sips:", "callto:"].into_iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
    })
}
