//! Whose word on an article counts where several sources have it: for its text, for whom it is, and on what terms.

use std::fs;
use std::io::Write;

use crate::import_sources::{FERRY, Letter, SCHOOL, WEIR, feed, item, markdown};
use crate::support::web::{Page, Web};

const SITE: &str = "https://harbour.example";
const MEMO: &str = "https://harbour.example/p/memo";

fn mail(text: &str) -> (&'static str, String) {
    let mail = format!(
        "From: Ann Reed <ann@harbour.example>\nSubject: The ferry memo\nMessage-ID: <1@harbour.example>\n\
         Date: Wed, 01 May 2024 10:00:00 +0000\nList-Post: <{MEMO}>\nContent-Type: text/html; charset=utf-8\n\n<p>{text}</p>\n"
    );
    ("m.eml", mail)
}

fn own_feed(text: &str) -> (&'static str, String) {
    ("own.xml", feed("Harbour Notes", SITE, &[item("The ferry memo", MEMO, "m", 1, text)]))
}

fn planet(text: &str) -> (&'static str, String) {
    ("planet.xml", feed("Planet Coast", "https://planet.example", &[item("The ferry memo", MEMO, "m", 1, text)]))
}

fn page(text: &str) -> (&'static str, String) {
    let page = format!(
        "<html><head><title>The ferry memo</title><link rel=\"canonical\" href=\"{MEMO}\">\
         <meta property=\"article:published_time\" content=\"2024-05-01\"></head>\
         <body><article><h1>The ferry memo</h1><p>{text}</p><p>{SCHOOL}</p><p>{WEIR}</p></article></body></html>"
    );
    ("p.html", page)
}

/// Imports the files in this order and in the other: whose text stands, by its number of times a day.
fn check(files: [(&str, String); 2]) -> String {
    let [one, other] = files;
    let [first, second] = [[one.clone(), other.clone()], [other, one]].map(|files| {
        let letter = Letter::new();
        letter.import(&files);
        let before = letter.only();
        for _ in 0..2 {
            letter.import(&files);
            assert_eq!(letter.only(), before, "it changes at every import");
        }
        let times = ["twice", "thrice", "four times", "five times"];
        times.iter().filter(|times| before.contains(*times)).copied().collect::<Vec<_>>().join(" and ")
    });
    if first == second { first } else { format!("{first}, or {second}") }
}

fn times(times: &str) -> String {
    FERRY.replace("four times", times)
}

#[test]
fn the_weightier_source_gives_the_text_whichever_comes_first() {
    assert_eq!(check([mail(&times("twice")), own_feed(&times("thrice"))]), "thrice");
    assert_eq!(check([mail(&times("twice")), ("a.md", markdown("", &times("thrice")))]), "thrice");
    let long = format!("{} {SCHOOL} {WEIR}", times("thrice"));
    assert_eq!(check([mail(&long), page(&times("twice"))]), "twice");
    assert_eq!(check([page(&times("twice")), own_feed(&long)]), "thrice");
    assert_eq!(check([planet(&times("twice")), mail(&times("thrice"))]), "thrice");
    assert_eq!(check([planet(&times("twice")), own_feed(&times("thrice"))]), "thrice");
    // Of two that weigh the same, the first.
    let export = ("a.md", markdown("", &times("twice")));
    assert_eq!(check([export, own_feed(&times("thrice"))]), "twice, or thrice");
}

#[test]
fn of_equals_the_one_that_changed_later_counts() {
    let dated =
        |day: u32, text: &str| markdown(&format!("id: n{day}\nupdated: 2024-05-{day:02}T10:00:00Z\n"), &times(text));
    assert_eq!(check([("a.md", dated(2, "twice")), ("b.md", dated(3, "thrice"))]), "thrice");
    let same_day =
        |hour: u32, text: &str| markdown(&format!("id: n{hour}\nupdated: 2024-05-02 {hour}:00\n"), &times(text));
    assert_eq!(check([("a.md", same_day(14, "twice")), ("b.md", same_day(11, "thrice"))]), "twice");
}

#[test]
fn a_part_never_takes_the_place_of_the_whole() {
    let whole = |text: &str| format!("{} {SCHOOL} {WEIR}", times(text));
    let part = |text: &str| format!("{}…", times(text).trim_end_matches('.'));
    assert_eq!(check([own_feed(&part("twice")), mail(&whole("thrice"))]), "thrice");
    assert_eq!(check([own_feed(&times("twice")), mail(&whole("thrice"))]), "thrice");
    assert_eq!(check([("a.md", markdown("", &part("twice"))), page(&times("thrice"))]), "thrice");
}

#[test]
fn two_feeds_of_one_site_took_turns() {
    let letter = Letter::new();
    let polls = [own_feed(&times("twice")), ("other.xml", own_feed(&times("thrice")).1)];
    letter.import(&polls);
    let before = letter.only();
    for poll in polls.iter().chain(&polls) {
        let told = letter.import(std::slice::from_ref(poll));
        assert!(told.contains("0 changed"), "{told}");
        assert_eq!(letter.only(), before);
    }
    // What it says anew is taken.
    assert!(letter.import(&[own_feed(&times("five times"))]).contains("1 changed"));
}

#[test]
fn terms_are_tightened_by_all_and_loosened_by_the_weightiest() {
    let free = "licence: CC BY 4.0\n";
    let whole = |text: &str| format!("{text}\n\n{SCHOOL}\n\n{WEIR}");
    let letter = Letter::new();
    let rights = |rights: &str| {
        let link = format!("<link rel=\"license\" href=\"https://creativecommons.org/licenses/{rights}\">");
        ("p.html", page(FERRY).1.replace("</head>", &format!("{link}</head>")))
    };
    letter.import(&[("a.md", markdown("licence: all rights reserved\n", &whole(FERRY)))]);
    assert!(letter.only().contains("show = \"quote\""), "{}", letter.only());
    let told = letter.import(&[rights("by/4.0/")]);
    assert!(told.contains("keeps its terms"), "{told}");
    assert!(letter.only().contains("licence = \"all rights reserved\""), "{}", letter.only());
    // It is still the source's own, not a person's.
    let told = letter.import(&[("a.md", markdown(free, &whole(&times("five times"))))]);
    assert!(told.contains("1 changed") && told.contains("may be shown more from now on"), "{told}");
    assert!(letter.only().contains("show = \"whole\""), "{}", letter.only());

    let letter = Letter::new();
    letter.import(&[rights("by/4.0/")]);
    assert!(letter.only().contains("show = \"whole\""), "{}", letter.only());
    let told = letter.import(&[("a.md", markdown("licence: all rights reserved\n", &whole(FERRY)))]);
    assert!(told.contains("may be shown less from now on"), "{told}");
    let before = letter.only();
    assert!(before.contains("show = \"quote\"") && before.contains("all rights reserved"), "{before}");
    letter.import(&[rights("by/4.0/")]);
    assert_eq!(letter.only(), before);
}

#[test]
fn the_open_part_of_a_paid_article_is_told_and_gives_way_to_the_whole() {
    let wall = "<p>This post is for paid subscribers</p><p><a href=\"https://harbour.example/subscribe\">Already a paid subscriber? Sign in</a></p>";
    let stub = item("The ferry memo", MEMO, "m", 1, FERRY)
        .replace("&lt;/p&gt;</d", &format!("&lt;/p&gt;{}</d", wall.replace('<', "&lt;").replace('>', "&gt;")));
    let stub = ("own.xml", feed("Harbour Notes", SITE, &[stub]));
    for export in ["audience: everyone\n", ""] {
        let whole = ("a.md", markdown(export, &format!("{FERRY} {SCHOOL} {WEIR}")));
        for files in [[stub.clone(), whole.clone()], [whole.clone(), stub.clone()]] {
            let letter = Letter::new();
            letter.import(&files);
            let article = letter.only();
            assert!(article.contains("audience = \"paid\"") && article.contains(WEIR), "{article}");
            assert!(!article.contains("Sign in") && !article.contains("for paid subscribers"), "{article}");
            letter.import(&files);
            assert_eq!(letter.only(), article);
        }
    }
}

#[test]
fn for_whom_mails_are_is_said_once() {
    let letter = Letter::new();
    assert!(letter.import(&[mail(FERRY)]).contains("mails do not say for whom they are: taken for everyone"));
    assert!(!letter.only().contains("audience"));
    letter.0.run(&["import", "--audience", "paid", "m.eml"]);
    assert!(letter.only().contains("audience = \"paid\""), "{}", letter.only());
    let other = mail(SCHOOL).1.replace("memo", "school").replace("<1@", "<2@");
    let told = letter.import(&[("n.eml", other)]);
    assert!(!told.contains("for whom"), "{told}");
    assert_eq!(letter.articles().iter().filter(|(_, text)| text.contains("audience = \"paid\"")).count(), 2);
}

#[test]
fn a_feed_brings_so_many_new_articles_at_once() {
    let letter = Letter::new();
    let web = Web::start();
    let items: Vec<String> = (1..=5)
        .map(|day| {
            item(&format!("Part {day}"), &format!("{SITE}/{day}"), &day.to_string(), day, &format!("{day}: {FERRY}"))
        })
        .collect();
    web.put("/feed", Some("\"1\""), feed("Harbour Notes", SITE, &items));
    let settings = letter.0.folder.join("pullquote.toml");
    let mut text = fs::read_to_string(&settings).expect("settings");
    text += &format!(
        "\n[fetch]\nhttp = true\nallow_addresses = [\"127.0.0.1:{}\"]\n[[feed]]\nurl = \"{}\"\nmost_new = 2\n",
        web.port,
        web.url("/feed")
    );
    fs::write(&settings, text).expect("written");
    for (added, waiting) in [(2, Some(3)), (2, Some(1)), (1, None)] {
        let told = letter.0.run(&["import", "--feeds"]);
        assert!(told.contains(&format!("{added} added")), "{told}");
        match waiting {
            Some(waiting) => {
                assert!(told.contains(&format!("{waiting} more articles: 2 new ones come in at once")), "{told}")
            }
            None => assert!(!told.contains("more articles"), "{told}"),
        }
    }
    assert_eq!(letter.articles().len(), 5);
    // All of it is there, so its tag is kept.
    letter.0.run(&["import", "--feeds"]);
    assert_eq!(web.with(|site| site.asked.last().map(|asked| asked.status)), Some(304));
}

#[test]
fn a_server_that_compresses_unasked_was_refused() {
    let packed = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("written");
        encoder.finish().expect("packed")
    };
    let (web, letter) = (Web::start(), Letter::new());
    let page = Page {
        status: 200,
        etag: None,
        location: None,
        encoding: Some("gzip".to_owned()),
        body: packed(own_feed(FERRY).1.as_bytes()),
    };
    web.with(|site| site.pages.insert("/feed".to_owned(), page));
    let told = letter.0.run(&["import", "--http", "--allow-address", "127.0.0.1", &web.url("/feed")]);
    assert!(told.contains("1 added"), "{told}");
    fs::write(letter.0.folder.join("m.eml.gz"), packed(mail(SCHOOL).1.replace("memo", "school").as_bytes()))
        .expect("written");
    assert!(letter.0.run(&["import", "m.eml.gz"]).contains("1 added"));
}

#[test]
fn what_an_article_was_before_a_person_edited_it_is_in_its_log() {
    let letter = Letter::new();
    letter.import(&[("a.md", markdown("", FERRY))]);
    let (path, text) = letter.articles().into_iter().next().expect("an article");
    fs::write(&path, text.replace("four times", "five times")).expect("written");
    letter.0.run(&["index"]);
    let log = letter.0.run(&["log", "2024-05-01-the-ferry-memo"]);
    assert_eq!(log.matches("superseded").count(), 1, "{log}");
    let kept = log
        .lines()
        .find_map(|line| line.split("  ").last().filter(|path| path.starts_with("history/")))
        .expect("a file");
    assert!(fs::read_to_string(letter.0.folder.join("corpus").join(kept)).expect("kept").contains("four times"));
    // What an import changes is kept once.
    letter.import(&[("b.md", markdown("", SCHOOL).replace("memo", "school"))]);
    letter.import(&[("b.md", markdown("", WEIR).replace("memo", "school"))]);
    let log = letter.0.run(&["log", "2024-05-01-the-ferry-school"]);
    assert_eq!(log.matches("superseded").count(), 1, "{log}");
}

#[test]
fn a_guessed_address_stayed_though_a_feed_knew_the_right_one() {
    let text = format!("---\ntitle: The ferry memo\ndate: 2024-05-01\n---\n{FERRY}\n\n{SCHOOL}\n");
    let right = "https://harbour.example/2024/05/ferry-memo/";
    let of_feed = feed("Harbour Notes", "https://harbour.example", &[item("The ferry memo", right, "g1", 1, FERRY)]);
    let of_planet =
        feed("Planet", "https://planet.example", &[item("The ferry memo", "https://planet.example/7", "g1", 1, FERRY)]);
    let letter = Letter::new();
    let told = letter.import(&[("memo.md", text.clone())]);
    assert!(told.contains("the address of 1 article is a guess"), "{told}");
    letter.import(&[("planet.xml", of_planet)]);
    assert!(letter.only().contains("url_is_guessed = true"), "{}", letter.only());
    let told = letter.import(&[("feed.xml", of_feed.clone())]);
    assert!(
        told.contains(&format!(
            "its address is {right}, as its feed says; https://harbour.example/memo, which was a guess, still finds it"
        )),
        "{told}"
    );
    let stands = letter.only();
    for line in
        [format!("url = \"{right}\"\n"), "aliases = [\"https://harbour.example/memo\"]\n".to_owned(), SCHOOL.to_owned()]
    {
        assert!(stands.contains(&line), "{line}: {stands}");
    }
    assert!(!stands.contains("url_is_guessed"));
    // Neither source changes it again, and a change of the text keeps the address.
    letter.import(&[("memo.md", text.clone()), ("feed.xml", of_feed)]);
    assert_eq!(letter.only(), stands);
    letter.import(&[("memo.md", text.replace("a week", "a month"))]);
    let changed = letter.only();
    assert!(
        changed.contains("shuts for a month") && changed.contains(right) && !changed.contains("url_is_guessed"),
        "{changed}"
    );
}
