//! The arrows between the files of a house: one wherever a file names another, or something in it.

use std::collections::BTreeSet;
use std::fmt;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::Item;
use syn::visit::{self, Visit};

use crate::names::{self, Crate, Names, Tree, is_for_tests};

/// One place where a file names another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub file: String,
    pub line: usize,
    /// The path as written, without generic arguments; of a group, one arm.
    pub path: String,
    pub from: usize,
    pub to: usize,
}

/// A file.
pub struct Node {
    /// Its module's path.
    pub name: String,
    /// Which of the crates it is in.
    pub crate_at: usize,
    /// The module at the top that it is in; `None` for a root.
    pub top: Option<String>,
    /// Where it is; empty for a crate or a folder without a file.
    pub file: String,
}

/// The files and the arrows between them. `Arrow::from` and `Arrow::to` are places in `nodes`.
pub struct House {
    pub nodes: Vec<Node>,
    pub arrows: Vec<Arrow>,
}

impl House {
    pub fn show<'a>(&'a self, arrow: &'a Arrow) -> impl fmt::Display + 'a {
        let Arrow { file, line, path, from, to } = arrow;
        fmt::from_fn(move |f| write!(f, "{file}:{line}: `{path}`: {} → {}", self.nodes[*from].name, self.nodes[*to].name))
    }
}

/// Reads files, as paths and sources, into modules and arrows. What is compiled only for tests is left out.
pub fn house(crates: &[Crate], files: &[(String, String)]) -> House {
    let mut parsed: Vec<(&str, Vec<String>, syn::File)> = Vec::new();
    for (file, source) in files {
        let Some(path) = module_path(crates, file) else { continue };
        let syntax = syn::parse_file(source).unwrap_or_else(|error| panic!("{file}:{}: {error}", error.span().start().line));
        parsed.push((file, path, syntax));
    }
    let mut for_tests = BTreeSet::new();
    for (_, path, syntax) in &parsed {
        if is_for_tests(&syntax.attrs) {
            for_tests.insert(path.clone());
        }
        each_mod(&syntax.items, path, &mut |path, item| {
            if is_for_tests(&item.attrs) {
                for_tests.insert(path.to_vec());
            }
        });
    }
    parsed.retain(|(_, path, _)| !(1..=path.len()).any(|end| for_tests.contains(&path[..end])));

    let mut tree = Tree::default();
    for each in crates {
        tree.add(&[each.name.into()], false);
    }
    for (file, path, _) in &parsed {
        let at = tree.add(path, false);
        tree.modules[at].file = (*file).into();
    }
    for (_, path, syntax) in &parsed {
        let at = tree.add(path, false);
        enter(&mut tree, at, &syntax.items);
    }
    let mut arrows = BTreeSet::new();
    for (file, path, syntax) in &parsed {
        let module = tree.add(path, false);
        Reader { tree: &tree, file, module, locals: Vec::new(), arrows: &mut arrows }.visit_file(syntax);
    }
    let node = |module: &names::Module| Node {
        name: module.path.join("::"),
        crate_at: crates.iter().position(|each| each.name == module.path[0]).expect("every module is in a crate"),
        top: module.parent.map(|_| module.path[1].clone()),
        file: module.file.clone(),
    };
    House { nodes: tree.modules.iter().map(node).collect(), arrows: arrows.into_iter().collect() }
}

/// The path of a file's module, or `None` if it is in no crate.
fn module_path(crates: &[Crate], file: &str) -> Option<Vec<String>> {
    let (name, rest) = crates.iter().find_map(|each| Some((each.name, file.strip_prefix(each.folder)?.strip_prefix('/')?)))?;
    let mut path = vec![name.to_string()];
    match rest {
        "lib.rs" => {}
        "main.rs" => path.push(rest.into()),
        _ => path.extend(rest.strip_suffix(".rs")?.split('/').map(String::from)),
    }
    path.pop_if(|last| last == "mod");
    Some(path)
}

/// Every `mod` of a file with its path, those in other inline ones too.
fn each_mod(items: &[Item], path: &[String], act: &mut impl FnMut(&[String], &syn::ItemMod)) {
    for item in items {
        let Item::Mod(item) = item else { continue };
        let path = [path, &[item.ident.to_string()]].concat();
        act(&path, item);
        if let Some((_, items)) = &item.content {
            each_mod(items, &path, act);
        }
    }
}

/// Gives a module its names, and adds its inline modules.
fn enter(tree: &mut Tree, module: usize, items: &[Item]) {
    tree.modules[module].names = Names::of(items);
    for item in items.iter().filter(|item| !is_for_tests(names::attributes(item))) {
        match item {
            Item::Mod(syn::ItemMod { ident, content: Some((_, items)), .. }) => {
                let path = [tree.modules[module].path.as_slice(), &[ident.to_string()]].concat();
                let at = tree.add(&path, true);
                // A folder without a file of its own: its files are in an inline module.
                tree.modules[at].inline = true;
                enter(tree, at, items);
            }
            Item::Macro(syn::ItemMacro { attrs, ident: Some(name), .. }) if attrs.iter().any(|each| each.path().is_ident("macro_export")) => {
                let root = tree.root(module);
                tree.modules[root].names.export(name.to_string(), module);
            }
            _ => {}
        }
    }
}

struct Reader<'a> {
    tree: &'a Tree,
    file: &'a str,
    module: usize,
    /// The names of the blocks around, the innermost last.
    locals: Vec<Names>,
    arrows: &'a mut BTreeSet<Arrow>,
}

impl Reader<'_> {
    fn add(&mut self, targets: BTreeSet<usize>, line: usize, path: &str) {
        let from = self.tree.home(self.module);
        for to in targets.into_iter().filter(|&to| to != from) {
            self.arrows.insert(Arrow { file: self.file.into(), line, path: path.into(), from, to });
        }
    }

    fn path(&mut self, path: &[String], line: usize) {
        let targets = self.tree.named(&self.locals, self.module, path);
        self.add(targets, line, &path.join("::"));
    }

    /// A macro that is called by its bare name may be of a module around this one: its scope is the text.
    fn bare_macro(&mut self, name: &str, line: usize) {
        let mut around = Some(self.module);
        while let Some(module) = around {
            if self.tree.modules[module].names.defines_macro(name) {
                return self.add([self.tree.home(module)].into(), line, &format!("{name}!"));
            }
            around = self.tree.modules[module].parent;
        }
    }

    /// Looks for paths among tokens that are not parsed: what macros take, and what attributes hold. `before` is what a brace of a
    /// `use` stands behind.
    fn tokens(&mut self, tokens: TokenStream, before: &[String]) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |at: usize, mark: char| matches!(trees.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
        let is_joint = |at: usize| matches!(trees.get(at), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint);
        let is_colons = |at: usize| is(at, ':') && is_joint(at) && is(at + 1, ':');
        let behind = |at: usize, back: usize, mark: char| at >= back && is(at - back, mark);
        let mut at = 0;
        while at < trees.len() {
            if let TokenTree::Group(group) = &trees[at] {
                self.tokens(group.stream(), &[]);
            }
            let TokenTree::Ident(first) = &trees[at] else {
                at += 1;
                continue;
            };
            let line = first.span().start().line;
            let is_field = behind(at, 1, '.') && !behind(at, 2, '.');
            let is_variable = behind(at, 1, '$') && first != "crate";
            let is_part = at >= 2 && is_colons(at - 2);
            let mut path = before.to_vec();
            if is_part && before.is_empty() {
                path.push(String::new());
            }
            path.push(first.to_string());
            let skip = is_field || is_variable || is_part && behind(at, 3, '>');
            at += 1;
            while let (true, Some(TokenTree::Ident(next))) = (is_colons(at), trees.get(at + 2)) {
                path.push(next.to_string());
                at += 3;
            }
            if skip {
                continue;
            }
            match trees.get(at + 2) {
                Some(TokenTree::Group(group)) if is_colons(at) && group.delimiter() == Delimiter::Brace => {
                    self.tokens(group.stream(), &path);
                    at += 3;
                }
                _ if path.len() == 1 && is(at, '!') => self.bare_macro(&path[0], line),
                _ => self.path(&path, line),
            }
        }
    }
}

/// What is compiled only for tests is not visited.
macro_rules! without_tests {
    ($($visit:ident $node:ident),*) => {
        $(fn $visit(&mut self, node: &'ast syn::$node) {
            if !is_for_tests(&node.attrs) {
                visit::$visit(self, node);
            }
        })*
    };
}

impl<'ast> Visit<'ast> for Reader<'_> {
    without_tests! {
        visit_arm Arm, visit_field Field, visit_field_value FieldValue, visit_impl_item_const ImplItemConst, visit_impl_item_fn ImplItemFn,
        visit_impl_item_type ImplItemType, visit_local Local, visit_stmt_macro StmtMacro, visit_trait_item_fn TraitItemFn, visit_variant Variant
    }

    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(names::attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let (Some(_), Some(child)) = (&item.content, self.tree.child(self.module, &item.ident.to_string())) else { return };
        let outside = (self.module, std::mem::take(&mut self.locals));
        self.module = child;
        visit::visit_item_mod(self, item);
        (self.module, self.locals) = outside;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for import in names::imports(item) {
            let targets = self.tree.imported(&self.locals, self.module, &import.path);
            let glob = if import.name.is_none() { "::*" } else { "" };
            self.add(targets, import.line, &format!("{}{glob}", import.path.join("::")));
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let items = block.stmts.iter().filter_map(|each| if let syn::Stmt::Item(item) = each { Some(item) } else { None });
        self.locals.push(Names::of(items));
        visit::visit_block(self, block);
        self.locals.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let start = path.leading_colon.as_ref().map(|_| String::new());
        let segments: Vec<String> = start.into_iter().chain(path.segments.iter().map(|each| each.ident.to_string())).collect();
        self.path(&segments, path.segments[0].ident.span().start().line);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        if let Some(name) = called.path.get_ident() {
            self.bare_macro(&name.to_string(), name.span().start().line);
        }
        visit::visit_macro(self, called);
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.tokens(tokens.clone(), &[]);
    }

    /// `pub(in path)` uses nothing of what it names.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}
}
