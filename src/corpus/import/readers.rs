//! Who may read an article, as the fields of front matter and of pages say it in the words of many tools.
//!
//! The strictest field counts. What such a field says and nobody here understands counts as paid, and is told: an article
//! that was opened by mistake is not closed again.

use std::collections::HashMap;

use crate::domain::Audience::{self, Everyone, Paid};

/// What the value of a field tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// Whether it costs.
    Costs,
    /// Whether it is free.
    IsFree,
    /// Whom it is for.
    Level,
    /// Many things; whom it is for where it says so.
    PerhapsLevel,
}

/// The fields, as [`plain`] writes them. `is`, `has` and `requires` may stand before each.
const FIELDS: [(Tells, &[&str]); 4] = [
    (
        Tells::Costs,
        &[
            "paid",
            "paidonly",
            "onlypaid",
            "paidcontent",
            "paidpost",
            "paidsubscribersonly",
            "premium",
            "premiumonly",
            "premiumcontent",
            "membersonly",
            "memberonly",
            "membership",
            "membershiprequired",
            "subscribersonly",
            "subscriberonly",
            "subscription",
            "subscriptionrequired",
            "paywall",
            "paywalled",
            "paywallenabled",
            "gated",
            "locked",
        ],
    ),
    (Tells::IsFree, &["free", "freetoread", "public", "accessibleforfree", "openaccess"]),
    (
        Tells::Level,
        &[
            "audience",
            "emailtype",
            "visibility",
            "postvisibility",
            "contentvisibility",
            "access",
            "accesslevel",
            "accesstier",
            "contentaccess",
            "contenttier",
            "contentlevel",
            "tier",
            "tiers",
            "membershiplevel",
            "membershiptier",
            "membershiptype",
            "subscriptionlevel",
            "subscriptiontier",
            "paywalltype",
            "for",
        ],
    ),
    (Tells::PerhapsLevel, &["status", "type", "posttype"]),
];

/// What stands before a field's name and changes nothing.
const OPENINGS: [&str; 6] = ["is", "has", "requires", "require", "required", "article"];

/// Tables of front matter whose fields are as good as those above them.
const TABLES: [&str; 8] = ["extra", "params", "param", "custom", "meta", "metadata", "data", "substack"];

const YES: [&str; 9] = ["true", "yes", "y", "on", "1", "required", "require", "enabled", "always"];
const NO: [&str; 9] = ["false", "no", "n", "off", "0", "none", "optional", "disabled", "never"];

const FOR_ALL: [&str; 11] = [
    "everyone",
    "everybody",
    "all",
    "anyone",
    "public",
    "free",
    "onlyfree",
    "open",
    "unlocked",
    "unrestricted",
    "freesubscribers",
];

const FOR_SOME: [&str; 22] = [
    "paid",
    "onlypaid",
    "paidonly",
    "paying",
    "payingsubscribers",
    "payingmembers",
    "paidsubscribers",
    "paidmembers",
    "premium",
    "premiumonly",
    "member",
    "members",
    "membersonly",
    "subscriber",
    "subscribers",
    "subscribersonly",
    "founding",
    "locked",
    "metered",
    "restricted",
    "gated",
    "private",
];

/// Whom the fields say that the article is for, and what is to be told of those that are not understood.
pub(super) fn of_fields(fields: &HashMap<String, String>) -> (Option<Audience>, Vec<String>) {
    let (mut audience, mut notes) = (None, Vec::new());
    for (name, value) in fields {
        let Some(tells) = field(name) else { continue };
        match said(tells, value) {
            Said::Nothing => {}
            Said::For(own) => audience = stricter(audience, Some(own)),
            Said::Unknown => {
                audience = Some(Paid);
                let value = crate::text::clip(value.trim(), 40).0;
                notes.push(format!("{name}: {value:?} does not say who may read it: taken for paid"));
            }
        }
    }
    notes.sort();
    (audience, notes)
}

/// The same of what a page says of itself. Its fields are of anybody's making, so one of them opens an article only
/// where its name leaves no doubt, and closes it only where its value does not.
pub(super) fn of_page<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Audience> {
    fields.fold(None, |audience, (name, value)| {
        let sure = matches!(bare(name).as_str(), "contenttier" | "accessibleforfree");
        let own = match field(name).map(|tells| said(tells, value)) {
            Some(Said::For(Paid)) => Some(Paid),
            Some(Said::For(Everyone)) if sure => Some(Everyone),
            Some(Said::Unknown) if sure => Some(Paid),
            _ => None,
        };
        stricter(audience, own)
    })
}

/// Of two words on an article the one that keeps more readers out.
pub(super) fn stricter(one: Option<Audience>, other: Option<Audience>) -> Option<Audience> {
    if one == Some(Paid) { one } else { other.or(one) }
}

enum Said {
    Nothing,
    For(Audience),
    Unknown,
}

fn said(tells: Tells, value: &str) -> Said {
    // Machines write `https://schema.org/False`.
    let whole = value.trim().trim_end_matches('/').rsplit("schema.org/").next().unwrap_or_default();
    let items: Vec<String> = whole.split([',', '|', ';']).map(plain).filter(|item| !item.is_empty()).collect();
    if items.is_empty() || items.iter().all(|item| item == "null") {
        return Said::Nothing;
    }
    let understood: Vec<Option<Audience>> = items.iter().map(|item| one(tells, item)).collect();
    // Of several groups of readers the widest counts.
    let all = understood.iter().flatten().copied();
    match all.reduce(|one, other| if one == Everyone { one } else { other }) {
        Some(audience) => Said::For(audience),
        None if tells == Tells::PerhapsLevel => Said::Nothing,
        None => Said::Unknown,
    }
}

fn one(tells: Tells, item: &str) -> Option<Audience> {
    let is = |words: &[&str]| words.contains(&item);
    match tells {
        Tells::Costs if is(&YES) => Some(Paid),
        Tells::Costs if is(&NO) => Some(Everyone),
        Tells::IsFree if is(&YES) => Some(Everyone),
        Tells::IsFree if is(&NO) => Some(Paid),
        // Of a status "public" or "free" is said in another sense.
        Tells::PerhapsLevel if is(&FOR_ALL) => None,
        _ if is(&FOR_ALL) => Some(Everyone),
        Tells::PerhapsLevel if item == "private" => None,
        _ if is(&FOR_SOME) => Some(Paid),
        _ => None,
    }
}

/// What a field of this name tells. The name of a field in a table is `table.field`.
fn field(name: &str) -> Option<Tells> {
    if let Some((table, inner)) = name.split_once('.')
        && TABLES.contains(&plain(table).as_str())
    {
        return field(inner);
    }
    let name = bare(name);
    FIELDS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(tells, _)| *tells)
}

/// A name without what changes nothing of it.
fn bare(name: &str) -> String {
    let name = plain(name);
    let known = |name: &&str| FIELDS.iter().any(|(_, names)| names.contains(name));
    let without = || OPENINGS.iter().filter_map(|opening| name.strip_prefix(opening)).find(known);
    if known(&name.as_str()) { name } else { without().map_or_else(|| name.clone(), str::to_owned) }
}

/// Letters and digits alone, in small letters: `Members-Only`, `members_only` and `membersOnly` are one name.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> String {
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        let (audience, notes) = of_fields(&HashMap::from([(name.to_owned(), value.to_owned())]));
        match (audience, notes.first()) {
            (_, Some(_)) => format!("{audience:?}, told"),
            (audience, None) => format!("{audience:?}"),
        }
    }

    #[test]
    fn the_words_of_many_tools() {
        for line in [
            "paid: yes",
            "is-premium: 1",
            "membersOnly: true",
            "Subscribers Only: on",
            "subscription: required",
            "has_paywall: true",
            "paywall: metered",
            "requires_membership: true",
            "isAccessibleForFree: https://schema.org/False",
            "is_free: no",
            "public: false",
            "content_tier: locked",
            "access-level: members",
            "tiers: paid, founding",
            "extra.paid: true",
            "params.audience: only_paid",
            "membership.required: true",
            "status: premium",
            "article:content_tier: metered",
        ] {
            assert_eq!(check(line), "Some(Paid)", "{line}");
        }
        for line in [
            "audience: all",
            "audience: only_free",
            "visibility: Public",
            "paid: false",
            "free: true",
            "tiers: free, paid",
        ] {
            assert_eq!(check(line), "Some(Everyone)", "{line}");
        }
        for line in ["tiers: gold", "for: insiders", "premium: perhaps", "access: level 2"] {
            assert_eq!(check(line), "Some(Paid), told", "{line}");
        }
        for line in [
            "status: published",
            "type: newsletter",
            "status: public",
            "audience: ",
            "tier: null",
            "seo.paid: true",
            "price: 3",
        ] {
            assert_eq!(check(line), "None", "{line}");
        }
    }

    #[test]
    fn the_strictest_field_counts() {
        let fields = [("visibility", "public"), ("paid", "true"), ("free", "yes")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(of_fields(&HashMap::from(fields)).0, Some(Paid));
    }

    #[test]
    fn a_pages_general_words_do_not_open_it() {
        let check = |name, value| of_page([(name, value)].into_iter());
        assert_eq!(check("audience", "all"), None);
        assert_eq!(check("audience", "developers"), None);
        assert_eq!(check("article:content_tier", "free"), Some(Everyone));
        assert_eq!(check("article:content_tier", "level-2"), Some(Paid));
        assert_eq!(check("isaccessibleforfree", "False"), Some(Paid));
    }

    proptest::proptest! {
        #[test]
        fn never_fails(name in ".{0,20}", value in ".{0,20}") {
            let _said = of_fields(&HashMap::from([(name, value)]));
        }
    }
}
