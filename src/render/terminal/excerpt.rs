//! Excerpts with what lets a reader check them.

use std::ops::Range;

use anstyle::Style;

use crate::domain::{ParagraphKey, QuoteType};
use crate::render::{compared, day, shown};
use crate::reply::{DiffPart, DiffSide, Excerpt};
use crate::words::Words;

use super::out::{FAINT, LINK, MATCH, Out};
use super::safe;

const INDENT: &str = "  ";
const BAR: &str = "  │ ";

/// Excerpts in order; the parts of one utterance that follow each other make one block.
pub(super) fn write(out: &mut Out<'_>, excerpts: &[&Excerpt]) {
    for parts in excerpts.chunk_by(|one, other| same_utterance(one, other)) {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { continue };
        out.blank();
        said_by(out, first);
        for part in parts {
            if part.text.is_empty() {
                continue;
            }
            out.paragraph(BAR, &marked(part), None);
        }
        if let Some(diff) = &first.diff {
            difference(out, diff);
        }
        cited(out, first, last);
        for also in &first.also {
            let day = day(out.words, also.date);
            let place = paragraph(also.paragraph);
            let line = out.words.say(
                "terminal.also",
                &[("publisher", &also.publisher), ("title", &also.title), ("date", &day), ("paragraph", &place)],
            );
            out.paragraph(INDENT, &safe(&line), Some(FAINT));
        }
        why(out, first);
    }
}

fn same_utterance(a: &Excerpt, b: &Excerpt) -> bool {
    a.utterance.is_some() && a.utterance == b.utterance && a.article == b.article && a.speaker == b.speaker
}

/// Who said it, and whether in words of their own: a line each.
pub fn speaker(words: &Words, excerpt: &Excerpt) -> Vec<String> {
    let indirect = excerpt.quote_type == Some(QuoteType::Indirect);
    let role = excerpt.role.as_ref().filter(|role| !excerpt.speaker.as_ref().is_some_and(|name| name.contains(*role)));
    let line = match &excerpt.speaker {
        _ if excerpt.certain == Some(false) => Some(words.say("terminal.speaker_unclear", &[])),
        Some(name) => {
            let mut values: Vec<(&str, &dyn std::fmt::Display)> = vec![("speaker", name)];
            values.extend(role.map(|role| ("role", role as &dyn std::fmt::Display)));
            values.extend(excerpt.cue.as_ref().map(|cue| ("cue", cue as &dyn std::fmt::Display)));
            let key = match (role, &excerpt.cue) {
                (Some(_), Some(_)) => "terminal.speaker_role_cue",
                (Some(_), None) => "terminal.speaker_role",
                (None, Some(_)) => "terminal.speaker_cue",
                (None, None) => "terminal.speaker",
            };
            Some(words.say(key, &values))
        }
        None => None,
    };
    line.into_iter().chain(indirect.then(|| words.say("terminal.indirect", &[]))).collect()
}

fn said_by(out: &mut Out<'_>, excerpt: &Excerpt) {
    let lines = speaker(out.words, excerpt);
    let named = excerpt.speaker.is_some() || excerpt.certain == Some(false);
    for (line, style) in lines.iter().zip(if named { [Style::new().bold(), FAINT] } else { [FAINT, FAINT] }) {
        out.paragraph(INDENT, &safe(line), Some(style));
    }
}

/// Whose words they are and where they stand: of the first and the last excerpt of one article.
pub fn citation(words: &Words, first: &Excerpt, last: &Excerpt) -> String {
    let publisher = match &first.quoted_from {
        Some(outlet) => {
            let key = if first.sums_up { "terminal.sums_up" } else { "terminal.quoted_by" };
            words.say(key, &[("outlet", outlet), ("publisher", &first.publisher)])
        }
        None => first.publisher.clone(),
    };
    let place = if first.paragraph == last.paragraph {
        paragraph(first.paragraph)
    } else {
        format!("{}–{}", paragraph(first.paragraph), paragraph(last.paragraph))
    };
    words.say(
        "terminal.citation",
        &[
            ("publisher", &publisher),
            ("title", &first.title),
            ("date", &day(words, first.date)),
            ("paragraph", &place),
            ("licence", &first.licence),
        ],
    )
}

fn cited(out: &mut Out<'_>, first: &Excerpt, last: &Excerpt) {
    out.paragraph(INDENT, &safe(&citation(out.words, first, last)), None);
    if let Some(date) = first.corrected {
        let said = out.words.say("terminal.corrected", &[("date", &day(out.words, date))]);
        out.paragraph(INDENT, &safe(&said), None);
    }
    // A link that is broken over lines cannot be followed.
    out.line(INDENT, &safe(&first.url), LINK);
}

/// How a paragraph is called in a citation.
pub fn paragraph(key: ParagraphKey) -> String {
    match key {
        ParagraphKey::Body(number) => format!("¶{number}"),
        named => named.to_string(),
    }
}

/// The excerpt's words with the matched ones in style, each by itself, so that a line break falls outside of it.
fn marked(excerpt: &Excerpt) -> String {
    let inside = |[start, end]: &[usize; 2]| {
        let range = start.saturating_sub(excerpt.start)..end.saturating_sub(excerpt.start);
        excerpt.text.get(range.clone()).filter(|word| !word.is_empty()).map(|_| range)
    };
    let matches: Vec<Range<usize>> = excerpt.highlights.iter().filter_map(inside).collect();
    shown(
        &excerpt.text,
        &matches,
        |text| safe(text).into_owned(),
        |matched| {
            let words = matched.split(' ').map(|word| match word {
                "" => String::new(),
                word => format!("{MATCH}{}{MATCH:#}", safe(word)),
            });
            words.collect::<Vec<_>>().join(" ")
        },
    )
}

fn difference(out: &mut Out<'_>, diff: &[DiffPart]) {
    let side = |side| compared(diff, side, |text| safe(text).into_owned());
    let (asked, archive) = (side(DiffSide::Asked), side(DiffSide::Archive));
    out.paragraph(INDENT, &out.words.say("terminal.diff_asked", &[("text", &asked)]), Some(FAINT));
    out.paragraph(INDENT, &out.words.say("terminal.diff_archive", &[("text", &archive)]), Some(FAINT));
}

fn why(out: &mut Out<'_>, excerpt: &Excerpt) {
    let Some(why) = &excerpt.why else { return };
    let parts = why.parts.iter().map(|(name, value)| format!("{name} {value:.2}")).collect::<Vec<_>>().join(", ");
    let cut_off = why.cut_off.map_or_else(|| "-".to_owned(), |cut_off| format!("{cut_off:.2}"));
    let line = out.words.say(
        "terminal.why",
        &[
            ("score", &format!("{:.2}", excerpt.score)),
            ("cut_off", &cut_off),
            ("matched", &why.matched.join(" ")),
            ("missing", &why.missing.join(" ")),
            ("parts", &parts),
        ],
    );
    out.paragraph(INDENT, &safe(&line), Some(FAINT));
}

#[cfg(test)]
mod tests {
    use super::super::{Look, reply};
    use super::*;
    use crate::domain::Revision;
    use crate::reply::{Part, Reply, Verdict};

    fn excerpt(text: &str) -> Excerpt {
        Excerpt {
            text: text.to_owned(),
            article: "a".to_owned(),
            revision: Revision("0".repeat(16)),
            paragraph: ParagraphKey::Body(3),
            start: 10,
            end: 10 + text.len(),
            context: [10, 10 + text.len()],
            title: "A Title".to_owned(),
            publisher: "The Paper".to_owned(),
            date: jiff::civil::date(2018, 1, 24),
            url: "https://example.org/a#:~:text=x".to_owned(),
            licence: "CC BY 4.0".to_owned(),
            ..Excerpt::default()
        }
    }

    /// What a terminal of 60 columns without colours shows.
    fn check(verdict: Verdict, excerpts: Vec<Excerpt>) -> String {
        let mut shown = Reply::new("said", verdict, "The archive says:".to_owned());
        shown.total = excerpts.len();
        shown.excerpts = excerpts;
        let styled = reply(&shown, &Words::english(), Look { width: 60, one: false });
        anstream::adapter::strip_str(&styled).to_string()
    }

    #[test]
    fn parts_of_one_utterance_are_one_block() {
        let part = |text: &str, number| Excerpt {
            speaker: Some("Ann Lee".to_owned()),
            role: Some("Mayor".to_owned()),
            utterance: Some(1),
            quoted_from: Some("The Wire".to_owned()),
            sums_up: false,
            paragraph: ParagraphKey::Body(number),
            ..excerpt(text)
        };
        insta::assert_snapshot!(check(Verdict::Found, vec![part("Enough is enough.", 3), part("We are done waiting.", 4)]), @"
        The archive says:

          Ann Lee, Mayor:
          │ Enough is enough.
          │ We are done waiting.
          — The Wire, quoted by The Paper, A Title, Jan. 24, 2018,
          ¶3–¶4 (CC BY 4.0)
          https://example.org/a#:~:text=x
        ");
    }

    #[test]
    fn who_is_not_certain_is_not_named() {
        let unclear = Excerpt { certain: Some(false), ..excerpt("It\u{1B}[2J is over.") };
        insta::assert_snapshot!(check(Verdict::Found, vec![unclear]), @"
        The archive says:

          Speaker unclear:
          │ It␛[2J is over.
          — The Paper, A Title, Jan. 24, 2018, ¶3 (CC BY 4.0)
          https://example.org/a#:~:text=x
        ");
    }

    #[test]
    fn a_question_is_answered_by_one_excerpt_and_the_count_of_those_that_answer_too() {
        let mut asked = Reply::new("ask", Verdict::Found, "The archive says:".to_owned());
        let related = Excerpt { part: Part::Related, ..excerpt("The third.") };
        asked.excerpts = vec![excerpt("The first."), excerpt("The second."), related];
        asked.total = 9;
        let shown = |one| {
            let styled = reply(&asked, &Words::english(), Look { width: 60, one });
            anstream::adapter::strip_str(&styled).to_string()
        };
        let (one, all) = (shown(true), shown(false));
        assert!(one.contains("The first.") && one.contains("1 more: /more"), "{one}");
        assert!(!one.contains("The second.") && !one.contains("The third."), "{one}");
        assert!(all.contains("The second.") && all.contains("The third."), "{all}");
    }

    #[test]
    fn three_of_the_closest_are_enough() {
        let nearest = |number| Excerpt { part: Part::Nearest, ..excerpt(&format!("Sentence {number}.")) };
        let many = (0..5).map(nearest).collect();
        let shown = check(Verdict::NotFound, many);
        assert!(shown.contains("Closest, not an answer:") && !shown.contains("Sentence 3"), "{shown}");
    }

    #[test]
    fn the_match_is_marked_word_by_word() {
        let marked = marked(&Excerpt { highlights: vec![[13, 24]], ..excerpt("is public safety a matter") });
        assert_eq!(anstream::adapter::strip_str(&marked).to_string(), "is public safety a matter");
        assert!(marked.contains(&format!("{MATCH}public{MATCH:#} {MATCH}safe{MATCH:#}ty")), "{marked}");
    }
}
