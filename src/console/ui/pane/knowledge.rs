//! The answers: found by the customer's words, typed or spoken; the one being read; root causes while a ticket is closed.

pub mod answer;
pub mod hit;
pub mod recording;

use ratatui::layout::Rect;

use super::note::editor;
use super::root_cause;
use crate::console::app::model::Pane;
use crate::console::app::model::form::Form;
use crate::console::app::model::knowledge::Source;
use crate::console::app::model::pointer::Spot;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::wrapped;
use crate::domain::article::Hit;

/// Paints the column.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if area.is_empty() {
        return;
    }
    if let Some(Form::Close(form)) = &scene.model.form {
        root_cause::draw(scene, form, area, canvas);
        return;
    }
    let below = canvas.rows(&[heading(scene)], area);
    let below = search_line(scene, below, canvas);
    let below = canvas.rows(&[verdict(scene)], below);
    match &scene.model.knowledge.open {
        Some(open) => answer::draw(scene, open, below, canvas),
        None => hits(scene, below, canvas),
    }
}

fn heading(scene: &Scene<'_>) -> Row {
    let knowledge = &scene.model.knowledge;
    let source = match &knowledge.source {
        Source::Caller { .. } => " · ".to_owned() + &scene.say("knowledge-by-call"),
        Source::Typed => " · ".to_owned() + &scene.say("knowledge-by-words"),
        Source::Nothing => String::new(),
    };
    let row = Row::of(scene.say("knowledge") + &source, scene.heading(Pane::Knowledge));
    match (knowledge.has_newer(), knowledge.learning) {
        (true, _) => row.right(scene.say("knowledge-newer"), scene.style(Role::Accent)),
        (false, Some(percent)) => {
            let said = scene.say_with("knowledge-learning", &[("percent", percent.to_string().into())]);
            row.right(said, scene.style(Role::Muted))
        }
        (false, None) => row,
    }
}

/// Whether the answers below are more than guesses, in the row that parts them from the search line.
fn verdict(scene: &Scene<'_>) -> Row {
    let knowledge = &scene.model.knowledge;
    if knowledge.open.is_none() && knowledge.only_guesses() {
        return Row::of(scene.say("knowledge-guesses"), scene.style(Role::Muted));
    }
    Row::new()
}

/// "/ 快递还不来": the search line, always in the same place.
fn search_line(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let knowledge = &scene.model.knowledge;
    let key = scene.look.keymap.keys_for(Action::KnowledgeSearch).into_iter().next().unwrap_or_default();
    let sign = if knowledge.typing { "> ".to_owned() } else { format!("{key} ") };
    let mut row = Row::of(&sign, scene.style(Role::Key));
    if knowledge.query.text().is_empty() && !knowledge.typing {
        row = row.text(scene.say("search-hint"), scene.style(Role::Muted));
    }
    let below = canvas.rows(&[row.on(knowledge.typing.then(|| scene.style(Role::SelectionQuiet)))], area);
    let indent = (sign.len() as u16).min(area.width);
    let line = Rect { x: area.x + indent, width: area.width - indent, height: area.height.min(1), ..area };
    if knowledge.typing || !knowledge.query.text().is_empty() {
        editor(scene, &knowledge.query, line, knowledge.typing && scene.model.overlays.is_empty(), canvas);
    }
    below
}

fn hits(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let knowledge = &scene.model.knowledge;
    let Some(hits) = knowledge.hits.value() else {
        let asked = knowledge.hits.is_loading() || knowledge.hits.problem().is_some();
        let rows = if asked && !knowledge.indexed {
            sentence(scene, "knowledge-indexing", area)
        } else if asked {
            vec![scene.missing(true, knowledge.hits.problem())]
        } else {
            sentence(scene, "knowledge-nothing", area)
        };
        canvas.rows(&rows, area);
        return;
    };
    if hits.is_empty() {
        let key = if knowledge.source == Source::Nothing { "knowledge-nothing" } else { "knowledge-none" };
        canvas.rows(&sentence(scene, key, area), area);
        return;
    }
    let cursor = knowledge.cursor.min(hits.len() - 1);
    let block = |(at, found): (usize, &Hit)| {
        let rows = hit::rows(scene, found, at, at == cursor, area).into_iter();
        rows.map(|row| row.spot(Spot::Answer(found.article.id.clone()))).collect()
    };
    let blocks: Vec<Vec<Row>> = hits.iter().enumerate().map(block).collect();
    let mut top = 0;
    let lines = |from: usize| blocks[from..=cursor].iter().map(Vec::len).sum::<usize>();
    while top < cursor && lines(top) > usize::from(area.height) {
        top += 1;
    }
    let rows: Vec<Row> = blocks.into_iter().skip(top).flatten().collect();
    canvas.rows(&rows, area);
}

fn sentence(scene: &Scene<'_>, key: &str, area: Rect) -> Vec<Row> {
    let words = scene.say(key);
    let lines = wrapped(&words, usize::from(area.width));
    lines.into_iter().map(|range| Row::of(words[range].trim_end(), scene.style(Role::Muted))).collect()
}
