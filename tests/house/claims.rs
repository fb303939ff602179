//! What is an arrow and what is none, on small crates that are written here.

use crate::arrows::{House, house};
use crate::graph::{circle_faults, circles, order_faults, summary};
use crate::names::Crate;

const CRATES: &[Crate] = &[
    Crate { name: "mihak_core", folder: "crates/core/src", order: &["text", "format"] },
    Crate { name: "mihak_systems", folder: "crates/systems/src", order: &["rules"] },
    Crate { name: "mihak", folder: "src", order: &["a", "b", "c"] },
];

fn read(files: &[(&str, &str)]) -> House {
    let files: Vec<(String, String)> = files.iter().map(|(path, source)| (path.to_string(), source.to_string())).collect();
    house(CRATES, &files)
}

/// The arrows, each pair of modules once, those of one crate without its name.
fn arrows(files: &[(&str, &str)]) -> Vec<String> {
    let house = read(files);
    let short = |at: usize| house.nodes[at].name.strip_prefix("mihak::").unwrap_or(&house.nodes[at].name).to_string();
    let mut arrows: Vec<String> = house.arrows.iter().map(|arrow| format!("{} → {}", short(arrow.from), short(arrow.to))).collect();
    arrows.sort();
    arrows.dedup();
    arrows
}

/// A crate with `b`, `b::deep`, a facade over both, and `a` with a child.
fn arrows_of_a(source: &str) -> Vec<String> {
    let mut arrows = arrows(&[
        ("src/lib.rs", "pub mod a; pub mod b; pub mod facade; pub const ROOT: u8 = 1;"),
        ("src/a.rs", source),
        ("src/a/child.rs", "pub fn f() {} pub struct Child; #[macro_export] macro_rules! exported { () => {} }"),
        ("src/b.rs", "pub mod deep; pub struct B; pub trait T { const C: u8; } pub fn f() {} pub enum Kind { One } pub mod inside { pub fn g() {} }"),
        ("src/b/deep.rs", "pub struct Deep; pub fn h() {}"),
        ("src/facade.rs", "pub use crate::b::deep::Deep; pub use crate::b::deep as renamed; pub use crate::b::*;"),
    ]);
    arrows.retain(|arrow| arrow.starts_with("a → "));
    arrows.iter().map(|arrow| arrow.trim_start_matches("a → ").to_string()).collect()
}

/// Each source of `a`, and the modules that it names.
fn hold(cases: &[(&str, &[&str])]) {
    for (source, expected) in cases {
        assert_eq!(arrows_of_a(source), *expected, "{source}");
    }
}

#[test]
fn a_use_is_an_arrow_to_the_deepest_module_with_a_file() {
    hold(&[
        ("use crate::b::B;", &["b"]),
        ("use crate::b;", &["b"]),
        ("use crate::b::deep::Deep;", &["b::deep"]),
        ("use super::b::B;", &["b"]),
        ("use crate::ROOT;", &["mihak"]),
        ("use super::ROOT;", &["mihak"]),
        ("pub use crate::b::B;", &["b"]),
        ("pub(crate) use crate::b::B;", &["b"]),
        ("use crate::b::Kind::One;", &["b"]),
        ("use crate::b::inside::g;", &["b"]),
        ("use crate::b::T as _;", &["b"]),
        ("use crate::b::made_by_a_macro;", &["b"]),
    ]);
}

#[test]
fn every_arm_of_a_group_is_an_arrow() {
    hold(&[
        ("use crate::{b::{self, B}, facade::renamed::h};", &["b", "b::deep", "facade"]),
        ("use crate::b::{deep::{Deep, h}};", &["b::deep"]),
        ("use crate::b::{self, deep};", &["b", "b::deep"]),
        ("use {crate::b::B, std::fmt};", &["b"]),
    ]);
}

#[test]
fn globs_and_renames_are_arrows() {
    hold(&[
        ("use crate::b::*;", &["b"]),
        ("use crate::b::deep::*;", &["b::deep"]),
        ("use crate::b::Kind::*;", &["b"]),
        ("use crate::b as other; fn x() { other::f() }", &["b"]),
        ("use crate::b as other; fn x() { other::deep::h() }", &["b", "b::deep"]),
        ("use crate as root; fn x() { root::b::f() }", &["b", "mihak"]),
        ("use crate::b::deep; fn x() { deep::h() }", &["b::deep"]),
        ("use crate::b; use b::deep::Deep;", &["b", "b::deep"]),
    ]);
}

#[test]
fn a_child_that_is_used_is_an_arrow_and_one_that_is_declared_is_none() {
    hold(&[
        ("mod child;", &[]),
        ("pub mod child;", &[]),
        ("mod child; fn x() { child::f() }", &["a::child"]),
        ("mod child; fn x() { self::child::f() }", &["a::child"]),
        ("mod child; use child::Child;", &["a::child"]),
        ("mod child; pub use child::Child;", &["a::child"]),
        ("mod child; pub use self::child::Child;", &["a::child"]),
        ("mod child; fn x(child: u8) -> u8 { child }", &[]),
    ]);
    let up = [("src/lib.rs", ""), ("src/a.rs", "mod child; pub struct A;"), ("src/a/child.rs", "use super::A; pub(super) fn f() {}")];
    assert_eq!(arrows(&up), ["a::child → a"]);
    let far = [("src/b.rs", "pub fn f() {}"), ("src/a/child.rs", "fn x() { super::super::b::f() }")];
    assert_eq!(arrows(&far), ["a::child → b"]);
    let only_vis = [("src/a.rs", "mod child;"), ("src/a/child.rs", "pub(super) fn f() {} pub(in crate::a) fn g() {} pub(in super::super) fn h() {}")];
    assert_eq!(arrows(&only_vis), Vec::<String>::new());
}

#[test]
fn paths_anywhere_in_code_are_arrows() {
    for source in [
        "fn x() { crate::b::f() }",
        "fn x() { let y = 1 + crate::b::C; }",
        "fn x(b: crate::b::B) {}",
        "fn x() -> Option<crate::b::B> { None }",
        "fn x<Y: crate::b::T>() {}",
        "fn x<Y>() where Y: crate::b::T {}",
        "fn x(y: &dyn crate::b::T) -> impl crate::b::T { y }",
        "fn x() -> u8 { <u8 as crate::b::T>::C }",
        "fn x() { Vec::<crate::b::B>::new() }",
        "fn x(y: u8) { match y { crate::b::C => {}, _ => {} } }",
        "fn x(y: Kind) { if let super::b::Kind::One = y {} }",
        "struct X { b: crate::b::B }",
        "enum X { Y(crate::b::B) }",
        "impl crate::b::T for u8 { const C: u8 = 1; }",
        "impl crate::b::B { fn x() {} }",
        "type X = crate::b::B;",
        "const X: crate::b::B = crate::b::B;",
        "trait X: crate::b::T {}",
        "fn x() { use crate::b::f; f() }",
        "fn x() { use crate::b; fn y() { b::f() } }",
        "mod inline { fn x() { crate::b::f() } }",
        "mod inline { use super::super::b; fn x() { b::f() } }",
    ] {
        assert_eq!(arrows_of_a(source), ["b"], "{source}");
    }
}

#[test]
fn paths_in_macros_and_attributes_are_arrows() {
    for source in [
        "fn x() { format!(\"{}\", crate::b::C) }",
        "fn x(y: Kind) { matches!(y, crate::b::Kind::One) }",
        "fn x() { vec![[(1, { super::b::f() })]] }",
        "fn x() { crate::b::own!() }",
        "macro_rules! x { () => { $crate::b::f() } }",
        "macro_rules! x { ($y:ident) => { use crate::b::{$y, Kind::{One}}; } }",
        "thread_local! { static X: crate::b::B = crate::b::B; }",
        "fn x() { assert_eq!(0..crate::b::C, y) }",
        "fn x() { println!(\"{y}\", y = <u8 as crate::b::T>::C) }",
        "#[arg(value_parser = crate::b::f)] struct X;",
        "#[derive(crate::b::Own)] struct X;",
        "struct X { #[arg(default_value_t = crate::b::C)] y: u8 }",
    ] {
        assert_eq!(arrows_of_a(source), ["b"], "{source}");
    }
    hold(&[
        ("mod child; fn x() { format!(\"{}\", child::f()) }", &["a::child"]),
        ("macro_rules! x { () => { use crate::b::{self, deep::{Deep}}; } }", &["b", "b::deep"]),
        ("mod child; fn x() { crate::exported!() }", &["a::child"]),
        ("mod child; fn x(y: Y) { format!(\"{}\", y.child) }", &[]),
        ("macro_rules! x { ($child:ident) => { $child::f(); pub(super) struct Y; } }", &[]),
    ]);
    for source in ["fn x() { own!() }", "fn x() { vec![own!()] }", "own! {}"] {
        let above = [("src/a.rs", "macro_rules! own { () => {} } mod child;"), ("src/a/child.rs", source)];
        assert_eq!(arrows(&above), ["a::child → a"], "{source}");
        let own = format!("macro_rules! own {{ () => {{}} }} {source}");
        let shadowed = [("src/a.rs", "macro_rules! own { () => {} } mod child;"), ("src/a/child.rs", own.as_str())];
        assert_eq!(arrows(&shadowed), Vec::<String>::new(), "{own}");
    }
}

#[test]
fn a_reexport_is_an_arrow_to_who_reexports_and_to_who_defines() {
    hold(&[
        ("use crate::facade::Deep;", &["b::deep", "facade"]),
        ("fn x() { crate::facade::Deep::new() }", &["b::deep", "facade"]),
        ("use crate::facade; fn x(y: facade::Deep) {}", &["b::deep", "facade"]),
        ("use crate::facade::{self}; fn x(y: facade::Deep) {}", &["b::deep", "facade"]),
        ("use crate::facade::renamed::h;", &["b::deep", "facade"]),
        ("use crate::facade::B;", &["b", "facade"]),
        ("use crate::facade::deep::Deep;", &["b::deep", "facade"]),
        ("use crate::facade::*; fn x(y: Deep) {}", &["b::deep", "facade"]),
        ("use crate::facade::*; fn x() { f(); B::new() }", &["b", "facade"]),
        ("fn x() { use crate::facade::*; format!(\"{}\", Deep) }", &["b::deep", "facade"]),
        ("mod inline { pub use crate::b::B; } fn x() { inline::B::new() }", &["b"]),
    ]);
    let private = [("src/a.rs", "mod child; use crate::b::B;"), ("src/a/child.rs", "use super::B;"), ("src/b.rs", "pub struct B;")];
    assert_eq!(arrows(&private), ["a → b", "a::child → a", "a::child → b"]);
}

/// As `detect::detect` is, with both under one name in the module that re-exports the function.
#[test]
fn a_function_that_is_called_as_a_module_is_told_from_it() {
    let lib = ("src/lib.rs", "mod a; mod b; mod c; pub use c::c;");
    let b = ("src/b.rs", "pub mod deep; pub mod run; pub use deep::deep; pub fn run() {}");
    let below =
        [("src/b/deep.rs", "pub fn deep() {} pub fn h() {}"), ("src/b/run.rs", "pub fn other() {}"), ("src/c.rs", "pub fn c() {} pub fn d() {}")];
    for (source, expected) in [
        ("fn x() { crate::b::run() }", vec!["a → b"]),
        ("use crate::b; fn x() { b::run() }", vec!["a → b"]),
        ("fn x() { vec![crate::b::run()] }", vec!["a → b"]),
        ("fn x() { crate::b::run::other() }", vec!["a → b::run"]),
        ("use crate::b::deep::h;", vec!["a → b::deep"]),
        ("fn x() { crate::b::deep::h() }", vec!["a → b::deep"]),
        ("fn x() { crate::b::deep() }", vec!["a → b", "a → b::deep"]),
        ("use super::c::d;", vec!["a → c"]),
    ] {
        let mut found = arrows(&[&[lib, b, ("src/a.rs", source)], &below[..]].concat());
        found.retain(|arrow| arrow.starts_with("a → "));
        assert_eq!(found, expected, "{source}");
    }
}

#[test]
fn names_of_other_crates_comments_and_strings_are_no_arrows() {
    hold(&[
        ("use std::fmt; use serde::{Serialize, de::Error};", &[]),
        ("use ::b::B;", &[]),
        ("//! [`crate::b`]\n/// See [`crate::b::B`] and `super::b`.\n// crate::b::B\nfn x() { /* crate::b::f() */ }", &[]),
        ("#[doc = \"crate::b::B\"] fn x() -> &'static str { \"crate::b::B\" }", &[]),
        ("fn x() { println!(\"crate::b::B {b}\") }", &[]),
        ("fn x() { let b = 1; b }", &[]),
        ("fn x(y: Y) { y.b.f() }", &[]),
        ("struct X { b: u8 } fn x(b: u8) -> X { X { b } }", &[]),
        ("use self::X; struct X; impl X { fn x() { Self::y(); self::X::y() } }", &[]),
        ("mod inline { use super::*; fn x() { super::y() } } fn y() {}", &[]),
        ("mod b { pub fn f() {} } fn x() { b::f() }", &[]),
        ("fn x<'b>(y: &'b str) { assert!(y as &'b str) }", &[]),
        ("mod child; fn x() { enum child { B } child::B }", &[]),
    ]);
}

#[test]
fn what_is_compiled_only_for_tests_is_left_out() {
    hold(&[
        ("#[cfg(test)] mod tests { use crate::b::B; }", &[]),
        ("#[cfg(test)] use crate::b::B;", &[]),
        ("#[cfg(test)] fn x() { crate::b::f() }", &[]),
        ("#[test] fn x() { crate::b::f() }", &[]),
        ("#[cfg(all(test, feature = \"y\"))] fn x() { crate::b::f() }", &[]),
        ("impl X { #[cfg(test)] fn x() { crate::b::f() } }", &[]),
        ("struct X { #[cfg(test)] b: crate::b::B }", &[]),
        ("fn x() { #[cfg(test)] let y = crate::b::f(); }", &[]),
        ("#[cfg(not(test))] fn x() { crate::b::f() }", &["b"]),
        ("#[cfg(any(test, feature = \"y\"))] fn x() { crate::b::f() }", &["b"]),
        ("#[cfg(feature = \"test\")] fn x() { crate::b::f() }", &["b"]),
    ]);
    let files = [
        ("src/a.rs", "#[cfg(test)] mod tests; #[cfg(test)] mod inline { mod more; }"),
        ("src/a/tests.rs", "mod below; use crate::b::f;"),
        ("src/a/tests/below.rs", "use crate::b::f;"),
        ("src/a/inline/more.rs", "use crate::b::f;"),
        ("src/c.rs", "#![cfg(test)] use crate::b::f;"),
        ("src/b.rs", "pub fn f() {}"),
    ];
    assert_eq!(arrows(&files), Vec::<String>::new());
    assert_eq!(summary(CRATES, &read(&files)), "mihak: modules 2, arrows 0, floors 1");
}

#[test]
fn a_folder_with_mod_rs_is_a_module_as_one_with_a_file_beside_it() {
    let files =
        [("src/a/mod.rs", "pub mod child; fn x() { child::f() }"), ("src/a/child.rs", "pub fn f() {}"), ("src/b.rs", "use crate::a::child::f;")];
    assert_eq!(arrows(&files), ["a → a::child", "b → a::child"]);
}

#[test]
fn a_circle_of_three_is_named_in_order() {
    let house = read(&[
        ("src/lib.rs", "pub mod a; pub mod b; pub mod c;"),
        ("src/b.rs", "use crate::c::C;\n\npub struct B;"),
        ("src/c.rs", "pub struct C;\nfn x() { super::a::f() }"),
        ("src/a.rs", "pub fn f() {}\n\nmod child;\nconst X: crate::b::B = crate::b::B;"),
        ("src/a/child.rs", "use crate::b::B;"),
    ]);
    assert_eq!(circles(&house), [["mihak::a", "mihak::b", "mihak::c"]]);
    assert_eq!(
        circle_faults(&house),
        [
            "  mihak::a → mihak::b → mihak::c → mihak::a",
            "  src/a.rs:4: `crate::b::B`: mihak::a → mihak::b",
            "  src/b.rs:1: `crate::c::C`: mihak::b → mihak::c",
            "  src/c.rs:2: `super::a::f`: mihak::c → mihak::a",
        ]
    );
    assert_eq!(summary(CRATES, &house), "mihak: modules 5, arrows 4, floors 2");
}

#[test]
fn of_circles_that_share_a_file_each_is_named_and_the_shortest_first() {
    let house = read(&[
        ("src/a.rs", "use crate::b::B; use crate::z::Z;"),
        ("src/b.rs", "use crate::c::C;"),
        ("src/c.rs", "use crate::a::A;"),
        ("src/z.rs", "use crate::a::A;"),
    ]);
    assert_eq!(circles(&house), [vec!["mihak::a", "mihak::z"], vec!["mihak::a", "mihak::b", "mihak::c"]]);
}

#[test]
fn a_facade_whose_children_use_its_own_types_is_a_circle() {
    let house = read(&[("src/a.rs", "mod child; pub use child::Child; pub struct A;"), ("src/a/child.rs", "use super::A; pub struct Child(A);")]);
    assert_eq!(circles(&house), [["mihak::a", "mihak::a::child"]]);
}

#[test]
fn files_without_a_circle_have_as_many_floors_as_the_longest_way() {
    let house = read(&[
        ("src/a.rs", "pub struct A;"),
        ("src/b.rs", "use crate::a::A;"),
        ("src/c.rs", "use crate::{a::A, b::B};"),
        ("src/lib.rs", "pub mod a; pub mod b; pub mod c; pub use c::C;"),
        ("crates/core/src/text.rs", ""),
    ]);
    assert_eq!(circle_faults(&house), Vec::<String>::new());
    assert_eq!(summary(CRATES, &house), "mihak_core: modules 1, arrows 0, floors 1\nmihak: modules 4, arrows 4, floors 4");
}

#[test]
fn a_module_that_uses_one_after_it_is_named_and_so_is_one_without_a_place() {
    let house = read(&[
        ("src/main.rs", "use mihak::c::C; fn main() { crate::run() } fn run() {}"),
        ("src/lib.rs", "pub use c::C;"),
        ("src/a.rs", "use crate::C;\nfn x() { self::child::f() }"),
        ("src/a/child.rs", "pub fn f() { crate::b::f() }"),
        ("src/b.rs", "use crate::a::A; use crate::d::D;"),
        ("src/c.rs", "use crate::{a::A, b::B}; use mihak_core::text::Span; use mihak_systems::rules::Rules;"),
        ("src/d.rs", ""),
    ]);
    assert_eq!(
        order_faults(CRATES, &house),
        [
            "  `mihak::d` has no place: add `d` to the order of `mihak` in tests/house.rs",
            "  src/a.rs:1: `crate::C`: mihak::a → mihak; `the root` stands after `a`",
            "  src/a.rs:1: `crate::C`: mihak::a → mihak::c; `c` stands after `a`",
            "  src/a/child.rs:1: `crate::b::f`: mihak::a::child → mihak::b; `b` stands after `a`",
        ]
    );
}

#[test]
fn a_crate_that_uses_one_after_it_is_named() {
    let house = read(&[
        ("crates/core/src/lib.rs", "pub mod text; pub mod format;"),
        ("crates/core/src/text.rs", "fn x() { mihak_systems::rules::f() }\nuse mihak::a;"),
        ("crates/core/src/format.rs", "use crate::text::Span;"),
        ("crates/systems/src/rules.rs", "use mihak_core::format; use mihak_core as core; fn x() { core::text::f(); ::mihak::a::f() }"),
        ("src/a.rs", "fn x() { vec![mihak_systems::rules::f()] }"),
    ]);
    assert_eq!(
        order_faults(CRATES, &house),
        [
            "  crates/core/src/text.rs:1: `mihak_systems::rules::f`: mihak_core::text → mihak_systems::rules; `mihak_core` may not use `mihak_systems`",
            "  crates/core/src/text.rs:2: `mihak::a`: mihak_core::text → mihak::a; `mihak_core` may not use `mihak`",
            "  crates/systems/src/rules.rs:1: `::mihak::a::f`: mihak_systems::rules → mihak::a; `mihak_systems` may not use `mihak`",
        ]
    );
}
