//! A newsletter's whole export: ten thousand posts, imported and indexed, and then once more.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;

use crate::corpus::{paragraph, sentence};
use crate::random::Random;
use crate::{Outcome, ensure};

const POSTS: usize = 10_000;
const PARAGRAPHS: usize = 16;

/// The longest that each may take, on two cores.
const FIRST: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_secs(5);

/// Ten thousand posts, as Substack packs them.
pub async fn ten_thousand_posts() -> Outcome {
    let data = tempfile::tempdir().map_err(|error| error.to_string())?;
    let export = data.path().join("export.zip");
    let megabytes = write_export(&export, &mut Random::seeded());
    let (said, first) = import(data.path())?;
    ensure!(said.contains(&format!("{POSTS} added, 0 changed")), "{said}");
    let (said, again) = import(data.path())?;
    ensure!(said.contains(&format!("{POSTS} unchanged, 0 conflicts")), "{said}");
    let figure = format!(
        "{POSTS} posts of {megabytes:.0} MB: {first:.1?} to import and index, {again:.1?} with nothing changed"
    );
    ensure!(first < FIRST && again < AGAIN, "{figure}");
    Ok(figure)
}

/// What the program says of the export, and how long it took.
fn import(data: &Path) -> Result<(String, Duration), String> {
    let began = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["import", "export.zip", "--site", "https://valley.example"])
        .current_dir(data)
        .output()
        .map_err(|error| error.to_string())?;
    let took = began.elapsed();
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), took))
}

/// Writes the export; how many megabytes its posts are.
fn write_export(path: &Path, random: &mut Random) -> f64 {
    let mut zip = zip::ZipWriter::new(File::create(path).expect("a file"));
    let deflated = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let mut table =
        "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n".to_owned();
    let mut bytes = 0;
    for number in 0..POSTS {
        let (id, html) = (format!("{}.made-up-{number}", 100_000 + number), post(random));
        let day = format!("{}-{:02}-{:02}", 2010 + number % 14, 1 + number % 12, 1 + number % 28);
        table += &format!(
            "{id},{day}T08:00:00.000Z,true,{day}T08:00:00.000Z,newsletter,everyone,\"{}\",\"{}\",\n",
            sentence(random, 8),
            sentence(random, 12)
        );
        bytes += html.len();
        zip.start_file(format!("posts/{id}.html"), deflated).expect("an entry");
        zip.write_all(html.as_bytes()).expect("written");
    }
    zip.start_file("posts.csv", deflated).expect("an entry");
    zip.write_all(table.as_bytes()).expect("written");
    zip.finish().expect("a zip");
    bytes as f64 / 1e6
}

/// A post in Substack's own shape: paragraphs, a picture, a quotation, a button.
fn post(random: &mut Random) -> String {
    let mut html = String::new();
    for at in 0..PARAGRAPHS {
        let text = paragraph(random);
        html += &match at {
            3 => format!("<h2>{}</h2><p>{text}</p>", sentence(random, 5)),
            7 => format!("<blockquote><p>{text}</p></blockquote>"),
            9 => format!(
                "<div class=\"captioned-image-container\"><figure><a class=\"image-link\" \
                 href=\"https://cdn.example/a.png\"><img src=\"https://cdn.example/a.png\" alt=\"\"></a>\
                 <figcaption class=\"image-caption\">{}</figcaption></figure></div><p>{text}</p>",
                sentence(random, 6)
            ),
            12 => format!(
                "<p class=\"button-wrapper\"><a class=\"button primary\" href=\"https://valley.example/subscribe\">\
                 <span>Subscribe now</span></a></p><p>{text} <a href=\"https://valley.example\">{}</a></p>",
                sentence(random, 3)
            ),
            _ => format!("<p>{text}</p>"),
        };
    }
    html
}
