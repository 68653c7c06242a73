//! What is being filled in, at the bottom of the middle column: a note, a reason, a new customer. The terminal's cursor
//! stands at the insertion point, so that input methods compose in the right place.

use ratatui::layout::{Position, Rect};

use super::{contact, edit, reply, wrap_up};
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::{Form, NewTicketForm, NoteForm, PendForm, Until};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene, Typing};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, truncated, width, wrapped};

/// Lines of a text of several lines, at least and at most.
const NOTE_LINES: (u16, u16) = (4, 10);

/// Paints the form, if one belongs here, and returns what is left of `area` above it.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let Some(form) = &scene.model.form else { return area };
    let height = match form {
        Form::Note(form) => note_lines(&form.text, area) + 1,
        Form::Reply(form) => note_lines(&form.text, area) + 2,
        Form::WrapUp(form) => wrap_up::lines(scene, form, area),
        Form::Pend(_) => 2 + choices(scene, area).len() as u16,
        Form::Reopen(_) | Form::TakeOver(_) => 2,
        Form::Edit(_) => edit::LINES,
        Form::Contact(form) => contact::lines(scene, form),
        Form::Ticket(form) => 2 + ticket_lines(form, area).iter().sum::<u16>(),
        Form::Close(_) => return area,
    };
    let head = match form {
        Form::Reply(form) => reply::head(scene, form, usize::from(area.width)),
        _ => head(scene, form, usize::from(area.width)),
    };
    let height = (height + head.len() as u16 + 1).min(area.height);
    let below = Rect { y: area.bottom() - height, height, ..area };
    let below = Rect { y: below.y + 1, height: height.saturating_sub(1), ..below };
    let below = canvas.rows(&head, below);
    match form {
        Form::Note(form) => note(scene, form, below, canvas),
        Form::Reply(form) => reply::draw(scene, form, below, canvas),
        Form::WrapUp(form) => wrap_up::draw(scene, form, below, canvas),
        Form::Pend(form) => pend(scene, form, below, canvas),
        Form::Reopen(form) => reason(scene, &form.reason, below, canvas),
        Form::TakeOver(form) => reason(scene, &form.reason, below, canvas),
        Form::Edit(form) => edit::draw(scene, form, below, canvas),
        Form::Contact(form) => contact::draw(scene, form, below, canvas),
        Form::Ticket(form) => ticket(scene, form, below, canvas),
        Form::Close(_) => {}
    }
    Rect { height: area.height - height, ..area }
}

/// What it is, and what is wrong with it: beside it where there is room, else below it, whole.
fn head(scene: &Scene<'_>, form: &Form, columns: usize) -> Vec<Row> {
    let title = title(scene, form);
    let row = Row::of(&title, scene.style(Role::HeadingFocused));
    let Some(problem) = form.problem() else { return vec![row] };
    let bad = scene.style(Role::Bad);
    let problem = format!("{} {}", scene.symbol(Role::Bad), scene.said(problem));
    if width(&title) + width(&problem) + 2 <= columns {
        return vec![row.right(problem, bad)];
    }
    let lines = wrapped(&problem, columns).into_iter().map(|line| Row::of(problem[line].trim_end(), bad));
    std::iter::once(row).chain(lines).collect()
}

fn title(scene: &Scene<'_>, form: &Form) -> String {
    let about = |key: &str, number: u64| scene.say_with(key, &[("number", number.to_string().into())]);
    match form {
        Form::Note(form) => about("form-note", form.number),
        Form::Pend(form) => about("form-pend", form.number),
        Form::Reopen(form) => about("form-reopen", form.number),
        Form::Edit(form) => about("form-edit", form.number),
        Form::TakeOver(form) => scene.say_with(
            "form-take-over",
            &[("number", form.number.to_string().into()), ("owner", form.owner.as_str().into())],
        ),
        Form::Contact(form) => contact::title(scene, form),
        Form::Ticket(form) => scene.say_with("form-ticket", &[("name", form.name.as_str().into())]),
        Form::WrapUp(form) => wrap_up::title(scene, form),
        Form::Reply(_) | Form::Close(_) => String::new(),
    }
}

fn note_lines(text: &Editor, area: Rect) -> u16 {
    let lines = wrapped(text.text(), usize::from(area.width).saturating_sub(3)).len() as u16;
    lines.clamp(NOTE_LINES.0, NOTE_LINES.1).min(area.height / 2)
}

/// The keys that send and leave the form, and go to its next field.
pub(super) fn keys(scene: &Scene<'_>) -> Row {
    let mut row = Row::new();
    let one_field = match &scene.model.form {
        Some(Form::Note(_) | Form::Reopen(_) | Form::TakeOver(_)) => true,
        Some(Form::Reply(form)) => form.channels.len() < 2,
        _ => false,
    };
    let all = [Action::FormSubmit, Action::FormNext, Action::FormCancel];
    for action in all.into_iter().filter(|action| !one_field || *action != Action::FormNext) {
        if let Some(key) = scene.key(action) {
            row = row
                .text(key, scene.style(Role::Key))
                .text(format!(" {}  ", scene.say(&action.text_key())), scene.style(Role::KeyText));
        }
    }
    row
}

fn note(scene: &Scene<'_>, form: &NoteForm, below: Rect, canvas: &mut Canvas<'_>) {
    let body = Rect { height: below.height.saturating_sub(1), ..below };
    editor(scene, &form.text, Rect { x: body.x + 2, width: body.width.saturating_sub(2), ..body }, true, canvas);
    let last = Rect { y: body.bottom(), height: below.height - body.height, ..below };
    canvas.rows(&[keys(scene)], last);
}

fn pend(scene: &Scene<'_>, form: &PendForm, area: Rect, canvas: &mut Canvas<'_>) {
    let below = field(scene, "field-reason", &form.reason, form.field == 0, area, canvas);
    let ground = (form.field == 1).then(|| scene.style(Role::Selection));
    let mut rows = Vec::new();
    for (at, line) in choices(scene, below).into_iter().enumerate() {
        let name = if at == 0 { "field-until" } else { "" };
        let named = if name.is_empty() { left("", label_columns(scene)) } else { label(scene, name) };
        let row = Row::of(named, scene.style(if form.field == 1 { Role::Accent } else { Role::Label }));
        rows.push(line.into_iter().fold(row, |row, until| choice(scene, row, until, until == form.until)).on(ground));
    }
    let below = canvas.rows(&rows, below);
    canvas.rows(&[keys(scene)], below);
}

/// The choices on as many lines as they need.
fn choices(scene: &Scene<'_>, area: Rect) -> Vec<Vec<Until>> {
    let room = usize::from(area.width).saturating_sub(label_columns(scene));
    let mut lines: Vec<Vec<Until>> = Vec::new();
    let mut free = 0;
    for until in Until::ALL {
        let wide = width(&scene.say(until_key(until))) + 3;
        if wide > free {
            lines.push(Vec::new());
            free = room;
        }
        free = free.saturating_sub(wide);
        lines.last_mut().into_iter().for_each(|line| line.push(until));
    }
    lines
}

fn choice(scene: &Scene<'_>, row: Row, until: Until, chosen: bool) -> Row {
    let name = scene.say(until_key(until));
    let (shown, role) = if chosen { (format!("[{name}] "), Role::Accent) } else { (format!(" {name}  "), Role::Muted) };
    row.text(shown, scene.style(role))
}

fn until_key(until: Until) -> &'static str {
    match until {
        Until::Answer => "until-answer",
        Until::FourHours => "until-four-hours",
        Until::OneDay => "until-one-day",
        Until::ThreeDays => "until-three-days",
    }
}

fn reason(scene: &Scene<'_>, reason: &Editor, area: Rect, canvas: &mut Canvas<'_>) {
    let below = field(scene, "field-reason", reason, true, area, canvas);
    canvas.rows(&[keys(scene)], below);
}

fn ticket(scene: &Scene<'_>, form: &NewTicketForm, area: Rect, canvas: &mut Canvas<'_>) {
    let mut below = area;
    let lines = ticket_lines(form, area);
    for (at, key) in ["field-subject", "field-words", "field-note"].into_iter().enumerate() {
        below = field_of(scene, key, &form.fields[at], (lines[at], form.field == at), below, canvas);
    }
    canvas.rows(&[keys(scene)], below);
}

/// Lines of each field: as many as it needs, the one that is typed in at least two where it takes several.
fn ticket_lines(form: &NewTicketForm, area: Rect) -> [u16; 3] {
    let columns = usize::from(area.width).saturating_sub(12);
    let needs = |at: usize| wrapped(form.fields[at].text(), columns).len().clamp(1, 4) as u16;
    let least = |at: usize| if form.field == at { 2 } else { 1 };
    [1, needs(1).max(least(1)), needs(2).max(least(2))]
}

pub(super) fn label(scene: &Scene<'_>, key: &str) -> String {
    left(&scene.say(key), label_columns(scene))
}

/// Names of fields line up, in every form alike.
pub(super) fn label_columns(scene: &Scene<'_>) -> usize {
    let names = [
        "field-reason",
        "field-until",
        "field-name",
        "field-next-contact",
        "field-stage",
        "field-city",
        "field-obstacle",
        "field-subject",
        "field-words",
        "field-note",
        "field-priority",
        "field-kind",
        "name-queue",
    ];
    scene.columns(&names, 2)
}

/// One line: its name and what is typed. Returns what is left of `area` below it.
pub fn field(scene: &Scene<'_>, key: &str, text: &Editor, focused: bool, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    field_of(scene, key, text, (1, focused), area, canvas)
}

/// The same on so many lines.
fn field_of(
    scene: &Scene<'_>,
    key: &str,
    text: &Editor,
    (lines, focused): (u16, bool),
    area: Rect,
    canvas: &mut Canvas<'_>,
) -> Rect {
    let role = if focused { Role::Accent } else { Role::Label };
    canvas.rows(&[Row::of(label(scene, key), scene.style(role))], area);
    let indent = (label_columns(scene) as u16).min(area.width);
    let height = lines.min(area.height);
    editor(scene, text, Rect { x: area.x + indent, width: area.width - indent, height, ..area }, focused, canvas);
    Rect { y: area.y + height, height: area.height - height, ..area }
}

/// Text being typed, wrapped into `area` and scrolled so that the cursor is in sight. `focused`: the keys go there.
pub fn editor(scene: &Scene<'_>, editor: &Editor, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let text = editor.text();
    if area.is_empty() {
        return;
    }
    let one_line = area.height == 1;
    let columns = usize::from(area.width).saturating_sub(1);
    let lines = match (one_line, focused) {
        (true, true) => vec![tail(text, editor.cursor(), columns)],
        (true, false) => return beginning(scene, text, area, canvas),
        (false, _) => wrapped(text, columns),
    };
    let here = lines.iter().rposition(|line| line.start <= editor.cursor() && editor.cursor() <= line.end).unwrap_or(0);
    let top = (here + 1).saturating_sub(usize::from(area.height));
    let style = scene.style(Role::Input);
    let rows: Vec<Row> =
        lines.iter().skip(top).map(|line| Row::of(text[line.clone()].trim_end_matches('\n'), style)).collect();
    canvas.rows(&rows, area);
    if focused {
        let before = lines.get(here).map_or("", |line| &text[line.start..editor.cursor().clamp(line.start, line.end)]);
        let x = area.x + (width(before) as u16).min(area.width - 1);
        canvas.cursor = Some(Position { x, y: area.y + (here - top) as u16 });
        canvas.typing = Some(Typing { area, text: text.to_owned(), cursor: editor.cursor() });
    }
}

/// A line that is not typed in is read from its beginning.
fn beginning(scene: &Scene<'_>, text: &str, area: Rect, canvas: &mut Canvas<'_>) {
    let line = text.replace('\n', " ");
    canvas.rows(&[Row::of(truncated(&line, usize::from(area.width)), scene.style(Role::Input))], area);
}

/// The part of a single line that is in sight: from its beginning, or moved left so far that the cursor fits.
fn tail(text: &str, cursor: usize, columns: usize) -> std::ops::Range<usize> {
    let mut start = 0;
    while width(&text[start..cursor]) > columns {
        start += text[start..].chars().next().map_or(1, char::len_utf8);
    }
    let shown = super::super::widget::width::fitting(&text[start..], columns);
    start..(start + shown).max(cursor)
}
