//! What comes of a proposed phrasing, as far as it is worked out before the transaction that proposes it: proposals are compared and
//! answers are read, for which nobody who holds a lock should wait.
//!
//! Whoever writes between the two is not foreseen. A proposal that is decided by then is confirmed no more; what others confirmed by then
//! is looked for in the other answers after all; and words that another answer takes up in that moment are taken up twice, which
//! `kb import` names.

use crate::domain::agent::Agent;
use crate::domain::article::Article;
use crate::domain::ids::{ArticleId, TicketId};
use crate::domain::ticket::lifecycle::TicketCommand;
use crate::domain::{permission, phrasing};
use crate::knowledge::gaps;
use crate::knowledge::text::canonical;
use crate::server::error::StoreError;
use crate::server::store::db::{Reads, args};
use crate::server::store::knowledge::GapsForeseen;
use crate::server::store::{Store, missing};

/// Open proposals of an answer that words are compared with: the earliest.
const PROPOSALS: u32 = 200;
/// Answers read at a time.
const ANSWERS: u32 = 200;

/// See the module.
#[derive(Debug, Default)]
pub(in crate::server::store) struct Foreseen {
    /// An open proposal that says almost the same: the words confirm it.
    pub like: Option<String>,
    /// What the other answers say, if no other agent's word is wanting: then only a lead makes this one take it up too.
    elsewhere: Option<Elsewhere>,
    /// What the answer closes when it takes it up.
    pub gaps: GapsForeseen,
}

/// Whether another answer has one phrasing.
#[derive(Debug)]
struct Elsewhere {
    /// What all spellings of that phrasing have in common.
    form: String,
    is_said: bool,
}

impl Foreseen {
    /// Whether another answer has the phrasing, however it is written; none: that was worked out for no phrasing, or for another one.
    pub(super) fn is_elsewhere(&self, text: &str) -> Option<bool> {
        let known = self.elsewhere.as_ref().filter(|known| known.form == canonical(text))?;
        Some(known.is_said)
    }
}

impl Store {
    /// What comes of these very words. A lead's word is enough, whatever the other answers say.
    pub(super) async fn proposal_foreseen(
        &self,
        id: &ArticleId,
        text: &str,
        by: &Agent,
    ) -> Result<Foreseen, StoreError> {
        let article = self.article_known(id).await?.ok_or_else(|| missing("article", id))?;
        if permission::leads(by.role) {
            return Ok(Foreseen { gaps: self.gaps_foreseen_of(text).await?, ..Foreseen::default() });
        }
        self.foreseen(&article, text, None, by).await
    }

    /// What comes of the customer's words when a command says that an answer solved their ticket.
    pub(in crate::server::store) async fn help_foreseen(
        &self,
        id: &TicketId,
        command: &TicketCommand,
        by: &Agent,
    ) -> Result<Foreseen, StoreError> {
        let Some(answer) = super::solved_with(command) else { return Ok(Foreseen::default()) };
        let Some(said) = super::said(&self.ticket(id).await?, by) else { return Ok(Foreseen::default()) };
        let Some(article) = self.article_known(answer).await? else { return Ok(Foreseen::default()) };
        let like = self.proposal_like(&article, &said).await?;
        self.foreseen(&article, &said, like, by).await
    }

    async fn foreseen(
        &self,
        article: &Article,
        text: &str,
        like: Option<String>,
        by: &Agent,
    ) -> Result<Foreseen, StoreError> {
        let confirmed = like.as_deref().unwrap_or(text);
        let gaps = self.gaps_foreseen_of(confirmed).await?;
        let elsewhere = if self.is_last_to_confirm(&article.id, confirmed, by).await? {
            let is_said = is_said_elsewhere(&mut self.read(), article, confirmed).await?;
            Some(Elsewhere { form: canonical(confirmed), is_said })
        } else {
            None
        };
        Ok(Foreseen { like, elsewhere, gaps })
    }

    /// The earliest open proposal of an answer that says almost the same; none, if one or the answer itself says just that.
    async fn proposal_like(&self, article: &Article, said: &str) -> Result<Option<String>, StoreError> {
        if super::says(article, said) {
            return Ok(None);
        }
        let sql = "SELECT c.phrasing FROM phrasing_cases c
                   JOIN proposed_phrasings p ON p.article_id = c.article_id AND p.phrasing = c.phrasing
                   WHERE c.article_id = $1 AND c.standing = 'proposed'
                   GROUP BY c.phrasing ORDER BY min(p.at), c.phrasing LIMIT $2";
        let rows = self.read().rows(sql, args![article.id.as_str(), PROPOSALS]).await?;
        let open = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<String>, _>>()?;
        if open.is_empty() {
            return Ok(None);
        }
        let (said, known) = (said.to_owned(), article.phrasings.clone());
        let compared = tokio::task::spawn_blocking(move || {
            let wanted = canonical(&said);
            let is_open = open.iter().any(|proposal| canonical(proposal) == wanted);
            let like = if is_open { None } else { gaps::first_like(&said, &open, &known) };
            like.and_then(|at| open.get(at).cloned())
        });
        Ok(compared.await.unwrap_or_default())
    }

    /// Whether no agent's word is wanting any more when `by` gives theirs.
    async fn is_last_to_confirm(&self, id: &ArticleId, text: &str, by: &Agent) -> Result<bool, StoreError> {
        let mut agents = super::agents_for(&mut self.read(), id, text).await?;
        agents.insert(by.id.to_string());
        Ok(phrasing::is_confirmed(agents.len() as u64))
    }
}

/// Whether another answer of the language has the phrasing, however it is written.
pub(super) async fn is_said_elsewhere(
    reads: &mut impl Reads,
    article: &Article,
    text: &str,
) -> Result<bool, StoreError> {
    let mut after = String::new();
    loop {
        let sql = "SELECT record FROM articles WHERE id > $1 ORDER BY id LIMIT $2";
        let rows = reads.rows(sql, args![after.as_str(), ANSWERS]).await?;
        let mut others = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Article>, _>>()?;
        let Some(last) = others.last() else { return Ok(false) };
        after = last.id.to_string();
        others.retain(|other| other.id != article.id && other.lang == article.lang && !other.withdrawn);
        let text = text.to_owned();
        let compared = tokio::task::spawn_blocking(move || others.iter().any(|other| super::says(other, &text)));
        if compared.await.unwrap_or_default() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::domain::agent::{Actor, Presence, PresenceState, Role};
    use crate::domain::validity::Validity;
    use crate::server::store::phrasing::{PhrasingOutcome, Proposal};
    use crate::wire::request::ArticleDraft;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;
    /// What the answer "b" says.
    const ELSEWHERE: &str = "It hasn't come";

    fn agent(login: &str, role: Role) -> Agent {
        Agent {
            id: login.into(),
            login: login.to_owned(),
            name: login.to_owned(),
            role,
            region: String::new(),
            team: String::new(),
            extension: None,
            skills: Vec::new(),
            presence: PresenceState { presence: Presence::Available, since: NOW },
        }
    }

    fn answer(id: &str, phrasing: &str) -> ArticleDraft {
        ArticleDraft {
            id: id.into(),
            lang: "en".to_owned(),
            title: id.to_owned(),
            problem_type: "fulfilment".into(),
            phrasings: vec![phrasing.to_owned()],
            root_causes: Vec::new(),
            actions: Vec::new(),
            recordings: Vec::new(),
            body: "Trace it".to_owned(),
            owner: String::new(),
            channels: Vec::new(),
            products: Vec::new(),
            roles: Vec::new(),
            valid: Validity::default(),
        }
    }

    /// A desk with the answers "a" and "b"; the first of them.
    async fn desk() -> (Store, Article) {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let by = Actor::System { name: "test".to_owned() };
        for draft in [answer("a", "where is my parcel"), answer("b", ELSEWHERE)] {
            store.article_put(&draft, None, &by, NOW).await.unwrap();
        }
        let article = store.article(&"a".into()).await.unwrap();
        (store, article)
    }

    /// These agents propose it for "a".
    async fn proposed(store: &Store, text: &str, logins: &[&str]) {
        for login in logins {
            store.phrasing_add(&"a".into(), text, &agent(login, Role::Agent), NOW).await.unwrap();
        }
    }

    /// What became of a proposal; none: the answer takes it up.
    fn settled(proposal: Proposal) -> Option<PhrasingOutcome> {
        match proposal {
            Proposal::Settled(outcome) => Some(outcome),
            Proposal::Confirmed(_) => None,
        }
    }

    #[tokio::test]
    async fn agents_who_confirm_at_once_do_not_get_round_what_another_answer_says() {
        let (store, article) = desk().await;
        proposed(&store, ELSEWHERE, &["lin"]).await;
        let mut confirming = Vec::new();
        for by in [agent("chen", Role::Agent), agent("zhao", Role::Agent)] {
            let foreseen = store.proposal_foreseen(&article.id, ELSEWHERE, &by).await.unwrap();
            confirming.push((by, foreseen));
        }
        let mut tx = store.begin().await.unwrap();
        let mut outcomes = Vec::new();
        for (by, foreseen) in &confirming {
            let proposal = tx.phrasing_propose(&article, ELSEWHERE, by, NOW, foreseen).await.unwrap();
            outcomes.push(settled(proposal));
        }
        assert_eq!(outcomes, [2, 3].map(|agents| Some(PhrasingOutcome::Proposed { agents })));
    }

    #[tokio::test]
    async fn what_was_foreseen_of_other_words_does_not_count_for_those_that_are_confirmed() {
        let (store, article) = desk().await;
        let (like, by) = ("do you ship trombones", agent("zhao", Role::Agent));
        proposed(&store, like, &["lin", "chen"]).await;
        let foreseen = store.foreseen(&article, ELSEWHERE, Some(like.to_owned()), &by).await.unwrap();
        assert_eq!((foreseen.is_elsewhere(like), foreseen.is_elsewhere(ELSEWHERE)), (Some(false), None));
        proposed(&store, ELSEWHERE, &["lin", "chen"]).await;
        let mut tx = store.begin().await.unwrap();
        let proposal = tx.phrasing_propose(&article, ELSEWHERE, &by, NOW, &foreseen).await.unwrap();
        assert_eq!(settled(proposal), Some(PhrasingOutcome::Proposed { agents: 3 }));
    }

    #[tokio::test]
    async fn other_answers_are_read_for_the_last_agent_who_confirms_and_for_no_lead() {
        let (store, article) = desk().await;
        proposed(&store, ELSEWHERE, &["lin", "chen"]).await;
        let confirming = [("zhao", Role::Agent, Some(true)), ("lin", Role::Agent, None), ("he", Role::Lead, None)];
        for (login, role, known) in confirming {
            let by = agent(login, role);
            let foreseen = store.proposal_foreseen(&article.id, "it hasn't come!", &by).await.unwrap();
            assert_eq!(foreseen.is_elsewhere(ELSEWHERE), known, "{login}");
        }
    }

    #[tokio::test]
    async fn words_that_the_answer_says_already_are_like_no_proposal() {
        let (store, mut article) = desk().await;
        let (said, open) = ("飞机上能用净化器吗", "还飞机上能用净化器吗");
        assert_eq!(store.proposal_like(&article, said).await.unwrap(), None);
        proposed(&store, open, &["lin"]).await;
        assert_eq!(store.proposal_like(&article, said).await.unwrap().as_deref(), Some(open));
        article.phrasings.push(said.to_owned());
        assert_eq!(store.proposal_like(&article, said).await.unwrap(), None);
    }
}
