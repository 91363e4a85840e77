//! What an answer costs on the sample corpus: `cargo bench --bench answers`.
//!
//! Times are wall clock of one thread, from the decoded request to the reply as JSON. `cold start` is the whole program, from
//! its start to its end, with the index built.

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use pullquote::commands::{Completion, complete, decode_typed, run};
use pullquote::render::json;
use pullquote::shell::{Locations, Opened, open};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn opened(index: &Path) -> Opened {
    let corpus = Path::new(ROOT).join("corpus");
    open(&Locations::new(None, Some(corpus), Some(index.to_owned()))).expect("the sample corpus opens")
}

fn answers(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let Opened { engine, table, .. } = opened(folder.path());
    let lines = [
        ("letter", "/letter New Orleans"),
        ("letter, misspelt", "/letter Chicgo"),
        ("said", "/said Sessions"),
        ("ask", "/ask Who threatened elected officials?"),
        ("ask, not known", "/ask What is the capital of France?"),
        ("search", "/search grant money"),
        ("source", "/source Sessions said \"enough is enough\" about the letter"),
    ];
    for (name, line) in lines {
        let request = decode_typed(&table, line).expect("a request");
        let mut out = Vec::new();
        criterion.bench_function(name, |bench| {
            bench.iter(|| {
                out.clear();
                json::write_reply(None, &run(&engine, &table, black_box(&request)), &mut out);
                out.len()
            });
        });
    }
    for (command, option, typed) in [("letter", "place", "new y"), ("said", "who", "la"), ("article", "title", "re")] {
        let asked = Completion::new(&table, command, option, typed.to_owned()).expect("a completion");
        criterion.bench_function(&format!("autocomplete of {option}"), |bench| {
            bench.iter(|| complete(&engine, &table, black_box(&asked)));
        });
    }
}

fn cold_start(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    drop(opened(folder.path()));
    let start = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        program.args(["--corpus", "corpus", "--index"]).arg(folder.path()).args(["letter", "New Orleans"]);
        let status = program.current_dir(ROOT).stdout(Stdio::null()).status().expect("the program runs");
        assert!(status.success());
    };
    criterion.bench_function("cold start", |bench| bench.iter(start));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(50);
    targets = answers, cold_start
}
criterion_main!(benches);
