//! Which file takes which names from which other file: sources are parsed, and each path is followed to the file that defines it.
//!
//! Seen: `use` in every form, local ones too; paths in code, types, visibilities and macro calls; `crate`, `self`, `super` (repeated), inline
//! modules, aliases, globs, re-exports (an import of what a `pub use` hands on is an import of the file that defines it; the `pub use` is none).
//! `mod name;` is no import, nor is a module's name without an item behind it.
//!
//! Not seen: methods and fields (an `impl` may stand in another file than its type), a re-exported name that a variable of the function has
//! as well, names without `::` inside macro calls, what macros expand
//! to, macros of textual scope (`#[macro_use]`), `#[path]`, and whether `cfg` leaves an item out (all count as compiled). What stands under
//! `#[cfg(test)]` is held to the layers, but makes no cycle: a unit test may drive the module that uses its file.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{UseTree, Visibility};

type ModulePath = Vec<String>;

/// Aliases and globs lead on; more steps than this are a circle of theirs.
const STEPS: usize = 16;

#[derive(Default)]
struct Module {
    file: String,
    children: BTreeSet<String>,
    items: BTreeSet<String>,
    /// Name in this module, path that it stands for.
    aliases: Vec<(String, Vec<String>)>,
    globs: Vec<Vec<String>>,
    /// What the code names, its private `use` lines included.
    named: Vec<Vec<String>>,
    /// The same of what stands under `#[cfg(test)]`.
    named_by_tests: Vec<Vec<String>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Module,
    Item,
}

#[derive(PartialEq)]
enum Target {
    Module(ModulePath),
    Item(ModulePath),
}

#[derive(Default)]
pub struct Sources(BTreeMap<ModulePath, Module>);

/// For each file, the files that it imports from, and the names taken.
pub type Imports = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

impl Sources {
    /// Reads files by their path below `src`, with `/` between the parts.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut sources = Self::default();
        for (file, text) in files {
            let mut at: ModulePath = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
            if at.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib")) {
                at.pop();
            }
            let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
            Reader { sources: &mut sources, file, at, locals: Vec::new(), in_test: false }.visit_file(&parsed);
        }
        let children: Vec<ModulePath> = sources.0.keys().filter(|path| !path.is_empty()).cloned().collect();
        for mut path in children {
            let name = path.pop().expect("a path with a name");
            sources.0.entry(path).or_default().children.insert(name);
        }
        sources
    }

    pub fn imports(&self) -> Imports {
        let mut imports = Imports::new();
        for (at, module) in &self.0 {
            for path in &module.named {
                let Some(Target::Item(other)) = self.find(at, path, Kind::Item, STEPS) else { continue };
                let file = &self.0[&other].file;
                if *file != module.file {
                    let name = path.last().expect("a path has a name").clone();
                    imports.entry(module.file.clone()).or_default().entry(file.clone()).or_default().insert(name);
                }
            }
        }
        imports
    }

    /// File and top module of each import, those that only hand on included. `*` is a glob of the whole crate.
    pub fn tops(&self) -> BTreeSet<(String, String)> {
        let mut tops = BTreeSet::new();
        for (at, module) in &self.0 {
            let mut add = |top: String| tops.insert((module.file.clone(), top));
            let aliased = module.aliases.iter().map(|(_, path)| path).chain(&module.globs);
            for path in module.named.iter().chain(&module.named_by_tests).chain(aliased) {
                // As it is written, should nothing be found there, and where it leads.
                absolute(at, path).and_then(|path| path.first().cloned()).map(&mut add);
                if let Some(Target::Module(path) | Target::Item(path)) = self.find(at, path, Kind::Item, STEPS) {
                    path.first().cloned().map(&mut add);
                }
            }
            if module.globs.iter().any(|path| absolute(at, path).is_some_and(|path| path.is_empty())) {
                add("*".to_owned());
            }
        }
        tops
    }

    fn find(&self, at: &[String], path: &[String], kind: Kind, steps: usize) -> Option<Target> {
        let (start, rest) = match absolute_start(at, path) {
            Some((start, rest)) => (start, rest),
            None => (at.to_vec(), path),
        };
        let mut current = Target::Module(start);
        for (number, name) in rest.iter().enumerate() {
            let Target::Module(module) = &current else { break };
            let wanted = if number + 1 == rest.len() { kind } else { Kind::Module };
            current = self.look_up(module, name, wanted, steps.checked_sub(1)?)?;
        }
        Some(current)
    }

    /// A name may be a module's and an item's at once: `kind` says which comes first.
    fn look_up(&self, at: &[String], name: &str, kind: Kind, steps: usize) -> Option<Target> {
        let module = self.0.get(at)?;
        let child = module.children.contains(name).then(|| Target::Module([at, &[name.to_owned()]].concat()));
        let item = module.items.contains(name).then(|| Target::Item(at.to_vec()));
        let aliased = || {
            let mut paths = module.aliases.iter().filter(|(alias, _)| alias == name);
            paths.find_map(|(_, path)| self.find(at, path, kind, steps))
        };
        let globbed = || {
            module.globs.iter().find_map(|path| match self.find(at, path, Kind::Module, steps)? {
                Target::Module(other) if other != at => self.look_up(&other, name, kind, steps.checked_sub(1)?),
                _ => None,
            })
        };
        match kind {
            Kind::Module => child.or(item).or_else(aliased).or_else(globbed),
            Kind::Item => item
                .or_else(|| aliased().filter(|target| child.is_none() || matches!(target, Target::Item(_))))
                .or(child)
                .or_else(globbed),
        }
    }
}

/// Files that import each other in a circle, with each import among them.
pub fn cycles(imports: &Imports) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        imports.keys().map(|file| (file.as_str(), reachable(imports, file))).collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|files| files.contains(to));
    let mut told = BTreeSet::new();
    let mut cycles = Vec::new();
    for file in imports.keys().filter(|file| reaches(file, file)) {
        if told.contains(file.as_str()) {
            continue;
        }
        let circle: Vec<&str> =
            imports.keys().map(String::as_str).filter(|other| reaches(file, other) && reaches(other, file)).collect();
        let inside = circle.iter().flat_map(|from| imports[*from].iter().map(move |(to, names)| (from, to, names)));
        let inside = inside.filter(|(_, to, _)| circle.contains(&to.as_str()));
        cycles.push(inside.map(|(from, to, names)| format!("{from} -> {to}: {}", join(names))).collect());
        told.extend(circle);
    }
    cycles
}

fn reachable<'a>(imports: &'a Imports, file: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![file];
    while let Some(next) = open.pop() {
        for to in imports.get(next).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(to.as_str()) {
                open.push(to);
            }
        }
    }
    found
}

fn join(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Where a path that begins with `crate`, `self` or `super` starts, and what follows.
fn absolute_start<'a>(at: &[String], path: &'a [String]) -> Option<(ModulePath, &'a [String])> {
    let first = path.first()?;
    let mut start = match first.as_str() {
        "crate" => return Some((Vec::new(), &path[1..])),
        "self" | "super" => at.to_vec(),
        _ => return None,
    };
    let mut rest = path;
    while let Some(name) = rest.first().filter(|name| matches!(name.as_str(), "self" | "super")) {
        if name == "super" {
            start.pop();
        }
        rest = &rest[1..];
    }
    Some((start, rest))
}

fn absolute(at: &[String], path: &[String]) -> Option<ModulePath> {
    absolute_start(at, path).map(|(start, rest)| [&start, rest].concat())
}

struct Reader<'a> {
    sources: &'a mut Sources,
    file: &'a str,
    at: ModulePath,
    /// The variables of the function that is being read.
    locals: Vec<BTreeSet<String>>,
    in_test: bool,
}

/// The names that patterns bind.
#[derive(Default)]
struct Bound(BTreeSet<String>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        self.0.insert(pattern.ident.to_string());
        visit::visit_pat_ident(self, pattern);
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

impl Reader<'_> {
    fn name(&mut self, path: Vec<String>) {
        let in_test = self.in_test;
        let module = self.module();
        if in_test { &mut module.named_by_tests } else { &mut module.named }.push(path);
    }

    fn inside(&mut self, bound: Bound, visit: impl FnOnce(&mut Self)) {
        self.locals.push(bound.0);
        visit(self);
        self.locals.pop();
    }

    fn module(&mut self) -> &mut Module {
        let module = self.sources.0.entry(self.at.clone()).or_default();
        if module.file.is_empty() {
            module.file = self.file.to_owned();
        }
        module
    }

    fn uses(&mut self, tree: &UseTree, mut path: Vec<String>, private: bool) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.uses(&inner.tree, path, private);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.uses(tree, path.clone(), private)),
            UseTree::Glob(_) => self.module().globs.push(path),
            UseTree::Name(name) => self.alias(&name.ident.to_string(), None, path, private),
            UseTree::Rename(rename) => {
                self.alias(&rename.ident.to_string(), Some(rename.rename.to_string()), path, private);
            }
        }
    }

    fn alias(&mut self, name: &str, renamed: Option<String>, mut path: Vec<String>, private: bool) {
        // `{self}` in a group stands for what the group is of.
        if name != "self" || path.is_empty() {
            path.push(name.to_owned());
        }
        let alias = renamed.unwrap_or_else(|| path.last().expect("a path has a name").clone());
        let module = self.module();
        // `use name;` without a path would stand for itself.
        if path.len() > 1 || path[0] != alias {
            module.aliases.push((alias, path.clone()));
        }
        if private {
            self.name(path);
        }
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in
            tokens.into_iter().chain([TokenTree::Punct(proc_macro2::Punct::new(';', proc_macro2::Spacing::Alone))])
        {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                other => {
                    let ended = std::mem::take(&mut path);
                    if ended.len() > 1 {
                        self.name(ended);
                    }
                    colons = 0;
                    match other {
                        TokenTree::Ident(ident) => path.push(ident.to_string()),
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        _ => {}
                    }
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_file(&mut self, file: &'ast syn::File) {
        self.module();
        visit::visit_file(self, file);
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        let name = match item {
            syn::Item::Const(item) => Some(&item.ident),
            syn::Item::Enum(item) => Some(&item.ident),
            syn::Item::Fn(item) => Some(&item.sig.ident),
            syn::Item::Macro(item) => item.ident.as_ref(),
            syn::Item::Static(item) => Some(&item.ident),
            syn::Item::Struct(item) => Some(&item.ident),
            syn::Item::Trait(item) => Some(&item.ident),
            syn::Item::Type(item) => Some(&item.ident),
            syn::Item::Union(item) => Some(&item.ident),
            _ => None,
        };
        if let Some(name) = name.map(ToString::to_string) {
            self.module().items.insert(name);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_some() {
            let before = self.in_test;
            self.in_test |= is_test(&item.attrs);
            self.at.push(item.ident.to_string());
            self.module();
            visit::visit_item_mod(self, item);
            self.at.pop();
            self.in_test = before;
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let mut bound = Bound::default();
        bound.visit_item_fn(item);
        self.inside(bound, |reader| visit::visit_item_fn(reader, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        let mut bound = Bound::default();
        bound.visit_impl_item_fn(item);
        self.inside(bound, |reader| visit::visit_impl_item_fn(reader, item));
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.uses(&item.tree, Vec::new(), matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let is_local = |name: &String| self.locals.iter().any(|bound| bound.contains(name));
        if path.leading_colon.is_none() && !(names.len() == 1 && names.iter().any(is_local)) {
            self.name(names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}
