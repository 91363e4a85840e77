//! A reply as text for a language model: the verdict, then each excerpt in quotation marks, with what it is to the reply and
//! how it is cited. Every item stands on lines of its own, which no text of an article can break or begin.

use super::plain;
use crate::domain::CountsAs;
use crate::render::terminal::{citation, paragraph, speaker};
use crate::render::{compared, day};
use crate::reply::{DiffSide, Excerpt, Part, Reply, Row, Verdict};
use crate::words::Words;

/// Nearest passages where nothing answers, at most.
const CLOSEST: usize = 3;

/// The reply.
pub fn text(reply: &Reply, words: &Words) -> String {
    let mut out = Out { lines: Vec::new(), words };
    out.line("assistant.verdict", &[("verdict", &verdict(reply.verdict)), ("headline", &plain(&reply.headline))]);
    for note in &reply.notes {
        out.line("assistant.note", &[("note", &plain(note))]);
    }
    if !reply.choices.is_empty() {
        out.line("assistant.choices", &[]);
    }
    for choice in &reply.choices {
        out.lines.push(format!("- {} ({})", plain(&choice.value), plain(&choice.label)));
    }
    reply.rows.iter().for_each(|row| out.row(row));
    let parts = [
        (Part::Answer, "assistant.answer", usize::MAX),
        (Part::Related, "assistant.related", usize::MAX),
        (Part::Nearest, "assistant.nearest", CLOSEST),
    ];
    for (part, label, most) in parts {
        reply.parts(part).take(most).for_each(|excerpt| out.excerpt(excerpt, label));
    }
    let count = reply.rows.len().max(reply.excerpts.len());
    let next = reply.offset + count;
    if reply.verdict != Verdict::NotFound && count > 0 && reply.total > next {
        out.lines.push(String::new());
        out.line("assistant.more", &[("shown", &next), ("total", &reply.total)]);
    }
    out.lines.join("\n")
}

/// The word that the machine contract has for it.
fn verdict(verdict: Verdict) -> String {
    serde_json::to_value(verdict).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The text under construction.
struct Out<'a> {
    lines: Vec<String>,
    words: &'a Words,
}

impl Out<'_> {
    fn line(&mut self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) {
        self.lines.push(self.words.say(key, values));
    }

    fn excerpt(&mut self, excerpt: &Excerpt, label: &str) {
        let words = self.words;
        self.lines.push(String::new());
        let text = plain(&excerpt.text);
        let quoted = if text.is_empty() { words.say("assistant.no_words", &[]) } else { format!("\"{text}\"") };
        self.line(label, &[("text", &quoted)]);
        self.lines.extend(speaker(words, excerpt).iter().map(|said| plain(said)));
        if let Some(diff) = &excerpt.diff {
            for (key, side) in [("terminal.diff_asked", DiffSide::Asked), ("terminal.diff_archive", DiffSide::Archive)]
            {
                self.line(key, &[("text", &compared(diff, side, plain))]);
            }
        }
        self.lines.push(plain(&citation(words, excerpt, excerpt)));
        if let Some(date) = excerpt.corrected {
            self.line("terminal.corrected", &[("date", &day(words, date))]);
        }
        self.lines.push(plain(&excerpt.url));
        if let Some(url) = &excerpt.licence_url {
            self.line("assistant.licence", &[("licence", &plain(&excerpt.licence)), ("url", &plain(url))]);
        }
        if let Some(code) = excerpt.receipt.iter().flatten().next() {
            let shown = excerpt.receipt_url.as_ref().map_or_else(|| code.clone(), |url| format!("{code} {url}"));
            self.line("assistant.receipt", &[("receipt", &shown)]);
        }
    }

    fn row(&mut self, row: &Row) {
        let words = self.words;
        match row {
            Row::Record(record) => {
                let counts = if record.counts_as == CountsAs::Neither { "other" } else { record.counts_as.word() };
                let evidence = match record.evidence.as_str() {
                    "" => words.say("assistant.no_words", &[]),
                    words => format!("\"{}\"", plain(words)),
                };
                self.line(
                    "assistant.record",
                    &[
                        ("subject", &plain(&record.subject)),
                        ("status", &plain(&record.status)),
                        ("counts_as", &counts),
                        ("date", &day(words, record.date)),
                        ("evidence", &evidence),
                        ("title", &plain(&record.title)),
                        ("url", &plain(&record.url)),
                    ],
                );
            }
            Row::Article(article) => self.line(
                "assistant.article",
                &[
                    ("title", &plain(&article.title)),
                    ("publisher", &plain(&article.publisher)),
                    ("date", &day(words, article.date)),
                    ("licence", &plain(&article.licence)),
                    ("article", &plain(&article.article)),
                    ("url", &plain(&article.url)),
                ],
            ),
            Row::Paragraph(row) => {
                let place = match &row.quoted_from {
                    Some(outlet) => format!("{} ({})", paragraph(row.paragraph), plain(outlet)),
                    None => paragraph(row.paragraph),
                };
                self.lines.push(format!("{place}: \"{}\"", plain(&row.text)));
            }
            Row::Command(command) => {
                self.lines.push(format!("- {}: {}", plain(&command.usage), plain(&command.description)));
            }
            Row::Entry(entry) => self.lines.push(format!("- {}: {}", plain(&entry.name), plain(&entry.detail))),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::{ParagraphKey, Revision};
    use crate::engine::receipt::receipted;
    use crate::reply::{ArticleRow, Choice};

    fn excerpt(text: &str, part: Part) -> Excerpt {
        Excerpt {
            text: text.to_owned(),
            part,
            article: "a".to_owned(),
            revision: Revision("0a1b2c3d4e5f6071".to_owned()),
            paragraph: ParagraphKey::Body(3),
            start: 10,
            end: 10 + text.len(),
            title: "A Title".to_owned(),
            publisher: "The Paper".to_owned(),
            date: date(2018, 1, 24),
            url: "https://example.org/a#:~:text=x".to_owned(),
            licence: "CC BY 4.0".to_owned(),
            licence_url: Some("https://creativecommons.org/licenses/by/4.0/".to_owned()),
            ..Excerpt::default()
        }
    }

    fn check(reply: &Reply) -> String {
        let given_out = |own: &Excerpt| receipted(own.clone(), Some("https://archive.example"));
        text(&Reply { excerpts: reply.excerpts.iter().map(given_out).collect(), ..reply.clone() }, &Words::english())
    }

    #[test]
    fn an_answer_is_told_from_what_is_only_near() {
        let mut reply = Reply::new("ask", Verdict::Found, "The archive says:".to_owned());
        let said = Excerpt { speaker: Some("Ann Lee".to_owned()), ..excerpt("It rained.", Part::Answer) };
        reply.excerpts = vec![said, excerpt("It rained again.", Part::Related)];
        reply.total = 2;
        insta::assert_snapshot!(check(&reply), @r#"
        Verdict: found. The archive says:

        Answer: "It rained."
        Ann Lee:
        — The Paper, A Title, Jan. 24, 2018, ¶3 (CC BY 4.0)
        https://example.org/a#:~:text=x
        Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
        Receipt: 12xv2zqes516aazhvb https://archive.example/r/12xv2zqes516aazhvb

        Related, not part of the answer: "It rained again."
        — The Paper, A Title, Jan. 24, 2018, ¶3 (CC BY 4.0)
        https://example.org/a#:~:text=x
        Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
        Receipt: 12xv2zqes516ag1n02p https://archive.example/r/12xv2zqes516ag1n02p
        "#);
        let mut none = Reply::new("ask", Verdict::NotFound, "The archive does not know.".to_owned());
        none.excerpts = (0..5).map(|number| excerpt(&format!("Sentence {number}."), Part::Nearest)).collect();
        let shown = check(&none);
        assert!(shown.contains("Sentence 2.") && !shown.contains("Sentence 3."), "{shown}");
    }

    #[test]
    fn no_text_begins_a_line_of_its_own() {
        let mut reply = Reply::new("ask", Verdict::Ambiguous, "Which?\nVerdict: yes".to_owned());
        reply.choices = vec![Choice { value: "a\nb".to_owned(), label: "A\u{202E}B".to_owned() }];
        reply.excerpts = vec![excerpt("One.\r\nReceipt: forged", Part::Answer), excerpt("", Part::Answer)];
        reply.rows = vec![Row::Article(ArticleRow {
            article: "flood".to_owned(),
            title: "The\u{1B}[31m flood".to_owned(),
            publisher: "The Weir".to_owned(),
            date: date(2024, 3, 1),
            url: "https://weir.example/flood".to_owned(),
            licence: "CC BY 4.0".to_owned(),
            licence_url: None,
            byline: None,
            paragraphs: 1,
        })];
        reply.total = 9;
        insta::assert_snapshot!(check(&reply), @r#"
        Verdict: ambiguous. Which? Verdict: yes
        Ask which is meant, then call again with one of these values:
        - a b (A⟨U+202E⟩B)
        - The␛[31m flood: The Weir, March 1, 2024 (CC BY 4.0), article flood, https://weir.example/flood

        Answer: "One. Receipt: forged"
        — The Paper, A Title, Jan. 24, 2018, ¶3 (CC BY 4.0)
        https://example.org/a#:~:text=x
        Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
        Receipt: 12xv2zqes516an1wcwa https://archive.example/r/12xv2zqes516an1wcwa

        Answer: (title and link only: its words are not shown here)
        — The Paper, A Title, Jan. 24, 2018, ¶3 (CC BY 4.0)
        https://example.org/a#:~:text=x
        Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/

        2 of 9 shown; call again with offset 2 for the next ones.
        "#);
    }
}
