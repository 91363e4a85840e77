//! Astro: texts of a collection stand where the file of a route says.

use super::super::front_matter::Fields;
use super::model::{Files, MADE_WITH, Page, PagePath, Site, folder, stem, within};
use super::{pattern, scripts, slug};

pub(super) const CONFIGS: [&str; 5] =
    ["astro.config.mjs", "astro.config.js", "astro.config.ts", "astro.config.mts", "astro.config.cjs"];

/// How deep routes are looked for, and how many are looked at.
const DEEPEST: usize = 4;
const MOST_ROUTES: usize = 500;

pub(super) fn config(script: &str) -> Fields {
    let mut config = Fields::default();
    for name in ["site", "base", "trailingSlash", "format"] {
        if let Some(text) = scripts::javascript(script, name) {
            config.set_text(name, text);
        }
    }
    config
}

/// The routes of the site whose last part is filled in, by their paths below the pages.
pub(super) fn routes(files: &dyn Files) -> Vec<String> {
    let mut routes = Vec::new();
    let mut left = vec![(String::new(), 0)];
    while let Some((inner, depth)) = left.pop() {
        for name in files.list(&format!("src/pages/{inner}")) {
            match name.strip_suffix('/') {
                Some(folder) if depth < DEEPEST => left.push((format!("{inner}{folder}/"), depth + 1)),
                Some(_) => {}
                None if name.starts_with('[') && routes.len() < MOST_ROUTES => routes.push(format!("{inner}{name}")),
                None => {}
            }
        }
    }
    routes.sort();
    routes
}

pub(super) fn leaves_out(path: &str) -> Option<&'static str> {
    let made = ["public", "dist", ".astro", "src/components", "src/layouts"].iter().any(|folder| within(path, folder));
    made.then_some(MADE_WITH)
}

pub(super) fn standing(site: &Site, page: &Page<'_>) -> Option<PagePath> {
    let inner = super::model::below(page.path, "src");
    let parts: Vec<&str> = folder(inner).split('/').filter(|part| !part.is_empty()).collect();
    let name = if stem(inner) == "index" { "" } else { stem(inner) };
    let (path, sure) = match parts.as_slice() {
        ["pages", folders @ ..] => (joined("", folders, name), true),
        [root @ ("content" | "data"), collection, folders @ ..] if !root.is_empty() => {
            let (before, sure) = route(site, collection);
            let spelt: Vec<String> = folders.iter().map(|folder| slug::github(folder)).collect();
            let spelt: Vec<&str> = spelt.iter().map(String::as_str).collect();
            match page.fields.text("slug") {
                Some(own) => (joined(&before, &[], &own), sure),
                None => (joined(&before, &spelt, &slug::github(name)), sure),
            }
        }
        folders => (joined("", folders, &slug::github(name)), false),
    };
    let whole = format!("{}{}", path.trim_end_matches('/'), if never(site) { "" } else { "/" });
    Some(PagePath { path: pattern::path(&whole), sure })
}

fn never(site: &Site) -> bool {
    site.config.is("trailingslash", "never") || site.config.is("format", "file")
}

fn joined(before: &str, folders: &[&str], name: &str) -> String {
    let parts: Vec<&str> = [before].into_iter().chain(folders.iter().copied()).chain([name]).collect();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// What stands before the names of a collection's texts: where its own route is, or the only one of the site.
fn route(site: &Site, collection: &str) -> (String, bool) {
    if site.routes.iter().any(|route| folder(route) == collection) {
        return (collection.to_owned(), true);
    }
    let texts: Vec<&str> = site.routes.iter().map(|route| folder(route)).filter(|at| !at.contains('[')).collect();
    match texts.as_slice() {
        [only] => ((*only).to_owned(), true),
        _ if texts.contains(&"") => (String::new(), false),
        _ => (collection.to_owned(), false),
    }
}
