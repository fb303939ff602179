//! Gold annotations: what people say is in an article, checked against its characters.

pub mod cases;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow, bail};
use mihak_core::annotation::scheme::{DeclaredClass, declare};
use mihak_core::annotation::{Article, Class, GoldMention, Labels, Word};
use mihak_core::error::Problems;
use mihak_core::format::rows::Annotations;
use mihak_core::hash::short_hash;
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
    /// The classes of clitics that it has beside the shipped ones, by name.
    #[serde(default)]
    classes: BTreeMap<String, ClassWire>,
}

/// What `[classes.NAME]` says of a class.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassWire {
    place: String,
    scheme: String,
    spellings: Vec<String>,
}

impl Declared {
    /// The hash of the gold: that of its files, and of its classes where it declares some.
    pub fn hash_with(&self, files: String) -> String {
        let said = |(name, class): (&String, &ClassWire)| format!("{name}\t{}\t{}\t{}\n", class.place, class.scheme, class.spellings.join(" "));
        let classes: String = self.classes.iter().map(said).collect();
        if classes.is_empty() { files } else { short_hash(&[files.as_bytes(), classes.as_bytes()]) }
    }

    /// Notes classes that another gold declares and this one does not.
    pub fn own(&self, file: &str, words: &[Vec<Word>], problems: &mut Problems) {
        let declared = words.iter().flatten().flat_map(|word| &word.segments).filter_map(|segment| match segment.class {
            Class::Declared(class) => Some(class.name.as_str()),
            _ => None,
        });
        for name in declared.filter(|name| !self.classes.contains_key(*name)).collect::<BTreeSet<_>>() {
            problems.about(file, format!("class `{name}` is declared by another gold, and not by `{file}`: declare it there with [classes.{name}]"));
        }
    }
}

/// What is declared of the gold in a folder. Its classes are known by their names from then on.
pub fn declared(root: &Root, path: &str) -> Result<Declared> {
    let file = format!("{path}/gold.toml");
    let read = || toml::from_str(&root.read_text(&file)?).with_context(|| format!("`{}` is not a gold declaration", root.shown(&file)));
    let declared: Declared = if root.has(&file) { root.unquoted(&[&file], read())? } else { Declared::default() };
    signable(&root.shown(&file), "version", declared.version.iter())?;
    for (name, ClassWire { place, scheme, spellings }) in &declared.classes {
        let class = || declare(DeclaredClass { name: name.clone(), place: place.parse()?, scheme: scheme.parse()?, spellings: spellings.clone() });
        class().map_err(|said| anyhow!("`{}`: [classes.{name}]: {said}", root.shown(&file)))?;
    }
    Ok(declared)
}

/// The files of words and of entities that a folder of gold may have.
pub fn annotation_files(path: &str) -> [String; 2] {
    ["segments.csv", "entities.csv"].map(|name| format!("{path}/{name}"))
}

/// The files of words and of entities in a folder of gold, as far as they are there; `Err` if there is neither.
pub fn gold_files(root: &Root, path: &str) -> Result<[Option<String>; 2]> {
    let files = annotation_files(path).map(|file| Some(file).filter(|file| root.has(file)));
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
        declared.own(&root.shown(&format!("{path}/gold.toml")), words.as_deref().unwrap_or_default(), problems);
        let hash = declared.hash_with(hash);
        Ok(Gold { version: declared.version, guidelines: declared.guidelines, declared_hash: declared.hash, hash, words, mentions, labels })
    }
}
