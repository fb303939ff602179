"""The functions of seqeval 1.2.2: the same arguments, values, types of warnings and types of exceptions, at native speed.

    from mihak.seqeval import classification_report, f1_score

is the one line that changes; `mihak.seqeval.metrics` and `mihak.seqeval.scheme` stand where seqeval has them. Two things differ. Numbers are
plain floats and ints, not those of numpy (lists of numbers are numpy arrays where numpy is installed). Messages have other words.

Source of the definitions: seqeval 1.2.2 (Nakayama 2018), whose default mode is that of conlleval.pl. `mihak.score` refuses what seqeval guesses.
"""

from mihak.seqeval import metrics, scheme
from mihak.seqeval._scores import UndefinedMetricWarning
from mihak.seqeval.metrics.sequence_labeling import (
    accuracy_score,
    classification_report,
    end_of_chunk,
    f1_score,
    get_entities,
    performance_measure,
    precision_recall_fscore_support,
    precision_score,
    recall_score,
    start_of_chunk,
)
from mihak.seqeval.metrics.v1 import check_consistent_length, unique_labels
from mihak.seqeval.scheme import BILOU, IOB1, IOB2, IOBES, IOE1, IOE2, auto_detect

__all__ = [
    "BILOU",
    "IOB1",
    "IOB2",
    "IOBES",
    "IOE1",
    "IOE2",
    "UndefinedMetricWarning",
    "accuracy_score",
    "auto_detect",
    "check_consistent_length",
    "classification_report",
    "end_of_chunk",
    "f1_score",
    "get_entities",
    "metrics",
    "performance_measure",
    "precision_recall_fscore_support",
    "precision_score",
    "recall_score",
    "scheme",
    "start_of_chunk",
    "unique_labels",
]
