"""`mihak.counts` and `mihak.merge`: scores do not depend on parts, order or machine; what does not belong together is refused."""

import random

import pytest
from test_score import sentences

import mihak


def parts(names, gold, predicted, tokens, size, **options):
    """The counts of documents, so many in a part."""
    cut = [slice(at, at + size) for at in range(0, len(names), size)]
    return [mihak.counts(names[part], gold[part], predicted[part], tokens[part], **options) for part in cut]


def values(report):
    """Rows without what names the content, which parts and lists hash in other ways."""
    return [{key: value for key, value in row.items() if key not in ("version", "signature")} for row in report.rows()]


@pytest.mark.parametrize("seed", range(4))
def test_counts_have_every_value_and_interval_of_score_to_the_last_bit(seed):
    tokens, gold, predicted = sentences(seed)
    names = [f"{at:04}" for at in range(1, len(gold) + 1)]
    merged = mihak.merge(mihak.counts(names, gold, predicted, tokens))
    assert values(merged) == values(mihak.score(gold, predicted, tokens, scheme="IOB2"))
    assert "tags:IOB2|repair:none|unit:sentence" in merged.signature


@pytest.mark.parametrize("options", [{"view": "conll4"}, {"overlap": 0.5}, {"missing": "count"}, {"repair": "discard"}, {"ignore_invisible": True}])
def test_options_are_those_of_score(options):
    tokens, gold, predicted = sentences(11)
    names = [f"{at:04}" for at in range(1, len(gold) + 1)]
    merged, scored = mihak.merge(mihak.counts(names, gold, predicted, tokens, **options)), mihak.score(gold, predicted, tokens, scheme="IOB2", **options)
    assert values(merged) == values(scored)
    without = lambda line: [field for field in line.split("|") if not field.startswith("corpus:")]
    assert without(merged.signature) == without(scored.signature)


def test_no_part_and_no_order_changes_a_byte():
    tokens, gold, predicted = sentences(3, count=60)
    names = [f"doc-{at}" for at in range(60)]
    wanted = mihak.merge(mihak.counts(names, gold, predicted, tokens)).rows()
    for size in (1, 2, 7, 16, 60):
        made = parts(names, gold, predicted, tokens, size)
        random.Random(size).shuffle(made)
        assert mihak.merge(*made, documents=60).rows() == wanted
    tables = [part.arrow() for part in made]
    assert mihak.merge(*tables).rows() == wanted


def test_spans_are_counted_as_score_counts_them():
    texts = ["زار فلاديمير بوتين القاهرة.", "وصل الوفد إلى بغداد.", "لا اسم هنا."]
    gold = [[(4, 18, "PERS"), (19, 26, "GPE")], [(14, 19, "GPE")], []]
    predicted = [[{"start": 4, "end": 18, "label": "PERS"}], [(14, 19, "ORG")], []]
    merged = mihak.merge(mihak.counts([1, 2, 3], gold, predicted, texts=texts))
    assert (merged.precision, merged.recall, merged.f1) == (0.5, 1 / 3, 0.4)
    assert values(merged) == values(mihak.score(gold, predicted, texts=texts))


def test_a_document_whose_prediction_cannot_be_read_is_missed_and_named():
    texts = ["زار بوتين القاهرة.", "وصل إلى بغداد."]
    gold = [[(4, 9, "PERS")], [(8, 13, "GPE")]]
    report = mihak.merge(mihak.counts(["a", "b"], gold, [[(4, 9, "PERS")], [(8, 99, "GPE")]], texts=texts))
    assert list(report.failures) == ["b"] and "99" in report.failures["b"]
    assert (report.precision, report.recall) == (1.0, 0.5)
    answered = next(row for row in report.rows() if row["match"] == "coverage")
    assert (answered["value"], answered["articles"]) == (0.5, 2)
    tags = mihak.merge(mihak.counts(["a", "b"], [["B-GPE"], ["B-GPE"]], [["B-GPE"], ["I-GPE"]]))
    assert list(tags.failures) == ["b"] and "illegal" in tags.failures["b"] and tags.recall == 0.5


def test_what_does_not_belong_together_is_refused_by_name():
    one = lambda name="a", gold=(["B-GPE"],), predicted=(["B-GPE"],), **options: mihak.counts([name], list(gold), list(predicted), **options)
    for wrong, said in (
        (lambda: mihak.merge(), "there are no counts"),
        (lambda: mihak.merge(one(), one()), "document `a` is there twice"),
        (lambda: mihak.merge(one(), one("b"), documents=3), "2 documents came back of 3"),
        (lambda: mihak.merge(one(), one("b", view="conll4")), "were made by `mihak .*view:conll4"),
        (lambda: mihak.merge(one(), one("b", scheme="IOB1")), "tags:IOB1"),
        (lambda: mihak.merge(one(None)), "its name is null"),
        (lambda: mihak.merge(one(" ")), "must be visible"),
        (lambda: mihak.merge(one(True)), "expected a string or a whole number"),
        (lambda: mihak.merge(one(gold=[None])), "document `a`: its gold is null"),
        (lambda: mihak.merge(one(predicted=[None])), "document `a`: its prediction is null"),
        (lambda: mihak.merge(one(gold=[[None]])), "document `a`: .*expected a string"),
        (lambda: mihak.merge(one(gold=[["I-GPE"]])), "document `a`: .*illegal"),
        (lambda: mihak.merge(mihak.counts(["a"], [["B-GPE"]], [])), "`predicted` ends in front of document 1"),
        (lambda: mihak.merge(mihak.counts([], [["B-GPE"]], [["B-GPE"]])), "more than the 0 documents"),
        (lambda: one(scheme="IOB9"), "IOB9"),
        (lambda: mihak.merge(one(), name="a|b"), "--name"),
    ):
        with pytest.raises(mihak.Error, match=said):
            wrong()
    other = one().arrow().to_pydict()
    other["made"] = [made.replace(mihak.__version__, "0.0.0") for made in other["made"]]
    with pytest.raises(mihak.Error, match="counts were made by mihak 0.0.0"):
        mihak.merge(mihak.Counts(other))
    with pytest.raises(mihak.Error, match="neither errors nor a page"):
        mihak.merge(one()).errors()
