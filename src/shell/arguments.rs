//! What `pullquote serve` takes.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use tokio::net::TcpListener;

use super::bytes::Bytes;

/// What `pullquote serve` takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ServeArguments {
    /// Register the commands in this server only (at once, for trying things out)
    #[arg(long, value_name = "ID", value_parser = server_id)]
    pub guild: Option<String>,
    /// Serve Discord's interactions endpoint here instead of connecting to the gateway
    #[arg(long, value_name = "ADDR")]
    pub http: Option<SocketAddr>,
    /// Serve Prometheus metrics here, at /metrics, and whether the process lives (/livez) and may be asked (/readyz)
    #[arg(long, value_name = "ADDR")]
    pub metrics: Option<SocketAddr>,
    /// When told to end, say so at /readyz for so many seconds first, and answer all that still comes
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "SECONDS")]
    pub drain: u64,
    /// Gateway shards; as many as Discord recommends unless given
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    pub shards: u32,
    /// Serve pages here, and the HTTP API where its door is open; also without a bot
    #[arg(long, value_name = "ADDR")]
    pub web: Option<SocketAddr>,
    /// Serve assistants here, at /mcp; may be the address of --web
    #[arg(long, value_name = "ADDR")]
    pub mcp: Option<SocketAddr>,
    /// Serve many newsletters: each folder in this one is a data folder of its own, found by the host of its [web] address
    #[arg(long, value_name = "DIR", conflicts_with_all = ["guild", "data", "corpus", "index"])]
    pub tenants: Option<PathBuf>,
    /// With --tenants: archives that are open hold so much memory together, nearly
    #[arg(long, value_name = "SIZE", default_value = "1GB", requires = "tenants")]
    pub tenant_memory: Bytes,
    /// Answer from what an importer publishes in the store: never import, follow it without a restart. With --tenants, each from
    /// the part of the store that has its name; who is published there comes by itself
    #[arg(long)]
    pub replica: bool,
}

fn server_id(text: &str) -> Result<String, String> {
    let good = (15..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if good {
        Ok(text.to_owned())
    } else {
        Err("a server's id is 15 to 20 digits: right-click it, Copy Server ID".to_owned())
    }
}

/// Listens at the address of a flag, where it is given.
pub async fn listener(flag: &str, at: Option<SocketAddr>) -> anyhow::Result<Option<TcpListener>> {
    let Some(at) = at else { return Ok(None) };
    TcpListener::bind(at).await.map(Some).with_context(|| format!("{flag} {at}"))
}
