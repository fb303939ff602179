//! The unit of offsets, found by trying: the one in which the offsets of all mentions cut out the texts that the file gives for them.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::error::{Error, ErrorKind, Problems, Result};
use crate::format::contract::Reading;
use crate::format::document::{Document, Note};
use crate::format::location::Location;
use crate::format::losses::Losses;
use crate::safe::{line, terminal};
use crate::text::offsets::{Unit, UnitIndex};
use crate::text::{Span, SpanError};
use crate::wording::count;

/// What a file says of one mention, before the unit of its offsets is known.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The first unit.
    pub start: usize,
    /// The unit after the last.
    pub end: usize,
    /// The text of the mention, if the file has it.
    pub surface: Option<Cow<'a, str>>,
    /// The type.
    pub label: Cow<'a, str>,
    /// The entity that is referred to, or empty.
    pub entity: Cow<'a, str>,
    /// Where it stands.
    pub place: Location<'a>,
}

/// A document whose mentions are still claims.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// The document, without mentions.
    pub document: Document,
    /// What becomes its mentions.
    pub claims: Vec<Claim<'a>>,
}

/// Whether a slice of the text is what a file writes as surface: the slice comes first.
pub type Same = fn(&str, &str) -> bool;

/// Slice and surface are the same characters.
pub fn equal(slice: &str, surface: &str) -> bool {
    slice == surface
}

/// A claim by the place of its document and its place in it.
pub type ClaimAt = (usize, usize);

/// How well one unit fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitTally {
    /// The unit.
    pub unit: Unit,
    /// The claims whose offsets cut the text, with their surface where they have one.
    pub fitting: usize,
    /// All claims.
    pub all: usize,
    /// Whether a claim with a surface does not fit: then the unit is another, or the file is wrong.
    pub refuted: bool,
    /// The first claim that does not fit.
    pub misfit: Option<ClaimAt>,
}

/// How well each unit fits the claims of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The units, in the order in which they were given.
    pub tallies: Vec<UnitTally>,
    /// For two units the first claim that they do not cut alike.
    apart: Vec<Vec<Option<ClaimAt>>>,
}

impl Trial {
    /// The first claim that two of the units for which `among` holds do not cut alike; what only one of them can cut is one.
    pub fn apart(&self, among: impl Fn(&UnitTally) -> bool) -> Option<ClaimAt> {
        let units: Vec<usize> = (0..self.tallies.len()).filter(|&unit| among(&self.tallies[unit])).collect();
        units.iter().flat_map(|&a| units.iter().filter_map(move |&b| self.apart[a][b])).min()
    }
}

/// Tries units on the claims of documents.
pub fn trial(drafts: &[Draft], units: &[Unit], same: Same) -> Trial {
    let tally = |&unit| UnitTally { unit, fitting: 0, all: 0, refuted: false, misfit: None };
    let mut tallies: Vec<UnitTally> = units.iter().map(tally).collect();
    let mut apart = vec![vec![None; units.len()]; units.len()];
    for (at, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.claims.is_empty()) {
        let text = &draft.document.text;
        let cut: Vec<Vec<Option<Span>>> = units.iter().map(|&unit| cuts(text, unit, &draft.claims)).collect();
        for (number, claim) in draft.claims.iter().enumerate() {
            for (tally, cut) in tallies.iter_mut().zip(&cut) {
                tally.all += 1;
                if cut[number].is_some_and(|span| fits(text, claim, span, same)) {
                    tally.fitting += 1;
                } else {
                    tally.refuted |= claim.surface.is_some();
                    tally.misfit.get_or_insert((at, number));
                }
            }
            for (a, b) in (0..units.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
                if cut[a][number] != cut[b][number] {
                    apart[a][b].get_or_insert((at, number));
                }
            }
        }
    }
    Trial { tallies, apart }
}

fn cuts(text: &str, unit: Unit, claims: &[Claim]) -> Vec<Option<Span>> {
    let index = UnitIndex::new(text, unit);
    claims.iter().map(|claim| index.span(text, claim.start, claim.end).ok()).collect()
}

fn fits(text: &str, claim: &Claim, span: Span, same: Same) -> bool {
    claim.surface.as_ref().is_none_or(|surface| same(span.slice(text), surface))
}

/// The unit in which the claims of an input count, among `units`, the preferred one first.
///
/// Only a surface that it misses rules a unit out. `Err` if none is left, or if those that are left cut differently: it says
/// for each how many claims fit and which does not.
pub fn deduce(drafts: &[Draft], units: &[Unit], same: Same) -> Result<Unit> {
    let trial = trial(drafts, units, same);
    let left: Vec<&UnitTally> = trial.tallies.iter().filter(|tally| !tally.refuted).collect();
    let apart = trial.apart(|tally| !tally.refuted);
    match left.first() {
        Some(first) if apart.is_none() && first.misfit.is_none() => return Ok(first.unit),
        _ => {}
    }
    let claim = |(draft, claim): ClaimAt| (drafts[draft].document.text.as_str(), &drafts[draft].claims[claim]);
    let mut said = String::new();
    for tally in &trial.tallies {
        said.push_str(&format!("\n  {}: {} of {} fit", tally.unit.noun(), tally.fitting, count(tally.all, "mention")));
        if let Some((text, claim)) = tally.misfit.map(claim) {
            let fault = fault(text, claim, tally.unit, &UnitIndex::new(text, tally.unit));
            said.push_str(&format!("; the first that does not: {}", line(&format!("{}: {fault}", claim.place))));
        }
    }
    if let Some((text, claim)) = apart.map(claim) {
        let shown = left.iter().map(|tally| match UnitIndex::new(text, tally.unit).span(text, claim.start, claim.end) {
            Ok(span) => format!("«{}» in {}", brief(span.slice(text)), tally.unit.noun()),
            Err(_) => format!("nothing in {}", tally.unit.noun()),
        });
        let would = format!("{}: {}..{} would be {}", claim.place, claim.start, claim.end, shown.collect::<Vec<_>>().join(", "));
        said.push_str(&format!("\n  {}", line(&would)));
    }
    let said = format!("the unit in which offsets count cannot be told; name it with --offset-unit, or correct what does not fit:{said}");
    let error = Error::lines(ErrorKind::Ambiguous, &terminal(&said));
    let first = trial.tallies.iter().filter_map(|tally| tally.misfit).chain(apart).min();
    Err(match first.map(|at| claim(at).1.place) {
        Some(Location { file, line: 0, .. }) => error.about(file),
        Some(Location { file, line, .. }) => error.about(file).at_line(line),
        None => error,
    })
}

/// A text that fits into a message.
fn brief(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into(),
    }
}

/// What is wrong with a claim that does not fit in a unit.
fn fault(text: &str, claim: &Claim, unit: Unit, index: &UnitIndex) -> String {
    let (start, end) = (claim.start, claim.end);
    match span(index, text, start, end, unit) {
        Err(said) => said,
        Ok(span) => {
            let surface = brief(claim.surface.as_deref().unwrap_or_default());
            format!("text is «{surface}» but {} {start}..{end} are «{}»", unit.noun(), brief(span.slice(text)))
        }
    }
}

/// The span of offsets, or what is wrong with them.
pub fn span(index: &UnitIndex, text: &str, start: usize, end: usize, unit: Unit) -> Result<Span, String> {
    index.span(text, start, end).map_err(|error| match error {
        SpanError::Empty { .. } => format!("span {start}..{end} is empty or reversed"),
        SpanError::Range { .. } => format!("span {start}..{end} ends behind the text, which has {} {}", index.units(), unit.noun()),
        SpanError::Character { .. } => format!("span {start}..{end} begins or ends inside a character, counted in {}", unit.noun()),
    })
}

/// The documents, with the claims as their mentions in a unit.
///
/// Claims that do not fit are faults, which say in which unit they would.
pub fn settle(drafts: Vec<Draft>, unit: Unit, same: Same, problems: &mut Problems) -> Vec<Document> {
    drafts.into_iter().map(|draft| settle_one(draft, unit, same, problems)).collect()
}

fn settle_one(draft: Draft, unit: Unit, same: Same, problems: &mut Problems) -> Document {
    let Draft { mut document, claims } = draft;
    if claims.is_empty() {
        return document;
    }
    let text = document.text.as_str();
    let index = UnitIndex::new(text, unit);
    let mut others: Option<[UnitIndex; 4]> = None;
    for claim in &claims {
        let fitting = |index: &UnitIndex| index.span(text, claim.start, claim.end).ok().filter(|&span| fits(text, claim, span, same));
        match fitting(&index) {
            Some(_) if claim.label.is_empty() => claim.place.note("the label is empty; every mention has one", problems),
            Some(span) => {
                document.mentions.push(Note { entity: claim.entity.as_ref().into(), ..Note::new(span, &claim.label, claim.place.line) });
            }
            None => {
                // One fault in a large text must not cost four passes for every further one.
                let others = others.get_or_insert_with(|| Unit::ALL.map(|unit| UnitIndex::new(text, unit)));
                let mut said = fault(text, claim, unit, &index);
                let mut fit = Unit::ALL.into_iter().zip(others).filter(|(_, index)| claim.surface.is_some() && fitting(index).is_some());
                if let Some((other, _)) = fit.next() {
                    said.push_str(&format!("; it fits in {}: is --offset-unit {} meant?", other.noun(), other.name()));
                }
                claim.place.note(said, problems);
            }
        }
    }
    document
}

/// The documents, with the claims as their mentions: in the given unit, or without one in the unit of `units` that the claims show.
///
/// `Err` if the unit cannot be told, or holds every claim that does not fit.
pub fn documents(drafts: Vec<Draft>, given: Option<Unit>, units: &[Unit], same: Same) -> Result<Vec<Document>> {
    let unit = match given {
        Some(unit) => unit,
        None => deduce(&drafts, units, same)?,
    };
    let mut problems = Problems::default();
    let documents = settle(drafts, unit, same, &mut problems);
    problems.into_result()?;
    Ok(documents)
}

/// What a reader of offsets collects: gold and, where the file holds one, a prediction beside it.
#[derive(Default)]
pub struct Drafts<'a> {
    /// The documents of gold.
    pub gold: Vec<Draft<'a>>,
    /// Those of the prediction.
    pub predicted: Option<Vec<Draft<'a>>>,
}

impl Drafts<'_> {
    /// A type that stands there with `B-` and with `I-` in front.
    pub fn piece(&self) -> Option<&str> {
        let labels: FxHashSet<&str> =
            self.gold.iter().chain(self.predicted.iter().flatten()).flat_map(|draft| &draft.claims).map(|claim| &*claim.label).collect();
        let mut types: Vec<&str> =
            labels.iter().filter_map(|label| label.strip_prefix("B-")).filter(|name| labels.contains(&*format!("I-{name}"))).collect();
        types.sort_unstable();
        types.first().copied()
    }

    /// The documents of both sides, which count in one unit: the one that is given, or the one of `units` that all claims together show.
    pub fn settled(self, given: Option<Unit>, units: &[Unit], same: Same, left_out: Losses) -> Result<Reading> {
        let has_prediction = self.predicted.is_some();
        let mut all = self.gold;
        let gold = all.len();
        all.extend(self.predicted.unwrap_or_default());
        let mut documents = documents(all, given, units, same)?;
        let predicted = documents.split_off(gold);
        Ok(Reading { documents, left_out, predicted: has_prediction.then_some(predicted) })
    }
}

/// The offsets of every mention of a document, in its order.
///
/// `Err` names a mention that begins or ends inside a unit.
pub fn offsets(document: &Document, unit: Unit) -> Result<Vec<(usize, usize)>> {
    let index = UnitIndex::new(&document.text, unit);
    let offsets = document.mentions.iter().map(|note| match index.of(note.span) {
        Some(offsets) => Ok(offsets),
        None => {
            let (label, slice) = (&note.label, brief(note.span.slice(&document.text)));
            let said = format!("document `{}`: {label} «{slice}» begins or ends inside one of the {}", document.id, unit.noun());
            Err(Error::new(ErrorKind::Unsupported, said).remedy("write another --to-unit"))
        }
    });
    offsets.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str, claims: &[(usize, usize, Option<&'static str>)]) -> Draft<'static> {
        let document = Document { id: "a".into(), text: text.into(), ..Document::default() };
        let claim = |(at, &(start, end, surface)): (usize, &(usize, usize, Option<&'static str>))| Claim {
            start,
            end,
            surface: surface.map(Cow::Borrowed),
            label: "PERS".into(),
            entity: "".into(),
            place: Location::line("a.ann", at as u64 + 1),
        };
        Draft { document, claims: claims.iter().enumerate().map(claim).collect() }
    }

    fn deduced(text: &str, claims: &[(usize, usize, Option<&'static str>)]) -> Result<Unit, String> {
        deduce(&[draft(text, claims)], &Unit::ALL, equal).map_err(|error| error.to_string())
    }

    const TEXT: &str = "🎉 زارَ عُمَرُ دُبَيَّ";

    #[test]
    fn the_surface_behind_an_emoji_and_marks_names_the_unit() {
        let cases = [(7, 13, Unit::Chars), (8, 14, Unit::Utf16), (6, 9, Unit::Graphemes), (14, 26, Unit::Bytes)];
        for (start, end, unit) in cases {
            assert_eq!(deduced(TEXT, &[(start, end, Some("عُمَرُ"))]), Ok(unit), "{unit}");
        }
    }

    #[test]
    fn units_that_cut_alike_are_code_points() {
        assert_eq!(deduced("in Cairo", &[(3, 8, Some("Cairo"))]), Ok(Unit::Chars));
        assert_eq!(deduced("in Cairo", &[(3, 8, None)]), Ok(Unit::Chars));
        assert_eq!(deduced(TEXT, &[]), Ok(Unit::Chars));
    }

    #[test]
    fn a_surface_that_stands_where_two_units_point_leaves_the_unit_open() {
        let said = deduced("🎉ههه", &[(2, 3, Some("ه"))]).unwrap_err();
        assert!(said.contains("code points: 1 of 1 mention fit\n"), "{said}");
        assert!(said.contains("UTF-16 units: 1 of 1 mention fit\n"), "{said}");
        assert!(said.contains("`a.ann` line 1: 2..3 would be «ه» in code points, «ه» in UTF-16 units"), "{said}");
    }

    #[test]
    fn without_surfaces_units_that_cut_differently_are_shown() {
        let said = deduced("🎉 زار", &[(2, 5, None)]).unwrap_err();
        assert!(said.contains("«زار» in code points, « زا» in UTF-16 units"), "{said}");
        assert!(said.contains("nothing in bytes"), "{said}");
    }

    #[test]
    fn where_no_unit_fits_each_is_said_with_its_first_misfit() {
        let said = deduced(TEXT, &[(7, 13, Some("عُمَرُ")), (0, 2, Some("زيد"))]).unwrap_err();
        assert!(said.contains("--offset-unit"), "{said}");
        assert!(said.contains("code points: 1 of 2 mentions fit; the first that does not: `a.ann` line 2: text is «زيد»"), "{said}");
        assert!(said.contains("bytes: 0 of 2 mentions fit; the first that does not: `a.ann` line 1: text is «عُمَرُ» but bytes 7..13"), "{said}");
    }

    #[test]
    fn a_claim_that_does_not_fit_says_in_which_unit_it_would() {
        let mut problems = Problems::default();
        settle(vec![draft(TEXT, &[(8, 14, Some("عُمَرُ")), (90, 91, None), (3, 3, None)])], Unit::Chars, equal, &mut problems);
        let said = problems.into_result().unwrap_err().to_string();
        assert!(said.contains("`a.ann` line 1: text is «عُمَرُ» but code points 8..14 are «ُمَرُ »; it fits in UTF-16 units"), "{said}");
        assert!(said.contains("line 2: span 90..91 ends behind the text, which has 21 code points"), "{said}");
        assert!(said.contains("line 3: span 3..3 is empty"), "{said}");
    }

    #[test]
    fn a_mention_inside_a_cluster_has_no_offsets_in_clusters() {
        let mut document = draft("مُ", &[]).document;
        document.mentions.push(Note::new(Span::new("مُ", 0, 2).unwrap(), "PERS", 0));
        assert!(offsets(&document, Unit::Graphemes).unwrap_err().to_string().contains("inside one of the grapheme clusters"));
        assert_eq!(offsets(&document, Unit::Chars).unwrap(), [(0, 1)]);
    }
}
