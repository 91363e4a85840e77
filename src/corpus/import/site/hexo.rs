//! Hexo: `source/_posts`, and its own `permalink` in a `_config.yml` that looks like Jekyll's.

use super::super::front_matter::{Fields, Value};
use super::model::{Files, MADE_WITH, Page, PagePath, Site, dated, stem, within};
use super::pattern::{self, filled, moment, of_day};
use super::slug;

pub(super) fn is_hexo(config: &Fields, files: &dyn Files) -> bool {
    ["source_dir", "public_dir", "new_post_name", "skip_render"].iter().any(|name| config.get(name).is_some())
        || files.list("source").iter().any(|name| name == "_posts/")
}

pub(super) fn leaves_out(site: &Site, path: &str) -> Option<&'static str> {
    let source = site.config.text("source_dir").unwrap_or_else(|| "source".to_owned());
    let inside = within(path, &source) || within(&source, path);
    (!inside && site.found).then_some(MADE_WITH)
}

pub(super) fn standing(site: &Site, page: &Page<'_>) -> Option<PagePath> {
    if let Some(own) = page.fields.text("permalink") {
        let path = if own.contains("://") { own } else { pattern::path(&own) };
        return Some(PagePath { path, sure: true });
    }
    let template = site.config.text("permalink").unwrap_or_else(|| ":year/:month/:day/:title/".to_owned());
    let path = filled(&template, &|name| value(site, page, name))?;
    Some(PagePath { path: pattern::path(&path), sure: true })
}

pub(super) fn value(site: &Site, page: &Page<'_>, name: &str) -> Option<String> {
    let inner = page.path.split_once("_posts/").map_or(page.path, |(_, inner)| inner);
    let inner = inner.rsplit_once('.').map_or(inner, |(inner, _)| inner);
    let (above, file) = inner.rsplit_once('/').map_or(("", inner), |(above, file)| (above, file));
    // Names that open with the day are told apart where the site writes them so.
    let by_day = site.config.text("new_post_name").is_some_and(|name| name.contains(":day"));
    let file = dated(file).map(|(_, rest)| rest).filter(|rest| by_day && !rest.is_empty()).unwrap_or(file);
    Some(match name {
        "title" | "slug" => match page.fields.text("slug") {
            Some(own) => own,
            None if above.is_empty() => file.to_owned(),
            None => format!("{above}/{file}"),
        },
        "name" => file.to_owned(),
        "post_title" => slug::jekyll(page.title),
        "category" | "categories" => {
            let all: Vec<String> = match page.fields.get("categories").or_else(|| page.fields.get("category")) {
                Some(Value::Nothing) | None => Vec::new(),
                Some(named) => named.texts().iter().map(|name| slug::jekyll_pretty(name)).collect(),
            };
            if all.is_empty() {
                site.config.text("default_category").unwrap_or_else(|| "uncategorized".to_owned())
            } else {
                all.join("/")
            }
        }
        "lang" => page.fields.first(&["lang", "language"]).or_else(|| site.config.text("language"))?,
        name => {
            let written = page.fields.text("date");
            let day = page.date.or_else(|| dated(stem(page.path)).map(|(date, _)| date));
            return of_day(name, moment(written.as_deref(), day, site.config.text("timezone").as_deref())?.0);
        }
    })
}
