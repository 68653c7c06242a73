//! Keys as text: in a form, in the search line, in the palette.

use crate::console::app::effect::Effect;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::{Form, Until};
use crate::console::app::model::knowledge::Knowledge;
use crate::console::app::model::{Model, Pane};
use crate::console::app::update::action::Step;
use crate::console::app::update::{knowledge, overlay};
use crate::console::keymap::{Action, Key, KeyCode};
use crate::domain::clean;

/// A key that no binding took, where something is typed.
pub fn type_key(model: &mut Model, key: Key, out: &mut Vec<Effect>) {
    if !model.overlays.is_empty() {
        overlay::type_key(model, key, out);
    } else if model.knowledge.typing {
        type_in_search(model, key, out);
    } else {
        type_in_form(model, key, out);
    }
}

/// Text from the clipboard or an answer, where something is typed. In fields of one line, line ends become blanks.
pub fn type_text(model: &mut Model, text: &str, out: &mut Vec<Effect>) {
    let line = clean::line(text);
    if !model.overlays.is_empty() {
        overlay::type_text(model, &line, out);
        return;
    }
    if model.knowledge.typing {
        model.knowledge.query.insert(&line);
        knowledge::typed(model, out);
        return;
    }
    let many = model.form.as_ref().is_some_and(takes_lines);
    if let Some(field) = model.form.as_mut().and_then(Form::editor_mut) {
        field.insert(if many { text } else { &line });
        super::save_draft(model, out);
    }
}

fn type_in_search(model: &mut Model, key: Key, out: &mut Vec<Effect>) {
    match key.code {
        KeyCode::Enter => open_hit(model, out),
        KeyCode::Down => step(&mut model.knowledge, Step::Down),
        KeyCode::Up => step(&mut model.knowledge, Step::Up),
        _ => {
            if edit(&mut model.knowledge.query, key, false) {
                knowledge::typed(model, out);
            }
        }
    }
}

fn step(knowledge: &mut Knowledge, step: Step) {
    let hits = knowledge.hits.value().map_or(0, Vec::len);
    knowledge.cursor = step.apply(knowledge.cursor, hits, hits);
    knowledge.touched |= hits > 0;
}

fn open_hit(model: &mut Model, out: &mut Vec<Effect>) {
    knowledge::open(model, model.knowledge.cursor, out);
}

/// An action while the search line is typed in. Returns whether it was the search line's.
pub fn run_in_search(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    match action {
        Action::FormSubmit | Action::Confirm | Action::Open => open_hit(model, out),
        Action::FormCancel | Action::Cancel => leave_search(model, out),
        Action::FormNext => {
            knowledge::stop_typing(model, out);
            model.focus = Pane::Queue;
        }
        Action::FormPrevious => {
            knowledge::stop_typing(model, out);
            model.focus = Pane::Middle;
        }
        _ => match Step::of(action) {
            Some(by) => step(&mut model.knowledge, by),
            None => return false,
        },
    }
    true
}

/// Leaves the search line; its hits stay, an empty line gives way to the caller's answers.
fn leave_search(model: &mut Model, out: &mut Vec<Effect>) {
    knowledge::stop_typing(model, out);
    if model.knowledge.query.is_blank() {
        knowledge::forget(model, out);
    }
}

fn type_in_form(model: &mut Model, key: Key, out: &mut Vec<Effect>) {
    let Some(form) = &mut model.form else { return };
    if key.code == KeyCode::Enter && !takes_lines(form) {
        enter(model, out);
        return;
    }
    if let Form::Pend(form) = form
        && form.field == 1
    {
        form.until = turned(form.until, key.code);
        return;
    }
    if let Form::Edit(form) = form
        && form.choose(key.code)
    {
        super::save_draft(model, out);
        return;
    }
    let many = takes_lines(form);
    if form.editor_mut().is_some_and(|field| edit(field, key, many)) {
        super::save_draft(model, out);
    }
}

/// Enter in a field of one line: on to the next one, from the last one away.
fn enter(model: &mut Model, out: &mut Vec<Effect>) {
    let more = model.form.as_mut().and_then(Form::fields).is_some_and(|(field, count)| *field + 1 < count);
    if more {
        super::turn_field(model, 1);
    } else {
        super::submit(model, out);
    }
}

fn turned(until: Until, key: KeyCode) -> Until {
    let at = Until::ALL.iter().position(|choice| *choice == until).unwrap_or(0);
    let last = Until::ALL.len() - 1;
    match key {
        KeyCode::Up | KeyCode::Left => Until::ALL[at.saturating_sub(1)],
        KeyCode::Down | KeyCode::Right | KeyCode::Char(' ') => Until::ALL[(at + 1).min(last)],
        _ => until,
    }
}

/// Whether Enter is a new line in the field that is typed in.
pub fn takes_lines(form: &Form) -> bool {
    match form {
        Form::Note(_) | Form::Reply(_) => true,
        Form::Ticket(form) => form.field > 0,
        _ => false,
    }
}

/// Does to a field what a key means in it. Returns whether its text changed.
pub fn edit(field: &mut Editor, key: Key, many_lines: bool) -> bool {
    let before = field.text().len();
    let by_word = key.ctrl || key.alt;
    match (key.code, key.typed()) {
        (_, Some(sign)) => field.insert(sign.encode_utf8(&mut [0; 4])),
        (KeyCode::Enter, _) if many_lines => field.insert("\n"),
        (KeyCode::Backspace, _) if by_word => field.delete_word(),
        (KeyCode::Backspace, _) => field.backspace(),
        (KeyCode::Delete, _) => field.delete(),
        (KeyCode::Left, _) if by_word => field.word_left(),
        (KeyCode::Right, _) if by_word => field.word_right(),
        (KeyCode::Left, _) => field.left(),
        (KeyCode::Right, _) => field.right(),
        (KeyCode::Home, _) => field.home(),
        (KeyCode::End, _) => field.end(),
        (KeyCode::Up, _) => move_line(field, Editor::up),
        (KeyCode::Down, _) => move_line(field, Editor::down),
        (KeyCode::Char(letter), _) if key.ctrl => edit_by_letter(field, letter),
        _ => {}
    }
    field.text().len() != before
}

fn move_line(field: &mut Editor, by: fn(&mut Editor) -> bool) {
    by(field);
}

/// The habits of shells.
fn edit_by_letter(field: &mut Editor, letter: char) {
    match letter {
        'a' => field.home(),
        'e' => field.end(),
        'w' => field.delete_word(),
        'u' => field.delete_to_start(),
        'h' => field.backspace(),
        _ => {}
    }
}
