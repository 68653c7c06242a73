//! Answers, synced by cursor; phrasings and gaps, learned from use.

use std::collections::BTreeMap;

use proptest::prelude::*;
use ringdesk::domain::agent::{Actor, Agent, Role};
use ringdesk::domain::article::Article;
use ringdesk::domain::ids::TicketId;
use ringdesk::domain::phrasing::{FoundBy, Standing};
use ringdesk::domain::ticket::RootCauseTag;
use ringdesk::domain::ticket::lifecycle::TicketCommand;
use ringdesk::domain::validity::Validity;
use ringdesk::server::store::{PhrasingOutcome, Store, StoreError, StoreSettings};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::{ArticleDraft, KnowledgeUse, NewTicket, UseOutcome};
use sqlx::{Connection, PgConnection, SqliteConnection};

use super::{Desk, Kind, agent, at, noon, promises, system};
use crate::it::support::desk::eventually;

mod phrasing;
mod solved;

/// An answer to those who have not got their parcel.
pub fn draft(id: &str, title: &str) -> ArticleDraft {
    ArticleDraft {
        id: id.into(),
        lang: "zh-CN".to_owned(),
        title: title.to_owned(),
        problem_type: "fulfilment".into(),
        phrasings: vec!["还没收到".to_owned()],
        root_causes: Vec::new(),
        actions: Vec::new(),
        recordings: Vec::new(),
        body: "查物流".to_owned(),
        owner: "logistics".to_owned(),
        channels: Vec::new(),
        products: Vec::new(),
        roles: Vec::new(),
        valid: Validity::default(),
    }
}

impl Desk {
    async fn write(&self, id: &str, title: &str) -> Article {
        self.store.article_put(&draft(id, title), None, &system(), noon()).await.unwrap()
    }

    async fn synced(&self, cursor: Option<String>) -> (Vec<String>, Option<String>) {
        let request = PageRequest { limit: Some(2), cursor };
        let page = self.store.articles(&request).await.unwrap();
        (page.items.into_iter().map(|article| article.title).collect(), page.next_cursor)
    }

    /// Reads one more page onto what is known; how many came, and where the next page begins.
    async fn read_on(&self, known: &mut Shelf, cursor: Option<String>, limit: u32) -> (usize, Option<String>) {
        let page = self.store.articles(&PageRequest { limit: Some(limit), cursor }).await.unwrap();
        let read = page.items.len();
        known.extend(page.items.into_iter().map(|it| (it.id.to_string(), (it.title, it.withdrawn))));
        (read, page.next_cursor)
    }

    async fn read_to_the_end(&self, mut known: Shelf, mut cursor: Option<String>) -> Shelf {
        loop {
            let (read, next) = self.read_on(&mut known, cursor, 2).await;
            if read == 0 {
                return known;
            }
            cursor = next;
        }
    }

    async fn used(&self, outcome: UseOutcome) {
        self.searched(&self.lin, "还没到货", outcome).await;
    }

    async fn searched(&self, by: &Agent, query: &str, outcome: UseOutcome) {
        let usage =
            KnowledgeUse { query: query.to_owned(), article_id: None, outcome, phrasing: None, passed_over: None };
        self.store.use_add(&usage, by, noon()).await.unwrap();
    }

    /// `by` looked for these words; "a" stood first by its phrasing, and "b" helped.
    async fn misled(&self, by: &Agent) {
        let usage = KnowledgeUse {
            query: "还没收到".to_owned(),
            article_id: Some("b".into()),
            outcome: UseOutcome::Helped,
            phrasing: None,
            passed_over: Some(FoundBy { article_id: "a".into(), phrasing: "还没收到".to_owned() }),
        };
        self.store.use_add(&usage, by, noon()).await.unwrap();
    }

    async fn cases(&self) -> Vec<(String, Standing, u64)> {
        let page = self.store.phrasing_cases(Role::Lead, &PageRequest::default()).await.unwrap();
        page.items.into_iter().map(|case| (case.phrasing, case.standing, case.agents)).collect()
    }

    /// What only a lead brings back into an answer, read row by row.
    async fn declined(&self, id: &str) -> Vec<String> {
        let (mut known, mut cursor) = (Vec::new(), None);
        loop {
            let request = PageRequest { limit: Some(1), cursor };
            let page = self.store.phrasings_declined(&id.into(), &request).await.unwrap();
            known.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                return known;
            }
        }
    }

    async fn gaps(&self) -> Vec<String> {
        let page = self.store.gaps(&PageRequest::default()).await.unwrap();
        page.items.into_iter().map(|gap| gap.query).collect()
    }

    async fn phrasings(&self, id: &str) -> Vec<String> {
        self.store.article(&id.into()).await.unwrap().phrasings
    }

    /// A ticket in these words, solved by `by` with the answer "a".
    async fn solved(&self, words: &str, by: &Agent) {
        let (ticket, solve) = self.unsolved(words, by).await;
        self.store.ticket_command(&ticket, None, &solve, by, noon()).await.unwrap();
    }

    /// A ticket in these words, and what solves it with the answer "a".
    async fn unsolved(&self, words: &str, by: &Agent) -> (TicketId, TicketCommand) {
        let wang = self.customer("王建国", "+8613812345678").await;
        let new = NewTicket { customer_id: Some(wang.id), words: words.to_owned(), ..NewTicket::default() };
        let ticket = self.store.ticket_create(&new, &Actor::Agent(by.reference()), noon()).await.unwrap();
        let tag = RootCauseTag { id: "courier_lost".into(), note: None };
        (ticket.id, TicketCommand::Resolve { tag, article_id: Some("a".into()), found: None })
    }
}

promises! {
    async fn a_console_that_syncs_again_gets_what_changed_since(desk: Desk) {
        for (id, title) in [("a", "A"), ("b", "B"), ("c", "C")] {
            desk.write(id, title).await;
        }
        let (first, cursor) = desk.synced(None).await;
        let (second, cursor) = desk.synced(cursor).await;
        assert_eq!((first, second), (vec!["A".to_owned(), "B".to_owned()], vec!["C".to_owned()]));
        let (nothing, cursor) = desk.synced(cursor).await;
        assert!(nothing.is_empty());
        desk.write("a", "A2").await;
        desk.store.article_withdraw(&"b".into(), &system(), at(1)).await.unwrap();
        let (changed, _) = desk.synced(cursor).await;
        assert_eq!(changed, ["A2", "B"]);
    }

    async fn an_article_written_again_unchanged_stays_as_it_is(desk: Desk) {
        desk.write("a", "A").await;
        assert_eq!(desk.write("a", "A").await.version, 1);
        let stale = desk.store.article_put(&draft("a", "A2"), Some(7), &system(), noon()).await;
        assert!(matches!(stale, Err(StoreError::Conflict { version: 1, ref differing, .. }) if differing == &["title"]));
    }

    async fn a_phrasing_is_accepted_by_a_lead_or_by_three_agents(desk: Desk) {
        let id = desk.write("a", "A").await.id;
        let third = agent("zhao", Role::Agent);
        let propose = async |text: &str, by| desk.store.phrasing_add(&id, text, by, noon()).await.unwrap();
        assert_eq!(propose("快递没到", &desk.lin).await, PhrasingOutcome::Proposed { agents: 1 });
        assert_eq!(propose("快递没到", &desk.lin).await, PhrasingOutcome::Proposed { agents: 1 });
        assert_eq!(propose("快递没到", &desk.chen).await, PhrasingOutcome::Proposed { agents: 2 });
        assert!(matches!(propose("快递没到", &third).await, PhrasingOutcome::Accepted(_)));
        assert!(matches!(propose("东西呢", &desk.lead).await, PhrasingOutcome::Accepted(_)));
        let article = desk.store.article(&id).await.unwrap();
        assert_eq!(article.phrasings, ["还没收到", "快递没到", "东西呢"]);
    }

    async fn a_search_without_an_answer_is_a_gap_until_one_helps(desk: Desk) {
        desk.used(UseOutcome::Nothing).await;
        desk.used(UseOutcome::Nothing).await;
        let gaps = desk.store.gaps(&PageRequest::default()).await.unwrap().items;
        assert_eq!((gaps[0].query.as_str(), gaps[0].count, gaps[0].last_at), ("还没到货", 2, noon()));
        desk.used(UseOutcome::Helped).await;
        assert!(desk.store.gaps(&PageRequest::default()).await.unwrap().items.is_empty());
    }

    async fn what_a_customer_said_is_proposed_when_an_answer_solved_the_ticket(desk: Desk) {
        desk.write("a", "A").await;
        let third = agent("zhao", Role::Agent);
        desk.solved("我是王建国，单号SF1380045512，影子都没有", &desk.lin).await;
        desk.solved("单号SF999888777，影子都没有", &desk.lin).await;
        assert_eq!(desk.cases().await, [("单号，影子都没有".to_owned(), Standing::Proposed, 1)]);
        desk.solved("单号 7712345，影子都没有", &desk.chen).await;
        assert_eq!(desk.phrasings("a").await, ["还没收到"]);
        desk.solved("单号，影子都没有。谢谢", &third).await;
        assert_eq!(desk.phrasings("a").await, ["还没收到", "单号，影子都没有"]);
        assert!(desk.cases().await.is_empty());
    }

    async fn what_a_lead_declined_comes_back_only_by_a_lead(desk: Desk) {
        let id = desk.write("a", "A").await.id;
        let propose = async |by| desk.store.phrasing_add(&id, "打雷下雨怎么办", by, noon()).await.unwrap();
        propose(&desk.lin).await;
        desk.store.phrasing_decline(&id, "打雷下雨怎么办", &desk.lead, noon()).await.unwrap();
        assert!(desk.cases().await.is_empty());
        assert_eq!(propose(&desk.chen).await, PhrasingOutcome::Declined);
        desk.store.phrasing_decline(&id, "always late", &desk.lead, noon()).await.unwrap();
        desk.store.phrasing_add(&id, "东西呢东西呢", &desk.lin, noon()).await.unwrap();
        desk.write("b", "B").await;
        assert_eq!(desk.declined("a").await, ["always late", "打雷下雨怎么办"]);
        assert!(desk.declined("b").await.is_empty());
        assert!(matches!(propose(&desk.lead).await, PhrasingOutcome::Accepted(_)));
        assert_eq!(desk.declined("a").await, ["always late"]);
        desk.store.phrasing_decline(&id, "打雷下雨怎么办", &desk.lead, noon()).await.unwrap();
        assert_eq!(desk.phrasings("a").await, ["还没收到"]);
    }

    async fn agents_who_write_a_phrasing_differently_say_the_same(desk: Desk) {
        let id = desk.write("a", "A").await.id;
        let third = agent("zhao", Role::Agent);
        let propose = async |text: &str, by| desk.store.phrasing_add(&id, text, by, noon()).await.unwrap();
        assert_eq!(propose("It hasn't come", &desk.lin).await, PhrasingOutcome::Proposed { agents: 1 });
        assert_eq!(propose("it hasn't come", &desk.lin).await, PhrasingOutcome::Proposed { agents: 1 });
        assert_eq!(propose("it hasn't come!", &desk.chen).await, PhrasingOutcome::Proposed { agents: 2 });
        assert_eq!(desk.cases().await, [("It hasn't come".to_owned(), Standing::Proposed, 2)]);
        assert!(matches!(propose("it  hasn't, come", &third).await, PhrasingOutcome::Accepted(_)));
        assert_eq!(desk.phrasings("a").await, ["还没收到", "It hasn't come"]);
        assert!(desk.cases().await.is_empty());
    }

    async fn what_was_declined_does_not_come_back_in_another_spelling(desk: Desk) {
        let id = desk.write("a", "A").await.id;
        let propose = async |text: &str, by| desk.store.phrasing_add(&id, text, by, noon()).await.unwrap();
        let decline = async |text: &str| desk.store.phrasing_decline(&id, text, &desk.lead, noon()).await.unwrap();
        propose("It hasn't come", &desk.lin).await;
        decline("it hasn't come!").await;
        assert!(desk.cases().await.is_empty());
        assert_eq!(propose("It hasn't come", &desk.chen).await, PhrasingOutcome::Declined);
        assert_eq!(desk.declined("a").await, ["it hasn't come!"]);
        assert!(matches!(propose("It hasn't come", &desk.lead).await, PhrasingOutcome::Accepted(_)));
        assert!(desk.declined("a").await.is_empty());
        decline("it hasn't come").await;
        assert_eq!(desk.phrasings("a").await, ["还没收到"]);
        assert_eq!(desk.declined("a").await, ["it hasn't come"]);
    }

    async fn a_phrasing_that_misled_three_agents_goes_and_leads_are_told(desk: Desk) {
        desk.write("a", "A").await;
        desk.write("b", "B").await;
        for by in [&desk.lin, &desk.lin, &desk.chen] {
            desk.misled(by).await;
        }
        assert_eq!(desk.phrasings("a").await, ["还没收到"]);
        desk.misled(&agent("zhao", Role::Agent)).await;
        assert!(desk.phrasings("a").await.is_empty());
        assert_eq!(desk.cases().await, [("还没收到".to_owned(), Standing::Demoted, 3)]);
        assert_eq!(desk.declined("a").await, ["还没收到"]);
        let again = desk.store.phrasing_add(&"a".into(), "还没，收到", &desk.lin, noon()).await.unwrap();
        assert_eq!(again, PhrasingOutcome::Declined);
        let told = desk.store.events_since(0, 100).await.unwrap();
        let told = format!("{told:?}");
        assert!(told.contains("ArticleChanged") && told.contains("\"knowledge\""), "{told}");
    }

    async fn a_phrasing_that_helps_more_than_it_misleads_stays(desk: Desk) {
        desk.write("a", "A").await;
        desk.write("b", "B").await;
        let usage = KnowledgeUse {
            query: "还没收到".to_owned(),
            article_id: Some("a".into()),
            outcome: UseOutcome::Helped,
            phrasing: Some("还没收到".to_owned()),
            passed_over: None,
        };
        for _ in 0..3 {
            desk.store.use_add(&usage, &desk.lin, noon()).await.unwrap();
        }
        for by in [&desk.lin, &desk.chen, &agent("zhao", Role::Agent)] {
            desk.misled(by).await;
        }
        assert_eq!(desk.phrasings("a").await, ["还没收到"]);
    }

    async fn gaps_are_gathered_by_likeness_and_read_page_by_page(desk: Desk) {
        for query in ["飞机上能用净化器吗", "净化器能在飞机上用吗", "飞机上能用净化器吗", "发票能开英文的吗"] {
            desk.searched(&desk.lin, query, UseOutcome::Nothing).await;
        }
        let request = |cursor| PageRequest { limit: Some(1), cursor };
        let first = desk.store.gaps(&request(None)).await.unwrap();
        assert_eq!((first.items[0].count, first.items[0].words.as_slice()), (3, ["净化器能在飞机上用吗".to_owned()].as_slice()));
        let second = desk.store.gaps(&request(first.next_cursor)).await.unwrap();
        assert_eq!((second.items[0].query.as_str(), second.next_cursor), ("发票能开英文的吗", None));
        let draft = ArticleDraft { phrasings: vec!["发票能开英文的吗".to_owned()], ..draft("c", "C") };
        desk.store.article_put(&draft, None, &system(), noon()).await.unwrap();
        assert_eq!(desk.store.gaps(&request(None)).await.unwrap().next_cursor, None);
    }

    async fn an_answer_written_from_a_gap_is_one_to_all_of_it(desk: Desk) {
        let asked = async |query: &str| desk.searched(&desk.lin, query, UseOutcome::Nothing).await;
        for query in ["飞机上能用净化器吗", "飞机上能用净化器吗", "发票能开英文的吗"] {
            asked(query).await;
        }
        for word in ["还", "也", "都", "就", "又", "真", "总", "仍", "才", "再", "只", "已", "正", "先"] {
            asked(&format!("{word}飞机上能用净化器吗")).await;
        }
        let gap = desk.store.gaps(&PageRequest::default()).await.unwrap().items.swap_remove(0);
        assert_eq!((gap.count, gap.words.len()), (16, 10));
        let phrasings = std::iter::once(gap.query).chain(gap.words).collect();
        let answer = ArticleDraft { phrasings, ..draft("c", "C") };
        desk.store.article_put(&answer, None, &system(), noon()).await.unwrap();
        assert_eq!(desk.gaps().await, ["发票能开英文的吗"]);
    }

    async fn words_that_three_agents_solved_tickets_with_close_their_gap_whole(desk: Desk) {
        desk.write("a", "A").await;
        for by in [&desk.lin, &desk.chen] {
            desk.solved("飞机上能用净化器吗", by).await;
        }
        for query in ["飞机上能用净化器吗", "净化器能在飞机上用吗", "发票能开英文的吗"] {
            desk.searched(&desk.lin, query, UseOutcome::Nothing).await;
        }
        desk.solved("飞机上能用净化器吗", &agent("zhao", Role::Agent)).await;
        assert_eq!(desk.phrasings("a").await, ["还没收到", "飞机上能用净化器吗"]);
        assert_eq!(desk.gaps().await, ["发票能开英文的吗"]);
    }

    async fn what_is_searched_in_vain_after_it_was_answered_is_a_gap_again(desk: Desk) {
        for query in ["飞机上能用净化器吗", "飞机上能用净化器吗", "净化器能在飞机上用吗", "发票能开英文的吗"] {
            desk.searched(&desk.lin, query, UseOutcome::Nothing).await;
        }
        let answer = ArticleDraft { phrasings: vec!["净化器能在飞机上用吗".to_owned()], ..draft("c", "C") };
        desk.store.article_put(&answer, None, &system(), noon()).await.unwrap();
        assert_eq!(desk.gaps().await, ["发票能开英文的吗"]);
        for query in ["净化器能在飞机上用吗", "飞机上能用净化器吗", "净化器能在飞机上用吗"] {
            desk.searched(&desk.chen, query, UseOutcome::Nothing).await;
        }
        let renamed = ArticleDraft { title: "D".to_owned(), phrasings: vec!["净化器能在飞机上用吗！".to_owned()], ..answer };
        desk.store.article_put(&renamed, None, &system(), noon()).await.unwrap();
        let again = desk.store.gaps(&PageRequest::default()).await.unwrap().items;
        assert_eq!((again[0].query.as_str(), again[0].count, again.len()), ("净化器能在飞机上用吗", 3, 2));
    }

    async fn a_gap_is_closed_by_the_same_words_however_they_are_written(desk: Desk) {
        for query in ["It hasn't come", "Do you ship trombones", "发票能开英文的吗"] {
            desk.searched(&desk.lin, query, UseOutcome::Nothing).await;
        }
        let id = desk.write("a", "A").await.id;
        desk.store.phrasing_add(&id, "it  hasn't, come!", &desk.lead, noon()).await.unwrap();
        desk.searched(&desk.chen, "do you SHIP trombones?!", UseOutcome::Helped).await;
        assert_eq!(desk.gaps().await, ["发票能开英文的吗"]);
    }

    async fn look_ups_are_counted_by_person_and_question(desk: Desk) {
        for (query, outcome) in [("退货", UseOutcome::Searched), ("退货", UseOutcome::Opened), ("换货", UseOutcome::Opened)] {
            desk.searched(&desk.lin, query, outcome).await;
        }
        desk.searched(&desk.chen, "退货", UseOutcome::Searched).await;
        let counted = desk.store.look_ups(noon(), at(1)).await.unwrap();
        let counted: Vec<_> = counted.into_iter().map(|row| (row.agent.name, row.count)).collect();
        assert_eq!(counted, [("lin".to_owned(), 2), ("chen".to_owned(), 1)]);
        assert!(desk.store.look_ups(at(1), at(2)).await.unwrap().is_empty());
    }

    async fn nobody_looked_up_what_the_desk_told_of_itself(desk: Desk) {
        desk.write("a", "A").await;
        desk.solved("影子都没有", &desk.lin).await;
        desk.searched(&desk.lin, "飞机上能用净化器吗", UseOutcome::Nothing).await;
        assert!(desk.store.look_ups(noon(), at(1)).await.unwrap().is_empty());
    }

    async fn an_answer_learns_nothing_from_those_who_may_not_read_it(desk: Desk) {
        let secret = ArticleDraft { roles: vec![Role::Lead], ..draft("a", "A") };
        desk.store.article_put(&secret, None, &system(), noon()).await.unwrap();
        for by in [&desk.lin, &desk.chen, &agent("zhao", Role::Agent)] {
            desk.solved("影子都没有", by).await;
        }
        assert_eq!(desk.phrasings("a").await, ["还没收到"]);
        assert!(desk.cases().await.is_empty());
    }

    async fn what_customers_could_not_find_is_kept_without_who_they_are(desk: Desk) {
        let asked = "my name is John Smith, 12 Baker Street, do you ship trombones";
        for query in [asked, "微信号zhangwei_88，能寄长号吗", "13812345678"] {
            desk.searched(&desk.lin, query, UseOutcome::Nothing).await;
        }
        let mut gaps = desk.gaps().await;
        gaps.sort();
        assert_eq!(gaps, ["do you ship trombones", "微信号，能寄长号吗"]);
        desk.searched(&desk.chen, asked, UseOutcome::Helped).await;
        assert_eq!(desk.gaps().await, ["微信号，能寄长号吗"]);
    }

    async fn every_version_of_an_answer_says_who_changed_what(desk: Desk) {
        let id = desk.write("a", "A").await.id;
        desk.store.article_put(&draft("a", "A2"), None, &Actor::Agent(desk.lead.reference()), noon()).await.unwrap();
        desk.store.phrasing_add(&id, "打雷下雨怎么办", &desk.lead, noon()).await.unwrap();
        let versions = desk.store.article_versions(&id, &PageRequest { limit: Some(2), cursor: None }).await.unwrap();
        let shown: Vec<_> = versions.items.iter().map(|kept| (kept.article.version, kept.changed.clone())).collect();
        assert_eq!(shown, [(3, vec!["phrasings".to_owned()]), (2, vec!["title".to_owned()])]);
        assert_eq!(versions.items[0].by, Actor::Agent(desk.lead.reference()));
        let first = desk.store.article_versions(&id, &PageRequest { limit: None, cursor: versions.next_cursor }).await.unwrap();
        assert_eq!((first.items[0].article.title.as_str(), first.next_cursor), ("A", None));
    }
}

#[tokio::test]
async fn a_gap_of_before_spellings_were_compared_is_closed_alike() {
    let desk = Desk::open(Kind::SqliteFile, StoreSettings::default()).await.unwrap();
    desk.searched(&desk.lin, "Do you ship trombones", UseOutcome::Nothing).await;
    let mut database = SqliteConnection::connect(&desk.database.url).await.unwrap();
    sqlx::query("UPDATE knowledge_gaps SET form = NULL").execute(&mut database).await.unwrap();
    database.close().await.unwrap();
    let restarted = Store::open(&desk.database.url).await.unwrap();
    desk.searched(&desk.chen, "do you ship trombones", UseOutcome::Helped).await;
    assert!(restarted.gaps(&PageRequest::default()).await.unwrap().items.is_empty());
}

/// A transaction of somebody else that holds something locked.
struct Holder {
    transaction: PgConnection,
    watch: PgConnection,
}

impl Holder {
    async fn of(desk: &Desk, lock: &'static str) -> Self {
        let mut transaction = PgConnection::connect(&desk.database.url).await.unwrap();
        let watch = PgConnection::connect(&desk.database.url).await.unwrap();
        for sql in ["BEGIN", lock] {
            sqlx::query(sql).execute(&mut transaction).await.unwrap();
        }
        Self { transaction, watch }
    }

    /// Returns when so many wait for a lock.
    async fn delays(&mut self, writers: i64) {
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        eventually(async || {
            let delayed: i64 = sqlx::query_scalar(waiting).fetch_one(&mut self.watch).await.unwrap();
            (delayed >= writers).then_some(())
        })
        .await;
    }

    async fn lets_go(mut self) {
        sqlx::query("COMMIT").execute(&mut self.transaction).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_closed_while_another_answer_takes_up_its_words() {
    let Some(desk) = Desk::open(Kind::Postgres, StoreSettings::default()).await else { return };
    desk.write("a", "A").await;
    desk.searched(&desk.lin, "影子都没有", UseOutcome::Nothing).await;
    let (ticket, solve) = desk.unsolved("影子都没有", &desk.lin).await;
    let mut events = Holder::of(&desk, "UPDATE counters SET value = value WHERE name = 'event'").await;
    let (store, lin) = (desk.store.clone(), desk.lin.clone());
    let closing = tokio::spawn(async move { store.ticket_command(&ticket, None, &solve, &lin, noon()).await });
    events.delays(1).await;
    let answer = ArticleDraft { phrasings: vec!["影子都没有".to_owned()], ..draft("b", "B") };
    let store = desk.store.clone();
    let writing = tokio::spawn(async move { store.article_put(&answer, None, &system(), noon()).await });
    events.delays(2).await;
    events.lets_go().await;
    closing.await.unwrap().unwrap();
    writing.await.unwrap().unwrap();
    assert!(desk.gaps().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_helped_is_told_while_the_answer_that_misled_takes_it_up() {
    let Some(desk) = Desk::open(Kind::Postgres, StoreSettings::default()).await else { return };
    for id in ["a", "b"] {
        desk.write(id, "A").await;
    }
    for query in ["do you ship trombones", "影子都没有"] {
        desk.searched(&desk.lin, query, UseOutcome::Nothing).await;
    }
    let first = "SELECT query FROM knowledge_gaps WHERE query = 'do you ship trombones' FOR UPDATE";
    let mut gap = Holder::of(&desk, first).await;
    let phrasings = ["还没收到", "do you ship trombones", "影子都没有"].map(str::to_owned).to_vec();
    let (store, answer) = (desk.store.clone(), ArticleDraft { phrasings, ..draft("a", "A") });
    let writing = tokio::spawn(async move { store.article_put(&answer, None, &system(), noon()).await });
    gap.delays(1).await;
    let usage = KnowledgeUse {
        query: "影子都没有".to_owned(),
        article_id: Some("b".into()),
        outcome: UseOutcome::Helped,
        phrasing: Some("还没收到".to_owned()),
        passed_over: Some(FoundBy { article_id: "a".into(), phrasing: "还没收到".to_owned() }),
    };
    let (store, lin) = (desk.store.clone(), desk.lin.clone());
    let telling = tokio::spawn(async move { store.use_add(&usage, &lin, noon()).await });
    gap.delays(2).await;
    gap.lets_go().await;
    writing.await.unwrap().unwrap();
    telling.await.unwrap().unwrap();
    assert!(desk.gaps().await.is_empty());
}

/// Answers by their ids: title, and whether it was withdrawn.
type Shelf = BTreeMap<String, (String, bool)>;

/// What happens while a console syncs.
#[derive(Clone, Debug)]
enum Step {
    Write {
        id: &'static str,
        title: String,
    },
    Withdraw(&'static str),
    /// It reads a page of so many rows.
    Page(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let id = || prop::sample::select(vec!["a", "b", "c", "d", "e"]);
    prop_oneof![
        (id(), "[AB]").prop_map(|(id, title)| Step::Write { id, title }),
        id().prop_map(Step::Withdraw),
        (1_u32..4).prop_map(Step::Page),
    ]
}

/// From wherever a console stopped, the rest of the pages brings it to what is there; the first place is the beginning.
async fn every_page_leads_to_the_same_end(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let desk = Desk::open(Kind::SqliteMemory, StoreSettings::default()).await.unwrap();
    let mut there = Shelf::new();
    let mut places = vec![(Shelf::new(), None)];
    for step in steps {
        match step {
            Step::Write { id, title } => {
                desk.write(id, &title).await;
                there.insert(id.to_owned(), (title, false));
            }
            Step::Withdraw(id) => {
                if let Some((_, withdrawn)) = there.get_mut(id) {
                    desk.store.article_withdraw(&id.into(), &system(), noon()).await.unwrap();
                    *withdrawn = true;
                }
            }
            Step::Page(limit) => {
                let (mut known, cursor) = places.last().cloned().unwrap_or_default();
                let (_, next) = desk.read_on(&mut known, cursor, limit).await;
                places.push((known, next));
            }
        }
    }
    for (known, cursor) in places {
        let end = desk.read_to_the_end(known, cursor).await;
        prop_assert_eq!(&end, &there);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn a_sync_ends_alike_wherever_it_goes_on(steps in prop::collection::vec(step(), 0..40)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(every_page_leads_to_the_same_end(steps))?;
    }
}
