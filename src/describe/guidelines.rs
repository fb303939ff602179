//! The rules of our own annotation guidelines beyond well-formed files. `mihak verify` checks the shipped gold against them.

use std::collections::BTreeMap;

use mihak_core::annotation::{Class, GoldMention, Label, Labels, Word};
use mihak_core::error::Problems;
use mihak_core::text::fold::{fold, is_deleted};
use mihak_core::text::words::{is_punctuation, words};

use crate::corpus::Corpus;
use crate::describe::hard::REFERRING;

/// Words that are one stem without a cut (closed decisions), with proclitics allowed in front of some.
const WHOLE: [&str; 33] = [
    "لأن",
    "لذلك",
    "كذلك",
    "كما",
    "فيما",
    "عندما",
    "إنما",
    "لكن",
    "هكذا",
    "لقد",
    "لماذا",
    "كأن",
    "لكي",
    "لئلا",
    "بينما",
    "كلما",
    "طالما",
    "ربما",
    "مهما",
    "بعدما",
    "قبلما",
    "مما",
    "عما",
    "ممن",
    "ألا",
    "إلا",
    "التي",
    "الذي",
    "الذين",
    "هذه",
    "هذا",
    "الله",
    "ذلك",
];

/// What lengthens a letter, or joins a clitic to what cannot be joined.
const TATWEEL: char = '\u{640}';

/// Clitics that stand alone in front of a quotation mark or a Latin word, with their class.
const ALONE: [(&str, Class); 6] =
    [("لـ", Class::Prep), ("بـ", Class::Prep), ("كـ", Class::Prep), ("الـ", Class::Det), ("و", Class::Conj), ("ف", Class::Conj)];

/// The 21 types of Wojood (Jarrar, Khalilia and Ghanem, 2022).
pub const TYPES: [&str; 21] = [
    "PERS", "NORP", "OCC", "ORG", "GPE", "LOC", "FAC", "EVENT", "DATE", "TIME", "LANGUAGE", "WEBSITE", "LAW", "PRODUCT", "CARDINAL", "ORDINAL",
    "PERCENT", "QUANTITY", "UNIT", "MONEY", "CURR",
];

/// Notes every place where the corpus breaks the guidelines.
pub fn check(corpus: &Corpus, problems: &mut Problems) {
    let gold = &corpus.gold;
    for (at, article) in corpus.articles.iter().enumerate() {
        let scene = Scene { name: format!("{}/{}", corpus.name, article.id), text: &article.text, labels: &gold.labels };
        if let Some(words) = &gold.words {
            scene.tiling(&words[at], problems);
            words[at].iter().for_each(|word| scene.word(word, problems));
        }
        if let Some(mentions) = &gold.mentions {
            mentions[at].iter().for_each(|gold| scene.mention(gold, problems));
            if let Some(words) = &gold.words {
                scene.edges(&words[at], &mentions[at], problems);
            }
        }
    }
    references(corpus, problems);
}

struct Scene<'a> {
    name: String,
    text: &'a str,
    labels: &'a Labels,
}

impl Scene<'_> {
    fn note(&self, problems: &mut Problems, said: String) {
        problems.note(format!("{}: {said}", self.name));
    }

    /// The gold's words must be those of the word rule.
    fn tiling(&self, gold: &[Word], problems: &mut Problems) {
        let mut expected = words(self.text);
        let mut found = gold.iter().map(|word| word.span);
        loop {
            let (want, have) = (expected.next(), found.next());
            if want == have {
                if want.is_none() {
                    return;
                }
                continue;
            }
            let shown = |span: Option<mihak_core::text::Span>| span.map_or("nothing".into(), |span| format!("«{}»", span.slice(self.text)));
            self.note(problems, format!("the gold has the word {}, the word rule gives {}; all later words are unchecked", shown(have), shown(want)));
            return;
        }
    }

    fn word(&self, word: &Word, problems: &mut Problems) {
        let surface = word.span.slice(self.text);
        let classes: Vec<Class> = word.segments.iter().map(|segment| segment.class).collect();
        if is_punctuation(surface) != (classes == [Class::Punct]) {
            self.note(
                problems,
                format!("«{surface}» is {}punctuation, but its classes are {classes:?}", if is_punctuation(surface) { "" } else { "no " }),
            );
        }
        if classes.iter().filter(|&&class| class == Class::Stem).count() > 1 || !is_ordered(&classes) {
            self.note(problems, format!("«{surface}»: classes {classes:?} are out of order, or there are two stems"));
        }
        for segment in &word.segments {
            let piece = segment.span.slice(self.text);
            if !segment.class.admits(piece) {
                self.note(problems, format!("«{surface}»: «{piece}» cannot be {}", segment.class));
            }
        }
        let bare: String = surface.chars().filter(|&c| !is_deleted(c)).collect();
        // أ+لا asks, ألا is أن+لا or calls for attention: one surface, two readings.
        let asks = classes.first() == Some(&Class::Interrog);
        if classes.len() > 1 && WHOLE.contains(&bare.as_str()) && !asks {
            self.note(problems, format!("«{surface}» is one stem by closed decision, but is cut"));
        }
        let written: String = surface.chars().filter(|&c| c == TATWEEL || !is_deleted(c)).collect();
        if let Some((_, class)) = ALONE.iter().find(|(alone, class)| written == *alone && classes != [*class]) {
            self.note(problems, format!("«{surface}» stands alone in front of what it belongs to: it is {class}, found {classes:?}"));
        }
        for segment in word.segments.iter().filter(|segment| segment.form.contains(TATWEEL)) {
            self.note(problems, format!("«{surface}»: the form «{}» keeps tatweel; spell it without", segment.form));
        }
    }

    fn mention(&self, gold: &GoldMention, problems: &mut Problems) {
        let (label, surface) = (self.labels.name(gold.mention.label), gold.mention.span.slice(self.text));
        if !TYPES.contains(&label) {
            self.note(problems, format!("line {}: unknown type `{label}`", gold.line));
        }
        if surface.contains('\n') {
            self.note(problems, format!("line {}: {label} «{surface}» crosses a line break", gold.line));
        }
        let referring = REFERRING.contains(&label);
        let prefix = gold.entity.split_once(':').map_or("", |(prefix, _)| prefix);
        if referring && prefix != label.to_lowercase() {
            self.note(
                problems,
                format!("line {}: {label} «{surface}» needs a ref that begins with `{}:`, found `{}`", gold.line, label.to_lowercase(), gold.entity),
            );
        }
        if !referring && !gold.entity.is_empty() {
            self.note(problems, format!("line {}: {label} «{surface}» takes no ref, found `{}`", gold.line, gold.entity));
        }
    }

    /// Mentions begin and end on segment boundaries. Both layers are sorted.
    fn edges(&self, words: &[Word], mentions: &[GoldMention], problems: &mut Problems) {
        let segments: Vec<_> = words.iter().flat_map(|word| &word.segments).collect();
        for gold in mentions {
            let span = gold.mention.span;
            let starts = segments.binary_search_by_key(&span.start(), |segment| segment.span.start()).is_ok();
            let ends = segments.binary_search_by_key(&span.end(), |segment| segment.span.end()).is_ok();
            if !starts || !ends {
                let (label, surface) = (self.labels.name(gold.mention.label), span.slice(self.text));
                let said = format!("line {}: {label} «{surface}» does not begin and end on segment boundaries", gold.line);
                self.note(problems, said);
            }
        }
    }
}

/// Whether the classes stand in the order in which words have them: that of [`Class`], but that أ may also stand in front of و or ف (أفلا), and
/// that the second part of a circumfix ends the word (ما…ش).
fn is_ordered(classes: &[Class]) -> bool {
    match classes {
        [rest @ .., Class::Neg] if !rest.is_empty() => is_ordered(rest),
        [Class::Interrog, Class::Conj, rest @ ..] => rest.is_sorted() && rest.first().is_none_or(|&class| class > Class::Interrog),
        classes => classes.is_sorted(),
    }
}

/// One reference has one type.
fn references(corpus: &Corpus, problems: &mut Problems) {
    let mut types: BTreeMap<&str, Label> = BTreeMap::new();
    for gold in corpus.gold.mentions.iter().flatten().flatten().filter(|gold| !gold.entity.is_empty()) {
        let first = *types.entry(&gold.entity).or_insert(gold.mention.label);
        if first != gold.mention.label {
            let [here, elsewhere] = [gold.mention.label, first].map(|label| corpus.gold.labels.name(label));
            problems.note(format!("{}: line {}: `{}` is {here} here and {elsewhere} elsewhere", corpus.name, gold.line, gold.entity));
        }
    }
}

/// Surfaces that carry more than one type, or words that are cut in more than one way: not faults, but worth a look.
pub fn doubtful(corpus: &Corpus) -> Vec<String> {
    let mut labels: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut cuts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (at, article) in corpus.articles.iter().enumerate() {
        for gold in corpus.gold.mentions.iter().flat_map(|mentions| &mentions[at]) {
            let surface = fold(gold.mention.span.slice(&article.text)).into_owned();
            *labels.entry(surface).or_default().entry(corpus.gold.labels.name(gold.mention.label)).or_default() += 1;
        }
        for word in corpus.gold.words.iter().flat_map(|words| &words[at]) {
            let cut: Vec<_> = word.segments.iter().map(|segment| segment.span.slice(&article.text).replace(is_deleted, "")).collect();
            *cuts.entry(cut.concat()).or_default().entry(cut.join("+")).or_default() += 1;
        }
    }
    let times = |ways: &[(String, usize)]| ways.iter().map(|(way, n)| format!("{way} ({n})")).collect::<Vec<_>>().join(", ");
    let labels = labels.into_iter().map(|(surface, ways)| (surface, ways.into_iter().map(|(way, n)| (way.to_string(), n)).collect::<Vec<_>>()));
    let cuts = cuts.into_iter().map(|(surface, ways)| (surface, ways.into_iter().collect::<Vec<_>>()));
    labels.chain(cuts).filter(|(_, ways)| ways.len() > 1).map(|(surface, ways)| format!("«{surface}»: {}", times(&ways))).collect()
}
