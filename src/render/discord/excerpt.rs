//! An excerpt: the words as a block quotation, who said them, and in small print where they stand.

use jiff::civil::Date;

use super::card::{Block, Card};
use super::list::{Emphasis, Found, List};
use super::reference::MAX_REFERENCES;
use super::{Look, buttons, escape, link, linked, quoted, small};
use crate::domain::{ParagraphKey, QuoteType, without_text_fragment};
use crate::render::window::OMISSION;
use crate::render::{compared, day, shown};
use crate::reply::{AlsoCited, ArticleRow, Corrected, DiffPart, DiffSide, Excerpt};
use crate::words::Words;

/// What is shown of an excerpt and of each side of a comparison, in UTF-16 units.
const EXCERPT: usize = 1_900;
const COMPARED: usize = 400;
/// What is shown of a title, in characters: two lines of a phone's small print, one of a desktop's.
const TITLE: usize = 70;
/// What is shown of a byline, an outlet, a publisher and a licence, in characters.
const NAME: usize = 80;
/// Longer addresses are left to nobody: they would take the room of the words.
const LINK: usize = 900;
/// Further places with the same words that are named.
const ALSO: usize = 3;

/// The excerpt at the place where a list stands, and in small print where it stands in its article and in the list.
pub(super) fn text(excerpt: &Excerpt, list: &List, look: &Look) -> String {
    let words = look.words;
    let mut lines: Vec<String> = Vec::new();
    // Of one altered quotation the speaker stands in the heading.
    if list.found == Found::Altered {
        lines.push(words.say("discord.diff_archive", &[]));
    }
    if list.found != Found::Altered || list.references.len() > 1 {
        lines.extend(speaker_line(words, excerpt));
    }
    if excerpt.quote_type == Some(QuoteType::Indirect) {
        lines.push(words.say("discord.indirect", &[]));
    }
    if !excerpt.text.is_empty() {
        lines.push(quoted(&escape::whole_marks(&marked(excerpt, list), EXCERPT)));
    }
    if shown_enough(excerpt) {
        lines.push(small(&words.say("discord.shown_enough", &[])));
    }
    lines.push(titled(&excerpt.title, &excerpt.url));
    lines.push(particulars(excerpt, list, words));
    lines.extend(excerpt.also.iter().take(ALSO).map(|also| small(&also_cited(words, also))));
    if list.references.len() > 1 {
        lines.push(small(&words.say("discord.page", &[("at", &(list.at + 1)), ("of", &list.references.len())])));
    }
    lines.join("\n")
}

/// The title, cut at a word, as a link: to the page, or to the sentence where no button can lead there.
fn titled(title: &str, url: &str) -> String {
    let title = escape::excerpt(&escape::words(title, TITLE));
    let page = without_text_fragment(url);
    let button_leads_there = url.len() <= 512;
    let address = if button_leads_there { page } else { url };
    match [address, page].into_iter().find_map(|url| link(url).filter(|url| url.len() <= LINK)) {
        Some(url) => small(&linked(&title, url)),
        None => small(&title),
    }
}

/// Who wrote it, whose words, when, where, on what terms.
fn particulars(excerpt: &Excerpt, list: &List, words: &Words) -> String {
    let publisher = match &excerpt.quoted_from {
        Some(outlet) => {
            let key = if excerpt.sums_up { "discord.sums_up" } else { "discord.quoted_by" };
            words.say(key, &[("outlet", &name(outlet)), ("publisher", &name(&excerpt.publisher))])
        }
        None => name(&excerpt.publisher),
    };
    let mut parts: Vec<String> = byline(words, excerpt.byline.as_deref()).into_iter().collect();
    parts.extend([publisher, day(words, excerpt.date), paragraph(words, excerpt.paragraph)]);
    parts.push(licence(&excerpt.licence, excerpt.licence_url.as_deref()));
    if let Some(date) = excerpt.corrected {
        parts.push(words.say("discord.corrected_on", &[("date", &day(words, date))]));
    }
    if list.found.emphasis() == Emphasis::Bold && !list.marked(excerpt).is_empty() {
        parts.push(words.say("discord.emphasis", &[]));
    }
    small(&parts.join(" · "))
}

/// The article of an excerpt.
pub(super) fn article_of(excerpt: &Excerpt) -> ArticleRow {
    ArticleRow {
        article: excerpt.article.clone(),
        title: excerpt.title.clone(),
        publisher: excerpt.publisher.clone(),
        date: excerpt.date,
        url: without_text_fragment(&excerpt.url).to_owned(),
        licence: excerpt.licence.clone(),
        licence_url: excerpt.licence_url.clone(),
        byline: excerpt.byline.clone(),
        paragraphs: 0,
    }
}

/// Title and particulars of a whole article, as two lines of small print.
pub(super) fn article(words: &Words, row: &ArticleRow) -> String {
    format!("{}\n{}", titled(&row.title, &row.url), article_particulars(words, row))
}

/// Who wrote an article and published it, when, on what terms.
pub(super) fn article_particulars(words: &Words, row: &ArticleRow) -> String {
    let mut parts: Vec<String> = byline(words, row.byline.as_deref()).into_iter().collect();
    parts.extend([name(&row.publisher), day(words, row.date), licence(&row.licence, row.licence_url.as_deref())]);
    small(&parts.join(" · "))
}

fn also_cited(words: &Words, also: &AlsoCited) -> String {
    let title = escape::excerpt(&escape::words(&also.title, TITLE));
    let page = without_text_fragment(&also.url);
    let title = link(page).filter(|url| url.len() <= LINK).map_or(title.clone(), |url| linked(&title, url));
    let (day, place) = (day(words, also.date), paragraph(words, also.paragraph));
    let cited = [title, name(&also.publisher), day, place].join(" · ");
    words.say("discord.also", &[("citation", &cited)])
}

fn name(text: &str) -> String {
    escape::excerpt(&escape::words(text, NAME))
}

/// "By Ann Reed", whether or not the article begins its byline so.
fn byline(words: &Words, byline: Option<&str>) -> Option<String> {
    let who = byline?.trim();
    let bare = who.get(..3).filter(|start| start.eq_ignore_ascii_case("by ")).and_then(|_| who.get(3..)).unwrap_or(who);
    (!bare.trim().is_empty()).then(|| words.say("discord.byline", &[("byline", &name(bare))]))
}

/// The licence's name, as a link to its terms.
pub(super) fn licence(licence: &str, url: Option<&str>) -> String {
    let licence = name(licence);
    match url.and_then(link).filter(|url| url.len() <= LINK) {
        Some(url) => linked(&licence, url),
        None => licence,
    }
}

/// "¶3", or the name of a named one.
pub(super) fn paragraph(words: &Words, key: ParagraphKey) -> String {
    match key {
        ParagraphKey::Body(number) => words.say("discord.paragraph", &[("number", &number)]),
        ParagraphKey::Footnote(number) => words.say("discord.paragraph_footnote", &[("number", &number)]),
        ParagraphKey::Title => words.say("discord.paragraph_title", &[]),
        ParagraphKey::Dek => words.say("discord.paragraph_dek", &[]),
        ParagraphKey::Caption => words.say("discord.paragraph_caption", &[]),
        ParagraphKey::Notice => words.say("discord.paragraph_notice", &[]),
    }
}

/// What was quoted, with the words struck that the archive does not have. It belongs to the verdict, which stays where
/// pages are turned.
pub(super) fn as_asked(words: &Words, diff: &[DiffPart]) -> String {
    let parts = diff.iter().filter(|part| part.side != DiffSide::Archive).map(|part| {
        let text = escape::echoed(part.text.trim(), COMPARED);
        if part.side == DiffSide::Asked && !text.is_empty() { format!("~~{text}~~") } else { text }
    });
    let text = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    format!("{}\n{}", words.say("discord.diff_asked", &[]), quoted(&escape::whole_marks(&text, COMPARED)))
}

/// The words of the excerpt that what was quoted does not have, as bytes of it; nothing where they are not found in order.
pub(super) fn only_archive(excerpt: &Excerpt) -> Vec<[usize; 2]> {
    let (mut found, mut at) = (Vec::new(), 0);
    for part in excerpt.diff.iter().flatten().filter(|part| part.side != DiffSide::Asked) {
        let words = part.text.trim();
        let start = excerpt.text.get(at..).and_then(|rest| rest.find(words)).map(|start| at + start);
        match (start, part.side) {
            (Some(start), side) if !words.is_empty() => {
                at = start + words.len();
                if side == DiffSide::Archive {
                    found.push([excerpt.start + start, excerpt.start + at]);
                }
            }
            (None, DiffSide::Archive) => return Vec::new(),
            _ => {}
        }
    }
    found
}

/// An excerpt of a revision that is not served any more, beside what the article says now.
pub(super) fn corrected(corrected: &Corrected, look: &Look) -> Card {
    let words = look.words;
    let on = day(words, corrected.on);
    let mut card = Card { accent: Some(super::ALTERED), ..Card::default() };
    let side = |side| escape::units(&compared(&corrected.diff, side, |text| escape::echoed(text, COMPARED)), COMPARED);
    let was = match corrected.diff.is_empty() {
        true => small(&words.say("discord.shown_enough", &[])),
        false => words.say("discord.corrected_was", &[("text", &side(DiffSide::Asked).replace('\n', " "))]),
    };
    let now = match &corrected.now {
        Some(_) if corrected.diff.is_empty() => String::new(),
        Some(_) => words.say("discord.corrected_now", &[("text", &side(DiffSide::Archive).replace('\n', " "))]),
        None => words.say("discord.corrected_gone", &[]),
    };
    let heading = super::heading(&words.say("discord.corrected", &[("date", &on)]));
    card.text([heading, was, now].join("\n"));
    if let Some(now) = &corrected.now {
        let list = List::of(now.part, Found::Quoted, &[]);
        card.text(format!("{}\n{}", titled(&now.title, &now.url), particulars(now, &list, words)));
        card.buttons(buttons::read(look, &now.url).into_iter().collect());
    }
    card.fitted()
}

/// What stands around an excerpt, as far as the article may be shown.
pub(super) fn surroundings(excerpt: &Excerpt, look: &Look) -> Card {
    let list = List::of(excerpt.part, Found::Quoted, &[]);
    let mut card = Card::default();
    card.text(super::heading(&look.words.say("discord.context", &[])));
    if shown_enough(excerpt) {
        card.text(small(&look.words.say("discord.shown_enough", &[])));
    } else {
        let foot = format!("{}\n{}", titled(&excerpt.title, &excerpt.url), particulars(excerpt, &list, look.words));
        let paragraphs = look.library.around(excerpt);
        let room = card.room().saturating_sub(super::card::units(&foot)) / paragraphs.len().max(1);
        let shown =
            paragraphs.iter().map(|text| quoted(&escape::units(&escape::excerpt(text), room.saturating_sub(8))));
        card.text(shown.collect::<Vec<_>>().join("\n\n"));
        card.text(foot);
    }
    card.buttons(buttons::read(look, &excerpt.url).into_iter().collect());
    card.fitted()
}

/// The block of one result in a list: its title, a line of its words, its day, and a button that leads there.
pub(super) fn result(excerpt: &Excerpt, list: &List, look: &Look) -> Block {
    let words = match excerpt.text.is_empty() {
        false => Some(quoted(&line(excerpt, list))),
        true if shown_enough(excerpt) => Some(small(&look.words.say("discord.shown_enough", &[]))),
        true => None,
    };
    item((&excerpt.title, &excerpt.publisher, excerpt.date, &excerpt.url), words, look)
}

/// The block of an article in a list, with a line of its words: title, publisher, day and address are given.
pub(super) fn item(
    (title, publisher, date, url): (&str, &str, Date, &str),
    words: Option<String>,
    look: &Look,
) -> Block {
    let title = format!("**{}**", escape::excerpt(&escape::words(title, TITLE)));
    let by = small(&format!("{} · {}", name(publisher), day(look.words, date)));
    let text = [Some(title), words, Some(by)].into_iter().flatten().collect::<Vec<_>>().join("\n");
    match super::card::Button::link(url, &look.words.say("discord.open", &[])) {
        Some(button) => Block::Section { text, button },
        None => Block::Text(text),
    }
}

/// The blocks of a list, a line across between them.
pub(super) fn parted(blocks: impl Iterator<Item = Block>) -> Vec<Block> {
    blocks.enumerate().flat_map(|(at, block)| (at > 0).then_some(Block::Line).into_iter().chain([block])).collect()
}

/// Characters of an excerpt that are one line of a list.
const A_LINE: usize = 80;

/// So much of the excerpt around its first match, whole words with each omission marked.
fn line(excerpt: &Excerpt, list: &List) -> String {
    let text = excerpt.text.as_str();
    let marks = list.marked(excerpt);
    let shown = crate::text::around(text, marks.first().cloned().unwrap_or(0..0), A_LINE);
    let mut out = String::new();
    if shown.start > 0 {
        out.push_str(&format!("{OMISSION} "));
    }
    let mut at = shown.start;
    for mark in marks.iter().filter(|mark| shown.start <= mark.start && mark.end <= shown.end) {
        out.push_str(&escape::excerpt(text.get(at..mark.start).unwrap_or_default()));
        out.push_str(&emphasised(text.get(mark.clone()).unwrap_or_default(), list.found.emphasis()));
        at = mark.end;
    }
    out.push_str(&escape::excerpt(text.get(at..shown.end).unwrap_or_default()));
    if shown.end < text.trim_end().len() {
        out.push_str(&format!(" {OMISSION}"));
    }
    out.replace('\n', " ")
}

/// Whether the words were withheld: an article that shows none has no bytes of them either.
fn shown_enough(excerpt: &Excerpt) -> bool {
    excerpt.text.is_empty() && excerpt.start < excerpt.end
}

/// Who said it, as far as that is certain: "Ann Lee, Mayor".
pub(super) fn speaker(words: &Words, excerpt: &Excerpt) -> Option<String> {
    let who = excerpt.speaker.as_ref().filter(|_| excerpt.certain != Some(false))?;
    let role = excerpt.role.as_ref().filter(|role| !who.contains(role.as_str()));
    let who = escape::excerpt(&escape::words(who, NAME));
    Some(match role {
        Some(role) => words.say("discord.speaker_role", &[("speaker", &who), ("role", &name(role))]),
        None => who,
    })
}

fn speaker_line(words: &Words, excerpt: &Excerpt) -> Option<String> {
    if excerpt.certain == Some(false) {
        return Some(words.say("discord.speaker_unclear", &[]));
    }
    speaker(words, excerpt).map(|speaker| words.say("discord.speaker", &[("speaker", &speaker)]))
}

/// The excerpt's words with the marked ones set off. A quotation mark whose other one the excerpt does not hold gets it,
/// beside a mark of omission.
fn marked(excerpt: &Excerpt, list: &List) -> String {
    let emphasis = list.found.emphasis();
    let words = shown(&excerpt.text, &list.marked(excerpt), escape::excerpt, |word| emphasised(word, emphasis));
    let (opening, closing) = crate::text::torn_marks(&excerpt.text);
    let before = opening.map(|mark| format!("{mark}{OMISSION} ")).unwrap_or_default();
    let after = closing.map(|mark| format!(" {OMISSION}{mark}")).unwrap_or_default();
    format!("{before}{words}{after}")
}

fn emphasised(word: &str, emphasis: Emphasis) -> String {
    let word = escape::excerpt(word);
    match emphasis {
        Emphasis::Nothing => word,
        Emphasis::Bold => format!("**{word}**"),
        Emphasis::Underlined => format!("__{word}__"),
    }
}

/// How many more there are than a button remembers.
pub(super) fn beyond(shown: usize, total: usize) -> Option<usize> {
    (shown > MAX_REFERENCES).then(|| total.saturating_sub(MAX_REFERENCES)).filter(|left| *left > 0)
}
