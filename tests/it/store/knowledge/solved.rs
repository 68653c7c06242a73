//! How phrasings fare by the tickets that answers solve.

use ringdesk::domain::agent::{Agent, Role};
use ringdesk::domain::phrasing::{Found, FoundBy, Standing};
use ringdesk::domain::ticket::RootCauseTag;
use ringdesk::domain::ticket::lifecycle::TicketCommand;
use ringdesk::wire::request::ArticleDraft;

use super::{Desk, agent, draft, noon, promises, system};

impl Desk {
    /// A ticket solved and closed by `by` with the answer "a", found by its phrasing although "b" stood first by its own.
    async fn solved_by_another_than_the_first(&self, by: &Agent) {
        let (ticket, _) = self.unsolved("喂", by).await;
        let phrasing = "还没收到".to_owned();
        let passed_over = Some(FoundBy { article_id: "b".into(), phrasing: phrasing.clone() });
        let found = Some(Found { phrasing: Some(phrasing), passed_over });
        let (tag, article_id) = (RootCauseTag { id: "courier_lost".into(), note: None }, Some("a".into()));
        let solve = TicketCommand::Resolve { tag, article_id: article_id.clone(), found: found.clone() };
        let close = TicketCommand::Close { tag: None, article_id, found };
        for command in [solve, close] {
            self.store.ticket_command(&ticket, None, &command, by, noon()).await.unwrap();
        }
    }
}

promises! {
    async fn a_solved_ticket_tells_once_which_phrasing_helped_and_which_misled(desk: Desk) {
        desk.write("a", "A").await;
        desk.write("b", "B").await;
        for by in [&desk.lin, &desk.lin, &desk.chen] {
            desk.solved_by_another_than_the_first(by).await;
        }
        assert_eq!(desk.phrasings("b").await, ["还没收到"]);
        let zhao = agent("zhao", Role::Agent);
        desk.solved_by_another_than_the_first(&zhao).await;
        assert!(desk.phrasings("b").await.is_empty());
        assert_eq!(desk.cases().await, [("还没收到".to_owned(), Standing::Demoted, 3)]);
        for by in [&desk.lin, &desk.chen, &zhao, &zhao] {
            desk.misled(by).await;
        }
        assert_eq!(desk.phrasings("a").await, ["还没收到"], "it helped as often");
        desk.misled(&zhao).await;
        assert!(desk.phrasings("a").await.is_empty(), "and not more often");
    }

    async fn a_solved_ticket_tells_nothing_of_an_answer_that_its_agent_may_not_read(desk: Desk) {
        desk.write("a", "A").await;
        let zhao = agent("zhao", Role::Agent);
        desk.solved_by_another_than_the_first(&zhao).await;
        let secret = ArticleDraft { roles: vec![Role::Lead], ..draft("b", "B") };
        desk.store.article_put(&secret, None, &system(), noon()).await.unwrap();
        for by in [&desk.lin, &desk.chen, &zhao] {
            desk.solved_by_another_than_the_first(by).await;
        }
        assert_eq!(desk.phrasings("b").await, ["还没收到"]);
    }
}
