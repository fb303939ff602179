//! Tables as text: for the terminal, where Arabic must not disturb the columns, and as Markdown.

use std::iter;

use mihak_core::safe::{self, Markdown, Terminal, line, markdown_code};

use crate::report::grid::{Grid, Room};
use crate::report::rows::Section;

/// The sections as terminal tables, numbers flush right.
pub fn terminal(sections: &[Section], room: Room) -> Terminal<'static> {
    let mut out = String::new();
    for section in sections {
        let ranks = section.ranks.iter().copied().chain(iter::repeat(u8::MAX));
        let columns = section.columns.iter().map(|column| line(column)).zip(ranks);
        let mut grid = Grid::ranked(iter::once((line(&section.subject), 0)).chain(columns));
        for row in &section.rows {
            grid.row(iter::once(&row.system).chain(&row.fields).map(|field| line(field).isolated()));
        }
        out.push_str(&format!("{}\n{}\n", line(&section.title), grid.text(room)));
        section.notes.iter().for_each(|note| out.push_str(&format!("{}\n", line(note))));
        out.push('\n');
    }
    safe::terminal(&out).into_owned()
}

/// The sections as Markdown tables.
pub fn markdown(sections: &[Section]) -> Markdown<'static> {
    let own = Markdown::own;
    let mut out = Markdown::default();
    for section in sections {
        out.extend([own("**"), safe::markdown(&section.title), own("**\n\n")]);
        out.extend(markdown_row(iter::once(section.subject.as_str()).chain(section.columns.iter().map(String::as_str))));
        out.push(&own("\n|---|"));
        section.columns.iter().for_each(|_| out.push(&own("---:|")));
        out.push(&own("\n"));
        for row in &section.rows {
            out.extend(markdown_row(iter::once(&row.system).chain(&row.fields).map(String::as_str)));
            out.push(&own("\n"));
        }
        out.push(&own("\n"));
        section.notes.iter().for_each(|note| out.extend([markdown_code(note), own("  \n")]));
        out.push(&own("\n"));
    }
    out
}

/// A row of a Markdown table, without its line end: more fields may follow.
pub fn markdown_row<'a>(fields: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Markdown<'a>> {
    let field = |field| [Markdown::own(" "), safe::markdown(field), Markdown::own(" |")];
    iter::once(Markdown::own("|")).chain(fields.flat_map(field))
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::report::rows::Row;

    #[test]
    fn arabic_names_do_not_move_the_columns() {
        let row = |system: &str| Row { system: system.into(), fields: vec!["0.500".into()] };
        let section = Section {
            title: "t".into(),
            subject: "system".into(),
            columns: vec!["F1".into()],
            rows: vec![row("مقطّع"), row("plain")],
            notes: vec![],
            ranks: vec![],
        };
        let shown = terminal(&[section], Room::ENDLESS);
        let widths: Vec<usize> = shown.as_str().lines().filter(|line| line.contains("0.500")).map(UnicodeWidthStr::width).collect();
        assert_eq!(widths.len(), 2);
        assert_eq!(widths[0], widths[1], "{shown}");
        assert!(shown.as_str().contains("\u{2068}مقطّع\u{2069}"));
    }

    #[test]
    fn whatever_names_hold_a_table_stays_a_table() {
        let evil = "a\u{1b}[2J|<img>\n::error::x `y`";
        let row = Row { system: evil.into(), fields: vec![evil.into()] };
        let section = Section {
            title: evil.into(),
            subject: "system".into(),
            columns: vec![evil.into()],
            rows: vec![row],
            notes: vec![evil.into()],
            ranks: vec![],
        };
        let lines = |text: &str| text.lines().map(String::from).collect::<Vec<_>>();
        let shown = lines(terminal(&[section], Room::ENDLESS).as_str());
        assert_eq!(shown.len(), 6, "title, header, rule, row, note, nothing: {shown:?}");
        assert!(shown.iter().all(|line| !line.contains('\u{1b}') && !line.starts_with("::")), "{shown:?}");
    }
}
