//! Clicks and the wheel find what was painted under them, at every size and in both languages.

use std::sync::Arc;

use ratatui::layout::Position;

use super::{fixture, painted, wall};
use crate::console::app::model::editor::Editor;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::profile::ProfileRow;
use crate::console::app::model::wall::{Screen, WallRow, WallView};
use crate::console::app::model::{Lang, Middle, Model, Pane};
use crate::console::app::remote::Remote;
use crate::console::app::{Effect, Msg, update};
use crate::console::keymap::Action;
use crate::domain::article::Article;

const SIZES: [(u16, u16); 4] = [(80, 24), (100, 30), (120, 36), (200, 60)];

/// Desks that were painted, each with the keys in that pane, since narrow terminals show one pane at a time.
fn desks(focus: Pane) -> impl Iterator<Item = Model> {
    let languages = [Lang::Chinese, Lang::English];
    let all = languages.into_iter().flat_map(|lang| SIZES.map(|(width, height)| fixture::desk(width, height, lang)));
    all.map(move |mut model| {
        model.focus = focus;
        paint(&mut model);
        model
    })
}

fn paint(model: &mut Model) {
    let extents = painted(model).extents;
    let at = model.now;
    update(model, Msg::Painted { extents, at });
}

/// Clicks on the words where they are painted.
#[track_caller]
fn click(model: &mut Model, words: &str) -> Vec<Effect> {
    let screen = painted(model);
    let found = screen.places(words).first().copied();
    let (x, y) = found.unwrap_or_else(|| panic!("'{words}' is not on screen:\n{}", screen.text()));
    click_at(model, Position { x, y })
}

fn click_at(model: &mut Model, cell: Position) -> Vec<Effect> {
    let wishes = update(model, Msg::Click(cell));
    paint(model);
    wishes
}

/// Where an entry of the queue was painted.
fn cell_of_ticket(model: &Model, at: usize) -> Position {
    let spot = Spot::Ticket(model.queue.rows[at].shown().id.clone());
    model.extents.spots.area_of(&spot).expect("painted").as_position()
}

#[test]
fn a_click_selects_a_ticket_and_a_second_one_opens_it() {
    for mut model in desks(Pane::Queue) {
        let (other, number) = {
            let ticket = model.queue.rows[1].shown();
            (ticket.id.clone(), ticket.number.to_string())
        };
        model.focus = Pane::Queue;
        click(&mut model, &number);
        assert_eq!((model.queue.cursor, model.focus), (1, Pane::Queue), "{:?}", model.size);
        assert_ne!(model.middle, Middle::Ticket);
        click(&mut model, &number);
        assert_eq!((model.middle, model.focus), (Middle::Ticket, Pane::Middle));
        assert_eq!(model.ticket.as_ref().map(|pane| pane.id.clone()), Some(other));
    }
}

#[test]
fn every_line_of_a_row_is_the_row_and_a_wide_sign_is_both_its_cells() {
    for mut model in desks(Pane::Queue) {
        let id = model.queue.rows[1].shown().id.clone();
        let area = model.extents.spots.area_of(&Spot::Ticket(id)).expect("painted");
        for cell in [(area.x, area.y), (area.right() - 1, area.y), (area.x + 3, area.y + 1), (area.x + 4, area.y + 1)] {
            model.queue.cursor = 0;
            click_at(&mut model, cell.into());
            assert_eq!(model.queue.cursor, 1, "{cell:?} at {:?}", model.size);
        }
    }
}

#[test]
fn a_click_selects_an_answer_and_a_second_one_opens_it() {
    for mut model in desks(Pane::Knowledge) {
        let mut hits = model.knowledge.hits.value().expect("answers").clone();
        let mut other = hits[0].clone();
        other.article = Arc::new(Article { id: "other".into(), ..(*other.article).clone() });
        hits.push(other);
        model.knowledge.hits = Remote::ready(hits.clone(), model.now);
        let second = Spot::Answer(hits[1].article.id.clone());
        model.knowledge.open = None;
        paint(&mut model);
        let Some(area) = model.extents.spots.area_of(&second) else { panic!("not painted: {:?}", model.size) };
        click_at(&mut model, area.as_position());
        assert_eq!((model.knowledge.cursor, model.knowledge.open.is_some()), (1, false), "{:?}", model.size);
        let area = model.extents.spots.area_of(&second).expect("painted");
        click_at(&mut model, area.as_position());
        assert_eq!(model.knowledge.open.as_ref().map(|open| &open.article.id), Some(&hits[1].article.id));
    }
}

#[test]
fn a_click_on_the_profile_moves_its_cursor_and_the_keys() {
    for mut model in desks(Pane::Middle) {
        let rows = [ProfileRow::Order(1), ProfileRow::Interaction(1), ProfileRow::Ticket(0)];
        let painted = rows.map(|row| (row, model.extents.spots.area_of(&Spot::Profile(row))));
        let shown: Vec<_> = painted.into_iter().filter_map(|(row, area)| Some((row, area?))).collect();
        assert!(!shown.is_empty(), "{:?}", model.size);
        let (row, area) = shown[shown.len() - 1];
        click_at(&mut model, area.as_position());
        assert_eq!(model.focus, Pane::Middle, "{:?}", model.size);
        let pane = model.calls.current.as_ref().and_then(|pane| pane.profile_pane()).expect("a profile");
        assert_eq!(pane.row(), Some(row));
        assert!(pane.touched, "the row under the cursor is the one meant");
    }
}

#[test]
fn tabs_are_clicked_where_one_column_is_shown() {
    for mut model in desks(Pane::Queue).filter(|model| model.size.width < 100) {
        for (pane, words) in [(Pane::Knowledge, ["知识", "Answers"]), (Pane::Queue, ["队列", "Queue"])] {
            let at = usize::from(model.lang == Lang::English);
            let screen = painted(&model);
            let place = screen.places(words[at]).into_iter().find(|(_, y)| *y == 1);
            let (x, y) = place.unwrap_or_else(|| panic!("no tab '{}':\n{}", words[at], screen.text()));
            click_at(&mut model, Position { x, y });
            assert_eq!(model.focus, pane, "{}", painted(&model).text());
        }
    }
}

#[test]
fn views_of_the_wall_are_clicked() {
    for lang in [Lang::Chinese, Lang::English] {
        let mut model = fixture::desk(120, 36, lang);
        model.screen = Screen::Wall;
        paint(&mut model);
        let digit = Spot::Action(Action::Choose4);
        let area = model.extents.spots.area_of(&digit).expect("painted");
        click_at(&mut model, Position { x: area.right() - 1, y: area.y });
        assert_eq!(model.wall.view, WallView::ALL[3]);
    }
}

#[test]
fn the_wheel_moves_what_it_is_over_and_leaves_the_keys() {
    for mut model in desks(Pane::Queue) {
        let cell = cell_of_ticket(&model, 0);
        model.focus = Pane::Queue;
        if model.size.width >= 100 {
            model.focus = Pane::Knowledge;
        }
        let focus = model.focus;
        update(&mut model, Msg::Wheel { cell, up: false });
        update(&mut model, Msg::Wheel { cell, up: false });
        assert_eq!((model.queue.cursor, model.focus), (2, focus), "{:?}", model.size);
        update(&mut model, Msg::Wheel { cell, up: true });
        assert_eq!(model.queue.cursor, 1);
    }
}

#[test]
fn what_lies_on_top_hears_the_wheel_and_nothing_below_hears_a_click() {
    let mut model = fixture::desk(120, 36, Lang::Chinese);
    model.overlays.push(Overlay::Help { query: Editor::default(), scroll: 0 });
    paint(&mut model);
    let before = (model.queue.cursor, model.focus);
    let cell = cell_of_ticket(&model, 2);
    click_at(&mut model, cell);
    update(&mut model, Msg::Wheel { cell, up: false });
    assert_eq!((model.queue.cursor, model.focus), before);
    assert!(matches!(model.overlays.last(), Some(Overlay::Help { scroll: 1, .. })), "{:?}", model.overlays.last());
}

#[test]
fn a_row_that_is_gone_is_not_mistaken_for_the_one_in_its_place() {
    let mut model = fixture::desk(120, 36, Lang::Chinese);
    paint(&mut model);
    let cell = cell_of_ticket(&model, 2);
    model.queue.rows.remove(2);
    let before = (model.queue.cursor, model.focus);
    update(&mut model, Msg::Click(cell));
    assert_eq!((model.queue.cursor, model.focus), before);
}

#[test]
fn the_mouse_is_taken_and_left_by_key_and_the_status_line_says_so() {
    for (lang, word) in [(Lang::Chinese, "鼠标"), (Lang::English, " mouse ")] {
        let mut model = fixture::desk(160, 50, lang);
        painted(&model).hides(word);
        assert_eq!(update(&mut model, Msg::Run(Action::MouseToggle)), [Effect::TakeMouse { taken: true }]);
        painted(&model).shows(word);
        assert_eq!(update(&mut model, Msg::Run(Action::MouseToggle)), [Effect::TakeMouse { taken: false }]);
        painted(&model).hides(word);
    }
}

#[test]
fn rows_of_the_wall_are_selected_and_opened_and_keep_their_name() {
    for (width, height) in SIZES {
        let mut model = wall::showing(WallView::Drill, width, height, Lang::Chinese);
        paint(&mut model);
        let rows = model.wall.rows();
        let other = Spot::Wall(rows[1].row());
        let area = model.extents.spots.area_of(&other).expect("painted");
        click_at(&mut model, area.as_position());
        assert_eq!((model.wall.cursor, model.wall.path.len()), (1, 0), "{:?}", model.size);
        let area = model.extents.spots.area_of(&other).expect("painted");
        click_at(&mut model, area.as_position());
        assert_eq!(model.wall.path.len(), 1, "a second one goes a step in");

        let mut model = wall::showing(WallView::Blockers, width, height, Lang::Chinese);
        paint(&mut model);
        let second = model.wall.blockers.value().expect("they are here")[1].ticket.id.clone();
        let area = model.extents.spots.area_of(&Spot::Wall(WallRow::Ticket(second.clone()))).expect("painted");
        model.wall.blockers.value_mut().expect("they are here").remove(1);
        click_at(&mut model, area.as_position());
        assert_eq!((model.wall.cursor, model.screen), (0, Screen::Wall), "it is there no more");
    }
}

#[test]
fn the_wheel_leaves_what_lies_below_a_form() {
    let mut model = fixture::desk(120, 36, Lang::Chinese);
    paint(&mut model);
    let cell = cell_of_ticket(&model, 0);
    update(&mut model, Msg::Run(Action::TicketNew));
    assert!(model.form.is_some());
    update(&mut model, Msg::Wheel { cell, up: false });
    assert_eq!(model.queue.cursor, 0);
}
