//! Who said what: bytes a second on news text, and time in proportion to length on text made to be slow.

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pullquote::quotes::extract;

/// The articles of the repository: paragraphs, an article a list.
fn articles() -> Vec<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut articles = Vec::new();
    for folder in ["corpus/articles", "tests/it/newsroom"] {
        let mut paths: Vec<_> = std::fs::read_dir(root.join(folder))
            .expect("a folder of articles")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
            .collect();
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path).expect("an article");
            let body = text.rsplit("+++").next().unwrap_or_default();
            articles.push(body.lines().map(str::to_owned).collect());
        }
    }
    articles
}

fn news(criterion: &mut Criterion) {
    let articles = articles();
    let articles: Vec<Vec<&str>> = articles.iter().map(|lines| lines.iter().map(String::as_str).collect()).collect();
    let bytes: usize = articles.iter().flatten().map(|line| line.len()).sum();
    let mut group = criterion.benchmark_group("quotes");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("news", |bencher| {
        bencher.iter(|| articles.iter().map(|lines| extract(black_box(lines)).len()).sum::<usize>());
    });
    group.finish();
}

/// Bytes a second must not fall as the text grows.
fn hostile(criterion: &mut Criterion) {
    let pieces = [
        ("straight marks", "\""),
        ("opening marks", "“"),
        ("unclosed marks", "“a "),
        ("marks and stops", ". \" "),
        ("attributions", "\"A,\" he said. "),
        ("names", "He said Ann Lee, "),
    ];
    let mut group = criterion.benchmark_group("hostile quotes");
    group.sample_size(10);
    for (name, piece) in pieces {
        for count in [25_000, 50_000, 100_000] {
            let text = piece.repeat(count);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new(name, count), &text, |bencher, text| {
                bencher.iter(|| extract(black_box(&[text])).len());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, news, hostile);
criterion_main!(benches);
