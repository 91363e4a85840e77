//! What one paragraph made to be slow costs, from the article to the reply: bytes a second must not fall as it grows.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pullquote::commands::{Table, decode_typed, run};
use pullquote::corpus::{MemorySource, Rules, load};
use pullquote::engine::Engine;
use pullquote::index::Archive;
use pullquote::render::json;
use pullquote::words::Words;

const KILOBYTES: [usize; 4] = [100, 200, 400, 800];

/// What is repeated until the paragraph is long enough.
const PIECES: [(&str, &str); 5] = [
    ("attributions", "\"a\" said Bob Smith. "),
    ("one sentence", "and \"no letter\" said Bob Smith, "),
    ("one name", "Bob Smith "),
    ("places", "Houston, Texas, and Boise, Idaho. "),
    ("closing marks", ")"),
];

const LINES: [&str; 4] = [
    "/said Bob Smith",
    "/ask Which letter came to Houston?",
    "/search letter Bob Smith",
    "/source Bob Smith said \"no letter\"",
];

fn archive(text: &str) -> Archive {
    let article = serde_json::json!({
        "id": "long", "title": "Long", "publisher": "V", "date": "2024-05-01", "url": "https://v.example/long",
        "licence": "CC0", "paragraphs": [format!("Bob Smith said.{text}")],
    });
    let exists = |_: &pullquote::domain::Geoid| true;
    let loaded = load(&MemorySource::default().with("all.jsonl", format!("{article}\n")), &Rules::new(&exists));
    Archive::in_memory(loaded.articles, loaded.trackers).expect("an archive in memory")
}

fn hostile(criterion: &mut Criterion) {
    for (name, piece) in PIECES {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        for kilobytes in KILOBYTES {
            let text = piece.repeat(kilobytes * 1_000 / piece.len());
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::new("index", kilobytes), |bench| {
                bench.iter(|| archive(black_box(&text)).doc_count());
            });
            let words = Words::english();
            let table = Table::new(&words, &[]).expect("a table");
            let engine = Engine::new(archive(&text), words);
            for line in LINES {
                let request = decode_typed(&table, line).expect("a request");
                let mut out = Vec::new();
                group.bench_function(BenchmarkId::new(line, kilobytes), |bench| {
                    bench.iter(|| {
                        out.clear();
                        json::write_reply(None, &run(&engine, &table, black_box(&request)), &mut out);
                        out.len()
                    });
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, hostile);
criterion_main!(benches);
