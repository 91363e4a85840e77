//! A mail, or a mailbox of them, to articles: the HTML part, without what a mailing service puts around it.

use mail_parser::{Message, MessageParser, PartType};

use super::draft::{Draft, Origin};
use super::html::{self, Block, BlockKind, Furniture};
use super::limits::{self, DEEPEST_MAIL, MOST_PARTS};
use super::provenance::is_elsewhere;
use super::reading::{ImportOptions, Reading};
use super::refused::Refused;

/// Reads every mail of a mailbox.
pub(super) fn read_mailbox(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) {
    let mails = mail_parser::mailbox::mbox::MessageIterator::new(bytes);
    for (mail, number) in mails.zip(1..) {
        match mail {
            Ok(mail) => add(mail.contents(), &format!("mail {number}"), options, reading),
            Err(error) => reading.add(&format!("mail {number}"), Err(Refused::malformed("a mailbox", error))),
        }
    }
}

/// Reads one mail.
pub(super) fn add(bytes: &[u8], what: &str, options: &ImportOptions, reading: &mut Reading) {
    reading.add(what, read(bytes, options));
}

fn read(bytes: &[u8], options: &ImportOptions) -> Result<Draft, Refused> {
    limits::raw(bytes)?;
    boundaries(bytes)?;
    let mail = MessageParser::default().parse(bytes).ok_or_else(|| Refused::malformed("a mail", "no headers"))?;
    parts(&mail)?;
    let mut draft = Draft::new(Origin::Mail);
    draft.title = html::clean(mail.subject().unwrap_or_default());
    draft.guid = mail.message_id().map(str::to_owned);
    draft.date = mail.date().and_then(|date| {
        // The day on the sender's calendar.
        jiff::civil::Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
    });
    let sender =
        mail.from().and_then(|from| from.first()).and_then(|from| from.name()).map(html::clean).unwrap_or_default();
    match sender.split_once(" from ") {
        Some((writer, newsletter)) => {
            draft.byline = Some(writer.to_owned());
            draft.publisher = Some(newsletter.to_owned());
        }
        None => draft.sender = Some(sender).filter(|name| !name.is_empty()),
    }

    let html_part = mail.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.as_ref()),
        _ => None,
    });
    let mut online = None;
    let blocks = match html_part {
        Some(html) => {
            limits::decoded(html)?;
            let document = html::parse(html)?;
            online = linked_online(&document);
            html::blocks(&document.root(), Furniture::Mail)
        }
        None => {
            let text = mail.text_bodies().find_map(|part| part.text_contents()).ok_or(Refused::NoText)?;
            limits::decoded(text)?;
            super::plain::blocks(text)
        }
    };
    draft.url = in_headers(&mail).or(online).or_else(|| options.site.as_ref().and_then(|_| options.address("").ok()));
    // What the newsletter's own mails say is often who wrote; another's mail says whose it is.
    let site = options.site.as_ref().and_then(|_| options.address("").ok());
    let own = site.zip(draft.url.as_ref()).is_some_and(|(site, url)| !is_elsewhere(&site, url));
    if !own && draft.publisher.is_none() {
        draft.publisher = draft.sender.take();
    }
    draft.take(without_service(blocks));
    draft.name_by_text();
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(draft) }
}

/// Counts what a parser would have to nest or to split, before it does.
fn boundaries(bytes: &[u8]) -> Result<(), Refused> {
    let mut declared = 0usize;
    let mut rest = bytes;
    while let Some(at) = memchr::memmem::find(rest, b"oundary=") {
        declared += 1;
        rest = rest.get(at + 8..).unwrap_or_default();
        if declared > MOST_PARTS {
            return Err(Refused::TooManyParts(MOST_PARTS));
        }
    }
    Ok(())
}

/// Holds a mail to the limits on its parts and their depth.
fn parts(mail: &Message<'_>) -> Result<(), Refused> {
    // Parts stand after the part that holds them, so one pass knows each one's depth.
    fn count(mail: &Message<'_>, base: usize, total: &mut usize) -> Result<(), Refused> {
        let mut depths = vec![base; mail.parts.len()];
        *total += mail.parts.len();
        if *total > MOST_PARTS {
            return Err(Refused::TooManyParts(MOST_PARTS));
        }
        for (at, part) in mail.parts.iter().enumerate() {
            let depth = depths.get(at).copied().unwrap_or(base);
            if depth > DEEPEST_MAIL {
                return Err(Refused::TooDeep(DEEPEST_MAIL));
            }
            match &part.body {
                PartType::Multipart(children) => {
                    for child in children {
                        if let Some(below) = depths.get_mut(*child as usize) {
                            *below = depth + 1;
                        }
                    }
                }
                PartType::Message(inner) => count(inner, depth + 1, total)?,
                _ => {}
            }
        }
        Ok(())
    }
    count(mail, 0, &mut 0)
}

/// The address that the mail's own headers give its text.
fn in_headers(mail: &Message<'_>) -> Option<String> {
    ["Archived-At", "List-Post", "X-Archived-At"].iter().find_map(|name| {
        let raw = mail.header_raw(*name)?;
        let address = raw
            .split(['<', '>', ' ', '\r', '\n', ','])
            .find(|part| part.starts_with("https://") || part.starts_with("http://"))?;
        Some(address.trim().to_owned())
    })
}

/// What links to the text on the web are called.
const ONLINE: [&str; 12] = [
    "view in browser",
    "view in your browser",
    "view this email in your browser",
    "view online",
    "read online",
    "view on web",
    "view on the web",
    "open in browser",
    "view web version",
    "read in browser",
    "open online",
    "view this post on the web",
];

/// The link to the text on the web.
fn linked_online(document: &dom_query::Document) -> Option<String> {
    let mut titled = None;
    for link in document.root().descendants_it().filter(|node| node.has_name("a")) {
        let Some(address) = link.attr("href").filter(|address| address.starts_with("http")) else { continue };
        let words = html::folded(&link.text());
        if ONLINE.contains(&words.as_str()) || words.starts_with("view this email in") {
            return Some(address.to_string());
        }
        let in_title = link.ancestors_it(Some(3)).any(|above| above.has_name("h1"));
        if in_title && titled.is_none() {
            titled = Some(address.to_string());
        }
    }
    titled
}

/// Phrases of the lines that a mailing service puts above and below a text.
const SERVICE: [&str; 31] = [
    "unsubscribe",
    "view in browser",
    "view in your browser",
    "view this email in",
    "view online",
    "read online",
    "open in app",
    "read in app",
    "you are receiving this",
    "you're receiving this",
    "you’re receiving this",
    "you received this",
    "you are getting this",
    "you’re getting this",
    "was sent to",
    "manage your preferences",
    "manage preferences",
    "update your preferences",
    "email preferences",
    "manage subscription",
    "update your profile",
    "forwarded this email",
    "was this email forwarded",
    "forwarded to you",
    "add us to your address book",
    "privacy policy",
    "all rights reserved",
    "© 20",
    "copyright 20",
    "powered by",
    "sent with",
];

/// Words of links that are buttons.
const BUTTONS: [&str; 24] = [
    "subscribe",
    "subscribe now",
    "upgrade to paid",
    "upgrade",
    "share",
    "share this post",
    "leave a comment",
    "comment",
    "like",
    "restack",
    "read in app",
    "read more",
    "read the rest",
    "continue reading",
    "listen now",
    "watch now",
    "give a gift subscription",
    "get the app",
    "start writing",
    "forward",
    "tweet",
    "donate",
    "join",
    "sign up",
];

/// Most words of a line of a service.
const SERVICE_WORDS: usize = 60;

/// Without buttons, and without what stands above and below the text.
fn without_service(mut blocks: Vec<Block>) -> Vec<Block> {
    let says = |block: &Block| {
        let text = block.text.to_lowercase().replace("©20", "© 20");
        let short = text.split_whitespace().count() <= SERVICE_WORDS;
        short && block.kind != BlockKind::Quotation && SERVICE.iter().any(|phrase| text.contains(phrase))
    };
    // Once the text has ended nothing of it follows: the postal address, the sign-up lines.
    let begins = blocks.len() / 2;
    if let Some(end) = blocks.iter().enumerate().skip(begins).find(|(_, block)| says(block)).map(|(at, _)| at) {
        blocks.truncate(end);
    }
    blocks.retain(|block| {
        let words = html::folded(&block.text);
        let button = block.linked * 10 >= block.text.len() * 8
            && (BUTTONS.contains(&words.as_str()) || block.text.starts_with("http"));
        let sign_up = words.starts_with("thanks for reading") && words.contains("subscribe");
        !(says(block) || button || sign_up)
    });
    blocks
}

/// Whether the bytes open like a mail.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(8192)).unwrap_or_default());
    let mut known = 0;
    for line in head.lines() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        let names =
            ["from", "to", "date", "subject", "received", "return-path", "message-id", "mime-version", "delivered-to"];
        known += usize::from(names.contains(&name.to_ascii_lowercase().as_str()));
    }
    known >= 2
}
