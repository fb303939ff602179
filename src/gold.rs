//! Gold annotations: what people say is in an article, checked against its characters.

pub mod cases;

use anyhow::{Context, Result, bail};
use mihak_core::annotation::{Article, GoldMention, Labels, Word};
use mihak_core::error::Problems;
use mihak_core::format::rows::Annotations;
use serde::Deserialize;

use crate::folder::{Root, signable};

/// The gold of a corpus. Each layer has one entry per article, in the order of the articles, or is absent.
#[derive(Debug, Default)]
pub struct Gold {
    /// The declared version.
    pub version: Option<String>,
    /// The guidelines that the gold follows; `mihak` for our own.
    pub guidelines: Option<String>,
    /// The hash that the declaration states.
    pub declared_hash: Option<String>,
    /// The hash of the annotation files.
    pub hash: String,
    /// Words with their segments.
    pub words: Option<Vec<Vec<Word>>>,
    /// Entity mentions, sorted by start, longest first.
    pub mentions: Option<Vec<Vec<GoldMention>>>,
    /// The labels of the mentions.
    pub labels: Labels,
}

/// What `gold.toml` says.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// The version of the gold.
    pub version: Option<String>,
    hash: Option<String>,
    guidelines: Option<String>,
    #[serde(default)]
    #[allow(dead_code)]
    licence: String,
}

/// What is declared of the gold in a folder.
pub fn declared(root: &Root, path: &str) -> Result<Declared> {
    let file = format!("{path}/gold.toml");
    let declared: Declared = match root.has(&file) {
        true => toml::from_str(&root.read_text(&file)?).with_context(|| format!("`{}` is not a gold declaration", root.shown(&file)))?,
        false => Declared::default(),
    };
    signable(&root.shown(&file), "version", declared.version.iter())?;
    Ok(declared)
}

/// The files of words and of entities in a folder of gold, as far as they are there; `Err` if there is neither.
pub fn gold_files(root: &Root, path: &str) -> Result<[Option<String>; 2]> {
    let files = ["segments.csv", "entities.csv"].map(|name| Some(format!("{path}/{name}")).filter(|file| root.has(file)));
    if files.iter().all(Option::is_none) {
        bail!("gold folder `{}` has neither segments.csv nor entities.csv", root.shown(path));
    }
    Ok(files)
}

impl Gold {
    /// The gold in folder `path` for these articles: `segments.csv`, `entities.csv`, or both.
    ///
    /// Faults of rows are noted in `problems`; `Err` if a file cannot be read at all.
    pub fn load(root: &Root, path: &str, articles: &[Article], problems: &mut Problems) -> Result<Gold> {
        let declared = declared(root, path)?;
        let mut files: [Option<(String, String)>; 2] = [None, None];
        for (read, file) in files.iter_mut().zip(gold_files(root, path)?) {
            *read = file.map(|file| Ok::<_, anyhow::Error>((root.shown(&file), root.read_text(&file)?))).transpose()?;
        }
        let [segments, entities] = files.each_ref().map(|file| file.as_ref().map(|(shown, text)| (shown.as_str(), text.as_str())));
        let Annotations { words, mentions, labels, hash } = Annotations::read(segments, entities, articles, problems)?;
        Ok(Gold { version: declared.version, guidelines: declared.guidelines, declared_hash: declared.hash, hash, words, mentions, labels })
    }
}
