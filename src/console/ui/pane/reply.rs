//! A message to the customer being written: a bar across the column and a thick line beside the words, so that nobody takes it
//! for a note.

use ratatui::layout::Rect;

use super::note::{editor, keys};
use crate::console::app::model::reply::ReplyForm;
use crate::console::theme::Role;
use crate::console::ui::overlay::outgoing::channel;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::{Row, put};
use crate::console::ui::widget::width::{left, wrapped};

/// To whom and by which channel, and what is wrong with it.
pub fn head(scene: &Scene<'_>, form: &ReplyForm, columns: usize) -> Vec<Row> {
    let values = [("name", form.name.as_str().into()), ("number", form.number.to_string().into())];
    let title =
        format!(" {} {} · {}", scene.symbol(Role::Reply), scene.say_with("form-reply", &values), way(scene, form));
    let bar = Row::of(left(&title, columns), scene.style(Role::Reply));
    let said = match (&form.newer, &form.problem) {
        (Some(words), _) => scene.say_with("reply-newer", &[("words", words.as_str().into())]),
        (None, Some(problem)) => scene.said(problem),
        (None, None) => return vec![bar],
    };
    let said = format!("{} {said}", scene.symbol(Role::Bad));
    let lines = wrapped(&said, columns).into_iter().map(|line| Row::of(said[line].trim_end(), scene.style(Role::Bad)));
    std::iter::once(bar).chain(lines).collect()
}

/// The channel it goes by, and how many others there are.
fn way(scene: &Scene<'_>, form: &ReplyForm) -> String {
    let others = form.channels.iter().filter(|channel| Some(**channel) != form.channel());
    let others: Vec<String> = others.map(|other| channel(scene, Some(*other))).collect();
    let chosen = channel(scene, form.channel());
    if others.is_empty() { chosen } else { format!("[{chosen}] {}", others.join(" ")) }
}

/// Paints what is below the bar.
pub fn draw(scene: &Scene<'_>, form: &ReplyForm, below: Rect, canvas: &mut Canvas<'_>) {
    let body = Rect { height: below.height.saturating_sub(2), ..below };
    for y in body.top()..body.bottom() {
        put(canvas.buffer, body.x, y, "║", scene.style(Role::Reply));
    }
    editor(scene, &form.text, Rect { x: body.x + 2, width: body.width.saturating_sub(2), ..body }, true, canvas);
    let last = Rect { y: body.bottom(), height: below.height - body.height, ..below };
    canvas.rows(&[Row::of(scene.say("reply-told"), scene.style(Role::Muted)), keys(scene)], last);
}
