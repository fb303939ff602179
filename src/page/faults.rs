//! Where systems fail: by label and clitic, by class of error, and by what is forgiven.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use mihak_core::annotation::names_all;
use mihak_core::measure::declared::{Bound, Orth};
use mihak_core::measure::mentions::{ERROR, EXACT};
use mihak_core::measure::segment::CLITIC;
use mihak_core::score::Score;
use mihak_core::wording::{excerpt, grouped};

use crate::page::confusions::confusions;
use crate::page::content::Content;
use crate::page::group::Group;
use crate::page::kind::ErrorKind;
use crate::page::links::Links;
use crate::page::number::{Signatures, cell};
use crate::page::text::{Name, Outside, Said, said};
use crate::report::rows::{Kind, shown};

/// The section of all figures of failure.
pub fn faults(content: &Content, groups: &[Group], links: &Links, signatures: &mut Signatures) -> Markup {
    html! {
        section #faults aria-labelledby="faults-h" {
            h2 #faults-h { (said("Where it fails", "أين تقع الأخطاء")) }
            @for group in groups.iter().filter(|group| group.kind != Kind::Subwords) {
                div.group data-kind=(group.kind.name()) data-corpus=(Outside(group.corpus)) data-split=(Outside(group.split)) {
                    h3 { (Name(&group.name())) }
                    (heat(content, group, links))
                    (classes(content, group, links))
                    @if group.kind == Kind::Entities {
                        (confusions(content, group, links))
                        (forgiven(content, group, links, signatures))
                    }
                }
            }
        }
    }
}

/// Whether a score is an F1 of the strictest reading, by label or by class of clitic.
fn is_of_label(group: &Group, score: &Score) -> bool {
    let layer = &score.key.layer;
    let is_strict = layer.bound.is_none_or(|bound| bound == Bound::Char) && layer.orth.is_none_or(|orth| orth == Orth::Raw);
    let is_match = match group.kind {
        Kind::Entities => *layer.matching == EXACT,
        _ => *layer.matching == CLITIC && !layer.label.contains(':'),
    };
    is_match && is_strict && group.is_shown(score) && score.measure.name == "f1" && !names_all(&layer.label)
}

/// So many labels have a column; the rarest of more are left out, and counted.
const LABELS: usize = 24;

fn heat(content: &Content, group: &Group, links: &Links) -> Markup {
    let mut labels: BTreeMap<&str, u64> = BTreeMap::new();
    for score in group.scores().filter(|score| is_of_label(group, score)) {
        let support = labels.entry(&score.key.layer.label).or_default();
        *support = (*support).max(score.support);
    }
    let mut labels: Vec<(&str, u64)> = labels.into_iter().filter(|(_, support)| *support > 0).collect();
    labels.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let more = labels.len().saturating_sub(LABELS);
    labels.truncate(LABELS);
    let caption = match group.kind {
        Kind::Entities => said("F1 by type; the number of gold mentions stands below it", "F1 لكل نوع، وتحته عدد المذكورات في المرجع"),
        _ => said("F1 by clitic; the number in the gold stands below it", "F1 لكل لاصقة، وتحتها عددها في المرجع"),
    };
    html! {
        @if !labels.is_empty() {
            p.caption { (caption) @if more > 0 { " · " (more) " " (said("rare ones are left out", "من النادر لم تُعرض")) } }
            div.wide role="group" tabindex="0" aria-label="heat map" {
                table.heat.sortable {
                    thead { tr {
                        th scope="col" data-sort="text" { (said("system", "النظام")) }
                        @for (label, support) in &labels { th scope="col" data-sort="number" { (Name(label)) small { (grouped(*support)) } } }
                    } }
                    tbody {
                        @for (system, scores) in &group.systems {
                            @let own: BTreeMap<&str, &Score> =
                                scores.iter().filter(|score| is_of_label(group, score)).map(|score| (score.key.layer.label.as_str(), *score)).collect();
                            @if !own.is_empty() {
                                tr data-system=(system) {
                                    th scope="row" { (Name(&content.systems[*system])) }
                                    @for (label, _) in &labels {
                                        (warm(own.get(label).copied(), links.label(*system, (group.corpus, group.split), label), label))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A cell of the heat map: the worse, the warmer.
fn warm(score: Option<&Score>, link: Option<&str>, label: &str) -> Markup {
    let Some(value) = score.and_then(|score| score.value) else { return html! { td.no { "–" } } };
    let warmth = ((1.0 - value) * 10.0).clamp(0.0, 9.0) as u32;
    html! {
        td class=(format!("h{}", warmth / 2)) data-v=(format!("{value:.6}")) {
            @if let Some(link) = link { a href=(format!("#{link}")) data-l=(Outside(&excerpt(label))) { (shown(Some(value))) } } @else { (shown(Some(value))) }
        }
    }
}

/// How many errors of each class a system made: those that were counted, or where none were, those that can be read.
fn classes(content: &Content, group: &Group, links: &Links) -> Markup {
    let counted = |system: usize, scores: &[&Score]| -> Vec<(String, u64)> {
        let is = |score: &&&Score| *score.key.layer.matching == ERROR && group.is_shown(score);
        let counted: Vec<(String, u64)> = scores.iter().filter(is).map(|score| (score.key.layer.label.clone(), score.support)).collect();
        match counted.is_empty() && group.kind != Kind::Entities {
            true => links.classes(system, (group.corpus, group.split)).into_iter().map(|(class, times)| (class.into(), times)).collect(),
            false => counted,
        }
    };
    let mut rows: Vec<(usize, Vec<(String, u64)>)> = group.systems.iter().map(|(system, scores)| (*system, counted(*system, scores))).collect();
    rows.iter_mut().for_each(|(_, counted)| {
        counted.retain(|(_, times)| *times > 0);
        counted.sort_by_key(|(class, _)| (ErrorKind::of(class), class.clone()));
    });
    rows.retain(|(_, counted)| !counted.is_empty());
    let most = rows.iter().map(|(_, counted)| counted.iter().map(|(_, times)| times).sum::<u64>()).max().unwrap_or(1);
    let kinds: BTreeSet<ErrorKind> = rows.iter().flat_map(|(_, counted)| counted).map(|(class, _)| ErrorKind::of(class)).collect();
    html! {
        @if !rows.is_empty() {
            p.caption { (said("Errors by class", "الأخطاء بحسب صنفها")) }
            (key(kinds.into_iter()))
            @for (system, counted) in &rows {
                @let all: u64 = counted.iter().map(|(_, times)| times).sum();
                div.stack {
                    span.who { (Name(&content.systems[*system])) " " (grouped(all)) }
                    ul style=(format!("inline-size:{:.1}%", 100.0 * all as f64 / most as f64)) {
                        @for (class, times) in counted {
                            @let kind = ErrorKind::of(class);
                            @let title = format!("{class}: {}", grouped(*times));
                            li class=(kind.style()) style=(format!("flex-grow:{times}")) {
                                @match links.class(group.kind, *system, (group.corpus, group.split), class) {
                                    Some(link) => { a href=(format!("#{link}")) data-y=(system) data-c=(class) title=(title) aria-label=(title) { (kind.letter()) } }
                                    None => { span title=(title) role="img" aria-label=(title) { (kind.letter()) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the letters of kinds of errors mean.
pub fn key(kinds: impl Iterator<Item = ErrorKind>) -> Markup {
    html! { ul.key { @for kind in kinds { li { b class={ "tag " (kind.style()) } { (kind.letter()) } " " (kind.about()) } } } }
}

/// What is forgiven, and its F1: how much of a loss is convention.
const FORGIVEN: [(Bound, Orth, Said); 4] = [
    (Bound::Char, Orth::Raw, said("exact", "مطابقة تامة")),
    (Bound::Clitic, Orth::Raw, said("clitics forgiven", "مع التسامح في اللواصق")),
    (Bound::Char, Orth::Folded, said("spelling forgiven", "مع التسامح في الإملاء")),
    (Bound::Clitic, Orth::Folded, said("both forgiven", "مع التسامح فيهما")),
];

fn forgiven(content: &Content, group: &Group, links: &Links, signatures: &mut Signatures) -> Markup {
    let score = |scores: &[&'_ Score], bound: Bound, orth: Orth| {
        let is = |score: &&&Score| {
            let layer = &score.key.layer;
            let is_layer = (layer.bound, layer.orth, layer.label.as_str()) == (Some(bound), Some(orth), "micro");
            *layer.matching == EXACT && is_layer && score.measure.name == "f1" && group.is_shown(score)
        };
        scores.iter().position(|score| is(&score))
    };
    html! {
        p.caption { (said("Micro F1, and what remains if conventions are forgiven", "F1 الإجمالي، وما يصير إليه مع التسامح في الأعراف")) }
        div.wide role="group" tabindex="0" aria-label="conventions" {
            table.sortable {
                thead { tr {
                    th scope="col" data-sort="text" { (said("system", "النظام")) }
                    @for (_, _, what) in FORGIVEN { th scope="col" data-sort="number" { (what) } }
                } }
                tbody {
                    @for (system, scores) in &group.systems {
                        tr data-system=(system) {
                            th scope="row" { (Name(&content.systems[*system])) }
                            @for (bound, orth, _) in FORGIVEN {
                                @let found = score(scores, bound, orth).map(|at| scores[at]);
                                (cell(found, None, links.any(group.kind, *system, (group.corpus, group.split)), signatures))
                            }
                        }
                    }
                }
            }
        }
    }
}
