//! Corpora: articles with their gold, as they are read from folders.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use mihak_core::annotation::{Article, NO_SPLIT};
use mihak_core::error::Problems;
use mihak_core::hash::short_hash;
use serde::Deserialize;

use crate::folder::{Root, signable};
use crate::gold::Gold;

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

/// What a folder of articles holds, before gold.
struct Shelf {
    version: Option<String>,
    hash: Option<String>,
    duplicates: Duplicates,
    articles: Vec<Article>,
    left_out: Vec<String>,
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
        let shelf = load_articles(root, &spec.articles).with_context(context)?;
        let mut problems = Problems::default();
        let gold = match &spec.gold {
            Some(path) => Gold::load(root, path, &shelf.articles, &mut problems).with_context(context)?,
            None => Gold::default(),
        };
        problems.into_result().with_context(context)?;
        let articles_hash = hash_articles(&shelf.articles);
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
        let hash = short_hash(&[articles_hash.as_bytes(), gold.hash.as_bytes()]);
        let version = gold.version.clone().or(shelf.version.clone()).unwrap_or_else(|| "0".into());
        let allows_duplicates = shelf.duplicates == Duplicates::Allowed;
        let Shelf { articles, left_out, .. } = shelf;
        Ok((Corpus { name: spec.name.clone(), version, articles, gold, hash, allows_duplicates, left_out }, stale))
    }

    /// The corpus as signatures name it: `news@1.0#3fa9c1d2`.
    pub fn signed(&self) -> String {
        format!("{}@{}#{}", self.name, self.version, self.hash)
    }

    /// The splits that occur, sorted.
    pub fn splits(&self) -> BTreeSet<&str> {
        self.articles.iter().map(|article| article.split.as_str()).collect()
    }
}

fn hash_articles(articles: &[Article]) -> String {
    let parts: Vec<&[u8]> = articles.iter().flat_map(|article| [article.id.as_bytes(), article.split.as_bytes(), article.text.as_bytes()]).collect();
    short_hash(&parts)
}

fn load_articles(root: &Root, path: &str) -> Result<Shelf> {
    let mut ids = Vec::new();
    let mut left_out = Vec::new();
    let mut declared = None;
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
    let declared = declared.unwrap_or_default();
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
    let mut articles = Vec::with_capacity(ids.len());
    for id in ids {
        let file = format!("{path}/{id}.txt");
        let text = root.read_text(&file)?;
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            bail!("article `{}` is empty; write it or remove the file", root.shown(&file));
        }
        if text.len() > u32::MAX as usize {
            bail!("article `{}` has {} bytes; at most {} are read: split it", root.shown(&file), text.len(), u32::MAX);
        }
        let article = match about.remove(&id) {
            Some(known) => Article { id, text, split: known.split, genre: known.genre, hard: known.hard },
            None if declares_articles => {
                bail!(
                    "article `{}` is not declared in `{}/corpus.toml`; add an [[article]] with its id and split",
                    root.shown(&file),
                    root.shown(path)
                )
            }
            None => Article { id, text, split: NO_SPLIT.into(), genre: None, hard: Vec::new() },
        };
        articles.push(article);
    }
    if let Some(id) = about.keys().next() {
        bail!("`{0}/corpus.toml` declares article `{id}`, but there is no file `{0}/{id}.txt`", root.shown(path));
    }
    Ok(Shelf { version: declared.version, hash: declared.hash, duplicates: declared.duplicates, articles, left_out })
}

fn load_declared(root: &Root, path: &str) -> Result<Declared> {
    let file = format!("{path}/corpus.toml");
    toml::from_str(&root.read_text(&file)?).with_context(|| format!("`{}` is not a corpus declaration", root.shown(&file)))
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
