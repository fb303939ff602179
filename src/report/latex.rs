//! Tables for a paper: booktabs, with everything from outside escaped, and with signatures below.

use std::iter;

use mihak_core::safe::{Latex, latex, latex_breaking};

use crate::report::rows::Section;

/// What stands in front of the first table.
const HEAD: &str = "% Needs \\usepackage{booktabs}. Arabic names need XeLaTeX or LuaLaTeX, and a font that has them.\n";

/// The sections as tables.
pub fn tables(sections: &[Section]) -> Latex<'static> {
    let own = Latex::own;
    let mut out = own(HEAD);
    for section in sections {
        out.extend([
            own("\\begin{table}\n  \\centering\n  \\footnotesize\\setlength{\\tabcolsep}{3pt}\n  \\caption{"),
            symbols(&section.title),
            own("}\n"),
        ]);
        out.push(&own("  \\begin{tabular}{l"));
        section.columns.iter().for_each(|_| out.push(&own("r")));
        out.push(&own("}\n    \\toprule\n"));
        out.extend(row(iter::once(section.subject.as_str()).chain(section.columns.iter().map(String::as_str))));
        out.push(&own("    \\midrule\n"));
        for line in &section.rows {
            out.extend(row(iter::once(&line.system).chain(&line.fields).map(String::as_str)));
        }
        out.push(&own("    \\bottomrule\n  \\end{tabular}\n"));
        if !section.notes.is_empty() {
            out.push(&own("\n  \\smallskip\n  \\parbox{\\linewidth}{\\raggedright\\scriptsize\n"));
            for (at, note) in section.notes.iter().enumerate() {
                out.push(&own(if at > 0 { "\\\\\n    " } else { "    " }));
                out.push(&if note.starts_with("mihak|") { latex_breaking(note) } else { symbols(note) });
            }
            out.push(&own("}\n"));
        }
        out.push(&own("\\end{table}\n"));
    }
    out
}

/// A row of a table.
fn row<'a>(cells: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Latex<'a>> {
    let cell = |(at, cell): (usize, &'a str)| [Latex::own(if at > 0 { " & " } else { "    " }), symbols(cell)];
    cells.enumerate().flat_map(cell).chain(iter::once(Latex::own(" \\\\\n")))
}

/// The text with the signs that fonts of text lack set as mathematics.
fn symbols(text: &str) -> Latex<'_> {
    const SIGNS: [(char, &str); 4] = [('Δ', "$\\Delta$"), ('κ', "$\\kappa$"), ('×', "$\\times$"), ('−', "$-$")];
    if !text.contains(|c| SIGNS.iter().any(|(sign, _)| *sign == c)) {
        return latex(text);
    }
    let mut all = Latex::default();
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| SIGNS.iter().any(|(sign, _)| sign == c)) {
        all.push(&latex(&rest[..at]));
        SIGNS.iter().filter(|(sign, _)| *sign == c).for_each(|(_, set)| all.push(&Latex::own(set)));
        rest = &rest[at + c.len_utf8()..];
    }
    all.push(&latex(rest));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::rows::Row;

    #[test]
    fn a_table_has_rules_signature_and_no_command_from_outside() {
        let row = Row { system: "a_b\\input{x}".into(), fields: vec!["0.5".into()] };
        let notes = vec!["mihak|corpus:news@3.0#1a".into(), "5 % of systems".into()];
        let section = Section { title: "t & u".into(), subject: "system".into(), columns: vec!["Δ".into()], rows: vec![row], notes, ranks: vec![] };
        let text = tables(&[section]);
        for wanted in [
            "\\caption{t \\& u}",
            "\\begin{tabular}{lr}",
            "system & $\\Delta$ \\\\\n    \\midrule",
            "a\\_b\\textbackslash{}input\\{x\\} & 0.5 \\\\\n    \\bottomrule",
            "mihak\\textbar{}\\allowbreak{}corpus:news@3.0\\#1a\\\\\n    5 \\% of systems}",
        ] {
            assert!(text.as_str().contains(wanted), "{wanted}: {text}");
        }
        assert!(!text.as_str().contains("\\input"), "{text}");
    }
}
