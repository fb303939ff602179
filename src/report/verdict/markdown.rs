//! The verdict as a comment for a pull request.

use mihak_core::safe::{Markdown, line, markdown as escaped, markdown_code_cell, markdown_html};
use mihak_core::wording::count;

use crate::check::{GateVerdict, State, Verdict};
use crate::report::table::markdown_row;
use crate::report::verdict::wording::{SHOWN, articles, interval, level, moved, reason, shown, sides, summary};
use crate::speed::gate::LineVerdict;

/// One sentence, what is missing or not comparable, the gates as a table, and the rest folded away.
///
/// Arabic stands between Unicode isolates: sanitizers of Markdown remove `<bdi>`, but leave characters alone.
pub fn markdown(verdict: &Verdict) -> Markdown<'static> {
    let own = Markdown::own;
    let mut out = Markdown::default();
    out.extend([own("**mihak check: "), escaped(&verdict.closing()), own("**\n\n")]);
    for remark in verdict.missing.iter().chain(&verdict.differing).chain(&verdict.notes) {
        let (subject, said) = (remark.subject(), &remark.said);
        out.extend([own("- "), own(remark.kind.name()), own(" "), escaped(&subject), own(": "), escaped(said), own("\n")]);
    }
    if !(verdict.missing.is_empty() && verdict.differing.is_empty() && verdict.notes.is_empty()) {
        out.push(&own("\n"));
    }
    if !verdict.gates.is_empty() {
        out.extend(markdown_row(["gate", "before", "now", "Δ", &level(), "verdict"].into_iter()));
        out.push(&own("\n|---|---:|---:|---:|---:|---|\n"));
        verdict.gates.iter().for_each(|gate| row(gate, &mut out));
        out.push(&own("\n"));
    }
    verdict.gates.iter().for_each(|gate| folded(gate, &mut out));
    if !verdict.speed.is_empty() {
        let moved = verdict.speed.iter().filter(|line| line.verdict != LineVerdict::Same);
        out.extend([own("Instructions: "), escaped(&count(verdict.speed.len(), "count")), own("\n\n")]);
        moved.for_each(|line| out.extend([own("- "), escaped(&line.to_string()), own("\n")]));
        out.push(&own("\n"));
    }
    if !verdict.changed.is_empty() {
        let number = verdict.changed.len().to_string();
        out.extend([own("<details><summary>"), escaped(&number), own(" changed measures</summary>\n\n| measure | change |\n|---|---|\n")]);
        for change in verdict.changed.iter().take(SHOWN) {
            out.extend(markdown_row([change.name.to_string(), moved(change)].iter().map(String::as_str)));
            out.push(&own("\n"));
        }
        let more = verdict.changed.len().saturating_sub(SHOWN);
        if more > 0 {
            out.extend([own("| … and "), escaped(&more.to_string()), own(" more | |\n")]);
        }
        out.push(&own("\n</details>\n"));
    }
    out
}

fn row(gate: &GateVerdict, out: &mut Markdown) {
    let dash = || "–".to_string();
    let value = |value: Option<f64>| if gate.state == State::Unknown { dash() } else { shown(value) };
    let difference = gate.difference().map_or_else(dash, |difference| if difference == 0.0 { "0".into() } else { format!("{difference:+.4}") });
    let fields = [gate.name.to_string(), value(gate.before), value(gate.now), difference, interval(gate).unwrap_or_else(dash)];
    let own = Markdown::own;
    out.extend(markdown_row(fields.iter().map(String::as_str)));
    let name = gate.state.name();
    match gate.state {
        State::Regressed(_) => out.extend([own(" **"), own(name), own("** |\n")]),
        _ => out.extend([own(" "), escaped(&name.replace('-', " ")), own(" |\n")]),
    }
}

/// Reason, articles, causes and flips of a gate whose cell moved.
fn folded(gate: &GateVerdict, out: &mut Markdown) {
    let flips = gate.flips.as_ref().filter(|flips| flips.broken + flips.mended + flips.otherwise > 0);
    let reason = reason(gate).filter(|_| gate.state != State::Unknown);
    if reason.is_none() && flips.is_none() {
        return;
    }
    let own = Markdown::own;
    let name = gate.name.to_string();
    out.extend([own("<details><summary>"), markdown_html(&name), own(": "), own(gate.state.name()), own("</summary>\n\n")]);
    let mut points: Vec<String> = reason.into_iter().chain([articles(gate)]).collect();
    if !gate.causes.is_empty() {
        let causes: Vec<String> = gate.causes.iter().map(ToString::to_string).collect();
        points.push(format!("most of it by {}", causes.join("; ")));
    }
    points.extend(flips.map(summary));
    points.iter().for_each(|point| out.extend([own("- "), escaped(point), own("\n")]));
    if let Some(flips) = flips {
        if !flips.shown.is_empty() {
            out.push(&own("\n| place | text | gold | before | now | to see it |\n|---|---|---|---|---|---|\n"));
        }
        for flip in &flips.shown {
            let place = format!("{} {}..{}", line(&flip.article).isolated(), flip.start, flip.end);
            let [gold, before, now] = sides(flip);
            let fields = [place, line(&flip.surface).isolated().to_string(), gold, before, now];
            out.extend(markdown_row(fields.iter().map(String::as_str)));
            out.extend([own(" "), markdown_code_cell(&flip.show), own(" |\n")]);
        }
    }
    out.push(&own("\n</details>\n\n"));
}
