//! The answer being read: its steps and what to say, the keys of its actions.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::recording;
use crate::console::app::model::knowledge::OpenArticle;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::history::action_name;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{width, wrapped};
use crate::domain::article::Article;

/// What can be done with every answer.
const READING: &[Action] = &[Action::KnowledgeCopy, Action::KnowledgeInsert, Action::KnowledgeHelped, Action::Cancel];

/// Paints the answer. Where its steps need every line nothing is left blank, and what stands below them is short.
pub fn draw(scene: &Scene<'_>, open: &OpenArticle, area: Rect, canvas: &mut Canvas<'_>) {
    let article = &open.article;
    let columns = usize::from(area.width);
    let mut head: Vec<Row> = wrapped(&article.title, columns)
        .into_iter()
        .map(|range| Row::of(article.title[range].trim_end(), scene.style(Role::Strong)))
        .collect();
    let lines = lines(scene, &article.body, columns);
    let mut foot = foot(scene, article, columns);
    if head.len() + 1 + lines.len() + foot.len() <= usize::from(area.height) {
        head.push(Row::new());
    } else {
        foot = short_foot(scene, article, columns);
    }
    let below = canvas.rows(&head, area);
    let body = Rect { height: below.height.saturating_sub(foot.len() as u16), ..below };
    canvas.extents.answer = lines.len().saturating_sub(usize::from(body.height));
    let top = open.scroll.min(canvas.extents.answer);
    canvas.rows(&lines[top..], body);
    let below_it = canvas.extents.answer - top;
    if let Some(first) = foot.first_mut().filter(|_| below_it > 0) {
        *first = std::mem::take(first)
            .right(scene.say_with("more", &[("count", (below_it as i64).into())]), scene.style(Role::Muted));
    }
    canvas.rows(&foot, Rect { y: body.bottom(), height: below.height - body.height, ..below });
}

/// The keys of the article's one-key actions, as far as they work now.
pub fn action_keys(scene: &Scene<'_>, article: &Article) -> Option<Row> {
    let mut row = Row::new();
    let mut any = false;
    for name in &article.actions {
        let keys = action_of(name).and_then(|action| scene.key(action));
        if let Some(keys) = keys {
            any = true;
            row = row
                .text(keys, scene.style(Role::Key))
                .text(format!(" {}  ", action_name(scene, name)), scene.style(Role::KeyText));
        }
    }
    any.then_some(row)
}

/// The console's key action behind an article's action, if it has one.
fn action_of(name: &str) -> Option<Action> {
    match name {
        "track_parcel" => Some(Action::ParcelTrack),
        "expedite" => Some(Action::ParcelExpedite),
        "reveal_phone" => Some(Action::ProfileReveal),
        "send_sms" => Some(Action::TicketReply),
        _ => None,
    }
}

fn foot(scene: &Scene<'_>, article: &Article, columns: usize) -> Vec<Row> {
    let mut rows = vec![Row::new()];
    rows.extend(action_keys(scene, article));
    rows.extend(recording::rows(scene, article, columns));
    rows.push(keys(scene, READING));
    rows
}

/// The same in two lines, or three where they do not fit side by side.
fn short_foot(scene: &Scene<'_>, article: &Article, columns: usize) -> Vec<Row> {
    let mut rows = recording::short(scene, article, columns);
    let reading = keys(scene, READING);
    match action_keys(scene, article) {
        Some(actions) if actions.left_width() + reading.left_width() <= columns => rows.push(actions.then(reading)),
        actions => rows.extend(actions.into_iter().chain([reading])),
    }
    rows
}

/// The keys of these actions, as far as they have any, and what they do.
pub(super) fn keys(scene: &Scene<'_>, actions: &[Action]) -> Row {
    let bound = actions.iter().filter_map(|action| Some((scene.key(*action)?, action)));
    bound.fold(Row::new(), |row, (key, action)| {
        row.text(key, scene.style(Role::Key))
            .text(format!(" {}  ", scene.say(&action.text_key())), scene.style(Role::KeyText))
    })
}

/// The steps of a body without their Markdown: its lines that say something.
pub fn steps(body: &str) -> impl Iterator<Item = String> {
    body.lines()
        .map(|line| line.trim_start_matches(['#', ' ']).replace("**", ""))
        .filter(|line| !line.trim().is_empty())
}

/// A body as rows: headings and bold stand out, wrapped lines hang under the text of their step.
fn lines(scene: &Scene<'_>, body: &str, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for line in body.trim().lines() {
        let heading = line.starts_with('#');
        let style = scene.style(if heading { Role::Heading } else { Role::Text });
        rows.extend(paragraph(scene, line.trim_start_matches(['#', ' ']), style, columns));
    }
    rows
}

fn paragraph(scene: &Scene<'_>, line: &str, style: Style, columns: usize) -> Vec<Row> {
    let (plain, bold) = without_stars(line);
    let hang = marker(&plain);
    let first = plain.get(..hang).unwrap_or_default();
    let rest = plain.get(hang..).unwrap_or_default();
    let indent = width(first);
    let mut rows = Vec::new();
    for (at, range) in wrapped(rest, columns.saturating_sub(indent)).into_iter().enumerate() {
        let row = if at == 0 { Row::of(first, scene.style(Role::Key)) } else { Row::new().indented(indent as u16) };
        rows.push(emphasised(scene, row, rest, hang, range, &bold, style));
    }
    rows
}

/// Bytes of "1. " or "- " at the beginning of a step.
fn marker(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits..) {
        Some([b'.' | b')', b' ', ..]) if digits > 0 => digits + 2,
        Some([b'-' | b'*', b' ', ..]) if digits == 0 => 2,
        _ => 0,
    }
}

fn emphasised(
    scene: &Scene<'_>,
    mut row: Row,
    text: &str,
    offset: usize,
    range: std::ops::Range<usize>,
    bold: &[std::ops::Range<usize>],
    style: Style,
) -> Row {
    let mut done = range.start;
    for mark in bold {
        let start = mark.start.saturating_sub(offset).clamp(done, range.end);
        let end = mark.end.saturating_sub(offset).clamp(start, range.end);
        row = row.text(&text[done..start], style).text(&text[start..end], scene.style(Role::Strong));
        done = end;
    }
    row.text(text[done..range.end].trim_end(), style)
}

/// The line without `**`, and the byte ranges of it that stood between them.
fn without_stars(line: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut plain, mut bold) = (String::new(), Vec::new());
    for (at, part) in line.split("**").enumerate() {
        let start = plain.len();
        plain.push_str(part);
        if at % 2 == 1 {
            bold.push(start..plain.len());
        }
    }
    (plain, bold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::article::ACTIONS;

    #[test]
    fn whatever_an_answer_may_name_can_be_done() {
        for name in ACTIONS {
            assert!(action_of(name).is_some(), "{name}");
        }
    }
}
