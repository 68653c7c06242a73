//! Who is calling: the call's own line, and a screen for each case (known, unknown, withheld, several, nobody).

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::caller_profile;
use crate::console::app::effect::CallControl;
use crate::console::app::model::caller::{CallPane, CallerScreen};
use crate::console::app::model::{Middle, Pane};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{in_lines, left, width, wrapped};
use crate::console::ui::widget::{text, time};
use crate::domain::call::{Call, CallState};
use crate::domain::phone;
use crate::domain::prediction::{Evidence, PredictedProblem, Prediction};
use crate::domain::profile::{Candidate, MatchRank};

/// Paints the middle column while no ticket is open in it.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let model = scene.model;
    if model.middle == Middle::Customer {
        if let Some(pane) = &model.customer {
            let head = [caller_profile::title(scene)];
            caller_profile::draw(scene, pane, &head, None, area, canvas);
        }
        return;
    }
    let Some(pane) = &model.calls.current else {
        canvas.rows(&nobody(scene, usize::from(area.width)), area);
        return;
    };
    let head = [call_line(scene, pane)];
    match &pane.caller {
        CallerScreen::Known { pane: profile, .. } => {
            caller_profile::draw(scene, profile, &head, Some(pane), area, canvas);
        }
        CallerScreen::Unknown => canvas_rows(scene, pane, &head, unknown(scene), area, canvas),
        CallerScreen::Withheld => canvas_rows(scene, pane, &head, withheld(scene), area, canvas),
        CallerScreen::Several { candidates, cursor } => {
            canvas_rows(scene, pane, &head, several(scene, candidates, *cursor, usize::from(area.width)), area, canvas);
        }
    }
}

fn canvas_rows(scene: &Scene<'_>, pane: &CallPane, head: &[Row], body: Vec<Row>, area: Rect, canvas: &mut Canvas<'_>) {
    let mut rows = head.to_vec();
    rows.extend(body);
    rows.push(Row::new());
    rows.extend(prediction(scene, &pane.prediction, usize::from(area.width)));
    rows.extend(spoken(scene, &pane.call, usize::from(area.width), usize::from(area.height)));
    canvas.rows(&rows, area);
}

/// The caller's number as people read it: without the country's code at home, or that it is withheld.
pub fn number(scene: &Scene<'_>, call: &Call) -> String {
    let Some(from) = call.from.as_deref().filter(|from| !from.is_empty()) else { return scene.say("caller-withheld") };
    phone::domestic(from, scene.look.home)
}

/// "来电 138****5678  杭州 · 移动             02:14": the call, and where it stands.
pub fn call_line(scene: &Scene<'_>, pane: &CallPane) -> Row {
    let call = &pane.call;
    let (key, role) = match call.state {
        CallState::Ringing => ("caller-ringing", Role::Ring),
        CallState::Held { .. } => ("caller-held", Role::Warn),
        CallState::Answered { .. } => ("caller-talking", Role::Accent),
        CallState::Ended { .. } => ("caller-ended", Role::Muted),
        CallState::Abandoned { .. } => ("caller-abandoned", Role::Warn),
    };
    let sign = if call.state == CallState::Ringing { format!("{} ", scene.symbol(Role::Ring)) } else { String::new() };
    let mut row = Row::of(format!("{sign}{} ", scene.say(key)), scene.style(role))
        .text(number(scene, call), scene.style(Role::Strong));
    if let Some(home) = &call.home {
        row = row.giving(format!("  {home}"), scene.style(Role::Muted));
    }
    if let Some(asked) = pane.asked {
        let key = match asked {
            CallControl::Answer => "asked-answer",
            CallControl::Hold => "asked-hold",
            CallControl::HangUp => "asked-hang-up",
        };
        row = row.right(format!("{} {}  ", scene.symbol(Role::Pending), scene.say(key)), scene.style(Role::Pending));
    }
    let (length, style) = length(scene, call);
    row.right(length, style)
}

fn length(scene: &Scene<'_>, call: &Call) -> (String, Style) {
    let (from, to) = match &call.state {
        CallState::Ringing => (call.started_at, scene.now),
        CallState::Answered { at, .. } => (*at, scene.now),
        CallState::Held { since, .. } => (*since, scene.now),
        CallState::Ended { answered_at, at, .. } => (answered_at.unwrap_or(call.started_at), *at),
        CallState::Abandoned { at } => (call.started_at, *at),
    };
    let role = if call.state.is_live() { Role::Strong } else { Role::Muted };
    (time::stopwatch(to - from), scene.style(role))
}

/// What the caller probably calls about: the one line in the strong colour, with its evidence; none when nothing points
/// anywhere. The next likely one stands at its end where there is room.
pub fn prediction(scene: &Scene<'_>, prediction: &Prediction, columns: usize) -> Vec<Row> {
    let Some(first) = prediction.problems.first() else { return Vec::new() };
    let name = text::problem(&first.problem_type, scene.texts());
    let row = if first.red {
        Row::of(format!("{} {name}", scene.symbol(Role::Alert)), scene.style(Role::Alert))
    } else {
        Row::of(format!("{} ", scene.say("probably")), scene.style(Role::Muted)).text(name, scene.style(Role::Strong))
    };
    let evidence = evidence(scene, first);
    let beside = row.left_width() + 2 + evidence.iter().map(|piece| width(piece) + 3).sum::<usize>();
    let text = scene.style(Role::Text);
    let mut rows = if beside <= columns + 3 {
        vec![row.text(format!("  {}", evidence.join(" · ")), text)]
    } else {
        let lines = in_lines(&evidence, " · ", columns.saturating_sub(3));
        std::iter::once(row).chain(lines.into_iter().map(|line| Row::of(line, text).indented(3))).collect()
    };
    if let Some(second) = prediction.problems.get(1) {
        append_second(scene, second, &mut rows, columns);
    }
    rows.push(Row::new());
    rows
}

fn append_second(scene: &Scene<'_>, second: &PredictedProblem, rows: &mut [Row], columns: usize) {
    let name = text::problem(&second.problem_type, scene.texts());
    let said = scene.say_with("probably-second", &[("name", name.into())]);
    let fits = |row: &&mut Row| row.indent_and_left() + width(&said) + 2 <= columns;
    if let Some(last) = rows.last_mut().filter(fits) {
        *last = last.clone().right(said, scene.style(Role::Muted));
    }
}

fn evidence(scene: &Scene<'_>, problem: &PredictedProblem) -> Vec<String> {
    let said = |evidence: &Evidence| match evidence {
        Evidence::Words { text } => text.clone(),
        Evidence::Order { fact, .. } => scene.say(text::fact(*fact)),
    };
    problem.evidence.iter().take(4).map(said).collect()
}

/// What the caller has said so far, the newest last; as much as fits into `lines`.
fn spoken(scene: &Scene<'_>, call: &Call, columns: usize, lines: usize) -> Vec<Row> {
    if call.utterances.is_empty() {
        return Vec::new();
    }
    let mut rows = vec![Row::of(scene.say("spoken"), scene.style(Role::Heading))];
    let said: Vec<Row> = call.utterances.iter().flat_map(|utterance| quoted(scene, &utterance.text, columns)).collect();
    let room = lines.saturating_sub(16).max(3);
    rows.extend(said.iter().skip(said.len().saturating_sub(room)).cloned());
    rows
}

/// Words of the caller, wrapped, in quotation marks.
pub fn quoted(scene: &Scene<'_>, words: &str, columns: usize) -> Vec<Row> {
    let words = format!("\"{words}\"");
    let lines = wrapped(&words, columns.saturating_sub(2));
    let line = |range: std::ops::Range<usize>| Row::of(words[range].trim_end(), scene.style(Role::Text)).indented(2);
    lines.into_iter().map(line).collect()
}

fn unknown(scene: &Scene<'_>) -> Vec<Row> {
    let mut rows = vec![Row::of(scene.say("caller-unknown"), scene.style(Role::Strong)), Row::new()];
    rows.extend(does(scene, Action::CustomerCreate, "unknown-create"));
    rows.extend(does(scene, Action::CustomerFind, "unknown-find"));
    rows.extend(does(scene, Action::KnowledgeSearch, "unknown-search"));
    rows
}

fn withheld(scene: &Scene<'_>) -> Vec<Row> {
    let mut rows = vec![
        Row::of(scene.say("withheld-title"), scene.style(Role::Strong)),
        Row::of(scene.say("withheld-ask"), scene.style(Role::Muted)),
        Row::new(),
    ];
    rows.extend(does(scene, Action::CustomerFind, "withheld-find"));
    rows.extend(does(scene, Action::CustomerCreate, "unknown-create"));
    rows.extend(does(scene, Action::KnowledgeSearch, "unknown-search"));
    rows
}

/// A key and what it is good for here.
fn does(scene: &Scene<'_>, action: Action, key: &str) -> Option<Row> {
    let keys = scene.key(action)?;
    Some(Row::of(left(&keys, 5), scene.style(Role::Key)).text(scene.say(key), scene.style(Role::Text)))
}

fn several(scene: &Scene<'_>, candidates: &[Candidate], cursor: usize, columns: usize) -> Vec<Row> {
    let mut rows = vec![
        Row::of(
            scene.say_with("several-title", &[("count", (candidates.len() as i64).into())]),
            scene.style(Role::Strong),
        ),
        Row::of(scene.say("several-ask"), scene.style(Role::Muted)),
        Row::new(),
    ];
    for (at, candidate) in candidates.iter().enumerate() {
        let ground = (at == cursor).then(|| scene.cursor_ground(Pane::Middle));
        rows.push(candidate_name(scene, at + 1, candidate).on(ground));
        let reasons = in_lines(&reasons(scene, candidate), " · ", columns.saturating_sub(3));
        rows.push(
            Row::of(reasons.into_iter().next().unwrap_or_default(), scene.style(Role::Muted)).indented(3).on(ground),
        );
    }
    rows.push(Row::new());
    rows.extend(does(scene, Action::CustomerFind, "several-find"));
    rows.extend(does(scene, Action::CustomerCreate, "several-none"));
    rows
}

fn candidate_name(scene: &Scene<'_>, digit: usize, candidate: &Candidate) -> Row {
    let mut row =
        Row::of(left(&digit.to_string(), 3), scene.style(Role::Key)).text(&candidate.name, scene.style(Role::Strong));
    for more in [&candidate.company, &candidate.city].into_iter().flatten() {
        row = row.giving(format!("  {more}"), scene.style(Role::Text));
    }
    row.right(scene.say(text::tier(candidate.tier)), scene.style(Role::Muted))
}

/// Why the candidate is on the list, best reason first; as many are shown as fit.
fn reasons(scene: &Scene<'_>, candidate: &Candidate) -> Vec<String> {
    let rank = match candidate.rank {
        MatchRank::Exact => "match-exact",
        MatchRank::National => "match-national",
        MatchRank::Maybe => "match-maybe",
    };
    let mut reasons = vec![scene.say(rank)];
    reasons.extend((!candidate.label.is_empty()).then(|| text::phone_label(&candidate.label, scene.texts())));
    if candidate.open_tickets > 0 {
        reasons.push(scene.say_with("match-tickets", &[("count", i64::from(candidate.open_tickets).into())]));
    }
    if let Some(order) = &candidate.recent_order {
        reasons.push(scene.say_with("match-order", &[("number", order.as_str().into())]));
    }
    if let Some(at) = candidate.last_contact {
        reasons.push(scene.say_with("match-contact", &[("when", scene.ago(at).into())]));
    }
    reasons
}

fn nobody(scene: &Scene<'_>, columns: usize) -> Vec<Row> {
    let hint = scene.say("caller-nobody-hint");
    let muted = scene.style(Role::Muted);
    let mut rows = vec![Row::of(scene.say("caller-nobody"), scene.heading(Pane::Middle)), Row::new()];
    rows.extend(wrapped(&hint, columns).into_iter().map(|range| Row::of(hint[range].trim_end(), muted)));
    rows.push(Row::new());
    for action in [Action::TicketClaimNext, Action::KnowledgeSearch, Action::PresenceNext, Action::HelpShow] {
        rows.extend(does(scene, action, &action.text_key()));
    }
    rows
}
