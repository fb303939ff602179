#!/usr/bin/env python3
"""Compares two releases of the program, byte for byte: what both print and write when asked the same.

    python3 tests/releases.py OLD NEW [CORPORA]

OLD and NEW are two programs `mihak`, best built in release. CORPORA is a folder of public corpora, in any formats: files of annotations are
converted, linted and scored, all other text is cut into articles and run. An old release is built from its commit:

    git worktree add target/old COMMIT
    cargo build --release --manifest-path target/old/Cargo.toml --target-dir target/old-build
    python3 tests/releases.py target/old-build/release/mihak target/release/mihak

Each program works in a folder of its own, where the same files stand at the same places, so that nothing in the outputs needs to be normalised
but measured times and sizes (MEASURED). Suite, corpora, gold and baseline are those beside this script; in the folder `empty` the programs use
what is inside them. `bench` and `report --speed` measure and are not compared. Where a file differs, later commands of both read that of OLD.

Exit codes: 0 the same, 1 something differs that is not INTENDED, 2 wrong usage.
"""

import argparse
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter, namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from derived import gold_of, perturbed, resegmented, retagged, rows, table

# A difference that is wanted: its name, why it is, a regex that finds `command\nwhat` (stdout, stderr, exit code, file NAME), and a regex with
# the replacement that make the text of OLD that of NEW. Example:
# Intended("plural", "one is no plural", r"^mihak lint .*\nstdout", r"\b1 errors", "1 error")
Intended = namedtuple("Intended", "name reason where old new")
INTENDED = [
    Intended(
        "one line",
        "a line break that a message quotes is shown, so that one fault is one line",
        r"^mihak (convert|score|agree|annotate|run|show) .*\nstderr",
        r"(?<=«عمّان)\n(?=» in grapheme clusters)",
        r"\\n",
    ),
    Intended(
        "one line of lint",
        "a line break within a message of lint is shown as in all others",
        r"^mihak lint .*\nstdout",
        r"<U\+000A>(?=» in grapheme clusters)",
        r"\\n",
    ),
    Intended(
        "what a system says",
        "hidden characters in the words of other programs are shown",
        r"^mihak (verify .*\nstdout|run .*\nfile .*errors\.csv)$",
        "(?<=too long )\u202e",
        r"\\u{202e}",
    ),
    Intended(
        "lone isolates",
        "an isolate whose other half is not in the line is shown",
        r"^mihak (convert|show) .*\n(stderr|stdout)$",
        "\u2067(?=[^\u2069\n]*\n)",
        r"\\u{2067}",
    ),
    Intended(
        "dollars of Markdown",
        "between two of them stands a formula",
        r"^mihak check .*(markdown|github).*\n(stdout|file .*)$",
        r"(?<=2001\.\.2002 \| )\$(?= \|)",
        r"\\$",
    ),
]

# What two runs of one program differ in: where it stands, as above, and the bytes that are measured.
MEASURED = [
    (r"^mihak run .*\nstderr", rb"(?<= in )\d+\.\d+(?= s;)"),
    (r"^mihak verify .*\nstdout", rb"\d+(\.\d+)?(?= ms\n| s\n| s of CPU time| MB\n)"),
    (r"\nfile .*speed/processes\.csv$", rb"(?<=,)[\d.]+(?=[,\n])"),
]

HERE = Path(__file__).resolve().parent.parent
FORMATS = "brat conll conll-nested conllu csv doccano inline label-studio spacy webanno".split()
SCHEMES = "IOB1 IOB2 IOE1 IOE2 IOBES BILOU BMEWO IO".split()
UNITS = "bytes chars utf16 graphemes".split()
SCORERS = "seqeval seqeval-strict conlleval nervaluate".split()
REPAIRS = "none conlleval discard".split()
VERDICTS = "text github junit markdown json".split()
COMMANDS = "run merge score agree convert lint annotate list describe verify signature wire show cmp check bless report bench".split()
SYSTEMS = "whitespace icu4x charabia clitics-d1 clitics-atb clitics-d3 crf-d3 crf-ner gazetteer rules union".split()
REFUSED = """
    nothing; score nowhere.conll; convert gold/news x --to nothing; convert gold/news gold --to spacy; run -s nothing --out out/x;
    run -j 0; run --suite nowhere.toml; show nothing; cmp a; cmp a b --results results; signature x; check --results nowhere;
    lint README.md; describe -c nothing; wire nothing; merge results; report --results gold; agree gold/news README.md;
    bless --because x --results gold
""".split(";")
# Of a file of annotations the most lines; of other text the lines of an article and the most articles; of an archive the most articles.
MOST_LINES, ARTICLE_LINES, MOST_ARTICLES, MOST_ARCHIVED = 20_000, 20, 100, 300
SHOWN_LINES, SHOWN_WIDTH, SECONDS = 14, 240, 300

# A program in another language, a suite with it and with predictions that stand in a file.
WORDS = """import json, re, sys
print(json.dumps({"protocol": 1, "name": "field", "version": "field 1", "task": "words"}), flush=True)
for line in sys.stdin.buffer:
    request = json.loads(line)
    words = list(re.finditer(r"[\\w\\u064b-\\u0652]+|[^\\w\\s]", request["text"]))
    answer = {"spans": [word.span() for word in words]}
    if sys.argv[1] == "pieces":
        answer = {"pieces": [re.sub("[\\u064b-\\u0652\\u0640]", "", word.group()) or word.group() for word in words]}
    elif sys.argv[1] == "fails" and len(request["text"]) % 3 == 0:
        answer = {"error": "too long \\u202e"}
    print(json.dumps({"id": request["id"], **answer}), flush=True)
"""
FIELD = """corpus = [{ name = "small", articles = "small/articles", gold = "small/gold" }]
system = [
    { name = "segmenter", builtin = "clitics", options = { scheme = "atb" } },
    { name = "told", task = "entities", predictions = "told.jsonl", offsets = "chars" },
    { name = "spans", task = "words", run = ["python3", "words.py", "spans"] },
    { name = "pieces", task = "words", run = ["python3", "words.py", "pieces"] },
    { name = "fails", task = "words", run = ["python3", "words.py", "fails"] },
]
gate = [
    { system = "told", corpus = "small", task = "entities", match = "exact", measure = "f1" },
    { system = "segmenter", corpus = "small", task = "segments", match = "word", measure = "accuracy" },
]
"""


class Pair:
    """Both programs, each with a folder, and what was found so far."""

    def __init__(self, programs, folder):
        self.folders = [folder / side / "work" for side in ["old", "new"]]
        for program, work in zip(programs, self.folders):
            work.mkdir(parents=True)
            (work.parent / "mihak").symlink_to(program)
        self.pool = ThreadPoolExecutor(2)
        self.commands = self.files = self.differences = 0
        self.intended, self.codes = Counter(), Counter()

    def place(self, name, content):
        """Writes an input for both."""
        for work in self.folders:
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def remove(self, *names):
        """Removes files or folders of both."""
        for path in [work / name for work in self.folders for name in names]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def text(self, name):
        """A file of OLD; empty if it is not there."""
        path = self.folders[0] / name
        return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""

    def ask(self, *commands, more=(), writes=None, fed=None, folder="."):
        """Gives both a command, in turn with others, and compares; `writes` is its output, `{}` in it. Whether the last ends well with OLD."""
        for command in commands:
            if "{}/" in command:
                self.place(f"{writes}/made", "")
            words = [word.replace("{}", writes or "") for word in [*command.split(), *more]]
            told = " ".join(["mihak", *words, *(["<", fed] if fed else []), *([f" (in {folder})"] if folder != "." else [])])
            old, new = self.pool.map(lambda work: outcome(work, words, fed, folder), self.folders)
            self.compare(told, old, new)
            if writes:
                self.compare_files(told, Path(folder) / writes)
            self.commands += 1
            self.codes[old["exit code"].decode()] += 1
        return old["exit code"] == b"0"

    def compare_files(self, told, place):
        """Compares all files at a place; where they differ, that of OLD replaces that of NEW."""
        old, new = [tree(work, place) for work in self.folders]
        self.files += len(old.keys() | new.keys())
        self.compare(told, *[{f"file {name}": content for name, content in side.items()} for side in [old, new]])
        for name in [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]:
            self.place(name, old[name]) if name in old else self.remove(name)

    def compare(self, told, old, new):
        """Prints what differs and is not intended."""
        for what in sorted(old.keys() | new.keys()):
            where, sides = f"{told}\n{what}", [side.get(what, b"(not there)") for side in [old, new]]
            for _, measured in [row for row in MEASURED if sides[0] != sides[1] and re.search(row[0], where)]:
                sides = [re.sub(measured, b"(measured)", side) for side in sides]
            if sides[0] != sides[1] and not self.is_intended(where, *sides):
                self.differences += 1
                print(told, f"  {what}", *[f"    {line}" for line in shown(*sides)], sep="\n", flush=True)

    def is_intended(self, where, old, new):
        """Whether the wanted differences make OLD's bytes those of NEW; if so, those that were needed are counted."""
        used = []
        for wanted in [wanted for wanted in INTENDED if re.search(wanted.where, where)]:
            before, old = old, re.sub(wanted.old.encode(), wanted.new.encode(), old)
            used += [wanted.name] if old != before else []
        self.intended.update(used if old == new else [])
        return old == new


def outcome(work, words, fed, folder):
    """What a program prints and how it ends."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(work.parent / "home"), "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb"}
    environment |= {"NO_COLOR": "1", "COLUMNS": "120", "SOURCE_DATE_EPOCH": "1700000000", "PYTHONDONTWRITEBYTECODE": "1"}
    given = (work / fed).read_bytes() if fed else b""
    try:
        done = subprocess.run([work.parent / "mihak", *words], cwd=work / folder, env=environment, input=given, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return {"exit code": f"none after {SECONDS} s".encode()}
    return {"exit code": str(done.returncode).encode(), "stdout": done.stdout, "stderr": done.stderr}


def tree(work, place):
    """The files at a place below a folder, by name."""
    paths = [work / place] if (work / place).is_file() else (work / place).rglob("*")
    return {str(path.relative_to(work)): path.read_bytes() for path in paths if path.is_file()}


def shown(old, new):
    """The first lines of a unified diff, from the first difference on; control characters are escaped, long lines cut around it."""
    old, new = [side.decode("utf-8", "surrogateescape").splitlines(keepends=True) for side in [old, new]]
    first = len(os.path.commonprefix([old, new]))
    at = len(os.path.commonprefix(["".join(side[first : first + 1]) for side in [old, new]])) - SHOWN_WIDTH // 3
    ends = slice(max(first - 1, 0), first + 40)
    lines = list(difflib.unified_diff(old[ends], new[ends], n=1, lineterm=""))[3:]
    cut = [line if len(line) < SHOWN_WIDTH else line[0] + "…" * (at > 0) + line[1:][max(at, 0) :][:SHOWN_WIDTH] for line in lines]
    visible = ["".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in line) for line in cut]
    return [f"from line {first + 1}", *visible[:SHOWN_LINES], *["…"][: len(visible) > SHOWN_LINES]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old", metavar="OLD", help="the program that is compared with")
    parser.add_argument("new", metavar="NEW", help="the program that is compared")
    parser.add_argument("corpora", metavar="CORPORA", nargs="?", type=Path, help="a folder of public corpora")
    options = parser.parse_args()
    programs = [Path(program).resolve() for program in [options.old, options.new]]
    for program in programs:
        if not os.access(program, os.X_OK) or program.is_dir():
            parser.error(f"`{program}` is no program that can be run; the top of this script says how to build one")
    if options.corpora and not options.corpora.is_dir():
        parser.error(f"`{options.corpora}` is no folder")
    with tempfile.TemporaryDirectory() as folder:
        pair = Pair(programs, Path(folder))
        for part in [shipped, converted, scored, field, public]:
            commands, start = pair.commands, time.monotonic()
            part(pair, options.corpora)
            print(f"{part.__name__}: {pair.commands - commands} commands in {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
        pair.compare_files("what is left in the folder", Path("."))
    for wanted in INTENDED:
        print(f"intended, {pair.intended[wanted.name]} times: {wanted.name}: {wanted.reason}")
    codes = ", ".join(f"{times} × {code}" for code, times in sorted(pair.codes.items()))
    print(f"{pair.commands} commands (exit codes of OLD: {codes}), {pair.files} files compared, {pair.differences} differences")
    return min(pair.differences, 1)


def shipped(pair, _):
    """The shipped suite, corpora, gold and baseline; what is refused."""
    for work in pair.folders:
        for name in ["corpora", "gold", "results"]:
            shutil.copytree(HERE / name, work / name)
        shutil.copy(HERE / "suite.toml", work / "suite.toml")
        # A page with the tables of the results.
        shutil.copy(HERE / "docs/src/results.md", work / "README.md")
        (work / "empty").mkdir()
    pair.ask("--help", "--version", *[f"{command} --help" for command in COMMANDS], *REFUSED)
    pair.ask("run --quiet --out {}", writes="fresh", folder="empty")
    pair.ask("list", "verify", "describe --csv", "show dev-02-economy -s union", "cmp rules union --results fresh", folder="empty")
    pair.ask("run --out {}", writes="fresh")
    pair.ask("run --quiet --jobs 3 -c stress -s *d3 -s union --out {}", writes="stress")
    pair.ask("run --quiet --shard 1/2 --out {}", writes="shards/1")
    pair.ask("run --quiet --shard 2/2 --out {}", writes="shards/2")
    pair.ask("merge shards/1 shards/2 --out {}", writes="merged")
    pair.ask("merge shards/2 --out {}", "merge shards/2 --partial --out {}", writes="half")
    pair.ask("verify", "verify --review", "verify -s clitics-d3 -s union", "list", "list --articles corpora/stress")
    for how in ["", "--csv", "--md", "-c stress", "-c news --splice corpora/news/README.md --check", "--articles corpora/news --gold gold/news"]:
        pair.ask(f"describe {how}")
    lines = sorted({row["signature"] for row in rows(pair.text("fresh/scores.csv"))})[::40]
    for line, other in zip(lines, lines[1:]):
        pair.ask("signature", more=[line])
        pair.ask("signature", more=[line, other])
    for how in ["", "-s union -s crf-ner", "-s clitics-atb -s icu4x --scheme atb", "-s rules --at 46", "--at 99999", "--scheme nothing"]:
        pair.ask(*[f"show {article} {how}" for article in ["news/dev-02-economy", "test-08-weather", "lam-lam-01a"]])
    for how in ["rules union", "clitics-atb crf-atb --split test", "whitespace icu4x charabia --all", "union rules --all --csv", "union missing"]:
        pair.ask(f"cmp {how} --results fresh")
    pair.ask("check --results fresh", "check --results stress", "check --results half -s clitics-d3 -s union", "check --results half --format json")
    pair.ask("check --results merged --format junit --output {}", writes="verdict.xml")
    pair.ask("report", "report --results stress", "report --splice README.md --check", "wire news/*", "wire lam-* dev-01*")
    pair.ask("report --results fresh --splice {}", writes="README.md")
    passes = "gold/news/first-pass gold/news/second-pass --articles corpora/news"
    for how in ["", "--csv", "--all --strict"]:
        pair.ask(f"lint gold/news {passes} {how}", f"lint gold/stress --articles corpora/stress {how}")
    pair.ask("annotate check gold/stress --articles corpora/stress", f"annotate check gold/news {passes}")
    for how in ["", "--csv", "--json", "--md", "--min-word-accuracy 1 --min-entity-f1 0.99", "--splice gold/news/AGREEMENT.md --check"]:
        pair.ask(f"agree {passes} {how}")
    pair.ask(f"agree {passes} --resamples 0 --disagreements {{}}", writes="disagreements.csv")


def converted(pair, _):
    """Every format of the shipped gold as every other, and in every unit of offsets."""
    for form in FORMATS:
        pair.ask(f"convert gold/news {{}} --to {form} --articles corpora/news", writes=f"pairs/{form}")
        more = {"csv": "--articles corpora/news", "doccano": "--offset-unit chars"}.get(form, "")
        for other in FORMATS:
            pair.ask(f"convert pairs/{form} {{}} --to {other} {more}", writes=f"pairs/{form}-{other}")
        pair.ask(f"lint pairs/{form} {more} --csv", f"lint pairs/{form} --format {form}")
        if (pair.folders[0] / "pairs" / form).is_file():
            pair.ask(f"convert - - --to conll --format {form} {more}", "convert - - --to inline", fed=f"pairs/{form}")
        for unit in UNITS:
            if pair.ask(f"convert gold/stress {{}} --to {form} --to-unit {unit} --articles corpora/stress", writes=f"units/{unit}/{form}"):
                for told in ["", f"--offset-unit {unit}", "--offset-unit chars"]:
                    pair.ask(f"convert units/{unit}/{form} - --to inline {told}", f"lint units/{unit}/{form} {told}")


def scored(pair, _):
    """Gold against predictions that are derived from it, in every format, tagging scheme and reading."""
    mentions, segments = [rows(pair.text(f"gold/news/{name}.csv")) for name in ["entities", "segments"]]
    texts = {name: pair.text(f"corpora/news/{name}.txt") for name in sorted({row["article"] for row in segments})[::5]}
    gold = [[row for row in kept if row["article"] in texts] for kept in [mentions, segments]]
    for name, text in texts.items():
        pair.place(f"small/articles/{name}.txt", text)
    for side, tables in {"gold": gold, "said": perturbed(*gold, texts, random.Random(1))}.items():
        for name, records in zip(["entities", "segments"], tables):
            pair.place(f"small/{side}/{name}.csv", table(records))
        for form in FORMATS:
            pair.ask(f"convert small/{side} {{}} --to {form} --articles small/articles", writes=f"small/{side}s/{form}")
            pair.ask(f"convert small/{side} {{}} --to {form} --articles small/articles --lossless", writes=f"lossless/{side}/{form}")
    ways = ["--csv", "--errors {}/errors.csv --counts {} --name said", "--json --resamples 0", "--view conll4 --seed 7 --resamples 200", "-q -j 1"]
    for form in FORMATS:
        for other in FORMATS:
            files = f"small/golds/{form} small/saids/{other} --articles small/articles --offset-unit chars"
            for way in [*ways, f"--seen small/saids/{form}", "--view flat --csv"] if form == other else ways[:1]:
                pair.ask(f"score {files} {way}", writes=f"kept/{form}" if "{}" in way else None)
        pair.ask(f"agree small/golds/{form} small/saids/{form} --csv --articles small/articles --offset-unit chars")
    pair.ask("score small/golds/conll small/golds/conll -q --name same --counts {}", writes="kept/conll")
    pair.ask("cmp said same --results kept/conll --all")
    pair.place("small/cut.conllu", resegmented(pair.text("small/golds/conllu"), random.Random(3)))
    pair.ask(*[f"score small/golds/conllu small/cut.conllu {how}" for how in ["", "--csv", "--quiet --json"]], "lint small/cut.conllu --csv")
    pair.ask("score - small/golds/conllu", fed="small/cut.conllu")
    for scheme in SCHEMES:
        for side in ["gold", "said"]:
            pair.ask(f"convert small/{side}s/spacy {{}} --to conll --to-scheme {scheme}", writes=f"tags/{side}.{scheme}")
        pair.ask(f"convert small/golds/csv - --to conllu --to-scheme {scheme} --articles small/articles")
        gold, said = pair.text(f"tags/gold.{scheme}"), pair.text(f"tags/said.{scheme}")
        for kind, tags in {"clean": said, "dirty": retagged(said, random.Random(2))}.items():
            both = [f"{line} {other.rsplit(' ', 1)[1]}" if other else "" for line, other in zip(gold.split("\n"), tags.split("\n"))]
            pair.place(f"tags/{kind}.{scheme}", tags)
            pair.place(f"tags/{kind}-both.{scheme}", "\n".join(both))
            for files in [f"tags/gold.{scheme} tags/{kind}.{scheme}", f"tags/{kind}-both.{scheme}"]:
                for told in ["", f"--scheme {scheme}"]:
                    pair.ask(*[f"score {files} {told} --compat {scorer}" for scorer in SCORERS])
                    pair.ask(*[f"score {files} {told} --repair {repair} --csv" for repair in REPAIRS])
            pair.ask(f"lint tags/{kind}.{scheme} --csv", f"lint tags/{kind}-both.{scheme} --scheme {scheme}")
            pair.ask(*[f"convert tags/{kind}.{scheme} - --to doccano --scheme {scheme} --repair {repair}" for repair in REPAIRS])


def field(pair, _):
    """A suite of its own with programs, predictions in a file and gates: blessed, made worse, checked in every format, blessed again."""
    pair.place("field.toml", FIELD)
    pair.place("words.py", WORDS)
    pair.place("told.jsonl", pair.text("small/golds/doccano"))
    pair.ask("list --suite field.toml", "verify --suite field.toml", "wire --suite field.toml *")
    pair.ask(*[f"verify --suite field.toml -s {name}" for name in ["spans", "pieces", "fails", "segmenter"]])
    for side in ["gold", "said", "said"]:
        pair.place("told.jsonl", pair.text(f"small/{side}s/doccano"))
        for which in ["-s s* -s p*", "--quiet", "-s s* -s told"]:
            pair.ask(f"run --suite field.toml {which} --out {{}}", writes="mine")
        pair.ask(*[f"check --suite field.toml --results mine --baseline blessed --format {form}" for form in VERDICTS])
        pair.ask("bless --suite field.toml --results mine --because why --baseline {}", writes="blessed")
        pair.ask("report --suite field.toml --results mine", "cmp --suite field.toml spans segmenter --results mine --all")


def public(pair, corpora):
    """Public corpora: what can be converted is annotation, all else is raw text."""
    for path in sorted(path for path in corpora.rglob("*") if path.is_file()) if corpora else []:
        name = f"public/{path.relative_to(corpora)}".replace(" ", "_")
        chance = random.Random(name)
        if ".tar" in path.name:
            with tarfile.open(path) as archive:
                members = sorted(filter(tarfile.TarInfo.isfile, archive.getmembers()), key=lambda member: member.name)[:MOST_ARCHIVED]
                raw(pair, [archive.extractfile(member).read() for member in members], chance)
            continue
        lines = path.read_bytes().splitlines(keepends=True)
        blank = [number for number, line in enumerate(lines[:MOST_LINES]) if not line.strip()]
        pair.place(name, b"".join(lines[: blank[-1] + 1 if blank and len(lines) > MOST_LINES else MOST_LINES]))
        pair.ask(f"lint {name} --csv", f"lint {name} --all --strict")
        if read := [how for how in ["--repair none", "--repair conlleval"] if pair.ask(f"convert {name} - --to spacy {how}")]:
            annotated(pair, name, chance, read[0])
        else:
            pair.ask(*[f"convert {name} - --to spacy --format {form}" for form in FORMATS], *[f"lint {name} --format {form}" for form in FORMATS])
            lines = lines[: ARTICLE_LINES * MOST_ARTICLES]
            raw(pair, [b"".join(lines[at : at + ARTICLE_LINES]) for at in range(0, len(lines), ARTICLE_LINES)], chance)
        pair.remove("out", "public")


def annotated(pair, name, chance, how):
    """A file of annotations in every format, and against a copy with other tags and cuts."""
    for form in FORMATS:
        if pair.ask(f"convert {name} {{}} --to {form} {how}", writes=f"out/{form}"):
            pair.ask(f"lint out/{form} --csv --offset-unit chars", f"convert out/{form} - --to inline --offset-unit chars")
    text = pair.text(name)
    pair.place("out/said", retagged(resegmented(text, chance) if name.endswith(".conllu") else text, chance))
    pair.ask(f"score {name} out/said --repair conlleval --errors {{}}/errors.csv --counts {{}}", writes="out/kept")
    pair.ask(*[f"score {name} out/said --csv --repair {repair}" for repair in REPAIRS], f"score {name} out/said --json --repair discard")
    pair.ask(*[f"score {name} out/said --compat {scorer}" for scorer in SCORERS])


def raw(pair, articles, chance):
    """Articles of raw text; against words that are the runs between white space, every token of every system shows in the errors."""
    mentions, segments = [], []
    for number, content in enumerate(articles):
        pair.place(f"raw/articles/a{number:03}.txt", content)
        more, cuts = gold_of(f"a{number:03}", content.decode("utf-8", "replace"), chance)
        mentions, segments = mentions + more, segments + cuts
    if segments:
        pair.place("raw/gold/segments.csv", table(segments))
        pair.place("raw/gold/entities.csv", table(mentions))
    pair.ask("run --quiet --articles raw/articles --gold raw/gold --out {}", writes="raw/results")
    pair.ask("run --quiet --articles raw/articles -s icu4x -s union --out {}", writes="raw/without")
    gold = "--articles raw/articles --gold raw/gold"
    pair.ask(f"verify {gold}", f"describe {gold} --csv", f"wire * {gold}", f"show a000 {gold} -s {' -s '.join(SYSTEMS)}")
    pair.ask("cmp clitics-d3 crf-d3 --results raw/results")
    pair.remove("raw")


if __name__ == "__main__":
    sys.exit(main())
