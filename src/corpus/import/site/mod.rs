//! Where the pages stand that a site generator makes of a folder: what its configuration says, and its defaults.
//!
//! A configuration is read for what decides addresses, never run: what a script computes is not known, and an address
//! that hangs on it is told as guessed.

mod astro;
mod eleventy;
mod hexo;
mod hugo;
mod jekyll;
mod model;
mod pattern;
mod pelican;
mod scripts;
mod slug;
mod zola;

use super::front_matter::{self, Fields, Value, yaml};

pub use model::{Files, LARGEST_CONFIG, Placed, Site};
pub(super) use model::{Page, PagePath, dated};

use model::{Generator, INSTALLED};

/// The site whose folder this is, if a configuration says so.
pub fn find(files: &dyn Files) -> Option<Site> {
    let text = |path: &str| files.read(path).map(|bytes| super::super::decode::decode(&bytes).0.into_owned());
    let first = |paths: &[&'static str]| paths.iter().copied().find_map(|path| Some((path, text(path)?)));
    let site = |generator, config| Site { generator, found: true, config, data: Vec::new(), routes: Vec::new() };
    if let Some(config) = text("pelicanconf.py") {
        return Some(site(Generator::Pelican, pelican::config(&config, text("publishconf.py").as_deref())));
    }
    if let Some((_, script)) = first(&astro::CONFIGS) {
        let routes = astro::routes(files);
        return Some(Site { routes, ..site(Generator::Astro, astro::config(&script)) });
    }
    if let Some((_, script)) = first(&eleventy::CONFIGS) {
        let config = eleventy::config(&script, files);
        let data = eleventy::data(&config, files);
        return Some(Site { data, ..site(Generator::Eleventy, config) });
    }
    if let Some(config) = hugo::config(files) {
        return Some(site(Generator::Hugo, config));
    }
    if let Some(config) = text("config.toml").map(|text| front_matter::toml(&text))
        && config.text("base_url").is_some()
    {
        return Some(site(Generator::Zola, config));
    }
    let (name, config) = first(&["_config.yml", "_config.yaml", "_config.toml"])?;
    let config = if name.ends_with("toml") { front_matter::toml(&config) } else { yaml::read(&config) };
    let generator = if hexo::is_hexo(&config, files) { Generator::Hexo } else { Generator::Jekyll };
    Some(site(generator, config))
}

/// The site that a document seems to be of, where no configuration was found.
pub(super) fn guessed(path: &str, by_lines: bool) -> Option<Placed> {
    let posts = path.split('/').position(|part| part == "_posts" || part == "_drafts");
    let generator = match posts {
        Some(_) if path.contains("source/_posts/") => Generator::Hexo,
        Some(_) => Generator::Jekyll,
        None if by_lines => Generator::Pelican,
        None => return None,
    };
    // What stands before the folder of posts is not known to be of the site.
    let parts: Vec<&str> = path.split('/').collect();
    let path = posts.and_then(|at| parts.get(at..)).map_or_else(|| path.to_owned(), |parts| parts.join("/"));
    let path = if generator == Generator::Hexo { format!("source/{path}") } else { path };
    let site = Site { generator, found: false, config: Fields::default(), data: Vec::new(), routes: Vec::new() };
    Some(Placed { site, path })
}

/// Endings of files that a site has beside its texts.
const DATA: [&str; 6] = ["json", "jsonl", "csv", "xml", "rss", "atom"];

impl Site {
    /// Why nothing at this path (of a file, or of a folder) is one of the site's texts.
    pub fn leaves_out(&self, path: &str) -> Option<&'static str> {
        if path.split('/').any(|part| INSTALLED.contains(&part)) {
            return Some("of a program that the site is made with");
        }
        let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
        if ending.is_some_and(|ending| DATA.iter().any(|data| data.eq_ignore_ascii_case(ending))) {
            return Some("data of the site");
        }
        match self.generator {
            Generator::Jekyll => jekyll::leaves_out(self, path),
            Generator::Hugo => hugo::leaves_out(self, path),
            Generator::Zola => zola::leaves_out(path),
            Generator::Pelican => pelican::leaves_out(self, path),
            Generator::Eleventy => eleventy::leaves_out(self, path),
            Generator::Astro => astro::leaves_out(path),
            Generator::Hexo => hexo::leaves_out(self, path),
        }
    }

    /// Whether the text is no more than a draft, by where it lies.
    pub(super) fn is_draft(&self, path: &str) -> bool {
        path.split('/').any(|part| part == "_drafts")
    }

    /// Whether it stands by itself, as "About" does, by where it lies.
    pub(super) fn is_page(&self, path: &str) -> bool {
        match self.generator {
            Generator::Jekyll => jekyll::is_page(self, path),
            Generator::Pelican => pelican::is_page(self, path),
            Generator::Hexo => !path.split('/').any(|part| part == "_posts"),
            _ => false,
        }
    }

    /// Whether its configuration was found, so that what follows from it is no guess.
    pub(super) fn is_found(&self) -> bool {
        self.found
    }

    /// What a document says of itself, with what the site says of its like.
    pub(super) fn fields(&self, path: &str, own: Fields) -> Fields {
        let mut fields = own;
        match self.generator {
            Generator::Jekyll => jekyll::fill(self, path, &mut fields),
            Generator::Eleventy => eleventy::fill(self, path, &mut fields),
            _ => {}
        }
        fields
    }

    /// Where a page stands, if that can be said at all.
    pub(super) fn standing(&self, page: &Page<'_>) -> Option<PagePath> {
        let standing = match self.generator {
            Generator::Jekyll => jekyll::standing(self, page),
            Generator::Hugo => hugo::standing(self, page),
            Generator::Zola => zola::standing(self, page),
            Generator::Pelican => pelican::standing(self, page),
            Generator::Eleventy => eleventy::standing(self, page),
            Generator::Astro => astro::standing(self, page),
            Generator::Hexo => hexo::standing(self, page),
        }?;
        Some(PagePath { sure: standing.sure && self.found, ..standing })
    }

    /// What a name in a pattern stands for; patterns that a person gives have the names of all generators.
    fn value(&self, page: &Page<'_>, name: &str) -> Option<String> {
        match self.generator {
            Generator::Hugo => hugo::value(self, page, name),
            Generator::Pelican => pelican::value(self, page, name),
            Generator::Hexo => hexo::value(self, page, name),
            Generator::Zola => zola::value(page, name),
            Generator::Jekyll | Generator::Eleventy | Generator::Astro => jekyll::value(self, page, name),
        }
    }

    /// The address that the site says it has, without a slash behind.
    pub(super) fn address(&self) -> Option<String> {
        let (names, below): (&[&str], Option<&str>) = match self.generator {
            Generator::Jekyll => (&["url"], Some("baseurl")),
            Generator::Hugo => (&["baseurl"], None),
            Generator::Zola => (&["base_url"], None),
            Generator::Pelican => (&["siteurl"], None),
            Generator::Eleventy => (&["url"], Some("pathprefix")),
            Generator::Astro => (&["site"], Some("base")),
            Generator::Hexo => (&["url"], None),
        };
        let address = self.config.first(names)?;
        let there =
            url::Url::parse(&address).ok().filter(|url| url.host_str().is_some_and(|host| host.contains('.')))?;
        let _is_no_own_machine = there.domain()?;
        let below = below.and_then(|name| self.config.text(name)).unwrap_or_default();
        let below = below.trim_matches('/');
        let address = address.trim_end_matches('/');
        Some(if below.is_empty() { address.to_owned() } else { format!("{address}/{below}") })
    }

    /// What stands between the site's host and its paths, without slashes around it.
    pub(super) fn below(&self) -> String {
        let below = match self.generator {
            Generator::Jekyll => self.config.text("baseurl"),
            Generator::Eleventy => self.config.text("pathprefix"),
            Generator::Astro => self.config.text("base"),
            Generator::Hexo => self.config.text("root"),
            Generator::Hugo | Generator::Zola | Generator::Pelican => None,
        };
        below.unwrap_or_default().trim_matches('/').to_owned()
    }

    /// Whether texts of the site hold templates in braces.
    pub(super) fn has_templates(&self) -> bool {
        self.generator != Generator::Pelican
    }

    /// What a variable of the site's templates says: `site.title`.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        match self.generator {
            Generator::Jekyll => self.config.text(name.strip_prefix("site.")?),
            _ => None,
        }
    }

    /// What stands where an item has no author: the site's own.
    pub(super) fn author(&self) -> Option<String> {
        match self.generator {
            Generator::Pelican | Generator::Hexo => self.config.text("author"),
            _ => None,
        }
    }
}

/// Where a pattern that a person gave puts a page. `None` where it has a name that is not known.
pub(super) fn by_pattern(pattern: &str, placed: Option<&Placed>, page: &Page<'_>) -> Option<String> {
    let plain = Site {
        generator: Generator::Jekyll,
        found: false,
        config: Fields::default(),
        data: Vec::new(),
        routes: Vec::new(),
    };
    let site = placed.map_or(&plain, |placed| &placed.site);
    let of_any = |name: &str| {
        let own = site.value(page, name);
        own.or_else(|| jekyll::value(site, page, name))
            .or_else(|| hugo::value(site, page, name))
            .or_else(|| pelican::value(site, page, name))
    };
    let filled = pattern::filled(pattern, &of_any)?;
    Some(if filled.contains("://") { filled } else { pattern::path(&filled) })
}

/// The names of tags and categories.
pub(super) fn tags(fields: &Fields) -> Vec<String> {
    const NAMES: [&str; 9] = [
        "tags",
        "tag",
        "categories",
        "category",
        "taxonomies.tags",
        "taxonomies.categories",
        "keywords",
        "topics",
        "series",
    ];
    let mut tags: Vec<String> = Vec::new();
    for name in NAMES {
        let found = match fields.get(name) {
            Some(Value::Text(text)) => text.split([',', ';']).map(|tag| tag.trim().to_owned()).collect(),
            Some(value) => value.texts(),
            None => Vec::new(),
        };
        for tag in found.into_iter().filter(|tag| !tag.is_empty()) {
            if !tags.iter().any(|own| own.eq_ignore_ascii_case(&tag)) {
                tags.push(tag);
            }
        }
    }
    tags
}
