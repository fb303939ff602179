//! Claims about the rules, on sentences written for them.

use super::*;

fn found(text: &str) -> Vec<(&'static str, &str)> {
    let mut out = Vec::new();
    Rules::new().extract(text, &mut out).unwrap();
    out.iter().map(|mention| (INVENTORY.name(mention.label), mention.span.slice(text))).collect()
}

fn claim(cases: &[(&str, &[(&str, &str)])]) {
    for (text, expected) in cases {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn a_title_takes_its_complement_and_the_name_stands_behind_it() {
    claim(&[
        ("قال وزير الخارجية الروسي سيرغي لافروف", &[("OCC", "وزير الخارجية الروسي"), ("NORP", "الروسي"), ("PERS", "سيرغي لافروف")]),
        ("وللرئيس بوتين رأي", &[("OCC", "لرئيس"), ("PERS", "بوتين")]),
        ("زارت الدكتورة آمال بركات", &[("OCC", "الدكتورة"), ("PERS", "آمال بركات")]),
        ("الرئيس يعلن", &[("OCC", "الرئيس")]),
    ]);
}

#[test]
fn common_words_that_are_also_names_are_left_alone() {
    claim(&[("خبر سعيد على الطريق", &[]), ("كان جمال الطبيعة كاملا", &[]), ("والد الطفل في بلد بعيد", &[])]);
}

#[test]
fn patronymics_and_servants_of_god_are_one_name() {
    claim(&[("انتخب عبد اللطيف البدري", &[("PERS", "عبد اللطيف البدري")]), ("وقال محمد بن سلمان", &[("PERS", "محمد بن سلمان")])]);
}

#[test]
fn a_span_keeps_its_article_and_drops_its_proclitics() {
    claim(&[
        ("وبالرياض", &[("GPE", "الرياض")]),
        ("للبيت الأبيض", &[("ORG", "لبيت الأبيض")]),
        ("وللبنان", &[("GPE", "لبنان")]),
        ("ليبيا", &[("GPE", "ليبيا")]),
    ]);
}

#[test]
fn an_organisation_ends_where_its_adjectives_end() {
    claim(&[
        ("دعت وزارة الصحة المصرية المواطنين إلى", &[("ORG", "وزارة الصحة المصرية"), ("NORP", "المصرية")]),
        ("من شركة أرامكو", &[("ORG", "أرامكو")]),
        ("نادي الزمالك", &[("ORG", "الزمالك")]),
        ("الحكومة والمجلس", &[]),
    ]);
}

#[test]
fn a_place_has_its_head_only_where_it_needs_it() {
    claim(&[
        ("مدينة زغوان", &[("GPE", "زغوان")]),
        ("نهر الليطاني", &[("LOC", "نهر الليطاني")]),
        ("مطار بيروت الدولي", &[("FAC", "مطار بيروت الدولي"), ("GPE", "بيروت")]),
    ]);
}

#[test]
fn dates_and_times_are_whole_phrases() {
    claim(&[
        ("في الـ10 من يناير المقبل", &[("DATE", "الـ10 من يناير المقبل")]),
        ("يوم الاثنين ١ كانون الأول ٢٠٢٥", &[("DATE", "يوم الاثنين ١ كانون الأول ٢٠٢٥")]),
        ("بعام 2024", &[("DATE", "عام 2024")]),
        ("مساء الخميس", &[("TIME", "مساء الخميس"), ("DATE", "الخميس")]),
        ("الساعة 15:35 بتوقيت موسكو", &[("TIME", "الساعة 15:35 بتوقيت موسكو"), ("GPE", "موسكو")]),
        ("قال أب لابنه", &[]),
    ]);
}

#[test]
fn a_number_belongs_to_what_it_measures() {
    claim(&[
        ("ثلاثة وعشرون ألفا ومئتان", &[("CARDINAL", "ثلاثة وعشرون ألفا ومئتان")]),
        ("بـ15 مليون دولار", &[("MONEY", "15 مليون دولار"), ("CURR", "دولار")]),
        ("$5.8 مليار", &[("MONEY", "$5.8 مليار"), ("CURR", "$")]),
        ("١٢ في المئة", &[("PERCENT", "١٢ في المئة")]),
        ("120 كيلومترا", &[("QUANTITY", "120 كيلومترا"), ("UNIT", "كيلومترا")]),
        ("كوفيد-19", &[]),
    ]);
}

#[test]
fn a_surname_is_known_again_without_its_title() {
    let text = "قال المهندس كريم البدراوي نعم.\nثم عاد البدراوي";
    assert_eq!(found(text), [("OCC", "المهندس"), ("PERS", "كريم البدراوي"), ("PERS", "البدراوي")]);
}

#[test]
fn no_mention_crosses_the_end_of_a_line() {
    assert_eq!(found("وزارة\nالصحة"), []);
    assert_eq!(found("يوم\nالأحد"), [("DATE", "الأحد")]);
}

#[test]
fn any_text_is_read_without_a_panic_and_every_span_fits() {
    let words = [
        "و",
        "ال",
        "لل",
        "ـ",
        "١",
        "$",
        "«",
        "»",
        "(",
        ")",
        "\n",
        " ",
        " ",
        " ",
        "الـ10",
        "من",
        "شركة",
        "الرئيس",
        "بن",
        "ﻻ",
        "\u{200f}",
        "وزير",
        "الساعة",
        "عام",
        "يوم",
        "نادي",
        "كأس",
    ];
    let mut seed = 7usize;
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            text.push_str(words[(seed >> 33) % words.len()]);
        }
        let mut out = Vec::new();
        Rules::new().extract(&text, &mut out).unwrap();
        for mention in out {
            let slice = mention.span.slice(&text);
            assert_eq!(slice, slice.trim(), "{text:?}");
            assert!(!slice.contains('\n'), "{text:?}");
        }
    }
}

#[test]
fn the_inventory_has_every_type_of_the_lists() {
    for label in include_str!("places.txt").lines().filter_map(|line| line.strip_prefix("= ")) {
        assert!(INVENTORY.get(label).is_some(), "{label}");
    }
}
