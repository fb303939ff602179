//! Segmented text as tools write it, what of a marker is text, and what comes back of what is written.

use proptest::prelude::*;

use super::*;
use crate::format::cutwords::sentences;
use crate::format::sample::{self, file, written};

/// The words of a content, each as its pieces with `|` between them.
fn read(content: &str, marker: Option<&str>) -> Vec<String> {
    let options = Options { marker: marker.map(String::from), ..Options::default() };
    let documents = Segmented.read(&file("a.txt", content), &options).unwrap().documents;
    let mut shown = Vec::new();
    for document in &documents {
        for sentence in sentences(document) {
            shown.push(
                sentence.iter().map(|word| word.pieces.iter().map(|piece| piece.form).collect::<Vec<_>>().join("|")).collect::<Vec<_>>().join(" "),
            );
        }
    }
    shown
}

#[test]
fn every_marker_is_told_by_the_words_that_it_cuts() {
    for (content, expected) in [
        ("و+زار سامر ال+مدينة\nثم عاد\n", &["و|زار سامر ال|مدينة", "ثم عاد"][..]),
        ("و+ +زار سامر ال+ +مدينة", &["و|زار سامر ال|مدينة"]),
        ("و+ زار كتاب +ه و+ س+ يعود", &["و|زار كتاب|ه و|س|يعود"]),
        ("و@@ زار سامر ال@@ مدينة", &["و|زار سامر ال|مدينة"]),
        ("و ##زار سامر ال ##مدينة", &["و|زار سامر ال|مدينة"]),
        ("▁و زار ▁سامر ▁ال مدينة", &["و|زار سامر ال|مدينة"]),
        ("▁ و زار ▁سامر", &["و|زار سامر"]),
        ("و#زار سامر ال#مدينة #وسم", &["و|زار سامر ال|مدينة #وسم"]),
        ("و_زار سامر ال_مدينة", &["و|زار سامر ال|مدينة"]),
        ("\u{feff}و+زار\u{a0}سامر\r\n\r\nال+مدينة\r\n", &["و|زار سامر", "ال|مدينة"]),
    ] {
        assert_eq!(read(content, None), expected, "{content}");
        assert_eq!(Segmented.fits(&file("a.conllu.bak", content)), Fit::Maybe, "{content}");
    }
    assert_eq!(read("و¦زار سامر", Some("¦")), ["و|زار سامر"]);
}

#[test]
fn a_marker_beside_no_letter_is_text() {
    for (content, expected) in [
        ("و+زار +5 C++ + 3+4 ال+10", "و|زار +5 C++ + 3+4 ال|10"),
        (r"و+زار 5\|%", "و|زار 5|%"),
        (r"و+زار أ\+ب \\+ب ج\د", r"و|زار أ+ب \|ب ج\د"),
        ("و+زار أ++ب ثم+", "و|زار أ++ب ثم+"),
        ("+زار و+سار", "+زار و|سار"),
    ] {
        assert_eq!(read(content, None), [expected], "{content}");
    }
    let said = Segmented.read(&file("a", "و+زار"), &Options { marker: Some("و".into()), ..Options::default() }).unwrap_err().to_string();
    assert!(said.contains("`و` is no marker"), "{said}");
}

#[test]
fn plain_text_and_columns_are_no_segmented_text() {
    for content in ["زار سامر المدينة", "و+زار O\nسامر B-PERS\n", "{\"text\":\"و+زار\"}", "و+زار\tCONJ+V", ""] {
        assert_eq!(Segmented.fits(&file("a.seg", content)), Fit::No, "{content}");
    }
}

#[test]
fn several_documents_are_told_by_their_ids() {
    let content = "# newdoc id = a\nو+زار\n# newdoc id = b\nسار\n";
    let documents = Segmented.read(&file("a", content), &Options::default()).unwrap().documents;
    assert_eq!(documents.iter().map(|document| document.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let output = Segmented.write(&documents, &Options::default()).unwrap();
    assert_eq!(String::from_utf8(output.files[0].1.clone()).unwrap(), content);
}

/// Pieces that are hard to tell from markers.
const ODD: [&str; 14] = ["و", "+", "C++", "+5", "ها", "\\", "#", "@@", "##", "▁", "_", "a", "١", "\\+"];

proptest! {
    #[test]
    fn what_is_written_is_read_again(words in proptest::collection::vec(proptest::collection::vec(0..ODD.len(), 1..5), 1..8), marker in 0..KNOWN.len()) {
        let mut builder = Builder::new("a", &Options::default());
        for word in &words {
            let pieces: Vec<&str> = word.iter().map(|&at| ODD[at]).collect();
            builder.word(None, &pieces, None);
        }
        let document = builder.end();
        let options = Options { marker: Some(KNOWN[marker].into()), ..Options::default() };
        let output = Segmented.write(std::slice::from_ref(&document), &options).unwrap();
        let again = Segmented.read(&written(&output), &options).unwrap().documents.remove(0);
        prop_assert_eq!(&again.text, &document.text);
        prop_assert_eq!(again.splits, document.splits);
    }

    #[test]
    fn documents_keep_their_words_and_cuts(documents in sample::documents(sample::ANY)) {
        let options = Options { marker: Some("+".into()), ..Options::default() };
        let output = Segmented.write(&documents, &options).unwrap();
        let again = Segmented.read(&written(&output), &options).unwrap().documents;
        let pieces = |documents: &[Document]| documents.iter().flat_map(|document| {
            sentences(document).into_iter().flatten().map(|word| word.pieces.iter().map(|piece| piece.form.to_string()).collect::<Vec<_>>()).collect::<Vec<_>>()
        }).collect::<Vec<_>>();
        prop_assert_eq!(pieces(&again), pieces(&documents));
    }

    #[test]
    fn no_content_stops_the_reader(content in "[و+ز#@▁_\\\\ \n\t\u{a0}a5\u{feff}]{0,60}", marker in 0..KNOWN.len()) {
        let options = Options { marker: Some(KNOWN[marker].into()), ..Options::default() };
        Segmented.read(&file("a", &content), &options).unwrap();
        Segmented.fits(&file("a", &content));
    }
}
