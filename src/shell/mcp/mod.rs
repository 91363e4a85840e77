//! Assistants, by the Model Context Protocol: the commands as tools, the articles as resources.

mod http;
mod resources;
mod server;
mod stdio;
mod tools;

pub(super) use http::routes;
pub(super) use stdio::over_stdio;
