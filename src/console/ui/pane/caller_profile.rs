//! Everything about one customer (M1), on one screen: newest and worst first, each block a few lines, nothing scrolls.

use chrono::{Datelike, TimeDelta};
use ratatui::layout::Rect;

use super::caller::prediction;
use super::history::field_name;
use super::ticket_row::badge;
use crate::console::app::model::Pane;
use crate::console::app::model::caller::CallPane;
use crate::console::app::model::faces;
use crate::console::app::model::picture::Drawn;
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::profile::{ProfilePane, ProfileRow};
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{in_lines, left, right, width, wrapped};
use crate::console::ui::widget::{picture, text, time};
use crate::domain::agent::AgentRef;
use crate::domain::clock::Level;
use crate::domain::customer::{Customer, CustomerPhone, Health};
use crate::domain::interaction::{Channel, Interaction, Outcome};
use crate::domain::order::{Order, OrderStatus, ShipmentState};
use crate::domain::phone;
use crate::domain::profile::Profile;
use crate::domain::ticket::{Ticket, TicketStatus};

/// Lines of the caller's last words, at most.
const LAST_WORDS: usize = 2;
/// A profile that is fetched again is marked with its age from here on.
const OLD: TimeDelta = TimeDelta::minutes(1);
/// From this height on, blocks may be longer than four lines.
const ROOMY: u16 = 40;
/// From this width on, a face stands beside the name.
const BROAD: u16 = 40;
/// From this height on, too.
const TALL: u16 = 16;

/// The heading of a customer opened without a call.
pub fn title(scene: &Scene<'_>) -> Row {
    Row::of(scene.say("customer"), scene.heading(Pane::Middle))
}

/// Paints the profile below `head`; `call` is the call it came with, if any.
pub fn draw(
    scene: &Scene<'_>,
    pane: &ProfilePane,
    head: &[Row],
    call: Option<&CallPane>,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let mut rows = head.to_vec();
    let Some(profile) = pane.profile.value() else {
        rows.push(Row::of(&pane.name, scene.style(Role::Strong)));
        rows.push(scene.missing(pane.profile.is_loading(), pane.profile.problem()));
        canvas.rows(&rows, area);
        return;
    };
    let face = face(scene, &profile.customer, area);
    let beside = face.map_or(0, |_| faces::ROOM.width + 1);
    let mut known = identity(scene, pane, &profile.customer, usize::from(area.width - beside));
    if let Some(drawn) = face {
        known.resize_with(known.len().max(usize::from(faces::ROOM.height)), Row::new);
        let at = Rect { x: area.x, y: area.y + rows.len() as u16, ..drawn.cells.area };
        picture::put(&drawn.cells, 0, at, canvas.buffer);
    }
    rows.extend(known.into_iter().map(|row| row.indented(beside)));
    let is_old = pane.profile.as_of().is_some_and(|at| scene.now - at > OLD);
    if pane.profile.problem().is_some() || pane.profile.is_loading() && is_old {
        let when = scene.ago(profile.as_of);
        rows.push(Row::of(scene.say_with("data-as-of", &[("when", when.into())]), scene.style(Role::Warn)));
    }
    rows.push(Row::new());
    let known = call.map(|call| &call.prediction).filter(|prediction| !prediction.problems.is_empty());
    rows.extend(prediction(scene, known.unwrap_or(&profile.prediction), usize::from(area.width)));
    rows.extend(last_words(scene, call, usize::from(area.width)));
    let room = usize::from(area.height).saturating_sub(rows.len());
    rows.extend(blocks(scene, pane, profile, room, area));
    canvas.rows(&rows, area);
}

/// The customer's face, where there is room for all of it. What lies on top would leave half a picture: it gives way.
fn face<'a>(scene: &Scene<'a>, customer: &Customer, area: Rect) -> Option<&'a Drawn> {
    let has_room = area.width >= BROAD && area.height >= TALL && scene.model.overlays.is_empty();
    customer.avatar.as_ref().filter(|_| has_room).and_then(|media| scene.model.faces.get(media))
}

fn identity(scene: &Scene<'_>, pane: &ProfilePane, customer: &Customer, columns: usize) -> Vec<Row> {
    let mut rows = vec![name_line(scene, customer)];
    rows.extend(numbers(scene, pane, customer));
    let muted = scene.style(Role::Muted);
    rows.extend(in_lines(&owners(scene, customer), "    ", columns).into_iter().map(|line| Row::of(line, muted)));
    rows.extend(in_lines(&standing(scene, customer), "   ", columns).into_iter().map(|line| Row::of(line, muted)));
    rows.extend(hidden(scene, customer));
    rows
}

fn name_line(scene: &Scene<'_>, customer: &Customer) -> Row {
    let (role, sign) = match customer.health {
        Health::Good => (Role::Good, scene.symbol(Role::Good)),
        Health::Fair => (Role::Warn, scene.symbol(Role::Warn)),
        Health::Poor => (Role::Bad, scene.symbol(Role::Alert)),
    };
    let years = (scene.look.local)(scene.now).year() - (scene.look.local)(customer.since).year();
    let since = if years > 0 {
        scene.say_with("customer-years", &[("count", i64::from(years).into())])
    } else {
        scene.say("customer-new")
    };
    let mut row = Row::of(&customer.name, scene.style(Role::Strong));
    if let Some(company) = &customer.company {
        row = row.text(format!("  {company}"), scene.style(Role::Text));
    }
    row.text(format!("   {} · {since}", scene.say(text::tier(customer.tier))), scene.style(Role::Text))
        .right(format!("{} ", scene.say("health")), scene.style(Role::Muted))
        .right(format!("{sign}{}", scene.say(text::health(customer.health))), scene.style(role))
}

/// Numbers in full while they are shown, else the masked ones where no call shows them already.
fn numbers(scene: &Scene<'_>, pane: &ProfilePane, customer: &Customer) -> Option<Row> {
    if let Some(values) = pane.revealed(scene.now) {
        let until = pane.reveal.value().map_or(TimeDelta::zero(), |revealed| revealed.until - scene.now);
        let note = scene.say_with("revealed-for", &[("span", time::stopwatch(until).into())]);
        let written: Vec<String> = values.iter().map(|number| phone::domestic(number, scene.look.home)).collect();
        let numbers = Row::new().giving(format!("{}  ", written.join("  ")), scene.style(Role::Accent));
        return Some(numbers.text(note, scene.style(Role::Muted)));
    }
    if pane.reveal.is_loading() || pane.reveal.problem().is_some() {
        return Some(scene.missing(pane.reveal.is_loading(), pane.reveal.problem()));
    }
    let numbers: Vec<String> = customer.phones.iter().take(3).map(|number| labelled(scene, number)).collect();
    let several = numbers.len() > 1 || scene.model.middle == crate::console::app::model::Middle::Customer;
    several.then(|| Row::of(numbers.join(" · "), scene.style(Role::Muted)))
}

/// "0571****8888 办公": as people at home write it, and whose it is.
pub fn labelled(scene: &Scene<'_>, number: &CustomerPhone) -> String {
    let written = number.e164.as_deref().map(|e164| phone::domestic(e164, scene.look.home));
    let label = text::phone_label(&number.label, scene.texts());
    format!("{} {label}", written.as_deref().unwrap_or(&number.raw)).trim_end().to_owned()
}

/// Who answers for the customer, and how to reach them.
fn owners(scene: &Scene<'_>, customer: &Customer) -> Vec<String> {
    let person = |key: &str, agent: &AgentRef| {
        let extension =
            agent.extension.as_deref().map(|number| scene.say_with("extension", &[("number", number.into())]));
        [scene.say(key), agent.name.clone(), extension.unwrap_or_default()].join(" ").trim_end().to_owned()
    };
    let sales = customer.sales_owner.as_ref().map(|agent| person("owner-sales", agent));
    let implementation = customer.implementation_owner.as_ref().map(|agent| person("owner-implementation", agent));
    sales.into_iter().chain(implementation).collect()
}

/// The three fields of a contact (M15), as far as they are known.
fn standing(scene: &Scene<'_>, customer: &Customer) -> Vec<String> {
    let stage =
        customer.stage.as_ref().map(|stage| scene.say_with("customer-stage", &[("stage", stage.as_str().into())]));
    let obstacle = customer
        .obstacle
        .as_ref()
        .map(|words| scene.say_with("customer-obstacle", &[("words", words.as_str().into())]));
    let next = customer.next_contact_at.map(|at| scene.say_with("customer-next", &[("when", scene.moment(at).into())]));
    [stage, obstacle, next].into_iter().flatten().collect()
}

/// What the reader may not see, by name, and to whom to turn.
fn hidden(scene: &Scene<'_>, customer: &Customer) -> Option<Row> {
    let first = customer.hidden.first()?;
    let ask = scene.say(&format!("role-{}", first.ask.as_str()));
    let names: Vec<String> = customer.hidden.iter().map(|hidden| field_name(scene, &hidden.field)).collect();
    let values = [("fields", names.join(&scene.say("list-separator")).into()), ("ask", ask.into())];
    Some(Row::of(scene.say_with("fields-hidden", &values), scene.style(Role::Hidden)))
}

/// What the caller said last, the end of it if it is long.
fn last_words(scene: &Scene<'_>, call: Option<&CallPane>, columns: usize) -> Vec<Row> {
    let Some(utterance) = call.and_then(|call| call.call.utterances.last()) else { return Vec::new() };
    let words = format!("\"{}\"", utterance.text);
    let lines = wrapped(&words, columns);
    let line = |range: std::ops::Range<usize>| Row::of(words[range].trim_end(), scene.style(Role::Strong));
    let shown = lines.len().saturating_sub(LAST_WORDS);
    lines.into_iter().skip(shown).map(line).chain([Row::new()]).collect()
}

/// How many entries of each block are shown.
struct Shares<'a> {
    profile: &'a Profile,
    orders: usize,
    contacts: usize,
    tickets: usize,
}

impl<'a> Shares<'a> {
    fn of(profile: &'a Profile, roomy: bool) -> Self {
        let most = if roomy { [4, 14, 8] } else { [2, 4, 3] };
        Self {
            profile,
            orders: profile.orders.len().min(most[0]),
            contacts: profile.interactions.len().min(most[1]),
            tickets: profile.tickets.len().min(most[2]),
        }
    }

    fn lines(&self) -> usize {
        let block = |lines: usize| if lines > 0 { lines + 2 } else { 0 };
        (block(self.order_lines()) + block(self.contacts) + block(self.tickets)).saturating_sub(1)
    }

    fn order_lines(&self) -> usize {
        self.profile.orders.iter().take(self.orders).map(order_lines).sum()
    }

    /// Takes from the longest block until all fits; the last entry of a block stays.
    fn fitted(mut self, room: usize) -> Self {
        while self.lines() > room {
            let lengths = [(self.contacts, 0), (self.order_lines(), 1), (self.tickets, 2)];
            let can_give = |block: usize| [self.contacts, self.orders, self.tickets][block] > 1;
            let longest = lengths.into_iter().filter(|(_, block)| can_give(*block)).max_by_key(|(lines, _)| *lines);
            match longest {
                Some((_, 0)) => self.contacts -= 1,
                Some((_, 1)) => self.orders -= 1,
                Some(_) => self.tickets -= 1,
                None => break,
            }
        }
        self
    }
}

fn blocks(scene: &Scene<'_>, pane: &ProfilePane, profile: &Profile, room: usize, area: Rect) -> Vec<Row> {
    let shares = Shares::of(profile, area.height >= ROOMY).fitted(room);
    let cursor = pane.row().filter(|_| scene.model.focus == Pane::Middle);
    let place = |row: Row, at: ProfileRow| {
        row.on((cursor == Some(at)).then(|| scene.cursor_ground(Pane::Middle))).spot(Spot::Profile(at))
    };
    let mut rows = Vec::new();
    block(scene, &mut rows, "block-orders", profile.orders.len(), shares.orders);
    let columns = order_columns(scene, &profile.orders);
    let first = first_shown(cursor, shares.orders, |row| if let ProfileRow::Order(at) = row { Some(at) } else { None });
    for (at, found) in profile.orders.iter().enumerate().skip(first).take(shares.orders) {
        rows.extend(order(scene, found, columns).into_iter().map(|row| place(row, ProfileRow::Order(at))));
    }
    block(scene, &mut rows, "block-contacts", profile.interactions.len(), shares.contacts);
    let moments = profile.interactions.iter().map(|found| width(&scene.moment(found.at))).max().unwrap_or(0) + 1;
    let first =
        first_shown(cursor, shares.contacts, |row| if let ProfileRow::Interaction(at) = row { Some(at) } else { None });
    for (at, found) in profile.interactions.iter().enumerate().skip(first).take(shares.contacts) {
        rows.push(place(contact(scene, found, moments), ProfileRow::Interaction(at)));
    }
    block(scene, &mut rows, "block-tickets", profile.tickets.len(), shares.tickets);
    let first =
        first_shown(cursor, shares.tickets, |row| if let ProfileRow::Ticket(at) = row { Some(at) } else { None });
    for (at, found) in profile.tickets.iter().enumerate().skip(first).take(shares.tickets) {
        rows.push(place(ticket(scene, found), ProfileRow::Ticket(at)));
    }
    rows
}

/// The first entry of a block that is shown, so that the one under the cursor is in sight.
fn first_shown(cursor: Option<ProfileRow>, shown: usize, place: fn(ProfileRow) -> Option<usize>) -> usize {
    cursor.and_then(place).map_or(0, |at| (at + 1).saturating_sub(shown))
}

/// The heading of a block, a blank before it; what is not shown is counted.
fn block(scene: &Scene<'_>, rows: &mut Vec<Row>, key: &str, all: usize, shown: usize) {
    if shown == 0 {
        return;
    }
    if !rows.is_empty() {
        rows.push(Row::new());
    }
    let heading = Row::of(scene.say(key), scene.style(Role::Heading));
    let more = scene.say_with("more", &[("count", (all.saturating_sub(shown) as i64).into())]);
    rows.push(if all > shown { heading.right(more, scene.style(Role::Muted)) } else { heading });
}

/// Lines of an order: one that is over needs no parcel.
fn order_lines(order: &Order) -> usize {
    if is_over(order) { 1 } else { 2 }
}

fn is_over(order: &Order) -> bool {
    matches!(order.status, OrderStatus::Delivered | OrderStatus::Refunded | OrderStatus::Cancelled)
}

fn order(scene: &Scene<'_>, order: &Order, (money, state_columns): (usize, usize)) -> Vec<Row> {
    let item = order.items.first().map_or_else(String::new, |item| format!("{} ×{}", item.name, item.quantity));
    let more = if order.items.len() > 1 { format!(" +{}", order.items.len() - 1) } else { String::new() };
    let (state, trouble) = order_state(scene, order);
    let role = if trouble { Role::Alert } else { Role::Text };
    let first = Row::of(left(&order.number, width(&order.number).max(5) + 2), scene.style(Role::Text))
        .giving(item, scene.style(Role::Text))
        .text(more, scene.style(Role::Text))
        .right(right(&text::money(&order.total), money), scene.style(Role::Text))
        .right(format!("  {}", right(&state, state_columns)), scene.style(role))
        .indented(2);
    if is_over(order) { vec![first] } else { vec![first, parcel(scene, order)] }
}

/// Columns of the amounts and of the states, so that both line up.
fn order_columns(scene: &Scene<'_>, orders: &[Order]) -> (usize, usize) {
    let money = orders.iter().map(|order| width(&text::money(&order.total)));
    let states = orders.iter().map(|order| width(&order_state(scene, order).0));
    (money.max().unwrap_or(0), states.max().unwrap_or(0))
}

fn order_state(scene: &Scene<'_>, order: &Order) -> (String, bool) {
    match &order.shipment {
        Some(shipment) if order.status == OrderStatus::Shipped => {
            (scene.say(text::shipment(shipment.state)), shipment.state == ShipmentState::Exception)
        }
        Some(shipment) if order.status == OrderStatus::Delivered => {
            let scanned = shipment.last_scan().map(|scan| (scene.look.local)(scan.at).format(" %m-%d").to_string());
            (scene.say(text::order(order.status)) + &scanned.unwrap_or_default(), false)
        }
        _ => (scene.say(text::order(order.status)), false),
    }
}

/// The waybill and the last scan, which is an alarm when it is old and the parcel still under way.
fn parcel(scene: &Scene<'_>, order: &Order) -> Row {
    let Some(shipment) = &order.shipment else {
        let promised = order.promised_at.map(|at| scene.say_with("promised", &[("when", scene.moment(at).into())]));
        let placed = scene.say_with("placed", &[("when", scene.moment(order.placed_at).into())]);
        return Row::of(promised.unwrap_or(placed), scene.style(Role::Muted)).indented(9);
    };
    let row = Row::of(format!("{} ", carrier(scene, &shipment.carrier)), scene.style(Role::Muted))
        .text(&shipment.tracking_number, scene.style(Role::Text))
        .indented(9);
    let Some(scan) = shipment.last_scan() else {
        return row.right(scene.say("never-scanned"), scene.style(Role::Warn));
    };
    let role = if order.is_stuck(scene.now) { Role::Alert } else { Role::Muted };
    row.right_giving(&scan.place, scene.style(role)).right(format!(" · {}", scene.ago(scan.at)), scene.style(role))
}

/// The courier's name in the reader's language; its code when the catalogue has none.
pub fn carrier(scene: &Scene<'_>, code: &str) -> String {
    let key = format!("carrier-{}", code.to_lowercase());
    if scene.texts().has(&key) { scene.say(&key) } else { code.to_owned() }
}

fn contact(scene: &Scene<'_>, contact: &Interaction, moments: usize) -> Row {
    let (end, role) = ending(scene, contact);
    let picture = if contact.media.is_empty() { String::new() } else { format!("[{}] ", scene.say("picture")) };
    let quotes = if contact.channel == Channel::Call && !contact.summary.is_empty() { "\"" } else { "" };
    Row::of(left(&scene.moment(contact.at), moments), scene.style(Role::Muted))
        .text(left(&scene.say(text::channel(contact.channel)), channel_columns(scene)), scene.style(Role::Text))
        .text(format!("{picture}{quotes}"), scene.style(Role::Text))
        .giving(&contact.summary, scene.style(Role::Text))
        .text(quotes, scene.style(Role::Text))
        .right(end, scene.style(role))
        .indented(2)
}

/// Channels' names line up: as wide as the widest of the language.
fn channel_columns(scene: &Scene<'_>) -> usize {
    scene.columns(&["channel-call", "channel-wechat", "channel-sms", "channel-email", "channel-ticket"], 2)
}

/// How it ended: the length of a call, or that a message still waits.
fn ending(scene: &Scene<'_>, contact: &Interaction) -> (String, Role) {
    let who = contact.agent.as_ref().map(|agent| format!("{} ", text::initials(&agent.name))).unwrap_or_default();
    match (contact.outcome, contact.duration_s) {
        (Outcome::Answered, Some(seconds)) => (format!("{who}{}", time::talked(seconds)), Role::Muted),
        (Outcome::Unanswered | Outcome::Missed, _) => (scene.say(text::outcome(contact.outcome)), Role::Warn),
        (Outcome::Failed, _) => (scene.say(text::outcome(contact.outcome)), Role::Bad),
        (outcome, _) => (scene.say(text::outcome(outcome)), Role::Muted),
    }
}

fn ticket(scene: &Scene<'_>, ticket: &Ticket) -> Row {
    let badge = badge(scene, ticket);
    let told = match ticket.level(scene.now) {
        Level::EscalatedLead => format!(" · {}", scene.say("level-lead")),
        Level::EscalatedDirector => format!(" · {}", scene.say("level-director")),
        _ => String::new(),
    };
    let status = scene.say(text::status(ticket.status));
    let said = ticket.status == TicketStatus::Pending || status == badge.words;
    let status = if said { String::new() } else { format!("{status} · ") };
    Row::of(left(&badge.symbol, 3), badge.style)
        .text(format!("{} ", ticket.number), scene.style(Role::Text))
        .giving(&ticket.subject, scene.style(Role::Text))
        .right_giving(status, scene.style(Role::Muted))
        .right(format!("{}{told}", badge.words), badge.style)
        .indented(2)
}
