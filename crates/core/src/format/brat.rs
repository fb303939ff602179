//! brat: a folder of texts, each with an `.ann` file. A line that begins with T is a mention; lines with other letters say something about one.
//!
//! The entity of a mention is a normalization (`N1<TAB>Reference T1 mihak:gpe:lebanon<TAB>لبنان`); segments are as in [`crate::format::cuts`], and their
//! hidden form is a note (`#1<TAB>AnnotatorNotes T2<TAB>form=ال`). All other lines are counted and left out.

#[cfg(test)]
mod tests;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::files;
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::cuts;
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::location::Location;
use crate::format::losses::{Layer, Losses, lost};
use crate::format::options::Options;
use crate::format::units::{self, Claim, Draft};
use crate::text::offsets::{Unit, UnitIndex};

/// The standoff format of brat; INCEpTION writes it too.
pub struct Brat;

impl Format for Brat {
    fn name(&self) -> &'static str {
        "brat"
    }

    fn about(&self) -> &'static str {
        "brat standoff: .txt and .ann files in a folder, or one .ann"
    }

    fn fits(&self, input: &Input) -> Fit {
        let annotations = || input.files.iter().filter(|file| file.name.ends_with(".ann"));
        let marked = |file: &File| file.content.split(|&byte| byte == b'\n').take(20).any(is_text_bound);
        let texts: FxHashSet<&str> = input.files.iter().chain(&input.text).filter_map(|file| file.name.strip_suffix(".txt")).collect();
        let paired = |file: &File| file.name.strip_suffix(".ann").is_some_and(|id| texts.contains(id));
        match annotations().any(|file| paired(file) || marked(file)) {
            true => Fit::Surely,
            false if annotations().next().is_some() => Fit::Maybe,
            false => Fit::No,
        }
    }

    fn offsets(&self) -> Offsets {
        Offsets::Asked
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let mut problems = Problems::default();
        let mut left_out = Losses::default();
        let texts: FxHashMap<&str, &File> =
            input.files.iter().chain(&input.text).filter_map(|file| Some((file.name.strip_suffix(".txt")?, file))).collect();
        let mut drafts = Vec::new();
        let mut annotated = FxHashSet::default();
        for file in input.files.iter().filter(|file| !file.name.ends_with(".txt")) {
            let id = match file.name.strip_suffix(".ann") {
                Some(id) => id,
                None if input.is_folder => {
                    left_out.note("files that are neither .txt nor .ann", 1);
                    continue;
                }
                None => file.stem(),
            };
            annotated.insert(id);
            let Some(text) = article(file, id, texts.get(id).copied(), options, &mut problems)? else { continue };
            let document = Document { id: id.into(), text, ..Document::default() };
            let claims = Lines { file, text: &document.text, options, problems: &mut problems, left_out: &mut left_out }.claims()?;
            drafts.push(Draft { document, claims });
        }
        left_out.note("texts without an .ann file", texts.keys().filter(|id| !annotated.contains(*id)).count());
        if annotated.is_empty() {
            return Err(Error::new(ErrorKind::Malformed, format!("`{}` holds no .ann file", input.shown)).about(&input.shown));
        }
        problems.into_result()?;
        let files: Vec<String> = drafts.iter().map(|draft| draft.document.id.clone()).collect();
        let mut documents = units::documents(drafts, options.unit, &Unit::ALL, same)?;
        let mut problems = Problems::default();
        let shown: FxHashMap<&str, &str> =
            input.files.iter().map(|file| (file.name.strip_suffix(".ann").unwrap_or(file.stem()), file.shown.as_str())).collect();
        for (document, id) in documents.iter_mut().zip(&files) {
            cuts::take_segments(document, shown.get(id.as_str()).unwrap_or(&""), 1, &mut problems);
        }
        problems.into_result()?;
        Ok(Reading { documents, left_out, predicted: None })
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let unit = options.unit.unwrap_or(Unit::Chars);
        let mut files = Vec::new();
        let mut losses = Losses::default();
        for document in documents {
            let id = document.file_stem()?;
            let (whole, has_words) = cuts::with_segments(document);
            losses.merge(lost(std::slice::from_ref(document), if has_words { &KEPT } else { &KEPT[..1] }));
            files.push((format!("{id}.txt"), document.text.clone().into_bytes()));
            files.push((format!("{id}.ann"), annotation(&whole, unit)?.into_bytes()));
        }
        Ok(Output { files, losses })
    }
}

/// What is kept; of documents whose words are not those of the word rule, only the first.
const KEPT: [Layer; 3] = [Layer::Entities, Layer::Tokens, Layer::Splits];

/// In front of the entity in a normalization.
const RESOURCE: &str = "mihak:";

/// In front of the hidden form in the note of a segment.
const FORM: &str = "form=";

/// Whether the line is one of a mention.
fn is_text_bound(line: &[u8]) -> bool {
    let digits = line.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
    line.first() == Some(&b'T') && digits > 0 && line.get(1 + digits) == Some(&b'\t')
}

/// The text of an `.ann` file: the one beside it, or the article of its name; without one there is a fault and `None`.
fn article(file: &File, id: &str, beside: Option<&File>, options: &Options, problems: &mut Problems) -> Result<Option<String>> {
    if let Some(text) = beside {
        return Ok(Some(text.text()?.into()));
    }
    let Some(folder) = &options.articles else {
        problems.of_file(&file.shown, format!("there is no `{id}.txt` beside it; name the folder of the texts with --articles"));
        return Ok(None);
    };
    let path = folder.join(format!("{id}.txt"));
    let shown = path.display().to_string();
    if !path.is_file() {
        problems.of_file(&file.shown, format!("there is no `{id}.txt` beside it, and no `{shown}`"));
        return Ok(None);
    }
    let content = files::read(&path)?;
    let name = format!("{id}.txt");
    Ok(Some(File { name, shown, content }.text()?.into()))
}

/// brat writes line ends in surfaces as spaces, and does not agree with itself about carriage returns.
fn same(slice: &str, surface: &str) -> bool {
    let whole = surface;
    let mut surface = surface.chars();
    let all = slice.chars().all(|c| match (c, surface.next()) {
        ('\n' | '\r', Some(' ')) => true,
        (c, other) => Some(c) == other,
    });
    (all && surface.next().is_none()) || (slice.contains('\n') && in_one_line(slice) == in_one_line(whole))
}

/// The text with one space for all white space between words.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of an `.ann` file.
struct Lines<'a, 'b> {
    file: &'a File,
    /// The text that they are about.
    text: &'b str,
    options: &'b Options,
    problems: &'b mut Problems,
    left_out: &'b mut Losses,
}

impl<'a, 'b> Lines<'a, 'b> {
    fn claims(self) -> Result<Vec<Claim<'a>>> {
        let mut claims: Vec<Claim> = Vec::new();
        let mut ids: FxHashMap<&str, (u64, usize)> = FxHashMap::default();
        // What is said of mentions; it may stand in front of them.
        let mut said: Vec<(Location, &str, &str)> = Vec::new();
        let mut dropped: FxHashSet<&str> = FxHashSet::default();
        let text = self.file.text()?;
        for (at, line) in text.strip_prefix('\u{feff}').unwrap_or(text).split('\n').enumerate() {
            let place = Location::line(&self.file.shown, at as u64 + 1);
            let line = line.strip_suffix('\r').unwrap_or(line);
            let kind = match line.as_bytes().first() {
                None => continue,
                Some(b'T') => {
                    match claim(line, place, self.text) {
                        Ok((id, Found::Discontinuous(_))) if self.options.drop_discontinuous => {
                            self.left_out.note("discontinuous mentions", 1);
                            dropped.insert(id);
                        }
                        Ok((id, Found::Discontinuous(parts))) => place.note(discontinuous(id, parts), self.problems),
                        Ok((id, Found::Claim(claim))) => {
                            if let Some((first, _)) = ids.insert(id, (place.line, claims.len())) {
                                let said = format!("{id} is already in line {first}; every mention has its own number");
                                place.note(said, self.problems);
                            }
                            claims.push(claim);
                        }
                        Err(said) => place.note(said, self.problems),
                    }
                    continue;
                }
                Some(b'R' | b'*') => "relations",
                Some(b'E') => "events",
                Some(b'A' | b'M') => "attributes",
                Some(b'N' | b'#') if let Some((id, entity)) = carried(line) => {
                    said.push((place, id, entity));
                    continue;
                }
                Some(b'N') => "normalizations",
                Some(b'#') => "notes",
                Some(_) => {
                    place.note(format!("`{line}` is no line of brat; one begins with T, R, *, E, A, M, N or #"), self.problems);
                    continue;
                }
            };
            self.left_out.note(kind, 1);
        }
        for (place, id, entity) in said {
            match ids.get(id).map(|&(_, claim)| &mut claims[claim]) {
                Some(claim) if claim.entity.is_empty() => claim.entity = entity.into(),
                Some(_) => place.note(format!("{id} has a reference or form already; one is enough"), self.problems),
                None if dropped.contains(id) => {}
                None => place.note(format!("there is no {id} of which this could be said"), self.problems),
            }
        }
        Ok(claims)
    }
}

/// The mention and what a normalization or note of ours says of it, or `None` if it is not ours.
fn carried(line: &str) -> Option<(&str, &str)> {
    let mut fields = line.splitn(3, '\t').skip(1);
    let (kind, id) = fields.next()?.split_once(' ')?;
    let (id, entity) = match kind {
        "Reference" => id.split_once(' ').map(|(id, reference)| (id, reference.strip_prefix(RESOURCE)))?,
        "AnnotatorNotes" => (id, fields.next()?.strip_prefix(FORM)),
        _ => return None,
    };
    entity.filter(|entity| !entity.is_empty()).map(|entity| (id, entity))
}

/// What a T line says.
enum Found<'a> {
    /// A mention that is one span, perhaps written in fragments for its line ends.
    Claim(Claim<'a>),
    /// A mention with gaps, and its type and fragments.
    Discontinuous(&'a str),
}

/// The number of a T line and what it says of the text, or what is wrong with it.
fn claim<'a>(line: &'a str, place: Location<'a>, text: &str) -> Result<(&'a str, Found<'a>), String> {
    let mut fields = line.splitn(3, '\t');
    let (id, middle, surface) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default(), fields.next());
    let Some(surface) = surface else {
        return Err("expected three columns with tabs between them, as in `T1<TAB>PERS 3 9<TAB>surface`".into());
    };
    if !is_text_bound(line.as_bytes()) {
        return Err(format!("`{id}` is no number of a mention; expected T with digits"));
    }
    // Fragments that are parted by white space alone are one span: brat writes a line end within a mention so.
    let is_split = middle.contains(';');
    let parts: Vec<&str> = match middle.split_once(';') {
        Some((first, _)) => first.rsplit_once(' ').into_iter().flat_map(|(front, _)| front.split(' ')).chain(middle.rsplit(' ').take(1)).collect(),
        None => middle.split(' ').collect(),
    };
    let numbers = match parts[..] {
        [label, start, end] => start.parse().ok().zip(end.parse().ok()).map(|(start, end)| (label, start, end)),
        _ => None,
    };
    let Some((label, start, end)) = numbers else {
        return Err(format!("`{middle}` is no type with start and end, as in `PERS 3 9`"));
    };
    let claim = Claim { start, end, surface: Some(surface.into()), label: label.into(), entity: "".into(), place };
    let is_one = !is_split
        || Unit::ALL.into_iter().any(|unit| UnitIndex::new(text, unit).span(text, start, end).is_ok_and(|span| same(span.slice(text), surface)));
    Ok((id, if is_one { Found::Claim(claim) } else { Found::Discontinuous(middle) }))
}

/// What is said of a mention with gaps.
fn discontinuous(id: &str, parts: &str) -> String {
    format!(
        "{id} is discontinuous (`{parts}`), and a mention here is one span; make it one, or a mention for each piece, or leave such mentions out with --discontinuous drop"
    )
}

fn annotation(document: &Document, unit: Unit) -> Result<String> {
    let mut lines = String::new();
    for (at, (note, (start, end))) in document.mentions.iter().zip(units::offsets(document, unit)?).enumerate() {
        let label = &*note.label;
        if label.contains(|c: char| c.is_whitespace() || c == ';') {
            let said = format!("document `{}`: type `{label}` has white space or `;`, which brat cannot hold", document.id);
            return Err(Error::new(ErrorKind::Unsupported, said).remedy("map it to another name first"));
        }
        let surface = note.span.slice(&document.text).replace(['\n', '\r'], " ");
        let number = at + 1;
        lines.push_str(&format!("T{number}\t{label} {start} {end}\t{surface}\n"));
        let entity = &*note.entity;
        if cuts::class(label).is_some() && !entity.is_empty() {
            lines.push_str(&format!("#{number}\tAnnotatorNotes T{number}\t{FORM}{entity}\n"));
        } else if entity.contains(char::is_whitespace) {
            let said = format!("document `{}`: reference `{entity}` has white space, which brat cannot hold", document.id);
            return Err(Error::new(ErrorKind::Unsupported, said).remedy("map it to another name first"));
        } else if !entity.is_empty() {
            lines.push_str(&format!("N{number}\tReference T{number} {RESOURCE}{entity}\t{surface}\n"));
        }
    }
    Ok(lines)
}
