//! How the bot is invited to a server.

/// What an invite must ask for.
pub(super) const SCOPES: [&str; 2] = ["applications.commands", "bot"];

/// The address that invites the bot, by the application's id.
pub(super) fn invitation(id: &str) -> String {
    format!("https://discord.com/oauth2/authorize?client_id={id}&scope={}", SCOPES.join("+"))
}
