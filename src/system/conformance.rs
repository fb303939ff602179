//! Conformance: trials that tell the author of an adapter whether it keeps the contract, on texts that often break adapters.

use std::time::{Duration, Instant};

use mihak_core::annotation::subword::spans as spans_of;
use mihak_core::wording;
use mihak_systems::answer::{Prediction, Verified};
use mihak_systems::failure::Failure;

use crate::process::Session;
use crate::process::protocol::Request;
use crate::stop::Stop;
use crate::system::{Handle, System};

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was tried.
    pub tried: String,
    /// What was seen, or what is wrong.
    pub found: Result<String, String>,
}

/// The requests that are sent at once, to see whether answers come in their order.
const AT_ONCE: usize = 40;

/// The bytes of the long article.
const LONG: usize = 200_000;

/// Ordinary text, as several trials need it.
const PLAIN: &str = "زار الرئيس محمود سعد القاهرة أمس، وقال للصحافيين: «سنبحث الأمر في 15:35».";

/// The texts that are tried, each with what it is.
fn texts() -> Vec<(&'static str, String)> {
    let sentence = format!("{PLAIN} وأضاف أن 12% من الـ10 ملايين دولار تدفع في ٢٠٢٤\n");
    let long = sentence.repeat(LONG / sentence.len() + 1);
    [
        ("empty text", String::new()),
        ("white space only", " \n\t\u{a0}\r\n ".into()),
        ("one letter", "و".into()),
        ("ordinary text", PLAIN.into()),
        ("characters outside the BMP in front", format!("🎉🇪🇬 {PLAIN}")),
        ("a combined emoji inside", "قال 👩🏽‍🔬 إن النتائج جيدة".into()),
        ("bidi marks and isolates", "\u{200f}قال\u{200e} (NATO\u{200f}) إن \u{2067}المجلس\u{2069} اجتمع\u{202c}".into()),
        ("ZWNJ, ZWJ and a byte order mark inside", "\u{feff}می\u{200c}خواهم وقال\u{200d} نعم".into()),
        ("full vocalisation", "زَارَ الرَّئِيسُ مُحَمَّدٌ القَاهِرَةَ، وَقَالَ لِلصَّحَافِيِّينَ: «نَعَمْ»".into()),
        ("tatweel", "قـــال الـــرئيس إنّ الـ10 مــــن الشهر".into()),
        ("presentation forms and ligatures", "ﷲ ﻻ ﺍﻟﻘﺎﻫﺮﺓ ﷺ".into()),
        ("decomposed hamza", "ا\u{654}علن مسو\u{654}ول ا\u{653}خر".into()),
        ("quotes, backslashes, tabs", "قال: \"نعم\" \\ ثم\tسكت 'مرة' {\"a\":[1]}".into()),
        ("line ends of every kind", "سطر\nوآخر\r\nوثالث\u{2028}ورابع\u{85}وخامس".into()),
        ("control characters", "قبل\u{0}بعد\u{1}ثم\u{7f}نعم".into()),
        ("addresses and hashtags", "راسلونا press@example.org أو https://example.org/ب?x=1 #وسم_واحد @name".into()),
        ("marks without letters", "\u{64b}\u{651} \u{640}\u{640} \u{200f}".into()),
        ("punctuation only", "… «» ؟! ،؛ --".into()),
        ("Latin and mixed digits", "COVID-19 في 12/5/2024 و٣٫٥٪ و1,200.50$".into()),
        ("an article of 200 kB", long),
    ]
    .into()
}

/// Tries a system on all of it.
///
/// `Err` if it is missing or cannot be opened. A program that is waited for when `stop` is raised has not answered.
pub fn check(system: &System, stop: &Stop) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    let version = system.receipt(stop)?.to_string();
    let mut handle = system.open(stop)?;
    let started = system.record().map_or(String::new(), |record| format!(", ready after {:.2} s", record.startup.as_secs_f64()));
    findings.push(Finding { tried: "greeting".into(), found: Ok(format!("{version}{started}")) });
    let mut ordinary = None;
    for (tried, text) in texts() {
        let begun = Instant::now();
        let answer = handle.answer(&text);
        let took = begun.elapsed();
        if tried == "ordinary text" {
            ordinary = answer.clone().ok();
        }
        findings.push(Finding { tried: tried.into(), found: judged(&text, answer, took) });
    }
    let again = match (ordinary, handle.answer(PLAIN)) {
        (Some(before), Ok(now)) if before != now => Err("another answer than before: what came in between must not matter".into()),
        (None, _) => Err("it was not answered the first time".into()),
        (_, Err(failure)) => Err(failure.to_string()),
        _ => Ok("the same answer".into()),
    };
    findings.push(Finding { tried: "ordinary text again".into(), found: again });
    if let Handle::Process(session) = &mut handle {
        findings.push(Finding { tried: format!("{AT_ONCE} requests at once"), found: at_once(session) });
    }
    let is_process = matches!(handle, Handle::Process(_));
    drop(handle);
    system.rest();
    let record = system.record().unwrap_or_default();
    if is_process {
        let (bad, notes): (Vec<String>, Vec<String>) = record.notes.into_iter().partition(|note| note.starts_with("ended badly"));
        let used = format!("exit status 0; {:.2} s of CPU time, at most {:.0} MB", record.cpu.as_secs_f64(), record.peak as f64 / 1e6);
        let found = if bad.is_empty() { Ok(used) } else { Err(bad.join("; ")) };
        findings.push(Finding { tried: "end of input".into(), found });
        findings.extend(notes.into_iter().map(|note| Finding { tried: "note".into(), found: Ok(format!("it {note}")) }));
    }
    Ok(findings)
}

/// What is to be said of an answer.
fn judged(text: &str, answer: Result<Verified, Failure>, took: Duration) -> Result<String, String> {
    let answer = answer.map_err(|failure| failure.to_string())?;
    let (count, spans, noun) = match answer.prediction() {
        Prediction::Tokens(tokens) => (tokens.len(), tokens.iter().map(|token| token.span).collect::<Vec<_>>(), "token"),
        Prediction::Mentions(mentions, _) => (mentions.len(), mentions.iter().map(|mention| mention.span).collect(), "mention"),
        Prediction::Subwords(answer) => (answer.tokens.len(), spans_of(text, &answer.tokens), "token"),
    };
    if let Some(span) = spans.iter().find(|span| span.slice(text).chars().all(char::is_whitespace)) {
        return Err(format!("bytes {:?} are white space", span.range()));
    }
    let mut said = wording::count(count, noun);
    if noun == "token" {
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let left_out = letters(text) - spans.iter().map(|span| letters(span.slice(text))).sum::<usize>();
        if left_out > 0 {
            said.push_str(&format!(", {} in none of them", wording::count(left_out, "character")));
        }
    }
    let changed = answer.changed();
    if changed.unplaced > 0 {
        said.push_str(&format!(", {} that no rule places", wording::count(changed.unplaced as usize, "piece")));
    }
    if !changed.rules.is_empty() {
        let rules: Vec<String> = changed.rules.iter().map(|(rule, times)| format!("{rule} {times}")).collect();
        said.push_str(&format!(", changed: {}", rules.join(", ")));
    }
    Ok(format!("{said}, {:.1} ms", took.as_secs_f64() * 1e3))
}

/// Whether many requests at once are answered in their order.
fn at_once(session: &mut Session) -> Result<String, String> {
    let texts: Vec<String> = (0..AT_ONCE).map(|at| "قال نعم. ".repeat(at % 7 + 1)).collect();
    let mut requests = texts.iter().enumerate().map(|(at, text)| (at, Request { id: format!("at-once/{at}"), text }));
    let (mut answered, mut fault) = (0, None);
    session.answer_all(&mut || requests.next(), &|_| true, &mut |at, said| match said {
        Ok(_) => answered += 1,
        Err(failure) => drop(fault.get_or_insert(format!("request {}: {failure}", at + 1))),
    });
    match fault {
        None if answered == AT_ONCE => Ok("answered in their order".into()),
        None => Err(format!("{answered} were answered")),
        Some(fault) => Err(fault),
    }
}
