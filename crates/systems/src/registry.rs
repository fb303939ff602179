//! The table of built-in systems, by name, and how one is made from a stanza of the suite.

use std::sync::Arc;

use mihak_core::annotation::{Scheme, Task};
use mihak_core::error::{Error, ErrorKind, Result};
use mihak_core::wording::nearest;

#[cfg(feature = "onnx")]
use crate::extractors::OnnxNer;
use crate::extractors::{CrfNer, Gazetteer, Rules, Union};
use crate::failure::{Failure, within};
use crate::handle::Handle;
use crate::models::{EXTRACTOR_RECEIPT, SEGMENTER_RECEIPT};
use crate::source::{Files, Fixed, Source};
use crate::tokenizers::{Charabia, Clitics, Crf, Icu, UnicodeWords, WhiteSpace, WhiteSpacePunctuation};

/// The checked options of a builtin. Recipes hold them as `Debug` writes them.
#[derive(Clone, Debug, Default)]
struct Options {
    /// The scheme by which a tokenizer cuts; `None` for other systems.
    scheme: Option<Scheme>,
}

/// One row of the table of built-in systems.
pub struct Builtin {
    /// The name in suite.toml.
    pub name: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// The crate that does the work, with its version. The receipt in results is this text or begins with it.
    pub version: &'static str,
    /// Whether it finds entities. If not, it cuts text.
    pub extractor: bool,
    /// The schemes that it can cut by; the first is the default. Empty for extractors and for subword tokenizers.
    pub schemes: &'static [Scheme],
    make: Make,
}

/// Makes a source from the options of a stanza, and from the files that they name.
type FromFiles = fn(toml::Table, Arc<dyn Files>) -> Result<Box<dyn Source>>;

/// How a builtin is made from the options of its stanza.
enum Make {
    /// Without any file. `scheme` is its only option, if it has one.
    Plain(fn(&Options) -> Handle),
    /// From files that the options name, relative to the folder of the suite. The builtin reads its own options. Files are opened later.
    #[allow(dead_code, reason = "all of them stand behind features")]
    Model(FromFiles),
    /// Not at all: it needs this feature, and this program was built without it.
    #[allow(dead_code, reason = "all features may be there")]
    Feature(&'static str),
    /// From a vocabulary of subwords. It needs the feature of this name; `None` if this program was built without it.
    Vocabulary(&'static str, Option<FromFiles>),
}

/// A builtin that needs a feature which this program was built without.
struct Absent(&'static str);

impl Absent {
    fn failure(&self) -> Failure {
        let install = format!("cargo install --locked --path . --features {}", self.0);
        Failure::Missing { why: format!("this mihak was built without the feature `{}`", self.0), install }
    }
}

impl Source for Absent {
    fn about(&self) -> String {
        format!("feature `{}`, not built in", self.0)
    }

    fn version(&self) -> Result<String, Failure> {
        Err(self.failure())
    }

    fn open(&self) -> Result<Handle, Failure> {
        Err(self.failure())
    }
}

macro_rules! own {
    () => {
        concat!("mihak ", env!("CARGO_PKG_VERSION"))
    };
}

#[cfg(feature = "sentencepiece")]
const SENTENCEPIECE: Make = Make::Vocabulary("sentencepiece", Some(crate::vocabularies::sentencepiece::source));
#[cfg(not(feature = "sentencepiece"))]
const SENTENCEPIECE: Make = Make::Vocabulary("sentencepiece", None);
#[cfg(feature = "tiktoken")]
const TIKTOKEN: Make = Make::Vocabulary("tiktoken", Some(crate::vocabularies::tiktoken::source));
#[cfg(not(feature = "tiktoken"))]
const TIKTOKEN: Make = Make::Vocabulary("tiktoken", None);
#[cfg(feature = "tokenizers")]
const TOKENIZER_JSON: Make = Make::Vocabulary("tokenizers", Some(crate::vocabularies::tokenizer_json::source));
#[cfg(not(feature = "tokenizers"))]
const TOKENIZER_JSON: Make = Make::Vocabulary("tokenizers", None);

/// Every built-in system, sorted by name.
pub const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "charabia",
        about: "the segmenter of Meilisearch; splits ال off",
        version: "charabia 0.10.0",
        extractor: false,
        schemes: &[Scheme::Word],
        make: Make::Plain(|_| Handle::Tokenizer(Box::new(Charabia::default()))),
    },
    Builtin {
        name: "clitics",
        about: "a rule and lexicon segmenter of our own, for every scheme",
        version: own!(),
        extractor: false,
        schemes: &[Scheme::Atb, Scheme::Word, Scheme::D1, Scheme::D2, Scheme::D3],
        make: Make::Plain(|options| Handle::Tokenizer(Box::new(Clitics::new(options.scheme.unwrap_or(Scheme::Atb))))),
    },
    Builtin {
        name: "crf",
        about: "a learned segmenter of our own, trained on `dev`, for every scheme",
        version: SEGMENTER_RECEIPT,
        extractor: false,
        schemes: &[Scheme::Atb, Scheme::Word, Scheme::D1, Scheme::D2, Scheme::D3],
        make: Make::Plain(|options| Handle::Tokenizer(Box::new(Crf::new(options.scheme.unwrap_or(Scheme::Atb))))),
    },
    Builtin {
        name: "crf-ner",
        about: "a learned extractor of our own, trained on `dev`, on the segments of `crf`",
        version: EXTRACTOR_RECEIPT,
        extractor: true,
        schemes: &[],
        make: Make::Plain(|_| Handle::Extractor(Box::new(CrfNer::new()))),
    },
    Builtin {
        name: "gazetteer",
        about: "known names, found at the segment boundaries of `clitics`",
        version: own!(),
        extractor: true,
        schemes: &[],
        make: Make::Plain(|_| Handle::Extractor(Box::new(Gazetteer::new()))),
    },
    Builtin {
        name: "icu4x",
        about: "the word segmenter of ICU4X (icu_segmenter)",
        version: "icu_segmenter 2.4.0",
        extractor: false,
        schemes: &[Scheme::Word],
        make: Make::Plain(|_| Handle::Tokenizer(Box::new(Icu::new()))),
    },
    Builtin {
        name: "onnx-ner",
        about: "a token-classification network in ONNX form, such as a BERT for entities",
        version: "rten 0.27.0",
        extractor: true,
        schemes: &[],
        #[cfg(feature = "onnx")]
        make: Make::Model(|options, files| Ok(Box::new(OnnxNer::new(options, files)?))),
        #[cfg(not(feature = "onnx"))]
        make: Make::Feature("onnx"),
    },
    Builtin {
        name: "rules",
        about: "titles and cues that introduce names; dates, times, numbers, money",
        version: own!(),
        extractor: true,
        schemes: &[],
        make: Make::Plain(|_| Handle::Extractor(Box::new(Rules::new()))),
    },
    Builtin {
        name: "sentencepiece",
        about: "subwords of a SentencePiece model (`file`), by kitoken",
        version: "kitoken 0.11.1",
        extractor: false,
        schemes: &[],
        make: SENTENCEPIECE,
    },
    Builtin {
        name: "tiktoken",
        about: "subwords of OpenAI: `vocabulary` is o200k_base, cl100k_base, …",
        version: "tiktoken-rs 0.12.1",
        extractor: false,
        schemes: &[],
        make: TIKTOKEN,
    },
    Builtin {
        name: "tokenizer-json",
        about: "subwords of a tokenizer.json of Hugging Face (`file`)",
        version: "tokenizers 0.23.2",
        extractor: false,
        schemes: &[],
        make: TOKENIZER_JSON,
    },
    Builtin {
        name: "unicode-words",
        about: "word boundaries of UAX #29 (unicode-segmentation)",
        version: "unicode-segmentation 1.13.3",
        extractor: false,
        schemes: &[Scheme::Word],
        make: Make::Plain(|_| Handle::Tokenizer(Box::new(UnicodeWords))),
    },
    Builtin {
        name: "union",
        about: "`gazetteer` and `rules` together; where they cross, the longer mention",
        version: own!(),
        extractor: true,
        schemes: &[],
        make: Make::Plain(|_| Handle::Extractor(Box::new(Union::new()))),
    },
    Builtin {
        name: "whitespace",
        about: "runs without white space",
        version: own!(),
        extractor: false,
        schemes: &[Scheme::Word],
        make: Make::Plain(|_| Handle::Tokenizer(Box::new(WhiteSpace))),
    },
    Builtin {
        name: "whitespace-punct",
        about: "runs without white space, every punctuation character split off",
        version: own!(),
        extractor: false,
        schemes: &[Scheme::Word],
        make: Make::Plain(|_| Handle::Tokenizer(Box::new(WhiteSpacePunctuation))),
    },
];

impl Builtin {
    fn task(&self, scheme: Option<Scheme>) -> Task {
        match scheme {
            _ if self.extractor => Task::Entities,
            _ if matches!(self.make, Make::Vocabulary(..)) => Task::Subwords,
            None | Some(Scheme::Word) => Task::Words,
            Some(_) => Task::Segments,
        }
    }

    fn options(&self, given: toml::Table) -> Result<Options> {
        let mut options = Options { scheme: self.schemes.first().copied() };
        for (key, value) in given {
            match (key.as_str(), value.as_str()) {
                ("scheme", Some(value)) if self.schemes.len() > 1 => {
                    let scheme: Scheme = value.parse().map_err(|said| Error::new(ErrorKind::Unknown, format!("option `scheme`: {said}")))?;
                    options.scheme = Some(scheme);
                }
                ("scheme", None) if self.schemes.len() > 1 => {
                    let said = format!("option `scheme` is {value}, expected one of the names in quotes: word, d1, d2, atb, d3");
                    return Err(Error::new(ErrorKind::Malformed, said));
                }
                _ => {
                    let known = if self.schemes.len() > 1 { "it has `scheme`" } else { "it has none" };
                    return Err(Error::new(ErrorKind::Unknown, format!("builtin `{}` has no option `{key}`", self.name)).remedy(known));
                }
            }
        }
        Ok(options)
    }
}

/// A builtin with its options. It can be opened once for each worker.
pub struct Prepared {
    /// The task that it is scored on.
    pub task: Task,
    /// The scheme by which a tokenizer cuts; `None` for extractors and subword tokenizers.
    pub scheme: Option<Scheme>,
    /// The name and the options of the builtin. Two systems with the same recipe and version give the same answers.
    pub recipe: String,
    /// Where its handles come from.
    pub source: Box<dyn Source>,
}

/// The builtin of that name with these options. Files that options name are read through `files`.
///
/// `Err` if there is no builtin of that name, or if an option is wrong. It names the nearest builtins, or the option.
pub fn open_builtin(builtin: &str, options: toml::Table, files: Arc<dyn Files>) -> Result<Prepared> {
    let Some(row) = BUILTINS.iter().find(|row| row.name == builtin) else {
        let names: Vec<&str> = BUILTINS.iter().map(|row| row.name).collect();
        return Err(Error::new(ErrorKind::Unknown, format!("no builtin `{builtin}`{}", nearest(builtin, &names))));
    };
    match row.make {
        Make::Plain(open) => {
            let options = row.options(options)?;
            let (scheme, recipe) = (options.scheme, format!("{builtin} {options:?}"));
            let source = Box::new(Fixed::new(row.version, move || Ok(open(&options))));
            Ok(Prepared { task: row.task(scheme), scheme, recipe, source })
        }
        Make::Model(make) | Make::Vocabulary(_, Some(make)) => {
            let recipe = format!("{builtin} {options}");
            let source = make(options, files).map_err(|error| within(format!("builtin `{builtin}`"), error))?;
            Ok(Prepared { task: row.task(None), scheme: row.schemes.first().copied(), recipe, source })
        }
        Make::Feature(feature) | Make::Vocabulary(feature, None) => {
            Ok(Prepared { task: row.task(None), scheme: row.schemes.first().copied(), recipe: String::new(), source: Box::new(Absent(feature)) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Below;

    #[test]
    fn the_table_is_sorted_and_every_version_is_the_one_that_is_locked() {
        assert!(BUILTINS.windows(2).all(|pair| pair[0].name < pair[1].name));
        let lock = include_str!("../../../Cargo.lock");
        for row in BUILTINS {
            let mut parts = row.version.split(' ');
            let (name, version) = (parts.next().unwrap(), parts.next().unwrap());
            assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")), "{} is not locked", row.version);
        }
    }

    #[test]
    fn an_unknown_builtin_or_option_is_answered_with_what_there_is() {
        let said = |builtin: &str, options: &str| {
            format!("{:#}", open_builtin(builtin, toml::from_str(options).unwrap(), Arc::new(Below("".into()))).err().unwrap())
        };
        assert_eq!(said("clitic", ""), "no builtin `clitic`; did you mean `clitics`?");
        assert_eq!(said("icu4x", "scheme = 'atb'"), "builtin `icu4x` has no option `scheme`; it has none");
        assert!(said("clitics", "scheme = 'd9'").contains("the schemes are word, d1, d2, atb, d3"));
    }

    #[cfg(not(feature = "onnx"))]
    #[test]
    fn a_builtin_of_a_feature_that_is_not_there_is_missing_and_says_how_to_build_it() {
        let system = open_builtin("onnx-ner", toml::Table::new(), Arc::new(Below("".into()))).unwrap();
        let failure = system.source.open().err().unwrap().to_string();
        assert!(failure.starts_with("is missing: this mihak was built without the feature `onnx`; to install it: cargo install"), "{failure}");
    }
}
