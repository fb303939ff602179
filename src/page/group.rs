//! The scores of a page by table: one for each kind of system, corpus and split.

use std::collections::BTreeMap;

use mihak_core::measure::column::Column;
use mihak_core::measure::definition::{Match, ViewKind};
use mihak_core::score::Score;

use crate::page::content::Content;
use crate::report::rows::{Kind, article_noun, find, listed, shown_views};

/// The scores of one kind of system on one split of one corpus.
pub struct Group<'a> {
    /// The kind.
    pub kind: Kind,
    /// The corpus, without version and hash.
    pub corpus: &'a str,
    /// The split.
    pub split: &'a str,
    /// The systems by their place in the content, with their scores, in the order of the content.
    pub systems: Vec<(usize, Vec<&'a Score>)>,
    /// The views of mentions that it shows; the first is the main one.
    pub views: Vec<String>,
}

impl<'a> Group<'a> {
    /// The scores of all systems.
    pub fn scores(&self) -> impl Iterator<Item = &'a Score> {
        self.systems.iter().flat_map(|(_, scores)| scores.iter().copied())
    }

    /// The number of articles, and what they are.
    pub fn articles(&self) -> (u64, &'static str) {
        let articles = self.scores().map(|score| score.articles).max().unwrap_or_default();
        (articles, self.scores().next().map_or("article", article_noun))
    }

    /// The name by which links and choices find it: `entities · news · test`.
    pub fn name(&self) -> String {
        format!("{} · {} · {}", self.kind.name(), self.corpus, self.split)
    }

    /// The columns that have a value for some system.
    pub fn columns(&self) -> Vec<(&'static Match, &'static Column)> {
        let has = |(matching, column): &(&Match, &Column)| {
            self.systems.iter().any(|(_, scores)| find(scores, matching, column, self.views.first()).is_some_and(|score| score.value.is_some()))
        };
        listed(self.kind.table()).into_iter().filter(has).collect()
    }

    /// Whether a score is of the view or the scheme that the table shows.
    pub fn is_shown(&self, score: &Score) -> bool {
        match score.key.layer.matching.view {
            ViewKind::Labels => Some(&score.key.layer.view) == self.views.first(),
            _ => true,
        }
    }
}

/// The groups of a content: tokenizers first, then by corpus and split.
pub fn groups(content: &Content) -> Vec<Group<'_>> {
    let places: BTreeMap<&str, usize> = content.systems.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let mut found: BTreeMap<(Kind, &str, &str), BTreeMap<usize, Vec<&Score>>> = BTreeMap::new();
    for score in &content.scores {
        let systems = found.entry((Kind::of(score.key.task), score.key.corpus_name(), &score.key.split)).or_default();
        let place = places.get(score.system.as_str()).copied().expect("a content names the systems of its scores");
        systems.entry(place).or_default().push(score);
    }
    let made = found.into_iter().map(|((kind, corpus, split), systems)| {
        let views = shown_views(systems.values().flatten().copied(), &content.views);
        Group { kind, corpus, split, systems: systems.into_iter().collect(), views }
    });
    made.collect()
}
