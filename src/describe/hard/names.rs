//! Hard things of names, and how names are spelled without clitics.

use mihak_core::annotation::{Class, GoldMention, Mention, Segment, Word};
use mihak_core::measure::buckets::depths;
use mihak_core::text::Span;
use mihak_core::text::fold::letters;

use crate::describe::hard::lexicon::CommonWords;
use crate::describe::hard::scene::Scene;

/// The types whose mentions name an entity and carry a reference.
pub const REFERRING: [&str; 5] = ["PERS", "ORG", "GPE", "LOC", "FAC"];

/// The types inside of which no word counts as a common one.
const PROPER: [&str; 10] = ["PERS", "ORG", "GPE", "LOC", "FAC", "EVENT", "LAW", "PRODUCT", "LANGUAGE", "WEBSITE"];

/// The types that are names, titles or nationalities.
const NAMING: [&str; 11] = ["PERS", "NORP", "OCC", "ORG", "GPE", "LOC", "FAC", "EVENT", "LAW", "PRODUCT", "LANGUAGE"];

/// Whether mentions of this type name an entity.
pub fn is_referring(label: &str) -> bool {
    REFERRING.contains(&label)
}

/// Whether a proclitic (CONJ, INTERROG, PREP, FUT, EMPH) ends where the span begins, in the same word.
pub fn is_fused(words: &[Word], span: Span) -> bool {
    let at = words.partition_point(|word| word.span.end() <= span.start());
    let segments = words.get(at).map_or(&[][..], |word| &word.segments);
    segments.iter().any(|segment| segment.span.end() == span.start() && segment.class < Class::Det)
}

/// The words of a span as they are spelled, without marks, tatweel and invisible characters, and with the article as ال where it is written ل.
///
/// Words are those of the gold, or what stands between white space where there is none.
pub fn spelled(text: &str, words: Option<&[Word]>, span: Span) -> Vec<String> {
    kept(text, words, span, |_| true)
}

/// The stems of the words of a span, as [`spelled`] but without article, other clitics and punctuation, and in the form that the spelling hides.
pub fn stems(text: &str, words: Option<&[Word]>, span: Span) -> Vec<String> {
    kept(text, words, span, |class| class == Class::Stem)
}

fn kept(text: &str, words: Option<&[Word]>, span: Span, keep: impl Fn(Class) -> bool) -> Vec<String> {
    let Some(words) = words else { return span.slice(text).split_whitespace().map(letters).collect() };
    let from = words.partition_point(|word| word.span.end() <= span.start());
    let inside = words[from..].iter().take_while(|word| word.span.start() < span.end());
    let spelled = |word: &Word| -> String {
        let segments = word.segments.iter().filter(|segment| span.contains(segment.span) && keep(segment.class));
        let piece = |segment: &Segment| match segment.class {
            Class::Det => "ال".to_string(),
            Class::Stem if !segment.form.is_empty() => letters(&segment.form),
            _ => letters(segment.span.slice(text)),
        };
        segments.map(piece).collect()
    };
    inside.map(spelled).filter(|word| !word.is_empty()).collect()
}

/// Names, titles and nationalities (all types but DATE, TIME, WEBSITE, numbers and their units) that lie in a longer mention.
pub(super) fn nested_names(scene: &Scene) -> Vec<Span> {
    let mentions: Vec<Mention> = scene.mentions.iter().map(|gold| gold.mention).collect();
    let nested = mentions.iter().zip(depths(&mentions)).filter(|(mention, depth)| *depth > 0 && NAMING.contains(&scene.label(**mention)));
    nested.map(|(mention, _)| mention.span).collect()
}

/// The stems of the words of an article that stand outside of names.
pub(super) fn common_words(scene: &Scene) -> CommonWords {
    let proper = scene.mentions.iter().filter(|gold| PROPER.contains(&scene.label(gold.mention))).map(|gold| gold.mention.span);
    let mut names: Vec<Span> = Vec::new();
    for span in proper {
        // What lies in a name is behind it in the order.
        if names.last().is_none_or(|last| last.end() < span.end()) {
            names.push(span);
        }
    }
    let is_outside = |span: Span| {
        let next = names.partition_point(|name| name.end() <= span.start());
        names.get(next).is_none_or(|name| !name.overlaps(span))
    };
    let stems = scene.words.iter().flat_map(|word| &word.segments).filter(|segment| segment.class == Class::Stem);
    stems.filter(|stem| is_outside(stem.span)).map(|stem| letters(stem.span.slice(scene.text))).collect()
}

/// Names with a word that the corpus also has outside of names, with or without ال: any word of a PERS, and the word of an ORG, GPE, LOC or FAC
/// of one word. In longer ones (وزارة الخارجية) common words are the rule.
///
/// Not exact: whether the common word occurs is a matter of the corpus, and a word that is annotated as a name nowhere else may be common only
/// by a fault.
pub(super) fn common_word_names(scene: &Scene) -> Vec<Span> {
    let Some(words) = scene.gold_words() else { return Vec::new() };
    let is_common = |gold: &&GoldMention| {
        let stems = stems(scene.text, Some(words), gold.mention.span);
        let counts = scene.label(gold.mention) == "PERS" || stems.len() == 1;
        is_referring(scene.label(gold.mention)) && counts && stems.iter().any(|stem| scene.lexicon.common.contains(stem))
    };
    scene.mentions.iter().filter(is_common).map(|gold| gold.mention.span).collect()
}
