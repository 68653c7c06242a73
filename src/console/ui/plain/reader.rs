//! What is new against the view before, in the order it is to be heard: what cannot wait, the call, what has the keys; then what
//! is being typed.

use super::line::Said;
use super::{Line, Place, Section, Typed, View};
use crate::console::app::effect::Reading;

/// Places whose lines are remembered; who comes back to one hears what is new there.
const PLACES: usize = 16;
/// The end of a line on a terminal that is in raw mode.
const END: &str = "\r\n";

/// Reads one view after the other.
#[derive(Debug, Default)]
pub struct Reader {
    before: Option<View>,
    heard: Vec<(Place, Vec<String>)>,
    /// What of a field stands on the line that is not ended yet.
    open: Option<String>,
    wanted: Option<Reading>,
}

impl Reader {
    /// Asks for something to be read with the next view, heard already or not.
    pub fn ask(&mut self, reading: Reading) {
        self.wanted = Some(reading);
    }

    /// What is written after `now` has come to be; nothing when there is no news.
    pub fn said(&mut self, now: View) -> String {
        let wanted = self.wanted.take();
        let mut out = String::new();
        let news = if wanted == Some(Reading::All) { all(&now) } else { self.news(&now) };
        let asked = wanted.map_or_else(Vec::new, |reading| read(&now, reading));
        self.say(news.into_iter().chain(asked), &mut out);
        self.echo(&now, wanted.is_some_and(|reading| reading != Reading::Status), &mut out);
        self.remember(now);
        out
    }

    /// Ends the line that is being typed.
    pub fn end(&mut self) -> String {
        self.open.take().map_or_else(String::new, |_| END.to_owned())
    }

    fn say(&mut self, lines: impl Iterator<Item = String>, out: &mut String) {
        for line in lines {
            out.push_str(&self.end());
            out.push_str(&line);
            out.push_str(END);
        }
    }

    fn news(&self, now: &View) -> Vec<String> {
        let Some(before) = &self.before else {
            let start = [joined(&now.status)].into_iter().chain(unheard(&[], &now.alerts));
            return start.chain(self.sections(now)).collect();
        };
        let alerts = unheard(&forms(&before.alerts), &now.alerts);
        let status = unheard(&forms(&before.status), &now.status);
        alerts.chain(status).chain(self.sections(now)).collect()
    }

    fn sections(&self, now: &View) -> Vec<String> {
        let Some((front, behind)) = now.sections.split_last() else { return Vec::new() };
        let aside = behind.iter().flat_map(|section| unheard(self.heard(&section.place), &section.lines));
        let last = self.before.as_ref().and_then(|before| before.sections.last());
        let front = match last.filter(|last| last.place == front.place) {
            Some(last) => self.at_the_same_place(last, front, now),
            None => self.at_another_place(front),
        };
        aside.chain(front).collect()
    }

    /// The title, then what was not heard there before, then the row under the cursor; of a list only that row.
    fn at_another_place(&self, front: &Section) -> Vec<String> {
        let Some((title, rest)) = front.lines.split_first() else { return Vec::new() };
        let cursor: Vec<String> = at_cursor(front).into_iter().map(|said| said.text.clone()).collect();
        let mut said = vec![title.said.text.clone()];
        if cursor.is_empty() || front.whole {
            said.extend(unheard(self.heard(&front.place), rest));
        }
        let rows: Vec<String> = cursor.into_iter().filter(|row| !said.contains(row)).collect();
        said.into_iter().chain(rows).collect()
    }

    /// The row that the cursor moved to; else what was not there before.
    fn at_the_same_place(&self, last: &Section, front: &Section, now: &View) -> Vec<String> {
        let (was, is) = (at_cursor(last), at_cursor(front));
        let moved = forms_of(&was) != forms_of(&is);
        let lines = forms(&front.lines);
        let left_behind = !was.is_empty() && was.iter().all(|said| lines.contains(&said.same));
        let row: Vec<String> = is.iter().filter(|_| moved).map(|said| said.text.clone()).collect();
        if (moved && left_behind) || (now.searching && !is.is_empty()) {
            return row;
        }
        let left = self.field_left(now);
        let is_of_field = |text: &String| left.is_some_and(|label| text.starts_with(label));
        let fresh = unheard(self.heard(&front.place), &front.lines).filter(|text| !is_of_field(text));
        let fresh: Vec<String> = fresh.filter(|text| !row.contains(text)).collect();
        row.into_iter().chain(fresh).collect()
    }

    /// The name of the field that the keys have left: what stands in it was heard while it was typed.
    fn field_left(&self, now: &View) -> Option<&str> {
        let was = self.before.as_ref()?.typed.as_ref().map(|typed| typed.label.as_str())?;
        let is = now.typed.as_ref().map(|typed| typed.label.as_str());
        (!was.is_empty() && is != Some(was)).then_some(was)
    }

    fn heard(&self, place: &Place) -> &[String] {
        self.heard.iter().find(|(known, _)| known == place).map_or(&[], |(_, lines)| lines)
    }

    fn remember(&mut self, now: View) {
        for section in &now.sections {
            self.heard.retain(|(place, _)| *place != section.place);
            self.heard.push((section.place.clone(), forms(&section.lines)));
        }
        let surplus = self.heard.len().saturating_sub(PLACES);
        self.heard.drain(..surplus);
        self.before = Some(now);
    }

    /// What was typed since, behind what stands there; the line anew where that does not do.
    fn echo(&mut self, now: &View, asked: bool, out: &mut String) {
        let Some(typed) = &now.typed else { return };
        let was = self.before.as_ref().filter(|before| {
            before.sections.last().map(|front| &front.place) == now.sections.last().map(|front| &front.place)
        });
        let was = was.and_then(|before| before.typed.as_ref()).filter(|was| was.label == typed.label);
        match was {
            Some(was) if was == typed && !asked => {}
            Some(was) if was.text == typed.text && !asked => {
                self.say([rest_of_line(typed).to_owned()].into_iter(), out);
            }
            _ => self.write(typed, asked, out),
        }
    }

    fn write(&mut self, typed: &Typed, anew: bool, out: &mut String) {
        let more = self.open.as_ref().and_then(|open| typed.text.strip_prefix(open.as_str()));
        if let Some(more) = more.filter(|_| !anew && typed.cursor == typed.text.len()) {
            out.push_str(&on_terminal(more));
        } else {
            out.push_str(&self.end());
            out.push_str(&typed.label);
            out.push_str(if typed.label.is_empty() { "" } else { " " });
            out.push_str(&on_terminal(line_at_cursor(typed)));
        }
        self.open = Some(typed.text.clone());
    }
}

/// Everything there is.
fn all(now: &View) -> Vec<String> {
    let lines = |lines: &[Line]| lines.iter().map(|line| line.said.text.clone()).collect::<Vec<_>>();
    let sections = now.sections.iter().flat_map(|section| lines(&section.lines));
    lines(&now.alerts).into_iter().chain([joined(&now.status)]).chain(sections).collect()
}

fn read(now: &View, reading: Reading) -> Vec<String> {
    let front = now.sections.last();
    match reading {
        Reading::All => vec![joined(&now.keys)],
        Reading::Status => vec![joined(&now.status)],
        Reading::Row if now.typed.is_some() => Vec::new(),
        Reading::Row => {
            let row: Vec<String> =
                front.map(at_cursor).unwrap_or_default().into_iter().map(|said| said.text.clone()).collect();
            let title = front.and_then(|front| front.lines.first()).map(|line| line.said.text.clone());
            if row.is_empty() { title.into_iter().collect() } else { row }
        }
    }
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.said.text.as_str()).collect::<Vec<_>>().join("  ")
}

fn forms(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.said.same.clone()).collect()
}

fn forms_of<'a>(said: &[&'a Said]) -> Vec<&'a str> {
    said.iter().map(|said| said.same.as_str()).collect()
}

fn at_cursor(section: &Section) -> Vec<&Said> {
    section.lines.iter().filter_map(|line| line.at_cursor.as_ref()).collect()
}

/// Lines that were not there, each as often as it was not.
fn unheard<'a>(heard: &[String], lines: &'a [Line]) -> impl Iterator<Item = String> + use<'a> {
    let mut left: Vec<String> = heard.to_vec();
    lines.iter().filter_map(move |line| match left.iter().position(|known| *known == line.said.same) {
        Some(at) => {
            left.swap_remove(at);
            None
        }
        None => Some(line.said.text.clone()),
    })
}

fn line_at_cursor(typed: &Typed) -> &str {
    let start = typed.text[..typed.cursor].rfind('\n').map_or(0, |at| at + 1);
    typed.text[start..].split('\n').next().unwrap_or_default()
}

/// What follows the cursor on its line; the whole line when it stands at its end.
fn rest_of_line(typed: &Typed) -> &str {
    match typed.text[typed.cursor..].split('\n').next() {
        Some(rest) if !rest.is_empty() => rest,
        _ => line_at_cursor(typed),
    }
}

/// Typed text as a terminal in raw mode takes it.
fn on_terminal(text: &str) -> String {
    let kept = text.chars().filter(|sign| !sign.is_control() || matches!(sign, '\n' | '\t'));
    kept.collect::<String>().replace('\t', " ").replace('\n', END)
}
