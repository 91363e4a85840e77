//! Which article of the archive an address leads to, however it was shared.

use std::sync::Arc;

use url::Url;

use super::Engine;
use crate::corpus::import::addresses::canonical;
use crate::engine::{Request, Viewer};
use crate::index::StoredArticle;

/// Addresses inside addresses are followed so far.
const MOST_NESTED: usize = 4;

/// Where a newsletter's platform shows its publications' posts under an address of its own.
const READERS: &[&str] = &["open.substack.com", "substack.com"];

/// The article that an address of a message leads to, as far as the asker may see.
pub(crate) fn linked(engine: &Engine, request: &Request, link: &str) -> Option<Arc<StoredArticle>> {
    let link = if link.contains("://") { link.to_owned() } else { format!("https://{link}") };
    let url = unwrapped(Url::parse(&link).ok()?);
    // The publication may have a domain of its own.
    let addresses: Vec<String> = keys(&url).into_iter().chain(post(&url)).collect();
    let found = engine.archive.article_at(&addresses)?;
    request.viewer.may_see(&found.meta).then_some(found)
}

impl Engine {
    /// The address and the title of the archive's article that an address leads to, for paying readers too.
    pub fn page_at(&self, address: &str) -> Option<(String, String)> {
        let request = Request { viewer: Viewer::reader(true), ..Request::default() };
        linked(self, &request, address).map(|article| (article.meta.url.clone(), article.meta.title.clone()))
    }
}

/// The address that an address of a service leads on to, if it holds one: "…/url?q=https://…", "…/amp/s/host/path".
fn unwrapped(mut url: Url) -> Url {
    for _ in 0..MOST_NESTED {
        let inner = url.query_pairs().find(|(_, value)| value.starts_with("http://") || value.starts_with("https://"));
        let inner = inner.map(|(_, value)| value.into_owned()).or_else(|| {
            let host = url.host_str()?;
            let cached = ["/amp/s/", "/c/s/", "/amp/", "/c/", "/v/s/"];
            let of_cache = host.ends_with("google.com") || host.ends_with("cdn.ampproject.org");
            let rest = cached.iter().find_map(|start| url.path().strip_prefix(start)).filter(|_| of_cache)?;
            Some(format!("https://{rest}"))
        });
        match inner.and_then(|inner| Url::parse(&inner).ok()) {
            Some(inner) => url = inner,
            None => break,
        }
    }
    url
}

/// How the archive may know an address: as it is, or without what only tells how it was shared.
fn keys(url: &Url) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut add = |key: String| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    };
    let mut shorter = url.clone();
    shorter.set_query(None);
    let published = published(url).into_iter();
    for url in [url.clone(), shorter].into_iter().chain(published) {
        let key = canonical(url.as_str());
        add(key.clone());
        let (host, path) =
            key.split_once('/').map_or((key.as_str(), String::new()), |(host, path)| (host, format!("/{path}")));
        let host = ["amp.", "m.", "mobile."].iter().find_map(|start| host.strip_prefix(start)).unwrap_or(host);
        let path = path.strip_prefix("/amp/").map(|rest| format!("/{rest}")).unwrap_or(path);
        let path = path.strip_suffix(".amp").or(path.strip_suffix(".amp.html")).unwrap_or(&path);
        add(format!("{host}{path}"));
    }
    keys
}

/// "open.substack.com/pub/NAME/p/SLUG" as "NAME.substack.com/p/SLUG".
fn published(url: &Url) -> Option<Url> {
    let host = url.host_str().filter(|host| READERS.contains(host))?;
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let (name, slug) = match segments.as_slice() {
        ["pub", name, "p", slug, ..] => (*name, *slug),
        [name, "p", slug, ..] => (name.strip_prefix('@')?, *slug),
        _ => return None,
    };
    let platform = host.strip_prefix("open.").unwrap_or(host);
    Url::parse(&format!("https://{name}.{platform}/p/{slug}")).ok()
}

/// The end of the path that a post has on whatever domain its publication uses.
fn post(url: &Url) -> Option<String> {
    Some(published(url)?.path().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(link: &str) -> String {
        keys(&unwrapped(Url::parse(link).expect("an address"))).join(" ")
    }

    #[test]
    fn an_address_is_the_same_however_it_was_shared() {
        let own = canonical("https://valley.example/p/mill");
        for link in [
            "http://www.valley.example/p/mill/?utm_source=x&share=1#comments",
            "https://valley.example/p/mill/amp?amp=1",
            "https://amp.valley.example/p/mill",
            "https://www.google.com/amp/s/valley.example/p/mill",
            "https://valley-example.cdn.ampproject.org/c/s/valley.example/p/mill/amp",
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fvalley.example%2Fp%2Fmill%3Ffbclid%3D1&h=2",
        ] {
            assert!(check(link).split(' ').any(|key| key == own), "{link}: {}", check(link));
        }
    }

    #[test]
    fn a_platform_shows_a_post_under_its_own_address() {
        assert!(check("https://open.substack.com/pub/valley/p/mill?r=1").contains("valley.substack.com/p/mill"));
        assert!(check("https://substack.com/@valley/p/mill").contains("valley.substack.com/p/mill"));
        assert!(!check("https://substack.com/home/post/p-1").contains(".substack.com/p"));
    }

    proptest::proptest! {
        #[test]
        fn any_address_is_read(link in "https?://[a-z./?=&%#:@-]{0,40}") {
            if let Ok(url) = Url::parse(&link) {
                keys(&unwrapped(url));
            }
        }
    }
}
