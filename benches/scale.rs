//! How cost grows with size: CPU time, peak memory and fitted exponents, each size in a process of its own, beside the field's scorers where they are
//! installed. Nothing is asserted of time: a machine can be busy.
//!
//! `cargo bench --bench scale`; a word behind `--` keeps the parts that hold it in their name, `--test` runs the smallest sizes alone.
//! `MIHAK_PEERS` names a Python with the packages of tests/conformance/requirements.txt.

#[path = "scale/families.rs"]
mod families;
#[path = "scale/files.rs"]
mod files;
#[path = "../tests/generator/mod.rs"]
mod generator;
#[path = "scale/growth.rs"]
mod growth;
#[path = "scale/runs.rs"]
mod runs;

use anyhow::Result;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, task, size] = &arguments[..]
        && flag == growth::CHILD
    {
        return if task == runs::BARE { runs::child(size.parse()?) } else { families::child(task, size.parse()?) };
    }
    let is_test = arguments.iter().any(|argument| argument == "--test");
    let wanted = |name: &str| arguments.iter().all(|argument| argument.starts_with("--") || name.contains(argument.as_str()));
    if wanted("runs") {
        runs::run(is_test)?;
    }
    if wanted("families") {
        families::run(is_test)?;
    }
    if wanted("files") {
        files::run(is_test)?;
    }
    Ok(())
}
