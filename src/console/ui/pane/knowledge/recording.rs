//! A recording on paper: who speaks and how, how fast, its waveform with the pauses in it, and how far it has played. Where there is little
//! room, all recordings of an answer share a line.

use chrono::TimeDelta;
use ratatui::style::Style;

use super::answer::keys;
use crate::console::app::model::recording::Playing;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::Scene;
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{in_lines, width, wrapped};
use crate::domain::article::Article;
use crate::domain::recording::{Measured, Pause, Recording, Unit};

/// Columns before what stands under the number of a recording.
const HANG: usize = 4;
/// Stands between two facts.
const BETWEEN: &str = " · ";
/// Stands between two recordings on a line.
const APART: &str = "  ";
/// Columns from which on all recordings stand on one line, whatever has to give way.
const ONE_LINE: usize = 60;
/// Cells of the longest waveform.
const WAVE: usize = 48;
/// Dots of a braille cell from the ground up, left and right.
const DOTS: [[u32; 4]; 2] = [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]];
/// The empty braille cell: as wide as a letter in every terminal, unlike block signs.
const BLANK: u32 = 0x2800;

/// The keys that play, and the recordings of an answer; nothing where there are none.
pub fn rows(scene: &Scene<'_>, article: &Article, columns: usize) -> Vec<Row> {
    if article.recordings.is_empty() {
        return Vec::new();
    }
    let mut rows = vec![keys(scene, actions(article))];
    for (at, recording) in article.recordings.iter().enumerate() {
        rows.extend(words(scene, at, recording, columns));
        rows.push(wave(scene, recording, columns));
        if playing(scene, recording).is_some() {
            rows.extend(hanging(&recording.transcript, scene.style(Role::Text), columns));
        }
    }
    rows
}

/// The same without waveforms and transcripts, on one line; in narrow columns, on a line each. The keys are named as far as there is room.
pub fn short(scene: &Scene<'_>, article: &Article, columns: usize) -> Vec<Row> {
    if article.recordings.is_empty() {
        return Vec::new();
    }
    let actions = actions(article);
    let labels: Vec<Row> =
        article.recordings.iter().enumerate().map(|(at, recording)| label(scene, at, recording)).collect();
    let line = |named: usize| {
        let between = |at: usize| if at == 0 { "" } else { APART };
        let labels = labels.iter().cloned().enumerate();
        labels.fold(hints(scene, actions, named), |row, (at, label)| {
            row.text(between(at), scene.style(Role::Text)).then(label)
        })
    };
    let fitting = (0..=actions.len()).rev().map(line).find(|row| row.left_width() <= columns);
    match fitting {
        Some(row) => vec![row],
        None if columns >= ONE_LINE => vec![line(0)],
        None => std::iter::once(keys(scene, actions)).chain(labels).collect(),
    }
}

/// What plays the recordings of an answer.
fn actions(article: &Article) -> &'static [Action] {
    const PLAY_AND_NEXT: &[Action] = &[Action::KnowledgePlay, Action::KnowledgePlayNext];
    &PLAY_AND_NEXT[..article.recordings.len().min(PLAY_AND_NEXT.len())]
}

/// The keys of these actions, the first so many with what they do.
fn hints(scene: &Scene<'_>, actions: &[Action], named: usize) -> Row {
    let (named, bare) = actions.split_at(named);
    let bare = bare.iter().filter_map(|action| scene.key(*action));
    bare.fold(keys(scene, named), |row, key| row.text(key + APART, scene.style(Role::Key)))
}

/// Number, speaker, tone and time of a recording; who speaks and how gives way.
fn label(scene: &Scene<'_>, at: usize, recording: &Recording) -> Row {
    let length = clock(length(recording));
    let (sign, role, time) = match playing(scene, recording) {
        Some(playing) => ("> ", Role::Accent, format!("{}/{length}", clock(playing.position(scene.now)))),
        None => ("", Role::Muted, length),
    };
    let style = scene.style(role);
    let synthesised = recording.synthesised.then(|| scene.say("recording-synthesised"));
    let facts = told([Some(recording.speaker.clone()), Some(recording.tone.clone()), synthesised]);
    Row::of(format!("{sign}{}", at + 1), style)
        .text(" ", style)
        .giving(facts.join(BETWEEN), style)
        .text(format!(" {time}"), style)
}

/// Text under the number of its recording, in as many lines as it takes.
fn hanging(text: &str, style: Style, columns: usize) -> impl Iterator<Item = Row> {
    let lines = if text.is_empty() { Vec::new() } else { wrapped(text, columns.saturating_sub(HANG)) };
    lines.into_iter().map(move |line| Row::of(text[line].trim(), style).indented(HANG as u16))
}

fn playing<'a>(scene: &Scene<'a>, recording: &Recording) -> Option<&'a Playing> {
    scene.model.knowledge.playing.as_ref().filter(|playing| playing.media == recording.media)
}

/// Who speaks, how, and how fast, in as many lines as it takes; its length, or how far it has come, at the end of the first.
fn words(scene: &Scene<'_>, at: usize, recording: &Recording, columns: usize) -> Vec<Row> {
    let length = clock(length(recording));
    let (sign, role, time) = match playing(scene, recording) {
        Some(playing) => (">", Role::Accent, format!("{} / {length}", clock(playing.position(scene.now)))),
        None => (" ", Role::Muted, length),
    };
    let style = scene.style(role);
    let room = columns.saturating_sub(HANG + width(&time) + 1);
    let mut lines = in_lines(&facts(scene, recording), BETWEEN, room);
    // Of a recording nothing is known of, there is its number.
    lines.resize(lines.len().max(1), String::new());
    let line = |(place, line): (usize, String)| match place {
        0 => Row::of(format!("{sign} {} {line}", at + 1), style).right(time.as_str(), style),
        _ => Row::of(line, style).indented(HANG as u16),
    };
    lines.into_iter().enumerate().map(line).collect()
}

fn facts(scene: &Scene<'_>, recording: &Recording) -> Vec<String> {
    let measured = &recording.measured;
    let synthesised = recording.synthesised.then(|| scene.say("recording-synthesised"));
    let pace = measured.pace.map(|pace| {
        let key = if pace.of == Unit::Syllables { "pace-syllables" } else { "pace-words" };
        scene.say_with(key, &[("count", i64::from(pace.per_minute).into())])
    });
    let pauses = (!measured.pauses.is_empty())
        .then(|| scene.say_with("pauses", &[("count", (measured.pauses.len() as i64).into())]));
    told([Some(recording.speaker.clone()), synthesised, Some(recording.tone.clone()), pace, pauses])
}

/// Those that are known.
fn told<const N: usize>(facts: [Option<String>; N]) -> Vec<String> {
    facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect()
}

fn length(recording: &Recording) -> TimeDelta {
    TimeDelta::milliseconds(recording.measured.milliseconds.into())
}

fn clock(span: TimeDelta) -> String {
    format!("{}:{:02}", span.num_minutes(), span.num_seconds() % 60)
}

/// What was played stands out, and pauses are marked.
fn wave(scene: &Scene<'_>, recording: &Recording, columns: usize) -> Row {
    let cells = signs(&recording.measured, WAVE.min(columns.saturating_sub(HANG)));
    let length = length(recording).num_milliseconds().max(1);
    let played = playing(scene, recording)
        .map_or(0, |playing| playing.position(scene.now).num_milliseconds() * cells.len() as i64 / length);
    let mut row = Row::new().indented(HANG as u16);
    for (at, (sign, pause)) in cells.iter().enumerate() {
        let role = match (*pause, (at as i64) < played) {
            (true, _) => Role::Strong,
            (false, true) => Role::Accent,
            (false, false) => Role::Muted,
        };
        row = row.text(sign.to_string(), scene.style(role));
    }
    row
}

/// The waveform in so many cells, each with whether nobody speaks in it: a pause is a `|`.
fn signs(measured: &Measured, cells: usize) -> Vec<(char, bool)> {
    let loudness = &measured.loudness;
    let cells = cells.min(loudness.len().div_ceil(2)).max(1);
    let height = |half: usize| {
        let value = loudness.get(half * loudness.len() / (cells * 2)).copied().unwrap_or_default();
        (usize::from(value) * 4).div_ceil(100).min(4)
    };
    let bits = |cell: usize| -> u32 {
        let side = |side: usize| DOTS[side].iter().take(height(cell * 2 + side)).sum::<u32>();
        side(0) | side(1)
    };
    let moment = |half: usize| (u64::from(measured.milliseconds) * half as u64 / (2 * cells as u64)) as u32;
    let cell = |cell: usize| {
        let [start, middle, end] = [2 * cell, 2 * cell + 1, 2 * cell + 2].map(moment);
        // Longer than a cell, or shorter: each is seen.
        let is_here = |pause: &Pause| {
            (pause.at..pause.end()).contains(&middle) || (start..end).contains(&pause.at.midpoint(pause.end()))
        };
        let pause = measured.pauses.iter().any(is_here);
        let sign = if pause { Some('|') } else { char::from_u32(BLANK + bits(cell)) };
        (sign.unwrap_or(' '), pause)
    };
    (0..cells).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waveform_rises_with_the_voice_and_marks_the_pause() {
        let measured = Measured {
            milliseconds: 4000,
            pace: None,
            pauses: vec![Pause { at: 2000, length: 1000 }],
            loudness: vec![0, 0, 100, 100, 0, 0, 50, 25],
        };
        let drawn: String = signs(&measured, 48).iter().map(|(sign, _)| *sign).collect();
        assert_eq!(drawn, "\u{2800}\u{28ff}|\u{28c4}");
        let long = Measured { milliseconds: 240_000, pauses: vec![Pause { at: 150_100, length: 300 }], ..measured };
        let marks = signs(&long, 4).iter().map(|(_, pause)| *pause).collect::<Vec<_>>();
        assert_eq!(marks, [false, false, true, false], "a pause shorter than a cell is seen");
        for cells in 0..9 {
            assert!(signs(&Measured::default(), cells).len() <= cells.max(1));
        }
    }
}
