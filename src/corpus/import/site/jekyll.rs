//! Jekyll: `_posts`, collections, `permalink` with its styles and placeholders, and defaults by scope.

use super::super::front_matter::{Fields, Value};
use super::model::{MADE_WITH, Page, PagePath, Site, dated, folder, stem, within};
use super::pattern::{self, filled, moment, of_day};
use super::slug;

/// What a file is to the site.
#[derive(Debug, PartialEq, Eq)]
enum Kind<'a> {
    Post,
    Draft,
    /// Of a collection of this name.
    Document(&'a str),
    Page,
}

/// Folders of the site's own workings.
const WORKINGS: [&str; 6] = ["_includes", "_layouts", "_sass", "_data", "_plugins", "_site"];

fn kind<'a>(site: &Site, path: &'a str) -> Kind<'a> {
    let mut parts = path.split('/');
    if path.split('/').any(|part| part == "_drafts") {
        return Kind::Draft;
    }
    if path.split('/').rev().skip(1).any(|part| part == "_posts") {
        return Kind::Post;
    }
    let collection = parts.find_map(|part| part.strip_prefix('_')).filter(|name| collection(site, name).is_some());
    collection.map_or(Kind::Page, Kind::Document)
}

/// A collection's settings. They may be a list of names alone.
fn collection<'s>(site: &'s Site, name: &str) -> Option<Option<&'s Fields>> {
    match site.config.get("collections")? {
        Value::Table(all) => all.get(name).map(Value::table),
        list => list.texts().iter().any(|own| own == name).then_some(None),
    }
}

pub(super) fn leaves_out(site: &Site, path: &str) -> Option<&'static str> {
    let workings = path.split('/').any(|part| WORKINGS.contains(&part));
    let built = site.config.text("destination").is_some_and(|folder| within(path, &folder));
    if workings || built {
        return Some(MADE_WITH);
    }
    match kind(site, path) {
        Kind::Document(name) => {
            let settings = collection(site, name).flatten();
            let shown = settings.is_some_and(|settings| settings.is("output", "true"));
            (!shown).then_some("of a collection that has no pages")
        }
        _ => None,
    }
}

pub(super) fn is_page(site: &Site, path: &str) -> bool {
    kind(site, path) == Kind::Page
}

/// Fills in the defaults of the scopes that the file is in, the narrowest first.
pub(super) fn fill(site: &Site, path: &str, fields: &mut Fields) {
    for name in ["categories", "tags"] {
        // A text is words, each of them one.
        if let Some(Value::Text(words)) = fields.get(name)
            && !words.contains(',')
        {
            let words = words.split_whitespace().map(|word| Value::Text(word.to_owned())).collect();
            fields.set(name, Value::List(words));
        }
    }
    let kind = kind(site, path);
    let type_of = match kind {
        Kind::Post => "posts",
        Kind::Draft => "drafts",
        Kind::Document(name) => name,
        Kind::Page => "pages",
    };
    let Some(Value::List(defaults)) = site.config.get("defaults") else { return };
    let mut scopes: Vec<(usize, bool, &Fields)> = defaults
        .iter()
        .filter_map(|entry| {
            let entry = entry.table()?;
            let scope = entry.table("scope");
            let of = |name: &str| scope.and_then(|scope| scope.text(name));
            let (folder, of_type) = (of("path").unwrap_or_default(), of("type"));
            let fits = of_type.as_deref().is_none_or(|of_type| {
                of_type == type_of || of_type.trim_end_matches('s') == type_of.trim_end_matches('s')
            });
            (fits && in_scope(path, &folder)).then_some((folder.len(), of_type.is_some(), entry.table("values")?))
        })
        .collect();
    scopes.sort_by_key(|(length, typed, _)| std::cmp::Reverse((*length, *typed)));
    scopes.iter().for_each(|(_, _, values)| fields.fill(values));
}

/// Whether a file lies in the folder of a scope, or matches its pattern.
fn in_scope(path: &str, scope: &str) -> bool {
    let scope = scope.trim_matches('/');
    if scope.is_empty() || scope == "." || within(path, scope) {
        return true;
    }
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    scope.contains('*') && ends.filter_map(|end| path.get(..end)).any(|path| glob(scope, path))
}

/// Whether a path matches a pattern, of which `*` is anything within a name, and `**` anything.
fn glob(pattern: &str, path: &str) -> bool {
    // The places of the pattern that the path so far may have led to.
    let pattern: Vec<char> = pattern.chars().collect();
    let reach = |mut places: Vec<bool>| {
        for at in 0..pattern.len() {
            if places.get(at).copied().unwrap_or_default() && pattern.get(at) == Some(&'*') {
                places.get_mut(at + 1).into_iter().for_each(|place| *place = true);
            }
        }
        places
    };
    let mut places = vec![false; pattern.len() + 1];
    places.first_mut().into_iter().for_each(|place| *place = true);
    let mut places = reach(places);
    for letter in path.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (at, _) in places.iter().enumerate().filter(|(_, here)| **here) {
            let doubled = pattern.get(at + 1) == Some(&'*') || at > 0 && pattern.get(at - 1) == Some(&'*');
            match pattern.get(at) {
                Some('*') if letter != '/' || doubled => next.get_mut(at).into_iter().for_each(|place| *place = true),
                Some(own) if *own == letter || *own == '?' => {
                    next.get_mut(at + 1).into_iter().for_each(|place| *place = true);
                }
                _ => {}
            }
        }
        places = reach(next);
    }
    places.last().copied().unwrap_or_default()
}

pub(super) fn standing(site: &Site, page: &Page<'_>) -> Option<PagePath> {
    let style = site.config.text("permalink").unwrap_or_else(|| "date".to_owned());
    let suffix = match style.as_str() {
        "pretty" => "/",
        "date" | "ordinal" | "weekdate" | "none" => ":output_ext",
        own if own.ends_with('/') => "/",
        own if own.ends_with(":output_ext") => ":output_ext",
        _ => "",
    };
    let of_collection = |name: &str| collection(site, name).flatten().and_then(|settings| settings.text("permalink"));
    let named = |style: &str| {
        match style {
            "date" => "/:categories/:year/:month/:day/:title:output_ext",
            "pretty" => "/:categories/:year/:month/:day/:title/",
            "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
            "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
            "none" => "/:categories/:title:output_ext",
            own => own,
        }
        .to_owned()
    };
    let template = page.fields.text("permalink").unwrap_or_else(|| match kind(site, page.path) {
        Kind::Post | Kind::Draft => of_collection("posts").unwrap_or_else(|| named(&style)),
        Kind::Document(name) => of_collection(name).unwrap_or_else(|| format!("/:collection/:path{suffix}")),
        Kind::Page => format!("/:path/:basename{suffix}"),
    });
    if template.contains("://") {
        return Some(PagePath { path: template, sure: true });
    }
    let (_, zone_known) = moment_of(site, page)?;
    let path = filled(&template, &|name| value(site, page, name))?;
    let hangs_on_a_day = template.contains(":day") || template.contains("_day") || template.contains("month");
    Some(PagePath { path: pattern::path(&path), sure: zone_known || !hangs_on_a_day })
}

fn moment_of(site: &Site, page: &Page<'_>) -> Option<(jiff::civil::DateTime, bool)> {
    let written = page.fields.text("date");
    let day = page.date.or_else(|| dated(stem(page.path)).map(|(date, _)| date));
    let undated = jiff::civil::date(1970, 1, 1);
    moment(written.as_deref(), day.or(Some(undated)), site.config.text("timezone").as_deref())
}

pub(super) fn value(site: &Site, page: &Page<'_>, name: &str) -> Option<String> {
    let stem = stem(page.path);
    let own = page.fields.text("slug");
    let plain = dated(stem).map(|(_, rest)| rest).filter(|rest| !rest.is_empty()).unwrap_or(stem);
    let kind = kind(site, page.path);
    let below = |opening: &str| {
        let folders = folder(page.path);
        let after = folders.split_once(opening).map_or("", |(_, rest)| rest.trim_start_matches('/'));
        if after.is_empty() { stem.to_owned() } else { format!("{after}/{stem}") }
    };
    Some(match name {
        "title" => slug::jekyll_pretty(own.as_deref().unwrap_or(plain)),
        "slug" => slug::jekyll(own.as_deref().unwrap_or(plain)),
        "name" => slug::jekyll(stem),
        "basename" if stem == "index" => String::new(),
        "basename" => stem.to_owned(),
        "categories" => categories(page).iter().map(|name| name.to_lowercase()).collect::<Vec<_>>().join("/"),
        "slugified_categories" => categories(page).iter().map(|name| slug::jekyll(name)).collect::<Vec<_>>().join("/"),
        "collection" => match kind {
            Kind::Document(name) => name.to_owned(),
            _ => "posts".to_owned(),
        },
        "path" => match kind {
            Kind::Document(name) => below(&format!("_{name}")),
            Kind::Post | Kind::Draft => below("_posts"),
            Kind::Page => folder(page.path).to_owned(),
        },
        "output_ext" => ".html".to_owned(),
        name => return of_day(name, moment_of(site, page)?.0),
    })
}

/// The folders above `_posts`, then what the post says, each once.
fn categories(page: &Page<'_>) -> Vec<String> {
    let above = page.path.split_once("_posts").map_or("", |(above, _)| above);
    let mut all: Vec<String> = above.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    all.extend(page.fields.text("category"));
    match page.fields.get("categories") {
        // A text is words.
        Some(Value::Text(words)) => all.extend(words.split_whitespace().map(str::to_owned)),
        Some(list) => all.extend(list.texts()),
        None => {}
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|name| seen.insert(name.clone()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_by_folder_and_by_pattern() {
        for (path, scope) in
            [("_posts/a.md", ""), ("x/_posts/a.md", "x"), ("s/2024/a.md", "s/*/a.md"), ("s/2024/b/a.md", "s/*")]
        {
            assert!(in_scope(path, scope), "{path} in {scope}");
        }
        for (path, scope) in [("xy/a.md", "x"), ("s/a.md", "t/*"), ("s/1/a.md", "s/*.md")] {
            assert!(!in_scope(path, scope), "{path} in {scope}");
        }
        assert!(glob("s/**/a.md", "s/1/2/a.md"));
    }
}
