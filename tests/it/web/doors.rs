//! Which ways in are open, and to whom.

use serde_json::json;
use tempfile::TempDir;

use crate::support::folder;
use crate::support::pages::{Answer, Pages};

const ARTICLE: &str = "+++\nid = \"flood\"\ntitle = \"The flood\"\npublisher = \"The Weir\"\ndate = 2024-03-01\nurl = \"https://weir.example/flood\"\nlicence = \"CC BY 4.0\"\n+++\n\nThe weir broke at noon.\n";

#[test]
fn a_shut_door_is_shut_to_the_world_and_open_to_this_machine() {
    let data = folder::data(&[("articles/flood.md", ARTICLE)]);
    let pages = Pages::serve(data.path());
    assert_eq!(pages.get("/healthz").status, 200);
    let (code, out, err) = folder::run(data.path(), &["serve", "--web", "0.0.0.0:0"], "");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("doors = [\"discord\", \"terminal\", \"web\"]"), "{err}");
}

/// An article whose front matter has this line.
fn article(id: &str, more: &str, body: &str) -> String {
    ARTICLE.replace("flood", id).replace("\n+++\n\nThe weir broke at noon.", &format!("\n{more}\n+++\n\n{body}"))
}

fn about(pages: &Pages, headers: &[(&str, &str)]) -> Answer {
    let kind = [("content-type", "application/json")];
    pages.send("POST", "/api/v1/about", &[&kind, headers].concat(), b"{}")
}

fn set(data: &TempDir, doors: &str) {
    std::fs::write(data.path().join("pullquote.toml"), format!("[publication]\ndoors = [{doors}]\n"))
        .expect("settings");
}

#[test]
fn a_host_that_whoever_asks_writes_opened_a_shut_door() {
    let data = folder::data(&[("articles/flood.md", ARTICLE)]);
    set(&data, "\"web\", \"mcp\"");
    let pages = Pages::serve_the_world(data.path());
    for host in ["localhost", "127.0.0.1", "[::1]:80"] {
        assert_eq!(about(&pages, &[("host", host)]).status, 403, "{host}");
        assert_eq!(pages.send("GET", "/", &[("host", host)], b"").status, 200, "{host}");
    }
    let pages = Pages::serve(data.path());
    assert_eq!(about(&pages, &[]).status, 200);
}

#[test]
fn any_site_read_a_shut_archive_through_a_browser_on_its_machine() {
    let data = folder::data(&[("articles/flood.md", ARTICLE)]);
    let pages = Pages::serve(data.path());
    let own = format!("http://{}", pages.at);
    let cases: [(&[(&str, &str)], u16); 8] = [
        (&[], 200),
        (&[("origin", &own)], 200),
        // A form of a page that names no referrer.
        (&[("origin", "null"), ("sec-fetch-site", "same-origin")], 200),
        (&[("sec-fetch-site", "none")], 200),
        (&[("origin", "null")], 403),
        (&[("origin", "https://elsewhere.example")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site")], 403),
    ];
    for (headers, status) in cases {
        let answer = about(&pages, headers);
        assert_eq!(answer.status, status, "{headers:?}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{headers:?}");
        assert_eq!(pages.send("GET", "/", headers, b"").status, status, "{headers:?}");
    }
    let preflight = pages.send("OPTIONS", "/api/v1/about", &[("origin", "https://elsewhere.example")], b"");
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (403, None));
    set(&data, "\"api\"");
    let pages = Pages::serve(data.path());
    let answer = about(&pages, &[("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site")]);
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("*")));
}

#[test]
fn lists_and_people_of_articles_that_are_not_for_all_were_named_to_all() {
    let list = |id: &str, article: &str| {
        let record = format!(
            "[[record]]\nname = \"Member of {id}\"\nreceived = true\narticle = \"{article}\"\nevidence = \"joined the fund\"\n"
        );
        format!(
            "id = \"{id}\"\ncommand = \"{id}\"\nquestion = \"Is it of {id}?\"\ntitle = \"The list of {id}\"\ndate = 2024-05-01\n\
             subject = \"name\"\nitem = \"member\"\n\n{}",
            if article.is_empty() { "" } else { &record }
        )
    };
    let said = |who: &str| {
        format!("They joined the fund. \"The water of {who} is cold and deep today,\" said Mayor {who} Weirkeeper.")
    };
    let data = folder::data(&[
        ("articles/open.md", &article("open", "", &said("Openly"))),
        ("articles/kept.md", &article("kept", "assistants = false", &said("Keptly"))),
        ("articles/paid.md", &article("paid", "audience = \"paid\"", &said("Paidly"))),
        ("jurisdictions/openlist.toml", &list("openlist", "open")),
        ("jurisdictions/keptlist.toml", &list("keptlist", "kept")),
        ("jurisdictions/paidlist.toml", &list("paidlist", "paid")),
        ("jurisdictions/emptylist.toml", &list("emptylist", "")),
    ]);
    let pages = Pages::serve(data.path());
    let api = |path: &str, body: serde_json::Value| pages.post_json(&format!("/api/v1/{path}"), &body).text();
    let complete = |option: &str| {
        let asked = json!({"command": "said", "option": option, "partial": ""});
        pages.post_json("/api/v1/complete", &asked).text()
    };
    let tools = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).to_string();
    let accepted = [("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
    let for_programs = [
        pages.get("/api/v1/openapi.json").text(),
        pages.send("POST", "/mcp", &accepted, tools.as_bytes()).text(),
        api("help", json!({})),
        api("people", json!({})),
        api("jurisdictions", json!({})),
        api("ask", json!({"question": "Is Member of keptlist of keptlist?"})),
        complete("who"),
    ];
    for told in &for_programs {
        for hidden in ["keptlist", "paidlist", "Keptly", "Paidly"] {
            let told = told.replace("Is Member of keptlist of keptlist?", "");
            assert!(!told.contains(hidden), "{hidden}: {told}");
        }
    }
    assert!(for_programs[..3].iter().all(|told| told.contains("openlist") && told.contains("emptylist")));
    assert!(api("about", json!({})).contains("Lists: 2."), "{}", api("about", json!({})));
    let home = pages.get("/").text();
    for (list, status) in [("openlist", 200), ("keptlist", 200), ("emptylist", 200), ("paidlist", 404)] {
        assert_eq!(pages.get(&format!("/list/{list}")).status, status, "{list}");
        assert_eq!(home.contains(list), status == 200, "{list}");
    }
}

#[test]
fn a_list_that_is_not_for_all_answered_all() {
    let list = |id: &str, article: &str, members: [&str; 2]| {
        let records = members.map(|name| {
            format!(
                "\n[[record]]\nname = \"{name}\"\nreceived = true\narticle = \"{article}\"\nevidence = \"{name} joined the fund\"\n"
            )
        });
        format!(
            "id = \"{id}\"\ncommand = \"{id}\"\nquestion = \"Did it join the {id} fund?\"\ntitle = \"The {id} fund\"\n\
             date = 2024-05-01\nsubject = \"name\"\nitem = \"member\"\nverbs = [\"join\"]\n{}",
            records.concat()
        )
    };
    let articles = [
        ("articles/open.md", article("open", "", "Orchard Mills joined the fund. Prairie Mills joined the fund.")),
        (
            "articles/paid.md",
            article("paid", "audience = \"paid\"", "Valley Mills joined the fund. Clover Mills joined the fund."),
        ),
        ("jurisdictions/river.toml", list("river", "open", ["Orchard Mills", "Prairie Mills"])),
    ];
    let hidden = ("jurisdictions/dam.toml", list("dam", "paid", ["Valley Mills", "Clover Mills"]));
    let asked = [
        ("ask", "question", "Did Valley Mills join the dam fund?"),
        ("ask", "question", "Did Orchard Mills join the dam fund?"),
        ("ask", "question", "Did Nobody Mills join the dam fund?"),
        ("ask", "question", "Which members joined the dam fund?"),
        ("ask", "question", "How many members joined the dam fund?"),
        ("ask", "question", "Why did Valley Mills join the dam fund?"),
        ("ask", "question", "Did Orchard Mills join the river fund?"),
        ("ask", "question", "How many members joined?"),
        ("source", "text", "Valley Mills joined the dam fund."),
        ("source", "text", "Orchard Mills joined the dam fund."),
        ("jurisdictions", "verdict", "yes"),
    ];
    let answers = |files: &[(&str, String)]| {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let data = folder::data(&files);
        std::fs::write(data.path().join("pullquote.toml"), "[web]\nrequests_per_minute = 1000\n").expect("settings");
        let pages = Pages::serve(data.path());
        let told = asked.map(|(command, option, value)| {
            let page = pages.post(&format!("/{command}"), &[(option, value)]).text();
            let mut reply = pages.post_json(&format!("/api/v1/{command}"), &json!({ option: value })).json();
            reply["took_us"] = json!(0);
            [page, pages.post("/box", &[("command", command), (option, value)]).text(), reply.to_string()]
        });
        (told, folder::run(data.path(), &["ask", "--json", asked[0].2], "").1)
    };
    let (without, _) = answers(&articles);
    let (with, for_its_host) = answers(&[articles.as_slice(), &[hidden]].concat());
    for ((asked, without), with) in asked.iter().zip(without).zip(with) {
        assert_eq!(with, without, "{asked:?}");
    }
    // Whoever has the archive is answered.
    assert!(for_its_host.contains("\"routed\":\"dam\""), "{for_its_host}");
}
