//! HAProxy before the replicas and before the database.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;

use super::supervisor::Supervised;

/// Ports that nobody uses now.
pub fn free_ports<const N: usize>() -> [u16; N] {
    // All are held until the last is chosen, so that no two are the same.
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}

/// An address of this machine.
pub fn here(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// Where the balancer listens, and what stands behind it.
pub struct Ports {
    pub pages: u16,
    pub interactions: u16,
    pub database: u16,
    pub primary: u16,
    pub standby: u16,
}

/// Those of a replica.
#[derive(Clone, Copy)]
pub struct ReplicaPorts {
    pub pages: u16,
    pub interactions: u16,
    pub metrics: u16,
}

/// The settings of `tools/packaging/machines/haproxy.cfg`, for this machine alone, with Discord's interactions, and with
/// the database.
fn settings(ports: &Ports, replicas: &[ReplicaPorts]) -> String {
    let servers = |port: fn(&ReplicaPorts) -> u16| -> String {
        (1..)
            .zip(replicas)
            .map(|(number, own)| format!("    server replica-{number} 127.0.0.1:{}\n", port(own)))
            .collect()
    };
    let Ports { pages, interactions, database, primary, standby } = ports;
    format!(
        "global\n    maxconn 2000\n    log stdout format raw daemon notice\n\
         defaults\n    mode http\n    timeout connect 2s\n    timeout client 30s\n    timeout server 15s\n    \
         option dontlog-normal\n    retries 2\n    option redispatch\n\
         frontend pages\n    bind 127.0.0.1:{pages}\n    http-request set-header X-Forwarded-For %[src]\n    \
         default_backend replicas\n\
         backend replicas\n    balance leastconn\n    retry-on conn-failure empty-response\n    option httpchk GET /readyz\n    \
         http-check expect status 200\n    default-server check inter 2s fall 2 rise 1 maxconn 200\n{}\
         frontend discord\n    bind 127.0.0.1:{interactions}\n    default_backend endpoints\n\
         backend endpoints\n    balance leastconn\n    retry-on conn-failure\n    option httpchk GET /readyz\n    \
         http-check expect status 200\n    default-server check inter 2s fall 2 rise 1 maxconn 200\n{}\
         listen postgres\n    mode tcp\n    bind 127.0.0.1:{database}\n    timeout client 1h\n    timeout server 1h\n    \
         default-server check inter 1s fall 2 rise 1 on-marked-down shutdown-sessions\n    \
         server primary 127.0.0.1:{primary}\n    server standby 127.0.0.1:{standby} backup\n",
        servers(|own| own.pages),
        servers(|own| own.interactions),
    )
}

/// Whether HAProxy is installed.
pub fn check() -> Result<(), String> {
    let asked = Command::new("haproxy").arg("-v").output();
    asked.map(drop).map_err(|_| "HAProxy is not here: apt-get install haproxy".to_owned())
}

/// Starts it.
pub fn start(folder: &Path, logs: &Path, ports: &Ports, replicas: &[ReplicaPorts]) -> Supervised {
    let file = folder.join("haproxy.cfg");
    std::fs::write(&file, settings(ports, replicas)).expect("settings");
    Supervised::start("haproxy", logs, move || {
        let mut command = Command::new("haproxy");
        command.arg("-db").arg("-f").arg(&file);
        command
    })
}
