//! Clitic classes, and the schemes by which words are cut into segments. Every scheme is made from the finest cut by joining segments.
//!
//! A *clitic* is a small word that is written together with another: و, ب, ال, ها.

use std::fmt;
use std::str::FromStr;
use std::sync::RwLock;

use crate::text::Span;
use crate::text::fold::letters;
use crate::text::words::is_punctuation;

/// What a segment of a word is. The classes are in the order in which they may stand in a word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// و ف, before anything: وكتب.
    Conj,
    /// أ, the question particle: أليس.
    Interrog,
    /// ما or م before and ش after a verb of the dialects: ماراحش. These are two segments of one class. Each may stand without the other.
    Neg,
    /// ب ل ك before a noun, a pronoun or a verb: بالبيت.
    Prep,
    /// س before an imperfect verb: سيكتب. In dialects also ه ح ها حا.
    Fut,
    /// ب ع عم كا تا before an imperfect verb of the dialects: بيروح.
    Prog,
    /// ل of emphasis: لقد.
    Emph,
    /// ال. After ل it is written ل: للناس.
    Det,
    /// The word itself with its inflection. A number and a word in another script are stems too.
    Stem,
    /// An object or possessive pronoun after the stem, or after a preposition: كتابها, لها.
    Pron,
    /// A punctuation mark, or a run of one mark.
    Punct,
    /// A clitic that a gold declares.
    Declared(&'static DeclaredClass),
}

/// A class of clitics that a gold declares beside the shipped ones, such as the vocative يا where it is written with the word.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DeclaredClass {
    /// The name in files, in capitals.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// The coarsest scheme that cuts it off; never [`Scheme::Word`], which cuts nothing off, nor [`Scheme::AsIs`].
    pub scheme: Scheme,
    /// How it may be written, without marks; never empty.
    pub spellings: Vec<String>,
}

/// On which side of the stem a declared class stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// Before the stem.
    Before,
    /// Behind the stem.
    Behind,
    /// On both sides, as two segments of one class. Each may stand without the other.
    Around,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(name: &str) -> Result<Place, String> {
        match name {
            "before" => Ok(Place::Before),
            "behind" => Ok(Place::Behind),
            "around" => Ok(Place::Around),
            _ => Err(format!("`{name}` is no place of a class; a class stands before, behind or around the stem")),
        }
    }
}

/// What was declared, sorted by name. A name means one thing in the whole process, as the name of a shipped class does.
static DECLARED: RwLock<Vec<&'static DeclaredClass>> = RwLock::new(Vec::new());

/// Makes a class known by its name. To declare the same again changes nothing.
///
/// `Err` says what is wrong: a name that is no word in capitals, or that means another class already; no spelling; marks or white space in one.
pub fn declare(class: DeclaredClass) -> Result<Class, String> {
    let name = &class.name;
    let is_name =
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(|byte| byte.is_ascii_uppercase() || b"_0123456789".contains(&byte));
    if !is_name {
        return Err(format!("`{name}` is no name of a class: it is of the letters A to Z, digits and `_`, and begins with a letter"));
    }
    if Class::ALL.iter().any(|(_, known)| known == name) {
        return Err(format!("`{name}` is a class already: choose another name"));
    }
    if matches!(class.scheme, Scheme::Word | Scheme::AsIs) {
        return Err(format!("class `{name}`: {} is no scheme that cuts a clitic off; name the coarsest that does: d1, d2, atb or d3", class.scheme));
    }
    if class.spellings.is_empty() {
        return Err(format!("class `{name}` has no spelling: say how it may be written"));
    }
    if let Some(odd) =
        class.spellings.iter().find(|spelling| spelling.is_empty() || spelling.contains(char::is_whitespace) || letters(spelling) != **spelling)
    {
        return Err(format!("class `{name}`: spelling `{odd}` is empty or holds marks or white space: write its letters alone"));
    }
    let mut declared = DECLARED.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    match declared.binary_search_by(|known| known.name.cmp(name)) {
        Ok(at) if *declared[at] == class => Ok(Class::Declared(declared[at])),
        Ok(_) => Err(format!("class `{name}` is declared in two ways: a name means one thing in a run; rename one")),
        Err(at) => {
            // As few as golds declare, and as long as the process lives.
            let class: &'static DeclaredClass = Box::leak(Box::new(class));
            declared.insert(at, class);
            Ok(Class::Declared(class))
        }
    }
}

impl Class {
    /// Every shipped class with its name in files.
    pub const ALL: [(Class, &'static str); 11] = [
        (Class::Conj, "CONJ"),
        (Class::Interrog, "INTERROG"),
        (Class::Neg, "NEG"),
        (Class::Prep, "PREP"),
        (Class::Fut, "FUT"),
        (Class::Prog, "PROG"),
        (Class::Emph, "EMPH"),
        (Class::Det, "DET"),
        (Class::Stem, "STEM"),
        (Class::Pron, "PRON"),
        (Class::Punct, "PUNCT"),
    ];

    /// The name in files: `CONJ`, `STEM`, …
    pub fn name(self) -> &'static str {
        match self {
            Class::Declared(class) => &class.name,
            shipped => Class::ALL.iter().find(|(class, _)| *class == shipped).expect("every shipped class is in the list").1,
        }
    }

    /// Every class that is known: the shipped ones, then those that were declared, by name.
    pub fn known() -> Vec<Class> {
        let declared = DECLARED.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        Class::ALL.iter().map(|(class, _)| *class).chain(declared.iter().map(|class| Class::Declared(class))).collect()
    }

    /// The names of all known classes, with commas.
    pub fn known_names() -> String {
        Class::known().iter().map(|class| class.name()).collect::<Vec<_>>().join(", ")
    }

    /// Whether the class is a clitic: neither the stem nor punctuation.
    pub fn is_clitic(self) -> bool {
        !matches!(self, Class::Stem | Class::Punct)
    }

    /// Whether a segment of the class may be written so. Every clitic has a closed list of spellings.
    ///
    /// A stem must have at least one letter, digit or other character that folding keeps. Punctuation is not looked at.
    pub fn admits(self, surface: &str) -> bool {
        let surface = &*letters(surface);
        match self {
            Class::Conj => matches!(surface, "و" | "ف"),
            Class::Interrog => surface == "أ",
            Class::Prep => matches!(surface, "ب" | "ل" | "ك"),
            Class::Fut => matches!(surface, "س" | "ه" | "ح" | "ها" | "حا"),
            Class::Prog => matches!(surface, "ب" | "ع" | "عم" | "كا" | "تا"),
            Class::Neg => matches!(surface, "ما" | "م" | "ش"),
            Class::Emph => surface == "ل",
            Class::Det => matches!(surface, "ال" | "ل"),
            Class::Pron => PRONOUNS.contains(&surface),
            Class::Stem => !surface.is_empty(),
            Class::Punct => true,
            Class::Declared(class) => class.spellings.iter().any(|spelling| spelling == surface),
        }
    }
}

/// The pronouns that are written at the end of a word.
pub const PRONOUNS: [&str; 12] = ["ه", "ها", "هم", "هما", "هن", "ك", "كم", "كما", "كن", "ي", "ني", "نا"];

/// Whether the text is proclitics only: some of و ف ب ل ك س أ and, at the end, ال; one of these at least.
pub fn is_proclitics(residue: &str) -> bool {
    // Column files hold clitics as tokens of their own, with a space between.
    let letters = letters(residue).replace(' ', "");
    let clitics = letters.strip_suffix("ال").unwrap_or(&letters);
    !letters.is_empty() && clitics.chars().all(|c| matches!(c, 'و' | 'ف' | 'ب' | 'ل' | 'ك' | 'س' | 'أ'))
}

/// Whether the text is one pronoun that is written at the end of a word.
pub fn is_pronoun(residue: &str) -> bool {
    PRONOUNS.contains(&letters(residue).trim())
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Class {
    type Err = ();

    fn from_str(name: &str) -> Result<Class, ()> {
        if let Some(&(class, _)) = Class::ALL.iter().find(|(_, known)| *known == name) {
            return Ok(class);
        }
        let declared = DECLARED.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        declared.binary_search_by(|known| known.name.as_str().cmp(name)).map(|at| Class::Declared(declared[at])).map_err(|_| ())
    }
}

/// Which clitics a tokenizer cuts off Arabic words. The names are those of the Penn Arabic Treebank and of MADA (Habash and Sadat, 2006).
///
/// Where they say nothing of a class, this list does: it cuts INTERROG in D1, FUT, PROG and EMPH in D2, and NEG in ATB.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scheme {
    /// No cut inside words.
    Word,
    /// CONJ and INTERROG are cut off.
    D1,
    /// As D1; also PREP, FUT, PROG and EMPH.
    D2,
    /// As D2; also PRON and NEG. These are the cuts of the Penn Arabic Treebank.
    Atb,
    /// As ATB; also DET. Every clitic is cut off.
    D3,
    /// Every segment of the gold file is kept as it is, also one that is no clitic. Files are scored by it if no other scheme is named. No
    /// tokenizer can declare it.
    AsIs,
}

impl Scheme {
    /// Every scheme that a tokenizer can declare, from no cut to the finest.
    pub const ALL: [Scheme; 5] = [Scheme::Word, Scheme::D1, Scheme::D2, Scheme::Atb, Scheme::D3];

    /// The name in files: `word`, `d1`, `d2`, `atb`, `d3`; `as-is`.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Word => "word",
            Scheme::D1 => "d1",
            Scheme::D2 => "d2",
            Scheme::Atb => "atb",
            Scheme::D3 => "d3",
            Scheme::AsIs => "as-is",
        }
    }

    /// The scheme of that name, by which a file can be scored. It may be [`Scheme::AsIs`]. `Err` says which names there are.
    pub fn of_files(name: &str) -> Result<Scheme, String> {
        if name == Scheme::AsIs.name() { Ok(Scheme::AsIs) } else { name.parse() }
    }

    /// Whether the scheme cuts segments of the class off the word. Stems and punctuation are never cut off.
    pub fn cuts(self, class: Class) -> bool {
        let from = match class {
            Class::Conj | Class::Interrog => Scheme::D1,
            Class::Prep | Class::Fut | Class::Prog | Class::Emph => Scheme::D2,
            Class::Pron | Class::Neg => Scheme::Atb,
            Class::Det => Scheme::D3,
            Class::Declared(class) => class.scheme,
            Class::Stem | Class::Punct => return false,
        };
        self >= from
    }

    /// Appends the segments of one word in this scheme to `out`. `finest` are the segments of the finest cut; they cover the word without gaps.
    ///
    /// A segment whose class is cut off stands alone. Neighbours that are not cut off are joined, and what is joined is a stem. `out` should
    /// not end with an uncut segment of the same word.
    ///
    /// ```
    /// use mihak_core::annotation::{Class, Scheme};
    /// use mihak_core::text::Span;
    ///
    /// let text = "وبالبيت";
    /// let segment = |start, end, class| (Span::new(text, start, end).unwrap(), class);
    /// let finest = [segment(0, 2, Class::Conj), segment(2, 4, Class::Prep), segment(4, 8, Class::Det), segment(8, 14, Class::Stem)];
    /// let shown = |scheme: Scheme| {
    ///     let mut out = Vec::new();
    ///     scheme.project(finest, &mut out);
    ///     out.iter().map(|(span, _)| span.slice(text)).collect::<Vec<_>>().join(" ")
    /// };
    /// assert_eq!(shown(Scheme::D1), "و بالبيت");
    /// assert_eq!(shown(Scheme::Atb), "و ب البيت");
    /// assert_eq!(shown(Scheme::D3), "و ب ال بيت");
    /// ```
    pub fn project(self, finest: impl IntoIterator<Item = (Span, Class)>, out: &mut Vec<(Span, Class)>) {
        if self == Scheme::AsIs {
            return out.extend(finest);
        }
        let mut open = false;
        for (span, class) in finest {
            let alone = self.cuts(class);
            match out.last_mut() {
                Some(last) if open && !alone => {
                    *last = (last.0.to(span), Class::Stem);
                }
                _ => out.push((span, class)),
            }
            open = !alone;
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scheme {
    type Err = String;

    fn from_str(name: &str) -> Result<Scheme, String> {
        Scheme::ALL
            .into_iter()
            .find(|scheme| scheme.name() == name)
            .ok_or_else(|| format!("`{name}` is no scheme; the schemes are word, d1, d2, atb, d3"))
    }
}

/// The classes of the pieces of one word, told from their spelling and order alone.
///
/// Pieces at the start that can be clitics are clitics. The first other piece is the stem. Every piece after the stem is a pronoun. If no stem
/// came before the last piece, it is the stem; but a pronoun after a preposition (ل and ها of لها) stays a pronoun.
///
/// ```
/// use mihak_core::annotation::scheme::{Class, infer_classes};
/// assert_eq!(infer_classes(&["و", "كتاب", "ها"]), [Class::Conj, Class::Stem, Class::Pron]);
/// assert_eq!(infer_classes(&["ل", "ها"]), [Class::Prep, Class::Pron]);
/// ```
pub fn infer_classes(pieces: &[&str]) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::with_capacity(pieces.len());
    let mut stem = false;
    for (at, piece) in pieces.iter().enumerate() {
        let last = at + 1 == pieces.len();
        let before = at.checked_sub(1).map(|at| classes[at]);
        let class = match &*letters(piece) {
            _ if stem || (last && before == Some(Class::Prep) && Class::Pron.admits(piece)) => Class::Pron,
            _ if last => Class::Stem,
            "و" | "ف" => Class::Conj,
            "ل" if before == Some(Class::Prep) => Class::Det,
            "ب" | "ل" | "ك" => Class::Prep,
            "س" => Class::Fut,
            "ال" => Class::Det,
            "أ" => Class::Interrog,
            _ => Class::Stem,
        };
        stem |= class == Class::Stem;
        classes.push(class);
    }
    classes
}

/// The place of ما or م among the pieces, if they hold the negation ما…ش of the dialects (ما+راح+ش, و+م+في+ش); otherwise `None`.
pub fn negation(pieces: &[&str]) -> Option<usize> {
    let (last, rest) = pieces.split_last()?;
    let ma = rest.iter().position(|piece| !Class::Conj.admits(piece))?;
    (&*letters(last) == "ش" && matches!(&*letters(rest[ma]), "ما" | "م") && ma + 1 < rest.len()).then_some(ma)
}

/// The classes of pieces with the negation ما…ش. ما stands at place `ma`, and ش is the last piece. `inner` gives the classes of the pieces
/// between.
pub fn around(pieces: &[&str], ma: usize, inner: impl Fn(&[&str]) -> Vec<Class>) -> Vec<Class> {
    let mut classes = vec![Class::Conj; ma];
    classes.push(Class::Neg);
    classes.extend(inner(&pieces[ma + 1..pieces.len() - 1]));
    classes.push(Class::Neg);
    classes
}

/// The classes of the pieces of one word, for a file that gives none.
///
/// They are those of [`infer_classes`], with three differences. A piece after the stem that is none of [`PRONOUNS`] is inflection, which is a
/// stem too (ة of مدينة, ون of قائلون). A word of one piece without a letter or a digit is punctuation. The negation ما…ش of the dialects is
/// known.
pub fn stated_classes(pieces: &[&str]) -> Vec<Class> {
    if let [only] = pieces {
        return vec![if is_punctuation(only) { Class::Punct } else { Class::Stem }];
    }
    if let Some(ma) = negation(pieces) {
        return around(pieces, ma, stated_classes);
    }
    let mut classes = infer_classes(pieces);
    for (class, piece) in classes.iter_mut().zip(pieces).filter(|(class, _)| **class == Class::Pron) {
        *class = if Class::Pron.admits(piece) { Class::Pron } else { Class::Stem };
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(pieces: &[(&str, Class)]) -> (String, Vec<(Span, Class)>) {
        let text: String = pieces.iter().map(|(piece, _)| *piece).collect();
        let mut at = 0;
        let segments = pieces
            .iter()
            .map(|(piece, class)| {
                at += piece.len();
                (Span::new(&text, at - piece.len(), at).unwrap(), *class)
            })
            .collect();
        (text, segments)
    }

    #[test]
    fn every_scheme_is_a_projection_of_the_finest_cut() {
        let (text, segments) = word(&[("و", Class::Conj), ("ب", Class::Prep), ("ال", Class::Det), ("بيت", Class::Stem), ("ها", Class::Pron)]);
        for (scheme, expected) in [
            (Scheme::Word, "وبالبيتها"),
            (Scheme::D1, "و+بالبيتها"),
            (Scheme::D2, "و+ب+البيتها"),
            (Scheme::Atb, "و+ب+البيت+ها"),
            (Scheme::D3, "و+ب+ال+بيت+ها"),
        ] {
            let mut out = Vec::new();
            scheme.project(segments.iter().copied(), &mut out);
            let shown: Vec<&str> = out.iter().map(|(span, _)| span.slice(&text)).collect();
            assert_eq!(shown.join("+"), expected, "{scheme}");
        }
    }

    #[test]
    fn a_preposition_with_its_pronoun_is_one_piece_until_d2_cuts_it() {
        let (text, segments) = word(&[("ل", Class::Prep), ("ه", Class::Pron)]);
        for (scheme, expected) in [(Scheme::D1, 1), (Scheme::D2, 2), (Scheme::Atb, 2)] {
            let mut out = Vec::new();
            scheme.project(segments.iter().copied(), &mut out);
            assert_eq!(out.len(), expected, "{scheme} of {text}");
        }
    }

    #[test]
    fn as_is_keeps_every_segment_also_inflection() {
        let (text, segments) = word(&[("ال", Class::Det), ("مدين", Class::Stem), ("ة", Class::Stem)]);
        for (scheme, expected) in [(Scheme::AsIs, 3), (Scheme::D3, 2), (Scheme::Atb, 1)] {
            let mut out = Vec::new();
            scheme.project(segments.iter().copied(), &mut out);
            assert_eq!(out.len(), expected, "{scheme} of {text}");
        }
        assert_eq!((Scheme::of_files("as-is"), Scheme::of_files("atb")), (Ok(Scheme::AsIs), Ok(Scheme::Atb)));
        assert!("as-is".parse::<Scheme>().is_err(), "no tokenizer declares it");
    }

    #[test]
    fn inflection_behind_the_stem_is_no_pronoun() {
        use Class::*;
        for (pieces, classes) in [
            (&["ثمر", "ات", "ها"][..], vec![Stem, Stem, Pron]),
            (&["و", "كتب", "ت"], vec![Conj, Stem, Stem]),
            (&["ل", "نا"], vec![Prep, Pron]),
            (&["و", "ما", "راح", "ش"], vec![Conj, Neg, Stem, Neg]),
            (&["م", "ل", "ها", "ش"], vec![Neg, Prep, Pron, Neg]),
            (&["،"], vec![Punct]),
            (&["و"], vec![Stem]),
        ] {
            assert_eq!(stated_classes(pieces), classes, "{pieces:?}");
        }
    }

    #[test]
    fn classes_are_told_from_surface_and_order() {
        use Class::*;
        for (pieces, classes) in [
            (&["و", "س", "يبحثان", "ها"][..], vec![Conj, Fut, Stem, Pron]),
            (&["ل", "ل", "محادثات"], vec![Prep, Det, Stem]),
            (&["الـ", "10"], vec![Det, Stem]),
            (&["ل", "ه"], vec![Prep, Pron]),
            (&["و", "هم"], vec![Conj, Stem]),
            (&["ولد"], vec![Stem]),
            (&["أ", "ليس"], vec![Interrog, Stem]),
        ] {
            assert_eq!(infer_classes(pieces), classes, "{pieces:?}");
        }
    }
}
