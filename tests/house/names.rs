//! Where a path leads: the modules of the crates, the names in them, and re-exports followed to where a thing is defined.

use std::collections::{BTreeMap, BTreeSet};

use syn::punctuated::Punctuated;
use syn::{Attribute, Item, Meta, Token, UseTree};

/// A crate, the folder of its sources, and its modules at the top, earliest first.
pub struct Crate {
    pub name: &'static str,
    pub folder: &'static str,
    pub order: &'static [&'static str],
}

/// One path of a `use` declaration. A leading `::` is an empty first segment.
pub struct Import {
    pub path: Vec<String>,
    /// `None` for a glob.
    pub name: Option<String>,
    pub line: usize,
}

/// The names that a module or a block brings into scope.
#[derive(Default)]
pub struct Names {
    imports: Vec<Import>,
    defined: BTreeSet<String>,
    macros: BTreeSet<String>,
    /// Macros of other modules that stand in the crate's root (`#[macro_export]`), and where they are defined.
    exported: BTreeMap<String, usize>,
}

/// A module with a file of its own, or an inline one.
pub struct Module {
    /// The crate first. The root of a program ends with `main.rs`.
    pub path: Vec<String>,
    pub parent: Option<usize>,
    pub inline: bool,
    /// The file, empty if there is none.
    pub file: String,
    children: BTreeMap<String, usize>,
    pub names: Names,
}

/// Where a path ends: at a module, or at a thing that a module defines.
#[derive(Clone, Copy)]
enum Place {
    Module(usize),
    Thing(usize),
}

/// How a name comes into scope.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Itself,
    Import,
    Glob,
}

/// The imports that are being followed, as module and index: one that leads to itself leads nowhere.
type Trail = Vec<(usize, usize)>;

#[derive(Default)]
pub struct Tree {
    pub modules: Vec<Module>,
    at: BTreeMap<Vec<String>, usize>,
}

impl Names {
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Names {
        let mut names = Names::default();
        for item in items.into_iter().filter(|item| !is_for_tests(attributes(item))) {
            let name = match item {
                Item::Use(item) => {
                    names.imports.extend(imports(item));
                    continue;
                }
                Item::Const(item) => &item.ident,
                Item::Enum(item) => &item.ident,
                Item::Fn(item) => &item.sig.ident,
                Item::Static(item) => &item.ident,
                Item::Struct(item) => &item.ident,
                Item::Trait(item) => &item.ident,
                Item::TraitAlias(item) => &item.ident,
                Item::Type(item) => &item.ident,
                Item::Union(item) => &item.ident,
                Item::Macro(item) => match &item.ident {
                    Some(name) => {
                        names.macros.insert(name.to_string());
                        name
                    }
                    None => continue,
                },
                _ => continue,
            };
            names.defined.insert(name.to_string());
        }
        names
    }

    pub fn defines(&self, name: &str) -> bool {
        self.defined.contains(name)
    }

    pub fn defines_macro(&self, name: &str) -> bool {
        self.macros.contains(name)
    }

    pub fn export(&mut self, name: String, from: usize) {
        self.exported.insert(name, from);
    }
}

impl Tree {
    /// The module at `path`, added with those that it is in if it is new.
    pub fn add(&mut self, path: &[String], inline: bool) -> usize {
        if let Some(&at) = self.at.get(path) {
            return at;
        }
        let is_root = path.len() == 1 || path.last().is_some_and(|name| name == "main.rs");
        let parent = (!is_root).then(|| self.add(&path[..path.len() - 1], false));
        let at = self.modules.len();
        let [path, key] = [path.to_vec(), path.to_vec()];
        if let Some(parent) = parent {
            self.modules[parent].children.insert(path[path.len() - 1].clone(), at);
        }
        self.modules.push(Module { path, parent, inline, file: String::new(), children: BTreeMap::new(), names: Names::default() });
        self.at.insert(key, at);
        at
    }

    pub fn child(&self, module: usize, name: &str) -> Option<usize> {
        self.modules[module].children.get(name).copied()
    }

    /// The module with a file of its own that `module` is in.
    pub fn home(&self, module: usize) -> usize {
        let mut at = module;
        while let (true, Some(parent)) = (self.modules[at].inline, self.modules[at].parent) {
            at = parent;
        }
        at
    }

    pub fn root(&self, module: usize) -> usize {
        let mut at = module;
        while let Some(parent) = self.modules[at].parent {
            at = parent;
        }
        at
    }

    /// The modules that an import leads to: where it passes through a re-export, and where the name is defined.
    pub fn imported(&self, locals: &[Names], module: usize, path: &[String]) -> BTreeSet<usize> {
        let (places, passed) = self.resolve(locals, module, path, &mut Trail::new());
        self.homes(places, passed)
    }

    /// The modules that a path in code leads to, without those that the imports it starts with lead to anyway.
    pub fn named(&self, locals: &[Names], module: usize, path: &[String]) -> BTreeSet<usize> {
        if path == ["super"] {
            return BTreeSet::new();
        }
        let trail = &mut Trail::new();
        let (mut starts, rest) = self.start(locals, module, path, trail);
        starts.retain(|(place, by)| match place {
            Place::Module(_) => !rest.is_empty(),
            Place::Thing(_) if rest.is_empty() => *by == By::Glob,
            Place::Thing(_) => *by != By::Import,
        });
        let (places, passed) = self.walk(starts.into_iter().map(|(place, _)| place).collect(), rest, true, trail);
        self.homes(places, passed)
    }

    fn homes(&self, places: Vec<Place>, passed: BTreeSet<usize>) -> BTreeSet<usize> {
        let ends = places.into_iter().map(|place| match place {
            Place::Module(at) | Place::Thing(at) => at,
        });
        passed.into_iter().chain(ends).map(|at| self.home(at)).collect()
    }

    fn resolve(&self, locals: &[Names], module: usize, path: &[String], trail: &mut Trail) -> (Vec<Place>, BTreeSet<usize>) {
        let (starts, rest) = self.start(locals, module, path, trail);
        self.walk(starts.into_iter().map(|(place, _)| place).collect(), rest, false, trail)
    }

    /// What the first segment means in a module, below the blocks `locals`, and the segments after it.
    fn start<'p>(&self, locals: &[Names], module: usize, path: &'p [String], trail: &mut Trail) -> (Vec<(Place, By)>, &'p [String]) {
        let itself = |at| vec![(Place::Module(at), By::Itself)];
        let Some((first, rest)) = path.split_first() else { return (Vec::new(), path) };
        match first.as_str() {
            "crate" => return (itself(self.root(module)), rest),
            "self" | "super" => return (itself(module), if first == "self" { rest } else { path }),
            "" => {
                let root = rest.first().and_then(|name| self.at.get(std::slice::from_ref(name)));
                return (root.map_or(Vec::new(), |&root| itself(root)), rest.get(1..).unwrap_or_default());
            }
            _ => {}
        }
        for (at, names) in locals.iter().enumerate().rev() {
            if names.defines(first) {
                return (Vec::new(), rest);
            }
            let mut found = Vec::new();
            for import in &names.imports {
                let by = match &import.name {
                    Some(name) if name == first => By::Import,
                    None => By::Glob,
                    _ => continue,
                };
                let places = self.resolve(&locals[..at], module, &import.path, trail).0;
                found.extend(self.brought(places, by, first, trail));
            }
            if !found.is_empty() {
                return (found, rest);
            }
        }
        let mut found = self.lookup(module, first, trail);
        if let (true, Some(&root)) = (found.is_empty(), self.at.get(std::slice::from_ref(first))) {
            found = itself(root);
        }
        (found, rest)
    }

    /// Follows segments from places: where they end, and the modules whose re-exports they pass through. What `is_called` stands in
    /// code, where no path ends at a module.
    fn walk(&self, from: Vec<Place>, segments: &[String], is_called: bool, trail: &mut Trail) -> (Vec<Place>, BTreeSet<usize>) {
        let (mut places, mut passed) = (from, BTreeSet::new());
        for (at, segment) in segments.iter().enumerate() {
            let modules: Vec<usize> = places.iter().filter_map(|place| if let Place::Module(at) = place { Some(*at) } else { None }).collect();
            if modules.is_empty() {
                break;
            }
            let mut next = Vec::new();
            for &module in &modules {
                if segment == "self" || segment == "super" {
                    let target = if segment == "self" { Some(module) } else { self.modules[module].parent };
                    next.extend(target.map(|target| (Place::Module(target), None)));
                    continue;
                }
                let found = self.lookup(module, segment, trail).into_iter();
                next.extend(found.map(|(place, by)| (place, (by != By::Itself).then_some(module))));
            }
            // A function can be called as a module is: only the module has a path go on, and only the function is called.
            let is_last = at + 1 == segments.len();
            let is_module = |(place, _): &(Place, Option<usize>)| matches!(place, Place::Module(_));
            if !is_last && next.iter().any(is_module) {
                next.retain(is_module);
            } else if is_last && is_called && !next.iter().all(is_module) {
                next.retain(|each| !is_module(each));
            }
            passed.extend(next.iter().filter_map(|(_, through)| *through));
            let next: Vec<Place> = next.into_iter().map(|(place, _)| place).collect();
            // A name that is not written out, as one that a macro makes, is the module's own.
            places = if next.is_empty() { modules.into_iter().map(Place::Thing).collect() } else { next };
        }
        (places, passed)
    }

    /// What `name` is in a module: it can be a module, a type and a function at once.
    fn lookup(&self, module: usize, name: &str, trail: &mut Trail) -> Vec<(Place, By)> {
        let Module { children, names, .. } = &self.modules[module];
        let mut found = Vec::new();
        found.extend(children.get(name).map(|&child| (Place::Module(child), By::Itself)));
        found.extend(names.exported.get(name).map(|&from| (Place::Thing(from), By::Itself)));
        if names.defines(name) {
            found.push((Place::Thing(module), By::Itself));
        }
        for by in [By::Import, By::Glob] {
            if by == By::Glob && !found.is_empty() {
                break;
            }
            for (at, import) in names.imports.iter().enumerate() {
                let is_meant = import.name.as_ref().map_or(by == By::Glob, |own| by == By::Import && own == name);
                if !is_meant || trail.contains(&(module, at)) {
                    continue;
                }
                trail.push((module, at));
                let places = self.resolve(&[], module, &import.path, trail).0;
                found.extend(self.brought(places, by, name, trail));
                trail.pop();
            }
        }
        found
    }

    /// What an import that leads to `places` brings in as `name`: them, or of a glob what they have under that name.
    fn brought(&self, places: Vec<Place>, by: By, name: &str, trail: &mut Trail) -> Vec<(Place, By)> {
        let mut found = Vec::new();
        for place in places {
            match (by, place) {
                (By::Glob, Place::Module(target)) => {
                    found.extend(self.lookup(target, name, trail).into_iter().map(|(place, _)| (place, By::Glob)));
                }
                (By::Glob, Place::Thing(_)) => {}
                _ => found.push((place, by)),
            }
        }
        found
    }
}

/// The paths of a `use` declaration, groups opened.
pub fn imports(item: &syn::ItemUse) -> Vec<Import> {
    let mut out = Vec::new();
    let start = item.leading_colon.as_ref().map(|_| String::new());
    open(&item.tree, &start.into_iter().collect::<Vec<_>>(), &mut out);
    out
}

fn open(tree: &UseTree, before: &[String], out: &mut Vec<Import>) {
    let and = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(tree) => open(&tree.tree, &and(&tree.ident), out),
        UseTree::Group(tree) => tree.items.iter().for_each(|tree| open(tree, before, out)),
        UseTree::Glob(tree) => out.push(Import { path: before.to_vec(), name: None, line: tree.star_token.span.start().line }),
        UseTree::Name(tree) => out.push(import(and(&tree.ident), None, &tree.ident)),
        UseTree::Rename(tree) => out.push(import(and(&tree.ident), Some(tree.rename.to_string()), &tree.ident)),
    }
}

/// `a::{self}` is `a`.
fn import(mut path: Vec<String>, rename: Option<String>, last: &syn::Ident) -> Import {
    if path.len() > 1 && last == "self" {
        path.pop();
    }
    let name = rename.or_else(|| path.last().cloned());
    Import { path, name, line: last.span().start().line }
}

pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(syn::ItemConst { attrs, .. })
        | Item::Enum(syn::ItemEnum { attrs, .. })
        | Item::ExternCrate(syn::ItemExternCrate { attrs, .. })
        | Item::Fn(syn::ItemFn { attrs, .. })
        | Item::ForeignMod(syn::ItemForeignMod { attrs, .. })
        | Item::Impl(syn::ItemImpl { attrs, .. })
        | Item::Macro(syn::ItemMacro { attrs, .. })
        | Item::Mod(syn::ItemMod { attrs, .. })
        | Item::Static(syn::ItemStatic { attrs, .. })
        | Item::Struct(syn::ItemStruct { attrs, .. })
        | Item::Trait(syn::ItemTrait { attrs, .. })
        | Item::TraitAlias(syn::ItemTraitAlias { attrs, .. })
        | Item::Type(syn::ItemType { attrs, .. })
        | Item::Union(syn::ItemUnion { attrs, .. })
        | Item::Use(syn::ItemUse { attrs, .. }) => attrs,
        _ => &[],
    }
}

/// Whether what bears these attributes is compiled only for tests.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test") || attribute.path().is_ident("cfg") && attribute.parse_args::<Meta>().is_ok_and(|meta| needs_test(&meta))
    })
}

fn needs_test(meta: &Meta) -> bool {
    let Meta::List(list) = meta else { return meta.path().is_ident("test") && matches!(meta, Meta::Path(_)) };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else { return false };
    match list.path.get_ident().map(ToString::to_string).as_deref() {
        Some("all") => parts.iter().any(needs_test),
        Some("any") => !parts.is_empty() && parts.iter().all(needs_test),
        _ => false,
    }
}
