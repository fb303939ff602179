//! Where the tabs and the end of a row are, 64 bytes at a time: the inner loop of the parser.

/// A row as one look at its bytes shows it.
pub(super) struct Scan {
    /// The first, the second and the last tab.
    pub(super) tabs: [usize; 3],
    /// The number of tabs.
    pub(super) count: u32,
    /// Whether a column is empty, or a space, a carriage return or a control character stands in the row.
    pub(super) is_odd: bool,
    /// The line feed, or the end of the file.
    pub(super) end: usize,
}

impl Scan {
    /// Whether there are ten columns in which nothing calls for a closer look.
    pub(super) fn is_plain(&self) -> bool {
        self.count == 9 && !self.is_odd && self.tabs[2] + 1 < self.end
    }
}

/// A block of 64 bytes as bits; rows follow each other in it.
#[derive(Clone, Copy, Default)]
pub(super) struct Block {
    base: usize,
    tabs: u64,
    /// Other bytes up to the space.
    others: u64,
}

impl Block {
    /// The block that begins at a byte; behind the end of the file there is nothing.
    #[inline]
    fn new(bytes: &[u8], base: usize) -> Block {
        let (mut low, mut tabs) = (0, 0);
        match bytes.get(base..base + 64) {
            Some(block) => {
                for (at, word) in block.chunks_exact(8).enumerate() {
                    let word = u64::from_le_bytes(word.try_into().expect("eight bytes are eight bytes"));
                    // Adding brings the high bit of a byte about unless it is at most a space, or is a tab.
                    low |= lacking_high(word, 0x5f) << (8 * at);
                    tabs |= lacking_high(word ^ (ONES * 0x09), 0x7f) << (8 * at);
                }
            }
            None => {
                for (at, &byte) in bytes[base..].iter().enumerate() {
                    low |= u64::from(byte <= b' ') << at;
                    tabs |= u64::from(byte == b'\t') << at;
                }
            }
        }
        Block { base, tabs, others: low & !tabs }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// A bit for every of eight bytes whose high bit is not set, not even when a number is added to the others.
#[inline(always)]
fn lacking_high(word: u64, added: u64) -> u64 {
    let hits = !(((word & (ONES * 0x7f)) + ONES * added) | word) & (ONES * 0x80);
    // The product gathers the lowest bits of all bytes in the highest byte.
    (hits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The tabs of a row up to its end. `given` is the last block that was looked at, and is moved on.
#[inline]
pub(super) fn scan(bytes: &[u8], at: usize, given: &mut Block) -> Scan {
    let mut scan = Scan { tabs: [0; 3], count: 0, is_odd: bytes[at] == b'\t', end: bytes.len() };
    let mut block = *given;
    if at >= block.base + 64 || block.tabs | block.others == 0 {
        block = Block::new(bytes, at);
    }
    // The bits of this row and those behind it.
    let mut own = u64::MAX << (at - block.base);
    let mut ends_with_tab = 0;
    loop {
        let stop = (block.others & own).trailing_zeros();
        let tabs = block.tabs & own & 1_u64.checked_shl(stop).map_or(u64::MAX, |bit| bit - 1);
        if tabs != 0 {
            let mut rest = tabs;
            while scan.count < 2 && rest != 0 {
                scan.tabs[scan.count as usize] = block.base + rest.trailing_zeros() as usize;
                scan.count += 1;
                rest &= rest - 1;
            }
            scan.count += rest.count_ones();
            scan.tabs[2] = block.base + 63 - tabs.leading_zeros() as usize;
            scan.is_odd |= tabs & (tabs << 1 | ends_with_tab) != 0;
        }
        if stop < 64 {
            let place = block.base + stop as usize;
            if bytes[place] == b'\n' {
                scan.end = place;
                break;
            }
            scan.is_odd = true;
            own = (u64::MAX << stop) << 1;
            ends_with_tab = 0;
            continue;
        }
        ends_with_tab = block.tabs >> 63;
        let base = block.base + 64;
        if base >= bytes.len() {
            break;
        }
        block = Block::new(bytes, base);
        own = u64::MAX;
    }
    *given = block;
    scan
}
