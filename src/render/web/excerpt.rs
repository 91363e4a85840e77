//! An excerpt as a figure: who said it, the words, and what lets a reader check them.

use std::ops::Range;

use maud::{Markup, PreEscaped, html};

use super::look::Look;
use super::text::{address, escaped, outward, segment, visible};
use crate::domain::{ParagraphKey, QuoteType, without_text_fragment};
use crate::engine::receipt::{self, Receipt};
use crate::render::shown;
use crate::reply::{AlsoCited, ArticleRow, DiffPart, DiffSide, Excerpt};

/// Further places with the same words that are named.
const ALSO: usize = 3;

/// The figure of an excerpt.
pub fn figure(look: &Look<'_>, excerpt: &Excerpt) -> Markup {
    let matches = matches(excerpt);
    let whole = shown(&excerpt.text, &[], escaped, escaped);
    let cut = shown(&excerpt.text, &matches, escaped, |word| html! { mark { (visible(word)) } }.into_string());
    let is_cut = crate::render::is_cut(&excerpt.text, &matches);
    let lang = look.site.language.as_deref();
    html! {
        figure data-article=(excerpt.article) data-paragraph=(excerpt.paragraph)
            data-start=(excerpt.start) data-end=(excerpt.end) {
            @if let Some(speaker) = speaker(look, excerpt) { p.speaker { (speaker) } }
            @if excerpt.quote_type == Some(QuoteType::Indirect) { p.aside { (look.say("web.indirect")) } }
            @if !excerpt.text.is_empty() {
                blockquote cite=[address(&excerpt.url)] lang=[lang] { p { (PreEscaped(cut)) } }
                @if is_cut {
                    details { summary { (look.say("web.whole")) } blockquote lang=[lang] { p { (PreEscaped(whole)) } } }
                }
            } @else if excerpt.start < excerpt.end {
                p.aside { (look.say("discord.shown_enough")) }
            }
            @if let Some(diff) = &excerpt.diff { (compared(look, diff)) }
            (caption(look, excerpt))
        }
    }
}

/// The matched words, as bytes of the excerpt.
fn matches(excerpt: &Excerpt) -> Vec<Range<usize>> {
    let inside = |[start, end]: &[usize; 2]| {
        let range = start.checked_sub(excerpt.start)?..end.checked_sub(excerpt.start)?;
        excerpt.text.get(range.clone()).filter(|word| !word.is_empty()).map(|_| range)
    };
    excerpt.highlights.iter().filter_map(inside).collect()
}

/// Who said it, as far as that is certain.
fn speaker(look: &Look<'_>, excerpt: &Excerpt) -> Option<Markup> {
    if excerpt.certain == Some(false) {
        return Some(html! { (look.say("web.speaker_unclear")) });
    }
    let who = excerpt.speaker.as_ref()?;
    let role = excerpt.role.as_ref().filter(|role| !who.contains(role.as_str()));
    Some(html! { b { (visible(who)) } @if let Some(role) = role { ", " (visible(role)) } })
}

/// A claimed quotation beside the archive's words.
pub(super) fn compared(look: &Look<'_>, diff: &[DiffPart]) -> Markup {
    html! {
        dl.compared {
            dt { (look.say("web.diff_asked")) }
            dd { (side(diff, DiffSide::Asked)) }
            dt { (look.say("web.diff_archive")) }
            dd { (side(diff, DiffSide::Archive)) }
        }
    }
}

/// One side of a comparison: what the other side lacks is struck, or underlined.
pub(super) fn side(diff: &[DiffPart], side: DiffSide) -> Markup {
    let parts = diff.iter().filter(|part| part.side == DiffSide::Same || part.side == side);
    html! {
        @for part in parts.filter(|part| !part.text.trim().is_empty()) {
            @match part.side {
                DiffSide::Same => (visible(part.text.trim())),
                DiffSide::Asked => del { (visible(part.text.trim())) },
                DiffSide::Archive => ins { (visible(part.text.trim())) },
            }
            " "
        }
    }
}

fn caption(look: &Look<'_>, excerpt: &Excerpt) -> Markup {
    let code = Receipt::of(excerpt).map(|receipt| receipt.code());
    let publisher = match &excerpt.quoted_from {
        Some(outlet) => {
            let key = if excerpt.sums_up { "discord.sums_up" } else { "discord.quoted_by" };
            look.fill(key, &[("outlet", outlet), ("publisher", &excerpt.publisher)])
        }
        None => excerpt.publisher.clone(),
    };
    let more = has_context(excerpt);
    html! {
        figcaption {
            cite { (outward(&excerpt.url, &html! { (visible(&excerpt.title)) })) }
            p.particulars {
                @if let Some(byline) = byline(look, excerpt.byline.as_deref()) { span { (byline) } }
                span { (visible(&publisher)) }
                span { time datetime=(excerpt.date) { (look.day(excerpt.date)) } }
                span { (paragraph(look, excerpt.paragraph)) }
                span { (licence(&excerpt.licence, excerpt.licence_url.as_deref())) }
                @if let Some(date) = excerpt.corrected {
                    span { (look.fill("discord.corrected_on", &[("date", &look.day(date))])) }
                }
            }
            @for also in excerpt.also.iter().take(ALSO) { p.particulars { (also_cited(look, also)) } }
            p.actions {
                @if address(&excerpt.url).is_some() {
                    (outward(&excerpt.url, &html! { (look.say("discord.read")) span aria-hidden="true" { " ↗" } }))
                }
                @if more {
                    a href={ "/a/" (segment(&excerpt.article)) "#" (anchor(excerpt.paragraph)) } { (look.say("discord.context")) }
                }
                @if let Some(code) = code {
                    a.share href=(receipt::address(&code, &look.site.origin)) { (look.say("web.share")) }
                }
            }
        }
    }
}

/// Whether the article shows what stands around the excerpt.
fn has_context(excerpt: &Excerpt) -> bool {
    let [start, end] = excerpt.context;
    start < excerpt.start || excerpt.end < end
}

fn also_cited(look: &Look<'_>, also: &AlsoCited) -> Markup {
    let title = outward(&also.url, &html! { (visible(&also.title)) });
    html! {
        (look.say("web.also")) " " (title) " · " (visible(&also.publisher)) " · " (look.day(also.date)) " · "
        (paragraph(look, also.paragraph))
    }
}

/// "By Ann Reed", whether or not the article begins its byline so.
pub(super) fn byline(look: &Look<'_>, byline: Option<&str>) -> Option<String> {
    let who = byline?.trim();
    let bare = who.get(..3).filter(|start| start.eq_ignore_ascii_case("by ")).and_then(|_| who.get(3..)).unwrap_or(who);
    (!bare.trim().is_empty()).then(|| look.fill("discord.byline", &[("byline", &visible(bare))]))
}

/// The licence's name, as a link to its terms.
pub(super) fn licence(licence: &str, url: Option<&str>) -> Markup {
    outward(url.unwrap_or_default(), &html! { (visible(licence)) })
}

/// "¶3", or the name of a named one.
pub(super) fn paragraph(look: &Look<'_>, key: ParagraphKey) -> String {
    match key {
        ParagraphKey::Body(number) => look.fill("discord.paragraph", &[("number", &number)]),
        ParagraphKey::Footnote(number) => look.fill("discord.paragraph_footnote", &[("number", &number)]),
        named => look.say(&format!("discord.paragraph_{named}")),
    }
}

/// The fragment that leads to a paragraph.
pub(super) fn anchor(key: ParagraphKey) -> String {
    format!("p-{key}")
}

/// An article in a list: its title, and what is to be known of it.
pub(super) fn article(look: &Look<'_>, row: &ArticleRow) -> Markup {
    html! {
        a href={ "/a/" (segment(&row.article)) } { (visible(&row.title)) }
        p.particulars {
            @if let Some(byline) = byline(look, row.byline.as_deref()) { span { (byline) } }
            span { (visible(&row.publisher)) }
            span { time datetime=(row.date) { (look.day(row.date)) } }
            span { (licence(&row.licence, row.licence_url.as_deref())) }
            @if address(&row.url).is_some() {
                span { (outward(without_text_fragment(&row.url), &html! { (look.say("web.original")) })) }
            }
        }
    }
}
