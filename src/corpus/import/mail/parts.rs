//! Which parts of a mail make its text, as RFC 2046 orders them: of alternatives one, of the others all.

use dom_query::Document;
use mail_parser::{HeaderName, HeaderValue, Message, MessagePart, MimeHeaders, PartType};

use super::super::html::{self, Block};
use super::super::refused::Refused;
use super::super::{encoding, limits, plain};
use super::online::linked_online;
use super::{flowed, platform, transfer};

/// A text that a mail holds.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
    /// What its platform prints above it.
    pub(super) printed: platform::Printed,
    /// The link to it on the web.
    pub(super) online: Option<String>,
    is_html: bool,
}

/// How many words the blocks have that are not left out; addresses do not count.
pub(super) fn words(blocks: &[Block]) -> usize {
    let own = blocks.iter().filter(|block| block.dropped.is_none());
    let words = own.flat_map(|block| block.text.split_whitespace());
    words.filter(|word| word.contains(char::is_alphabetic) && !word.contains("://")).count()
}

impl Body {
    fn has_text(&self) -> bool {
        self.blocks.iter().any(|block| block.dropped.is_none())
    }

    fn add(&mut self, other: Body) {
        self.blocks.extend(other.blocks);
        self.printed.add(other.printed);
        self.online = self.online.take().or(other.online);
        self.is_html |= other.is_html;
    }
}

/// Messages inside a message stand no deeper than this.
const DEEPEST_MESSAGE: usize = 5;

/// A mail with fewer words of its own than this is a cover of the one that it holds.
const COVER_WORDS: usize = 60;

/// The mails that are letters: those of a digest, the one that was sent on as a whole, or the mail itself.
pub(super) fn letters<'m>(mail: &'m Message<'m>) -> Vec<&'m Message<'m>> {
    let mut letters = vec![mail];
    for _ in 0..DEEPEST_MESSAGE {
        let inner: Vec<_> = letters.iter().map(|mail| held(mail)).collect();
        if inner.iter().all(Vec::is_empty) {
            break;
        }
        letters = letters
            .into_iter()
            .zip(inner)
            .flat_map(|(mail, held)| if held.is_empty() { vec![mail] } else { held })
            .collect();
    }
    letters
}

/// The messages that a mail is no more than a cover of.
fn held<'m>(mail: &'m Message<'m>) -> Vec<&'m Message<'m>> {
    let messages: Vec<&Message<'_>> = mail.parts.iter().filter_map(MessagePart::message).collect();
    let is_digest = mail.parts.iter().any(|part| is_multipart(part, "digest"));
    let own = || {
        let texts = mail.parts.iter().filter_map(|part| kind(part).map(|_| text(mail, part)));
        texts.map(|text| text.split_whitespace().count()).sum::<usize>()
    };
    if messages.is_empty() || !is_digest && own() > COVER_WORDS { Vec::new() } else { messages }
}

/// The texts of a mail that say the same, the best first.
pub(super) fn bodies(mail: &Message<'_>) -> Result<Vec<Body>, Refused> {
    let html = collect(mail, 0, true, 0);
    let has_alternatives = mail.parts.iter().any(|part| is_multipart(part, "alternative"));
    let plain = if has_alternatives { collect(mail, 0, false, 0) } else { Ok(Body::default()) };
    let (html, plain) = match (html, plain) {
        (Err(why), Ok(plain)) if !plain.has_text() => return Err(why),
        (Err(why), Err(_)) => return Err(why),
        (html, plain) => (html.unwrap_or_default(), plain.unwrap_or_default()),
    };
    Ok([html, plain].into_iter().filter(Body::has_text).collect())
}

/// The text of a part and of those in it; of alternatives the HTML, or the plain text.
fn collect(mail: &Message<'_>, id: u32, html: bool, depth: usize) -> Result<Body, Refused> {
    let Some(part) = mail.part(id) else { return Ok(Body::default()) };
    let PartType::Multipart(children) = &part.body else {
        return match kind(part) {
            Some(is_html) => leaf(mail, part, is_html),
            None => Ok(Body::default()),
        };
    };
    if depth > limits::DEEPEST_MAIL {
        return Ok(Body::default());
    }
    let inner = children.iter().map(|child| collect(mail, *child, html, depth + 1));
    if !is_multipart(part, "alternative") {
        return inner.collect::<Result<Vec<Body>, Refused>>().map(|parts| {
            parts.into_iter().fold(Body::default(), |mut whole, part| {
                whole.add(part);
                whole
            })
        });
    }
    let mut refused = None;
    let readable = inner.filter_map(|body| body.map_err(|why| refused = Some(why)).ok());
    let mut said: Vec<Body> = readable.filter(|body| words(&body.blocks) > 0).collect();
    // The last alternative is the best.
    let chosen = said.iter().rposition(|body| body.is_html == html).or(said.len().checked_sub(1));
    match (chosen, refused) {
        (Some(chosen), _) => Ok(said.swap_remove(chosen)),
        (None, Some(why)) => Err(why),
        (None, None) => Ok(Body::default()),
    }
}

fn is_multipart(part: &MessagePart<'_>, subtype: &str) -> bool {
    let is_of = |own: &str| own.eq_ignore_ascii_case(subtype);
    part.is_multipart() && part.content_type().and_then(|kind| kind.subtype()).is_some_and(is_of)
}

/// Whether a part is text that is shown, and then whether it is HTML.
fn kind(part: &MessagePart<'_>) -> Option<bool> {
    let attached = part.content_disposition().is_some_and(|disposition| disposition.is_attachment());
    if attached || !matches!(part.body, PartType::Text(_) | PartType::Html(_)) {
        return None;
    }
    let Some(kind) = part.content_type() else { return Some(false) };
    // A file that is shown with the mail is none of its text.
    if kind.has_attribute("name") && !part.content_disposition().is_some_and(|disposition| disposition.is_inline()) {
        return None;
    }
    match (kind.ctype(), kind.subtype().unwrap_or_default()) {
        ("text", "html") => Some(true),
        ("text", "plain" | "" | "markdown") => Some(false),
        // A header that is broken.
        ("multipart", _) => Some(false),
        _ => None,
    }
}

/// The text of a part: its bytes decoded here, since what a part declares is not always so.
fn text(mail: &Message<'_>, part: &MessagePart<'_>) -> String {
    // Its parts count from the start of the whole mail, in a message inside another too.
    let raw = mail.raw_message.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize);
    let coding = part.headers.iter().find(|header| header.name == HeaderName::ContentTransferEncoding);
    let coding = match coding.map(|header| &header.value) {
        Some(HeaderValue::Text(coding)) => coding.as_ref(),
        _ => "",
    };
    let bytes = transfer::bytes(raw.unwrap_or_default(), coding);
    let label = part.content_type().and_then(|kind| kind.attribute("charset"));
    encoding::mail(&bytes, label, kind(part) == Some(true)).into_owned()
}

fn leaf(mail: &Message<'_>, part: &MessagePart<'_>, is_html: bool) -> Result<Body, Refused> {
    let text = text(mail, part);
    limits::decoded(&text)?;
    if is_html {
        let document = html::parse(&text)?;
        unquote_forwarded(&document);
        let (blocks, printed) = platform::read(&document);
        return Ok(Body { blocks, printed, online: linked_online(&document), is_html });
    }
    let attribute = |name: &str| part.content_type().and_then(|kind| kind.attribute(name)).unwrap_or_default();
    let flows = attribute("format").eq_ignore_ascii_case("flowed");
    let delsp = attribute("delsp").eq_ignore_ascii_case("yes");
    let text = if flows { flowed::unfolded(&text, delsp) } else { text };
    Ok(Body { blocks: plain::blocks(&text), ..Body::default() })
}

/// Some programs set a forwarded letter as a quotation. Its own quotations and headings are told apart only without that.
fn unquote_forwarded(document: &Document) {
    let cites = document.root().descendants_it().filter(|node| {
        let is = |name: &str, value: &str| node.attr(name).is_some_and(|own| own.split(' ').any(|own| own == value));
        node.has_name("blockquote") && (is("type", "cite") || is("class", "gmail_quote"))
    });
    for cite in cites.collect::<Vec<_>>() {
        let before = cite.prev_sibling().map(|before| before.text().to_string()).unwrap_or_default();
        let within = cite.text().to_string();
        if super::forwarded::opens(&before) || super::forwarded::opens(&within) {
            cite.rename("div");
        }
    }
}
