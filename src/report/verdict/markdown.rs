//! The verdict as a comment for a pull request.

use mihak_core::text::bidi::isolated;
use mihak_core::wording::count;

use crate::check::{GateVerdict, State, Verdict};
use crate::report::verdict::wording::{SHOWN, articles, interval, level, moved, reason, shown, sides, summary};
use crate::speed::gate::LineVerdict;

/// One sentence, what is missing or not comparable, the gates as a table, and the rest folded away.
///
/// Arabic stands between Unicode isolates: sanitizers of Markdown remove `<bdi>`, but leave characters alone.
pub fn markdown(verdict: &Verdict) -> String {
    let mut out = format!("**mihak check: {}**\n\n", escaped(&verdict.closing()));
    for remark in verdict.missing.iter().chain(&verdict.differing).chain(&verdict.notes) {
        out.push_str(&format!("- {} {}: {}\n", remark.kind.name(), escaped(&remark.subject()), escaped(&remark.said)));
    }
    if !(verdict.missing.is_empty() && verdict.differing.is_empty() && verdict.notes.is_empty()) {
        out.push('\n');
    }
    if !verdict.gates.is_empty() {
        out.push_str(&format!("| gate | before | now | Δ | {} | verdict |\n|---|---:|---:|---:|---:|---|\n", level()));
        verdict.gates.iter().for_each(|gate| out.push_str(&row(gate)));
        out.push('\n');
    }
    for gate in &verdict.gates {
        out.push_str(&folded(gate));
    }
    if !verdict.speed.is_empty() {
        let moved = verdict.speed.iter().filter(|line| line.verdict != LineVerdict::Same);
        out.push_str(&format!("Instructions: {}\n\n", count(verdict.speed.len(), "count")));
        moved.for_each(|line| out.push_str(&format!("- {}\n", escaped(&line.to_string()))));
        out.push('\n');
    }
    if !verdict.changed.is_empty() {
        out.push_str(&format!("<details><summary>{} changed measures</summary>\n\n| measure | change |\n|---|---|\n", verdict.changed.len()));
        for change in verdict.changed.iter().take(SHOWN) {
            out.push_str(&format!("| {} | {} |\n", escaped(&change.name.to_string()), moved(change)));
        }
        let more = verdict.changed.len().saturating_sub(SHOWN);
        if more > 0 {
            out.push_str(&format!("| … and {more} more | |\n"));
        }
        out.push_str("\n</details>\n");
    }
    out
}

fn row(gate: &GateVerdict) -> String {
    let dash = || "–".to_string();
    let value = |value: Option<f64>| if gate.state == State::Unknown { dash() } else { shown(value) };
    let difference = gate.difference().map_or_else(dash, |difference| if difference == 0.0 { "0".into() } else { format!("{difference:+.4}") });
    let verdict = match gate.state {
        State::Regressed(_) => format!("**{}**", gate.state.name()),
        _ => gate.state.name().replace('-', " "),
    };
    let fields = [value(gate.before), value(gate.now), difference, interval(gate).unwrap_or_else(dash), verdict];
    format!("| {} | {} |\n", escaped(&gate.name.to_string()), fields.join(" | "))
}

/// Reason, articles, causes and flips of a gate whose cell moved.
fn folded(gate: &GateVerdict) -> String {
    let flips = gate.flips.as_ref().filter(|flips| flips.broken + flips.mended + flips.otherwise > 0);
    let reason = reason(gate).filter(|_| gate.state != State::Unknown);
    if reason.is_none() && flips.is_none() {
        return String::new();
    }
    let mut out = format!("<details><summary>{}: {}</summary>\n\n", html(&gate.name.to_string()), gate.state.name());
    out.extend(reason.map(|reason| format!("- {}\n", escaped(&reason))));
    out.push_str(&format!("- {}\n", articles(gate)));
    if !gate.causes.is_empty() {
        let causes: Vec<String> = gate.causes.iter().map(|cause| escaped(&cause.to_string())).collect();
        out.push_str(&format!("- most of it by {}\n", causes.join("; ")));
    }
    if let Some(flips) = flips {
        out.push_str(&format!("- {}\n", summary(flips)));
        if !flips.shown.is_empty() {
            out.push_str("\n| place | text | gold | before | now | to see it |\n|---|---|---|---|---|---|\n");
        }
        for flip in &flips.shown {
            let [gold, before, now] = sides(flip).map(|side| escaped(&side));
            let (article, text) = (escaped(&isolated(&flip.article)), escaped(&isolated(&flip.surface)));
            let place = format!("{article} {}..{}", flip.start, flip.end);
            out.push_str(&format!("| {place} | {text} | {gold} | {before} | {now} | {} |\n", code(&flip.show)));
        }
    }
    out + "\n</details>\n\n"
}

/// Text that means itself, also within a table.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A span of code within a table, fenced by more backticks than it holds.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|").replace(['\n', '\r'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_would_read_as_markup_is_escaped() {
        assert_eq!(escaped("a|b *c* <d>_e\ny"), "a\\|b \\*c\\* &lt;d&gt;\\_e y");
        assert_eq!(code("x `y` | z"), "`` x `y` \\| z ``");
    }
}
