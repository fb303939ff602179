"""What other packages hold is scored as the lists that it is: frames, tables of Arrow, datasets, documents of spaCy."""

import datasets
import numpy
import pandas
import polars
import pyarrow
import pytest
import spacy
from spacy.tokens import Span
from test_score import sentences

import mihak

NAMES = ["O", "B-PERS", "I-PERS", "B-GPE", "I-GPE", "B-ORG", "I-ORG"]


class Capsule:
    """Arrow, and nothing else, as any library gives it."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


def test_frames_and_tables_are_scored_as_the_lists_that_they_hold():
    tokens, gold, predicted = sentences(2)
    wanted = mihak.score(gold, predicted, tokens).rows()
    columns = {"tokens": tokens, "gold": gold, "predicted": predicted}
    table = pyarrow.table(columns)
    strings = [pyarrow.list_(kind()) for kind in (pyarrow.string, pyarrow.large_string, pyarrow.string_view)]
    views = pyarrow.table([pyarrow.array(column, kind) for column, kind in zip(columns.values(), strings)], names=list(columns))
    coded = table.set_column(1, "gold", pyarrow.array(gold, pyarrow.list_(pyarrow.dictionary(pyarrow.int8(), pyarrow.string()))))
    for frame in (pandas.DataFrame(columns), polars.DataFrame(columns), table, views, coded, table.to_batches()[0], Capsule(table), columns):
        assert mihak.score("gold", "predicted", "tokens", data=frame).rows() == wanted, type(frame)
    for make in (pandas.Series, polars.Series, pyarrow.array, lambda column: pyarrow.chunked_array([column[:3], column[3:]]), iter):
        assert mihak.score(make(gold), make(predicted), make(tokens)).rows() == wanted, make


def test_a_dataset_names_its_tags_itself():
    tokens, gold, predicted = sentences(6)
    wanted = mihak.score(gold, predicted, tokens).rows()
    number = lambda rows: [[NAMES.index(tag) for tag in row] for row in rows]
    tags = datasets.Sequence(datasets.ClassLabel(names=NAMES))
    bare = datasets.Sequence(datasets.Value("int64"))
    for predictions, kind in ((number(predicted), tags), (number(predicted), bare), (predicted, datasets.Sequence(datasets.Value("string")))):
        features = datasets.Features({"tokens": datasets.Sequence(datasets.Value("string")), "gold": tags, "predicted": kind})
        made = datasets.Dataset.from_dict({"tokens": tokens, "gold": number(gold), "predicted": predictions}, features=features)
        assert mihak.score("gold", "predicted", "tokens", data=made).rows() == wanted
    assert mihak.score(made["gold"], number(predicted), made["tokens"], labels=NAMES).rows() == wanted
    with pytest.raises(TypeError, match="names its tags itself"):
        mihak.score("gold", "predicted", data=made, labels=NAMES)
    broken = datasets.Dataset.from_dict({"gold": [[0, 1]], "predicted": [[0, -100]]}, features=datasets.Features({"gold": tags, "predicted": bare}))
    with pytest.raises(mihak.Error, match="predicted sentence 1 tag 2: -100 is the number of none"):
        mihak.score("gold", "predicted", data=broken)
    with pytest.raises(mihak.Error, match="splits train"):
        mihak.score("gold", "predicted", data=datasets.DatasetDict({"train": made}))


def test_documents_of_spacy_are_spans_in_their_texts():
    blank = spacy.blank("ar")
    texts = ["زار فلاديمير بوتين القاهرة اليوم", "وصل الوفد إلى بغداد"]
    gold, predicted = ([blank(text) for text in texts] for _ in range(2))
    gold[0].ents = [Span(gold[0], 1, 3, "PERS"), Span(gold[0], 3, 4, "GPE")]
    gold[1].ents = [Span(gold[1], 3, 4, "GPE")]
    predicted[0].ents = [Span(predicted[0], 1, 3, "PERS")]
    predicted[1].ents = [Span(predicted[1], 3, 4, "ORG")]
    spans = [[(4, 18, "PERS"), (19, 26, "GPE")], [(14, 19, "GPE")]]
    report = mihak.score(gold, predicted)
    assert (report.precision, report.recall, report.f1) == (0.5, 1 / 3, 0.4)
    assert report.rows() == mihak.score(spans, predicted, texts=texts).rows()
    assert mihak.score(spans, gold, texts=texts).f1 == 1.0
    with pytest.raises(mihak.Error, match="`predicted` document 2 has another text"):
        mihak.score(gold, [predicted[0], blank("نص آخر")])
    with pytest.raises(mihak.Error, match="1 documents of spaCy, and there are 2 texts"):
        mihak.score(gold, predicted[:1])


def test_spans_in_frames_are_structs_or_tuples():
    columns = {
        "text": ["زار بوتين", "لا أحد"],
        "gold": [[{"start": 4, "end": 9, "label": "PERS"}], []],
        "predicted": [[{"start": 4, "end": 9, "label": "PERS"}], []],
    }
    for frame in (pandas.DataFrame(columns), polars.DataFrame(columns), pyarrow.table(columns), datasets.Dataset.from_dict(columns)):
        assert mihak.score("gold", "predicted", texts="text", data=frame).f1 == 1.0, type(frame)


def test_columns_that_cannot_be_scored_are_named():
    frame = pandas.DataFrame({"gold": [["O"]], "predicted": [["O"]]})
    for wrong, error, said in (
        (lambda: mihak.score("gold", "other", data=frame), mihak.Error, "column `other` is not there; `data` has gold, predicted"),
        (lambda: mihak.score("gold", "gold", data=pandas.concat([frame, frame], axis=1)), mihak.Error, "`gold` is there more than once"),
        (lambda: mihak.score(frame["gold"], "predicted", data=frame), TypeError, "`gold` is the name of a column"),
        (lambda: mihak.score("gold", "predicted", data=polars.DataFrame(frame).lazy()), TypeError, "collect it first"),
        (lambda: mihak.score("gold", "predicted", data=3), TypeError, "`data` is a frame"),
        (lambda: mihak.score("gold", "predicted", data=pyarrow.table({"gold": [["O"], None], "predicted": [["O"], ["O"]]})), TypeError, "sentence 2: expected a list"),
        (lambda: mihak.score("gold", "predicted", data=pandas.DataFrame({"gold": [["O"], numpy.nan], "predicted": [["O"]] * 2})), TypeError, "sentence 2"),
        (lambda: mihak.score("gold", "predicted", data=pyarrow.table({"gold": [["O", None]], "predicted": [["O", "O"]]})), TypeError, "tag 2: expected a string"),
    ):
        with pytest.raises(error, match=said):
            wrong()
