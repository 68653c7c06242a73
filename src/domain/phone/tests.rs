use proptest::prelude::*;

use super::{CallerNumber, Phone, Region, read, read_all};

/// What is written, and what it is read as: `+…` E.164, `=…` national only, `-` withheld, `?` unreadable;
/// `#…` an extension.
const CORPUS: &[(&str, &str)] = &[
    // Chinese mobiles
    ("13812345678", "+8613812345678"),
    ("138 1234 5678", "+8613812345678"),
    ("138-1234-5678", "+8613812345678"),
    ("138.1234.5678", "+8613812345678"),
    ("+8613812345678", "+8613812345678"),
    ("8613812345678", "+8613812345678"),
    ("008613812345678", "+8613812345678"),
    ("0086 138 1234 5678", "+8613812345678"),
    ("+86 (0) 138 1234 5678", "+8613812345678"),
    ("(+86)13812345678", "+8613812345678"),
    ("+86-138-1234-5678", "+8613812345678"),
    ("19912345678", "+8619912345678"),
    ("19212345678", "+8619212345678"),
    // outside-line and trunk prefixes
    ("013812345678", "+8613812345678"),
    ("9013812345678", "+8613812345678"),
    ("913812345678", "+8613812345678"),
    ("9,13812345678", "+8613812345678"),
    ("9008613812345678", "+8613812345678"),
    ("9057188888888", "+8657188888888"),
    ("0008613812345678", "+8613812345678"),
    // digits and signs of other keyboards
    ("1381234567８", "+8613812345678"),
    ("１３８１２３４５６７８", "+8613812345678"),
    ("＋８６１３８１２３４５６７８", "+8613812345678"),
    ("١٣٨١٢٣٤٥٦٧٨", "+8613812345678"),
    ("۱۳۸۱۲۳۴۵۶۷۸", "+8613812345678"),
    ("१३८१२३४५६७८", "+8613812345678"),
    ("（0571）88888888", "+8657188888888"),
    ("0571－88888888", "+8657188888888"),
    ("138–1234—5678", "+8613812345678"),
    // invisible characters and blanks
    ("13812345678   ", "+8613812345678"),
    ("\t13812345678\u{A0}", "+8613812345678"),
    ("138\u{A0}1234\u{3000}5678", "+8613812345678"),
    ("\u{200B}138\u{200D}1234\u{FEFF}5678\u{200E}", "+8613812345678"),
    ("\u{202D}13812345678\u{202C}", "+8613812345678"),
    // tel: and sip:
    ("tel:+86-138-1234-5678;ext=12", "+8613812345678#12"),
    ("TEL:13812345678", "+8613812345678"),
    ("tel:13812345678;phone-context=+86", "+8613812345678"),
    ("sip:13812345678@pbx", "+8613812345678"),
    ("sips:+8613812345678@pbx.example.com:5061;user=phone", "+8613812345678"),
    ("\"王建国\" <sip:013812345678@10.0.0.1>;tag=as58f4201b", "+8613812345678"),
    ("<tel:057188888888>", "+8657188888888"),
    // Chinese landlines
    ("0571-8888 8888", "+8657188888888"),
    ("(0571)88888888", "+8657188888888"),
    ("+86 571 8888 8888", "+8657188888888"),
    ("0571/88888888", "+8657188888888"),
    ("057188888888转801", "+8657188888888#801"),
    ("057188888888 转 801", "+8657188888888#801"),
    ("0571-88888888-801", "+8657188888888#801"),
    ("0571-88888888分机801", "+8657188888888#801"),
    ("0571-88888888 ext. 801", "+8657188888888#801"),
    ("0571-88888888#801", "+8657188888888#801"),
    ("0571-88888888,801", "+8657188888888#801"),
    ("010-62345678", "+861062345678"),
    ("021 6234 5678", "+862162345678"),
    // numbers that only China can dial
    ("400-820-8820", "=4008208820"),
    ("4008208820", "=4008208820"),
    ("+86 400 820 8820", "=4008208820"),
    ("9400-820-8820", "=4008208820"),
    ("800-820-8820", "=8008208820"),
    ("95338", "=95338"),
    ("95588", "=95588"),
    ("10086", "=10086"),
    ("12315", "=12315"),
    ("110", "=110"),
    ("95013123456789", "=95013123456789"),
    ("802", "=802"),
    // privacy numbers
    ("17012345678-1234", "+8617012345678#1234"),
    ("17012345678转1234", "+8617012345678#1234"),
    ("13812345678-1234", "+8613812345678#1234"),
    ("隐私号 17012345678,1234", "+8617012345678#1234"),
    ("手机:13812345678", "+8613812345678"),
    // other countries
    ("+49 (0)30 / 1234-567", "+49301234567"),
    ("+1 (415) 555-2671 x9", "+14155552671#9"),
    ("001 415 555 2671", "+14155552671"),
    ("+44 (0)20 7946 0000", "+442079460000"),
    ("+44 7400 123456", "+447400123456"),
    ("+852 2345 6789", "+85223456789"),
    // withheld
    ("anonymous", "-"),
    ("Anonymous", "-"),
    ("sip:anonymous@anonymous.invalid", "-"),
    ("\"Anonymous\" <sip:anonymous@anonymous.invalid>", "-"),
    ("", "-"),
    ("   ", "-"),
    ("\u{200B}", "-"),
    ("Restricted", "-"),
    ("unknown", "-"),
    ("Unavailable", "-"),
    ("PRIVATE", "-"),
    ("No Caller ID", "-"),
    ("<>", "-"),
    ("未知号码", "-"),
    ("匿名", "-"),
    ("无主叫", "-"),
    // no numbers
    ("+", "?"),
    ("0", "?"),
    ("-", "?"),
    ("00000000", "?"),
    ("12", "?"),
    ("abc", "?"),
    ("138123456781381234567813812345678", "?"),
    ("'; drop table customers; --", "?"),
];

fn written(number: CallerNumber) -> String {
    match number {
        CallerNumber::Withheld => "-".to_owned(),
        CallerNumber::Unreadable(_) => "?".to_owned(),
        CallerNumber::Number(phone) => short(&phone),
    }
}

fn short(phone: &Phone) -> String {
    let number = phone.e164.clone().unwrap_or_else(|| format!("={}", phone.national));
    phone.extension.as_ref().map_or(number.clone(), |extension| format!("{number}#{extension}"))
}

#[test]
fn numbers_are_read_however_they_are_written() {
    let wrong: Vec<String> = CORPUS
        .iter()
        .map(|(raw, expected)| (raw, expected, written(read(raw, Region::CN))))
        .filter(|(_, expected, got)| expected != &got)
        .map(|(raw, expected, got)| format!("{raw:?}: {expected} expected, {got} read"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(CORPUS.len() >= 60);
}

#[test]
fn two_numbers_in_one_field_are_two_numbers() {
    let fields = [
        ("13812345678 / 0571-88888888", vec!["+8613812345678", "+8657188888888"]),
        ("13812345678/13912345678", vec!["+8613812345678", "+8613912345678"]),
        ("13812345678；057188888888转801", vec!["+8613812345678", "+8657188888888#801"]),
        ("13812345678、13912345678，13712345678", vec!["+8613812345678", "+8613912345678", "+8613712345678"]),
        ("13812345678 13912345678", vec!["+8613812345678", "+8613912345678"]),
        ("13812345678 或 13912345678", vec!["+8613812345678", "+8613912345678"]),
        ("13812345678\n400-820-8820", vec!["+8613812345678", "=4008208820"]),
        ("0571/88888888", vec!["+8657188888888"]),
        ("anonymous", vec![]),
    ];
    for (field, expected) in fields {
        let read: Vec<String> = read_all(field, Region::CN).iter().map(short).collect();
        assert_eq!(read, expected, "{field:?}");
    }
}

#[test]
fn the_first_of_two_numbers_calls() {
    assert_eq!(written(read("13812345678 / 0571-88888888", Region::CN)), "+8613812345678");
}

#[test]
fn the_same_digits_are_another_number_in_another_country() {
    let german = Region::parse("de").expect("two letters");
    let american = Region::parse("US").expect("two letters");
    assert_eq!(written(read("030 1234567", german)), "+49301234567");
    assert_eq!(written(read("4155552671", american)), "+14155552671");
    assert_eq!(written(read("9 1 415 555 2671", american)), "+14155552671");
    assert_eq!(written(read("07400 123456", Region::parse("GB").expect("two letters"))), "+447400123456");
}

#[test]
fn what_was_received_is_kept() {
    let CallerNumber::Number(phone) = read(" 0571-8888 8888转801 ", Region::CN) else { panic!("a number") };
    assert_eq!(phone.raw, " 0571-8888 8888转801 ");
    assert_eq!(phone.national, "57188888888");
    assert_eq!(phone.last8(), Some("88888888"));
    assert_eq!(read("hello?", Region::CN), CallerNumber::Unreadable("hello?".to_owned()));
}

#[test]
fn a_number_tells_its_home() {
    let homes = [
        ("13812345678", Some("中国移动")),
        ("18612345678", Some("中国联通")),
        ("13312345678", Some("中国电信")),
        ("13491234567", Some("中国电信")),
        ("19212345678", Some("中国广电")),
        ("17012345678", Some("电信转售")),
        ("17091234567", Some("联通转售")),
        ("0571-88888888", Some("杭州")),
        ("010-62345678", Some("北京")),
        ("0898-66668888", Some("海口")),
        ("+44 113 496 0000", Some("United Kingdom")),
        ("+1 415 555 2671", Some("United States")),
        ("+1 604 555 2671", Some("Canada")),
        ("+852 2345 6789", Some("香港")),
        ("95338", None),
        ("400-820-8820", None),
    ];
    for (raw, home) in homes {
        let CallerNumber::Number(phone) = read(raw, Region::CN) else { panic!("{raw} is a number") };
        assert_eq!(phone.home().as_deref(), home, "{raw}");
    }
}

#[test]
fn regions_are_two_letters() {
    assert_eq!(Region::parse(" gb ").map(|region| region.to_string()).as_deref(), Some("GB"));
    assert_eq!(Region::parse("CHN"), None);
    assert_eq!(Region::parse("4国"), None);
}

proptest! {
    #[test]
    fn reading_never_panics(raw in "\\PC{0,60}") {
        let _ = read(&raw, Region::CN);
        let _ = read_all(&raw, Region::CN);
    }

    #[test]
    fn reading_signs_and_digits_never_panics(raw in "[0-9+*#()/,;:.xX转@<> \u{FF11}\u{200B}-]{0,40}") {
        let _ = read(&raw, Region::CN);
    }

    /// The slow twin: what is put on is taken off.
    #[test]
    fn a_mobile_is_read_through_all_its_wrappings(
        number in "1(3[5-9]|5[0-35-9]|8[0-9])[0-9]{8}",
        prefix in prop::sample::select(vec!["", "+86", "86", "0086", "+86 ", "0", "9", "90", "9,", "tel:", "sip:", "+86 (0)"]),
        cuts in prop::collection::vec(0usize..12, 0..3),
        sign in prop::sample::select(vec![" ", "-", ".", "\u{A0}", "\u{200B}", ""]),
    ) {
        let mut body = number.clone();
        for cut in cuts.iter().map(|cut| *cut % 11).collect::<std::collections::BTreeSet<_>>().into_iter().rev() {
            if cut > 0 && cut < 7 { body.insert_str(cut, sign); }
        }
        let expected = format!("+86{number}");
        prop_assert_eq!(written(read(&format!("{prefix}{body}"), Region::CN)), expected);
    }

    #[test]
    fn e164_is_read_as_itself(number in "1(3[5-9]|5[0-35-9]|8[0-9])[0-9]{8}") {
        let CallerNumber::Number(phone) = read(&number, Region::CN) else { panic!("a number") };
        let e164 = phone.e164.expect("a mobile has one");
        prop_assert_eq!(written(read(&e164, Region::CN)), e164);
    }
}
