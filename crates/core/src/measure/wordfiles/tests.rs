//! What joined words count, whichever way their files write them.

use proptest::prelude::*;

use super::*;
use crate::format::segmented::Text;
use crate::format::{self, Document, File, Input, Options};
use crate::measure::key::{Counts, Layer};
use crate::measure::segment::{BOUNDARY, CHANGED, CLASS, CLITIC, SPAN, WORD};
use crate::statistics::Count;

fn file(content: &str) -> File {
    File { name: "a".into(), shown: "a".into(), content: content.into() }
}

fn documents(format: &str, content: &str) -> Vec<Document> {
    let input = Input { shown: "a".into(), files: vec![file(content)], ..Input::default() };
    format::by_name(format)
        .unwrap()
        .read(&input, &Options { marker: Some("+".into()), told_classes_only: true, ..Options::default() })
        .unwrap()
        .documents
}

/// The counts of two segmented texts, by the short way and by that of documents, which are the same.
fn counts(gold: &str, predicted: &str, scheme: Scheme) -> Counts {
    let options = Options { marker: Some("+".into()), ..Options::default() };
    let (ours, theirs) = (file(gold), file(predicted));
    let [ours, theirs] = [&ours, &theirs].map(|file| Words::of_text(&Text::of(file, &options).unwrap()));
    let total = |scored: WordCounts| {
        let mut total = Counts::new();
        scored.units.into_iter().flat_map(|unit| unit.counts.counts()).for_each(|(layer, count)| *total.entry(layer).or_default() += count);
        total
    };
    let short = total(score(&ours, &theirs, scheme, false));
    let [ours, theirs] = [gold, predicted].map(|content| documents("segmented", content));
    assert_eq!(total(score(&Words::of_documents(&ours), &Words::of_documents(&theirs), scheme, true)), short);
    short
}

fn of(counts: &Counts, matching: &'static crate::measure::definition::Match, scheme: &str, label: &str) -> [u64; 4] {
    let Count { tp, fp, r#fn, tn } = counts.get(&Layer::tokens(matching, scheme, label)).copied().unwrap_or_default();
    [tp, fp, r#fn, tn]
}

const GOLD: &str = "و+زار سامر ال+مدينة ثم عاد إلى بيت+ه\nوصل سعيد ب+ال+قطار\n";

#[test]
fn gold_against_itself_is_perfect() {
    for scheme in [Scheme::AsIs, Scheme::D3] {
        let counts = counts(GOLD, GOLD, scheme);
        for (layer, count) in counts.iter().filter(|(layer, _)| layer.view == scheme.name()) {
            assert_eq!((count.fp, count.r#fn), (0, 0), "{layer:?}");
        }
    }
    assert_eq!(of(&counts(GOLD, GOLD, Scheme::AsIs), &WORD, "as-is", "*"), [10, 0, 0, 0]);
}

#[test]
fn sentences_and_spaces_that_differ_change_nothing() {
    let whole = counts(GOLD, GOLD, Scheme::AsIs);
    for predicted in [GOLD.replace('\n', " "), GOLD.replace("ثم عاد", "ثم\nعاد"), GOLD.replace(' ', "  ")] {
        assert_eq!(counts(GOLD, &predicted, Scheme::AsIs), whole, "{predicted}");
    }
    // A word that a space cuts is two tokens, and nothing else differs.
    let cut = counts(GOLD, &GOLD.replace("سامر", "سا مر"), Scheme::AsIs);
    assert_eq!(of(&cut, &SPAN, "as-is", "*"), [14, 2, 1, 0]);
    assert_eq!(of(&cut, &WORD, "as-is", "*"), [9, 0, 1, 0]);
}

#[test]
fn what_stands_on_one_side_only_is_missed_or_spurious() {
    let missed = counts(GOLD, &GOLD.replace("سامر ", ""), Scheme::AsIs);
    assert_eq!(of(&missed, &SPAN, "as-is", "*"), [14, 0, 1, 0]);
    let spurious = counts(GOLD, &GOLD.replace("سامر", "سامر غدا"), Scheme::AsIs);
    assert_eq!(of(&spurious, &SPAN, "as-is", "*"), [15, 1, 0, 0]);
    assert_eq!(of(&spurious, &CHANGED, "as-is", "unplaced"), [1, 0, 0, 0]);
    let behind = counts(GOLD, &format!("{GOLD}غدا\n"), Scheme::AsIs);
    assert_eq!(of(&behind, &SPAN, "as-is", "*"), [15, 1, 0, 0]);
    let nothing = counts(GOLD, "", Scheme::AsIs);
    assert_eq!(of(&nothing, &SPAN, "as-is", "*"), [0, 0, 15, 0]);
}

#[test]
fn text_that_a_cut_changed_is_placed_and_counted() {
    let gold = "قال ل+ل+وزير إن قصت+ها طويلة\n";
    let predicted = "قال ل+ال+وزير ان قصة+ها طويله\n";
    let counts = counts(gold, predicted, Scheme::AsIs);
    assert_eq!(of(&counts, &WORD, "as-is", "*"), [5, 0, 0, 0]);
    assert_eq!(of(&counts, &BOUNDARY, "as-is", "*")[..3], [3, 0, 0]);
    assert_eq!(of(&counts, &CHANGED, "as-is", "lam-lam"), [1, 0, 0, 0]);
    assert_eq!(of(&counts, &CHANGED, "as-is", "teh-marbuta"), [2, 0, 0, 0]);
    assert_eq!(of(&counts, &CHANGED, "as-is", "hamza"), [1, 0, 0, 0]);
    assert_eq!(of(&counts, &CLITIC, "as-is", "DET:ل"), [1, 0, 0, 0]);
}

#[test]
fn a_scheme_projects_the_gold() {
    let predicted = "و+زار سامر المدينة ثم عاد إلى بيت+ه\nوصل سعيد ب+القطار\n";
    assert_eq!(of(&counts(GOLD, predicted, Scheme::Atb), &WORD, "atb", "*"), [10, 0, 0, 0]);
    assert_eq!(of(&counts(GOLD, predicted, Scheme::AsIs), &WORD, "as-is", "*"), [8, 0, 2, 0]);
}

#[test]
fn every_wrong_word_has_a_row_with_its_place() {
    let gold = documents("segmented", GOLD);
    let predicted = documents("segmented", &GOLD.replace("ب+ال+قطار", "ب+القطار").replace("سامر ", ""));
    let rows = score(&Words::of_documents(&gold), &Words::of_documents(&predicted), Scheme::AsIs, true).errors;
    let shown: Vec<_> =
        rows.iter().map(|(id, row)| (id.as_str(), row.class.as_str(), row.gold, row.gold_text.as_str(), row.predicted_text.as_str())).collect();
    assert_eq!(shown, [("0001", "missed", Some((5, 9)), "سامر", ""), ("0002", "under-cut", Some((9, 16)), "ب+ال+قطار", "ب+القطار")]);
}

#[test]
fn classes_are_compared_where_the_prediction_tells_them() {
    let gold = documents("segmented", "و+زار سامر ب+ها\n");
    let predicted = documents("word-rows", "وزار\tو+زار\tPREP+V\nسامر\tسامر\tNOUN\nبها\tب+ها\tPREP+PRON\n");
    let units = score(&Words::of_documents(&gold), &Words::of_documents(&predicted), Scheme::AsIs, false).units;
    assert_eq!(of(&units[0].counts.counts(), &CLASS, "as-is", "*"), [4, 0, 1, 0]);
    let units = score(&Words::of_documents(&gold), &Words::of_documents(&gold), Scheme::AsIs, false).units;
    assert_eq!(of(&units[0].counts.counts(), &CLASS, "as-is", "*"), [0; 4]);
}

#[test]
fn word_rows_and_treebanks_give_what_segmented_text_gives() {
    let rows = "word\tsegments\nوزار\tو+زار\nسامر\tسامر\nالمدينة\tال+مدينة\n\nثم\tثم\n";
    let conllu = "1\tو\t_\t_\t_\t_\t2\tdep\t_\tSpaceAfter=No\n2\tزار\t_\t_\t_\t_\t0\troot\t_\t_\n3\tسامر\t_\t_\t_\t_\t2\tdep\t_\t_\n\
                  4\tال\t_\t_\t_\t_\t2\tdep\t_\tSpaceAfter=No\n5\tمدينة\t_\t_\t_\t_\t2\tdep\t_\t_\n\n1\tثم\t_\t_\t_\t_\t0\troot\t_\t_\n\n";
    let multiword = "1-2\tوزار\t_\t_\t_\t_\t_\t_\t_\t_\n1\tو\t_\t_\t_\t_\t2\tdep\t_\t_\n2\tزار\t_\t_\t_\t_\t0\troot\t_\t_\n3\tسامر\t_\t_\t_\t_\t2\tdep\t_\t_\n\
                     4-5\tالمدينة\t_\t_\t_\t_\t_\t_\t_\t_\n4\tال\t_\t_\t_\t_\t2\tdep\t_\t_\n5\tمدينة\t_\t_\t_\t_\t2\tdep\t_\t_\n\n1\tثم\t_\t_\t_\t_\t0\troot\t_\t_\n\n";
    let predicted = documents("segmented", "وزار سامر ال+مدينة\nث+م\n");
    let expected = documents("segmented", "و+زار سامر ال+مدينة\nثم\n");
    let units = |gold: &[Document]| {
        let scored = score(&Words::of_documents(gold), &Words::of_documents(&predicted), Scheme::D3, false);
        scored.units.into_iter().map(|unit| (unit.id, unit.counts.counts())).collect::<Vec<_>>()
    };
    for (format, content) in [("word-rows", rows), ("conllu", conllu), ("conllu", multiword)] {
        assert_eq!(units(&documents(format, content)), units(&expected), "{format}");
    }
}

proptest! {
    /// Texts of words that are alike, so that joining goes astray where it can.
    #[test]
    fn every_gold_segment_and_every_piece_is_counted_once(gold in "([وبلا+ةت ]{0,4}[\n ]){0,12}", predicted in "([وبلا+ةت ]{0,4}[\n ]){0,12}", same in any::<bool>()) {
        let predicted = if same { gold.replace("ة", "ت").replace("\n", " ") + &predicted[..0] } else { predicted };
        let pieces = |content: &str| {
            documents("segmented", content).iter().flat_map(|document| &document.splits).map(|split| split.parts.len() as u64).sum::<u64>()
        };
        let counts = counts(&gold, &predicted, Scheme::AsIs);
        let [tp, fp, missed, _] = of(&counts, &SPAN, "as-is", "*");
        prop_assert_eq!(tp + missed, pieces(&gold));
        prop_assert_eq!(tp + fp, pieces(&predicted));
    }
}
