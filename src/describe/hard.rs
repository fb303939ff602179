//! The hard phenomena of Arabic text, called hard things. One function finds each of them in text and gold. A corpus needs enough of them to tell
//! systems apart.
//!
//! An occurrence is a place in the text, as a span. Everything is linear in the corpus, except that the distinct names of one entity, which are
//! few, are compared with each other.

mod clitics;
mod diacritics;
mod lexicon;
mod marks;
mod names;
#[cfg(test)]
pub(crate) mod sample;
mod scene;
mod spelling;

use mihak_core::annotation::Article;
use mihak_core::error::Problems;
use mihak_core::text::Span;

use crate::corpus::Corpus;
use crate::describe::hard::lexicon::Lexicon;
use crate::describe::hard::scene::Scene;
use crate::gold::Gold;

pub use names::{REFERRING, is_fused, is_referring, spelled, stems};
pub use spelling::is_variant;

/// Which layers of gold a thing is derived from, beside the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Needs {
    Text,
    Words,
    Mentions,
    Both,
}

/// One hard thing, and how it is found.
pub struct Thing {
    /// The name in `corpus.toml` and in tables, in kebab-case.
    pub name: &'static str,
    /// What one occurrence is.
    pub about: &'static str,
    /// Whether what is found is all there is and nothing else; where not, a declaration is not held to it.
    pub is_exact: bool,
    needs: Needs,
    find: fn(&Scene) -> Vec<Span>,
}

/// Every hard thing, in the order of tables.
pub const THINGS: [Thing; 25] = [
    thing("fused-proclitic", "a proclitic that is written on to the name behind it (وبوتين)", Needs::Both, clitics::fused_proclitic),
    thing("stacked-clitics", "a word with two or more proclitics, ال not counted (وسيبحثان، فبالنسبة)", Needs::Words, clitics::stacked_clitics),
    thing("enclitic-pronouns", "a pronoun written on to its word (مدتها)", Needs::Words, clitics::enclitic_pronouns),
    thing("lookalike-stems", "an uncut stem that begins like a clitic: و ف ب ل ك س ال أل (والد)", Needs::Words, clitics::lookalike_stems),
    thing("al-tatweel-digits", "ال with tatweel in front of digits (الـ10)", Needs::Text, marks::al_tatweel_digits),
    thing("nested-names", "a name, title or nationality inside another mention", Needs::Mentions, names::nested_names),
    Thing {
        is_exact: false,
        ..thing("common-word-names", "a name whose word is also a common word of the corpus (سعيد)", Needs::Both, names::common_word_names)
    },
    Thing {
        is_exact: false,
        ..thing(
            "spelling-variants",
            "a further spelling of a name or nationality of the article (فلادمير)",
            Needs::Mentions,
            spelling::spelling_variants,
        )
    },
    Thing {
        is_exact: false,
        ..thing("careless-hamza", "a word with ا for أ إ, ي for ى or ه for ة, or the reverse (اعلن)", Needs::Words, spelling::careless_hamza)
    },
    thing("partial-diacritics", "a word with diacritics on some of its letters", Needs::Text, diacritics::partial_diacritics),
    thing("full-diacritics", "a word with a diacritic on every letter that can bear one", Needs::Text, diacritics::full_diacritics),
    thing("tatweel", "a decorative tatweel: between two letters", Needs::Text, marks::tatweel),
    thing("zwnj", "a zero-width non-joiner, U+200C", Needs::Text, marks::zwnj),
    thing("bidi-mark", "a mark or control of direction, such as U+200F", Needs::Text, marks::bidi_mark),
    thing("lam-alef-ligature", "a ligature of lam and alef, U+FEF5 to U+FEFC", Needs::Text, marks::lam_alef_ligature),
    thing("arabic-indic-digits", "a word with digits ٠ to ٩", Needs::Text, marks::arabic_indic_digits),
    thing("western-digits", "a word with digits 0 to 9, addresses aside", Needs::Text, marks::western_digits),
    thing("percent-sign", "% or ٪, addresses aside", Needs::Text, marks::percent_sign),
    thing("currency-sign", "a sign such as $ or €, addresses aside", Needs::Text, marks::currency_sign),
    thing("arabic-punctuation", "one of ، ؛ ؟ « » “ ”", Needs::Text, marks::arabic_punctuation),
    thing("latin", "a word with a Latin letter, addresses aside", Needs::Text, marks::latin),
    thing("acronym", "a word with two Latin capitals in a row, addresses aside (OSCE)", Needs::Text, marks::acronym),
    thing("email", "an e-mail address", Needs::Text, marks::email),
    thing("url", "a URL, or a bare host name", Needs::Text, marks::url),
    thing("hashtag", "a hashtag", Needs::Text, marks::hashtag),
];

const fn thing(name: &'static str, about: &'static str, needs: Needs, find: fn(&Scene) -> Vec<Span>) -> Thing {
    Thing { name, about, is_exact: true, needs, find }
}

impl Thing {
    /// Whether the gold has the layers from which it is derived.
    pub fn is_known(&self, gold: &Gold) -> bool {
        match self.needs {
            Needs::Text => true,
            Needs::Words => gold.words.is_some(),
            Needs::Mentions => gold.mentions.is_some(),
            Needs::Both => gold.words.is_some() && gold.mentions.is_some(),
        }
    }
}

/// The places of every thing in every article: one entry an article, with one list of spans, in text order, for each of [`THINGS`].
///
/// The list of a thing whose layers the gold does not have is empty.
pub fn found(corpus: &Corpus) -> Vec<[Vec<Span>; THINGS.len()]> {
    let mut lexicon = Lexicon::default();
    for at in 0..corpus.articles.len() {
        let (spellings, common) = {
            let scene = Scene::new(corpus, at, &lexicon);
            (spelling::spellings(&scene), names::common_words(&scene))
        };
        lexicon.spellings.add(spellings);
        lexicon.common.add(common);
    }
    let found = |at: usize| {
        let scene = Scene::new(corpus, at, &lexicon);
        THINGS.each_ref().map(|thing| if thing.is_known(&corpus.gold) { (thing.find)(&scene) } else { Vec::new() })
    };
    (0..corpus.articles.len()).map(found).collect()
}

/// Notes where the hard things that an article declares are not those that are found in it.
///
/// An article that declares none is not looked at, nor is a thing that cannot be derived exactly or from the layers that there are.
pub fn check(corpus: &Corpus, problems: &mut Problems) {
    if corpus.articles.iter().all(|article| article.hard.is_empty()) {
        return;
    }
    for (Article { id, text, hard, .. }, found) in corpus.articles.iter().zip(found(corpus)).filter(|(article, _)| !article.hard.is_empty()) {
        for unknown in hard.iter().filter(|name| THINGS.iter().all(|thing| thing.name != **name)) {
            let known = THINGS.map(|thing| thing.name).join(", ");
            problems.note(format!("{}/{id}: `hard` declares `{unknown}`, which is no hard thing; they are {known}", corpus.name));
        }
        for (thing, places) in THINGS.iter().zip(&found).filter(|(thing, _)| thing.is_exact && thing.is_known(&corpus.gold)) {
            let is_declared = hard.iter().any(|name| name == thing.name);
            if is_declared && places.is_empty() {
                problems.note(format!("{}/{id}: `hard` declares `{}`, but there is none; remove it", corpus.name, thing.name));
            }
            if let (false, Some(first)) = (is_declared, places.first()) {
                let shown = first.slice(text);
                problems.note(format!("{}/{id}: `hard` does not declare `{}`, but «{shown}» is one; add it", corpus.name, thing.name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::hard::sample::{Named, article, corpus};

    /// The surfaces of a thing's places in every article.
    fn surfaces(corpus: &Corpus, name: &str) -> Vec<Vec<String>> {
        let at = THINGS.iter().position(|thing| thing.name == name).unwrap();
        let shown = |(article, found): (&Article, [Vec<Span>; THINGS.len()])| {
            found[at].iter().map(|span| span.slice(&article.text).to_string()).collect::<Vec<_>>()
        };
        corpus.articles.iter().zip(found(corpus)).map(shown).collect()
    }

    #[test]
    fn each_thing_is_found_where_it_is_and_nowhere_else() {
        let table: &[(&str, &str, &[Named], &[&str])] = &[
            ("fused-proclitic", "قال بوتين و+بوتين", &[("بوتين", "PERS", "p"), ("وبوتين", "OCC", "")], &[]),
            ("fused-proclitic", "زار و+بوتين ل+ل+بيت", &[("بوتين", "PERS", "p"), ("لبيت", "ORG", "o")], &["بوتين", "لبيت"]),
            ("fused-proclitic", "ب+مدرسة دبي", &[("مدرسة دبي", "ORG", "o"), ("دبي", "GPE", "g")], &["مدرسة دبي"]),
            ("fused-proclitic", "و+أمس ال+قاهرة", &[("أمس", "DATE", ""), ("القاهرة", "GPE", "g")], &[]),
            ("stacked-clitics", "و+ال+بيت ب+ال+بيت و+ب+ال+بيت و+س+يبحث+ان", &[], &["وبالبيت", "وسيبحثان"]),
            ("enclitic-pronouns", "مدت+ها ل+ه كتاب", &[], &["ها", "ه"]),
            ("lookalike-stems", "والد و+مر بلد في ألمانيا ال+بيت أمر", &[], &["والد", "بلد", "ألمانيا", "بيت"]),
            ("al-tatweel-digits", "ال+ـ10 الـــ\u{200c}٢ للـ5 ب+ـ50 الـقمر", &[], &["الـ10", "الـــ\u{200c}٢", "للـ5"]),
            ("tatweel", "ســـلام سَـلام الـ10 هـ بـ ـ ســ-", &[], &["ـــ", "ـ"]),
            ("zwnj", "مي\u{200c}ناء\u{200c} ميناء", &[], &["\u{200c}", "\u{200c}"]),
            ("bidi-mark", "\u{200e}A\u{200f} \u{200c} \u{2067}ب", &[], &["\u{200e}", "\u{200f}", "\u{2067}"]),
            ("lam-alef-ligature", "ﻻ ﻼ لا ﷲ", &[], &["ﻻ", "ﻼ"]),
            ("arabic-indic-digits", "٢٠٢٤ 2024 ۲", &[], &["٢٠٢٤"]),
            ("western-digits", "15:35 الـ10 ٢ a1@b.example", &[], &["15:35", "الـ10"]),
            ("percent-sign", "5% ٥٪ https://a.example/%20", &[], &["%", "٪"]),
            ("currency-sign", "$ € ₪ دولار", &[], &["$", "€", "₪"]),
            ("arabic-punctuation", "، ; ؟ « »", &[], &["،", "؟", "«", "»"]),
            ("latin", "OSCE Nature COP30 www.a.example 5", &[], &["OSCE", "Nature", "COP30"]),
            ("acronym", "OSCE Nature COP30 iPhone G7", &[], &["OSCE", "COP30"]),
            ("email", "a@b.example b.example #a @a", &[], &["a@b.example"]),
            ("url", "a@b.example b.example https://a.example", &[], &["b.example", "https://a.example"]),
            ("hashtag", "#وسم @وسم وسم", &[], &["#وسم"]),
            ("full-diacritics", "كَتَبَ محمّد بيت", &[], &["كَتَبَ"]),
            ("partial-diacritics", "كَتَبَ محمّد بيت", &[], &["محمّد"]),
            (
                "nested-names",
                "رئيس مصر 10 كم",
                &[("رئيس مصر", "OCC", ""), ("مصر", "GPE", "g"), ("10 كم", "QUANTITY", ""), ("كم", "UNIT", "")],
                &["مصر"],
            ),
            ("common-word-names", "ال+أمل في أمل", &[("أمل", "PERS", "p")], &["أمل"]),
        ];
        for (name, cut, named, expected) in table {
            // The mention of أمل is the one behind ال+أمل.
            let mut article = article("a", "all", cut, named);
            if *name == "common-word-names" {
                let start = article.0.text.rfind("أمل").unwrap();
                article.2[0].mention.span = Span::new(&article.0.text, start, start + "أمل".len()).unwrap();
            }
            assert_eq!(surfaces(&corpus(vec![article]), name), [expected.to_vec()], "{name}: {cut}");
        }
    }

    #[test]
    fn a_common_word_counts_in_names_of_persons_and_in_names_of_one_word_only() {
        let one = article("1", "all", "جمال وزارة ال+أهرام شارع", &[]);
        let named = [("جمال سعيد", "PERS", "p"), ("وزارة ال", "ORG", "o"), ("الأهرام", "ORG", "q"), ("سعيد", "PERS", "r")];
        let two = article("2", "all", "جمال سعيد وزارة ال+عدل ال+أهرام سعيد", &[named[0], ("وزارة العدل", "ORG", "o"), named[2], named[3]]);
        assert_eq!(surfaces(&corpus(vec![one, two]), "common-word-names"), [vec![], vec!["جمال سعيد", "الأهرام"]]);
    }

    #[test]
    fn a_shorter_name_is_no_spelling_variant_and_another_spelling_is_one_once() {
        let person = |surface| (surface, "PERS", "p");
        for (cut, named, expected) in [
            ("فلاديمير بوتين بوتين فلاديمير", vec![person("فلاديمير بوتين"), person("بوتين"), person("فلاديمير")], vec![]),
            ("فلاديمير بوتين فلادمير بوتين فلادمير بوتين", vec![person("فلاديمير بوتين"), person("فلادمير بوتين")], vec!["فلادمير بوتين"]),
            ("فلاديمير بوتين فلادمير", vec![person("فلاديمير بوتين"), person("فلادمير")], vec!["فلادمير"]),
            ("عبد الله عبدالله", vec![person("عبد الله"), person("عبدالله")], vec!["عبدالله"]),
            ("غوغل جوجل", vec![("غوغل", "ORG", "o"), ("جوجل", "ORG", "o")], vec!["جوجل"]),
            ("غوغل جوجل", vec![("غوغل", "ORG", "o"), ("جوجل", "ORG", "other")], vec![]),
            ("مُحمّد محمد", vec![person("مُحمّد"), person("محمد")], vec![]),
            ("أوكرانيا اوكرانيا", vec![("أوكرانيا", "GPE", "g"), ("اوكرانيا", "GPE", "g")], vec!["اوكرانيا"]),
            ("أميركي أمريكية روسي روسية", ["أميركي", "أمريكية", "روسي", "روسية"].map(|surface| (surface, "NORP", "")).to_vec(), vec!["أمريكية"]),
        ] {
            let corpus = corpus(vec![article("a", "all", cut, &named)]);
            assert_eq!(surfaces(&corpus, "spelling-variants"), [expected], "{cut}");
        }
    }

    #[test]
    fn the_rarer_of_two_spellings_of_the_corpus_is_the_careless_one() {
        for (first, second, expected) in [
            ("إلى إلى", "الى", vec!["الى"]),
            ("إلى", "الى", vec!["الى"]),
            ("في في", "فى", vec!["فى"]),
            ("في", "فى", vec![]),
            ("مدرسة", "ال+مدرسه", vec!["المدرسه"]),
            ("كتاب+ه", "كتابة", vec![]),
            ("اتفاق اتفاق", "إتفاق", vec!["إتفاق"]),
            ("أن أن", "إن", vec![]),
        ] {
            let corpus = corpus(vec![article("1", "all", first, &[]), article("2", "all", second, &[])]);
            assert_eq!(surfaces(&corpus, "careless-hamza"), [vec![], expected], "{first} / {second}");
        }
        let named = corpus(vec![article("1", "all", "على على", &[]), article("2", "all", "علي", &[("علي", "PERS", "p")])]);
        assert_eq!(surfaces(&named, "careless-hamza"), [vec![], Vec::<String>::new()]);
    }

    #[test]
    fn a_declaration_is_held_to_what_is_exact_and_names_article_and_thing() {
        let faults = |hard: &[&str]| {
            let (mut article, words, mentions) = article("a", "all", "اعلن ال+ـ10 أعلن", &[]);
            article.hard = hard.iter().map(|name| name.to_string()).collect();
            let mut problems = Problems::default();
            check(&corpus(vec![(article, words, mentions)]), &mut problems);
            problems.into_result().map_err(|error| error.to_string()).err().unwrap_or_default()
        };
        assert_eq!(faults(&[]), "");
        assert_eq!(faults(&["al-tatweel-digits", "western-digits"]), "", "careless-hamza is not exact");
        assert_eq!(faults(&["al-tatweel-digits", "western-digits", "common-word-names"]), "", "nor are common words");
        assert!(faults(&["al-tatweel-digits"]).contains("c/a: `hard` does not declare `western-digits`, but «الـ10» is one"));
        assert!(faults(&["al-tatweel-digits", "western-digits", "url"]).contains("c/a: `hard` declares `url`, but there is none"));
        assert!(faults(&["al-tatweel-digits", "western-digits", "hamza"]).contains("c/a: `hard` declares `hamza`, which is no hard thing"));
    }
}
