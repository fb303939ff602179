//! Annotation files of the field at the edge of the flow: every format is read into documents of labelled spans, and written from them.

mod brat;
pub mod conll;
pub mod conllu;
mod contract;
mod csv;
mod cuts;
pub mod cutwords;
mod doccano;
mod document;
mod heeded;
mod inline;
mod input;
pub mod json;
mod json_spans;
mod json_tags;
mod labelstudio;
pub mod llm;
mod location;
mod losses;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod refs;
#[cfg(test)]
mod roundtrip;
pub mod rows;
#[cfg(test)]
mod sample;
pub mod segmented;
mod sentences;
mod sides;
mod slash;
mod spacy;
mod table;
pub mod tag_names;
mod texts;
pub mod units;
mod unknown;
mod versions;
mod webanno;
pub mod wordrows;

use std::collections::{BTreeMap, BTreeSet};

pub use contract::{Fit, Format, Offsets, Output, Reading};
pub use document::{Document, Note, Part, SplitToken};
pub use heeded::{heeded, heeded_as};
pub use input::{File, Input};
pub use location::Location;
pub use losses::Losses;
pub use options::Options;
pub use texts::Texts;

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::conll::layout;
use crate::format::input::PARQUET;
use crate::wording::nearest;

/// Every format, by name.
pub const FORMATS: &[&dyn Format] = &[
    &brat::Brat,
    &conll::Conll,
    &conll::Nested,
    &conllu::Conllu,
    &csv::Csv,
    &doccano::Doccano,
    &inline::Inline,
    &json_spans::JsonSpans,
    &json_tags::JsonTags,
    &labelstudio::LabelStudio,
    &llm::Llm,
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    &segmented::Segmented,
    &slash::Slash,
    &spacy::Spacy,
    &table::Table,
    &webanno::Webanno,
    &wordrows::WordRows,
];

/// What makes a build read Parquet files.
const WITH_PARQUET: &str = "build with the feature `parquet` of mihak-core";

/// The format of that name.
///
/// `Err` names the nearest and all others.
pub fn by_name(name: &str) -> Result<&'static dyn Format> {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    match FORMATS.iter().find(|format| format.name() == name) {
        Some(format) => Ok(*format),
        None if name == "parquet" => Err(Error::new(ErrorKind::Unsupported, "format `parquet` is not in this build").remedy(WITH_PARQUET)),
        None => Err(Error::new(ErrorKind::Unknown, format!("no format `{name}`{}", nearest(name, &names)))),
    }
}

/// The format that an input is in, judged by its names and content; comments, as the options name them, are not looked at.
///
/// `Err` if none fits, or if several fit equally well.
pub fn detect(input: &Input, options: &Options) -> Result<&'static dyn Format> {
    let uncommented = options.comment.as_ref().map(|comment| {
        let lines = |file: &File| File { content: layout::without_comments(&file.content, comment), ..file.clone() };
        Input { files: input.files.iter().map(lines).collect(), ..input.clone() }
    });
    let input = uncommented.as_ref().unwrap_or(input);
    let parquet = input.files.iter().find(|file| file.content.starts_with(PARQUET));
    if let (Some(file), false) = (parquet, cfg!(feature = "parquet")) {
        let said = format!("`{}` is a Parquet file, which this build does not read", file.shown);
        return Err(Error::new(ErrorKind::Unsupported, said).about(&file.shown).remedy(WITH_PARQUET));
    }
    // Nothing else has columns that a user lists.
    if !options.columns.is_empty() {
        return Ok(&table::Table);
    }
    let fits: Vec<Fit> = FORMATS.iter().map(|format| format.fits(input)).collect();
    let best = fits.iter().copied().max().unwrap_or(Fit::No);
    let found: Vec<&dyn Format> = FORMATS.iter().copied().zip(&fits).filter(|(_, fit)| **fit == best).map(|(format, _)| format).collect();
    let names = |formats: &[&dyn Format]| formats.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ");
    match &found[..] {
        _ if best == Fit::No => {
            if let Some(format) = Some(input).filter(|input| input.is_folder).and_then(|input| of_each_file(input, options)) {
                return Ok(format);
            }
            if let Some((what, advice)) = unknown::foreign(input) {
                let said = format!("`{}` is {what}, which is not read", input.shown);
                return Err(Error::new(ErrorKind::Unsupported, said).about(&input.shown).remedy(advice));
            }
            let error = Error::new(ErrorKind::Unknown, "no known format").of_file(&input.shown);
            let near: String = unknown::stumbles(input).iter().map(|said| format!("; {said}")).collect();
            Err(error.remedy(format!("name one of {} with --format{near}", names(FORMATS))))
        }
        // One column that is named is one layer.
        [format] if format.name() == "conll-nested" && options.tag_column.is_some() => Ok(&conll::Conll),
        [format] => Ok(*format),
        [flat, nested] if (flat.name(), nested.name()) == ("conll", "conll-nested") => match options.tag_column {
            Some(_) => Ok(*flat),
            None => Err(conll::undecided(input)?),
        },
        // Rows whose columns spaces part look like text with cuts.
        [text, rows] if (text.name(), rows.name()) == ("segmented", "word-rows") => Ok(*rows),
        several => {
            let error = Error::new(ErrorKind::Ambiguous, format!("`{}` could be {}", input.shown, names(several)));
            Err(error.about(&input.shown).remedy("name one with --format"))
        }
    }
}

/// The formats that read a folder as a whole.
const OF_FOLDERS: [&str; 4] = ["brat", "csv", "inline", "webanno"];

/// The documents of a folder of files, each named as its file, or as the file and its own name where a file has several.
fn each_file(format: &dyn Format, input: &Input, options: &Options) -> Result<Reading> {
    let mut whole = Reading::default();
    for file in &input.files {
        let one = Input { shown: file.shown.clone(), files: vec![file.clone()], ..Input::default() };
        let mut reading = format.read(&one, options)?;
        let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
        for documents in [Some(&mut reading.documents), reading.predicted.as_mut()].into_iter().flatten() {
            let is_one = documents.len() == 1;
            documents.iter_mut().for_each(|document| document.id = if is_one { stem.into() } else { format!("{stem}/{}", document.id) });
        }
        whole.documents.extend(reading.documents);
        whole.left_out.merge(reading.left_out);
        if let Some(predicted) = reading.predicted {
            whole.predicted.get_or_insert_default().extend(predicted);
        }
    }
    Ok(whole)
}

/// The file of the annotator who is asked for, if each file of a folder is the work of one.
///
/// `Err` if nobody is asked for, or somebody of whom there is no file.
fn of_annotator(format: &dyn Format, input: &Input, options: &Options) -> Result<Option<Input>> {
    let people = if input.is_folder { format.annotators(input)? } else { Vec::new() };
    if people.is_empty() {
        return Ok(None);
    }
    let own = input.files.iter().find(|file| options.annotator.as_deref() == Some(file.stem()));
    match own {
        Some(file) => Ok(Some(Input { shown: file.shown.clone(), files: vec![file.clone()], ..Input::default() })),
        None => {
            let said = match &options.annotator {
                Some(wanted) => format!("no file in it is by annotator `{wanted}`"),
                None => "its files annotate the same texts".into(),
            };
            let commands: Vec<String> = people.iter().map(|name| format!("--annotator {name}")).collect();
            Err(Error::new(ErrorKind::Ambiguous, said).of_file(&input.shown).remedy(format!("name the annotator with {}", commands.join(" or "))))
        }
    }
}

/// The format that every file of a folder is in; `None` if they differ, or are of none.
fn of_each_file(input: &Input, options: &Options) -> Option<&'static dyn Format> {
    let one = |file: &File| Input { shown: file.shown.clone(), files: vec![file.clone()], ..Input::default() };
    let mut formats = input.files.iter().map(|file| detect(&one(file), options).ok());
    let first = formats.next()??;
    formats.all(|format| format.is_some_and(|format| format.name() == first.name())).then_some(first)
}

/// The documents of an input, whose ids must differ. Mentions of a prediction beside gold are left out and counted.
pub fn read(format: &dyn Format, input: &Input, options: &Options) -> Result<Reading> {
    let mut reading = read_both(format, input, options)?;
    if let Some(predicted) = reading.predicted.take() {
        reading.left_out.note("mentions of a prediction in the same file", predicted.iter().map(|document| document.mentions.len()).sum());
    }
    Ok(reading)
}

/// The documents of an input, whose ids must differ, with those of a prediction where it holds one.
pub fn read_both(format: &dyn Format, input: &Input, options: &Options) -> Result<Reading> {
    let reading = match of_annotator(format, input, options)? {
        Some(own) => format.read(&own, &Options { annotator: None, ..options.clone() })?,
        None if input.is_folder && !OF_FOLDERS.contains(&format.name()) => each_file(format, input, options)?,
        None => format.read(input, options)?,
    };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut problems = Problems::default();
    for document in &reading.documents {
        *seen.entry(&document.id).or_default() += 1;
    }
    for (id, times) in seen.into_iter().filter(|(_, times)| *times > 1) {
        problems.of_file(&input.shown, format!("document `{id}` stands there {times} times; ids must differ"));
    }
    problems.into_result()?;
    let notes = reading.documents.iter().chain(reading.predicted.iter().flatten()).flat_map(|document| &document.mentions);
    types_are_no_tags(&input.shown, notes.map(|note| &*note.label))?;
    Ok(reading)
}

/// `Err` if the types of mentions are tags of a scheme: `B-PER` and `I-PER` of a pipeline that was not aggregated.
pub fn types_are_no_tags<'a>(shown: &str, types: impl Iterator<Item = &'a str>) -> Result<()> {
    let types: BTreeSet<&str> = types.collect();
    let parted = |name: &&'a str| name.split_once('-').filter(|(letter, rest)| TAG_LETTERS.contains(letter) && !rest.is_empty());
    let begun: BTreeSet<&str> = types.iter().filter_map(parted).filter(|(letter, _)| *letter == "B").map(|(_, name)| name).collect();
    let goes_on = types.iter().filter_map(parted).any(|(letter, name)| letter != "B" && begun.contains(name));
    if !goes_on && (types.is_empty() || !types.iter().all(|name| parted(name).is_some())) {
        return Ok(());
    }
    let found = types.iter().filter(|name| parted(name).is_some()).take(4).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let error = Error::new(ErrorKind::Malformed, format!("the types of its mentions are tags: {found}")).of_file(shown);
    let pipeline = "a pipeline that is not aggregated gives a mention for every token: make it anew with aggregation_strategy=\"simple\"";
    Err(error.remedy(format!("{pipeline}; in a file of columns, take the letter that stands there twice away")))
}

/// The letters with which tags of a scheme begin.
const TAG_LETTERS: [&str; 9] = ["B", "I", "E", "S", "L", "U", "M", "W", "O"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::losses::{Layer, lost};
    use crate::text::Span;

    fn documents() -> Vec<Document> {
        let text = "🎉 زارَ عُمَرُ";
        vec![sample::simple("1", text, &[(14, 26, "PERS")]), sample::simple("2", text, &[])]
    }

    #[test]
    fn formats_stand_in_the_order_of_their_names() {
        assert!(FORMATS.is_sorted_by_key(|format| format.name()));
        assert_eq!(by_name("brat").unwrap().name(), "brat");
        assert!(by_name("brad").err().unwrap().to_string().contains("brat"));
    }

    #[test]
    fn what_a_standoff_format_writes_is_detected_as_its_own() {
        for format in FORMATS.iter().filter(|format| format.offsets() != Offsets::None) {
            let output = format.write(&documents(), &Options::default()).unwrap();
            assert_eq!(detect(&sample::written(&output), &Options::default()).unwrap().name(), format.name());
        }
        let said = detect(&sample::file("a.txt", "زار عمر"), &Options::default()).err().unwrap().to_string();
        assert!(said.contains("`a.txt`: no known format; name one of brat, "), "{said}");
    }

    #[cfg(not(feature = "parquet"))]
    #[test]
    fn a_build_without_parquet_says_how_to_get_it() {
        let said = detect(&sample::file("a.parquet", "PAR1…PAR1"), &Options::default()).err().unwrap().to_string();
        assert!(said.contains("`a.parquet` is a Parquet file, which this build does not read; build with the feature `parquet`"), "{said}");
        assert!(by_name("parquet").err().unwrap().to_string().contains("build with the feature `parquet`"));
    }

    #[test]
    fn what_a_format_cannot_hold_is_counted() {
        let mut documents = documents();
        let whole = Span::new(&documents[0].text, 0, 26).unwrap();
        documents[0].sentences.push(whole);
        documents[0].mentions[0].entity = "pers:omar".into();
        let losses = lost(&documents, &[Layer::Tokens]);
        assert_eq!(losses.iter().collect::<Vec<_>>(), [("entity references", 1), ("sentences", 1)]);
        assert!(lost(&documents, &[Layer::Sentences, Layer::Entities]).is_empty());
    }

    #[test]
    fn two_documents_of_one_id_are_refused() {
        let content = "{\"id\":7,\"text\":\"a\",\"label\":[]}\n".repeat(2);
        let doccano = by_name("doccano").unwrap();
        let said = read(doccano, &sample::file("a.jsonl", &content), &Options::default()).unwrap_err().to_string();
        assert!(said.contains("`a.jsonl`: document `7` stands there 2 times"), "{said}");
    }
}
