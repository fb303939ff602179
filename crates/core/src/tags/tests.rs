use proptest::prelude::*;

use super::*;

/// The mentions of tags read in some way as `start-end:type`, and the first illegal place.
fn read(reading: TagReading, tags: &str) -> (String, Option<u32>) {
    let mut inventory = Inventory::default();
    let kinds: Vec<TagKind> = tags
        .split(' ')
        .map(|tag| {
            let number = inventory.number(tag.as_bytes()).unwrap();
            inventory.kind(number)
        })
        .collect();
    let mut out = Vec::new();
    let illegal = chunks(&Table::new(reading), kinds.into_iter(), &mut out);
    let shown = out.iter().map(|chunk| format!("{}-{}:{}", chunk.start, chunk.end, inventory.labels()[usize::from(chunk.label)]));
    (shown.collect::<Vec<_>>().join(" "), illegal)
}

#[test]
fn an_orphan_is_a_mention_or_none_by_the_repair_and_its_place_is_told() {
    let tags = "O I-A I-A O B-A I-B";
    let scheme = |repair| read(TagReading::Scheme(TagScheme::Iob2, repair), tags);
    assert_eq!(scheme(Repair::Conlleval), ("1-3:A 4-5:A 5-6:B".into(), Some(1)));
    assert_eq!(scheme(Repair::Discard), ("4-5:A".into(), Some(1)));
}

#[test]
fn conlleval_reads_iobes_as_one_mention_and_we_do_not() {
    assert_eq!(read(TagReading::Conlleval, "B-A E-A B-A E-A").0, "0-4:A");
    assert_eq!(read(TagReading::Scheme(TagScheme::Iobes, Repair::None), "B-A E-A B-A E-A"), ("0-2:A 2-4:A".into(), None));
}

#[test]
fn a_mention_that_is_not_ended_makes_the_next_tag_illegal() {
    assert_eq!(read(TagReading::Scheme(TagScheme::Bilou, Repair::Discard), "B-A I-A O U-A"), ("3-4:A".into(), Some(2)));
    assert_eq!(read(TagReading::Scheme(TagScheme::Bilou, Repair::Conlleval), "B-A I-A"), ("0-2:A".into(), Some(2)));
}

fn flat() -> impl Strategy<Value = (usize, Vec<(usize, usize, &'static str)>)> {
    proptest::collection::vec((0usize..3, 1usize..4, 0usize..2), 0..6).prop_map(|gaps| {
        let mut at = 0;
        let mentions: Vec<_> = gaps
            .into_iter()
            .map(|(gap, len, label)| {
                let start = at + gap;
                at = start + len;
                (start, at, ["A", "B-b"][label])
            })
            .collect();
        (at + 1, mentions)
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again_and_detected((tokens, mentions) in flat()) {
        let shown = |mentions: &[(usize, usize, &str)]| mentions.iter().map(|(a, b, label)| format!("{a}-{b}:{label}")).collect::<Vec<_>>().join(" ");
        for scheme in TagScheme::ALL {
            let mut expected = mentions.clone();
            if scheme == TagScheme::Io {
                expected.dedup_by(|next, kept| {
                    let one = kept.1 == next.0 && kept.2 == next.2;
                    if one {
                        kept.1 = next.1;
                    }
                    one
                });
            }
            let written = tags(scheme, tokens, &mentions).join(" ");
            prop_assert_eq!(read(TagReading::Scheme(scheme, Repair::None), &written), (shown(&expected), None), "{} {}", scheme, &written);
            let mut inventory = Inventory::default();
            let mut seen = Seen::default();
            let mut before = TagKind::OUTSIDE;
            for tag in written.split(' ').chain(["O"]) {
                let number = inventory.number(tag.as_bytes()).unwrap();
                seen.note(before, inventory.kind(number));
                before = inventory.kind(number);
            }
            let detected = detect(&seen);
            prop_assert!(detected.is_legal);
            prop_assert_eq!(read(TagReading::Scheme(detected.scheme, Repair::None), &written), (shown(&expected), None));
        }
    }
}
