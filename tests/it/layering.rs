//! Imports go up the house's list of rooms and never down or sideways: every source file is parsed to hold that.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The rooms from the ground up. Those of one floor do not import each other.
const FLOORS: &[&[&str]] = &[
    &["forest", "text", "words"],
    &["domain"],
    &["places"],
    &["quotes", "query", "corpus", "splade"],
    &["index"],
    &["reply"],
    &["engine"],
    &["commands"],
    &["render"],
    &["desk"],
    &["shell"],
];

struct Imports(Vec<String>);

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if let syn::UseTree::Path(path) = &item.tree
            && path.ident == "crate"
        {
            heads(&path.tree, &mut self.0);
        }
        visit::visit_item_use(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|first| first.ident == "crate") {
            self.0.extend(segments.next().map(|second| second.ident.to_string()));
        }
        visit::visit_path(self, path);
    }
}

fn heads(tree: &syn::UseTree, found: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => found.push(path.ident.to_string()),
        syn::UseTree::Name(name) => found.push(name.ident.to_string()),
        syn::UseTree::Rename(rename) => found.push(rename.ident.to_string()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| heads(item, found)),
        syn::UseTree::Glob(_) => found.push("*".to_owned()),
    }
}

fn imports(source: &str) -> Vec<String> {
    let mut imports = Imports(Vec::new());
    imports.visit_file(&syn::parse_file(source).expect("a source file parses"));
    imports.0
}

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

/// The room's floor, and its place on it.
fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn allowed(from: &str, to: &str) -> bool {
    from == to || floor(from).zip(floor(to)).is_some_and(|(from, to)| to < from)
}

#[test]
fn no_import_goes_down_or_sideways() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).expect("a file of src");
        let top = inside.components().next().expect("a name").as_os_str().to_string_lossy().replace(".rs", "");
        if matches!(top.as_str(), "main" | "lib") {
            continue;
        }
        let source = fs::read_to_string(&file).expect("a source file");
        for import in imports(&source) {
            if !allowed(&top, &import) {
                wrong.push(format!("{}: {top} imports {import}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_every_form() {
    let source = "use crate::{text, domain::{Quote}}; fn f() { crate::shell::run(); }";
    assert_eq!(imports(source), ["text", "domain", "shell"]);
    assert!(!allowed("quotes", "corpus") && !allowed("text", "shell") && allowed("shell", "text"));
    assert!(!allowed("engine", "commands") && allowed("commands", "engine") && !allowed("commands", "render"));
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
    let options = table.commands().iter().flat_map(|command| command.options).map(|option| option.name.to_owned());
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
