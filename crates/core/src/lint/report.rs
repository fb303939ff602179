//! Findings as a report for people, and as CSV.

use crate::lint::finding::{Finding, Findings, Severity};
use crate::records;
use crate::safe::{self, Terminal, line};
use crate::text::fold::is_invisible;
use crate::wording::{count, grouped};

/// The findings by kind, errors first. The last line counts them; if nothing was found, it is the only one.
pub fn terminal(findings: &Findings) -> Terminal<'static> {
    let mut out = String::new();
    let mut by_severity: Vec<_> = findings.kinds().collect();
    by_severity.sort_by_key(|(kind, ..)| kind.severity());
    if !by_severity.is_empty() {
        findings.about.iter().for_each(|about| out.push_str(&format!("{}\n", line(about))));
        out.push('\n');
    }
    for (kind, times, kept) in by_severity {
        out.push_str(&format!("{} {} · {} · {}\n", kind.severity().name(), kind.name(), grouped(times), kind.advice()));
        for finding in kept {
            out.push_str(&format!("  {}: {}\n", place(findings, finding), quoted(&finding.found)));
        }
        if times > kept.len() as u64 {
            out.push_str(&format!("  … and {} more\n", grouped(times - kept.len() as u64)));
        }
        out.push('\n');
    }
    out.push_str(&total(findings));
    out.push('\n');
    safe::terminal(&out).into_owned()
}

/// The numbers of findings: `2 errors, 1 note in 300 lines`.
pub fn total(findings: &Findings) -> String {
    let counted = |number: u64, noun: &str| count(number as usize, noun).replacen(&number.to_string(), &grouped(number), 1);
    let [errors, notes] = [Severity::Error, Severity::Note].map(|severity| findings.times(severity));
    format!("{}, {} in {}", counted(errors, "error"), counted(notes, "note"), counted(findings.lines, "line"))
}

fn place(findings: &Findings, finding: &Finding) -> String {
    let file = line(&findings.files[finding.file]).isolated();
    match (finding.line, finding.column.as_str()) {
        (0, "") => format!("`{file}`"),
        (0, column) => format!("`{file}` {}", line(column).isolated()),
        (number, "") => format!("`{file}` line {number}"),
        (number, column) if column.contains(':') => format!("`{file}` line {number} ({})", line(column).isolated()),
        (number, column) => format!("`{file}` line {number}:{}", line(column)),
    }
}

/// The bytes of a CSV with every place that was kept: `file,line,column,kind,found,advice`, sorted by file and line.
pub fn csv(findings: &Findings) -> Vec<u8> {
    let mut rows: Vec<_> = findings.kinds().flat_map(|(kind, _, kept)| kept.iter().map(move |finding| (finding, kind))).collect();
    rows.sort_by_key(|(finding, kind)| (finding.file, finding.line, *kind));
    records::bytes(["file", "line", "column", "kind", "found", "advice"], |writer| {
        rows.iter().try_for_each(|(finding, kind)| {
            let line = if finding.line == 0 { String::new() } else { finding.line.to_string() };
            writer.write_record([&findings.files[finding.file], &line, &finding.column, kind.name(), &finding.found, kind.advice()])
        })
    })
}

/// What was found, for people: quotations are isolated, and invisible characters are shown as their numbers.
fn quoted(found: &str) -> String {
    let mut seen = String::with_capacity(found.len());
    for c in found.chars() {
        match c.is_control() || is_invisible(c) {
            true => seen.push_str(&format!("<U+{:04X}>", u32::from(c))),
            false => seen.push(c),
        }
    }
    let parts: Vec<String> =
        seen.split('`').enumerate().map(|(at, part)| if at % 2 == 1 { line(part).isolated().to_string() } else { part.into() }).collect();
    parts.join("`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::finding::FindingKind;

    #[test]
    fn quoted_arabic_is_isolated_and_what_cannot_be_seen_is_named() {
        assert_eq!(quoted("U+200E in `بي\u{200e}روت`"), "U+200E in `\u{2068}بي<U+200E>روت\u{2069}`");
    }

    #[test]
    fn the_last_line_counts_in_the_singular_too() {
        let mut findings = Findings::keeping(1);
        findings.open("a");
        findings.lines = 1200;
        findings.note(FindingKind::OddTag, 1, Default::default);
        assert_eq!(total(&findings), "1 error, 0 notes in 1,200 lines");
    }
}
