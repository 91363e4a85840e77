//! Hostile questions and articles: nothing in them becomes a part of a page, and each quotation stays what it is.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use proptest::prelude::*;
use pullquote::commands::{Front, Table};
use pullquote::corpus::MemorySource;
use pullquote::domain::Article;
use pullquote::render::web::{Answered, Look, Site, answer, displayed};
use pullquote::reply::{DiffPart, DiffSide, Excerpt, Part, Reply, Verdict};
use pullquote::shell::http::Caller;
use pullquote::shell::web::{Serving, routes};
use pullquote::shell::{Locations, open};
use pullquote::words::Words;
use tower_service::Service;

use crate::support::page::{check_markup, check_quotations};
use crate::support::random::Random;
use crate::support::{folder, sample, times};

/// Pieces that would end an element or an attribute, begin another, run something, or turn the line around.
const PIECES: [&str; 20] = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "<!--",
    "-->",
    "]]>",
    "</title></textarea></style>",
    "&lt;b&gt;",
    "&#60;i&#62;",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "\u{202E}",
    "\u{2066}",
    "\u{0}",
    "\u{FEFF}",
    "é",
    "👩\u{200D}👧",
    "{{7*7}}",
    "weir",
];

/// A text of a few pieces and words.
fn hostile(random: &mut Random) -> String {
    let words = ["the weir broke", "said Ada Byron", "at noon.", "Who", "flood"];
    let piece = |random: &mut Random| {
        let all: &[&str] = if random.below(2) == 0 { &PIECES } else { &words };
        (*random.of(all)).to_owned()
    };
    (0..=random.below(5)).map(|_| piece(random)).collect::<Vec<_>>().join(" ")
}

/// Articles of hostile texts, as a corpus.
fn corpus(random: &mut Random) -> MemorySource {
    let mut lines = String::new();
    for at in 0..30 {
        let paragraphs: Vec<String> = (0..4)
            .map(|_| {
                format!("The weir broke {}. \"The flood {} came,\" said Ada Byron.", hostile(random), hostile(random))
            })
            .collect();
        let article = serde_json::json!({
            "id": format!("a{at}"), "title": format!("Flood {}", hostile(random).replace(['\0', '\n'], " ")), "publisher": "<b>The Weir</b>",
            "byline": "By \"><i>", "date": "2024-03-01", "url": format!("https://weir.example/{at}?a=\"><x>&b"),
            "licence": "<u>own</u>", "show": "whole", "paragraphs": paragraphs,
        });
        lines.push_str(&format!("{article}\n"));
    }
    MemorySource::default().with("all.jsonl", lines)
}

/// What routes answer to a reader on this machine.
async fn asked(routes: &mut Router, method: &str, path: &str, body: String) -> (u16, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1")
        .extension(Caller(IpAddr::V4(Ipv4Addr::LOCALHOST)))
        .body(Body::from(body))
        .expect("a request");
    let response = routes.call(request).await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

#[test]
fn a_thousand_hostile_questions_of_hostile_articles() {
    let mut random = Random::seeded();
    let files = corpus(&mut random);
    let text = String::from_utf8(files.0[0].1.clone()).expect("text");
    let articles: Vec<Article> = sample::loaded(&files).0;
    assert_eq!(articles.len(), 30);
    let data = folder::data(&[("all.jsonl", &text)]);
    std::fs::write(
        data.path().join("pullquote.toml"),
        "meaning = \"off\"\n[publication]\ndoors = [\"web\"]\n[web]\nrequests_per_minute = 1000000\n",
    )
    .expect("settings");
    let at = Locations::new(Some(data.path().to_owned()), None, None);
    let opened = open(&at).expect("it opens");
    let mut routes = routes(Arc::new(Serving::new(&opened, &at)));
    let table = Table::builtin(&Words::english()).on(Front::Web);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut quoted = 0;
    for _ in 0..times("PULLQUOTE_HOSTILE", 1_000) {
        let command = random.of(table.commands());
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for option in command.options.iter().filter(|option| option.required) {
            form.append_pair(option.name, &hostile(&mut random));
        }
        let (status, html) = runtime.block_on(asked(&mut routes, "POST", &format!("/{}", command.name), form.finish()));
        assert!(matches!(status, 200 | 400), "{status}: {html}");
        quoted += check_quotations(&check_markup(&html), &articles);
    }
    assert!(quoted > 500, "{quoted}");
    for path in (0..30).map(|at| format!("/a/a{at}")).chain(["/".to_owned()]) {
        let (status, html) = runtime.block_on(asked(&mut routes, "GET", &path, String::new()));
        check_markup(&html);
        assert_eq!(status, 200, "{path}");
    }
}

fn hostile_text() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned), "\\PC{0,12}", any::<String>()];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn no_text_of_a_reply_becomes_a_part_of_the_page(
        words in hostile_text(), name in hostile_text(), said in hostile_text(), given in hostile_text(),
        mark in (0usize..40, 0usize..40), certain: bool, url in prop_oneof![hostile_text(), Just("https://weir.example/a".to_owned())]
    ) {
        let paragraph = format!("x{words}");
        let diff = vec![DiffPart { side: DiffSide::Asked, text: said.clone() }, DiffPart { side: DiffSide::Archive, text: words.clone() }];
        let excerpt = Excerpt {
            text: words.clone(), start: 1, end: 1 + words.len(), context: [0, paragraph.len()], article: "a".into(),
            highlights: vec![[mark.0.min(mark.1), mark.0.max(mark.1)]], speaker: Some(name.clone()), role: Some(said.clone()),
            certain: Some(certain), quoted_from: Some(name.clone()), title: said.clone(), publisher: name.clone(), url: url.clone(),
            licence: name.clone(), licence_url: Some(url.clone()), byline: Some(name.clone()), diff: Some(diff), ..Excerpt::default()
        };
        let mut reply = Reply::new("source", Verdict::Altered, said.clone());
        reply.notes = vec![name.clone()];
        reply.choices = vec![pullquote::reply::Choice { value: said, label: name.clone() }];
        reply.excerpts = [Part::Answer, Part::Related, Part::Nearest].map(|part| Excerpt { part, ..excerpt.clone() }).into();
        let (english, reply) = (Words::english(), displayed(reply));
        let table = Table::builtin(&english).on(Front::Web);
        let site = Site { name, home: Some(url.clone()), imprint: Some(url), ..Site::default() };
        let look = Look { words: &english, table: &table, site: &site };
        let command = table.command("source").expect("a command");
        let given = [("text".to_owned(), given)];
        let answered = Answered { command, given: &given, reply: &reply, limit: 5 };
        let page = check_markup(&answer(&look, command, &given, Some(Ok(&answered))));
        for figure in page.select("figure[data-article]").iter().filter(|_| !words.is_empty()) {
            let shown = figure.select("blockquote").iter().next().expect("words").text().to_string();
            let whole = pullquote::render::terminal::safe(&words);
            prop_assert!(shown.contains("[…]") || shown.trim_end() == whole.trim_end(), "{:?} {:?}", shown, whole);
        }
    }
}
