//! Buckets: properties of mentions, by which one sees where a system is weak.

use crate::annotation::Mention;
use crate::measure::scene::Scene;
use crate::text::Span;
use crate::text::fold::is_deleted;

/// A property of mentions, such as `length:2`. Buckets are sorted by their names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Bucket(&'static str);

/// By length in words. The last bucket is for all longer mentions.
const LENGTHS: [Bucket; 4] = [Bucket("length:1"), Bucket("length:2"), Bucket("length:3"), Bucket("length:4+")];
/// By the number of longer mentions of the same side around it.
const DEPTHS: [Bucket; 3] = [Bucket("depth:0"), Bucket("depth:1"), Bucket("depth:2+")];
/// By whether a proclitic stands in front.
const PROCLITICS: [Bucket; 2] = [Bucket("proclitic:no"), Bucket("proclitic:yes")];
/// By whether a system could have learned the surface.
const SEEN: [Bucket; 2] = [Bucket("seen:no"), Bucket("seen:yes")];

/// The names of all buckets.
pub const NAMES: [&str; 11] = [
    LENGTHS[0].0,
    LENGTHS[1].0,
    LENGTHS[2].0,
    LENGTHS[3].0,
    DEPTHS[0].0,
    DEPTHS[1].0,
    DEPTHS[2].0,
    PROCLITICS[0].0,
    PROCLITICS[1].0,
    SEEN[0].0,
    SEEN[1].0,
];

impl Bucket {
    /// The name in files: `length:1`, `proclitic:yes`, …
    pub fn name(self) -> &'static str {
        self.0
    }

    /// The buckets of a mention. `depth` is the number of longer mentions around it.
    pub fn of(scene: &Scene, span: Span, depth: usize) -> impl Iterator<Item = Bucket> {
        let seen = scene.seen.map(|seen| SEEN[usize::from(seen.has(span.slice(scene.text)))]);
        Bucket::plain(words(span.slice(scene.text)), has_proclitic(scene.text, span), depth).chain(seen)
    }

    /// The buckets of a mention whose properties are known, without those of seen and unseen surfaces.
    pub fn plain(words: usize, proclitic: bool, depth: usize) -> impl Iterator<Item = Bucket> {
        [LENGTHS[words.clamp(1, LENGTHS.len()) - 1], DEPTHS[depth.min(DEPTHS.len() - 1)], PROCLITICS[usize::from(proclitic)]].into_iter()
    }
}

/// The number of words between white space.
fn words(surface: &str) -> usize {
    surface.split_whitespace().count()
}

/// Whether the mention begins inside of a word, or after a word that is one proclitic (`و بوتين`).
fn has_proclitic(text: &str, span: Span) -> bool {
    // An invisible mark between proclitic and name ends no word.
    let before = text[..span.start()].trim_end_matches(is_deleted);
    if before.ends_with(char::is_alphanumeric) {
        return true;
    }
    let spaced = before.trim_end_matches(' ');
    spaced.len() < before.len() && is_proclitic(spaced.rsplit(char::is_whitespace).next().unwrap_or_default())
}

/// Whether a word is one proclitic and nothing else.
pub fn is_proclitic(word: &str) -> bool {
    // A clitic has two bytes, with marks or a tatweel up to eight.
    let mut letters = word.chars().filter(|&c| !is_deleted(c));
    word.len() <= 8 && letters.next().is_some_and(|c| matches!(c, 'و' | 'ف' | 'ب' | 'ل' | 'ك' | 'س' | 'أ')) && letters.next().is_none()
}

/// For every mention, the number of longer mentions around it, but never more than 2.
pub fn depths(mentions: &[Mention]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..mentions.len()).collect();
    order.sort_unstable_by_key(|&at| (mentions[at].span.start(), usize::MAX - mentions[at].span.end()));
    let mut depths = vec![0; mentions.len()];
    // The two furthest ends of the mentions that began so far: those that do not end before a mention hold it.
    let mut reach = [0; 2];
    for same in order.chunk_by(|&a, &b| mentions[a].span == mentions[b].span) {
        let end = mentions[same[0]].span.end();
        same.iter().for_each(|&at| depths[at] = reach.iter().filter(|&&reach| reach >= end).count());
        for _ in same {
            reach = [reach[0].max(end), reach[1].max(reach[0].min(end))];
        }
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Labels;
    use crate::measure::overlap::Overlap;
    use crate::measure::surfaces::Surfaces;

    fn names(text: &str, surface: &str, seen: Option<&Surfaces>) -> Vec<&'static str> {
        let start = text.find(surface).unwrap();
        let span = Span::new(text, start, start + surface.len()).unwrap();
        Bucket::of(&Scene { text, words: None, seen, overlap: Overlap::default() }, span, 0).map(Bucket::name).collect()
    }

    #[test]
    fn a_proclitic_is_inside_the_word_or_a_word_of_its_own() {
        assert_eq!(names("زار وبوتين", "بوتين", None), ["length:1", "depth:0", "proclitic:yes"]);
        assert_eq!(names("زار و بوتين", "بوتين", None), ["length:1", "depth:0", "proclitic:yes"]);
        assert_eq!(names("زار فلاديمير بوتين", "فلاديمير بوتين", None), ["length:2", "depth:0", "proclitic:no"]);
        assert_eq!(names("(بوتين)", "بوتين", None), ["length:1", "depth:0", "proclitic:no"]);
    }

    #[test]
    fn seen_surfaces_are_folded() {
        let mut seen = Surfaces::default();
        seen.add("الأمريكيّة");
        assert_eq!(names("الامريكية", "الامريكية", Some(&seen))[3], "seen:yes");
        assert_eq!(names("روسيا", "روسيا", Some(&seen))[3], "seen:no");
    }

    #[test]
    fn depth_counts_the_mentions_that_hold_one_and_are_longer() {
        let text = "abcdefghij";
        let label = Labels::of(["A"]).get("A").unwrap();
        let of = |spans: &[(usize, usize)]| {
            depths(&spans.iter().map(|&(a, b)| Mention { span: Span::new(text, a, b).unwrap(), label }).collect::<Vec<_>>())
        };
        assert_eq!(of(&[(0, 9), (2, 9), (2, 5), (3, 4), (6, 7)]), [0, 1, 2, 2, 2]);
        assert_eq!(of(&[(2, 5), (2, 5), (0, 8)]), [1, 1, 0], "twice the same span");
        assert_eq!(of(&[(0, 4), (4, 8)]), [0, 0], "touching");
        assert_eq!(of(&[(0, 8), (2, 9), (3, 5)]), [0, 0, 2], "one that crosses another stands in both");
        assert_eq!(of(&[(0, 8), (2, 9), (3, 9), (4, 8)]), [0, 0, 1, 2]);
    }
}
