//! XML as it comes to XML as it should be. A parser of XML stops at the first fault, and a feed of a hundred articles has
//! one fault in one of them; so the text is first written anew as feed readers take it: from its root element on, with
//! every tag closed and every `&` and `<` that is no mark escaped. What was mended is told.

mod entities;
mod fault;
mod sections;
mod tag;
mod text;

use std::collections::{BTreeMap, HashMap};

use super::limits::DEEPEST;
use super::refused::Refused;
use entities::Entities;
use fault::Fault;
use sections::ARTICLES;
use tag::{Tag, is_name};

/// Names of root elements, without their prefix.
const ROOTS: [&str; 3] = ["rss", "feed", "rdf"];

/// Elements that hold a text, by their names without prefix: everything up to their end tag is it, whatever it looks like.
const TEXTS: [&str; 6] = ["title", "description", "encoded", "summary", "subtitle", "content"];

/// Parts of an article that hold a word and no elements.
const LEAVES: [&str; 9] = ["link", "guid", "pubDate", "category", "comments", "creator", "id", "updated", "published"];

/// Prefixes that feeds use without declaring them, or with an address that is almost the right one.
const PREFIXES: [(&str, &str); 6] = [
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("atom", "http://www.w3.org/2005/Atom"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
];

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// What Atom called these elements before it was a standard.
const BEFORE_ATOM: [(&str, &str); 4] =
    [("issued", "published"), ("created", "published"), ("modified", "updated"), ("tagline", "subtitle")];

/// More faults than this make no document.
const MOST_FAULTS: usize = 10_000;

/// A document that a parser of XML takes, in UTF-8 and without a declaration.
#[derive(Debug, Default)]
pub(super) struct Mended {
    pub(super) xml: String,
    faults: BTreeMap<Fault, usize>,
}

impl Mended {
    /// What was mended, for a person to read.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        self.faults.iter().map(|(fault, count)| match (fault, count) {
            (Fault::Before | Fault::Cut, _) | (_, 1) => format!("mended: {}", fault.told()),
            (fault, count) => format!("mended: {} ({count} times)", fault.told()),
        })
    }
}

/// A mended document with one of its articles alone, for each of them.
pub(super) fn articles(xml: &str) -> Vec<String> {
    // What the mender wrote has such marks in tags alone.
    let opens = |name: &&str| [format!("<{name}>"), format!("<{name} ")].iter().filter_map(|open| xml.find(open)).min();
    let Some((first, name)) = ARTICLES.iter().filter_map(|name| Some((opens(name)?, name))).min() else {
        return Vec::new();
    };
    let close = format!("</{name}>");
    let Some(end) = xml.rfind(&close).map(|end| end + close.len()) else { return Vec::new() };
    let (head, tail) = (xml.get(..first).unwrap_or_default(), xml.get(end..).unwrap_or_default());
    let items = xml.get(first..end).unwrap_or_default().split_inclusive(close.as_str());
    items.map(|item| format!("{head}{item}{tail}")).collect()
}

/// Mends a document. Refuses what nests too deep, declares what could grow, or has more faults than text.
pub(super) fn mend(xml: &str) -> Result<Mended, Refused> {
    let entities = entities::declared(xml)?;
    let mut mender =
        Mender { rest: xml, done: Mended::default(), open: Vec::new(), opened: HashMap::new(), entities, atom: false };
    mender.done.xml.reserve(xml.len());
    mender.find_root();
    mender.run()?;
    Ok(mender.done)
}

struct Mender<'a> {
    rest: &'a str,
    done: Mended,
    open: Vec<&'a str>,
    /// How often each name is open.
    opened: HashMap<&'a str, usize>,
    entities: Entities,
    atom: bool,
}

impl<'a> Mender<'a> {
    fn fault(&mut self, fault: Fault) {
        *self.done.faults.entry(fault).or_default() += 1;
    }

    fn within_reason(&self) -> Result<(), Refused> {
        let many = self.done.faults.values().sum::<usize>() > MOST_FAULTS;
        if many { Err(Refused::malformed("XML", "more faults than a document has")) } else { Ok(()) }
    }

    /// Goes to the root element. What stands before it is a declaration, comments, a document type, or a fault.
    fn find_root(&mut self) {
        let mut rest = self.rest;
        let mut before = false;
        while let Some((text, mark)) = rest.split_once('<') {
            before |= !text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty();
            rest = if let Some(comment) = mark.strip_prefix("!--") {
                comment.split_once("-->").map_or("", |(_, after)| after)
            } else if mark.starts_with('!') {
                sections::after_doctype(mark)
            } else if let Some(instruction) = mark.strip_prefix('?') {
                instruction.split_once("?>").map_or("", |(_, after)| after)
            } else {
                let name = tag::name(mark);
                let local = name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
                if ROOTS.contains(&local.as_str()) {
                    self.rest = rest.get(text.len()..).unwrap_or_default();
                    if before {
                        self.fault(Fault::Before);
                    }
                    return;
                }
                before = true;
                mark
            };
        }
    }

    fn run(&mut self) -> Result<(), Refused> {
        while !self.rest.is_empty() {
            self.within_reason()?;
            let Some((text, mark)) = self.rest.split_once('<') else {
                let text = std::mem::take(&mut self.rest);
                self.text(text);
                break;
            };
            self.text(text);
            if let Some(comment) = mark.strip_prefix("!--") {
                self.rest = match comment.split_once("-->") {
                    Some((_, after)) => after,
                    None => {
                        self.fault(Fault::Open);
                        comment
                    }
                };
            } else if let Some(data) = mark.strip_prefix(sections::CDATA) {
                let section = sections::cdata(data);
                self.data(section.text);
                if !section.closed {
                    self.fault(Fault::Open);
                }
                self.rest = section.after;
            } else if let Some(instruction) = mark.strip_prefix('?') {
                if instruction.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("xml")) {
                    self.fault(Fault::Declaration);
                }
                let ends = instruction.split_once("?>").or_else(|| instruction.split_once('>'));
                self.rest = ends.map_or("", |(_, after)| after);
            } else if mark.starts_with('!') {
                self.rest = sections::after_doctype(mark);
            } else if let Some(end) = mark.strip_prefix('/').filter(|end| is_name(tag::name(end))) {
                self.end(end);
            } else if is_name(tag::name(mark)) {
                self.start(mark)?;
            } else {
                self.fault(Fault::LessThan);
                self.done.xml.push_str("&lt;");
                self.rest = mark;
            }
        }
        if !self.open.is_empty() {
            self.fault(Fault::Cut);
            self.close_to(0);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        // Nothing that a reader sees stands outside the root.
        if !self.open.is_empty() {
            let faults = entities::escape_text(text, &self.entities, &mut self.done.xml);
            faults.into_iter().for_each(|fault| self.fault(fault));
        }
    }

    fn data(&mut self, data: &str) {
        if !self.open.is_empty() && entities::escape(data, &mut self.done.xml) {
            self.fault(Fault::Control);
        }
    }

    /// Closes what is open beyond the first `keep` elements.
    fn close_to(&mut self, keep: usize) {
        while self.open.len() > keep {
            let Some(name) = self.open.pop() else { return };
            if let Some(count) = self.opened.get_mut(name) {
                *count -= 1;
            }
            self.done.xml.extend(["</", name, ">"]);
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.opened.get(name).is_some_and(|count| *count > 0)
    }

    /// The name that an element has today.
    fn today(&self, name: &'a str) -> &'a str {
        let renamed = BEFORE_ATOM.iter().find(|(before, _)| self.atom && *before == name);
        renamed.map_or(name, |(_, today)| today)
    }

    fn end(&mut self, end: &'a str) {
        let name = self.today(tag::name(end));
        self.rest = end.split_once('>').map_or("", |(_, after)| after);
        let at = if self.is_open(name) { self.open.iter().rposition(|open| *open == name) } else { None };
        let Some(at) = at else { return self.fault(Fault::Unopened) };
        if at + 1 < self.open.len() {
            self.fault(Fault::Open);
        }
        self.close_to(at);
    }

    fn start(&mut self, mark: &'a str) -> Result<(), Refused> {
        let Some((mut tag, after)) = tag::read(mark) else {
            // The document ends inside a tag.
            self.rest = "";
            return Ok(());
        };
        if tag.mended {
            self.fault(Fault::Attribute);
        }
        self.rest = after;
        tag.name = self.today(tag.name);
        let local = tag.name.rsplit(':').next().unwrap_or_default();
        if let [.., article, leaf] = self.open.as_slice()
            && ARTICLES.contains(article)
            && LEAVES.iter().any(|name| leaf.rsplit(':').next() == Some(name))
        {
            self.fault(Fault::Open);
            self.close_to(self.open.len() - 1);
        }
        if ARTICLES.contains(&local) && self.is_open(tag.name) {
            self.fault(Fault::Open);
            let at = self.open.iter().rposition(|open| *open == tag.name).unwrap_or_default();
            self.close_to(at);
        }
        if self.open.is_empty() {
            self.root(&mut tag);
        }
        let is_text = TEXTS.contains(&local) && (local != "content" || self.atom && tag.name == "content");
        let as_text = is_text && !tag.closed && self.type_of_text(&mut tag);
        tag.write(&self.entities, &mut self.done.xml);
        if tag.closed {
            return Ok(());
        }
        if self.open.len() >= DEEPEST {
            return Err(Refused::TooDeep(DEEPEST));
        }
        self.open.push(tag.name);
        *self.opened.entry(tag.name).or_default() += 1;
        if as_text {
            let read = text::read(self.rest, tag.written, &self.entities);
            let (faults, after) = (read.faults, read.after);
            let controls = entities::escape(&read.text, &mut self.done.xml);
            faults.into_iter().chain(controls.then_some(Fault::Control)).for_each(|fault| self.fault(fault));
            self.close_to(self.open.len() - 1);
            self.rest = after;
        }
        Ok(())
    }

    /// What the root element has to say for the parser to know it: RSS 0.9x is read as 2.0, which says the same way what
    /// it can say, and Atom by its own address.
    fn root(&mut self, tag: &mut Tag<'a>) {
        let local = tag.name.rsplit(':').next().unwrap_or_default();
        self.atom = local.eq_ignore_ascii_case("feed");
        if local.eq_ignore_ascii_case("rss") {
            tag.set("version", "2.0");
            // RSS has no address of its own, though some feeds give it one.
            tag.remove("xmlns");
        }
        if self.atom {
            let prefix = tag.name.split_once(':').map(|(prefix, _)| format!("xmlns:{prefix}"));
            tag.set(prefix.as_deref().unwrap_or("xmlns"), ATOM);
        }
        for (prefix, address) in PREFIXES {
            tag.set(&format!("xmlns:{prefix}"), address);
        }
    }

    /// Whether a text is read up to its end tag whatever stands in it. Elements of XHTML under a prefix are not: their
    /// names mean nothing without it.
    fn type_of_text(&self, tag: &mut Tag<'_>) -> bool {
        if !self.atom {
            return true;
        }
        let said = tag.get("type").map(|said| said.to_ascii_lowercase()).unwrap_or_default();
        if said.contains("xhtml") {
            let inner = self.rest.trim_start().strip_prefix('<').map(tag::name).unwrap_or_default();
            if inner.contains(':') {
                return false;
            }
            tag.set("type", "html");
        } else if said == "text/html" {
            tag.set("type", "html");
        } else if said == "text/plain" {
            tag.set("type", "text");
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items of a mended feed as a parser reads them, a line each, and what was mended.
    fn check(inner: &str) -> String {
        let mended = mend(&format!("<rss><channel>{inner}</channel></rss>")).expect("a feed");
        let feed = feed_rs::parser::Builder::new().sanitize_content(false).build().parse(mended.xml.as_bytes());
        let feed = feed.unwrap_or_else(|error| panic!("{error}: {}", mended.xml));
        let text =
            |text: &Option<feed_rs::model::Text>| text.as_ref().map_or("-".to_owned(), |text| text.content.clone());
        let items = feed.entries.iter().map(|entry| format!("{} | {}\n", text(&entry.title), text(&entry.summary)));
        items.chain(mended.notes().map(|note| format!("{note}\n"))).collect()
    }

    #[test]
    fn one_fault_refused_every_item() {
        const OPEN: &str = "mended: elements that were not closed were closed\n";
        const ENTITY: &str = "mended: a bare & or an unknown entity was read as text";
        let item = |inner: &str| format!("<item>{inner}</item>");
        let two = "<item><title>Two</title><description><![CDATA[b]]></description></item>";
        for (items, expected) in [
            (
                item("<title>D&D night</title><link>https://a.example/?a=1&b=2</link>") + two,
                format!("D&D night | -\nTwo | b\n{ENTITY} (2 times)\n"),
            ),
            (
                item("<title>Fish &amp; chips &copy; caf&eacute; &bogus; &#8217;&#150;</title>"),
                format!("Fish & chips © café &bogus; ’– | -\n{ENTITY}\n"),
            ),
            (
                item("<title>If a < b</title><description><p>One<br>two</p></description>"),
                "If a < b | <p>One<br>two</p>\n".to_owned(),
            ),
            (item("<title>One<link>x</link>") + two, format!("One | -\nTwo | b\n{OPEN}")),
            (
                item("<title>One</title><description><![CDATA[<p>a</p></description>") + two,
                format!("One | <p>a</p>\nTwo | b\n{OPEN}"),
            ),
            (
                item("<title>One</title><description><![CDATA[a <![CDATA[b]]> c]]></description>"),
                "One | a b c\n".to_owned(),
            ),
            (
                item("<title>One</title><b><item><title>Two</title></c>"),
                format!("One | -\nTwo | -\n{OPEN}mended: end tags of elements that were not open were left out\n"),
            ),
            (
                "<item x=1 y z='2' x=3><title>\u{b}One</title></item>".to_owned(),
                "One | -\nmended: characters that XML does not allow were left out\n\
                 mended: attributes that are not well written were mended\n"
                    .to_owned(),
            ),
            (
                item("<?xml version='1.0'?><title>One</title>"),
                "One | -\nmended: it has an XML declaration inside, which was passed over\n".to_owned(),
            ),
        ] {
            assert_eq!(check(&items), expected, "{items}");
        }
    }

    #[test]
    fn what_stands_before_and_after_the_root_is_no_part_of_it() {
        let mended = mend("<br />\n<b>Warning</b>: x\n<?xml version=\"1.0\"?>\n<!-- a --><rss><channel><title>t</title></channel></rss>\n<!-- 12 queries --> x")
            .expect("a feed");
        assert!(mended.xml.starts_with("<rss version=\"2.0\"") && mended.xml.ends_with("</rss>"), "{}", mended.xml);
        assert_eq!(mended.notes().count(), 1);
    }

    #[test]
    fn a_feed_that_ends_in_the_middle_has_the_articles_before() {
        let whole = "<rss><channel><item><title>One</title></item><item><title>Two</title><link>https://a.example</link></item></channel></rss>";
        for end in (6..whole.len() - "</rss>".len()).filter(|end| whole.is_char_boundary(*end)) {
            let cut = whole.get(..end).expect("a boundary");
            let mended = mend(cut).expect("a feed");
            let count = feed_rs::parser::parse(mended.xml.as_bytes()).map_or(0, |feed| feed.entries.len());
            assert!(count >= cut.matches("</item>").count(), "{cut}");
            assert!(mended.notes().any(|note| note.contains("ends in the middle")), "{cut}");
        }
    }

    #[test]
    fn sound_xml_comes_back_with_nothing_to_tell() {
        let atom = "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><entry><title type=\"html\">a &amp;amp; b</title>\
            <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>One &amp; two<br/>three</p></div></content></entry></feed>";
        let mended = mend(atom).expect("a feed");
        assert_eq!(mended.notes().collect::<Vec<_>>(), Vec::<String>::new());
        let feed = feed_rs::parser::parse(mended.xml.as_bytes()).expect("a feed");
        let entry = feed.entries.first().expect("an entry");
        let body = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
        assert!(body.contains("<p>One &amp; two<br/>three</p>"), "{body}");
        assert_eq!(articles(&mended.xml).len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn what_was_mended_is_sound(text in "(<rss>|</?[ab:]{1,2}|[<>&;=\"' a-z!\\[\\]-]|<!\\[CDATA\\[|\\]\\]>|</item>|<item>|</?title>|&#x?[0-9]{1,3};|<\\?xml|\\?>|\u{1}){0,60}") {
            let mended = mend(&format!("<rss>{text}")).expect("few faults");
            let mut reader = quick_xml::Reader::from_str(&mended.xml);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{error}: {}", mended.xml),
                }
            }
            // What is sound stays as it is.
            let again = mend(&mended.xml).expect("no faults");
            proptest::prop_assert_eq!(&again.xml, &mended.xml);
        }
    }
}
