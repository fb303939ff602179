//! A description of a corpus as tables for the terminal, as Markdown and as rows.

use anyhow::{Context, Result};
use mihak_core::safe::{self, Markdown, Terminal, line, markdown_code};

use crate::describe::hard::THINGS;
use crate::describe::{Description, Fact, TABLES, Value};
use crate::report::grid::{Grid, Room};
use crate::report::table::markdown_row;

/// The columns of the rows.
pub const COLUMNS: [&str; 5] = ["corpus", "split", "what", "key", "value"];

/// One table: a title, a header, and rows of as many fields.
struct Sheet {
    title: &'static str,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// The tables of a description; a table without rows is left out.
fn sheets(description: &Description) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = TABLES.into_iter().map(|(what, title)| sheet(description, what, title)).collect();
    sheets.retain(|sheet| !sheet.rows.is_empty());
    sheets
}

fn sheet(description: &Description, what: &str, title: &'static str) -> Sheet {
    let is_hard = what == "hard";
    let columns = description.columns.iter();
    let columns: Vec<String> = match is_hard {
        true => columns.flat_map(|column| [column.clone(), "articles".into()]).collect(),
        false => columns.cloned().collect(),
    };
    let articles = description.hard_articles();
    let row = |fact: &Fact| -> Vec<String> {
        let fields = fact.values.iter().enumerate().flat_map(|(at, value)| {
            let articles = articles.get(fact.key.as_str()).filter(|_| is_hard).map(|values| shown(values[at]));
            std::iter::once(shown(*value)).chain(articles)
        });
        std::iter::once(fact.key.clone()).chain(fields).collect()
    };
    Sheet { title, header: std::iter::once(String::new()).chain(columns).collect(), rows: description.table(what).map(row).collect() }
}

fn shown(value: Value) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Share(part, of) if of > 0 => format!("{:.3}", part as f64 / of as f64),
        Value::Share(..) | Value::None => "–".into(),
    }
}

/// The tables for a terminal.
pub fn terminal(description: &Description, room: Room) -> Terminal<'static> {
    let mut out = format!("{}\n\n", line(&description.signed));
    for sheet in sheets(description) {
        // The last columns are those of all articles, which stay longest.
        let last = sheet.header.len() - 1;
        let mut grid = Grid::ranked(sheet.header.iter().enumerate().map(|(at, field)| (line(field), (last - at).min(200) as u8)));
        for row in &sheet.rows {
            grid.row(row.iter().map(|field| line(field)));
        }
        out.push_str(&format!("{}\n{}\n\n", sheet.title, grid.text(room)));
    }
    safe::terminal(&out).into_owned()
}

/// The tables as Markdown; that of the hard things says what each is.
pub fn markdown(description: &Description) -> Markdown<'static> {
    let own = Markdown::own;
    let mut out = Markdown::default();
    for Sheet { title, header, rows } in sheets(description) {
        let defines = title == "hard things";
        out.extend([own("**"), own(title), own("**\n\n")]);
        out.extend(markdown_row(header.iter().map(String::as_str)));
        out.push(&own(if defines { " one occurrence is |\n|---|" } else { "\n|---|" }));
        header.iter().skip(1).for_each(|_| out.push(&own("---:|")));
        out.push(&own(if defines { "---|\n" } else { "\n" }));
        for row in &rows {
            out.extend(markdown_row(row.iter().map(String::as_str)));
            if defines {
                let about = THINGS.iter().find(|thing| thing.name == row[0]).map_or("", |thing| thing.about);
                out.extend([own(" "), own(about), own(" |")]);
            }
            out.push(&own("\n"));
        }
        out.push(&own("\n"));
    }
    out.extend([markdown_code(&description.signed), own("\n")]);
    out
}

/// The rows of all descriptions, with a header; shares are parts of 1 to six places, and what is undefined has no row.
pub fn rows(descriptions: &[Description]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for description in descriptions {
        for Fact { what, key, values } in &description.facts {
            for (split, value) in description.columns.iter().zip(values) {
                let value = match *value {
                    Value::Count(count) => count.to_string(),
                    Value::Share(part, of) if of > 0 => format!("{:.6}", part as f64 / of as f64),
                    Value::Share(..) | Value::None => continue,
                };
                writer.write_record([&description.corpus, split, *what, key, &value])?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error()).context("rows cannot be written")?;
    Ok(String::from_utf8(bytes).expect("rows of text are UTF-8"))
}
