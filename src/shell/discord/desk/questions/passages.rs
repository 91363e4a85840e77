//! What the archive has for the editors: passages to answer with, pages of the newsletter's own, and whether a question is
//! one that was asked before. Nothing here is shown with more rights than everybody has.

use url::Url;

use crate::desk::Hiding;
use crate::domain::without_text_fragment;
use crate::engine::SAME;
use crate::render::discord::custom_id::Action;
use crate::render::discord::desk::question::Shown;
use crate::render::discord::{Found, List};
use crate::reply::{Excerpt, Part, Verdict};
use crate::shell::discord::archive::{Asker, Lost, OpenArchive};

/// Passages that an editor picks from.
const PASSAGES: usize = 25;

/// An excerpt as a button names it. Nothing is marked in it: the words by which an editor found it say nothing to who asked.
fn named(excerpt: &Excerpt) -> Option<String> {
    let list = List::of(Part::Answer, Found::Quoted, &[excerpt]);
    (list.references.len() == 1).then(|| Action::Open(list).encode()).flatten()
}

impl OpenArchive {
    /// Which of these questions ask the same as this one, the most alike first.
    pub(super) fn same_questions(&self, asked: &str, open: &[(String, String)]) -> Vec<String> {
        let asked = self.engine.compared(asked);
        let likeness = |(id, text): &(String, String)| {
            let likeness = asked.likeness(&self.engine.compared(text));
            (likeness >= SAME).then(|| (likeness, id.clone()))
        };
        let mut same: Vec<(f32, String)> = open.iter().filter_map(likeness).collect();
        same.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| one.1.cmp(&two.1)));
        same.into_iter().map(|(_, id)| id).collect()
    }

    /// What everybody who asks this in a server that hides so much is answered with now, where the archive is sure.
    pub(super) fn sure_answer(&self, question: &str, hiding: Option<&Hiding>) -> Option<String> {
        let everybody = Asker { paid: false, words: self.engine.words() };
        let excluded = self.excluded(hiding, question);
        let reply = self.run_without("ask", &[(String::new(), question.into())], everybody, &excluded).ok()?;
        let sure = [Verdict::Yes, Verdict::No, Verdict::Other, Verdict::Found, Verdict::Contradicted];
        sure.contains(&reply.verdict).then(|| named(reply.parts(Part::Answer).next()?)).flatten()
    }

    /// The passages that may answer, the best first, each with the value that names it.
    pub(super) fn passages(&self, text: &str, asker: Asker<'_>) -> Vec<(Excerpt, String)> {
        let mut found: Vec<(Excerpt, String)> = Vec::new();
        for command in ["ask", "search"] {
            let reply = self.run(command, &[(String::new(), text.into())], asker);
            for excerpt in reply.into_iter().flat_map(|reply| reply.excerpts) {
                let place = |own: &Excerpt| (own.article.clone(), own.paragraph, own.start, own.end);
                let known = found.iter().any(|(own, _)| place(own) == place(&excerpt));
                let value = named(&excerpt).filter(|_| !known);
                found.extend(value.map(|value| (excerpt, value)));
            }
        }
        found.truncate(PASSAGES);
        found
    }

    /// The excerpt that a value names, as everybody may see it; of an article for paying readers title and link alone.
    pub(super) fn opened(&self, value: &str) -> Shown {
        let Some(Action::Open(list)) = Action::decode(value) else { return Shown::Changed };
        let Some(reference) = list.references.first() else { return Shown::Changed };
        match self.reopen(reference, false) {
            Ok(excerpt) => Shown::Excerpt(Box::new(excerpt), list),
            Err(Lost::Paid) => match self.reopen(reference, true) {
                Ok(excerpt) => {
                    let page = without_text_fragment(&excerpt.url);
                    Shown::Paid(page.to_owned(), excerpt.title)
                }
                Err(_) => Shown::Changed,
            },
            Err(Lost::Changed | Lost::Corrected(_)) => Shown::Changed,
        }
    }

    /// A page of the newsletter's own at this address, and its headline where the archive has it: nothing for any other.
    /// Of an article the address is the archive's, however it was shared.
    pub(super) fn own_page(&self, typed: &str) -> Option<(String, Option<String>)> {
        let typed = typed.trim();
        if let Some((url, title)) = self.engine.page_at(typed) {
            return Some((url, Some(title)));
        }
        let (page, site) = (Url::parse(typed).ok()?, Url::parse(self.site.as_deref()?).ok()?);
        let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
        let folder = site.path().trim_end_matches('/');
        let inside = page.path().strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let own = matches!(page.scheme(), "https" | "http")
            && host(&page).is_some()
            && host(&page) == host(&site)
            && page.port() == site.port()
            && page.username().is_empty()
            && page.password().is_none();
        (own && inside).then(|| (page.to_string(), None))
    }
}
