"""`mihak.score`: the numbers of the program to the last bit, whatever form the input has."""

import csv
import io
import json
import random
import subprocess
import sys
import threading

import numpy
import pandas
import pytest

import mihak

WORDS = ["وزار", "بوتين", "القاهرة", "للمرة", "الأولى", "فلاديمير", "وبغداد", "اليوم", ".", "#مصر", "ال", "12:30"]


def sentences(seed, count=40):
    """Tokens, gold and a prediction in legal IOB2."""
    chance = random.Random(seed)
    tokens, gold, predicted = [], [], []
    for _ in range(count):
        row = []
        while len(row) < 9:
            name = chance.choice(["PERS", "GPE", "ORG"])
            row += ["O"] if chance.random() < 0.6 else [f"B-{name}"] + [f"I-{name}"] * chance.choice([0, 0, 1])
        tokens.append([chance.choice(WORDS) for _ in row])
        gold.append(row)
        kept = [tag if chance.random() < 0.85 else "O" for tag in row]
        predicted.append([f"B{tag[1:]}" if tag[0] == "I" and (at == 0 or kept[at - 1][1:] != tag[1:]) else tag for at, tag in enumerate(kept)])
    return tokens, gold, predicted


def written(path, tokens, tags):
    """The file of columns that the lists are."""
    path.write_text("".join("".join(f"{word}\t{tag}\n" for word, tag in zip(*row)) + "\n" for row in zip(tokens, tags)), encoding="utf-8")
    return path


def program(*given):
    """Rows of scores.csv as the program of the wheel prints them."""
    done = subprocess.run([sys.executable, "-m", "mihak", "score", "--csv", "--quiet", *map(str, given)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def as_program(rows):
    """Rows as the program writes them."""
    decimals = lambda value: "" if value is None else f"{value:.6f}"
    return [{key: decimals(value) if key in ("value", "lo", "hi") else str(value) for key, value in row.items()} for row in rows]


def nameless(rows):
    """Rows without the names of files, of which hashes are kept."""
    return [{**row, "system": "", "corpus": "", "signature": row["signature"].replace(row["corpus"], "")} for row in rows]


@pytest.mark.parametrize("seed", range(6))
def test_lists_have_every_row_that_the_program_prints_for_the_file_that_they_are(seed, tmp_path):
    tokens, gold, predicted = sentences(seed)
    names = [written(tmp_path / name, tokens, tags) for name, tags in (("gold", gold), ("predicted", predicted))]
    for options, flags in (({}, []), ({"view": "conll4", "resamples": 100, "seed": 3}, ["--view=conll4", "--resamples=100", "--seed=3"])):
        wanted = program(*flags, *names)
        assert as_program(mihak.score(gold, predicted, tokens, **options).rows()) == wanted
        assert as_program(mihak.score(*names, **options).rows()) == wanted
        assert len(wanted) > 50


def test_floats_are_equal_to_the_last_bit_whether_files_or_lists_are_scored(tmp_path):
    tokens, gold, predicted = sentences(77)
    names = [written(tmp_path / name, tokens, tags) for name, tags in (("gold", gold), ("predicted", predicted))]
    assert mihak.score(gold, predicted, tokens).rows() == mihak.score(*names).rows()


def test_every_scheme_is_detected_and_scored_alike():
    gold = {
        "IOB2": ["B-PERS", "I-PERS", "O", "B-GPE", "B-GPE"],
        "IOE2": ["I-PERS", "E-PERS", "O", "E-GPE", "E-GPE"],
        "IOBES": ["B-PERS", "E-PERS", "O", "S-GPE", "S-GPE"],
        "BILOU": ["B-PERS", "L-PERS", "O", "U-GPE", "U-GPE"],
    }
    for scheme, tags in gold.items():
        report = mihak.score([tags], [tags[:3] + ["O", tags[4]]])
        assert (report.precision, report.recall, report.f1) == (1.0, 2 / 3, 0.8), scheme
        assert f"tags:{scheme}" in report.signature
        assert mihak.score([tags], [tags], scheme=scheme).f1 == 1.0


def test_broken_tags_are_refused_with_their_place_and_read_if_a_repair_is_named():
    gold, predicted = [["O", "B-PERS", "I-PERS"]], [["O", "I-PERS", "I-PERS"]]
    with pytest.raises(mihak.Error, match=r"`predicted` line 2: `I-PERS` behind `O` is illegal in IOB2") as refused:
        mihak.score(gold, predicted)
    assert "--repair conlleval: exact F1 1.0000" in str(refused.value)
    assert mihak.score(gold, predicted, repair="conlleval").f1 == 1.0
    assert mihak.score(gold, predicted, repair="discard").f1 == 0.0


def test_tags_may_be_numbers_arrays_and_series():
    names = ["O", "B-PERS", "I-PERS"]
    wanted = mihak.score([["O", "B-PERS", "I-PERS"], ["B-PERS"]], [["O", "B-PERS", "O"], ["B-PERS"]]).rows()
    for gold, predicted in (
        ([[0, 1, 2], [1]], [[0, 1, 0], [1]]),
        ([numpy.array([0, 1, 2]), numpy.array([1])], [(0, 1, 0), (1,)]),
        (pandas.Series([[0, 1, 2], [1]]), pandas.Series([[0, 1, 0], [1]])),
    ):
        assert mihak.score(gold, predicted, labels=names).rows() == wanted
    with pytest.raises(mihak.Error, match="-100 is the number of none"):
        mihak.score([[0, -100]], [[0, 0]], labels=names)


def test_spans_are_scored_as_a_file_of_records(tmp_path):
    texts = ["زار فلاديمير بوتين القاهرة.", "وصل الوفد إلى بغداد.", "لا اسم هنا."]
    gold = [[(4, 18, "PERS"), (19, 26, "GPE")], [(14, 19, "GPE")], []]
    predicted = [[{"start": 4, "end": 18, "label": "PERS"}], [(14, 19, "ORG")], []]
    report = mihak.score(gold, predicted, texts=texts)
    assert (report.precision, report.recall, report.f1) == (0.5, 1 / 3, 0.4)
    for name, side in (("gold", gold), ("predicted", [[(4, 18, "PERS")], *predicted[1:]])):
        lines = [{"id": str(at + 1), "text": text, "entities": spans} for at, (text, spans) in enumerate(zip(texts, side))]
        (tmp_path / name).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    wanted = program("--format=json-spans", "--offset-unit=chars", tmp_path / "gold", tmp_path / "predicted")
    assert nameless(as_program([{**row, "version": ""} for row in report.rows()])) != []
    assert [row["value"] for row in as_program(report.rows())] == [row["value"] for row in wanted]
    with pytest.raises(mihak.Error):
        mihak.score([[(4, 99, "PERS")], [], []], predicted, texts=texts)
    with pytest.raises(mihak.Error, match="spans of 2 texts, and there are 3"):
        mihak.score(gold[:2], predicted, texts=texts)


def test_errors_are_the_rows_that_the_program_writes(tmp_path):
    tokens, gold, predicted = sentences(5)
    names = [written(tmp_path / name, tokens, tags) for name, tags in (("gold", gold), ("predicted", predicted))]
    program("--errors", tmp_path / "errors.csv", *names)
    wanted = list(csv.DictReader((tmp_path / "errors.csv").open(encoding="utf-8", newline="")))
    found = mihak.score(gold, predicted, tokens).errors()
    shown = [{key: "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value) for key, value in row.items()} for row in found]
    assert shown == wanted
    assert len(wanted) > 10


def test_what_cannot_be_scored_is_an_exception_that_says_where():
    good = [["B-GPE", "O"]]
    for wrong, error, said in (
        (lambda: mihak.score([], []), mihak.Error, "empty"),
        (lambda: mihak.score(good, [["O"]]), mihak.Error, "sentence 1 has 2 tags in gold and 1 in predicted"),
        (lambda: mihak.score(good, good + good), mihak.Error, "sentence 2"),
        (lambda: mihak.score(good, good, [["القاهرة"]]), mihak.Error, "sentence 1 has 1 tokens and 2 tags"),
        (lambda: mihak.score(good, good, [["القاهرة", " "]]), mihak.Error, "item 2"),
        (lambda: mihak.score(good, good, [["القاهرة", "أ\tب"]]), mihak.Error, "white space"),
        (lambda: mihak.score(good, good, scheme="IOB9"), mihak.Error, "IOB9"),
        (lambda: mihak.score(good, good, view="none"), mihak.Error, "no view `none`"),
        (lambda: mihak.score(good, good, resamples=7), mihak.Error, "100 to 100000"),
        (lambda: mihak.score("no-such-file", "no-such-file"), mihak.Error, "no-such-file"),
        (lambda: mihak.score("no-such-file", good), TypeError, "both"),
        (lambda: mihak.score(good, good, format="conll"), TypeError, "belongs to files"),
        (lambda: mihak.score("a", "b", tokens=good), TypeError, "belongs to lists"),
        (lambda: mihak.score([[0.5]], [["O"]]), TypeError, "expected a string"),
        (lambda: mihak.score(["B-GPE"], ["B-GPE"]), TypeError, "expected a list"),
        (lambda: mihak.score(3, good), TypeError, "list of lists"),
        (lambda: mihak.score([["B-GPE", "x y\n"]], good), mihak.Error, "white space"),
    ):
        with pytest.raises(error, match=said):
            wrong()


def test_nothing_is_printed_and_remarks_are_kept(capfd):
    report = mihak.score([["B-GPE", "O"]], [["B-GPE", "O"]])
    assert capfd.readouterr() == ("", "")
    assert any("read as conll" in remark for remark in report.remarks)
    assert "exact" in str(report) and repr(report) == "<mihak.Report precision=1.0000 recall=1.0000 f1=1.0000>"


def test_undefined_is_none_and_no_number():
    report = mihak.score([["O", "O"]], [["O", "O"]])
    assert (report.precision, report.recall, report.f1) == (None, None, None)
    assert "–" in repr(report)


def test_tables_escape_what_they_quote():
    name = "<b>&`x`|منظمة"
    gold = [[(0, 3, "PERS"), (4, 9, "x&`y`")]]
    report = mihak.score(gold, gold, texts=["زار بوتين"])
    page, text = report._repr_html_(), report.to_markdown()
    assert "x&amp;`y`" in page and 'dir="auto"' in page and "x&`y`" not in page
    assert "x\\&\\`y\\`" in text and text.count("\n| ") >= 4
    report = mihak.score([[(0, 3, name)]], [[(0, 3, name)]], texts=["زار بوتين"])
    assert "<b>" not in report._repr_html_() and "&lt;b&gt;&amp;`x`|منظمة" in report._repr_html_()
    assert "\\<b\\>\\&\\`x\\`\\|منظمة" in report.to_markdown()


def test_frames_have_the_rows():
    report = mihak.score([["B-GPE", "O"]], [["B-GPE", "O"]])
    frame = report.frame()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == len(report.rows())
    assert frame.loc[(frame["match"] == "exact") & (frame["measure"] == "f1"), "value"].max() == 1.0


def test_intervals_hold_their_values():
    tokens, gold, predicted = sentences(9, count=200)
    report = mihak.score(gold, predicted, tokens)
    for measure, (low, high) in report.intervals.items():
        assert low <= getattr(report, measure) <= high
        assert high - low < 0.2
    assert mihak.score(gold, predicted, tokens, resamples=0).intervals == {"precision": None, "recall": None, "f1": None}


def test_a_folder_called_gold_in_the_working_folder_is_no_input(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gold").mkdir()
    (tmp_path / "predicted").write_text("x", encoding="utf-8")
    assert mihak.score([["B-GPE", "O"]], [["B-GPE", "O"]]).f1 == 1.0


def test_eight_threads_give_the_rows_of_one():
    tokens, gold, predicted = sentences(3)
    wanted = mihak.score(gold, predicted, tokens).rows()
    found = [None] * 8
    def work(at):
        found[at] = [mihak.score(gold, predicted, tokens, jobs=2).rows() for _ in range(5)]
    threads = [threading.Thread(target=work, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(rows == wanted for each in found for rows in each)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_memory_is_flat_over_1000_calls_with_fresh_labels():
    def resident():
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096
    def calls(first, count):
        for at in range(first, first + count):
            tags = [[f"B-T{at}", "O", f"B-U{at}"]]
            mihak.score(tags, tags, resamples=0, jobs=1)
            mihak.seqeval.f1_score(tags, tags)
    calls(0, 200)
    before = resident()
    calls(200, 1000)
    assert resident() - before < 8_000_000


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_that_are_forked_or_spawned_score(method):
    import multiprocessing

    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("this system has no such processes")
    mihak.score([["B-GPE"]], [["B-GPE"]])
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(mihak.seqeval.get_entities, [["B-GPE"], ["O", "B-PERS"]]) == [[("GPE", 0, 0)], [("PERS", 1, 1)]]
        assert [repr(each) for each in pool.map(f1_of, [[["B-GPE"]]] * 4)] == ["1.0"] * 4


def f1_of(tags):
    """For processes."""
    return mihak.score(tags, tags).f1
