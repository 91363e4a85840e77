//! Every word of a document comes in, and nothing that is none of its text: faults of markup, names of ids and classes,
//! footnotes, what tools keep as data, WordPress's own rules, service lines, what is struck out.

use std::io::Write;

use pullquote::corpus::import::{Draft, ImportOptions, Reading, Refused, Settled, finish, id_of, read, write};
use pullquote::domain::{ParagraphKey, ParagraphKind};

use crate::import::options;

/// What reading gave. Each article is held to loading again as it was.
fn read_all(name: &str, bytes: &[u8]) -> Reading {
    let options = ImportOptions { site: Some("https://harbour.example".to_owned()), ..ImportOptions::default() };
    let reading = read(name, bytes, &options).unwrap_or_else(|why| panic!("{name}: {why}"));
    for draft in reading.drafts.iter().filter(|draft| draft.date.is_some() && draft.url.is_some()) {
        let article = finish(draft, id_of(draft), &Settled::default()).expect("an article");
        write::file(&article).expect("it loads again");
    }
    reading
}

/// The paragraphs of an article, each with its name where it has one, and what sort it is where it is no plain text.
fn told(draft: &Draft) -> Vec<String> {
    let settled = Settled {
        date: Some(jiff::civil::date(2024, 5, 1)),
        url: Some("https://a.example/x".to_owned()),
        ..Settled::default()
    };
    let article = finish(draft, id_of(draft), &settled).expect("an article");
    let named = article.paragraphs.into_iter().filter(|paragraph| paragraph.key != ParagraphKey::Title);
    named
        .map(|paragraph| {
            let kind = match (paragraph.key, paragraph.kind) {
                (ParagraphKey::Body(_), ParagraphKind::Text) => String::new(),
                (ParagraphKey::Body(_), kind) => format!("{kind:?}"),
                (key, _) => key.to_string(),
            };
            let source = paragraph.source.map(|source| format!(" [{source}]")).unwrap_or_default();
            let mark = format!("{kind}{source}");
            if mark.is_empty() { paragraph.text } else { format!("{mark}: {}", paragraph.text) }
        })
        .collect()
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
         <title>Harbour Notes</title><link>https://harbour.example</link>{items}</channel></rss>"
    )
}

fn item(number: usize, title: &str, body: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://harbour.example/{number}</link><guid>{number}</guid>\
         <pubDate>Wed, 0{number} May 2024 10:00:00 GMT</pubDate><content:encoded><![CDATA[{body}]]></content:encoded></item>"
    )
}

/// The paragraphs of a body that an editor's tool keeps.
fn body(html: &str) -> Vec<String> {
    let reading = read_all("feed.xml", rss(&item(1, "The ferry", html)).as_bytes());
    reading.drafts.first().map(told).unwrap_or_default()
}

/// The titles of a feed's articles, and what was told of the document.
fn titles(feed: &str) -> (Vec<String>, Vec<String>) {
    let reading = read_all("feed.xml", feed.as_bytes());
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
    (reading.drafts.into_iter().map(|draft| draft.title).collect(), reading.notes)
}

/// The posts of a WordPress export that holds one item with these fields.
fn wordpress(fields: &str, post: &str) -> Reading {
    let export = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Harbour Notes</title>\
         <wp:author><wp:author_login>ida</wp:author_login><wp:author_email>ida@harbour.example</wp:author_email>\
         <wp:author_display_name><![CDATA[Ida Berg]]></wp:author_display_name></wp:author>\
         <item><link>https://harbour.example/ferry</link><wp:post_date>2024-05-01 10:00:00</wp:post_date>\
         <wp:status>publish</wp:status>{fields}<content:encoded><![CDATA[{post}]]></content:encoded></item></channel></rss>"
    );
    read_all("export.xml", export.as_bytes())
}

fn post(text: &str) -> Vec<String> {
    let reading = wordpress("<title>The ferry</title><wp:post_type>post</wp:post_type>", text);
    reading.drafts.first().map(told).unwrap_or_default()
}

const LONG: [&str; 4] = [
    "The ferry to Oak Island runs four times a day from Monday on, said its captain, who has waited for this for nine years.",
    "It carries sixty people and eight cars, and those who live on the island pay half of what visitors pay for a crossing.",
    "The county bought the ship from a yard in the north that had built it for a lake which has since fallen dry in summer.",
    "Whoever wants to see it before then can do so on Sunday, when it lies at the old pier with all of its doors wide open.",
];

/// A page with these paragraphs inside of what is opened and closed.
fn page(opening: &str, paragraphs: &[&str], closing: &str) -> Vec<String> {
    let paragraphs: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let html = format!(
        "<!doctype html><html lang=en><head><title>The ferry is back</title></head><body><main><article>\
         <h1>The ferry is back</h1>{opening}{paragraphs}{closing}</article></main></body></html>"
    );
    read_all("page.html", html.as_bytes()).drafts.first().map(told).unwrap_or_default()
}

#[test]
fn a_stray_mark_refused_a_whole_page() {
    for fault in [
        "<a href=\"https://a.example/x\"\">here</a>",
        "<img src=x alt=\"a 6\" pipe\">",
        "<p class=“lead”>",
        "<span style='color:red'' title='it's'>",
        "<a href=https://a.example/?q=\"x>here</a>",
        "<td width=\"10%\"\" \">",
    ] {
        let many: Vec<String> =
            (0..40).map(|n| format!("</p><p style=\"margin: 0 0 1em 0; font: 1em serif\">{n}: {}", LONG[0])).collect();
        let found = page(fault, &[&many.concat(), LONG[1]], "");
        assert!(
            found.iter().any(|text| text.ends_with(LONG[0])) && found.contains(&LONG[1].to_owned()),
            "{fault}: {found:?}"
        );
    }
}

#[test]
fn one_bad_article_refused_a_whole_feed() {
    let good = item(2, "The school", "<p>It shuts for a week.</p>");
    for (bad, title, notes) in [
        (item(1, "Fish & chips", "<p>x y.</p>"), "Fish & chips", 1),
        (item(1, "Less < more", "<p>x y.</p>"), "Less < more", 0),
        (item(1, "Caf&eacute; &ndash; now", "<p>x y.</p>"), "Café – now", 0),
        (item(1, "Gone\u{b}wrong", "<p>x y.</p>"), "Gonewrong", 1),
        (item(1, "Open", "<p>x y.</p>").replace("</guid>", ""), "Open", 1),
        (item(1, "Twice", "<p>x y.</p>").replace("</guid>", "</guid></guid></b>"), "Twice", 1),
        (item(1, "Bare", "<p>x y.</p>").replace("<guid>", "<guid isPermaLink=false x>"), "Bare", 1),
        (
            item(1, "No end", "<p>x y.</p>").replace("]]></content:encoded></item>", "</content:encoded></item>"),
            "No end",
            1,
        ),
        (
            item(1, "Late", "<p>x y.</p>").replace("<guid>", "<?xml version=\"1.0\" encoding=\"latin1\"?><guid>"),
            "Late",
            1,
        ),
    ] {
        let (found, told) = titles(&rss(&format!("{bad}{good}")));
        assert_eq!(found, [title, "The school"], "{bad}");
        assert_eq!(told.len(), notes, "{told:?}");
    }
}

#[test]
fn what_stands_around_a_feed_is_passed_over() {
    let feed = rss(&item(1, "The ferry", "<p>It sails.</p>"));
    for around in [
        format!("<br />\n<b>Notice</b>: Undefined index: x in <b>/a.php</b> on line <b>3</b><br />\n{feed}"),
        format!("\n\n  {feed}"),
        format!("Warning: Undefined index: x in /a.php on line 3\n{feed}"),
        format!("\u{feff}{feed}<!-- made in 0.2 s --><script>x()</script>"),
        feed.replace("<?xml version=\"1.0\"?>", ""),
        feed.replace("?>", "?><?xml-stylesheet href=\"x\"?><!DOCTYPE rss [<!ENTITY nbsp \"&#160;\">]>"),
    ] {
        assert_eq!(titles(&around).0, ["The ferry"], "{around}");
    }
    let cut = feed.get(..feed.len() - 40).expect("a boundary");
    let (found, told) = titles(cut);
    assert_eq!(found, ["The ferry"]);
    assert!(told.iter().any(|note| note.contains("ends in the middle")), "{told:?}");
}

#[test]
fn feeds_of_older_kinds_are_read_as_those_of_today() {
    let atom = "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><title>Notes</title><entry><title>The ferry</title>\
                <link rel=\"alternate\" type=\"text/html\" href=\"https://harbour.example/1\"/><id>1</id><issued>2004-05-01T10:00:00Z</issued>\
                <content type=\"text/html\" mode=\"escaped\">&lt;p&gt;It sails.&lt;/p&gt;</content></entry></feed>";
    let reading = read_all("feed.xml", atom.as_bytes());
    let draft = reading.drafts.first().expect("an article");
    assert_eq!((draft.date, told(draft)), (Some(jiff::civil::date(2004, 5, 1)), vec!["It sails.".to_owned()]));
    let named = rss(&item(1, "The ferry", "<p>It sails.</p>"))
        .replace("<rss ", "<rss xmlns=\"http://backend.userland.com/rss2\" ");
    assert_eq!(titles(&named).0, ["The ferry"]);
    let undeclared = rss(&item(1, "The ferry", "<p>It sails.</p>"))
        .replace(" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"", "");
    assert_eq!(read_all("feed.xml", undeclared.as_bytes()).drafts.first().map(told).unwrap_or_default(), ["It sails."]);
}

#[test]
fn a_json_feed_with_one_bad_article_has_the_others() {
    let items = "{\"id\": 1, \"url\": \"https://harbour.example/1\", \"title\": \"One\", \"content_html\": \"<p>It sails.</p>\"}, \
                 {\"id\": 2, \"url\": \"https://harbour.example/2\", \"title\": \"Two\", \"content_html\": \"<p>It stays.</p>\"}";
    let feed = |items: &str| {
        format!("{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Notes\", \"items\": [{items}")
    };
    let reading = read_all("feed.json", format!("{}]}}", feed(&items.replace("\"Two\"", "[2]"))).as_bytes());
    assert_eq!((reading.drafts.len(), reading.refused.len()), (1, 1));
    let (found, told) = titles(&feed(&format!("{items}, {{\"id\": 3, \"ti")));
    assert_eq!((found.len(), told.len()), (2, 1));
}

#[test]
fn an_entity_that_could_grow_is_refused_and_a_letter_is_not() {
    let feed = |declared: &str| rss("").replace("?>", &format!("?><!DOCTYPE rss [{declared}]>"));
    let options = ImportOptions::default();
    for declared in ["<!ENTITY a \"&b;\">", "<!ENTITY a SYSTEM \"file:///etc/passwd\">", "<!ELEMENT rss ANY>"] {
        let read = read("feed.xml", feed(declared).as_bytes(), &options);
        assert_eq!(read.err(), Some(Refused::Declarations), "{declared}");
    }
    let named = rss(&item(1, "It&rsquo;s &mine;", "<p>It sails.</p>"))
        .replace("?>", "?><!DOCTYPE rss [<!ENTITY mine \"ours\">]>");
    assert_eq!(titles(&named).0, ["It’s ours"]);
}

#[test]
fn the_name_of_an_id_or_a_class_deleted_text() {
    for opening in [
        "<div class=\"content sidebar-left\">",
        "<div class=\"steady-paywall-container\">",
        "<section id=\"related-work\">",
        "<div class=\"modal-enabled newsletter-body\">",
        "<div class=\"article-header\">",
        "<div id=\"comments-on-the-budget\">",
        "<div class=\"social-share-story widget\">",
    ] {
        assert_eq!(page(opening, &LONG, "</div></section>"), LONG, "{opening}");
    }
    for name in ["social-housing", "share", "poll-results", "promo", "digest", "related", "cookie", "tags"] {
        let inner = format!(
            "<p>Before it.</p><h2 id={name}>Two words</h2><div class={name}><p>The council builds sixty flats.</p></div>\
             <blockquote class={name}><p>We will all be there.</p></blockquote><p class={name}>It rains today.</p>"
        );
        let expected = [
            "Before it.",
            "Heading: Two words",
            "The council builds sixty flats.",
            "Quotation: We will all be there.",
            "It rains today.",
        ];
        assert_eq!(body(&inner), expected, "{name}");
    }
}

#[test]
fn furniture_goes_by_what_stands_in_it() {
    for boilerplate in [
        "<div class=share><a href=x>Tweet</a> <a href=y>Mail</a></div>",
        "<div class=related><h3>More</h3><ul><li><a href=x>The bridge is shut again</a></li><li><a href=y>A school opens</a></li></ul></div>",
        "<div class=signup><p>Get our letter each week.</p><form><input type=email><button>Sign up</button></form></div>",
        "<p class=button-wrapper><a class=\"button primary\" href=x><span>Subscribe now</span></a></p>",
        "<nav><a href=x>Home</a></nav>",
        "<p><a class=kg-btn role=button href=x>Join us</a></p>",
    ] {
        let found = body(&format!("<p>{}</p><p>{}</p>{boilerplate}<p>{}</p>", LONG[0], LONG[1], LONG[2]));
        assert_eq!(found, LONG.get(..3).unwrap_or_default(), "{boilerplate}");
    }
}

#[test]
fn marks_of_footnotes_were_glued_to_words() {
    let notes = [
        // Substack
        (
            "<a class=footnote-anchor id=footnote-anchor-1 href=#footnote-1>1</a>",
            "<div class=footnote><a id=footnote-1 href=#footnote-anchor-1 class=footnote-number>1</a><div class=footnote-content><p>The plaque says so.</p></div></div>",
        ),
        // GitHub, Ghost, Hugo, kramdown
        (
            "<sup id=fnref:1 role=doc-noteref><a href=#fn:1 class=footnote rel=footnote>1</a></sup>",
            "<div class=footnotes role=doc-endnotes><hr><ol><li id=fn:1><p>The plaque says so. <a href=#fnref:1 class=reversefootnote>&#8617;</a></p></li></ol></div>",
        ),
        (
            "<sup><a href=#user-content-fn-1 id=user-content-fnref-1 data-footnote-ref>1</a></sup>",
            "<section data-footnotes class=footnotes><h2 id=footnote-label class=sr-only>Footnotes</h2><ol><li id=user-content-fn-1><p>The plaque says so. <a href=#user-content-fnref-1 aria-label=\"Back to reference 1\">↩</a></p></li></ol></section>",
        ),
        // Word
        (
            "<a href=#_ftn1 name=_ftnref1><span><span>[1]</span></span></a>",
            "<hr><div id=ftn1><p><a href=#_ftnref1 name=_ftn1><span>[1]</span></a> The plaque says so.</p></div>",
        ),
        // WordPress and its plugins
        (
            "<sup data-fn=ab class=fn><a href=#ab id=ab-link>1</a></sup>",
            "<ol class=wp-block-footnotes><li id=ab>The plaque says so. <a href=#ab-link aria-label=\"Jump to footnote reference 1\">↩︎</a></li></ol>",
        ),
        ("<span class=easy-footnote><a href=#n1 title=\"The plaque says so.\"><sup>1</sup></a></span>", ""),
        (
            "<sup class=modern-footnotes-footnote><a href=javascript:void(0) role=button aria-describedby=mfn-1>1</a></sup><span id=mfn-1 role=tooltip>The plaque says so.</span>",
            "",
        ),
        // Wikis
        (
            "<sup class=reference><a href=#cite_note-1>[a]</a></sup>",
            "<ol><li id=cite_note-1><b><a href=#cite_ref-1>^</a></b> The plaque says so.</li></ol>",
        ),
        // By hand
        ("<sup>1</sup>", "<p><sup>1</sup> The plaque says so.</p>"),
        ("<a href=#note1>*</a>", "<p id=note1>* The plaque says so.</p>"),
        // In the margin
        (
            "<label for=s1 class=margin-toggle></label><input type=checkbox id=s1><span class=sidenote>The plaque says so.</span>",
            "",
        ),
    ];
    for (mark, note) in notes {
        let found = body(
            &format!("<p>The weir opened in 1890{mark} and was shut {mark}.</p><p>It is open.</p>{note}").replacen(
                &format!(" {mark}"),
                "",
                1,
            ),
        );
        let expected = ["The weir opened in 1890 and was shut.", "It is open.", "footnote-1: The plaque says so."];
        assert_eq!(found, expected, "{mark}");
    }
}

#[test]
fn numbers_that_are_no_marks_stay() {
    assert_eq!(
        body("<p>It covers 3 km<sup>2</sup> and 10<sup>6</sup> litres of H<sub>2</sub>O.</p>"),
        ["It covers 3 km² and 10⁶ litres of H2O."]
    );
    let list = "<p>Go to <a href=#p1>1</a> or <a href=#p2>2</a>.</p><div id=p1><h2>One</h2><p>It sails.</p></div><div id=p2><h2>Two</h2><p>It stays.</p></div>";
    assert_eq!(body(list), ["Go to 1 or 2.", "Heading: One", "It sails.", "Heading: Two", "It stays."]);
}

#[test]
fn the_sign_of_a_headings_own_address_is_no_text() {
    for sign in ["#", "¶", "§", "🔗"] {
        assert_eq!(
            body(&format!("<h2 id=a>Two words<a href=#a class=anchor>{sign}</a></h2><p>It sails.</p>")),
            ["Heading: Two words", "It sails."]
        );
    }
}

#[test]
fn several_notes_keep_their_order() {
    let html = "<p>One<sup><a href=#f1 id=r1>1</a></sup>, two <sup><a href=#f2 id=r2>2</a></sup>, and one again<sup><a href=#f1>1</a></sup>.</p>\
                <h3>Notes</h3><ol><li id=f1>The first note. <a href=#r1>↑</a></li><li id=f2><p>The second.</p><p>It goes on. <a href=#r2>↑</a></p></li></ol>";
    assert_eq!(
        body(html),
        ["One, two, and one again.", "footnote-1: The first note.", "footnote-2: The second. It goes on."]
    );
}

#[test]
fn a_footnote_of_markdown_is_one() {
    let reading = read_all(
        "ferry.md",
        b"---\ntitle: The ferry\ndate: 2024-05-01\n---\nIt opened in 1890[^a] and shut.\n\n[^a]: The plaque says so.\n",
    );
    assert_eq!(
        reading.drafts.first().map(told).unwrap_or_default(),
        ["It opened in 1890 and shut.", "footnote-1: The plaque says so."]
    );
}

#[test]
fn what_a_tool_keeps_as_data_is_text() {
    let data = |json: &str| json.replace('"', "&quot;");
    let mention = data("{\"name\": \"Ida Berg\", \"id\": 7}");
    assert_eq!(
        body(&format!("<p>On Monday <span class=mention-wrap data-attrs=\"{mention}\"></span> told us.</p>")),
        ["On Monday Ida Berg told us."]
    );
    for (class, json) in [
        (
            "bluesky-embed",
            "{\"authorName\": \"Ida Berg\", \"authorHandle\": \"ida.example\", \"text\": \"We sail at six.\"}",
        ),
        ("tweet", "{\"full_text\": \"We sail at six.\", \"username\": \"ida.example\", \"name\": \"Ida Berg\"}"),
        (
            "comment",
            "{\"comment\": {\"body\": \"We sail at six.\", \"name\": \"Ida Berg\", \"handle\": \"ida.example\"}}",
        ),
    ] {
        let html = format!(
            "<p>She wrote:</p><div class=\"{class}\" data-attrs=\"{}\"></div><p>And so it was.</p>",
            data(json)
        );
        assert_eq!(
            body(&html),
            ["She wrote:", "Embed [Ida Berg (@ida.example)]: We sail at six.", "And so it was."],
            "{class}"
        );
    }
    let gallery = data("{\"gallery\": {\"images\": [], \"caption\": \"The pier in May\"}}");
    assert_eq!(
        body(&format!("<p>Look.</p><div class=image-gallery-embed data-attrs=\"{gallery}\"></div>")),
        ["caption: The pier in May", "Look."]
    );
}

#[test]
fn buttons_and_players_are_no_text() {
    for html in [
        "<div class=poll-embed data-attrs=\"{&quot;id&quot;:1}\"></div>",
        "<div class=file-embed-wrapper><div>Tide tables</div><div>12.4KB ∙ PDF file</div><a class=file-embed-button href=x><span>Download</span></a></div>",
        "<div class=kg-audio-player><span>0:00</span><div>/<span>92.1</span></div><button>1×</button></div>",
        "<!--kg-card-begin: email--><p>Hey {first_name, \"there\"}, thanks for reading.</p><!--kg-card-end: email-->",
        "<label class=hide-text contenteditable=false>Text within this block will maintain its original spacing</label>",
        "<div class=subscription-widget-wrap><p class=cta-caption>Thanks for reading! Subscribe for free.</p><form><input type=email><input type=submit></form></div>",
    ] {
        assert_eq!(body(&format!("<p>It sails.</p>{html}<p>It is back.</p>")), ["It sails.", "It is back."], "{html}");
    }
}

#[test]
fn what_is_struck_out_is_not_said() {
    for (html, text) in [
        (
            "<p>The board <del>refused</del><ins>agreed</ins> on <s>Monday</s> Tuesday.</p>",
            "The board agreed on Tuesday.",
        ),
        ("<p>It costs <strike>two</strike> three million.</p>", "It costs three million."),
        (
            "<p>It costs <span style=\"text-decoration: line-through\">two</span> three million.</p>",
            "It costs three million.",
        ),
        ("<p>It <u>did</u> sail.</p>", "It did sail."),
    ] {
        assert_eq!(body(html), [text]);
    }
    let reading = read_all("a.md", b"---\ntitle: The ferry\ndate: 2024-05-01\n---\nIt costs ~~two~~ three million.\n");
    assert_eq!(reading.drafts.first().map(told).unwrap_or_default(), ["It costs three million."]);
}

#[test]
fn a_feeds_last_line_is_the_services() {
    for line in [
        "<p>The post <a href=x>The ferry</a> first appeared on <a href=y>Harbour Notes</a>.</p>",
        "<p>La entrada <a href=x>El ferry</a> se publicó primero en <a href=y>Notas</a>.</p>",
        "<div class=foot><hr><a href=https://tool.example>Powered by a tool</a></div>",
        "<p><a href=x>Read more →</a></p>",
    ] {
        assert_eq!(body(&format!("<p>It sails again.</p>{line}")), ["It sails again."], "{line}");
    }
    assert_eq!(body("<p>It sails.</p><p>The post that she held first appeared on maps in 1911.</p>").len(), 2);
    let quoted = "<p>It sails.</p><blockquote><p>We are glad of it.</p><figcaption>Ida Berg</figcaption></blockquote>";
    assert_eq!(body(quoted), ["It sails.", "Quotation [Ida Berg]: We are glad of it."]);
}

#[test]
fn wordpress_makes_paragraphs_of_blank_lines_wherever_text_stands() {
    assert_eq!(
        post("One of it.\n\nTwo of it.\n\n<p style=\"x\">Three.</p>\n\nFour of it.\n\nFive of it."),
        ["One of it.", "Two of it.", "Three.", "Four of it.", "Five of it."]
    );
    assert_eq!(
        post("Before.\n\n<blockquote>First words.\n\nSecond words.\n\n— Ida Berg</blockquote>\n\nAfter."),
        ["Before.", "Quotation [Ida Berg]: First words.", "Quotation [Ida Berg]: Second words.", "After."]
    );
    let blocks = "<!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph -->\n\nTwo.\n\nThree.\n\n<!-- wp:list -->\n<ul><li>Four</li></ul>\n<!-- /wp:list -->";
    assert_eq!(post(blocks), ["One.", "Two.", "Three.", "Item: Four"]);
}

#[test]
fn wordpress_shortcodes_go_and_what_they_enclose_stays() {
    assert_eq!(
        post(
            "[et_pb_section admin_label=\"x\"][et_pb_text]\nIt sails again.\n[/et_pb_text][/et_pb_section]\n\n[dropcap]T[/dropcap]he ship [sic] is [nearly] new.[gallery ids=\"1,2\"]"
        ),
        ["It sails again.", "The ship [sic] is [nearly] new."]
    );
    assert_eq!(
        post(
            "[caption id=\"a\" width=\"300\"]<a href=\"x\"><img src=\"y\" /></a> The pier in <em>May</em>[/caption]\n\nIt is shut."
        ),
        ["caption: The pier in May", "It is shut."]
    );
    assert_eq!(
        post("In 1890[efn_note]So says she.[/efn_note] it was."),
        ["In 1890 it was.", "footnote-1: So says she."]
    );
}

#[test]
fn wordpress_names_its_authors_and_types() {
    let fields =
        "<title>The&nbsp;ferry &hellip; again</title><wp:post_type>post</wp:post_type><dc:creator>ida</dc:creator>";
    let reading = wordpress(fields, "<p>It sails.</p>");
    let draft = reading.drafts.first().expect("an article");
    assert_eq!((draft.title.as_str(), draft.byline.as_deref()), ("The ferry … again", Some("Ida Berg")));
    let two = "<category domain=\"author\" nicename=\"cap-ida\"><![CDATA[ida]]></category>\
               <category domain=\"author\" nicename=\"cap-bo\"><![CDATA[Bo Lind]]></category><category domain=\"category\">News</category>";
    let reading = wordpress(&format!("{fields}{two}"), "<p>It sails.</p>");
    assert_eq!(reading.drafts.first().and_then(|draft| draft.byline.clone()).as_deref(), Some("Ida Berg, Bo Lind"));
    let address = fields.replace(">ida<", ">guest@harbour.example<");
    assert_eq!(wordpress(&address, "<p>It sails.</p>").drafts.first().and_then(|draft| draft.byline.clone()), None);
    let typed = fields.replace(">post<", ">newsletter<");
    assert_eq!(
        wordpress(&typed, "<p>It sails.</p>").left_out,
        ["The ferry … again: of the type \"newsletter\", not a post"]
    );
    let kept = format!(
        "{fields}<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value><![CDATA[[{{\"content\":\"So says she.\",\"id\":\"ab\"}}]]]></wp:meta_value></wp:postmeta>"
    );
    let reading = wordpress(
        &kept,
        "<!-- wp:paragraph --><p>In 1890<sup data-fn=\"ab\" class=\"fn\"><a href=\"#ab\">1</a></sup>.</p><!-- /wp:paragraph -->",
    );
    assert_eq!(reading.drafts.first().map(told).unwrap_or_default(), ["In 1890.", "footnote-1: So says she."]);
}

#[test]
fn a_footnote_is_a_paragraph_of_its_own_in_every_form() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        (
            "posts.csv",
            "post_id,post_date,is_published,type,audience,title\n1.weir,2024-05-01T10:00:00.000Z,true,newsletter,everyone,The weir\n",
        ),
        (
            "posts/1.weir.html",
            "<p>It opened in 1890<a class=footnote-anchor id=footnote-anchor-1 href=#footnote-1>1</a>.</p><div class=footnote>\
             <a id=footnote-1 href=#footnote-anchor-1>1</a><div class=footnote-content><p>“So says the plaque.”</p></div></div>",
        ),
    ] {
        zip.start_file(name, plain).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    }
    let reading = read_all("export.zip", &zip.finish().expect("a zip").into_inner());
    let draft = reading.drafts.first().expect("an article");
    let article = finish(draft, id_of(draft), &Settled::default()).expect("an article");
    let key: ParagraphKey = "footnote-1".parse().expect("a name");
    assert_eq!(article.paragraph(key).map(|note| note.text.as_str()), Some("“So says the plaque.”"));
    assert!(write::markdown(&article).contains("footnotes = [\n"), "{}", write::markdown(&article));
    let line = write::json(&article).to_string();
    let archive = read_all("archive.jsonl", line.as_bytes());
    assert_eq!(archive.drafts.first().map(told), Some(told(draft)));
}

#[test]
fn a_note_of_markdown_with_a_long_name_was_glued_to_its_word() {
    let text = "---\ntitle: The pier\ndate: 2024-05-01\n---\nIt opened in 1890[^the-plaque] and shut in 1901[^2].\n\n[^2]:\n    So says the paper.\n\n\
        [^the-plaque]: So says the plaque.\n";
    let draft = read("pier.md", text.as_bytes(), &options()).expect("a text").drafts.remove(0);
    assert_eq!(draft.texts().collect::<Vec<_>>(), ["It opened in 1890 and shut in 1901."]);
    assert_eq!(draft.footnotes, ["So says the plaque.", "So says the paper."]);
}

#[test]
fn a_power_became_digits_of_its_number() {
    for (html, text) in [
        ("No more than 2<sup>31</sup> of them fit.", "No more than 2³¹ of them fit."),
        ("It is 10<sup>-6</sup> m<sup>2</sup> (x)<sup>n+1</sup> wide.", "It is 10⁻⁶ m² (x)ⁿ⁺¹ wide."),
        ("On the 1<sup>st</sup> of May, E<sup>nd</sup>.", "On the 1st of May, End."),
        ("The <sup>12</sup> stands alone.", "The 12 stands alone."),
    ] {
        let markdown = format!("---\ntitle: The pier\ndate: 2024-05-01\n---\n{html}\n");
        let draft = read("pier.md", markdown.as_bytes(), &options()).expect("a text").drafts.remove(0);
        assert_eq!(draft.texts().collect::<Vec<_>>(), [text]);
    }
}
