//! The texts of articles, for files that name articles and do not hold them.

use rustc_hash::FxHashMap;

use crate::format::document::Document;
use crate::wording::nearest;

/// The texts of articles, by id.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    articles: Vec<(String, String)>,
}

impl Texts {
    /// The texts of the articles of gold. The articles of a document without a name are its sentences, which are numbered from 1.
    pub fn of(gold: &[Document]) -> Texts {
        let articles = match gold {
            [document] if document.id.is_empty() && !document.sentences.is_empty() => {
                document.sentences.iter().enumerate().map(|(at, sentence)| ((at + 1).to_string(), sentence.slice(&document.text).into())).collect()
            }
            documents => documents.iter().map(|document| (document.id.clone(), document.text.clone())).collect(),
        };
        Texts { articles }
    }

    /// Texts with their ids.
    pub(super) fn new(articles: Vec<(String, String)>) -> Texts {
        Texts { articles }
    }

    /// All of them, of which no answer has one yet.
    pub(super) fn unused(&self) -> Unused<'_> {
        let mut unused = Unused { texts: self, by_id: FxHashMap::default(), by_text: FxHashMap::default(), used: vec![false; self.articles.len()] };
        for (at, (id, text)) in self.articles.iter().enumerate().rev() {
            unused.by_id.insert(id, at);
            unused.by_text.entry(visible(text)).or_default().push(at);
        }
        unused
    }
}

/// Articles that answers are looked for.
pub(super) struct Unused<'a> {
    texts: &'a Texts,
    by_id: FxHashMap<&'a str, usize>,
    /// By text without white space; the first stands last.
    by_text: FxHashMap<String, Vec<usize>>,
    used: Vec<bool>,
}

impl Unused<'_> {
    /// The id and the text of the article that a record is about: that of its id or, without one, the first of its text that has no answer.
    pub fn take(&mut self, id: Option<&str>, text: Option<&str>) -> Result<(String, String), String> {
        let known = id.and_then(|id| self.by_id.get(id).copied().or_else(|| self.by_id.get(id.trim_start_matches('0')).copied()));
        if let (Some(at), Some(text)) = (known, text)
            && visible(text) != visible(&self.texts.articles[at].1)
        {
            return Err(format!("its `text` is not that of article `{}`; leave it away, or correct the id", self.texts.articles[at].0));
        }
        let at = match (known, text) {
            (Some(at), _) => at,
            (None, Some(text)) => {
                let same = self.by_text.get_mut(&visible(text)).map(|places| (places.pop(), places));
                match same {
                    Some((Some(at), _)) => at,
                    Some(_) => return Err("its `text` is that of an article that has an answer already".into()),
                    None => return Err("its `text` is not that of an article of gold".into()),
                }
            }
            (None, None) => {
                let ids: Vec<&str> = self.texts.articles.iter().map(|(id, _)| id.as_str()).collect();
                return Err(match id {
                    Some(id) => format!("there is no article `{id}`{}", nearest(id, &ids)),
                    None => "it has neither `id` nor `text`; add one of them, so that its article is known".into(),
                });
            }
        };
        if std::mem::replace(&mut self.used[at], true) {
            return Err(format!("article `{}` has an answer already; ids must differ", self.texts.articles[at].0));
        }
        Ok(self.texts.articles[at].clone())
    }
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
