use proptest::prelude::*;

use super::{Fared, anonymous, cleaned, is_confirmed};

const WANG: &[&str] = &["王建国", "Anna Lee"];

#[test]
fn what_customers_say_becomes_a_phrasing_without_who_they_are() {
    let sayings = [
        ("快递还没收到，单号SF1380045512，都三天了", "快递还没收到，单号，都三天了"),
        ("你好。我叫张伟，我的净化器打开就是碎的", "我的净化器打开就是碎的"),
        ("我是王建国，手机 138 1234 5678，东西发错了", "手机，东西发错了"),
        ("王师傅说今天来装，到现在没见人", "师傅说今天来装，到现在没见人"),
        ("欧阳女士的发票抬头开错了", "女士的发票抬头开错了"),
        ("东西寄到浙江省杭州市西湖区文三路478号3栋502室，一直没人送", "东西寄到，一直没人送"),
        ("我的电话幺三八零零一二三四五六，快点回电", "我的电话，快点回电"),
        ("邮箱 wang.jg@example.com 收不到发票", "邮箱 收不到发票"),
        ("Hi, this is Anna Lee, my parcel never turned up", "Hi, my parcel never turned up"),
        ("my name is john, the kettle leaks", "the kettle leaks"),
        ("Order 1234567 hasn't come. Ring me on +44 (0)20 7946 0958!", "Order hasn't come. Ring me on"),
        ("It went to 12 Baker Street, flat 3, NW1 6XE and nobody was in", "It went to and nobody was in"),
        ("Mr Smith promised a call back, oh seven four double two one", "promised a call back"),
        ("快递送到幸福里五栋三单元二零一了", "快递送到了"),
        ("东西放在幸福里小区十五栋，找不到", "东西放在，找不到"),
        ("我住三单元二零一，一直没人送", "我住，一直没人送"),
        ("寄到3号楼2单元，怎么还没到", "寄到，怎么还没到"),
        ("三栋三四天没人来送", "三四天没人来送"),
        ("文三路三栋二单元五零二一直没人送", "一直没人送"),
        ("加我微信号zhangwei_88，退款退错了", "加我微信号，退款退错了"),
        ("我的微信号是zhangweihao，退款退错了", "我的微信号是，退款退错了"),
        ("QQ号 linlin-9 收不到验证码", "QQ号 收不到验证码"),
        ("my WeChat id is zhang88, send the refund there", "my WeChat id is, send the refund there"),
        ("email jo at gmail dot com about the refund", "email about the refund"),
        ("reach me: jo dot smith at outlook.com, the kettle leaks", "reach me: the kettle leaks"),
        ("my e-mail is jo at acme dot co dot uk and no bill came", "my e-mail is and no bill came"),
        ("Joan Thompson here, my parcel never turned up", "my parcel never turned up"),
        ("Hello. Joan Thompson here. My parcel never turned up", "My parcel never turned up"),
        ("Joan Thompson here where is my parcel", "where is my parcel"),
        ("Hi, Joan here, my parcel never turned up", "Hi, my parcel never turned up"),
        ("净化器报错 E4，滤芯用了 72 小时就红灯", "净化器报错 E4，滤芯用了 72 小时就红灯"),
        ("我15号下的单，怎么还不发货", "我15号下的单，怎么还不发货"),
        ("他总是不在家，能放快递柜吗", "他总是不在家，能放快递柜吗"),
        ("小区门口没人，超市也不给放", "小区门口没人，超市也不给放"),
        ("it's been 3 days on the way", "it's been 3 days on the way"),
    ];
    for (said, phrasing) in sayings {
        assert_eq!(cleaned(said, WANG).as_deref(), Some(phrasing), "{said}");
    }
}

#[test]
fn ordinary_words_are_no_accounts_addresses_and_names() {
    for said in [
        "three at most dot the list says",
        "it was cheaper at amazon dot com",
        "look at the red dot on the filter",
        "Nobody here answers the phone",
        "Customer Service here is slow",
        "Same here, no parcel either",
        "the WeChat id check fails",
        "微信支付 payment 失败了",
        "微信号是多少啊",
        "用微信 iPhone15 打不开",
        "课本第三单元印错了",
        "这条路一直在修",
    ] {
        assert_eq!(cleaned(said, &[]).as_deref(), Some(said));
    }
}

#[test]
fn words_stay_however_few_they_are() {
    assert_eq!(anonymous("换货", &[]), "换货");
    assert_eq!(anonymous("My name is John Smith. Do you ship trombones?", &[]), "Do you ship trombones");
    assert_eq!(anonymous("王建国 13812345678", WANG), "");
}

#[test]
fn words_that_say_nothing_become_no_phrasing() {
    for said in ["", "喂", "你好。谢谢！", "13812345678", "我叫张伟", "hi there", "Anna Lee", "a@b.cn", "…？！", "ok"]
        .into_iter()
        .chain(["Joan Thompson here", "jo at gmail dot com", "幸福里五栋三单元二零一"])
    {
        assert_eq!(cleaned(said, WANG), None, "{said}");
    }
}

#[test]
fn hostile_words_cannot_steer_a_terminal() {
    let said = "\u{1b}[31m我的\u{202e}快递\u{7}没到\u{1b}]52;c;aGk=\u{7}\r\n怎么\0办呢";
    assert_eq!(cleaned(said, &[]).as_deref(), Some("我的快递没到。怎么办呢"));
}

#[test]
fn a_long_complaint_is_cut_where_it_can_be() {
    let long = "快递一直没有到，".repeat(40);
    let phrasing = cleaned(&long, &[]).unwrap();
    assert!(phrasing.chars().count() <= 100 && phrasing.ends_with("没有到"), "{phrasing}");
}

#[test]
fn a_name_is_taken_out_only_where_it_is_one() {
    let kept = cleaned("Annabel asked about the Leeds parcel", &["Anna Lee"]).unwrap();
    assert_eq!(kept, "Annabel asked about the Leeds parcel");
}

#[test]
fn three_agents_confirm_and_three_agents_demote() {
    assert!(!is_confirmed(2) && is_confirmed(3));
    let misled = |helped, misled, agents| Fared { helped, misled, agents }.misleads();
    assert!(misled(0, 3, 3) && misled(2, 3, 3));
    assert!(!misled(3, 3, 3) && !misled(0, 9, 2));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_or_grow(text in "\\PC{0,200}", name in "\\PC{0,8}") {
        if let Some(phrasing) = cleaned(&text, &[&name]) {
            prop_assert!(phrasing.chars().count() <= 100);
            prop_assert!(!phrasing.contains(char::is_control));
        }
    }

    #[test]
    fn no_mobile_survives(
        before in "[快递没到，a-z ]{0,8}", number in "1[3-9][0-9]{9}", grouped in any::<bool>(), after in "[，。 还没到]{0,8}",
    ) {
        let written = if grouped { format!("{} {} {}", &number[..3], &number[3..7], &number[7..]) } else { number.clone() };
        let phrasing = cleaned(&format!("{before}{written}{after}"), &[]).unwrap_or_default();
        prop_assert!(phrasing.chars().filter(char::is_ascii_digit).count() < 4, "{}", phrasing);
    }

    #[test]
    fn a_known_name_never_survives(before in "[快递没到，]{0,8}", after in "[，。还没到]{0,8}") {
        let phrasing = cleaned(&format!("{before}王建国{after}"), WANG).unwrap_or_default();
        prop_assert!(!phrasing.contains("建国"), "{}", phrasing);
    }
}
