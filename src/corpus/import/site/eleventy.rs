//! Eleventy: the folders of the input as they are, or a `permalink` that is a template, of the text or of its folder.

use super::super::front_matter::{self, Fields, Value, yaml};
use super::model::{Files, MADE_WITH, Page, PagePath, Site, below, dated, folder, stem, within};
use super::pattern::{self, formatted, moment};
use super::{scripts, slug};

pub(super) const CONFIGS: [&str; 6] = [
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    ".eleventy.js",
    ".eleventy.cjs",
];

/// How deep folders are looked through for data, and how many.
const DEEPEST: usize = 4;
const MOST_FOLDERS: usize = 500;

/// What the script says, and the site's address where one of the usual files of data has it.
pub(super) fn config(script: &str, files: &dyn Files) -> Fields {
    let mut config = Fields::default();
    for name in ["input", "output", "pathPrefix"] {
        if let Some(text) = scripts::javascript(script, name) {
            config.set_text(name, text);
        }
    }
    let input = config.text("input").unwrap_or_default();
    for name in ["metadata", "site", "meta"] {
        for ending in ["json", "js", "cjs", "mjs", "yaml", "yml"] {
            let path = inside(&input, &format!("_data/{name}.{ending}"));
            let Some(text) = files.read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()) else {
                continue;
            };
            let url = of_data(ending, &text, "url").and_then(|url| url.text());
            if let (Some(url), None) = (url, config.text("url")) {
                config.set_text("url", url);
            }
        }
    }
    config
}

fn inside(folder: &str, path: &str) -> String {
    let folder = folder.trim_start_matches("./").trim_matches('/');
    if folder.is_empty() || folder == "." { path.to_owned() } else { format!("{folder}/{path}") }
}

/// A value of a file of data.
fn of_data(ending: &str, text: &str, name: &str) -> Option<Value> {
    match ending {
        "json" => front_matter::json(text).get(name).cloned(),
        "yaml" | "yml" => yaml::read(text).get(name).cloned(),
        _ => scripts::javascript(text, name).map(Value::Text),
    }
}

/// What files say of all texts of their folder: `posts/posts.json`, `posts/posts.11tydata.js`.
pub(super) fn data(config: &Fields, files: &dyn Files) -> Vec<(String, Fields)> {
    let input = config.text("input").unwrap_or_default();
    let mut found = Vec::new();
    let mut left = vec![(input.trim_start_matches("./").trim_matches('/').trim_matches('.').to_owned(), 0)];
    let mut looked_at = 0;
    while let Some((at, depth)) = left.pop() {
        looked_at += 1;
        let own = at.rsplit('/').next().unwrap_or_default();
        for name in files.list(&at) {
            if let Some(inner) = name.strip_suffix('/') {
                let skipped = inner.starts_with(['.', '_']) || super::model::INSTALLED.contains(&inner);
                if depth < DEEPEST && !skipped && looked_at + left.len() < MOST_FOLDERS {
                    left.push((inside(&at, inner), depth + 1));
                }
                continue;
            }
            let Some((stem, ending)) = name.rsplit_once('.') else { continue };
            if stem.trim_end_matches(".11tydata") != own || !["json", "js", "cjs", "mjs"].contains(&ending) {
                continue;
            }
            let Some(text) = files.read(&inside(&at, &name)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            else {
                continue;
            };
            let fields = match ending {
                "json" => front_matter::json(&text),
                _ => ["permalink", "author", "draft"]
                    .iter()
                    .filter_map(|name| Some(((*name).to_owned(), of_data(ending, &text, name)?)))
                    .collect(),
            };
            found.push((at.clone(), fields));
        }
    }
    // The nearest folder's word counts first.
    found.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
    found
}

pub(super) fn leaves_out(site: &Site, path: &str) -> Option<&'static str> {
    let output = site.config.text("output").unwrap_or_else(|| "_site".to_owned());
    let workings = path.split('/').any(|part| matches!(part, "_includes" | "_data" | "_layouts"));
    (workings || within(path, &output)).then_some(MADE_WITH)
}

pub(super) fn fill(site: &Site, path: &str, fields: &mut Fields) {
    for (at, data) in &site.data {
        if at.is_empty() || within(path, at) {
            fields.fill(data);
        }
    }
}

pub(super) fn standing(site: &Site, page: &Page<'_>) -> Option<PagePath> {
    if let Some(template) = page.fields.text("permalink") {
        let path = rendered(&template, site, page)?;
        let path = path.strip_suffix("index.html").map(str::to_owned).unwrap_or(path);
        return Some(PagePath { path: pattern::path(&path), sure: true });
    }
    let inner = below(page.path, &site.config.text("input").unwrap_or_default());
    let (above, name) = (folder(inner), stem(inner));
    let path = if name == "index" || above.rsplit('/').next() == Some(name) {
        format!("/{above}/")
    } else {
        format!("/{above}/{name}/")
    };
    Some(PagePath { path: pattern::path(&path), sure: true })
}

/// A template with its variables filled in; `None` where it asks for more than is known.
fn rendered(template: &str, site: &Site, page: &Page<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, from)) = rest.split_once("{{") {
        let (expression, after) = from.split_once("}}")?;
        out.push_str(before);
        out.push_str(&evaluated(expression.trim_matches('-').trim(), site, page)?);
        rest = after;
    }
    out.push_str(rest);
    (!out.contains("{%")).then_some(out)
}

fn evaluated(expression: &str, site: &Site, page: &Page<'_>) -> Option<String> {
    let mut parts = expression.split('|').map(str::trim);
    let variable = parts.next()?;
    let file = stem(page.path);
    let own = if file == "index" { folder(page.path).rsplit('/').next().unwrap_or_default() } else { file };
    let plain = dated(own).map_or(own, |(_, rest)| rest);
    let day = || Some(moment(page.fields.text("date").as_deref(), page.date, None)?.0);
    let is_day = matches!(variable, "page.date" | "date");
    let mut value = match variable {
        "page.fileSlug" => plain.to_owned(),
        "page.filePathStem" => {
            let inner = below(page.path, &site.config.text("input").unwrap_or_default());
            pattern::path(&format!("{}/{plain}", folder(inner)))
        }
        "title" => page.title.to_owned(),
        _ if is_day => formatted("%Y-%m-%d", day()?)?,
        name => page.fields.text(name)?,
    };
    for filter in parts {
        let (name, argument) = filter.split_once([':', '(']).unwrap_or((filter, ""));
        let argument = argument.trim_end_matches(')').trim().trim_matches(['"', '\'']);
        value = match name.trim() {
            "slug" | "slugify" => slug::ascii(&value),
            "downcase" | "lower" => value.to_lowercase(),
            "url" | "string" | "trim" | "safe" => value,
            "date" if is_day && argument.contains('%') => formatted(argument, day()?)?,
            _ => return None,
        };
    }
    Some(value)
}
