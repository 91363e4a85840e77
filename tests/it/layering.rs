//! Imports go down the list of layers, never up or sideways, and no files import each other in a circle: every source file is parsed to hold that.

mod imports;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use imports::{Sources, cycles};

/// The top modules, lowest layer first. Those of one layer do not import each other.
const LAYERS: &[&[&str]] = &[
    &["forest", "text", "words"],
    &["domain"],
    &["places"],
    &["quotes", "query", "corpus", "splade"],
    &["index"],
    &["reply"],
    &["engine"],
    &["commands"],
    &["cluster", "render"],
    &["desk"],
    &["shell"],
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The library's files, by their paths below `src`.
static LIBRARY: LazyLock<Sources> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let read = |file: &PathBuf| {
        let inside = file.strip_prefix(&root).expect("a file of src").to_string_lossy().replace('\\', "/");
        (inside, fs::read_to_string(file).expect("a source file"))
    };
    let files: Vec<(String, String)> = files.iter().map(read).filter(|(file, _)| file != "main.rs").collect();
    Sources::read(files.iter().map(|(file, text)| (file.as_str(), text.as_str())))
});

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

fn is_allowed(from: &str, to: &str) -> bool {
    from == to || layer(from).zip(layer(to)).is_some_and(|(from, to)| to < from)
}

/// The imports that go up or sideways.
fn misplaced(sources: &Sources) -> Vec<String> {
    let top = |file: &str| file.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
    let tops = sources.tops().into_iter().filter(|(file, _)| file != "lib.rs");
    let wrong = tops.filter(|(file, to)| !is_allowed(&top(file), to));
    wrong.map(|(file, to)| format!("{file} imports {to}")).collect()
}

#[test]
fn no_import_goes_up_or_sideways() {
    let wrong = misplaced(&LIBRARY);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let found = cycles(&LIBRARY.imports());
    let told: Vec<String> = found.iter().map(|cycle| format!("a circle:\n  {}", cycle.join("\n  "))).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// What is wrong with made-up sources: imports in the wrong direction, then circles.
fn check(files: &[(&str, &str)]) -> Vec<String> {
    let sources = Sources::read(files.iter().copied());
    misplaced(&sources).into_iter().chain(cycles(&sources.imports()).into_iter().flatten()).collect()
}

/// A file of `text` that holds this, beside a shell that it must not import.
fn check_layer(text: &str) -> Vec<String> {
    check(&[("lib.rs", "pub mod text; pub mod shell;"), ("text/deep/a.rs", text), ("shell.rs", "pub fn run() {}")])
}

#[test]
fn an_import_of_a_higher_layer_is_seen_in_every_form() {
    for text in [
        "use crate::shell::run;",
        "use crate::{domain, shell::{run}};",
        "use crate::{domain::{Quote}, shell};",
        "use super::super::super::shell;",
        "use super::super::super::shell::run as begin;",
        "use super::{super::{super::{shell::{self, run}}}};",
        "pub use crate::shell::run;",
        "pub(crate) use super::super::super::shell::*;",
        "fn f() { crate::shell::run(); }",
        "fn f() { super::super::super::shell::run(); }",
        "fn f() { use crate::shell; }",
        "fn f() { println!(\"{}\", crate::shell::run()); }",
        "mod inner { use super::super::super::super::shell::run; }",
        "fn f() -> Option<crate::shell::Run> { None }",
        "impl crate::shell::Run for u8 {}",
        "#[cfg(test)] mod tests { use crate::shell::run; }",
    ] {
        assert!(check_layer(text).contains(&"text/deep/a.rs imports shell".to_owned()), "{text}");
    }
    assert_eq!(check_layer("use crate::*;"), ["text/deep/a.rs imports *"]);
    for text in ["pub(in crate::text) fn f() {}", "pub(super) fn f() {}", "use super::super::b;", "use std::fs;", ""] {
        assert_eq!(check_layer(text), Vec::<String>::new(), "{text}");
    }
    assert!(!is_allowed("quotes", "corpus") && !is_allowed("text", "shell") && is_allowed("shell", "text"));
    assert!(!is_allowed("engine", "commands") && is_allowed("commands", "engine") && !is_allowed("commands", "render"));
}

#[test]
fn circles_are_found_through_every_kind_of_path() {
    let pair = |one: &str, other: &str| {
        let files =
            [("lib.rs", "pub mod text;"), ("text/mod.rs", "mod a; mod b;"), ("text/a.rs", one), ("text/b.rs", other)];
        check(&files)
    };
    let found = ["text/a.rs -> text/b.rs: two", "text/b.rs -> text/a.rs: one"];
    let b = "use super::a::one; pub fn two() { one() }";
    for a in [
        "use super::b::two; pub fn one() { two() }",
        "use super::b; pub fn one() { b::two() }",
        "use super::b::{self as other}; pub fn one() { other::two() }",
        "use super::b::*; pub fn one() { two() }",
        "pub fn one() { crate::text::b::two() }",
        "pub fn one() { assert!(super::b::two()) }",
        "mod inner { use super::super::b::two; } pub fn one() {}",
        "pub fn one() { use super::b::two; }",
    ] {
        assert_eq!(pair(a, b), found, "{a}");
    }
    // A module's name alone, a variable, and what tests take are no imports.
    for a in [
        "use super::b; pub fn one() {}",
        "pub fn one(two: u8) -> u8 { two }",
        "pub fn one() {} #[cfg(test)] mod tests { use super::super::b::two; }",
    ] {
        assert_eq!(pair(a, b), Vec::<String>::new(), "{a}");
    }
}

#[test]
fn a_re_export_is_followed_to_the_file_that_defines() {
    let files = |face: &str, c: &str| {
        check(&[
            ("lib.rs", "pub mod text;"),
            ("text/mod.rs", face),
            ("text/a.rs", "use super::Two; pub struct One(Two);"),
            ("text/c.rs", c),
        ])
    };
    // The face of a folder hands on, and stands in no circle for it.
    let face = "mod a; mod c; pub use a::One; pub use c::Two;";
    assert_eq!(files(face, "pub struct Two;"), Vec::<String>::new());
    assert_eq!(
        files(face, "use super::One; pub struct Two(One);"),
        ["text/a.rs -> text/c.rs: Two", "text/c.rs -> text/a.rs: One"]
    );
    // One that defines, too, does.
    let face = "mod a; mod c; use a::One; pub struct Two; fn one() -> One { One(Two) }";
    assert_eq!(files(face, ""), ["text/a.rs -> text/mod.rs: Two", "text/mod.rs -> text/a.rs: One"]);
}

#[test]
fn a_longer_circle_names_its_files_alone() {
    let found = check(&[
        ("lib.rs", "pub mod text; pub mod domain;"),
        ("text/mod.rs", "mod a; mod b; mod c; mod d;"),
        ("text/a.rs", "use super::b::B; pub struct A(B);"),
        ("text/b.rs", "use super::c::C; pub struct B(C);"),
        ("text/c.rs", "use super::{a::A, d::D}; pub struct C(A, D);"),
        ("text/d.rs", "pub struct D;"),
        ("domain.rs", "use crate::text::A;"),
    ]);
    assert_eq!(found, ["text/a.rs -> text/b.rs: B", "text/b.rs -> text/c.rs: C", "text/c.rs -> text/a.rs: A"]);
}

#[test]
fn the_catalogue_and_the_code_know_the_same_keys() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let code: String = files.iter().map(|file| fs::read_to_string(file).expect("a source file")).collect();
    let words = pullquote::words::Words::english();
    // Names are said of what the table has, by its own names.
    let table = pullquote::commands::Table::builtin(&words);
    let commands = table.commands().iter().map(|command| command.name.clone());
    let options =
        table.commands().iter().flat_map(|command| command.all_options()).map(|option| option.name.to_owned());
    let named: Vec<String> = commands.chain(options).chain(["place", "name"].map(str::to_owned)).collect();
    let is_name = |key: &str| {
        let name = key.strip_prefix("name.").map(|name| name.strip_prefix("option_").unwrap_or(name));
        name.is_some_and(|name| named.iter().any(|known| known == name))
    };
    let says = |key: &str| is_name(key) || code.contains(&format!("\"{key}\""));
    let unused: Vec<&str> = words.keys().filter(|key| !says(key)).collect();
    assert!(unused.is_empty(), "nothing says these: {unused:?}");
    let said = code.split("say(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    let unknown: Vec<&str> = said.filter(|key| !words.keys().any(|known| known == *key)).collect();
    assert!(unknown.is_empty(), "the catalogue lacks these: {unknown:?}");
}
