use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::access::{Access, Clearance, Deed, field_names};
use super::{
    HiddenField, TicketRight, Tier, cut_changes, cut_customer, cut_history, cut_pop, cut_ticket, may, may_read,
    may_write, ticket_stays_whole,
};
use crate::domain::agent::{Actor, ROLES, Role};
use crate::domain::call::{Call, CallState, Utterance};
use crate::domain::customer::{Customer, CustomerPhone, Health, Tier as CustomerTier};
use crate::domain::flow::FlowEvent;
use crate::domain::interaction::{Channel, Direction, Interaction, Outcome};
use crate::domain::prediction::Prediction;
use crate::domain::profile::{Caller, Profile, ScreenPop};
use crate::domain::ticket::glance::TicketGlance;
use crate::domain::ticket::{HistoryEntry, RootCauseTag, Ticket, TicketFact};

const NUMBER: &str = "13812345678";

fn now() -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH
}

fn customer() -> Customer {
    Customer {
        id: "c1".into(),
        version: 1,
        name: "王建国".to_owned(),
        avatar: None,
        company: None,
        phones: vec![CustomerPhone {
            e164: Some(format!("+86{NUMBER}")),
            raw: "138 1234 5678".to_owned(),
            label: "mobile".to_owned(),
            masked: false,
        }],
        email: Some("wangjianguo@example.com".to_owned()),
        city: Some("杭州".to_owned()),
        address: Some("西湖区 1 号".to_owned()),
        region: "华东".to_owned(),
        tier: CustomerTier::Gold,
        since: now(),
        health: Health::Good,
        sales_owner: None,
        implementation_owner: None,
        stage: None,
        obstacle: None,
        next_contact_at: None,
        custom: BTreeMap::from([("discount".to_owned(), "12 %".to_owned())]),
        updated_at: now(),
        hidden: Vec::new(),
    }
}

fn pop() -> ScreenPop {
    let call = Call {
        id: "k1".into(),
        external_id: "x1".to_owned(),
        from: Some(format!("+86{NUMBER}")),
        to: None,
        queue: None,
        agent: None,
        home: None,
        customer_id: Some("c1".into()),
        ticket_id: None,
        started_at: now(),
        state: CallState::Ringing,
        utterances: vec![Utterance { at: now(), text: format!("打我 {NUMBER}") }],
        wrap_up: None,
    };
    let interaction = Interaction {
        id: "i1".into(),
        customer_id: "c1".into(),
        channel: Channel::Sms,
        direction: Direction::Inbound,
        at: now(),
        summary: format!("回电{NUMBER}"),
        outcome: Outcome::Unanswered,
        duration_s: None,
        agent: None,
        media: Vec::new(),
        call_id: None,
        ticket_id: None,
    };
    let flow = FlowEvent {
        id: "f1".to_owned(),
        customer_id: "c1".into(),
        at: now(),
        department: "courier".to_owned(),
        text: format!("派件员 {NUMBER}"),
        record: None,
    };
    let profile = Profile {
        customer: customer(),
        orders: Vec::new(),
        interactions: vec![interaction],
        tickets: Vec::new(),
        flow: vec![flow],
        prediction: Prediction::default(),
        as_of: now(),
    };
    ScreenPop { call, caller: Caller::Known { profile: Box::new(profile) }, prediction: Prediction::default() }
}

#[test]
fn nobody_is_sent_a_whole_number_or_address() {
    for role in ROLES {
        let mut pop = pop();
        cut_pop(&mut pop, &Clearance::built_in(role));
        let sent = serde_json::to_string(&pop).expect("plain data");
        for secret in [NUMBER, "138 1234 5678", "wangjianguo"] {
            assert!(!sent.contains(secret), "{secret} was sent to {role:?}: {sent}");
        }
    }
}

#[test]
fn a_masked_number_says_so() {
    let mut customer = customer();
    cut_customer(&mut customer, &Clearance::built_in(Role::Director));
    let phone = &customer.phones[0];
    assert_eq!(
        (phone.e164.as_deref(), phone.raw.as_str(), phone.masked),
        (Some("+86138****5678"), "138 **** 5678", true)
    );
    assert_eq!(customer.email.as_deref(), Some("w***@example.com"));
}

#[test]
fn agents_read_two_tiers_and_are_told_whom_to_ask_for_the_third() {
    let mut cut = customer();
    cut_customer(&mut cut, &Clearance::built_in(Role::Agent));
    assert!(cut.custom.is_empty());
    assert_eq!(cut.hidden, [HiddenField { field: "custom".to_owned(), tier: Tier::Custom, ask: Role::Lead }]);
    assert_eq!(cut.name, "王建国");
    for role in [Role::Lead, Role::Director, Role::Admin] {
        let mut whole = customer();
        cut_customer(&mut whole, &Clearance::built_in(role));
        assert_eq!((whole.custom.len(), whole.hidden.len()), (1, 0), "{role:?}");
    }
}

#[test]
fn machines_read_nothing() {
    let mut pop = pop();
    cut_pop(&mut pop, &Clearance::built_in(Role::Cti));
    let sent = serde_json::to_string(&pop).expect("plain data");
    for secret in ["王建国", "西湖区", "discount", "回电", "派件员", "打我"] {
        assert!(!sent.contains(secret), "{secret}: {sent}");
    }
}

#[test]
fn a_number_is_masked_wherever_it_was_typed() {
    let said = || format!("回电 {NUMBER}");
    let mut customer = Customer {
        name: said(),
        company: Some(said()),
        address: Some(said()),
        stage: Some(said()),
        obstacle: Some(said()),
        custom: BTreeMap::from([("note".to_owned(), said())]),
        ..customer()
    };
    cut_customer(&mut customer, &Clearance::built_in(Role::Director));
    let tag = || RootCauseTag { id: "other".into(), note: Some(said()) };
    let facts = [
        TicketFact::Noted { text: said() },
        TicketFact::Pended { reason: said(), until: None },
        TicketFact::Resolved { root_cause: tag() },
        TicketFact::Closed { root_cause: tag() },
        TicketFact::Reopened { reason: Some(said()) },
        TicketFact::Changed { field: "words".to_owned(), from: Some(said()), to: Some(said()) },
        TicketFact::Acted { action: "track_parcel".to_owned(), result: said() },
    ];
    let mut sent = vec![serde_json::to_string(&customer).expect("plain data")];
    for what in facts {
        let mut entry = HistoryEntry { seq: 1, at: now(), by: Actor::System { name: "x".to_owned() }, what };
        cut_history(&mut entry, Role::Director);
        sent.push(serde_json::to_string(&entry).expect("plain data"));
    }
    assert!(sent.iter().all(|sent| sent.contains("138****5678") && !sent.contains(NUMBER)), "{sent:#?}");
}

fn changes(fields: Value) -> BTreeMap<String, [Value; 2]> {
    let Value::Object(fields) = fields else { panic!("fields of a record") };
    fields.into_iter().map(|(field, to)| (field, [Value::Null, to])).collect()
}

fn cut(kind: &str, fields: Value, role: Role) -> BTreeMap<String, Value> {
    let mut all = changes(fields);
    cut_changes(kind, &mut all, &Clearance::built_in(role), |[from, to]| [from, to]);
    all.into_iter().map(|(field, [_, to])| (field, to)).collect()
}

#[test]
fn pushed_changes_are_cut_like_answers() {
    let fields = json!({
        "phones": [{ "e164": "+8613812345678", "raw": NUMBER, "label": "mobile" }],
        "email": "wangjianguo@example.com",
        "custom": { "discount": "12 %" },
        "stage": "quoted",
    });
    let for_agent = cut("customer", fields.clone(), Role::Agent);
    assert_eq!(
        for_agent["phones"],
        json!([{ "e164": "+86138****5678", "raw": "138****5678", "label": "mobile", "masked": true }])
    );
    assert_eq!(for_agent["email"], json!("w***@example.com"));
    assert_eq!(for_agent["stage"], json!("quoted"));
    assert!(!for_agent.contains_key("custom"));
    assert!(cut("customer", fields.clone(), Role::Lead).contains_key("custom"));
    assert!(cut("customer", fields, Role::Cti).is_empty());
}

#[test]
fn waybills_ids_and_times_of_a_change_stay() {
    let fields = json!({ "tracking_number": "SF1380045512", "at": "2026-02-12T14:23:05Z", "priority": 1, "note": format!("回{NUMBER}") });
    let sent = cut("ticket", fields, Role::Agent);
    assert_eq!(
        (&sent["tracking_number"], &sent["at"], &sent["priority"]),
        (&json!("SF1380045512"), &json!("2026-02-12T14:23:05Z"), &json!(1))
    );
    assert_eq!(sent["note"], json!("回138****5678"));
}

#[test]
fn the_table_says_who_writes_what() {
    let allowed = [
        (Role::Agent, "customer", "company", true),
        (Role::Agent, "customer", "tier", false),
        (Role::Agent, "customer", "sales_owner", false),
        (Role::Agent, "customer", "custom", false),
        (Role::Lead, "customer", "tier", true),
        (Role::Agent, "ticket", "priority", true),
        (Role::Agent, "ticket", "status", false),
        (Role::Agent, "article", "body", false),
        (Role::Lead, "article", "body", true),
        (Role::Cti, "ticket", "priority", false),
        (Role::Admin, "nothing", "at all", false),
    ];
    for (role, record, field, may) in allowed {
        assert_eq!(may_write(role, record, field), may, "{role:?} {record}.{field}");
    }
}

#[test]
fn whoever_is_higher_may_no_less() {
    let rights = [TicketRight::Note, TicketRight::Work, TicketRight::Assign, TicketRight::ActForOthers];
    let tiers = [Tier::Basic, Tier::Contacts, Tier::Custom];
    for pair in ROLES[..4].windows(2) {
        assert!(rights.iter().all(|right| !may(pair[0], *right) || may(pair[1], *right)), "{pair:?}");
        assert!(tiers.iter().all(|tier| !may_read(pair[0], *tier) || may_read(pair[1], *tier)), "{pair:?}");
    }
    assert!(!may(Role::Agent, TicketRight::ActForOthers) && may(Role::Lead, TicketRight::ActForOthers));
    assert!(rights.iter().all(|right| !may(Role::Cti, *right)));
}

fn stored_ticket() -> Value {
    json!({
        "id": "t1", "number": 10482, "version": 3, "subject": "手机未收到", "words": "到底什么时候能到",
        "problem_type": "fulfilment_exception", "status": "pending", "priority": 2, "queue": "default", "region": "华东",
        "customer": { "id": "c1", "name": "王建国" }, "order_id": "o1",
        "assignee": { "id": "lin", "name": "林薇", "extension": "8001" },
        "created_at": now(), "updated_at": now(),
        "pending": { "reason": "等照片", "since": now(), "until": now() },
        "root_cause": { "id": "lost_by_courier", "note": "转运中心" },
        "article_id": "a1", "merged_into": "t2", "clocks": [], "viewers": [],
    })
}

/// The places of every text in a record.
fn texts(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(place.to_owned()),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| texts(value, &format!("{place}/{name}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_stored_ticket_is_shown_as_it_is_just_when_nothing_would_be_cut_from_it() {
    let mut places = Vec::new();
    texts(&stored_ticket(), "", &mut places);
    assert!(places.len() > 15, "every text is tried: {places:?}");
    let mut cut_somewhere = 0;
    for place in places {
        let mut record = stored_ticket();
        *record.pointer_mut(&place).unwrap() = format!("回电 {NUMBER}").into();
        let Ok(ticket) = serde_json::from_value::<Ticket>(record.clone()) else { continue };
        let mut cut = ticket.clone();
        cut_ticket(&mut cut, Role::Agent);
        let json = record.to_string();
        let whole = ticket_stays_whole(&TicketGlance::at(&json).unwrap(), Role::Agent);
        assert_eq!(whole, cut == ticket, "{place}");
        cut_somewhere += usize::from(cut != ticket);
    }
    assert_eq!(cut_somewhere, 5);
}

fn access(text: &str) -> Access {
    Access::parse("access.toml", text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

#[test]
fn without_a_file_the_table_says_what_is_built_in() {
    let table = Access::default();
    for role in ROLES {
        for field in field_names() {
            let (record, name) = field.split_once('.').unwrap_or((field, ""));
            let reads = may_read(role, super::access::tier_of(field));
            assert_eq!(table.may(role, field, Deed::Read), reads, "{role:?} {field}");
            assert_eq!(table.may(role, field, Deed::Write), reads && may_write(role, record, name), "{role:?} {field}");
        }
    }
}

#[test]
fn a_row_decides_and_the_last_one_wins() {
    let table = access(
        "[[rule]]\nrole = 'agent'\nfield = 'customer.company'\nread = false\n\n\
         [[rule]]\nrole = 'agent'\nfield = 'customer.email'\nreveal = false\n\n\
         [[rule]]\nrole = 'agent'\nfield = 'customer.company'\nread = true\nwrite = false\n",
    );
    let ruling = table.ruling(Role::Agent, "customer.company", Deed::Write);
    assert_eq!((ruling.allowed, ruling.by.as_str(), ruling.ask), (false, "access.toml:13", Some(Role::Lead)));
    assert_eq!(table.ruling(Role::Agent, "customer.company", Deed::Read).by, "access.toml:13");
    assert!(
        !table.may(Role::Agent, "customer.email", Deed::Reveal)
            && table.may(Role::Lead, "customer.email", Deed::Reveal)
    );
    assert_eq!(table.ruling(Role::Lead, "customer.company", Deed::Read).by, "built in");
}

#[test]
fn what_may_not_be_read_can_be_neither_changed_nor_revealed() {
    let table = access("[[rule]]\nrole = 'lead'\nfield = 'customer.phones'\nread = false\nreveal = true\n");
    for deed in super::access::DEEDS {
        assert!(!table.may(Role::Lead, "customer.phones", deed), "{deed:?}");
    }
}

#[test]
fn a_wrong_file_is_refused_whole_with_place_and_cure() {
    let cases = [
        ("[[rule]]\nrole = 'boss'\nfield = 'contacts'\nread = true", "access.toml:2: 'boss' is no role that reads"),
        ("[[rule]]\nrole = 'cti'\nfield = 'contacts'\nread = true", "access.toml:2: 'cti' is no role that reads"),
        ("[[rule]]\nrole = 'lead'\nfield = 'customer.shoe'\nread = true", "access.toml:3: 'customer.shoe' is no field"),
        (
            "[[rule]]\nrole = 'lead'\nfield = 'customer.name'\nread = false",
            "access.toml:4: 'customer.name' has no 'read'",
        ),
        ("[[rule]]\nrole = 'lead'\nfield = 'contacts'", "access.toml:3: nothing is said"),
        ("[[rule]]\nrole = 'lead'\nfield = 'contacts'\nraed = true", "access.toml:4: unknown field `raed`"),
        ("[[rule]]\nrole = 'lead'\nfield = 'contacts'\nread = 'yes'", "access.toml:4: invalid type"),
        ("[[rule", "access.toml:1: "),
    ];
    for (text, expected) in cases {
        let mistakes = Access::parse("access.toml", text).expect_err(text);
        assert!(mistakes[0].to_string().starts_with(expected), "{text:?}: {}", mistakes[0]);
    }
}

#[test]
fn a_hidden_field_is_named_with_whom_to_ask_and_leaves_nothing() {
    let rows =
        ["customer.company", "customer.city", "customer.address", "customer.email", "contacts", "orders", "flow"];
    let rows: String =
        rows.map(|field| format!("[[rule]]\nrole = 'agent'\nfield = '{field}'\nread = false\n")).concat();
    let eyes = Clearance::new(Role::Agent, access(&rows).into());
    let mut pop = pop();
    cut_pop(&mut pop, &eyes);
    let sent = serde_json::to_string(&pop).expect("plain data");
    for secret in ["西湖区", "杭州", "回电", "派件员", "打我", "example.com"] {
        assert!(!sent.contains(secret), "{secret}: {sent}");
    }
    let Caller::Known { profile } = pop.caller else { panic!("{sent}") };
    let told: Vec<&str> = profile.customer.hidden.iter().map(|hidden| hidden.field.as_str()).collect();
    assert_eq!(told, ["company", "email", "city", "address", "custom", "interactions", "orders", "flow"]);
    assert!(profile.customer.hidden.iter().all(|hidden| hidden.ask == Role::Lead));
}
