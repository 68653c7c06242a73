//! Answers, synced by cursor; phrasings and gaps, learned from use.

use ringdesk::domain::agent::Role;
use ringdesk::domain::article::Article;
use ringdesk::server::store::{PhrasingOutcome, StoreError};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::{ArticleDraft, KnowledgeUse, UseOutcome};

use super::{Desk, agent, at, noon, promises, system};

fn draft(id: &str, title: &str) -> ArticleDraft {
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

    async fn used(&self, outcome: UseOutcome) {
        let usage = KnowledgeUse { query: "还没到货".to_owned(), article_id: None, outcome };
        self.store.use_add(&usage, &self.lin, noon()).await.unwrap();
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
}
