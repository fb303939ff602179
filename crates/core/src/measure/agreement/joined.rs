//! Documents of two annotations, joined by the id of their article.

use std::collections::BTreeMap;

use crate::annotation::Labels;
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::Document;
use crate::measure::agreement::article::AgreedTask;

/// An article as both sides annotate it. The text is the same.
#[derive(Clone, Debug)]
pub struct DoublyAnnotated {
    /// The first side; its id is that of the article.
    pub a: Document,
    /// The second side.
    pub b: Document,
}

impl DoublyAnnotated {
    /// Whether both sides say what the words of the article are.
    pub fn has_words(&self) -> bool {
        [&self.a, &self.b].into_iter().all(|document| !document.splits.is_empty() || !document.tokens.is_empty())
    }
}

/// The articles of both sides.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Those that both sides annotate, sorted by id.
    pub pairs: Vec<DoublyAnnotated>,
    /// The ids of those that only the first side, and only the second side annotates, sorted.
    pub alone: [Vec<String>; 2],
    /// The labels of both sides.
    pub labels: Labels,
    /// Whether the documents of the second side have other names, and were joined by their text.
    pub by_text: bool,
}

/// The documents of the second side under the ids of those of the first that have their text, if every text stands once on each side and one is on
/// both; else as they are.
fn renamed(a: &BTreeMap<String, Document>, b: BTreeMap<String, Document>) -> (BTreeMap<String, Document>, bool) {
    let texts = |documents: &BTreeMap<String, Document>| -> BTreeMap<String, String> {
        documents.iter().map(|(id, document)| (document.text.clone(), id.clone())).collect()
    };
    let (ours, theirs) = (texts(a), texts(&b));
    let are_once = ours.len() == a.len() && theirs.len() == b.len();
    if !are_once || !theirs.keys().any(|text| ours.contains_key(text)) {
        return (b, false);
    }
    let renamed = b.into_iter().map(|(id, document)| match ours.get(&document.text) {
        Some(own) => (own.clone(), Document { id: own.clone(), ..document }),
        None => (id, document),
    });
    (renamed.collect(), true)
}

impl Joined {
    /// Joins by id; the only documents of both sides are one article, whatever they are called. Where no id is on both sides, documents of equal texts
    /// are one article. `shown` names the sides in errors.
    ///
    /// `Err` if no article is on both sides, or names the articles whose texts are not equal character by character, with the first difference.
    pub fn new(a: Vec<Document>, b: Vec<Document>, shown: [&str; 2]) -> Result<Joined> {
        let labels = Labels::of(a.iter().chain(&b).flat_map(Document::labels));
        let single = a.len() == 1 && b.len() == 1;
        let by_id = |documents: Vec<Document>| -> BTreeMap<String, Document> {
            documents.into_iter().map(|document| (if single { String::new() } else { document.id.clone() }, document)).collect()
        };
        let (a, mut b) = (by_id(a), by_id(b));
        let mut joined = Joined { pairs: Vec::new(), alone: Default::default(), labels, by_text: false };
        if !a.keys().any(|id| b.contains_key(id)) {
            (b, joined.by_text) = renamed(&a, b);
        }
        let mut problems = Problems::default();
        for (id, a) in a {
            match b.remove(&id) {
                None => joined.alone[0].push(id),
                Some(b) => {
                    if let Some(said) = difference([&a.text, &b.text], shown) {
                        problems.note(format!("article `{}`: {said}", a.id));
                    }
                    joined.pairs.push(DoublyAnnotated { a, b });
                }
            }
        }
        joined.alone[1].extend(b.into_keys());
        if joined.pairs.is_empty() {
            let first = |side: usize| joined.alone[side].first().map_or("no article".into(), |id| format!("`{id}` first of all"));
            let said = format!(
                "no article is in both `{}` and `{}`: they have {} and {}; articles are joined by id",
                shown[0],
                shown[1],
                first(0),
                first(1)
            );
            return Err(Error::new(ErrorKind::Mismatched, said));
        }
        problems.into_result()?;
        Ok(joined)
    }

    /// Whether each side has anything of a layer.
    pub fn has(&self, task: AgreedTask) -> [bool; 2] {
        let holds = |document: &Document| match task {
            AgreedTask::Segments => !document.splits.is_empty(),
            AgreedTask::Entities => !document.mentions.is_empty(),
        };
        [self.pairs.iter().any(|pair| holds(&pair.a)), self.pairs.iter().any(|pair| holds(&pair.b))]
    }
}

/// Where two texts first differ; `None` if they are equal.
fn difference([a, b]: [&str; 2], shown: [&str; 2]) -> Option<String> {
    let same: usize = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let (left, right) = (&a[same..], &b[same..]);
    if left.is_empty() && right.is_empty() {
        return None;
    }
    let around = |rest: &str| match rest.chars().next() {
        None => String::from("ends"),
        Some(c) => format!("has {} «{}»", c.escape_unicode(), rest.chars().take(12).collect::<String>().escape_debug()),
    };
    let at = a[..same].chars().count();
    let (ours, theirs) = (around(left), around(right));
    Some(format!("from character {at}, `{}` {ours} and `{}` {theirs}; both must annotate the same text, character by character", shown[0], shown[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(texts: &[(&str, &str)]) -> Vec<Document> {
        texts.iter().map(|(id, text)| Document { id: (*id).into(), text: (*text).into(), ..Document::default() }).collect()
    }

    #[test]
    fn articles_of_one_side_are_named_and_the_others_joined_by_id() {
        let joined = Joined::new(documents(&[("c", "ج"), ("a", "أ"), ("b", "ب")]), documents(&[("b", "ب"), ("d", "د"), ("c", "ج")]), ["A", "B"]);
        let joined = joined.unwrap();
        let ids: Vec<&str> = joined.pairs.iter().map(|pair| pair.a.id.as_str()).collect();
        assert_eq!((ids, joined.alone), (vec!["b", "c"], [vec!["a".to_string()], vec!["d".to_string()]]));
        assert!(Joined::new(documents(&[("x", "زار")]), documents(&[("y", "زار")]), ["A", "B"]).is_ok(), "the only ones are one article");
    }

    #[test]
    fn texts_that_differ_are_refused_with_article_and_first_difference() {
        let said = |a: &str, b: &str| {
            let (a, b) = (documents(&[("x", a), ("y", "")]), documents(&[("x", b), ("y", "")]));
            Joined::new(a, b, ["A", "B"]).unwrap_err().to_string()
        };
        assert!(said("زار سعد", "زار سعيد").contains("article `x`: from character 6, `A` has \\u{62f} «د» and `B` has \\u{64a} «يد»"));
        assert!(said("زار", "زار\u{200f}").contains("from character 3, `A` ends and `B` has \\u{200f}"));
    }

    #[test]
    fn sides_without_a_common_article_are_refused() {
        let said = Joined::new(documents(&[("x", ""), ("z", "")]), documents(&[("y", "")]), ["A", "B"]).unwrap_err().to_string();
        assert_eq!(said, "no article is in both `A` and `B`: they have `x` first of all and `y` first of all; articles are joined by id");
    }
}
