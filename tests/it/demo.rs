//! The demo: a whole desk in one process.

use std::time::Duration;

use ringdesk::crm::api::{Api, WriteKey};
use ringdesk::crm::http::{Token, install_tls};
use ringdesk::crm::live::{LiveFact, follow};
use ringdesk::demo::{Demo, Options, Scale};
use ringdesk::domain::agent::Role;
use ringdesk::domain::ids::CustomerId;
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::{NewCall, Reveal};
use tokio::sync::mpsc;

fn options(lang: &str) -> Options {
    Options {
        lang: lang.to_owned(),
        scale: Scale::of_tickets(90),
        seed: 1,
        listen: ([127, 0, 0, 1], 0).into(),
        data: None,
        quiet_phone: true,
        rings_at: Role::Agent,
        policies: None,
    }
}

fn api(demo: &Demo, role: Role) -> Api {
    let login = demo.login_as(role).expect("everybody has a login");
    Api::new(&demo.url(), Some(&Token::new(&login.token))).expect("the address is good")
}

#[tokio::test]
async fn every_login_works_and_the_desk_has_work() {
    install_tls();
    for lang in ["zh-CN", "en"] {
        let demo = Demo::open(options(lang)).await.expect("the demo opens");
        assert_eq!(demo.logins().iter().filter(|login| login.role == Role::Agent).count(), 12);
        for role in [Role::Agent, Role::Lead, Role::Director, Role::Admin] {
            assert_eq!(api(&demo, role).me().await.expect("the token works").agent.role, role);
        }
        let mine = api(&demo, Role::Agent).tickets(TicketView::Mine, &PageRequest::default()).await.expect("a page");
        assert!(mine.items.len() >= 10, "{} tickets", mine.items.len());
        demo.close().await;
    }
}

#[tokio::test]
async fn a_kept_world_goes_on_and_a_passing_one_leaves_nothing_behind() {
    install_tls();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("world");
    let kept = || Options { data: Some(data.clone()), ..options("en") };
    let first = Demo::open(kept()).await.expect("the demo opens");
    let me = api(&first, Role::Agent).me().await.expect("me").agent.name;
    first.close().await;
    let again = Demo::open(Options { lang: "zh-CN".to_owned(), ..kept() }).await.expect("it opens again");
    assert_eq!(api(&again, Role::Agent).me().await.expect("me").agent.name, me);
    again.close().await;
    assert!(data.join("world.json").exists());
}

#[tokio::test]
async fn the_demo_goes_by_the_policies_of_its_folder_and_says_what_is_wrong_with_one() {
    install_tls();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("10-demo.toml");
    std::fs::write(&file, "[[policy]]\nname = 'demo'\ntargets = { resolution = '3d' }\n").expect("written");
    let with_policies = || Options { policies: Some(folder.path().to_owned()), ..options("zh-CN") };
    let demo = Demo::open(with_policies()).await.expect("the demo opens");
    let lead = api(&demo, Role::Lead);
    let ticket = lead.tickets(TicketView::All, &PageRequest::default()).await.expect("a page").items.remove(0);
    assert_eq!(lead.ticket_clocks(&ticket.id).await.expect("explained").policy, "demo");
    demo.close().await;
    std::fs::write(&file, "[[policy]]\nname = 'demo'\ntargets = { resolution = 'soon' }\n").expect("written");
    let refused = Demo::open(with_policies()).await.err().expect("a mistake is none to begin with").to_string();
    assert!(refused.starts_with("10-demo.toml:3: 'soon' is no length of time"), "{refused}");
}

#[tokio::test]
async fn callers_ring_at_the_desk_that_is_open_and_say_why() {
    install_tls();
    for role in [Role::Agent, Role::Lead] {
        let options = Options { quiet_phone: false, rings_at: role, ..options("zh-CN") };
        let demo = Demo::open(options).await.expect("the demo opens");
        let (to, mut facts) = mpsc::channel(64);
        let listening = tokio::spawn(follow(api(&demo, role), None, to));
        let ring = async {
            loop {
                match facts.recv().await.expect("the line stays open") {
                    LiveFact::Happened(event) if event.pop.is_some() => return event.pop,
                    _ => {}
                }
            }
        };
        let pop = tokio::time::timeout(Duration::from_secs(20), ring).await;
        let call = pop.expect("somebody rings within the time a person would wait").expect("with a screen pop").call;
        assert!(!call.utterances.is_empty());
        let rings_for = call.agent.expect("at somebody's desk").id;
        assert_eq!(rings_for, api(&demo, role).me().await.expect("me").agent.id);
        listening.abort();
        demo.close().await;
    }
}

#[tokio::test]
async fn a_number_as_it_is_dialled_at_home_is_known() {
    install_tls();
    for (lang, code, trunk) in [("zh-CN", "+86", ""), ("en", "+44", "0")] {
        let demo = Demo::open(options(lang)).await.expect("the demo opens");
        let (agent, line) = (api(&demo, Role::Agent), api(&demo, Role::Cti));
        let customers = agent.customers("", &PageRequest::default()).await.expect("a page").items;
        let mut known = 0;
        for customer in customers.iter().take(5) {
            let reveal = Reveal { field: "phones".into(), reason: "test".into() };
            let numbers = agent.reveal(&WriteKey::fresh(), &customer.id, &reveal).await.expect("revealed").values;
            let mobile = numbers.iter().find(|number| number.starts_with(&format!("{code}{}", mobile(lang))));
            let Some(number) = mobile else { continue };
            let national = number.replacen(code, trunk, 1);
            let (whole, short) = (whose(&line, number).await, whose(&line, &national).await);
            assert_eq!(whole, short, "{number} and {national}");
            known += usize::from(short.is_some());
        }
        assert!(known > 0, "{lang}: nobody was known");
        demo.close().await;
    }
}

fn mobile(lang: &str) -> &'static str {
    if lang == "en" { "7" } else { "1" }
}

async fn whose(line: &Api, number: &str) -> Option<CustomerId> {
    let external_id = WriteKey::fresh().as_str().to_owned();
    let call = NewCall { external_id, from: number.to_owned(), ..NewCall::default() };
    line.ring(&WriteKey::fresh(), &call).await.expect("it rings").customer_id
}
