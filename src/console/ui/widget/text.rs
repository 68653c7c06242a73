//! The model's texts and the trade's words in the reader's language.

use chrono::TimeDelta;
use fluent_bundle::FluentValue;

use super::time;
use super::width::truncated;
use crate::console::app::text::{Arg, Text};
use crate::console::i18n::Texts;
use crate::domain::agent::Presence;
use crate::domain::clock::Level;
use crate::domain::customer::{Health, Tier};
use crate::domain::ids::{ProblemTypeId, RootCauseId};
use crate::domain::interaction::{Channel, Outcome};
use crate::domain::order::{Money, OrderStatus, ShipmentState};
use crate::domain::prediction::{Lexicon, OrderFact};
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::TicketStatus;
use crate::domain::ticket::view::TicketView;

/// A text of the model in the reader's language.
pub fn said(text: &Text, texts: &Texts, local: time::Local) -> String {
    let values: Vec<(&str, FluentValue<'static>)> =
        text.args.iter().map(|(name, arg)| (*name, value(arg, texts, local))).collect();
    texts.with(text.key, &values)
}

fn value(arg: &Arg, texts: &Texts, local: time::Local) -> FluentValue<'static> {
    match arg {
        Arg::Word(word) => word.clone().into(),
        Arg::Count(count) => (*count).into(),
        Arg::Time(at) => time::clock(*at, local).into(),
        Arg::Span(span) if span.abs() < TimeDelta::minutes(10) => time::stopwatch(*span).into(),
        Arg::Span(span) => time::span(*span).into(),
        Arg::Text(inner) => said(inner, texts, local).into(),
    }
}

/// The name of a kind of problem; its id when the lexicon does not know it.
pub fn problem(id: &ProblemTypeId, texts: &Texts) -> String {
    let known = Lexicon::built_in().problem(id);
    known.map_or_else(|| id.to_string(), |problem| in_language(&problem.zh, &problem.en, texts))
}

/// The name of a root cause; its id when the catalogue does not know it.
pub fn root_cause(id: &RootCauseId, causes: &Catalogue, texts: &Texts) -> String {
    let known = causes.get(id);
    known.map_or_else(|| id.to_string(), |cause| in_language(&cause.zh, &cause.en, texts))
}

/// The department that owns a root cause.
pub fn department(id: &RootCauseId, causes: &Catalogue, texts: &Texts) -> String {
    let known = causes.get(id);
    known.map_or_else(String::new, |cause| in_language(&cause.department_zh, &cause.department_en, texts))
}

/// Which of somebody's numbers it is ("mobile"), in the reader's language; people's own words for it as they stand.
pub fn phone_label(label: &str, texts: &Texts) -> String {
    let key = format!("phone-{}", label.to_lowercase());
    if texts.has(&key) { texts.get(&key) } else { label.to_owned() }
}

fn in_language(chinese: &str, english: &str, texts: &Texts) -> String {
    if texts.tag() == "en" { english } else { chinese }.to_owned()
}

/// A colleague's name where there is little room: "EC" for Emma Clarke; a name without blanks stays as it is.
pub fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() < 2 {
        return truncated(name, 6);
    }
    words.into_iter().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// "¥2,399", "£19.90": the sign of the currency, thousands apart, no decimals when they are nought.
pub fn money(amount: &Money) -> String {
    let sign = match amount.currency.as_str() {
        "CNY" => "¥".to_owned(),
        "GBP" => "£".to_owned(),
        "EUR" => "€".to_owned(),
        "USD" => "$".to_owned(),
        other => format!("{other} "),
    };
    let (whole, part) = (amount.minor.unsigned_abs() / 100, amount.minor.unsigned_abs() % 100);
    let minus = if amount.minor < 0 { "-" } else { "" };
    let decimals = if part == 0 { String::new() } else { format!(".{part:02}") };
    format!("{minus}{sign}{}{decimals}", thousands(whole))
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident($type:ident) { $($variant:ident => $key:literal),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            pub fn $name(value: $type) -> &'static str {
                match value { $($type::$variant => $key),+ }
            }
        )+

        /// Every key of the tables above, so that a test can ask for each.
        #[cfg(test)]
        pub const KEYS: &[&str] = &[$($($key),+),+];
    };
}

words! {
    /// The key of a view's name.
    view(TicketView) {
        Mine => "view-mine", Unassigned => "view-unassigned", Team => "view-team", Breached => "view-breached", All => "view-all",
    }
    /// The key of a presence.
    presence(Presence) {
        Available => "presence-available", Busy => "presence-busy", Break => "presence-break", Ringing => "presence-ringing",
        Talking => "presence-talking", Hold => "presence-hold", WrapUp => "presence-wrap-up", Offline => "presence-offline",
    }
    /// The key of a level's meaning.
    level(Level) {
        Idle => "level-idle", Ok => "level-ok", Soon => "level-soon", Due => "level-due", Breached => "level-breached",
        EscalatedLead => "level-lead", EscalatedDirector => "level-director",
    }
    /// The key of a customer's standing.
    tier(Tier) {
        Standard => "tier-standard", Silver => "tier-silver", Gold => "tier-gold", Enterprise => "tier-enterprise",
    }
    /// The key of a relation's health.
    health(Health) { Good => "health-good", Fair => "health-fair", Poor => "health-poor" }
    /// The key of a channel.
    channel(Channel) {
        Call => "channel-call", Wechat => "channel-wechat", Sms => "channel-sms", Email => "channel-email", Ticket => "channel-ticket",
    }
    /// The key of how a contact ended.
    outcome(Outcome) {
        Answered => "outcome-answered", Missed => "outcome-missed", Unanswered => "outcome-unanswered",
        Replied => "outcome-replied", Sent => "outcome-sent", Delivered => "outcome-delivered", Failed => "outcome-failed",
    }
    /// The key of an order's state.
    order(OrderStatus) {
        AwaitingPayment => "order-awaiting-payment", Paid => "order-paid", Shipped => "order-shipped",
        Delivered => "order-delivered", Returning => "order-returning", Refunded => "order-refunded", Cancelled => "order-cancelled",
    }
    /// The key of a parcel's state.
    shipment(ShipmentState) {
        Created => "shipment-created", Picked => "shipment-picked", InTransit => "shipment-in-transit",
        OutForDelivery => "shipment-out", Delivered => "shipment-delivered", Returned => "shipment-returned",
        Exception => "shipment-exception",
    }
    /// The key of what an order's state tells.
    fact(OrderFact) {
        NoScan72h => "fact-no-scan", PromisePast => "fact-promise-past", Delivered => "fact-delivered",
        RecentDelivery => "fact-recent-delivery", InTransit => "fact-in-transit", Returned => "fact-returned",
        ShipmentException => "fact-exception", RefundOpen => "fact-refund", InstallDue => "fact-install",
    }
    /// The key of a ticket's status.
    status(TicketStatus) {
        New => "status-new", Open => "status-open", Pending => "status-pending", Resolved => "status-resolved",
        Closed => "status-closed",
        Merged => "status-merged",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trades_words_are_all_in_the_catalogue() {
        let missing: Vec<_> = KEYS.iter().filter(|key| !Texts::of("en").has(key)).collect();
        assert_eq!(missing, [&""; 0]);
    }

    #[test]
    fn colleagues_are_known_by_their_initials() {
        assert_eq!(["Emma Clarke", "林薇", "欧阳桂兰"].map(initials), ["EC", "林薇", "欧阳…"]);
    }

    #[test]
    fn money_is_readable() {
        let said = |minor, currency: &str| money(&Money { minor, currency: currency.to_owned() });
        assert_eq!(said(239_900, "CNY"), "¥2,399");
        assert_eq!(said(1_990, "GBP"), "£19.90");
        assert_eq!(said(-123_456_789, "SEK"), "-SEK 1,234,567.89");
    }
}
