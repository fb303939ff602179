"""Documents for the tests of engines, and a system that finds names in them."""

import json
import random
import re

NAMES = {"بوتين": "PERS", "القاهرة": "GPE", "بغداد": "GPE", "فلاديمير": "PERS", "الأهلي": "ORG"}

WORDS = ["زار", "وصل", "اليوم", "إلى", "الوفد", "في", "أمس", "قال", "بعد", "للمرة", *NAMES]


def found(text):
    """Every name that the list has: a function that Spark and Ray send to their workers."""
    return [(match.start(), match.end(), NAMES[match[0]]) for match in re.finditer("|".join(NAMES), text)]


def documents(count, seed=1):
    """So many documents: a name, a text, gold spans, and the spans of a system that errs."""
    chance = random.Random(seed)
    made = []
    for at in range(count):
        text = " ".join(chance.choice(WORDS) for _ in range(12)) + "."
        gold = [span for span in found(text) if chance.random() < 0.9]
        predicted = [(start, end, label if chance.random() < 0.9 else "LOC") for start, end, label in found(text) if chance.random() < 0.8]
        spans = lambda side: [{"start": start, "end": end, "label": label} for start, end, label in side]
        made.append({"id": f"doc-{at:05}", "text": text, "gold": spans(gold), "predicted": spans(predicted)})
    return made


def bytes_of(report):
    """All rows of a report, floats by their shortest form that is read back as the same."""
    return json.dumps(report.rows(), ensure_ascii=False).encode()
