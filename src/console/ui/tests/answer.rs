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
fn recordings_have_their_waveforms_where_all_steps_are_seen_beside_them_and_are_short_where_not() {
    let answer = |steps: usize, width, height| {
        let mut model = fixture::desk(width, height, Lang::Chinese);
        screens::open_answer(&mut model);
        model.knowledge.playing = Some(fixture::playing());
        let open = model.knowledge.open.as_mut().expect("an answer is read");
        let lines: Vec<String> = (1..=steps).map(|step| format!("{step}. 第{step}步。")).collect();
        open.article = Arc::new(Article { body: lines.join("\n"), ..Article::clone(&open.article) });
        painted(&model)
    };
    let one_line = "> 1 周岚 · 平缓 0:05/0:12  2 周岚 · 平缓 0:12  3 周岚";
    answer(3, 80, 24).shows("3. 第3步").shows("⣿").shows("0:05 / 0:12");
    answer(12, 80, 24).shows("12. 第12步").hides("⣿").shows(one_line);
    answer(6, 120, 36).shows("6. 第6步").shows("⣿").shows("让您久等了，我马上查");
    answer(18, 120, 36).shows("18. 第18步").hides("⣿").shows("3 周岚").hides("还有");
    answer(60, 120, 36).hides("60. 第60步").shows("B 下一段      还有");
}
