//! The agreement on references. Two sides name entities freely, so only the groups of mentions that they put together can agree.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::measure::agreement::article::{AgreedTask, ComparedArticle, Crossed, Difference};

/// Adds the mentions that the sides put together with others to the differences of their articles.
///
/// Entities of both sides are taken for one in the order of how many mentions they share, each at most once; what else shares mentions are
/// differences, and so are mentions for which one side alone names an entity, if there is any for which both do.
pub(super) fn differ(articles: &mut [ComparedArticle]) {
    let mut crossed = Crossed::new();
    for article in articles.iter() {
        article.agreement.references.iter().for_each(|(&pair, times)| *crossed.entry(pair).or_default() += times);
    }
    let same = same(&crossed);
    for article in articles {
        for named in &article.agreement.named {
            let is_half = named.a.is_empty() || named.b.is_empty();
            if if is_half { crossed.is_empty() } else { same.get(named.a) == Some(&named.b) } {
                continue;
            }
            let (span, a, b) = (named.mention.span, named.a.into(), named.b.into());
            article.agreement.differences.push(Difference { span, task: AgreedTask::Entities, kind: "ref", a, b });
        }
    }
}

/// The entity of the second side that an entity of the first is taken for.
fn same<'a>(crossed: &Crossed<'a>) -> HashMap<&'a str, &'a str> {
    let mut order: Vec<(Reverse<u64>, bool, &str, &str)> = crossed.iter().map(|(&(a, b), &times)| (Reverse(times), a != b, a, b)).collect();
    order.sort_unstable();
    let (mut same, mut taken) = (HashMap::new(), HashSet::new());
    for (_, _, a, b) in order {
        if !same.contains_key(a) && !taken.contains(b) {
            same.insert(a, b);
            taken.insert(b);
        }
    }
    same
}

/// The F1 of B³ (Bagga and Baldwin 1998): for every mention, the share of those that one side puts together with it which the other side does, too, is
/// its precision and recall; their means make the F1. It does not depend on which side is which.
///
/// `cells` are the numbers of the entities of both sides, below `entities`, and `times` how many mentions they share. `None` if they share none.
pub(super) fn b_cubed(cells: &[(usize, usize)], times: &[u64], entities: usize) -> Option<f64> {
    let mut sizes = [vec![0u64; entities], vec![0u64; entities]];
    let mut squares = [vec![0u128; entities], vec![0u128; entities]];
    for (&(a, b), &times) in cells.iter().zip(times) {
        for (side, at) in [a, b].into_iter().enumerate() {
            sizes[side][at] += times;
            squares[side][at] += u128::from(times) * u128::from(times);
        }
    }
    let all: u64 = times.iter().sum();
    // One division for each entity; the order of the sum is that of the entities.
    let mean = |side: usize| {
        let of = |(&size, &square): (&u64, &u128)| if size == 0 { 0.0 } else { square as f64 / size as f64 };
        sizes[side].iter().zip(&squares[side]).map(of).sum::<f64>() / all as f64
    };
    (all > 0).then(|| {
        let (recall, precision) = (mean(0), mean(1));
        2.0 * precision * recall / (precision + recall)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::agreement::tests::{article, shown};

    #[test]
    fn b_cubed_is_that_of_bagga_and_baldwin() {
        // Their first example: twelve mentions in clusters of 5, 2 and 5; the answer puts the last two together. Precision .762, recall 1.
        let f1 = b_cubed(&[(0, 0), (1, 1), (2, 1)], &[5, 2, 5], 3).unwrap();
        let precision = (5.0 + 4.0 / 7.0 + 25.0 / 7.0) / 12.0;
        assert!((f1 - 2.0 * precision / (precision + 1.0)).abs() < 1e-12, "{f1}");
        assert!((precision - 0.762f64).abs() < 1e-3);
        assert_eq!(b_cubed(&[(0, 0)], &[0], 1), None);
    }

    #[test]
    fn free_names_agree_where_they_put_the_same_mentions_together() {
        let words = "أ/STEM ب/STEM ج/STEM د/STEM";
        let mentions = |names: [&'static str; 4]| [0, 2, 4, 6].map(|at| (at, at + 1, "PERS", names[at / 2])).to_vec();
        let joined = article(words, words, &mentions(["putin", "putin", "saad", ""]), &mentions(["pers:p", "pers:p", "pers:s", ""]));
        assert_eq!(shown(&joined), [""; 0], "names differ, clusters do not");
        let joined = article(words, words, &mentions(["x", "x", "x", "y"]), &mentions(["p", "p", "q", ""]));
        assert_eq!(shown(&joined), ["4..5 entities ref: x | q", "6..7 entities ref: y | "]);
        let joined = article(words, words, &mentions(["x", "x", "x", "y"]), &mentions([""; 4]));
        assert_eq!(shown(&joined), [""; 0], "a side that names no entity anywhere does not annotate them");
    }
}
