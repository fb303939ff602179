//! The quotes of a chat model's answer: how many stand nowhere in the text, in another spelling, or in several places.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use crate::annotation::{Found, Label, Labels, Quote, Quotes, Task};
use crate::measure::definition::Labels as Choice;
use crate::measure::definition::{Better, LabelKind, Match, Measure, Of, ViewKind, count, each};
use crate::measure::errors::ErrorRow;
use crate::measure::layers::{Filing, LayerRef};
use crate::measure::ratio::Ratio;
use crate::statistics::Count;
use crate::text::offsets::UnitIndex;
use crate::view::TableView;
use crate::wording;

/// What all matches of quotes share.
const QUOTES: Match = Match { tasks: &[Task::Entities], view: ViewKind::Labels, compared: &["share"], cases: "answers", ..Match::BLANK };

/// The share of quotes, under `*`.
const fn share(better: Better, about: &'static str) -> Measure {
    Measure { of: Of::One { row: "*", label: "*" }, ..each("share", Ratio::RECALL, better, about) }
}

/// Quotes that could stand in several places.
pub static AMBIGUOUS: Match = Match {
    name: "ambiguous",
    about: "quotes of a chat model that could stand in several places",
    definition: "Every quote of an answer that the view shows: the text has it in several places and the answer does not say which is meant, or not. Such a quote has the first place that \
                 no quote before it has.",
    integers: ["quotes that could stand in several places", "", "other quotes", ""],
    measures: &[share(Better::Neither, "the share of quotes that could stand in several places")],
    ..QUOTES
};

/// Quotes in another spelling than that of the text.
pub static RESPELLED: Match = Match {
    name: "respelled",
    about: "quotes of a chat model that the text has in another spelling",
    definition: "Every quote of an answer that the view shows: the text has it in another spelling, which rules explain, or not. The rules are those by which changed text is aligned, and two \
                 more: `digits` of another script, and `white-space`. Each rule counts the quotes that it explains.",
    labels: LabelKind::Other,
    integers: ["re-spelled quotes", "", "other quotes", ""],
    measures: &[
        share(Better::Less, "the share of quotes that the text has in another spelling"),
        Measure { of: Of::Each(Choice::Named), ..count("the number of quotes that the rule explains") },
    ],
    ..QUOTES
};

/// Quotes that stand nowhere in the text.
pub static UNLOCATED: Match = Match {
    name: "unlocated",
    about: "quotes of a chat model that stand nowhere in the text",
    definition: "Every quote of an answer that the view shows: it stands nowhere in the text, in no spelling that rules explain, or somewhere. Such a quote is spurious for every measure of \
                 mentions.",
    integers: ["quotes that stand nowhere", "", "other quotes", ""],
    measures: &[share(Better::Less, "the share of quotes that stand nowhere in the text")],
    ..QUOTES
};

/// The counts of quotes, while they are added up.
#[derive(Clone, Debug, Default)]
pub(super) struct QuoteCounts {
    all: u64,
    ambiguous: u64,
    respelled: u64,
    unlocated: u64,
    /// The quotes that each rule explains.
    rules: BTreeMap<&'static str, u64>,
}

impl QuoteCounts {
    /// Adds one quote.
    fn push(&mut self, quote: &Quote) {
        self.all += 1;
        self.ambiguous += u64::from(quote.places > 0);
        match &quote.found {
            Found::Exactly(_) => {}
            Found::Nowhere => self.unlocated += 1,
            Found::Respelled(_, rules) => {
                self.respelled += 1;
                rules.iter().for_each(|rule| *self.rules.entry(rule).or_default() += 1);
            }
        }
    }

    /// Files everything under its layers.
    pub fn file(self, view: &str, counts: &mut impl Filing) {
        for (matching, some) in [(&AMBIGUOUS, self.ambiguous), (&RESPELLED, self.respelled), (&UNLOCATED, self.unlocated)] {
            let count = Count { tp: some, r#fn: self.all - some, ..Count::default() };
            counts.file(LayerRef::plain(matching, view, "*"), count);
        }
        for (rule, times) in self.rules {
            counts.file(LayerRef::plain(&RESPELLED, view, rule), Count { tp: times, ..Count::default() });
        }
    }
}

impl AddAssign for QuoteCounts {
    fn add_assign(&mut self, other: QuoteCounts) {
        self.all += other.all;
        self.ambiguous += other.ambiguous;
        self.respelled += other.respelled;
        self.unlocated += other.unlocated;
        other.rules.into_iter().for_each(|(rule, times)| *self.rules.entry(rule).or_default() += times);
    }
}

/// The quotes of an answer as a view shows them.
pub struct ShownQuotes<'a> {
    /// The quotes, with the labels that the view shows.
    all: Vec<(&'a Quote, Label)>,
    /// Those that stand nowhere. Of quotes that the view makes one, one is left.
    pub(super) nowhere: Vec<(&'a str, Label)>,
    /// The number of quotes that stand nowhere and whose label the view drops.
    pub(super) dropped: u64,
    quotes: &'a Quotes,
}

impl<'a> ShownQuotes<'a> {
    /// The quotes of an answer. `labels` is the table of mentions, for which the view was made; quotes with other labels are not shown.
    pub fn new(quotes: &'a Quotes, view: Option<&TableView>, labels: &Labels) -> ShownQuotes<'a> {
        let target = |label: Label| view.map_or(Some(label), |view| view.shown(label));
        let known = || quotes.all.iter().filter_map(|quote| Some((quote, labels.get(&quote.label)?)));
        let all: Vec<(&Quote, Label)> = known().filter_map(|(quote, label)| Some((quote, target(label)?))).collect();
        let mut nowhere: Vec<(&str, Label, Label)> = Vec::new();
        let mut dropped = 0;
        for (quote, label) in known().filter(|(quote, _)| quote.found == Found::Nowhere) {
            match target(label) {
                Some(shown) => nowhere.push((&quote.quote, shown, label)),
                None => dropped += 1,
            }
        }
        nowhere.sort_unstable();
        let nowhere = nowhere.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).flat_map(|group| {
            let times = group.chunk_by(|a, b| a.2 == b.2).map(<[_]>::len).max().unwrap_or_default();
            std::iter::repeat_n((group[0].0, group[0].1), times)
        });
        ShownQuotes { nowhere: nowhere.collect(), all, dropped, quotes }
    }

    /// The counts of all of them.
    pub(super) fn counts(&self) -> QuoteCounts {
        let mut counts = QuoteCounts::default();
        self.all.iter().for_each(|(quote, _)| counts.push(quote));
        counts
    }

    /// The rows of errors: a row for each quote that stands nowhere, or not as it is written, or in several places; and what could not be read of
    /// the answer.
    pub fn rows(&self, (view, labels): (&str, &Labels), index: &UnitIndex) -> Vec<ErrorRow> {
        let row = |class: &str, said: &str| ErrorRow { view: view.into(), class: class.into(), predicted_text: said.into(), ..ErrorRow::default() };
        let quoted = |class: &str, (quote, label): &(&Quote, Label), residue: String| ErrorRow {
            predicted: quote.found.span().map(|span| index.ends(span)),
            predicted_label: labels.name(*label).into(),
            residue,
            ..row(class, &quote.quote)
        };
        let mut rows: Vec<ErrorRow> = Vec::new();
        for (quote, label) in &self.nowhere {
            rows.push(ErrorRow { predicted_label: labels.name(*label).into(), ..row(NOWHERE, quote) });
        }
        for one in &self.all {
            if let Found::Respelled(_, rules) = &one.0.found {
                rows.push(quoted("respelled", one, rules.join(" ")));
            }
            if one.0.places > 0 {
                rows.push(quoted("ambiguous", one, format!("{} places", one.0.places)));
            }
        }
        rows.extend(self.quotes.unread.iter().map(|said| row("unread", said)));
        if self.quotes.is_cut {
            rows.push(row("cut-off", "the answer ends before it is complete; what was complete is scored"));
        }
        rows
    }
}

/// What a user should know of the answers of a file: sentences for people.
pub(super) fn told<'a>(answers: impl Iterator<Item = (&'a str, &'a Quotes)>, shown: &str) -> Vec<String> {
    let (mut counts, mut unread, mut strayed, mut cut, mut broken) = (QuoteCounts::default(), 0, 0, 0, 0);
    let mut failed: Vec<(&str, &str)> = Vec::new();
    let mut are_there = false;
    for (id, quotes) in answers {
        are_there = true;
        quotes.all.iter().for_each(|quote| counts.push(quote));
        unread += quotes.unread.len();
        strayed += quotes.strayed as usize;
        cut += usize::from(quotes.is_cut);
        broken += usize::from(quotes.is_broken);
        failed.extend(quotes.failure.as_deref().map(|why| (id, why)));
    }
    let mut said = Vec::new();
    if are_there {
        let QuoteCounts { all, ambiguous, respelled, unlocated, .. } = counts;
        let nowhere = if unlocated == 0 { String::new() } else { ", each spurious".into() };
        said.push(format!(
            "`{shown}` has {}: {unlocated} nowhere in the text{nowhere}; {respelled} in another spelling; {ambiguous} in several places, each put in the first free one",
            wording::count(all as usize, "quote")
        ));
    }
    let is = |times: usize, one: &str, several: &str| format!("`{shown}`: {times} {}", if times == 1 { one } else { several });
    if let Some((id, why)) = failed.first() {
        said.push(format!(
            "{}, so its gold is missed; the first is `{id}`: {why}",
            is(failed.len(), "answer cannot be read", "answers cannot be read")
        ));
    }
    let noted = [
        (
            cut,
            "answer ends before it is complete: what is complete in it counts",
            "answers end before they are complete: what is complete in them counts",
        ),
        (
            broken,
            "answer is JSON with faults, which were read as they can only be meant",
            "answers are JSON with faults, which were read as they can only be meant",
        ),
        (unread, "item has no quote or no type, and is left out", "items have no quote or no type, and are left out"),
        (
            strayed,
            "offset or number does not lead to its quote: the quote counts",
            "offsets or numbers do not lead to their quotes: the quotes count",
        ),
    ];
    said.extend(noted.into_iter().filter(|(times, ..)| *times > 0).map(|(times, one, several)| is(times, one, several)));
    said
}

/// The error class of quotes that stand nowhere.
pub(super) const NOWHERE: &str = "unlocated";

/// The classes of rows that say how an answer was read, and are no errors of a mention.
const NOTES: [&str; 4] = ["respelled", "ambiguous", "unread", "cut-off"];

/// Whether rows of this class say how an answer was read, and are no errors.
pub fn is_note(class: &str) -> bool {
    NOTES.contains(&class)
}
