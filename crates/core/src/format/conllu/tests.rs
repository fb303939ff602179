mod layers;

use proptest::prelude::*;

use super::*;
use crate::format::{Note, Part, SplitToken};
use crate::tags::{Repair, TagScheme};
use crate::text::Span;

fn file(content: &str) -> File {
    File { name: "a.conllu".into(), shown: "dir/a.conllu".into(), content: content.into() }
}

pub(super) fn input(content: &str) -> Input {
    Input { shown: "dir/a.conllu".into(), files: vec![file(content)], ..Input::default() }
}

/// Rows `ID FORM MISC` or `ID FORM XPOS MISC` with the other columns filled in; other lines stay.
pub(super) fn rows(lines: &str) -> String {
    let row = |line: &str| match line.split('|').collect::<Vec<_>>()[..] {
        [id, form, misc] => format!("{id}\t{form}{}\t{}\n", "\t_".repeat(7), misc.replace('&', "|")),
        [id, form, xpos, misc] => format!("{id}\t{form}\t_\t_\t{xpos}{}\t{}\n", "\t_".repeat(4), misc.replace('&', "|")),
        _ => format!("{line}\n"),
    };
    lines.lines().map(row).collect()
}

pub(super) fn read(lines: &str) -> Result<Vec<Document>> {
    Ok(Conllu.read(&input(&rows(lines)), &Options::default())?.documents)
}

pub(super) fn one(lines: &str) -> Document {
    read(lines).unwrap().remove(0)
}

/// The first fault of a file.
pub(super) fn fault(content: &str) -> String {
    let said = Conllu.read(&input(content), &Options::default()).unwrap_err().to_string();
    said.lines().nth(1).unwrap().trim().replace("`dir/a.conllu` ", "")
}

fn texts<'a>(document: &'a Document, spans: &[Span]) -> Vec<&'a str> {
    spans.iter().map(|span| span.slice(&document.text)).collect()
}

#[test]
fn a_tag_on_the_line_of_a_multiword_token_is_one_of_the_whole_token() {
    for (first, second) in [("S-LOC", "O"), ("B-LOC", "E-LOC"), ("U-LOC", "O"), ("B-LOC", "I-LOC")] {
        let document = one(&format!("1-3|وبغداد|ner={first}\n1|و|_\n2|ب|_\n3|غداد|_\n4|الكبرى|ner={second}\n5|اليوم|_\n\n"));
        let shown: Vec<&str> = document.mentions.iter().map(|note| note.span.slice(&document.text)).collect();
        assert_eq!(shown, [if second == "O" { "وبغداد" } else { "وبغداد الكبرى" }], "{first} {second}");
    }
    let document = one("1|زار|O\n2-3|بغداد|ner=E-LOC\n2|بغ|_\n3|داد|_\n\n".replace("1|زار|O", "1|زار|ner=B-LOC").as_str());
    assert_eq!(document.mentions[0].span.slice(&document.text), "زار بغداد");
}

#[test]
fn the_text_is_what_forms_and_misc_say() {
    let document = one("1|🎉|SpacesBefore=\\s\\s\n2|قالَ|SpacesAfter=\\t\\n\n3|نعم|SpaceAfter=No\n4|.|_\n\n1|ثم|_\n2|عاد|SpacesAfter=\\n\n\n");
    assert_eq!(document.text, "  🎉 قالَ\t\nنعم. ثم عاد\n");
    assert_eq!(texts(&document, &document.sentences), ["🎉 قالَ\t\nنعم.", "ثم عاد"]);
    assert_eq!(document.id, "a");
}

#[test]
fn the_next_sentence_follows_as_the_last_token_says() {
    let text = |misc: &str, comment: &str| one(&format!("1|نعم|{misc}\n\n{comment}1|لا|_\n\n")).text;
    assert_eq!(text("_", ""), "نعم لا");
    assert_eq!(text("_", "# newpar\n"), "نعم\nلا");
    assert_eq!(text("SpaceAfter=No", ""), "نعملا");
    assert_eq!(text("SpacesAfter=\\n\\n", "# newpar\n"), "نعم\n\nلا");
}

#[test]
fn a_form_with_spaces_is_one_token() {
    let document = one("1|عبد الله|_\n2|زار|SpacesInToken=ز\\nار\n\n");
    assert_eq!(texts(&document, &document.tokens), ["عبد الله", "ز\nار"]);
}

#[test]
fn documents_are_named_by_newdoc_else_by_their_place() {
    let ids = |lines: &str| read(lines).unwrap().into_iter().map(|document| (document.id, document.text)).collect::<Vec<_>>();
    let word = "1|و|_\n\n";
    let pair = |id: &str, text: &str| (id.to_string(), text.to_string());
    assert_eq!(ids(&format!("{word}# newdoc id = خبر 7\n{word}# newdoc\n{word}{word}")), [pair("1", "و"), pair("خبر 7", "و"), pair("3", "و و")]);
    assert_eq!(ids(&format!("# newdoc id = x\n{word}# newdoc id = x\n{word}")), [pair("x", "و و")], "a repeated id goes on");
    assert_eq!(ids(""), [pair("a", "")]);
}

#[test]
fn parts_have_spans_as_far_as_their_forms_are_in_the_token() {
    let parts = |token: &str, forms: &[&str]| {
        let rows: String = forms.iter().enumerate().map(|(at, form)| format!("{}|{form}|_\n", at + 1)).collect();
        let document = one(&format!("1-{}|{token}|_\n{rows}\n", forms.len()));
        let shown = |part: &Part| match (part.span, &*part.form) {
            (Some(span), "") => span.slice(&document.text).to_string(),
            (Some(span), form) => format!("{}<{form}", span.slice(&document.text)),
            (None, form) => format!("?{form}"),
        };
        document.splits[0].parts.iter().map(shown).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(parts("وقال", &["و", "قال"]), "و قال");
    assert_eq!(parts("للسلطة", &["ل", "السلطة"]), "ل لسلطة<السلطة");
    assert_eq!(parts("مدتها", &["مدة", "ها"]), "مدت<مدة ها");
    assert_eq!(parts("du", &["de", "le"]), "?de ?le");
    assert_eq!(parts("أما", &["أم", "ب", "ت"]), "أم ?ب ?ت", "what remains could be of either");
}

#[test]
fn mentions_are_tags_of_words_and_cover_parts_where_these_have_a_place() {
    let lines = "1-2|وبغداد|_\n1|و|ner=O\n2|بغداد|ner=B-LOC\n3-4|du|_\n3|de|ner=B-ORG\n4|le|NER=I-ORG&X=y\n5|نعم|_\n\n";
    let document = one(lines);
    let found: Vec<(&str, &str, u64)> = document.mentions.iter().map(|note| (note.span.slice(&document.text), &*note.label, note.line)).collect();
    assert_eq!(found, [("بغداد", "LOC", 3), ("du", "ORG", 5)]);
}

#[test]
fn the_scheme_is_detected_and_an_illegal_step_is_an_error_unless_repaired() {
    let document = one("1|أ|ner=B-X\n2|ب|ner=E-X\n3|ج|ner=S-X\n\n");
    assert_eq!(document.mentions.len(), 2);
    let lines = "1|أ|ner=B-X\n2|ب|_\n3|ج|ner=I-X\n4|د|ner=B-X\n\n";
    let options = |repair| Options { scheme: Some(TagScheme::Iob2), repair, ..Options::default() };
    let said = Conllu.read(&input(&rows(lines)), &options(Repair::None)).unwrap_err().to_string();
    assert!(said.contains("`dir/a.conllu` line 3: `I-X` behind `O` is illegal in IOB2"), "{said}");
    let repaired = |repair| Conllu.read(&input(&rows(lines)), &options(repair)).unwrap().documents[0].mentions.len();
    assert_eq!((repaired(Repair::Conlleval), repaired(Repair::Discard)), (3, 2));
}

#[test]
fn empty_nodes_and_entities_are_left_out_and_counted() {
    let lines = rows("0.1|هو|_\n1|زار|Entity=(e1\n1.1|هو|Entity=x\n1.2|هو|_\n2-3|وعاد|_\n2|و|_\n2.1|هو|_\n3|عاد|_\n\n");
    let (documents, left_out) = documents(&file(&lines), &Options::default()).unwrap();
    assert_eq!(documents[0].text, "زار وعاد");
    assert_eq!(left_out.iter().collect::<Vec<_>>(), [("`Entity` annotations", 1), ("empty nodes", 4)]);
}

#[test]
fn carriage_returns_may_end_lines() {
    let lines = "# newdoc id = x\n1|زار|SpaceAfter=No\n2|.|_\n\n1|ثم|_\n\n";
    let plain = read(lines).unwrap();
    assert_eq!(Conllu.read(&input(&rows(lines).replace('\n', "\r\n")), &Options::default()).unwrap().documents, plain);
}

#[test]
fn the_shown_text_is_checked_against_the_tokens() {
    let with = |text: &str| format!("# text = {text}\n{}", rows("1|قالَ|SpacesAfter=\\s\\s\n2-3|وزار|SpaceAfter=No\n2|و|_\n3|زار|_\n4|.|_\n\n"));
    for right in ["قالَ وزار.", "قالَ  وزار.", "قالَ وزار. "] {
        assert!(Conllu.read(&input(&with(right)), &Options::default()).is_ok(), "{right}");
    }
    for (wrong, said) in [
        ("قال وزار.", "from character 4 it has « وزار.» where they have «َ»"),
        ("قالَ وزار .", "from character 10 it has « .» where they have «.»"),
        ("قالَوزار.", "from character 5 it has «وزار.» where they have «  وزار»"),
        ("قالَ وزار. نعم", "from character 11 it has « نعم» where they have the end"),
        ("قالَ وزار", "from character 10 it has the end where they have «.»"),
    ] {
        assert_eq!(fault(&with(wrong)), format!("line 1: `# text` is not the text of the tokens: {said}"));
    }
}

#[test]
fn every_fault_names_its_line() {
    let row = |id: &str| format!("{id}\tو{}\n", "\t_".repeat(8));
    let all = |ids: &[&str]| ids.iter().map(|id| row(id)).collect::<String>() + "\n";
    let misc = |misc: &str| rows(&format!("1|و|{misc}\n\n"));
    for (content, said) in [
        ("1\tو\t_\n\n".into(), "line 1: 3 columns; expected 10, separated by tabs"),
        ("1 و _ _ _ _ 0 root _ _\n\n".into(), "line 1: 1 columns; expected 10, separated by tabs; they are separated by spaces here"),
        (all(&["1", "3"]), "line 2: word 3; expected 2"),
        (all(&["2"]), "line 1: word 2; expected 1"),
        (all(&["x"]), "line 1: `x` is no ID; expected a number from 1, a range such as `3-4` or an empty node such as `5.1`"),
        (all(&["01"]), "line 1: `01` is no ID; expected a number from 1, a range such as `3-4` or an empty node such as `5.1`"),
        (all(&["1-3", "1", "2"]), "line 4: the sentence ends at word 2, inside a multiword token that ends at word 3"),
        (all(&["1-3", "1", "2-3", "2", "3"]), "line 3: multiword token 2-3 inside another, which ends at word 3"),
        (all(&["1", "3-4", "2"]), "line 2: multiword token 3-4 in front of word 2; its line must stand in front of word 3"),
        (all(&["1", "1.2"]), "line 2: empty node 1.2; expected 1.1"),
        (all(&["0.1"]), "line 2: a sentence without words"),
        (row("1"), "line 1: the file ends inside a sentence; an empty line must stand behind every sentence"),
        (all(&["1"]) + "\n", "line 3: an empty line without a sentence in front; one empty line ends a sentence"),
        (all(&["1"]) + "# text = و\n", "line 3: comments of a sentence that does not follow"),
        (row("1") + " \n", "line 2: 1 columns; expected 10, separated by tabs; the line behind a sentence must be empty"),
        (row("1") + "# text = و\n\n", "line 2: 1 columns; expected 10, separated by tabs; comments stand in front of the sentence"),
        (all(&["1"]).replace("و", ""), "line 1: FORM is empty; write `_` where there is nothing to say"),
        (all(&["1"]).replace("و", "\u{a0}"), "line 1: FORM holds only spaces"),
        (all(&["1"]).replace("_\n", "\n"), "line 1: MISC is empty; write `_` where there is nothing to say"),
        ("1\tو\t_\tA B\t_\t_\t_\t_\t_\t_\n\n".into(), "line 1: UPOS is `A B`; only FORM, LEMMA and MISC may hold spaces"),
        (all(&["1"]).replace('\n', "\r\r\n"), "line 1: a carriage return inside the line; lines end with a line feed, or with both"),
        (format!("\u{feff}{}", all(&["1"])), "line 1: begins with a byte order mark; save the file without it"),
        (misc("SpaceAfter=no"), "line 1: `SpaceAfter=no`; expected `SpaceAfter=No`"),
        (misc("SpacesAfter=\\x"), "line 1: `SpacesAfter=\\x`: expected the escapes \\s \\t \\n \\r \\p \\\\"),
        (misc("SpacesAfter=ab"), "line 1: `SpacesAfter=ab`; expected white space"),
        (misc("SpacesInToken=ab"), "line 1: `SpacesInToken=ab`; expected `و` up to white space"),
        (misc("SpaceAfter=No&SpacesAfter=\\n"), "line 1: `SpacesAfter=\\n`, and MISC says what follows the token already"),
        (misc("ner=B-X&NER=B-Y"), "line 1: `B-Y`, and the word has a tag already"),
        (misc("ner=LOC"), "line 1: `LOC` is no tag; expected `O`, or one of B I E S L U M W, a hyphen and a type, such as `B-PERS`"),
        (rows("1-2|وا|ner=B-X\n1|و|_\n2|ا|ner=B-X\n\n"), "line 3: `B-X`, and the word has a tag already"),
        (rows("1-99999|وا|ner=B-X\n1|و|_\n\n"), "line 1: `B-X` on the line of a multiword token of 99999 words; at most 64 are read"),
        (
            rows("1-2|وا|_\n1|و|SpaceAfter=No\n2|ا|_\n\n"),
            "line 2: `SpaceAfter=No` on a word of a multiword token; it belongs to the line of the token",
        ),
        (format!("# newdoc id =\n{}", all(&["1"])), "line 1: `# newdoc id =` without an id"),
        (format!("# newdoc x\n{}", all(&["1"])), "line 1: `# newdoc x`; expected `# newdoc` or `# newdoc id = …`"),
        (
            format!("# sent_id = 1\n{0}# sent_id = 1\n{0}", all(&["1"])),
            "line 4: `# sent_id = 1` stands in front of another sentence already; ids must differ",
        ),
        (format!("# sent_id\n{}", all(&["1"])), "line 1: `# sent_id`; expected `# sent_id = …`"),
    ] {
        assert_eq!(fault(&content), said, "{content}");
    }
}

#[test]
fn a_faulty_row_is_one_fault() {
    let content = rows("1|و|_\n2|قال|_\n3|نعم|_\n4-5|وا|_\n4|و|_\n5|ا|_\n\n").replace("قال", "").replace("وا", "");
    let said = Conllu.read(&input(&content), &Options::default()).unwrap_err().to_string();
    assert!(said.starts_with("2 faults in the input"), "{said}");
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_with_their_line() {
    let bad = File { content: b"# x\n1\t\xe6\t_\t_\t_\t_\t_\t_\t_\t_\n\n".to_vec(), ..file("") };
    assert!(parse(&bad, Detail::Forms).unwrap_err().to_string().contains("line 2: not UTF-8"));
}

#[test]
fn a_file_is_known_by_its_first_row_or_its_name() {
    let named = |name: &str, content: &str| {
        let mut input = input(content);
        input.files[0].name = name.into();
        Conllu.fits(&input)
    };
    assert_eq!(named("x.txt", &rows("# x\n1-2|وا|_\n")), Fit::Surely);
    assert_eq!(named("x.conllu", "broken"), Fit::Surely);
    assert_eq!(named("x.txt", "1\tا\tB\n"), Fit::No);
}

pub(super) fn written(documents: &[Document]) -> (String, Vec<(String, u64)>) {
    let output = Conllu.write(documents, &Options::default()).unwrap();
    let losses = output.losses.iter().map(|(kind, times)| (kind.to_string(), times)).collect();
    (String::from_utf8(output.files.into_iter().next().unwrap().1).unwrap(), losses)
}

/// The document as it is read back, without the lines of mentions.
fn again(document: &Document) -> Document {
    let (content, losses) = written(std::slice::from_ref(document));
    assert_eq!(losses, [], "{content}");
    let mut back = Conllu.read(&input(&content), &Options::default()).unwrap().documents;
    assert_eq!(back.len(), 1);
    bare(back.remove(0))
}

fn bare(mut document: Document) -> Document {
    document.mentions.iter_mut().for_each(|note| note.line = 0);
    document
}

#[test]
fn a_document_is_read_back_as_it_was_written() {
    let lines = "# newdoc id = خبر\n1|🎉|SpacesBefore=\\n\n2-3|وقالَ|_\n2|و|_\n3|قالَ|ner=B-PER\n4-5|للسلطة|SpaceAfter=No\n4|ل|ner=O\n5|السلطة|ner=B-ORG\n\
                 6|.|SpacesAfter=\\s\\p\\n\n\n1-2|du|_\n1|de|ner=B-X\n2|le|ner=I-X\n3|عبد الله|SpacesAfter=\\s\n\n";
    let document = bare(one(&lines.replace("\\p", "")));
    assert_eq!(document.mentions.len(), 3);
    assert_eq!(again(&document), document);
}

fn span(text: &str, part: &str) -> Span {
    let at = text.find(part).unwrap();
    Span::new(text, at, at + part.len()).unwrap()
}

#[test]
fn what_cannot_be_written_is_counted() {
    let text = "زار وبغداد - أمس";
    let note = |part: &str, label: &str| Note::new(span(text, part), label, 0);
    let mut document = Document { id: "a".into(), text: text.into(), ..Document::default() };
    document.tokens = ["زار", "وبغداد", "أمس"].map(|part| span(text, part)).into();
    document.sentences = vec![span(text, "زار وبغداد")];
    document.splits = vec![SplitToken { span: span(text, "زار و"), parts: vec![] }];
    document.mentions = vec![
        note("زار وبغداد", "X"),
        note("زار", "Y"),
        note("غداد", "Z"),
        note("وبغداد - أمس", "X"),
        note("-", "X"),
        note("أمس", "a b"),
        note("أمس", "T"),
    ];
    let (content, losses) = written(&[document]);
    let losses: Vec<(&str, u64)> = losses.iter().map(|(kind, times)| (kind.as_str(), *times)).collect();
    assert_eq!(
        losses,
        [
            ("mentions outside of tokens", 1),
            ("mentions that begin or end inside a word", 1),
            ("mentions that cross others", 1),
            ("splits of what is no token", 1),
            ("stretches of text outside of tokens", 1),
            ("tokens outside of sentences that become sentences", 1),
        ],
        "{content}"
    );
    let back = Conllu.read(&input(&content), &Options::default()).unwrap().documents.remove(0);
    assert_eq!(back.mentions.len(), 4);
}

#[test]
fn a_document_without_tokens_is_cut_into_words_and_lines() {
    let document = Document { id: "a".into(), text: "زار بغداد.\n\nثم عاد\n".into(), ..Document::default() };
    let (content, losses) = written(std::slice::from_ref(&document));
    assert_eq!(losses, [("documents without tokens that are cut into words".to_string(), 1)]);
    let back = Conllu.read(&input(&content), &Options::default()).unwrap().documents.remove(0);
    assert_eq!(back.text, document.text);
    assert_eq!(texts(&back, &back.sentences), ["زار بغداد.", "ثم عاد"]);
}

#[test]
fn ids_that_a_comment_cannot_hold_are_refused() {
    let named = |id: &str| Document { id: id.into(), ..Document::default() };
    for documents in [vec![named("")], vec![named("a\nb")], vec![named("a"), named("a")]] {
        assert!(Conllu.write(&documents, &Options::default()).is_err(), "{documents:?}");
    }
}

proptest! {
    #[test]
    fn any_text_with_tokens_is_read_back(words in prop::collection::vec(("[ ]?[a-zقالَ🎉#_|\\\\=]{1,4}[ ]?", "[ \n\t\u{a0}]{0,2}", prop::bool::weighted(0.2)), 1..12)) {
        let mut document = Document { id: "a".into(), ..Document::default() };
        let mut start = 0;
        for (at, (form, behind, ends)) in words.iter().enumerate() {
            let from = document.text.len();
            document.text.push_str(form);
            document.tokens.push(Span::new(&document.text, from, from + form.len()).unwrap());
            if *ends || at + 1 == words.len() {
                document.sentences.push(Span::new(&document.text, start, from + form.len()).unwrap());
                start = from + form.len() + behind.len();
            }
            document.text.push_str(behind);
        }
        prop_assert_eq!(again(&document), document);
    }

    #[test]
    fn no_bytes_make_the_parser_panic(content in "[12.\\-#\t\n\r _|=aق]{0,80}") {
        let _ = Conllu.read(&input(&content), &Options::default());
    }
}
