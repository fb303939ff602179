//! The gazetteer: known names, found in folded text (Aho and Corasick 1975) if they begin and end at boundaries of segments.

use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use mihak_core::annotation::{Class, Label, Labels, Mention, Scheme};
use mihak_core::text::Span;
use mihak_core::text::fold::{Folded, fold, is_deleted};
use mihak_core::text::words::words;
use rustc_hash::FxHashMap;

use crate::contract::Extractor;
use crate::failure::Failure;
use crate::tokenizers::Clitics;

/// The types that are names. Names of these types in `dev` are worth knowing in other articles.
pub const NAMES: [&str; 10] = ["PERS", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW", "PRODUCT", "CURR"];

/// The names in the split `dev` of the shipped gold, with their types. It is a CSV with the columns `name,label`, sorted.
pub const DEV: &str = include_str!("gazetteer/dev.csv");

/// An extractor of known names.
///
/// They come from three lists: the names of countries in the Unicode CLDR, well-known names that were written from general knowledge, and the
/// names in the split `dev` of the shipped corpus. No name comes from `test`.
///
/// A name is found in every spelling that is equal when folded. It may stand after proclitics (وبوتين، لروسيا، للناتو), but never inside of a
/// stem. If names overlap, the one that begins first is taken, and of those the longest.
pub struct Gazetteer {
    names: &'static Names,
    clitics: Clitics,
    folded: Folded,
    starts: Vec<bool>,
    ends: Vec<bool>,
}

struct Names {
    automaton: AhoCorasick,
    inventory: Arc<Labels>,
    /// The type of each name.
    labels: Vec<Label>,
}

static NAMES_TABLE: LazyLock<Names> = LazyLock::new(|| {
    let lists = [DEV, include_str!("gazetteer/countries.csv"), include_str!("gazetteer/known.csv")];
    let records = |list: &'static str| csv::Reader::from_reader(list.as_bytes()).into_records();
    let rows: Vec<csv::StringRecord> = lists.into_iter().flat_map(records).collect::<Result<_, _>>().expect("the shipped lists are CSV");
    let inventory = Labels::of(rows.iter().map(|row| &row[1]));
    let mut table: FxHashMap<String, Label> = FxHashMap::default();
    let mut add = |name: &str, label: Label| {
        let folded = fold(name.trim()).into_owned();
        // The first list that has a name decides its type.
        table.entry(folded.clone()).or_insert(label);
        // Behind ل the article of the name is written ل: للناتو.
        if let Some(rest) = folded.strip_prefix("ال").filter(|rest| !rest.starts_with('ل')) {
            table.entry(format!("لل{rest}")).or_insert(label);
        }
        // Nationality adjectives agree with their noun in definiteness.
        if inventory.name(label) == "NORP" && !folded.starts_with("ال") {
            table.entry(format!("ال{folded}")).or_insert(label);
            table.entry(format!("لل{folded}")).or_insert(label);
        }
    };
    for row in &rows {
        add(&row[0], inventory.get(&row[1]).expect("the inventory is that of the lists"));
    }
    let mut entries: Vec<(String, Label)> = table.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    entries.sort();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(entries.iter().map(|(name, _)| name.as_str()))
        .expect("a few thousand names are no large automaton");
    Names { automaton, labels: entries.into_iter().map(|(_, label)| label).collect(), inventory: Arc::new(inventory) }
});

impl Gazetteer {
    /// A handle of the shared table of names. The table is built once for all handles.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Gazetteer {
        Gazetteer { names: &NAMES_TABLE, clitics: Clitics::new(Scheme::D3), folded: Folded::default(), starts: Vec::new(), ends: Vec::new() }
    }

    /// Marks the bytes at which a name may begin (in front of an article or a stem) and end (behind a stem).
    fn mark_edges(&mut self, text: &str) {
        self.starts.clear();
        self.starts.resize(text.len() + 1, false);
        self.ends.clear();
        self.ends.resize(text.len() + 1, false);
        for word in words(text) {
            let mut article = false;
            for &(span, class) in self.clitics.segments(text, word) {
                match class {
                    Class::Det => {
                        self.starts[span.start()] = true;
                        article = true;
                    }
                    Class::Stem => {
                        self.starts[span.start()] |= !article;
                        self.ends[span.end()] = true;
                    }
                    _ => {}
                }
            }
            // A name may also be what the segmenter cut wrongly: the whole word.
            self.starts[word.start()] = true;
            self.ends[word.end()] = true;
        }
    }

    /// The span of a hit; `None` if no name may begin or end there. Marks behind its last letter belong to it.
    fn with_marks(&self, text: &str, start: usize, end: usize) -> Option<Span> {
        let tail = text[end..].len() - text[end..].trim_start_matches(is_deleted).len();
        let end = end + tail;
        (self.starts[start] && self.ends[end]).then(|| Span::new(text, start, end).ok()).flatten()
    }
}

impl Extractor for Gazetteer {
    fn labels(&self) -> &Arc<Labels> {
        &self.names.inventory
    }

    fn extract(&mut self, text: &str, out: &mut Vec<Mention>) -> Result<(), Failure> {
        self.mark_edges(text);
        self.folded.refill(text);
        let mut found: Vec<Mention> = self
            .names
            .automaton
            .find_overlapping_iter(&self.folded.text)
            .filter_map(|hit| {
                let mut start = hit.start();
                // للناتو in the text: the span begins at the second ل, which is the article.
                if self.folded.text[start..hit.end()].starts_with("لل") {
                    start += 'ل'.len_utf8();
                }
                let span = self.folded.raw(text, start, hit.end())?;
                let span = self.with_marks(text, span.start(), span.end())?;
                Some(Mention { span, label: self.names.labels[hit.pattern().as_usize()] })
            })
            .collect();
        found.sort_by_key(|mention| (mention.span.start(), usize::MAX - mention.span.end()));
        let mut end = 0;
        found.retain(|mention| {
            let free = mention.span.start() >= end;
            if free {
                end = mention.span.end();
            }
            free
        });
        out.extend(found);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &'static str)> {
        let mut out = Vec::new();
        let mut gazetteer = Gazetteer::new();
        gazetteer.extract(text, &mut out).unwrap();
        out.iter().map(|mention| (mention.span.slice(text), gazetteer.names.inventory.name(mention.label))).collect()
    }

    #[test]
    fn names_are_found_behind_proclitics_and_in_any_spelling() {
        assert_eq!(found("زار بوتين القاهره"), [("بوتين", "PERS"), ("القاهره", "GPE")]);
        assert_eq!(found("وروسيا وللقاهرة"), [("روسيا", "GPE"), ("لقاهرة", "GPE")]);
        assert_eq!(found("الى ألمانيـا"), [("ألمانيـا", "GPE")]);
    }

    #[test]
    fn names_are_not_found_inside_stems() {
        assert_eq!(found("مصرف المصريون"), [("المصريون", "NORP")]);
    }
}
