//! Every score of the page, for whoever looks for a number that no table shows: choices, and the scores as data for the script.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use mihak_core::safe::line;
use mihak_core::score::Score;
use mihak_core::wording::excerpt;
use serde::Serialize;

use crate::page::content::Content;
use crate::page::number::Signatures;
use crate::page::text::{Said, said};

/// System, value, lo, hi, support; what is undefined is null.
type Value = (usize, Option<i64>, Option<i64>, Option<i64>, u64);

/// All scores. Names are places in `names`, so that each stands there once; values are millionths.
#[derive(Serialize, Default)]
struct Scores<'a> {
    /// Task, corpus, split, match, bound, orth, view, label, measure, signature of what is measured.
    keys: Vec<[usize; 10]>,
    names: Vec<String>,
    systems: Vec<String>,
    /// The view that is chosen first.
    view: String,
    /// By key.
    rows: Vec<Vec<Value>>,
    #[serde(skip)]
    places: BTreeMap<&'a str, usize>,
    #[serde(skip)]
    known: BTreeMap<[usize; 10], usize>,
}

impl<'a> Scores<'a> {
    fn name(&mut self, name: &'a str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        // What is long or hidden is shown as everywhere on the page.
        self.names.push(line(&excerpt(name)).as_str().into());
        self.places.insert(name, self.names.len() - 1);
        self.names.len() - 1
    }

    fn add(&mut self, score: &'a Score, system: usize, signature: usize) {
        let [matching, bound, orth, view, label] = score.key.layer.fields().map(|name| self.name(name));
        let [task, corpus] = [score.key.task.name(), score.key.corpus_name()].map(|name| self.name(name));
        let [split, measure] = [score.key.split.as_str(), score.measure.name].map(|name| self.name(name));
        let key = [task, corpus, split, matching, bound, orth, view, label, measure, signature];
        let place = *self.known.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.rows.push(Vec::new());
            self.keys.len() - 1
        });
        // As scores.csv rounds: the digits of its six decimals.
        let millionths = |value: f64| format!("{value:.6}").replace('.', "").parse::<i64>().expect("a value is a number of few digits");
        let ends = score.interval.map(|interval| [interval.lo, interval.hi].map(millionths));
        self.rows[place].push((system, score.value.map(millionths), ends.map(|[lo, _]| lo), ends.map(|[_, hi]| hi), score.support));
    }
}

/// The choices, in the order of a key, each with what it is called.
const CHOICES: [(&str, Said); 9] = [
    ("task", said("task", "المهمة")),
    ("corpus", said("corpus", "المدوّنة")),
    ("split", said("split", "القسم")),
    ("match", said("match", "المطابقة")),
    ("bound", said("bound", "الحدود")),
    ("orth", said("spelling", "الإملاء")),
    ("view", said("view", "المنظور")),
    ("label", said("label", "النوع")),
    ("measure", said("measure", "المقياس")),
];

/// The section in which any score is found. Without the script it says where the numbers are.
pub fn explore(content: &Content, signatures: &mut Signatures) -> Markup {
    let places: BTreeMap<&str, usize> = content.systems.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let safe = |name: &String| line(&excerpt(name)).as_str().to_string();
    let (systems, view) = (content.systems.iter().map(safe).collect(), content.views.first().map(safe).unwrap_or_default());
    let mut scores = Scores { systems, view, ..Scores::default() };
    content.scores.iter().for_each(|score| scores.add(score, places[score.system.as_str()], signatures.place(score)));
    // A script ends at the first `</script`, whatever stands around it.
    let data = serde_json::to_string(&scores).expect("names and numbers are JSON").replace('<', "\\u003c");
    html! {
        section #explore aria-labelledby="explore-h" {
            h2 #explore-h { (said("Any number", "أيّ رقم")) }
            noscript { p { "The choices need JavaScript. All numbers are also in scores.csv." } }
            div.choices.js data-choices="explore" {
                @for (name, label) in CHOICES { label data-field=(name) { (label) " " select data-by=(name) {} } }
            }
            p.js.about lang="en" dir="ltr" data-about="explore" {}
            div.wide.js role="group" tabindex="0" aria-labelledby="explore-h" {
                table.sortable #explored {
                    thead { tr {
                        th scope="col" data-sort="text" { (said("system", "النظام")) }
                        th scope="col" data-sort="number" { (said("value", "القيمة")) }
                        th scope="col" data-sort="number" { "95 %" }
                        th scope="col" data-sort="number" { (said("gold", "في المرجع")) }
                    } }
                    tbody {}
                }
            }
            script #scores type="application/json" { (PreEscaped(data)) }
        }
    }
}
