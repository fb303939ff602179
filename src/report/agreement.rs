//! The report of `mihak agree`: tables for people, rows for programs, and the list of disagreements.

use std::collections::BTreeMap;

use mihak_core::measure::agreement::figures::{Figure, SplitFigures, Support};
use mihak_core::measure::agreement::{AgreedTask, Compared};
use mihak_core::records;
use mihak_core::safe::Guard;
use mihak_core::score::decimals;
use mihak_core::statistics::bootstrap::{Boot, FEW};
use mihak_core::text::offsets::UnitIndex;
use mihak_core::wording::{count, grouped};

use crate::report::rows::{Row, Section, shown, shown_interval};

/// The lines of the first table: title, layer and match.
const LINES: [(&str, AgreedTask, &str); 9] = [
    ("word accuracy", AgreedTask::Segments, "word"),
    ("word accuracy, cuts alone", AgreedTask::Segments, "cut"),
    ("κ of cuts", AgreedTask::Segments, "boundary"),
    ("restored forms", AgreedTask::Segments, "form"),
    ("entities, strict F1", AgreedTask::Entities, "exact"),
    ("entities, untyped F1", AgreedTask::Entities, "untyped"),
    ("entities, clitics forgiven F1", AgreedTask::Entities, "clitic"),
    ("κ of labels, same span", AgreedTask::Entities, "label"),
    ("references, B³ F1", AgreedTask::Entities, "ref"),
];

/// The tables: all figures of everything by split, then classes and types over all articles. Their bytes depend on annotations and replicates alone.
pub fn sections(compared: &Compared, splits: &[SplitFigures], boot: Option<Boot>) -> Vec<Section> {
    let mut first = headline(splits, boot);
    for task in [AgreedTask::Segments, AgreedTask::Entities] {
        first.notes.extend(kinds(compared, task).map(|kinds| format!("{} disagree: {kinds}", task.name())));
    }
    let mut sections = vec![first];
    let all = splits.last().map(|split| split.figures.as_slice()).unwrap_or_default();
    let parts = [("segments by class", "class", AgreedTask::Segments, "class"), ("entities by type, strict", "type", AgreedTask::Entities, "exact")];
    for (title, subject, task, matching) in parts {
        let rows: Vec<Row> = all.iter().filter(|figure| is(figure, task, matching) && figure.label != "*").map(row).collect();
        if !rows.is_empty() {
            let columns = ["F1", "95 %", "A", "B", "both"].map(String::from).to_vec();
            sections.push(Section { title: title.into(), subject: subject.into(), columns, rows, notes: Vec::new(), ranks: vec![0, 1, 3, 3, 2] });
        }
    }
    sections
}

fn is(figure: &Figure, task: AgreedTask, matching: &str) -> bool {
    figure.task == task && figure.matching == matching
}

fn headline(splits: &[SplitFigures], boot: Option<Boot>) -> Section {
    let sizes: Vec<String> = splits.iter().map(|split| format!("{} {}", split.name, count(split.articles as usize, "article"))).collect();
    let columns = splits.iter().flat_map(|split| [split.name.clone(), "95 %".into(), "of".into()]).collect();
    // All articles together come last, and stay longest.
    let ranks = (0..splits.len()).rev().flat_map(|behind| if behind == 0 { [0, 1, 2] } else { [2 + behind.min(200) as u8; 3] }).collect();
    let mut rows = Vec::new();
    for (title, task, matching) in LINES {
        let found = |split: &SplitFigures| split.figures.iter().find(|figure| is(figure, task, matching) && figure.label == "*").cloned();
        let figures: Vec<Figure> = splits.iter().filter_map(found).collect();
        if figures.len() == splits.len() {
            let fields = figures.iter().flat_map(|figure| [shown(figure.value), shown_interval(figure.interval), of(figure)]).collect();
            rows.push(Row { system: title.into(), fields });
        }
    }
    let mut notes: Vec<String> = boot.map(|boot| format!("boot:{boot}")).into_iter().collect();
    let articles = splits.last().map_or(0, |split| split.articles);
    let has_interval = splits.iter().flat_map(|split| &split.figures).any(|figure| figure.interval.is_some());
    if has_interval && articles < FEW {
        notes.push(format!("{} are few: the intervals are rough", count(articles as usize, "article")));
    }
    Section { title: format!("agreement · {}", sizes.join(" · ")), subject: "measure".into(), columns, rows, notes, ranks }
}

/// The line of a class or a type.
fn row(figure: &Figure) -> Row {
    let numbers = match figure.support {
        Support::Held { a, b, both } => [a, b, both],
        Support::Compared { all, same } => [all, all, same],
    };
    let fields = [shown(figure.value), shown_interval(figure.interval)].into_iter().chain(numbers.map(grouped)).collect();
    Row { system: figure.label.clone(), fields }
}

/// What a figure rests on: the number of things, or of those of both sides.
fn of(figure: &Figure) -> String {
    match figure.support {
        Support::Compared { all, .. } => grouped(all),
        Support::Held { both, .. } if figure.matching == "ref" => grouped(both),
        Support::Held { a, b, .. } => format!("{}/{}", grouped(a), grouped(b)),
    }
}

/// The columns of the rows for programs.
pub const HEADER: [&str; 14] = ["split", "task", "match", "label", "measure", "value", "lo", "hi", "compared", "a", "b", "both", "articles", "boot"];

/// Those of them that are numbers.
pub const NUMBERS: [&str; 8] = ["value", "lo", "hi", "compared", "a", "b", "both", "articles"];

/// The columns of two annotators, in front of the others.
const PAIR: [&str; 2] = ["first", "second"];

/// A header or a row with the annotators in front, where the rows are of several couples.
fn behind<'a>(pair: Option<[&'a str; 2]>, fields: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    pair.into_iter().flatten().chain(fields).collect()
}

/// Every figure of every split as a row: shares of 1 with six decimals, what is undefined empty.
pub fn csv(splits: &[SplitFigures], boot: Option<Boot>, pair: Option<[&str; 2]>) -> Vec<u8> {
    let boot = boot.map_or(String::new(), |boot| boot.to_string());
    records::bytes(behind(pair.map(|_| PAIR), HEADER), |writer| {
        for split in splits {
            for figure in &split.figures {
                let [compared, a, b, both] = match figure.support {
                    Support::Compared { all, same } => [Some(all), None, None, Some(same)],
                    Support::Held { a, b, both } => [None, Some(a), Some(b), Some(both)],
                }
                .map(|number| number.map_or(String::new(), |number| number.to_string()));
                let [lo, hi] = [figure.interval.map(|interval| interval.lo), figure.interval.map(|interval| interval.hi)].map(decimals);
                let (value, articles) = (decimals(figure.value), split.articles.to_string());
                let name = [&split.name, figure.task.name(), figure.matching, &figure.label, figure.measure];
                let numbers = [&value, &lo, &hi, &compared, &a, &b, &both, &articles, &boot].map(String::as_str);
                writer.write_record(behind(pair, name.into_iter().chain(numbers)))?;
            }
        }
        Ok(())
    })
}

/// The columns of disagreements.
pub const DISAGREEMENTS: [&str; 8] = ["article", "layer", "start", "end", "text", "a", "b", "kind"];

/// Every disagreement as a row, article by article in the order of the text. Offsets are code points; text is guarded so.
pub fn disagreements(compared: &Compared, pair: Option<[&str; 2]>, guard: Guard) -> Vec<u8> {
    records::bytes(behind(pair.map(|_| PAIR), DISAGREEMENTS), |writer| {
        for article in compared.articles.iter().filter(|article| !article.agreement.differences.is_empty()) {
            let index = UnitIndex::chars(article.text);
            for difference in &article.agreement.differences {
                let (start, end) = index.ends(difference.span);
                let (start, end) = (start.to_string(), end.to_string());
                let text = difference.span.slice(article.text);
                let task = difference.task.name();
                let [id, text, a, b] = [article.id, text, &difference.a, &difference.b].map(|text| guard.text(text));
                let pair = pair.map(|names| names.map(|name| guard.text(name)));
                let pair = pair.as_ref().map(|names| names.each_ref().map(|name| &**name));
                writer.write_record(behind(pair, [&*id, task, &start, &end, &*text, &*a, &*b, difference.kind]))?;
            }
        }
        Ok(())
    })
}

/// How many disagreements of a layer there are of each kind, the most frequent first: `cut 3 · class 1`; `None` if there are none.
fn kinds(compared: &Compared, task: AgreedTask) -> Option<String> {
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    let differences = compared.articles.iter().flat_map(|article| &article.agreement.differences);
    differences.filter(|difference| difference.task == task).for_each(|difference| *times.entry(difference.kind).or_default() += 1);
    let mut kinds: Vec<(&str, u64)> = times.into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let shown: Vec<String> = kinds.into_iter().map(|(kind, times)| format!("{kind} {}", grouped(times))).collect();
    (!shown.is_empty()).then(|| shown.join(" · "))
}
