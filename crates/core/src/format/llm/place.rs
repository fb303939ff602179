//! Placing: where the quotes of an answer stand in the text.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotation::{Found, Quote, Quotes};
use crate::format::llm::item::{At, Item, Said};
use crate::format::llm::occurrences::{Places, search};
use crate::format::llm::respelled::{self, explained, whole, without_spaces};
use crate::text::Span;
use crate::text::align::align;
use crate::text::offsets::{Unit, UnitIndex};

/// Places of a quote beyond those that its items use: they tell that there are several.
const SPARE: usize = 16;

/// The quotes of an answer, each with its place in the text.
///
/// A quote stands where its offsets or the number of its occurrence lead, if they lead to it. Else it takes the first place that no quote has yet,
/// of those between words; of those inside of words only if there are no others. A quote that the text does not have is looked for in other
/// spellings. What repeats the text is placed as a whole.
pub fn placed(said: Said, text: &str) -> Quotes {
    let repeated = repeated(&said, text);
    let looked_for = looked_for(&said.items, &repeated, text);
    let mut placer = Placer { text, index: None, used: FxHashMap::default(), next: FxHashMap::default(), strayed: 0 };
    let mut all = Vec::with_capacity(said.items.len());
    for (item, own) in said.items.iter().zip(repeated) {
        let (found, places) = match own {
            Some(found) => (found, 0),
            None => placer.place(item, &looked_for[item.quote.trim()]),
        };
        if let Some(span) = found.span() {
            placer.used.entry(span).or_default().insert(item.label.as_str().into());
        }
        let quote = if found.span().is_some_and(|span| span.slice(text) == item.quote) { &item.quote } else { item.quote.trim() };
        all.push(Quote { quote: quote.into(), label: item.label.as_str().into(), found, places });
    }
    let unread = said.unread.into_iter().map(String::into_boxed_str).collect();
    Quotes { all, unread, strayed: placer.strayed, is_cut: said.is_cut, is_broken: said.is_broken, failure: None }
}

/// The places of all items that stand in a text that the answer repeats; `None` for the others, and for those that differ from the text there.
fn repeated(said: &Said, text: &str) -> Vec<Option<Found>> {
    let spans = if said.pieces.is_empty() { Vec::new() } else { align(text, &said.pieces).spans };
    let place = |item: &Item| {
        let At::Pieces(range) = &item.at else { return None };
        let span = whole(text, &spans[range.clone()])?;
        Some(match without_spaces(span.slice(text)) == without_spaces(&item.quote) {
            true => Found::Exactly(span),
            false => Found::Respelled(span, explained(span.slice(text), &item.quote)),
        })
    };
    said.items.iter().map(place).collect()
}

/// The places of every quote that must be looked for, by the quote.
fn looked_for<'a>(items: &'a [Item], repeated: &[Option<Found>], text: &str) -> FxHashMap<&'a str, Places> {
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    for (item, _) in items.iter().zip(repeated).filter(|(_, own)| own.is_none()) {
        let most = times.entry(item.quote.trim()).or_insert(SPARE);
        *most = if let At::Occurrence(number) = item.at { (*most + 1).max(number.min(text.len())) } else { *most + 1 };
    }
    let mut quotes: Vec<&str> = times.keys().copied().collect();
    quotes.sort_unstable();
    let mut exact: Vec<Places> = vec![Places::default(); quotes.len()];
    if !quotes.is_empty() {
        search(text, &quotes, |at, start, end| {
            let span = Span::new(text, start, end).expect("a quote that was found is whole characters");
            exact[at].push(text, span, times[quotes[at]]);
        });
    }
    let lacking: Vec<&str> = quotes.iter().zip(&exact).filter(|(_, places)| places.counted().is_empty()).map(|(quote, _)| *quote).collect();
    let most = lacking.iter().map(|quote| times[quote]).max().unwrap_or_default();
    let mut respelled = respelled::places(text, &lacking, most).into_iter();
    let known = |(quote, places): (&'a str, Places)| match places.counted().is_empty() {
        false => (quote, places),
        true => (quote, respelled.next().unwrap_or_default()),
    };
    quotes.into_iter().zip(exact).map(known).collect()
}

struct Placer<'a> {
    text: &'a str,
    index: Option<UnitIndex>,
    /// The types of the quotes that stand in a place.
    used: FxHashMap<Span, FxHashSet<Box<str>>>,
    /// By quote and type, or by quote alone: the number of places that are known to be used.
    next: FxHashMap<(String, Option<String>), usize>,
    strayed: u64,
}

impl Placer<'_> {
    /// The place of an item, and the number of those that it could have if nothing tells them apart.
    fn place(&mut self, item: &Item, known: &Places) -> (Found, u32) {
        if let Some(claimed) = self.claimed(item, known) {
            match claimed {
                Some(span) => return (self.found(span, item), 0),
                None => self.strayed += 1,
            }
        }
        let places = known.counted();
        let Some(first) = places.first() else { return (Found::Nowhere, 0) };
        let span = self.free(item, places, None).or_else(|| self.free(item, places, Some(&item.label))).unwrap_or(*first);
        (self.found(span, item), if places.len() > 1 { places.len() as u32 } else { 0 })
    }

    fn found(&self, span: Span, item: &Item) -> Found {
        let slice = span.slice(self.text);
        if [item.quote.as_str(), item.quote.trim()].contains(&slice) {
            Found::Exactly(span)
        } else {
            Found::Respelled(span, explained(slice, item.quote.trim()))
        }
    }

    /// The place to which the answer leads: `None` if it does not say, `Some(None)` if the quote is not there.
    fn claimed(&mut self, item: &Item, known: &Places) -> Option<Option<Span>> {
        match item.at {
            At::Chars(start, end) => {
                let text = self.text;
                let index = self.index.get_or_insert_with(|| UnitIndex::new(text, Unit::Chars));
                let span = index.span(text, start, end).ok();
                Some(span.filter(|span| span.slice(text) == item.quote || span.slice(text) == item.quote.trim()))
            }
            At::Occurrence(number) => Some(number.checked_sub(1).and_then(|at| known.apart.get(at)).copied()),
            At::Anywhere | At::Pieces(_) => None,
        }
    }

    /// The first place that no quote has, or none of this type.
    fn free(&mut self, item: &Item, places: &[Span], label: Option<&str>) -> Option<Span> {
        let next = self.next.entry((item.quote.trim().into(), label.map(String::from))).or_default();
        while let Some(span) = places.get(*next) {
            let is_used = self.used.get(span).is_some_and(|labels| label.is_none_or(|label| labels.contains(label)));
            if !is_used {
                return Some(*span);
            }
            *next += 1;
        }
        None
    }
}
