//! Pelican: `ARTICLE_URL` and its like, and a slug that is made of the title.

use super::super::front_matter::{Fields, Value};
use super::model::{MADE_WITH, Page, PagePath, Site, below, dated, folder, stem, within};
use super::pattern::{self, formatted, moment, of_day};
use super::{scripts, slug};

/// The configuration, and what holds of it where the site is published.
pub(super) fn config(script: &str, published: Option<&str>) -> Fields {
    let mut config = scripts::python(script);
    for (name, value) in published.map(scripts::python).unwrap_or_default().iter() {
        config.set(name, value.clone());
    }
    config
}

fn content(site: &Site) -> String {
    site.config.text("path").unwrap_or_else(|| "content".to_owned())
}

pub(super) fn leaves_out(site: &Site, path: &str) -> Option<&'static str> {
    let output = site.config.text("output_path").unwrap_or_else(|| "output".to_owned());
    let workings = [output.as_str(), "themes", "theme", "plugins"].iter().any(|folder| within(path, folder));
    workings.then_some(MADE_WITH)
}

pub(super) fn is_page(site: &Site, path: &str) -> bool {
    let pages = match site.config.get("page_paths") {
        Some(Value::List(_)) => site.config.texts("page_paths"),
        _ => vec!["pages".to_owned()],
    };
    let inner = below(path, &content(site));
    // Where no configuration says what lies above, the name alone must do.
    let by_name = !site.found && folder(path).split('/').any(|part| part == "pages");
    by_name || pages.iter().any(|folder| within(inner, folder))
}

pub(super) fn standing(site: &Site, page: &Page<'_>) -> Option<PagePath> {
    let kind = if is_page(site, page.path) { "page" } else { "article" };
    let pattern = page.fields.text("url").or_else(|| site.config.text(&format!("{kind}_url")));
    let pattern =
        pattern.unwrap_or_else(|| if kind == "page" { "pages/{slug}.html" } else { "{slug}.html" }.to_owned());
    let path = pattern::filled(&pattern, &|name| value(site, page, name))?;
    Some(PagePath { path: if path.contains("://") { path } else { pattern::path(&path) }, sure: true })
}

pub(super) fn value(site: &Site, page: &Page<'_>, name: &str) -> Option<String> {
    let file = stem(page.path);
    Some(match name {
        "slug" | "title" => page.fields.text("slug").unwrap_or_else(|| {
            let by_file = site.config.is("slugify_source", "basename");
            slug::pelican(if by_file || page.title.is_empty() {
                dated(file).map_or(file, |(_, rest)| rest)
            } else {
                page.title
            })
        }),
        "category" => {
            let own = page.fields.text("category");
            let inner = below(folder(page.path), &content(site)).rsplit('/').next().unwrap_or_default().to_owned();
            let by_folder = !site.config.is("use_folder_as_category", "false") && inner != content(site);
            let named = own.or_else(|| Some(inner).filter(|name| by_folder && !name.is_empty()));
            let named = named.or_else(|| site.config.text("default_category")).unwrap_or_else(|| "misc".to_owned());
            slug::pelican(&named)
        }
        "author" => slug::pelican(&page.fields.first(&["author", "authors"]).or_else(|| site.config.text("author"))?),
        "lang" => {
            page.fields.text("lang").or_else(|| site.config.text("default_lang")).unwrap_or_else(|| "en".to_owned())
        }
        "filename" | "basename" => file.to_owned(),
        name => {
            let zone = site.config.text("timezone");
            let written = page.fields.text("date");
            let (moment, _) = moment(written.as_deref(), page.date, zone.as_deref())?;
            return match name.strip_prefix("date:") {
                Some(format) => formatted(format, moment),
                None if name == "date" => formatted("%Y-%m-%d", moment),
                None => of_day(name, moment),
            };
        }
    })
}
