//! Flips: words and mentions that were right and are wrong now, or were wrong and are right now. They are found in the errors of both sides.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use mihak_core::annotation::names_all;
use mihak_core::measure::declared::{Bound, Orth};
use mihak_core::measure::definition::LabelKind;
use mihak_core::measure::quotes::is_note;

use crate::check::changes::MeasureName;
use crate::check::side::Side;
use crate::results::{CellArticle, ErrorRecord, StoredErrors};

/// How many flips are shown of a gate.
const SHOWN: usize = 10;

/// How many of them were wrong and are right, where there are more of both.
const MENDED: usize = 3;

/// One word or mention that was right and is wrong now, or was wrong and is right now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flip {
    /// Whether it was right and is wrong now. If not, it was wrong and is right now.
    pub broken: bool,
    /// The article, as `corpus/id`.
    pub article: String,
    /// The first code point of the gold, or of a prediction without gold.
    pub start: u64,
    /// The code point after the last.
    pub end: u64,
    /// The surface.
    pub surface: String,
    /// The label of a mention, or the segments of a word, joined by `+`; `None` where gold has nothing.
    pub gold: Option<String>,
    /// What was answered before, in the same form, with the surface where it is another; `None` for nothing.
    pub before: Option<String>,
    /// What is answered now.
    pub now: Option<String>,
    /// The command that shows it in its text.
    pub show: String,
}

/// What flipped under one gate.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Flips {
    /// The number of those that were right and are wrong.
    pub broken: usize,
    /// The number of those that were wrong and are right.
    pub mended: usize,
    /// The number of those that are wrong in another way than before.
    pub otherwise: usize,
    /// The error classes of the broken ones with their numbers, the most frequent first.
    pub classes: Vec<(String, usize)>,
    /// Up to ten flips, in the order of the text. Those with different surfaces, and of different articles, are chosen first.
    pub shown: Vec<Flip>,
}

/// A row of errors.csv.
#[derive(Clone, Copy)]
struct Row<'a>(&'a ErrorRecord);

/// What makes an error the same on both sides, whatever its class: its place and gold, or its place and prediction where there is no gold.
/// The last number tells apart rows that are alike.
type Identity<'a> = (&'a str, bool, u64, u64, &'a str, usize);

impl<'a> Row<'a> {
    fn article(self) -> &'a str {
        &self.0.of.article
    }

    fn class(self) -> &'a str {
        &self.0.row.class
    }

    fn has_gold(self) -> bool {
        self.0.row.gold.is_some()
    }

    /// Start, end, text and label of the gold, or of the prediction.
    fn side(self, gold: bool) -> Option<(u64, u64, &'a str, &'a str)> {
        let row = &self.0.row;
        let (span, text, label) = match gold {
            true => (row.gold, &row.gold_text, &row.gold_label),
            false => (row.predicted, &row.predicted_text, &row.predicted_label),
        };
        let (start, end) = span?;
        Some((start as u64, end as u64, text, label))
    }

    fn is_entity(self) -> bool {
        self.0.of.task == "entities"
    }

    /// The characters between its offsets: segments of a word are joined by `+`.
    fn surface(self, gold: bool) -> String {
        let Some((start, end, text, _)) = self.side(gold) else { return String::new() };
        let whole = self.is_entity() || text.chars().count() as u64 == end - start;
        if whole { text.into() } else { text.replace('+', "") }
    }

    /// What gold says.
    fn gold(self) -> Option<String> {
        let (_, _, text, label) = self.side(true)?;
        Some(if self.is_entity() { label.into() } else { text.into() })
    }

    /// What was answered.
    fn answer(self) -> Option<String> {
        let (start, end, text, label) = self.side(false)?;
        match (self.is_entity(), self.side(true)) {
            (false, _) => Some(text.into()),
            (true, Some((gold_start, gold_end, ..))) if (gold_start, gold_end) != (start, end) => Some(format!("{label} «{text}»")),
            (true, _) => Some(label.into()),
        }
    }

    /// Whether it is an error of the measure: same cell and view, not forgiven by its layer, and about its label.
    fn is_of(self, name: &MeasureName) -> bool {
        let (layer, ErrorRecord { of, row }) = (&name.layer, self.0);
        let same = [&of.corpus, &of.split, &row.view] == [&name.corpus, &name.split, &layer.view] && of.task == name.task.name();
        // An article without an answer is a matter of coverage.
        let forgiven = self.class().split('+').all(|part| match part {
            "failure" => true,
            // How a quote was read is no error of its mention.
            part if is_note(part) => true,
            "clitic" => layer.bound == Some(Bound::Clitic),
            "spelling" => layer.orth == Some(Orth::Folded),
            part => layer.matching.forgives.contains(&part),
        });
        let about = match layer.label.as_str() {
            "cut" => row.gold_text.contains('+'),
            label if layer.matching.labels == LabelKind::Types && !names_all(label) => row.gold_label == label || row.predicted_label == label,
            _ => true,
        };
        same && !forgiven && about
    }
}

/// The errors of one system on both sides.
pub(super) struct BothErrors {
    now: StoredErrors,
    before: StoredErrors,
}

impl BothErrors {
    /// The errors of a system; what a user is told where a side kept none.
    pub fn read(system: &str, fresh: &Side, blessed: &Side) -> Result<std::result::Result<BothErrors, String>> {
        let Some(now) = (fresh.errors)(system)? else {
            return Ok(Err("no flips: the fresh results have no errors of it; `mihak run` writes them".into()));
        };
        let Some(before) = (blessed.errors)(system)? else {
            return Ok(Err("no flips: the baseline keeps no errors of it; `mihak bless` with the results of the baseline's commit adds them".into()));
        };
        Ok(Ok(BothErrors { now, before }))
    }

    /// What flipped under a gate. `Err` if errors are in a file that cannot be read.
    pub fn flips(&self, name: &MeasureName, suite_file: Option<&str>) -> Result<Flips> {
        let (mut broken, mut mended, mut otherwise) = (Vec::new(), Vec::new(), 0);
        each_article([&self.now, &self.before], &mut |[now, before]| {
            let (now, before) = (identified(&now, name), identified(&before, name));
            let gone = |(identity, row): (&Identity, &Row)| (!before.contains_key(identity)).then(|| row.0.clone());
            broken.extend(now.iter().filter_map(gone));
            mended.extend(before.iter().filter(|(identity, _)| !now.contains_key(*identity)).map(|(_, row)| row.0.clone()));
            otherwise += now.iter().filter(|(identity, row)| before.get(*identity).is_some_and(|old| old.0.row != row.0.row)).count();
        })?;
        let (broken, mended): (Vec<Row>, Vec<Row>) = (broken.iter().map(Row).collect(), mended.iter().map(Row).collect());
        let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
        broken.iter().for_each(|row| *classes.entry(row.class()).or_default() += 1);
        let mut classes: Vec<(String, usize)> = classes.into_iter().map(|(class, times)| (class.into(), times)).collect();
        classes.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let places = mended.len().min(MENDED.max(SHOWN.saturating_sub(broken.len())));
        let shown = (chosen(&broken, SHOWN - places).into_iter().map(|row| flip(row, true, name, suite_file)))
            .chain(chosen(&mended, places).into_iter().map(|row| flip(row, false, name, suite_file)))
            .collect();
        Ok(Flips { broken: broken.len(), mended: mended.len(), otherwise, classes, shown })
    }
}

/// Gives `take` the errors of both sides, article by article.
fn each_article(sides: [&StoredErrors; 2], take: &mut dyn FnMut([Vec<ErrorRecord>; 2])) -> Result<()> {
    let mut sides = sides.map(|side| side.records().peekable());
    loop {
        let mut first: Option<CellArticle> = None;
        for side in &mut sides {
            // An error is met when its record is taken.
            if let Some(Ok(record)) = side.peek()
                && first.as_ref().is_none_or(|first| record.of < *first)
            {
                first = Some(record.of.clone());
            }
        }
        let mut taken: [Vec<ErrorRecord>; 2] = Default::default();
        for (side, taken) in sides.iter_mut().zip(&mut taken) {
            while let Some(record) = side.next_if(|record| record.as_ref().map_or(true, |record| Some(&record.of) == first.as_ref())) {
                taken.push(record?);
            }
        }
        if first.is_none() {
            return Ok(());
        }
        take(taken);
    }
}

/// The errors of a measure by their identity, in the order of the text.
fn identified<'a>(records: &'a [ErrorRecord], name: &MeasureName) -> BTreeMap<Identity<'a>, Row<'a>> {
    let mut found = BTreeMap::new();
    for row in records.iter().map(Row).filter(|row| row.is_of(name)) {
        let Some((start, end, _, label)) = row.side(row.has_gold()) else { continue };
        let mut identity = (row.article(), row.has_gold(), start, end, label, 0);
        while found.contains_key(&identity) {
            identity.5 += 1;
        }
        found.insert(identity, row);
    }
    found
}

/// Up to `most` rows, in the order of the text: those with different surfaces first, and of these one an article before a second of any.
fn chosen<'a>(rows: &[Row<'a>], most: usize) -> Vec<Row<'a>> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut of_article: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ranked: Vec<(bool, usize, usize)> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let again = !seen.insert(row.surface(row.has_gold()));
        let rank = of_article.entry(row.article()).or_default();
        ranked.push((again, *rank, at));
        *rank += usize::from(!again);
    }
    ranked.sort_unstable();
    let mut chosen: Vec<Row> = ranked.into_iter().take(most).map(|(.., at)| rows[at]).collect();
    chosen.sort_by_key(|row| {
        let (start, end, ..) = row.side(row.has_gold()).unwrap_or_default();
        (row.article(), start, end)
    });
    chosen
}

fn flip(row: Row, broken: bool, name: &MeasureName, suite_file: Option<&str>) -> Flip {
    let (start, end, ..) = row.side(row.has_gold()).unwrap_or_default();
    let article = format!("{}/{}", row.0.of.corpus, row.article());
    let scheme = if row.is_entity() { String::new() } else { format!(" --scheme {}", name.layer.view) };
    let suite = suite_file.map_or(String::new(), |file| format!(" --suite {}", quoted(file)));
    let show = format!("mihak show {} -s {}{scheme}{suite} --at {start}", quoted(&article), quoted(&name.system));
    let (gold, answer) = (row.gold(), row.answer());
    let (before, now) = if broken { (gold.clone(), answer) } else { (answer, gold.clone()) };
    Flip { broken, article, start, end, surface: row.surface(row.has_gold()), gold, before, now, show }
}

/// A word of a shell command, in quotes where it needs them.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._-/:@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('-') { word.into() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use mihak_core::measure::errors::ErrorRow;
    use mihak_core::measure::key::Layer;
    use mihak_core::measure::mentions::EXACT;
    use mihak_core::measure::segment::WORD;

    use super::*;
    use crate::results::parse_errors;

    fn name(task: &str, layer: Layer) -> MeasureName {
        let (system, corpus, split) = ("s".into(), "c".into(), "all".into());
        MeasureName { system, corpus, split, task: task.parse().unwrap(), layer, measure: "f1" }
    }

    fn rows(task: &str, rows: &[&str]) -> StoredErrors {
        let header = CellArticle::HEADER.into_iter().chain(ErrorRow::HEADER).collect::<Vec<_>>().join(",");
        let lines: String = rows.iter().map(|row| format!("s,c,all,a,{task},{row}\n")).collect();
        let mut records = parse_errors("errors.csv", format!("{header}\n{lines}").as_bytes()).unwrap();
        records.sort();
        records.into()
    }

    fn exact(label: &str) -> Layer {
        Layer { matching: &EXACT, bound: Some(Bound::Char), orth: Some(Orth::Raw), view: "flat".into(), label: label.into() }
    }

    #[test]
    fn a_missed_mention_that_now_has_a_wrong_label_is_no_flip_but_a_change() {
        let both = BothErrors {
            before: rows("entities", &["flat,missed,4,9,بوتين,PERS,,,,,,", "flat,spurious,,,,,20,23,كذا,ORG,,"]),
            now: rows(
                "entities",
                &["flat,label,4,9,بوتين,PERS,4,9,بوتين,ORG,1.000,", "flat,boundary-end,10,17,القاهرة,GPE,10,14,القاه,GPE,0.571,رة"],
            ),
        };
        let flips = both.flips(&name("entities", exact("micro")), None).unwrap();
        assert_eq!((flips.broken, flips.mended, flips.otherwise), (1, 1, 1));
        let [broken, mended] = &flips.shown[..] else { panic!("{flips:?}") };
        assert_eq!((broken.before.as_deref(), broken.now.as_deref()), (Some("GPE"), Some("GPE «القاه»")));
        assert_eq!((mended.gold.as_deref(), mended.before.as_deref(), mended.now.as_deref()), (None, Some("ORG"), None));
        assert_eq!(broken.show, "mihak show c/a -s s --at 10");
        assert_eq!(flips.classes, [("boundary-end".to_string(), 1)]);
    }

    #[test]
    fn errors_that_the_layer_forgives_are_none() {
        let both = BothErrors {
            before: StoredErrors::default(), now: rows("entities", &["flat,clitic,4,9,بوتين,PERS,3,9,وبوتين,PERS,0.800,و"])
        };
        assert_eq!(both.flips(&name("entities", exact("micro")), None).unwrap().broken, 1);
        assert_eq!(both.flips(&name("entities", Layer { bound: Some(Bound::Clitic), ..exact("micro") }), None).unwrap().broken, 0);
        assert_eq!(both.flips(&name("entities", exact("ORG")), None).unwrap().broken, 0, "another label");
        assert_eq!(both.flips(&name("entities", Layer { view: "names".into(), ..exact("micro") }), None).unwrap().broken, 0, "another view");
    }

    #[test]
    fn words_show_their_segments_and_a_command_with_their_scheme() {
        let both = BothErrors {
            before: StoredErrors::default(),
            now: rows("segments", &["atb,under-cut,5,9,و+قال,,5,9,وقال,,,", "atb,missed,10,13,زار,,,,,,,"]),
        };
        let flips = both.flips(&name("segments", Layer::tokens(&WORD, "atb", "*")), Some("my suite.toml")).unwrap();
        assert_eq!((flips.shown[0].surface.as_str(), flips.shown[0].now.as_deref()), ("وقال", Some("وقال")));
        assert_eq!(flips.shown[0].show, "mihak show c/a -s s --scheme atb --suite 'my suite.toml' --at 5");
        assert_eq!((flips.shown[1].gold.as_deref(), flips.shown[1].now.as_deref()), (Some("زار"), None));
        assert_eq!(both.flips(&name("segments", Layer::tokens(&WORD, "atb", "cut")), None).unwrap().broken, 1);
    }

    #[test]
    fn of_many_flips_ten_are_shown_with_different_surfaces_first() {
        let many: Vec<String> = (0..30).map(|at| format!("atb,under-cut,{0},{1},و+ب{2},,{0},{1},وب{2},,,", at * 10, at * 10 + 3, at / 15)).collect();
        let both = BothErrors { before: StoredErrors::default(), now: rows("segments", &many.iter().map(String::as_str).collect::<Vec<_>>()) };
        let flips = both.flips(&name("segments", Layer::tokens(&WORD, "atb", "*")), None).unwrap();
        assert_eq!((flips.broken, flips.shown.len()), (30, 10));
        assert!(flips.shown.iter().any(|flip| flip.start == 150), "the second surface");
        assert!(flips.shown.is_sorted_by_key(|flip| flip.start));
    }
}
