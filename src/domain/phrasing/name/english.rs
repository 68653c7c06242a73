//! English names, with capitals and without, as speech is written down: before them stands a title or an introduction.

use std::ops::Range;

use crate::domain::phrasing::{is_one_of, kept, plain};

/// Behind these stands a name.
const STATED: &[&[&str]] = &[
    &["my", "name", "is"],
    &["my", "name's"],
    &["my", "names"],
    &["my", "full", "name", "is"],
    &["my", "first", "name", "is"],
    &["my", "last", "name", "is"],
    &["my", "surname", "is"],
    &["the", "name", "is"],
    &["the", "name's"],
];
/// Behind these stands a name or anything else.
const CLAIMS: &[&[&str]] = &[&["this", "is"], &["i", "am"], &["i'm"], &["im"], &["it's"]];
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "dr", "prof"];
/// Titles that mean nothing else, so that the name behind them needs no capital.
const PLAIN_TITLES: &[&str] = &["mr", "mrs"];
/// What people say before their name, if they say it first.
const GREETINGS: &[&str] =
    &["hi", "hello", "hey", "there", "good", "morning", "afternoon", "evening", "day", "yes", "oh"];
/// What is told of somebody or something: "Customer Service here is slow" names nobody.
const PREDICATES: &[&str] = &[
    "is", "isn't", "are", "aren't", "was", "wasn't", "were", "has", "hasn't", "have", "haven't", "had", "do", "don't",
    "does", "doesn't", "did", "didn't", "can", "can't", "cannot", "could", "couldn't", "will", "won't", "would",
    "must", "should", "never", "always", "keeps", "says", "said", "told", "seems",
];
/// What people do who say "this is Jane".
const CALLING: &[&str] = &["calling", "speaking", "phoning", "ringing"];
/// Ends of words that are no names, if they are as long as that: Ming is one.
const NO_NAME: &[&str] = &["ly", "ous", "ing", "ed", "ble", "less"];
const DESCRIBING: usize = 6;
/// Names that end like these all the same.
const LIKE_WORDS: &str = "\
    alfred beverly browning connelly connolly constable cushing donnelly dowling fareed fielding fleming gamble golding \
    goulding harding keating keeling khaled kimberly kipling lawless manning mildred naveed o'reilly rasheed redding \
    reilly rowling sterling stirling trimble wilfred winifred";
/// How Chinese given names end that look like English words, and what their first syllable begins and ends with.
const SYLLABLES: &str = "bing ping ming ding ting ning ling jing qing xing ying";
const INITIALS: &str = "zh ch sh b p m f d t n l g k h j q x r z c s y w";
const FINALS: &str = "\
    a ai an ang ao e ei en eng i ia ian iang iao ie in ing iong iu o ong ou u ua uai uan uang ue ui un uo";
/// What is told of a name, though a surname may be one: "my name is long".
const STATES: &str = "\
    chinese common double easy english foreign french german hard japanese korean long plain polish public russian sharp \
    short spanish strange tricky welsh young";
const PAUSES: &[&str] = &["uh", "um", "er", "erm", "ah"];
const CLAUSE_ENDS: [char; 5] = [',', ';', ':', '.', '-'];
/// Words of a name.
const NAME: usize = 3;

/// First names that are hardly anything else.
const FIRST_NAMES: &str = "\
    aaron abigail adam adrian ahmed aisha alan alex alexander alexandra alfred alice alison amanda amy andrea andrew \
    angela ann anna anne anthony antonio arthur ashley barbara ben benjamin beth betty beverly brandon brenda brian \
    bruce carlos caroline catherine charles charlie charlotte cheryl chloe chris christina christine christopher \
    claire colin connor craig cynthia daniel dave david debbie deborah debra denise dennis derek diana diane donald \
    donna dorothy douglas dylan edward elaine eleanor elizabeth ella ellen emily emma eric erica ethan evelyn fatima \
    fiona fred gareth gary gemma geoff george gloria gordon graham greg gregory hannah harry hassan hayley helen \
    henry howard hugh ian isaac isabella jack jackie jacob jacqueline jake james jamie jane janet janice jason jeff \
    jeffrey jennifer jenny jeremy jerry jesse jessica jill jim jimmy joan joanna joanne joe joel john johnny jonathan \
    jordan jose joseph josh joshua joyce juan judith judy julia julie justin karen kate katherine kathleen kathryn \
    kathy katie keith kelly ken kenneth kevin kim kimberly kirsty kyle larry laura lauren lawrence leah lee leslie \
    lewis liam linda lisa logan lorraine louis louise lucas lucy luke lynn madison margaret maria marie marilyn \
    martha martin mary matt matthew megan melissa mia michael michelle miguel mike mohamed mohammad mohammed molly \
    monica muhammad nancy naomi natalie natasha nathan neil nicholas nick nicola nicole nigel noah oliver olivia omar \
    oscar pamela patricia patrick paul paula peter phil philip phillip priya rachel ralph raymond rebecca richard \
    robert robin roger ronald rosie ross roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean \
    sharon shaun shirley simon sofia sophia sophie stacey stephanie stephen steve steven stuart susan suzanne tanya \
    ted teresa terry theresa thomas tim timothy tina todd tom tony tracey tracy tyler valerie vanessa victoria \
    vincent virginia walter wayne wendy wilfred william yusuf yvonne zachary zoe";
/// Words that stand behind a name or in its place, and are none.
const COMMON: &str = "\
    a about above absent account actually added after again all almost already also always am an and any anyone are \
    around as ask asked asking at awful back backwards bad be because been before being blank blurry both bought box \
    broke broken but by call called caller calling came can cancel cancelled cannot capital capitals card charged \
    check complete correct could crazy currently customer cut damaged delivered delivery did different difficult do \
    does doing done down each either else email empty enough even ever every everything express faded fading few fine \
    first fixed for four from gave get getting gibberish give given go going gone got had has have having he hello \
    help her here hers hi hidden him his hoping how however i if im in incomplete incorrect insane instead into \
    invalid is it item its just keep keeps know known last late lately later left like listed live lives living \
    longer looking lost lowercase made make me mentioned mine missing misspelled misspelt mixed more most much my \
    need needed needs never new next no nobody none nonsense nor not nothing now number nuts of off ok okay old on \
    once one only or order ordered ordering orders other our out over own package paid parcel pay paying payment \
    pending people phone phoned phoning please pretty printed problem product properly purchased quite reached really \
    received recently refund regarding registered replacement return returned returning right ringing rubbish said \
    same saved saw say says second sent shall she shipped shipping shorter should showing shown sick silly similar \
    simply since so some somehow someone something sorry speaking spelled spelling spelt still stuck such supposed \
    taken tell terrible than thank thanks that the their them then there these they this those though three to today \
    told tomorrow too tracking tried true trying twice two typed unable unclear under unfortunately until unusual up \
    uppercase upset upside urgent us use used using very waiting want wanted wants was we weird well went were what \
    when where whether which while who whose why with within without won wondering worried would writing written \
    wrong yes yesterday yet you your yours";
/// Names that are said as words all the time, and the words that stand for a name of an account.
const WORDS: &str = "\
    admin agent amber april art autumn baker ball ban bang bank banks barber bell best bill bin bird bishop black \
    bond booth branch bridge bridges brook brooks brown burns bush butler carol carpenter case cash chance charity \
    chase church cook cooper cross crystal dale dawn day dean demo desk die drew driver earl east england english \
    faith fan fang farmer field fish fisher flowers foot ford forest fox frank french frost gang gates ginger glass \
    gold good grace grant gray green grey guy hall hang head hill hills holland home hood hope house hunter ireland \
    jade joy june key keys king lake lamb lan land lane law lead little lock long lord love low major man mark marks \
    mason max men miles mills min money moon moss noble north old olive order page painter pan paris parish park \
    parks pat patience pearl penny pin ping piper plant pool pope post pound power powers price ran reed rice rich \
    ring river rivers rose rush sales sang sharp she shepherd shop shore short silver singer small snow son song \
    south spring star steel sterling stone stream street strong sue summer summers sun support sweet swift tan team \
    temple test tester tower town turner user vale van victor violet walker wall wan ward waters week weeks wells \
    west wheeler white wills win wing winter winters wise wood woods worth young";
/// Words that begin a name, but not its second part: "my name is will", "my name is john will you".
const LATER: &[&str] = &["will", "may"];

/// Whether it is a title, without the stop that may stand behind it.
pub(super) fn is_title(word: &str) -> bool {
    is_one_of(word, TITLES)
}

/// Whether a word that is a name too is said all the time, so that only a capital makes a name of it.
pub(super) fn is_word(word: &str) -> bool {
    let lower = lower(word);
    is_in(&lower, COMMON) || is_in(&lower, WORDS) || LATER.contains(&lower.as_str())
}

/// The text without names: "Hi, this is Anna Lee", "Mr Smith", "my name is john smith i want a refund".
pub(super) fn without(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut gone = vec![false; words.len()];
    if let Some(told) = opening(&words) {
        gone[told].fill(true);
    }
    for at in 0..words.len() {
        let length = introduced(&words[at..]);
        gone[at..at + length].fill(true);
    }
    kept(&words, &gone)
}

/// How many words at the beginning introduce somebody, the name with them.
fn introduced(words: &[&str]) -> usize {
    if words.first().is_some_and(|word| is_title(word)) {
        let name = titled(words);
        return if name > 0 { 1 + name } else { 0 };
    }
    let (cue, stated) = match (cue(words, STATED), cue(words, CLAIMS)) {
        (Some(cue), _) => (cue, true),
        (None, Some(cue)) => (cue, false),
        (None, None) => return 0,
    };
    let pause = words[cue..].iter().take_while(|word| is_one_of(word, PAUSES)).count();
    let rest = &words[cue + pause..];
    let spoken = if stated { expected(rest) } else { familiar(rest).max(calling(&words[..cue], rest)) };
    let name = capitals(rest).max(spoken);
    if name > 0 { cue + pause + name } else { 0 }
}

/// How many words the first of these has that stands at the beginning.
fn cue(words: &[&str], cues: &[&[&str]]) -> Option<usize> {
    let begins =
        |cue: &&&[&str]| cue.len() <= words.len() && cue.iter().zip(words).all(|(cue, word)| is_one_of(word, &[cue]));
    cues.iter().find(begins).map(|cue| cue.len())
}

/// How many words the name has behind a title.
fn titled(words: &[&str]) -> usize {
    let rest = &words[1..];
    let spoken = if is_one_of(words[0], PLAIN_TITLES) { uncommon(rest).min(1).max(familiar(rest)) } else { 0 };
    capitals(rest).max(spoken)
}

/// "Joan Thompson here": who says first who they are. One name alone begins a sentence like any word, so a greeting stands
/// before it, or it is a first name.
fn opening(words: &[&str]) -> Option<Range<usize>> {
    let greeting = words.iter().take_while(|word| is_one_of(word, GREETINGS)).count();
    let first_name = familiar(&words[greeting..]);
    let name = capitals(&words[greeting..]).max(first_name);
    let here = greeting + name;
    let told = name > 1 || name == 1 && (greeting > 0 || first_name > 0);
    if !told || plain(words.get(here)?) != "here" || words[here - 1].ends_with(CLAUSE_ENDS) {
        return None;
    }
    let end = here + 1;
    let goes_on = words.get(end).is_some_and(|next| is_one_of(next, PREDICATES));
    (words[here].ends_with(CLAUSE_ENDS) || !goes_on).then_some(greeting..end)
}

/// Words with a capital at the beginning, at most as many as a name has; one that ends a clause is the last. Where a word is all
/// capitals, they tell nothing of it.
fn capitals(words: &[&str]) -> usize {
    let shouted = |word: &str| plain(word).len() > 1 && !plain(word).contains(char::is_lowercase);
    let is_other = |word: &str| is_common(word) || describes(&lower(word)) || is_in(&lower(word), STATES);
    name(words, |_, word| {
        let capital = plain(word).starts_with(char::is_uppercase) && !is_one_of(word, &["i", "i'm", "i've", "i'd"]);
        capital && !(shouted(word) && is_other(word))
    })
}

/// Words that are not common, at most as many as a name has.
fn uncommon(words: &[&str]) -> usize {
    name(words, |at, word| !is_common(word) && (at == 0 || !is_one_of(word, LATER)))
}

/// [`uncommon`] words, if the first is a first name.
fn familiar(words: &[&str]) -> usize {
    let known = words.first().is_some_and(|word| is_in(&lower(word), FIRST_NAMES));
    if known { uncommon(words) } else { 0 }
}

/// [`uncommon`] words where a name is expected: "my name is jane doe", but "my name is misspelled".
fn expected(words: &[&str]) -> usize {
    let first = words.first().map(|word| lower(word)).unwrap_or_default();
    if describes(&first) || is_in(&first, STATES) { familiar(words) } else { uncommon(words) }
}

/// "This is jane doe calling": [`uncommon`] words before what people do who say so.
fn calling(cue: &[&str], words: &[&str]) -> usize {
    let name = uncommon(words);
    let called = words.get(name).is_some_and(|word| is_one_of(word, CALLING));
    let described = words.first().is_some_and(|word| describes(&lower(word)));
    if called && !described && is_one_of(cue[0], &["this"]) { name } else { 0 }
}

/// Whether a word looks like one that tells how something is: "this is ridiculous calling you again".
fn describes(lower: &str) -> bool {
    let describing = lower.len() >= DESCRIBING && NO_NAME.iter().any(|end| lower.ends_with(end));
    describing && !is_in(lower, LIKE_WORDS) && !is_pinyin(lower)
}

/// Whether it looks like a Chinese given name of two syllables: "meiling", "xiaoming".
fn is_pinyin(lower: &str) -> bool {
    let Some(first) = SYLLABLES.split_whitespace().find_map(|last| lower.strip_suffix(last)) else { return false };
    let ends = INITIALS.split_whitespace().find_map(|initial| first.strip_prefix(initial));
    ends.is_some_and(|ends| is_in(ends, FINALS))
}

/// How many words belong to a name, told from their places; one that ends a clause is the last.
fn name(words: &[&str], belongs: impl Fn(usize, &str) -> bool) -> usize {
    let mut count = 0;
    for word in words.iter().copied().take(NAME) {
        if !belongs(count, word) {
            break;
        }
        count += 1;
        if word.ends_with(CLAUSE_ENDS) {
            break;
        }
    }
    count
}

/// Whether it is a common word or none at all; of "what's" and "don't" the word before the apostrophe tells.
fn is_common(word: &str) -> bool {
    let lower = lower(word);
    let letters = lower.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-' | '.'));
    let stem = lower.split('\'').next().unwrap_or_default();
    lower.is_empty() || !letters || lower.ends_with("n't") || is_in(stem, COMMON)
}

fn lower(word: &str) -> String {
    plain(word).replace('’', "'").to_lowercase()
}

/// Whether the word is in a list whose words are parted by blanks.
fn is_in(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}
