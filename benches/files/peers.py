"""Times one of the field's scorers on two files: its version, CPU seconds of reading and scoring and of scoring alone, and its F1, in one line.

Usage: peers.py seqeval|nervaluate|udtools GOLD PREDICTION
"""

import importlib
import importlib.metadata
import sys
import time


def tags(path):
    with open(path, encoding="utf-8") as file:
        blocks = file.read().split("\n\n")
    return [[line.rsplit(" ", 1)[1] for line in block.split("\n") if line] for block in blocks if block.strip()]


def seqeval(gold, predicted):
    from seqeval.metrics import classification_report

    gold, predicted = tags(gold), tags(predicted)
    start = time.process_time()
    report = classification_report(gold, predicted, output_dict=True)
    return time.process_time() - start, report["micro avg"]["f1-score"]


def nervaluate(gold, predicted):
    from nervaluate.evaluator import Evaluator

    gold, predicted = tags(gold), tags(predicted)
    labels = sorted({tag[2:] for sentence in gold + predicted for tag in sentence if tag != "O"})
    start = time.process_time()
    results = Evaluator(gold, predicted, tags=labels, loader="list").evaluate()
    return time.process_time() - start, results["overall"]["strict"].f1


def udtools(gold, predicted):
    from udtools import udeval

    ours, theirs = udeval.load_conllu_file(gold), udeval.load_conllu_file(predicted)
    start = time.process_time()
    result = udeval.evaluate(ours, theirs)
    return time.process_time() - start, result["Words"].f1


name, gold, predicted = sys.argv[1:]
importlib.import_module({"udtools": "udtools.udeval", "seqeval": "seqeval.metrics", "nervaluate": "nervaluate.evaluator"}[name])
start = time.process_time()
scoring, f1 = globals()[name](gold, predicted)
print(importlib.metadata.version(name), time.process_time() - start, scoring, f1)
