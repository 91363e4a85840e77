//! Hugo: `content/`, sections, page bundles, `permalinks`, `slug` and `url`.

use super::super::front_matter::{self, Fields, Value, yaml};
use super::model::{Files, MADE_WITH, Page, PagePath, Site, below, dated, stem, within};
use super::pattern::{self, filled, of_day};
use super::slug;

/// Files of a configuration, the first of each folder.
const CONFIGS: [&str; 16] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/hugo.yml",
    "config/_default/hugo.json",
    "config/_default/config.toml",
    "config/_default/config.yaml",
    "config/_default/config.yml",
    "config/_default/config.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// The configuration, if it is one of Hugo's: `config.toml` is a name that others use, too.
pub(super) fn config(files: &dyn Files) -> Option<Fields> {
    let parsed = |path: &str| {
        let text = String::from_utf8_lossy(&files.read(path)?).into_owned();
        let ending = path.rsplit('.').next().unwrap_or_default();
        Some(match ending {
            "toml" => front_matter::toml(&text),
            "json" => front_matter::json(&text),
            _ => yaml::read(&text),
        })
    };
    let own = |path: &&str| {
        let config = parsed(path)?;
        let says_so = path.contains("hugo.") || path.contains("_default");
        (says_so || config.get("baseurl").is_some()).then_some(config)
    };
    let mut config = CONFIGS.iter().find_map(own)?;
    // Tables may have files of their own.
    for name in ["permalinks", "languages", "frontmatter"] {
        let inner = ["toml", "yaml", "yml", "json"]
            .iter()
            .find_map(|ending| parsed(&format!("config/_default/{name}.{ending}")));
        if let (Some(inner), None) = (inner, config.get(name)) {
            config.set(name, Value::Table(inner));
        }
    }
    Some(config)
}

fn content(site: &Site) -> String {
    site.config.text("contentdir").unwrap_or_else(|| "content".to_owned())
}

/// The folders of the languages' texts, each with what stands before its paths.
fn roots(site: &Site) -> Vec<(String, String)> {
    let mut roots = Vec::new();
    for (name, settings) in site.config.table("languages").into_iter().flat_map(Fields::iter) {
        if let Some(folder) = settings.table().and_then(|settings| settings.text("contentdir")) {
            roots.push((folder, language_path(site, name)));
        }
    }
    roots.push((content(site), String::new()));
    roots
}

/// What stands before the paths of a language.
fn language_path(site: &Site, language: &str) -> String {
    let default = site.config.text("defaultcontentlanguage").unwrap_or_else(|| "en".to_owned());
    let plain = language.eq_ignore_ascii_case(&default) && !site.config.is("defaultcontentlanguageinsubdir", "true");
    if plain { String::new() } else { format!("/{}", language.to_lowercase()) }
}

pub(super) fn leaves_out(site: &Site, path: &str) -> Option<&'static str> {
    let texts = roots(site);
    let towards = |folder: &str| within(folder, path) || within(path, folder);
    if !texts.iter().any(|(folder, _)| towards(folder)) {
        return Some(MADE_WITH);
    }
    stem(path).starts_with("_index").then_some("a list of pages")
}

/// A page's place among the texts: its folders, its own name, and its language's path.
struct Place<'p> {
    folders: Vec<&'p str>,
    name: &'p str,
    language: String,
}

fn place<'p>(site: &Site, path: &'p str) -> Place<'p> {
    let roots = roots(site);
    let root = roots.iter().filter(|(folder, _)| within(path, folder)).max_by_key(|(folder, _)| folder.len());
    let inner = root.map_or(path, |(folder, _)| below(path, folder));
    let mut language = root.map(|(_, language)| language.clone()).unwrap_or_default();
    let mut folders: Vec<&str> = inner.split('/').collect();
    folders.pop();
    let mut name = stem(path);
    if let Some((rest, ending)) = name.rsplit_once('.')
        && site.config.table("languages").is_some_and(|languages| languages.get(ending).is_some())
    {
        name = rest;
        language = language_path(site, ending);
    }
    // A bundle is called like its folder.
    if name == "index"
        && let Some(own) = folders.pop()
    {
        name = own;
    }
    Place { folders, name, language }
}

pub(super) fn standing(site: &Site, page: &Page<'_>) -> Option<PagePath> {
    let place = place(site, page.path);
    let sanitized = |path: &str| pattern::path(&slug::hugo(path, !site.config.is("disablepathtolower", "true")));
    if let Some(own) = page.fields.text("url") {
        let path = filled(&own, &|name| value(site, page, name))?;
        let path = if path.contains("://") { path } else { pattern::path(&path) };
        return Some(PagePath { path, sure: true });
    }
    let section = place.folders.first().copied().unwrap_or_default();
    let rules = site.config.table("permalinks");
    let rule = rules
        .and_then(|rules| rules.table("page").and_then(|pages| pages.text(section)).or_else(|| rules.text(section)));
    let path = match rule.filter(|_| !section.is_empty()) {
        Some(rule) => sanitized(&filled(&rule, &|name| value(site, page, name))?),
        None => {
            let name = page.fields.text("slug").unwrap_or_else(|| plain_name(site, place.name).to_owned());
            let folders: String = place.folders.iter().map(|folder| format!("{folder}/")).collect();
            let end = if site.config.is("uglyurls", "true") { ".html" } else { "/" };
            sanitized(&format!("/{folders}{name}{end}"))
        }
    };
    Some(PagePath { path: format!("{}{path}", place.language), sure: true })
}

/// A file's name, without its day where the site takes days from names.
fn plain_name<'n>(site: &Site, name: &'n str) -> &'n str {
    let by_name = site.config.texts("frontmatter.date").iter().any(|source| source == ":filename");
    dated(name).map(|(_, rest)| rest).filter(|rest| by_name && !rest.is_empty()).unwrap_or(name)
}

pub(super) fn value(site: &Site, page: &Page<'_>, name: &str) -> Option<String> {
    let place = place(site, page.path);
    let own = page.fields.text("slug");
    let titled = || slug::hugo(page.title, true).replace('/', "-");
    let file = plain_name(site, place.name);
    if let Some(chosen) = name.strip_prefix("sections[").and_then(|rest| rest.strip_suffix(']')) {
        return chosen_of(&place.folders, chosen);
    }
    Some(match name {
        "section" => place.folders.first().copied().unwrap_or_default().to_owned(),
        "sections" => place.folders.join("/"),
        "title" => titled(),
        "slug" => own.unwrap_or_else(titled),
        "slugorfilename" | "slugorcontentbasename" => own.unwrap_or_else(|| file.to_owned()),
        "filename" | "contentbasename" => file.to_owned(),
        name => {
            let written = page.fields.text("date");
            // Days are told as they are written here.
            let local = written.as_deref().and_then(|text| text.get(..19)?.replace('T', " ").parse().ok());
            return of_day(name, local.or_else(|| Some(page.date?.at(0, 0, 0, 0)))?);
        }
    })
}

/// `[1]`, `[1:]`, `[:last]` of the sections.
fn chosen_of(sections: &[&str], chosen: &str) -> Option<String> {
    let place = |text: &str, open: usize| match text {
        "" => Some(open),
        "last" => Some(sections.len().saturating_sub(1)),
        number => number.parse().ok(),
    };
    let (from, to) = match chosen.split_once(':') {
        Some((from, to)) => (place(from, 0)?, place(to, sections.len())?),
        None => (place(chosen, 0)?, place(chosen, 0)? + 1),
    };
    Some(sections.get(from.min(sections.len())..to.min(sections.len())).unwrap_or_default().join("/"))
}
