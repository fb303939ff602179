//! A corpus in memory: articles, sorted by id, with what is known about each, and their gold.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use mihak_core::annotation::{Article, NO_SPLIT};
use mihak_core::error::Problems;
use mihak_core::hash::{ShortHasher, short_hash};
use serde::Deserialize;

use crate::folder::{Root, signable};
use crate::gold::{Gold, annotation_files};

/// One corpus of the suite. Paths are relative to the suite's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorpusSpec {
    /// The name in results.
    pub name: String,
    /// The folder of the articles.
    pub articles: String,
    /// The folder of the gold, if there is one.
    pub gold: Option<String>,
    /// Whether systems run on it only when it is named.
    pub on_request: bool,
}

/// Articles with their gold.
#[derive(Debug)]
pub struct Corpus {
    /// The name in the suite.
    pub name: String,
    /// The version of the gold, or of the articles where there is no gold.
    pub version: String,
    /// The articles, sorted by id.
    pub articles: Vec<Article>,
    /// Their gold.
    pub gold: Gold,
    /// The first 8 hexadecimal digits of the SHA-256 of articles, splits and gold.
    pub hash: String,
    /// Whether its articles may share text with each other: `duplicates = "allowed"`.
    pub allows_duplicates: bool,
    /// Files of the articles' folder that were not read, because they are neither articles nor known companions.
    pub left_out: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Declared {
    version: Option<String>,
    #[serde(default)]
    #[allow(dead_code)]
    title: String,
    #[serde(default)]
    #[allow(dead_code)]
    source: String,
    #[serde(default)]
    #[allow(dead_code)]
    licence: String,
    hash: Option<String>,
    #[serde(default)]
    duplicates: Duplicates,
    #[serde(default)]
    article: Vec<DeclaredArticle>,
}

/// Whether articles of a corpus may share text, as texts that are made as minimal pairs do.
#[derive(Deserialize, Default, Clone, Copy, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Duplicates {
    #[default]
    Refused,
    Allowed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclaredArticle {
    id: String,
    split: String,
    genre: Option<String>,
    #[serde(default)]
    hard: Vec<String>,
}

/// What a folder of articles holds, before texts and gold.
pub(super) struct Shelf {
    pub(super) version: Option<String>,
    hash: Option<String>,
    duplicates: Duplicates,
    /// The ids of the articles, sorted.
    pub(super) ids: Vec<String>,
    declares_articles: bool,
    /// What is declared of articles that were not taken yet.
    about: BTreeMap<String, DeclaredArticle>,
    pub(super) left_out: Vec<String>,
}

impl Corpus {
    /// The corpus that a stanza of the suite names, with paths below `root`.
    ///
    /// `Err` lists every fault that was found in articles and gold: file, line, what was found and what to do.
    pub fn load(root: &Root, spec: &CorpusSpec) -> Result<Corpus> {
        Corpus::load_declared(root, spec).map(|(corpus, _)| corpus)
    }

    /// The corpus, and the hashes that its `corpus.toml` and `gold.toml` declare where they disagree with the content.
    pub fn load_declared(root: &Root, spec: &CorpusSpec) -> Result<(Corpus, Vec<String>)> {
        let context = || format!("corpus `{}`", spec.name);
        let mut shelf = Shelf::list(root, &spec.articles).with_context(context)?;
        let ids = std::mem::take(&mut shelf.ids);
        let articles = ids.into_iter().map(|id| shelf.article(root, &spec.articles, id)).collect::<Result<Vec<_>>>().with_context(context)?;
        shelf.all_are_there(root, &spec.articles).with_context(context)?;
        let mut problems = Problems::default();
        let gold = match &spec.gold {
            Some(path) => {
                let gold = Gold::load(root, path, &articles, &mut problems).and_then(|gold| Ok(problems.into_result().map(|()| gold)?));
                root.unquoted(&annotation_files(path).each_ref().map(String::as_str), gold).with_context(context)?
            }
            None => Gold::default(),
        };
        let mut hasher = ArticlesHasher::default();
        articles.iter().for_each(|Article { id, split, text, .. }| hasher.article(id, split, text.as_bytes()));
        let articles_hash = hasher.finish();
        let mut stale = Vec::new();
        let mut compare = |declared: &Option<String>, file: String, found: &str| {
            if let Some(declared) = declared.as_deref().filter(|&declared| declared != found) {
                stale.push(format!(
                    "`{file}` declares hash {declared}, but the content has {found}: raise its version, say why in the CHANGELOG and set the hash"
                ));
            }
        };
        compare(&shelf.hash, root.shown(&format!("{}/corpus.toml", spec.articles)), &articles_hash);
        if let Some(path) = &spec.gold {
            compare(&gold.declared_hash, root.shown(&format!("{path}/gold.toml")), &gold.hash);
        }
        let hash = hash_corpus(&articles_hash, &gold.hash);
        let version = version([gold.version.clone(), shelf.version]);
        let allows_duplicates = shelf.duplicates == Duplicates::Allowed;
        let left_out = shelf.left_out;
        Ok((Corpus { name: spec.name.clone(), version, articles, gold, hash, allows_duplicates, left_out }, stale))
    }

    /// The corpus as signatures name it: `news@1.0#3fa9c1d2`.
    pub fn signed(&self) -> String {
        signed(&self.name, &self.version, &self.hash)
    }

    /// The splits that occur, sorted.
    pub fn splits(&self) -> BTreeSet<&str> {
        self.articles.iter().map(|article| article.split.as_str()).collect()
    }
}

/// The version of a corpus: that of its gold, or of its articles where there is no gold.
pub(super) fn version([gold, articles]: [Option<String>; 2]) -> String {
    gold.or(articles).unwrap_or_else(|| "0".into())
}

/// The hash of a corpus.
pub(super) fn hash_corpus(articles: &str, gold: &str) -> String {
    short_hash(&[articles.as_bytes(), gold.as_bytes()])
}

/// A corpus as signatures name it.
pub(super) fn signed(name: &str, version: &str, hash: &str) -> String {
    format!("{name}@{version}#{hash}")
}

/// Makes the hash of articles, which come in the order of their ids.
#[derive(Default)]
pub(super) struct ArticlesHasher(ShortHasher);

impl ArticlesHasher {
    pub(super) fn article(&mut self, id: &str, split: &str, text: &[u8]) {
        [id.as_bytes(), split.as_bytes(), text].into_iter().for_each(|part| self.0.part(part));
    }

    pub(super) fn finish(self) -> String {
        self.0.finish()
    }
}

impl Shelf {
    /// What a folder of articles holds, without their texts.
    pub(super) fn list(root: &Root, path: &str) -> Result<Shelf> {
        let (mut ids, mut left_out, mut declared) = (Vec::new(), Vec::new(), None);
        for name in root.files(path)? {
            match name.strip_suffix(".txt").filter(|_| !name.starts_with('.')) {
                Some(id) => ids.push(id.to_string()),
                None if name == "corpus.toml" => declared = Some(load_declared(root, path)?),
                None if is_companion(&name) => {}
                None => left_out.push(name),
            }
        }
        if ids.is_empty() {
            bail!("folder `{}` holds no article; articles are files named <id>.txt", root.shown(path));
        }
        ids.sort();
        let declared: Declared = declared.unwrap_or_default();
        let shown = root.shown(&format!("{path}/corpus.toml"));
        signable(&shown, "version", declared.version.iter())?;
        signable(&shown, "split", declared.article.iter().map(|article| &article.split))?;
        let declares_articles = !declared.article.is_empty();
        let mut about: BTreeMap<String, DeclaredArticle> = BTreeMap::new();
        for article in declared.article {
            if let Some(twice) = about.insert(article.id.clone(), article) {
                bail!("`{}/corpus.toml` declares article `{}` twice", root.shown(path), twice.id);
            }
        }
        let Declared { version, hash, duplicates, .. } = declared;
        Ok(Shelf { version, hash, duplicates, ids, declares_articles, about, left_out })
    }

    /// The article of an id; what is declared of it is taken.
    pub(super) fn article(&mut self, root: &Root, path: &str, id: String) -> Result<Article> {
        let file = format!("{path}/{id}.txt");
        let text = root.read_text(&file)?;
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            bail!("article `{}` is empty; write it or remove the file", root.shown(&file));
        }
        if text.len() > u32::MAX as usize {
            bail!("article `{}` has {} bytes; at most {} are read: split it", root.shown(&file), text.len(), u32::MAX);
        }
        match self.about.remove(&id) {
            Some(known) => Ok(Article { id, text, split: known.split, genre: known.genre, hard: known.hard }),
            None if self.declares_articles => {
                let (file, path) = (root.shown(&file), root.shown(path));
                bail!("article `{file}` is not declared in `{path}/corpus.toml`; add an [[article]] with its id and split")
            }
            None => Ok(Article { id, text, split: NO_SPLIT.into(), genre: None, hard: Vec::new() }),
        }
    }

    /// `Err` if an article is declared and has no file; every other one was taken.
    pub(super) fn all_are_there(&self, root: &Root, path: &str) -> Result<()> {
        match self.about.keys().next() {
            Some(id) => bail!("`{0}/corpus.toml` declares article `{id}`, but there is no file `{0}/{id}.txt`", root.shown(path)),
            None => Ok(()),
        }
    }
}

fn load_declared(root: &Root, path: &str) -> Result<Declared> {
    let file = format!("{path}/corpus.toml");
    let read = || toml::from_str(&root.read_text(&file)?).with_context(|| format!("`{}` is not a corpus declaration", root.shown(&file)));
    root.unquoted(&[&file], read())
}

/// The splits of the articles that `corpus.toml` in this folder declares, by id; `None` if there is no such file, or it declares no article.
pub fn declared_splits(root: &Root, path: &str) -> Result<Option<BTreeMap<String, String>>> {
    if !root.has(&format!("{path}/corpus.toml")) {
        return Ok(None);
    }
    let declared = load_declared(root, path)?.article;
    let splits: BTreeMap<String, String> = declared.into_iter().map(|article| (article.id, article.split)).collect();
    Ok((!splits.is_empty()).then_some(splits))
}

fn is_companion(name: &str) -> bool {
    name.starts_with('.') || ["README", "LICENSE", "LICENCE", "CHANGELOG"].iter().any(|known| name.starts_with(known))
}
