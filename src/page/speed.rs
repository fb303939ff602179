//! Quality against speed: a drawing of every system that has both, and the front of those that no other beats in both.

use maud::{Markup, html};
use mihak_core::score::Score;
use mihak_core::wording::{excerpt, grouped};

use crate::page::content::{Content, Speed};
use crate::page::group::Group;
use crate::page::text::{Name, Outside, said};
use crate::report::rows::{find, shown};

/// A system with its speed and its main score.
struct Point<'a> {
    system: usize,
    speed: &'a Speed,
    score: &'a Score,
    value: f64,
    is_front: bool,
}

/// The section, with a drawing for each table whose systems have speeds; empty where there is none.
pub fn speed(content: &Content, groups: &[Group]) -> Markup {
    let drawn: Vec<(&Group, Vec<Point>)> =
        groups.iter().map(|group| (group, points(content, group))).filter(|(_, points)| points.len() > 1).collect();
    // Speed does not depend on the split, so the last of a corpus is enough.
    let is_last = |at: usize| !drawn.iter().skip(at + 1).any(|(group, _)| (group.kind, group.corpus) == (drawn[at].0.kind, drawn[at].0.corpus));
    html! {
        @if !drawn.is_empty() {
            section #speed aria-labelledby="speed-h" {
                h2 #speed-h { (said("Quality against speed", "الجودة مقابل السرعة")) }
                @for at in (0..drawn.len()).filter(|at| is_last(*at)) { (figure(content, drawn[at].0, &drawn[at].1)) }
            }
        }
    }
}

fn points<'a>(content: &'a Content, group: &Group<'a>) -> Vec<Point<'a>> {
    let columns = group.columns();
    let Some((matching, column)) = columns.iter().find(|(_, column)| column.is_main) else { return Vec::new() };
    let mut points: Vec<Point> = group
        .systems
        .iter()
        .filter_map(|(system, scores)| {
            let is_own = |speed: &&Speed| speed.system == content.systems[*system] && speed.corpus == group.corpus && speed.words > 0.0;
            let score = find(scores, matching, column, group.views.first())?;
            Some(Point { system: *system, speed: content.speeds.iter().find(is_own)?, score, value: score.value?, is_front: false })
        })
        .collect();
    points.sort_by(|a, b| b.speed.words.total_cmp(&a.speed.words).then(b.value.total_cmp(&a.value)));
    let mut best = f64::NEG_INFINITY;
    for point in &mut points {
        point.is_front = point.value > best;
        best = best.max(point.value);
    }
    points
}

/// The drawing is 600 wide and 260 high; what is drawn stands between these.
const FRAME: [f64; 4] = [46.0, 550.0, 16.0, 220.0];

/// How far apart the lines of the scale of quality may be, the closest first; at most six are drawn.
const STEPS: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/// The places of the numbers of points, each beside its point and on no other number.
fn places(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut placed: Vec<(f64, f64)> = Vec::new();
    for (x, y) in points {
        let (at, mut height) = (x + 7.0, y - 5.0);
        while placed.iter().any(|(other, taken)| (other - at).abs() < 16.0 && (taken - height).abs() < 10.5) {
            height += 3.5;
        }
        placed.push((at, height));
    }
    placed
}

fn figure(content: &Content, group: &Group, points: &[Point]) -> Markup {
    let logs: Vec<f64> = points.iter().map(|point| point.speed.words.log10()).collect();
    let (first, last) = (logs.iter().copied().fold(f64::INFINITY, f64::min).floor(), logs.iter().copied().fold(0.0, f64::max).ceil());
    let ends = points.iter().flat_map(|point| [point.value, point.score.interval.map_or(point.value, |interval| interval.lo)]);
    let worst = ends.fold(1.0, f64::min);
    let step = STEPS.into_iter().find(|step| (1.0 - worst) / step <= 6.0).unwrap_or(0.5);
    let lines = ((1.0 - worst) / step).ceil().max(1.0) as u32;
    let least = 1.0 - step * f64::from(lines);
    let [left, right, top, bottom] = FRAME;
    let x = |words: f64| left + (right - left) * (words.log10() - first) / (last - first).max(1.0);
    let y = |value: f64| bottom - (bottom - top) * (value - least) / (1.0 - least).max(0.01);
    let front = points.iter().filter(|point| point.is_front).map(|point| format!("{:.1},{:.1}", x(point.speed.words), y(point.value)));
    let front = front.collect::<Vec<_>>().join(" ");
    let title = group.name();
    let drawn: Vec<(f64, f64)> = points.iter().map(|point| (x(point.speed.words), y(point.value))).collect();
    let numbers = places(&drawn);
    html! {
        figure {
            figcaption { (Name(&title)) " · " code dir="ltr" { (Outside(&points[0].speed.signature)) } }
            div.wide role="group" tabindex="0" aria-label="figure" {
                svg.plot viewBox="0 0 600 260" role="img" aria-label=(Outside(&format!("{title}: quality against words a second"))) {
                    @for line in 0..=lines {
                        @let value = least + step * f64::from(line);
                        line.grid x1=(left) x2=(right) y1=(format!("{:.1}", y(value))) y2=(format!("{:.1}", y(value))) {}
                        text x=(left - 4.0) y=(format!("{:.1}", y(value) + 4.0)) text-anchor="end" { (format!("{value:.2}")) }
                    }
                    @for power in first as i32..=last as i32 {
                        @let at = x(10f64.powi(power));
                        line.grid x1=(format!("{at:.1}")) x2=(format!("{at:.1}")) y1=(top) y2=(bottom) {}
                        text x=(format!("{at:.1}")) y=(bottom + 16.0) text-anchor="middle" { (grouped(10u64.pow(power.max(0) as u32))) }
                    }
                    text x=((left + right) / 2.0) y=(bottom + 34.0) text-anchor="middle" { "words/s" }
                    polyline.front points=(front) {}
                    @for (number, point) in points.iter().enumerate() {
                        @let (px, py) = (x(point.speed.words), y(point.value));
                        @if let Some(interval) = point.score.interval {
                            line.bar x1=(format!("{px:.1}")) x2=(format!("{px:.1}")) y1=(format!("{:.1}", y(interval.lo))) y2=(format!("{:.1}", y(interval.hi))) {}
                        }
                        circle.front[point.is_front] cx=(format!("{px:.1}")) cy=(format!("{py:.1}")) r="4" {}
                        text x=(format!("{:.1}", numbers[number].0)) y=(format!("{:.1}", numbers[number].1)) { (number + 1) }
                    }
                }
            }
            div.wide role="group" tabindex="0" aria-label="table" {
                table.sortable {
                    thead { tr {
                        th scope="col" data-sort="number" { "#" }
                        th scope="col" data-sort="text" { (said("system", "النظام")) }
                        th scope="col" data-sort="number" { (said("words a second", "كلمة في الثانية")) }
                        th scope="col" data-sort="number" { (said("quality", "الجودة")) }
                        th scope="col" data-sort="text" { (said("front", "الطليعة")) }
                    } }
                    tbody {
                        @for (number, point) in points.iter().enumerate() {
                            tr data-system=(point.system) {
                                td data-v=(number + 1) { (number + 1) }
                                th scope="row" { (Name(&content.systems[point.system])) }
                                td data-v=(point.speed.words) { (grouped(point.speed.words as u64)) }
                                td data-v=(point.value) { (shown(Some(point.value))) }
                                td.t { @if point.is_front { (said("no other is both faster and better", "لا نظام أسرع وأجود منه معًا")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The speeds in a file of rows as scores.csv has them. `Err` says, with the line, why it is no such file.
pub fn speeds(content: &[u8]) -> Result<Vec<Speed>, String> {
    let mut reader = csv::Reader::from_reader(content);
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = |name: &str| header.iter().position(|known| known == name).ok_or(format!("line 1: there is no column `{name}`"));
    let [system, corpus, measure] = [column("system")?, column("corpus")?, column("measure")?];
    let [value, signature] = [column("value")?, column("signature")?];
    let mut found = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        if &row[measure] != "words_per_s" {
            continue;
        }
        let line = row.position().map_or(0, csv::Position::line);
        let words: f64 = row[value].parse().map_err(|_| format!("line {line}: `{}` is no number of words a second", excerpt(&row[value])))?;
        found.push(Speed { system: row[system].into(), corpus: row[corpus].into(), words, signature: row[signature].into() });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_a_second_are_read_and_other_files_say_why_they_have_none() {
        let rows = "system,corpus,measure,value,signature\na,news,words_per_s,12.5,s\na,news,mb_per_s,1,s\n";
        assert_eq!(speeds(rows.as_bytes()).unwrap(), [Speed { system: "a".into(), corpus: "news".into(), words: 12.5, signature: "s".into() }]);
        assert_eq!(speeds(b"system,instructions\na,1\n").unwrap_err(), "line 1: there is no column `corpus`");
        let odd = rows.replace("12.5", "fast");
        assert_eq!(speeds(odd.as_bytes()).unwrap_err(), "line 2: `fast` is no number of words a second");
    }
}
