use proptest::prelude::*;

use super::*;
use crate::format::SplitToken;
use crate::format::sample::{self, file, plain, shown};

fn read(content: &str) -> Result<Vec<Document>, String> {
    Inline.read(&file("a.inline", content), &Options::default()).map(|reading| reading.documents).map_err(|error| error.to_string())
}

fn inline(documents: &[Document]) -> String {
    String::from_utf8(Inline.write(documents, &Options::default()).unwrap().files.remove(0).1).unwrap()
}

fn classes(document: &Document) -> Vec<String> {
    let name = |split: &SplitToken| split.parts.iter().map(|part| part.class.unwrap().name()).collect::<Vec<_>>().join("+");
    document.splits.iter().map(name).collect()
}

#[test]
fn mentions_nest_and_proclitics_stand_outside() {
    let documents = read("# article a\nو+[OCC رئيس+ه [NORP ال+روسي]] ل+[ORG:white-house ل{ال}+بيت]\n# note: nothing\n").unwrap();
    let document = &documents[0];
    assert_eq!(document.text, "ورئيسه الروسي للبيت\n");
    assert_eq!(shown(document), ["OCC «رئيسه الروسي»", "NORP «الروسي»", "ORG «لبيت»"]);
    assert_eq!(&*document.mentions[2].entity, "org:white-house");
    assert_eq!(classes(document), ["CONJ+STEM+PRON", "DET+STEM", "PREP+DET+STEM"]);
    assert_eq!(&*document.splits[2].parts[1].form, "ال");
    assert_eq!(document.mentions[0].line, 2);
}

#[test]
fn a_fault_quotes_the_beginning_of_a_long_word() {
    let said = read(&format!("# article a\n{}\n", "ح+".repeat(2_000))).unwrap_err();
    assert!(said.contains("«ح» of «ححح") && said.contains("ح…» cannot be"), "{}", &said[..200]);
    assert!(said.len() < 10_000, "{}", said.len());
}

#[test]
fn classes_follow_from_the_cut_unless_they_are_told() {
    let cases = [
        ("ل+ه", "PREP+PRON"),
        ("و+س+يبحث+ها", "CONJ+FUT+STEM+PRON"),
        ("ف+ب+ال+نسبة", "CONJ+PREP+DET+STEM"),
        ("أ+ليس", "INTERROG+STEM"),
        ("ل{:EMPH}+قد", "EMPH+STEM"),
        ("ما+ه+نروح+ش", "NEG+FUT+STEM+NEG"),
        ("ب{:PROG}+نروح+ش{:NEG}", "PROG+STEM+NEG"),
        ("ثمر+ات{:STEM}+ها", "STEM+STEM+PRON"),
        ("ثمر+ات{:PRON}", "STEM+PRON"),
        ("ل+ل+جنة", "PREP+DET+STEM"),
        ("الـ+10", "DET+STEM"),
        ("ك+ك", "PREP+PRON"),
        ("،", "PUNCT"),
        ("و", "STEM"),
    ];
    for (word, expected) in cases {
        assert_eq!(classes(&read(&format!("# article a\n{word}\n")).unwrap()[0]), [expected], "{word}");
    }
}

#[test]
fn signs_and_marks_of_the_text_are_escaped_and_those_of_the_file_are_none() {
    let text = "#وسم [1] {2} 3+4 \\ \u{200f}OSCE\u{200e} \n\u{a0}ب";
    let document = Document { id: "a".into(), text: text.into(), ..Document::default() };
    let written = inline(std::slice::from_ref(&document));
    assert_eq!(written, "# entities a\n\u{200f}\\#وسم \\[1\\] \\{2\\} 3\\+4 \\\\ \\u200FOSCE\\u200E\\u0020\n\u{200f}\\u00A0ب\\\n");
    assert_eq!(read(&written).unwrap(), [document]);
}

#[test]
fn every_fault_is_named_with_its_line() {
    let cases = [
        ("زار", "line 1: text before the first `# article ID`"),
        ("# article a\n[PERS عمر", "line 2: `[PERS` is not closed in article `a`"),
        ("# article a\nعمر]", "line 2: `]` closes nothing"),
        ("# article a\n[PERS ]عمر", "line 2: PERS is empty"),
        ("# article a\n[عمر", "line 2: `[عمر` is not closed"),
        ("# article a\n[ عمر]", "line 2: `[` has no type and space"),
        ("# article a\n[PERS: عمر]", "line 2: `[PERS:` has no reference"),
        ("# article a\nزار+ عمر", "line 2: `+` does not stand between two letters of a word, before «عمر»"),
        ("# article a\nزار+", "line 2: `+` does not stand inside a word"),
        ("# article a\n+زار", "line 2: `+` does not stand between two letters of a word, before «زار»"),
        ("# article a\nزا{زى}ر", "line 2: `{زى}` does not stand behind a segment"),
        ("# article a\nزار{", "line 2: `{` is not closed in its line"),
        ("# article a\nزار{}", "line 2: `{}` says nothing"),
        ("# article a\nزار{:NOUN}", "line 2: `NOUN` is no class; expected one of CONJ, "),
        ("# article a\nزار}", "line 2: `}` closes nothing"),
        ("# article a\nزار\\x", "line 2: `\\x` means nothing"),
        ("# article a\nزار\\u20", "line 2: `\\u20` is no character"),
        ("# article a\nه+نروح+ش", "line 2: «ش» of «هنروحش» cannot be PRON, which follows from the cut; say its class in braces, as in `ش{:STEM}`"),
        ("# entities a\n\nل+زار", "line 3: an article without words (`# entities`) has no `+`"),
    ];
    for (content, expected) in cases {
        let said = read(content).expect_err(content);
        assert!(said.contains(&format!("`a.inline` {expected}")), "{content}: {said}");
    }
}

#[test]
fn the_first_opening_is_its_mark() {
    for (content, fit) in
        [("# a note\n\n# article a\nx\n", Fit::Surely), ("# entities a\n", Fit::Surely), ("# a note\nx\n# article a\n", Fit::No), ("", Fit::No)]
    {
        assert_eq!(Inline.fits(&file("a.txt", content)), fit, "{content}");
    }
}

#[test]
fn two_mentions_of_one_span_and_any_reference_are_kept() {
    let content = "# entities a\n\u{200f}[\u{200f}ORG=q:42\u{200f} [\u{200f}GPE:x\u{200f} قطر]]\n";
    let documents = read(content).unwrap();
    assert_eq!(shown(&documents[0]), ["GPE «قطر»", "ORG «قطر»"]);
    assert_eq!(read(&inline(&documents)).unwrap(), documents);
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
        let mut expected = plain(&documents, |document| document.sentences.clear());
        for document in &mut expected {
            if !cuts::has_words(document) {
                document.splits.clear();
                document.tokens.clear();
            }
        }
        let read = read(&inline(&documents)).unwrap();
        prop_assert_eq!(plain(&read, |_| {}), expected);
    }

    #[test]
    fn any_text_reads_back(text in ".*\n?.*", id in "[a-z]{1,3}") {
        let document = Document { id, text, ..Document::default() };
        prop_assert_eq!(read(&inline(std::slice::from_ref(&document))).unwrap(), vec![document]);
    }
}
