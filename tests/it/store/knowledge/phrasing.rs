//! Whose word makes a customer's words a phrasing: those of customers who say almost the same count together, and what another answer has
//! is left to a lead.

use ringdesk::domain::agent::Role;
use ringdesk::domain::phrasing::Standing;
use ringdesk::server::store::{PhrasingOutcome, StoreSettings};
use ringdesk::wire::request::{ArticleDraft, UseOutcome};

use super::{Desk, Holder, Kind, agent, draft, noon, promises, system};

promises! {
    async fn agents_whose_customers_say_almost_the_same_confirm_the_first_of_them(desk: Desk) {
        desk.write("a", "A").await;
        let (said, almost) = ("飞机上能用净化器吗", "净化器能在飞机上用吗");
        desk.solved(said, &desk.lin).await;
        desk.solved("发票能开英文的吗", &desk.chen).await;
        for by in [&desk.lin, &desk.chen] {
            desk.solved(almost, by).await;
        }
        let other = ("发票能开英文的吗".to_owned(), Standing::Proposed, 1);
        assert_eq!(desk.cases().await, [(said.to_owned(), Standing::Proposed, 2), other.clone()]);
        for query in [said, "还飞机上能用净化器吗"] {
            desk.searched(&desk.lin, query, UseOutcome::Nothing).await;
        }
        desk.solved("总飞机上能用净化器吗", &agent("zhao", Role::Agent)).await;
        assert_eq!(desk.phrasings("a").await, ["还没收到", said]);
        assert_eq!(desk.cases().await, [other]);
        assert!(desk.gaps().await.is_empty(), "what it closes was foreseen of the words it took up");
    }

    async fn what_is_almost_the_same_confirms_no_proposal_that_was_declined_or_is_of_another_answer(desk: Desk) {
        let id = desk.write("a", "A").await.id;
        desk.write("b", "B").await;
        let (said, almost) = ("飞机上能用净化器吗", "净化器能在飞机上用吗");
        desk.store.phrasing_add(&"b".into(), said, &desk.lin, noon()).await.unwrap();
        desk.solved(said, &desk.lin).await;
        desk.store.phrasing_decline(&id, said, &desk.lead, noon()).await.unwrap();
        desk.solved(almost, &desk.chen).await;
        let proposed = |text: &str| (text.to_owned(), Standing::Proposed, 1);
        assert_eq!(desk.cases().await, [proposed(said), proposed(almost)]);
        let exact = desk.store.phrasing_add(&id, "还飞机上能用净化器吗", &desk.lin, noon()).await.unwrap();
        assert_eq!((exact, desk.cases().await.len()), (PhrasingOutcome::Proposed { agents: 1 }, 3));
    }

    async fn what_another_answer_says_waits_for_a_lead_however_many_confirm_it(desk: Desk) {
        let other = ArticleDraft { phrasings: vec!["It hasn't come".to_owned()], ..draft("b", "B") };
        desk.store.article_put(&other, None, &system(), noon()).await.unwrap();
        let id = desk.write("a", "A").await.id;
        let (third, fourth) = (agent("zhao", Role::Agent), agent("wu", Role::Agent));
        let propose = async |text: &str, by| desk.store.phrasing_add(&id, text, by, noon()).await.unwrap();
        for (by, agents) in [(&desk.lin, 1), (&desk.chen, 2), (&third, 3), (&fourth, 4)] {
            assert_eq!(propose("it hasn't come!", by).await, PhrasingOutcome::Proposed { agents });
        }
        desk.solved("it hasn't come", &agent("qian", Role::Agent)).await;
        assert_eq!(desk.cases().await, [("it hasn't come".to_owned(), Standing::Proposed, 5)]);
        assert_eq!(desk.phrasings("a").await, ["还没收到"]);
        assert!(matches!(propose("it hasn't come!", &desk.lead).await, PhrasingOutcome::Accepted(_)));
        assert_eq!(desk.phrasings("a").await, ["还没收到", "it hasn't come"]);
    }

    async fn what_only_answers_of_another_language_or_withdrawn_ones_say_is_taken_up(desk: Desk) {
        let said = || vec!["It hasn't come".to_owned()];
        let english = ArticleDraft { lang: "en".to_owned(), phrasings: said(), ..draft("b", "B") };
        for other in [&english, &ArticleDraft { phrasings: said(), ..draft("c", "C") }] {
            desk.store.article_put(other, None, &system(), noon()).await.unwrap();
        }
        desk.store.article_withdraw(&"c".into(), &system(), noon()).await.unwrap();
        let id = desk.write("a", "A").await.id;
        let third = agent("zhao", Role::Agent);
        for by in [&desk.lin, &desk.chen, &third] {
            desk.store.phrasing_add(&id, "It hasn't come", by, noon()).await.unwrap();
        }
        assert_eq!(desk.phrasings("a").await, ["还没收到", "It hasn't come"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_answer_says_waits_for_a_lead_when_two_confirm_it_at_once() {
    let Some(desk) = Desk::open(Kind::Postgres, StoreSettings::default()).await else { return };
    let other = ArticleDraft { phrasings: vec!["It hasn't come".to_owned()], ..draft("b", "B") };
    desk.store.article_put(&other, None, &system(), noon()).await.unwrap();
    let id = desk.write("a", "A").await.id;
    desk.store.phrasing_add(&id, "it hasn't come!", &desk.lin, noon()).await.unwrap();
    let mut article = Holder::of(&desk, "SELECT record FROM articles WHERE id = 'a' FOR UPDATE").await;
    let confirming = [desk.chen.clone(), agent("zhao", Role::Agent)].map(|by| {
        let (store, id) = (desk.store.clone(), id.clone());
        tokio::spawn(async move { store.phrasing_add(&id, "it hasn't come!", &by, noon()).await })
    });
    article.delays(2).await;
    article.lets_go().await;
    let mut outcomes = Vec::new();
    for confirmed in confirming {
        outcomes.push(confirmed.await.unwrap().unwrap());
    }
    assert!(outcomes.contains(&PhrasingOutcome::Proposed { agents: 3 }), "{outcomes:?}");
    assert_eq!(desk.phrasings("a").await, ["还没收到"]);
}
