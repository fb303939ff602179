//! The spaces that no measure counts.

/// Whether the character is a space of the category Zs, which no measure counts.
pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether one of the bytes could begin a character of [`is_space`]. No letter of the Arabic blocks does.
#[inline]
pub fn may_hold_spaces(bytes: &[u8]) -> bool {
    const LEADS: [bool; 256] = {
        let mut leads = [false; 256];
        let (mut at, all) = (0, [b' ', 0xc2, 0xe1, 0xe2, 0xe3]);
        while at < all.len() {
            leads[all[at] as usize] = true;
            at += 1;
        }
        leads
    };
    bytes.iter().any(|&byte| LEADS[usize::from(byte)])
}
