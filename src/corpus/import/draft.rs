//! An article on its way in: what a source says of it, before the newsletter's own settings fill in the rest.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::corpus::attribution;
use crate::corpus::paragraph::BodyParagraph;
use crate::domain::{Article, Audience, Correction, Link, ParagraphKey, ParagraphKind, Show};

use super::addresses::{canonical, is_home};
use super::dates::Days;
use super::html::{Block, BlockKind, Rule, drop_repeats, folded, leads_elsewhere};
use super::loss::Loss;
use super::paragraphs;

/// What kind of source an article was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Origin {
    /// A web page.
    Page,
    /// A feed.
    Feed,
    /// A mail.
    Mail,
    /// An export of a newsletter platform.
    Export,
    /// A Markdown file.
    Markdown,
}

impl Origin {
    pub(super) const ALL: [Origin; 5] = [Origin::Page, Origin::Feed, Origin::Mail, Origin::Export, Origin::Markdown];

    /// Its word in an article's provenance.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Page => "page",
            Origin::Feed => "feed",
            Origin::Mail => "mail",
            Origin::Export => "export",
            Origin::Markdown => "markdown",
        }
    }
}

/// An article as a source tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The kind of source.
    pub origin: Origin,
    /// What the source calls it: a GUID, a message id, a number in an export. It counts within the source only.
    pub guid: Option<String>,
    /// Which feed it is from.
    pub feed: Option<String>,
    /// The headline.
    pub title: String,
    /// The line under it.
    pub dek: Option<String>,
    /// The caption of the first picture.
    pub caption: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who sent it, where that may be a person as well as the publisher.
    pub sender: Option<String>,
    /// The day of publication.
    pub date: Option<Date>,
    /// What the source writes for a day, where that is none.
    pub unread_date: Option<String>,
    /// When the source changed it last, by its own clock.
    pub modified: Option<DateTime>,
    /// Whether it is no more than the open part of an article.
    pub part: bool,
    /// The address.
    pub url: Option<String>,
    /// Whether the address was made up, since nothing says it.
    pub guessed: bool,
    /// Further addresses that lead to it.
    pub aliases: Vec<String>,
    /// What it is filed under.
    pub tags: Vec<String>,
    /// The licence's short name.
    pub licence: Option<String>,
    /// The licence's address.
    pub licence_url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Who may read it, where the source says so.
    pub audience: Option<Audience>,
    /// Whether programs may be given its words, where it says so.
    pub assistants: Option<bool>,
    /// The id that it has already, in a file of our own form.
    pub id: Option<String>,
    /// The licence line.
    pub notice: Option<String>,
    /// Corrections that the newsletter printed.
    pub corrections: Vec<Correction>,
    /// How much may be shown, where the source says so.
    pub show: Option<Show>,
    /// Footnotes, in the order in which the text refers to them.
    pub footnotes: Vec<String>,
    /// What is worth a look.
    pub notes: Vec<String>,
    /// What the source shows and the article has not, where that is doubtful.
    pub loss: Option<Loss>,
    pub(super) body: Vec<BodyParagraph>,
}

impl Draft {
    pub(super) fn new(origin: Origin) -> Draft {
        Draft {
            origin,
            guid: None,
            feed: None,
            title: String::new(),
            dek: None,
            caption: None,
            byline: None,
            publisher: None,
            sender: None,
            date: None,
            unread_date: None,
            modified: None,
            part: false,
            url: None,
            guessed: false,
            aliases: Vec::new(),
            tags: Vec::new(),
            licence: None,
            licence_url: None,
            language: None,
            audience: None,
            assistants: None,
            id: None,
            notice: None,
            corrections: Vec::new(),
            show: None,
            footnotes: Vec::new(),
            notes: Vec::new(),
            loss: None,
            body: Vec::new(),
        }
    }

    /// An article that is in our own form already. `said` is whether it says for whom it is.
    pub(super) fn of_article(article: Article, said: bool) -> Draft {
        let named = |key| article.paragraph(key).map(|paragraph| paragraph.text.clone());
        let (dek, caption, notice) =
            (named(ParagraphKey::Dek), named(ParagraphKey::Caption), named(ParagraphKey::Notice));
        let footnotes = article.footnotes().map(str::to_owned).collect();
        let body = article.paragraphs.into_iter().filter(|paragraph| paragraph.key.number().is_some());
        let body = body.map(|paragraph| BodyParagraph {
            text: paragraph.text,
            kind: paragraph.kind,
            source: paragraph.source,
            links: paragraph.links,
            line: 1,
        });
        let meta = article.meta;
        Draft {
            guid: None,
            title: meta.title,
            dek,
            caption,
            notice,
            byline: meta.byline,
            publisher: Some(meta.publisher),
            date: Some(meta.date),
            url: Some(meta.url),
            guessed: meta.url_is_guessed,
            aliases: meta.aliases,
            tags: meta.tags,
            licence: Some(meta.licence),
            licence_url: meta.licence_url,
            language: meta.language,
            audience: (said || meta.audience == Audience::Paid).then_some(meta.audience),
            assistants: (!meta.assistants).then_some(false),
            id: Some(meta.id),
            corrections: meta.corrections,
            show: Some(meta.show),
            footnotes,
            body: body.collect(),
            ..Draft::new(Origin::Markdown)
        }
    }

    /// Its address, without what does not tell two articles apart. A site's own is no article's.
    pub fn address(&self) -> Option<String> {
        self.url.as_deref().filter(|url| !is_home(url)).map(canonical)
    }

    /// How many words its body has.
    pub fn words(&self) -> usize {
        self.body.iter().map(|paragraph| paragraph.text.split_whitespace().count()).sum()
    }

    /// Takes the day that its source writes. One that may be another is told.
    pub(super) fn take_day(&mut self, written: &str, days: Days) {
        match days.read(written) {
            Some(day) => {
                self.date = Some(day.date);
                self.notes.extend(day.doubt(written));
            }
            None => {
                self.unread_date = Some(crate::text::clip(written, 40).0.to_owned()).filter(|text| !text.is_empty())
            }
        }
    }

    /// Takes the first of these texts that is a day; where none is, the first is told.
    pub(super) fn take_first_day<T: AsRef<str>>(&mut self, written: impl IntoIterator<Item = T>, days: Days) {
        let written: Vec<T> = written.into_iter().collect();
        let found = written.iter().find(|text| days.read(text.as_ref()).is_some()).or(written.first());
        if let Some(found) = found {
            self.take_day(found.as_ref(), days);
        }
    }

    /// Gives an article without a title one of its first words.
    pub(super) fn name_by_text(&mut self) {
        let named = |paragraph: &&BodyParagraph| paragraph.text.chars().any(char::is_alphanumeric);
        if self.title.is_empty()
            && let Some(first) = self.body.iter().find(named)
        {
            self.title = paragraphs::first_words(&first.text);
        }
    }

    /// Parts paragraphs that are longer than any that a person writes.
    pub(super) fn part_long_paragraphs(&mut self) {
        for long in self.body.iter().filter(|paragraph| paragraph.text.len() > paragraphs::LONGEST) {
            let opening = crate::text::clip(&long.text, 40).0;
            self.notes.push(format!("a paragraph of {} bytes was parted ({opening}…)", long.text.len()));
        }
        let body = std::mem::take(&mut self.body);
        self.body = body
            .into_iter()
            .flat_map(|paragraph| {
                let mut from = 0;
                let part = |text: &str| {
                    // Parts stand in their order, with nothing but white space between them.
                    let start =
                        paragraph.text.get(from..).and_then(|rest| rest.find(text)).map_or(from, |at| from + at);
                    from = start + text.len();
                    let links = links_within(&paragraph.links, start..from);
                    BodyParagraph { text: text.to_owned(), links, ..paragraph.clone() }
                };
                paragraphs::parts(&paragraph.text).into_iter().map(part).collect::<Vec<_>>()
            })
            .collect();
    }

    /// The text of its body paragraphs.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.body.iter().map(|paragraph| paragraph.text.as_str())
    }

    /// Takes the blocks of a document as caption, body and footnotes, and looks at what was left out of it.
    pub(super) fn take(&mut self, mut blocks: Vec<Block>) {
        drop_repeats(&mut blocks);
        self.drop_heading(&mut blocks);
        // Nothing follows a heading of notes but the notes, which stand by themselves.
        for at in 1..blocks.len() {
            let is_note = |at: usize| blocks.get(at).is_some_and(|block| matches!(block.kind, BlockKind::Footnote(_)));
            if let (true, false, Some(heading)) = (is_note(at), is_note(at - 1), blocks.get_mut(at - 1))
                && matches!(heading.kind, BlockKind::Heading(_))
                && heading.text.split_whitespace().count() <= 3
            {
                heading.dropped.get_or_insert(Rule::Repeated);
            }
        }
        // One caption has a name of its own; what stands under later pictures is no running text.
        for caption in blocks.iter_mut().filter(|block| block.dropped.is_none() && block.kind == BlockKind::Caption) {
            if self.caption.is_some() {
                caption.dropped = Some(Rule::Caption);
            }
            self.caption.get_or_insert_with(|| caption.text.clone());
        }
        self.loss = Loss::of(&blocks);
        let mut notes = Vec::new();
        for block in blocks.into_iter().filter(|block| block.dropped.is_none()) {
            let kind = match block.kind {
                BlockKind::Caption => continue,
                BlockKind::Footnote(number) => {
                    notes.push((number, block.text));
                    continue;
                }
                BlockKind::Text => ParagraphKind::Text,
                BlockKind::Heading(_) => ParagraphKind::Heading,
                BlockKind::Item => ParagraphKind::Item,
                BlockKind::Embed => ParagraphKind::Embed,
                BlockKind::Quotation | BlockKind::PullQuote => ParagraphKind::Quotation,
            };
            let links = links_within(&block.links, 0..block.text.len());
            self.body.push(BodyParagraph { text: block.text, kind, source: block.source, links, line: 1 });
        }
        notes.sort_by_key(|(number, _)| *number);
        self.footnotes.extend(notes.into_iter().map(|(_, text)| text));
        self.attribute();
    }

    /// Gives quotations the source that their introduction names. Of a post's author the article's word counts: an
    /// embed that names somebody else was put there by mistake, or changed since.
    fn attribute(&mut self) {
        let printed: Vec<Option<String>> = self.body.iter().map(|paragraph| paragraph.source.clone()).collect();
        let embeds: Vec<bool> = self.body.iter().map(|paragraph| paragraph.kind == ParagraphKind::Embed).collect();
        for (paragraph, embed) in self.body.iter_mut().zip(&embeds) {
            if *embed {
                paragraph.kind = ParagraphKind::Quotation;
                paragraph.source = None;
            }
        }
        // What stays without a source is reported when the file is loaded.
        let _unclear = attribution::attribute(&mut self.body);
        for ((paragraph, embed), printed) in self.body.iter_mut().zip(embeds).zip(printed) {
            if !embed {
                continue;
            }
            paragraph.kind = ParagraphKind::Embed;
            if let Some(printed) = printed {
                let told = paragraph.source.take();
                let agrees = told.as_deref().is_none_or(|told| share_a_name(told, &printed));
                if let (false, Some(told)) = (agrees, &told) {
                    self.notes.push(format!("a post is told as {told}'s and printed as {printed}'s: kept as told"));
                }
                paragraph.source = if agrees { Some(printed) } else { told };
            }
        }
    }

    /// The title and the dek are no paragraphs of the body, even where they are printed again on top of it.
    fn drop_heading(&self, blocks: &mut [Block]) {
        let title = folded(&self.title);
        let dek = self.dek.as_deref().map(folded);
        for block in blocks.iter_mut().filter(|block| block.dropped.is_none()).take(6) {
            let words = folded(&block.text);
            let is_title = !title.is_empty() && words == title;
            let is_dek =
                dek.as_deref() == Some(words.as_str()) && matches!(block.kind, BlockKind::Text | BlockKind::Heading(_));
            if is_title || is_dek {
                block.dropped = Some(Rule::Repeated);
            }
        }
    }
}

/// The links of a part of a paragraph, counted from its start. What sticks out is cut off.
fn links_within(links: &[Link], part: std::ops::Range<usize>) -> Vec<Link> {
    let inside =
        links.iter().filter(|link| link.start < part.end && link.end > part.start && leads_elsewhere(&link.url));
    let cut = |link: &Link| Link {
        start: link.start.max(part.start) - part.start,
        end: link.end.min(part.end) - part.start,
        url: link.url.clone(),
    };
    inside.map(cut).filter(|link| link.start < link.end).collect()
}

/// Whether two ways to write a person have a word of the name in common.
fn share_a_name(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        folded(text).split(' ').filter(|word| word.chars().count() > 2).map(str::to_owned).collect::<Vec<_>>()
    };
    let others = words(b);
    // A handle often runs a name together.
    words(a).iter().any(|word| others.iter().any(|other| other == word || other.contains(word.as_str())))
}
