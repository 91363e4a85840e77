//! The pages of a running program: forms of the registry, each sort of reply, what may be shown, and what goes with every page.

use std::fs;

use dom_query::Document;
use pullquote::commands::{Front, OptionKind, Table};
use pullquote::corpus::MemorySource;
use pullquote::domain::Article;
use pullquote::words::Words;
use tempfile::TempDir;

use crate::support::page::{check_page, check_quotations, check_refusal};
use crate::support::pages::{Answer, Pages};
use crate::support::{folder, sample};

fn article(id: &str, more: &str, body: &str) -> String {
    let title = id.replace('-', " ");
    format!(
        "+++\nid = \"{id}\"\ntitle = \"{title}\"\npublisher = \"The Weir\"\ndate = 2024-03-01\nurl = \"https://weir.example/{id}\"\n\
         licence = \"all rights reserved\"\n{more}\n+++\n\n{body}\n"
    )
}

/// The sample corpus with an article of each sort beside it.
fn archive() -> (TempDir, Vec<Article>) {
    let mut files = sample::files();
    let own = [
        ("paid-harbour", "audience = \"paid\"", "The secret budget of the harbour is nine million pounds."),
        ("cited-ferry", "show = \"cite\"", "The ferry landing was sold on Tuesday to a builder from the capital."),
        (
            "quoted-orchard",
            "show = \"quote\"",
            "The orchard was planted in 1911 by a schoolmaster.\n\nIts quince hedge is older than the parish registers.\n\nA walled garden \
             behind the granary has belonged to the almshouse since the drought.",
        ),
        (
            "withheld-lighthouse",
            "show = \"whole\"\nassistants = false",
            "The lighthouse keeper retired in May, after forty winters.",
        ),
    ];
    for (id, more, body) in own {
        files = files.with(&format!("articles/{id}.md"), article(id, more, body).into_bytes());
    }
    written(&files)
}

fn written(files: &MemorySource) -> (TempDir, Vec<Article>) {
    let texts: Vec<(String, String)> =
        files.0.iter().map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.clone()).expect("text"))).collect();
    let borrowed: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    (folder::data(&borrowed), sample::read(files).articles)
}

fn set(data: &TempDir, settings: &str) {
    fs::write(data.path().join("pullquote.toml"), settings).expect("settings");
}

#[test]
fn each_command_has_a_form_of_its_options() {
    let (data, _) = archive();
    let pages = Pages::serve(data.path());
    for (language, words) in [("en", Words::english()), ("es", Words::of("es").expect("ships"))] {
        let headers = [("accept-language", if language == "es" { "fr;q=0.3, es-MX, en;q=0.5" } else { "xx" })];
        let table = Table::builtin(&words).on(Front::Web);
        assert!(table.commands().iter().all(|command| !command.is_of_the_desk()));
        for command in table.commands() {
            let page = check_page(&pages.send("GET", &format!("/{}", command.name), &headers, b""));
            assert_eq!(page.select("html").attr("lang").as_deref(), Some(language));
            let form = page.select(&format!("form[action='/{}']", command.name));
            let fields: Vec<String> =
                form.select("[name]").iter().map(|field| field.attr("name").expect("a name").to_string()).collect();
            let mut options: Vec<&str> = command.options.iter().map(|option| option.name).collect();
            options.sort_by_key(|name| fields.iter().position(|field| field == name));
            assert_eq!(fields, options, "/{}", command.name);
            for option in command.options {
                let field = form.select(&format!("[name='{}']", option.name));
                assert_eq!(field.has_attr("required"), option.required, "{}", option.name);
                assert_eq!(field.has_attr("data-complete"), option.completer.is_some(), "{}", option.name);
                if let OptionKind::Choice(choices) = option.kind {
                    assert_eq!(field.select("option").length(), choices.len() + 1);
                }
                assert!(form.text().contains(&option.description(&words)), "{}", option.name);
            }
        }
        assert_eq!(check_page(&pages.send("GET", "/letter", &headers, b"")).select("input[name=place]").length(), 1);
    }
}

#[test]
fn each_sort_of_reply_is_a_page_whose_quotations_are_the_articles() {
    let (data, articles) = archive();
    let pages = Pages::serve(data.path());
    type Asked<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, usize);
    let asked: [Asked<'_>; 14] = [
        ("letter", &[("place", "Chicago")], "yes", 1),
        ("letter", &[("place", "New Orleans")], "no", 1),
        ("letter", &[("place", "Nowhere at all")], "plain", 0),
        ("letter", &[], "plain", 0),
        ("ask", &[("question", "Who threatened elected officials?")], "found", 1),
        ("ask", &[("question", "Did New Orleans get the letter?")], "no", 1),
        ("ask", &[("question", "What is the price of walnuts in Denby?")], "plain", 0),
        ("said", &[("who", "Sessions")], "found", 1),
        ("said", &[("who", "Nobody Inparticular")], "plain", 0),
        ("search", &[("query", "\"public safety\"")], "found", 1),
        ("source", &[("text", "Sessions said \"enough is enough, people\"")], "altered", 1),
        ("people", &[], "plain", 0),
        ("jurisdictions", &[("state", "California")], "plain", 0),
        ("articles", &[], "plain", 0),
    ];
    for (command, fields, class, least) in asked {
        let answer = pages.post(&format!("/{command}"), fields);
        let page = check_page(&answer);
        assert_eq!((answer.status, answer.header("x-robots-tag")), (200, Some("noindex")), "{command} {fields:?}");
        let section = page.select("section.answer");
        assert!(section.has_class(class), "{command} {fields:?}: {:?}", section.attr("class"));
        assert!(check_quotations(&page, &articles) >= least, "{command} {fields:?}");
        for (name, value) in fields {
            let field = page.select(&format!("form.ask [name='{name}']"));
            let filled = field.attr("value").map_or_else(|| field.text().to_string(), |value| value.to_string());
            assert_eq!(&filled, value, "the form is filled in");
        }
        assert_eq!(page.select("figure a.share").length() > 0, page.select("figure blockquote").length() > 0);
    }
}

#[test]
fn nothing_that_is_asked_is_in_an_address_or_a_header() {
    let (data, _) = archive();
    let pages = Pages::serve(data.path());
    let asked = "Did zanzibarquestion of New Orleans get the letter?";
    let answer = pages.post("/ask", &[("question", asked)]);
    let page = check_page(&answer);
    assert!(answer.headers.iter().all(|(_, value)| !value.contains("zanzibar")), "{:?}", answer.headers);
    let nodes = page.html_root().descendants();
    for node in nodes.iter().filter(|node| node.is_element()) {
        for name in ["href", "src", "action", "cite"] {
            assert!(node.attr(name).is_none_or(|value| !value.contains("zanzibar")));
        }
    }
    assert!(!page.select("title").text().contains("zanzibar"));
    let forms: Vec<String> =
        page.select("form").iter().filter_map(|form| Some(form.attr("method")?.to_string())).collect();
    assert!(!forms.is_empty() && forms.iter().all(|method| method == "post"));
    let files = crate::support::files(data.path());
    let kept = |path: &std::path::PathBuf| {
        fs::read(path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("zanzibar"))
    };
    assert_eq!(files.iter().find(|path| kept(path)), None);
}

#[test]
fn a_choice_asks_again_and_a_mistake_is_said_in_the_form() {
    let (data, _) = archive();
    let pages = Pages::serve(data.path());
    let which = check_page(&pages.post("/letter", &[("place", "Springfield")]));
    let choice =
        which.select("form.choices button").iter().find(|button| button.text().contains("Ill.")).expect("a choice");
    let (name, value) = (choice.attr("name").expect("a name"), choice.attr("value").expect("a value"));
    let picked = check_page(&pages.post("/letter", &[("place", "Springfield"), (&name, &value)]));
    assert!(picked.select("h1").text().contains("Springfield"), "{}", picked.select("h1").text());
    assert_eq!(picked.select("form.choices").length(), 0);
    // What a completion shows stands for its value.
    let labelled = check_page(&pages.post("/letter", &[("place", "New York County, N.Y.")]));
    assert!(labelled.select("h1").text().contains("New York County"), "{}", labelled.select("h1").text());
    for (command, fields) in [
        ("said", vec![("who", " ")]),
        ("search", vec![("query", "x"), ("from", "once")]),
        ("ask", vec![("nonsense", "x")]),
    ] {
        let answer = pages.post(&format!("/{command}"), &fields);
        let page = check_page(&answer);
        assert_eq!((answer.status, page.select("form.ask p.error[role=alert]").length()), (400, 1), "{command}");
    }
    let choices =
        pages.post_json("/complete.json", &serde_json::json!({"command": "said", "option": "who", "partial": "se"}));
    assert_eq!(choices.json()["choices"][0]["value"], "Jeff Sessions");
    assert_eq!(pages.post_json("/complete.json", &serde_json::json!({"command": "no"})).status, 400);
}

#[test]
fn a_reply_is_paged_by_posts_of_the_same_options() {
    let many = (0..12).map(|at| {
        (format!("articles/a{at}.md"), article(&format!("issue-{at}"), "show = \"whole\"", "The weir broke."))
    });
    let files = many.fold(MemorySource::default(), |files, (path, text)| files.with(&path, text.into_bytes()));
    let (data, _) = written(&files);
    let pages = Pages::serve(data.path());
    let first = check_page(&pages.post("/articles", &[("from", "2020")]));
    let titles = |page: &dom_query::Document| -> Vec<String> {
        page.select("section.answer ol.articles > li > a").iter().map(|link| link.text().to_string()).collect()
    };
    let next = first.select("form.paging button").attr("value").expect("a way on").to_string();
    assert_eq!(
        (next.as_str(), first.select("form.paging input[name=from]").attr("value").as_deref()),
        ("5", Some("2020"))
    );
    let second = check_page(&pages.post("/articles", &[("from", "2020"), ("offset", &next)]));
    assert!(titles(&first).iter().all(|title| !titles(&second).contains(title)));
    assert_eq!(second.select("form.paging button").length(), 2);
}

#[test]
fn the_last_page_that_is_open_leads_no_further() {
    let line = |at: usize| {
        let url = format!("https://weir.example/{at}");
        let date = format!("{:04}-01-01", 1_000 + at % 1_000);
        serde_json::json!({ "id": format!("n{at}"), "title": format!("Note {at}"), "publisher": "The Weir", "date": date, "url": url,
            "licence": "CC0 1.0", "paragraphs": ["A note."] })
    };
    let lines: Vec<String> = (0..1_100).map(|at| line(at).to_string()).collect();
    let data = folder::data(&[("articles/notes.jsonl", &lines.join("\n"))]);
    let pages = Pages::serve(data.path());
    let ways = |offset: &str, limit: &str| -> Vec<String> {
        let page = check_page(&pages.post("/articles", &[("offset", offset), ("limit", limit)]));
        assert!(page.select("ol.articles > li").length() > 0, "{offset}");
        let buttons = page.select("form.paging button");
        buttons.iter().filter_map(|button| Some(button.attr("value")?.to_string())).collect()
    };
    assert_eq!(ways("950", "50"), ["900", "1000"]);
    assert_eq!(ways("1000", "50"), ["950"]);
    assert_eq!(ways("995", "5"), ["990", "1000"]);
    assert_eq!(ways("996", "5"), ["991"]);
    assert_eq!(pages.post("/articles", &[("offset", "1001")]).status, 400);
}

#[test]
fn every_command_of_the_front_is_served_and_no_other() {
    let (data, _) = archive();
    let pages = Pages::serve(data.path());
    let trackers = sample::read(&sample::files()).trackers;
    let table = Table::new(&Words::english(), &trackers).expect("a table");
    let home = check_page(&pages.get("/"));
    let mut others = 0;
    for command in table.commands() {
        let (name, is_open) = (&command.name, command.fronts.contains(&Front::Web));
        assert_eq!(pages.get(&format!("/{name}")).status == 200, is_open, "{name}");
        // One whose options are missing is told so, and is there.
        assert_eq!(pages.post(&format!("/{name}"), &[]).status != 404, is_open, "{name}");
        assert_eq!(home.select(&format!("nav a[href='/{name}']")).length() == 1, is_open, "{name}");
        let boxed = pages.post("/box", &[("command", name)]).text();
        assert_eq!(boxed.contains("there is no command"), !is_open, "{name}: {boxed}");
        others += usize::from(!is_open);
    }
    assert!(others > 3, "{others}");
    assert_eq!(home.select("nav a").length(), table.commands().len() - others);
}

#[test]
fn an_article_is_shown_as_far_as_its_licence_lets_it() {
    let (data, articles) = archive();
    set(
        &data,
        "[publication]\ndoors = [\"web\"]\nname = \"The Weir Weekly\"\nlanguage = \"en\"\n[web]\naddress = \"https://archive.example\"\n",
    );
    let pages = Pages::serve(data.path());
    let whole = "2018-01-24-renewing-racist-assault";
    let answer = pages.get(&format!("/a/{whole}"));
    let page = check_page(&answer);
    assert_eq!((answer.status, answer.header("x-robots-tag")), (200, Some("all")));
    let article = articles.iter().find(|article| article.meta.id == whole).expect("the article");
    for paragraph in &article.paragraphs {
        let own = page.select(&format!("#p-{}", paragraph.key));
        assert!(own.text().contains(&paragraph.text), "{}", paragraph.key);
    }
    assert_eq!(page.select("link[rel=canonical]").attr("href").as_deref(), Some(article.meta.url.as_str()));
    let data_for_programs: serde_json::Value =
        serde_json::from_str(&page.select("script[type='application/ld+json']").text()).expect("JSON");
    assert_eq!(
        (&data_for_programs["@type"], &data_for_programs["headline"]),
        (&"NewsArticle".into(), &article.meta.title.as_str().into())
    );
    for (id, words) in [("quoted-orchard", "planted"), ("cited-ferry", "builder")] {
        let answer = pages.get(&format!("/a/{id}"));
        let page = check_page(&answer);
        assert!(answer.status == 200 && !page.select("main").text().contains(words), "{id}");
        assert!(page.select(&format!("a[href='https://weir.example/{id}']")).length() > 0);
    }
    assert!(check_page(&pages.get("/a/withheld-lighthouse")).select("main").text().contains("forty winters"));
    for path in ["/a/paid-harbour", "/a/nothing", "/a/%2e%2e%2fpullquote.toml", "/a/%ff"] {
        let answer = pages.get(path);
        assert!(!check_page(&answer).text().contains("secret budget"));
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[test]
fn no_page_has_words_of_what_is_for_paying_readers_or_only_cited() {
    let (data, articles) = archive();
    let pages = Pages::serve(data.path());
    let asked: [(&str, &[(&str, &str)]); 6] = [
        ("ask", &[("question", "What is the secret budget of the harbour?")]),
        ("search", &[("query", "harbour budget")]),
        ("source", &[("text", "The secret budget of the harbour is nine million pounds.")]),
        ("article", &[("title", "paid harbour")]),
        ("ask", &[("question", "Who was the ferry landing sold to?")]),
        ("search", &[("query", "ferry landing builder capital")]),
    ];
    for (command, fields) in asked {
        let answer = pages.post(&format!("/{command}"), fields);
        let page = check_page(&answer);
        check_quotations(&page, &articles);
        let main = page.select("section.answer").text().to_string();
        assert!(!main.contains("nine million") && !main.contains("from the capital"), "{command} {main}");
    }
    let home = check_page(&pages.get("/"));
    assert!(!home.text().contains("paid harbour"));
}

#[test]
fn one_reader_is_shown_a_part_of_a_quote_only_article_a_day() {
    let (data, articles) = archive();
    let pages = Pages::serve(data.path());
    let shown = |question: &str| {
        let page = check_page(&pages.post("/search", &[("query", question)]));
        check_quotations(&page, &articles);
        page.select("figure[data-article='quoted-orchard'] blockquote").text().to_string()
    };
    assert!(shown("orchard planted schoolmaster").contains("1911"));
    assert_eq!(shown("quince hedge parish registers"), "");
    assert!(shown("orchard planted schoolmaster").contains("1911"), "what was shown is shown again");
}

#[test]
fn a_list_has_a_map_a_table_and_a_place_for_each_subject() {
    let (data, _) = archive();
    let pages = Pages::serve(data.path());
    let list = check_page(&pages.get("/list/doj-letter-2018-01-24"));
    assert_eq!(list.select("table caption").length(), 1);
    assert_eq!(list.select("tbody tr").length(), list.select("tbody th[scope=row]").length());
    assert!(list.select("#s-1714000").text().contains("Chicago"));
    let picture = list.select("img.map").attr("src").expect("a map").to_string();
    let map = pages.get(&picture);
    assert_eq!((map.status, map.header("content-type"), &map.body[1..4]), (200, Some("image/png"), &b"PNG"[..]));
    let table = pages.get("/list/doj-letter-2018-01-24/table.csv");
    assert_eq!(table.header("content-disposition"), Some("attachment; filename=\"table.csv\""));
    assert!(table.text().starts_with("subject,") && table.text().contains("\r\nChicago,"));
    assert_eq!((pages.get("/list/none").status, pages.get("/list/none/map.png").status), (404, 404));
}

fn answered(answer: &Answer) -> (u16, Option<&str>) {
    (answer.status, answer.header("cache-control"))
}

#[test]
fn what_goes_with_every_page() {
    let (data, _) = archive();
    let pages = Pages::serve(data.path());
    let home = check_page(&pages.get("/"));
    for (selector, attribute) in [("link[rel=stylesheet]", "href"), ("script[src]", "src"), ("link[rel=icon]", "href")]
    {
        let file = pages.get(&home.select(selector).attr(attribute).expect("an address"));
        assert_eq!(answered(&file), (200, Some("public, max-age=31536000, immutable")), "{selector}");
        assert!(!file.text().contains("http:") || selector.contains("icon"));
    }
    let weight: usize = ["/", "/style.css", "/page.js"].iter().map(|path| pages.get(path).body.len()).sum();
    assert!(weight < 60_000, "{weight} bytes");
    let head = pages.send("HEAD", "/", &[], b"");
    assert_eq!((head.status, head.body.len(), head.header("cache-control")), (200, 0, Some("no-store")));
    for (method, path, status) in [
        ("GET", "/no-such-command", 404),
        ("POST", "/pullquote", 404),
        ("PUT", "/ask", 405),
        ("GET", "/complete.json", 405),
        ("GET", "/r/x/y", 404),
    ] {
        let answer = pages.send(method, path, &[], b"");
        check_page(&answer);
        assert_eq!(answered(&answer), (status, Some("no-store")), "{method} {path}");
    }
    assert!(pages.get("/robots.txt").text().contains("Disallow: /\n"));
    let foreign = pages.send("GET", "/", &[("host", "archive.example")], b"");
    assert_eq!(foreign.status, 403);
    assert!(check_refusal(&foreign).text().contains("doors = [\"discord\", \"terminal\", \"web\"]"));
}

#[test]
fn an_address_that_asks_too_often_is_told_to_wait() {
    let (data, _) = archive();
    let settings = |proxies: usize| {
        format!("[publication]\ndoors = [\"web\"]\n[web]\nrequests_per_minute = 3\nproxies = {proxies}\n")
    };
    set(&data, &settings(0));
    let pages = Pages::serve(data.path());
    let from = |pages: &Pages, address: &str| {
        pages.send("GET", "/ask", &[("host", "archive.example"), ("x-forwarded-for", address)], b"")
    };
    // Without a proxy of ours nobody's own word counts.
    let statuses: Vec<u16> = (0..4).map(|at| from(&pages, &format!("10.0.0.{at}")).status).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    let refused = from(&pages, "10.0.0.9");
    check_refusal(&refused);
    assert!(
        refused
            .header("retry-after")
            .is_some_and(|wait| wait.parse::<u64>().is_ok_and(|wait| (1..=60).contains(&wait)))
    );
    assert_eq!(pages.get("/style.css").status, 200);
    drop(pages);
    set(&data, &settings(1));
    let pages = Pages::serve(data.path());
    // What the reader wrote in front of it changes nothing.
    let statuses: Vec<u16> = (0..4).map(|at| from(&pages, &format!("10.0.0.{at}, 192.0.2.1")).status).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(from(&pages, "192.0.2.1, 192.0.2.2").status, 200);
}

#[test]
fn the_pages_speak_the_language_that_is_set() {
    let (data, _) = archive();
    set(
        &data,
        "language = \"es\"\n[web]\nimprint_url = \"https://weir.example/imprint\"\nprivacy_url = \"https://weir.example/privacy\"\n",
    );
    let pages = Pages::serve(data.path());
    let home = check_page(&pages.send("GET", "/", &[("accept-language", "en")], b""));
    assert_eq!(home.select("html").attr("lang").as_deref(), Some("es"));
    assert!(home.select("footer").text().contains("Aviso legal"));
    assert_eq!(home.select("footer a[href='https://weir.example/imprint']").length(), 1);
}

#[test]
fn what_is_wrong_was_not_tied_to_its_field() {
    let (data, _) = archive();
    let pages = Pages::serve(data.path());
    let page = check_page(&pages.post("/search", &[("query", "sluice"), ("from", "yesterday-ish")]));
    let wrong = page.select("[aria-invalid=true]");
    assert_eq!((wrong.length(), wrong.attr("name").as_deref()), (1, Some("from")));
    assert_eq!(wrong.attr("aria-describedby").as_deref(), Some("search-error search-from-hint"));
    assert!(!page.select("#search-error").text().is_empty());
    assert_eq!(check_page(&pages.get("/search")).select("[aria-invalid]").length(), 0);
}

#[test]
fn behind_a_form_the_answer_was_far_and_its_tables_had_one_name() {
    let (data, _) = archive();
    let pages = Pages::serve(data.path());
    let skip = |page: &Document| page.select("a.skip").attr("href").expect("an address").to_string();
    let page = check_page(&pages.post("/jurisdictions", &[("state", "New York")]));
    assert_eq!((skip(&page).as_str(), page.select("h1#outcome[tabindex='-1']").length()), ("#outcome", 1));
    for region in page.select("[role=region]").iter() {
        let name = region.attr("aria-labelledby").expect("a name");
        assert_eq!(page.select(&format!("caption#{name}")).length(), 1, "{name}");
    }
    assert!(page.select("[role=region]").length() > 0);
    assert_eq!(skip(&check_page(&pages.get("/jurisdictions"))), "#main");
}

#[test]
fn an_archive_without_a_name_was_called_in_small_letters() {
    let other = article("mill", "", "The mill turns.").replace("The Weir", "The Mill");
    let data = folder::data(&[("articles/weir.md", &article("weir", "", "It broke.")), ("articles/mill.md", &other)]);
    let home = check_page(&Pages::serve(data.path()).get("/"));
    assert_eq!((&*home.select(".brand").text(), &*home.select("title").text()), ("The archive", "The archive"));
    assert_eq!(&*home.select("h1").text(), "Ask the archive");
}
