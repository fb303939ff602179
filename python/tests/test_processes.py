"""Long-lived processes: memory stays flat, threads and child processes work."""

import gc
import multiprocessing
import os
import resource
import threading

import pytest
from test_score import sentences

import mihak
import mihak.seqeval


def memory():
    """The bytes that the process has in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def fresh(at):
    """A sentence with labels that no other call has."""
    return [[f"B-A{at}", f"I-A{at}", "O", f"B-C{at}"]], [[f"B-A{at}", f"I-A{at}", "O", "O"]]


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="only Linux says how much memory there is")
def test_a_thousand_calls_with_fresh_labels_leave_memory_as_it_was():
    def call(at):
        gold, predicted = fresh(at)
        assert mihak.score(gold, predicted, resamples=0).recall == 0.5
        assert mihak.merge(mihak.counts([f"d{at}"], gold, predicted), resamples=0).recall == 0.5
        assert mihak.seqeval.recall_score(gold, predicted) == 0.5

    for at in range(300):
        call(at)
    gc.collect()
    before = memory()
    for at in range(300, 1300):
        call(at)
    gc.collect()
    assert memory() - before < 8_000_000


def test_eight_threads_count_and_merge_as_one_does():
    tokens, gold, predicted = sentences(13, count=24)
    names = [f"d{at}" for at in range(24)]
    wanted = mihak.merge(mihak.counts(names, gold, predicted, tokens)).rows()
    made = [None] * 8

    def work(at):
        made[at] = mihak.counts(names[at::8], gold[at::8], predicted[at::8], tokens[at::8], jobs=2)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive(), "a thread waits for ever"
    assert mihak.merge(*made).rows() == wanted


def child(queue):
    """What a child process finds, and what it says where threads are needed."""
    tokens, gold, predicted = sentences(1)
    names = [str(at) for at in range(len(gold))]
    found = [mihak.score(gold, predicted, tokens).f1, mihak.merge(mihak.counts(names, gold, predicted, tokens)).f1]
    found.append(len(mihak.tokenizer("clitics-atb").batch(["وزار بوتين"])[0]))
    report = mihak.score(gold, predicted, tokens)
    try:
        found.append(len(mihak.compare(report, report).rows()))
    except mihak.Error as error:
        found.append(str(error))
    queue.put(found)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_child_processes_score_whether_they_are_forked_or_spawned(method):
    tokens, gold, predicted = sentences(1)
    report = mihak.score(gold, predicted, tokens)
    rows = len(mihak.compare(report, report).rows())
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    process = context.Process(target=child, args=(queue,))
    process.start()
    found = queue.get(timeout=120)
    process.join(60)
    assert found[:3] == [report.f1, report.f1, 3] and process.exitcode == 0
    # Threads of the process are gone in what was forked, which is said instead of waiting for them.
    assert found[3] == rows if method == "spawn" else "start processes with `spawn`" in found[3]
