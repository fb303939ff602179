//! The names by which answers call things: keys of JSON, types of mentions, and ways to say that there is nothing.

/// Keys of the quote, in the order in which they are looked for.
const QUOTES: [&str; 24] = [
    "text",
    "entity_text",
    "quote",
    "mention",
    "surface",
    "span",
    "word",
    "name",
    "entity_name",
    "entity",
    "phrase",
    "value",
    "token",
    "النص",
    "نص",
    "نص_الكيان",
    "الكيان",
    "كيان",
    "الاسم",
    "اسم",
    "العبارة",
    "عبارة",
    "الكلمة",
    "كلمة",
];

/// Keys of the type.
const TYPES: [&str; 21] = [
    "type",
    "label",
    "entity_type",
    "entity_label",
    "entity_group",
    "category",
    "class",
    "tag",
    "ner_tag",
    "ner",
    "kind",
    "النوع",
    "نوع",
    "نوع_الكيان",
    "التصنيف",
    "تصنيف",
    "الفئة",
    "فئة",
    "الوسم",
    "وسم",
    "التسمية",
];

/// Keys of what holds all items.
const WRAPPERS: [&str; 21] = [
    "entities",
    "named_entities",
    "ner",
    "results",
    "result",
    "output",
    "response",
    "answer",
    "data",
    "items",
    "mentions",
    "predictions",
    "annotations",
    "spans",
    "الكيانات",
    "كيانات",
    "الكيانات_المسماة",
    "النتائج",
    "النتيجة",
    "الإجابة",
    "البيانات",
];

/// Keys of the list of quotes of one type.
const GROUPS: [&str; 12] = ["entities", "names", "mentions", "values", "items", "texts", "surfaces", "words", "spans", "الكيانات", "الأسماء", "القيم"];

/// Keys of what is said beside the items.
const REMARKS: [&str; 17] = [
    "text",
    "sentence",
    "input",
    "language",
    "summary",
    "note",
    "notes",
    "explanation",
    "reasoning",
    "thought",
    "comment",
    "النص",
    "الجملة",
    "ملاحظة",
    "ملاحظات",
    "شرح",
    "تفسير",
];

/// Types in small letters; Arabic ones without the article.
const KNOWN_TYPES: [&str; 86] = [
    "per",
    "pers",
    "person",
    "persons",
    "people",
    "name",
    "names",
    "loc",
    "location",
    "locations",
    "place",
    "places",
    "gpe",
    "country",
    "countries",
    "city",
    "cities",
    "org",
    "organization",
    "organizations",
    "organisation",
    "organisations",
    "company",
    "companies",
    "fac",
    "facility",
    "norp",
    "nationality",
    "nationalities",
    "occ",
    "occupation",
    "event",
    "events",
    "date",
    "dates",
    "time",
    "times",
    "money",
    "currency",
    "number",
    "numbers",
    "cardinal",
    "ordinal",
    "percent",
    "percentage",
    "quantity",
    "unit",
    "law",
    "laws",
    "language",
    "languages",
    "product",
    "products",
    "website",
    "websites",
    "misc",
    "miscellaneous",
    "other",
    "شخص",
    "أشخاص",
    "شخصية",
    "شخصيات",
    "علم",
    "أعلام",
    "مكان",
    "أماكن",
    "موقع",
    "مواقع",
    "دولة",
    "دول",
    "مدينة",
    "مدن",
    "منظمة",
    "منظمات",
    "مؤسسة",
    "مؤسسات",
    "جهة",
    "جهات",
    "حدث",
    "أحداث",
    "تاريخ",
    "تواريخ",
    "منصب",
    "مناصب",
    "جنسية",
    "جنسيات",
];

/// Ways to say that there is nothing.
const NOTHING: [&str; 20] = [
    "none",
    "nothing",
    "null",
    "nil",
    "n/a",
    "no entities",
    "no named entities",
    "no entities found",
    "no named entities found",
    "there are no named entities",
    "there are no named entities in the text",
    "empty",
    "لا شيء",
    "لا يوجد",
    "لا توجد",
    "لا توجد كيانات",
    "لا توجد كيانات مسماة",
    "لا يوجد كيانات",
    "لا توجد أي كيانات",
    "لا توجد كيانات مسماة في النص",
];

/// A key as it is compared: in small letters, with `_` between words.
fn plain(key: &str) -> String {
    key.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The rank of a key among those of quotes; `None` if it is none.
pub fn quote_rank(key: &str) -> Option<usize> {
    let key = plain(key);
    QUOTES.iter().position(|known| *known == key)
}

/// The rank of a key among those of types; `None` if it is none.
pub fn type_rank(key: &str) -> Option<usize> {
    let key = plain(key);
    TYPES.iter().position(|known| *known == key)
}

/// Whether a key holds all items.
pub fn is_wrapper(key: &str) -> bool {
    WRAPPERS.contains(&plain(key).as_str())
}

/// Whether a key holds the quotes of one type.
pub fn is_group(key: &str) -> bool {
    GROUPS.contains(&plain(key).as_str()) || quote_rank(key).is_some()
}

/// Whether a key holds what is said beside the items.
pub fn is_remark(key: &str) -> bool {
    REMARKS.contains(&plain(key).as_str())
}

/// Whether a key is that of the start of a place, of its end, or of the number of an occurrence.
pub fn place_key(key: &str) -> Option<PlaceKey> {
    match plain(key).as_str() {
        "start" | "begin" | "start_char" | "start_offset" | "start_index" | "البداية" | "بداية" => Some(PlaceKey::Start),
        "end" | "end_char" | "end_offset" | "end_index" | "النهاية" | "نهاية" => Some(PlaceKey::End),
        "n" | "occurrence" | "الترتيب" | "التكرار" => Some(PlaceKey::Occurrence),
        _ => None,
    }
}

/// What a key says of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlaceKey {
    /// The first code point.
    Start,
    /// The code point after the last.
    End,
    /// The number of the occurrence.
    Occurrence,
}

/// Whether a word looks like the type of a mention: it is in capitals, or one of the usual words.
pub fn is_type(word: &str) -> bool {
    let word = word.trim();
    let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "_-/&".contains(c);
    if word.len() >= 2 && word.len() <= 40 && word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(is_capital) {
        return true;
    }
    let small = word.to_lowercase();
    let known = |word: &str| KNOWN_TYPES.contains(&word);
    known(&small) || small.strip_prefix("ال").is_some_and(known)
}

/// Whether a tag is one of a tag sequence: `O`, or a type behind one of the letters of a scheme.
pub fn is_tag(tag: &str) -> bool {
    tag == "O" || tag.split_once(['-', '_']).is_some_and(|(letter, name)| LETTERS.contains(&letter) && !name.is_empty()) || is_type(tag)
}

/// Whether a tag belongs to a tag sequence and to nothing else.
pub fn is_sequence_tag(tag: &str) -> bool {
    tag == "O" || tag.split_once('-').is_some_and(|(letter, name)| LETTERS.contains(&letter) && !name.is_empty())
}

/// The letters of schemes.
pub const LETTERS: [&str; 7] = ["B", "I", "E", "S", "L", "U", "M"];

/// Whether an answer, or a list in it, says that there is nothing.
pub fn is_nothing(said: &str) -> bool {
    if said.trim().chars().all(|c| "-–—.".contains(c)) {
        return true;
    }
    let said = said.trim().trim_matches(|c: char| c.is_ascii_punctuation() || "؟!،؛«»".contains(c)).trim().to_lowercase();
    NOTHING.contains(&said.as_str())
}
