//! Types whose names are nearly those of others: a slip of the keyboard, another spelling, the number of a copy.

use rustc_hash::FxHashMap;

/// A type is rare if the other one is at least this many times as frequent.
const RARE: u64 = 20;

/// Names of this many letters or fewer often differ in one letter. They are near only if two letters are exchanged.
const SHORTEST: usize = 3;

/// The rare types whose names are near to another, each with that other, as places in `types`. A type is its name and the number of its tags.
///
/// Two names are near if they differ only in case and signs; such a type need not be rare. They are also near if one has a number at its end, or
/// if one letter is added, missing, different or exchanged with its neighbour. Only names that are equal without one letter are compared, so
/// thousands of types cost no square.
pub fn similar(types: &[(&str, u64)]) -> Vec<(usize, usize)> {
    let mut near: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, (name, _)) in types.iter().enumerate() {
        let plain = plain(name);
        let mut keys = vec![plain.clone(), without_number(&plain).into()];
        keys.extend(plain.char_indices().map(|(from, c)| format!("{}{}", &plain[..from], &plain[from + c.len_utf8()..])));
        keys.sort();
        keys.dedup();
        keys.into_iter().for_each(|key| near.entry(key).or_default().push(at));
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for group in near.values() {
        // In the order of frequency: a rare type is told beside the most frequent that it is near to.
        let mut group = group.clone();
        group.sort_by_key(|&at| (u64::MAX - types[at].1, at));
        let most: Vec<usize> = group.iter().copied().take(8).collect();
        for (place, &rare) in group.iter().enumerate().skip(1) {
            if let Some(&other) = most.iter().take(place).find(|&&other| is_near(types[rare], types[other])) {
                found.push((rare, other));
            }
        }
    }
    found.sort_by_key(|&(rare, other)| (rare, u64::MAX - types[other].1, other));
    found.dedup_by_key(|&mut (rare, _)| rare);
    found
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_numeric())
}

/// Whether the first, less frequent type may be meant to be the second.
fn is_near((rare, rare_times): (&str, u64), (other, other_times): (&str, u64)) -> bool {
    let (a, b) = (plain(rare), plain(other));
    if a == b {
        return true;
    }
    if rare_times * RARE > other_times {
        return false;
    }
    if without_number(&a) == b && !b.is_empty() {
        return true;
    }
    // What differs must not be a number: ARG1 is not ARG0.
    let number = |name: &str| name.chars().filter(|c| c.is_numeric()).collect::<String>();
    let longest = |name: &str| name.split(['-', '_', '.', '/', ':']).map(str::len).max().unwrap_or(0);
    let sorted = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_long = longest(rare).max(longest(other)) > SHORTEST;
    number(&a) == number(&b) && (is_long || sorted(&a) == sorted(&b)) && strsim::osa_distance(&a, &b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_near_duplicates_are_told_beside_the_frequent_type() {
        for (rare, other) in [("MIS-1", "MIS"), ("PERS", "PER"), ("LCO-X", "LOC-X"), ("geo-ciy", "geo-city"), ("ORGG", "ORG"), ("MISC", "MIS")] {
            assert_eq!(similar(&[(rare, 1), (other, 40)]), [(0, 1)], "{rare}");
            assert_eq!(similar(&[(rare, 10), (other, 40)]), [], "{rare} is not rare");
        }
        assert_eq!(similar(&[("Per", 20), ("PER", 40)]), [(0, 1)], "case needs no rarity");
        assert_eq!(similar(&[("geo_city", 20), ("geo-city", 40)]), [(0, 1)]);
    }

    #[test]
    fn types_of_one_family_and_types_with_numbers_are_no_duplicates() {
        for (rare, other) in
            [("geo-state", "geo-city"), ("ARG1", "ARG0"), ("ORDINAL", "CARDINAL"), ("LOC", "LAW"), ("GPE", "ORG"), ("A", "B"), ("TIME", "DATE")]
        {
            assert_eq!(similar(&[(rare, 1), (other, 400)]), [], "{rare}");
        }
    }
}
