//! Pages for people: their files are written, their commands run, their outputs compared, their links followed.
//!
//! What a reader sees is what is run:
//!
//! - A fence behind a line that ends with a name and a colon (``Save this as `gold.conll`:``) is that file.
//! - Each line of a fence `sh` is run by `sh` in the folder of the page. Behind `# exit N` it ends with that code, else with 0. Lines that begin
//!   with `cargo` are run by the CI script, and so are those of fences `bash`.
//! - A fence `text` directly behind a fence `sh` is what its commands print. A line `…` stands for lines that are left out, `…` inside a line for
//!   a part of it.
//! - The folder of the page has a link `mihak` to the repository, as if it were cloned there.

// Every test file is a program of its own and uses a part of this.
#![allow(dead_code)]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::scratch::Scratch;

/// A fenced block.
#[derive(PartialEq, Eq, Debug)]
pub struct Block<'a> {
    /// The word behind the backticks.
    pub kind: &'a str,
    /// Its line in the page; 1 is the first.
    pub line: usize,
    /// The lines in it.
    pub body: Vec<&'a str>,
    /// The file that it is, if the line in front of it names one.
    pub file: Option<&'a str>,
    /// Whether nothing stands between it and the block in front of it.
    pub follows: bool,
}

/// The top of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a page, by its path from the top of the repository; what it includes is put in.
pub fn page(path: &str) -> String {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (file, mut text) = (root().join(path), read(&root().join(path)));
    while let Some((head, rest)) = text.split_once("{{#include ") {
        let (included, tail) = rest.split_once("}}").expect("an include ends");
        text = format!("{head}{}{tail}", read(&file.parent().expect("a page is in a folder").join(included)));
    }
    text
}

/// The pages of the book, by their paths from the top of the repository, sorted.
pub fn book() -> Vec<String> {
    let mut folders = vec![PathBuf::from("docs/src")];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("the book is there") {
            let entry = entry.expect("the folder can be read");
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "md") {
                pages.push(path.to_str().expect("names of pages are UTF-8").to_string());
            }
        }
    }
    pages.sort();
    pages
}

/// The fenced blocks of a page, in their order.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut last, mut follows) = ("", false);
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            let body = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            blocks.push(Block { kind, line: at + 1, body, file: named(last), follows });
            (last, follows) = ("", true);
        } else if !line.trim().is_empty() {
            (last, follows) = (line.trim(), false);
        }
    }
    blocks
}

/// The file that a line announces: `` … `gold.conll`: ``.
fn named(line: &str) -> Option<&str> {
    line.strip_suffix("`:")?.rsplit_once('`').map(|(_, name)| name)
}

/// The commands of a page that the CI script must run.
pub fn commands_of_ci(text: &str) -> Vec<&str> {
    let lines = blocks(text).into_iter().flat_map(|block| block.body.into_iter().map(move |line| (block.kind, line)));
    let is_of_ci = |(kind, line): &(&str, &str)| *kind == "bash" && !line.is_empty() || *kind == "sh" && line.starts_with("cargo ");
    lines.filter(is_of_ci).map(|(_, line)| line).collect()
}

/// Writes the files of a page and runs its commands, in their order, in an empty folder.
pub fn run(path: &str) {
    let text = page(path);
    if text.contains("python3") && Command::new("python3").arg("--version").output().is_err() {
        assert!(env::var_os("MIHAK_NEEDS_PYTHON").is_none(), "python3 is missing");
        return;
    }
    let scratch = Scratch::empty();
    std::os::unix::fs::symlink(root(), scratch.path("mihak")).expect("a link can be made");
    let mut printed = String::new();
    for block in blocks(&text) {
        let place = format!("{path}:{}", block.line);
        match (block.kind, block.file) {
            ("sh", _) => printed = block.body.iter().map(|command| output(&scratch, command, &place)).collect(),
            ("text", _) if block.follows => {
                let got: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
                assert!(fits(&block.body, &got), "{place}: shown is\n{}\nbut printed was\n{}", block.body.join("\n"), got.join("\n"));
            }
            ("bash" | "text" | "", _) | (_, None) => {}
            (_, Some(file)) => scratch.write(file, &format!("{}\n", block.body.join("\n"))),
        }
    }
}

/// What a command prints, on stdout and stderr.
fn output(scratch: &Scratch, command: &str, place: &str) -> String {
    if command.is_empty() || command.starts_with("cargo ") {
        return String::new();
    }
    let program = assert_cmd::cargo::cargo_bin!("mihak");
    let mut path = OsString::from(program.parent().expect("the program is in a folder"));
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("exec 2>&1\n{command}")).current_dir(scratch.path("")).env("PATH", path).env_remove("COLUMNS").stdin(Stdio::null());
    let done = shell.output().expect("there is a shell");
    let said = String::from_utf8(done.stdout).expect("outputs are UTF-8");
    let wanted = command.rsplit_once("# exit ").map_or(0, |(_, code)| code.trim().parse().expect("an exit code is a number"));
    assert_eq!(done.status.code(), Some(wanted), "{place}: `{command}` said\n{said}");
    said
}

/// Whether what is shown is what was printed, but for what `…` leaves out.
fn fits(shown: &[&str], printed: &[&str]) -> bool {
    match shown {
        [] => printed.is_empty(),
        [first, rest @ ..] if first.trim() == "…" => (0..=printed.len()).any(|from| fits(rest, &printed[from..])),
        [first, rest @ ..] => printed.split_first().is_some_and(|(line, others)| alike(first.trim_end(), line) && fits(rest, others)),
    }
}

/// The same of one line.
fn alike(shown: &str, printed: &str) -> bool {
    match shown.split_once('…') {
        None => shown == printed,
        Some((head, tail)) => printed
            .strip_prefix(head)
            .is_some_and(|rest| rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| alike(tail, &rest[at..]))),
    }
}

/// The page without fenced blocks and code in backticks: what a reader takes for text.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let mut out = String::new();
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            out.extend(line.split('`').step_by(2));
            out.push('\n');
        }
    }
    out
}

/// The targets of the links of a page that do not leave the repository.
pub fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target.to_string()));
    targets.filter(|target| !target.contains("://")).collect()
}

/// The anchors of the headings of a page, as GitHub and mdBook make them.
pub fn anchors(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut out = Vec::new();
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if let Some(heading) = line.strip_prefix('#').filter(|_| !fenced) {
            let kept = heading.trim_start_matches('#').trim().chars().filter_map(|letter| match letter {
                ' ' => Some('-'),
                _ if letter.is_alphanumeric() || letter == '-' || letter == '_' => Some(letter),
                _ => None,
            });
            out.push(kept.flat_map(char::to_lowercase).collect());
        }
    }
    out
}
