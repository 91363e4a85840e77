//! Documents made to break whoever reads them: each is refused, in little time and memory.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Each is refused within this time, and the whole program within this memory, in KiB.
const PATIENCE: Duration = Duration::from_secs(2);
const MEMORY: u64 = 256 << 10;

fn zip(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let deflated = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in entries {
        zip.start_file(*name, deflated).expect("an entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A zip whose directory claims what is not so.
fn lying_zip(at_from_end: usize, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip(&[("a.html", b"<p>x</p>".to_vec())]);
    let at = zip.len() - at_from_end;
    zip[at..at + bytes.len()].copy_from_slice(bytes);
    zip
}

/// A page with a title, so that only its body can be at fault.
fn page(body: &str) -> Vec<u8> {
    format!("<html><head><title>A title</title></head><body>{body}").into_bytes()
}

fn xml(text: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?>{text}").into_bytes()
}

fn rss(text: &str) -> Vec<u8> {
    xml(&format!("<rss version=\"2.0\"><channel><title>t</title>{text}"))
}

fn mail(text: &str) -> Vec<u8> {
    format!("From: a@b\nTo: c@d\nSubject: s\n{text}").into_bytes()
}

/// Numbered pieces, one after the other.
fn run(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

fn pages() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("divs.html", page(&"<div>".repeat(500_000))),
        ("spans.html", page(&"<span>".repeat(300))),
        ("tables.html", page(&"<table><tr><td>".repeat(100_000))),
        ("lists.html", page(&"<ul><li>".repeat(100_000))),
        ("quotations.html", page(&"<blockquote>".repeat(100_000))),
        ("formatting.html", page(&run(100_000, |n| format!("<p><b id={n}>")))),
        ("links.html", page(&"<a><div></a>".repeat(100_000))),
        ("drawings.html", page(&"<svg><g>".repeat(100_000))),
        ("templates.html", page(&"<template>".repeat(100_000))),
        ("options.html", page(&"<select><optgroup><option>".repeat(100_000))),
        ("paragraph-ends.html", page(&"</p>".repeat(1_000_000))),
        ("paragraphs.html", page(&"<p>".repeat(1_000_000))),
        ("breaks.html", page(&"<br>".repeat(1_000_000))),
        ("attributes.html", page(&format!("<a {}>", "x ".repeat(500_000)))),
        ("different-attributes.html", page(&format!("<a {}>", run(100_000, |n| format!("x{n} "))))),
        ("signs.html", vec![b'<'; 6 << 20]),
        ("text.html", vec![b'a'; 6 << 20]),
        ("formulas.html", page(&"<math><mi>".repeat(100_000))),
        ("frames.html", page(&"<frameset>".repeat(100_000))),
        ("buttons.html", page(&"<button><p>".repeat(100_000))),
    ]
}

fn trees() -> Vec<(&'static str, Vec<u8>)> {
    let laughs = run(20, |n| format!("<!ENTITY l{} \"{}\">", n + 1, format!("&l{n};").repeat(10)));
    vec![
        ("laughs.xml", xml(&format!("<!DOCTYPE r [<!ENTITY l0 \"ha\">{laughs}]><rss><channel>&l20;</channel></rss>"))),
        (
            "quadratic.xml",
            xml(&format!("<!DOCTYPE r [<!ENTITY a \"{}\">]><rss>{}", "a".repeat(50_000), "&a;".repeat(50_000))),
        ),
        ("outside.xml", xml("<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss><channel><title>&a;")),
        ("parameter.xml", xml("<!DOCTYPE r [<!ENTITY % a SYSTEM \"http://127.0.0.1/\"> %a;]><rss>")),
        ("elements.xml", xml("<!DOCTYPE r [<!ELEMENT r ANY>]><rss><channel>")),
        ("nested.xml", xml(&format!("<rss>{}", "<a>".repeat(100_000)))),
        ("nested-atom.xml", xml(&format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{}", "<entry>".repeat(100_000)))),
        ("nested-item.xml", rss(&"<item><description>".repeat(100_000))),
        (
            "inner.xml",
            rss(&format!(
                "<item><title>t</title><description><![CDATA[{}]]></description></item></channel></rss>",
                "<div>".repeat(100_000)
            )),
        ),
        ("large.xml", rss(&"a".repeat(6 << 20))),
        (
            "deep.json",
            format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}", "[".repeat(500_000)).into_bytes(),
        ),
        (
            "objects.json",
            format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}", "{\"a\":".repeat(500_000))
                .into_bytes(),
        ),
        ("ghost.json", format!("{{\"db\":[{{\"data\":{{\"posts\":{}", "[".repeat(500_000)).into_bytes()),
        ("lines.jsonl", format!("{{\"paragraphs\":{}", "[".repeat(500_000)).into_bytes()),
        (
            "large.json",
            format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":\"{}\"}}", "a".repeat(6 << 20))
                .into_bytes(),
        ),
    ]
}

fn packed() -> Vec<(&'static str, Vec<u8>)> {
    let parts = |count: usize| format!("Content-Type: multipart/mixed; boundary=x\n\n{}", "--x\n\na\n".repeat(count));
    let nested = run(100, |n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"));
    let forwarded = "Content-Type: message/rfc822\n\n".repeat(1_000);
    vec![
        ("ratio.zip", zip(&[("a.html", vec![b'a'; 4 << 20])])),
        ("large.zip", zip(&[("a.html", vec![b'a'; 64 << 20])])),
        ("posts.zip", zip(&[("posts.csv", vec![b'a'; 128 << 20])])),
        ("out.zip", zip(&[("../../etc/x.html", b"<p>x</p>".to_vec())])),
        ("root.zip", zip(&[("/etc/x.html", b"<p>x</p>".to_vec())])),
        ("drive.zip", zip(&[("C:\\x.html", b"<p>x</p>".to_vec())])),
        ("zips.zip", zip(&[("inner.html", zip(&[("a.html", b"<p>x</p>".to_vec())]))])),
        ("entries.zip", lying_zip(14, &[0xff, 0xfe, 0xff, 0xfe])),
        ("directory.zip", lying_zip(6, &[0xff, 0xff, 0xff, 0x7f])),
        ("parts.eml", mail(&parts(1_000))),
        ("more-parts.eml", mail(&parts(500_000))),
        ("nested.eml", mail(&nested)),
        ("forwarded.eml", mail(&forwarded)),
        ("headers.eml", mail(&run(400_000, |n| format!("X-{n}: a\n")))),
        ("large.eml", mail(&format!("\n{}", "a\n".repeat(3 << 20)))),
    ]
}

/// What the program says of a document, and how long it took.
fn tried(name: &str, bytes: &[u8]) -> (String, Duration) {
    let data = tempfile::tempdir().expect("a folder");
    std::fs::write(data.path().join(name), bytes).expect("written");
    // The shell's limit is for the program and for every process that it starts.
    let limited = format!("ulimit -v {MEMORY}; exec \"$0\" import --dry-run --site https://valley.example {name}");
    let began = Instant::now();
    let output = Command::new("sh")
        .args(["-c", &limited, env!("CARGO_BIN_EXE_pullquote")])
        .current_dir(data.path())
        .output()
        .expect("the program starts");
    let took = began.elapsed();
    (String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr), took)
}

#[test]
fn fifty_bombs_are_refused_in_little_time_and_memory() {
    let bombs: Vec<_> = [pages(), trees(), packed()].concat();
    assert_eq!(bombs.len(), 50);
    let mut wrong = Vec::new();
    for (name, bytes) in bombs {
        let (said, took) = tried(name, &bytes);
        let refused = said.lines().any(|line| line.starts_with("refused: "));
        let alone = said.contains("no process can be confined");
        if !refused || alone || took > PATIENCE {
            wrong.push(format!("{name} in {took:?}: {}", said.chars().take(200).collect::<String>()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A process that this one has started.
#[cfg(target_os = "linux")]
fn child_of(program: u32) -> u32 {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) {
        let children = std::fs::read_to_string(format!("/proc/{program}/task/{program}/children")).unwrap_or_default();
        if let Some(child) = children.split_whitespace().next() {
            return child.parse().expect("a number");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("no reading process");
}

#[cfg(target_os = "linux")]
#[test]
fn a_busy_machine_had_honest_documents_refused() {
    let data = tempfile::tempdir().expect("a folder");
    for number in 0..1_000 {
        let text =
            format!("---\ntitle: Letter {number}\ndate: 2024-05-01\nurl: https://a.example/{number}\n---\nA text.\n");
        std::fs::write(data.path().join(format!("{number}.md")), text).expect("written");
    }
    let mut program = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["import", "--dry-run", "."])
        .current_dir(data.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // The machine has no time for the process that reads, as good as: it gets none, for longer than a document may cost.
    let child = child_of(program.id()).to_string();
    let signal = |name: &str| assert!(Command::new("kill").args([name, &child]).status().expect("kill").success());
    std::thread::sleep(Duration::from_millis(30));
    signal("-STOP");
    std::thread::sleep(Duration::from_secs(3));
    assert!(program.try_wait().expect("a program").is_none(), "it had read everything before it was held up");
    signal("-CONT");
    let output = program.wait_with_output().expect("the program ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
