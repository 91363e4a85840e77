//! What is asked, and of what.

use std::path::Path;

use pullquote::corpus::{Loaded, MemorySource};
use pullquote::domain::{Article, SubjectKind};
use serde_json::{Value, json};

use crate::support::folder;
use crate::support::random::Random;
use crate::support::sample;

/// A request: a command and its options, as text.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) command: String,
    pub(super) options: Vec<(&'static str, String)>,
}

impl Asked {
    fn new(command: &str, options: &[(&'static str, &str)]) -> Asked {
        let options = options.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Asked { command: command.to_owned(), options }
    }

    pub(super) fn options(&self) -> Value {
        self.options
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

/// A data folder, what it holds, and whom it quotes.
pub(super) struct Corpus {
    pub(super) data: tempfile::TempDir,
    pub(super) loaded: Loaded,
    people: &'static [&'static str],
}

/// The sample corpus.
pub(super) fn sample_corpus() -> Corpus {
    let data = folder::data(&[]);
    sample::write(&data.path().join("corpus"));
    let people = &["Sessions", "Landrieu", "Bill de Blasio", "the mayor", "Thomas Homan", "Reuters", "Nobody"];
    Corpus { data, loaded: sample::read(&sample::files()), people }
}

/// A newsletter with articles of each kind: whole, quotations only, title and link only, for paying readers; with
/// footnotes, other outlets' words, a correction, and two lists.
pub(super) fn newsletter() -> Corpus {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/newsroom");
    let newsroom = std::fs::read_dir(own).expect("the folder of articles").map(|entry| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a file name");
        (format!("articles/{name}"), std::fs::read_to_string(&path).expect("an article"))
    });
    let article = |id: &str, front: &str, text: &str| {
        let text = format!(
            "+++\nid = \"{id}\"\ntitle = \"The {id} of the valley\"\npublisher = \"The Valley Letter\"\ndate = 2024-03-01\n\
             url = \"https://valley.example/{id}\"\n{front}\n+++\n\n{text}\n"
        );
        (format!("articles/{id}.md"), text)
    };
    let facts: Vec<String> = (1..40)
        .map(|at| {
            format!(
                "Parish number {at} mended its weir with oak. \"We paid {at} crowns for it,\" said Warden Ada Holm."
            )
        })
        .collect();
    let list = |id: &str, head: &str, records: &str| {
        let head = format!(
            "id = \"{id}\"\ncommand = \"{id}\"\nquestion = \"Did it sign the {id}?\"\ntitle = \"The {id} of the valley\"\n\
             date = 2024-06-01\nverbs = [\"sign\"]\nyes = \"Yes. {{subject}} signed.\"\nno = \"No. {{subject}} did not sign.\"\n\
             not_listed = \"{{subject}} is not on the list.\"\n{head}\n\n"
        );
        (format!("jurisdictions/{id}.toml"), head + records)
    };
    let record = |own: &str, received: bool, evidence: &str| {
        format!("[[record]]\n{own}\nreceived = {received}\narticle = \"signing\"\nevidence = '''{evidence}'''\n\n")
    };
    let places =
        record("place = \"Denver\"\ngeoid = \"0820000\"\nkind = \"city\"", true, "Denver signed the pact on Friday.")
            + &record("place = \"Seattle\"\ngeoid = \"5363000\"\nkind = \"city\"", false, "Seattle did not sign.");
    let names = record("name = \"Upper Mill\"", true, "The Upper Mill signed the pledge.")
        + &record("name = \"Lower Mill\"", false, "The Lower Mill refused.");
    let files: Vec<(String, String)> = newsroom
        .chain([
            article(
                "signing",
                "licence = \"CC BY 4.0\"\ncorrections = [{ date = 2024-03-02, text = \"A name was wrong.\" }]",
                "Denver signed the pact on Friday. Seattle did not sign.\n\nThe Upper Mill signed the pledge. The Lower Mill refused.\n\n\
                 > The valley has waited for this — and it waited long.\n> — NBC News\n\n\
                 \"It is *ours*, [at last],\" said Mayor Ann Reed — “naïve”, <b>some</b> say, café & all_of_it.",
            ),
            article("weirs", "licence = \"All rights reserved\"\nshow = \"quote\"", &facts.join("\n\n")),
            article("strikes", "licence = \"All rights reserved\"\nshow = \"cite\"", "Dockers struck on Monday. \"No more,\" said Tom Brandt."),
            article("budgets", "licence = \"CC BY 4.0\"\naudience = \"paid\"", "The budget of the valley grew by two crowns, said Ann Reed."),
            list("pact", "subject = \"place\"", &places),
            list("pledge", "subject = \"name\"", &names),
        ])
        .collect();
    let written: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let source = files.iter().fold(MemorySource::default(), |source, (path, text)| source.with(path, text.as_bytes()));
    let people = &[
        "Okafor",
        "Reyes",
        "Daniel Reyes",
        "the governor",
        "Helen Marsh",
        "Weil",
        "Ada Holm",
        "Ann Reed",
        "Tom Brandt",
        "NBC News",
    ];
    Corpus { data: folder::data(&written), loaded: sample::read(&source), people }
}

/// What is asked of a corpus: of each article and list something, what is ambiguous, what is not there, what is wrong.
pub(super) fn requests(corpus: &Corpus) -> Vec<Asked> {
    let random = &mut Random::seeded();
    let mut all: Vec<Asked> = Vec::new();
    for article in &corpus.loaded.articles {
        of_article(article, random, &mut all);
    }
    for tracker in &corpus.loaded.trackers {
        for record in tracker.records.iter().take(8) {
            let option = if tracker.subject == SubjectKind::Place { "place" } else { "name" };
            all.push(Asked::new(&tracker.command, &[(option, record.subject.label())]));
        }
        all.push(Asked::new("ask", &[("question", &tracker.question)]));
        all.push(Asked::new(&tracker.command, &[]));
        all.push(Asked::new(&tracker.command, &[("no_such_option", "x")]));
    }
    if corpus.loaded.trackers.iter().any(|tracker| tracker.command == "letter") {
        for place in ["Springfield", "Portland", "Atlantis", "Ohio", "West Palm Beach", "nyc"] {
            all.push(Asked::new("letter", &[("place", place)]));
        }
    }
    for who in corpus.people {
        all.push(Asked::new("said", &[("who", who)]));
        all.push(Asked::new("said", &[("who", who), ("about", "the bridge and the money")]));
        all.push(Asked::new("search", &[("query", "the city"), ("who", who)]));
        all.push(Asked::new("ask", &[("question", &format!("What did {who} say?"))]));
    }
    let others: [(&str, &[(&'static str, &str)]); 24] = [
        ("people", &[]),
        ("people", &[("role", "mayor")]),
        ("jurisdictions", &[]),
        ("jurisdictions", &[("state", "CA")]),
        ("jurisdictions", &[("kind", "city"), ("verdict", "yes")]),
        ("jurisdictions", &[("kind", "castle")]),
        ("articles", &[]),
        ("articles", &[("from", "2020-04"), ("to", "2024")]),
        ("articles", &[("place", "Seattle")]),
        ("articles", &[("from", "soon")]),
        ("article", &[("title", "the")]),
        ("article", &[("title", "no such title")]),
        ("article", &[]),
        ("about", &[]),
        ("help", &[]),
        ("help", &[("command", "said")]),
        ("ask", &[("question", "What's new?")]),
        ("ask", &[("question", "How do I bake bread?")]),
        ("ask", &[("question", "")]),
        ("search", &[("query", "zyzzyva")]),
        ("search", &[("query", "\"the\" -city")]),
        ("search", &[("query", "who:Nobody the")]),
        ("source", &[("text", "Nothing of this was ever written down by anybody at all.")]),
        ("source", &[("text", "https://valley.example/signing")]),
    ];
    all.extend(others.iter().map(|(command, options)| Asked::new(command, options)));
    all
}

fn of_article(article: &Article, random: &mut Random, all: &mut Vec<Asked>) {
    let title = &article.meta.title;
    all.push(Asked::new("article", &[("title", &article.meta.id)]));
    all.push(Asked::new("article", &[("title", title)]));
    all.push(Asked::new("article", &[("title", &article.meta.id), ("paragraph", "1")]));
    all.push(Asked::new("search", &[("query", title)]));
    for _ in 0..6 {
        let paragraph = random.of(&article.paragraphs);
        let words: Vec<&str> = paragraph.text.split_whitespace().collect();
        let from = random.below(words.len().max(1));
        let some: Vec<&str> = words.iter().copied().skip(from.saturating_sub(8)).take(9).collect();
        let slice = some.join(" ").replace('"', "");
        all.push(Asked::new("search", &[("query", &slice)]));
        all.push(Asked::new("ask", &[("question", &format!("What about {slice}?"))]));
        all.push(Asked::new("ask", &[("question", &slice), ("article", &article.meta.id)]));
        all.push(Asked::new("source", &[("text", &format!("They wrote \"{slice}\""))]));
        let altered = slice.replacen(some.first().copied().unwrap_or("x"), "never", 1);
        all.push(Asked::new("source", &[("text", &format!("Sessions said \"{altered}\""))]));
    }
}
