//! Which answers still stand in a channel: few are asked for one by one, of many the channel's messages are paged through.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::Value;

use crate::desk::DeskError;
use crate::desk::answers::GivenAnswer;
use crate::shell::discord::desk::visit::Visit;
use crate::shell::discord::rest::{Call, RestError};

/// Requests that one look may make.
const REQUESTS: usize = 25;
/// Messages that Discord gives at one time.
const PAGE: usize = 100;
/// Discord is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What was found.
pub(super) enum Looked {
    /// The answers that stand, and how many messages were looked through, where answers may stand further back.
    At { standing: Vec<GivenAnswer>, unchecked: Option<usize> },
    /// We may not read there.
    Barred,
    /// Discord could not be asked.
    Failed,
}

pub(super) async fn look(visit: &Visit<'_>, channel: &str, answers: Vec<GivenAnswer>) -> Result<Looked, DeskError> {
    if answers.len() > REQUESTS {
        Ok(paged(visit, channel, answers).await)
    } else {
        each(visit, channel, answers).await
    }
}

fn get(path: String, deadline: Instant) -> Call {
    let mut call = Call::authorized(Method::GET, path);
    call.deadline = deadline;
    call
}

async fn each(visit: &Visit<'_>, channel: &str, answers: Vec<GivenAnswer>) -> Result<Looked, DeskError> {
    let (mut standing, deadline) = (Vec::new(), Instant::now() + PATIENCE);
    let asked = answers.iter().map(|answer| {
        let path = format!("/channels/{channel}/messages/{}", answer.place.message);
        async move { visit.state.rest.send(&get(path, deadline)).await }
    });
    for (told, answer) in join_all(asked).await.into_iter().zip(answers) {
        match told {
            Ok(_) => standing.push(answer),
            Err(RestError::Refused { status: 404, .. }) => {
                visit.desk.forget_answer(&answer.place.message, visit.now).await?
            }
            Err(RestError::Refused { status: 403, .. }) => return Ok(Looked::Barred),
            Err(_) => return Ok(Looked::Failed),
        }
    }
    Ok(Looked::At { standing, unchecked: None })
}

async fn paged(visit: &Visit<'_>, channel: &str, answers: Vec<GivenAnswer>) -> Looked {
    let number = |id: &str| id.parse::<u64>().unwrap_or_default();
    let oldest = answers.iter().map(|answer| number(&answer.place.message)).min().unwrap_or_default();
    let deadline = Instant::now() + PATIENCE;
    let mut seen: HashSet<String> = HashSet::new();
    let mut before: Option<u64> = None;
    let mut reached_all = false;
    for _ in 0..REQUESTS {
        let from = before.map(|before| format!("&before={before}")).unwrap_or_default();
        let path = format!("/channels/{channel}/messages?limit={PAGE}{from}");
        let told = match visit.state.rest.send(&get(path, deadline)).await {
            Ok(told) => told,
            Err(RestError::Refused { status: 403 | 404, .. }) => return Looked::Barred,
            Err(_) => return Looked::Failed,
        };
        let messages = told.as_array().map(Vec::as_slice).unwrap_or_default();
        let ids: Vec<&str> = messages.iter().filter_map(|message| message.get("id").and_then(Value::as_str)).collect();
        seen.extend(ids.iter().map(|id| (*id).to_owned()));
        let last = ids.iter().map(|id| number(id)).min();
        reached_all = ids.len() < PAGE || last.is_none_or(|last| last <= oldest);
        if reached_all {
            break;
        }
        before = last;
    }
    let standing = answers.into_iter().filter(|answer| seen.contains(&answer.place.message)).collect();
    Looked::At { standing, unchecked: (!reached_all).then_some(seen.len()) }
}
