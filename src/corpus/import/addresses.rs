//! Addresses of articles, compared: what of an address tells two articles apart, and what only says where a reader came from.

/// Whether the address is a site's own, which is no article's.
pub fn is_home(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.path() == "/" && url.query().is_none())
}

/// The host of an address, without `www.`
pub fn host(url: &str) -> Option<String> {
    let host = url::Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.strip_prefix("www.").map(str::to_owned).unwrap_or(host))
}

/// Names of parameters that only say where a reader came from.
const TRACKING: [&str; 14] = [
    "fbclid",
    "gclid",
    "mc_cid",
    "mc_eid",
    "ref",
    "ref_src",
    "r",
    "s",
    "triedredirect",
    "publication_id",
    "post_id",
    "isfreemail",
    "token",
    "showwelcome",
];

/// The address as it is written, but for parameters that no site needs: some feeds write others at every poll.
pub(super) fn without_tracking(url: &str) -> String {
    let (rest, fragment) = url.split_once('#').map_or((url, None), |(rest, fragment)| (rest, Some(fragment)));
    let Some((path, query)) = rest.split_once('?') else { return url.to_owned() };
    let tracks =
        |pair: &&str| ["utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid="].iter().any(|name| pair.starts_with(name));
    let kept: Vec<&str> = query.split('&').filter(|pair| !tracks(pair)).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    format!("{path}{query}{}", fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default())
}

/// An address from a mail without what tells which reader it was sent to, or from where it was opened.
pub(super) fn without_reader(url: &str) -> String {
    const OWN: [&str; 4] = ["e", "redirect", "action", "isfreemail"];
    let Ok(mut parsed) = url::Url::parse(url.trim()) else { return url.to_owned() };
    // Substack's own door to what stands on its newsletters' sites.
    if parsed.host_str() == Some("open.substack.com")
        && let ["pub", newsletter, "p", post] =
            parsed.path().trim_matches('/').split('/').collect::<Vec<_>>().as_slice()
    {
        return format!("https://{newsletter}.substack.com/p/{post}");
    }
    let tracks = |name: &str| {
        let name = name.to_lowercase();
        name.starts_with("utm_") || TRACKING.contains(&name.as_str()) || OWN.contains(&name.as_str())
    };
    let pairs = || parsed.query_pairs();
    if !pairs().any(|(name, _)| tracks(&name)) {
        return url.trim().to_owned();
    }
    let kept: Vec<(String, String)> = pairs()
        .filter(|(name, _)| !tracks(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    parsed.set_query(None);
    if !kept.is_empty() {
        parsed.query_pairs_mut().extend_pairs(kept);
    }
    parsed.into()
}

/// What a source calls an article, to be compared: a name that is an address stays the same where the scheme changes, or
/// what only says where a reader came from.
pub(super) fn name_key(name: &str) -> String {
    let is_address = name.starts_with("https://") || name.starts_with("http://");
    if !is_address {
        return name.to_owned();
    }
    let fragment = name.split_once('#').map(|(_, fragment)| format!("#{fragment}")).unwrap_or_default();
    canonical(name) + &fragment
}

/// An address without what does not tell two articles apart.
pub fn canonical(url: &str) -> String {
    let Ok(mut parsed) = url::Url::parse(url.trim()) else { return url.trim().to_owned() };
    parsed.set_fragment(None);
    let kept: Vec<(String, String)> = parsed
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_") && !TRACKING.contains(&name.to_lowercase().as_str()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    parsed.set_query(None);
    if !kept.is_empty() {
        parsed.query_pairs_mut().extend_pairs(kept);
    }
    let host = parsed.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    let path = parsed.path().trim_end_matches('/').trim_end_matches("/amp").to_owned();
    let query = parsed.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{host}{path}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_article() {
        let one = canonical("https://valley.example/p/mill");
        assert_eq!(canonical("http://www.valley.example/p/mill/?utm_source=x&r=1#top"), one);
        assert_ne!(canonical("https://valley.example/p/mill?page=2"), one);
    }

    #[test]
    fn only_what_tracks_is_taken_off_an_address() {
        let check = |url: &str| without_tracking(url);
        assert_eq!(check("https://v.example/?p=1&utm_source=a&utm_content=2#x"), "https://v.example/?p=1#x");
        assert_eq!(check("https://v.example/p?fbclid=1"), "https://v.example/p");
        assert_eq!(check("https://v.example/p?ref=7#utm_source"), "https://v.example/p?ref=7#utm_source");
    }

    #[test]
    fn an_address_from_a_mail_names_no_reader() {
        let check = |url: &str| without_reader(url);
        assert_eq!(
            check("https://v.example/p/mill?utm_source=email&r=1ab&token=x#top"),
            "https://v.example/p/mill#top"
        );
        assert_eq!(check("https://us1.list.example/?u=1&id=2&e=3"), "https://us1.list.example/?u=1&id=2");
        assert_eq!(
            check("https://open.substack.com/pub/valley/p/mill?redirect=app-store"),
            "https://valley.substack.com/p/mill"
        );
        assert_eq!(check("https://v.example/?p=7"), "https://v.example/?p=7");
    }
}
