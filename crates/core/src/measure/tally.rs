//! The tally of one view: the counts of mentions while they are added up, article by article, before they have layers.

mod equal;
mod labels;
mod links;
mod prints;
mod quoted;
mod sides;
mod surfaces;
mod tokens;

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::annotation::{Label, Labels, Mention};
use crate::measure::buckets::{self, Bucket, WordCounts, depths};
use crate::measure::declared::{Bound, Orth};
use crate::measure::definition::{Match, PairCount};
use crate::measure::layers::{Filing, LayerRef};
use crate::measure::matching::{self, Matched};
use crate::measure::mentions::{ARTICLE, BUCKET, CONFUSION, DROPPED, EMPTY, ERROR, EXACT, TOKEN, TYPE, UNTYPED};
use crate::measure::quotes::QuoteCounts;
use crate::measure::registry::OF_PAIRS;
use crate::measure::scene::Scene;
use crate::measure::tally::equal::Equal;
use crate::measure::tally::labels::{ByLabel, tick};
use crate::measure::tally::links::Links;
use crate::measure::tally::sides::{Sides, are_long};
use crate::statistics::Count;
use crate::text::Span;
use crate::text::fold::trim;

/// The bounds by which exact spans are counted; the first is the strict one.
const BOUNDS: [Bound; 2] = [Bound::Char, Bound::Clitic];

/// The orthographies by which they are; the first is the strict one.
const ORTHS: [Orth; 2] = [Orth::Raw, Orth::Folded];

/// The error class of mentions in crowded groups, see [`matching::matched`].
const CROWDED: &str = "crowded";

/// A pair of the raw matching that is not right, with its error class.
#[derive(Clone, Copy, Debug)]
pub struct Erring {
    /// The gold mention.
    pub gold: Option<Mention>,
    /// The prediction.
    pub predicted: Option<Mention>,
    /// The class, as in errors.csv.
    pub class: &'static str,
}

/// The counts under one view, by labels of one table. Tallies of different articles can be added up, if their labels are of the same table.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// What the view dropped: predictions as fp, gold as fn.
    pub dropped: Count,
    /// Exact span and label, by orthography and bound.
    exact: [[ByLabel; 2]; 2],
    /// The span alone, by orthography and bound.
    untyped: [[Count; 2]; 2],
    /// What is made of single pairs, in the order of [`OF_PAIRS`].
    of_pairs: [OfPairs; OF_PAIRS.len()],
    /// Distinct surfaces and labels of an article, by orthography.
    article: [ByLabel; 2],
    confusion: BTreeMap<(Option<Label>, Option<Label>), u64>,
    classes: BTreeMap<&'static str, u64>,
    /// By the place of the bucket.
    buckets: [Count; buckets::NAMES.len()],
    /// Tokens by the types of the mentions that they share text with.
    token: ByLabel,
    /// All tokens: with the same types on both sides (tp), or not (fn).
    tokens: Count,
    /// Sentences, see [`EMPTY`].
    empty: Count,
    /// The quotes of chat models.
    quotes: QuoteCounts,
}

/// What one match that is made of single pairs counts: by label, or of all.
#[derive(Clone, Debug, Default)]
struct OfPairs {
    labels: ByLabel,
    all: Count,
}

impl OfPairs {
    fn add(&mut self, how: PairCount, gold: Option<Mention>, predicted: Option<Mention>) {
        match how {
            PairCount::Right(is_right) => {
                let right = gold.zip(predicted).is_some_and(|(gold, predicted)| is_right(gold, predicted));
                tick(&mut self.labels, gold, predicted, right);
            }
            PairCount::Points { points, .. } => self.all += points(gold, predicted),
        }
    }
}

impl Tally {
    /// Adds mentions of one article, which the view shows; `erring` receives every pair that is not correct.
    pub fn add(&mut self, scene: &Scene, gold: &[Mention], predicted: &[Mention], erring: &mut dyn FnMut(Erring)) {
        let Matched { pairs, crowded } = matching::matched(gold, predicted);
        self.note_crowded(crowded);
        let sides = Sides { gold, predicted, pairs: &pairs };
        sides.count(&mut self.exact[0][0], &mut self.untyped[0][0], |gold, predicted| gold.span == predicted.span);
        self.of_pairs(scene, &sides);
        self.pairs(scene, &sides, erring);
        self.bucket(scene, &sides);
        self.layers(scene, &sides);
    }

    /// Counts the spans that are the same under the other bounds and orthographies.
    fn layers(&mut self, scene: &Scene, sides: &Sides) {
        let trimmed = |mention: &Mention| Mention { span: trim(scene.text, mention.span), ..*mention };
        let is_trimmed = sides.gold.iter().chain(sides.predicted).any(|mention| trimmed(mention) != *mention);
        let links = Links::of(scene, sides.gold, sides.predicted);
        self.layer((0, 1), sides, &links);
        if !is_trimmed {
            self.layer((1, 0), sides, &Links::default());
            return self.layer((1, 1), sides, &links);
        }
        let [gold, predicted]: [Vec<Mention>; 2] = [sides.gold, sides.predicted].map(|side| side.iter().map(trimmed).collect());
        self.equal((1, 0), &gold, &predicted, &Links::default());
        self.equal((1, 1), &gold, &predicted, &Links::of(scene, &gold, &predicted));
    }

    /// Counts the layer of an orthography and a bound in which the spans are those of the first layer.
    fn layer(&mut self, (o, b): (usize, usize), sides: &Sides, links: &Links) {
        if !links.pairs.is_empty() {
            return self.equal((o, b), sides.gold, sides.predicted, links);
        }
        // Where no others are the same than in the first layer, its pairs say it.
        sides.count(&mut self.exact[o][b], &mut self.untyped[o][b], |gold, predicted| gold.span == predicted.span);
        self.note_crowded(links.crowded(sides.gold) + links.crowded(sides.predicted));
    }

    /// Counts mentions of which the same spans are equal, and those that are linked, in the layer of an orthography and a bound.
    fn equal(&mut self, (o, b): (usize, usize), gold: &[Mention], predicted: &[Mention], links: &Links) {
        let (exact, untyped) = (&mut self.exact[o][b], &mut self.untyped[o][b]);
        let crowded = Equal { exact, untyped }.count(gold, predicted, &links.pairs);
        self.note_crowded(crowded + links.crowded(gold) + links.crowded(predicted));
    }

    fn note_crowded(&mut self, mentions: u64) {
        if mentions > 0 {
            *self.classes.entry(CROWDED).or_default() += mentions;
        }
    }

    /// Counts what is made of single pairs: those of the one matching, or, where an overlap must be larger than a character, those of a matching that
    /// only knows such ones.
    fn of_pairs(&mut self, scene: &Scene, sides: &Sides) {
        let counted = || OF_PAIRS.iter().map(|matching| matching.pairs.expect("the list holds only these"));
        let mut count = |sides: &Sides| {
            for (of_pairs, how) in self.of_pairs.iter_mut().zip(counted()) {
                sides.all().for_each(|(gold, predicted)| of_pairs.add(how, gold, predicted));
            }
        };
        if scene.overlap.is_any() {
            return count(sides);
        }
        let enough = |gold: Mention, predicted: Mention| scene.overlap.holds(scene.text, gold, predicted);
        let Matched { pairs, .. } = matching::matched_where(sides.gold, sides.predicted, &enough);
        count(&Sides { pairs: &pairs, ..*sides });
    }

    /// Adds the tokens of an article, which are sorted and share no text, by the types of the mentions that the view shows. Without an answer none is
    /// right.
    pub fn add_tokens(&mut self, tokens: &[Span], gold: &[Mention], predicted: Option<&[Mention]>) {
        let counted = tokens::count(tokens, gold, predicted.unwrap_or_default(), &mut self.token);
        self.tokens += match predicted {
            Some(_) => counted,
            None => Count { r#fn: tokens.len() as u64, ..Count::default() },
        };
    }

    /// Adds tokens of one type on both sides, or of none, that are the same on both.
    pub fn add_same_tokens(&mut self, label: Option<Label>, times: u64) {
        self.tokens.tp += times;
        if let Some(label) = label {
            self.token.of(label).tp += times;
        }
    }

    /// Adds the sentences of an article, which are sorted and disjoint, by whether the view shows a mention in them. Without an answer
    /// those are missed that gold has none in.
    pub fn add_sentences(&mut self, sentences: &[Span], gold: &[Mention], predicted: Option<&[Mention]>) {
        let counted = tokens::sentences(sentences, gold, predicted.unwrap_or_default());
        self.empty += match predicted {
            Some(_) => counted,
            None => Count { r#fn: counted.tp, ..Count::default() },
        };
    }

    /// Adds one sentence, of which gold and the prediction show a mention or not.
    pub fn add_sentence(&mut self, gold: bool, predicted: bool) {
        self.empty += tokens::sentence((gold, predicted));
    }

    fn pairs(&mut self, scene: &Scene, sides: &Sides, erring: &mut dyn FnMut(Erring)) {
        for (gold, predicted) in sides.all() {
            let class = scene.class(gold, predicted);
            *self.confusion.entry((gold.map(|gold| gold.label), predicted.map(|predicted| predicted.label))).or_default() += 1;
            if let Some(class) = class {
                *self.classes.entry(class).or_default() += 1;
                erring(Erring { gold, predicted, class });
            }
        }
    }

    fn bucket(&mut self, scene: &Scene, sides: &Sides) {
        let (gold_depths, predicted_depths) = (depths(sides.gold), depths(sides.predicted));
        let words = WordCounts::new(scene.text, are_long(scene.text, [sides.gold, sides.predicted]));
        for pair in sides.pairs {
            let (gold, predicted) = sides.pair(*pair);
            let right = gold.is_some() && gold == predicted;
            if let Some((mention, at)) = gold.zip(pair.gold) {
                let count = Count { tp: u64::from(right), r#fn: u64::from(!right), ..Count::default() };
                Bucket::of(scene, &words, mention.span, gold_depths[at]).for_each(|bucket| self.buckets[bucket.place()] += count);
            }
            if let Some((mention, at)) = predicted.zip(pair.predicted).filter(|_| !right) {
                let count = Count { fp: 1, ..Count::default() };
                Bucket::of(scene, &words, mention.span, predicted_depths[at]).for_each(|bucket| self.buckets[bucket.place()] += count);
            }
        }
    }

    /// Adds mentions that are the same on both sides and overlap no other, of one label and with these buckets.
    pub fn add_same(&mut self, label: Label, buckets: impl Iterator<Item = Bucket>, times: u64) {
        let count = Count { tp: times, ..Count::default() };
        for (exact, untyped) in self.exact.iter_mut().flatten().zip(self.untyped.iter_mut().flatten()) {
            *exact.of(label) += count;
            *untyped += count;
        }
        for (of_pairs, matching) in self.of_pairs.iter_mut().zip(OF_PAIRS) {
            match matching.pairs {
                Some(PairCount::Points { same, .. }) => of_pairs.all.tp += same * times,
                _ => *of_pairs.labels.of(label) += count,
            }
        }
        *self.confusion.entry((Some(label), Some(label))).or_default() += times;
        buckets.for_each(|bucket| self.buckets[bucket.place()] += count);
    }

    /// Adds distinct surfaces of one label.
    pub fn add_article(&mut self, label: Label, count: Count) {
        self.article.iter_mut().for_each(|article| *article.of(label) += count);
    }

    /// Adds one token of a type, or of none, on each side.
    pub fn add_token(&mut self, gold: Option<Label>, predicted: Option<Label>) {
        if gold == predicted {
            return self.add_same_tokens(gold, 1);
        }
        self.tokens.r#fn += 1;
        if let Some(label) = gold {
            self.token.of(label).r#fn += 1;
        }
        if let Some(label) = predicted {
            self.token.of(label).fp += 1;
        }
    }

    /// Adds the distinct surfaces and labels that a whole article mentions, each counted once.
    pub fn article(&mut self, text: &str, gold: &[Mention], predicted: &[Mention]) {
        for (article, orth) in self.article.iter_mut().zip(ORTHS) {
            surfaces::count(text, gold, predicted, orth, article);
        }
    }

    /// The number of mentions that overlap in too many ways for the best matching.
    pub fn crowded(&self) -> u64 {
        self.classes.get(CROWDED).copied().unwrap_or_default()
    }

    /// Takes out what is counted as a number of things, of which no interval is drawn: confusions, errors, what was dropped.
    pub fn take_numbers(&mut self) -> Tally {
        Tally {
            dropped: std::mem::take(&mut self.dropped),
            confusion: std::mem::take(&mut self.confusion),
            classes: std::mem::take(&mut self.classes),
            ..Tally::default()
        }
    }

    /// The number of labels of gold.
    pub fn gold_labels(&self) -> usize {
        self.exact[0][0].iter().filter(|(_, count)| count.support() > 0).count()
    }

    /// The counts of exact spans and labels, of all labels.
    pub fn exact(&self) -> Count {
        let mut all = Count::default();
        self.exact[0][0].iter().for_each(|(_, count)| all += *count);
        all
    }

    /// The counts of exact spans, whatever their labels.
    pub fn untyped(&self) -> Count {
        self.untyped[0][0]
    }

    /// The counts of spans that are the same but for clitics, with their labels, of all labels.
    pub fn clitic(&self) -> Count {
        let mut all = Count::default();
        self.exact[0][1].iter().for_each(|(_, count)| all += *count);
        all
    }

    /// Gives every label the one that stands at its place in `places`, so that the tally is one of another table.
    pub(super) fn renumber(&mut self, places: &[Label]) {
        let kinds = self
            .exact
            .iter_mut()
            .flatten()
            .chain(self.of_pairs.iter_mut().map(|of_pairs| &mut of_pairs.labels))
            .chain([&mut self.token])
            .chain(&mut self.article);
        kinds.for_each(|kind| kind.renumber(places));
        let place = |label: Option<Label>| label.map(|label| places[label.place()]);
        self.confusion =
            std::mem::take(&mut self.confusion).into_iter().map(|((gold, predicted), times)| ((place(gold), place(predicted)), times)).collect();
    }

    /// Files everything under its layers, with the names that the table has for the labels.
    pub fn file(self, view: &str, labels: &Labels, counts: &mut impl Filing) {
        let plain = |matching, label| LayerRef::plain(matching, view, label);
        counts.file(plain(&DROPPED, "*"), self.dropped);
        for (orth, (exact, untyped)) in ORTHS.into_iter().zip(self.exact.into_iter().zip(self.untyped)) {
            for (bound, (exact, untyped)) in BOUNDS.into_iter().zip(exact.into_iter().zip(untyped)) {
                let layer = |matching, label| LayerRef { bound: Some(bound), orth: Some(orth), ..plain(matching, label) };
                exact.into_rows().for_each(|(label, count)| counts.file(layer(&EXACT, labels.name(label)), count));
                counts.file(layer(&UNTYPED, "*"), untyped);
            }
        }
        for (orth, article) in ORTHS.into_iter().zip(self.article) {
            let layer = |label| LayerRef { orth: Some(orth), ..plain(&ARTICLE, label) };
            article.into_rows().for_each(|(label, count)| counts.file(layer(labels.name(label)), count));
        }
        let times = |times: u64| Count { tp: times, ..Count::default() };
        for (of_pairs, matching) in self.of_pairs.into_iter().zip(OF_PAIRS) {
            of_pairs.labels.into_rows().for_each(|(label, count)| counts.file(strict(matching, view, labels.name(label)), count));
            counts.file(strict(matching, view, "*"), of_pairs.all);
        }
        self.token.into_rows().for_each(|(label, count)| counts.file(plain(&TOKEN, labels.name(label)), count));
        counts.file(plain(&TOKEN, "*"), self.tokens);
        counts.file(plain(&EMPTY, "*"), self.empty);
        self.quotes.file(view, counts);
        let name = |label: Option<Label>| label.map_or("∅", |label| labels.name(label));
        let mut pair = String::new();
        for ((gold, predicted), number) in self.confusion {
            pair.clear();
            [name(gold), "→", name(predicted)].into_iter().for_each(|part| pair.push_str(part));
            counts.file(strict(&CONFUSION, view, &pair), times(number));
        }
        self.classes.into_iter().for_each(|(class, number)| counts.file(strict(&ERROR, view, class), times(number)));
        buckets::NAMES.iter().zip(self.buckets).for_each(|(name, count)| counts.file(strict(&BUCKET, view, name), count));
    }
}

/// A layer of the strict bound and orthography.
fn strict<'a>(matching: &'static Match, view: &'a str, label: &'a str) -> LayerRef<'a> {
    LayerRef { bound: Some(Bound::Char), orth: Some(Orth::Raw), ..LayerRef::plain(matching, view, label) }
}

impl AddAssign for Tally {
    /// Adds the tally of other articles.
    fn add_assign(&mut self, other: Tally) {
        self.dropped += other.dropped;
        let layers = self.exact.iter_mut().flatten().zip(self.untyped.iter_mut().flatten());
        for ((exact, untyped), (other_exact, other_untyped)) in layers.zip(other.exact.into_iter().flatten().zip(other.untyped.into_iter().flatten()))
        {
            exact.merge(other_exact);
            *untyped += other_untyped;
        }
        for (of_pairs, other) in self.of_pairs.iter_mut().zip(other.of_pairs) {
            of_pairs.labels.merge(other.labels);
            of_pairs.all += other.all;
        }
        self.token.merge(other.token);
        self.tokens += other.tokens;
        self.empty += other.empty;
        self.quotes += other.quotes;
        self.article.iter_mut().zip(other.article).for_each(|(article, other)| article.merge(other));
        other.confusion.into_iter().for_each(|(pair, times)| *self.confusion.entry(pair).or_default() += times);
        other.classes.into_iter().for_each(|(class, times)| *self.classes.entry(class).or_default() += times);
        self.buckets.iter_mut().zip(other.buckets).for_each(|(count, other)| *count += other);
    }
}

/// The five numbers of a SemEval-2013 scenario, by the names of nervaluate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SemEval {
    /// Right.
    pub correct: u64,
    /// Paired and wrong.
    pub incorrect: u64,
    /// Paired, and half right.
    pub partial: u64,
    /// Gold alone.
    pub missed: u64,
    /// Predicted alone.
    pub spurious: u64,
}

impl Tally {
    /// The four scenarios with their names in nervaluate: `ent_type`, `exact`, `partial`, `strict`.
    pub fn scenarios(&self) -> [(&'static str, SemEval); 4] {
        let sum = |these: fn(&(Option<Label>, Option<Label>)) -> bool| -> u64 {
            self.confusion.iter().filter(|(pair, _)| these(pair)).map(|(_, times)| times).sum()
        };
        let pairs = sum(|(gold, predicted)| gold.is_some() && predicted.is_some());
        let (missed, spurious) = (sum(|pair| pair.1.is_none()), sum(|pair| pair.0.is_none()));
        let of = |correct: u64| SemEval { correct, incorrect: pairs - correct, partial: 0, missed, spurious };
        let spans = self.untyped[0][0].tp;
        let place = OF_PAIRS.iter().position(|matching| **matching == TYPE).expect("the list holds it");
        let kind = self.of_pairs[place].labels.iter().map(|(_, count)| count.tp).sum();
        let partial = SemEval { correct: spans, incorrect: 0, partial: pairs - spans, missed, spurious };
        [("ent_type", of(kind)), ("exact", of(spans)), ("partial", partial), ("strict", of(self.exact().tp))]
    }

    /// The counts of exact spans and labels, by label.
    pub fn labels(&self) -> impl Iterator<Item = (Label, Count)> {
        self.exact[0][0].iter().copied()
    }
}
