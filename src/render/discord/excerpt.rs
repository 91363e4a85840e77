//! An excerpt: the words as a block quotation, who said them, what stands around them, and the citation.

use std::ops::Range;

use super::{DESCRIPTION, Embed, Look, TITLE, embed_link, escape, quoted, small, with_link};
use crate::domain::{ParagraphKey, QuoteType};
use crate::render::window::windows;
use crate::render::{compared, day, shown};
use crate::reply::{Corrected, DiffPart, DiffSide, Excerpt};
use crate::words::Words;

/// What is shown of an excerpt, of its context on each side, and of each side of a comparison, in UTF-16 units.
const EXCERPT: usize = 2_400;
const CONTEXT: usize = 500;
const COMPARED: usize = 300;
/// Further places with the same words that are named.
const ALSO: usize = 3;

/// Whose words, where, when: with the link to the very sentence.
pub(super) fn citation(words: &Words, excerpt: &Excerpt) -> String {
    let publisher = match &excerpt.quoted_from {
        Some(outlet) => {
            let key = if excerpt.sums_up { "discord.sums_up" } else { "discord.quoted_by" };
            words.say(key, &[("outlet", outlet), ("publisher", &excerpt.publisher)])
        }
        None => excerpt.publisher.clone(),
    };
    let mut cited = cited(words, &publisher, &excerpt.title, &day(words, excerpt.date), excerpt.paragraph);
    if let Some(date) = excerpt.corrected {
        cited = words.say("discord.citation_corrected", &[("citation", &cited), ("date", &day(words, date))]);
    }
    with_link(cited, &excerpt.url)
}

/// An excerpt of a revision that is not served any more, beside what the article says now.
pub(super) fn corrected(words: &Words, corrected: &Corrected) -> String {
    let on = day(words, corrected.on);
    let mut lines = vec![words.say("discord.corrected", &[("date", &on)])];
    let side = |side| escape::units(&compared(&corrected.diff, side, |text| escape::echoed(text, COMPARED)), COMPARED);
    lines.push(words.say("discord.corrected_was", &[("text", &side(DiffSide::Asked).replace('\n', " "))]));
    lines.push(match &corrected.now {
        Some(_) => words.say("discord.corrected_now", &[("text", &side(DiffSide::Archive).replace('\n', " "))]),
        None => words.say("discord.corrected_gone", &[]),
    });
    if let Some(now) = &corrected.now {
        lines.push(citation(words, now));
    }
    lines.join("\n")
}

fn cited(words: &Words, publisher: &str, title: &str, day: &str, key: ParagraphKey) -> String {
    let (publisher, title) = (escape::excerpt(publisher), escape::excerpt(title));
    let paragraph = paragraph(words, key);
    words.say(
        "discord.citation",
        &[("publisher", &publisher), ("title", &title), ("date", &day), ("paragraph", &paragraph)],
    )
}

/// "paragraph 3", or the name of a named one.
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

/// What was quoted, and what the archive has in its place. It belongs to the verdict, which stays where pages are turned.
pub(super) fn comparison(words: &Words, diff: &[DiffPart]) -> Vec<String> {
    let sides = [("discord.diff_asked", DiffSide::Asked), ("discord.diff_archive", DiffSide::Archive)];
    let line = |(key, side)| {
        let text = compared(diff, side, |text| escape::echoed(text, COMPARED));
        words.say(key, &[("text", &escape::units(&text, COMPARED).replace('\n', " "))])
    };
    sides.map(line).into()
}

/// The excerpt as a block quotation, its matches in bold, what stands around it in small print.
pub(super) fn embed(excerpt: &Excerpt, look: &Look) -> Embed {
    let words = look.words;
    let whole = look.library.paragraph(&excerpt.article, excerpt.paragraph);
    // A lone quotation mark is no context. What is left out is left out before it is escaped.
    let around = |range: Range<usize>| {
        let text = whole.as_deref().and_then(|whole| whole.get(range)).unwrap_or_default();
        let text = text.trim().trim_start_matches(['.', ',', ';', ' ']);
        text.contains(char::is_alphanumeric).then(|| escape::units(&escape::excerpt(text), CONTEXT))
    };
    let before = around(excerpt.context[0]..excerpt.start).map(|text| small(&format!("{text} …")));
    let after = around(excerpt.end..excerpt.context[1]).map(|text| small(&format!("… {text}")));
    let mut parts: Vec<String> = speaker(words, excerpt).into_iter().chain(before).collect();
    if !excerpt.text.is_empty() {
        parts.push(quoted(&escape::units(&marked(excerpt), EXCERPT)));
    }
    if shown_enough(excerpt) {
        parts.push(small(&words.say("discord.shown_enough", &[])));
    }
    parts.extend(after);
    parts.extend(excerpt.also.iter().take(ALSO).map(|also| {
        let cited = cited(words, &also.publisher, &also.title, &day(words, also.date), also.paragraph);
        small(&words.say("discord.also", &[("citation", &cited)]))
    }));
    let mut footer = escape::plain(&excerpt.licence, 200);
    if !matches(excerpt).is_empty() {
        footer = format!("{footer} · {}", words.say("discord.emphasis", &[]));
    }
    Embed { description: escape::units(&parts.join("\n"), DESCRIPTION), footer, ..titled(excerpt) }
}

/// The paragraphs around an excerpt.
pub(super) fn surrounding_embed(words: &Words, excerpt: &Excerpt, paragraphs: &[String]) -> Embed {
    let shown: Vec<String> = paragraphs.iter().map(|text| quoted(&escape::excerpt(text))).collect();
    let shown = if shown_enough(excerpt) { words.say("discord.shown_enough", &[]) } else { shown.join("\n> \n") };
    let description = escape::units(&shown, DESCRIPTION);
    Embed { description, footer: escape::plain(&excerpt.licence, 200), ..titled(excerpt) }
}

/// Whether the words were withheld: an article that shows none has no bytes of them either.
fn shown_enough(excerpt: &Excerpt) -> bool {
    excerpt.text.is_empty() && excerpt.start < excerpt.end
}

fn titled(excerpt: &Excerpt) -> Embed {
    Embed {
        title: escape::units(&escape::excerpt(&excerpt.title), TITLE),
        url: embed_link(&excerpt.url),
        ..Embed::default()
    }
}

/// Who said it, as far as that is certain, and whether these are the speaker's words or the article's.
fn speaker(words: &Words, excerpt: &Excerpt) -> Vec<String> {
    let who = match (&excerpt.speaker, &excerpt.role) {
        _ if excerpt.certain == Some(false) => Some(words.say("discord.speaker_unclear", &[])),
        (Some(name), Some(role)) if !name.contains(role.as_str()) => {
            let (name, role) = (escape::excerpt(name), escape::excerpt(role));
            Some(words.say("discord.speaker_role", &[("speaker", &name), ("role", &role)]))
        }
        (Some(name), _) => Some(words.say("discord.speaker", &[("speaker", &escape::excerpt(name))])),
        (None, _) => None,
    };
    let indirect = excerpt.quote_type == Some(QuoteType::Indirect);
    who.into_iter().chain(indirect.then(|| words.say("discord.indirect", &[]))).collect()
}

/// The matches, as bytes of the excerpt. An excerpt that matches whole has nothing to point out.
fn matches(excerpt: &Excerpt) -> Vec<Range<usize>> {
    let inside = |[start, end]: &[usize; 2]| {
        let range = start.checked_sub(excerpt.start)?..end.checked_sub(excerpt.start)?;
        excerpt.text.get(range.clone()).filter(|word| !word.trim().is_empty()).map(|_| range)
    };
    let found: Vec<Range<usize>> = excerpt.highlights.iter().filter_map(inside).collect();
    let rest = |range: &Range<usize>| [excerpt.text.get(..range.start), excerpt.text.get(range.end..)];
    let whole =
        found.iter().any(|range| !rest(range).into_iter().flatten().any(|rest| rest.contains(char::is_alphanumeric)));
    if whole { Vec::new() } else { found }
}

/// Whether words of the excerpt are left out where it is shown.
pub(super) fn is_windowed(excerpt: &Excerpt) -> bool {
    windows(&excerpt.text, &matches(excerpt)).iter().map(Range::len).sum::<usize>() < excerpt.text.len()
}

/// The excerpt's words with the matches between double asterisks.
fn marked(excerpt: &Excerpt) -> String {
    shown(&excerpt.text, &matches(excerpt), escape::excerpt, |word| format!("**{}**", escape::excerpt(word)))
}
