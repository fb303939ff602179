//! Broken files of every format: whatever stands in them, they are read or refused with a message that helps.
//!
//! `MIHAK_MUTATIONS=200000 cargo test -p mihak-core --test mutated -- --nocapture` tries so many; the suite tries a few.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Instant;

use mihak_core::error::Error;
use mihak_core::format::{self, File, Format, Input, Options};
use mihak_core::text::offsets::Unit;

/// Random numbers: splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }
}

/// What is put somewhere into a file.
const PIECES: [&str; 40] = [
    "\n",
    "\n\n",
    "\t",
    " ",
    "\r",
    "\0",
    "\u{feff}",
    "\u{200f}",
    "🎉",
    "َ",
    "B-PER",
    "I-",
    "O",
    "-DOCSTART- O\n\n",
    "\"",
    "\\",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "null",
    "true",
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "1e9",
    "[[[[[[[[[[",
    "\"start\":0,",
    "\"label\":[],",
    "T1\tPER 0 4\tزار\n",
    "1-2\t",
    "# newdoc id = x\n",
    "+",
    "|",
    "_",
    "\\u0000",
    "segment-CONJ",
];

/// Files of our own, with the formats that they are in.
const OWN: [(&str, &str); 13] = [
    ("conll", "-DOCSTART- O\n\nزار O\nسعد B-PER\nبيروت B-LOC\n\n-DOCSTART- O\n\nعاد O\nعمر S-PER\n"),
    ("conll-nested", "خارجية B-ORG\nفرنسا I-ORG B-GPE\nبيروت B-GPE\n\n"),
    (
        "conllu",
        "# sent_id = 1\n# text = وزار سعد\n1-2\tوزار\t_\t_\t_\t_\t_\t_\t_\t_\n1\tو\tو\tCCONJ\tC\t_\t2\tcc\t_\t_\n2\tزار\tزار\tVERB\tV\t_\t0\troot\t_\tner=O\n\n",
    ),
    (
        "llm",
        "{\"id\":1,\"text\":\"زار سعد بيروت\",\"answer\":\"PER: سعد\\nLOC: بيروت\"}\n{\"id\":2,\"text\":\"زار\",\"answer\":\"{\\\"PER\\\": [\\\"زار\\\"]}\"}\n",
    ),
    ("json-spans", "{\"id\":1,\"text\":\"زار سعد بيروت\",\"entities\":[[4,7,\"PER\"],[8,13,\"LOC\"]]}\n{\"text\":\"زار\",\"entities\":[]}\n"),
    ("json-spans", "[{\"text\":\"زار سعد\",\"entities\":[{\"entity_group\":\"PER\",\"start\":4,\"end\":7,\"word\":\"سعد\",\"score\":0.98}]}]"),
    ("json-tags", "{\"tokens\":[\"زار\",\"سعد\"],\"ner_tags\":[\"O\",\"B-PER\"],\"predictions\":[\"O\",\"O\"]}\n"),
    ("json-tags", "{\"tokenized_text\":[\"زار\",\"سعد\"],\"ner\":[[1,1,\"PER\"]]}\n"),
    ("segmented", "و+زار بوتين ال+قاهرة\nقال +ها\n"),
    ("slash", "زار/O سعد/B-PER\nعاد/O عمر/B-PER\n"),
    ("spacy", "[[\"زار سعد\",{\"entities\":[[4,7,\"PER\"]]}]]"),
    ("table", "sentence,token,gold,pred\n1,زار,O,O\n1,سعد,B-PER,B-PER\n2,بيروت,B-LOC,O\n"),
    ("word-rows", "word\tsegments\ttags\nوقلبك\tو+قلب+ك\tCONJ+STEM+PRON\nقال\tقال\tSTEM\n"),
];

/// Exports of annotation tools.
const EXPORTED: [(&str, &str); 5] = [
    ("label-studio", "label-studio/two-annotators.json"),
    ("label-studio", "label-studio/two-texts-min.json"),
    ("label-studio", "label-studio/predictions.json"),
    ("doccano", "doccano/relation/all.jsonl"),
    ("doccano", "doccano/shared/all.jsonl"),
];

/// Files of every format, those that can be written also as we write them.
fn seeds() -> Vec<(&'static str, Input)> {
    let exports = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/exports");
    let export = |name: &str| one(std::fs::read(exports.join(name)).expect("the export is there"));
    let mut seeds: Vec<(&str, Input)> = EXPORTED.iter().map(|(format, name)| (*format, export(name))).collect();
    seeds.extend(OWN.iter().map(|(format, text)| (*format, one(text.as_bytes().to_vec()))));
    let options = Options { unit: Some(Unit::Chars), ..Options::default() };
    let doccano = format::by_name("doccano").expect("it is a format");
    let documents = format::read(doccano, &export("source.jsonl"), &options).expect("the source is right").documents;
    for format in format::FORMATS {
        let Ok(output) = format.write(&documents, &Options::default()) else { continue };
        let file = |(name, content): (String, Vec<u8>)| {
            let name = if name.is_empty() { "m".into() } else { name };
            File { shown: format!("in/{name}"), name, content }
        };
        let files: Vec<File> = output.files.into_iter().map(file).collect();
        let is_folder = files.len() > 1 || files[0].name != "m";
        seeds.push((format.name(), Input { shown: "in/m".into(), files, is_folder, text: None }));
    }
    seeds
}

fn one(content: Vec<u8>) -> Input {
    Input { shown: "in/m".into(), files: vec![File { name: "m".into(), shown: "in/m".into(), content }], ..Input::default() }
}

/// Breaks a content in one to four places.
fn mutate(content: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(content.len() + 1);
        let to = (at + random.below(12)).min(content.len());
        let far = (at + random.below(content.len() + 1)).min(content.len());
        match random.below(11) {
            0 if at < content.len() => content[at] = random.below(256) as u8,
            1 => drop(content.drain(at..to)),
            2 => drop(content.drain(at..far)),
            3 => content.truncate(at),
            4 => {
                let again = content[at..to].to_vec();
                drop(content.splice(at..at, again));
            }
            5 => {
                let from = random.below(other.len() + 1);
                let piece = other[from..(from + random.below(60)).min(other.len())].to_vec();
                drop(content.splice(at..to, piece));
            }
            6 => {
                // A line twice, or gone.
                let start = content[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
                let end = content[at..].iter().position(|&byte| byte == b'\n').map_or(content.len(), |end| at + end + 1);
                let line = if random.below(2) == 0 { Vec::new() } else { content[start..end].repeat(2) };
                drop(content.splice(start..end, line));
            }
            7 => {
                if let Some(digit) = content[at..].iter().position(u8::is_ascii_digit) {
                    content[at + digit] = b'0' + random.below(10) as u8;
                }
            }
            _ => {
                let to = if random.below(3) == 0 { to } else { at };
                let times = if random.below(60) == 0 { 4_000 } else { 1 };
                drop(content.splice(at..to, PIECES[random.below(PIECES.len())].repeat(times).bytes()));
            }
        }
        content.truncate(1 << 16);
    }
}

/// What a message lacks; `None` if it names the file, and the place or what to do.
fn lacks(error: &Error) -> Option<&'static str> {
    let said = error.to_string();
    let guides = |said: &str| [";", "expected", "must", "every", "at most", "correct", "name "].iter().any(|word| said.contains(word));
    let is_placed = |said: &str| ["line ", "record ", "row ", "document `", "column "].iter().any(|noun| said.contains(noun));
    if !said.contains("`in/") {
        return Some("the file");
    }
    match error.faults() {
        [] => (error.what_to_do().is_none() && !guides(&said)).then_some("what to do"),
        faults => {
            let lost = |fault: &&mihak_core::error::Fault| fault.line.is_none() && !is_placed(&fault.said) && !guides(&fault.said);
            faults.iter().find(lost).map(|_| "the place and what to do")
        }
    }
}

/// A message without what is of one file only, so that messages of one kind are one.
fn kind(error: &Error) -> String {
    let said = error.to_string();
    let first = said.lines().take(2).collect::<Vec<_>>().join(" ");
    first.split('`').step_by(2).collect::<Vec<_>>().join("``").chars().filter(|c| !c.is_ascii_digit()).take(160).collect()
}

#[test]
fn broken_files_of_every_format_are_read_or_refused_with_file_place_and_remedy() {
    let many = std::env::var("MIHAK_MUTATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(4_000);
    let seeds = seeds();
    let (mut read, mut refused, mut slowest) = (0u64, 0u64, (0.0, String::new()));
    let mut lacking: BTreeMap<String, (String, u64)> = BTreeMap::new();
    let mut random = Random(27);
    for number in 0..many {
        let (name, seed) = &seeds[number % seeds.len()];
        let mut input = seed.clone();
        let other = &seeds[random.below(seeds.len())].1.files[0].content;
        let file = random.below(input.files.len());
        mutate(&mut input.files[file].content, other, &mut random);
        let options = Options { unit: [None, Some(Unit::Chars), Some(Unit::Utf16)][random.below(3)], ..Options::default() };
        let is_named = random.below(3) == 0;
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let format: &dyn Format = if is_named { format::by_name(name)? } else { format::detect(&input, &options)? };
            format.annotators(&input)?;
            format::read_both(format, &input, &options)
        }));
        let Ok(outcome) = outcome else {
            panic!("case {number}, {name}: a panic on {:?}", String::from_utf8_lossy(&input.files[file].content));
        };
        let took = start.elapsed().as_secs_f64();
        if took > slowest.0 {
            slowest = (took, format!("case {number}, {name}"));
        }
        match outcome {
            Ok(_) => read += 1,
            Err(error) => {
                refused += 1;
                if let Some(what) = lacks(&error) {
                    lacking.entry(format!("{what}: {}", kind(&error))).or_insert_with(|| (error.to_string(), 0)).1 += 1;
                }
            }
        }
    }
    println!("{many} files: {read} read, {refused} refused; the slowest took {:.3} s ({})", slowest.0, slowest.1);
    let shown: String = lacking.iter().map(|(kind, (said, times))| format!("\n{times} x lacks {kind}\n    {said}")).collect();
    assert!(lacking.is_empty(), "{shown}");
    assert!(read > 0 && refused > 0);
}
