//! Columns as tools and treebanks have them, what their tags say, and what comes back of what is written.

use proptest::prelude::*;

use super::*;
use crate::annotation::Class;
use crate::format::cutwords::sentences;
use crate::format::sample::{self, file, written};

/// The words of a content with their pieces and classes, a sentence a string.
fn read(content: &str, options: &Options) -> (Vec<String>, Losses) {
    let reading = WordRows.read(&file("a.txt", content), options).unwrap();
    let word = |word: &crate::format::cutwords::CutWord| {
        let pieces = word.pieces.iter().zip(word.classes()).map(|(piece, class)| format!("{}/{class}", piece.form)).collect::<Vec<_>>();
        pieces.join("+")
    };
    let shown = reading.documents.iter().flat_map(|document| {
        sentences(document).into_iter().map(|sentence| sentence.iter().map(word).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    });
    (shown.collect(), reading.left_out)
}

#[test]
fn the_columns_are_told_by_what_stands_in_them() {
    let expected = "و/CONJ+قلب/STEM+ك/PRON في/STEM";
    for content in [
        "وقلبك\tو+قلب+ك\tCONJ+NOUN+PRON\nفي\tفي\tPREP\n",
        "word\tsegments\tclasses\nوقلبك\tو+قلب+ك\tCONJ+STEM+PRON\nفي\tفي\tSTEM\n",
        "و+قلب+ك\tCONJ+NOUN+PRON\r\nفي\tPREP\r\n",
        "Fold\tSentID\tWord\tSegmentation\tPOS\n4\t1\tوقلبك\tو+قلب+ك\tCONJ+NOUN+PRON\n4\t1\tفي\tفي\tPREP\n4\t1\tEOS\tEOS\tEOS\n",
        "CONJ+NOUN+PRON\tو+ قلب +ك\nPREP\tفي\n",
        "وقلبك\tو+قلب+ك\nفي\tفي\n",
        "word\tsegments\nوقلبك\tو+قلب+ك\nفي\tفي\n",
    ] {
        assert_eq!(read(content, &Options::default()).0, [expected], "{content}");
        assert_eq!(WordRows.fits(&file("a", content)), Fit::Maybe, "{content}");
    }
}

#[test]
fn a_column_of_segments_that_cuts_nothing_is_told_by_its_name() {
    let content = "word\tsegments\tclasses\nسار\tسار\tSTEM\n.\t.\tPUNCT\n";
    assert_eq!(read(content, &Options::default()).0, ["سار/STEM ./PUNCT"]);
    assert_eq!(WordRows.fits(&file("a", content)), Fit::Maybe);
}

#[test]
fn a_sentence_ends_where_the_file_says_so() {
    let options = Options { comment: Some("#".into()), ..Options::default() };
    for content in [
        "و+سار\tCONJ+V\n\nعاد\tV\n",
        "و+سار\tCONJ+V\n#\tPUNC\nعاد\tV\n",
        "sent\tseg\tpos\n1\tو+سار\tCONJ+V\n2\tعاد\tV\n",
        "Sentence #\tSeg\tPOS\n1\tو+سار\tCONJ+V\n2\tعاد\tV\n",
        "و+سار\tCONJ+V\nEOS\tEOS\nعاد\tV\nEOS\tEOS\n",
    ] {
        assert_eq!(read(content, &options).0, ["و/CONJ+سار/STEM", "عاد/STEM"], "{content}");
    }
}

#[test]
fn restored_spelling_is_placed_in_the_word_and_rows_that_disagree_are_counted() {
    let content = "للوزير\tل+ال+وزير\tPREP+DET+NOUN\nقصتها\tقصة+ها\tNOUN+PRON\nسار\tعاد\tV\nوسار\tو+سار\tV\n";
    let reading = WordRows.read(&file("a", content), &Options { token_column: Some(1), tag_column: Some(3), ..Options::default() }).unwrap();
    let document = &reading.documents[0];
    assert_eq!(document.text, "للوزير قصتها سار وسار");
    let parts: Vec<(&str, &str)> = document
        .splits
        .iter()
        .flat_map(|split| &split.parts)
        .map(|part| (part.span.map_or("-", |span| span.slice(&document.text)), &*part.form))
        .collect();
    assert_eq!(parts, [("ل", ""), ("ل", "ال"), ("وزير", ""), ("قصت", "قصة"), ("ها", ""), ("-", "عاد"), ("و", ""), ("سار", "")]);
    let left_out: Vec<_> = reading.left_out.iter().collect();
    assert_eq!(
        left_out,
        [
            ("rows with more or fewer tags than segments and read without them (the first in line 4)", 1),
            ("words whose segments stand nowhere in them", 1)
        ]
    );
}

#[test]
fn tags_that_no_map_knows_are_named() {
    let said = |content: &str, classes: Option<&str>| {
        let options = Options { classes: classes.map(String::from), ..Options::default() };
        WordRows.read(&file("a.tsv", content), &options).map(|_| ()).unwrap_err().to_string()
    };
    let content = "و+سار\tCONJ+V\nعاد\tNOUN\nب+يت\tPREP+WHAT\n";
    assert!(said(content, None).contains("`a.tsv` line 3: tags `WHAT` are in no class of the map `farasa`"), "{}", said(content, None));
    assert!(said(content, Some("ud")).contains("`CONJ`, `PREP`, `V`, `WHAT`"), "{}", said(content, Some("ud")));
    assert!(said(content, Some("xyz")).contains("`xyz` is neither a map nor TAG=CLASS; the maps are mihak, farasa, qcri, ud, atb, camel"));
    assert!(said(content, Some("WHAT=VERB")).contains("`VERB` is no class; expected one of CONJ, "));
    let own = Options { classes: Some("farasa,WHAT=PRON,NOUN=STEM".into()), ..Options::default() };
    assert_eq!(read(content, &own).0, ["و/CONJ+سار/STEM عاد/STEM ب/PREP+يت/PRON"]);
    assert!(said("سار\tعاد\n", None).contains("no column holds segments"));
}

#[test]
fn dialect_tags_are_classes_of_their_surface() {
    let content = "هيروح\tه+يروح\tFUT_PART+V\nبيحبك\tب+يحب+ك\tPROG_PART+V+PRON\nمحصلش\tم+حصل+ش\tPART+V+NEG_PART\nEOS\tEOS\tEOS\n";
    let (shown, _) = read(content, &Options::default());
    assert_eq!(shown, ["ه/FUT+يروح/STEM ب/PROG+يحب/STEM+ك/PRON م/NEG+حصل/STEM+ش/NEG"]);
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
        let options = Options { marker: Some("+".into()), token_column: Some(1), segment_column: Some(2), tag_column: Some(3), ..Options::default() };
        let output = WordRows.write(&documents, &options).unwrap();
        let again = WordRows.read(&written(&output), &options).unwrap().documents;
        let parts = |documents: &[Document]| documents.iter().flat_map(|document| document.splits.iter().map(|split| {
            split.parts.iter().map(|part| (part.span.map(|span| span.slice(&document.text).to_string()), part.class)).collect::<Vec<(Option<String>, Option<Class>)>>()
        })).collect::<Vec<_>>();
        prop_assert_eq!(parts(&again), parts(&documents));
    }

    #[test]
    fn no_content_stops_the_reader(content in "[وزا+#CONJ\n\t a5]{0,60}") {
        let _ = WordRows.read(&file("a", &content), &Options::default());
        WordRows.fits(&file("a", &content));
    }
}
