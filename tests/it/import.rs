//! Imports: what each format's fixture becomes, what hostile documents become, and what the program does to a corpus.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pullquote::corpus::import::{Draft, ImportOptions, Reading, Refused, Settled, finish, id_of, read, write};
use pullquote::domain::{Article, Audience, ParagraphKind};
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import")
}

pub fn options() -> ImportOptions {
    ImportOptions { site: Some("https://valley.example".to_owned()), ..ImportOptions::default() }
}

/// A Substack export, made of the fixtures.
fn substack_export() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, file) in [("posts.csv", "substack-posts.csv"), ("posts/123401.grain-store.html", "substack-post.html")] {
        zip.start_file(name, plain).expect("an entry");
        zip.write_all(&fs::read(fixtures().join(file)).expect("a fixture")).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

pub fn bytes_of(name: &str) -> Vec<u8> {
    if name == "substack.zip" { substack_export() } else { fs::read(fixtures().join(name)).expect("a fixture") }
}

/// What reading gave: of each article what `tell` says, then what did not come in.
pub fn told_of(reading: &Reading, mut tell: impl FnMut(&Draft, &Article) -> String) -> String {
    let mut out = String::new();
    for draft in &reading.drafts {
        out += &match finish(draft, id_of(draft), &Settled::default()) {
            Ok(article) => tell(draft, &article),
            Err(why) => format!("{}: {why}\n", draft.title),
        };
    }
    for refusal in &reading.refused {
        out += &format!("refused: {refusal}\n");
    }
    for line in &reading.left_out {
        out += &format!("left out: {line}\n");
    }
    out
}

/// The same, a line a paragraph. Every article is held to loading again as it was.
fn told(reading: &Reading) -> String {
    told_of(reading, |draft, article| {
        let mut out = String::new();
        let file = write::file(article).expect("it loads again");
        assert!(file.path.ends_with(".md"), "{}", file.path);
        let meta = &article.meta;
        let byline = meta.byline.as_deref().unwrap_or("nobody");
        out += &format!("{} {} by {byline} in {}\n", meta.date, meta.url, meta.publisher);
        if meta.audience == Audience::Paid || meta.licence != "all rights reserved" {
            out += &format!("{:?}, {}, {:?}\n", meta.audience, meta.licence, meta.show);
        }
        for paragraph in &article.paragraphs {
            let source = paragraph.source.as_ref().map(|source| format!(" [{source}]")).unwrap_or_default();
            let kind = match paragraph.kind {
                ParagraphKind::Text | ParagraphKind::Named => String::new(),
                kind => format!(" {kind:?}"),
            };
            out += &format!("{}{kind}{source}: {}\n", paragraph.key, paragraph.text);
        }
        for note in &draft.notes {
            out += &format!("note: {note}\n");
        }
        out
    })
}

fn check(name: &str) -> String {
    told(&read(name, &bytes_of(name), &options()).expect("a document"))
}

#[test]
fn rss_2_0() {
    insta::assert_snapshot!(check("rss2.xml"), @r#"
    2024-05-01 https://valley.example/p/mill by Ann Reed in The Valley Letter
    title: The mill reopens & hires
    dek: Short summary of it.
    caption: The mill, in May.
    1 Heading: What happened
    2: The mill on Canal Street reopened on Wednesday.
    3 Embed [Mayor Sue (@mayorsue)]: I will be there on Monday with my family and a cake.
    4: — Mayor Sue (@mayorsue) May 1, 2024
    5: As NBC News reports,
    6 Quotation [NBC News]: One quoted thing is here.
    7 Item: first
    8 Item: second
    "#);
}

#[test]
fn rss_0_91_with_an_outside_document_type() {
    insta::assert_snapshot!(check("rss091.xml"), @r#"
    2024-05-02 https://valley.example/cafe by nobody in Valley Notices
    title: Café closes
    1: The café on the square closes on Friday, its owner said.
    note: the feed holds no more than a summary
    "#);
}

#[test]
fn rss_1_0() {
    insta::assert_snapshot!(check("rss10.xml"), @r#"
    2024-05-03 https://valley.example/council/7 by Bo Lind in Valley Council
    title: Council votes
    dek: x
    1: The council voted seven to two.
    "#);
}

#[test]
fn atom_with_a_licence() {
    insta::assert_snapshot!(check("atom.xml"), @r#"
    2024-05-04 https://valley.example/weather/1 by Cy Vane in Valley Weather
    Everyone, CC BY-NC 4.0, Whole
    title: Rain & wind
    1: Rain fell for nine hours.
    2 Heading: Next week
    3: It will be dry.
    "#);
}

#[test]
fn json_feed() {
    insta::assert_snapshot!(check("feed.json"), @r#"
    2024-05-05 https://valley.example/sport/9 by Di Strand in Valley Sport
    title: Town wins
    1: Town won three to one.
    2 Quotation [Ed Post, coach]: We ran more.
    "#);
}

#[test]
fn a_mail_without_its_service() {
    insta::assert_snapshot!(check("mail.eml"), @r#"
    2024-05-01 https://valley.example/p/mill by Ann Reed in The Valley Letter
    title: The mill reopens — again
    1: The mill on Canal Street reopened on Wednesday.
    2: It hired forty people.
    3: They start on Monday.
    "#);
}

#[test]
fn a_mailbox_of_plain_text() {
    insta::assert_snapshot!(check("mailbox.mbox"), @r#"
    2024-05-01 https://valley.example/p/dams by nobody in The Valley Letter
    title: Two dams
    1: The first dam was built in 1910, and the second ten years later.
    2: From the road one sees both.
    3 Quotation: Both will stand, said the engineer.
    refused: mail 2: no text was found in it
    "#);
}

#[test]
fn a_page_whose_embed_names_somebody_else() {
    insta::assert_snapshot!(check("page.html"), @r#"
    2024-06-03 https://valley.example/2024/06/03/ferry-fares by Al Berg in The Valley Letter
    title: Ferry fares rise
    dek: Islanders say that they were never asked about it
    caption: The ferry in June.
    1: The ferry’s fare will rise by two dollars in July, the company said on Monday in a notice that hung at the pier.
    2: “We were never asked.” That is how Ida Keeper, who has lived on the island for forty years, put it to this letter.
    3: Mayor Sue Holt tweeted:
    4 Embed [Mayor Sue Holt]: The fares are a tax on islanders & nothing else. pic.twitter.com/x
    5: — Bill Other (@bill) June 3, 2024
    6 Heading: What comes next
    7: The council meets on Thursday, and the company will send somebody to answer the questions of those who come.
    note: a post is told as Mayor Sue Holt's and printed as Bill Other (@bill)'s: kept as told
    "#);
}

#[test]
fn substack() {
    insta::assert_snapshot!(check("substack.zip"), @r#"
    2019-07-26 https://valley.example/p/grain-store by nobody in valley.example
    Paid, all rights reserved, Quote
    title: The grain store
    dek: What it holds.
    caption: The store at dawn.
    1: The grain store on Mill Lane holds four thousand tonnes.
    2: Its keeper told us more:
    3 Embed [Ida Keeper (@keeper)]: We opened the doors at six & closed at ten.
    4 Item: 1. Wheat
    5 Item: 2. Barley
    left out: Talking grain: a podcast
    left out: Unfinished: not published
    left out: Talk to us: a thread
    left out: About us: a page
    "#);
}

#[test]
fn ghost() {
    insta::assert_snapshot!(check("ghost.json"), @r#"
    2024-01-02 https://valley.example/dam/ by Ann in Valley
    Paid, all rights reserved, Quote
    title: The dam
    dek: Dek of it
    1: The dam holds.
    2 Quotation: Said once.
    left out: About: a page
    "#);
}

#[test]
fn beehiiv() {
    insta::assert_snapshot!(check("beehiiv.csv"), @r#"
    2024-03-02 https://valley.beehiiv.com/p/bridge by nobody in valley.beehiiv.com
    title: The bridge
    dek: A dek here
    1: The bridge is shut.
    2: It opens in June.
    left out: Draft: not published
    "#);
}

#[test]
fn buttondown() {
    insta::assert_snapshot!(check("buttondown.csv"), @r#"
    2024-02-02 https://valley.example/archive/the-weir/ by nobody in valley.example
    title: The weir
    1: Hello there.
    2: Second paragraph.
    left out: Draft: not published
    "#);
}

#[test]
fn wordpress_of_the_classic_editor() {
    insta::assert_snapshot!(check("wordpress.xml"), @r#"
    2024-01-02 https://wp.example/lock/ by Ann Reed in Valley WP
    title: The & lock
    caption: The lock in May
    1: First para with a line.
    2: Second [sic] para.
    "#);
}

#[test]
fn markdown_with_yaml() {
    insta::assert_snapshot!(check("river.md"), @r#"
    2024-06-01 https://valley.example/river by Bo in valley.example
    title: The river
    1: The river rose.
    2 Quotation: A quoted line.
    3 Item: one
    4 Item: two
    "#);
}

#[test]
fn markdown_with_toml() {
    insta::assert_snapshot!(check("hugo.md"), @r#"
    2024-06-02 https://valley.example/ferry/ by Al Berg, Bea Dahl in valley.example
    title: The ferry
    1: The ferry runs twice a day. It takes 40 minutes.
    2: day runs
    3: Monday 2
    "#);
}

fn refused(name: &str, bytes: &[u8]) -> String {
    let start = Instant::now();
    let told = match read(name, bytes, &options()) {
        Err(why) => why.to_string(),
        Ok(reading) => reading.refused.iter().map(|refusal| refusal.why.to_string()).collect::<Vec<_>>().join("; "),
    };
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    told
}

#[test]
fn bombs_are_refused() {
    let feed = |inside: &str| format!("<?xml version=\"1.0\"?>{inside}").into_bytes();
    let entities = "<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><rss version=\"2.0\"><channel><title>&b;</title></channel></rss>";
    assert_eq!(refused("a.xml", &feed(entities)), Refused::Declarations.to_string());
    assert_eq!(refused("a.xml", &feed(&format!("<rss>{}", "<a>".repeat(1000)))), "nested deeper than 256");
    assert_eq!(refused("a.html", "<div>".repeat(500_000).as_bytes()), "nested deeper than 256");
    assert_eq!(
        refused("a.html", format!("<html><a {}>", "x ".repeat(500_000)).as_bytes()),
        "a tag of more than 256 attributes"
    );
    assert_eq!(refused("a.html", &vec![b'<'; 6 << 20]), "larger than 5242880 bytes");
    assert_eq!(
        refused("ghost.json", format!("{{\"db\":1,\"posts\":{}", "[".repeat(100_000)).as_bytes()),
        "nested deeper than 256"
    );
    let parts =
        format!("From: a@b\nTo: c@d\nContent-Type: multipart/mixed; boundary=x\n\n{}", "--x\n\na\n".repeat(1000));
    assert_eq!(refused("a.eml", parts.as_bytes()), "more than 200 parts");
    let nested: String =
        (0..100).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
    assert_eq!(refused("a.eml", format!("From: a@b\nTo: c@d\n{nested}").as_bytes()), "nested deeper than 20");
}

#[test]
fn zips_that_inflate_or_lead_out_are_refused() {
    let zip_of = |name: &str, bytes: &[u8]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let deflated = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(name, deflated).expect("an entry");
        zip.write_all(bytes).expect("written");
        zip.finish().expect("a zip").into_inner()
    };
    assert!(refused("a.zip", &zip_of("a.html", &vec![b'a'; 4 << 20])).contains("compressed more than 200 times"));
    assert!(refused("a.zip", &zip_of("../../etc/x.html", b"<p>x</p>")).contains("not a name"));
    assert!(refused("a.zip", &zip_of("inner.html", &zip_of("a.html", b"<p>x</p>"))).contains("not a format"));
}

/// A data folder of its own, and the program run in it.
struct Newsletter(TempDir);

impl Newsletter {
    fn new() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(data.path().join("corpus/articles")).expect("a corpus");
        Newsletter(data)
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_pullquote"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .expect("the program starts");
        String::from_utf8(output.stdout).expect("text") + &String::from_utf8_lossy(&output.stderr)
    }

    fn import(&self, name: &str, text: &str) -> String {
        let file = self.0.path().join(name);
        fs::write(&file, text).expect("written");
        self.run(&["import", name]).lines().last().unwrap_or_default().to_owned()
    }

    fn article(&self) -> String {
        fs::read_to_string(self.0.path().join("corpus/articles/2024-05-01-the-mill.md")).expect("an article")
    }
}

const MILL: &str =
    "---\ntitle: The mill\ndate: 2024-05-01\nurl: https://valley.example/mill\n---\nThe mill reopened on Wednesday.\n";

#[test]
fn importing_twice_changes_nothing() {
    let letter = Newsletter::new();
    assert_eq!(
        letter.import("mill.md", MILL),
        "1 added, 0 changed, 0 joined, 0 unchanged, 0 conflicts, 0 refused, 0 left out"
    );
    let first = letter.article();
    assert_eq!(
        letter.import("mill.md", MILL),
        "0 added, 0 changed, 0 joined, 1 unchanged, 0 conflicts, 0 refused, 0 left out"
    );
    assert_eq!(letter.article(), first);
    assert!(letter.run(&["ask", "When did the mill reopen?"]).contains("The mill reopened on Wednesday."));
}

#[test]
fn a_changed_source_makes_a_revision_and_forgetting_takes_all() {
    let letter = Newsletter::new();
    letter.import("mill.md", MILL);
    let changed = MILL.replace("Wednesday", "Thursday");
    assert_eq!(
        letter.import("mill.md", &changed),
        "0 added, 1 changed, 0 joined, 0 unchanged, 0 conflicts, 0 refused, 0 left out"
    );
    assert!(letter.article().contains("Thursday"));
    let log = letter.run(&["log", "2024-05-01-the-mill"]);
    assert!(log.contains("served") && log.contains("superseded"), "{log}");
    let found = |letter: &Newsletter| letter.run(&["search", "the mill reopened", "--json"]).contains("\"found\"");
    assert!(found(&letter));
    letter.run(&["forget", "2024-05-01-the-mill"]);
    let index = letter.0.path().join("corpus.index");
    assert!(!holds(&index, "Thursday"), "the text is on the disk still");
    assert!(!found(&letter));
    // The same source does not bring it back by itself.
    assert_eq!(
        letter.import("mill.md", &changed),
        "0 added, 0 changed, 0 joined, 0 unchanged, 0 conflicts, 0 refused, 1 left out"
    );
    assert!(!letter.0.path().join("corpus/articles/2024-05-01-the-mill.md").exists());
    assert!(!letter.0.path().join("corpus/history/2024-05-01-the-mill").exists());
    assert!(letter.run(&["import", "--forgotten", "mill.md"]).contains("1 added"));
    assert!(letter.run(&["import", "mill.md"]).contains("1 unchanged"));
}

/// Whether a file below a folder holds these words.
fn holds(folder: &Path, words: &str) -> bool {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).any(|path| {
        if path.is_dir() {
            return holds(&path, words);
        }
        let bytes = fs::read(&path).expect("a file");
        bytes.windows(words.len()).any(|run| run.eq_ignore_ascii_case(words.as_bytes()))
    })
}

#[test]
fn a_persons_edit_beats_a_later_import() {
    let letter = Newsletter::new();
    letter.import("mill.md", MILL);
    let edited = letter.article().replace("reopened", "opened again");
    fs::write(letter.0.path().join("corpus/articles/2024-05-01-the-mill.md"), &edited).expect("written");
    let changed = MILL.replace("Wednesday", "Thursday");
    assert_eq!(
        letter.import("mill.md", &changed),
        "0 added, 0 changed, 0 joined, 0 unchanged, 1 conflicts, 0 refused, 0 left out"
    );
    assert_eq!(letter.article(), edited);
}

#[test]
fn a_dry_run_writes_nothing() {
    let letter = Newsletter::new();
    fs::write(letter.0.path().join("mill.md"), MILL).expect("written");
    let line = letter.run(&["import", "--dry-run", "--json", "mill.md"]);
    let article: serde_json::Value = serde_json::from_str(line.trim()).expect("a line of json");
    assert_eq!(article["paragraphs"][0], "The mill reopened on Wednesday.");
    assert_eq!(fs::read_dir(letter.0.path().join("corpus/articles")).expect("a folder").count(), 0);
}

#[test]
fn a_folder_of_ones_own() {
    let letter = Newsletter::new();
    letter.run(&["init", "own", "--name", "The Valley Letter", "--licence", "CC BY 4.0"]);
    let settings = fs::read_to_string(letter.0.path().join("own/pullquote.toml")).expect("settings");
    assert!(settings.contains("name = \"The Valley Letter\""), "{settings}");
    assert!(letter.run(&["init", "own"]).contains("is there already"));
}

#[test]
fn an_import_told_thousands_of_notes_that_nobody_asked_for() {
    let letter = Newsletter::new();
    fs::create_dir(letter.0.path().join("posts")).expect("a folder");
    for number in 0..25 {
        let post = MILL.replace("/mill", &format!("/{number}")).replace("The mill\n", &format!("Mill {number}\n"));
        fs::write(letter.0.path().join(format!("posts/{number}.md")), post + "\n> We opened.\n").expect("written");
    }
    let said = letter.run(&["import", "posts"]);
    assert_eq!(said.matches("pullquote: note: ").count(), 20, "{said}");
    assert!(said.contains("pullquote: 5 more notes: pullquote index --rebuild lists all"), "{said}");
    assert_eq!(letter.run(&["index", "--rebuild"]).matches("pullquote: note: ").count(), 25);
}
