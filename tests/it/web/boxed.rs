//! The search box: which sites have answers for their pages, and what an answer is made of.

use std::fmt::Write as _;

use dom_query::Document;

use crate::support::folder;
use crate::support::pages::{Answer, Pages};

const SITE: &str = "https://news.weir.example";

const SETTINGS: &str = "[publication]\ndoors = [\"web\"]\n[web]\naddress = \"https://archive.weir.example\"\nsites = [\"https://news.weir.example/\"]\n";

/// What an answer may hold. The script knows the same.
const ELEMENTS: &str =
    "a b blockquote button cite dd del details div dl dt figcaption figure ins li mark p span summary time ul";

fn article(id: &str, more: &str, body: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = '''The flood <b>of {id}</b>'''\npublisher = \"The Weir\"\ndate = 2024-03-01\nurl = \"https://weir.example/{id}\"\nlicence = \"CC BY 4.0\"\n{more}+++\n\n{body}\n"
    )
}

/// The program with these settings, and articles by id, front matter and body.
fn check<T>(settings: &str, articles: &[(&str, &str, &str)], look: impl FnOnce(&Pages) -> T) -> T {
    let articles: Vec<(String, String)> =
        articles.iter().map(|(id, more, body)| (format!("articles/{id}.md"), article(id, more, body))).collect();
    let files: Vec<(&str, &str)> = articles.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let data = folder::data(&files);
    std::fs::write(data.path().join("pullquote.toml"), settings).expect("settings");
    look(&Pages::serve(data.path()))
}

fn ask(pages: &Pages, origin: Option<&str>, question: &str) -> Answer {
    post(pages, origin, &[("command", "ask"), ("question", question)])
}

fn post(pages: &Pages, origin: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    headers.extend(origin.map(|origin| ("origin", origin)));
    pages.send("POST", "/box", &headers, body.as_bytes())
}

const FLOOD: (&str, &str, &str) = ("flood", "", "The weir at Ashford broke at noon, said Mayor Ann Lee.");

#[test]
fn only_the_sites_of_the_settings_have_answers() {
    check(SETTINGS, &[FLOOD], |pages| {
        let own = format!("http://{}", pages.at);
        let cases = [
            (Some(SITE), 200, Some(SITE)),
            // Pages of the archive's own need no leave of the browser's; what is no page sends no origin.
            (Some("https://archive.weir.example"), 200, None),
            (Some(own.as_str()), 200, None),
            (None, 200, None),
            (Some("https://other.example"), 403, None),
            (Some("http://news.weir.example"), 403, None),
            (Some("https://news.weir.example:8443"), 403, None),
            (Some("https://news.weir.example.other.example"), 403, None),
            (Some("null"), 403, None),
            (Some("*"), 403, None),
        ];
        for (origin, status, allowed) in cases {
            let answer = ask(pages, origin, "When did the weir at Ashford break?");
            assert_eq!(answer.status, status, "{origin:?}: {}", answer.text());
            assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin:?}");
            assert_eq!(answer.text().contains("Mayor Ann Lee"), status == 200, "{origin:?}: {}", answer.text());
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert!(answer.header("vary").is_some_and(|vary| vary.contains("origin")));
            assert_eq!(answer.header("access-control-allow-credentials"), None);
        }
    });
}

#[test]
fn an_answer_has_its_words_its_source_and_its_permanent_link() {
    let answer =
        check(SETTINGS, &[FLOOD], |pages| ask(pages, Some(SITE), "When did the weir at Ashford break?").text());
    let shown = Document::from(answer.as_str());
    assert!(shown.select(".verdict").text().starts_with("The archive says"), "{answer}");
    assert_eq!(shown.select("blockquote").text().trim(), FLOOD.2);
    assert!(shown.select("figcaption").text().contains("The flood <b>of flood</b>"), "{answer}");
    let link = shown.select("cite a").attr("href").map(|link| link.to_string()).unwrap_or_default();
    assert!(link.starts_with("https://weir.example/flood#:~:text="), "{answer}");
    assert_eq!(shown.select("a[href^='https://archive.weir.example/r/']").length(), 1, "{answer}");
}

#[test]
fn what_is_closest_is_called_so_and_a_mistake_is_said() {
    check(SETTINGS, &[FLOOD], |pages| {
        let closest = ask(pages, None, "Who owns the harbour of Ashford?").text();
        assert!(
            closest.contains("The closest passages, not an answer") && !closest.contains("The archive says"),
            "{closest}"
        );
        for (fields, said) in [
            (&[("command", "nonsense"), ("question", "x")][..], "nonsense"),
            (&[("command", "ask")][..], "question"),
            (&[("command", "setup")][..], "setup"),
        ] {
            let answer = post(pages, None, fields);
            assert_eq!(answer.status, 400);
            assert!(answer.text().contains(said), "{}", answer.text());
        }
    });
}

#[test]
fn a_frame_is_for_the_sites_alone_and_speaks_the_readers_language() {
    check(SETTINGS, &[FLOOD], |pages| {
        let english = pages.get("/box");
        let policy = english.header("content-security-policy").unwrap_or_default();
        assert!(policy.ends_with("frame-ancestors 'self' https://news.weir.example"), "{policy}");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
        let spanish = pages.send("GET", "/box", &[("accept-language", "es-MX,es;q=0.9,en;q=0.5")], b"").text();
        assert!(spanish.contains("<html lang=\"es\"") || spanish.contains("lang=\"es\""), "{spanish}");
        let script = pages.send("GET", "/box.js", &[("accept-language", "es")], b"");
        assert!(script.text().contains("Preguntar"), "{}", script.text());
        assert_eq!(script.header("vary"), Some("accept-language"));
    });
}

#[test]
fn all_of_it_weighs_less_than_30_kilobytes_and_makes_no_html_of_text() {
    check(SETTINGS, &[FLOOD], |pages| {
        let parts = ["/box.js", "/box.css", "/box"].map(|path| pages.get(path));
        let bytes: usize = parts.iter().map(|part| part.body.len()).sum();
        assert!(bytes < 30_000, "{bytes}");
        let script = parts.first().expect("the script").text();
        for never in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "cookie",
            "Storage",
        ] {
            assert!(!script.contains(never), "{never}");
        }
        assert!(script.contains(&format!("\"{ELEMENTS}\"")));
    });
}

#[test]
fn a_door_that_is_shut_answers_no_page_of_another_machine() {
    check("", &[FLOOD], |pages| {
        for (method, path) in [("GET", "/box"), ("GET", "/box.js"), ("GET", "/box.css"), ("POST", "/box")] {
            let answer = pages.send(method, path, &[("host", "archive.weir.example")], b"command=ask&question=weir");
            assert_eq!(answer.status, 403, "{path}");
            assert!(
                Document::from(answer.text().as_str()).text().contains("doors = [\"discord\", \"terminal\", \"web\"]"),
                "{}",
                answer.text()
            );
        }
    });
}

#[test]
fn whoever_asks_too_often_waits() {
    let settings = format!("{SETTINGS}requests_per_minute = 2\n");
    check(&settings, &[FLOOD], |pages| {
        let status = || ask(pages, Some(SITE), "When did the weir break?").status;
        assert_eq!([status(), status()], [200, 200]);
        let refused = ask(pages, Some(SITE), "When did the weir break?");
        assert_eq!(refused.status, 429);
        let seconds: u64 = refused.header("retry-after").and_then(|wait| wait.parse().ok()).expect("seconds");
        assert!((1..=31).contains(&seconds) && refused.text().contains(&seconds.to_string()), "{}", refused.text());
        // The page can read why.
        assert_eq!(refused.header("access-control-allow-origin"), Some(SITE));
    });
}

#[test]
fn of_what_may_only_be_quoted_a_day_shows_no_more_than_elsewhere() {
    let body = (1..=60).fold(String::new(), |mut body, number| {
        let _written = write!(body, "Gate {number} of the weir was opened by Keeper Nia Obi at {number} minutes past noon, and stayed so until the evening came.\n\n");
        body
    });
    let settings = format!("{SETTINGS}requests_per_minute = 1000\n");
    check(&settings, &[("gates", "show = \"quote\"\n", &body)], |pages| {
        let mut shown = std::collections::BTreeSet::new();
        for number in 1..=60 {
            let answer = ask(pages, Some(SITE), &format!("When was gate {number} of the weir opened?")).text();
            let found = Document::from(answer.as_str());
            shown.extend(found.select("blockquote p").iter().map(|own| own.text().to_string()));
        }
        let words: usize = shown.iter().map(|text| text.split_whitespace().count()).sum();
        assert!(!shown.is_empty() && words <= 450, "{words} words of {}", shown.len());
    });
}

#[test]
fn two_places_are_a_choice_that_the_box_asks_again_with() {
    let data = folder::data(&[
        ("articles/sample.md", include_str!("../../../corpus/articles/2018-01-24-renewing-racist-assault.md")),
        ("jurisdictions/letter.toml", include_str!("../../../corpus/jurisdictions/doj-letter-2018-01-24.toml")),
    ]);
    std::fs::write(data.path().join("pullquote.toml"), SETTINGS).expect("settings");
    let pages = Pages::serve(data.path());
    let first = ask(&pages, Some(SITE), "Did Albany receive the letter?").text();
    let shown = Document::from(first.as_str());
    let button = shown.select("button").iter().next().unwrap_or_else(|| panic!("no choice: {first}"));
    let of = |name: &str| button.attr(name).map(|value| value.to_string()).unwrap_or_default();
    assert_eq!(of("data-command"), "letter");
    let answer = post(&pages, Some(SITE), &[("command", &of("data-command")), (&of("name"), &of("value"))]).text();
    assert!(answer.contains("Yes. Albany, N.Y. received the letter."), "{answer}");
    assert!(!answer.contains("<button"), "{answer}");
}

#[test]
fn no_element_and_no_link_of_an_answer_comes_from_a_text() {
    let payloads = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "</p></blockquote><iframe src=javascript:alert(1)>",
        "<a href=\"javascript:alert(1)\">here</a>",
        "<style>*{display:none}</style>",
        "<!-- --><form action=//evil.example><input>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<template shadowrootmode=open><b>",
        "\u{202E}tpircs\u{2066}",
    ];
    let bodies: Vec<String> =
        payloads.iter().map(|payload| format!("The weir {payload} broke at Ashford {payload} at noon.")).collect();
    let ids: Vec<String> = (0..payloads.len()).map(|number| format!("h{number}")).collect();
    let articles: Vec<(&str, &str, &str)> =
        ids.iter().zip(&bodies).map(|(id, body)| (id.as_str(), "", body.as_str())).collect();
    let settings = format!("{SETTINGS}requests_per_minute = 1000\n");
    check(&settings, &articles, |pages| {
        let allowed: Vec<&str> = ELEMENTS.split(' ').collect();
        for payload in payloads {
            for question in [payload.to_owned(), format!("When did the weir {payload} break at Ashford?")] {
                for command in ["ask", "search", "said", "source"] {
                    let option = match command {
                        "ask" => "question",
                        "search" => "query",
                        "said" => "who",
                        _ => "text",
                    };
                    let answer = post(pages, None, &[("command", command), (option, &question)]).text();
                    let shown = Document::fragment(answer.as_str());
                    for element in shown.select("*").iter() {
                        let name =
                            element.nodes().first().and_then(|node| node.node_name()).unwrap_or_default().to_string();
                        assert!(name == "html" || allowed.contains(&name.as_str()), "<{name}> in {answer}");
                        for attribute in element.attrs() {
                            let known = [
                                "class",
                                "lang",
                                "name",
                                "value",
                                "href",
                                "cite",
                                "datetime",
                                "target",
                                "rel",
                                "aria-hidden",
                            ];
                            assert!(
                                known.contains(&&*attribute.name.local) || attribute.name.local.starts_with("data-"),
                                "{} in {answer}",
                                attribute.name.local
                            );
                        }
                    }
                    let known = [
                        "https://weir.example/",
                        "https://archive.weir.example/r/",
                        "https://creativecommons.org/",
                        "/a/h",
                    ];
                    for link in shown.select("a").iter().filter_map(|link| link.attr("href")) {
                        assert!(known.iter().any(|own| link.starts_with(own)), "{link}");
                    }
                    assert!(!answer.contains(['\u{202E}', '\u{2066}']), "{answer}");
                }
            }
        }
    });
}
