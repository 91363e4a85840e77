//! The server of the protocol: what it says of itself, and which part answers which request.

use std::sync::Arc;

use axum::http::request::Parts;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, CompletionInfo, Implementation,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig,
};
use rmcp::service::{NotificationContext, RequestContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};

use super::{resources, tools};
use crate::shell::Published;
use crate::shell::web::{Asker, Serving};

/// What answers one connection, or one request over HTTP.
#[derive(Clone)]
pub(super) struct Assistants(pub(super) Arc<Serving>);

impl Assistants {
    async fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Published) -> T + Send + 'static,
    ) -> Result<T, ErrorData> {
        let answered = Arc::clone(&self.0).in_turn(work).await;
        answered.ok_or_else(|| ErrorData::internal_error("something went wrong on our side", None))
    }

    /// Who asks over HTTP; over standard input nobody is counted, who has the data folder anyway.
    fn asker(context: &RequestContext<RoleServer>) -> Option<Asker> {
        context.extensions.get::<Parts>()?.extensions.get::<Asker>().cloned()
    }
}

impl ServerHandler for Assistants {
    fn get_info(&self) -> ServerConfig {
        let published = self.0.published();
        let words = published.engine().words();
        let name = published.settings.publication.name.clone();
        let name = name.unwrap_or_else(|| words.say("assistant.this_newsletter", &[]));
        let capabilities = ServerCapabilities::builder().enable_completions().enable_resources().enable_tools().build();
        let own = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")).with_title(name.clone());
        ServerConfig::new(capabilities)
            .with_server_info(own)
            .with_instructions(words.say("assistant.instructions", &[("name", &name)]))
    }

    async fn on_initialized(&self, _: NotificationContext<RoleServer>) {}

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        self.answer(|published| ListToolsResult::with_all_items(tools::all(published))).await
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let (serving, asker) = (Arc::clone(&self.0), Self::asker(&context));
        let requested = asker.as_ref().map(|asker| asker.requested.clone());
        let answered = self.answer(move |published| {
            tools::call(published, &request.name, request.arguments.unwrap_or_default(), |reply| {
                if let Some(asker) = &asker {
                    asker.requested.is_command(&reply.command);
                    serving.bound(published, reply, (&asker.name, published.engine().words()));
                }
            })
        });
        let answered = answered.await.flatten();
        // The protocol says so in the body alone.
        if let Some(requested) = requested
            && answered.as_ref().map_or(true, |result| result.is_error == Some(true))
        {
            requested.refuse();
        }
        answered.map(CallToolResponse::from)
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let cursor = request.and_then(|request| request.cursor);
        self.answer(move |published| resources::list(published, cursor.as_deref())).await?
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.answer(resources::templates).await
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let read = self.answer(move |published| resources::read(published, &request.uri)).await?;
        read.map(ReadResourceResponse::from)
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let completed = match request.r#ref.as_resource_uri() {
            Some(resources::TEMPLATE) => {
                self.answer(move |published| resources::complete(published, request.argument)).await?
            }
            _ => CompletionInfo::default(),
        };
        Ok(CompleteResult::new(completed))
    }
}
