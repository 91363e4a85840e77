//! Title, day, address, author and publisher of a page: from its JSON-LD, then its meta tags, then what is printed.

use dom_query::{Document, NodeRef};

use super::super::byline;
use super::super::dates::{self, Days};
use super::super::draft::Draft;
use super::super::html::{clean, folded};
use super::super::readers;
use super::structured;

/// The property that says whether all may read it.
const FREE: &str = "isAccessibleForFree";

/// More letters than this name nobody.
const LONGEST_BYLINE: usize = 120;

/// Fills in the draft. Returns the names that the publisher may go by.
pub(super) fn read(document: &Document, draft: &mut Draft) -> Vec<String> {
    let page = Page::of(document);
    let structured = structured::article(&page.scripts);
    let told =
        |name: &str| structured.as_ref().and_then(|article| structured::text(article, name)).map(|text| plain(&text));

    let printed = page.first_heading.clone();
    let titled = told("headline").or_else(|| page.meta(&["og:title", "twitter:title", "dc.title"]));
    draft.title = best_title(printed, titled, page.title.clone()).unwrap_or_default();
    let named = [
        "article:published_time",
        "og:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "pubdate",
        "publishdate",
        "publish-date",
        "sailthru.date",
        "parsely-pub-date",
        "article.published",
        "cxenseparse:recs:publishtime",
        "article:modified_time",
    ];
    let named = named.iter().filter_map(|name| page.meta(&[name]));
    let written: Vec<String> =
        told("datePublished").into_iter().chain(named).chain(page.times.iter().cloned()).collect();
    // What else the page dates tells how it writes days.
    let days = Days::of(written.iter().map(String::as_str));
    draft.take_first_day(&written, days);
    let modified =
        told("dateModified").or_else(|| page.meta(&["article:modified_time", "og:updated_time", "dcterms.modified"]));
    draft.modified = modified.and_then(|at| dates::moment(&at, days));
    let canonical = page
        .canonical
        .clone()
        .or_else(|| page.meta(&["og:url"]))
        .or_else(|| told("url"))
        .or_else(|| told("mainEntityOfPage"));
    draft.url = canonical.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    draft.date = draft
        .date
        .or_else(|| draft.url.as_deref().and_then(dates::in_address))
        .or_else(|| told("dateModified").and_then(|date| dates::any(&date)));
    let named = ["author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"];
    let named = named.iter().map(|name| page.meta(&[name]));
    let written = std::iter::once_with(|| told("author")).chain(named).chain([page.byline.clone()]).flatten();
    // What does not name anybody is no answer: the next is asked.
    let mut names = written.filter_map(|written| byline::of(&written));
    draft.byline = names.find(|names| names.chars().count() <= LONGEST_BYLINE);
    draft.publisher = told("publisher").or_else(|| page.meta(&["og:site_name", "application-name", "dc.publisher"]));
    draft.dek = page.dek.clone();
    draft.language = page.language.clone().or_else(|| told("inLanguage")).filter(|tag| !tag.trim().is_empty());
    draft.licence_url = told("license").filter(|url| url.starts_with("http")).or_else(|| page.licence.clone());
    let structured_free = structured.as_ref().and_then(|article| article.get("isAccessibleForFree"));
    let structured_free = structured_free.map(|free| free.as_str().map_or_else(|| free.to_string(), str::to_owned));
    let said = page.metas.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    draft.audience = readers::of_page(said.chain(structured_free.iter().map(|free| (FREE, free.as_str()))));
    let site = draft.url.as_deref().and_then(site_name);
    [draft.publisher.clone(), page.owner.clone(), site].into_iter().flatten().collect()
}

/// The name in a site's address: `example` of `https://www.example.org/`.
fn site_name(url: &str) -> Option<String> {
    let host = url::Url::parse(url).ok()?.host_str()?.to_owned();
    host.trim_start_matches("www.").split('.').next().map(str::to_owned)
}

/// Whose copyright a line claims: `Example` of "© 2019–20 Example. All rights reserved."
fn owner(text: &str) -> Option<String> {
    let (_, after) = text.split_once('©')?;
    let after = after.trim_start_matches(|letter: char| letter.is_ascii_digit() || " ,-–".contains(letter));
    let name = after.split([',', '|', '·', '(']).next()?.split(". ").next()?.trim_matches([' ', '.']);
    let few = name.split_whitespace().count() <= 4;
    (few && name.contains(char::is_alphabetic) && !name.to_lowercase().contains("rights")).then(|| name.to_owned())
}

/// The printed headline where it is the article's; meta titles often carry the site's name.
fn best_title(printed: Option<String>, told: Option<String>, window: Option<String>) -> Option<String> {
    match (printed, told) {
        (Some(printed), Some(told)) => {
            let (short, long) = (folded(&printed), folded(&told));
            let same = long.contains(&short) || short.contains(&long);
            Some(if same && short.split(' ').count() > 1 { printed } else { told })
        }
        (printed, told) => told.or(printed).or(window),
    }
}

/// Text of a field that may hold entities or tags.
fn plain(text: &str) -> String {
    super::super::html::line(text).unwrap_or_else(|_| clean(text))
}

/// What the document's head and its marked elements hold, gathered in one walk.
#[derive(Default)]
struct Page {
    metas: Vec<(String, String)>,
    scripts: Vec<String>,
    title: Option<String>,
    first_heading: Option<String>,
    canonical: Option<String>,
    times: Vec<String>,
    byline: Option<String>,
    dek: Option<String>,
    language: Option<String>,
    licence: Option<String>,
    /// Whose copyright it claims.
    owner: Option<String>,
}

impl Page {
    fn of(document: &Document) -> Page {
        let mut page = Page::default();
        for node in document.root().descendants_it() {
            if page.owner.is_none() && node.is_text() {
                page.owner = Some(node.text()).filter(|text| text.contains('©')).and_then(|text| owner(&clean(&text)));
            }
            let Some(name) = node.node_name() else { continue };
            let attribute = |name: &str| node.attr(name).map(|value| clean(&value)).filter(|value| !value.is_empty());
            let marked = || attribute("itemprop").or_else(|| attribute("property"));
            if &*name != "meta" && marked().is_some_and(|property| property.eq_ignore_ascii_case(FREE)) {
                let value = attribute("content").or_else(|| attribute("href")).unwrap_or_else(|| clean(&node.text()));
                page.metas.push((FREE.to_ascii_lowercase(), value));
            }
            match &*name {
                "html" => page.language = attribute("lang"),
                "meta" => {
                    let key = attribute("property").or_else(|| attribute("name")).or_else(|| attribute("itemprop"));
                    if let (Some(key), Some(content)) = (key, attribute("content")) {
                        page.metas.push((key.to_ascii_lowercase(), content));
                    }
                }
                "link" | "a" => {
                    let rel = attribute("rel").unwrap_or_default().to_ascii_lowercase();
                    let rels = |wanted: &str| rel.split(' ').any(|rel| rel == wanted);
                    if &*name == "link" && rels("canonical") {
                        page.canonical = page.canonical.take().or_else(|| attribute("href"));
                    }
                    if rels("license") {
                        page.licence = page.licence.take().or_else(|| attribute("href"));
                    }
                    if rels("author") && page.byline.is_none() && &*name == "a" {
                        page.byline = Some(clean(&node.text())).filter(|text| !text.is_empty());
                    }
                }
                "script" if attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json")) => {
                    page.scripts.push(node.text().to_string());
                }
                "title" if page.title.is_none() => {
                    page.title = Some(clean(&node.text())).filter(|text| !text.is_empty())
                }
                "h1" if page.first_heading.is_none() => {
                    page.first_heading = Some(clean(&node.text())).filter(|text| !text.is_empty());
                }
                "time" => page.times.extend(attribute("datetime").or_else(|| Some(clean(&node.text())))),
                _ => {
                    if page.dek.is_none() && is_dek(&node) {
                        page.dek = Some(clean(&node.text())).filter(|text| text.split(' ').count() > 3);
                    }
                }
            }
        }
        page
    }

    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.metas.iter().find(|(key, _)| key == name)).map(|(_, content)| plain(content))
    }
}

/// Whether the element is marked as the line under the headline.
fn is_dek(node: &NodeRef<'_>) -> bool {
    if !matches!(node.node_name().as_deref(), Some("p" | "h2" | "h3" | "h4" | "div" | "span")) {
        return false;
    }
    let Some(class) = node.attr("class") else { return false };
    class.split_ascii_whitespace().any(|class| {
        let class = class.to_ascii_lowercase();
        class.split(['-', '_']).any(|word| {
            matches!(word, "dek" | "standfirst" | "subtitle" | "subhead" | "subheadline" | "subheading" | "deck")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn a_copyright_line_names_its_owner() {
        for line in ["©2019 Tideways", "Copyright © 2010–2019 Tideways. All rights reserved", "© Tideways, a company"]
        {
            assert_eq!(owner(line).as_deref(), Some("Tideways"), "{line}");
        }
        for line in
            ["© 2019", "© 2019. All rights reserved.", "Tideways", "© of the words lies with all who wrote them"]
        {
            assert_eq!(owner(line), None, "{line}");
        }
    }
}
