"""`mihak.ray` with two workers: the bytes of one process, also if a worker dies."""

import os
import signal

import pytest
import ray
from documents import bytes_of, documents, found

import mihak
import mihak.ray


@pytest.fixture(scope="module", autouse=True)
def cluster():
    import documents as module

    # Ray gives its workers what nobody else wants of the processors, which is nothing on a busy machine.
    os.environ["RAY_worker_niceness"] = "0"
    ray.cloudpickle.register_pickle_by_value(module)
    ray.cloudpickle.register_pickle_by_value(__import__(__name__))
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=200_000_000, log_to_driver=False)
    yield
    ray.shutdown()


def one_process(made, predicted="predicted", **options):
    columns = {name: [row[name] for row in made] for name in made[0]}
    return mihak.merge(mihak.counts("id", "gold", predicted, texts="text", data=columns), **options)


def test_no_number_of_blocks_changes_a_byte():
    made = documents(300)
    wanted = bytes_of(one_process(made))
    for blocks in (1, 7):
        assert bytes_of(mihak.ray.score(ray.data.from_items(made, override_num_blocks=blocks), texts="text")) == wanted, blocks


def test_a_worker_that_is_killed_changes_no_byte(tmp_path):
    made = documents(2_000)
    for row in made:
        row["found"] = [{"start": start, "end": end, "label": label} for start, end, label in found(row["text"])]
    wanted = bytes_of(one_process(made, "found", name="killing"))
    mark, victim = str(tmp_path / "killed"), made[1_000]["text"]

    def killing(text):
        if text == victim and not os.path.exists(mark):
            with open(mark, "w") as file:
                file.write("once")
            os.kill(os.getpid(), signal.SIGKILL)
        return found(text)

    report = mihak.ray.run(ray.data.from_items(made, override_num_blocks=8), killing)
    assert os.path.exists(mark), "no worker was killed"
    assert bytes_of(report) == wanted and report.failures == {}


def test_a_poison_document_is_a_failure_that_is_counted():
    made = documents(20)
    poison = made[7]["text"]

    def poisoned(text):
        if text == poison:
            raise ValueError("this text is poison")
        return found(text)

    report = mihak.ray.run(ray.data.from_items(made, override_num_blocks=3), poisoned)
    assert report.failures == {"doc-00007": "ValueError: this text is poison"}


def test_names_that_are_there_twice_are_refused():
    made = documents(5)
    with pytest.raises(mihak.Error, match="document `doc-00001` is there twice"):
        mihak.ray.score(ray.data.from_items([*made, made[1]]), texts="text")
