//! A number on the page: its value, its interval as a drawing, and the signature behind it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use mihak_core::score::{Score, decimals};
use mihak_core::statistics::bootstrap::Interval;

use crate::page::text::Outside;
use crate::report::rows::{shown, shown_interval};

/// The signatures of a page, each once. Numbers name them by their place.
#[derive(Default)]
pub struct Signatures {
    places: BTreeMap<String, usize>,
    lines: Vec<String>,
}

impl Signatures {
    /// The place of the signature of a score.
    pub fn place(&mut self, score: &Score) -> usize {
        let line = score.signature();
        if let Some(place) = self.places.get(&line) {
            return *place;
        }
        self.lines.push(line.clone());
        self.places.insert(line, self.lines.len() - 1);
        self.lines.len() - 1
    }

    /// The list of them, in which each is found by its place.
    pub fn list(&self) -> Markup {
        html! { ol #signatures start="0" { @for line in &self.lines { li { code dir="ltr" { (Outside(line)) } } } } }
    }
}

/// From where to where the intervals of a column reach, so that they are drawn on one scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    lo: f64,
    hi: f64,
}

impl Scale {
    /// The scale of these scores; `None` if none has an interval.
    pub fn of<'a>(scores: impl Iterator<Item = &'a Score>) -> Option<Scale> {
        let intervals = scores.filter_map(|score| score.interval);
        intervals.fold(None, |scale: Option<Scale>, Interval { lo, hi }| {
            let Scale { lo: least, hi: most } = scale.unwrap_or(Scale { lo, hi });
            Some(Scale { lo: least.min(lo), hi: most.max(hi) })
        })
    }

    /// The place of a value, from 2 to 98.
    fn place(self, value: f64) -> f64 {
        let width = (self.hi - self.lo).max(1e-9);
        2.0 + 96.0 * ((value - self.lo) / width).clamp(0.0, 1.0)
    }

    /// An interval as a bar with a mark at its value.
    pub fn bar(self, value: f64, interval: Interval) -> Markup {
        let [lo, hi, at] = [interval.lo, interval.hi, value].map(|value| self.place(value));
        html! {
            svg.iv viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
                line x1=(format!("{lo:.1}")) x2=(format!("{hi:.1}")) y1="4" y2="4" {}
                rect x=(format!("{:.1}", at - 1.2)) y="0" width="2.4" height="8" {}
            }
        }
    }
}

/// The cell of a score. A click copies its signature and shows all that is known of it; `link` leads to the errors behind it.
pub fn cell(score: Option<&Score>, scale: Option<Scale>, link: Option<&str>, signatures: &mut Signatures) -> Markup {
    let Some(score) = score else { return html! { td.no { "–" } } };
    let value = decimals(score.value);
    let interval = score.interval.map(|Interval { lo, hi }| format!("{}–{}", decimals(Some(lo)), decimals(Some(hi))));
    html! {
        td data-v=(value) data-s=(signatures.place(score)) data-i=[interval] data-n=(score.support) data-e=[link] {
            button.n type="button" { (shown(score.value)) }
            @if let (Some(scale), Some(interval), Some(value)) = (scale, score.interval, score.value) {
                (scale.bar(value, interval))
                small.ci { (shown_interval(Some(interval))) }
            }
        }
    }
}
