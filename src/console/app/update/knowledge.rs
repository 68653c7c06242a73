//! The answers: found while typing and by the caller's own words, without moving a cursor the agent is using.

use super::{form, toast};
use crate::console::app::effect::{Effect, UseOutcome};
use crate::console::app::model::form::Form;
use crate::console::app::model::knowledge::{CameTo, Knowledge, Newer, OFFERED, OpenArticle, Source, TYPED};
use crate::console::app::model::scope::Asker;
use crate::console::app::model::wall::Screen;
use crate::console::app::model::{Model, Pane};
use crate::console::app::problem::Problem;
use crate::console::app::remote::{Remote, RequestId};
use crate::console::app::text::Text;
use crate::domain::article::{Article, Hit, Scope};
use crate::domain::clean::{self, Words};
use crate::domain::ids::{ArticleId, CallId};
use crate::domain::speech::spoken;

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
    if knowledge.cursor > 0 || knowledge.touched || knowledge.open.is_some() {
        return;
    }
    match knowledge.source {
        Source::Nothing => {}
        Source::Caller { .. } => hear_caller(model, out),
        Source::Typed => {
            let query = knowledge.query.text().trim().to_owned();
            search_typed(model, query, out);
        }
    }
}

/// Newer hits that need not wait any longer take their place; and what is on screen is searched for again once it is meant
/// for somebody else, about something else, on another channel or day, though not while it is read.
pub fn follow(model: &mut Model, out: &mut Vec<Effect>) {
    let is_here = model.knowledge.newer.as_ref().is_some_and(|newer| !newer.hits.is_loading());
    if is_here && !is_held(model) {
        adopt_newer(model);
    }
    let is_read = is_under_keys(model) && !model.knowledge.typing;
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
    if !model.knowledge.is_answered() {
        report_nothing(model, out);
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
    if theirs && !model.knowledge.is_answered() {
        report_nothing(model, out);
    }
}

/// Empties the search line: the answers to the caller's words come back.
pub fn forget(model: &mut Model, out: &mut Vec<Effect>) {
    if model.knowledge.source == Source::Typed && !model.knowledge.typing {
        report_nothing(model, out);
    }
    let before = std::mem::take(&mut model.knowledge);
    let Knowledge { indexed, learning, typing, playing, played, helped, used, opened, .. } = before;
    model.knowledge =
        Knowledge { indexed, learning, typing, playing, played, helped, used, opened, ..Knowledge::default() };
    hear_caller(model, out);
}

/// The caller said something: the first three answers follow by themselves. While the agent is busy with older ones, or
/// has them under the keys, they wait.
pub fn hear_caller(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(pane) = &model.calls.current else { return };
    let call = pane.call.id.clone();
    let words = last_words(&pane.words());
    if words.is_empty() {
        leave_last_caller(model, &call);
        return;
    }
    let (request, now, lang) = (model.next_request(), model.now, model.lang);
    let (scope, held) = (model.search_scope(Asker::Caller), is_held(model));
    let knowledge = &mut model.knowledge;
    if held {
        let mut hits = Remote::Unasked;
        hits.ask(request, now);
        knowledge.newer = Some(Newer { call, words: words.clone(), scope: scope.clone(), hits });
    } else {
        show_for(knowledge, call, words.clone(), scope.clone());
        knowledge.newer = None;
        knowledge.hits.ask(request, now);
    }
    out.push(Effect::Search { request, query: words, lang, scope, limit: OFFERED });
}

/// The hits on screen are for these words from here on; with another call a new search begins.
fn show_for(knowledge: &mut Knowledge, call: CallId, words: String, scope: Scope) {
    if !matches!(&knowledge.source, Source::Caller { call: before, .. } if *before == call) {
        knowledge.came_to = CameTo::Open;
    }
    knowledge.source = Source::Caller { call, words };
    knowledge.scope = Some(scope);
}

/// Answers to an earlier caller are none to this one.
fn leave_last_caller(model: &mut Model, now: &CallId) {
    let knowledge = &mut model.knowledge;
    if knowledge.newer.as_ref().is_some_and(|newer| newer.call != *now) {
        knowledge.newer = None;
    }
    if !is_busy(knowledge) && matches!(&knowledge.source, Source::Caller { call, .. } if call != now) {
        knowledge.source = Source::Nothing;
        knowledge.hits = Remote::Unasked;
        knowledge.cursor = 0;
    }
}

/// Whether hits that come by themselves wait: a digit opens the answer that was read beside it.
fn is_held(model: &Model) -> bool {
    is_busy(&model.knowledge) || is_under_keys(model)
}

/// Whether the keys go to hits on screen.
fn is_under_keys(model: &Model) -> bool {
    let has_hits = model.knowledge.hits.value().is_some_and(|hits| !hits.is_empty());
    has_hits && model.screen == Screen::Desk && model.focus == Pane::Knowledge
}

/// Whether the agent is using what is on screen.
fn is_busy(knowledge: &Knowledge) -> bool {
    knowledge.touched || knowledge.open.is_some() || !knowledge.query.is_blank()
}

fn last_words(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let skip = line.chars().count().saturating_sub(WORDS);
    line.chars().skip(skip).collect()
}

/// Hits are here. Returns whether the search still counts.
pub fn found(model: &mut Model, request: RequestId, result: Result<Vec<Hit>, Problem>) -> bool {
    let now = model.now;
    if let Some(since) = model.knowledge.hits.asked_at(request) {
        model.latencies.search.add(now - since);
    }
    let knowledge = &mut model.knowledge;
    if knowledge.hits.settle(request, result.clone(), now) {
        let last = knowledge.hits.value().map_or(0, Vec::len).saturating_sub(1);
        knowledge.cursor = knowledge.cursor.min(last);
        return true;
    }
    knowledge.newer.as_mut().is_some_and(|newer| newer.hits.settle(request, result, now))
}

/// Lets newer hits for the caller's words take the place of older ones. Returns whether there were any.
pub fn adopt_newer(model: &mut Model) -> bool {
    let knowledge = &mut model.knowledge;
    let Some(Newer { call, words, scope, hits }) = knowledge.newer.take() else { return false };
    show_for(knowledge, call, words, scope);
    knowledge.hits = hits;
    knowledge.cursor = 0;
    knowledge.touched = false;
    true
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
        model.knowledge.opened.insert(ticket, article.clone());
    }
    let id = article.id.clone();
    model.knowledge.came_to = CameTo::Answer;
    model.knowledge.typing = false;
    model.knowledge.cursor = at;
    model.knowledge.touched = true;
    model.knowledge.open = Some(OpenArticle { article, query, scroll: 0, from });
    model.screen = Screen::Desk;
    model.focus = Pane::Knowledge;
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
    if let Some(ticket) = model.ticket_at_hand() {
        model.knowledge.used.insert(ticket, article.clone());
    }
    model.knowledge.came_to = CameTo::Answer;
    let now = Some((model.knowledge.searched().trim().to_owned(), article.id.clone()));
    if model.knowledge.helped != now {
        model.knowledge.helped = now;
        report(model, Some(article.id.clone()), UseOutcome::Helped, out);
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
