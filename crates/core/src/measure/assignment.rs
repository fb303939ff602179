//! The assignment of greatest weight in a sparse graph: what the matching of overlapping mentions comes down to.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Nobody.
const NONE: u32 = u32::MAX;

/// How many edges all searches may look at in one graph: a second or two. What people annotate stays far below.
const MOST_WORK: u64 = 1 << 25;

/// Rows, columns, and the pairs of them that have a weight.
///
/// Rows are added one by one along shortest augmenting paths with prices (Kuhn 1955; Edmonds and Karp 1972), where every row may
/// also remain alone. A search ends at the nearest free column or row to be left alone, so that it seldom goes far. Rows with few edges
/// come first: one with many would be moved by each of them.
pub struct Assignment {
    /// For every row where its edges begin, and their end.
    first: Vec<u32>,
    /// Column and weight, by row.
    edges: Vec<(u32, i128)>,
    /// The row of every column.
    owner: Vec<u32>,
    /// The column of every row.
    choice: Vec<u32>,
    /// What a row gains, and what a column costs: row + column ≥ weight, with equality where they are paired.
    gain: Vec<i128>,
    cost: Vec<i128>,
    /// How many edges were looked at.
    work: u64,
}

impl Assignment {
    /// The graph with these edges (row, column, weight); weights of 0 or less are no edges. Edges are tried in the order of their columns.
    pub fn new(rows: usize, columns: usize, edges: impl Iterator<Item = (u32, u32, i128)>) -> Assignment {
        let mut listed: Vec<(u32, u32, i128)> = edges.filter(|edge| edge.2 > 0).collect();
        listed.sort_unstable_by_key(|&(row, column, _)| (row, column));
        let mut first = vec![0u32; rows + 1];
        listed.iter().for_each(|edge| first[edge.0 as usize + 1] += 1);
        for row in 0..rows {
            first[row + 1] += first[row];
        }
        let edges: Vec<(u32, i128)> = listed.into_iter().map(|(_, column, weight)| (column, weight)).collect();
        let gain = (0..rows).map(|row| edges[first[row] as usize..first[row + 1] as usize].iter().map(|edge| edge.1).max().unwrap_or(0)).collect();
        Assignment { first, edges, owner: vec![NONE; columns], choice: vec![NONE; rows], gain, cost: vec![0; columns], work: 0 }
    }

    /// The column of every row, if it has one; `None` if the search takes too long, which depends on nothing but the graph.
    pub fn solve(self) -> Option<Vec<Option<usize>>> {
        self.solve_within(MOST_WORK)
    }

    fn solve_within(mut self, most_work: u64) -> Option<Vec<Option<usize>>> {
        let mut search = Search::new(self.owner.len());
        let mut rows: Vec<u32> = (0..self.choice.len() as u32).collect();
        rows.sort_by_key(|&row| self.edges(row).len());
        for row in rows {
            search.run(&mut self, row);
            if self.work > most_work {
                return None;
            }
        }
        Some(self.choice.into_iter().map(|column| (column != NONE).then_some(column as usize)).collect())
    }

    fn edges(&self, row: u32) -> &[(u32, i128)] {
        &self.edges[self.first[row as usize] as usize..self.first[row as usize + 1] as usize]
    }
}

/// The shortest path from one new row, with marks that are wiped after every search.
struct Search {
    /// The least loss at which a column was reached, and the row from which.
    reached: Vec<Option<(i128, u32)>>,
    /// The columns that were reached, and those of them that are settled.
    touched: Vec<u32>,
    settled: Vec<u32>,
    done: Vec<bool>,
    /// Columns by loss; of equals a free one comes first, and ends the search.
    heap: BinaryHeap<Reverse<(i128, bool, u32)>>,
}

impl Search {
    fn new(columns: usize) -> Search {
        Search { reached: vec![None; columns], touched: Vec::new(), settled: Vec::new(), done: vec![false; columns], heap: BinaryHeap::new() }
    }

    /// Gives the row a column, moves others, or leaves the row that loses least alone.
    fn run(&mut self, graph: &mut Assignment, new: u32) {
        // The row at which the path ends by leaving it alone, with the loss.
        let mut alone = (graph.gain[new as usize], new);
        self.relax(graph, new, 0, alone.0);
        let mut free = None;
        while let Some(Reverse((loss, _, column))) = self.heap.pop() {
            if loss >= alone.0 {
                break;
            }
            if self.done[column as usize] {
                continue;
            }
            self.done[column as usize] = true;
            let owner = graph.owner[column as usize];
            if owner == NONE {
                free = Some((loss, column));
                break;
            }
            self.settled.push(column);
            let left = loss + graph.gain[owner as usize];
            if left < alone.0 {
                alone = (left, owner);
            }
            self.relax(graph, owner, loss, alone.0);
        }
        let least = free.map_or(alone.0, |(loss, _)| loss);
        self.reprice(graph, new, least);
        let end = match free {
            Some((_, column)) => column,
            None => {
                let column = graph.choice[alone.1 as usize];
                graph.choice[alone.1 as usize] = NONE;
                column
            }
        };
        if end != NONE {
            self.turn(graph, end);
        }
        for column in self.touched.drain(..) {
            self.reached[column as usize] = None;
            self.done[column as usize] = false;
        }
        self.settled.clear();
        self.heap.clear();
    }

    fn relax(&mut self, graph: &mut Assignment, row: u32, loss: i128, limit: i128) {
        let gain = graph.gain[row as usize];
        graph.work += graph.edges(row).len() as u64;
        for &(column, weight) in graph.edges(row) {
            let through = loss + gain + graph.cost[column as usize] - weight;
            let better = self.reached[column as usize].is_none_or(|(known, _)| through < known);
            if through < limit && better && !self.done[column as usize] {
                if self.reached[column as usize].is_none() {
                    self.touched.push(column);
                }
                self.reached[column as usize] = Some((through, row));
                self.heap.push(Reverse((through, graph.owner[column as usize] != NONE, column)));
            }
        }
    }

    /// Moves the prices so that the pairs along the path become tight and no edge exceeds them.
    fn reprice(&mut self, graph: &mut Assignment, new: u32, least: i128) {
        graph.gain[new as usize] -= least;
        for &column in &self.settled {
            let (loss, _) = self.reached[column as usize].expect("a settled column was reached");
            graph.cost[column as usize] += least - loss;
            graph.gain[graph.owner[column as usize] as usize] -= least - loss;
        }
    }

    /// Gives every column on the path to the row from which it was reached.
    fn turn(&self, graph: &mut Assignment, end: u32) {
        let mut column = end;
        while column != NONE {
            let (_, row) = self.reached[column as usize].expect("the path leads through columns that were reached");
            let next = graph.choice[row as usize];
            graph.owner[column as usize] = row;
            graph.choice[row as usize] = column;
            column = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The greatest weight that rows from one on can reach, by trying everything.
    fn brute(weights: &[Vec<i128>], row: usize, used: u32) -> i128 {
        let Some(weights_here) = weights.get(row) else { return 0 };
        let alone = brute(weights, row + 1, used);
        let paired = |(column, weight): (usize, &i128)| weight + brute(weights, row + 1, used | 1 << column);
        weights_here.iter().enumerate().filter(|(column, weight)| **weight > 0 && used & 1 << column == 0).map(paired).max().unwrap_or(0).max(alone)
    }

    fn edges(weights: &[Vec<i128>]) -> impl Iterator<Item = (u32, u32, i128)> {
        let row = |(row, weights): (usize, &Vec<i128>)| {
            weights.iter().enumerate().map(move |(column, &weight)| (row as u32, column as u32, weight)).collect::<Vec<_>>()
        };
        weights.iter().enumerate().flat_map(row)
    }

    proptest! {
        #[test]
        fn no_other_assignment_weighs_more(weights in (1usize..7, 1usize..7).prop_flat_map(|(rows, columns)| {
            proptest::collection::vec(proptest::collection::vec(prop_oneof![Just(0i128), 1i128..4, Just(1 << 60), Just(1 << 100)], columns), rows)
        })) {
            let choice = Assignment::new(weights.len(), weights[0].len(), edges(&weights)).solve().unwrap();
            let total: i128 = choice.iter().enumerate().filter_map(|(row, column)| Some(weights[row][(*column)?])).sum();
            prop_assert_eq!(total, brute(&weights, 0, 0));
            let mut taken: Vec<usize> = choice.into_iter().flatten().collect();
            taken.sort_unstable();
            prop_assert!(taken.windows(2).all(|pair| pair[0] < pair[1]), "a column has two rows");
        }
    }

    #[test]
    fn a_search_that_takes_too_long_is_given_up() {
        let weights = vec![vec![1, 2], vec![3, 4]];
        let graph = || Assignment::new(2, 2, edges(&weights));
        assert_eq!(graph().solve_within(100).map(|choice| choice.len()), Some(2));
        assert_eq!(graph().solve_within(2), None);
    }

    #[test]
    fn a_chain_of_equal_weights_is_not_searched_to_its_end() {
        let n = 100_000;
        let chain = (0..n).flat_map(|row| [(row, row, 7), (row, (row + 1) % n, 7)]);
        let graph = Assignment::new(n as usize, n as usize, chain);
        assert!(graph.solve_within(16 * u64::from(n)).is_some());
    }

    #[test]
    fn a_row_with_every_column_is_not_moved_by_each_of_the_others() {
        let n = 100_000;
        let blob = (0..n).flat_map(|at| [(0, at, 3), (at + 1, at, 7)]);
        let graph = Assignment::new(n as usize + 1, n as usize, blob);
        assert!(graph.solve_within(16 * u64::from(n)).is_some());
    }
}
