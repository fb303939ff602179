//! The agreement on mentions of one article, by the matching and the measures of the scorer. The first side stands for gold.

use crate::annotation::{Labels, Mention};
use crate::format::Document;
use crate::measure::agreement::article::{AgreedTask, Agreement, Difference, Named};
use crate::measure::agreement::joined::DoublyAnnotated;
use crate::measure::matching;
use crate::measure::overlap::Overlap;
use crate::measure::scene::Scene;
use crate::measure::tally::{Erring, Tally};
use crate::text::Span;

/// Compares the mentions of an article, whose labels the table has.
///
/// A residue of clitics is judged by its letters alone, as where there is no gold for words: neither side's words are that.
pub(super) fn compare<'a>(pair: &'a DoublyAnnotated, labels: &'a Labels, agreement: &mut Agreement<'a>) {
    let text = pair.a.text.as_str();
    let mentions = |document: &Document| {
        let mentions = document.mentions.iter().map(|note| note.mention(labels).expect("the table has the labels of both sides"));
        mentions.collect::<Vec<Mention>>()
    };
    let (a, b) = (mentions(&pair.a), mentions(&pair.b));
    let mut tally = Tally::default();
    let scene = Scene { text, words: None, seen: None, overlap: Overlap::default() };
    tally.add(&scene, &a, &b, &mut |erring| agreement.differences.push(difference(text, labels, erring)));
    (agreement.strict, agreement.untyped, agreement.clitic) = (tally.exact(), tally.untyped(), tally.clitic());
    agreement.types.extend(tally.labels().map(|(label, count)| (labels.name(label), count)));
    for matched in matching::pairs(&a, &b) {
        let (Some(i), Some(j)) = (matched.gold, matched.predicted) else { continue };
        if a[i].span != b[j].span {
            continue;
        }
        *agreement.labels.entry((labels.name(a[i].label), labels.name(b[j].label))).or_default() += 1;
        if a[i] != b[j] {
            continue;
        }
        let named = Named { mention: a[i], a: &pair.a.mentions[i].entity, b: &pair.b.mentions[j].entity };
        if !named.a.is_empty() && !named.b.is_empty() {
            *agreement.references.entry((named.a, named.b)).or_default() += 1;
        }
        if !named.a.is_empty() || !named.b.is_empty() {
            agreement.named.push(named);
        }
    }
}

/// What both sides say where the matching does not make them agree; surfaces are shown where they differ.
fn difference(text: &str, labels: &Labels, Erring { gold, predicted, class }: Erring) -> Difference {
    let kind = match class {
        "missed" => "only-a",
        "spurious" => "only-b",
        "label" => "label",
        "clitic" | "clitic+label" => "boundary-clitic",
        _ => "boundary",
    };
    let spans = || gold.into_iter().chain(predicted).map(|mention| mention.span);
    let (start, end) = (spans().map(Span::start).min(), spans().map(Span::end).max());
    let span = Span::new(text, start.unwrap_or_default(), end.unwrap_or_default()).expect("a pair has a side");
    let shown = |mention: Option<Mention>| match mention {
        None => String::new(),
        Some(mention) if kind.starts_with("boundary") => format!("{} {}", labels.name(mention.label), mention.span.slice(text)),
        Some(mention) => labels.name(mention.label).into(),
    };
    Difference { span, task: AgreedTask::Entities, kind, a: shown(gold), b: shown(predicted) }
}

#[cfg(test)]
mod tests {
    use crate::measure::agreement::tests::{article, compared, shown};
    use crate::statistics::Count;

    const WORDS: &str = "قال/STEM و/CONJ+سعد/STEM في/STEM بيروت/STEM";

    #[test]
    fn mentions_agree_strictly_by_span_alone_and_but_for_clitics() {
        let a = [(5, 8, "PERS", ""), (12, 17, "GPE", ""), (0, 3, "OCC", "")];
        let b = [(4, 8, "PERS", ""), (12, 17, "LOC", "")];
        let joined = article(WORDS, WORDS, &a, &b);
        let agreement = compared(&joined);
        assert_eq!(agreement.strict, Count { tp: 0, fp: 2, r#fn: 3, tn: 0 });
        assert_eq!(agreement.untyped, Count { tp: 1, fp: 1, r#fn: 2, tn: 0 });
        assert_eq!(agreement.clitic, Count { tp: 1, fp: 1, r#fn: 2, tn: 0 });
        assert_eq!(agreement.labels.iter().collect::<Vec<_>>(), [(&("GPE", "LOC"), &1)]);
        assert_eq!(agreement.types["PERS"], Count { tp: 0, fp: 1, r#fn: 1, tn: 0 });
        assert_eq!(
            shown(&joined),
            ["0..3 entities only-a: OCC | ", "4..8 entities boundary-clitic: PERS سعد | PERS وسعد", "12..17 entities label: GPE | LOC"]
        );
    }

    #[test]
    fn boundaries_that_no_clitic_explains_are_shown_over_all_that_either_side_names() {
        let joined = article(WORDS, WORDS, &[(9, 17, "GPE", ""), (0, 3, "X", "")], &[(12, 17, "LOC", ""), (0, 3, "X", "")]);
        assert_eq!(shown(&joined), ["9..17 entities boundary: GPE في بيروت | LOC بيروت"]);
    }
}
