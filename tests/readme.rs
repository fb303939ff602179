//! Every command of the README is run: `mihak …` here, `cargo …` by the CI script.

mod scratch;

use scratch::Scratch;

/// The lines of the fenced blocks of one kind.
fn fenced<'a>(text: &'a str, kind: &str) -> Vec<&'a str> {
    let open = format!("```{kind}\n");
    text.split(&open).skip(1).flat_map(|rest| rest.split("\n```").next().unwrap_or_default().lines()).collect()
}

/// The fenced blocks of one kind, whole.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let open = format!("```{kind}\n");
    text.split(&open).skip(1).map(|rest| format!("{}\n", rest.split("\n```").next().unwrap_or_default())).collect()
}

#[test]
fn every_mihak_command_of_the_readme_succeeds_on_the_files_that_it_shows() {
    let readme = include_str!("../README.md");
    let scratch = Scratch::empty();
    scratch.write("articles/a.txt", "وزار بوتين القاهرة");
    let csv = blocks(readme, "csv");
    assert_eq!(csv.len(), 2, "segments and entities");
    scratch.write("gold/segments.csv", &csv[0]);
    scratch.write("gold/entities.csv", &csv[1]);
    let columns = blocks(readme, "conll");
    assert_eq!(columns.len(), 2, "gold and prediction");
    scratch.write("gold.conll", &columns[0]);
    scratch.write("predicted.conll", &columns[1]);
    let suites = blocks(readme, "toml");
    assert_eq!(suites.len(), 2, "one suite with an adapter, one without");
    scratch.write("mine.toml", &suites[0]);
    scratch.write("field.toml", &suites[1]);
    let adapters = blocks(readme, "python");
    assert_eq!(adapters.len(), 1, "one adapter");
    assert!(adapters[0].lines().count() < 15, "a new adapter is short");
    scratch.write("words.py", &adapters[0]);
    let commands: Vec<&str> = fenced(readme, "sh").into_iter().filter_map(|line| line.strip_prefix("mihak ")).collect();
    assert!(commands.len() >= 19, "{commands:?}");
    // Where there is no Python, the adapter is all that cannot be run; CI has it.
    let python = std::process::Command::new("python3").arg("--version").output().is_ok();
    assert!(python || std::env::var_os("MIHAK_NEEDS_PYTHON").is_none(), "python3 is missing");
    for command in commands.into_iter().filter(|command| python || !command.contains("field.toml")) {
        let bare = command.split(" #").next().unwrap_or_default();
        let mut arguments: Vec<String> = Vec::new();
        for (at, part) in bare.split(['"', '\'']).enumerate() {
            // Every second part stood in quotes.
            if at % 2 == 1 { arguments.push(part.into()) } else { arguments.extend(part.split_whitespace().map(String::from)) }
        }
        let mut run = scratch.mihak("");
        let done = run.args(&arguments).assert();
        done.success();
    }
}

#[test]
fn the_comparison_that_the_readme_shows_is_what_cmp_prints() {
    let scratch = Scratch::empty();
    scratch.mihak("run -q -s rules -s union").assert().success();
    let said = scratch.mihak("cmp rules union --split test").output().unwrap().stdout;
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let rows: Vec<String> = String::from_utf8(said).unwrap().lines().map(words).collect();
    let shown: Vec<String> =
        fenced(include_str!("../README.md"), "text").into_iter().filter(|line| line.starts_with("news test entities")).map(words).collect();
    assert_eq!(shown.len(), 1);
    assert!(rows.contains(&shown[0]), "{shown:?} is not among {rows:#?}");
}

/// Commands that need valgrind or packages, or take long, stand in `bash` blocks.
#[test]
fn every_other_command_of_the_readme_is_run_by_ci() {
    let ci = include_str!("../.ci/run");
    let commands: Vec<&str> = fenced(include_str!("../README.md"), "bash").into_iter().filter(|line| !line.is_empty()).collect();
    assert_eq!(commands.len(), 7, "{commands:?}");
    for command in commands {
        let folder = if command.starts_with("mihak ") { "target/install/bin/" } else { "" };
        assert!(ci.lines().any(|line| line.trim_start().starts_with(&format!("{folder}{command}"))), "`{command}` is not in .ci/run");
    }
}

#[test]
fn every_cargo_command_of_the_readme_is_run_by_ci() {
    let ci = include_str!("../.ci/run");
    let commands: Vec<&str> = fenced(include_str!("../README.md"), "sh").into_iter().filter(|line| line.starts_with("cargo ")).collect();
    assert_eq!(commands, ["cargo run --release", "cargo test", "cargo bench"]);
    for command in commands {
        assert!(ci.lines().any(|line| line == command || line.starts_with(&format!("{command} "))), "`{command}` is not in .ci/run");
    }
    assert!(ci.contains("cargo install --locked --path ."));
}

#[test]
fn the_row_of_the_adapter_that_the_readme_shows_is_what_run_prints() {
    let readme = include_str!("../README.md");
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        assert!(std::env::var_os("MIHAK_NEEDS_PYTHON").is_none(), "python3 is missing");
        return;
    }
    let scratch = Scratch::empty();
    scratch.write("words.py", &blocks(readme, "python")[0]);
    let shipped = |what: &str| format!("{}/{what}/news", env!("CARGO_MANIFEST_DIR"));
    let suite = blocks(readme, "toml")[1]
        .replace("name = \"mine\"", "name = \"news\"")
        .replace("\"articles\"", &format!("{:?}", shipped("corpora")))
        .replace("\"gold\"", &format!("{:?}", shipped("gold")));
    scratch.write("field.toml", &suite);
    let said = scratch.mihak("run --suite field.toml --split dev").output().unwrap().stdout;
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let row = |lines: Vec<&str>| lines.into_iter().find(|line| line.starts_with("words ")).map(words);
    let shown = row(fenced(readme, "text"));
    assert!(shown.is_some());
    assert_eq!(shown, row(String::from_utf8(said).unwrap().lines().collect()));
}
