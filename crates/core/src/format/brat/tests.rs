use std::fs;

use proptest::prelude::*;

use super::*;
use crate::format::sample::{self, file, folder, plain, shown, written};

fn read(input: &Input) -> Result<Reading, String> {
    Brat.read(input, &Options::default()).map_err(|error| error.to_string())
}

#[test]
fn mentions_behind_an_emoji_and_marks_are_read_in_either_unit() {
    let text = "🎉 زارَ مُحَمَّدٌ عدنَ\r\nوعمانَ";
    for (annotation, unit) in [("T1\tPERS 7 16\tمُحَمَّدٌ\nT2\tGPE 17 29\tعدنَ \u{20}وعمانَ\n", "chars"), ("T1\tPERS 8 17\tمُحَمَّدٌ\r\n", "utf16")]
    {
        let reading = read(&folder(&[("x/a.ann", annotation), ("x/a.txt", text)])).unwrap();
        assert_eq!(reading.documents[0].id, "x/a");
        assert_eq!(shown(&reading.documents[0])[0], "PERS «مُحَمَّدٌ»", "{unit}");
        assert_eq!(reading.documents[0].mentions[0].line, 1);
    }
}

#[test]
fn what_is_no_mention_is_counted() {
    let annotation =
        "T1\tPERS 0 3\tعمر\nR1\tx Arg1:T1 Arg2:T1\n*\tEquiv T1 T1\nE1\tT1\nA1\tx T1\nM1\tx T1\nN1\tReference T1 q:1\tx\n#1\tNote T1\tx\n\n";
    let reading = read(&folder(&[("a.ann", annotation), ("a.txt", "عمر"), ("b.txt", ""), ("annotation.conf", "")])).unwrap();
    let counted: Vec<(&str, u64)> = reading.left_out.iter().collect();
    let expected =
        [("attributes", 2), ("events", 1), ("files that are neither .txt nor .ann", 1), ("normalizations", 1), ("notes", 1), ("relations", 2)];
    assert_eq!(counted[..6], expected);
    assert_eq!(counted[6..], [("texts without an .ann file", 1)]);
}

#[test]
fn every_fault_is_named_with_its_line() {
    let cases = [
        ("T1\tPERS 0 3;4 6\tعمر زيد", "`in/a.ann` line 1: T1 is discontinuous (`PERS 0 3;4 6`)"),
        ("T1\tPERS 0 3", "line 1: expected three columns"),
        ("Tx\tPERS 0 3\tعمر", "line 1: `Tx` is no number"),
        ("T1\tPERS 0 x\tعمر", "line 1: `PERS 0 x` is no type with start and end"),
        ("T1\tPERS -1 3\tعمر", "line 1: `PERS -1 3` is no type"),
        ("T1\t 0 3\tعمر", "line 1: the label is empty"),
        ("T1\tPERS 0 3\tعمر\nT1\tPERS 4 7\tزيد", "line 2: T1 is already in line 1"),
        ("عمر", "line 1: `عمر` is no line of brat"),
        ("T1\tPERS 0 3\tزيد", "code points: 0 of 1 mention fit; the first that does not: `in/a.ann` line 1: text is «زيد»"),
        ("T1\tPERS 4 9\tزيد", "ends behind the text, which has 7 code points"),
    ];
    for (annotation, expected) in cases {
        let said = read(&folder(&[("a.ann", annotation), ("a.txt", "عمر زيد")])).unwrap_err();
        assert!(said.contains(expected), "{annotation}: {said}");
    }
}

#[test]
fn a_text_that_is_missing_is_asked_for_and_the_one_of_the_articles_is_found() {
    let input = file("a.ann", "T1\tPERS 0 3\tعمر\n");
    assert!(read(&input).unwrap_err().contains("`a.ann`: there is no `a.txt` beside it; name the folder of the texts with --articles"));
    let articles = tempfile::tempdir().unwrap();
    let options = Options { articles: Some(articles.path().into()), ..Options::default() };
    assert!(Brat.read(&input, &options).unwrap_err().to_string().contains("and no `"));
    fs::write(articles.path().join("a.txt"), "عمر").unwrap();
    assert_eq!(shown(&Brat.read(&input, &options).unwrap().documents[0]), ["PERS «عمر»"]);
    assert!(read(&folder(&[("a.txt", "")])).unwrap_err().contains("holds no .ann file"));
}

#[test]
fn one_ann_file_finds_the_text_beside_it() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("a.txt"), "عمر").unwrap();
    fs::write(place.path().join("a.ann"), "T1\tPERS 0 3\tعمر\n").unwrap();
    let input = Input::read(&place.path().join("a.ann")).unwrap();
    assert_eq!(Brat.fits(&input), Fit::Surely);
    assert_eq!(shown(&read(&input).unwrap().documents[0]), ["PERS «عمر»"]);
}

#[test]
fn only_mention_lines_or_pairs_are_surely_brat() {
    assert_eq!(Brat.fits(&folder(&[("a.txt", "T1\tx 0 1\tx")])), Fit::No);
    assert_eq!(Brat.fits(&file("a.ann", "x")), Fit::Maybe);
    assert_eq!(Brat.fits(&folder(&[("a.txt", ""), ("a.ann", "")])), Fit::Surely);
}

#[test]
fn types_and_ids_that_brat_cannot_hold_are_refused() {
    let write = |id: &str, label: &str| Brat.write(&[sample::simple(id, "ab", &[(0, 2, label)])], &Options::default()).unwrap_err().to_string();
    assert!(write("a", "A B").contains("type `A B` has white space"));
    assert!(write("../a", "A").contains("cannot name a file"));
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(documents in sample::documents(sample::ANY)) {
        for unit in Unit::ALL {
            let options = Options { unit: Some(unit), ..Options::default() };
            let output = Brat.write(&documents, &options).unwrap();
            let reading = Brat.read(&written(&output), &options).unwrap();
            let expected = plain(&documents, |document| {
                document.sentences.clear();
                if !cuts::has_words(document) {
                    (document.tokens, document.splits) = Default::default();
                }
            });
            prop_assert_eq!(&plain(&reading.documents, |_| {}), &expected);
            // Without the unit, the surfaces tell it or the file is refused: it is never read as something else.
            if let Ok(reading) = Brat.read(&written(&output), &Options::default()) {
                prop_assert_eq!(plain(&reading.documents, |_| {}), expected);
            }
        }
    }
}
