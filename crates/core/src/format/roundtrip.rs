//! Every format to every other: what a writer says is lost is what is lost, in both layers, and nothing else.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::format::contract::{Format, Offsets};
use crate::format::document::{Document, Note, Part, SplitToken};
use crate::format::losses::Losses;
use crate::format::options::Options;
use crate::format::sample::{self, simple, written};
use crate::format::{FORMATS, read};
use crate::tags::TagScheme;
use crate::text::Span;
use crate::text::offsets::Unit;

/// Where something stands: the number of its document, and its ends in visible characters; 0 where text was left out, so that things are only
/// counted.
type Place = (usize, usize, usize);

/// A cut word: its place, and the places and forms of its parts.
type Cut = (Place, Vec<(Option<Place>, String)>);

/// How often each thing is there.
type Counted<T> = BTreeMap<T, isize>;

/// What documents hold, so that it can be compared whatever became of white space and names.
#[derive(Default)]
struct Held {
    mentions: Counted<(Place, String)>,
    references: Counted<(Place, String, String)>,
    sentences: Counted<Place>,
    tokens: Counted<Place>,
    cuts: Counted<Cut>,
    classes: Counted<(Place, String)>,
    texts: Vec<String>,
    names: Vec<String>,
}

fn held(documents: &[Document], is_whole: bool) -> Held {
    let mut held = Held::default();
    for (number, document) in documents.iter().enumerate() {
        let text = &document.text;
        // Visible characters up to every byte.
        let mut before = vec![0; text.len() + 1];
        let mut seen = 0;
        for (at, c) in text.char_indices() {
            before[at..at + c.len_utf8()].fill(seen);
            seen += usize::from(is_visible(c));
        }
        before[text.len()] = seen;
        let place = |span: Span| {
            let [start, end] = [span.start(), span.end()].map(|at| if is_whole { before[at] } else { 0 });
            (number, start, end)
        };
        for note in &document.mentions {
            *held.mentions.entry((place(note.span), note.label.to_string())).or_default() += 1;
            if !note.entity.is_empty() {
                *held.references.entry((place(note.span), note.label.to_string(), note.entity.to_string())).or_default() += 1;
            }
        }
        document.sentences.iter().for_each(|span| *held.sentences.entry(place(*span)).or_default() += 1);
        document.tokens.iter().for_each(|span| *held.tokens.entry(place(*span)).or_default() += 1);
        for split in document.splits.iter().filter(|split| split.parts.len() > 1) {
            let form = |part: &Part| match part.form.is_empty() {
                true => part.span.map_or("", |span| span.slice(text)).to_string(),
                false => part.form.to_string(),
            };
            let parts = split.parts.iter().map(|part| (part.span.map(place), form(part))).collect();
            *held.cuts.entry((place(split.span), parts)).or_default() += 1;
        }
        let classes = |split: &SplitToken| split.parts.iter().filter_map(|part| Some(part.class?.name())).collect::<Vec<_>>().join("+");
        // Classes that nobody told may be derived.
        for split in document.splits.iter().filter(|split| split.parts.len() > 1 && split.parts.iter().all(|part| part.class.is_some())) {
            *held.classes.entry((place(split.span), classes(split))).or_default() += 1;
        }
        held.texts.push(text.clone());
        held.names.push(document.id.clone());
    }
    held
}

/// What no format changes of a text, as long as it leaves nothing out.
fn visible(text: &str) -> String {
    text.chars().filter(|c| is_visible(*c)).collect()
}

fn is_visible(c: char) -> bool {
    !c.is_whitespace() && c != '\u{feff}'
}

/// What is in the first and not in the second.
fn less<T: Ord + Clone>(a: &Counted<T>, b: &Counted<T>) -> Vec<T> {
    a.iter().flat_map(|(thing, times)| vec![thing.clone(); usize::try_from(times - b.get(thing).unwrap_or(&0)).unwrap_or(0)]).collect()
}

/// How many losses of these kinds were said; a kind that ends in a space stands for all that begin so.
fn said(losses: &Losses, kinds: &[&str]) -> usize {
    let is = |kind: &str, known: &&str| kind == *known || (known.ends_with(' ') && kind.starts_with(known));
    losses.iter().filter(|(kind, _)| kinds.iter().any(|known| is(kind, known))).map(|(_, times)| times as usize).sum()
}

const OF_MENTIONS: [&str; 2] = ["mentions ", "repeated mentions"];
const OF_REFERENCES: [&str; 2] = ["entity references", "names of entities (`ref`)"];
const OF_SENTENCES: [&str; 1] = ["sentences"];
const OF_TOKENS: [&str; 1] = ["tokens"];
const OF_CUTS: [&str; 2] = ["cuts of tokens", "tokens that fall into parts"];
const OF_CLASSES: [&str; 3] = ["classes ", "cuts of tokens", "tokens that fall into parts"];
const OF_TEXT: [&str; 4] = ["gaps ", "stretches of text ", "characters outside of sentences", "white space "];
const LEFT_OUT: [&str; 2] = ["stretches of text ", "characters outside of sentences"];
const OF_NAMES: [&str; 1] = ["names of documents"];

/// How a format is written and read here.
fn options(format: &dyn Format) -> Options {
    let unit = (format.offsets() == Offsets::Asked).then_some(Unit::Chars);
    Options { unit, scheme: Some(TagScheme::Iob2), ..Options::default() }
}

/// The documents as they come back from a format; `None` if it refuses them. `Err` says what came back otherwise than was said.
fn stepped(documents: &[Document], format: &dyn Format) -> Result<Option<Vec<Document>>, String> {
    let options = options(format);
    let Ok(output) = format.write(documents, &options) else { return Ok(None) };
    let without_word = said(&output.losses, &["documents without a word"]);
    if without_word == documents.len() {
        return Ok(None);
    }
    let reading = match read(format, &written(&output), &options) {
        // Where all types that are left look like tags, every reader refuses them.
        Err(error) if error.to_string().contains("the types of its mentions are tags") => return Ok(None),
        reading => reading.map_err(|error| format!("cannot be read again: {error}"))?,
    };
    let left_out: Vec<_> = reading.left_out.iter().collect();
    if !left_out.is_empty() {
        return Err(format!("the reader leaves out {left_out:?}"));
    }
    let losses = &output.losses;
    let shown = |documents: &[Document]| documents.iter().map(|document| visible(&document.text)).collect::<Vec<_>>();
    let is_left_out = shown(documents) != shown(&reading.documents);
    let (before, after) = (held(documents, !is_left_out), held(&reading.documents, !is_left_out));
    let mut wrong = Vec::new();
    let mut check = |what: &str, is_right: bool, shown: String| {
        if !is_right {
            wrong.push(format!("{what}: {shown}"));
        }
    };
    let left = documents.len() - without_word - said(&output.losses, &["borders between documents"]);
    let is_whole = (left..=documents.len()).contains(&reading.documents.len());
    check("documents", is_whole, format!("{} → {}", documents.len(), reading.documents.len()));
    if without_word == 0 && is_whole && reading.documents.len() == documents.len() {
        let (lost, new) = (less(&before.mentions, &after.mentions), less(&after.mentions, &before.mentions));
        check("mentions", new.is_empty() && lost.len() == said(losses, &OF_MENTIONS), format!("lost {lost:?}, new {new:?}"));
        let (lost, new) = (less(&before.references, &after.references), less(&after.references, &before.references));
        let gone = less(&before.mentions, &after.mentions);
        // The reference of a mention that is lost goes with it.
        let alone = lost.iter().filter(|(place, label, _)| !gone.contains(&(*place, label.clone()))).count();
        let told = said(losses, &OF_REFERENCES);
        check("references", new.is_empty() && (told == lost.len() || (told == 0 && alone == 0)), format!("lost {lost:?}, new {new:?}, said {told}"));
        let layers = [
            ("sentences", &before.sentences, &after.sentences, said(losses, &OF_SENTENCES)),
            ("tokens", &before.tokens, &after.tokens, said(losses, &OF_TOKENS)),
        ];
        for (what, before, after, told) in layers {
            // A document keeps all of a layer or nothing; what was not there may be derived.
            let of = |all: &Counted<Place>, number: usize| {
                all.iter().filter(|(place, _)| place.0 == number).map(|(place, times)| (*place, *times)).collect::<Counted<Place>>()
            };
            let gone = |number: &usize| of(before, *number) != of(after, *number);
            let number: isize = (0..documents.len()).filter(gone).flat_map(|number| of(before, number).into_values()).sum();
            // A sentence from which text was left out, or that tokens without one join, is another.
            let is_other = what == "sentences" && (is_left_out || said(losses, &["tokens outside of sentences "]) > 0);
            check(
                what,
                is_other || told == number as usize,
                format!("said {told} of {number}; lost {:?}, new {:?}", less(before, after), less(after, before)),
            );
        }
        let (lost, new) = (less(&before.cuts, &after.cuts), less(&after.cuts, &before.cuts));
        check("cuts", (lost.is_empty() && new.is_empty()) || said(losses, &OF_CUTS) > 0, format!("lost {lost:?}, new {new:?}"));
        let lost = less(&before.classes, &after.classes);
        check("classes", lost.is_empty() || said(losses, &OF_CLASSES) > 0, format!("lost {lost:?}"));
        let is_changed = before.texts != after.texts;
        let told = said(losses, &OF_TEXT);
        check("visible text", !is_left_out || said(losses, &LEFT_OUT) > 0, format!("{:?} → {:?}", before.texts, after.texts));
        check("text", is_changed == (told > 0), format!("{:?} → {:?}, said {told}", before.texts, after.texts));
        let renamed = before.names.iter().zip(&after.names).filter(|(before, after)| before != after).count();
        // The only document of a file may be called as its file.
        let renamed = if after.names == ["a"] { 0 } else { renamed };
        check("names", renamed == said(losses, &OF_NAMES), format!("{:?} → {:?}", before.names, after.names));
    }
    match wrong.is_empty() {
        true => Ok(Some(reading.documents)),
        false => Err(format!("{}\n  losses {:?}", wrong.join("\n  "), losses.iter().collect::<Vec<_>>())),
    }
}

/// The formats that write.
fn writers() -> Vec<&'static dyn Format> {
    let document = [simple("1", "زار عمر", &[])];
    FORMATS.iter().copied().filter(|format| format.write(&document, &Options::default()).is_ok()).collect()
}

/// The documents with only some of their layers.
fn partly(mut documents: Vec<Document>, layers: usize) -> Vec<Document> {
    for document in &mut documents {
        if layers & 1 > 0 {
            document.sentences.clear();
        }
        if layers & 2 > 0 {
            document.splits.clear();
        }
        if layers & 6 == 6 {
            document.tokens.clear();
        }
        if layers & 8 > 0 {
            document.mentions.clear();
        }
    }
    documents
}

/// Documents with something in them that formats seldom hold.
fn odd(mut documents: Vec<Document>, changes: &[(usize, usize, usize, usize)]) -> Vec<Document> {
    let many = documents.len();
    for &(kind, number, a, b) in changes {
        let document = &mut documents[number % many];
        let ends: Vec<usize> = document.text.char_indices().map(|(at, _)| at).chain([document.text.len()]).collect();
        let (a, b) = (ends[a % ends.len()], ends[b % ends.len()]);
        match kind {
            // A mention that crosses others, stands there twice, or begins and ends anywhere.
            0..4 => document.mentions.extend(Span::new(&document.text, a.min(b), a.max(b)).ok().map(|span| Note::new(span, "GPE", 0))),
            4 => document.mentions.extend(document.mentions.first().cloned()),
            5 => document.mentions.iter_mut().take(1).for_each(|note| note.label = ["B-GPE", "a b", "É", "x|y"][a % 4].into()),
            // A token that nobody told of.
            6 if !document.tokens.is_empty() => {
                let gone = document.tokens.remove(b % document.tokens.len());
                document.splits.retain(|split| split.span != gone);
                document.sentences.clear();
            }
            7 => document.id = ["7", "x y", "ملف"][a % 3].to_string() + &number.to_string(),
            8 => *document = Document { id: document.id.clone(), text: ["", " ", "\n", "\u{feff}"][a % 4].into(), ..Document::default() },
            9 => document.sentences.truncate(1),
            _ => {}
        }
    }
    documents.iter_mut().enumerate().for_each(|(at, document)| document.id = format!("d{at}{}", document.id));
    documents
}

/// How many documents are tried: 32, or as many as `PROPTEST_CASES` says.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(32)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn what_each_of_every_pair_of_formats_says_is_lost_is_what_is_lost(
        documents in sample::documents(sample::ANY),
        layers in 0usize..16,
        changes in vec((0usize..14, 0usize..3, 0usize..90, 0usize..90), 0..4),
    ) {
        let documents = odd(partly(documents, layers), &changes);
        let writers = writers();
        let mut failed: BTreeMap<String, String> = BTreeMap::new();
        for first in &writers {
            let once = stepped(&documents, *first);
            let Ok(once) = once.map_err(|said| failed.entry(first.name().into()).or_insert(said).clone()) else { continue };
            for second in once.iter().flat_map(|_| &writers) {
                if let Err(said) = stepped(once.as_deref().unwrap_or_default(), *second) {
                    failed.entry(format!("{} → {}", first.name(), second.name())).or_insert(said);
                }
            }
        }
        let shown: String = failed.iter().map(|(pair, said)| format!("\n{pair}:\n  {said}")).collect();
        prop_assert!(failed.is_empty(), "{}\n{:?}", shown, documents);
    }
}
