//! What `pullquote doctor` looks at in Discord: whether the token is good, what the invite asks for, and whether commands
//! may be there where the bot is.

use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::Value;

use super::address::Address;
use super::invitation::{SCOPES, invitation};
use super::rest::{Call, Rest, RestError};

/// Discord is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Servers that are looked at.
const SERVERS: usize = 20;

/// One thing that was looked at, and what is wrong with it.
pub type Finding = (String, Option<String>);

/// Looks at the application of a token.
pub fn findings(token: &str, other: Option<&str>) -> Vec<Finding> {
    let looked = crate::shell::run_to_end(look(token, other));
    let failed = |error: String| vec![("discord".to_owned(), Some(error))];
    match looked {
        Ok(Ok(findings)) => findings,
        Ok(Err(error)) => failed(format!("{error:#}")),
        Err(error) => failed(error.to_string()),
    }
}

async fn look(token: &str, other: Option<&str>) -> anyhow::Result<Vec<Finding>> {
    let address = Address::new(other)?;
    let rest = Rest::new(address.base(), token)?;
    let application = match get(&rest, "/applications/@me").await {
        Ok(application) => application,
        Err(RestError::Refused { status: 401, .. } | RestError::Shut) => {
            let fault = "discord does not accept it; copy the bot's token anew from the application's Bot page";
            return Ok(vec![("discord token".to_owned(), Some(fault.to_owned()))]);
        }
        Err(error) => return Ok(vec![("discord token".to_owned(), Some(format!("could not be checked: {error}")))]),
    };
    let id = application.get("id").and_then(Value::as_str).unwrap_or_default();
    let name = application.get("name").and_then(Value::as_str).unwrap_or(id);
    let mut findings = vec![(format!("discord token, of the application {name}"), None), invite(&application, id)];
    findings.extend(servers(&rest, id).await);
    Ok(findings)
}

async fn get(rest: &Rest, path: &str) -> Result<Value, RestError> {
    let mut call = Call::authorized(Method::GET, path.to_owned());
    call.deadline = Instant::now() + PATIENCE;
    rest.send(&call).await
}

/// Whether the invite that the application offers asks for what the bot needs. One that offers none is invited by the
/// address that `serve` says.
fn invite(application: &Value, id: &str) -> Finding {
    let address = invitation(id);
    let of_servers = application.pointer("/integration_types_config/0/oauth2_install_params/scopes");
    let scopes = of_servers.or_else(|| application.pointer("/install_params/scopes")).and_then(Value::as_array);
    let Some(scopes) = scopes else { return (format!("discord invite {address}"), None) };
    let lacks: Vec<&str> =
        SCOPES.into_iter().filter(|scope| !scopes.iter().any(|own| own.as_str() == Some(scope))).collect();
    let fault = (!lacks.is_empty()).then(|| {
        format!(
            "its scopes lack {}; add them on the application's Installation page, or invite with {address}",
            lacks.join(" and ")
        )
    });
    ("discord invite of the application".to_owned(), fault)
}

/// Servers that the bot is in without the right to have commands there.
async fn servers(rest: &Rest, id: &str) -> Option<Finding> {
    let servers = get(rest, &format!("/users/@me/guilds?limit={SERVERS}")).await.ok()?;
    let (mut looked, mut without) = (0, Vec::new());
    for server in servers.as_array().into_iter().flatten().take(SERVERS) {
        let Some(own) = server.get("id").and_then(Value::as_str) else { continue };
        looked += 1;
        if let Err(RestError::Refused { status: 403, .. }) =
            get(rest, &format!("/applications/{id}/guilds/{own}/commands")).await
        {
            without.push(server.get("name").and_then(Value::as_str).unwrap_or(own).to_owned());
        }
    }
    let fault = (!without.is_empty())
        .then(|| format!("no commands are allowed in {}; invite the bot there again", without.join(", ")));
    (looked > 0).then(|| (format!("discord servers looked at: {looked}"), fault))
}
