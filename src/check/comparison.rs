//! The comparison of two sides, step by step: coverage, comparability, identity, gates.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use mihak_core::measure::terms::Terms;
use mihak_core::safe::Guard;
use mihak_core::score::{self, Score};
use mihak_core::wording::count;

use crate::check::causes::causes;
use crate::check::changes::Changes;
use crate::check::coverage;
use crate::check::flips::BothErrors;
use crate::check::gates::{State, judged};
use crate::check::remark::{Remark, RemarkKind};
use crate::check::side::Side;
use crate::check::verdict::Verdict;
use crate::exit::{FINE, NOT_COMPARABLE, NOTHING_RAN, REGRESSED};
use crate::results::{CellName, Results};
use crate::suite::Gate;

/// What is compared, and by whose rules.
pub struct Comparison<'a> {
    /// The results of the last run.
    pub fresh: Side<'a>,
    /// The blessed results.
    pub blessed: Side<'a>,
    /// The bytes of the baseline's scores.csv, if there is one.
    pub blessed_scores: Option<Vec<u8>>,
    /// The gates, in the order of the suite.
    pub gates: &'a [Gate],
    /// How the replicates of intervals are drawn, and what undefined ratios are.
    pub terms: Terms,
    /// The optional systems, which a run may leave out.
    pub optional: &'a [&'a str],
    /// The file of the suite, if it was named: commands that are shown name it too.
    pub suite_file: Option<&'a str>,
    /// The fresh answers that were kept from earlier runs, by system.
    pub kept: &'a BTreeMap<String, usize>,
    /// The systems that are compared.
    pub selected: &'a dyn Fn(&str) -> bool,
}

impl Comparison<'_> {
    /// The verdict.
    ///
    /// The code is [`NOTHING_RAN`] if there are no fresh counts or a blessed cell, article or answer is missing, [`NOT_COMPARABLE`] if there is
    /// no baseline, if it was counted on other gold or by another scorer or if a gate names no measure of it, [`REGRESSED`] if a gate regressed
    /// (see [`State`]), [`FINE`] otherwise. `Err` if scores cannot be computed or errors cannot be read.
    pub fn verdict(&self) -> Result<Verdict> {
        if self.fresh.results.is_empty() {
            return Ok(Verdict::ended(NOTHING_RAN, "no fresh results: run `mihak run` first"));
        }
        if self.blessed.results.is_empty() {
            return Ok(Verdict::ended(NOT_COMPARABLE, "no baseline: run `mihak bless --because \"first baseline\"`"));
        }
        let mut blessed_scores = self.blessed.results.scores(self.terms)?;
        let follows = self
            .blessed_scores
            .as_ref()
            .is_some_and(|bytes| [Guard::On, Guard::Off].into_iter().any(|guard| same_lines(bytes, &score::write_guarded(&blessed_scores, guard))));
        blessed_scores.retain(|score| (self.selected)(&score.system));
        let (fresh, mut blessed) = (self.only(self.fresh.results), self.only(self.blessed.results));
        let left_out = self.left_out(&fresh, &blessed);
        blessed.systems.retain(|name, _| !left_out.contains(name.as_str()));
        blessed_scores.retain(|score| !left_out.contains(score.system.as_str()));
        if fresh.is_empty() && blessed.is_empty() {
            return Ok(Verdict::ended(NOTHING_RAN, "nothing selected: no system of that name in the fresh results or in the baseline"));
        }
        let (now, before) = (fresh.cells()?, blessed.cells()?);
        let missing = coverage::missing(&now, &before);
        if !missing.is_empty() {
            let said = format!("coverage shrank: {} of the baseline", count(missing.len(), "part"));
            return Ok(Verdict { missing, ..Verdict::ended(NOTHING_RAN, said) });
        }
        let differing = coverage::differing(&fresh, &blessed, &now, &before);
        if !differing.is_empty() {
            let said = "not comparable with the baseline: run `mihak bless --because …` if the change is meant";
            return Ok(Verdict { differing, ..Verdict::ended(NOT_COMPARABLE, said) });
        }
        if !follows {
            let (blessed, asked) = (self.blessed_scores.as_deref().and_then(drawn), self.terms.boot.map(|boot| boot.to_string()));
            let said = match blessed == asked {
                false => {
                    let shown = |boot: Option<String>| boot.map_or("no replicates".into(), |boot| format!("`{boot}`"));
                    format!(
                        "the baseline's intervals are of {}, the suite's [score] says {}: `mihak bless` writes them anew",
                        shown(blessed),
                        shown(asked)
                    )
                }
                true => "the baseline's scores.csv is not what its counts give: `mihak bless` writes it anew".into(),
            };
            return Ok(Verdict::ended(NOT_COMPARABLE, said));
        }
        let mut notes = coverage::notes(&fresh, &blessed, &now, &before);
        notes.extend(left_out.iter().map(|name| {
            let gates = self.gates.iter().filter(|gate| gate.system == *name).count();
            let held = if gates > 0 { format!(", {} not judged", count(gates, "gate")) } else { String::new() };
            Remark::system(RemarkKind::Note, name, format!("optional, and not run here: nothing was compared{held}"))
        }));
        notes.extend(self.kept.iter().filter(|(name, _)| fresh.systems.contains_key(*name)).map(|(name, answers)| {
            let said = format!("{} kept from earlier runs; `mihak run --fresh` asks again", count(*answers, "answer"));
            Remark::system(RemarkKind::Note, name, said)
        }));
        let mut verdict = Verdict { notes, ..Verdict::default() };
        self.judge(&fresh, &blessed, blessed_scores, &left_out, &mut verdict)?;
        Ok(verdict)
    }

    fn only(&self, results: &Results) -> Results {
        let wanted = results.systems.iter().filter(|(name, _)| (self.selected)(name));
        Results { systems: wanted.map(|(name, counts)| (name.clone(), counts.clone())).collect() }
    }

    /// The systems of the baseline that the suite calls optional and that were not run at all.
    fn left_out(&self, fresh: &Results, blessed: &Results) -> BTreeSet<&str> {
        let optional = self.optional.iter().copied();
        optional.filter(|name| blessed.systems.contains_key(*name) && !fresh.systems.contains_key(*name)).collect()
    }

    /// Fills in the gates and the changes of sides that can be compared, and the end of the verdict.
    fn judge(&self, fresh: &Results, blessed: &Results, blessed_scores: Vec<Score>, left_out: &BTreeSet<&str>, verdict: &mut Verdict) -> Result<()> {
        let changes = Changes::new(&fresh.scores(self.terms.without_intervals())?, &blessed_scores);
        verdict.differing = changes.other_gold();
        if !verdict.differing.is_empty() {
            verdict.code = NOT_COMPARABLE;
            verdict.said = "the same gold was counted differently: the counts are damaged, or `scorer` should have been raised".into();
            return Ok(());
        }
        let moved = fresh.moved(blessed);
        let held: Vec<_> = self.gates.iter().filter(|gate| (self.selected)(&gate.system) && !left_out.contains(gate.system.as_str())).collect();
        verdict.gates = judged(&held, &changes, &moved, [fresh, blessed], self.terms)?;
        self.explain([fresh, blessed], &moved, verdict)?;
        verdict.changed = changes.changed();
        let distinct = |wanted: fn(&State) -> bool| {
            let mut gates: Vec<usize> = verdict.gates.iter().filter(|gate| wanted(&gate.state)).map(|gate| gate.gate).collect();
            gates.dedup();
            gates.len()
        };
        let (unknown, regressed) = (distinct(|state| *state == State::Unknown), distinct(|state| matches!(state, State::Regressed(_))));
        let hold = format!("{} {}", count(held.len(), "gate"), if held.len() == 1 { "holds" } else { "hold" });
        (verdict.code, verdict.said) = match (unknown, regressed) {
            (0, 0) if moved.is_empty() => (FINE, format!("identical to the baseline: {hold}")),
            (0, 0) => (FINE, format!("{} changed, {hold}", count(verdict.changed.len(), "measure"))),
            (_, 1..) => {
                let worst = verdict.regressed().next().expect("one regressed");
                let cause = worst.causes.first().map_or(String::new(), |cause| format!(", first of all by {cause}"));
                let others = if unknown > 0 { format!("; {} of no measure of the baseline", count(unknown, "gate")) } else { String::new() };
                (REGRESSED, format!("regressed: {regressed} of {}: {}{cause}{others}", count(held.len(), "gate"), worst.name))
            }
            (1, 0) => (NOT_COMPARABLE, "a gate names no measure of the baseline: correct the gate, or bless".into()),
            (n, 0) => (NOT_COMPARABLE, format!("{n} gates name no measure of the baseline: correct the gates, or bless")),
        };
        Ok(())
    }

    /// Says for every gate whose cell moved what accounts for its loss, and what flipped.
    fn explain(&self, sides: [&Results; 2], moved: &BTreeSet<CellName>, verdict: &mut Verdict) -> Result<()> {
        let mut read: BTreeMap<String, Option<BothErrors>> = BTreeMap::new();
        for gate in verdict.gates.iter_mut().filter(|gate| moved.contains(&gate.name.cell())) {
            if gate.fell() {
                gate.causes = causes(&gate.name, sides);
            }
            let system = &gate.name.system;
            if !read.contains_key(system) {
                let both = BothErrors::read(system, &self.fresh, &self.blessed)?;
                verdict.notes.extend(both.as_ref().err().map(|said| Remark::system(RemarkKind::Note, system, said.clone())));
                read.insert(system.clone(), both.ok());
            }
            gate.flips = read[system].as_ref().map(|errors| errors.flips(&gate.name, self.suite_file)).transpose()?;
        }
        Ok(())
    }
}

/// Whether two texts have the same lines, however these end: a checkout may have changed that.
fn same_lines(left: &[u8], right: &[u8]) -> bool {
    fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
        text.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }
    lines(left).eq(lines(right))
}

/// How the replicates of a scores.csv were drawn, by its first row.
fn drawn(scores: &[u8]) -> Option<String> {
    let row = scores.split(|&byte| byte == b'\n').nth(1)?;
    let boot = std::str::from_utf8(row).ok()?.split_once("|boot:")?.1;
    boot.split('|').next().map(String::from)
}

#[cfg(test)]
mod tests {
    use mihak_core::annotation::Task;
    use mihak_core::measure::counts::SystemCounts;
    use mihak_core::measure::key::{Key, Layer};
    use mihak_core::measure::segment::WORD;
    use mihak_core::statistics::Count;

    use super::*;
    use crate::check::gates::Why;
    use crate::exit::Code;

    /// The counts of one article with ten words, of which so many are right.
    fn results(right: u64) -> Results {
        let mut counts = SystemCounts::of("v 1");
        let none = Count::default();
        for (layer, count) in
            [(Layer::coverage(), Count { tp: 1, ..none }), (Layer::tokens(&WORD, "atb", "*"), Count { tp: right, r#fn: 10 - right, ..none })]
        {
            counts.extend([(Key { corpus: "c@1#0".into(), split: "all".into(), article: "a".into(), task: Task::Segments, layer }, count)]);
        }
        Results { systems: [("s".to_string(), counts.into())].into() }
    }

    #[test]
    fn counts_are_judged_without_a_suite_that_knows_their_system() {
        let [system, corpus, label] = ["s", "c", "*"].map(String::from);
        let measure = WORD.measure("*", "accuracy").unwrap();
        let (matching, bound, orth, split, view) = (&WORD, None, None, None, None);
        let gates = [Gate { system, corpus, split, task: Task::Segments, matching, bound, orth, view, label, measure, tolerance: 0.01, limit: None }];
        let blessed = results(9);
        for (right, code, state) in [(9, FINE, State::Holds), (10, FINE, State::Improved), (8, REGRESSED, State::Regressed(Why::Tolerance))] {
            let comparison = Comparison {
                fresh: Side { results: &results(right), errors: &|_| Ok(None) },
                blessed: Side { results: &blessed, errors: &|_| Ok(None) },
                blessed_scores: Some(score::write(&blessed.scores(Terms::default()).unwrap())),
                gates: &gates,
                terms: Terms::default(),
                optional: &[],
                suite_file: None,
                kept: &BTreeMap::new(),
                selected: &|_| true,
            };
            let verdict = comparison.verdict().unwrap();
            let found: (Code, Vec<State>) = (verdict.code, verdict.gates.iter().map(|gate| gate.state).collect());
            assert_eq!(found, (code, vec![state]), "{right} right: {}", verdict.said);
        }
    }
}
