//! A desk as large as a call centre's.

use anyhow::Result;
use ringdesk::domain::agent::{Agent, Role};
use ringdesk::server::store::{NewAgent, Store};

/// Hires until that many people work there, in the teams of those who do.
pub async fn hire(store: &Store, people: usize) -> Result<()> {
    let known = store.agents().await?;
    let agents: Vec<&Agent> = known.iter().filter(|agent| agent.role == Role::Agent).collect();
    for (number, like) in (known.len()..people).zip(agents.into_iter().cycle()) {
        let login = format!("hired{number}");
        let agent = Agent { id: login.as_str().into(), name: format!("坐席{number}"), login, ..like.clone() };
        store.agent_create(&NewAgent { agent, password_hash: String::new() }).await?;
    }
    Ok(())
}
