//! The protocol over standard input and output: an assistant on this machine starts the program and ends it.

use std::sync::Arc;

use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio;

use super::server::Assistants;
use crate::shell::follow::{Follower, Stamp};
use crate::shell::runtime::run_to_end;
use crate::shell::serve::say_only_where_it_panicked;
use crate::shell::web::Serving;
use crate::shell::whose::Whose;
use crate::shell::{Locations, opening};

/// Answers until the input ends. The door may be shut: whoever starts this has the data folder. What programs may not be
/// given is kept back all the same.
pub(in crate::shell) fn over_stdio(at: &Locations) -> anyhow::Result<()> {
    say_only_where_it_panicked();
    // Taken before the corpus is read, so that what changes meanwhile is read again.
    let now = at.current();
    let stamp = Stamp::of(&now);
    let opened = opening::open(&now)?;
    let stamp = stamp.indexed(&now);
    let serving = Arc::new(Serving::new(&opened, &now));
    let follower = Follower {
        at: at.clone(),
        whose: Whose::default(),
        read: Arc::default(),
        fronts: vec![Box::new(Arc::clone(&serving))],
        arrived: Arc::default(),
        indexed: Arc::default(),
        freshness: Arc::default(),
    };
    run_to_end(async {
        let following = tokio::spawn(follower.follow(stamp, opened.behind));
        let began = Assistants(serving).serve(stdio()).await;
        let ended = match began {
            Ok(running) => running.waiting().await.map(drop).map_err(anyhow::Error::from),
            // Whoever starts it to see whether it starts says nothing.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            // The error itself repeats what came, which may be a question.
            Err(_) => Err(anyhow::anyhow!("the assistant did not begin with initialize, as the protocol has it")),
        };
        following.abort();
        ended
    })?
}
