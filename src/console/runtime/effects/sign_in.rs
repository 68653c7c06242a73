//! A login at an open desk: the connection and everything that waits go on with the new token.

use chrono::TimeDelta;

use super::{Effects, KeepToken};
use crate::console::app::message::{Answer, NotSignedIn};
use crate::console::app::model::sign_in::Password;
use crate::console::app::{Msg, RequestId};
use crate::console::runtime::event_loop::Arrival;
use crate::console::runtime::problem;
use crate::crm::api::Api;
use crate::crm::http::Token;
use crate::crm::problem::CrmError;
use crate::domain::agent::Agent;
use crate::wire::request::Login;

impl Effects {
    pub(super) fn sign_in(&self, request: RequestId, login: String, password: &Password) {
        let login = Login { login, password: password.reveal().to_owned() };
        let (api, to, keep) = (self.api.clone(), self.to.clone(), self.tools.keep_token.clone());
        tokio::spawn(async move {
            let arrival = match log_in(&api, &login).await {
                Ok((agent, token)) => {
                    if let Some(why) = kept(keep, token).await {
                        let _ = to.send(Arrival::Msg(why));
                    }
                    Arrival::Renewed(Box::new(Answer::SignedIn { request, result: Ok(Box::new(agent)) }))
                }
                Err(why) => Arrival::Msg(Msg::Answer(Answer::SignedIn { request, result: Err(why) })),
            };
            let _ = to.send(arrival);
        });
    }
}

/// Renews the token of every clone of `api`.
async fn log_in(api: &Api, login: &Login) -> Result<(Agent, Token), NotSignedIn> {
    let session = api.without_token().log_in(login).await.map_err(|why| refused(&why))?;
    let token = Token::new(&session.token);
    api.http().renew(&token);
    Ok((session.agent, token))
}

fn refused(why: &CrmError) -> NotSignedIn {
    match why {
        CrmError::RateLimited { retry_after } => {
            NotSignedIn::TooOften { wait: TimeDelta::from_std(*retry_after).unwrap_or_default() }
        }
        _ if why.problem_name() == Some("wrong-password") => NotSignedIn::Wrong,
        _ => NotSignedIn::Failed(problem::of(why)),
    }
}

/// Keeps the token for the next start; what to say when that fails.
async fn kept(keep: Option<KeepToken>, token: Token) -> Option<Msg> {
    let keep = keep?;
    let done = tokio::task::spawn_blocking(move || keep(&token)).await;
    let detail = done.map_err(|error| error.to_string()).and_then(|kept| kept).err()?;
    Some(Msg::Warning { place: "login".into(), detail })
}
