//! The names in a corpus: the spelling of each mention, and the spellings of each entity.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use mihak_core::text::fold::{fold, letters};

use crate::corpus::Corpus;
use crate::describe::hard::{is_fused, is_referring, is_variant, spelled, stems};

/// The mentions of PERS, ORG, GPE, LOC and FAC of some articles.
pub struct Names<'a> {
    /// In text order.
    pub mentions: Vec<NameMention<'a>>,
    /// The names of every entity that has a `ref`.
    pub refs: BTreeMap<&'a str, EntityNames>,
}

/// One mention.
pub struct NameMention<'a> {
    /// The `ref`, or empty.
    pub entity: &'a str,
    /// Its words, folded, with the article as ال.
    pub folded: String,
    /// Whether a proclitic is written on to it.
    pub is_fused: bool,
}

/// How one entity is written.
#[derive(Default)]
pub struct EntityNames {
    /// The different surfaces, as the text has them, but with the article as ال behind ل.
    pub raw: BTreeSet<String>,
    /// The different names without marks and clitics: their stems.
    names: BTreeSet<Vec<String>>,
}

impl<'a> Names<'a> {
    /// Those of the articles at these places.
    pub fn of(corpus: &'a Corpus, articles: &[usize]) -> Names<'a> {
        let mut names = Names { mentions: Vec::new(), refs: BTreeMap::new() };
        for &at in articles {
            let text = &corpus.articles[at].text;
            let words = corpus.gold.words.as_ref().map(|words| &words[at][..]);
            let mentions = corpus.gold.mentions.iter().flat_map(|mentions| &mentions[at]);
            for gold in mentions.filter(|gold| is_referring(corpus.gold.labels.name(gold.mention.label))) {
                let span = gold.mention.span;
                let name = spelled(text, words, span).join(" ");
                let folded = fold(&name).into_owned();
                let is_fused = words.is_some_and(|words| is_fused(words, span));
                names.mentions.push(NameMention { entity: &gold.entity, folded, is_fused });
                if !gold.entity.is_empty() {
                    let spellings = names.refs.entry(&gold.entity).or_default();
                    let raw = span.slice(text);
                    let lost = if name.starts_with("ال") && !letters(raw).starts_with("ال") { "ا" } else { "" };
                    spellings.raw.insert(format!("{lost}{raw}"));
                    spellings.names.insert(stems(text, words, span));
                }
            }
        }
        names
    }

    /// The different folded surfaces.
    pub fn surfaces(&self) -> HashSet<&str> {
        self.mentions.iter().map(|name| name.folded.as_str()).collect()
    }
}

impl EntityNames {
    fn folded_names(&self) -> BTreeSet<Vec<String>> {
        self.names.iter().map(|name| name.iter().map(|word| fold(word).into_owned()).collect()).collect()
    }

    /// How many different names there are when clitics and ال are left out and the rest is folded.
    pub fn folded(&self) -> usize {
        self.folded_names().len()
    }

    /// How many of them are not made of words of another one.
    pub fn longest_folded(&self) -> usize {
        let names = self.folded_names();
        let is_part = |name: &Vec<String>| names.iter().any(|other| other.len() > name.len() && name.iter().all(|word| other.contains(word)));
        names.iter().filter(|name| !is_part(name)).count()
    }

    /// Whether two of its names are one in two spellings.
    pub fn has_variants(&self) -> bool {
        let names: Vec<_> = self.names.iter().collect();
        names.iter().enumerate().any(|(at, name)| names[..at].iter().any(|other| is_variant(name, other)))
    }
}
