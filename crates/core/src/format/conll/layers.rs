//! Nested mentions in columns of their own: every column is a sequence of tags in any scheme, as GermEval and BIOES files have them.

use std::collections::BTreeSet;

use crate::error::{Problems, Result};
use crate::format::conll::layout::{Head, Layout};
use crate::format::conll::sheet::Sheet;
use crate::format::contract::Reading;
use crate::format::input::File;
use crate::format::options::Options;
use crate::tags::{self, Repair, Seen, TagReading, TagScheme};

/// What a file holds whose columns are sequences of their own; `None` if they are not, because columns shift where a mention ends.
///
/// `Err` holds every line that cannot be read, or that breaks the scheme of the columns.
pub fn read(file: &File, head: &Head, options: &Options) -> Result<Option<Reading>> {
    let columns = head.tag_columns();
    if !head.is_even || columns.is_empty() || !is_padded(head, &columns) {
        return Ok(None);
    }
    let all = Layout::of(file, options)?;
    let mut faults: BTreeSet<(u64, String)> = BTreeSet::new();
    let mut sheets = Vec::new();
    for &column in &columns {
        let layout = Layout { tags: vec![column], ..all.clone() };
        sheets.push(Sheet::read_with(file, &layout, &mut |line, said| {
            faults.insert((line, said));
        })?);
    }
    let seen = sheets.iter().fold(Seen::default(), |seen, sheet| seen.and(&sheet.seen(0)));
    let scheme = match options.scheme {
        Some(scheme) => scheme,
        None if seen.faults(TagScheme::Iob2) == 0 => TagScheme::Iob2,
        // Letters of IOB alone that break it by column are those of columns that shift.
        None if sheets.iter().all(|sheet| sheet.inventory.names().all(|name| name.starts_with(['O', 'B', 'I']))) => return Ok(None),
        None => tags::detect(&seen).scheme,
    };
    if options.repair == Repair::None {
        sheets.iter().for_each(|sheet| {
            sheet.illegal(0, scheme, &mut |line, said| {
                faults.insert((line, said));
            })
        });
    }
    let mut problems = Problems::default();
    faults.into_iter().for_each(|(line, said)| problems.line(&file.shown, line, said));
    problems.into_result()?;
    let reading = TagReading::Scheme(scheme, options.repair);
    let mut layers = sheets.iter().map(|sheet| sheet.documents(file, 0, reading));
    let mut documents = layers.next().unwrap_or_default();
    for layer in layers {
        documents.iter_mut().zip(layer).for_each(|(document, other)| document.mentions.extend(other.mentions));
    }
    documents.iter_mut().for_each(|document| document.mentions.sort_by_key(|note| (note.span.start(), usize::MAX - note.span.end(), note.line)));
    // All columns were read from the same lines.
    Ok(Some(Reading { left_out: sheets[0].left_out(), ..Reading::of_file(file, documents) }))
}

/// Whether columns without a mention hold `O`, so that a mention stays in its column.
fn is_padded(head: &Head, columns: &[usize]) -> bool {
    columns.len() > 1 && columns.iter().any(|&at| head.has_outside(at))
}
