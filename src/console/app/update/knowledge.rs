//! The answers: found while typing and by the caller's own words, without moving a cursor the agent is using.
//!
//! Whether hits take the place of those on screen is decided when they arrive, not when they are asked for:
//! - Those that come by themselves (the caller said something, an answer changed) wait while the agent has a cursor moved or an
//!   answer open, has the keys on the hits, or searches for something else.
//! - Those for what the agent typed come at once, be the search line left or not, unless the agent has moved the cursor or opened
//!   a hit since the line last changed: from then on the choice is among what was seen, though it is for fewer letters.
//!
//! What waits is announced; `Esc` shows it.
//!
//! Keys that work from every pane are meant for the hits that were read: see [`with_meant`].

mod seen;

use super::{form, toast};
use crate::console::app::effect::{Effect, UseOutcome};
use crate::console::app::model::form::Form;
use crate::console::app::model::knowledge::helped::{Helped, Opened};
use crate::console::app::model::knowledge::line::Line;
use crate::console::app::model::knowledge::seen::Lately;
use crate::console::app::model::knowledge::{CameTo, Knowledge, Newer, OFFERED, OpenArticle, Source, TYPED};
use crate::console::app::model::scope::Asker;
use crate::console::app::model::wall::Screen;
use crate::console::app::model::{Model, Pane};
use crate::console::app::problem::Problem;
use crate::console::app::remote::{Remote, RequestId};
use crate::console::app::text::Text;
use crate::domain::article::{Article, Hit, Scope};
use crate::domain::clean::{self, Words};
use crate::domain::ids::{ArticleId, CallId, TicketId};
use crate::domain::speech::spoken;

pub use seen::with_meant;

/// The caller's last words that are searched by, in characters: what they said long ago weighs no more.
const WORDS: usize = 200;

/// Puts the keys into the search line.
pub fn start_typing(model: &mut Model) {
    model.screen = Screen::Desk;
    model.focus = Pane::Knowledge;
    model.knowledge.open = None;
    model.knowledge.typing = true;
}

/// What was typed changed: search anew; an earlier search is superseded.
pub fn typed(model: &mut Model, out: &mut Vec<Effect>) {
    let query = model.knowledge.query.text().trim().to_owned();
    model.knowledge.cursor = 0;
    if query.is_empty() {
        forget(model, out);
        return;
    }
    if model.knowledge.awaits_typed() {
        model.knowledge.newer = None;
    }
    model.knowledge.line = model.knowledge.line.take().filter(|line| line.text.contains(&query));
    model.knowledge.touched = false;
    model.knowledge.lately = Lately::default();
    model.knowledge.source = Source::Typed;
    model.knowledge.came_to = CameTo::Open;
    search_typed(model, query, out);
}

fn search_typed(model: &mut Model, query: String, out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let (lang, scope) = (model.lang, model.search_scope(Asker::Agent));
    model.knowledge.hits.ask(request, now);
    model.knowledge.scope = Some(scope.clone());
    out.push(Effect::Search { request, query, lang, scope, limit: TYPED });
}

/// The answers changed: a search that the agent is not choosing from is made anew.
pub fn search_again(model: &mut Model, out: &mut Vec<Effect>) {
    let knowledge = &model.knowledge;
    if knowledge.cursor > 0 || is_choosing(knowledge) {
        return;
    }
    match knowledge.source {
        Source::Nothing => {}
        Source::Caller { .. } => hear_caller(model, out),
        Source::Typed => {
            let query = knowledge.query.text().trim().to_owned();
            search_typed(model, query, out);
            if is_read(model) {
                put_aside(&mut model.knowledge);
            }
        }
    }
}

/// Newer hits that need not wait any longer take their place; and what is on screen is searched for again once it is meant
/// for somebody else, about something else, on another channel or day, though not while it is read.
pub fn follow(model: &mut Model, out: &mut Vec<Effect>) {
    if model.knowledge.has_newer() && !is_held(model) {
        adopt_newer(model);
    }
    let is_read = is_read(model);
    let Some((asker, scope)) = model.knowledge.asked_with().filter(|_| !is_read) else { return };
    if model.search_scope(asker) != *scope {
        search_again(model, out);
    }
}

/// Leaves the search line; what was searched and led nowhere is reported.
pub fn stop_typing(model: &mut Model, out: &mut Vec<Effect>) {
    if !std::mem::take(&mut model.knowledge.typing) || model.knowledge.source != Source::Typed {
        return;
    }
    report(model, None, UseOutcome::Searched, out);
    if model.knowledge.leads_nowhere() {
        report_nothing(model, out);
    }
    line_is_reported(&mut model.knowledge);
}

/// What is on the line was told; that it is emptied tells nothing more.
fn line_is_reported(knowledge: &mut Knowledge) {
    if let Some(line) = &mut knowledge.line {
        line.is_reported = true;
    }
}

/// The line is emptied: what it said when its hits were there is reported as if it had been left.
fn report_emptied(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(line) = model.knowledge.line.take().filter(Line::is_to_be_reported) else { return };
    report_words(model, line.text.clone(), None, UseOutcome::Searched, out);
    if line.leads_nowhere {
        report_words(model, line.text, None, UseOutcome::Nothing, out);
    }
}

/// Says, once for a search, that none of its hits fitted.
fn report_nothing(model: &mut Model, out: &mut Vec<Effect>) {
    if model.knowledge.came_to == CameTo::Open {
        model.knowledge.came_to = CameTo::Nothing;
        report(model, None, UseOutcome::Nothing, out);
    }
}

/// The caller is gone: what they said is a gap when nothing fitted and nothing was opened.
pub fn caller_gone(model: &mut Model, gone: &CallId, out: &mut Vec<Effect>) {
    let theirs = matches!(&model.knowledge.source, Source::Caller { call, .. } if call == gone);
    if theirs && model.knowledge.leads_nowhere() {
        report_nothing(model, out);
    }
}

/// Empties the search line: the answers to the caller's words come back.
pub fn forget(model: &mut Model, out: &mut Vec<Effect>) {
    if model.knowledge.typing {
        report_emptied(model, out);
    } else if model.knowledge.source == Source::Typed {
        report_nothing(model, out);
    }
    let before = std::mem::take(&mut model.knowledge);
    let Knowledge { indexed, learning, typing, playing, played, helped, ended, used, opened, .. } = before;
    model.knowledge =
        Knowledge { indexed, learning, typing, playing, played, helped, ended, used, opened, ..Knowledge::default() };
    hear_caller(model, out);
}

/// The caller said something: the first three answers follow by themselves, in place of older ones once they are here and may
/// take it. What the agent typed and has not seen yet is not superseded: the caller's answers come when the line is emptied.
pub fn hear_caller(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(pane) = &model.calls.current else { return };
    let call = pane.call.id.clone();
    let words = last_words(&pane.words());
    if words.is_empty() {
        leave_last_caller(model, &call);
        return;
    }
    if model.knowledge.awaits_typed() {
        return;
    }
    let (request, now, lang) = (model.next_request(), model.now, model.lang);
    let scope = model.search_scope(Asker::Caller);
    let source = Source::Caller { call, words: words.clone() };
    let knowledge = &mut model.knowledge;
    if is_busy(knowledge) || has_hits(knowledge) {
        let mut hits = knowledge.hits.clone();
        hits.ask(request, now);
        knowledge.newer = Some(Newer { source, scope: scope.clone(), hits });
    } else {
        show_for(knowledge, source, scope.clone());
        knowledge.newer = None;
        knowledge.hits.ask(request, now);
    }
    out.push(Effect::Search { request, query: words, lang, scope, limit: OFFERED });
}

/// The hits on screen are for these words from here on; with those of another call, or of somebody else, a new search begins, and no
/// key is meant for what was on screen before.
fn show_for(knowledge: &mut Knowledge, source: Source, scope: Scope) {
    let goes_on = match (&knowledge.source, &source) {
        (Source::Caller { call: before, .. }, Source::Caller { call, .. }) => before == call,
        (before, now) => before == now,
    };
    if !goes_on {
        knowledge.came_to = CameTo::Open;
        knowledge.lately = Lately::default();
    }
    knowledge.source = source;
    knowledge.scope = Some(scope);
}

/// Answers to an earlier caller are none to this one.
fn leave_last_caller(model: &mut Model, now: &CallId) {
    let knowledge = &mut model.knowledge;
    let is_anothers = |source: &Source| matches!(source, Source::Caller { call, .. } if call != now);
    if knowledge.newer.as_ref().is_some_and(|newer| is_anothers(&newer.source)) {
        knowledge.newer = None;
    }
    if !is_busy(knowledge) && is_anothers(&knowledge.source) {
        knowledge.source = Source::Nothing;
        knowledge.hits = Remote::Unasked;
        knowledge.cursor = 0;
        knowledge.lately = Lately::default();
    }
}

/// Whether newer hits wait: a digit opens the answer that was read beside it.
fn is_held(model: &Model) -> bool {
    let knowledge = &model.knowledge;
    let is_busy = if knowledge.awaits_typed() { is_choosing(knowledge) } else { is_busy(knowledge) };
    is_busy || is_under_keys(model)
}

/// Whether the keys go to hits on screen.
fn is_under_keys(model: &Model) -> bool {
    has_hits(&model.knowledge) && model.screen == Screen::Desk && model.focus == Pane::Knowledge
}

/// Whether digits and `Enter` open what is on screen: the keys go to hits, and the search line is left.
fn is_read(model: &Model) -> bool {
    is_under_keys(model) && !model.knowledge.typing
}

fn has_hits(knowledge: &Knowledge) -> bool {
    knowledge.hits.value().is_some_and(|hits| !hits.is_empty())
}

/// Whether the agent is using what is on screen, or searches for something else than the caller says.
fn is_busy(knowledge: &Knowledge) -> bool {
    is_choosing(knowledge) || !knowledge.query.is_blank()
}

/// Whether the agent moved the cursor among what is on screen, or opened some of it.
fn is_choosing(knowledge: &Knowledge) -> bool {
    knowledge.touched || knowledge.open.is_some()
}

fn last_words(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let skip = line.chars().count().saturating_sub(WORDS);
    line.chars().skip(skip).collect()
}

/// Hits are here. Returns whether the search still counts.
pub fn found(model: &mut Model, request: RequestId, result: Result<Vec<Hit>, Problem>) -> bool {
    let now = model.now;
    let knowledge = &mut model.knowledge;
    let for_screen = knowledge.hits.asked_at(request);
    let for_later = knowledge.newer.as_ref().and_then(|newer| newer.hits.asked_at(request));
    if let Some(since) = for_screen.or(for_later) {
        model.latencies.search.add(now - since);
    }
    if for_screen.is_some() && result.is_ok() {
        if is_choosing(knowledge) {
            put_aside(knowledge);
        } else if !knowledge.typing {
            knowledge.give_way(now);
        }
    }
    if knowledge.hits.settle(request, result.clone(), now) {
        let last = knowledge.hits.value().map_or(0, Vec::len).saturating_sub(1);
        knowledge.cursor = knowledge.cursor.min(last);
        if result.is_ok() {
            note_line(knowledge);
        }
        return true;
    }
    knowledge.newer.as_mut().is_some_and(|newer| newer.hits.settle(request, result, now))
}

/// The hits for what the line says are on screen; a line that was shortened keeps what it said before.
fn note_line(knowledge: &mut Knowledge) {
    if !knowledge.typing || knowledge.source != Source::Typed {
        return;
    }
    let text = knowledge.query.text().trim().to_owned();
    let leads_nowhere = knowledge.leads_nowhere() && knowledge.came_to != CameTo::Answer;
    let is_reported = knowledge.line.as_ref().is_some_and(|line| line.is_reported);
    if knowledge.line.as_ref().is_none_or(|line| line.text == text) {
        knowledge.line = Some(Line { text, leads_nowhere, is_reported });
    }
}

/// The search under way goes on beside the hits on screen, which stay; where there are none it keeps its place.
fn put_aside(knowledge: &mut Knowledge) {
    let (Some(shown), Some(at)) = (knowledge.hits.value().cloned(), knowledge.hits.as_of()) else { return };
    if shown.is_empty() {
        return;
    }
    let hits = std::mem::replace(&mut knowledge.hits, Remote::ready(shown, at));
    let scope = knowledge.scope.clone().unwrap_or_default();
    knowledge.newer = Some(Newer { source: knowledge.source.clone(), scope, hits });
}

/// Lets newer hits that are here take the place of older ones. Returns whether there were any.
fn adopt_newer(model: &mut Model) -> bool {
    let now = model.now;
    let knowledge = &mut model.knowledge;
    let here = knowledge.newer.take_if(|newer| !newer.hits.is_loading());
    let Some(Newer { source, scope, hits }) = here else { return false };
    knowledge.give_way(now);
    show_for(knowledge, source, scope);
    knowledge.hits = hits;
    knowledge.cursor = 0;
    knowledge.touched = false;
    true
}

/// Newer hits are asked for by name: keys are meant for them at once. Returns whether there were any.
pub fn show_newer(model: &mut Model) -> bool {
    let shown = adopt_newer(model);
    if shown {
        model.knowledge.lately = Lately::default();
    }
    shown
}

/// Opens a hit by its place, from 0.
pub fn open(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    let Some(article) = model.knowledge.hits.value().and_then(|hits| hits.get(at)).map(|hit| hit.article.clone())
    else {
        return;
    };
    let from = model.knowledge.open.as_ref().map_or(model.focus, |open| open.from);
    let query = model.knowledge.searched().to_owned();
    if let Some(ticket) = model.ticket_at_hand() {
        let found = model.knowledge.how_found(&article.id);
        let opened = Opened { article: article.clone(), query: query.trim().to_owned(), found };
        model.knowledge.opened.insert(ticket, opened);
    }
    let id = article.id.clone();
    model.knowledge.came_to = CameTo::Answer;
    model.knowledge.typing = false;
    model.knowledge.lately = Lately::default();
    model.knowledge.cursor = at;
    model.knowledge.touched = true;
    model.knowledge.open = Some(OpenArticle { article, query, scroll: 0, from });
    model.screen = Screen::Desk;
    model.focus = Pane::Knowledge;
    line_is_reported(&mut model.knowledge);
    report(model, Some(id), UseOutcome::Opened, out);
}

/// Closes the open answer; the keys go back to where they were. Returns whether one was open.
pub fn close(model: &mut Model) -> bool {
    let Some(open) = model.knowledge.open.take() else { return false };
    model.focus = open.from;
    if model.knowledge.query.is_blank() {
        model.knowledge.touched = false;
        adopt_newer(model);
    }
    true
}

/// Copies what to say of the open answer, or of the one under the cursor; all of it, where it quotes nothing.
pub fn copy(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(article) = model.knowledge.article().cloned() else {
        toast::plain(model, Text::new("toast-no-answer"));
        return;
    };
    let said = spoken(&article.body).join("\n");
    out.push(Effect::Copy { text: Words::of(if said.is_empty() { plain(&article) } else { said }) });
    helped(model, &article, out);
}

/// Says that the open answer, or the one under the cursor, helped.
pub fn helps(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(article) = model.knowledge.article().cloned() else {
        toast::plain(model, Text::new("toast-no-answer"));
        return;
    };
    helped(model, &article, out);
    toast::good(model, Text::new("toast-helped").with("title", article.title.as_str()));
}

/// Puts what to say into the message to the customer that is being written, else into the note of the ticket at hand: steps are
/// for colleagues, quotes may reach the customer.
pub fn insert(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(article) = model.knowledge.article().cloned() else {
        toast::plain(model, Text::new("toast-no-answer"));
        return;
    };
    let Some(ticket) = model.ticket_at_hand() else {
        toast::plain(model, Text::new("toast-no-ticket"));
        return;
    };
    let said = spoken(&article.body);
    if said.is_empty() {
        toast::plain(model, Text::new("toast-nothing-to-say"));
        return;
    }
    helped(model, &article, out);
    if !matches!(&model.form, Some(Form::Reply(form)) if form.ticket == ticket) {
        form::open_note(model, &ticket, out);
    }
    form::type_text(model, &said.join("\n"), out);
}

fn helped(model: &mut Model, article: &std::sync::Arc<Article>, out: &mut Vec<Effect>) {
    let ticket = model.ticket_at_hand();
    let query = model.knowledge.searched().trim().to_owned();
    let is_told = model.knowledge.is_told(&query, &article.id, ticket.as_ref());
    if let Some(ticket) = ticket {
        model.knowledge.used.insert(ticket, article.clone());
    }
    model.knowledge.came_to = CameTo::Answer;
    if let Some(line) = &mut model.knowledge.line {
        line.leads_nowhere = false;
    }
    if !is_told {
        model.knowledge.helped = Some(Helped { query, article: article.id.clone() });
        report(model, Some(article.id.clone()), UseOutcome::Helped, out);
    }
}

/// A ticket ends, and its end says that the answer helped which was opened for it: a key need not say it again.
pub fn told_by_end(model: &mut Model, ticket: &TicketId) {
    let knowledge = &mut model.knowledge;
    if let Some(opened) = knowledge.helps_untold(ticket) {
        let (query, article) = (opened.query.clone(), opened.article.id.clone());
        knowledge.ended = Some((ticket.clone(), Helped { query, article }));
    }
}

/// An answer as plain text: its title, and its steps without the signs of Markdown.
pub fn plain(article: &Article) -> String {
    let body = article.body.replace("**", "").replace('`', "");
    let lines = body.trim().lines().map(|line| line.trim_start_matches('#').trim());
    let text = std::iter::once(article.title.as_str()).chain(lines).collect::<Vec<_>>().join("\n");
    clean::text(&text)
}

fn report(model: &mut Model, article: Option<ArticleId>, outcome: UseOutcome, out: &mut Vec<Effect>) {
    let query = model.knowledge.searched().trim().to_owned();
    report_words(model, query, article, outcome, out);
}

fn report_words(
    model: &mut Model,
    query: String,
    article: Option<ArticleId>,
    outcome: UseOutcome,
    out: &mut Vec<Effect>,
) {
    if query.is_empty() {
        return;
    }
    let hit = article.as_ref().and_then(|article| model.knowledge.hit(article));
    let phrasing = hit.and_then(|hit| hit.phrasing.clone());
    let helped = article.as_ref().filter(|_| outcome == UseOutcome::Helped);
    let passed_over = helped.and_then(|article| model.knowledge.passed_over(article));
    let write = model.next_write();
    out.push(Effect::ReportUse { write, query, article, outcome, phrasing, passed_over });
}
