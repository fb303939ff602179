//! Hard things of spelling: several spellings of one name in one article, and words written without care for hamza, ى and ة.

use std::borrow::Cow;
use std::collections::HashMap;

use mihak_core::annotation::{Class, Word};
use mihak_core::text::Span;
use mihak_core::text::fold::{fold, letters};

use crate::describe::hard::lexicon::{Parting, StemSpellings};
use crate::describe::hard::names::stems;
use crate::describe::hard::scene::Scene;

/// Mentions that bring a further spelling of their entity, or of a nationality, into the article.
///
/// A name is the stems of its words, without marks, tatweel and clitics. It is a further spelling if an earlier mention of the same `ref` is
/// [another spelling](is_variant) of it. A NORP has no `ref`; there two words are compared that consist of the same letters but for the
/// ending: الأميركي and الأمريكية. Not exact: names of one entity that happen to be close to each other are taken for spellings.
pub(super) fn spelling_variants(scene: &Scene) -> Vec<Span> {
    let mut known: HashMap<Cow<str>, Vec<Vec<String>>> = HashMap::new();
    let mut found = Vec::new();
    for gold in scene.mentions {
        let mut name = stems(scene.text, scene.gold_words(), gold.mention.span);
        let entity = match &*gold.entity {
            "" if scene.label(gold.mention) == "NORP" => {
                name.iter_mut().for_each(|word| word.truncate(without_ending(word).len()));
                let mut letters: Vec<char> = name.iter().flat_map(|word| fold(word).chars().collect::<Vec<_>>()).collect();
                letters.sort_unstable();
                Cow::Owned(letters.into_iter().collect())
            }
            "" => continue,
            entity => Cow::Borrowed(entity),
        };
        let earlier = known.entry(entity).or_default();
        if !earlier.contains(&name) {
            if earlier.iter().any(|other| is_variant(&name, other)) {
                found.push(gold.mention.span);
            }
            earlier.push(name);
        }
    }
    found
}

/// A nationality without the ending of gender and number.
fn without_ending(word: &str) -> &str {
    ["ة", "ون", "ين", "ات"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// Whether two names of one entity are the same words in another spelling, as far as both have them.
///
/// Either only the space between words differs (عبد الله and عبدالله), or a word that the other has not may be one that it has and this has
/// not. Nothing but a shorter name is no other spelling, nor is a wholly different name.
///
/// ```
/// use mihak::describe::hard::is_variant;
/// let name = |name: &str| name.split(' ').map(String::from).collect::<Vec<_>>();
/// assert!(is_variant(&name("فلادمير"), &name("فلاديمير بوتين")));
/// assert!(!is_variant(&name("بوتين"), &name("فلاديمير بوتين")));
/// ```
pub fn is_variant(a: &[String], b: &[String]) -> bool {
    if a.len() != b.len() && fold(&a.concat()) == fold(&b.concat()) {
        return true;
    }
    let only = |one: &'_ [String], other: &[String]| one.iter().filter(|word| !other.contains(word)).cloned().collect::<Vec<_>>();
    let (a, b) = (only(a, b), only(b, a));
    a.iter().any(|a| b.iter().any(|b| may_be_one_word(a, b)))
}

/// Whether two different words can be one word in two spellings: they have the same letters when folded, all letters for a foreign g being one;
/// or one letter was put in, left out, changed or swapped with its neighbour (two in words of seven letters or more), in words of at least four.
fn may_be_one_word(a: &str, b: &str) -> bool {
    let forgiven = match a.chars().count().max(b.chars().count()) {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    let [a, b] = [a, b].map(|word| fold(word).replace(['غ', 'ج', 'ق', 'گ'], "غ"));
    a == b || (forgiven > 0 && strsim::osa_distance(&a, &b) <= forgiven)
}

/// The spellings of the stems of an article.
pub(super) fn spellings(scene: &Scene) -> StemSpellings {
    let mut spellings = StemSpellings::default();
    for (stem, parting, way) in scene.words.iter().flat_map(|word| ways(scene, word)) {
        spellings.count(stem, parting, way);
    }
    spellings
}

/// The places of a word's stem at which spellings part, by its folded form. The end counts where nothing is written on to it, and ى and ي not in
/// names of persons: علي is no careless على.
fn ways(scene: &Scene, word: &Word) -> Vec<(String, Parting, usize)> {
    let Some(stem) = word.segments.iter().find(|segment| segment.class == Class::Stem) else { return Vec::new() };
    let surface = letters(stem.span.slice(scene.text));
    let (Some(first), Some(last)) = (surface.chars().next(), surface.chars().next_back()) else { return Vec::new() };
    if surface.chars().count() < 2 || !('ء'..='ي').contains(&first) {
        return Vec::new();
    }
    let is_last = stem.span.end() == word.span.end();
    let place = |parting: Parting, way: usize| Some((fold(&surface).into_owned(), parting, way));
    let front = match first {
        'ا' => place(Parting::Hamza, 0),
        'أ' | 'إ' | 'آ' => place(Parting::Hamza, 1),
        _ => None,
    };
    let end = match last {
        'ي' | 'ى' if is_last && !is_person(scene, stem.span) => place(Parting::Ya, usize::from(last == 'ى')),
        'ه' | 'ة' if is_last => place(Parting::Ta, usize::from(last == 'ة')),
        _ => None,
    };
    front.into_iter().chain(end).collect()
}

fn is_person(scene: &Scene, span: Span) -> bool {
    // Sorted by start: nothing that begins behind the word holds it, and names are short.
    let until = scene.mentions.partition_point(|gold| gold.mention.span.start() <= span.start());
    let near = scene.mentions[..until].iter().rev().take(8);
    near.into_iter().any(|gold| scene.label(gold.mention) == "PERS" && gold.mention.span.contains(span))
}

/// Words whose stem is written in the rarer of two ways that the corpus has: ا or أ إ آ in front, ي or ى, ه or ة at the end.
///
/// Not exact: a careless spelling that the corpus never has with care is not seen, and of two words that differ just there (أعتقد and اعتقد, أولى and
/// أولي) the rarer is taken for a careless one.
pub(super) fn careless_hamza(scene: &Scene) -> Vec<Span> {
    let is_careless =
        |word: &&Word| ways(scene, word).into_iter().any(|(stem, parting, way)| scene.lexicon.spellings.is_careless(&(stem, parting), way));
    scene.words.iter().filter(is_careless).map(|word| word.span).collect()
}
