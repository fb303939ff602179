//! Where the errors behind a number stand in the reader.

use std::collections::BTreeMap;

use crate::page::content::Content;
use crate::report::rows::Kind;

/// The first error of a system by what is asked of it.
#[derive(Default)]
pub struct Links {
    first: BTreeMap<(usize, String, String, Asked), String>,
    /// The number of errors by system, corpus, split and class.
    counts: BTreeMap<(usize, String, String, String), u64>,
}

/// What is asked of an error.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Any(&'static str),
    Label(String),
    Class(&'static str, String),
    Pair(String, String),
}

/// `entities` or `tokens`: extractors and tokenizers have errors of their own.
fn family(task: &str) -> &'static str {
    if task == "entities" { "entities" } else { "tokens" }
}

/// The id of an error: those of an article are numbered, and articles are.
pub fn id(article: usize, error: usize) -> String {
    format!("e{article}-{error}")
}

impl Links {
    /// The links to the errors of a content.
    pub fn of(content: &Content) -> Links {
        let mut links = Links::default();
        for (at, article) in content.articles.iter().enumerate() {
            for (number, error) in article.errors.iter().enumerate() {
                let family = family(&error.task);
                let labels = error.labels().into_iter().map(|label| Asked::Label(label.into()));
                let pair = error.gold.as_ref().zip(error.predicted.as_ref()).map(|(a, b)| Asked::Pair(a.label.clone(), b.label.clone()));
                let asked: Vec<Asked> = labels.chain([Asked::Any(family), Asked::Class(family, error.class.clone())]).chain(pair).collect();
                for &system in &error.systems {
                    for asked in &asked {
                        let key = (system, article.corpus.clone(), article.split.clone(), asked.clone());
                        links.first.entry(key).or_insert_with(|| id(at, number));
                    }
                    let key = (system, article.corpus.clone(), article.split.clone(), error.class.clone());
                    *links.counts.entry(key).or_default() += 1;
                }
            }
        }
        links
    }

    fn find(&self, system: usize, (corpus, split): (&str, &str), asked: Asked) -> Option<&str> {
        self.first.get(&(system, corpus.into(), split.into(), asked)).map(String::as_str)
    }

    /// The first error of a system in a corpus and split, whatever it is.
    pub fn any(&self, kind: Kind, system: usize, at: (&str, &str)) -> Option<&str> {
        self.find(system, at, Asked::Any(if kind == Kind::Entities { "entities" } else { "tokens" }))
    }

    /// The first error of a system at a label.
    pub fn label(&self, system: usize, at: (&str, &str), label: &str) -> Option<&str> {
        self.find(system, at, Asked::Label(label.into()))
    }

    /// The first error of a system that took one label for another.
    pub fn pair(&self, system: usize, at: (&str, &str), (gold, predicted): (&str, &str)) -> Option<&str> {
        self.find(system, at, Asked::Pair(gold.into(), predicted.into()))
    }

    /// The first error of a system of a class.
    pub fn class(&self, kind: Kind, system: usize, at: (&str, &str), class: &str) -> Option<&str> {
        self.find(system, at, Asked::Class(if kind == Kind::Entities { "entities" } else { "tokens" }, class.into()))
    }

    /// The classes of the errors of a system that can be read, each with its number.
    pub fn classes(&self, system: usize, (corpus, split): (&str, &str)) -> Vec<(&str, u64)> {
        let is = |key: &(usize, String, String, String)| (key.0, key.1.as_str(), key.2.as_str()) == (system, corpus, split);
        self.counts.iter().filter(|(key, _)| is(key)).map(|(key, times)| (key.3.as_str(), *times)).collect()
    }
}
