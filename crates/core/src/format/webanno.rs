//! WebAnno TSV 3, which INCEpTION writes too: tokens with UTF-16 offsets and a column for every feature of every layer.

mod cell;
mod header;
mod reader;
mod writer;

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::{Fit, Format, Offsets, Output, Reading};
use crate::format::document::Document;
use crate::format::input::{File, Input};
use crate::format::losses::{Layer, lost};
use crate::format::options::Options;
use crate::format::webanno::header::MARK;
use crate::format::webanno::reader::Reader;
use crate::format::webanno::writer::Writer;
use crate::text::offsets::Unit;

/// The TSV of WebAnno and INCEpTION.
pub struct Webanno;

impl Format for Webanno {
    fn name(&self) -> &'static str {
        "webanno"
    }

    fn about(&self) -> &'static str {
        "WebAnno TSV 3, of WebAnno and INCEpTION"
    }

    fn fits(&self, input: &Input) -> Fit {
        if input.files.iter().any(is_marked) { Fit::Surely } else { Fit::No }
    }

    fn offsets(&self) -> Offsets {
        Offsets::Fixed(Unit::Utf16)
    }

    fn read(&self, input: &Input, options: &Options) -> Result<Reading> {
        let mut problems = Problems::default();
        let mut reading = Reading::default();
        for file in &input.files {
            if input.is_folder && !is_marked(file) {
                reading.left_out.note("files that are no WebAnno TSV", 1);
                continue;
            }
            let id = if input.is_folder { file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem) } else { file.stem() };
            let mut reader = Reader::new(file, options, &mut problems, &mut reading.left_out);
            reader.document.id = id.into();
            reader.read(file.text()?)?;
            reading.documents.push(reader.document);
        }
        if reading.documents.is_empty() {
            let said = format!("`{}` holds no file that begins with `{MARK}`", input.shown);
            return Err(Error::new(ErrorKind::Malformed, said).about(&input.shown));
        }
        problems.into_result()?;
        Ok(reading)
    }

    fn write(&self, documents: &[Document], options: &Options) -> Result<Output> {
        let mut output = Output { files: Vec::new(), losses: lost(documents, &[Layer::Sentences, Layer::Tokens, Layer::Entities]) };
        for document in documents {
            let content = Writer::new(document, options.unit.unwrap_or(Unit::Utf16), &mut output.losses)?.write(document)?;
            output.files.push((format!("{}.tsv", document.file_stem()?), content.into_bytes()));
        }
        Ok(output)
    }
}

fn is_marked(file: &File) -> bool {
    file.content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&file.content).starts_with(MARK.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample::{self, Sort, file, folder, plain, shown, written};
    use crate::format::units;
    use crate::text::Span;

    fn read(content: &str) -> Result<Reading, String> {
        Webanno.read(&file("a.tsv", content), &Options::default()).map_err(|error| error.to_string())
    }

    const HEAD: &str = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.ner.type.NamedEntity|identifier|value\n#T_SP=x.Lemma|value\n\n\n";

    fn with(lines: &str) -> String {
        format!("{HEAD}#Text=🎉 زارَ أبو ظبيَ وعدنَ\n{lines}")
    }

    #[test]
    fn tokens_numbers_stacks_and_parts_are_mentions_behind_an_emoji() {
        let lines = "1-1\t0-2\t🎉\t_\t_\t_\t\n1-2\t3-7\tزارَ\t_\t_\tزار[9]\t\n1-3\t8-11\tأبو\tq:1[1]|*[2]\tGPE[1]|OR\\_G[2]\tx\t\n1-4\t12-16\tظبيَ\tq:1[1]\tGPE[1]\t_\t\n1-5\t17-22\tوعدنَ\t_\t_\t_\t\n1-5.1\t18-22\tعدنَ\t*\tGPE\t_\t\n\n#Text=عدن\n2-1\t24-27\tعدن\t*\tGPE\t_\t\n";
        let reading = read(&with(lines)).unwrap();
        let document = &reading.documents[0];
        assert_eq!(shown(document), ["GPE «أبو ظبيَ»", "OR_G «أبو»", "GPE «عدنَ»", "GPE «عدن»"]);
        assert_eq!((&*document.mentions[0].entity, document.mentions[0].line), ("q:1", 9));
        assert_eq!(document.text, "🎉 زارَ أبو ظبيَ وعدنَ\n\nعدن");
        assert_eq!((document.tokens.len(), document.sentences.len()), (6, 2));
        assert_eq!(reading.left_out.iter().collect::<Vec<_>>(), [("annotations of layer Lemma", 2)]);
    }

    #[test]
    fn neighbours_without_numbers_are_two_mentions() {
        let lines = "1-3\t8-11\tأبو\t*\tGPE\t_\n1-4\t12-16\tظبيَ\t*\tGPE\t_\n";
        assert_eq!(shown(&read(&with(lines)).unwrap().documents[0]), ["GPE «أبو»", "GPE «ظبيَ»"]);
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let cases = [
            ("1-1\t0-2\t🎉\t_\t_", "line 7: 5 columns, expected 6"),
            ("x\t0-2\t🎉\t_\t_\t_", "line 7: `x` is no number of a token"),
            ("1-1\t0:2\t🎉\t_\t_\t_", "line 7: `0:2` are no offsets"),
            ("1-1\t0-2\tعمر\t_\t_\t_", "line 7: token «عمر» is not in the text of its sentence"),
            ("1-1\t0-2\t🎉\t_\t_\t_\n1-2\t2-5\tزار\t_\t_\t_", "line 8: token is «زار» but UTF-16 units 2..5 are « زا»"),
            ("1-1\t0-2\t🎉\t_\t_\t_\n1-2\t1-5\tزار\t_\t_\t_", "line 8: 1-5 is no span of the sentence"),
            ("1-2\t3-7\tزارَ\t_\t_\t_\n1-1\t0-2\t🎉\t_\t_\t_", "line 8: the token overlaps the one in front of it, or stands before it"),
            ("1-2\t3-7\tزارَ\t_\t_\t_\n1-2.1\t8-11\tأبو\t_\t_\t_", "line 8: a part of a token does not lie in the token"),
            ("1-2.1\t3-7\tزارَ\t_\t_\t_", "line 7: a part of a token has no token"),
            ("1-1\t0-2\t🎉\t*\t*\t_", "line 7: a mention has no value"),
            ("1-1\t0-2\t🎉\t*[1]\tGPE[2]\t_", "line 7: `GPE[2]` and `*[1]` do not go together"),
            ("1-1\t0-2\t🎉\t*|*\tGPE\t_", "line 7: `GPE` and `*|*` do not go together"),
            ("1-1\t0-2\t🎉\t_\tGPE[x]\t_", "line 7: `GPE[x]`: expected a number in brackets"),
            ("1-1\t0-2\t🎉\t*[1]\tGPE[1]\t_\n1-2\t3-7\tزارَ\t*[1]\tORG[1]\t_", "line 8: ORG continues GPE of line 7"),
            ("1-1\t0-2\t🎉\t*[1]\tGPE[1]\t_\n1-2\t3-7\tزارَ\t_\t_\t_\n1-3\t8-11\tأبو\t*[1]\tGPE[1]\t_", "line 9: GPE is discontinuous"),
            ("", "line 7: a sentence has no token"),
            ("1-1\t0-2\t🎉\t_\t_\t_\n\n#Text=عدن\n2-1\t5-8\tعدن\t_\t_\t_", "line 10: the sentence begins at 5, in front of 22"),
            ("1-1\t0-2\t🎉\t_\t_\t_\n#T_SP=x|value\n", "line 8: a layer behind the first sentence"),
        ];
        for (lines, expected) in cases {
            let said = read(&with(lines)).unwrap_err();
            assert!(said.contains(expected), "{lines}: {said}");
        }
        assert!(read("1-1\t0-2\tx\n").unwrap_err().contains("`a.tsv` line 1: expected `#FORMAT=WebAnno TSV 3.3`"));
        assert!(Webanno.read(&folder(&[("a.txt", "")]), &Options::default()).unwrap_err().to_string().contains("holds no file that begins"));
    }

    #[test]
    fn layers_among_which_none_is_clear_are_named() {
        let cases = [
            ("#T_SP=x.A|value\n#T_SP=x.B|value", "the span layers are: x.A (value), x.B (value); name one with --layer x.A --feature value"),
            ("#T_SP=x.Lemma|value", "the span layers are: x.Lemma (value)"),
            ("#T_RL=x.R|BT", "there is no span layer"),
        ];
        for (header, expected) in cases {
            let cells = "\t_".repeat(header.matches('|').count());
            let said = read(&format!("#FORMAT=WebAnno TSV 3.2\n{header}\n\n#Text=x\n1-1\t0-1\tx{cells}\t\n")).unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
        let custom = read("#FORMAT=WebAnno TSV 3.2\n#T_SP=x.Name|kind\n\n#Text=x\n1-1\t0-1\tx\tPERS\t\n").unwrap();
        assert_eq!(shown(&custom.documents[0]), ["PERS «x»"]);
    }

    #[test]
    fn a_text_without_tokens_and_sentences_is_written_in_words_and_lines() {
        let text = "\u{feff}زار عمر\tعدن،\r\n\nثم عاد ";
        let start = text.find("عمر").unwrap();
        let document = sample::simple("a", text, &[(start, start + 6, "PERS"), (start, start + 7, "GPE")]);
        let output = Webanno.write(&[document], &Options::default()).unwrap();
        assert_eq!(output.losses.iter().collect::<Vec<_>>(), [("mentions that begin or end outside of tokens", 1)]);
        let reading = Webanno.read(&written(&output), &Options::default()).unwrap();
        assert_eq!((reading.documents[0].text.as_str(), shown(&reading.documents[0])), (text, vec!["PERS «عمر»".into()]));
    }

    #[test]
    fn a_token_that_no_sentence_holds_is_refused() {
        let mut document = sample::simple("a", "زار عمر", &[]);
        document.sentences = vec![Span::new("زار عمر", 0, 6).unwrap()];
        let said = |document: &Document| Webanno.write(std::slice::from_ref(document), &Options::default()).unwrap_err().to_string();
        assert!(said(&document).contains("token «عمر» stands in no sentence"));
        document.sentences = vec![Span::new("زار عمر", 0, 9).unwrap()];
        assert!(said(&document).contains("token «عمر» does not lie in one sentence"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(documents in sample::documents(Sort { breaks: &["\n", "\n\n"], marks: false })) {
            let expected = plain(&documents, |document| document.splits.clear());
            let output = Webanno.write(&documents, &Options::default()).unwrap();
            let reading = Webanno.read(&written(&output), &Options::default()).unwrap();
            prop_assert_eq!(plain(&reading.documents, |_| {}), expected);
            prop_assert!(reading.left_out.is_empty());
        }

        #[test]
        fn what_stands_between_sentences_is_counted_and_offsets_hold(documents in sample::documents(sample::ANY)) {
            let output = Webanno.write(&documents, &Options::default()).unwrap();
            let reading = Webanno.read(&written(&output), &Options::default()).unwrap();
            let offsets = |documents: &[Document]| {
                let of = |document: &Document| units::offsets(document, Unit::Utf16).unwrap();
                plain(documents, |_| {}).iter().map(of).collect::<Vec<_>>()
            };
            prop_assert_eq!(offsets(&reading.documents), offsets(&documents));
        }
    }
}
