//! Two sequences of characters that should be one: which stretches correspond, and coordinates that both share.
//!
//! Stretches that occur once on each side anchor the alignment; between them a greedy difference (Myers 1986) is cut off at a fixed
//! number of edits, so that time is linear whatever the sequences are.

use rustc_hash::FxHashMap;

/// Characters `a..a + len` of one side that correspond to `b..b + len` of the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Run {
    a: usize,
    b: usize,
    len: usize,
}

/// The length of anchors.
const ANCHOR: usize = 16;
/// One anchor in so many is looked at, chosen by content so that both sides choose alike.
const ONE_IN: u64 = 4;
/// After so many edits a difference takes what it has for final and goes on from there.
const EDITS: usize = 96;

/// The runs that correspond, sorted; they touch or leave a gap on at least one side.
pub(super) fn runs(a: &[char], b: &[char]) -> Vec<Run> {
    let mut aligner = Aligner { a, b, runs: Vec::new(), at: (0, 0), rows: Vec::new() };
    aligner.extend();
    for (x, y) in anchors(&a[aligner.at.0..], &b[aligner.at.1..], aligner.at) {
        if x >= aligner.at.0 && y >= aligner.at.1 {
            aligner.reach(x, y);
        }
    }
    aligner.reach(a.len(), b.len());
    aligner.runs
}

/// The common subsequence of the stretches that occur once on each side, as pairs of places.
fn anchors(a: &[char], b: &[char], at: (usize, usize)) -> Vec<(usize, usize)> {
    let mut met: FxHashMap<u64, [Option<u32>; 2]> = FxHashMap::default();
    // A hash that a side has twice stands for no place.
    const TWICE: u32 = u32::MAX;
    for (side, text) in [a, b].into_iter().enumerate() {
        hashes(text, |hash, place| {
            let places = met.entry(hash).or_default();
            places[side] = Some(places[side].map_or(place as u32, |_| TWICE));
        });
    }
    let mut pairs: Vec<(usize, usize)> = met
        .into_values()
        .filter_map(|[x, y]| x.zip(y))
        .filter(|&(x, y)| x != TWICE && y != TWICE)
        .map(|(x, y)| (x as usize, y as usize))
        .filter(|&(x, y)| a[x..x + ANCHOR] == b[y..y + ANCHOR])
        .collect();
    pairs.sort_unstable();
    longest_rise(&pairs).into_iter().map(|pair| (pairs[pair].0 + at.0, pairs[pair].1 + at.1)).collect()
}

/// Calls `f` with the hash and place of the stretches that content chooses.
fn hashes(text: &[char], mut f: impl FnMut(u64, usize)) {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let leaving = (1..ANCHOR).fold(BASE, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    for (at, &c) in text.iter().enumerate() {
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(u32::from(c)) + 1);
        if at >= ANCHOR {
            hash = hash.wrapping_sub(leaving.wrapping_mul(u64::from(u32::from(text[at - ANCHOR])) + 1));
        }
        let mixed = (hash ^ (hash >> 29)).wrapping_mul(BASE);
        if at + 1 >= ANCHOR && (mixed >> 40).is_multiple_of(ONE_IN) {
            f(mixed, at + 1 - ANCHOR);
        }
    }
}

/// The places of a longest subsequence whose second values rise, by patience sorting.
fn longest_rise(pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut piles: Vec<usize> = Vec::new();
    let mut behind: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|&top| pairs[top].1 < pair.1);
        behind.push(pile.checked_sub(1).map(|pile| piles[pile]));
        if pile == piles.len() { piles.push(at) } else { piles[pile] = at }
    }
    let mut rise: Vec<usize> = std::iter::successors(piles.last().copied(), |&at| behind[at]).collect();
    rise.reverse();
    rise
}

struct Aligner<'a> {
    a: &'a [char],
    b: &'a [char],
    runs: Vec<Run>,
    /// Everything in front of these places is decided.
    at: (usize, usize),
    /// The furthest places of a difference by number of edits, one after the other.
    rows: Vec<i64>,
}

impl Aligner<'_> {
    /// Goes on as long as both sides are the same.
    fn extend(&mut self) {
        let (a, b) = (&self.a[self.at.0..], &self.b[self.at.1..]);
        let len = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        self.push(self.at, len);
        self.at = (self.at.0 + len, self.at.1 + len);
    }

    fn push(&mut self, (a, b): (usize, usize), len: usize) {
        match self.runs.last_mut() {
            _ if len == 0 => {}
            Some(last) if (last.a + last.len, last.b + last.len) == (a, b) => last.len += len,
            _ => self.runs.push(Run { a, b, len }),
        }
    }

    /// Decides everything in front of an anchor, and as much after it as is the same.
    fn reach(&mut self, x: usize, y: usize) {
        let (a, b) = (&self.a[self.at.0..x], &self.b[self.at.1..y]);
        let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (to_a, to_b) = (x - same, y - same);
        while self.at.0 < to_a && self.at.1 < to_b {
            self.difference(to_a, to_b);
        }
        self.push((to_a, to_b), same);
        self.at = (x, y);
        self.extend();
    }

    /// Aligns up to the ends that are given, or as far as [`EDITS`] edits go.
    fn difference(&mut self, to_a: usize, to_b: usize) {
        let (a, b) = (&self.a[self.at.0..to_a], &self.b[self.at.1..to_b]);
        let (n, m) = (a.len() as i64, b.len() as i64);
        self.rows.clear();
        let (mut best, mut edits) = ((0, 0), 0);
        'search: for d in 0..=EDITS as i64 {
            edits = d;
            best = (0, -1);
            for k in (-d..=d).step_by(2) {
                let Some(start) = entered(&self.rows, d, k, n, m) else {
                    self.rows.push(-1);
                    continue;
                };
                let tail = a[start as usize..].iter().zip(&b[(start - k) as usize..]);
                let x = start + tail.take_while(|(a, b)| a == b).count() as i64;
                self.rows.push(x);
                if 2 * x - k > 2 * best.1 - best.0 || best.1 < 0 {
                    best = (k, x);
                }
                if x == n && x - k == m {
                    break 'search;
                }
            }
        }
        let (mut k, mut x) = best;
        let end = (self.at.0 + x as usize, self.at.1 + (x - k) as usize);
        let mut found = Vec::new();
        for d in (0..=edits).rev() {
            let start = entered(&self.rows, d, k, n, m).expect("the way back uses the steps of the way here");
            found.push((start, start - k, x - start));
            if d > 0 {
                let is_down = is_down(&self.rows, d, k, n, m);
                k += if is_down { 1 } else { -1 };
                x = furthest(&self.rows, d - 1, k);
            }
        }
        let at = self.at;
        for (x, y, len) in found.into_iter().rev() {
            self.push((at.0 + x as usize, at.1 + y as usize), len as usize);
        }
        self.at = end;
    }
}

/// The furthest place in `a` with `d` edits on diagonal `k`; -1 if there is none.
fn furthest(rows: &[i64], d: i64, k: i64) -> i64 {
    // Row `d` has `d + 1` diagonals and stands behind those of fewer edits.
    if d < 0 || k.abs() > d { -1 } else { rows[(d * (d + 1) / 2 + (k + d) / 2) as usize] }
}

/// The steps onto diagonal `k` with `d` edits: down from `k + 1` (a character of `b`), right from `k - 1` (one of `a`).
fn steps(rows: &[i64], d: i64, k: i64, n: i64, m: i64) -> (i64, i64) {
    let down = furthest(rows, d - 1, k + 1);
    let down = if down >= 0 && down - k <= m { down } else { -1 };
    let right = furthest(rows, d - 1, k - 1);
    let right = if right >= 0 && right < n { right + 1 } else { -1 };
    (down, right)
}

fn is_down(rows: &[i64], d: i64, k: i64, n: i64, m: i64) -> bool {
    let (down, right) = steps(rows, d, k, n, m);
    down >= right
}

/// Where diagonal `k` is entered with `d` edits; `None` if it cannot be.
fn entered(rows: &[i64], d: i64, k: i64, n: i64, m: i64) -> Option<i64> {
    if d == 0 {
        return Some(0);
    }
    let (down, right) = steps(rows, d, k, n, m);
    Some(down.max(right)).filter(|&x| x >= 0)
}

/// The ends of tokens of both sides in shared coordinates, and the characters of each side without a counterpart.
///
/// Where one side has characters that the other lacks they have no width: tokens around them can still be the same. Where both have
/// different characters the ends of the stretch are shared and what lies inside is not.
pub(super) fn shared(ends: [&[u64]; 2], lens: [usize; 2], runs: &[Run]) -> ([Vec<u64>; 2], [u64; 2]) {
    let mut places: [Vec<u64>; 2] = [Vec::with_capacity(ends[0].len()), Vec::with_capacity(ends[1].len())];
    let mut unaligned = [0, 0];
    let mut at = [0, 0];
    let mut base = 0;
    let last = Run { a: lens[0], b: lens[1], len: 0 };
    for run in runs.iter().chain([&last]) {
        let gap = [run.a - at[0], run.b - at[1]];
        let is_two_sided = gap[0] > 0 && gap[1] > 0;
        let width = if is_two_sided { gap[0] + gap[1] } else { 0 };
        for side in 0..2 {
            unaligned[side] += gap[side] as u64;
            let own = [run.a, run.b][side];
            while let Some(&end) = ends[side].get(places[side].len()).filter(|&&end| end as usize <= own + run.len) {
                let end = end as usize;
                // Places inside of the gap of one side must not meet those of the other.
                let inside = |at: usize| if side == 0 { at } else { gap[0] + at - 1 };
                let place = match () {
                    _ if end >= own => width + end - own,
                    _ if end == at[side] || !is_two_sided => 0,
                    _ => inside(end - at[side]),
                };
                places[side].push((base + place) as u64);
            }
        }
        base += width + run.len;
        at = [run.a + run.len, run.b + run.len];
    }
    (places, unaligned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// Checks what holds for any alignment; returns the characters of each side without a counterpart.
    fn check(a: &[char], b: &[char]) -> [u64; 2] {
        let runs = runs(a, b);
        let mut at = (0, 0);
        for run in &runs {
            assert!(run.a >= at.0 && run.b >= at.1 && run.len > 0, "{runs:?}");
            assert_eq!(a[run.a..run.a + run.len], b[run.b..run.b + run.len]);
            at = (run.a + run.len, run.b + run.len);
        }
        let ends = |len: usize| (1..=len as u64).collect::<Vec<_>>();
        let (places, unaligned) = shared([&ends(a.len()), &ends(b.len())], [a.len(), b.len()], &runs);
        assert_eq!(places.each_ref().map(Vec::len), [a.len(), b.len()]);
        assert!(places.iter().all(|places| places.is_sorted()));
        let aligned: usize = runs.iter().map(|run| run.len).sum();
        assert_eq!(unaligned, [(a.len() - aligned) as u64, (b.len() - aligned) as u64]);
        unaligned
    }

    proptest! {
        #[test]
        fn runs_are_equal_and_in_order_and_places_never_go_back(a in "[ab]{0,80}", b in "[ab]{0,80}") {
            check(&chars(&a), &chars(&b));
        }

        #[test]
        fn scattered_edits_leave_the_rest_aligned(text in "[a-z]{300,900}", every in 7_usize..40) {
            let a = chars(&text);
            let b: Vec<char> = a.iter().enumerate().filter(|(at, _)| at % every != 3).map(|(_, c)| *c).collect();
            let lost = (a.len() - b.len()) as u64;
            prop_assert_eq!(check(&a, &b), [lost, 0]);
        }
    }

    #[test]
    fn a_long_stretch_that_one_side_lacks_is_all_that_is_lost() {
        let text: Vec<char> = (0..20_000_u32).map(|at| char::from(b'a' + (at.wrapping_mul(2_654_435_761) >> 27) as u8 % 26)).collect();
        let mut cut = text.clone();
        cut.drain(4_000..9_000);
        let [lost, none] = check(&text, &cut);
        assert_eq!((lost, none), (5_000, 0));
    }

    #[test]
    fn texts_that_share_nothing_take_linear_time() {
        let (a, b) = (vec!['a'; 200_000], vec!['b'; 150_000]);
        assert_eq!(check(&a, &b), [200_000, 150_000]);
    }

    #[test]
    fn the_ends_of_a_replaced_stretch_are_shared_and_its_inside_is_not() {
        let (a, b) = (chars("xx12yy"), chars("xx345yy"));
        let runs = runs(&a, &b);
        let (places, unaligned) = shared([&[2, 3, 4, 6], &[2, 3, 4, 5, 7]], [6, 7], &runs);
        assert_eq!(unaligned, [2, 3]);
        assert_eq!(places, [vec![2, 3, 7, 9], vec![2, 4, 5, 7, 9]]);
    }
}
