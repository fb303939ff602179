//! The stems that the segmenter knows, and the regular inflections by which it recognises them.

use std::mem;
use std::sync::LazyLock;

use mihak_core::text::fold::is_deleted;
use rustc_hash::FxHashMap;

use crate::tokenizers::clitics::letters::normal;

/// What a stem can be, as a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StemKind(u8);

impl StemKind {
    /// Noun, adjective, participle or masdar.
    pub const NOUN: StemKind = StemKind(1);
    /// Proper name.
    pub const NAME: StemKind = StemKind(2);
    /// Verb in the perfect.
    pub const PERFECT: StemKind = StemKind(4);
    /// Verb in the imperfect.
    pub const IMPERFECT: StemKind = StemKind(8);
    /// Function word.
    pub const PARTICLE: StemKind = StemKind(16);
    /// Function word that takes pronouns.
    pub const HOST: StemKind = StemKind(32);
    /// A form that takes no further pronoun, because its end already looks like one.
    pub const CLOSED: StemKind = StemKind(64);
    /// A verb.
    pub const VERB: StemKind = StemKind(4 | 8);

    /// Whether both share a reading.
    pub fn is(self, other: StemKind) -> bool {
        self.0 & other.0 != 0
    }

    fn with(self, other: StemKind) -> StemKind {
        StemKind(self.0 | other.0)
    }

    fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// How a stem was recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KnownStem {
    /// What it can be.
    pub kind: StemKind,
    /// Whether a regular inflection had to be taken off.
    pub inflected: bool,
}

/// The stems, read once a process from the word lists of this folder.
pub struct Stems {
    stems: FxHashMap<Box<str>, StemKind>,
}

static STEMS: LazyLock<Stems> = LazyLock::new(Stems::read);

macro_rules! list {
    ($name:literal) => {
        include_str!(concat!($name, ".txt"))
    };
}

impl Stems {
    /// The shared lexicon.
    pub fn get() -> &'static Stems {
        &STEMS
    }

    fn read() -> Stems {
        let mut lexicon = Stems { stems: FxHashMap::default() };
        for (list, kind) in [
            (list!("nouns"), StemKind::NOUN),
            (list!("trap-prefix"), StemKind::NOUN),
            (list!("trap-suffix"), StemKind::NOUN.with(StemKind::CLOSED)),
            (list!("names"), StemKind::NAME),
            (list!("particles"), StemKind::PARTICLE),
        ] {
            for stem in list.lines() {
                lexicon.add(stem, kind);
            }
        }
        for line in list!("verbs").lines() {
            if let Some((perfect, imperfect)) = line.split_once(' ') {
                lexicon.add(perfect, StemKind::PERFECT);
                lexicon.add(imperfect, StemKind::IMPERFECT);
            }
        }
        for line in list!("hosts").lines() {
            if let Some((stem, kind)) = line.split_once(' ') {
                lexicon.add(stem, if kind == "noun" { StemKind::HOST.with(StemKind::NOUN) } else { StemKind::HOST });
            }
        }
        lexicon
    }

    fn add(&mut self, stem: &str, kind: StemKind) {
        let key: String = stem.chars().filter(|&c| !is_deleted(c)).map(normal).collect();
        let known = self.stems.entry(key.into_boxed_str()).or_default();
        *known = known.with(kind);
    }

    /// What the lexicon says of these letters exactly.
    pub fn exact(&self, stem: &str) -> Option<StemKind> {
        self.stems.get(stem).copied()
    }

    /// What the letters can be, as they stand or after a regular inflection.
    ///
    /// `buffer` is scratch space.
    pub fn known(&self, stem: &str, buffer: &mut String) -> Option<KnownStem> {
        if let Some(kind) = self.exact(stem) {
            // تنقل is a noun of its own, and an inflected verb.
            return Some(KnownStem { kind: kind.with(self.imperfect(stem, buffer)), inflected: false });
        }
        let mut kind = self.noun(stem, buffer).with(self.perfect(stem, buffer)).with(self.imperfect(stem, buffer));
        if kind.is(StemKind::CLOSED) {
            // Inflected once more, the end no longer looks like a pronoun.
            kind = StemKind(kind.0 & !StemKind::CLOSED.0);
        }
        (!kind.is_none()).then_some(KnownStem { kind, inflected: true })
    }

    /// What the letters can be in front of a pronoun, where ة is written ت, ى as ا and a last hamza has a seat.
    pub fn before_pronoun(&self, stem: &str, buffer: &mut String) -> Option<KnownStem> {
        let mut found = self.known(stem, buffer);
        if found.is_some_and(|known| !known.inflected) {
            return found;
        }
        for (written, read) in [("ت", "ة"), ("ا", "ي"), ("ؤ", "ء"), ("ئ", "ء")] {
            let Some(base) = stem.strip_suffix(written) else { continue };
            buffer.clear();
            buffer.push_str(base);
            buffer.push_str(read);
            let seen = mem::take(buffer);
            if let Some(known) = self.known(&seen, buffer) {
                found = Some(match found {
                    Some(other) => KnownStem { kind: other.kind.with(known.kind), inflected: other.inflected && known.inflected },
                    None => known,
                });
            }
            *buffer = seen;
        }
        found
    }

    fn with_ending(&self, base: &str, ending: &str, buffer: &mut String) -> StemKind {
        buffer.clear();
        buffer.push_str(base);
        buffer.push_str(ending);
        self.exact(buffer).unwrap_or_default()
    }

    fn noun(&self, stem: &str, buffer: &mut String) -> StemKind {
        const ENDINGS: [&str; 21] =
            ["يتين", "يتان", "يات", "يون", "يين", "يان", "تين", "تان", "ية", "ات", "ون", "ين", "ان", "تا", "تي", "يا", "ة", "ا", "ي", "و", "ت"];
        for ending in ENDINGS {
            let Some(base) = stem.strip_suffix(ending) else { continue };
            let short = if matches!(ending, "ة" | "ات") { 2 } else { 3 };
            // A regular plural takes no accusative alif.
            if base.chars().count() < short || (ending == "ا" && ["ون", "ين", "ات"].iter().any(|plural| base.ends_with(plural))) {
                continue;
            }
            let mut kind = self.exact(base).unwrap_or_default();
            // سياسة: سياسات، سياسي; a stem in ا: أوروبا، أوروبي.
            if ending != "ة" && ending != "ا" && ending != "و" && ending != "ت" {
                kind = kind.with(self.with_ending(base, "ة", buffer)).with(self.with_ending(base, "ا", buffer));
            }
            // Names have nationality adjectives, but no feminine and no plural.
            let nisba = matches!(ending, "ي" | "ية" | "يون" | "يين" | "يات" | "يان");
            if kind.is(StemKind::NOUN) || (nisba && kind.is(StemKind::NAME)) {
                return StemKind::NOUN;
            }
        }
        StemKind::default()
    }

    fn perfect(&self, stem: &str, buffer: &mut String) -> StemKind {
        for ending in ["تما", "تم", "تا", "وا", "نا", "ت", "ن", "و"] {
            let Some(base) = stem.strip_suffix(ending).filter(|base| base.chars().count() >= 2) else { continue };
            let mut kind = self.exact(base).unwrap_or_default();
            // انتهى: انتهت; دعا: دعت.
            if matches!(ending, "ت" | "وا" | "تا" | "و") {
                kind = kind.with(self.with_ending(base, "ي", buffer)).with(self.with_ending(base, "ا", buffer));
            }
            if kind.is(StemKind::PERFECT) {
                return StemKind::PERFECT;
            }
        }
        StemKind::default()
    }

    fn imperfect(&self, stem: &str, buffer: &mut String) -> StemKind {
        let mut chars = stem.chars();
        if !chars.next().is_some_and(|c| matches!(c, 'ي' | 'ت' | 'ن' | 'ا')) {
            return StemKind::default();
        }
        let rest = chars.as_str();
        for ending in ["", "ون", "وا", "ان", "ين", "ا", "ن", "و"] {
            let Some(base) = rest.strip_suffix(ending).filter(|base| base.chars().count() >= 2) else { continue };
            for last in ["", "ي", "و"] {
                // A weak last letter falls in front of an ending, and in the jussive.
                buffer.clear();
                buffer.push('ي');
                buffer.push_str(base);
                buffer.push_str(last);
                if self.exact(buffer).is_some_and(|kind| kind.is(StemKind::IMPERFECT)) {
                    return StemKind::IMPERFECT;
                }
            }
        }
        StemKind::default()
    }
}
