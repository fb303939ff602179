//! How values on the command line are read: units, repairs, schemes, shares, numbers of replicates.

use std::path::Path;

use clap::ValueEnum;
use clap::builder::{EnumValueParser, TypedValueParser};
use mihak_core::annotation::scheme::{DeclaredClass, declare};
use mihak_core::annotation::{Class, Scheme};
use mihak_core::format::Input;
use mihak_core::measure::declared::Undefined;
use mihak_core::statistics::bootstrap::Boot;
use mihak_core::tags::{Repair, TagScheme};
use mihak_core::text::offsets::Unit;

#[derive(ValueEnum, Clone, Copy)]
enum UnitValue {
    /// Bytes of UTF-8
    Bytes,
    /// Code points (Python, spaCy, brat on disk)
    Chars,
    /// Code units of UTF-16 (Java, JavaScript, UIMA)
    Utf16,
    /// Extended grapheme clusters of UAX #29: a letter with all its marks is one
    Graphemes,
}

/// A parser of what an offset counts.
pub fn unit() -> impl TypedValueParser<Value = Unit> {
    EnumValueParser::<UnitValue>::new().map(|value| match value {
        UnitValue::Bytes => Unit::Bytes,
        UnitValue::Chars => Unit::Chars,
        UnitValue::Utf16 => Unit::Utf16,
        UnitValue::Graphemes => Unit::Graphemes,
    })
}

#[derive(ValueEnum, Clone, Copy)]
enum RepairValue {
    /// Not at all: the file is refused
    None,
    /// A tag that cannot go on with a mention begins one, and a mention that is not ended ends
    Conlleval,
    /// A mention that is not legally begun, continued and ended is none
    Discard,
}

/// A parser of how a sequence that breaks its scheme is read.
pub fn repair() -> impl TypedValueParser<Value = Repair> {
    EnumValueParser::<RepairValue>::new().map(|value| match value {
        RepairValue::None => Repair::None,
        RepairValue::Conlleval => Repair::Conlleval,
        RepairValue::Discard => Repair::Discard,
    })
}

#[derive(ValueEnum, Clone, Copy)]
enum UndefinedValue {
    /// 0, as scikit-learn and seqeval count it
    Zero,
    /// Left out of the mean
    Skip,
}

/// A parser of what an undefined ratio counts as in a mean over labels.
pub fn undefined() -> impl TypedValueParser<Value = Undefined> {
    EnumValueParser::<UndefinedValue>::new().map(|value| match value {
        UndefinedValue::Zero => Undefined::Zero,
        UndefinedValue::Skip => Undefined::Skip,
    })
}

/// The tagging scheme of that name. `Err` names those that there are.
pub fn scheme(name: &str) -> Result<TagScheme, String> {
    TagScheme::named(name).ok_or_else(|| format!("the schemes are {}", TagScheme::ALL.map(TagScheme::name).join(", ")))
}

/// What `--scheme` names: how tags are written, or where words are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyScheme {
    /// A scheme of tags.
    Tags(TagScheme),
    /// A scheme of cuts.
    Cuts(Scheme),
}

/// The scheme of tags or of cuts of that name. `Err` names those that there are.
pub fn any_scheme(name: &str) -> Result<AnyScheme, String> {
    if let Ok(cuts) = Scheme::of_files(name) {
        return Ok(AnyScheme::Cuts(cuts));
    }
    scheme(name).map(AnyScheme::Tags).map_err(|said| format!("{said}; of cuts word, d1, d2, atb, d3, as-is"))
}

/// The names of tags by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagNames(pub Vec<String>);

/// The names in a list, or in a JSON file. `Err` if the file cannot be read, or names no tags.
pub fn tag_names(text: &str) -> Result<TagNames, String> {
    let path = Path::new(text);
    if text.contains(',') || !path.is_file() {
        return Ok(TagNames(text.split(',').map(|name| name.trim().to_string()).collect()));
    }
    let file = Input::read(path).and_then(Input::into_single).map_err(|error| error.to_string())?;
    mihak_core::format::tag_names::of_file(&file).map(TagNames).map_err(|error| error.to_string())
}

/// A number of replicates; 0 for none.
pub fn resamples(text: &str) -> Result<u32, String> {
    let expected = || "expected 100 to 100000, or 0 for no intervals".to_string();
    text.parse().ok().filter(|&number| number == 0 || Boot::RESAMPLES.contains(&number)).ok_or_else(expected)
}

/// A share of 1.
pub fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "expected a share from 0 to 1".to_string())
}

/// The class that `--declare` says, which is known from then on.
pub fn declared_class(written: &str) -> Result<Class, String> {
    let parts = written.split_once('=').and_then(|(name, rest)| Some((name, rest.split_once(':')?)));
    let Some((name, (place, (scheme, spellings)))) = parts.and_then(|(name, (place, rest))| Some((name, (place, rest.split_once(':')?)))) else {
        return Err("expected NAME=PLACE:SCHEME:SPELLING,…, such as VOC=before:d1:يا".into());
    };
    let spellings = spellings.split(',').map(String::from).collect();
    declare(DeclaredClass { name: name.into(), place: place.parse()?, scheme: scheme.parse()?, spellings })
}
