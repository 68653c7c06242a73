//! One answer in the list: its title, the customer's words that matched, and what its steps do.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::answer::{action_keys, steps};
use crate::console::app::model::Pane;
use crate::console::theme::Role;
use crate::console::ui::scene::Scene;
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, truncated, wrapped};
use crate::domain::article::Hit;
use crate::domain::reason::Reason;

/// Steps shown of the answer under the cursor.
const STEPS: usize = 3;
/// Lines of each of them.
const STEP_LINES: usize = 2;

/// The rows of a hit; the one under the cursor shows its first steps.
pub fn rows(scene: &Scene<'_>, hit: &Hit, at: usize, selected: bool, area: Rect) -> Vec<Row> {
    let ground = selected.then(|| scene.cursor_ground(Pane::Knowledge));
    let digit = if at < 9 && !scene.conditions.candidates { (at + 1).to_string() } else { String::new() };
    let mut rows = title(scene, hit, &digit, usize::from(area.width), ground);
    if let Some(phrasing) = &hit.phrasing {
        let quote = Row::of("\"", scene.style(Role::Muted));
        rows.push(
            marked(scene, quote, phrasing, hit, Role::Text).text("\"", scene.style(Role::Muted)).indented(3).on(ground),
        );
    }
    if selected {
        rows.push(why(scene, hit));
        rows.extend(preview(scene, hit, usize::from(area.width)));
    }
    rows.push(Row::new());
    rows
}

/// The title on as many lines as it needs, at most two, with its digit.
fn title(scene: &Scene<'_>, hit: &Hit, digit: &str, columns: usize, ground: Option<Style>) -> Vec<Row> {
    let (title, strong) = (&hit.article.title, scene.style(Role::Strong));
    let first = Row::of(left(digit, 3), scene.style(Role::Key));
    let lines = wrapped(title, columns.saturating_sub(4));
    let first = match &hit.phrasing {
        None if lines.len() == 1 => marked(scene, first, title, hit, Role::Strong),
        _ => first.text(lines.first().map_or("", |range| title[range.clone()].trim_end()), strong),
    };
    let rest = lines.get(1).map(|range| Row::of(&title[range.start..], strong).indented(3).on(ground));
    [first.on(ground)].into_iter().chain(rest).collect()
}

/// Text with what matched standing out.
fn marked(scene: &Scene<'_>, mut row: Row, text: &str, hit: &Hit, plain: Role) -> Row {
    let mut done = 0;
    for mark in &hit.marks {
        let (Some(before), Some(found)) = (text.get(done..mark.start), text.get(mark.clone())) else { break };
        row = row.text(before, scene.style(plain)).text(found, scene.style(Role::Match));
        done = mark.end;
    }
    row.text(text.get(done..).unwrap_or_default(), scene.style(plain))
}

/// A step on at most two lines: what is cut after one line says too little.
fn step(scene: &Scene<'_>, words: &str, columns: usize) -> Vec<Row> {
    let lines = wrapped(words, columns);
    let muted = scene.style(Role::Muted);
    let line = |(at, range): (usize, &std::ops::Range<usize>)| {
        let shown = if at + 1 == STEP_LINES { &words[range.start..] } else { words[range.clone()].trim_end() };
        Row::of(truncated(shown, columns), muted).indented(3)
    };
    lines.iter().take(STEP_LINES).enumerate().map(line).collect()
}

/// Why it is there: the same words, others of the same meaning, the spelling, or what was learned.
fn why(scene: &Scene<'_>, hit: &Hit) -> Row {
    let reason = Reason::of(hit, scene.model.knowledge.searched());
    let words = |key: &str, words: &[String]| {
        let said = scene.say_with(key, &[("words", words.join(scene.say("why-between").as_str()).into())]);
        (!words.is_empty()).then_some(said)
    };
    let parts = [
        words("why-same", &reason.same),
        words("why-alike", &reason.alike),
        reason.spelled.then(|| scene.say("why-spelled")),
        reason.learned.then(|| scene.say("why-learned")),
    ];
    let said = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Row::new().giving(said, scene.style(Role::Muted)).indented(3)
}

fn preview(scene: &Scene<'_>, hit: &Hit, columns: usize) -> Vec<Row> {
    let article = &hit.article;
    let mut rows: Vec<Row> =
        steps(&article.body).take(STEPS).flat_map(|words| step(scene, &words, columns.saturating_sub(3))).collect();
    rows.extend(action_keys(scene, article).map(|row| row.indented(3)));
    if !article.recordings.is_empty() {
        let said = scene.say_with("recordings", &[("count", (article.recordings.len() as i64).into())]);
        rows.push(Row::of(format!("> {said}"), scene.style(Role::Muted)).indented(3));
    }
    rows
}
