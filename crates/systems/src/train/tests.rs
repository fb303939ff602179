use crfs::Attribute;
use mihak_core::annotation::{Class, Labels, Mention};
use mihak_core::hash::short_hash;
use mihak_core::text::Span;

use super::extractor::tags;
use super::*;
use crate::chain::{Chain, Path};
use crate::extractors::crf::Line;
use crate::models::{EXTRACTOR_RECEIPT, SEGMENTER_RECEIPT, SIGNATURE, shipped_levels, shipped_segmenter};

const QUICK: Settings = Settings { c1: 0.0, c2: 0.01, least: 0.0, iterations: 50 };

/// Sequences in which `x` is B after `a` and C after `b`: only the step from label to label tells which.
fn lessons_of_two_letters() -> Vec<Sequence> {
    let sequence = |letters: &str, labels: &str| {
        let mut sequence = Sequence::default();
        letters.split(' ').zip(labels.split(' ')).for_each(|(letter, label)| sequence.push([letter], label));
        sequence
    };
    vec![sequence("a x a x", "A B A B"), sequence("b x b x", "D C D C"), sequence("a x b x a", "A B D C A")]
}

fn labels(model: &[u8], letters: &[&str]) -> Vec<String> {
    let chain = Chain::read(model).unwrap();
    let mut path = Path::default();
    for letter in letters {
        path.push_item(&chain);
        path.add(&chain, letter);
    }
    path.best(&chain, None).iter().map(|&label| chain.labels()[label].clone()).collect()
}

#[test]
fn a_rule_that_holds_everywhere_is_learned_exactly() {
    let model = fit(&lessons_of_two_letters(), QUICK).unwrap();
    assert_eq!(labels(&model, &["b", "x", "a", "x", "a", "x", "b", "x"]), ["D", "C", "A", "B", "A", "B", "D", "C"]);
    assert_eq!(labels(&model, &[]), [""; 0]);
}

#[test]
fn our_reader_finds_the_paths_that_the_crate_finds() {
    let model = fit(&lessons_of_two_letters(), QUICK).unwrap();
    let theirs = crfs::Model::new(&model).unwrap();
    for letters in [&["a", "x", "x", "b"][..], &["x"], &["x", "x", "a"], &["unknown", "b", "x"]] {
        let items: Vec<Vec<Attribute>> = letters.iter().map(|&letter| vec![Attribute::from(letter)]).collect();
        let tagger = theirs.tagger().unwrap();
        assert_eq!(labels(&model, letters), tagger.tag(&items).unwrap(), "{letters:?}");
    }
}

#[test]
fn training_twice_gives_equal_bytes() {
    let settings = Settings { c1: 0.05, ..QUICK };
    assert_eq!(fit(&lessons_of_two_letters(), settings).unwrap(), fit(&lessons_of_two_letters(), settings).unwrap());
}

#[test]
fn a_barred_path_is_never_chosen() {
    let mut chain = Chain::read(&fit(&lessons_of_two_letters(), QUICK).unwrap()).unwrap();
    chain.bar(|from, to| (from, to) != ("A", "B"));
    let mut path = Path::default();
    for letter in ["a", "x"] {
        path.push_item(&chain);
        path.add(&chain, letter);
    }
    assert_ne!(path.best(&chain, None).iter().map(|&label| chain.labels()[label].as_str()).collect::<Vec<_>>(), ["A", "B"]);
    path.push_item(&chain);
    path.bar(&chain, |_| false);
    assert!(path.best(&chain, None).is_empty());
}

#[test]
fn tags_cover_mentions_on_segment_edges_and_skip_the_others() {
    let text = "زار بوتين القاهرة";
    let (mut line, mut at) = (Line::default(), 0);
    for piece in ["زار", " ", "بوتين", " ", "ال", "قاهرة"] {
        let span = Span::new(text, at, at + piece.len()).unwrap();
        at += piece.len();
        if piece != " " {
            line.push(text, span, if piece == "ال" { Class::Det } else { Class::Stem });
        }
    }
    let inventory = Labels::of(["PERS", "GPE"]);
    let mention = |slice: &str, label: &str| {
        let at = text.find(slice).unwrap();
        Mention { span: Span::new(text, at, at + slice.len()).unwrap(), label: inventory.get(label).unwrap() }
    };
    let names = |mentions: &[Mention]| tags(&line, 0..line.len(), mentions).into_iter().map(|tag| tag.name(&inventory)).collect::<Vec<_>>();
    assert_eq!(names(&[mention("بوتين", "PERS"), mention("القاهرة", "GPE")]), ["O", "B-PERS", "B-GPE", "I-GPE"]);
    assert_eq!(names(&[mention("بوتي", "PERS"), mention("لقاهرة", "GPE")]), ["O"; 4]);
}

#[test]
fn receipts_and_signature_name_the_models_that_are_shipped() {
    let levels = shipped_levels();
    let (segmenter, outer, inner) = (shipped_segmenter(), levels.outer, levels.inner);
    for (receipt, models) in [(SEGMENTER_RECEIPT, &[segmenter][..]), (EXTRACTOR_RECEIPT, &[segmenter, outer, inner])] {
        assert!(receipt.starts_with("crfs 0.4.1 dev#"), "{receipt}");
        assert!(receipt.ends_with(&format!("model#{}", short_hash(models))), "{receipt}");
    }
    for model in [segmenter, outer, inner] {
        assert!(SIGNATURE.contains(&short_hash(&[model])));
    }
}
