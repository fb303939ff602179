use proptest::collection::vec;
use proptest::prelude::*;

use crate::annotation::Class;
use crate::format::conllu::brackets::{Brackets, opening};
use crate::format::conllu::tests::{fault, input, one, read, rows, written};
use crate::format::conllu::{Conllu, documents};
use crate::format::{Document, Format, Note, Options, Part, SplitToken, cuts, sample};
use crate::text::Span;
use crate::text::words::words;

/// ورد في للأمم المتحدة with the layers of its comment.
const GOLD: &str = "# newdoc id = a\n# mihak = segments mentions lines\n1-2|ورد|_|_\n1|و|CONJ|_\n2|رد|STEM|_\n3|في|STEM|SpacesAfter=\\n\n\n\
                    1-3|للأمم|_|_\n1|ل|PREP|_\n2|ال|DET|Surface=ل&Mention=(ORG:org:un(X\n3|أمم|STEM|Mention=)\n4-5|المتحدة|_|_\n4|ال|DET|_\n5|متحدة|STEM|Mention=)\n\n";

/// Segments as `text<form/CLASS`.
fn segments(document: &Document) -> Vec<String> {
    let shown = |part: &Part| {
        let form = if part.form.is_empty() { String::new() } else { format!("<{}", part.form) };
        format!("{}{form}/{}", part.span.unwrap().slice(&document.text), part.class.unwrap())
    };
    document.splits.iter().map(|split| split.parts.iter().map(shown).collect::<Vec<_>>().join(" ")).collect()
}

/// Mentions as `LABEL:entity «text»` with their lines.
fn mentions(document: &Document) -> Vec<(String, u64)> {
    let shown = |note: &Note| format!("{}:{} «{}»", note.label, note.entity, note.span.slice(&document.text));
    document.mentions.iter().map(|note| (shown(note), note.line)).collect()
}

fn left_out(lines: &str) -> Vec<(String, u64)> {
    let (_, left_out) = documents(&input(&rows(lines)).files[0], &Options::default()).unwrap();
    left_out.iter().map(|(kind, times)| (kind.into(), times)).collect()
}

#[test]
fn segments_stand_where_their_surfaces_do_and_brackets_nest() {
    let document = one(GOLD);
    assert_eq!(document.text, "ورد في\nللأمم المتحدة");
    assert_eq!(segments(&document), ["و/CONJ رد/STEM", "في/STEM", "ل/PREP ل<ال/DET أمم/STEM", "ال/DET متحدة/STEM"]);
    assert_eq!(mentions(&document), [("ORG:org:un «لأمم المتحدة»".into(), 10), ("X: «لأمم»".into(), 10)]);
    assert!(document.sentences.is_empty(), "lines are no sentences");
    assert_eq!(read(&GOLD.replace(" lines", "")).unwrap()[0].sentences.len(), 2);
}

#[test]
fn what_is_written_has_the_layers_and_the_flat_tags_beside_them() {
    let (content, losses) = written(&[one(GOLD)]);
    assert_eq!(losses, []);
    let expected = "# newdoc id = a
# mihak = segments mentions lines
# sent_id = a-1
# text = ورد في
1-2|ورد|_|_
1|و|CONJ|ner=O
2|رد|STEM|ner=O
3|في|STEM|SpacesAfter=\\n&ner=O

# sent_id = a-2
# text = للأمم المتحدة
1-3|للأمم|_|_
1|ل|PREP|ner=O
2|ال|DET|Surface=ل&ner=B-ORG&Mention=(ORG:org:un(X
3|أمم|STEM|ner=I-ORG&Mention=)
4-5|المتحدة|_|_
4|ال|DET|ner=I-ORG
5|متحدة|STEM|ner=I-ORG&Mention=)

";
    let heads = |content: &str| content.replace("\t0\troot\t_\t", "\t_\t_\t_\t").replace("\t1\tdep\t_\t", "\t_\t_\t_\t");
    assert_eq!(heads(&content), rows(expected));
}

#[test]
fn the_columns_of_others_are_read_as_before() {
    for layers in ["", "# mihak = mentions\n"] {
        let document = one(&format!("{layers}1-2|للأمم|_|_\n1|ل|CONJ|Surface=x\n2|الأمم|NN|Surface=لأمم\n\n"));
        let parts = document.splits[0].parts.iter().map(|part| (part.span.unwrap().slice(&document.text), &*part.form, part.class));
        assert_eq!(parts.collect::<Vec<_>>(), [("ل", "", None), ("لأمم", "الأمم", None)]);
    }
    let lines = "1|قطر|_|ner=B-GPE&Mention=(X)\n2|هنا|_|Mention=)(\n\n";
    assert_eq!(mentions(&one(lines)), [("GPE: «قطر»".into(), 1)]);
    assert_eq!(left_out(lines), [("`Mention` annotations without `# mihak = mentions`".into(), 2)]);
}

#[test]
fn the_layers_are_those_of_one_document() {
    let word = |class: &str| format!("1|قطر|{class}|ner=B-GPE\n\n");
    let of = |lines: &str| -> Vec<(usize, usize)> {
        read(lines).unwrap().iter().map(|document| (document.splits.len(), document.mentions.len())).collect()
    };
    let (plain, ours) = (word("NN"), format!("# mihak = segments mentions\n{}", word("STEM")));
    for (lines, expected) in [
        (format!("# newdoc\n{plain}# newdoc\n{ours}# newdoc\n{plain}"), vec![(0, 1), (1, 0), (0, 1)]),
        (format!("{ours}{}# newdoc\n{plain}", word("STEM")), vec![(2, 0), (0, 1)]),
        (ours.clone(), vec![(1, 0)]),
        (format!("# newdoc id = x\n{ours}# newdoc id = x\n{}", word("STEM")), vec![(2, 0)]),
    ] {
        assert_eq!(of(&lines), expected, "{lines}");
    }
    let forms = crate::format::conllu::parse(&input(&rows("# mihak = x\n1|قطر|NN|_\n\n")).files[0], crate::format::conllu::Detail::Forms)
        .unwrap()
        .words
        .len();
    assert_eq!(forms, 1, "scores of tokens do not look at it");
}

#[test]
fn brackets_count_and_tags_that_contradict_them_are_told() {
    let lines =
        "# mihak = mentions\n1|دولة|_|ner=B-GPE&Mention=(GPE:gpe:qatar\n2|قطر|_|ner=I-GPE&Mention=(LOC))\n3|هنا|_|ner=B-X\n\n1|قطر|_|ner=B-GPE\n\n";
    assert_eq!(mentions(&one(lines)), [("GPE:gpe:qatar «دولة قطر»".into(), 2), ("LOC: «قطر»".into(), 3)]);
    assert_eq!(left_out(lines), [("mentions of `ner` that no `Mention` has".into(), 2)]);
}

#[test]
fn flat_mentions_without_references_need_no_brackets() {
    let lines = "1|زار|ner=O\n2|عمر|ner=B-PERS\n3|قطر|ner=B-GPE\n\n";
    let (content, _) = written(&read(lines).unwrap());
    assert!(!content.contains("Mention=") && !content.contains("# mihak"), "{content}");
}

#[test]
fn mentions_go_on_behind_sentences_and_hold_any_type_and_reference() {
    let text = "قم وسر";
    let note = |start, end, label: &str, entity: &str| Note { entity: entity.into(), ..Note::new(Span::new(text, start, end).unwrap(), label, 0) };
    let mut document = Document { id: "a".into(), text: text.into(), ..Document::default() };
    document.tokens = words(text).collect();
    document.sentences = document.tokens.clone();
    document.mentions = vec![note(0, 11, "A b", "x|y=(1)"), note(0, 11, "A:\\)", ":"), note(0, 4, "Z", ""), note(5, 11, "ز", "a:b:c")];
    let (content, losses) = written(std::slice::from_ref(&document));
    assert_eq!(losses, []);
    assert!(content.contains("Mention=(A\\sb:x\\py=\\(1\\)(A\\:\\\\\\)::(Z)\n"), "{content}");
    let mut back = Conllu.read(&input(&content), &Options::default()).unwrap().documents.remove(0);
    back.mentions.iter_mut().for_each(|note| note.line = 0);
    assert_eq!(back, document);
}

#[test]
fn every_fault_names_its_line() {
    let ours = |rows: &str| format!("# mihak = segments mentions\n{rows}\n");
    let mention = |value: &str| ours(&format!("1|قم|STEM|_\n2|سر|STEM|Mention={value}\n"));
    let pair = |first: &str, second: &str| ours(&format!("1-2|وسر|_|_\n1|{first}\n2|{second}\n"));
    let known = "CONJ, INTERROG, NEG, PREP, FUT, PROG, EMPH, DET, STEM, PRON, PUNCT";
    for (lines, said) in [
        (
            "# mihak = segments trees\n1|قم|STEM|_\n\n".into(),
            "line 1: `# mihak`: no layer `trees`; expected some of segments, mentions, lines".into(),
        ),
        ("# mihak\n1|قم|STEM|_\n\n".into(), "line 1: `# mihak`; expected `# mihak = …`".into()),
        ("# mihak = lines\n# mihak = lines\n1|قم|STEM|_\n\n".into(), "line 2: a second `# mihak` in front of one sentence".into()),
        (
            "1|قم|STEM|_\n\n# mihak = lines\n1|قم|STEM|_\n\n".into(),
            "line 3: `# mihak` inside a document; it stands in front of the first sentence".into(),
        ),
        ("1|قم|STEM|_\n\n# mihak = lines\n".into(), "line 3: comments of a sentence that does not follow".to_string()),
        (ours("1|قم|_|_\n"), format!("line 2: XPOS is `_`; expected a class in a document with `# mihak = segments`: {known}")),
        (pair("و|CONJ|_", "سر|VB|_"), format!("line 4: XPOS is `VB`; expected a class in a document with `# mihak = segments`: {known}")),
        (
            pair("ف|CONJ|_", "سر|STEM|_"),
            "line 3: the text of the word is «ف» where token «وسر» goes on with «وسر»; say with `Surface=` what stands there".into(),
        ),
        (
            pair("و|CONJ|_", "سر|STEM|Surface=وسر"),
            "line 4: the text of the word is «وسر» where token «وسر» goes on with «سر»; say with `Surface=` what stands there".into(),
        ),
        (pair("وسر|STEM|_", "ه|PRON|_"), "line 4: the text of the word is «ه» where token «وسر» ends; say with `Surface=` what stands there".into()),
        (pair("و|CONJ|_", "س|STEM|_"), "line 4: the last word of token «وسر» ends in front of «ر»; say with `Surface=` what stands there".into()),
        (ours("1|قم|STEM|Surface=ق\n"), "line 2: the last word of token «قم» ends in front of «م»; say with `Surface=` what stands there".into()),
        (ours("1|قم|STEM|Surface=\n"), "line 2: `Surface=`: expected the text that the word has, with the escapes \\s \\t \\n \\r \\p \\\\".into()),
        (
            ours("1|قم|STEM|Surface=\\x\n"),
            "line 2: `Surface=\\x`: expected the text that the word has, with the escapes \\s \\t \\n \\r \\p \\\\".into(),
        ),
        (ours("1|قم|STEM|Surface=قم&Surface=قم\n"), "line 2: `Surface=قم`, and the word has a surface already".into()),
        (ours("1-1|قم|_|Surface=قم\n1|قم|STEM|_\n"), "line 2: `Surface=قم` on the line of a multiword token; it belongs to its words".into()),
        (ours("1-1|قم|_|Mention=(X)\n1|قم|STEM|_\n"), "line 2: `Mention=(X)` on the line of a multiword token; it belongs to its words".into()),
        (ours("1|قم|STEM|Mention=(X&Mention=)\n"), "line 2: `Mention=)`, and the word has brackets already; one `Mention=` holds all".into()),
        (mention(""), "line 3: `Mention=`: no bracket; leave the attribute away".into()),
        (mention("GPE"), "line 3: `Mention=GPE`: `G` in no bracket; expected `(` or `)`".into()),
        (mention("(GPE)x"), "line 3: `Mention=(GPE)x`: `x` in no bracket; expected `(` or `)`".into()),
        (mention("()"), "line 3: `Mention=()`: `(` without a type; expected `(GPE` or `(GPE:gpe:lebanon`".into()),
        (mention("(GPE:)"), "line 3: `Mention=(GPE:)`: `(GPE:` without a reference; leave the colon away, or name one".into()),
        (
            mention("(X)(GPE)"),
            "line 3: `Mention=(X)(GPE)`: `(` behind `)`; the brackets that open on a word stand in front, the outermost first".into(),
        ),
        (mention("(X\\y)"), "line 3: `Mention=(X\\y)`: `\\y`; expected the escapes \\s \\t \\n \\r \\p \\\\ \\( \\) \\:".into()),
        (mention("(X))"), "line 3: `Mention=(X))`: a `)` that closes nothing".into()),
        (mention("(X"), "line 3: `(X` is not closed in its document; `)` stands on the last word of the mention".into()),
        (
            format!("# newdoc\n{}# newdoc\n{}", mention("(X"), mention(")")),
            "line 4: `(X` is not closed in its document; `)` stands on the last word of the mention".into(),
        ),
    ] {
        assert_eq!(fault(&rows(&lines)), said, "{lines}");
    }
}

#[test]
fn invisible_marks_and_the_ends_of_texts_survive() {
    for text in [
        "\u{feff}قم\u{200c}نا \u{200f}(OSCE)\u{200e}\r\n",
        "\u{feff}\n قم",
        "می\u{200c}روم\u{a0}\u{200f} ؟\t\n\n",
        "قم \u{200f} سر\u{2028}نم",
        "1|2=\\ _ #",
    ] {
        let document = with_words(text, &[], &[], &[]);
        assert!(cuts::has_words(&document), "{text:?}");
        assert_comes_back(&document);
    }
}

/// A document whose words are cut, and have classes and forms, as the numbers say; mentions are (first part, parts, label, entity).
fn with_words(text: &str, cut: &[(u8, u8, u8)], notes: &[(usize, usize, usize, usize)], breaks: &[bool]) -> Document {
    let mut document = Document { id: "a".into(), text: text.into(), ..Document::default() };
    let mut told = cut.iter().cycle();
    let mut all: Vec<Span> = Vec::new();
    for word in words(text) {
        let mut parts: Vec<Part> = Vec::new();
        let mut start = word.start();
        for (at, c) in word.slice(text).char_indices() {
            let end = word.start() + at + c.len_utf8();
            let (cuts, class, form) = told.next().copied().unwrap_or_default();
            if end == word.end() || cuts % 3 == 1 {
                let own = &text[start..end];
                let form = ["", "", "", "ال", own, "a|b=\\ c", "_"][usize::from(form % 7)];
                parts.push(Part { span: Span::new(text, start, end).ok(), form: form.into(), class: Some(Class::ALL[usize::from(class % 9)].0) });
                start = end;
            }
        }
        all.extend(parts.iter().filter_map(|part| part.span));
        document.splits.push(SplitToken { span: word, parts });
    }
    document.tokens = document.splits.iter().map(|split| split.span).collect();
    for &(first, more, label, entity) in notes.iter().filter(|_| !all.is_empty()) {
        let first = first % all.len();
        let span = all[first].to(all[(first + more).min(all.len() - 1)]);
        let note = Note { entity: ["", "gpe:x", "(|=:)\\ "][entity].into(), ..Note::new(span, ["GPE", "a|b (c):", "\\"][label], 0) };
        if document.mentions.iter().all(|other| !other.span.crosses(span)) {
            document.mentions.push(note);
        }
    }
    // Longer ones first; those of one span in any order.
    document.mentions.sort_by_key(|note| (note.span.start(), usize::MAX - note.span.end()));
    if breaks.len() > 1 && !all.is_empty() {
        let mut start = 0;
        for at in 1..=document.tokens.len() {
            if at == document.tokens.len() || breaks[at % breaks.len()] {
                document.sentences.push(document.tokens[start].to(document.tokens[at - 1]));
                start = at;
            }
        }
    }
    document
}

#[track_caller]
fn assert_comes_back(document: &Document) {
    let (content, losses) = written(std::slice::from_ref(document));
    assert_eq!(losses, [], "{content}");
    let reading = Conllu.read(&input(&content), &Options::default()).unwrap();
    assert!(reading.left_out.is_empty(), "{content}");
    let [mut back] = <[Document; 1]>::try_from(reading.documents).unwrap();
    back.mentions.iter_mut().for_each(|note| note.line = 0);
    assert_eq!(&back, document, "{content}");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
        let mut expected = sample::plain(&documents, |_| {});
        for document in &mut expected {
            if !cuts::has_words(document) {
                document.splits.retain(|split| split.parts.len() > 1);
                document.splits.iter_mut().flat_map(|split| &mut split.parts).for_each(|part| part.class = None);
            }
        }
        let (content, losses) = written(&documents);
        prop_assert!(losses.iter().all(|(kind, _)| kind == "classes of clitics"), "{:?}", losses);
        let reading = Conllu.read(&input(&content), &Options::default()).unwrap();
        prop_assert!(reading.left_out.is_empty(), "{:?}", reading.left_out);
        prop_assert_eq!(sample::plain(&reading.documents, |_| {}), expected);
    }

    #[test]
    fn a_document_with_words_comes_back_whole(
        text in "\u{feff}?[والبت \n\t\r\u{200c}\u{200f}\u{a0}|=()\\\\:._#1a🎉َ]{1,40}",
        cut in vec(any::<(u8, u8, u8)>(), 1..20),
        notes in vec((0usize..20, 0usize..8, 0usize..3, 0usize..3), 0..8),
        breaks in vec(any::<bool>(), 0..6),
    ) {
        let document = with_words(&text, &cut, &notes, &breaks);
        prop_assume!(cuts::has_words(&document));
        assert_comes_back(&document);
    }

    #[test]
    fn any_type_and_reference_stand_in_a_bracket(label in ".+", entity in ".*") {
        let opening = opening(&label, &entity);
        prop_assert!(!opening.contains([' ', '\t', '\n', '\r', '|']));
        prop_assert_eq!(Brackets::parse(&format!("{opening})")), Ok(Brackets { openings: vec![(label, entity)], closings: 1 }));
    }

    #[test]
    fn no_bytes_of_our_own_make_the_reader_panic(
        xpos in "(STEM|CONJ|_)", form in "[وس]{1,2}", misc in vec("(Surface|Mention|ner)=[(X:)B\\-وس\\\\]{0,4}", 0..4), range in "(1-1\tوس\t_\t_\t_\t_\t_\t_\t_\t_\n)?",
    ) {
        let misc = if misc.is_empty() { "_".into() } else { misc.join("|") };
        let content = format!("# mihak = segments mentions\n{range}1\t{form}\t_\t_\t{xpos}\t_\t_\t_\t_\t{misc}\n\n");
        let _ = Conllu.read(&input(&content), &Options::default());
    }
}
