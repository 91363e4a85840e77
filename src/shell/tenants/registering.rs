//! Each tenant's commands are registered in each of its servers, and none for all: what one archive can be asked is nothing
//! for the servers of another.

use std::sync::{Arc, PoisonError};

use axum::http::Method;
use serde_json::json;

use super::census::{Entry, Register};
use super::hosted::{Bot, Tenants};
use super::tenant::Task;
use crate::shell::discord::{Call, Front, Registrar, RestError};

/// Registers for the servers that came, and no more for those that went.
pub(super) fn follow(tenants: &Tenants, register: &Register) {
    let Some(bot) = &tenants.bot else { return };
    let mut registering = bot.registering.lock().unwrap_or_else(PoisonError::into_inner);
    let of = |(name, server): &(String, String)| register.of_server(server).is_some_and(|own| own.tenant.name == *name);
    registering.retain(|key, _| of(key));
    for (name, entry) in &register.all {
        for server in register.servers_of(name) {
            let key = (name.clone(), server.clone());
            registering.entry(key).or_insert_with(|| Task(tokio::spawn(registered(bot, entry, server))));
        }
    }
}

/// Registers for a server, once it is known for which application.
fn registered(bot: &Bot, entry: &Entry, server: String) -> impl Future<Output = ()> + Send + use<> {
    let (tenant, rest) = (Arc::clone(&entry.tenant), Arc::clone(&bot.rest));
    let mut application = bot.application.subscribe();
    tenant.whose.clone().around(async move {
        let Ok(application) = application.wait_for(Option::is_some).await.map(|known| known.clone()) else { return };
        // Where a generation is pulled, what is remembered lies beside it.
        let mut commands = tenant.commands.subscribe();
        if commands.wait_for(|commands| !commands.is_null()).await.is_err() {
            return;
        }
        let front = Front {
            remembered: Some(tenant.at.registered_in(&server)),
            guild: Some(server),
            commands,
            ..Front::default()
        };
        let registrar = Registrar::new(rest, &front, Arc::clone(&tenant.lasting));
        registrar.follow(application.unwrap_or_default()).await;
    })
}

/// Removes the commands that the application has for all servers, from when it served one archive.
pub(super) async fn remove_global(bot: Arc<Bot>, application: String) {
    let path = format!("/applications/{application}/commands");
    let removed = async {
        let there = bot.rest.send(&Call::authorized(Method::GET, path.clone())).await?;
        if there.as_array().is_some_and(|there| !there.is_empty()) {
            let mut call = Call::authorized(Method::PUT, path.clone());
            call.body = Some(json!([]));
            bot.rest.send(&call).await?;
        }
        Ok::<(), RestError>(())
    };
    if let Err(error) = removed.await {
        tracing::warn!(%error, "commands for all servers could not be removed; servers may show them beside their own");
    }
}
