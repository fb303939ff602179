//! The order of the house: no file uses one that uses it in turn, and every module at the top uses only those that stand before it.

#[path = "house/arrows.rs"]
mod arrows;
#[path = "house/claims.rs"]
mod claims;
#[path = "house/graph.rs"]
mod graph;
#[path = "house/names.rs"]
mod names;

use std::fs;
use std::path::Path;

use arrows::House;
use names::Crate;

/// The crates and their modules at the top, earliest first: each may use itself and those before it.
const CRATES: &[Crate] = &[
    Crate {
        name: "mihak_core",
        folder: "crates/core/src",
        order: &[
            "safe",
            "wording",
            "error",
            "hash",
            "parallel",
            "records",
            "tables",
            "files",
            "text",
            "annotation",
            "tags",
            "format",
            "view",
            "statistics",
            "measure",
            "signature",
            "score",
            "lint",
        ],
    },
    Crate {
        name: "mihak_systems",
        folder: "crates/systems/src",
        order: &[
            "failure",
            "contract",
            "subwords",
            "answer",
            "handle",
            "source",
            "chain",
            "models",
            "tokenizers",
            "extractors",
            "vocabularies",
            "train",
            "registry",
        ],
    },
    Crate {
        name: "mihak",
        folder: "src",
        order: &[
            "exit", "stop", "problem", "folder", "views", "gold", "corpus", "describe", "process", "system", "suite", "results", "run", "speed",
            "check", "report", "page", "cmd", "cli",
        ],
    },
];

/// The sources below a folder: paths relative to `root`, with `/`.
fn sources(root: &Path, folder: &str, out: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    for entry in entries {
        let entry = entry.expect("a folder can be read");
        let path = format!("{folder}/{}", entry.file_name().to_str().expect("names of sources are UTF-8"));
        if entry.file_type().expect("an entry has a type").is_dir() {
            sources(root, &path, out);
        } else if path.ends_with(".rs") {
            out.push((path.clone(), fs::read_to_string(root.join(&path)).expect("a source is UTF-8")));
        }
    }
}

fn this_house() -> House {
    let mut files = Vec::new();
    for each in CRATES {
        sources(Path::new(env!("CARGO_MANIFEST_DIR")), each.folder, &mut files);
    }
    files.sort();
    assert!(files.iter().any(|(path, _)| path == "src/lib.rs"), "the sources were not found");
    arrows::house(CRATES, &files)
}

#[test]
fn no_file_uses_one_that_uses_it_in_turn() {
    let house = this_house();
    println!("{}", graph::summary(CRATES, &house));
    let faults = graph::circle_faults(&house);
    assert!(faults.is_empty(), "files that use each other in a circle, the shortest first\n{}", faults.join("\n"));
}

#[test]
fn every_module_at_the_top_uses_only_those_before_it() {
    let faults = graph::order_faults(CRATES, &this_house());
    assert!(faults.is_empty(), "modules that use one that stands after them\n{}", faults.join("\n"));
}
