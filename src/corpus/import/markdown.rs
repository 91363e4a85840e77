//! A Markdown file: one of our own corpus, or one of a site generator or a newsletter tool, with front matter or
//! without.

use std::collections::HashMap;

use crate::corpus::rules::Defaults;

use super::dates::{self, Days};
use super::draft::{Draft, Origin};
use super::front_matter::{self, Fields, Value, Written};
use super::html::{self, Block, Boilerplate, Rule};
use super::options::{FieldFor, ImportOptions, Include};
use super::reading::Reading;
use super::refused::Refused;
use super::site::{self, Page, Placed};
use super::templates::{self, TemplateValues};
use super::{limits, readers};

/// A text between its front matter and its article.
pub(super) struct Text<'a> {
    pub(super) fields: Fields,
    pub(super) body: &'a str,
    /// The name of its file without an ending.
    pub(super) stem: &'a str,
    /// Where it stands in the folder of a site.
    pub(super) placed: Option<Placed>,
    /// Whether the body is HTML.
    pub(super) html: bool,
    pub(super) known: TemplateValues<'a>,
    /// How its source writes days.
    pub(super) days: Days,
}

/// Reads one file; `name` is its path.
pub(super) fn add(bytes: &[u8], name: &str, options: &ImportOptions, reading: &mut Reading) {
    match read(bytes, name, options, reading) {
        Ok(Ok(draft)) => reading.add(name, Ok(draft)),
        Ok(Err(why)) => reading.leave_out(name, why),
        Err(why) => reading.add(name, Err(why)),
    }
}

fn read(
    bytes: &[u8],
    path: &str,
    options: &ImportOptions,
    reading: &mut Reading,
) -> Result<Result<Draft, &'static str>, Refused> {
    limits::raw(bytes)?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let (text, _) = crate::corpus::decode::decode(bytes);
    let text = crate::corpus::decode::with_plain_line_ends(text);
    let (fields, written, body) = front_matter::split(&text);
    if let Ok(parsed) = crate::corpus::markdown::parse(name, bytes, &Defaults::default()) {
        return Ok(Ok(Draft::of_article(parsed.article, fields.get("audience").is_some())));
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let placed = options.placed.clone().or_else(|| site::guessed(path, written == Written::Lines));
    let mut fields = fields;
    if let Some(Placed { site, path }) = &placed {
        if site.is_draft(path) {
            return Ok(Err("a draft"));
        }
        fields = site.fields(path, fields);
        let undated = fields.first(&DATES).is_none() && dates::any(stem).is_none() && site::dated(stem).is_none();
        if !options.include.contains(&Include::Pages) && (site.is_page(path) || options.placed.is_some() && undated) {
            return Ok(Err("a page; --include pages brings it"));
        }
    }
    let known = TemplateValues {
        site: None,
        plain_braces: placed.as_ref().is_some_and(|placed| !placed.site.has_templates()),
        mdx: ending.eq_ignore_ascii_case("mdx"),
    };
    let html = ["html", "htm"].iter().any(|html| ending.eq_ignore_ascii_case(html));
    article(Text { fields, body, stem, placed, html, known, days: Days::default() }, options, reading)
}

/// Fields that hold the day of publication.
const DATES: [&str; 9] = [
    "date",
    "publish_date",
    "published_at",
    "pubdate",
    "pubdatetime",
    "publishdate",
    "published_date",
    "published",
    "created",
];

/// Words that say that a text is not published.
const UNFINISHED: [&str; 11] = [
    "draft",
    "scheduled",
    "about_to_send",
    "in_flight",
    "paused",
    "deleted",
    "errored",
    "private",
    "pending",
    "hidden",
    "skip",
];

/// An article of front matter, or a table's row, and a body; or why it is none.
pub(super) fn article(
    text: Text<'_>,
    options: &ImportOptions,
    reading: &mut Reading,
) -> Result<Result<Draft, &'static str>, Refused> {
    let fields = &text.fields;
    let unfinished = |status: String| UNFINISHED.contains(&status.to_lowercase().as_str());
    if fields.is("draft", "true")
        || fields.is("published", "false")
        || fields.is("permalink", "false")
        || fields.text("status").is_some_and(unfinished)
    {
        return Ok(Err("a draft"));
    }
    let taken = |what: FieldFor| {
        let (_, name) = options.fields.iter().find(|(own, _)| *own == what)?;
        fields.text(name)
    };
    let mut draft = Draft::new(Origin::Markdown);
    let known = TemplateValues { site: text.placed.as_ref().map(|placed| &placed.site), ..text.known };
    let mut held = Vec::new();
    let mut rendered = |body: &str| {
        let body = templates::without(body, &known, &mut held);
        if text.html { html_blocks(&body) } else { blocks(&body) }
    };
    let line = |words: &str| {
        let blocks = blocks(&templates::without(words, &known, &mut Vec::new()))?;
        let own = blocks.into_iter().filter(|block| block.dropped.is_none());
        Ok::<String, Refused>(own.map(|block| block.text).collect::<Vec<_>>().join(" "))
    };
    let mut blocks = match taken(FieldFor::Body) {
        Some(above) => rendered(&above)?,
        None => Vec::new(),
    };
    blocks.extend(rendered(text.body)?);
    draft.title = match taken(FieldFor::Title).or_else(|| fields.first(&["title", "subject", "headline"])) {
        Some(title) => html::clean(&title),
        None => take_title(&mut blocks).or_else(|| by_name(text.stem)).ok_or(Refused::NoTitle)?,
    };
    draft.dek = match taken(FieldFor::Dek) {
        Some(dek) => Some(line(&dek)?),
        None => {
            let dek = fields.first(&["subtitle", "dek", "description", "excerpt", "summary"]);
            dek.map(|dek| line(&dek)).transpose()?
        }
    };
    draft.dek = draft.dek.filter(|dek| !dek.is_empty());
    draft.caption = taken(FieldFor::Caption).map(|caption| line(&caption)).transpose()?;
    let byline = taken(FieldFor::Byline).or_else(|| fields.first(&["author", "authors", "byline", "creator"]));
    draft.byline = byline.or_else(|| text.placed.as_ref()?.site.author());
    draft.publisher = fields.first(&["publisher", "publication", "site"]);
    draft.language = fields.first(&["language", "lang"]);
    draft.licence = fields.first(&["licence", "license"]);
    // A text that does not say its address is known by its file, wherever it stands on the web.
    let file = || text.placed.as_ref().map_or(text.stem, |placed| placed.path.as_str()).to_owned();
    let says = ["canonical_url", "url", "permalink", "absolute_url"].iter().any(|name| fields.get(name).is_some());
    draft.guid =
        fields.first(&["id", "guid", "uuid"]).or_else(|| Some(file()).filter(|file| !says && !file.is_empty()));
    draft.tags = site::tags(fields);
    let written = fields.first(&DATES);
    draft.take_day(written.as_deref().unwrap_or_default(), text.days);
    let by_name = || dates::any(text.stem).or_else(|| site::dated(text.stem).map(|(date, _)| date));
    draft.date = draft.date.or_else(by_name);
    let changed =
        ["updated", "lastmod", "modified", "last_modified_at", "updated_at", "date_modified", "modification_date"];
    draft.modified = fields.first(&changed).and_then(|at| dates::moment(&at, Days::default()));
    let (audience, unclear) = readers::of_fields(&fields.flat());
    draft.audience = audience;
    draft.notes.extend(unclear);
    address(&mut draft, &text, options);
    let unread = unread(fields, &blocks, &draft, options);
    let above = unread.iter().filter(|(_, text)| is_prose(text)).map(|(_, text)| left_out(text, Rule::Field));
    let told = held.iter().map(|text| left_out(text, Rule::Template));
    let blocks: Vec<Block> = above.chain(blocks).chain(told).collect();
    draft.take(blocks);
    if draft.body.is_empty() {
        return Err(Refused::NoText);
    }
    for (name, words) in unread {
        reading.unread(&name, words.split_whitespace().count());
    }
    Ok(Ok(draft))
}

/// Where the article stands, and whether that is a guess: what it says itself, the pattern that was given, what its site
/// says, its name.
fn address(draft: &mut Draft, text: &Text<'_>, options: &ImportOptions) {
    let fields = &text.fields;
    let placed = text.placed.as_ref();
    let found = placed.filter(|placed| placed.site.is_found());
    let page = Page {
        path: placed.map_or(text.stem, |placed| placed.path.as_str()),
        fields,
        title: &draft.title,
        date: draft.date,
    };
    let absolute = |names: &[&str]| fields.first(names).filter(|address| address.contains("://"));
    // In a site's own folder other fields of this kind are of the site's making.
    let own: &[&str] = match found {
        Some(_) => &["canonical_url", "canonical"],
        None => &["canonical_url", "canonical", "url", "permalink", "absolute_url", "link"],
    };
    let on_site = |path: &str| match placed {
        Some(placed) => options.address_in(&placed.site, path),
        None => options.address(path).ok(),
    };
    let pattern = || options.permalink.as_deref().and_then(|pattern| site::by_pattern(pattern, placed, &page));
    let explicit = absolute(own).or_else(|| {
        let names = ["url", "permalink", "absolute_url"];
        let path = fields.first(&names).filter(|path| found.is_none() && !path.contains([':', '{']))?;
        on_site(&path)
    });
    let standing = || placed?.site.standing(&page);
    (draft.url, draft.guessed) = match explicit {
        Some(address) => (Some(address), false),
        None => match (pattern(), standing()) {
            // A page that says its own path keeps it, whatever the pattern of the others.
            (Some(_), Some(standing)) if standing.sure && fields.text("permalink").is_some() => {
                (on_site(&standing.path), false)
            }
            (Some(path), _) => (on_site(&path), false),
            (None, Some(standing)) => (on_site(&standing.path), !standing.sure),
            (None, None) => {
                let slug = fields.text("slug").unwrap_or_else(|| text.stem.to_owned());
                (on_site(&slug), fields.text("slug").is_none())
            }
        },
    };
    for name in ["redirect_from", "redirectfrom", "aliases", "alias", "redirects"] {
        for path in fields.texts(name) {
            let further = if path.contains("://") { Some(path) } else { on_site(&path) };
            draft.aliases.extend(further.filter(|further| Some(further) != draft.url.as_ref()));
        }
    }
}

/// Fields that hold no text of their own, or that were read.
const READ: [&str; 34] = [
    "title",
    "subject",
    "headline",
    "subtitle",
    "dek",
    "description",
    "excerpt",
    "summary",
    "author",
    "authors",
    "byline",
    "creator",
    "publisher",
    "publication",
    "site",
    "tags",
    "tag",
    "categories",
    "category",
    "keywords",
    "topics",
    "series",
    "body",
    "date",
    "url",
    "permalink",
    "slug",
    "redirect_from",
    "aliases",
    "image",
    "layout",
    "absolute_url",
    "id",
    "link",
];

/// Fewer words in a field are a setting, not a text.
const FEWEST_WORDS: usize = 5;

/// A text that stands beside the article and is not in it, though it may belong there.
fn left_out(text: &str, rule: Rule) -> Block {
    Block { dropped: Some(rule), in_doubt: true, ..Block::new(html::BlockKind::Text, html::clean(text)) }
}

fn is_prose(text: &str) -> bool {
    html::ends_sentence(text.trim_end())
}

/// The fields that hold text which nothing took, and that, so that a person can.
fn unread(fields: &Fields, blocks: &[Block], draft: &Draft, options: &ImportOptions) -> Vec<(String, String)> {
    let texts =
        blocks.iter().map(|block| block.text.as_str()).chain(draft.dek.as_deref()).chain([draft.title.as_str()]);
    let texts: Vec<String> = texts.map(html::folded).collect();
    let seen = |words: &str| {
        let words = html::folded(words);
        texts.iter().any(|text| text.contains(&words))
    };
    let mut unread = Vec::new();
    for (name, value) in fields.iter() {
        let Value::Text(text) = value else { continue };
        let read = READ.iter().any(|read| read.eq_ignore_ascii_case(name))
            || options.fields.iter().any(|(_, taken)| taken.eq_ignore_ascii_case(name));
        let words = text.split_whitespace().count();
        let is_prose = words >= FEWEST_WORDS && !text.contains("{%");
        // Of a second field of those that a line under the title is taken from, one was taken.
        if is_prose && !read && !seen(text) {
            unread.push((name.to_owned(), text.clone()));
        }
    }
    unread
}

/// The words of a name, where it opens with a day: "2024-05-01-mill-reopens".
fn by_name(stem: &str) -> Option<String> {
    let (_, name) = site::dated(stem)?;
    let mut words = name.split(['-', '_']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let first = words.chars().next()?.to_uppercase().to_string();
    words.replace_range(..words.chars().next().map_or(0, char::len_utf8), &first);
    Some(words)
}

/// The blocks of Markdown: what CommonMark makes of it, read like any other HTML.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, Refused> {
    let rendered = html_of(text);
    limits::decoded(&rendered)?;
    html_blocks(&rendered)
}

fn html_blocks(html: &str) -> Result<Vec<Block>, Refused> {
    Ok(html::every_block(&html::parse(html)?.root(), Boilerplate::Body, &[]))
}

fn html_of(text: &str) -> String {
    use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    // A reference that is defined elsewhere is a link all the same: its words are text, its marks are not.
    let elsewhere = |link: BrokenLink<'_>| {
        let before = text.get(..link.span.start).and_then(|before| before.chars().next_back());
        let full = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
        (full && !before.is_some_and(char::is_alphanumeric)).then_some((CowStr::from(""), CowStr::from("")))
    };
    let events: Vec<Event<'_>> = Parser::new_with_broken_link_callback(text, options, Some(elsewhere)).collect();
    // Readers see numbers in the order of the text, whatever the notes are called in the source.
    let mut numbers: HashMap<CowStr<'_>, usize> = HashMap::new();
    let referred = events.iter().filter_map(|event| match event {
        Event::FootnoteReference(label) => Some(label),
        _ => None,
    });
    let defined = events.iter().filter_map(|event| match event {
        Event::Start(Tag::FootnoteDefinition(label)) => Some(label),
        _ => None,
    });
    for label in referred.chain(defined) {
        let next = numbers.len() + 1;
        numbers.entry(label.clone()).or_insert(next);
    }
    let number = |label: &CowStr<'_>| numbers.get(label).copied().unwrap_or_default();
    let (mut body, mut notes) = (Vec::new(), Vec::new());
    let (mut in_note, mut ended) = (false, 0usize);
    for event in events {
        match event {
            Event::FootnoteReference(label) => {
                let mark = format!("<sup class=\"footnote-ref\"><a href=\"#fn-{0}\">{0}</a></sup>", number(&label));
                if in_note { &mut notes } else { &mut body }.push(Event::InlineHtml(mark.into()));
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                in_note = true;
                notes.push(Event::Html(format!("<li id=\"fn-{}\">", number(&label)).into()));
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                in_note = false;
                ended += 1;
                notes.push(Event::Html("</li>".into()));
            }
            event if in_note => notes.push(event),
            event => body.push(event),
        }
    }
    if ended > 0 {
        body.push(Event::Html("<section class=\"footnotes\" role=\"doc-endnotes\"><ol>".into()));
        body.append(&mut notes);
        body.push(Event::Html("</ol></section>".into()));
    }
    let mut rendered = String::new();
    pulldown_cmark::html::push_html(&mut rendered, body.into_iter());
    rendered
}

/// The first heading, where it opens the text.
fn take_title(blocks: &mut Vec<Block>) -> Option<String> {
    let first = blocks.iter().position(|block| block.dropped.is_none())?;
    let is_title = blocks.get(first).is_some_and(|first| matches!(first.kind, html::BlockKind::Heading(1)));
    is_title.then(|| blocks.remove(first).text)
}
