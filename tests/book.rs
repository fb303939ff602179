//! The book is true: commands give what it shows, links lead somewhere, tables are those of the results, numbers in sentences are derived.
#![cfg(unix)]

#[path = "book/numbers.rs"]
mod numbers;
mod pages;
mod scratch;

use std::collections::BTreeSet;

use pages::{anchors, blocks, book, commands_of_ci, links, page, root};
use scratch::Scratch;

/// The pages with commands, a test each, so that they run beside each other.
macro_rules! pages_with_commands {
    ($($claim:ident: $path:literal,)*) => {
        const RUN: &[&str] = &[$($path),*];
        $(
            #[test]
            fn $claim() {
                pages::run($path);
            }
        )*
    };
}

pages_with_commands! {
    what_agree_shows_is_printed: "docs/src/jobs/agree.md",
    what_annotate_shows_is_printed: "docs/src/jobs/annotate.md",
    what_annotating_shows_is_printed: "docs/src/annotating.md",
    what_articles_shows_is_printed: "docs/src/articles.md",
    what_builtins_shows_is_printed: "docs/src/builtins.md",
    what_chat_shows_is_printed: "docs/src/jobs/chat.md",
    what_commands_shows_is_printed: "docs/src/commands.md",
    what_compare_shows_is_printed: "docs/src/jobs/compare.md",
    what_corpus_shows_is_printed: "docs/src/jobs/corpus.md",
    what_engines_shows_is_printed: "docs/src/engines.md",
    what_formats_shows_is_printed: "docs/src/formats.md",
    what_gate_shows_is_printed: "docs/src/jobs/gate.md",
    what_gates_shows_is_printed: "docs/src/gates.md",
    what_gold_shows_is_printed: "docs/src/gold.md",
    what_invariance_shows_is_printed: "docs/src/invariance.md",
    what_look_shows_is_printed: "docs/src/jobs/look.md",
    what_page_shows_is_printed: "docs/src/page.md",
    what_registers_shows_is_printed: "docs/src/registers.md",
    what_reliability_shows_is_printed: "docs/src/reliability.md",
    what_score_shows_is_printed: "docs/src/jobs/score.md",
    what_signatures_shows_is_printed: "docs/src/signatures.md",
    what_speed_shows_is_printed: "docs/src/speed.md",
    what_suite_shows_is_printed: "docs/src/suite.md",
    what_system_shows_is_printed: "docs/src/jobs/system.md",
    what_the_job_of_speed_shows_is_printed: "docs/src/jobs/speed.md",
    what_the_tour_shows_is_printed: "docs/src/tour.md",
}

/// The pages at the top of the repository that link into the book, or that the book speaks of.
const TOP: [&str; 5] = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md"];

#[test]
fn every_page_with_commands_is_run() {
    let has_commands = |path: &String| blocks(&page(path)).iter().any(|block| block.kind == "sh");
    assert_eq!(book().into_iter().filter(has_commands).collect::<BTreeSet<_>>(), RUN.iter().map(|path| path.to_string()).collect());
}

#[test]
fn every_command_that_tests_do_not_run_is_run_by_ci() {
    let ci = page(".ci/run");
    for path in book().iter().map(String::as_str).chain(TOP) {
        for command in commands_of_ci(&page(path)) {
            let folder = if command.starts_with("mihak ") { "target/install/bin/" } else { "" };
            let wanted = format!("{folder}{command}");
            assert!(ci.lines().any(|line| line.trim_start().starts_with(&wanted)), "{path}: `{command}` is not in .ci/run");
        }
    }
}

#[test]
fn every_page_is_in_the_summary_once_and_every_entry_is_a_page() {
    let mut listed: Vec<String> = links(&page("docs/src/SUMMARY.md")).iter().map(|target| format!("docs/src/{target}")).collect();
    listed.sort();
    assert_eq!(listed, book().into_iter().filter(|path| path != "docs/src/SUMMARY.md").collect::<Vec<_>>());
}

#[test]
fn every_link_leads_to_a_file_and_every_anchor_to_a_heading() {
    for path in book().iter().map(String::as_str).chain(TOP) {
        let text = page(path);
        for target in links(&text) {
            let (file, anchor) = target.split_once('#').map_or((target.as_str(), None), |(file, anchor)| (file, Some(anchor)));
            let folder = root().join(path).parent().expect("a page is in a folder").to_path_buf();
            let to = if file.is_empty() { root().join(path) } else { folder.join(file) };
            let Ok(to) = to.canonicalize() else { panic!("{path}: the link `{target}` leads nowhere") };
            // Only what is in docs/src is in the rendered book.
            let is_inside = |folder: &str| to.starts_with(root().canonicalize().expect("the repository is there").join(folder));
            assert!(is_inside(if path.starts_with("docs/") { "docs/src" } else { "" }), "{path}: the link `{target}` leads out of the book");
            if let Some(anchor) = anchor {
                let shown = to.strip_prefix(root().canonicalize().expect("the repository is there")).expect("it is inside");
                let known = anchors(&page(shown.to_str().expect("names of pages are UTF-8")));
                assert!(known.iter().any(|heading| heading == anchor), "{path}: `{target}` has no such heading among {known:?}");
            }
        }
    }
}

/// Pages for those who carry on name a test as `file.rs::its_name`.
#[test]
fn every_test_that_a_page_names_is_there() {
    for path in ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        let text = page(path);
        let named: Vec<(&str, &str)> = text.split('`').skip(1).step_by(2).filter_map(|code| code.split_once(".rs::")).collect();
        assert!(named.len() >= 5, "{path}: {named:?}");
        for (file, test) in named {
            let source = page(&format!("{file}.rs"));
            let is_there = source.contains(&format!("fn {test}(")) || source.contains(&format!(" {test}: "));
            assert!(is_there, "{path}: {file}.rs has no test `{test}`");
        }
    }
}

#[test]
fn tables_are_those_of_the_results_and_of_the_list_of_measures() {
    let at = |path: &str| root().join(path);
    let scratch = Scratch::empty();
    let mut report = scratch.mihak("report --check");
    report.arg("--suite").arg(at("suite.toml")).arg("--splice").arg(at("docs/src/results.md")).assert().success();
    scratch.mihak("list measures --check --splice").arg(at("docs/src/measures.md")).assert().success();
}

#[test]
fn numbers_in_sentences_are_what_they_are_derived_from() {
    let mut missing = Vec::new();
    for (path, phrase) in numbers::derived() {
        let text = page(path).split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.contains(&phrase) {
            missing.push(format!("{path} does not say «{phrase}»"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
