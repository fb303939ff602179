//! What people see: every command fits the columns that there are, and says what it left out.

mod scratch;

use scratch::Scratch;
use unicode_width::UnicodeWidthStr;

/// What a command prints on both streams, with so many columns.
fn printed(scratch: &Scratch, call: &str, columns: Option<usize>) -> String {
    let mut command = scratch.mihak(call);
    if let Some(columns) = columns {
        command.env("COLUMNS", columns.to_string());
    }
    let output = command.output().unwrap();
    assert!(!output.stdout.is_empty(), "`{call}` printed nothing: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Files, and results of four systems on the split `dev`.
fn scratch() -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("gold.conll", "زار O\nبوتين B-PERS\nالقاهرة B-GPE\n\nعاد O\n");
    scratch.write("predicted.conll", "زار O\nبوتين B-PERS\nالقاهرة B-ORG\n\nعاد O\n");
    scratch.mihak("run -q --split dev -s union -s rules -s gazetteer -s crf-ner -s clitics-d3 -s whitespace-punct").assert().success();
    scratch
}

#[test]
fn at_eighty_columns_no_command_prints_a_wider_line() {
    let scratch = scratch();
    for call in [
        "run --split dev -s clitics-d1 -s gazetteer --out other",
        "score gold.conll predicted.conll",
        "agree gold.conll predicted.conll",
        "cmp union rules",
        "cmp union rules --all",
        "cmp union rules gazetteer crf-ner",
        "cmp union rules gazetteer crf-ner --all",
        "check",
        "check -s union --results other",
        "describe",
        "bench -s whitespace --rounds 1 --out other",
        "list",
        "list measures",
        "list measures exact",
        "signature mihak|task:entities|match:exact|bound:char|orth:raw|view:flat|corpus:news@3.0#2d0358ce|split:test|undefined:zero|boot:poisson1000@1|scorer:2",
    ] {
        for columns in [80, 60] {
            for line in printed(&scratch, call, Some(columns)).lines() {
                assert!(line.width() <= columns, "`{call}` at {columns} has {}: {line}", line.width());
                assert!(!line.contains('\u{1b}'), "`{call}`: colours are for terminals: {line:?}");
            }
        }
    }
}

#[test]
fn columns_that_leave_are_named_and_wide_shows_all() {
    let scratch = scratch();
    let run = "run --split dev -s gazetteer --out other";
    let narrow = printed(&scratch, run, None);
    assert!(narrow.contains("no room for folded, clitic, conll4, names; --wide shows all"), "{narrow}");
    let header = |text: &str| text.lines().find(|line| line.starts_with("system")).unwrap().to_string();
    assert_eq!(header(&narrow).split_whitespace().collect::<Vec<_>>().join(" "), "system P R F1 95 % macro F1 untyped answered");
    let wide = printed(&scratch, &format!("{run} --wide"), Some(40));
    assert!(!wide.contains("no room for") && header(&wide).contains("names"), "{wide}");
    // A file is searched: its sentences are whole, and its tables fit.
    assert!(narrow.lines().any(|line| line.starts_with("mihak|task:entities|") && line.ends_with("|scorer:2")), "{narrow}");
}

#[test]
fn three_systems_are_put_into_tiers_and_every_pair_is_there() {
    let scratch = scratch();
    let table = printed(&scratch, "cmp gazetteer union rules", None);
    assert!(table.starts_with("news · dev · entities · flat · char\n"), "{table}");
    assert!(table.contains("every pair, ") && table.contains("Benjamini–Yekutieli") && table.contains(" more: --all"), "{table}");
    let csv = printed(&scratch, "cmp gazetteer union rules --csv", None);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 5 * 3, "five measures, three pairs");
    let tiers = |order: &str| -> Vec<(String, String)> {
        let csv = printed(&scratch, &format!("cmp {order} --csv"), None);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let f1 = |row: &csv::StringRecord| [&row[4], &row[8]] == ["exact", "f1"] && &row[7] == "micro";
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).filter(f1).collect();
        let mut tiers: Vec<(String, String)> =
            rows.iter().flat_map(|row| [(row[9].to_string(), row[21].to_string()), (row[10].to_string(), row[22].to_string())]).collect();
        tiers.sort();
        tiers.dedup();
        tiers
    };
    let found = tiers("gazetteer union rules");
    let expected = [("gazetteer", "3"), ("rules", "2"), ("union", "1")].map(|(system, tier)| (system.to_string(), tier.to_string()));
    assert_eq!(found, expected, "the words of places and the rules alone are told from their union");
    assert_eq!(tiers("rules gazetteer union"), found, "the order of systems changes no tier");
}
