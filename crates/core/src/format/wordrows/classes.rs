//! From the tags of other tools and treebanks to the classes of segments, by maps that are declared here.

use crate::annotation::Class;
use crate::annotation::scheme::negation;

/// What a tag says of a segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// The class, whatever the surface.
    Is(Class),
    /// The class where its closed list of surfaces has the segment and the word has another, else part of the stem: PREP is ل in لها, and all of على.
    Listed(Class),
    /// The class that follows from the pieces.
    Follows,
    /// Part of the stem: the word itself, or its inflection.
    Stem,
    /// No word: the end of a sentence.
    End,
}

/// A map from tags to classes.
#[derive(Clone, Debug)]
pub struct ClassMap {
    /// The name on the command line.
    pub name: &'static str,
    /// Tags with what they say; `*` at an end stands for anything, and the first that fits is taken.
    tags: &'static [&'static [(&'static str, Meaning)]],
    /// What the user declares, in front of it.
    own: Vec<(String, Meaning)>,
}

use Meaning::{End, Follows, Is, Listed, Stem};

/// Our own names.
const OWN: &[(&str, Meaning)] = &[
    ("CONJ", Is(Class::Conj)),
    ("INTERROG", Is(Class::Interrog)),
    ("PREP", Is(Class::Prep)),
    ("FUT", Is(Class::Fut)),
    ("PROG", Is(Class::Prog)),
    ("NEG", Is(Class::Neg)),
    ("EMPH", Is(Class::Emph)),
    ("DET", Is(Class::Det)),
    ("STEM", Stem),
    ("PRON", Is(Class::Pron)),
    ("PUNCT", Is(Class::Punct)),
];

/// Farasa's (Darwish and Mubarak 2016).
const FARASA: &[(&str, Meaning)] = &[
    ("CONJ", Listed(Class::Conj)),
    ("PREP", Listed(Class::Prep)),
    ("FUT_PART", Listed(Class::Fut)),
    ("DET", Listed(Class::Det)),
    ("PRON", Listed(Class::Pron)),
    ("PART", Follows),
    ("PUNC", Is(Class::Punct)),
    ("NOUN", Stem),
    ("ADJ", Stem),
    ("V", Stem),
    ("ADV", Stem),
    ("NUM", Stem),
    ("NSUFF", Stem),
    ("CASE", Stem),
    ("ABBREV", Stem),
    ("FOREIGN", Stem),
];

/// What the dialect sets of QCRI have beside them (Samih et al. 2017).
const QCRI: &[(&str, Meaning)] = &[
    ("FUT_PART", Is(Class::Fut)),
    ("PROG_PART", Is(Class::Prog)),
    ("NEG_PART", Is(Class::Neg)),
    ("EOS", End),
    ("HASH", Stem),
    ("EMOT", Is(Class::Punct)),
    ("MENTION", Stem),
    ("URL", Stem),
    ("JUS", Stem),
    ("POS", Stem),
];

/// The universal parts of speech.
const UD: &[(&str, Meaning)] = &[
    ("CCONJ", Listed(Class::Conj)),
    ("SCONJ", Follows),
    ("ADP", Listed(Class::Prep)),
    ("AUX", Follows),
    ("PART", Follows),
    ("DET", Listed(Class::Det)),
    ("PRON", Listed(Class::Pron)),
    ("PUNCT", Is(Class::Punct)),
    ("SYM", Stem),
    ("NOUN", Stem),
    ("PROPN", Stem),
    ("ADJ", Stem),
    ("ADV", Stem),
    ("VERB", Stem),
    ("NUM", Stem),
    ("INTJ", Stem),
    ("X", Stem),
    ("_", Follows),
];

/// The Penn Arabic Treebank's and Buckwalter's (Maamouri et al. 2004), which the analysers of CAMeL Tools and MADAMIRA give too.
const ATB: &[(&str, Meaning)] = &[
    ("CONJ", Listed(Class::Conj)),
    ("CONNEC_PART", Listed(Class::Conj)),
    ("RC_PART", Listed(Class::Conj)),
    ("INTERROG_PART", Listed(Class::Interrog)),
    ("PREP", Listed(Class::Prep)),
    ("JUS_PART", Listed(Class::Prep)),
    ("SUB_CONJ", Listed(Class::Prep)),
    ("FUT_PART", Is(Class::Fut)),
    ("FUT", Is(Class::Fut)),
    ("EMPHATIC_PART", Listed(Class::Emph)),
    ("EMPH_PART", Listed(Class::Emph)),
    ("DET", Listed(Class::Det)),
    ("POSS_PRON*", Is(Class::Pron)),
    ("IVSUFF_DO*", Is(Class::Pron)),
    ("PVSUFF_DO*", Is(Class::Pron)),
    ("CVSUFF_DO*", Is(Class::Pron)),
    ("PRON*", Listed(Class::Pron)),
    ("PUNC", Is(Class::Punct)),
    ("NOUN*", Stem),
    ("ADJ*", Stem),
    ("NSUFF*", Stem),
    ("CASE_*", Stem),
    ("IV*", Stem),
    ("PV*", Stem),
    ("CV*", Stem),
    ("ADV", Stem),
    ("REL_*", Stem),
    ("DEM*", Stem),
    ("NUM*", Stem),
    ("INTERROG_*", Stem),
    ("EXCLAM_PRON", Stem),
    ("ABBREV", Stem),
    ("FOREIGN", Stem),
    ("LATIN", Stem),
    ("PROG_PART", Is(Class::Prog)),
    ("NEG_PART", Listed(Class::Neg)),
    ("DIALECT", Stem),
    ("TYPO", Stem),
    ("INTERJ", Stem),
    ("VERB*", Stem),
    ("PSEUDO_VERB", Stem),
    ("*PART", Follows),
];

/// Positional tags of the Prague treebank, by their first sign.
const PADT: &[(&str, Meaning)] = &[
    ("C---*", Listed(Class::Conj)),
    ("P---*", Listed(Class::Prep)),
    ("F---*", Follows),
    ("FN--*", Follows),
    ("FI--*", Listed(Class::Interrog)),
    ("S---*", Listed(Class::Pron)),
    ("SP--*", Listed(Class::Pron)),
    ("G---*", Is(Class::Punct)),
    ("N---*", Stem),
    ("A---*", Stem),
    ("D---*", Stem),
    ("Q---*", Stem),
    ("V*-*", Stem),
    ("Z*-*", Stem),
    ("SD*-*", Stem),
    ("SR*-*", Stem),
    ("Y---*", Stem),
    ("I---*", Stem),
    ("U---*", Stem),
    ("X---*", Stem),
    ("T---*", Stem),
];

/// What CAMeL Tools has beside them: features of clitics (`wa_conj`, `Al_det`, `3ms_poss`).
const CAMEL: &[(&str, Meaning)] = &[
    ("*_conj", Listed(Class::Conj)),
    ("*_ques", Listed(Class::Interrog)),
    ("*_prep", Listed(Class::Prep)),
    ("*_fut", Is(Class::Fut)),
    ("*_emph", Listed(Class::Emph)),
    ("*_det", Listed(Class::Det)),
    ("*_poss", Is(Class::Pron)),
    ("*_dobj", Is(Class::Pron)),
    ("*_pron", Is(Class::Pron)),
    ("*_part", Follows),
];

/// Every map, in the order in which they are tried.
pub static MAPS: [ClassMap; 6] = [
    ClassMap { name: "mihak", tags: &[OWN], own: Vec::new() },
    ClassMap { name: "farasa", tags: &[FARASA], own: Vec::new() },
    ClassMap { name: "qcri", tags: &[QCRI, FARASA], own: Vec::new() },
    ClassMap { name: "ud", tags: &[UD], own: Vec::new() },
    ClassMap { name: "atb", tags: &[ATB, PADT], own: Vec::new() },
    ClassMap { name: "camel", tags: &[CAMEL, ATB], own: Vec::new() },
];

impl ClassMap {
    /// The map of that name, or `None`.
    pub fn named(name: &str) -> Option<&'static ClassMap> {
        MAPS.iter().find(|map| map.name == name)
    }

    /// The map with tags that the user declares, which hide its own.
    pub fn with(&self, own: &[(String, Meaning)]) -> ClassMap {
        ClassMap { own: own.to_vec(), ..self.clone() }
    }

    /// What `TAG=CLASS` declares: a class by its name, and `END` for what ends a sentence.
    ///
    /// `Err` says what is wrong with it.
    pub fn declared(written: &str) -> Result<(String, Meaning), String> {
        let Some((tag, class)) = written.split_once('=').filter(|(tag, _)| !tag.is_empty()) else {
            return Err(format!("`{written}` is neither a map nor TAG=CLASS"));
        };
        let meaning = match (class, class.parse::<Class>()) {
            ("END", _) => End,
            (_, Ok(Class::Stem)) => Stem,
            (_, Ok(class)) => Is(class),
            (_, Err(())) => {
                let known = Class::known_names();
                return Err(format!("`{written}`: `{class}` is no class; expected one of {known}, END"));
            }
        };
        Ok((tag.into(), meaning))
    }

    /// What a tag says, or `None` if the map does not know it. A surface in front of a slash is left out (`wa/CONJ`).
    pub fn meaning(&self, tag: &str) -> Option<Meaning> {
        if let Some((_, meaning)) = self.own.iter().find(|(own, _)| own == tag) {
            return Some(*meaning);
        }
        let tag = tag.rsplit('/').next().unwrap_or(tag);
        self.tags.iter().copied().flatten().find(|(pattern, _)| fits(pattern, tag)).map(|(_, meaning)| *meaning)
    }

    /// The classes of a word's pieces by their tags, which the map knows; `follows` are those that follow from the pieces alone.
    pub fn classes(&self, pieces: &[&str], tags: &[&str], follows: &[Class]) -> Vec<Class> {
        let class = |((piece, tag), follows): ((&&str, &&str), &Class)| match self.meaning(tag).unwrap_or(Follows) {
            Is(class) => class,
            Listed(class) if pieces.len() > 1 && class.admits(piece) => class,
            Listed(_) | Stem | End => Class::Stem,
            Follows => *follows,
        };
        let mut classes: Vec<Class> = pieces.iter().zip(tags).zip(follows).map(class).collect();
        // The part in front of a circumfix has the class of the one behind, whatever its own tag says (ما PART … ش NEG_PART).
        if let Some(ma) = negation(pieces).filter(|_| classes.last() == Some(&Class::Neg)) {
            classes[ma] = Class::Neg;
        }
        classes
    }
}

/// Whether the tag is the pattern, in which `*` stands for anything.
fn fits(pattern: &str, tag: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = tag.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::scheme::stated_classes;

    #[test]
    fn every_shipped_map_gives_our_classes() {
        use Class::{Conj, Det, Fut, Neg, Prep, Prog, Pron, Punct, Stem};
        for (map, pieces, tags, expected) in [
            ("farasa", &["و", "ال", "شجر", "ة"][..], "CONJ+DET+NOUN+NSUFF", vec![Conj, Det, Stem, Stem]),
            ("farasa", &["كتب", "ت"], "V+PRON", vec![Stem, Stem]),
            ("farasa", &["على"], "PREP", vec![Stem]),
            ("farasa", &["علي", "ها"], "PREP+PRON", vec![Stem, Pron]),
            ("farasa", &["هذه"], "PRON", vec![Stem]),
            ("farasa", &["،"], "PUNC", vec![Punct]),
            ("qcri", &["ه", "يروح"], "FUT_PART+V", vec![Fut, Stem]),
            ("qcri", &["ب", "يحب", "ك"], "PROG_PART+V+PRON", vec![Prog, Stem, Pron]),
            ("qcri", &["م", "حصل", "ش"], "PART+V+NEG_PART", vec![Neg, Stem, Neg]),
            ("ud", &["ل", "ها"], "ADP+PRON", vec![Prep, Pron]),
            ("ud", &["س", "يسير"], "AUX+VERB", vec![Fut, Stem]),
            ("atb", &["و", "ب", "ال", "طريق"], "CONJ+PREP+DET+NOUN", vec![Conj, Prep, Det, Stem]),
            ("atb", &["بيت", "هم"], "NOUN_CONCRETE+POSS_PRON_3MP", vec![Stem, Pron]),
            ("atb", &["ف", "سار"], "C---------+VP-A-3MS--", vec![Conj, Stem]),
            ("camel", &["ب", "بيت", "هم"], "bi/PREP+bayt/NOUN+him/POSS_PRON:3MP", vec![Prep, Stem, Pron]),
            ("camel", &["و", "بيت", "ي"], "wa_conj+NOUN+1s_poss", vec![Conj, Stem, Pron]),
        ] {
            let map = ClassMap::named(map).unwrap();
            let tags: Vec<&str> = tags.split('+').collect();
            assert!(tags.iter().all(|tag| map.meaning(tag).is_some()), "{} {tags:?}", map.name);
            assert_eq!(map.classes(pieces, &tags, &stated_classes(pieces)), expected, "{} {pieces:?}", map.name);
        }
        assert_eq!(ClassMap::named("ud").unwrap().meaning("NSUFF"), None);
    }
}
