//! The list of measures for people and programs: every measure with its definition, its integers, its ratio and its hand-counted case.

use anyhow::Result;
use mihak_core::annotation::Task;
use mihak_core::measure::column::Table;
use mihak_core::measure::definition::{LabelKind, Labels, Match, Measure, Of, ViewKind};
use mihak_core::measure::registry;
use mihak_core::safe::{self, Json, Markdown, Terminal, markdown_block, markdown_code, markdown_code_cell};
use serde::Serialize;

use crate::gold::cases::{HandCounted, cases};
use crate::report::grid::{Grid, Room};
use crate::report::table::markdown_row;

/// Every match in a table: its name, what it is counted for, its measures.
pub fn list(room: Room) -> Terminal<'static> {
    let mut grid = Grid::new(["match", "measures", "tasks"]).of_text();
    for matching in registry::ALL {
        let is_of_all = Task::ALL.iter().all(|task| matching.tasks.contains(task));
        grid.row([matching.name.to_string(), matching.measure_names().join(" "), if is_of_all { "all".into() } else { tasks(matching) }]);
    }
    safe::terminal(&format!("{}\n\n`mihak list measures NAME` says what one is, with its hand-counted case\n", grid.text(room))).into_owned()
}

/// One match as text. `Err` if its cases cannot be read.
pub fn terminal(matching: &Match) -> Result<Terminal<'static>> {
    let mut out = format!("{}: {}\n\n{}\n\n", matching.name, matching.about, matching.definition);
    for (name, said) in facts(matching) {
        out.push_str(&format!("{name:<10} {said}\n"));
    }
    out.push('\n');
    for group in grouped(matching) {
        let first = group[0];
        let rows: Vec<&str> = group.iter().map(|measure| rows(measure.of)).collect();
        out.push_str(&format!("{:<18} {}\n{:<18} {}; {} is better\n", first.name, first.about, "", first.ratio.formula(), first.better.name()));
        out.push_str(&format!("{:<18} of {}\n", "", rows.join("; ")));
    }
    if let Some(case) = shown_case(matching)? {
        out.push_str(&format!("\nby hand, in {}:\n\n{}\n", case.file, case.written));
    }
    Ok(safe::terminal(&out).into_owned())
}

/// All measures as a page of Markdown. `Err` if their cases cannot be read.
pub fn markdown() -> Result<Markdown<'static>> {
    let own = Markdown::own;
    let mut out = Markdown::default();
    for matching in registry::ALL {
        out.extend([own("## "), markdown_code(matching.name), own("\n\n"), own(matching.definition), own("\n\n")]);
        for (name, said) in facts(matching) {
            out.extend([own("- "), safe::markdown(name).into_owned(), own(": "), safe::markdown(&said).into_owned(), own("\n")]);
        }
        out.push(&own("\n| measure | of | ratio | better | what it says |\n|---|---|---|---|---|\n"));
        for group in grouped(matching) {
            let first = group[0];
            let of = group.iter().map(|measure| rows(measure.of)).collect::<Vec<_>>().join("; ");
            let fields = [of, first.ratio.formula(), first.better.name().into(), first.about.into()];
            out.extend([own("| "), markdown_code_cell(first.name), own(" ")]);
            out.extend(markdown_row(fields.iter().map(String::as_str)).map(Markdown::into_owned));
            out.push(&own("\n"));
        }
        if let Some(case) = shown_case(matching)? {
            out.extend([own("\nBy hand, in "), markdown_code(&case.file).into_owned(), own(":\n\n"), markdown_block("toml", &case.written)]);
        }
        out.push(&own("\n"));
    }
    Ok(out)
}

/// All measures as JSON, an object a match. `Err` if their cases cannot be read.
pub fn json() -> Result<Json<'static>> {
    let all = registry::ALL.iter().map(|matching| MatchObject::of(matching)).collect::<Result<Vec<_>>>()?;
    Ok(safe::json(&(serde_json::to_string_pretty(&all)? + "\n")).into_owned())
}

/// A match as programs read it.
#[derive(Serialize)]
struct MatchObject {
    r#match: &'static str,
    about: &'static str,
    definition: &'static str,
    tasks: Vec<&'static str>,
    bounds: Vec<&'static str>,
    orths: Vec<&'static str>,
    integers: Integers,
    measures: Vec<MeasureObject>,
    case: Option<CaseObject>,
}

#[derive(Serialize)]
struct Integers {
    tp: &'static str,
    fp: &'static str,
    r#fn: &'static str,
    tn: &'static str,
}

#[derive(Serialize)]
struct MeasureObject {
    name: &'static str,
    of: &'static str,
    ratio: String,
    better: &'static str,
    about: &'static str,
}

#[derive(Serialize)]
struct CaseObject {
    file: String,
    name: String,
    toml: String,
}

impl MatchObject {
    fn of(matching: &Match) -> Result<MatchObject> {
        let [tp, fp, r#fn, tn] = matching.integers;
        let measure = |measure: &Measure| MeasureObject {
            name: measure.name,
            of: rows(measure.of),
            ratio: measure.ratio.formula(),
            better: measure.better.name(),
            about: measure.about,
        };
        Ok(MatchObject {
            r#match: matching.name,
            about: matching.about,
            definition: matching.definition,
            tasks: matching.tasks.iter().map(|task| task.name()).collect(),
            bounds: matching.bounds.iter().map(|bound| bound.name()).collect(),
            orths: matching.orths.iter().map(|orth| orth.name()).collect(),
            integers: Integers { tp, fp, r#fn, tn },
            measures: matching.measures.iter().map(measure).collect(),
            case: shown_case(matching)?.map(|HandCounted { file, name, written, .. }| CaseObject { file, name, toml: written }),
        })
    }
}

/// The first case that counts a measure of the match by hand.
fn shown_case(matching: &Match) -> Result<Option<HandCounted>> {
    let mut found = cases(matching.cases)?.into_iter();
    Ok(found.find(|case| matching.measures.iter().any(|measure| case.is_of(matching.name, measure.name))))
}

/// What is said of a match beside its definition.
fn facts(matching: &Match) -> Vec<(&'static str, String)> {
    let names = |names: Vec<&str>| if names.is_empty() { "none".to_string() } else { names.join(", ") };
    let view = match matching.view {
        ViewKind::None => "none".into(),
        ViewKind::Labels => "which labels are shown".into(),
        ViewKind::Declared => "the scheme that the tokenizer declares".into(),
        ViewKind::Scheme => "every scheme".into(),
        ViewKind::Words(endings) => {
            ["gold", "text"].iter().flat_map(|words| endings.iter().map(move |end| format!("{words}{end}"))).collect::<Vec<_>>().join(", ")
        }
        ViewKind::Fixed(fixed) => names(fixed.to_vec()),
    };
    let labels = match matching.labels {
        LabelKind::Fixed(labels) => labels.join(", "),
        LabelKind::Types => "the types of mentions".into(),
        LabelKind::Clitics => "classes of clitics, and class:surface".into(),
        LabelKind::Other => "what was met".into(),
    };
    let integers = ["tp", "fp", "fn", "tn"].iter().zip(matching.integers).filter(|(_, said)| !said.is_empty());
    let columns = |tables: &dyn Fn(Table) -> bool| {
        let headings: Vec<&str> = matching.columns.iter().filter(|column| tables(column.table)).map(|column| column.heading).collect();
        if headings.is_empty() { "no column".into() } else { headings.join(" · ") }
    };
    vec![
        ("tasks", tasks(matching)),
        ("bound", names(matching.bounds.iter().map(|bound| bound.name()).collect())),
        ("orth", names(matching.orths.iter().map(|orth| orth.name()).collect())),
        ("view", view),
        ("labels", labels),
        ("integers", integers.map(|(name, said)| format!("{name} {said}")).collect::<Vec<_>>().join("; ")),
        ("in run", columns(&|table| table != Table::Files)),
        ("in score", columns(&|table| table == Table::Files)),
    ]
}

fn tasks(matching: &Match) -> String {
    matching.tasks.iter().map(|task| task.name()).collect::<Vec<_>>().join(", ")
}

/// The measures that are the same but for the labels of which they are made.
fn grouped(matching: &Match) -> Vec<Vec<&'static Measure>> {
    let mut groups: Vec<Vec<&Measure>> = Vec::new();
    for measure in matching.measures {
        match groups.iter_mut().find(|group| (group[0].name, group[0].ratio) == (measure.name, measure.ratio)) {
            Some(group) => group.push(measure),
            None => groups.push(vec![measure]),
        }
    }
    groups
}

/// The rows of scores.csv that have a measure.
fn rows(of: Of) -> &'static str {
    match of {
        Of::Each(Labels::Named) => "each label but *",
        Of::Each(_) => "each label",
        Of::One { row, .. } | Of::Sum { row, .. } | Of::Rest { whole: row, .. } => row,
        Of::Macro(_) => "macro",
        Of::Weighted(_) => "weighted",
    }
}
