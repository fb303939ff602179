//! The leaderboard: a table for each kind of system, corpus and split, as the list of measures lays it out.

use maud::{Markup, Render, html};
use mihak_core::measure::column::Column;
use mihak_core::measure::definition::{Better, Match, ViewKind};
use mihak_core::score::{Score, decimals};
use mihak_core::wording::count;

use crate::page::content::Content;
use crate::page::group::Group;
use crate::page::links::Links;
use crate::page::number::{Scale, Signatures, cell};
use crate::page::text::{Name, Outside, choice, named_choice, said};
use crate::report::rows::{Kind, TIER, answered, best_fit, explained, find};

/// The section of all tables, with the choice of what is shown.
pub fn board(content: &Content, groups: &[Group], links: &Links, signatures: &mut Signatures) -> Markup {
    html! {
        section #board aria-labelledby="board-h" {
            h2 #board-h { (said("Leaderboard", "الترتيب")) }
            (choices(groups))
            @for (at, group) in groups.iter().enumerate() { (table(content, group, at, links, signatures)) }
        }
    }
}

/// The choices of kind, corpus and split, as far as there is something to choose. They work by the script, and are hidden without it.
fn choices(groups: &[Group]) -> Markup {
    let names = |of: fn(&Group) -> String| {
        let mut names: Vec<String> = groups.iter().map(of).collect();
        names.sort();
        names.dedup();
        names
    };
    let fields = [
        ("kind", said("systems", "الأنظمة"), names(|group| group.kind.name().into())),
        ("corpus", said("corpus", "المدوّنة"), names(|group| group.corpus.into())),
        ("split", said("split", "القسم"), names(|group| group.split.into())),
    ];
    html! {
        div.choices.js data-choices="board" {
            @for (name, label, names) in fields.into_iter().filter(|(_, _, names)| names.len() > 1) {
                label { (label) " " select data-by=(name) { (choice("", said("all", "الكل"))) @for name in &names { (named_choice(name, name)) } } }
            }
            label { (said("find a system", "ابحث عن نظام")) " " input type="search" data-by="system"; }
        }
    }
}

fn table(content: &Content, group: &Group, at: usize, links: &Links, signatures: &mut Signatures) -> Markup {
    let columns = group.columns();
    let (articles, noun) = group.articles();
    let title = format!("{} · {}", group.name(), count(articles as usize, noun));
    let is_tokens = group.kind == Kind::Tokens;
    let main = columns.iter().find(|(_, column)| column.is_main).copied();
    let others: Vec<&String> =
        main.iter().filter(|(matching, _)| matching.view == ViewKind::Labels).flat_map(|_| group.views.iter().skip(1)).collect();
    let tier = |system: usize| content.tiers.get(&(group.kind, group.corpus.into(), group.split.into(), content.systems[system].clone()));
    let has_tiers = group.systems.iter().any(|(system, _)| tier(*system).is_some());
    let column_scale = |column: (&'static Match, &'static Column)| {
        let scores: Vec<&Score> = group.systems.iter().filter_map(|(_, scores)| find(scores, column.0, column.1, group.views.first())).collect();
        column.1.has_interval.then(|| Scale::of(scores.into_iter())).flatten()
    };
    let scales: Vec<Option<Scale>> = columns.iter().map(|column| column_scale(*column)).collect();
    html! {
        div.group data-kind=(group.kind.name()) data-corpus=(Outside(group.corpus)) data-split=(Outside(group.split)) {
            h3 id=(format!("t{at}")) { (Name(&title)) }
            div.wide role="group" tabindex="0" aria-labelledby=(format!("t{at}")) {
                table.sortable {
                    thead { tr {
                        (header(said("system", "النظام"), "", "", "text"))
                        @if has_tiers { (header(said(TIER, "الطبقة"), "", explained(group.kind), "number")) }
                        @if is_tokens { (header(said("scheme", "المخطط"), "", "the scheme by which the system says it cuts", "text")) }
                        @for (matching, column) in &columns { (column_header(matching, column)) }
                        @if is_tokens && group.systems.iter().any(|(_, scores)| best_fit(scores, "") != "–") {
                            (header(said("best fit", "أقرب مخطط"), "", "the scheme that the tokens look like, with its lead over the second", "text"))
                        }
                        @for view in &others { (header(Name(view), "", "the main measure in this view", "number")) }
                        (header(said("answered", "المجاب"), "", "articles with an answer", "text"))
                    } }
                    tbody {
                        @for (system, scores) in &group.systems {
                            @let link = links.any(group.kind, *system, (group.corpus, group.split));
                            tr data-system=(system) {
                                th scope="row" {
                                    (Name(&content.systems[*system]))
                                    @if let Some(link) = link { " " a.go href=(format!("#{link}")) data-y=(system) { (said("errors", "الأخطاء")) } }
                                }
                                @if has_tiers { td data-v=[tier(*system)] { @if let Some(tier) = tier(*system) { (tier) } @else { "–" } } }
                                @if is_tokens { td.t { (declared(scores)) } }
                                @for (column, scale) in columns.iter().zip(&scales) {
                                    (cell(find(scores, column.0, column.1, group.views.first()), *scale, link, signatures))
                                }
                                @if is_tokens && group.systems.iter().any(|(_, scores)| best_fit(scores, "") != "–") {
                                    td.t { (best_fit(scores, &declared(scores))) }
                                }
                                @for view in &others {
                                    (cell(main.and_then(|main| find(scores, main.0, main.1, Some(view))), None, link, signatures))
                                }
                                td.t { (answered(scores)) }
                            }
                        }
                    }
                }
            }
            (legend(group, &columns))
        }
    }
}

fn declared(scores: &[&Score]) -> String {
    let declared = scores.iter().find(|score| score.key.layer.matching.view == ViewKind::Declared && !score.key.layer.view.is_empty());
    declared.map_or("–".into(), |score| score.key.layer.view.clone())
}

fn header(name: impl Render, better: &str, about: &str, sort: &str) -> Markup {
    html! { th scope="col" data-sort=(sort) data-better=[Some(better).filter(|better| !better.is_empty())] title=[Some(about).filter(|about| !about.is_empty())] { (name) } }
}

fn column_header(matching: &Match, column: &Column) -> Markup {
    let measure = matching.measure(column.row, column.measure);
    let better = measure.map_or(Better::Neither, |measure| measure.better);
    let about = measure.map_or(String::new(), |measure| format!("{} {}: {}; {}", matching.name, measure.name, measure.about, matching.about));
    header(Name(column.heading), better.name(), &about, "number")
}

/// What the columns are, and the fields that the signatures of each have.
fn legend(group: &Group, columns: &[(&'static Match, &'static Column)]) -> Markup {
    html! {
        details.legend {
            summary { (said("What the columns are", "ما معنى الأعمدة")) }
            dl lang="en" dir="ltr" {
                @for (matching, column) in columns {
                    dt { (column.heading) }
                    dd {
                        @if let Some(measure) = matching.measure(column.row, column.measure) { (measure.about) ". " }
                        a href=(format!("#m-{}", matching.name)) { (matching.name) }
                        " · " (column.row)
                        @if let Some(bound) = column.bound { " · bound " (bound.name()) }
                        @if let Some(orth) = column.orth { " · orth " (orth.name()) }
                        @if let Some(best) = best(group, matching, column) { " · best here " (best) }
                    }
                }
            }
        }
    }
}

/// The best value of a column; `None` if more or less of it is not better.
fn best(group: &Group, matching: &Match, column: &Column) -> Option<String> {
    let better = matching.measure(column.row, column.measure)?.better;
    let values = group.systems.iter().filter_map(|(_, scores)| find(scores, matching, column, group.views.first())?.value);
    let best = match better {
        Better::More => values.max_by(f64::total_cmp),
        Better::Less => values.min_by(f64::total_cmp),
        Better::Neither => None,
    };
    best.map(|best| decimals(Some(best)))
}

/// The definitions of all matches that have a score on the page.
pub fn definitions(content: &Content) -> Markup {
    let mut matches: Vec<&Match> = content.scores.iter().map(|score| score.key.layer.matching).collect();
    matches.sort();
    matches.dedup();
    html! {
        section #definitions aria-labelledby="definitions-h" {
            h2 #definitions-h { (said("Definitions", "التعريفات")) }
            details open {
                summary { (said("What counts as right", "ما الذي يُعدّ صحيحًا")) }
                dl lang="en" dir="ltr" {
                    @for matching in &matches { dt id=(format!("m-{}", matching.name)) { (matching.name) } dd { (matching.definition) } }
                }
            }
        }
    }
}
