//! What a mailing service puts around a letter: above it the link to the web, below it how to leave, whose the copyright
//! is, where the sender lives.
//!
//! A block goes only where it shows itself to be such: by where its links lead, by the reader's own address in it, and by
//! where it stands. The foot is the run of blocks at the letter's end that holds a link by which the reader leaves; a
//! sentence above it, whatever its words, is the letter's.

use std::sync::LazyLock;

use serde::Deserialize;

use super::super::html::{Block, BlockKind, Rule, clean, folded};

/// Words of services, in the languages of many readers.
#[derive(Default, Deserialize)]
struct Phrases {
    leave: Vec<String>,
    online: Vec<String>,
    openings: Vec<String>,
    mails: Vec<String>,
    credits: Vec<String>,
    buttons: Vec<String>,
    places: Vec<String>,
    paths: Vec<String>,
}

// A test reads the file, so that the program never meets one that cannot be read.
static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases: Phrases = toml::from_str(include_str!("service.toml")).unwrap_or_default();
    let Phrases { leave, online, openings, mails, credits, buttons, places, paths: _ } = &mut phrases;
    for phrase in [leave, online, openings, mails, credits, buttons, places].into_iter().flatten() {
        *phrase = folded(phrase);
    }
    phrases
});

/// Most words of a block of a service, of one without a mark of its own, and of a link.
const SERVICE_WORDS: usize = 120;
const SHORT_WORDS: usize = 15;
const LINK_WORDS: usize = 10;

/// From so many words on a block that ends like a sentence is prose.
const PROSE_WORDS: usize = 12;

/// How many blocks may stand above a letter, and how many without a mark of their own between two of a foot.
const MOST_ABOVE: usize = 8;
const MOST_BETWEEN: usize = 3;

/// Whom the mail was sent to, and where they may leave.
#[derive(Debug, Default)]
pub(super) struct Recipient {
    /// Addresses of whoever it was sent to, in small letters.
    pub(super) addresses: Vec<String>,
    /// Where the mail's own header says that its reader can leave.
    pub(super) leaves_at: Vec<String>,
}

/// How sure it is that a block is a service's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// It has none.
    None,
    /// It may be, where others stand right beside it.
    Weak,
    /// It opens as a service's lines do.
    Opening,
    /// It leads to where a reader leaves, or to the letter on the web, or names the reader.
    Strong,
}

/// Whether the words of a link lead to the letter on the web, in a reader's own browser.
pub(super) fn is_online(words: &str) -> bool {
    words.split(' ').count() <= LINK_WORDS && !words.ends_with(" app") && has_any(words, &PHRASES.online)
}

/// From so many words on a line by which a reader leaves says more than that.
const LONG_WORDS: usize = 40;

/// Leaves a service's lines out of a letter, none of whose blocks is left out yet.
pub(super) fn leave_out(blocks: &mut [Block], reader: &Recipient) {
    let marks: Vec<Mark> = blocks.iter().map(|block| mark(block, reader)).collect();
    let mut around = head(blocks, &marks);
    around.extend(foot(blocks, &marks, &around));
    let is_button = |at: usize| blocks.get(at).is_some_and(is_button);
    let invites = |at: usize, block: &Block| {
        folded(&block.text).starts_with("thanks for reading") && (is_button(at + 1) || has_button(block))
    };
    let asks = blocks.iter().enumerate().filter(|(at, block)| is_button(*at) || invites(*at, block));
    let asks: Vec<usize> = asks.map(|(at, _)| at).collect();
    around.extend(&asks);
    // A mail that is all service is somebody's letter about one.
    if (0..blocks.len()).all(|at| around.contains(&at)) {
        return;
    }
    for at in around {
        if let Some(block) = blocks.get_mut(at) {
            block.dropped = Some(Rule::Service);
            block.in_doubt = !asks.contains(&at) && !shows_itself(block, reader);
        }
    }
}

/// Whether a block is a service's by its own words and links, and not by where it stands or by the reader's address alone.
fn shows_itself(block: &Block, reader: &Recipient) -> bool {
    let text = folded(&block.text);
    let leaves = |link: &Link| reader.leaves_at.contains(&link.url) || leaves(link, &text);
    let online = |link: &Link| has_any(&folded(&link.words), &PHRASES.online);
    opens(block, &text) || words(block) < LONG_WORDS && links(block).iter().any(|link| leaves(link) || online(link))
}

/// The blocks above the letter: those before the first sentence that show themselves to be a service's.
fn head(blocks: &[Block], marks: &[Mark]) -> Vec<usize> {
    let above = blocks
        .iter()
        .zip(marks)
        .take(MOST_ABOVE)
        .take_while(|(block, mark)| **mark == Mark::Strong || !is_prose(block));
    let is_service = |(block, mark): &(&Block, &Mark)| **mark == Mark::Strong && words(block) <= 4 * PROSE_WORDS;
    above.enumerate().filter(|(_, pair)| is_service(pair)).map(|(at, _)| at).collect()
}

/// The blocks below the letter.
fn foot(blocks: &[Block], marks: &[Mark], head: &[usize]) -> Vec<usize> {
    let marked: Vec<(Mark, bool)> =
        blocks.iter().zip(marks).map(|(block, mark)| (*mark, is_plain_and_short(block))).collect();
    // The last blocks that may all be a service's.
    let run = marked.iter().rev().take_while(|(mark, short)| *mark != Mark::None || *short).count();
    let start = blocks.len() - run;
    let Some(strong) = marks.iter().enumerate().skip(start).rfind(|(_, mark)| **mark == Mark::Strong).map(|(at, _)| at)
    else {
        // A claim of copyright needs no link, as the last of all.
        let claims = blocks.iter().rev().take_while(|block| is_claim(block)).count();
        return (blocks.len() - claims..blocks.len()).filter(|_| claims < blocks.len()).collect();
    };
    // Up to the first that has a mark, over a few that have none.
    let mut top = strong;
    for (at, mark) in marks.iter().enumerate().take(strong).skip(start).rev() {
        let near = top - at <= if *mark >= Mark::Opening { MOST_BETWEEN + 1 } else { 1 };
        if *mark != Mark::None && near {
            top = at;
        }
    }
    let count = |range: &[Block]| range.iter().map(words).sum::<usize>();
    let (letter, foot) = blocks.split_at_checked(top).unwrap_or((blocks, &[]));
    // Where it stands above more than it leaves, it is no foot.
    let below = foot.get(strong - top + 1..).unwrap_or_default();
    let above = head.iter().filter(|at| **at < top).count();
    if letter.len() <= above || count(letter) < count(below) {
        return Vec::new();
    }
    (top..blocks.len()).collect()
}

fn mark(block: &Block, reader: &Recipient) -> Mark {
    let count = words(block);
    if count > SERVICE_WORDS || block.kind == BlockKind::Quotation {
        return Mark::None;
    }
    let text = folded(&block.text);
    let opens = opens(block, &text);
    let names_reader = || {
        let lower = block.text.to_lowercase();
        reader.addresses.iter().any(|address| lower.contains(address.as_str()))
    };
    // A sentence of the letter may link to how one leaves something: it takes more to be the service's own.
    let prose = is_prose(block);
    let links = links(block);
    let leads = links.iter().any(|link| {
        let own = reader.leaves_at.contains(&link.url);
        own || (leaves(link, &text) || has_any(&folded(&link.words), &PHRASES.online))
            && (!prose || opens || is_for_one(&link.url))
    });
    if leads || names_reader() || opens && !links.is_empty() && !prose {
        return Mark::Strong;
    }
    match () {
        () if opens && count <= 2 * SHORT_WORDS => Mark::Opening,
        () if is_claim(block) || is_button(block) || is_row_of_places(block) => Mark::Weak,
        () => Mark::None,
    }
}

/// Whether a block opens like a line that a service adds.
fn opens(block: &Block, text: &str) -> bool {
    let with = |phrases: &[String]| phrases.iter().any(|phrase| has_phrase(text, phrase, true));
    let alone = || PHRASES.credits.iter().any(|credit| credit == text);
    with(&PHRASES.openings) && has_any(text, &PHRASES.mails)
        || with(&PHRASES.credits) && !ends_sentence(block)
        || alone()
}

/// A link with the words that carry it.
struct Link {
    words: String,
    url: String,
}

/// The links of a block's markup.
fn marked_links(block: &Block) -> impl Iterator<Item = Link> {
    block.links.iter().map(|link| {
        let words = block.text.get(link.start..link.end).unwrap_or_default().to_owned();
        Link { words, url: link.url.clone() }
    })
}

/// The links of a block: those of its markup, and addresses in its text with the words before them.
fn links(block: &Block) -> Vec<Link> {
    let mut links: Vec<Link> = marked_links(block).collect();
    let mut rest = block.text.as_str();
    while let Some(at) = ["https://", "http://", "mailto:"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let end = from.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | ')' | ']' | '"'));
        let (url, after) = from.split_at_checked(end.unwrap_or(from.len())).unwrap_or((from, ""));
        links.push(Link { words: clean(before), url: url.trim_end_matches(['.', ',', ';']).to_owned() });
        rest = after;
    }
    links
}

/// Whether a reader leaves by the link: its words say so, or the text does and the link is "here", or its address does.
fn leaves(link: &Link, text: &str) -> bool {
    let words = folded(&link.words);
    let few = words.split(' ').count() <= LINK_WORDS;
    let says = |text: &str| has_any(text, &PHRASES.leave);
    let here = matches!(
        words.as_str(),
        "here" | "click here" | "this link" | "link" | "hier" | "ici" | "aquí" | "aqui" | "qui"
    );
    let url = link.url.to_lowercase();
    few && (says(&words) || here && says(text)) || PHRASES.paths.iter().any(|path| url.contains(path.as_str()))
}

/// Whether an address is one reader's own: it carries a mark that no two share.
fn is_for_one(url: &str) -> bool {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let is_token = |part: &str| {
        part.len() >= 10
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    !query.is_empty() || url.starts_with("mailto:") || path.split(['/', '-', '.']).skip(3).any(is_token)
}

/// Whether the words of a text hold one of the phrases, or open with it.
fn has_phrase(text: &str, phrase: &str, opening: bool) -> bool {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    match opening {
        true => text.strip_prefix(phrase).is_some_and(ends),
        false => text.match_indices(phrase).any(|(at, _)| {
            let before = text.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(' '));
            before && text.get(at + phrase.len()..).is_some_and(ends)
        }),
    }
}

fn has_any(text: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| {
        // Scripts that set no spaces run a phrase into the next.
        has_phrase(text, phrase, false)
            || phrase.chars().all(super::super::html::is_unspaced) && text.contains(phrase.as_str())
    })
}

/// A claim of copyright: the mark and a year, and hardly more.
fn is_claim(block: &Block) -> bool {
    let text = block.text.trim_start_matches("Copyright").trim_start();
    let rest = text.strip_prefix('©').or_else(|| text.strip_prefix("(c)")).or_else(|| text.strip_prefix("(C)"));
    let year = rest.map(str::trim_start).and_then(|rest| rest.get(..4));
    words(block) <= SHORT_WORDS && year.is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A block of links alone, each of which is a button.
fn is_button(block: &Block) -> bool {
    let linked = block.linked > 0 && block.is_linked(80);
    linked && (has_button(block) || block.text.starts_with("http"))
}

fn has_button(block: &Block) -> bool {
    let is_one = |link: Link| PHRASES.buttons.contains(&folded(&link.words));
    !block.links.is_empty() && marked_links(block).all(is_one)
}

/// A row of links to the newsletter's other places.
fn is_row_of_places(block: &Block) -> bool {
    let is_one = |link: Link| PHRASES.places.contains(&folded(&link.words));
    block.is_linked(60) && !block.links.is_empty() && marked_links(block).all(is_one)
}

/// A line without a mark of its own that a foot may hold: an address, a name.
fn is_plain_and_short(block: &Block) -> bool {
    block.kind == BlockKind::Text && words(block) <= SHORT_WORDS && !ends_sentence(block)
}

fn is_prose(block: &Block) -> bool {
    words(block) >= PROSE_WORDS && ends_sentence(block) && !block.is_linked(50)
}

fn ends_sentence(block: &Block) -> bool {
    let text = block.text.trim_end_matches(['"', '”', '’', '\'', ')', '»']);
    let abbreviated = ["Inc.", "Ltd.", "Co.", "LLC.", "St.", "Ave."].iter().any(|end| text.ends_with(end));
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', '।']) && !abbreviated
}

fn words(block: &Block) -> usize {
    block.text.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::super::super::html::{self, Boilerplate};
    use super::*;

    /// The letter's paragraphs, and after a rule those around it.
    fn check(body: &str) -> String {
        let document = html::parse(body).expect("a document");
        let reader = Recipient {
            addresses: vec!["bo@readers.example".to_owned()],
            leaves_at: vec!["https://lists.example/leave/7f3a".to_owned()],
        };
        let mut blocks = html::every_block(&document.root(), Boilerplate::Mail, &[]);
        blocks.retain(|block| block.dropped.is_none());
        leave_out(&mut blocks, &reader);
        let (around, letter): (Vec<Block>, Vec<Block>) = blocks.into_iter().partition(|block| block.dropped.is_some());
        let texts = |blocks: &[Block]| blocks.iter().map(|block| block.text.clone()).collect::<Vec<_>>().join("\n");
        format!("{}\n--\n{}", texts(&letter), texts(&around))
    }

    fn whole(paragraphs: &[&str]) {
        let body: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
        let plain: Vec<String> = paragraphs.iter().map(|text| html::line(text).expect("a line")).collect();
        assert_eq!(check(&body), format!("{}\n--\n", plain.join("\n")));
    }

    #[test]
    fn the_phrases_are_read() {
        assert!(PHRASES.leave.len() > 20 && PHRASES.paths.iter().all(|path| path.is_ascii()));
        for phrase in
            [&PHRASES.leave, &PHRASES.online, &PHRASES.openings, &PHRASES.credits, &PHRASES.buttons, &PHRASES.places]
                .into_iter()
                .flatten()
        {
            assert!(!phrase.is_empty() && folded(phrase) == *phrase, "{phrase}");
        }
    }

    #[test]
    fn sentences_with_the_words_of_a_foot_were_taken_away() {
        for said in [
            "The notice was sent to every house below the weir.",
            "You received this notice, it says, because your house lies below the weir.",
            "The ferry is powered by the tide and by two old men.",
            "Her letter was sent with a copy of the council’s new privacy policy.",
            "The town will unsubscribe from the county’s alerts, the clerk said.",
            "“All rights reserved,” the sign on the pier said.",
            "Copyright 2019 is painted on the hull.",
            "Sent from the mainland, the parts came on Monday.",
            "To unsubscribe from the water works took her two years, she said.",
            "Readers can <a href=\"https://town.example/alerts\">unsubscribe</a> from the town’s alerts at any time, the clerk said.",
            "The town tells <a href=\"https://town.example/how-to-unsubscribe\">how one leaves</a> the list of its alerts, and why.",
            "The <a href=\"https://town.example/privacy\">privacy policy</a> of the ferry is a page long.",
        ] {
            whole(&["Hello all.", "The ferry runs again.", said, "It was late."]);
            whole(&["Hello all.", "The ferry runs again.", said]);
        }
    }

    #[test]
    fn a_sentence_right_above_a_foot_was_taken_for_a_part_of_it() {
        for said in [
            "Copyright law is one thing, she said.",
            "If you no longer want to drive, take the ferry.",
            "Sent by train, it came on Monday.",
            "You received this notice if you live below the weir.",
            "Having trouble with the lock? Ask Ida.",
        ] {
            let body = format!(
                "<p>The ferry runs again.</p><p>{said}</p><p>You receive these emails as a friend. <a href=\"x\">Unsubscribe</a></p>"
            );
            assert!(check(&body).starts_with(&format!("The ferry runs again.\n{said}\n--\n")), "{}", check(&body));
        }
    }

    #[test]
    fn a_foot_goes_with_all_that_is_in_it() {
        insta::assert_snapshot!(check(
            "<p>View it <a href=\"https://v.example/1\">in your browser</a>. <a href=\"https://v.example/p\">View in browser</a></p>\
             <h1>The ferry</h1><p>The ferry runs again, four times a day from Monday, as it did before the war.</p><p>Bring a coat.</p><p>Ida</p>\
             <p><a href=\"#\">Share</a></p><p>Harbour Notes, 1 Pier Road</p>\
             <p>You are receiving this email because you signed up on our site.</p><p>1 Pier Road<br><br>Low Ford</p>\
             <p>Want to change how you get these? <a href=\"https://v.example/pref?u=1\">Update your preferences</a> or <a href=\"x\">unsubscribe from this list</a>.</p>\
             <p>© 2024 Harbour Notes Ltd.</p><p><a href=\"https://t.example\">Twitter</a> <a href=\"https://f.example\">Facebook</a></p>"
        ), @r"
        The ferry
        The ferry runs again, four times a day from Monday, as it did before the war.
        Bring a coat.
        Ida
        Harbour Notes, 1 Pier Road
        --
        View it in your browser. View in browser
        Share
        You are receiving this email because you signed up on our site.
        1 Pier Road
        Low Ford
        Want to change how you get these? Update your preferences or unsubscribe from this list.
        © 2024 Harbour Notes Ltd.
        Twitter Facebook
        ");
    }

    #[test]
    fn a_link_to_leave_above_the_letter_takes_the_letter_not_away() {
        insta::assert_snapshot!(check(
            "<p>You get this as a friend of the pier. <a href=\"https://v.example/u?x=1\">Unsubscribe</a></p><h2>In short</h2>\
             <ul><li>The ferry runs</li><li>The weir holds</li></ul><p>The lock is shut</p><p>The pier is open</p>"
        ), @r"
        In short
        The ferry runs
        The weir holds
        The lock is shut
        The pier is open
        --
        You get this as a friend of the pier. Unsubscribe
        ");
    }

    #[test]
    fn lists_of_links_above_a_foot_are_the_letters() {
        insta::assert_snapshot!(check(
            "<p>Today’s links.</p><p><a href=\"https://a.example/1\">The ferry runs</a></p><p><a href=\"https://a.example/2\">The weir holds</a></p>\
             <p>The pier is shut</p><p>Opt out <a href=\"https://lists.example/leave/7f3a\">over there</a></p>"
        ), @r"
        Today’s links.
        The ferry runs
        The weir holds
        The pier is shut
        --
        Opt out over there
        ");
    }

    #[test]
    fn the_readers_own_address_marks_a_foot() {
        insta::assert_snapshot!(check(
            "<p>The ferry runs again, four times a day from Monday.</p><p>This went to Bo@Readers.example, who signed up in May.</p>"
        ), @r"
        The ferry runs again, four times a day from Monday.
        --
        This went to Bo@Readers.example, who signed up in May.
        ");
    }

    #[test]
    fn addresses_in_a_text() {
        let text = "Read it: https://a.example/x. Leave <https://b.example/y?z> or mailto:c@d.example";
        let blocks = super::super::super::plain::blocks(text);
        let links: Vec<Link> = blocks.iter().flat_map(links).collect();
        let told: Vec<String> = links.iter().map(|link| format!("{}|{}", link.words, link.url)).collect();
        assert_eq!(told, ["Read it:|https://a.example/x", "Leave <|https://b.example/y?z", "> or|mailto:c@d.example"]);
    }

    #[test]
    fn feet_in_other_languages() {
        for (opening, leave) in [
            ("Sie erhalten diese Mail, weil Sie sich angemeldet haben.", "Newsletter abmelden"),
            ("Vous recevez cet e-mail car vous êtes inscrit.", "Se désabonner"),
            ("Recibes este correo porque te suscribiste.", "Darse de baja"),
            ("Вы получили это письмо, потому что подписались.", "Отписаться"),
            ("You received this email.", "退订"),
        ] {
            let body = format!(
                "<p>Die Fähre fährt wieder, viermal am Tag.</p><p>{opening}</p><p><a href=\"x\">{leave}</a></p>"
            );
            assert_eq!(check(&body), format!("Die Fähre fährt wieder, viermal am Tag.\n--\n{opening}\n{leave}"));
        }
    }

    proptest::proptest! {
        #[test]
        fn every_block_is_somewhere(texts in proptest::collection::vec("(unsubscribe|the ferry runs.|© 2024|share|sent to bo@readers.example)", 0..9)) {
            let body: String = texts.iter().map(|text| format!("<p><a href=x>{text}</a></p>")).collect();
            let kept = check(&body).lines().filter(|line| *line != "--" && !line.is_empty()).count();
            proptest::prop_assert_eq!(kept, texts.len());
        }
    }
}
