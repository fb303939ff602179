//! The tags that the logits stand for, and how sequences of them become mentions.

use std::collections::BTreeMap;
use std::sync::Arc;

use mihak_core::annotation::{Label, Labels};
use mihak_core::error::{Error, ErrorKind, Result};
use mihak_core::hash::short_hash;
use mihak_core::tags::{self, Chunk, Inventory, Repair, Table, TagKind, TagPlace, TagReading, TagScheme};
use serde::Deserialize;

use crate::extractors::onnx::options::{Labels as Named, Options};
use crate::failure::{malformed, within};
use crate::source::Files;

/// The fields of a config.json that are read.
#[derive(Deserialize)]
struct Config {
    id2label: BTreeMap<String, String>,
    max_position_embeddings: Option<usize>,
}

/// One tag for each logit.
#[derive(Debug)]
pub struct Tags {
    kinds: Vec<TagKind>,
    /// The table of types.
    pub inventory: Arc<Labels>,
    /// The type by its number in chunks; the first is `None`, for `O`.
    labels: Vec<Option<Label>>,
    scheme: TagScheme,
    repair: Repair,
    table: Table,
    /// The hash of the tags, in order.
    pub hash: String,
}

impl Tags {
    /// The tags that the options name, and the number of positions of the network; `None` if the file does not say it.
    ///
    /// `Err` if a logit has no tag, if a name is no tag, or if the scheme of the tags is not clear.
    pub fn load(options: &Options, files: &dyn Files) -> Result<(Tags, Option<usize>)> {
        let (names, positions, shown) = match &options.labels {
            Named::Here(names) => (names.clone(), None, "option `labels`".to_string()),
            Named::File(path) => {
                let shown = format!("labels `{}`", files.shown(path));
                let config: Config = serde_json::from_slice(&files.read(path)?)
                    .map_err(|error| malformed(format!("{shown}: expected the config.json of the network, with `id2label`")).because(error))?;
                (config.id2label, config.max_position_embeddings, shown)
            }
        };
        let tags = in_order(names).and_then(|names| Tags::new(&names, options.scheme, options.repair));
        Ok((tags.map_err(|error| within(shown, error))?, positions))
    }

    fn new(names: &[String], scheme: Option<TagScheme>, repair: Repair) -> Result<Tags> {
        let mut inventory = Inventory::default();
        let mut kinds = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let number = inventory.number(name.as_bytes()).map_err(|fault| {
                let remedy = "give the tags as a table in option `labels`, with `O` for what is part of no mention";
                malformed(format!("label {at}")).remedy(remedy).because(fault)
            })?;
            kinds.push(inventory.kind(number));
        }
        let scheme = match scheme {
            Some(scheme) => scheme,
            None => scheme_of(&kinds)?,
        };
        if let Some(at) = kinds.iter().position(|kind| !fits(scheme, kind.place)) {
            let said = format!("label {at} is `{}`, which is no tag of {scheme}", names[at]);
            return Err(malformed(said).remedy("name another scheme with option `scheme`"));
        }
        let types = Labels::of(inventory.labels()[1..].iter().map(|label| &**label));
        let labels = inventory.labels().iter().map(|label| types.get(label)).collect();
        let hash = short_hash(&names.iter().map(|name| name.as_bytes()).collect::<Vec<_>>());
        Ok(Tags { kinds, inventory: Arc::new(types), labels, scheme, repair, table: Table::new(TagReading::Scheme(scheme, repair)), hash })
    }

    /// The number of tags.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// The scheme, and how illegal sequences are read: `IOB2:conlleval`.
    pub fn reading(&self) -> String {
        format!("{}:{}", self.scheme, self.repair.name())
    }

    /// Appends the mentions of a sequence of tags, each given by its place among the logits.
    pub fn chunks(&self, tags: &[u16], out: &mut Vec<Chunk>) {
        // The receipt says how illegal steps are read. Nobody needs their places.
        let _illegal = tags::chunks(&self.table, tags.iter().map(|&tag| self.kinds[usize::from(tag)]), out);
    }

    /// The type of a mention.
    pub fn label(&self, number: u16) -> Label {
        self.labels[usize::from(number)].expect("a mention has a type")
    }
}

/// The tags by the numbers that they are listed under, which must be 0, 1, 2 and so on.
fn in_order(names: BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut numbered = Vec::new();
    for (number, name) in names {
        let number: usize = number.parse().map_err(|_| malformed(format!("`{number}` is no place of a logit")).remedy("expected 0, 1, 2, …"))?;
        numbered.push((number, name));
    }
    numbered.sort();
    if numbered.is_empty() {
        return Err(malformed("there is no label"));
    }
    if numbered.len() > tags::MOST {
        return Err(malformed(format!("there are {} labels; at most {} can be read", numbered.len(), tags::MOST)));
    }
    if let Some(at) = (0..numbered.len()).find(|&at| numbered[at].0 != at) {
        return Err(malformed(format!("there are {} labels, but none or two of number {at}", numbered.len())));
    }
    Ok(numbered.into_iter().map(|(_, name)| name).collect())
}

/// The scheme of the tags, known from their letters. `Err` if they fit no scheme, or several that differ.
fn scheme_of(kinds: &[TagKind]) -> Result<TagScheme> {
    let letters: Vec<u8> = (b'A'..=b'Z').filter(|letter| *letter != b'O' && kinds.iter().any(|kind| kind.letter == *letter)).collect();
    let only = |those: &[u8]| letters.iter().all(|letter| those.contains(letter));
    match () {
        _ if letters.is_empty() => Err(malformed("all labels are `O`: no mention can be found")),
        _ if only(b"I") => Ok(TagScheme::Io),
        _ if only(b"BI") => Ok(TagScheme::Iob2),
        _ if only(b"BIMES") && letters.contains(&b'B') => Ok(TagScheme::Iobes),
        _ if only(b"BILU") => Ok(TagScheme::Bilou),
        _ if only(b"BMEW") => Ok(TagScheme::Bmewo),
        _ => {
            let shown = letters.iter().map(|&letter| char::from(letter).to_string()).collect::<Vec<_>>().join(" ");
            let said = format!("the labels begin with {shown}, which tells no scheme");
            Err(Error::new(ErrorKind::Ambiguous, said).remedy("name it with option `scheme`"))
        }
    }
}

fn fits(scheme: TagScheme, place: TagPlace) -> bool {
    let [begin, inside, end, single] = scheme.letters().map(|letter| letter.is_some());
    match place {
        TagPlace::Outside => true,
        TagPlace::Begin => begin,
        TagPlace::Inside => inside,
        TagPlace::End => end,
        TagPlace::Single => single,
        TagPlace::Odd => false,
    }
}
