//! How the bot is invited to a server.

/// The address that invites the bot to a server.
pub(super) fn invitation(id: &str) -> String {
    format!("https://discord.com/oauth2/authorize?client_id={id}&scope={}", SCOPES.join("+"))
}

/// What an invite must ask for.
pub(super) const SCOPES: [&str; 2] = ["applications.commands", "bot"];
