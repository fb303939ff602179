//! The verdict as one JSON object, for programs.

use mihak_core::safe::{self, Json};
use mihak_core::statistics::bootstrap::GATE_SHARE;
use serde::Serialize;
use serde_json::Value;

use crate::check::{Cause, Change, Flip, Flips, GateVerdict, MeasureName, Remark, Verdict};
use crate::speed::gate::Line;

/// One object, whose names stay as they are; shares are of 1 with six decimals, what is undefined is null.
///
/// - `exit_code`, `verdict`: the code and the sentence
/// - `missing`, `not_comparable`, `notes`: arrays of `kind` (`missing`, `failed`, `differs`, `new`, `version`, `note`), `system`, `corpus`,
///   `split`, `task` (null where it is about the system everywhere), `said`
/// - `gates`: one object a gate, split and view: `gate` (its place, from 0), `system`, `corpus`, `split`, `task`, `match`, `bound`, `orth`,
///   `view`, `label`, `measure`; `state` (`holds`, `holds-by-tolerance`, `holds-not-significant`, `improved`, `regressed`, `unknown`), `why`
///   (`significant`, `tolerance`, `limit`, `undefined`, or null unless it regressed); `before`, `now`, `difference`; `level` of the interval
///   `lo` to `hi`, `p`, `detectable`; `articles`, `tolerance`, `limit`; `causes`: `label`, `lost`, `wrong`, `gold`, `forms` (the same with
///   `surface`); `flips` (null where the cell did not move, or errors were not kept): `broken`, `mended`, `otherwise`, `classes` (name to
///   number), `shown`: `broken` (whether it was right before), `article`, `start`, `end` (code points), `surface`, `gold`, `before`, `now`
///   (null for nothing), `show` (a command)
/// - `speed`: one object a count of instructions: `system`, `corpus`, `task`, `before`, `now` (null where there is none), `verdict` (`same`, `faster`,
///   `slower`, `new`, `missing`, `not-comparable`), `said`
/// - `changed`: every measure that moved, as in `gates` up to `measure`, with `before`, `now`, `difference`
pub fn json(verdict: &Verdict) -> Json<'static> {
    let object = Object {
        exit_code: verdict.code.number(),
        verdict: &verdict.said,
        missing: verdict.missing.iter().map(remark).collect(),
        not_comparable: verdict.differing.iter().map(remark).collect(),
        notes: verdict.notes.iter().map(remark).collect(),
        gates: verdict.gates.iter().map(gate).collect(),
        changed: verdict.changed.iter().map(change).collect(),
        speed: verdict.speed.iter().map(counted).collect(),
    };
    let object = serde_json::to_string_pretty(&object).expect("names are strings and numbers are finite") + "\n";
    safe::json(&object).into_owned()
}

#[derive(Serialize)]
struct Object<'a> {
    exit_code: u8,
    verdict: &'a str,
    missing: Vec<RemarkObject<'a>>,
    not_comparable: Vec<RemarkObject<'a>>,
    notes: Vec<RemarkObject<'a>>,
    gates: Vec<GateObject<'a>>,
    changed: Vec<ChangeObject<'a>>,
    speed: Vec<SpeedObject<'a>>,
}

#[derive(Serialize)]
struct SpeedObject<'a> {
    system: &'a str,
    corpus: &'a str,
    task: &'a str,
    before: Option<u64>,
    now: Option<u64>,
    verdict: &'a str,
    said: String,
}

#[derive(Serialize)]
struct RemarkObject<'a> {
    kind: &'a str,
    system: &'a str,
    corpus: Option<&'a str>,
    split: Option<&'a str>,
    task: Option<&'a str>,
    said: &'a str,
}

#[derive(Serialize)]
struct NameObject<'a> {
    system: &'a str,
    corpus: &'a str,
    split: &'a str,
    task: &'a str,
    r#match: &'a str,
    bound: &'a str,
    orth: &'a str,
    view: &'a str,
    label: &'a str,
    measure: &'a str,
}

#[derive(Serialize)]
struct GateObject<'a> {
    gate: usize,
    #[serde(flatten)]
    name: NameObject<'a>,
    state: &'a str,
    why: Option<&'a str>,
    before: Value,
    now: Value,
    difference: Value,
    level: f64,
    lo: Value,
    hi: Value,
    p: Value,
    detectable: Value,
    articles: u64,
    tolerance: f64,
    limit: Option<f64>,
    causes: Vec<CauseObject<'a>>,
    flips: Option<FlipsObject<'a>>,
}

#[derive(Serialize)]
struct CauseObject<'a> {
    label: &'a str,
    lost: u64,
    wrong: u64,
    gold: u64,
    forms: Vec<FormObject<'a>>,
}

#[derive(Serialize)]
struct FormObject<'a> {
    surface: &'a str,
    lost: u64,
    wrong: u64,
    gold: u64,
}

#[derive(Serialize)]
struct FlipsObject<'a> {
    broken: usize,
    mended: usize,
    otherwise: usize,
    classes: serde_json::Map<String, Value>,
    shown: Vec<FlipObject<'a>>,
}

#[derive(Serialize)]
struct FlipObject<'a> {
    broken: bool,
    article: &'a str,
    start: u64,
    end: u64,
    surface: &'a str,
    gold: Option<&'a str>,
    before: Option<&'a str>,
    now: Option<&'a str>,
    show: &'a str,
}

#[derive(Serialize)]
struct ChangeObject<'a> {
    #[serde(flatten)]
    name: NameObject<'a>,
    before: Value,
    now: Value,
    difference: Value,
}

/// A number with six decimals, as scores.csv has it; null where it is undefined.
fn decimals(value: Option<f64>) -> Value {
    value.and_then(|value| format!("{value:.6}").parse::<f64>().ok()).map_or(Value::Null, Value::from)
}

fn remark(remark: &Remark) -> RemarkObject<'_> {
    let cell = remark.cell.as_ref();
    RemarkObject {
        kind: remark.kind.name(),
        system: &remark.system,
        corpus: cell.map(|cell| cell.corpus.as_str()),
        split: cell.map(|cell| cell.split.as_str()),
        task: cell.map(|cell| cell.task.name()),
        said: &remark.said,
    }
}

fn name(name: &MeasureName) -> NameObject<'_> {
    let [matching, bound, orth, view, label] = name.layer.fields();
    let MeasureName { system, corpus, split, task, measure, .. } = name;
    NameObject { system, corpus, split, task: task.name(), r#match: matching, bound, orth, view, label, measure }
}

fn gate(gate: &GateVerdict) -> GateObject<'_> {
    let paired = gate.paired;
    let interval = paired.and_then(|paired| paired.interval);
    GateObject {
        gate: gate.gate,
        name: name(&gate.name),
        state: gate.state.name(),
        why: Some(gate.state.why()).filter(|why| !why.is_empty()),
        before: decimals(gate.before),
        now: decimals(gate.now),
        difference: decimals(gate.difference()),
        level: GATE_SHARE,
        lo: decimals(interval.map(|interval| interval.lo)),
        hi: decimals(interval.map(|interval| interval.hi)),
        p: decimals(paired.and_then(|paired| paired.p)),
        detectable: decimals(paired.and_then(|paired| paired.detectable)),
        articles: gate.articles,
        tolerance: gate.tolerance,
        limit: gate.limit,
        causes: gate.causes.iter().map(cause).collect(),
        flips: gate.flips.as_ref().map(flips),
    }
}

fn cause(cause: &Cause) -> CauseObject<'_> {
    let forms = cause.forms.iter().map(|form| FormObject { surface: &form.surface, lost: form.lost, wrong: form.wrong, gold: form.gold });
    CauseObject { label: &cause.label, lost: cause.lost, wrong: cause.wrong, gold: cause.gold, forms: forms.collect() }
}

fn flips(flips: &Flips) -> FlipsObject<'_> {
    FlipsObject {
        broken: flips.broken,
        mended: flips.mended,
        otherwise: flips.otherwise,
        classes: flips.classes.iter().map(|(class, times)| (class.clone(), Value::from(*times))).collect(),
        shown: flips.shown.iter().map(flip).collect(),
    }
}

fn flip(flip: &Flip) -> FlipObject<'_> {
    let Flip { broken, article, start, end, surface, gold, before, now, show } = flip;
    let (broken, start, end) = (*broken, *start, *end);
    FlipObject { broken, article, start, end, surface, gold: gold.as_deref(), before: before.as_deref(), now: now.as_deref(), show }
}

fn counted(line: &Line) -> SpeedObject<'_> {
    let Line { system, corpus, task, blessed, fresh, verdict, .. } = line;
    SpeedObject { system, corpus, task, before: *blessed, now: *fresh, verdict: verdict.name(), said: line.to_string().trim_start().into() }
}

fn change(change: &Change) -> ChangeObject<'_> {
    ChangeObject { name: name(&change.name), before: decimals(change.before), now: decimals(change.now), difference: decimals(change.difference()) }
}
