//! What is odd in files with documents: in the characters of their texts, in their mentions, in their segments.

use crate::format::conll::layout::BOM;
use crate::format::{self, Document, Format, Input, Offsets, Options};
use crate::lint::characters::{self, Setting};
use crate::lint::finding::{FindingKind, Findings, quote};
use crate::lint::mixed::Mixed;
use crate::lint::places::Places;
use crate::lint::{mentions, segments};
use crate::text::offsets::Unit;
use crate::text::words::words;

/// A sentence that says in which units the offsets of an input can be read, or which was named; `None` if another fault prevents reading.
fn units(input: &Input, format: &dyn Format, options: &Options) -> Option<String> {
    if let Some(unit) = options.unit {
        return Some(format!("its offsets count {}, as --offset-unit says", unit.noun()));
    }
    let fault = |unit: &Unit| format.read(input, &Options { unit: Some(*unit), ..options.clone() }).err().map(|error| error.to_string());
    let faults: Vec<Option<String>> = Unit::ALL.iter().map(fault).collect();
    let fitting: Vec<&str> = Unit::ALL.iter().zip(&faults).filter(|(_, fault)| fault.is_none()).map(|(unit, _)| unit.noun()).collect();
    match fitting.is_empty() {
        // What is said of every unit alike is no fault of units.
        true if faults.iter().all(|fault| *fault == faults[0]) => None,
        true => Some("its offsets fit in no unit: code points, UTF-16 units, grapheme clusters and bytes were tried".into()),
        false => Some(format!("its offsets can be {}", fitting.join(" or "))),
    }
}

/// Notes what is found in the documents of an input. If the reader refuses the input, that is a finding too.
pub fn lint(input: &Input, format: &dyn Format, options: &Options, findings: &mut Findings) {
    findings.open(&input.shown);
    findings.about.push(format!("`{}`: {}, {}; places are document:offset in code points", input.shown, format.name(), format.about()));
    if format.offsets() == Offsets::Asked {
        findings.about.extend(units(input, format, options).map(|said| format!("`{}`: {said}", input.shown)));
    }
    let documents = match format::read(format, input, options) {
        Ok(reading) => reading.documents,
        Err(error) => {
            return findings.note(FindingKind::Unreadable, 0, || (String::new(), format!("{error:#}").replace(":\n  ", ": ").replace("\n  ", "; ")));
        }
    };
    // A reader takes the mark for a part of the file, or of the text, where it has offsets of its own.
    let is_in_text = documents.iter().any(|document| document.text.starts_with('\u{feff}'));
    for file in input.files.iter().filter(|file| !is_in_text && file.content.starts_with(BOM)) {
        findings.note(FindingKind::Bom, 1, || (String::new(), format!("U+FEFF at the start of {}", quote(&file.name))));
    }
    let mut mixed = Mixed::default();
    for document in &documents {
        let places = Places::of(document);
        text(document, &places, &mut mixed, findings);
        mentions::lint(document, &places, findings);
        segments::lint(document, &places, findings);
    }
    if mixed.needs_more() {
        documents.iter().for_each(|document| each_word(&document.text, |_, word| mixed.second(word)));
    }
    if mixed.is_mixed() {
        for document in &documents {
            let places = Places::of(document);
            each_word(&document.text, |from, word| {
                mixed.last(word, &mut |kind, at, found| findings.note(kind, 0, || (places.at(from + at), found)));
            });
        }
    }
}

fn text(document: &Document, places: &Places, mixed: &mut Mixed, findings: &mut Findings) {
    let text = &document.text;
    if text.starts_with('\u{feff}') {
        findings.note(FindingKind::Bom, 0, || (places.at(0), "U+FEFF at the start of the text".into()));
    }
    each_run(text, |from, run| {
        if characters::is_plain(run.as_bytes()) {
            return;
        }
        characters::faults(run, Setting::Text, &mut |kind, at, found| {
            if !(kind == FindingKind::ZeroWidth && from + at == 0 && text.starts_with('\u{feff}')) {
                findings.note(kind, 0, || (places.at(from + at), found));
            }
        });
        words(run).for_each(|word| mixed.first(word.slice(run)));
    });
}

/// Calls with the first byte and the characters of everything between plain white space.
fn each_run(text: &str, mut each: impl FnMut(usize, &str)) {
    for run in text.split([' ', '\t', '\n', '\r']).filter(|run| !run.is_empty()) {
        each(run.as_ptr() as usize - text.as_ptr() as usize, run);
    }
}

fn each_word(text: &str, mut each: impl FnMut(usize, &str)) {
    words(text).for_each(|word| each(word.start(), word.slice(text)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind, Result};
    use crate::format::{Fit, Note, Offsets, Output};
    use crate::text::Span;

    /// A format whose reader gives these documents, or refuses.
    struct Given(Option<Document>);

    impl Format for Given {
        fn name(&self) -> &'static str {
            "given"
        }
        fn about(&self) -> &'static str {
            "what a test says"
        }
        fn fits(&self, _: &Input) -> Fit {
            Fit::Maybe
        }
        fn offsets(&self) -> Offsets {
            Offsets::None
        }
        fn read(&self, _: &Input, _: &Options) -> Result<format::Reading> {
            match &self.0 {
                Some(document) => Ok(format::Reading { documents: vec![document.clone()], ..format::Reading::default() }),
                None => Err(Error::new(ErrorKind::Malformed, "no brace").of_file("a").at_line(1)),
            }
        }
        fn write(&self, _: &[Document], _: &Options) -> Result<Output> {
            Ok(Output::default())
        }
    }

    /// What is found in a text with mentions of these surfaces, which stand there once: kinds and places.
    fn found(text: &str, surfaces: &[&str]) -> Vec<(FindingKind, String)> {
        let note = |(at, surface): (usize, &&str)| {
            let start = text.find(surface).expect("the surface is in the text");
            Note::new(Span::new(text, start, start + surface.len()).unwrap(), "PER", at as u64 + 1)
        };
        let mentions = surfaces.iter().enumerate().map(note).collect();
        of(Given(Some(Document { id: "d".into(), text: text.into(), mentions, ..Document::default() })))
    }

    fn of(format: Given) -> Vec<(FindingKind, String)> {
        let mut findings = Findings::keeping(99);
        let input = Input { shown: "a".into(), ..Input::default() };
        lint(&input, &format, &Options::default(), &mut findings);
        findings.kinds().flat_map(|(kind, _, kept)| kept.iter().map(move |finding| (kind, finding.column.clone()))).collect()
    }

    #[test]
    fn characters_of_a_text_are_told_by_document_and_code_point() {
        for (text, kind, at) in [
            ("🎉 زار\u{200f} سمير", FindingKind::BidiMark, "d:5"),
            ("زار\u{a0}سمير", FindingKind::UnusualSpace, "d:3"),
            ("\u{feff}زار", FindingKind::Bom, "d:0"),
            ("زار س\u{fffd}", FindingKind::ReplacementCharacter, "d:5"),
            ("زار أحمد ا\u{654}حمد", FindingKind::MixedNormalization, "d:9"),
            ("زار كريم، کريم كريم", FindingKind::LetterTwins, "d:10"),
        ] {
            assert_eq!(found(text, &[]), [(kind, at.to_string())], "{text}");
        }
        assert_eq!(found("زار سمير، «بيروت».\r\n\tثم عاد.", &[]), [], "punctuation of a text stands at its words");
    }

    #[test]
    fn every_fault_of_a_mention_has_its_kind_and_place() {
        for (text, surfaces, kind, at) in [
            ("زار سمير بيروت", &[" سمير"][..], FindingKind::EdgeSpace, "d:3"),
            ("زار سمير، ثم", &["سمير،"], FindingKind::EdgePunctuation, "d:4"),
            ("زار «سمير ثم", &["«سمير"], FindingKind::EdgePunctuation, "d:4"),
            ("زار سمير. ثم", &["سمير."], FindingKind::EdgePunctuation, "d:4"),
            ("زار  سمير", &["  "], FindingKind::EmptySurface, "d:3"),
            ("زار سمير نادر هنا", &["سمير", "سمير"], FindingKind::DuplicateMention, "d:4"),
            ("زار سمير نادر هنا", &["زار سمير", "سمير نادر"], FindingKind::CrossingMentions, "d:4"),
            ("🎉 زار م\u{64f}حم\u{64e}د هنا", &["م\u{64f}حم"], FindingKind::CutGrapheme, "d:10"),
            ("زار م\u{64f}حم\u{64e}د هنا", &["\u{64e}د"], FindingKind::CutGrapheme, "d:8"),
            ("زار مسمير هنا", &["سمير"], FindingKind::CutWord, "d:5"),
            ("زار سميران هنا", &["سمير"], FindingKind::CutWord, "d:8"),
        ] {
            assert_eq!(found(text, surfaces), [(kind, at.to_string())], "{text}");
        }
    }

    #[test]
    fn clitics_nested_mentions_pairs_and_abbreviations_are_no_fault() {
        for (text, surfaces) in [
            ("زار وبسمير هنا", &["سمير"][..]),
            ("رأى بالقاهرة", &["قاهرة"]),
            ("في جامعتهم أمس", &["جامعت"]),
            ("بلدية مدينة صيدا", &["بلدية مدينة صيدا", "مدينة صيدا", "صيدا"]),
            ("قال «سمير نادر» هنا", &["«سمير نادر»"]),
            ("شركة نور (المحدودة) هنا", &["شركة نور (المحدودة)"]),
            ("في ق.م. أو U.S. هنا", &["ق.م.", "U.S."]),
            ("زار كوفيد-19 هنا", &["كوفيد"]),
            ("حضر 15% منهم", &["15%"]),
        ] {
            assert_eq!(found(text, surfaces), [], "{text}");
        }
    }

    #[test]
    fn a_mark_that_the_reader_took_from_the_file_is_told_once() {
        let file = |content: &str| format::File { name: "a.json".into(), shown: "a.json".into(), content: content.into() };
        for text in ["زار", "\u{feff}زار"] {
            let format = Given(Some(Document { id: "d".into(), text: text.into(), ..Document::default() }));
            let mut findings = Findings::keeping(9);
            let input = Input { shown: "a".into(), files: vec![file("\u{feff}[]")], ..Input::default() };
            lint(&input, &format, &Options::default(), &mut findings);
            assert_eq!(findings.kinds().map(|(kind, times, _)| (kind, times)).collect::<Vec<_>>(), [(FindingKind::Bom, 1)], "{text}");
        }
    }

    #[test]
    fn what_the_reader_refuses_is_a_finding() {
        assert_eq!(of(Given(None)), [(FindingKind::Unreadable, String::new())]);
    }
}
