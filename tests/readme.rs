//! The README is short, and what it shows is what happens.
#![cfg(unix)]

mod pages;
mod scratch;

use pages::{commands_of_ci, page};

const README: &str = "README.md";

#[test]
fn what_the_readme_shows_is_what_its_commands_print() {
    pages::run(README);
}

#[test]
fn the_readme_is_read_in_two_screens() {
    let text = page(README);
    assert!(text.lines().count() <= 150, "{} lines", text.lines().count());
    assert!(text.split_whitespace().count() <= 1200, "{} words", text.split_whitespace().count());
}

#[test]
fn an_adapter_is_ten_lines_or_less() {
    let text = page(README);
    let adapters: Vec<usize> = pages::blocks(&text).iter().filter(|block| block.kind == "python").map(|block| block.body.len()).collect();
    assert!(matches!(adapters[..], [lines] if lines <= 10), "{adapters:?}");
}

#[test]
fn its_command_that_installs_is_run_by_ci() {
    assert_eq!(commands_of_ci(&page(README)), ["cargo install --locked --path ."]);
}
