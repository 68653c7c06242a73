//! Chinese surnames, by how far they are told from words.

use super::words::begins;

/// Surnames of nine in ten people in China; rare ones that are common words are left out.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边肖闫佟邬褚卞岑巫佘胥蔺骆臧虞冼谌奚寇鞠窦滕苟桑楚郁卓";
/// As they are written in Hong Kong and Taiwan.
const TRADITIONAL: &str = "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許蘇盧蔣賈葉閻鍾譚鄒陸龍萬錢湯嚴溫魯畢聶齊莊";
const LONG_SURNAMES: &str = "\
    欧阳 司马 上官 诸葛 东方 皇甫 尉迟 司徒 夏侯 令狐 公孙 慕容 长孙 宇文 端木 呼延 南宫 独孤 轩辕 申屠 赫连 淳于 \
    鲜于 濮阳 司空 纳兰 钟离 歐陽 諸葛 東方 司馬";
/// Surnames that begin few words, all of them named in [`words`](super::words).
const PLAIN: &str = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜夏钟汪田姜姚谭廖邹熊陆郝崔邱秦侯邵孟尹龚樊倪俞邢祁耿裴覃翁阮肖闫佟邬褚卞岑佘胥蔺骆臧冼谌窦滕張劉陳楊趙吳孫鄭馮蕭鄧許蘇盧蔣賈閻譚鄒";
/// Surnames that are verbs, measures or things more often: only before what ends a name, and only where one is expected.
pub(super) const VERBS: &str = "查解管车房包单时向边席项植";
/// Surnames that are common words: only where a name is expected.
pub(super) const RARE: &str = "付党楼商冷幸蓝宫麦米谈荣艾沙池闻简储皮刁农权迟厉尚燕丛仇";
/// Rare surnames that are verbs and adverbs all the time: only in a name of three characters, unless nothing but one can stand
/// there.
pub(super) const RAREST: &str = "代应乐原支满花印占全";

/// How many characters the surname at `at` has; none: there is none.
pub(super) fn surname(chars: &[char], at: usize) -> Option<usize> {
    let short = || chars.get(at).is_some_and(|c| SURNAMES.contains(*c) || TRADITIONAL.contains(*c)).then_some(1);
    begins(chars, at, LONG_SURNAMES).or_else(short)
}

/// Whether a surname of one character is hardly anything else.
pub(super) fn is_plain(c: char) -> bool {
    PLAIN.contains(c)
}
