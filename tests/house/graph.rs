//! What is asked of the arrows: no circles, an order at the top, and how many floors they make.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::arrows::House;
use crate::names::Crate;

/// For each module, those that it names; itself left out.
fn neighbours(house: &House) -> Vec<BTreeSet<usize>> {
    let mut out = vec![BTreeSet::new(); house.nodes.len()];
    for arrow in &house.arrows {
        out[arrow.from].insert(arrow.to);
    }
    out
}

/// The shortest way from `start` to `end`, both in it, or `None`.
fn shortest(next: &[BTreeSet<usize>], start: usize, end: usize) -> Option<Vec<usize>> {
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(at) = waiting.pop_front() {
        if at == end {
            let mut way = vec![end];
            while way[way.len() - 1] != start {
                way.push(before[&way[way.len() - 1]]);
            }
            way.reverse();
            return Some(way);
        }
        for &to in &next[at] {
            if to != start && !before.contains_key(&to) {
                before.insert(to, at);
                waiting.push_back(to);
            }
        }
    }
    None
}

/// The circles, the shortest first: for every arrow that is in one, the shortest that it is in, once. Each starts with the module whose
/// name comes first.
pub fn circles(house: &House) -> Vec<Vec<&str>> {
    let next = neighbours(house);
    let mut found = BTreeSet::new();
    for (from, targets) in next.iter().enumerate() {
        for &to in targets {
            let Some(way) = shortest(&next, to, from) else { continue };
            let mut circle: Vec<&str> = way.into_iter().map(|at| house.nodes[at].name.as_str()).collect();
            let first = (0..circle.len()).min_by_key(|&at| circle[at]).expect("a way has an end");
            circle.rotate_left(first);
            found.insert((circle.len(), circle));
        }
    }
    found.into_iter().map(|(_, circle)| circle).collect()
}

/// Every circle, and then every arrow that is in one.
pub fn circle_faults(house: &House) -> Vec<String> {
    let circles = circles(house);
    let show = |circle: &Vec<&str>| format!("  {} → {}", circle.join(" → "), circle[0]);
    let mut faults: Vec<String> = circles.iter().map(show).collect();
    let steps = |circle: &Vec<&'_ str>| -> Vec<(String, String)> {
        (0..circle.len()).map(|at| (circle[at].to_string(), circle[(at + 1) % circle.len()].to_string())).collect()
    };
    let steps: BTreeSet<(String, String)> = circles.iter().flat_map(steps).collect();
    for arrow in &house.arrows {
        if steps.contains(&(house.nodes[arrow.from].name.clone(), house.nodes[arrow.to].name.clone())) {
            faults.push(format!("  {}", house.show(arrow)));
        }
    }
    faults
}

/// Every module that the order does not name, and every arrow against it.
pub fn order_faults(crates: &[Crate], house: &House) -> Vec<String> {
    let place = |at: usize| {
        let node = &house.nodes[at];
        let order = crates[node.crate_at].order;
        node.top.as_ref().map_or(Some(order.len()), |top| order.iter().position(|name| name == top))
    };
    let mut faults = BTreeSet::new();
    let mut unknown: Vec<String> = Vec::new();
    for (at, node) in house.nodes.iter().enumerate() {
        if let (None, Some(top)) = (place(at), &node.top) {
            let name = crates[node.crate_at].name;
            if faults.insert((name, top)) {
                unknown.push(format!("  `{name}::{top}` has no place: add `{top}` to the order of `{name}` in tests/house.rs"));
            }
        }
    }
    let against = house.arrows.iter().filter_map(|arrow| {
        let [from, to] = [arrow.from, arrow.to].map(|at| &house.nodes[at]);
        let [(from_crate, from_top), (to_crate, to_top)] =
            [from, to].map(|node| (crates[node.crate_at].name, node.top.as_deref().unwrap_or("the root")));
        if from.crate_at != to.crate_at {
            return (from.crate_at < to.crate_at).then(|| format!("  {}; `{from_crate}` may not use `{to_crate}`", house.show(arrow)));
        }
        let is_against = place(arrow.from)? < place(arrow.to)?;
        is_against.then(|| format!("  {}; `{to_top}` stands after `{from_top}`", house.show(arrow)))
    });
    let against: Vec<String> = against.collect();
    unknown.into_iter().chain(against).collect()
}

/// How high each module stands: 0 if it uses none of its crate, else one above the highest that it uses. Those that use each other in a
/// circle share a floor.
fn floors(house: &House) -> Vec<usize> {
    let next = neighbours(house);
    let reached: Vec<BTreeSet<usize>> = (0..next.len())
        .map(|start| {
            let (mut reached, mut waiting) = (BTreeSet::new(), vec![start]);
            while let Some(at) = waiting.pop() {
                waiting.extend(next[at].iter().filter(|&&to| reached.insert(to)));
            }
            reached
        })
        .collect();
    let mut floors = vec![0; next.len()];
    loop {
        let before = floors.clone();
        for (from, targets) in next.iter().enumerate() {
            for &to in targets.iter().filter(|&&to| house.nodes[to].crate_at == house.nodes[from].crate_at) {
                let above = usize::from(!reached[to].contains(&from));
                floors[from] = floors[from].max(floors[to] + above);
            }
        }
        if floors == before {
            return floors;
        }
    }
}

/// For each crate that has files: how many modules, arrows from them and floors it has.
pub fn summary(crates: &[Crate], house: &House) -> String {
    let (next, floors) = (neighbours(house), floors(house));
    let line = |(crate_at, each): (usize, &Crate)| {
        let own: Vec<usize> = (0..house.nodes.len()).filter(|&at| house.nodes[at].crate_at == crate_at && !house.nodes[at].file.is_empty()).collect();
        let arrows: usize = own.iter().map(|&at| next[at].len()).sum();
        let top = own.iter().map(|&at| floors[at]).max()?;
        Some(format!("{}: modules {}, arrows {arrows}, floors {}", each.name, own.len(), top + 1))
    };
    crates.iter().enumerate().filter_map(line).collect::<Vec<_>>().join("\n")
}
