//! The figures of agreement, each with its interval, made of the integers of articles. Every ratio is taken once, at the end.

use std::collections::BTreeMap;

use crate::annotation::{Class, NO_SPLIT};
use crate::measure::agreement::article::{AgreedTask, Agreement, ComparedArticle, Crossed};
use crate::measure::agreement::compared::Compared;
use crate::measure::agreement::references::b_cubed;
use crate::parallel;
use crate::statistics::Count;
use crate::statistics::bootstrap::{Boot, Interval, SHARE};
use crate::statistics::count::kappa;

/// One figure of one split.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// The layer.
    pub task: AgreedTask,
    /// What is compared: `word`, `cut`, `boundary`, `form`, `class` of segments; `exact`, `untyped`, `clitic`, `label`, `ref` of entities.
    pub matching: &'static str,
    /// The class or label; `*` for all.
    pub label: String,
    /// `accuracy`, `kappa`, `f1`, `b3_f1`.
    pub measure: &'static str,
    /// The value (share of 1, or kappa), or `None` where it is undefined.
    pub value: Option<f64>,
    /// Its 95 % interval, see [`Interval::of`].
    pub interval: Option<Interval>,
    /// What it rests on.
    pub support: Support,
}

/// The integers behind a figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Support {
    /// So many things were compared, and both sides say the same of so many of them.
    Compared {
        /// All of them.
        all: u64,
        /// Those of which both sides say the same.
        same: u64,
    },
    /// Each side has so many things, and so many are on both sides.
    Held {
        /// Those of the first side.
        a: u64,
        /// Those of the second side.
        b: u64,
        /// Those of both.
        both: u64,
    },
}

/// The figures of the articles of one split.
#[derive(Clone, PartialEq, Debug)]
pub struct SplitFigures {
    /// `dev`, `test`, …; [`NO_SPLIT`] for all articles.
    pub name: String,
    /// The number of its articles.
    pub articles: u64,
    /// Its figures: segments, then entities; of a layer, those of everything first.
    pub figures: Vec<Figure>,
}

/// The figures of every split that `split` gives to articles, sorted, and after them of all articles. `boot` says how replicates are drawn, if
/// intervals are wanted.
///
/// Articles are drawn, as for every interval, see [`crate::statistics::bootstrap`]: kappas and B³ are computed anew from the weighted integers of each replicate.
pub fn figures(compared: &Compared, split: impl Fn(&str) -> Option<String>, boot: Option<Boot>) -> Vec<SplitFigures> {
    let weights: Vec<Vec<u8>> = match boot {
        Some(boot) => compared.articles.iter().map(|article| boot.weights(article.id)).collect(),
        None => vec![Vec::new(); compared.articles.len()],
    };
    let mut by_split: BTreeMap<String, Vec<Weighed>> = BTreeMap::new();
    let mut all = Vec::new();
    for (article, weights) in compared.articles.iter().zip(&weights) {
        let weighed = Weighed { article, weights };
        if let Some(split) = split(article.id).filter(|split| split != NO_SPLIT) {
            by_split.entry(split).or_default().push(weighed);
        }
        all.push(weighed);
    }
    let of = |(name, articles): (String, Vec<Weighed>)| {
        let sample = Sample { articles: &articles, boot };
        let mut figures = Vec::new();
        if compared.tasks.contains(&AgreedTask::Segments) {
            sample.segments(&mut figures);
        }
        if compared.tasks.contains(&AgreedTask::Entities) {
            sample.entities(&mut figures);
        }
        SplitFigures { name, articles: articles.len() as u64, figures }
    };
    by_split.into_iter().chain([(NO_SPLIT.to_string(), all)]).map(of).collect()
}

/// An article with its weight in every replicate.
#[derive(Clone, Copy)]
struct Weighed<'a> {
    article: &'a ComparedArticle<'a>,
    weights: &'a [u8],
}

/// The articles of a split.
struct Sample<'a> {
    articles: &'a [Weighed<'a>],
    boot: Option<Boot>,
}

/// What the first side has, what the second has, and what both have.
fn held(count: Count) -> Support {
    Support::Held { a: count.tp + count.r#fn, b: count.tp + count.fp, both: count.tp }
}

fn compared(count: Count) -> Support {
    Support::Compared { all: count.tp + count.fp + count.r#fn + count.tn, same: count.tp + count.tn }
}

/// How a figure comes from a count, and what it is called.
type Ratio = (&'static str, fn(Count) -> Option<f64>, fn(Count) -> Support);

/// A count of an article.
type Counted = fn(&Agreement) -> Count;

const ACCURACY: Ratio = ("accuracy", Count::recall, compared);
const KAPPA: Ratio = ("kappa", Count::kappa, compared);
const F1: Ratio = ("f1", Count::f1, held);

impl<'a> Sample<'a> {
    fn segments(&self, figures: &mut Vec<Figure>) {
        let mut push = |figure: Figure| figures.push(figure);
        let everything: [(&str, Ratio, Counted); 4] = [
            ("word", ACCURACY, |agreement| agreement.words),
            ("cut", ACCURACY, |agreement| agreement.cuts),
            ("boundary", KAPPA, |agreement| agreement.boundaries),
            ("form", ACCURACY, |agreement| agreement.forms),
        ];
        for (matching, ratio, count) in everything {
            push(self.counted(AgreedTask::Segments, matching, "*", ratio, count));
        }
        for class in Class::known() {
            let figure =
                self.counted(AgreedTask::Segments, "class", class.name(), F1, |agreement| agreement.classes.get(&class).copied().unwrap_or_default());
            if figure.value.is_some() {
                push(figure);
            }
        }
    }

    fn entities(&self, figures: &mut Vec<Figure>) {
        let everything: [(&str, Counted); 3] =
            [("exact", |agreement| agreement.strict), ("untyped", |agreement| agreement.untyped), ("clitic", |agreement| agreement.clitic)];
        figures.extend(everything.map(|(matching, count)| self.counted(AgreedTask::Entities, matching, "*", F1, count)));
        figures.push(self.crossed("label", "kappa", |agreement| &agreement.labels, |table, times| table.kappa(times)));
        figures.push(self.crossed("ref", "b3_f1", |agreement| &agreement.references, |table, times| b_cubed(&table.cells, times, table.names)));
        // There may be thousands of types, of which an article has a few.
        let mut types: BTreeMap<&str, Vec<(&[u8], Count)>> = BTreeMap::new();
        for weighed in self.articles {
            for (label, count) in &weighed.article.agreement.types {
                types.entry(label).or_default().push((weighed.weights, *count));
            }
        }
        figures.extend(types.into_iter().map(|(label, counts)| self.figure(AgreedTask::Entities, "exact", label, F1, counts)));
    }

    /// A figure that is a ratio of counts.
    fn counted(&self, task: AgreedTask, matching: &'static str, label: &str, ratio: Ratio, count: impl Fn(&Agreement) -> Count) -> Figure {
        let counts = self.articles.iter().map(|weighed| (weighed.weights, count(&weighed.article.agreement))).collect();
        self.figure(task, matching, label, ratio, counts)
    }

    /// A figure that is a ratio of the counts of articles, each with its weights.
    fn figure(&self, task: AgreedTask, matching: &'static str, label: &str, ratio: Ratio, mut counts: Vec<(&[u8], Count)>) -> Figure {
        let (measure, ratio, support) = ratio;
        counts.retain(|(_, count)| !count.is_zero());
        let mut total = Count::default();
        counts.iter().for_each(|(_, count)| total += *count);
        let value = ratio(total);
        let interval = self.boot.filter(|_| value.is_some()).and_then(|boot| {
            let sums = boot.sums(counts.iter().copied());
            Interval::of(sums.replicates(boot).map(ratio), counts.len(), SHARE)
        });
        Figure { task, matching, label: label.into(), measure, value, interval, support: support(total) }
    }

    /// A figure of mentions of which each side gives a name.
    fn crossed<'b>(
        &'b self,
        matching: &'static str,
        measure: &'static str,
        names: impl Fn(&'b Agreement<'a>) -> &'b Crossed<'b>,
        value: impl Fn(&Table, &[u64]) -> Option<f64> + Sync,
    ) -> Figure {
        let crossed: Vec<(&[u8], &Crossed)> = self.articles.iter().map(|weighed| (weighed.weights, names(&weighed.article.agreement))).collect();
        let table = Table::of(crossed.iter().map(|(_, crossed)| *crossed));
        let sums = |weight: &dyn Fn(usize) -> u64| {
            let mut times = vec![0u64; table.cells.len()];
            for (at, article) in table.articles.iter().enumerate() {
                article.iter().for_each(|&(cell, number)| times[cell] += weight(at) * number);
            }
            times
        };
        let times = sums(&|_| 1);
        let found = value(&table, &times);
        let interval = self.boot.filter(|_| found.is_some()).and_then(|boot| {
            let replicate = |replicate: &u32| value(&table, &sums(&|at| u64::from(crossed[at].0[*replicate as usize])));
            let values: Vec<Option<f64>> = parallel::map(&(0..boot.resamples).collect::<Vec<u32>>(), replicate);
            let holding = crossed.iter().filter(|(_, crossed)| !crossed.is_empty()).count();
            Interval::of(values.into_iter(), holding, SHARE)
        });
        let support = match matching {
            "ref" => {
                let entities = |side: fn(&(usize, usize)) -> usize| {
                    let mut entities: Vec<usize> = table.cells.iter().map(side).collect();
                    entities.sort_unstable();
                    entities.dedup();
                    entities.len() as u64
                };
                Support::Held { a: entities(|cell| cell.0), b: entities(|cell| cell.1), both: times.iter().sum() }
            }
            _ => Support::Compared { all: times.iter().sum(), same: table.same(&times) },
        };
        Figure { task: AgreedTask::Entities, matching, label: "*".into(), measure, value: found, interval, support }
    }
}

/// Which names meet in which article. A name is a number, the same on both sides.
struct Table {
    /// The names of both sides that meet anywhere.
    cells: Vec<(usize, usize)>,
    /// The number of names.
    names: usize,
    /// By article, how often the names of a cell meet.
    articles: Vec<Vec<(usize, u64)>>,
}

impl Table {
    fn of<'a>(articles: impl Iterator<Item = &'a Crossed<'a>> + Clone) -> Table {
        let pairs = || articles.clone().flat_map(|crossed| crossed.keys().copied());
        let numbered = |mut names: Vec<&'a str>| -> BTreeMap<&'a str, usize> {
            names.sort_unstable();
            names.dedup();
            names.into_iter().zip(0..).collect()
        };
        let names = numbered(pairs().flat_map(|(a, b)| [a, b]).collect());
        let cells: BTreeMap<(&str, &str), usize> = {
            let mut cells: Vec<(&str, &str)> = pairs().collect();
            cells.sort_unstable();
            cells.dedup();
            cells.into_iter().zip(0..).collect()
        };
        Table {
            cells: cells.keys().map(|(a, b)| (names[a], names[b])).collect(),
            names: names.len(),
            articles: articles.map(|crossed| crossed.iter().map(|(pair, &times)| (cells[pair], times)).collect()).collect(),
        }
    }

    /// How often both sides give the same name.
    fn same(&self, times: &[u64]) -> u64 {
        self.cells.iter().zip(times).filter(|((a, b), _)| a == b).map(|(_, times)| times).sum()
    }

    /// Cohen's kappa of the names, see [`kappa`].
    fn kappa(&self, times: &[u64]) -> Option<f64> {
        let mut given = [vec![0u128; self.names], vec![0u128; self.names]];
        for (&(a, b), &times) in self.cells.iter().zip(times) {
            given[0][a] += u128::from(times);
            given[1][b] += u128::from(times);
        }
        let chance = given[0].iter().zip(&given[1]).map(|(a, b)| a * b).sum();
        kappa(self.same(times), times.iter().sum(), chance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Labels;
    use crate::measure::agreement::tests::article;
    use crate::measure::agreement::{DoublyAnnotated, Joined};

    /// Six articles in two splits; in the first of each, B says ORG where A says GPE.
    fn joined() -> Joined {
        let pairs = |at: usize| -> DoublyAnnotated {
            let words = "و/CONJ+سعد/STEM بيروت/STEM";
            let b = [(1, 4, "PERS", "s"), (5, 10, if at.is_multiple_of(3) { "ORG" } else { "GPE" }, "c")];
            let mut pair = article(words, words, &[(1, 4, "PERS", "x"), (5, 10, "GPE", "y")], &b).pairs.remove(0);
            pair.a.id = format!("{}-{at}", ["dev", "test"][at / 3]);
            pair
        };
        Joined { pairs: (0..6).map(pairs).collect(), alone: Default::default(), labels: Labels::of(["GPE", "ORG", "PERS"]), by_text: false }
    }

    fn figure<'a>(split: &'a SplitFigures, matching: &str, label: &str) -> &'a Figure {
        split.figures.iter().find(|figure| figure.matching == matching && figure.label == label).unwrap()
    }

    #[test]
    fn figures_are_those_of_summed_integers_by_split_and_of_all() {
        let joined = joined();
        let compared = Compared::of(&joined);
        let splits = figures(&compared, |id| id.split('-').next().map(String::from), None);
        assert_eq!(splits.iter().map(|split| (split.name.as_str(), split.articles)).collect::<Vec<_>>(), [("dev", 3), ("test", 3), ("all", 6)]);
        let all = &splits[2];
        assert_eq!(figure(all, "word", "*").support, Support::Compared { all: 12, same: 12 });
        assert_eq!(figure(all, "boundary", "*").support, Support::Compared { all: 6 * (3 + 4), same: 42 });
        assert_eq!(figure(all, "exact", "*").support, Support::Held { a: 12, b: 12, both: 10 });
        assert_eq!(figure(all, "exact", "*").value, Some(20.0 / 24.0));
        assert_eq!(figure(all, "exact", "ORG").support, Support::Held { a: 0, b: 2, both: 0 });
        assert_eq!(figure(&splits[0], "exact", "GPE").support, Support::Held { a: 3, b: 2, both: 2 });
        // Of 12 labels 10 agree; chance: 6·6 + 6·4 + 0·2 = 60 of 144.
        assert_eq!(figure(all, "label", "*").support, Support::Compared { all: 12, same: 10 });
        assert_eq!(figure(all, "label", "*").value, Some(60.0 / 84.0));
        assert_eq!(figure(all, "ref", "*").support, Support::Held { a: 2, b: 2, both: 10 });
        assert_eq!(figure(all, "ref", "*").value, Some(1.0));
        assert!(splits.iter().flat_map(|split| &split.figures).all(|figure| figure.interval.is_none()), "no replicates, no intervals");
    }

    #[test]
    fn intervals_hold_the_value_and_know_neither_order_nor_name_of_the_side() {
        let joined = joined();
        let compared = Compared::of(&joined);
        let boot = Boot { resamples: 200, seed: 1 };
        let split = |compared: &Compared| figures(compared, |_| None, Some(boot)).remove(0);
        let found = split(&compared);
        for matching in ["exact", "label"] {
            let figure = figure(&found, matching, "*");
            let (value, interval) = (figure.value.unwrap(), figure.interval.unwrap());
            assert!(interval.lo < value && value < interval.hi, "{matching}: {interval:?}");
        }
        assert_eq!(figure(&found, "word", "*").interval, None, "nothing says how sure a constant is");
        let mut turned = compared.clone();
        turned.articles.reverse();
        assert_eq!(split(&turned), found);
    }
}
