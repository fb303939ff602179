//! Where an alignment that got lost is found again: at ten consonants in a row that occur once on each side.

use rustc_hash::FxHashMap;

use crate::text::align::letters::Stream;
use crate::text::align::streams::Streams;

/// How far ahead the place is looked for, in letters of each side. The distances are tried in this order.
pub(super) const REACHES: [usize; 3] = [1024, 4096, 16_384];

/// The number of consonants in a row that must occur once on each side.
const ANCHOR: usize = 10;

/// The nearest place ahead where both sides have the same ten consonants: the letter of the text and the letter of the pieces.
pub(super) fn nearest(streams: &Streams, from: (usize, usize)) -> Option<(usize, usize)> {
    for reach in REACHES {
        let mut seen: FxHashMap<u64, [(u32, usize); 2]> = FxHashMap::default();
        let sides = [(&streams.text, from.0), (&streams.pieces, from.1)];
        for (side, (stream, from)) in sides.into_iter().enumerate() {
            streams.step(2 * reach.min(stream.letters.len() - from));
            for (gram, letter) in grams(stream, from, reach) {
                let (times, first) = &mut seen.entry(gram).or_default()[side];
                *first = if *times == 0 { letter } else { *first };
                *times += 1;
            }
        }
        let shared = grams(&streams.pieces, from.1, reach).filter_map(|(gram, letter)| match seen[&gram] {
            [(1, text), (1, _)] => Some((text, letter)),
            _ => None,
        });
        let nearest = shared.min_by_key(|&(text, letter)| text - from.0 + letter - from.1);
        if nearest.is_some() {
            return nearest;
        }
    }
    None
}

/// A hash of every ten consonants in a row and the letter at which they begin, within a reach.
///
/// Letters that rules change or delete are no consonants here, nor is punctuation; ة ت ه are one.
fn grams(stream: &Stream, from: usize, reach: usize) -> impl Iterator<Item = (u64, usize)> {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let leaving = MULTIPLIER.wrapping_pow(ANCHOR as u32);
    let mut last = [(0, 0); ANCHOR];
    let (mut hash, mut count) = (0u64, 0);
    stream.letters[from..].iter().take(reach).enumerate().filter_map(move |(at, letter)| {
        let consonant = match letter.key {
            'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ء' | 'ؤ' | 'ئ' | 'و' | 'ي' | 'ى' => return None,
            _ if !letter.word => return None,
            'ة' | 'ت' => 'ه',
            key => key,
        };
        let (old, _) = std::mem::replace(&mut last[count % ANCHOR], (consonant as u64, from + at));
        hash = hash.wrapping_mul(MULTIPLIER).wrapping_add(consonant as u64).wrapping_sub(leaving.wrapping_mul(old));
        count += 1;
        (count >= ANCHOR).then(|| (hash, last[count % ANCHOR].1))
    })
}
