//! One archive behind several doors: the same requests are given the same excerpts, byte for byte and in the same order.

mod requests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use pullquote::corpus::Loaded;
use pullquote::domain::{Article, Audience, Show};
use pullquote::render::assistant::output;
use pullquote::render::discord::custom_id::Action;
use pullquote::render::discord::reference::{Reference, article_hash};
use pullquote::shell::discord::{OpenArchive, registration};
use pullquote::shell::{Locations, Opened, open};
use serde_json::{Value, json};

use crate::discord::{Bot, Transport, command, content, parts, settings};
use crate::support::discord::FakeDiscord;
use crate::support::folder;
use crate::support::pages::Pages;
use crate::support::schema::{check, departures};

use requests::{Asked, Corpus, newsletter, requests, sample_corpus};

/// All doors are open, nothing is refused for having asked too often, and each request is another reader's, as the proxy
/// says: what one address is given of an article a day is no matter here.
const SETTINGS: &str = "meaning = \"off\"\n[publication]\ndoors = [\"discord\", \"terminal\", \"web\", \"api\", \"mcp\"]\n\
                        [web]\nproxies = 1\nrequests_per_minute = 1000000\n";

/// One request in so many is asked on the terminal too: each starts the program.
const ON_THE_TERMINAL: usize = 5;

/// Results that Discord looks for.
const IN_A_MENU: usize = 25;

/// An excerpt as all doors have it.
#[derive(Debug, Clone, PartialEq)]
struct Cited {
    text: String,
    article: String,
    paragraph: Value,
    start: u64,
    end: u64,
    part: String,
}

/// The excerpts of a reply of the machine contract.
fn cited(reply: &Value) -> Vec<Cited> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |excerpt: &Value| Cited {
        text: text(&excerpt["text"]),
        article: text(&excerpt["article"]),
        paragraph: excerpt["paragraph"].clone(),
        start: excerpt["start"].as_u64().expect("a number"),
        end: excerpt["end"].as_u64().expect("a number"),
        part: text(&excerpt["part"]),
    };
    reply["excerpts"].as_array().into_iter().flatten().map(of).collect()
}

/// A reply without what is each answer's own: its time, its number, and the receipts that only some doors give.
fn bare(mut reply: Value) -> Value {
    let fields = reply.as_object_mut().expect("an object");
    ["took_us", "id"].iter().for_each(|own| drop(fields.remove(*own)));
    for excerpt in reply.get_mut("excerpts").and_then(Value::as_array_mut).into_iter().flatten() {
        let fields = excerpt.as_object_mut().expect("an object");
        ["receipt", "receipt_url"].iter().for_each(|own| drop(fields.remove(*own)));
    }
    reply
}

/// Every reply of a batch, of so many results each, where that is said.
fn in_a_batch(data: &Path, asked: &[Asked], limit: Option<usize>) -> Vec<Value> {
    let line = |(id, asked): (usize, &Asked)| {
        let mut options = asked.options();
        limit.into_iter().for_each(|limit| options["limit"] = json!(limit));
        json!({"id": id, "command": asked.command, "options": options}).to_string() + "\n"
    };
    let (code, out, err) = folder::run(data, &["batch"], &asked.iter().enumerate().map(line).collect::<String>());
    assert_eq!(code, Some(0), "{err}");
    let replies: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(replies.len(), asked.len());
    replies.into_iter().map(bare).collect()
}

fn on_the_terminal(data: &Path, asked: &Asked) -> Value {
    let mut arguments = vec![asked.command.clone(), "--json".to_owned()];
    // What stands behind the command is its first text.
    let leading = |name: &str| {
        !matches!(name, "about" | "article" | "paragraph" | "from" | "to" | "role" | "who" | "verdict" | "kind")
    };
    let (first, others): (Vec<_>, Vec<_>) = asked.options.iter().enumerate().partition(|(at, (name, _))| {
        *at == 0 && (leading(name) || asked.command == "said" || asked.command == "people")
    });
    others.iter().for_each(|(_, (name, value))| arguments.extend([format!("--{name}"), value.clone()]));
    arguments.push("--".to_owned());
    arguments.extend(first.iter().map(|(_, (_, value))| value.clone()));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (_, out, err) = folder::run(data, &arguments, "");
    bare(serde_json::from_str(&out).unwrap_or_else(|_| panic!("{arguments:?}: {out}{err}")))
}

/// Another reader for each request.
fn reader(number: usize) -> String {
    format!("10.0.{}.{}", number / 250, number % 250)
}

fn over_the_api(pages: &Pages, number: usize, asked: &Asked) -> (u16, Value) {
    let headers = [("content-type", "application/json"), ("x-forwarded-for", &*reader(number))];
    let path = format!("/api/v1/{}", asked.command);
    let answer = pages.send("POST", &path, &headers, asked.options().to_string().as_bytes());
    (answer.status, answer.json())
}

/// What a page shows: its figures in order, each with the words that it quotes as a browser reads them.
fn on_a_page(pages: &Pages, number: usize, asked: &Asked) -> Vec<Cited> {
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&asked.options).finish();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("x-forwarded-for", &*reader(number))];
    let answer = pages.send("POST", &format!("/{}", asked.command), &headers, form.as_bytes());
    assert_eq!(answer.status, 200, "{asked:?}: {}", answer.text());
    let html = answer.text();
    let figure = |figure: &str| {
        let (opening, rest) = figure.split_once('>').expect("a tag");
        let attribute = |name: &str| between(opening, &format!("data-{name}=\""), "\"").expect("an attribute");
        let quoted = rest.split_once("</figure>").expect("its end").0;
        // What is shown in parts stands whole in a second quotation.
        let whole = quoted.split("<blockquote").skip(1).last().and_then(|own| between(own, "<p>", "</p>"));
        let paragraph = attribute("paragraph");
        Cited {
            text: read(whole.unwrap_or_default()),
            article: attribute("article").to_owned(),
            paragraph: paragraph.parse::<u64>().map_or_else(|_| json!(paragraph), |number| json!(number)),
            start: attribute("start").parse().expect("a number"),
            end: attribute("end").parse().expect("a number"),
            part: String::new(),
        }
    };
    html.split("<figure ").skip(1).filter(|own| own.starts_with("data-article")).map(figure).collect()
}

fn between<'t>(text: &'t str, opening: &str, closing: &str) -> Option<&'t str> {
    text.split_once(opening)?.1.split_once(closing).map(|(inside, _)| inside)
}

/// Markup as text.
fn read(markup: &str) -> String {
    let plain: String = markup
        .split('<')
        .enumerate()
        .map(|(at, own)| if at == 0 { own } else { own.split_once('>').expect("a tag").1 })
        .collect();
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(plain, |text, (from, to)| text.replace(from, to))
}

/// What a page shows of a reply: no more than three of the nearest passages, and none beside rows that name them.
fn shown_on_a_page(reply: &Value) -> Vec<Cited> {
    let rows = reply["rows"].as_array().is_some_and(|rows| !rows.is_empty());
    let compared = reply["excerpts"].as_array().into_iter().flatten().any(|excerpt| !excerpt["diff"].is_null());
    if rows && reply["command"] != json!("article") && !compared {
        return Vec::new();
    }
    let all = cited(reply);
    let of = |part: &'static str, most: usize| all.iter().filter(move |own| own.part == part).take(most);
    let shown = of("answer", usize::MAX).chain(of("related", usize::MAX)).chain(of("nearest", 3));
    shown.map(|own| Cited { part: String::new(), text: own.text.trim_end().to_owned(), ..own.clone() }).collect()
}

/// The reply that an assistant is given; nothing where it has no such tool, or the call is refused.
fn of_an_assistant(pages: &Pages, number: usize, asked: &Asked, loaded: &Loaded) -> Option<Value> {
    let is_list = loaded.trackers.iter().any(|tracker| tracker.command == asked.command);
    let (tool, arguments) = match asked.command.as_str() {
        "help" => return None,
        "source" => ("check_quote", asked.options()),
        list if is_list => {
            let mut arguments = json!({"list": list});
            asked.options.iter().for_each(|(name, value)| {
                let name = if matches!(*name, "place" | "name") { "subject" } else { name };
                arguments[name] = json!(value);
            });
            ("tracker", arguments)
        }
        other => (other, asked.options()),
    };
    let call = json!({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": tool, "arguments": arguments}});
    let headers = [
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
        ("mcp-protocol-version", "2025-06-18"),
        ("x-forwarded-for", &*reader(number)),
    ];
    let answer = pages.send("POST", "/mcp", &headers, call.to_string().as_bytes());
    let result = answer.json()["result"].clone();
    assert!(result.is_object(), "{asked:?}: {} {}", answer.status, answer.text());
    if result["isError"] == json!(true) {
        return None;
    }
    Some(result["structuredContent"].clone())
}

/// What a card names by its buttons and its menu, in order: one excerpt, those that it is turned to, or a list.
fn referred(answer: &Value) -> Vec<Reference> {
    let ids = |part: &Value| {
        let options = part["options"].as_array().into_iter().flatten().filter_map(|option| option["value"].as_str());
        let own = part["custom_id"].as_str().into_iter();
        options.chain(own).filter_map(Action::decode).collect::<Vec<_>>()
    };
    let actions: Vec<Action> = parts(answer).into_iter().flat_map(ids).collect();
    let listed: Vec<Reference> = actions
        .iter()
        .filter_map(|action| if let Action::Open(list) = action { list.references.first().copied() } else { None })
        .collect();
    let turned = actions
        .iter()
        .find_map(|action| if let Action::Page(list) = action { Some(list.references.clone()) } else { None });
    let shown = actions.iter().find_map(|action| match action {
        Action::Context(reference) | Action::Links(reference) => Some(vec![*reference]),
        Action::More(list) => Some(list.references.clone()),
        _ => None,
    });
    let is_menu = parts(answer).iter().any(|part| {
        part["options"].as_array().is_some_and(|options| {
            options
                .iter()
                .any(|option| matches!(option["value"].as_str().and_then(Action::decode), Some(Action::Open(_))))
        })
    });
    if is_menu { listed } else { turned.or(shown).unwrap_or_default() }
}

/// The quoted lines of a card without markdown; what is left out of a long one parts it.
fn quoted(answer: &Value) -> Vec<String> {
    let mut pieces = Vec::new();
    let text = content(answer);
    for line in text.lines().filter_map(|line| line.strip_prefix("> ")) {
        let mut plain = String::new();
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' => plain.extend(chars.next()),
                '\u{2060}' => {}
                '*' | '_' if chars.peek() == Some(&c) => drop(chars.next()),
                c => plain.push(c),
            }
        }
        pieces.extend(plain.split("[…]").map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()));
    }
    pieces
}

/// What a card shows of a reply: the excerpts that its buttons name are those of the reply, in its order, and the words
/// that it quotes are theirs. Says how many were compared.
fn same_on_a_card(articles: &[Article], asked: &Asked, reply: &Value, answer: &Value) -> usize {
    let all = cited(reply);
    let part = ["answer", "related", "nearest"].into_iter().find(|part| all.iter().any(|own| own.part == *part));
    let expected: Vec<&Cited> = all.iter().filter(|own| Some(own.part.as_str()) == part).collect();
    let named = referred(answer);
    for (own, reference) in expected.iter().zip(&named) {
        let at = (article_hash(&own.article), own.paragraph.to_string(), own.start, own.end - own.start);
        let (start, length) = (u64::from(reference.start), u64::from(reference.length));
        let paragraph = json!(reference.paragraph).to_string();
        assert_eq!(at, (reference.article, paragraph, start, length), "{asked:?}: {answer}");
    }
    // The rows of a list have pages of another length there: their words are somewhere in the articles.
    let listed = reply["rows"].as_array().is_some_and(|rows| !rows.is_empty());
    let paragraphs = articles.iter().filter(|_| listed).flat_map(|article| &article.paragraphs);
    let paragraphs = paragraphs.map(|paragraph| paragraph.text.as_str());
    let words: Vec<&str> = all.iter().map(|own| own.text.as_str()).chain(paragraphs).collect();
    // Where words were compared, what was asked is quoted as well.
    let compared = reply["excerpts"].as_array().into_iter().flatten().any(|excerpt| !excerpt["diff"].is_null());
    for piece in quoted(answer).iter().filter(|_| !compared) {
        assert!(words.iter().any(|own| own.contains(piece.as_str())), "{asked:?}: {piece:?} is no words of {all:?}");
    }
    expected.len().min(named.len())
}

async fn bot_over(data: PathBuf) -> Bot {
    let opened = tokio::task::spawn_blocking(move || open(&Locations::new(Some(data), None, None)));
    let Opened { engine, table, .. } = opened.await.expect("no panic").expect("an archive");
    let commands = registration::commands(&table, false);
    Bot::start(FakeDiscord::start().await, Transport::Http, OpenArchive::new(engine, table), settings(), commands).await
}

/// Asks all of it through every door. What was compared, by door.
async fn compared(corpus: Corpus) -> HashMap<&'static str, usize> {
    assert!(corpus.loaded.errors.is_empty(), "{:?}", corpus.loaded.errors);
    let data = corpus.data.path();
    std::fs::write(data.join("pullquote.toml"), SETTINGS).expect("settings");
    let asked = requests(&corpus);
    let replies = in_a_batch(data, &asked, None);
    // A card's menu holds more, and how many are looked for has a part in their order.
    let wider = in_a_batch(data, &asked, Some(IN_A_MENU));
    let pages = Pages::serve(data);
    let document = pages.get("/api/v1/openapi.json").json();
    let promised = Value::Object(output());
    let bot = bot_over(data.to_owned()).await;
    let mut count: HashMap<&'static str, usize> = HashMap::from([("requests", asked.len())]);
    let mut counted = |door: &'static str, more: usize| *count.entry(door).or_default() += more;
    for (number, (asked, (reply, wider))) in asked.iter().zip(replies.iter().zip(&wider)).enumerate() {
        let excerpts = cited(reply);
        are_verbatim(&corpus.loaded.articles, &excerpts);
        counted("excerpts", excerpts.len());
        let (status, own) = over_the_api(&pages, number, asked);
        let schema = if reply.get("error").is_some() { "Error" } else { "Reply" };
        assert_eq!(departures(&document, schema, &own), Vec::<String>::new(), "{asked:?}");
        assert_eq!(status == 200, reply.get("error").is_none(), "{asked:?}: {own}");
        assert_eq!(&bare(own), reply, "{asked:?} over the API");
        counted("api", excerpts.len());
        if reply.get("error").is_some() {
            let assistants = of_an_assistant(&pages, number, asked, &corpus.loaded);
            assert_eq!(assistants, None, "{asked:?} by an assistant");
            continue;
        }
        let assistants = of_an_assistant(&pages, number, asked, &corpus.loaded);
        assert_eq!(assistants.is_some(), asked.command != "help", "{asked:?} by an assistant");
        if let Some(own) = assistants {
            assert_eq!(cited(&own), excerpts, "{asked:?} by an assistant");
            let mut departures = Vec::new();
            check(&Value::Null, &promised, &own, "Reply", &mut departures);
            assert_eq!(departures, Vec::<String>::new(), "{asked:?} by an assistant");
            counted("mcp", excerpts.len());
        }
        // A form sends every field, and nothing that is typed is nothing: there a blank option was left out.
        if asked.options.iter().all(|(_, value)| !value.is_empty()) {
            let shown = shown_on_a_page(reply);
            assert_eq!(on_a_page(&pages, number, asked), shown, "{asked:?} on a page");
            counted("web", shown.len());
            if number % ON_THE_TERMINAL == 0 {
                assert_eq!(&on_the_terminal(data, asked), reply, "{asked:?} on the terminal");
                counted("terminal", excerpts.len());
            }
        }
        let options: Vec<(&str, &str)> = asked.options.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut interaction = command(number as u64 + 1, &asked.command, &options);
        interaction["member"]["user"]["id"] = json!((1_000 + number).to_string());
        counted("discord", same_on_a_card(&corpus.loaded.articles, asked, wider, &bot.ask(interaction).await));
    }
    bot.end().await;
    count
}

/// Every excerpt is the bytes of its paragraph, and none is of what not everybody may see.
fn are_verbatim(articles: &[Article], excerpts: &[Cited]) {
    for own in excerpts {
        let article = articles.iter().find(|article| article.meta.id == own.article).expect("an article");
        assert_eq!(article.meta.audience, Audience::Everyone, "{own:?}");
        let paragraph =
            article.paragraphs.iter().find(|paragraph| json!(paragraph.key) == own.paragraph).expect("a paragraph");
        assert_eq!(paragraph.text.get(own.start as usize..own.end as usize), Some(own.text.as_str()), "{own:?}");
        assert!(article.meta.show != Show::Cite || own.text.is_empty(), "{own:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_corpus_answers_the_same_through_every_door() {
    let count = compared(sample_corpus()).await;
    println!("{count:?}");
    assert!(
        count["requests"] >= 100 && count["discord"] >= 50 && count["terminal"] >= 20 && count["web"] >= 100,
        "{count:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newsletter_of_all_kinds_answers_the_same_through_every_door() {
    let count = compared(newsletter()).await;
    println!("{count:?}");
    assert!(
        count["requests"] >= 200 && count["discord"] >= 100 && count["terminal"] >= 40 && count["web"] >= 200,
        "{count:?}"
    );
}
