//! Buckets: properties of mentions, by which one sees where a system is weak.

use crate::annotation::Mention;
use crate::measure::scene::Scene;
use crate::text::Span;
use crate::text::fold::is_deleted;

/// A property of mentions, such as `length:2`: its place among [`NAMES`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bucket(u8);

/// By length in words. The last bucket is for all longer mentions.
const LENGTHS: [Bucket; 4] = [Bucket(0), Bucket(1), Bucket(2), Bucket(3)];
/// By the number of longer mentions of the same side around it.
const DEPTHS: [Bucket; 3] = [Bucket(4), Bucket(5), Bucket(6)];
/// By whether a proclitic stands in front.
const PROCLITICS: [Bucket; 2] = [Bucket(7), Bucket(8)];
/// By whether a system could have learned the surface.
pub(super) const SEEN: [Bucket; 2] = [Bucket(9), Bucket(10)];

/// The names of all buckets.
pub const NAMES: [&str; 11] =
    ["length:1", "length:2", "length:3", "length:4+", "depth:0", "depth:1", "depth:2+", "proclitic:no", "proclitic:yes", "seen:no", "seen:yes"];

impl Bucket {
    /// The place among [`NAMES`].
    pub fn place(self) -> usize {
        self.0.into()
    }

    /// The buckets of a mention. `depth` is the number of longer mentions around it.
    pub fn of(scene: &Scene, words: &WordCounts, span: Span, depth: usize) -> impl Iterator<Item = Bucket> {
        let seen = scene.seen.map(|seen| SEEN[usize::from(seen.has(span.slice(scene.text)))]);
        Bucket::plain(words.of(span), has_proclitic(scene.text, span), depth).chain(seen)
    }

    /// The buckets of a mention whose properties are known, without those of seen and unseen surfaces.
    pub fn plain(words: usize, proclitic: bool, depth: usize) -> impl Iterator<Item = Bucket> {
        [LENGTHS[words.clamp(1, LENGTHS.len()) - 1], DEPTHS[depth.min(DEPTHS.len() - 1)], PROCLITICS[usize::from(proclitic)]].into_iter()
    }
}

/// The words between white space in spans of a text.
pub struct WordCounts<'a> {
    text: &'a str,
    /// Where words begin, if the text was read instead of every span.
    starts: Option<Vec<u32>>,
}

impl<'a> WordCounts<'a> {
    /// The words of a text, of whose spans each is read, or, where these are many times the text, the text once.
    pub fn new(text: &'a str, are_long: bool) -> WordCounts<'a> {
        let starts = || {
            let mut is_between = true;
            let begins = |(at, c): (usize, char)| {
                let was_between = std::mem::replace(&mut is_between, c.is_whitespace());
                (was_between && !is_between).then_some(at as u32)
            };
            text.char_indices().filter_map(begins).collect()
        };
        WordCounts { text, starts: are_long.then(starts) }
    }

    /// The number of words, also of parts of words, in a span.
    pub fn of(&self, span: Span) -> usize {
        let surface = span.slice(self.text);
        match &self.starts {
            None => surface.split_whitespace().count(),
            Some(starts) => {
                let before = |place: usize| starts.partition_point(|&start| (start as usize) < place);
                before(span.end()) - before(span.start() + 1) + usize::from(!surface.starts_with(char::is_whitespace))
            }
        }
    }
}

/// Whether the mention begins inside of a word, or after a word that is one proclitic (`و بوتين`).
fn has_proclitic(text: &str, span: Span) -> bool {
    // An invisible mark between proclitic and name ends no word.
    let before = text[..span.start()].trim_end_matches(is_deleted);
    if before.ends_with(char::is_alphanumeric) {
        return true;
    }
    let spaced = before.trim_end_matches(' ');
    // Of a longer word it is enough to know that it is longer.
    let tail = &spaced[spaced.floor_char_boundary(spaced.len().saturating_sub(LONGEST_CLITIC + 1))..];
    spaced.len() < before.len() && is_proclitic(tail.rsplit(char::is_whitespace).next().unwrap_or_default())
}

/// The most bytes of a proclitic: a letter has two, with marks or a tatweel up to eight.
const LONGEST_CLITIC: usize = 8;

/// Whether a word is one proclitic and nothing else.
pub fn is_proclitic(word: &str) -> bool {
    let mut letters = word.chars().filter(|&c| !is_deleted(c));
    word.len() <= LONGEST_CLITIC && letters.next().is_some_and(|c| matches!(c, 'و' | 'ف' | 'ب' | 'ل' | 'ك' | 'س' | 'أ')) && letters.next().is_none()
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
    use proptest::prelude::*;

    use super::*;
    use crate::annotation::Labels;
    use crate::measure::overlap::Overlap;
    use crate::measure::surfaces::Surfaces;

    fn names(text: &str, surface: &str, seen: Option<&Surfaces>) -> Vec<&'static str> {
        let start = text.find(surface).unwrap();
        let span = Span::new(text, start, start + surface.len()).unwrap();
        let scene = Scene { text, words: None, seen, overlap: Overlap::default() };
        Bucket::of(&scene, &WordCounts::new(text, false), span, 0).map(|bucket| NAMES[bucket.place()]).collect()
    }

    #[test]
    fn a_proclitic_is_inside_the_word_or_a_word_of_its_own() {
        assert_eq!(names("زار وبوتين", "بوتين", None), ["length:1", "depth:0", "proclitic:yes"]);
        assert_eq!(names("زار و بوتين", "بوتين", None), ["length:1", "depth:0", "proclitic:yes"]);
        assert_eq!(names("زار فلاديمير بوتين", "فلاديمير بوتين", None), ["length:2", "depth:0", "proclitic:no"]);
        assert_eq!(names("(بوتين)", "بوتين", None), ["length:1", "depth:0", "proclitic:no"]);
    }

    proptest! {
        #[test]
        fn words_are_the_same_in_number_however_they_are_counted(text in "[ \n\u{a0}\u{2003}aو]{1,12}", from in 0usize..12, len in 1usize..12) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = from.min(starts.len() - 2);
            let span = Span::new(&text, starts[from], starts[(from + len).min(starts.len() - 1)]).unwrap();
            prop_assert_eq!(WordCounts::new(&text, true).of(span), WordCounts::new(&text, false).of(span), "{:?}", span.slice(&text));
        }
    }

    #[test]
    fn a_long_word_in_front_is_no_proclitic() {
        for (text, proclitic) in
            [("زار محمدوبوتين ل كتب", true), ("زار ححححححححححح كتب", false), ("وووووووو كتب", false), ("\u{64b}\u{64b}\u{64b}و كتب", true)]
        {
            assert_eq!(has_proclitic(text, Span::new(text, text.len() - 6, text.len()).unwrap()), proclitic, "{text}");
        }
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
