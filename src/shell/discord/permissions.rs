//! What a member may do in a channel, as Discord computes it.

use std::collections::HashMap;

use serde_json::Value;

use super::incoming::ADMINISTRATOR;

/// See a channel.
pub(super) const VIEW: u64 = 1 << 10;
/// Write in it; of a forum: begin posts.
pub(super) const SEND: u64 = 1 << 11;
/// Read what was written there before.
pub(super) const HISTORY: u64 = 1 << 16;
/// Mention every role, and not only those that anybody may.
pub(super) const MENTION: u64 = 1 << 17;
/// Begin threads that everybody sees.
pub(super) const THREADS: u64 = 1 << 35;
/// Write in threads.
pub(super) const SEND_IN_THREADS: u64 = 1 << 38;

/// What decides in every channel of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Permissions {
    /// The server; its role of this id is everybody's.
    pub(super) server: String,
    /// Its owner.
    pub(super) owner: String,
    /// The bits of each role.
    pub(super) roles: HashMap<String, u64>,
    /// The member.
    pub(super) member: String,
    /// The member's roles.
    pub(super) own: Vec<String>,
}

impl Permissions {
    /// Reads a server and a member of it, as Discord gives them.
    pub(super) fn read(server: &Value, member: &Value) -> Option<Permissions> {
        let roles = server.get("roles")?.as_array()?.iter();
        let own = member.get("roles")?.as_array()?.iter();
        Some(Permissions {
            server: text(server, "id")?,
            owner: text(server, "owner_id").unwrap_or_default(),
            roles: roles.filter_map(|role| Some((text(role, "id")?, bits(role, "permissions")))).collect(),
            member: member.get("user").and_then(|user| text(user, "id"))?,
            own: own.filter_map(|role| role.as_str().map(str::to_owned)).collect(),
        })
    }

    /// The same of a member who has no role.
    pub(super) fn of_everybody(&self) -> Permissions {
        Permissions { member: String::new(), owner: "none".to_owned(), own: Vec::new(), ..self.clone() }
    }

    /// What the member may in the whole server.
    fn base(&self) -> u64 {
        let of = |role: &String| self.roles.get(role).copied().unwrap_or(0);
        let all = self.own.iter().map(of).fold(of(&self.server), |all, bits| all | bits);
        if self.owner == self.member || all & ADMINISTRATOR != 0 { u64::MAX } else { all }
    }
}

/// What the member may do in a channel, as Discord gives it: everybody's overwrite first, then those of roles together,
/// then the member's own.
pub(super) fn in_channel(permissions: &Permissions, channel: &Value) -> u64 {
    let mut bits_now = permissions.base();
    if bits_now == u64::MAX {
        return bits_now;
    }
    let overwrites = channel.get("permission_overwrites").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let together = |of: &dyn Fn(&str) -> bool| {
        let own = overwrites.iter().filter(|one| text(one, "id").is_some_and(|id| of(&id)));
        own.fold((0, 0), |(deny, allow), one| (deny | bits(one, "deny"), allow | bits(one, "allow")))
    };
    let of_roles = |id: &str| id != permissions.server && permissions.own.iter().any(|role| role == id);
    let steps: [&dyn Fn(&str) -> bool; 3] = [&|id| id == permissions.server, &of_roles, &|id| id == permissions.member];
    for step in steps {
        let (deny, allow) = together(step);
        bits_now = bits_now & !deny | allow;
    }
    // Who cannot see it can do nothing there.
    if bits_now & VIEW == 0 { 0 } else { bits_now }
}

fn text(value: &Value, field: &str) -> Option<String> {
    value.get(field)?.as_str().map(str::to_owned)
}

fn bits(value: &Value, field: &str) -> u64 {
    value.get(field).and_then(Value::as_str).and_then(|bits| bits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Server 6 of owner 9: everybody sees and writes, role 20 reads what was before; the member 100 has role 20.
    fn check(member: &str, everybody: u64, overwrites: &[(&str, u64, u64)]) -> String {
        let server = json!({"id": "6", "owner_id": "9", "roles": [{"id": "6", "permissions": everybody.to_string()},
            {"id": "20", "permissions": HISTORY.to_string()}, {"id": "21", "permissions": ADMINISTRATOR.to_string()}]});
        let member = json!({"user": {"id": member}, "roles": ["20"]});
        let one = |(id, deny, allow): &(&str, u64, u64)| json!({"id": id, "deny": deny.to_string(), "allow": allow.to_string()});
        let channel = json!({"id": "5", "permission_overwrites": overwrites.iter().map(one).collect::<Vec<_>>()});
        let bits = in_channel(&Permissions::read(&server, &member).expect("permissions"), &channel);
        let names = [(VIEW, "view"), (SEND, "send"), (HISTORY, "history")];
        names.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn roles_and_overwrites_in_discords_order() {
        let all = VIEW | SEND;
        insta::assert_snapshot!(check("100", all, &[]), @"view send history");
        insta::assert_snapshot!(check("100", all, &[("6", SEND, 0)]), @"view history");
        insta::assert_snapshot!(check("100", all, &[("6", SEND, 0), ("20", 0, SEND)]), @"view send history");
        insta::assert_snapshot!(check("100", all, &[("20", 0, SEND), ("100", SEND, 0)]), @"view history");
        insta::assert_snapshot!(check("100", all, &[("21", 0, SEND), ("20", SEND, 0)]), @"view history");
        insta::assert_snapshot!(check("100", all, &[("6", VIEW, 0)]), @"");
        insta::assert_snapshot!(check("9", 0, &[("9", VIEW, 0)]), @"view send history");
        insta::assert_snapshot!(check("100", ADMINISTRATOR, &[("6", VIEW, 0)]), @"view send history");
        insta::assert_snapshot!(check("100", 0, &[]), @"");
    }
}
