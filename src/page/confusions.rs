//! Which type was taken for which, by system.

use maud::{Markup, html};
use mihak_core::measure::mentions::CONFUSION;
use mihak_core::score::Score;
use mihak_core::wording::grouped;

use crate::page::content::Content;
use crate::page::group::Group;
use crate::page::links::Links;
use crate::page::text::{Name, said};

/// So many confusions of a system are shown.
const SHOWN: usize = 8;

/// A type of the gold, the type that was predicted for it, and how often.
type Confused<'a> = (&'a str, &'a str, u64);

/// The most frequent confusions of each system; empty where there is none.
pub fn confusions(content: &Content, group: &Group, links: &Links) -> Markup {
    let rows: Vec<(usize, Vec<Confused>)> = group.systems.iter().map(|(system, scores)| (*system, confused(group, scores))).collect();
    html! {
        @if rows.iter().any(|(_, confused)| !confused.is_empty()) {
            p.caption { (said("The most frequent confusions: a type of the gold, and the one that was predicted", "أكثر الأنواع التباسًا: نوع المرجع فالنوع المتنبَّأ به")) }
            @for (system, confused) in rows.iter().filter(|(_, confused)| !confused.is_empty()) {
                div.stack {
                    span.who { (Name(&content.systems[*system])) }
                    ul.pairs {
                        @for (gold, predicted, times) in confused {
                            @let pair = html! { (Name(gold)) i {} (Name(predicted)) " " (grouped(*times)) };
                            li {
                                @match links.pair(*system, (group.corpus, group.split), (gold, predicted)) {
                                    Some(link) => { a href=(format!("#{link}")) data-y=(system) { (pair) } }
                                    None => { (pair) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The pairs of two types, with their numbers, the most frequent first.
fn confused<'a>(group: &Group, scores: &[&'a Score]) -> Vec<Confused<'a>> {
    let of = |score: &&'a Score| {
        let (gold, predicted) = score.key.layer.label.split_once('→')?;
        let is = *score.key.layer.matching == CONFUSION && group.is_shown(score) && score.support > 0;
        (is && gold != predicted && gold != "∅" && predicted != "∅").then_some((gold, predicted, score.support))
    };
    let mut found: Vec<Confused> = scores.iter().filter_map(of).collect();
    found.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (a.0, a.1).cmp(&(b.0, b.1))));
    found.truncate(SHOWN);
    found
}
