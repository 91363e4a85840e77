//! A mail, or a mailbox of them, to articles: the letter, without what its service and its readers put around it.

mod flowed;
mod forwarded;
mod mailbox;
mod online;
mod parts;
mod platform;
mod service;
mod transfer;
mod words;

use mail_parser::{Address, HeaderName, Message, MessageParser, PartType};

use crate::domain::Audience;

use super::addresses::without_reader;
use super::dates::Days;
use super::draft::{Draft, Origin};
use super::html::{self, Block};
use super::limits::{self, DEEPEST_MAIL, MOST_PARTS};
use super::options::ImportOptions;
use super::provenance::is_elsewhere;
use super::reading::Reading;
use super::refused::Refused;

use forwarded::Forwarded;
use parts::Body;
use service::Recipient;

/// Reads every mail of a mailbox.
pub(super) fn read_mailbox(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) {
    for (mail, number) in mailbox::mails(bytes).zip(1..) {
        add(&mail, &format!("mail {number}"), options, reading);
    }
}

/// Reads one mail: an article, or as many as its digest has.
pub(super) fn add(bytes: &[u8], what: &str, options: &ImportOptions, reading: &mut Reading) {
    match read(bytes, options) {
        Ok(drafts) => drafts.into_iter().for_each(|draft| reading.add(what, draft)),
        Err(why) => reading.add(what, Err(why)),
    }
}

fn read(bytes: &[u8], options: &ImportOptions) -> Result<Vec<Result<Draft, Refused>>, Refused> {
    limits::raw(bytes)?;
    boundaries(bytes)?;
    let bytes = words::joined(bytes);
    let mail =
        MessageParser::default().parse(bytes.as_ref()).ok_or_else(|| Refused::malformed("a mail", "no headers"))?;
    parts(&mail)?;
    Ok(parts::letters(&mail).into_iter().map(|letter| draft_of(letter, &mail, options)).collect())
}

/// The article of a letter, which `outer` brought.
fn draft_of(mail: &Message<'_>, outer: &Message<'_>, options: &ImportOptions) -> Result<Draft, Refused> {
    let mut draft = Draft::new(Origin::Mail);
    let subject = mail.header_raw(HeaderName::Subject).map(words::decoded).unwrap_or_default();
    draft.title = html::clean(&subject);
    draft.guid = mail.message_id().or_else(|| outer.message_id()).map(str::to_owned);
    let day = mail.header_raw(HeaderName::Date).map(str::trim).unwrap_or_default();
    draft.take_day(day, Days::default());
    // A day that only the parser of mails understands; it is that of the sender's calendar.
    draft.date = draft.date.or_else(|| {
        let date = mail.date()?;
        jiff::civil::Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
    });
    let told = forwarded::is_told(&draft.title);
    let mut texts: Vec<Text> = parts::bodies(mail)?.into_iter().map(|body| text(body, told, reader(mail))).collect();
    // Where one of two that should say the same says little, it is a picture of the other.
    if let [first, second] = texts.as_slice()
        && parts::words(&first.letter) * FEW < parts::words(&second.letter)
    {
        texts.swap(0, 1);
    }
    let has_letter = |text: &Text| text.letter.iter().any(|block| block.dropped.is_none());
    let Some(text) = texts.into_iter().find(has_letter) else { return Err(Refused::NoText) };
    let sender = match &text.forwarded {
        Some(letter) => letter.from.as_deref().map(name).unwrap_or_default(),
        None => sender(mail),
    };
    match text.forwarded {
        Some(letter) => take_headers(&mut draft, letter),
        None if told && draft.title.to_lowercase().starts_with("fw") => {
            draft.title = forwarded::bare_subject(&draft.title).to_owned();
        }
        None => {}
    }
    draft.url = in_headers(mail).or(text.online.map(|url| without_reader(&url)));
    draft.dek = text.printed.dek;
    draft.byline = text.printed.byline;
    draft.audience = text.printed.paid.then_some(Audience::Paid);
    if draft.title.is_empty() {
        draft.title = text.printed.title.unwrap_or_default();
    }
    draft.take(text.letter);
    name_sender(&mut draft, sender, options);
    draft.name_by_text();
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(draft) }
}

/// One way in which a mail says its letter.
struct Text {
    /// With what is left out of it.
    letter: Vec<Block>,
    forwarded: Option<Forwarded>,
    printed: platform::Printed,
    online: Option<String>,
}

/// How many times more words the plain text has where the HTML is a picture with a line under it.
const FEW: usize = 3;

/// The letter in a text: what its readers put above it is gone, what its service put around it is left out.
fn text(body: Body, told: bool, mut reader: Recipient) -> Text {
    let Body { blocks, printed, online, .. } = body;
    // What is left out already stands between others, and is none of them.
    let (left, mut own): (Vec<_>, Vec<_>) =
        blocks.into_iter().enumerate().partition(|(_, block)| block.dropped.is_some());
    let mut places: Vec<usize> = own.iter().map(|(place, _)| *place).collect();
    let mut own: Vec<Block> = own.drain(..).map(|(_, block)| block).collect();
    let forwarded = forwarded::taken_off(&mut own, told);
    places.drain(..places.len().saturating_sub(own.len()));
    let to = forwarded.iter().filter_map(|letter| letter.to.as_deref());
    reader.addresses.extend(to.flat_map(addresses));
    service::leave_out(&mut own, &reader);
    let first = places.first().copied().filter(|_| forwarded.is_some()).unwrap_or_default();
    let mut letter: Vec<(usize, Block)> = places.into_iter().zip(own).collect();
    letter.extend(left.into_iter().filter(|(place, _)| *place >= first));
    letter.sort_by_key(|(place, _)| *place);
    Text { letter: letter.into_iter().map(|(_, block)| block).collect(), forwarded, printed, online }
}

/// What the headers of a forwarded letter say counts, and no more what those around them do.
fn take_headers(draft: &mut Draft, letter: Forwarded) {
    if let Some(subject) = letter.subject.as_deref().map(forwarded::bare_subject).filter(|subject| !subject.is_empty())
    {
        draft.title = html::clean(subject);
    }
    if let Some(day) = letter.day {
        draft.take_day(&day, Days::default());
    }
    if letter.above > 0 {
        draft.notes.push(format!(
            "it was forwarded: {} words that stand above it are its reader's, and left out",
            letter.above
        ));
    }
}

/// Who sent it is who wrote it, or whose newsletter it is.
fn name_sender(draft: &mut Draft, sender: String, options: &ImportOptions) {
    match sender.split_once(" from ") {
        Some((writer, newsletter)) => {
            draft.byline.get_or_insert_with(|| writer.to_owned());
            draft.publisher = Some(newsletter.to_owned());
        }
        None => draft.sender = Some(sender).filter(|name| !name.is_empty()),
    }
    let site = options.site.as_ref().and_then(|_| options.address("").ok());
    draft.url = draft.url.take().or_else(|| site.clone());
    // What the newsletter's own mails say is often who wrote; another's mail says whose it is.
    let own = site.zip(draft.url.as_ref()).is_some_and(|(site, url)| !is_elsewhere(&site, url));
    if !own && draft.publisher.is_none() {
        draft.publisher = draft.sender.take();
    }
}

/// The name that the mail's sender goes by.
fn sender(mail: &Message<'_>) -> String {
    let first = mail.from().and_then(Address::first);
    first.and_then(|from| from.name()).map(html::clean).unwrap_or_default()
}

/// The name in `Name <name@host>`, or nothing.
fn name(sender: &str) -> String {
    let name = sender.split(['<', '[']).next().unwrap_or_default().trim_matches([' ', '"', '\'', '*']);
    if name.contains('@') { String::new() } else { html::clean(name) }
}

/// To whom the mail was sent. An address of the sender's own house is no reader's.
fn reader(mail: &Message<'_>) -> Recipient {
    let raw = |name: &str| mail.header_raw(name.to_owned()).map(str::to_owned).unwrap_or_default();
    let house =
        addresses(&raw("From")).filter_map(|from| from.split_once('@').map(|(_, house)| house.to_owned())).last();
    let named = ["To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To", "X-Delivered-To"];
    let named: Vec<String> = named.iter().flat_map(|name| addresses(&raw(name)).collect::<Vec<_>>()).collect();
    let outside = |address: &String| house.as_ref().is_none_or(|house| !address.ends_with(house.as_str()));
    let leaves_at = raw("List-Unsubscribe");
    let leaves_at = leaves_at.split(['<', '>', ',']).map(str::trim).filter(|part| part.contains(':'));
    Recipient {
        addresses: named.into_iter().filter(outside).collect(),
        leaves_at: leaves_at.map(str::to_owned).collect(),
    }
}

/// The mail addresses in a header, in small letters.
fn addresses(header: &str) -> impl Iterator<Item = String> {
    let parts = header.split(|letter: char| letter.is_whitespace() || "<>,;:()\"'[]".contains(letter));
    let is_address =
        |part: &&str| part.split_once('@').is_some_and(|(user, house)| !user.is_empty() && house.contains('.'));
    parts.filter(is_address).map(str::to_lowercase).collect::<Vec<_>>().into_iter()
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
