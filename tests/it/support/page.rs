//! A page as its readers have it: read by an HTML parser, and checked for what holds of every page.

use std::collections::{BTreeSet, HashMap};

use dom_query::{Document, NodeRef};
use pullquote::domain::Article;
use pullquote::render::terminal::safe;

use super::pages::Answer;

/// The elements that pages are made of.
const ELEMENTS: &str = "a article b blockquote body button caption cite code dd del details div dl dt figcaption figure footer form \
                        h1 h2 head header html img input ins label li link main mark meta nav ol option p script section select small \
                        span summary table tbody td textarea th thead time title tr ul";
/// The attributes that they have.
const ATTRIBUTES: &str = "action alt aria-current aria-describedby aria-hidden aria-invalid aria-label aria-labelledby autocomplete charset checked \
                          cite class content data-article data-choices data-complete data-copied data-copy data-end data-paragraph \
                          data-start datetime defer download for href id inputmode lang loading max maxlength method min name open \
                          placeholder rel required role rows scope selected src tabindex target type value";

/// Fails on what no page may have: an element or attribute of somebody else's, a script or style inside, a link that is none,
/// a heading or a landmark too few, a label that labels nothing.
pub fn check_markup(html: &str) -> Document {
    check_landmarks(html, &["header", "nav", "main", "footer", "title"])
}

fn check_landmarks(html: &str, landmarks: &[&str]) -> Document {
    let page = Document::from(html);
    let known = |names: &'static str| names.split_whitespace().collect::<BTreeSet<&str>>();
    let (elements, attributes) = (known(ELEMENTS), known(ATTRIBUTES));
    let mut ids = BTreeSet::new();
    let (mut referred, mut headings) = (Vec::new(), 0);
    for node in page.html_root().descendants().into_iter().filter(NodeRef::is_element) {
        let name = node.node_name().expect("a name").to_string();
        assert!(elements.contains(name.as_str()), "<{name}> in {html}");
        headings += usize::from(name == "h1");
        for attribute in node.attrs() {
            let (own, value) = (attribute.name.local.to_string(), attribute.value.to_string());
            assert!(attributes.contains(own.as_str()), "{own}={value:?} on <{name}> in {html}");
            match own.as_str() {
                "href" | "src" | "action" | "cite" => {
                    let local = value.starts_with('/') && !value.starts_with("//") || value.starts_with('#');
                    let foreign = value.starts_with("https://") || value.starts_with("http://");
                    assert!(local || foreign && name != "script" && name != "img" && name != "form", "{own}={value}");
                }
                "id" => assert!(ids.insert(value.clone()), "two elements have the id {value}"),
                "for" | "aria-labelledby" | "aria-describedby" => {
                    referred.extend(value.split_whitespace().map(str::to_owned))
                }
                _ => {}
            }
        }
        if name == "script" {
            let data = node.attr("type").is_some_and(|kind| &*kind == "application/ld+json");
            assert!(data || node.text().is_empty(), "a script inside: {html}");
            if data {
                serde_json::from_str::<serde_json::Value>(&node.text()).expect("data is JSON");
            }
        }
        if name == "img" {
            assert!(node.attr("alt").is_some_and(|alt| !alt.is_empty()), "a picture says nothing");
        }
    }
    assert_eq!(headings, 1, "{html}");
    assert!(referred.iter().all(|id| ids.contains(id)), "{referred:?} of {ids:?}");
    for landmark in ["header", "nav", "main", "footer", "title"] {
        assert_eq!(page.select(landmark).length(), usize::from(landmarks.contains(&landmark)), "{landmark}");
    }
    assert!(page.select("html").attr("lang").is_some_and(|lang| !lang.is_empty()));
    page
}

/// The same of what came over the wire, with the headers that every page has.
pub fn check_page(answer: &Answer) -> Document {
    check_headers(answer);
    check_markup(&answer.text())
}

/// The same of a page by which somebody is sent away: it has no way on, and weighs little.
pub fn check_refusal(answer: &Answer) -> Document {
    check_headers(answer);
    assert!(answer.body.len() < 800, "{} bytes", answer.body.len());
    check_landmarks(&answer.text(), &["main", "title"])
}

fn check_headers(answer: &Answer) {
    let header = |name: &str| answer.header(name).unwrap_or_default();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    let policy = header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );
    assert_eq!((header("x-content-type-options"), header("referrer-policy")), ("nosniff", "no-referrer"));
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(answer.header("set-cookie"), None);
}

/// Fails where a quotation is anything but the words of its paragraph. Says how many there are.
pub fn check_quotations(page: &Document, articles: &[Article]) -> usize {
    let by_id: HashMap<&str, &Article> = articles.iter().map(|article| (article.meta.id.as_str(), article)).collect();
    let mut quoted = 0;
    for figure in page.select("figure[data-article]").iter() {
        let attribute = |name: &str| figure.attr(name).expect("an attribute").to_string();
        let bytes = |name: &str| attribute(name).parse::<usize>().expect("a number");
        let article = by_id[attribute("data-article").as_str()];
        let paragraph = article.paragraph(attribute("data-paragraph").parse().expect("a paragraph")).expect("is there");
        let range = bytes("data-start")..bytes("data-end");
        let Some(first) = figure.select("blockquote").iter().next() else { continue };
        let (shown, slice) = (first.text().to_string(), paragraph.text.get(range).expect("whole characters"));
        if shown.contains("[…]") {
            let whole = figure.select("details blockquote").text().to_string();
            assert_eq!(whole, safe(slice));
            let parts = shown.split("[…]").map(str::trim);
            assert!(parts.clone().all(|part| safe(slice).contains(part)), "{shown} of {slice}");
        } else {
            assert_eq!(shown.trim_end(), safe(slice).trim_end(), "{} {}", attribute("data-article"), paragraph.key);
        }
        quoted += 1;
    }
    quoted
}
