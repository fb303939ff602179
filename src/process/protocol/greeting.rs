//! The greeting of a child: its name and version, its task, and what its offsets count; or what it needs and does not find.

use mihak_core::annotation::{Scheme, Task};
use mihak_core::text::offsets::Unit;
use serde::Deserialize;

use crate::process::protocol::line::{LONGEST_NAME, plain, quoted};

/// The version of the protocol that is spoken here.
pub const PROTOCOL: u64 = 1;

/// What a child says about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Greeting {
    /// The name of the adapter.
    pub name: String,
    /// What does the work, with its version: the receipt in every result.
    pub version: String,
    /// What it answers.
    pub task: Task,
    /// The scheme by which it cuts, if it says it.
    pub scheme: Option<Scheme>,
    /// What its offsets count.
    pub unit: Unit,
    /// Whether its answers may change although nothing of the system does, as those of a service may: they are not kept.
    pub volatile: bool,
}

impl Greeting {
    /// The greeting as a line, without its line feed.
    pub fn line(&self) -> String {
        let Greeting { name, version, task, scheme, unit, volatile } = self;
        let scheme = scheme.map(Scheme::name);
        let mut line = serde_json::json!({
            "protocol": PROTOCOL, "name": name, "version": version, "task": task.name(), "scheme": scheme, "offsets": unit.name()
        });
        if *volatile {
            line["volatile"] = true.into();
        }
        line.to_string()
    }
}

/// The first word of a child.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Greeted {
    /// It is ready.
    Ready(Greeting),
    /// Something that it needs is not there.
    Missing {
        /// What.
        why: String,
        /// The command that brings it; empty if it does not say.
        install: String,
    },
}

#[derive(Deserialize)]
struct GreetingWire {
    protocol: serde_json::Value,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    task: String,
    scheme: Option<String>,
    offsets: Option<String>,
    #[serde(default)]
    volatile: bool,
    missing: Option<String>,
    #[serde(default)]
    install: String,
}

/// The greeting on a line; `None` if the line is none: libraries print while they load.
///
/// `Err` says what is wrong with a greeting of another protocol, or with one that lacks something.
pub fn greeting(line: &str) -> Result<Option<Greeted>, String> {
    let line = line.trim_start_matches('\u{feff}');
    let is_object = line.trim_start().starts_with('{');
    let Some(wire) = is_object.then(|| serde_json::from_str::<GreetingWire>(line)).and_then(Result::ok) else {
        return match is_object && line.contains("\"protocol\"") {
            true => Err(format!("the greeting cannot be read: {}", quoted(line))),
            false => Ok(None),
        };
    };
    if wire.protocol != PROTOCOL {
        return Err(format!("it speaks protocol {}, this mihak speaks {PROTOCOL}", wire.protocol));
    }
    if let Some(why) = wire.missing {
        return Ok(Some(Greeted::Missing { why: plain(&why), install: plain(&wire.install) }));
    }
    for (field, value) in [("name", &wire.name), ("version", &wire.version)] {
        if value.trim().is_empty() || value.len() > LONGEST_NAME || value.contains(char::is_control) {
            return Err(format!("the greeting's `{field}` is {value:?}, expected 1 to {LONGEST_NAME} bytes on one line"));
        }
    }
    let task = wire.task.parse().map_err(|said| format!("the greeting's `task`: {said}"))?;
    let scheme = wire.scheme.map(|name| name.parse().map_err(|said| format!("the greeting's `scheme`: {said}"))).transpose()?;
    let unit = match wire.offsets.as_deref() {
        None | Some("chars") => Unit::Chars,
        Some("bytes") => Unit::Bytes,
        Some("utf16") => Unit::Utf16,
        Some(other) => return Err(format!("the greeting's `offsets` is `{other}`, expected chars, bytes or utf16")),
    };
    Ok(Some(Greeted::Ready(Greeting { name: wire.name, version: wire.version, task, scheme, unit, volatile: wire.volatile })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(line: &str) -> Greeting {
        match greeting(line).unwrap().unwrap() {
            Greeted::Ready(greeting) => greeting,
            missing => panic!("{missing:?}"),
        }
    }

    const WORDS: &str = r#"{"protocol":1,"name":"n","version":"v 1","task":"words"}"#;

    #[test]
    fn a_greeting_says_name_version_task_scheme_and_offsets() {
        let said = ready(r#"{"protocol":1,"name":"n","version":"v 1","task":"segments","scheme":"atb","offsets":"bytes","more":[1]}"#);
        let (name, version) = ("n".to_string(), "v 1".to_string());
        assert_eq!(said, Greeting { name, version, task: Task::Segments, scheme: Some(Scheme::Atb), unit: Unit::Bytes, volatile: false });
        assert_eq!(ready(WORDS).unit, Unit::Chars);
        assert_eq!(ready(&format!("\u{feff}{WORDS}")), ready(WORDS), "a byte order mark is no stray line");
        assert_eq!(ready(&said.line()), said);
        let live = ready(&WORDS.replace("}", ",\"volatile\":true}"));
        assert!(live.volatile && ready(&live.line()) == live);
    }

    #[test]
    fn lines_that_are_no_greeting_are_told_from_greetings_that_are_wrong() {
        for stray in ["Loading model …", "", "{\"progress\": 3}", "[1]", "{not json"] {
            assert_eq!(greeting(stray), Ok(None), "{stray}");
        }
        for (wrong, said) in [
            (r#"{"protocol":2,"name":"n","version":"v","task":"words"}"#, "it speaks protocol 2, this mihak speaks 1"),
            (r#"{"protocol":"1","name":"n","version":"v","task":"words"}"#, "it speaks protocol \"1\""),
            (r#"{"protocol":1,"name":"n","task":"words"}"#, "the greeting's `version` is \"\", expected 1 to 200 bytes"),
            (r#"{"protocol":1,"version":"v","task":"words"}"#, "the greeting's `name` is \"\""),
            (r#"{"protocol":1,"name":"n","version":"a\nb","task":"words"}"#, "on one line"),
            (r#"{"protocol":1,"name":"n","version":"v","task":"ner"}"#, "the greeting's `task`: `ner` is no task"),
            (r#"{"protocol":1,"name":"n","version":"v","task":"words","scheme":"d9"}"#, "the greeting's `scheme`: `d9` is no scheme"),
            (r#"{"protocol":1,"name":"n","version":"v","task":"words","offsets":"graphemes"}"#, "expected chars, bytes or utf16"),
            (r#"{"protocol":1,"name":7}"#, "the greeting cannot be read: `{\"protocol\":1,\"name\":7}`"),
        ] {
            let error = greeting(wrong).unwrap_err();
            assert!(error.contains(said), "{wrong}: {error}");
        }
    }

    #[test]
    fn a_child_that_lacks_something_says_what_and_what_brings_it() {
        let said = greeting(r#"{"protocol":1,"missing":"no module\n camel_tools","install":"systems/install camel"}"#).unwrap();
        assert_eq!(said, Some(Greeted::Missing { why: "no module camel_tools".into(), install: "systems/install camel".into() }));
    }
}
