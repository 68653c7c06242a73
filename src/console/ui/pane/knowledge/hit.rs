//! One answer in the list: its title, the customer's words that matched, and what its steps do.

use ratatui::layout::Rect;

use super::answer::{action_keys, steps};
use crate::console::app::model::Pane;
use crate::console::theme::Role;
use crate::console::ui::scene::Scene;
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, truncated};
use crate::domain::article::Hit;

/// Steps shown of the answer under the cursor.
const STEPS: usize = 3;

/// The rows of a hit; the one under the cursor shows its first steps.
pub fn rows(scene: &Scene<'_>, hit: &Hit, at: usize, selected: bool, area: Rect) -> Vec<Row> {
    let ground = selected.then(|| scene.cursor_ground(Pane::Knowledge));
    let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
    let title = Row::of(left(&digit, 3), scene.style(Role::Key));
    let title = match &hit.phrasing {
        Some(_) => title.text(&hit.article.title, scene.style(Role::Strong)),
        None => marked(scene, title, &hit.article.title, hit, Role::Strong),
    };
    let mut rows = vec![title.right(format!(" {:>3}", hit.score), scene.style(Role::Muted)).on(ground)];
    if let Some(phrasing) = &hit.phrasing {
        let quote = Row::of("\"", scene.style(Role::Muted));
        rows.push(
            marked(scene, quote, phrasing, hit, Role::Text).text("\"", scene.style(Role::Muted)).indented(3).on(ground),
        );
    }
    if selected {
        rows.extend(preview(scene, hit, usize::from(area.width)));
    }
    rows.push(Row::new());
    rows
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

fn preview(scene: &Scene<'_>, hit: &Hit, columns: usize) -> Vec<Row> {
    let article = &hit.article;
    let shown = steps(&article.body).take(STEPS);
    let mut rows: Vec<Row> = shown
        .map(|step| Row::of(truncated(&step, columns.saturating_sub(3)), scene.style(Role::Muted)).indented(3))
        .collect();
    rows.extend(action_keys(scene, article).map(|row| row.indented(3)));
    if !article.recordings.is_empty() {
        let said = scene.say_with("recordings", &[("count", (article.recordings.len() as i64).into())]);
        rows.push(Row::of(format!("> {said}"), scene.style(Role::Muted)).indented(3));
    }
    rows
}
