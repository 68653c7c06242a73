//! An answer that is read: all of its steps are seen, however little room there is.

use std::sync::Arc;

use super::{fixture, painted, screens};
use crate::console::app::model::{Lang, Model};
use crate::domain::article::Article;
use crate::knowledge::built_in::built_in;

fn reading(article: Article, width: u16, height: u16, lang: Lang) -> Model {
    let mut model = fixture::desk(width, height, lang);
    screens::open_answer(&mut model);
    model.knowledge.open.as_mut().expect("an answer is read").article = Arc::new(article);
    model
}

#[test]
fn a_small_terminal_shows_all_steps_of_an_answer_with_its_recordings_on_one_line() {
    for lang in [Lang::Chinese, Lang::English] {
        let with_recordings = built_in(lang.tag()).into_iter().filter(|article| !article.recordings.is_empty());
        for article in with_recordings {
            let screen = painted(&reading(article, 80, 24, lang));
            for step in 1..=5 {
                screen.shows(&format!(" {step}. "));
            }
            assert_eq!(screen.extents.answer, 0, "nothing is left to scroll to:\n{}", screen.text());
            let (first, second) = match lang {
                Lang::Chinese => ("1 示例 · 平缓 · 合成", "2 示例"),
                Lang::English => ("1 sample · calm · synthesised", "2 sample"),
            };
            let row = |words: &str| screen.places(words).first().map(|(_, y)| *y);
            assert!(row(first).is_some() && row(first) == row(second), "{}", screen.text());
        }
    }
}

#[test]
fn three_recordings_share_a_line_where_there_is_little_room_and_have_their_waveforms_where_there_is_more() {
    let answer = |width, height| {
        let mut model = fixture::desk(width, height, Lang::Chinese);
        screens::open_answer(&mut model);
        model.knowledge.playing = Some(fixture::playing());
        painted(&model)
    };
    let small = answer(80, 24);
    small.hides("⣿").shows("> 1 周岚 · 平缓 0:05/0:12  2 周岚 · 平缓 0:12  3 周岚").shows("3. 丢件");
    answer(120, 36).shows("⣿").shows("0:05 / 0:12").shows("让您久等了，我马上查");
    answer(100, 30).hides("⣿").shows("3. 丢件").shows("3 周岚");
}
