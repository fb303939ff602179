//! Files with one word per row: columns with tabs between them, one of which holds the segments of the word (`وقلبك⇥و+قلب+ك⇥CONJ+NOUN+PRON`).
//!
//! The column of the segments is the one that a marker cuts most often, see [`crate::format::segmented`]; a column of the words is the one whose
//! cells are the segments without their markers, and one of tags has as many as there are segments. The options name them where that does not tell.
//! A first row that names the columns is no word. A sentence ends at an empty line, at a comment, where the column that is called `sent…` changes,
//! and at a row whose tag says so (`EOS`).
//!
//! Where there is a column of words it is the text, and the segments are placed in it by the rules of spelling (`للسلطة⇥ل+ال+سلطة`); else the
//! segments are the text. Tags become classes by a declared map, see [`classes`]; without tags classes follow from the pieces. A line `# newdoc id
//! = NAME` opens a document, where a file holds several.

pub mod classes;
mod layout;

use std::collections::{BTreeMap, BTreeSet};

use crate::annotation::Class;
use crate::annotation::scheme::stated_classes;
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::conll::layout as tagged;
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::cutwords::{self, Builder};
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::segmented::{beginning, named, opens};
use crate::format::wordrows::classes::{ClassMap, MAPS, Meaning};
use crate::format::wordrows::layout::{Layout, is_row, tags};

/// The columns of files that are written.
const HEADER: &str = "word\tsegments\tclasses\n";

/// A word a row with its segments.
pub struct WordRows;

impl Format for WordRows {
    fn name(&self) -> &'static str {
        "word-rows"
    }

    fn about(&self) -> &'static str {
        "one word per row, with a column of segments and perhaps one of their tags: وقلبك⇥و+قلب+ك⇥CONJ+NOUN+PRON"
    }

    fn fits(&self, input: &Input) -> Fit {
        let Ok(file) = input.single() else { return Fit::No };
        let head = beginning(&file.content);
        let is_other = head.trim_start().starts_with(['{', '[', '<']) || tagged::head(head.as_bytes()).is_some_and(|head| head.tags);
        if is_other {
            return Fit::No;
        }
        match Layout::of(&file.shown, head, &Options::default()) {
            Ok(Some(layout)) if (layout.word.is_some() || layout.tags.is_some()) => Fit::Maybe,
            _ => Fit::No,
        }
    }

    fn offsets(&self) -> Offsets {
        Offsets::None
    }

    fn layout(&self, input: &Input, options: &Options) -> Option<String> {
        let file = input.files.first()?;
        let text = file.text().ok()?;
        let layout = Layout::of(&file.shown, text.strip_prefix('\u{feff}').unwrap_or(text), options).ok()??;
        let map = map(file, text, &layout, options).ok()?;
        Some(layout.about(map.map(|map| map.name)))
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let mut reading = Reading::default();
        let mut problems = Problems::default();
        for file in &input.files {
            let text = file.text()?;
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let Some(layout) = Layout::of(&file.shown, text, options)? else {
                let error = Error::new(ErrorKind::Malformed, "no column holds segments: none has a marker where words are cut").of_file(&file.shown);
                return Err(error.remedy("name the column with --segment-column, or the marker with --marker"));
            };
            let map = map(file, text, &layout, options)?;
            let mut rows = Rows {
                file,
                layout: &layout,
                map,
                open: Builder::new(file.stem(), options),
                sentence: "",
                left_out: Losses::default(),
                mismatched: 0,
                first_mismatched: None,
                problems: &mut problems,
            };
            rows.read(text, options, &mut reading.documents);
            rows.note_mismatched();
            reading.left_out.merge(rows.left_out);
        }
        problems.into_result()?;
        Ok(reading)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let marker = named(options)?.unwrap_or_default();
        let mut losses = lost(documents, &[Layer::Sentences, Layer::Tokens, Layer::Splits]);
        let mut out = String::from(HEADER);
        for document in documents {
            losses.note("mentions of entities", document.mentions.len());
            out.push_str(&opens(documents, document)?);
            for sentence in cutwords::written(document, &mut losses) {
                for word in &sentence {
                    let surface = word.span.slice(&document.text);
                    losses.note("white space inside words", usize::from(surface.contains(char::is_whitespace)));
                    out.extend([&*surface.split_whitespace().collect::<Vec<_>>().join(" "), "\t"]);
                    let pieces: Vec<&str> = word.pieces.iter().map(|piece| piece.form).collect();
                    marker.write(&pieces, &mut out);
                    let classes = word.classes();
                    out.extend(["\t", &*classes.iter().map(|class| class.name()).collect::<Vec<_>>().join("+"), "\n"]);
                }
                out.push('\n');
            }
        }
        Ok(Output { files: vec![(String::new(), out.into_bytes())], losses })
    }
}

/// The map by which the tags of a file are read; `None` where it has no tags.
///
/// `Err` if none knows every tag, or if there is none of the name that is asked for.
fn map(file: &File, text: &str, layout: &Layout, options: &Options) -> Result<Option<ClassMap>> {
    let known = || MAPS.iter().map(|map| map.name).collect::<Vec<_>>().join(", ");
    let (mut named, mut own) = (None, Vec::new());
    for part in options.classes.iter().flat_map(|classes| classes.split(',')) {
        match (ClassMap::named(part), ClassMap::declared(part)) {
            (Some(map), _) => named = Some(map.name),
            (None, Ok(declared)) => own.push(declared),
            (None, Err(said)) => return Err(Error::new(ErrorKind::Unknown, format!("--classes {said}")).remedy(format!("the maps are {}", known()))),
        }
    }
    let Some(column) = layout.tags else { return Ok(None) };
    let rows = text.lines().enumerate().filter(|(_, line)| is_row(line, options)).skip(usize::from(layout.has_header));
    // Each tag with the first line that has it.
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, line) in rows.filter(|(_, line)| !line.starts_with("# newdoc")) {
        tags(layout.cell(line, column)).into_iter().for_each(|tag| {
            used.entry(tag).or_insert(at + 1);
        });
    }
    let maps: Vec<ClassMap> = MAPS.iter().filter(|map| named.is_none_or(|named| named == map.name)).map(|map| map.with(&own)).collect();
    let unknown = |map: &ClassMap| used.keys().copied().filter(|tag| map.meaning(tag).is_none()).collect::<BTreeSet<&str>>();
    let Some((unknown, map)) =
        maps.into_iter().map(|map| (unknown(&map), map)).reduce(|best, next| if next.0.len() < best.0.len() { next } else { best })
    else {
        return Ok(None);
    };
    let Some(first) = unknown.iter().min_by_key(|tag| used[*tag]) else { return Ok(Some(map)) };
    let shown = unknown.iter().take(12).map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ");
    let said = format!("tags {shown} are in no class of the map `{}`, which knows the most of this file", map.name);
    let error = Error::new(ErrorKind::Unknown, said).of_file(&file.shown).at_line(used[*first] as u64);
    Err(error.remedy(format!("name a map with --classes ({}), or say what they are, as in --classes {},{}=STEM", known(), map.name, first)))
}

/// The rows of a file that are being read.
struct Rows<'a, 'b> {
    file: &'a File,
    layout: &'b Layout,
    map: Option<ClassMap>,
    open: Builder,
    /// What the column of sentences said last.
    sentence: &'a str,
    left_out: Losses,
    /// The rows with more or fewer tags than segments.
    mismatched: usize,
    /// The line of the first of them.
    first_mismatched: Option<u64>,
    problems: &'b mut Problems,
}

impl<'a> Rows<'a, '_> {
    fn read(&mut self, text: &'a str, options: &Options, documents: &mut Vec<Document>) {
        let mut is_header = self.layout.has_header;
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(id) = line.strip_prefix("# newdoc id = ") {
                let last = std::mem::replace(&mut self.open, Builder::new(id.trim(), options)).end();
                documents.extend(Some(last).filter(|last| !last.tokens.is_empty()));
            } else if !is_row(line, options) {
                self.left_out.note("comments", usize::from(!line.trim().is_empty()));
                self.open.sentence();
            } else if !std::mem::take(&mut is_header) {
                self.row(line, number);
            }
        }
        documents.push(std::mem::take(&mut self.open).end());
    }

    fn row(&mut self, line: &'a str, number: u64) {
        let layout = self.layout;
        if let Some(column) = layout.sentence {
            let sentence = layout.cell(line, column);
            if !sentence.is_empty() && sentence != self.sentence {
                self.open.sentence();
                self.sentence = sentence;
            }
        }
        let pieces = layout.marker.pieces(layout.cell(line, layout.segments));
        let pieces: Vec<&str> = pieces.iter().map(|piece| &**piece).collect();
        let surface = layout.word.map(|column| layout.cell(line, column)).filter(|surface| !surface.is_empty());
        if pieces.is_empty() && surface.is_none() {
            return self.problems.line(&self.file.shown, number, format!("column {} is empty; expected the segments of a word", layout.segments + 1));
        }
        let pieces = if pieces.is_empty() { surface.into_iter().collect() } else { pieces };
        let mut classes = None;
        if let (Some(map), Some(column)) = (&self.map, layout.tags) {
            let tags = tags(layout.cell(line, column));
            if tags.iter().any(|tag| map.meaning(tag) == Some(Meaning::End)) {
                return self.open.sentence();
            }
            if tags.len() == pieces.len() {
                let told = map.classes(&pieces, &tags, &stated_classes(&pieces));
                self.note_strange(&pieces, &tags, &told);
                classes = Some(told);
            } else {
                self.mismatched += 1;
                self.first_mismatched.get_or_insert(number);
            }
        }
        let placed = self.open.word(surface, &pieces, classes);
        self.left_out.note("words whose segments stand nowhere in them", usize::from(!placed));
    }

    /// Notes the segments whose tag names a class that cannot be written so.
    fn note_strange(&mut self, pieces: &[&str], tags: &[&str], classes: &[Class]) {
        let Some(map) = self.map.as_ref().filter(|_| pieces.len() > 1) else { return };
        for ((piece, tag), class) in pieces.iter().zip(tags).zip(classes) {
            let Some(Meaning::Is(named) | Meaning::Listed(named)) = map.meaning(tag) else { continue };
            if named.is_clitic() && !named.admits(piece) {
                let read = if *class == named { format!("kept as {named}") } else { format!("read as {class}") };
                self.left_out.note(&format!("segments tagged `{tag}` that are no {named} by its list and are {read}"), 1);
            }
        }
    }

    /// Notes the rows whose tags were not read.
    fn note_mismatched(&mut self) {
        if let Some(line) = self.first_mismatched {
            let kind = format!("rows with more or fewer tags than segments and read without them (the first in line {line})");
            self.left_out.note(&kind, self.mismatched);
        }
    }
}

#[cfg(test)]
mod tests;
