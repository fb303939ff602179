"""`mihak.seqeval` against seqeval 1.2.2 itself: values to the last bit, types of warnings, types of exceptions."""

import inspect
import random

import numpy
import pandas
import pytest
import seqeval.metrics
import seqeval.metrics.sequence_labeling as theirs
import seqeval.metrics.v1 as their_v1
import seqeval.scheme as their_schemes
from outcomes import outcome

import mihak
import mihak.seqeval as ours
from mihak.seqeval import scheme as our_schemes
from mihak.seqeval.metrics import v1 as our_v1

SCORES = ["f1_score", "precision_score", "recall_score"]
SCHEMES = ["IOB1", "IOB2", "IOE1", "IOE2", "IOBES", "BILOU"]
LETTERS = {"IOB1": "IB", "IOB2": "IB", "IOE1": "IE", "IOE2": "IE", "IOBES": "IBES", "BILOU": "IBLU"}
TYPES = ["PERS", "GPE", "ORG", "LOC-1", "منظمة", "x", "DATE", "TIME", "EVENT", "NORP", "LAW"]


def tag(chance, letters, types, suffix):
    """A tag of these letters, or `O`."""
    if chance.random() < 0.45:
        return "O"
    letter, name = chance.choice(letters), chance.choice(types)
    return f"{name}-{letter}" if suffix else f"{letter}-{name}"


def legal(chance, scheme, types, length, suffix):
    """A sentence in which most mentions are legal."""
    tags = []
    while len(tags) < length:
        if chance.random() < 0.5:
            tags.append("O")
            continue
        name, size = chance.choice(types), chance.choice([1, 1, 2, 3])
        if scheme in ("IOB1", "IOE1"):
            letters = ["I"] * size
        elif scheme == "IOB2":
            letters = ["B"] + ["I"] * (size - 1)
        elif scheme == "IOE2":
            letters = ["I"] * (size - 1) + ["E"]
        else:
            one, last = ("S", "E") if scheme == "IOBES" else ("U", "L")
            letters = [one] if size == 1 else ["B"] + ["I"] * (size - 2) + [last]
        tags += [f"{name}-{letter}" if suffix else f"{letter}-{name}" for letter in letters]
    return tags[:length]


def case(seed):
    """Gold and a prediction: legal sentences of one scheme with noise, or any tags."""
    chance = random.Random(seed)
    scheme, suffix = SCHEMES[seed % 6], chance.random() < 0.2
    types = chance.sample(TYPES, chance.choice([1, 2, 4, 11]))
    letters = LETTERS[scheme] if chance.random() < 0.7 else "IBESLUX"
    gold, predicted = [], []
    for _ in range(chance.randint(1, 12)):
        length = chance.randint(0, 14)
        gold.append(legal(chance, scheme, types, length, suffix))
        noisy = [tag(chance, letters, types, suffix) if chance.random() < 0.25 else kept for kept in gold[-1]]
        predicted.append(noisy)
    if chance.random() < 0.3:
        gold = [[tag(chance, letters, types, suffix) for _ in row] for row in gold]
    return scheme, suffix, gold, predicted


def both(scheme):
    """The scheme as each package has it."""
    return getattr(their_schemes, scheme), getattr(our_schemes, scheme)


@pytest.mark.parametrize("block", range(36))
def test_values_warnings_and_exceptions_are_those_of_seqeval_in_3600_generated_cases(block):
    for seed in range(block * 100, block * 100 + 100):
        scheme, suffix, gold, predicted = case(seed)
        their_scheme, our_scheme = both(scheme)
        chance = random.Random(seed + 1_000_000)
        average = chance.choice(["micro", "macro", "weighted", None])
        zero = chance.choice(["warn", 0, 1])
        for name in SCORES:
            for strict in (False, True):
                given = [{"mode": "strict", "scheme": each} if strict else {} for each in (their_scheme, our_scheme)]
                wanted = outcome(getattr(theirs, name), gold, predicted, average=average, suffix=suffix, zero_division=zero, **given[0])
                found = outcome(getattr(ours, name), gold, predicted, average=average, suffix=suffix, zero_division=zero, **given[1])
                assert found == wanted, (seed, name, strict, average, zero, suffix, gold, predicted)
        for mode, chosen in ((None, None), ("strict", None), ("strict", scheme)):
            given = [both(chosen)[side] if chosen else None for side in (0, 1)]
            more = {"suffix": suffix, "mode": mode, "zero_division": zero, "digits": chance.choice([2, 4, 0, 14]), "output_dict": chance.random() < 0.3}
            wanted = outcome(theirs.classification_report, gold, predicted, scheme=given[0], **more)
            found = outcome(ours.classification_report, gold, predicted, scheme=given[1], **more)
            assert found == wanted, (seed, mode, chosen, more, gold, predicted)
        for name in ("accuracy_score", "performance_measure"):
            assert outcome(getattr(ours, name), gold, predicted) == outcome(getattr(theirs, name), gold, predicted), (seed, name)
        assert outcome(ours.get_entities, gold, suffix) == outcome(theirs.get_entities, gold, suffix), (seed, gold)
        beta = chance.choice([0, 0.5, 1, 2, float("inf")])
        wanted = outcome(theirs.precision_recall_fscore_support, gold, predicted, average=average, beta=beta, suffix=suffix, zero_division=zero)
        found = outcome(ours.precision_recall_fscore_support, gold, predicted, average=average, beta=beta, suffix=suffix, zero_division=zero)
        assert found == wanted, (seed, average, beta)


def odd_sides():
    """Pairs of things that few people give."""
    good = [["B-GPE", "O", "B-PERS", "I-PERS"], ["O", "I-ORG"]]
    other = [["B-GPE", "O", "B-PERS", "O"], ["O", "B-ORG"]]
    none = [["O", "O"], ["O"]]
    words = [["X-GPE", "PERS", ".", "O-GPE", "I-GPE"], [".", "I-GPE", "E-GPE", "L-GPE", "U-x", "B", "I", "S", "E"]]
    dots = [[".-GPE", "I-GPE", ".", "B-GPE", ".-GPE", "X", "O-A", "O-B", "X-B"], ["X", "X-_", "O", "X"]]
    flat = ["B-GPE", "O", "B-PERS", "I-PERS"]
    pairs = [
        ([], []), ([[]], [[]]), ([[], []], [[], []]), ([], [[]]), ([[]], []), ([["O"]], []), (none, none), (none, good), (good, none),
        (good, good), (good, other), (good, good[:1]), (good, [good[0], ["O"]]), (good, [good[0] + ["O"], good[1]]), (flat, flat), (flat, good),
        (good, flat), (flat, flat[:2]), ([], flat), (words, words), (words, [["O"] * 5, ["O"] * 9]), ([["O"] * 5, ["B"] * 9], words), (dots, dots),
        (dots, [["O"] * 9, ["B-GPE", "I-GPE", "I-GPE", "O"]]), ([["O"] * 9, ["B-GPE", "I-GPE", "I-GPE", "O"]], dots),
        ([[""]], [["O"]]), ([["O"]], [[""]]), ([["B-", "I-", "-", "--", "B--", "B-A-B"]], [["B", "I", "O", "O", "B-_", "B-A-"]]),
        ([["B-PERS"], ["I-PERS"]], [["B-PERS"], ["I-PERS"]]), ([["b-PERS", "i-PERS"]], [["b-PERS", "i-PERS"]]),
        ([["بدأ", "O"]], [["O", "داخل"]]), ([["PERS"]], [["PERS"]]), ([["PERS-B", "PERS-I", "O"]], [["PERS-B", "O", "O"]]),
        ([[1, 2]], [[1, 2]]), ([[None]], [[None]]), ([[b"B-GPE"]], [[b"B-GPE"]]), ([["O", None]], [["O", "O"]]), ([["O", 3]], [["O", "O"]]),
        ([[["B-GPE"]]], [[["B-GPE"]]]), ([("B-GPE", "O")], [("B-GPE", "O")]), ((["B-GPE", "O"],), (["B-GPE", "O"],)), (tuple(good), list(other)),
        ("B-GPE", "B-GPE"), ("", ""), (None, None), (good, None), (None, good), (3, 3), ({}, {}), ({"B-GPE": 1}, {"B-GPE": 1}),
        (numpy.array([["B-GPE", "O"]]), numpy.array([["B-GPE", "O"]])), (numpy.array(["B-GPE", "O"]), numpy.array(["B-GPE", "O"])),
        ([numpy.array(["B-GPE", "O"])], [numpy.array(["B-GPE", "O"])]), (good, numpy.array([["B-GPE"]])),
        ([[numpy.str_("B-GPE"), numpy.str_("O")]], [["B-GPE", "O"]]), (pandas.Series(good), pandas.Series(other)), (pandas.Series(good), other),
        ([good[0], ("O", "O")], [good[0], ["O", "O"]]), ([good[0], "OO"], [good[0], "OO"]), ([good[0], None], [good[0], None]),
        ([["B-\ud800"]], [["B-\ud800"]]), ([["B-x" * 40]], [["B-x" * 40]]), ([["S-A", "S-A", "E-A", "I-A", "E-A"]], [["B-A", "E-A", "S-A", "I-A", "O"]]),
        ([["U-A", "B-A", "L-A"]], [["U-A", "B-A", "L-A"]]), ([["S-A"]], [["O"]]), ([["U-A"]], [["O"]]), ([["E-A"]], [["O"]]), ([["L-A"]], [["O"]]),
        ([["B-A", "E-A", "O"]], [["B-A", "L-A", "O"]]), ([["B-A", "I-A"]], [["B-A", "E-A"]]), ([["X-A"]], [["B-A"]]), ([["B-A"]], [["X-A"]]),
        ([["B-A", "X-A"]], [["", "O"]]), ([["B-A"], ["E-A"], ["Z"]], [["B-A"], ["O"], ["O"]]), ([["O-A", "B-A"]], [["O-A", "B-A"]]),
    ]  # fmt: skip
    return pairs


ODD = odd_sides()


def calls(side):
    """Every way in which the functions are called on an odd pair, as name, given for them, given for us."""
    scores = [
        {}, {"average": None}, {"average": "macro"}, {"average": "weighted"}, {"zero_division": 0, "average": "macro"},
        {"zero_division": 1, "average": "weighted"}, {"suffix": True}, {"sample_weight": [1, 2]}, {"average": "samples"}, {"mode": "strict"},
    ]  # fmt: skip
    reports = [{}, {"output_dict": True}, {"digits": 5}, {"digits": -1}, {"digits": "2"}, {"suffix": True}, {"mode": "strict"},
               {"mode": "strict", "output_dict": True, "zero_division": 1}, {"mode": "other"}, {"zero_division": 1}]  # fmt: skip
    for name in SCORES:
        for given in scores:
            yield name, given, given
    for scheme in SCHEMES:
        for name in [*SCORES, "classification_report"]:
            yield name, *({"mode": "strict", "scheme": each} for each in both(scheme))
    for name in ("f1_score", "classification_report"):
        for bad in ("IOB2", int, 3):
            yield name, *({"mode": "strict", "scheme": bad} for _ in range(2))
        yield name, {"mode": "strict", "scheme": their_schemes.Token}, {"mode": "strict", "scheme": our_schemes.Token}
    for given in reports:
        yield "classification_report", given, given
    for name in ("accuracy_score", "performance_measure"):
        yield name, {}, {}
    for given in ({"beta": -1}, {"beta": 2, "average": "micro"}, {"average": "other"}, {"warn_for": ()}, {"average": "micro", "warn_for": ("f-score",)}):
        yield "precision_recall_fscore_support", given, given


@pytest.mark.parametrize("at", range(len(ODD)))
def test_odd_input_gives_seqevals_value_warning_or_exception(at):
    gold, predicted = ODD[at]
    for name, for_them, for_us in calls(ODD[at]):
        wanted = outcome(getattr(theirs, name), gold, predicted, **for_them)
        found = outcome(getattr(ours, name), gold, predicted, **for_us)
        assert found == wanted, (name, for_them, gold, predicted)
    for suffix in (False, True):
        for each in (gold, predicted):
            assert outcome(ours.get_entities, each, suffix) == outcome(theirs.get_entities, each, suffix), each
    for scheme in SCHEMES:
        their_scheme, our_scheme = both(scheme)
        wanted = outcome(their_v1.unique_labels, gold, predicted, their_scheme)
        assert outcome(our_v1.unique_labels, gold, predicted, our_scheme) == wanted, (scheme, gold, predicted)
    wanted = outcome(lambda: their_schemes.auto_detect(gold).__name__)
    assert outcome(lambda: our_schemes.auto_detect(gold).__name__) == wanted, gold
    assert outcome(our_v1.check_consistent_length, gold, predicted) == outcome(their_v1.check_consistent_length, gold, predicted)


def test_there_are_at_least_500_odd_calls():
    assert len(ODD) * sum(1 for _ in calls(ODD[0])) >= 500


def test_chunks_begin_and_end_as_in_seqeval_for_all_pairs_of_letters():
    for before in "OBIES.X":
        for here in "OBIES.X":
            for types in (("A", "A"), ("A", "B"), ("", "_")):
                for name in ("end_of_chunk", "start_of_chunk"):
                    assert getattr(ours, name)(before, here, *types) == getattr(theirs, name)(before, here, *types), (name, before, here, types)


def test_entities_of_strict_mode_are_those_of_seqeval():
    for seed in range(300):
        scheme, suffix, gold, _ = case(seed)
        their_scheme, our_scheme = both(scheme)
        read = lambda module, each: [[entity.to_tuple() for entity in row] for row in module.Entities(gold, each, suffix).entities]
        assert outcome(read, our_schemes, our_scheme) == outcome(read, their_schemes, their_scheme), (seed, gold)
        one = lambda module, each: [entity.to_tuple() for entity in module.Tokens(gold[0], each, suffix, sent_id=3).entities]
        assert outcome(one, our_schemes, our_scheme) == outcome(one, their_schemes, their_scheme), (seed, gold)


def test_schemes_of_seqeval_itself_are_taken():
    gold = [["B-GPE", "I-GPE", "O"]]
    assert ours.f1_score(gold, gold, mode="strict", scheme=their_schemes.IOB2) == 1.0
    assert ours.classification_report(gold, gold, mode="strict", scheme=their_schemes.IOB2).split() == theirs.classification_report(gold, gold).split()


def test_arguments_have_the_names_the_order_and_the_defaults_of_seqeval():
    named = [(ours, theirs, name) for name in (*SCORES, "classification_report", "accuracy_score", "performance_measure", "get_entities",
             "precision_recall_fscore_support", "end_of_chunk", "start_of_chunk")]  # fmt: skip
    named += [(our_v1, their_v1, name) for name in ("classification_report", "precision_recall_fscore_support", "unique_labels", "check_consistent_length")]
    named += [(our_schemes, their_schemes, name) for name in ("auto_detect", "Entities", "Tokens", "Token", "Entity")]
    for mine, other, name in named:
        shape = [[(p.name, p.kind, p.default) for p in inspect.signature(getattr(module, name)).parameters.values()] for module in (mine, other)]
        assert shape[0] == shape[1], name
    assert set(seqeval.metrics.__dict__) & {name for name in dir(seqeval.metrics) if name.endswith(("score", "report", "measure"))} <= set(dir(ours))


def test_the_metric_has_the_shape_of_evaluate():
    gold, predicted = [["B-GPE", "O", "B-PERS", "I-PERS"]], [["B-GPE", "O", "B-PERS", "O"]]
    assert mihak.load("seqeval").compute(predictions=predicted, references=gold) == {
        "GPE": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "number": 1},
        "PERS": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "number": 1},
        "overall_precision": 0.5,
        "overall_recall": 0.5,
        "overall_f1": 0.5,
        "overall_accuracy": 0.75,
    }
    assert mihak.load("seqeval").compute(predictions=gold, references=gold, mode="strict", scheme="IOB2")["overall_f1"] == 1.0
    for wrong in (lambda: mihak.load("other"), lambda: mihak.load("seqeval").compute(predictions=gold, references=gold, scheme="IOB9")):
        with pytest.raises(ValueError):
            wrong()
