"""`mihak.spark` on a real cluster of two executors: the bytes of one process, also if an executor dies."""

import os
import signal
import sys

import pytest
from documents import bytes_of, documents, found
from pyspark import cloudpickle
from pyspark.sql import SparkSession
from pyspark.sql.types import ArrayType, IntegerType, StringType, StructField, StructType

import mihak
import mihak.spark

SPAN = ArrayType(StructType([StructField("start", IntegerType()), StructField("end", IntegerType()), StructField("label", StringType())]))
SCHEMA = StructType([StructField("id", StringType()), StructField("text", StringType()), StructField("gold", SPAN), StructField("predicted", SPAN)])


@pytest.fixture(scope="module")
def spark():
    import documents as module

    # Workers are started anew, with this interpreter and what is installed for it.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # Workers do not have the folder of the tests.
    cloudpickle.register_pickle_by_value(module)
    cloudpickle.register_pickle_by_value(__import__(__name__))
    session = (
        SparkSession.builder.master("local-cluster[2,1,700]")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "700m")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def frame(spark, made, partitions):
    """The documents as a frame of so many partitions."""
    rows = [(row["id"], row["text"], *([tuple(span.values()) for span in row[side]] if row[side] is not None else None for side in ("gold", "predicted"))) for row in made]
    return spark.createDataFrame(rows, SCHEMA).repartition(partitions)


def one_process(made, predicted="predicted", **options):
    """The report of all documents, counted in this process."""
    columns = {name: [row[name] for row in made] for name in made[0]}
    return mihak.merge(mihak.counts("id", "gold", predicted, texts="text", data=columns), **options)


def test_no_number_of_partitions_changes_a_byte(spark):
    made = documents(500)
    wanted = bytes_of(one_process(made))
    for partitions in (1, 2, 7, 16):
        assert bytes_of(mihak.spark.score(frame(spark, made, partitions), texts="text")) == wanted, partitions


def test_an_executor_that_is_killed_changes_no_byte_of_ten_thousand_documents(spark, tmp_path):
    made = documents(10_000)
    for row in made:
        row["found"] = found(row["text"])
    wanted = bytes_of(one_process(made, "found", name="killing"))
    mark, victim = str(tmp_path / "killed"), made[5_000]["text"]

    def killing(text):
        if text == victim and not os.path.exists(mark):
            with open(mark, "w") as file:
                file.write("once")
            # The parent of the worker is the daemon of Python, whose parent is the executor.
            with open(f"/proc/{os.getppid()}/stat") as stat:
                executor = int(stat.read().rpartition(")")[2].split()[1])
            os.kill(executor, signal.SIGKILL)
        return found(text)

    report = mihak.spark.run(frame(spark, made, 8), killing)
    assert os.path.exists(mark), "no executor was killed"
    assert bytes_of(report) == wanted and report.failures == {}


def test_a_poison_document_is_a_failure_that_is_counted_and_no_retry(spark, tmp_path):
    made = documents(40)
    poison, tries = made[7]["text"], tmp_path / "tries"

    def poisoned(text):
        if text == poison:
            with open(tries, "a") as file:
                file.write("x")
            raise ValueError("this text is poison")
        return found(text)

    report = mihak.spark.run(frame(spark, made, 4), poisoned)
    assert report.failures == {"doc-00007": "ValueError: this text is poison"}
    assert tries.read_text() == "x"
    coverage = next(row for row in report.rows() if row["match"] == "coverage")
    assert (coverage["value"], coverage["articles"]) == (39 / 40, 40)


def test_what_is_null_or_there_twice_is_refused_by_name(spark):
    made = documents(20)
    for change, said in (
        ({"gold": None}, "document `doc-00003`: its gold is null"),
        ({"predicted": None}, "document `doc-00003`: its prediction is null"),
        ({"text": None}, "document `doc-00003`: its tokens or its text are null"),
        ({"id": None}, "its name is null"),
        ({"id": "doc-00004"}, "document `doc-00004` is there twice"),
    ):
        rows = [{**row, **change} if row["id"] == "doc-00003" else row for row in made]
        with pytest.raises(mihak.Error, match=said):
            mihak.spark.score(frame(spark, rows, 3), texts="text")
    with pytest.raises(mihak.Error, match="column `tags` is not there once"):
        mihak.spark.score(frame(spark, made, 3), gold="tags", texts="text")


def test_a_system_of_the_package_is_run_by_its_name(spark):
    made = documents(30)
    extractor = mihak.extractor("union")
    for row in made:
        row["union"] = [(found.start, found.end, found.label) for found in extractor(row["text"])]
    wanted = one_process(made, "union", name="union")
    assert bytes_of(mihak.spark.run(frame(spark, made, 3), "union")) == bytes_of(wanted)


def test_tags_are_scored_as_spans_are(spark):
    rows = [(f"{at}", ["زار", "بوتين"], ["O", "B-PERS"], ["O", "B-PERS" if at % 3 else "O"]) for at in range(30)]
    scored = mihak.spark.score(spark.createDataFrame(rows, "id string, tokens array<string>, gold array<string>, predicted array<string>"), tokens="tokens")
    assert (scored.precision, scored.recall) == (1.0, 2 / 3)
