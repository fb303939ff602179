use proptest::prelude::*;

use super::*;
use crate::format::{Document, Note, Part, SplitToken};
use crate::statistics::Count;
use crate::text::Span;
use crate::text::offsets::UnitIndex;

/// Mentions by code points, label and entity.
pub(super) type Mentions<'a> = &'a [(usize, usize, &'a str, &'a str)];

/// A document of words as `و/CONJ+مدت=مدة/STEM`, with a space or, where none stands in the text, `~` between words.
fn document(id: &str, words: &str, mentions: Mentions) -> Document {
    let (mut text, mut splits) = (String::new(), Vec::new());
    for word in words.split_inclusive([' ', '~']) {
        let from = text.len();
        let mut parts = Vec::new();
        for piece in word.trim_end_matches([' ', '~']).split('+') {
            let (piece, class) = piece.split_once('/').map_or((piece, None), |(piece, class)| (piece, Some(class.parse().unwrap())));
            let (surface, form) = piece.split_once('=').unwrap_or((piece, ""));
            parts.push((text.len(), text.len() + surface.len(), form.into(), class));
            text.push_str(surface);
        }
        splits.push((from, text.len(), parts));
        text.push_str(if word.ends_with(' ') { " " } else { "" });
    }
    let span = |from, to| Span::new(&text, from, to).unwrap();
    let part = |(from, to, form, class)| Part { span: Some(span(from, to)), form, class };
    let splits: Vec<SplitToken> =
        splits.into_iter().map(|(from, to, parts)| SplitToken { span: span(from, to), parts: parts.into_iter().map(part).collect() }).collect();
    let index = UnitIndex::chars(&text);
    let note = |&(from, to, label, entity): &(usize, usize, &str, &str)| Note {
        entity: entity.into(),
        ..Note::new(index.span(&text, from, to).unwrap(), label, 0)
    };
    let mentions = mentions.iter().map(note).collect();
    Document { id: id.into(), tokens: splits.iter().map(|split| split.span).collect(), splits, mentions, text, ..Document::default() }
}

/// One article as both sides annotate it.
pub(super) fn article(a: &str, b: &str, a_mentions: Mentions, b_mentions: Mentions) -> Joined {
    Joined::new(vec![document("x", a, a_mentions)], vec![document("x", b, b_mentions)], ["A", "B"]).unwrap()
}

/// The agreement on the only article.
pub(super) fn compared(joined: &Joined) -> Agreement<'_> {
    Compared::of(joined).articles.remove(0).agreement
}

/// The differences of the only article.
pub(super) fn shown(joined: &Joined) -> Vec<String> {
    let index = UnitIndex::chars(&joined.pairs[0].a.text);
    let row = |Difference { span, task, kind, a, b }: &Difference| {
        let (start, end) = index.ends(*span);
        format!("{start}..{end} {} {kind}: {a} | {b}", task.name())
    };
    compared(joined).differences.iter().map(row).collect()
}

#[test]
fn a_layer_that_one_side_lacks_is_not_compared() {
    let joined = article("زار/STEM", "زار/STEM", &[(0, 3, "X", "")], &[]);
    assert_eq!(Compared::of(&joined).tasks, [AgreedTask::Segments]);
    assert_eq!((compared(&joined).strict, shown(&joined)), (Count::default(), vec![]));
}

#[test]
fn differences_stand_in_the_order_of_the_text() {
    let joined =
        article("و/CONJ+زار/STEM بيت/STEM", "وزار/STEM ب/PREP+يت/STEM", &[(5, 8, "FAC", ""), (0, 4, "X", "")], &[(5, 8, "GPE", ""), (0, 4, "X", "")]);
    let expected = ["0..4 segments cut: و+زار | وزار", "5..8 segments cut: بيت | ب+يت", "5..8 entities label: FAC | GPE"];
    assert_eq!(shown(&joined), expected);
}

/// Words of the same letters, cut and classed at will, with mentions of their ends.
fn any_side() -> impl Strategy<Value = (String, Vec<(usize, usize, &'static str, &'static str)>)> {
    let word = prop::sample::select(vec!["وسعد/STEM", "و/CONJ+سعد/STEM", "وس/STEM+عد/PRON", "و/CONJ~سعد/STEM", "و+سعد", "و/PREP+سعد=سعيد/STEM"]);
    let mention = (0usize..4, 1usize..3, 0usize..2, 0usize..3, prop::sample::select(vec!["", "p", "q"]));
    (proptest::collection::vec(word, 4), proptest::collection::vec(mention, 0..6)).prop_map(|(words, mentions)| {
        let mention = |(first, more, cut, label, entity): (usize, usize, usize, usize, &'static str)| {
            (first * 5 + cut, ((first + more) * 5 - 1).min(19), ["PERS", "ORG", "GPE"][label], entity)
        };
        (words.join(" "), mentions.into_iter().map(mention).collect())
    })
}

proptest! {
    #[test]
    fn agreement_does_not_depend_on_which_side_is_which((a, a_mentions) in any_side(), (b, b_mentions) in any_side()) {
        let (there, back) = (article(&a, &b, &a_mentions, &b_mentions), article(&b, &a, &b_mentions, &a_mentions));
        let (there, back) = (compared(&there), compared(&back));
        let turned = |count: Count| Count { fp: count.r#fn, r#fn: count.fp, ..count };
        prop_assert_eq!((there.words, there.cuts, there.forms), (back.words, back.cuts, back.forms));
        prop_assert_eq!(there.boundaries, turned(back.boundaries));
        prop_assert_eq!(there.classes.into_values().collect::<Vec<_>>(), back.classes.into_values().map(turned).collect::<Vec<_>>());
        prop_assert_eq!([there.strict, there.untyped, there.clitic], [back.strict, back.untyped, back.clitic].map(turned));
    }

    #[test]
    fn an_annotation_agrees_with_itself((a, mentions) in any_side()) {
        let joined = article(&a, &a, &mentions, &mentions);
        let itself = compared(&joined);
        for count in [itself.words, itself.cuts, itself.boundaries, itself.forms, itself.strict, itself.untyped, itself.clitic] {
            prop_assert_eq!((count.fp, count.r#fn), (0, 0));
        }
        prop_assert_eq!(itself.cuts.tp as usize, a.split([' ', '~']).count());
        prop_assert!(itself.differences.iter().all(|difference| difference.kind == "ref"), "{:?}", itself.differences);
    }
}
