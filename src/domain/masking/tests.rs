use proptest::prelude::*;

use super::{email, in_text, phone, unmasked};

#[test]
fn numbers_keep_what_is_recognised() {
    let numbers = [
        ("13812345678", "138****5678"),
        ("+8613812345678", "+86138****5678"),
        ("138 1234 5678", "138 **** 5678"),
        ("+86-138-1234-5678", "+86-138-****-5678"),
        ("057188888888", "0571****8888"),
        ("0571-88888888", "0571-****8888"),
        ("17012345678-1234", "170****5678-****"),
        ("0571-88888888转801", "0571-****8888转***"),
        ("+14155552671", "+141****2671"),
        ("95338", "***38"),
        ("anonymous", "anonymous"),
        ("", ""),
    ];
    for (number, masked) in numbers {
        assert_eq!(phone(number), masked, "{number}");
        assert_eq!(phone(masked), masked, "masking again changes nothing");
    }
}

#[test]
fn addresses_keep_their_domain() {
    assert_eq!(email("wangjianguo@example.com"), "w***@example.com");
    assert_eq!(email("@example.com"), "****@example.com");
    assert_eq!(email("no address"), "***");
    assert_eq!(email("w***@example.com"), "w***@example.com");
}

#[test]
fn numbers_inside_text_are_masked() {
    let texts = [
        ("请打我电话13812345678，谢谢", "请打我电话138****5678，谢谢"),
        ("快递员【张师傅 138 1234 5678】正在派送", "快递员【张师傅 138 **** 5678】正在派送"),
        ("call +86 138 1234 5678 at 9", "call +86 138 **** 5678 at 9"),
        ("座机0571-88888888转801", "座机0571-****8888转801"),
        ("(0571) 8888 8888", "(0571) **** 8888"),
        ("全角１３８１２３４５６７８", "全角１３８****５６７８"),
        ("13812345678 13912345678", "138****5678 139****5678"),
        ("2026-02-12 14:23 13812345678", "2026-02-12 14:23 138****5678"),
        ("09-12 13812345678", "09-12 138****5678"),
        ("ring 415-555-2671 or 07400 123456", "ring 41*-***-2671 or 074** **3456"),
        ("mail wang.jg@example.com 13812345678", "mail w***@example.com 138****5678"),
        ("008613812345678", "0086138****5678"),
        ("+1 (415) 555-2671 please", "+1 (41*) ***-2671 please"),
        ("+1 555 010 9999", "+1 55* *** 9999"),
        ("London +44 (0)20 7946 0958", "London +44 (0)20 **** 0958"),
        ("020 7946 0958 or 07400 123456", "020 **** 0958 or 074** **3456"),
        ("Paris 06 12 34 56 78", "Paris 06 ** ** 56 78"),
        ("Berlin 030/1234567", "Berlin 03*/***4567"),
        ("Berlin +49 30 1234567", "Berlin +49 3* ***4567"),
        ("0475 12 34 56", "04** ** 34 56"),
        ("Madrid 612 345 678", "Madrid 6** **5 678"),
        ("call me on 2125551234", "call me on 21****1234"),
        ("电话：88481234", "电话：****1234"),
        ("手机号码是 2125551234", "手机号码是 21****1234"),
        ("due 09.12.2026 0171 1234567", "due 09.12.2026 017* ***4567"),
    ];
    for (text, masked) in texts {
        assert_eq!(in_text(text), masked);
        assert_eq!(in_text(masked), masked, "masking again changes nothing");
    }
}

#[test]
fn what_is_no_number_stays() {
    let texts = [
        "SF1380045512 杭州转运",
        "SF1381234567890",
        "中通75312345678901",
        "订单 A7731，¥2,399.00，9-02 已签收",
        "2026-02-12 14:23:05",
        "2026-02-12T14:23:05.123Z",
        "EMS 1234567890123",
        "工单 10482",
        "id 0190c2f1-8a2b-7c3d-9e4f-138123456780",
        "@mention and a@b",
        "6222021234567890123",
        "call about order 1234567890",
        "订单号码 1234567890",
        "received 12.02.2026 10:45",
        "02/12/2026 - 03/12/2026",
        "2026-02-12 2026-02-13",
        "€ 612 345 678, 612.345.678 EUR, 612.345.678,00",
        "¥1,234,567.89 / 12 345 678 元",
        "FedEx 7712 3456 7890",
        "USPS 9400 1000 0000 0000 0000 00",
        "invoice 2026/0012/3456",
        "10 x 250 ml, 3 of 4",
        "recall 1234567890",
    ];
    for text in texts {
        assert_eq!(in_text(text), text);
    }
}

/// How people of several countries write a number.
fn written_number() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\+1 ?\\(?[2-9][0-9]{2}\\)? [2-9][0-9]{2}-[0-9]{4}",
        "[2-9][0-9]{2}[-.][2-9][0-9]{2}[-.][0-9]{4}",
        "\\([2-9][0-9]{2}\\) [2-9][0-9]{2}-[0-9]{4}",
        "\\+44 \\(0\\)20 7[0-9]{3} [0-9]{4}",
        "020 7[0-9]{3} [0-9]{4}",
        "07[1-9][0-9]{2} [0-9]{6}",
        "0[67]( [0-9]{2}){4}",
        "\\+33 [67]( [0-9]{2}){4}",
        "0[1-9][0-9]{1,2}/[0-9]{7}",
        "\\+49 1[567][0-9] [0-9]{7}",
        "[67][0-9]{2} [0-9]{3} [0-9]{3}",
        "\\+[1-9][0-9]{8,14}",
        "tel: [1-9][0-9]{7,10}",
    ]
}

/// What else has digits in it.
fn no_number() -> impl Strategy<Value = String> {
    prop_oneof![
        "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])( [012][0-9]:[0-5][0-9])?",
        "(0[1-9]|[12][0-9])[./](0[1-9]|1[0-2])[./]20[0-9]{2}",
        "[¥€$][1-9][0-9]{0,2}(,[0-9]{3}){0,2}\\.[0-9]{2}",
        "[1-9][0-9]{0,2}\\.[0-9]{3},[0-9]{2} €",
        "(SF|YT|JD|ZTO|1Z)[0-9]{10,13}",
        "中通[2-9][0-9]{13}",
        "[A-Z][0-9]{4,8}",
        "订单 [2-9][0-9]{4,7}",
        "[1-9][0-9]{0,3} (件|kg|ml|%)",
    ]
}

proptest! {
    #[test]
    fn no_number_of_any_country_is_shown_whole(before in "[a-z，。]{0,6} ", number in written_number(), after in " [a-z，。]{0,6}") {
        let masked = in_text(&format!("{before}{number}{after}"));
        prop_assert!(!masked.contains(&number), "{}", masked);
        prop_assert_eq!(masked.matches('*').count(), 4, "{}", masked);
    }

    #[test]
    fn what_is_no_number_is_shown_whole(texts in prop::collection::vec(no_number(), 1..4)) {
        let text = texts.join("，");
        prop_assert_eq!(in_text(&text), text);
    }

    #[test]
    fn no_text_shows_a_whole_mobile(
        before in "[ ，。a-z\u{4E00}-\u{4EFF}]{0,6}[ ，。:\u{4E00}-\u{4EFF}]",
        number in "1[3-9][0-9]{9}",
        after in "[ ，。\u{4E00}-\u{4EFF}][ ，。0-9a-z]{0,8}",
    ) {
        let masked = in_text(&format!("{before}{number}{after}"));
        prop_assert!(!masked.contains(&number), "{}", masked);
    }

    #[test]
    fn masking_twice_is_masking_once(text in "(tel|call|电话|[0-9 +()@./a-z转\u{FF11}-]){0,40}") {
        let once = in_text(&text);
        prop_assert_eq!(in_text(&once), once);
        let once = phone(&text);
        prop_assert_eq!(phone(&once), once.clone());
    }

    #[test]
    fn masking_never_panics(text in "\\PC{0,80}") {
        let _ = (in_text(&text), phone(&text), email(&text));
    }
}

#[test]
fn a_text_sent_back_as_it_was_shown_means_the_real_one() {
    let kept = [
        "回电 138 1234 5678",
        "王 13812345678 转 wang@example.com",
        "wang@example.com",
        "0571-88888888",
        "SF1380045512",
    ];
    for now in kept {
        assert_eq!(unmasked(now, &in_text(now)).as_deref(), Some(now));
        assert_eq!(unmasked(now, now).as_deref(), Some(now));
    }
    assert_eq!(unmasked("wang@example.com", "w***@example.com").as_deref(), Some("wang@example.com"));
}

#[test]
fn a_number_that_is_starred_out_never_takes_the_place_of_the_number() {
    let now = "回电 13812345678 或 wang@example.com";
    for to in ["回电 138****5678 明早", "+86 138 **** 5678", "21* *** 1234", "找 w***@example.com", "0571-****8888"]
    {
        assert_eq!(unmasked(now, to), None, "{to}");
    }
    for to in ["明早回电 13900001111", "**急** 2026", "评分 **** 好", "li@example.com", "", "2026-02-12 **"] {
        assert_eq!(unmasked(now, to).as_deref(), Some(to), "{to}");
    }
    let copied = "短信写着 138****5678 来电";
    assert_eq!(
        unmasked(copied, "138****5678 来电,已回").as_deref(),
        Some("138****5678 来电,已回"),
        "it stands so already"
    );
}
