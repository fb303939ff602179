//! The length of a longest common subsequence, in linear space and never more than a 64th of the product of the lengths in time.

/// The length of a longest common subsequence of two sequences of small numbers.
///
/// The algorithm keeps, for every length, the earliest place in `b` where a common subsequence of that length can end (Hunt and
/// Szymanski 1977), as marks in a bit set. Rare numbers move single marks; frequent ones move all of them word by word, as Hyyrö
/// (2004) does.
pub(super) fn longest(a: &[u32], b: &[u32]) -> usize {
    let places = Places::new(a, b);
    let mut marks = Marks { words: vec![0; b.len().div_ceil(64)], top: 0 };
    // A dense step costs as much as the marks are long, a sparse one as much as there are places.
    let most = marks.words.len().max(8);
    let mut dense: Vec<Option<Vec<u64>>> = Vec::new();
    for &number in a {
        let of = places.of(number);
        if of.len() <= most {
            marks.move_to(of);
            continue;
        }
        if dense.is_empty() {
            dense.resize(places.from.len(), None);
        }
        let mask = dense[number as usize].get_or_insert_with(|| {
            let mut mask = vec![0; marks.words.len()];
            of.iter().for_each(|&at| mask[at as usize / 64] |= 1 << (at % 64));
            mask
        });
        marks.move_to_mask(mask);
    }
    marks.words.iter().map(|word| word.count_ones() as usize).sum()
}

/// Where each number stands in a sequence.
struct Places {
    /// For every number, where its places begin; one more at the end.
    from: Vec<u32>,
    places: Vec<u32>,
}

impl Places {
    /// The places in `b` of the numbers of both.
    fn new(a: &[u32], b: &[u32]) -> Places {
        let numbers = a.iter().chain(b).max().map_or(0, |&most| most as usize + 1);
        let mut from = vec![0; numbers + 1];
        b.iter().for_each(|&number| from[number as usize + 1] += 1);
        for at in 0..numbers {
            from[at + 1] += from[at];
        }
        let (mut next, mut places) = (from.clone(), vec![0; b.len()]);
        for (at, &number) in b.iter().enumerate() {
            places[next[number as usize] as usize] = at as u32;
            next[number as usize] += 1;
        }
        Places { from, places }
    }

    fn of(&self, number: u32) -> &[u32] {
        &self.places[self.from[number as usize] as usize..self.from[number as usize + 1] as usize]
    }
}

/// The marks: bit `i` is set if a common subsequence of some length can end at place `i` and not earlier.
struct Marks {
    words: Vec<u64>,
    /// The place after the last mark.
    top: usize,
}

impl Marks {
    /// Moves the nearest mark at or after every place to it; the last place comes first, so that a mark moves past one place only
    /// where another place asks for it.
    fn move_to(&mut self, places: &[u32]) {
        for at in places.iter().rev().map(|&at| at as usize) {
            if at >= self.top {
                self.top = at + 1;
            } else {
                let next = self.next(at);
                self.words[next / 64] &= !(1 << (next % 64));
                if next + 1 == self.top {
                    self.top = at + 1;
                }
            }
            self.words[at / 64] |= 1 << (at % 64);
        }
    }

    /// The first mark at or after a place in front of the top.
    fn next(&self, at: usize) -> usize {
        let mut word = at / 64;
        let mut bits = self.words[word] & (u64::MAX << (at % 64));
        while bits == 0 {
            word += 1;
            bits = self.words[word];
        }
        word * 64 + bits.trailing_zeros() as usize
    }

    /// The same for all places of a mask at once: in the complement of the marks every run of ones takes its lowest place by a carry.
    fn move_to_mask(&mut self, mask: &[u64]) {
        let mut carry = false;
        for (marks, &mask) in self.words.iter_mut().zip(mask) {
            let free = !*marks;
            let (sum, first) = free.overflowing_add(free & mask);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            carry = first || second;
            *marks = !(sum | (free & !mask));
        }
        let last = self.words.iter().rposition(|&word| word != 0);
        self.top = last.map_or(0, |word| word * 64 + 64 - self.words[word].leading_zeros() as usize);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition.
    fn plain(a: &[u32], b: &[u32]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut corner = 0;
            for (at, y) in b.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if x == y { corner + 1 } else { above.max(row[at]) };
                corner = above;
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn it_is_what_the_table_of_all_prefixes_says(
            (a, b) in prop_oneof![Just(2_u32), Just(5), Just(60)].prop_flat_map(|most| (prop::collection::vec(0..most, 0..300), prop::collection::vec(0..most, 0..300)))
        ) {
            prop_assert_eq!(longest(&a, &b), plain(&a, &b));
        }
    }

    #[test]
    fn an_empty_side_has_nothing_in_common() {
        assert_eq!((longest(&[], &[1]), longest(&[1], &[]), longest(&[], &[])), (0, 0, 0));
    }
}
