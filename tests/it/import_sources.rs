//! One article from several sources: which are the same, whose text stands, who may read it, and that a second import of
//! the same files changes nothing.

use std::fs;

use crate::support::newsletter::Newsletter;

/// A newsletter, and what the test calls its files.
pub struct Letter(pub Newsletter);

/// An item of a feed.
pub fn item(title: &str, url: &str, guid: &str, day: u32, text: &str) -> String {
    let guid = if guid == "-" { String::new() } else { format!("<guid isPermaLink=\"false\">{guid}</guid>") };
    format!(
        "<item><title>{title}</title><link>{url}</link>{guid}<pubDate>{day:02} May 2024 10:00:00 GMT</pubDate>\
         <description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
    )
}

pub fn feed(title: &str, site: &str, items: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{title}</title><link>{site}</link>\
         <description>d</description>{}</channel></rss>",
        items.concat()
    )
}

pub fn markdown(fields: &str, text: &str) -> String {
    format!("---\ntitle: The ferry memo\ndate: 2024-05-01\nurl: https://harbour.example/p/memo\n{fields}---\n{text}\n")
}

pub const FERRY: &str =
    "The ferry to Oak Island runs four times a day from Monday, said its captain, Ida Berg, at the pier.";
pub const SCHOOL: &str =
    "The school at Low Ford shuts for a week so that its roof can be mended, the head teacher told parents.";
pub const WEIR: &str =
    "Nobody had opened the weir above the old dye works in nine years when the water came on Sunday night.";

impl Letter {
    pub fn new() -> Letter {
        let letter = Newsletter::new();
        letter.run(&["init", ".", "--name", "Harbour Notes", "--site", "https://harbour.example"]);
        Letter(letter)
    }

    /// Writes the files and imports each by itself, in order; what the last said.
    pub fn import(&self, files: &[(&str, String)]) -> String {
        for (name, text) in files {
            fs::write(self.0.folder.join(name), text).expect("written");
        }
        files.iter().fold(String::new(), |_, (name, _)| self.0.run(&["import", name]))
    }

    pub fn articles(&self) -> Vec<(String, String)> {
        let folder = fs::read_dir(self.0.folder.join("corpus/articles")).expect("a folder");
        let mut articles: Vec<(String, String)> = folder
            .map(|entry| entry.expect("an entry").path())
            .map(|path| (path.display().to_string(), fs::read_to_string(path).expect("text")))
            .collect();
        articles.sort();
        articles
    }

    pub fn only(&self) -> String {
        let articles = self.articles();
        assert_eq!(articles.len(), 1, "{articles:?}");
        articles.into_iter().next().map(|(_, text)| text).unwrap_or_default()
    }
}

/// Imports the files in every order, each time three times over: the articles hold these texts, one each, and later
/// imports change nothing.
fn check(files: &[(&str, String)], texts: &[&str]) -> Vec<Letter> {
    let orders = [files.to_vec(), files.iter().rev().cloned().collect()];
    orders
        .into_iter()
        .map(|mut files| {
            let letter = Letter::new();
            letter.import(&files);
            let first = letter.articles();
            assert_eq!(first.len(), texts.len(), "{first:#?}");
            for text in texts {
                assert_eq!(first.iter().filter(|(_, own)| own.contains(text)).count(), 1, "{text}: {first:#?}");
            }
            for _ in 0..2 {
                letter.import(&files);
                assert_eq!(letter.articles(), first);
                files.reverse();
            }
            letter
        })
        .collect()
}

#[test]
fn three_items_of_one_guid_overwrote_each_other() {
    for days in [[1, 2, 3], [1, 1, 1]] {
        let [a, b, c] = days;
        let items = [
            item("The ferry", "https://harbour.example/1", "x", a, FERRY),
            item("The school", "https://harbour.example/2", "x", b, SCHOOL),
            item("The weir", "https://harbour.example/3", "x", c, WEIR),
        ];
        let name = "Harbour Notes";
        let [one, two, three] = &items;
        let grown = [three.clone(), two.clone(), one.clone()];
        let files = [
            ("one.xml", feed(name, "https://harbour.example", &items)),
            ("two.xml", feed(name, "https://harbour.example", &grown)),
        ];
        check(&files, &[FERRY, SCHOOL, WEIR]);
    }
}

#[test]
fn an_item_that_came_later_took_the_place_of_one_with_its_guid_and_title() {
    let old = item("Open thread", "https://harbour.example/1", "x", 1, FERRY);
    let new = item("Open thread", "https://harbour.example/2", "x", 8, SCHOOL);
    let letter = Letter::new();
    letter.import(&[("f.xml", feed("Harbour Notes", "https://harbour.example", std::slice::from_ref(&old)))]);
    letter.import(&[("f.xml", feed("Harbour Notes", "https://harbour.example", &[new, old]))]);
    assert_eq!(letter.articles().len(), 2);
}

#[test]
fn two_feeds_that_count_from_one_overwrote_each_other() {
    let east = |site: &str| feed("East Letter", site, &[item("Notes", "https://east.example/p/1", "1", 1, FERRY)]);
    let west = |site: &str| feed("West Letter", site, &[item("Notes", "https://west.example/p/1", "1", 1, SCHOOL)]);
    let apart = [("east.xml", east("https://east.example")), ("west.xml", west("https://west.example"))];
    for letter in check(&apart, &[FERRY, SCHOOL]) {
        let all = letter.articles().into_iter().map(|(_, text)| text).collect::<String>();
        // The publisher that a source names is kept, whatever the settings say.
        assert!(all.contains("publisher = \"East Letter\"") && all.contains("publisher = \"West Letter\""), "{all}");
    }
    // Feeds that do not say whose they are.
    check(&[("east.xml", east("")), ("west.xml", west(""))], &[FERRY, SCHOOL]);
}

#[test]
fn items_without_a_guid_are_known_by_their_address() {
    let atom = |entries: &str| {
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Harbour Notes</title><id>tag:h</id>{entries}</feed>"
        )
    };
    let entry = |id: &str, number: u32, text: &str| {
        format!(
            "<entry><id>{id}</id><title>Part {number}</title><link href=\"https://harbour.example/{number}\"/>\
             <published>2024-05-0{number}T10:00:00Z</published><content>{text}</content></entry>"
        )
    };
    let items = |guid: &str| {
        [
            item("The ferry", "https://harbour.example/1", guid, 1, FERRY),
            item("The school", "https://harbour.example/2", guid, 2, SCHOOL),
        ]
    };
    for guid in ["-", "", " "] {
        check(&[("f.xml", feed("Harbour Notes", "https://harbour.example", &items(guid)))], &[FERRY, SCHOOL]);
    }
    for id in ["tag:h,2024:1", ""] {
        check(&[("a.xml", atom(&(entry(id, 1, FERRY) + &entry(id, 2, SCHOOL))))], &[FERRY, SCHOOL]);
    }
    let json = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Harbour Notes", "home_page_url": "https://harbour.example",
        "items": [
            {"id": "1", "url": "https://harbour.example/1", "title": "A", "date_published": "2024-05-01T10:00:00Z", "content_text": FERRY},
            {"id": "1", "url": "https://harbour.example/2", "title": "B", "date_published": "2024-05-02T10:00:00Z", "content_text": SCHOOL},
        ],
    });
    check(&[("feed.json", json.to_string())], &[FERRY, SCHOOL]);
}

#[test]
fn an_aggregators_summary_replaced_the_text() {
    let own = item("The ferry", "https://harbour.example/p/ferry", "h-1", 1, &format!("{FERRY} {SCHOOL}"));
    let summary = |text: &str| item("The ferry", "https://harbour.example/p/ferry?utm_source=planet", "h-1", 1, text);
    let planet = |text: &str| feed("Planet Coast", "https://planet.example", &[summary(text)]);
    let files = [
        ("own.xml", feed("Harbour Notes", "https://harbour.example", &[own])),
        ("planet.xml", planet("The ferry to Oak Island runs four times a day from… Read more")),
    ];
    for letter in check(&files, &[SCHOOL]) {
        let article = letter.only();
        assert!(!article.contains("Read more") && !article.contains("Planet"), "{article}");
        assert!(article.contains("publisher = \"Harbour Notes\""), "{article}");
        // The aggregator cuts it elsewhere from now on.
        letter.import(&[("planet.xml", planet("The ferry to Oak Island runs… Read more"))]);
        assert!(letter.only().contains(SCHOOL));
    }
}

#[test]
fn one_article_that_a_feed_has_twice_changed_at_every_poll() {
    let whole = item("The ferry", "https://harbour.example/1", "x", 1, &format!("{FERRY} {SCHOOL}"));
    let short = item("The ferry", "https://harbour.example/1", "x", 1, "The ferry to Oak Island runs four times […]");
    for items in [[whole.clone(), short.clone()], [short, whole]] {
        check(&[("f.xml", feed("Harbour Notes", "https://harbour.example", &items))], &[SCHOOL]);
    }
}

#[test]
fn a_feed_that_is_cut_short_later_took_the_text_away() {
    let letter = Letter::new();
    let item = |text: &str| item("The ferry", "https://harbour.example/1", "x", 1, text);
    let import =
        |text: &str| letter.import(&[("f.xml", feed("Harbour Notes", "https://harbour.example", &[item(text)]))]);
    import(&format!("{FERRY} {SCHOOL}"));
    assert!(import("The ferry to Oak Island runs four times a day […]").contains("1 unchanged"));
    assert!(letter.only().contains(SCHOOL));
    // What is corrected is still taken.
    assert!(import(&format!("{FERRY} {WEIR}")).contains("1 changed"));
}

#[test]
fn what_was_forgotten_kept_others_of_its_guid_out() {
    let letter = Letter::new();
    let east = item("The ferry", "https://east.example/p/1", "1", 1, FERRY);
    let west = item("The school", "https://west.example/p/1", "1", 1, SCHOOL);
    letter.import(&[("east.xml", feed("East", "https://east.example", std::slice::from_ref(&east)))]);
    letter.0.run(&["forget", "2024-05-01-the-ferry"]);
    assert!(letter.import(&[("west.xml", feed("West", "https://west.example", &[west]))]).contains("1 added"));
    assert!(letter.import(&[("east.xml", feed("East", "https://east.example", &[east]))]).contains("1 left out"));
}

/// A mail with the memo's text.
fn memo_mail() -> String {
    format!(
        "From: Ann Reed <ann@harbour.example>\nSubject: The ferry memo\nMessage-ID: <1@harbour.example>\n\
         Date: Wed, 01 May 2024 10:00:00 +0000\nList-Post: <https://harbour.example/p/memo>\n\
         Content-Type: text/html; charset=utf-8\n\n<html><body><p>{FERRY}</p></body></html>\n"
    )
}

#[test]
fn a_paid_article_was_opened_by_another_source() {
    let longer = item("The ferry memo", "https://harbour.example/p/memo", "m", 1, &format!("{FERRY} {SCHOOL} {WEIR}"));
    let others = [
        ("m.eml", memo_mail()),
        ("f.xml", feed("Harbour Notes", "https://harbour.example", &[longer])),
        ("again.md", markdown("", FERRY)),
        ("free.md", markdown("audience: everyone\n", FERRY)),
    ];
    for (name, other) in others {
        let paid = ("paid.md", markdown("audience: only_paid\n", FERRY));
        for files in [[paid.clone(), (name, other.clone())], [(name, other.clone()), paid.clone()]] {
            let letter = Letter::new();
            letter.import(&files);
            for _ in 0..2 {
                assert!(letter.only().contains("audience = \"paid\""), "{name}: {}", letter.only());
                let before = letter.only();
                letter.import(&[files.last().expect("two").clone()]);
                assert_eq!(letter.only(), before);
            }
        }
    }
}

#[test]
fn the_source_that_ranks_highest_opens_an_article_and_it_is_told() {
    let page = |free: bool| {
        format!(
            "<html><head><title>The ferry memo</title><link rel=\"canonical\" href=\"https://harbour.example/p/memo\">\
             <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"The ferry memo\",\
             \"datePublished\":\"2024-05-01\",\"isAccessibleForFree\":{free}}}</script></head>\
             <body><article><h1>The ferry memo</h1><p>{FERRY}</p><p>{SCHOOL}</p><p>{WEIR}</p></article></body></html>"
        )
    };
    let letter = Letter::new();
    letter.import(&[("p.html", page(false))]);
    assert!(letter.only().contains("audience = \"paid\""));
    let told = letter.import(&[("m.md", markdown("audience: everyone\n", FERRY))]);
    assert!(told.contains("for everyone from now on, as its markdown says"), "{told}");
    assert!(!letter.only().contains("audience"), "{}", letter.only());

    let letter = Letter::new();
    letter.import(&[("m.md", markdown("audience: only_paid\n", FERRY))]);
    let told = letter.import(&[("p.html", page(true))]);
    assert!(told.contains("stays for paying readers"), "{told}");
    assert!(letter.only().contains("audience = \"paid\""));
}

#[test]
fn a_persons_word_on_who_may_read_it_stays() {
    let letter = Letter::new();
    let files = [("m.eml", memo_mail()), ("paid.md", markdown("audience: only_paid\n", FERRY))];
    letter.import(&files);
    let path = letter.articles().into_iter().next().map(|(path, _)| path).expect("an article");
    let opened = letter.only().replace("audience = \"paid\"\n", "");
    fs::write(&path, &opened).expect("written");
    letter.import(&files);
    assert_eq!(letter.only(), opened);
}

#[test]
fn a_paid_export_left_an_article_that_a_person_wrote_open() {
    let letter = Letter::new();
    letter.import(&[("m.eml", memo_mail())]);
    let path = letter.articles().into_iter().next().map(|(path, _)| path).expect("an article");
    let edited = letter.only().replace("+++\nid", "+++\n# checked by Ann\nid").replace("four times", "five times");
    fs::write(&path, &edited).expect("written");
    let paid = [("paid.md", markdown("audience: only_paid\n", FERRY))];
    assert!(letter.import(&paid).contains("for paying readers from now on"));
    let article = letter.only();
    assert!(article.contains("audience = \"paid\"") && article.contains("# checked by Ann"), "{article}");
    assert!(article.contains("five times"), "{article}");
    letter.import(&paid);
    assert_eq!(letter.only(), article);
}

#[test]
fn items_without_a_title_or_a_text_of_their_own_were_refused() {
    let letter = Letter::new();
    let bare = item("", "https://harbour.example/1", "1", 1, FERRY);
    let picture = item("The school", "https://harbour.example/2", "2", 2, SCHOOL).replace(
        "<description>",
        "<encoded xmlns=\"http://purl.org/rss/1.0/modules/content/\"><![CDATA[<img src=\"a.jpg\">]]></encoded><description>",
    );
    let told = letter.import(&[("f.xml", feed("Harbour Notes", "https://harbour.example", &[bare, picture]))]);
    assert!(told.contains("2 added"), "{told}");
    let articles = letter.articles();
    assert!(
        articles
            .iter()
            .any(|(_, text)| text.contains("title = \"The ferry to Oak Island runs four times a day from Monday…\"")),
        "{articles:#?}"
    );
    assert!(articles.iter().any(|(_, text)| text.contains(SCHOOL)), "{articles:#?}");
}

#[test]
fn a_paragraph_of_hundreds_of_kilobytes_came_in_whole() {
    let letter = Letter::new();
    let told = letter.import(&[("long.md", markdown("", &format!("{FERRY} ").repeat(3_000)))]);
    assert!(told.contains("a paragraph of 299999 bytes was parted"), "{told}");
    let article = letter.only();
    let longest = article.lines().map(str::len).max().unwrap_or_default();
    assert!(longest <= 8 * 1024, "{longest}");
    assert_eq!(article.matches(FERRY).count(), 3_000);
}

#[test]
fn a_dry_run_knew_less_than_an_import() {
    let letter = Letter::new();
    fs::create_dir(letter.0.folder.join("in")).expect("a folder");
    let files = [
        ("in/a.md", markdown("", FERRY)),
        ("in/undated.md", format!("---\ntitle: The school\nurl: https://harbour.example/2\n---\n{SCHOOL}\n")),
        ("in/picture.jpg", String::new()),
        ("in/.hidden.md", String::new()),
    ];
    for (name, text) in &files {
        fs::write(letter.0.folder.join(name), text).expect("written");
    }
    let said = |arguments: &[&str]| {
        let output = letter.0.program(arguments).output().expect("the program runs");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    for arguments in [&["import", "--dry-run", "in"][..], &["import", "in"]] {
        let said = said(arguments);
        for told in [
            "refused: The school: it does not say when it was published",
            "left out: in/picture.jpg: not a kind of file that is read",
            "left out: in/.hidden.md: hidden",
        ] {
            assert!(said.contains(told), "{told}: {said}");
        }
    }
    assert!(said(&["import", "--dry-run", "in"]).contains("0 added, 0 changed, 0 joined, 1 unchanged"));
    letter.0.run(&["forget", "2024-05-01-the-ferry-memo"]);
    assert!(said(&["import", "--dry-run", "in"]).contains("was forgotten"));
}

#[test]
fn what_turns_the_direction_of_a_text_reached_a_terminal() {
    let letter = Letter::new();
    let title = "The \u{202e}ferry\u{2066}";
    let text = markdown("", FERRY).replace("The ferry memo", title);
    fs::write(letter.0.folder.join("a.md"), &text).expect("written");
    fs::write(letter.0.folder.join("b\u{202e}.md"), text.replace("date: 2024-05-01\n", "")).expect("written");
    let mut said = String::new();
    for arguments in [
        &["import", "--dry-run", "a.md", "b\u{202e}.md"][..],
        &["import", "--dry-run", "--json", "a.md", "b\u{202e}.md"],
        &["import", "a.md", "b\u{202e}.md"],
        &["log", "2024-05-01-the-ferry"],
        &["doctor"],
    ] {
        let output = letter.0.program(arguments).output().expect("the program runs");
        said += &String::from_utf8_lossy(&output.stdout);
        said += &String::from_utf8_lossy(&output.stderr);
    }
    assert!(said.contains("⟨U+202E⟩") && said.contains("\\u202e"), "{said}");
    assert!(!said.contains(['\u{202e}', '\u{2066}']), "{said}");
}

#[test]
fn front_matter_that_says_paid_in_another_tools_words_was_free() {
    let open = ["", "visibility: public\n", "audience: all\n", "paid: no\n", "free: true\n", "status: published\n"];
    let closed = [
        "access: members\n",
        "content-tier: premium\n",
        "membersOnly: true\n",
        "subscription: required\n",
        "is_paid: 1\n",
        "public: false\n",
        "params:\n  paid: yes\n",
        "visibility: public\ngated: true\n",
    ];
    let told = ["tiers: [gold]\n", "for: patrons\n"];
    for fields in open.iter().chain(&closed).chain(&told) {
        let letter = Letter::new();
        let said = letter.import(&[("a.md", markdown(fields, FERRY))]);
        assert_eq!(letter.only().contains("audience = \"paid\""), !open.contains(fields), "{fields}");
        assert_eq!(said.contains("does not say who may read it: taken for paid"), told.contains(fields), "{said}");
    }
    for table in ["extra", "params"] {
        let text = format!(
            "+++\ntitle = \"The ferry memo\"\ndate = 2024-05-01\nslug = \"memo\"\n[{table}]\npaid = true\n+++\n{FERRY}\n"
        );
        let letter = Letter::new();
        letter.import(&[("a.md", text)]);
        assert!(letter.only().contains("audience = \"paid\""), "{table}");
    }
}

#[test]
fn a_page_that_says_paid_in_its_marks_was_free() {
    let page = |mark: &str| {
        format!(
            "<html><head><title>The ferry memo</title><link rel=\"canonical\" href=\"https://harbour.example/p/memo\">\
             <meta property=\"article:published_time\" content=\"2024-05-01\">{mark}</head><body><article>\
             <h1>The ferry memo</h1><p>{FERRY}</p><p>{SCHOOL}</p><p>{WEIR}</p></article></body></html>"
        )
    };
    for (mark, paid) in [
        ("", false),
        ("<meta property=\"article:content_tier\" content=\"locked\">", true),
        ("<meta property=\"article:content_tier\" content=\"metered\">", true),
        ("<meta itemprop=\"isAccessibleForFree\" content=\"false\">", true),
        ("<link itemprop=\"isAccessibleForFree\" href=\"https://schema.org/False\">", true),
        ("<meta itemprop=\"isAccessibleForFree\" content=\"true\"><meta name=\"audience\" content=\"adults\">", false),
    ] {
        let letter = Letter::new();
        letter.import(&[("a.html", page(mark))]);
        assert_eq!(letter.only().contains("audience = \"paid\""), paid, "{mark}");
    }
}

#[test]
fn a_permalink_that_moved_kept_later_edits_out() {
    let moves = [
        ["http://harbour.example/p/ferry", "https://harbour.example/p/ferry", "https://www.harbour.example/p/ferry/"],
        [
            "https://harbour.example/p/ferry?utm_source=a",
            "https://harbour.example/p/ferry?utm_source=b",
            "https://harbour.example/p/ferry",
        ],
        ["https://harbour.example/p/ferry#0", "https://harbour.example/p/ferry#1", "https://harbour.example/p/ferry#2"],
    ];
    for addresses in moves {
        let letter = Letter::new();
        for (address, times) in addresses.into_iter().zip(["four", "five", "six"]) {
            let item = item("The ferry", address, address, 1, &FERRY.replace("four", times));
            let feed = feed("Harbour Notes", "https://harbour.example", &[item]);
            letter.import(&[("f.xml", feed.clone())]);
            let article = letter.only();
            assert!(article.contains(&format!("runs {times} times")), "{address}: {article}");
            assert_eq!(article.matches("feed <").count(), 1, "{article}");
            assert!(letter.import(&[("f.xml", feed)]).contains("1 unchanged"), "{address}");
        }
    }
}

#[test]
fn items_at_two_parts_of_one_page_with_one_guid_were_one_article() {
    let items = [
        item("The ferry", "https://harbour.example/news#ferry", "1", 1, FERRY),
        item("The school", "https://harbour.example/news#school", "1", 1, SCHOOL),
    ];
    let [one, two] = &items;
    let files = [
        ("one.xml", feed("Harbour Notes", "https://harbour.example", &items)),
        ("two.xml", feed("Harbour Notes", "https://harbour.example", &[two.clone(), one.clone()])),
    ];
    check(&files, &[FERRY, SCHOOL]);
}

#[test]
fn polls_of_one_guid_and_title_took_turns() {
    let of = |url: &str, text: &str| {
        let item = item("Open thread", url, "101", 1, text);
        feed("Harbour Notes", "https://harbour.example", &[item])
    };
    let files = [("a.xml", of("https://harbour.example/a", FERRY)), ("b.xml", of("https://harbour.example/b", SCHOOL))];
    check(&files, &[FERRY, SCHOOL]);
    // An address that is renamed is another matter.
    let letter = Letter::new();
    letter.import(&[("a.xml", of("https://harbour.example/a", FERRY))]);
    let said = letter.import(&[("b.xml", of("https://harbour.example/c", &FERRY.replace("Ida", "Eva")))]);
    assert!(said.contains("1 changed") && letter.only().contains("Eva"), "{said}");
}

/// What an import of one feed with these items says, and the article that it brought.
fn of_feed(items: &str) -> (String, String) {
    let letter = Letter::new();
    let said = letter.import(&[("f.xml", feed("Harbour Notes", "https://harbour.example", &[items.to_owned()]))]);
    (said, letter.only())
}

#[test]
fn a_json_feed_with_numbers_for_ids_was_refused() {
    let letter = Letter::new();
    let json = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Harbour Notes", "home_page_url": "https://harbour.example",
        "items": [
            {"id": 7, "url": "/p/ferry", "title": "The ferry", "date_published": "2024-05-01T10:00:00Z", "content_text": FERRY},
            {"id": "8", "url": "/p/weir", "title": "The weir", "date_published": "2024-05-01T10:00:00Z", "content_text": WEIR},
        ],
    });
    letter.import(&[("feed.json", json.to_string())]);
    let articles = letter.articles();
    assert_eq!(articles.len(), 2, "{articles:?}");
    assert!(
        articles.iter().any(|(_, text)| text.contains("> 7 ") && text.contains("\"https://harbour.example/p/ferry\""))
    );
}

#[test]
fn items_with_half_an_address_or_none_were_refused() {
    let (_, article) = of_feed(&item("The ferry", "/p/ferry", "1", 1, FERRY));
    assert!(article.contains("url = \"https://harbour.example/p/ferry\""), "{article}");
    let without = |title: &str, guid: &str, text: &str| item(title, "", guid, 1, text).replace("<link></link>", "");
    let (said, article) = of_feed(&without("The ferry", "1", FERRY));
    assert!(said.contains("does not say its address: the site's stands in"), "{said}");
    assert!(article.contains("url = \"https://harbour.example/\""), "{article}");
    // They are no one article for that.
    let items = [without("The ferry", "1", FERRY), without("The school", "1", SCHOOL)];
    check(&[("f.xml", feed("Harbour Notes", "https://harbour.example/news", &items))], &[FERRY, SCHOOL]);
}

#[test]
fn an_address_that_is_tracked_anew_at_every_poll_was_a_change() {
    let letter = Letter::new();
    for poll in 0..3 {
        let address = format!("https://harbour.example/p/ferry?utm_source=rss&amp;utm_content={poll}");
        let item = item("The ferry", &address, &address, 1, FERRY);
        let said = letter.import(&[("f.xml", feed("Harbour Notes", "https://harbour.example", &[item]))]);
        assert!(said.contains("0 changed, 0 joined"), "{said}");
    }
    assert!(letter.only().contains("url = \"https://harbour.example/p/ferry\""));
}

#[test]
fn read_more_stood_for_the_text() {
    let more = "<content:encoded>&lt;p&gt;Read more&lt;/p&gt;</content:encoded></item>";
    let item = item("The ferry", "https://harbour.example/p/ferry", "1", 1, FERRY).replace("</item>", more);
    let letter = Letter::new();
    let feed = feed("Harbour Notes", "https://harbour.example", &[item])
        .replace("<rss ", "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" ");
    letter.import(&[("f.xml", feed)]);
    let article = letter.only();
    assert!(
        article.ends_with(&format!("+++\n\n{FERRY}\n")) || article.ends_with(&format!("+++\n{FERRY}\n")),
        "{article}"
    );
    assert!(!article.contains("dek") && !article.contains("Read more"), "{article}");
}

#[test]
fn a_day_that_is_none_was_told_as_none_at_all() {
    let letter = Letter::new();
    for (day, told) in [("2924-05-01", true), ("0001-01-01", true), ("soon", true), ("", false)] {
        let text = markdown("", FERRY).replace("2024-05-01", day);
        fs::write(letter.0.folder.join("a.md"), text).expect("written");
        let output = letter.0.program(&["import", "a.md"]).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said.contains(&format!("its date \"{day}\" is not understood, or is not between")), told, "{said}");
    }
    assert!(letter.0.run(&["import", "a.md", "--date", "2024-05-01"]).contains("1 added"));
}

#[test]
fn a_dry_run_printed_articles_that_an_import_refuses() {
    let letter = Letter::new();
    fs::write(letter.0.folder.join("a.md"), markdown("", FERRY)).expect("written");
    fs::write(letter.0.folder.join("b.md"), markdown("", SCHOOL).replace("date: 2024-05-01\n", "")).expect("written");
    let lines = letter.0.run(&["import", "--dry-run", "--json", "a.md", "b.md"]);
    assert_eq!(lines.lines().count(), 1, "{lines}");
    let sum = "1 added, 0 changed, 0 joined, 0 unchanged, 0 conflicts, 1 refused, 0 left out";
    assert!(letter.0.run(&["import", "--dry-run", "a.md", "b.md"]).contains(&format!("{sum}; nothing was written")));
    assert!(letter.0.run(&["import", "a.md", "b.md"]).ends_with(&format!("{sum}\n")));
}
