//! Tables as text: for the terminal, where Arabic must not disturb the columns, and as Markdown.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use mihak_core::text::bidi::isolated;

use crate::report::rows::Section;

/// The sections as terminal tables, numbers flush right.
pub fn terminal(sections: &[Section]) -> String {
    let mut out = String::new();
    for section in sections {
        let mut table = plain();
        table.set_header(std::iter::once(section.subject).chain(section.columns.iter().map(String::as_str)));
        for row in &section.rows {
            table.add_row(std::iter::once(isolated(&row.system)).chain(row.fields.iter().map(|field| isolated(field))));
        }
        align(&mut table);
        out.push_str(&format!("{}\n{table}\n", section.title));
        section.notes.iter().for_each(|note| out.push_str(&format!("{note}\n")));
        out.push('\n');
    }
    out
}

/// An empty table with a line under its header and nothing between rows; it never wraps.
pub fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// Sets every column but the first flush right, and the columns close together. To be called when all rows are there.
pub fn align(table: &mut Table) {
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        if at > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// The sections as Markdown tables.
pub fn markdown(sections: &[Section]) -> String {
    let mut out = String::new();
    for section in sections {
        out.push_str(&format!("**{}**\n\n| {} |", section.title, section.subject));
        section.columns.iter().for_each(|column| out.push_str(&format!(" {column} |")));
        out.push_str("\n|---|");
        section.columns.iter().for_each(|_| out.push_str("---:|"));
        out.push('\n');
        for row in &section.rows {
            out.push_str(&format!("| {} |", row.system.replace('|', "\\|")));
            row.fields.iter().for_each(|field| out.push_str(&format!(" {field} |")));
            out.push('\n');
        }
        out.push('\n');
        section.notes.iter().for_each(|note| out.push_str(&format!("`{note}`  \n")));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::report::rows::Row;

    #[test]
    fn arabic_names_do_not_move_the_columns() {
        let row = |system: &str| Row { system: system.into(), fields: vec!["0.500".into()] };
        let section =
            Section { title: "t".into(), subject: "system", columns: vec!["F1".into()], rows: vec![row("مقطّع"), row("plain")], notes: vec![] };
        let shown = terminal(&[section]);
        let widths: Vec<usize> = shown.lines().filter(|line| line.contains("0.500")).map(UnicodeWidthStr::width).collect();
        assert_eq!(widths.len(), 2);
        assert_eq!(widths[0], widths[1], "{shown}");
        assert!(shown.contains("\u{2068}مقطّع\u{2069}"));
    }
}
