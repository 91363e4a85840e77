//! Zola: `content/`, with the day cut off a file's name, `slug` and `path`.

use super::model::{MADE_WITH, Page, PagePath, Site, dated, folder, stem, within};
use super::{pattern, slug};

pub(super) fn leaves_out(path: &str) -> Option<&'static str> {
    if !within(path, "content") {
        return Some(MADE_WITH);
    }
    stem(path).starts_with("_index").then_some("a list of pages")
}

pub(super) fn standing(site: &Site, page: &Page<'_>) -> Option<PagePath> {
    if let Some(path) = page.fields.text("path") {
        return Some(PagePath { path: pattern::path(&format!("{path}/")), sure: true });
    }
    let plain = site.config.text("slugify.paths").is_none_or(|mode| mode == "on");
    let spelt = |name: &str| if plain { slug::ascii(name) } else { name.replace(' ', "_") };
    let above = super::model::below(folder(page.path), "content");
    let mut folders: Vec<&str> = above.split('/').filter(|part| !part.is_empty() && *part != "content").collect();
    let mut name = stem(page.path);
    if name == "index" {
        name = folders.pop().unwrap_or_default();
    }
    let keeps = site.config.is("slugify.paths_keep_dates", "true");
    let name = match dated(name) {
        Some((_, rest)) if !keeps && !rest.is_empty() => rest,
        _ => name,
    };
    let name = page.fields.text("slug").unwrap_or_else(|| name.to_owned());
    let folders: String = folders.iter().map(|folder| format!("{}/", spelt(folder))).collect();
    Some(PagePath { path: pattern::path(&format!("{folders}{}/", spelt(&name))), sure: true })
}

pub(super) fn value(page: &Page<'_>, name: &str) -> Option<String> {
    let stem = dated(stem(page.path)).map_or(stem(page.path), |(_, rest)| rest);
    match name {
        "slug" | "title" => Some(slug::ascii(&page.fields.text("slug").unwrap_or_else(|| stem.to_owned()))),
        _ => None,
    }
}
