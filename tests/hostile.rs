//! Text from outside is text wherever it comes to stand: whatever names, labels, files and children hold, no terminal and no CI server obeys it,
//! and it is no markup.

mod scratch;

use mihak_core::safe;
use scratch::Scratch;

/// What a terminal, a log and Markdown obey, within one line.
const EVIL: &str = "\u{1b}[2J\u{9b}2J\u{202e}\u{2067} ##[error]x <img src=x>";

/// The same without control characters, which many names may not hold.
const UNSEEN: &str = "\u{202e}\u{2067}x<img src=x>";

const TEXT: &str = "زار بوتين القاهرة.";

/// What the program printed: exit code, stdout and stderr.
struct Said {
    code: i32,
    out: String,
    err: String,
}

/// The program with the scratch folder as working folder, and arguments that may hold spaces.
fn run(scratch: &Scratch, arguments: &[&str]) -> Said {
    let done = scratch.command("").args(arguments).output().expect("the program can be started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
    Said { code: done.status.code().expect("the program ends by itself"), out: text(done.stdout), err: text(done.stderr) }
}

/// What a command prints, none of which a terminal or a CI server obeys.
fn inert(scratch: &Scratch, arguments: &[&str]) -> Said {
    let said = run(scratch, arguments);
    for text in [&said.out, &said.err] {
        assert_eq!(safe::terminal(text).as_str(), text, "{arguments:?}");
    }
    said
}

/// Holds that the text has this part.
#[track_caller]
fn holds(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in\n{text}");
}

/// Holds that nothing of the hostile texts acts in Markdown; in code only what is hidden would.
#[track_caller]
fn is_plain(markdown: &str) {
    assert!(!markdown.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{markdown}");
    let markdown: String = markdown.lines().filter(|line| !line.starts_with('`')).collect();
    for bad in ["<img", "@octocat"] {
        assert!(!markdown.contains(bad), "{bad:?} is in\n{markdown}");
    }
}

/// A corpus `mine` of one article with its entities, and these stanzas.
fn corpus(stanzas: &str) -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("articles/a.txt", TEXT);
    scratch.write("gold/entities.csv", "article,start,end,text,label,ref\na,4,9,بوتين,PERS,\na,10,17,القاهرة,GPE,\n");
    scratch.write("suite.toml", &format!("[[corpus]]\nname = \"mine\"\narticles = \"articles\"\ngold = \"gold\"\n{stanzas}"));
    scratch
}

/// The same with a system that looks its answers up, and a gate.
fn stored() -> Scratch {
    let system = "[[system]]\nname = \"s\"\ntask = \"entities\"\npredictions = \"p.jsonl\"\nformat = \"doccano\"\n";
    let scratch = corpus(&format!("{system}{}", gate("label = \"micro\"\nview = \"flat\"")));
    scratch.write("p.jsonl", &document(&[(4, 9, "PERS"), (10, 17, "GPE")]));
    scratch
}

fn gate(more: &str) -> String {
    format!("[[gate]]\nsystem = \"s\"\ncorpus = \"mine\"\ntask = \"entities\"\nmatch = \"exact\"\nbound = \"char\"\northography\nmeasure = \"f1\"\n{more}\n")
        .replace("orthography", "orth = \"raw\"")
}

/// The text as a line of doccano's JSON.
fn document(mentions: &[(u32, u32, &str)]) -> String {
    let label = mentions.iter().map(|(start, end, label)| serde_json::json!([start, end, label])).collect::<Vec<_>>();
    format!("{}\n", serde_json::json!({ "text": TEXT, "label": label }))
}

/// Two annotations of the text that disagree, with this label on one side.
fn annotations(label: &str) -> Scratch {
    let scratch = Scratch::empty();
    scratch.write("a.jsonl", &document(&[(4, 9, label), (10, 17, "GPE")]));
    scratch.write("b.jsonl", &document(&[(10, 17, "GPE")]));
    scratch
}

/// Results that were blessed, and fresh ones that are worse, in which the type `PERS` is called so.
fn regressed(label: &str) -> Scratch {
    let scratch = stored();
    let rename = || {
        let counts = scratch.read("target/mihak/counts/s.csv");
        scratch.write("target/mihak/counts/s.csv", &counts.replace(",PERS,", &format!(",{},", quoted(label))));
    };
    assert_eq!(run(&scratch, &["run", "-q"]).code, 0);
    rename();
    assert_eq!(run(&scratch, &["bless", "--because", "first"]).code, 0);
    scratch.write("p.jsonl", &document(&[]));
    assert_eq!(run(&scratch, &["run", "-q", "--fresh"]).code, 0);
    rename();
    scratch
}

/// The text as a field of CSV.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A system of the task `entities` that is this shell script; `greet` is its greeting with this version.
#[cfg(unix)]
fn child(script: &str) -> Scratch {
    let scratch = corpus("[[system]]\nname = \"s\"\ntask = \"entities\"\nrun = [\"sh\", \"child.sh\"]\n");
    let greet = r#"greet() { printf '{"protocol":1,"name":"n","version":"%b","task":"entities"}\n' "${1:-v 1}"; }"#;
    let each = r#"each() { while IFS= read -r line; do id=${line#*\"id\":\"}; id=${id%%\"*}; printf '{"id":"%s",%b}\n' "$id" "$1"; done; }"#;
    scratch.write("child.sh", &format!("{greet}\n{each}\n{script}\n"));
    scratch
}

#[cfg(unix)]
#[test]
fn what_a_child_writes_to_stderr_is_shown() {
    let scratch = child(r#"greet; printf 'mihak: \033[2Jnote ##[error]x\r\n' >&2; each '"spans":[]'"#);
    holds(&inert(&scratch, &["run"]).err, "mihak: s \\u{1b}[2Jnote #\\u{23}[error]x\n");
    holds(&inert(&scratch, &["verify", "-s", "s"]).out, "\\u{1b}[2Jnote #\\u{23}[error]x");

    let last = r#"printf '\033]0;owned\007::error::x\n\302\2332J \342\200\256 last\n' >&2; exit 3"#;
    for script in [format!("greet; read -r line; {last}"), last.to_string()] {
        let scratch = child(&script);
        let shown = "it said: \\u{1b}]0;owned\\u{7}::error::x ⏎ \\u{9b}2J \\u{202e} last";
        let said = inert(&scratch, &["show", "mine/a", "-s", "s"]);
        assert_eq!(said.code, 5);
        holds(&said.err, shown);
        holds(&inert(&scratch, &["verify", "-s", "s"]).out, shown);
        inert(&scratch, &["run"]);
    }
}

#[cfg(unix)]
#[test]
fn what_a_greeting_and_a_reply_hold_is_shown() {
    let greeting = |fields: &str| child(&format!("printf '%b\\n' '{{{fields}}}'; cat >/dev/null"));
    for (fields, shown) in [
        (r#""protocol":1,"name":"n","version":"v","task":"\\u001b[2J\\u202e""#, "`\\u{1b}[2J\\u{202e}` is no task"),
        (r#""protocol":1,"name":"n","version":"v","task":"entities","offsets":"\\n::error::x""#, "`offsets` is `\\n::error::x`"),
        (r#""protocol":"\\u009b\\u202e##[error]x""#, "protocol \"\\u{9b}\\u{202e}#\\u{23}[error]x\""),
        (
            r#""protocol":1,"missing":"\\u202ep ##[error]x","install":"\\u2067i""#,
            "is missing: \\u{202e}p #\\u{23}[error]x; to install it: \\u{2067}i",
        ),
    ] {
        let scratch = greeting(fields);
        for arguments in [&["run"][..], &["show", "mine/a", "-s", "s"]] {
            holds(&inert(&scratch, arguments).err, shown);
        }
        holds(&inert(&scratch, &["verify", "-s", "s"]).out, shown);
    }
    let scratch = child(r#"greet 'v\\u202e1 ##vso[x]'; each '"error":"bad \\u202e ##[error]x"'"#);
    let said = inert(&scratch, &["show", "mine/a", "-s", "s"]);
    holds(&said.err, "failed: bad \\u{202e} #\\u{23}[error]x");
    holds(&inert(&scratch, &["verify", "-s", "s"]).out, "v\\u{202e}1 #\\u{23}vso[x]");
    for (label, why) in [("A\\\\n::error::x", "it holds a control character"), ("micro", "results name averages so"), (" ", "it is empty")] {
        let scratch = child(&format!("greet; each '\"spans\":[[4,9,\"{label}\"]]'"));
        let said = inert(&scratch, &["show", "mine/a", "-s", "s"]);
        holds(&said.err, &format!("cannot be scored: {why}"));
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    }
}

#[test]
fn results_that_others_made_are_shown_in_every_format_of_the_verdict() {
    let scratch = regressed("L\n::add-mask::x");
    let class = format!("missed{EVIL} @octocat");
    scratch.write("target/mihak/errors.csv", &scratch.read("target/mihak/errors.csv").replace(",missed,", &format!(",{},", quoted(&class))));
    let text = inert(&scratch, &["check", "--format", "text"]);
    assert_eq!(text.code, 1);
    holds(&text.out, "L\\n::add-mask::x (1 of 1 lost)");
    holds(&text.out, "missed\\u{1b}[2J\\u{9b}2J\\u{202e}\\u{2067} #\\u{23}[error]x <img src=x> @octocat 2");

    let github = run(&scratch, &["check", "--format", "github"]);
    let commands = ["::error title=", "::warning title=", "::notice title="];
    let (last, lines) = github.out.trim_end().rsplit_once('\n').map(|(lines, last)| (last, lines)).expect("there are two lines at least");
    for line in lines.lines() {
        assert!(commands.iter().any(|command| line.starts_with(command)), "{line}");
    }
    assert!(last.starts_with("regressed: "), "{last}");
    assert!(!github.out.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{}", github.out);

    is_plain(&run(&scratch, &["check", "--format", "markdown"]).out);
    let junit = run(&scratch, &["check", "--format", "junit"]).out;
    holds(&junit, "missed\\u{1b}[2J\\u{9b}2J\\u{202e}\\u{2067}");
    let json = run(&scratch, &["check", "--format", "json"]).out;
    assert!(!json.contains(['\u{9b}', '\u{202e}']) && json.contains("\\u202e"), "{json}");
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(value["gates"][0]["flips"]["classes"][&class], 2, "the value is what it was: {value}");

    scratch.mihak("check --format github").env("GITHUB_STEP_SUMMARY", scratch.path("summary.md")).assert().code(1);
    is_plain(&scratch.read("summary.md"));
}

#[test]
fn names_of_results_are_shown_in_tables_titles_and_markdown() {
    let scratch = stored();
    assert_eq!(run(&scratch, &["run", "-q"]).code, 0);
    let counts = scratch.read("target/mihak/counts/s.csv").replace(",mine@0#", &format!(",{}@0#", quoted(UNSEEN).trim_matches('"')));
    let counts = counts.replace(",all,a,", &format!(",all{EVIL},{},", quoted("a\n::error::x"))).replace(",flat,", &format!(",flat{EVIL},"));
    scratch.remove("target/mihak/counts/s.csv");
    for name in [format!("s{UNSEEN}"), "t".into()] {
        scratch.write(&format!("made/counts/{name}.csv"), &counts);
    }
    let report = run(&scratch, &["report", "--results", "made"]);
    assert_eq!(report.code, 0, "{}", report.err);
    is_plain(&report.out);
    for arguments in [&["cmp", "t", &format!("s{UNSEEN}"), "--results", "made"][..], &["cmp", "t", "x", "--results", "made"]] {
        inert(&scratch, arguments);
    }
    let said = inert(&scratch, &["check", "--results", "made", "--baseline", "made"]);
    assert_ne!(said.code, 101, "{}", said.err);
}

#[test]
fn a_label_ends_neither_a_table_nor_the_region_that_it_is_spliced_into() {
    let scratch = annotations("<!-- /agree -->");
    scratch.write("page.md", "<!-- agree -->\n<!-- /agree -->\nend\n");
    let splice = ["agree", "a.jsonl", "b.jsonl", "--splice", "page.md"];
    assert_eq!(run(&scratch, &splice).code, 0);
    let once = scratch.read("page.md");
    assert_eq!(run(&scratch, &splice).code, 0);
    assert_eq!(scratch.read("page.md"), once, "a second time");
    assert_eq!(once.matches("<!-- /agree -->").count(), 1, "{once}");

    for label in ["<img src=x onerror=alert(1)> @octocat", "P\u{202e}ER", "a|b", "http://example.org `x`"] {
        let markdown = run(&annotations(label), &["agree", "a.jsonl", "b.jsonl", "--md"]).out;
        is_plain(&markdown);
        let row = markdown.lines().find(|line| line.contains("–") && line.contains("| 1 | 0 | 0 |")).expect("the label has a row");
        assert_eq!(row.replace("\\|", "").matches('|').count(), 7, "{row}");
    }
}

#[test]
fn labels_are_shown_as_text_in_what_people_read() {
    for (label, shown) in [
        ("P\u{202e}ER", "P\\u{202e}ER"),
        ("P\u{2067}ER", "P\\u{2067}ER"),
        ("و\u{2069}P", "\u{2068}و\\u{2069}P\u{2069}"),
        ("::error::pwned", "\\u{3a}:error::pwned"),
        ("##vso[task.x]y", "#\\u{23}vso[task.x]y"),
    ] {
        let scratch = annotations(label);
        for command in ["agree", "score"] {
            holds(&inert(&scratch, &[command, "a.jsonl", "b.jsonl"]).out, shown);
        }
        inert(&scratch, &["lint", "a.jsonl"]);
    }
    let scratch = Scratch::empty();
    scratch.write("g.conll", "زار\tO\nبوتين\tB-::error::pwned\n\n");
    for how in [&[][..], &["--compat", "seqeval"], &["--compat", "conlleval"]] {
        let arguments: Vec<&str> = ["score", "g.conll", "g.conll"].iter().chain(how).copied().collect();
        let said = inert(&scratch, &arguments);
        assert_eq!(said.code, 0, "{}", said.err);
        holds(&said.out, "\\u{3a}:error::pwned");
    }
}

#[test]
fn one_rule_says_which_labels_are_scored_and_its_messages_are_one_line_a_fault() {
    for (label, why) in [
        ("*", "results name averages so"),
        ("weighted", "results name averages so"),
        ("A→B", "results write confusions"),
        ("∅", "results write confusions"),
        ("A\u{1b}[31m", "it holds a control character"),
        ("A\n::error::x", "it holds a control character"),
        ("A\u{9b}", "it holds a control character"),
        (" ", "it is empty"),
    ] {
        let scratch = annotations(label);
        let refused = |arguments: &[&str]| {
            let said = inert(&scratch, arguments);
            assert_eq!(said.code, 2, "{label:?}: {}", said.err);
            holds(&said.err, why);
            said.err
        };
        for command in ["agree", "score"] {
            let err = refused(&[command, "a.jsonl", "b.jsonl"]);
            let fault = format!("\n  `a.jsonl` line 1: label `{}` cannot be scored: ", safe::line(label));
            holds(&err, &fault);
            assert!(err.lines().all(|line| line.starts_with("mihak: ") || line.starts_with("  `a.jsonl`")), "{err}");
        }
        scratch.write("view.toml", &format!("name = \"v\"\nnesting = \"nested\"\nlabels = {{ {} = \"X\" }}\n", serde_json::json!(label)));
        let err = inert(&scratch, &["score", "b.jsonl", "b.jsonl", "--view", "view.toml"]).err;
        holds(&err, "cannot be used: ");
        let scratch = corpus(&format!("[[system]]\nname = \"s\"\nbuiltin = \"gazetteer\"\nlabels = {{ PERS = {} }}\n", serde_json::json!(label)));
        let err = inert(&scratch, &["list"]).err;
        holds(&err, why);
        let scratch = corpus("");
        scratch.append("gold/entities.csv", &format!("a,0,3,زار,{},\n", quoted(label)));
        let err = inert(&scratch, &["list"]).err;
        holds(&err, &format!("`gold/entities.csv` line 4: label `{}` cannot be scored: {why}", safe::line(label)));
    }
    for label in ["geo/loc", "CONJ:و", "B&W_x-1.2+", "شخص", "O"] {
        let scratch = annotations(label);
        for command in ["agree", "score", "lint"] {
            let said = run(&scratch, &[command, "a.jsonl", "b.jsonl"]);
            assert!(said.code == 0 || command == "lint", "{label}: {}", said.err);
        }
    }
}

#[test]
fn the_text_of_an_article_is_text() {
    let scratch = corpus("");
    let text = "زار \u{1b}[2J\u{9b}2J\u{202e}\u{2067}\rبوتين\n::error::pwned\n##[add-mask]x \u{2069}\u{202e} y\n";
    scratch.write("articles/b.txt", text);
    let at = text.chars().position(|c| c == 'y').expect("it is there").to_string();
    let shown = inert(&scratch, &["show", "mine/b"]).out;
    holds(&shown, "زار \\u{1b}[2J\\u{9b}2J\\u{202e}\\u{2067}\\rبوتين");
    holds(&shown, "\n\\u{3a}:error::pwned\n#\\u{23}[add-mask]x \\u{2069}\\u{202e} y");
    holds(&inert(&scratch, &["show", "mine/b", "--at", &at]).out, "[add-mask]x \\u{2069}\\u{202e} ⟪y⟫");
}

#[test]
fn fields_of_gold_and_of_its_declarations_are_shown() {
    let scratch = corpus("");
    scratch.append("gold/entities.csv", &format!("a,4,9,{},PERS,\na,4,9,{},PERS,\n", quoted("x\n::error::x"), quoted(EVIL)));
    let err = inert(&scratch, &["list"]).err;
    holds(&err, "«x\\n::error::x»");
    assert!(err.lines().all(|line| line.starts_with("mihak: ") || line.starts_with("  `gold/")), "{err}");

    let scratch = corpus("");
    let declared = |key: &str, value: &str| {
        let (genre, split) = if key == "genre" { (value, "all") } else { ("news", value) };
        let [genre, split] = [genre, split].map(|value| serde_json::json!(value));
        format!("version = \"1.0\"\n[[article]]\nid = \"a\"\nsplit = {split}\ngenre = {genre}\n")
    };
    scratch.write("articles/corpus.toml", &declared("genre", &format!("{EVIL} @octocat |")));
    for how in ["", "--md"] {
        let arguments: Vec<&str> = ["describe", how].into_iter().filter(|argument| !argument.is_empty()).collect();
        let said = run(&scratch, &arguments);
        assert_eq!(said.code, 0, "{}", said.err);
        if how == "--md" { is_plain(&said.out) } else { drop(inert(&scratch, &arguments)) }
    }
    scratch.write("articles/corpus.toml", &declared("split", EVIL));
    assert_eq!(inert(&scratch, &["list"]).code, 2);
    scratch.write("articles/corpus.toml", "\"a\u{202e}\\n::error::x\" = 1\n");
    assert_eq!(inert(&scratch, &["list"]).code, 2);
}

#[cfg(unix)]
#[test]
fn names_of_files_are_shown() {
    let scratch = corpus("");
    let evil = "a\u{1b}[31mX\u{202e}\n::error::x";
    scratch.write(&format!("articles/{evil}.txt"), TEXT);
    scratch.write(&format!("articles/{evil}.dat"), "x");
    let said = inert(&scratch, &["list"]);
    holds(&said.err, "left out, because articles are named <id>.txt: a\\u{1b}[31mX\\u{202e}\\n::error::x.dat\n");
    holds(&inert(&scratch, &["show", evil]).out, "mine/a\\u{1b}[31mX\\u{202e}\\n::error::x (all)\n");
    let err = inert(&scratch, &["show", "zzz"]).err;
    holds(&err, "no article `zzz`; there are `a`, `a\\u{1b}[31mX\\u{202e}\\n::error::x`");
    assert_eq!(err.lines().count(), 1, "{err}");

    let name = "f\u{1b}[2J\u{202e}\u{2067} ##[error]x.conll";
    scratch.write(name, "زار\tO\nبوتين\tB-PERS\n\n");
    let said = inert(&scratch, &["score", name, name]);
    assert_eq!(said.code, 0, "{}", said.err);
    holds(&said.err, "`f\\u{1b}[2J\\u{202e}\\u{2067} #\\u{23}[error]x.conll` is read as conll");
    for arguments in [
        &["score", name, name, "--counts", "kept"][..],
        &["convert", name, "-", "--to", "inline"],
        &["lint", name],
        &["annotate", "check", name],
        &["list", "--suite", name],
        &["report", "--splice", name],
        &["report", "--results", name],
        &["check", "--results", name],
        &["run", "--out", &format!("{evil}/out")],
    ] {
        inert(&scratch, arguments);
    }
}

#[test]
fn a_suite_and_a_view_are_shown() {
    let system = "name = \"s\"\nbuiltin = \"gazetteer\"\n";
    // Bytes that stand in the file as escapes come out of messages as themselves.
    let value = serde_json::json!(EVIL).to_string().replace('\u{9b}', "\\u009b").replace('\u{202e}', "\\u202e").replace('\u{2067}', "\\u2067");
    for stanza in [
        format!("[[system]]\nname = {value}\nbuiltin = \"gazetteer\"\n"),
        format!("[[system]]\nname = \"s\"\nbuiltin = {value}\n"),
        format!("[[system]]\n{system}options = {{ {value} = 1 }}\n"),
        format!("[[system]]\n{system}{value} = 1\n"),
        format!("[[system]]\nname = \"s\"\ntask = {value}\nrun = [\"x\"]\n"),
        format!("[[system]]\nname = \"s\"\ntask = \"entities\"\nrun = [{value}]\n"),
        format!("[[system]]\nname = \"s\"\ntask = \"entities\"\npredictions = {value}\n"),
        format!("[score]\nviews = [{value}]\n"),
        format!("[[system]]\n{system}{}", gate(&format!("label = {value}\nview = {value}\nsplit = {value}"))),
        format!("[[system]]\nname = \"s{EVIL}\"\n"),
    ] {
        let scratch = corpus(&stanza);
        for arguments in [&["list"][..], &["verify", "-s", "*"], &["run", "--out", "out"], &["check"]] {
            inert(&scratch, arguments);
        }
    }
    let scratch = stored();
    scratch.write("v.toml", &format!("name = {}\nnesting = \"nested\"\nlabels = {{ PERS = \"PERS\", GPE = \"GPE\" }}\n", serde_json::json!(UNSEEN)));
    scratch.append("suite.toml", "[score]\nviews = [\"flat\", \"v.toml\"]\n");
    let said = inert(&scratch, &["run"]);
    assert_eq!(said.code, 0, "{}", said.err);
    holds(&said.out, "\\u{202e}\\u{2067}x<img src=x>#");
    inert(&scratch, &["list"]);
    is_plain(&run(&scratch, &["report", "--results", "target/mihak"]).out);
}

#[test]
fn arguments_are_shown() {
    let scratch = stored();
    assert_eq!(run(&scratch, &["run", "-q"]).code, 0);
    let signature = format!("mihak|task:entities|split:{}|scorer:1", EVIL.replace(' ', ""));
    for arguments in [
        &["signature", &signature][..],
        &["signature", &signature, &signature.replace("split:", "split:y")],
        &["signature", EVIL],
        &["bless", "--because", &format!("why {EVIL}\n::error::x")],
        &["run", "-s", EVIL],
        &["run", "-t", EVIL],
        &["show", EVIL],
        &["lint", "p.jsonl", "-f", EVIL],
        &["bench", "--against", EVIL],
        &["score", "p.jsonl", "p.jsonl", "--resamples", EVIL],
        &["score", "p.jsonl", "p.jsonl", &format!("--{EVIL}")],
        &[&format!("{EVIL}\n::error::x")],
    ] {
        let said = inert(&scratch, arguments);
        for text in [&said.out, &said.err] {
            assert!(!text.lines().any(|line| line.contains("::error::x") && !line.contains("\\n::error::x")), "{arguments:?}: {text}");
        }
    }
    let help = run(&scratch, &["score", "--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    assert_eq!(run(&scratch, &["score", EVIL, "--flag"]).code, 2);
}

#[test]
fn data_is_exact_and_json_keeps_its_values() {
    let label = "P\u{202e}ER##[x]";
    let scratch = annotations(label);
    for command in ["score", "agree"] {
        let csv = run(&scratch, &[command, "a.jsonl", "b.jsonl", "--csv"]).out;
        holds(&csv, &format!(",{label},"));
        let json = run(&scratch, &[command, "a.jsonl", "b.jsonl", "--json"]).out;
        assert_eq!(safe::terminal(&json).as_str(), json);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json).expect("it is JSON");
        assert!(rows.iter().any(|row| row["label"] == label), "{json}");
    }
    holds(&run(&scratch, &["convert", "a.jsonl", "-", "--to", "spacy"]).out, "P\u{202e}ER##[x]");
    scratch.write("c.jsonl", "{\"text\":\"a\\u001b[2J\",\"label\":[]}\n");
    assert_eq!(run(&scratch, &["convert", "c.jsonl", "-", "--to", "conll"]).out, "a O\n\u{1b} O\n[ O\n2J O\n\n", "a pipe gets what a file would");
}

#[test]
fn text_that_a_spreadsheet_would_run_is_guarded_in_files_that_people_open_and_read_back_as_it_was() {
    let scratch = stored();
    scratch.write("articles/a.txt", "زار =cmd القاهرة.");
    scratch.write("gold/entities.csv", "article,start,end,text,label,ref\na,4,8,=cmd,@PERS,\na,9,16,القاهرة,GPE,\n");
    scratch.write(
        "suite.toml",
        &scratch.read("suite.toml").replace("name = \"s\"\ntask", "name = \"-s\"\ntask").replace("system = \"s\"", "system = \"-s\""),
    );
    scratch.append("suite.toml", "[score]\nviews = [\"v.toml\"]\n");
    scratch.write("suite.toml", &scratch.read("suite.toml").replace("view = \"flat\"", "view = \"v\""));
    scratch.write("v.toml", "name = \"v\"\nnesting = \"nested\"\nlabels = { \"@PERS\" = \"@PERS\", GPE = \"GPE\" }\n");
    scratch.write("p.jsonl", &format!("{}\n", serde_json::json!({ "text": "زار =cmd القاهرة.", "label": [[4, 8, "GPE"], [9, 16, "GPE"]] })));
    let ran = run(&scratch, &["run", "-q"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let errors = scratch.read("target/mihak/errors.csv");
    holds(&errors, "\n'-s,mine,all,a,entities,v#");
    holds(&errors, ",label,4,8,'=cmd,'@PERS,4,8,'=cmd,GPE,1.000,");
    holds(&scratch.read("target/mihak/scores.csv"), ",'@PERS,f1,");
    assert_eq!(run(&scratch, &["bless", "--because", "=1+1"]).code, 0);
    holds(&scratch.read("results/blessed.csv"), ",'=1+1\n");
    // The counts say what the files say, whichever way they were written.
    assert_eq!(run(&scratch, &["check"]).code, 0);
    assert_eq!(run(&scratch, &["run", "-q", "--raw-text", "--out", "unguarded"]).code, 0);
    holds(&scratch.read("unguarded/errors.csv"), "\n-s,mine,all,a,entities,v#");
    holds(&scratch.read("unguarded/errors.csv"), ",label,4,8,=cmd,@PERS,");
    for (number, guarded) in [("1/1", "one"), ("1/1", "two")] {
        let raw = if guarded == "two" { &["--raw-text"][..] } else { &[] };
        assert_eq!(run(&scratch, &[&["run", "-q", "--shard", number, "--out", guarded], raw].concat()).code, 0);
        assert_eq!(run(&scratch, &["merge", guarded, "-q", "--out", &format!("{guarded}-joined")]).code, 0);
        assert_eq!(scratch.read(&format!("{guarded}-joined/errors.csv")), errors, "{guarded}");
    }
    let pages = ["target/mihak", "unguarded"].map(|from| {
        assert_eq!(run(&scratch, &["report", "--results", from, "--html", &format!("{from}/page.html")]).code, 0);
        scratch.read(&format!("{from}/page.html")).replace(from, "the folder")
    });
    assert!(pages[0] == pages[1], "a page does not depend on how its errors were written");
    let scratch = annotations("=PERS");
    assert_eq!(run(&scratch, &["score", "a.jsonl", "b.jsonl", "--errors", "e.csv", "-q"]).code, 0);
    holds(&scratch.read("e.csv"), ",'=PERS,");
    assert_eq!(run(&scratch, &["score", "a.jsonl", "b.jsonl", "--errors", "e.csv", "-q", "--raw-text"]).code, 0);
    holds(&scratch.read("e.csv"), ",=PERS,");
    assert_eq!(run(&scratch, &["agree", "a.jsonl", "b.jsonl", "--disagreements", "d.csv", "-q"]).code, 0);
    holds(&scratch.read("d.csv"), ",'=PERS,");
}

#[test]
fn names_that_windows_cannot_hold_are_refused_where_files_are_made_of_them() {
    for name in ["con", "a/NUL.x", "lpt1", "a.", "COM7.tar"] {
        let scratch = corpus(&format!("[[system]]\nname = \"{name}\"\nbuiltin = \"gazetteer\"\n"));
        holds(&inert(&scratch, &["list"]).err, "is one that Windows keeps for devices, such as `con`");
        let scratch = annotations("PERS");
        holds(
            &inert(&scratch, &["score", "a.jsonl", "b.jsonl", "--counts", "kept", "--name", &name.replace('/', "-").replace("a-NUL", "nul")]).err,
            "Windows keeps",
        );
    }
    let scratch = Scratch::empty();
    let document = |id: &str| format!("{}\n", serde_json::json!({ "id": id, "text": TEXT, "label": [] }));
    for (ids, said) in [
        (["a", "A"], "are one file where case is left aside"),
        (["b", "aux"], "Windows cannot hold a file named `aux.txt`"),
        (["b", "c?"], "Windows cannot hold"),
    ] {
        scratch.write("d.jsonl", &ids.map(document).concat());
        let said_of = inert(&scratch, &["convert", "d.jsonl", "out", "--to", "brat"]);
        assert_eq!(said_of.code, 2, "{ids:?}: {}", said_of.err);
        holds(&said_of.err, said);
        assert!(!scratch.path("out").exists());
    }
}

#[cfg(unix)]
#[test]
fn the_action_reads_all_lines_of_its_arguments() {
    let action = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/action.yml")).expect("it is there");
    let reads: Vec<&str> = action.lines().map(str::trim).filter(|line| line.starts_with("read ")).collect();
    assert_eq!(reads.len(), 2);
    for (line, variable) in reads.iter().zip(["RUN_ARGUMENTS", "CHECK_ARGUMENTS"]) {
        let name = variable.split('_').next().expect("a name has a part").to_lowercase();
        let script = format!("set -eo pipefail\n{line}\nprintf '[%s]' \"${{{name}[@]}}\"");
        let done =
            std::process::Command::new("bash").args(["-c", &script]).env(variable, "--jobs 2\n--fresh\n\n-s  a\n").output().expect("bash is there");
        assert_eq!(String::from_utf8_lossy(&done.stdout), "[--jobs][2][--fresh][-s][a]", "{line}");
    }
}
