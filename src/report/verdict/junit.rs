//! The verdict as JUnit XML, as CI servers read it: a suite for every corpus and task, a case for every gate.

use std::collections::BTreeMap;

use mihak_core::safe::xml_characters;
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use crate::check::{GateVerdict, State, Verdict};
use crate::exit::{FINE, REGRESSED};
use crate::report::verdict::wording::{arrow, articles, details, interval, level, reason};
use crate::speed::gate::Line;

/// One `testsuite` a corpus and task with a `testcase` a gate and split: `failure` where it regressed, with the flips as its text, `error` where
/// it names no measure. What is missing or not comparable is an `error` of its own. The last suite, `verdict`, has one case that is red only where
/// nothing else is; its `system-out` is the verdict, its properties `exit-code` and `verdict`. There is neither time nor host in it.
pub fn junit(verdict: &Verdict) -> String {
    let mut suites: BTreeMap<String, Vec<TestCase>> = BTreeMap::new();
    for remark in verdict.missing.iter().chain(&verdict.differing) {
        let suite = remark.cell.as_ref().map_or("mihak check".into(), |cell| format!("{} {}", cell.corpus, cell.task));
        let split = remark.cell.as_ref().map_or(String::new(), |cell| format!(" ({})", cell.split));
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(text(&remark.said)).set_type(remark.kind.name()).set_description(text(&remark.to_string()));
        let mut case = TestCase::new(text(&format!("{}{split} {}", remark.kind.name(), remark.said)), status);
        case.set_classname(text(&remark.system));
        suites.entry(suite).or_default().push(case);
    }
    for gate in &verdict.gates {
        suites.entry(format!("{} {}", gate.name.corpus, gate.name.task)).or_default().push(case(gate));
    }
    if !verdict.speed.is_empty() {
        suites.insert("instructions".into(), verdict.speed.iter().map(counted).collect());
    }
    let red = suites.values().flatten().any(|case| !matches!(case.status, TestCaseStatus::Success { .. }));
    let mut report = Report::new("mihak check");
    for (name, cases) in suites {
        report.add_test_suite(suite(&name, cases));
    }
    let status = match verdict.code {
        FINE => TestCaseStatus::success(),
        _ if red => TestCaseStatus::success(),
        _ => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(text(&verdict.closing())).set_type("verdict");
            status
        }
    };
    let mut case = TestCase::new("verdict", status);
    case.set_classname("mihak check");
    let mut last = suite("verdict", vec![case]);
    last.add_property(Property::new("exit-code", verdict.code.to_string())).add_property(Property::new("verdict", text(&verdict.said)));
    let notes: String = verdict.notes.iter().map(|note| format!("{note}\n")).collect();
    last.set_system_out(text(&format!("{notes}{}", verdict.closing())));
    report.add_test_suite(last);
    // The schema of Jenkins knows this attribute on suites, not on their root; nothing is ever skipped.
    let mut out = report.to_string().expect("writing to memory does not fail").replacen(" skipped=\"0\"", "", 1);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// The text as the writer takes it, which would leave out what XML cannot hold.
fn text(said: &str) -> XmlString {
    XmlString::new(xml_characters(said).as_str())
}

fn suite(name: &str, cases: Vec<TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(text(name));
    suite.add_test_cases(cases);
    suite
}

/// The case of counted instructions.
fn counted(line: &Line) -> TestCase {
    let mut status = match line.verdict.code() {
        FINE => TestCaseStatus::success(),
        REGRESSED => TestCaseStatus::non_success(NonSuccessKind::Failure),
        _ => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    if line.verdict.code() != FINE {
        status.set_message(text(&line.to_string())).set_type("instructions");
    }
    let mut case = TestCase::new(text(&format!("instructions {} {}", line.corpus, line.task)), status);
    case.set_classname(text(&line.system));
    case
}

fn case(gate: &GateVerdict) -> TestCase {
    let split = if gate.name.split.is_empty() { String::new() } else { format!(" ({})", gate.name.split) };
    let interval = interval(gate).map_or(String::new(), |interval| format!(", {} {interval}", level()));
    let value = format!("{}{interval}", arrow(gate.before, gate.now));
    let mut said = vec![format!("{}: {value}", gate.name)];
    said.extend(reason(gate));
    said.push(articles(gate));
    said.extend(details(gate));
    let mut status = match gate.state {
        State::Regressed(_) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        State::Unknown => TestCaseStatus::non_success(NonSuccessKind::Error),
        _ => TestCaseStatus::success(),
    };
    match gate.state {
        State::Regressed(_) => {
            status.set_message(value).set_type(gate.state.why()).set_description(text(&said.join("\n")));
        }
        State::Unknown => {
            status.set_message(reason(gate).unwrap_or_default()).set_type(gate.state.name());
        }
        _ => {}
    }
    let mut case = TestCase::new(text(&format!("{}{split}", gate.name.what())), status);
    case.set_classname(text(&gate.name.system));
    if matches!(gate.state, State::HoldsByTolerance | State::HoldsNotSignificant | State::Improved) {
        case.set_system_out(text(&said.join("\n")));
    }
    case
}
