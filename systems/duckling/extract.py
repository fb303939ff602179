"""Duckling's Arabic rules for times, numbers, money and measures, with the dimension and its grain as the label: `time/day`, `number`."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from mihak import installed, serve

# `time-grain` is left out: it is a bare unit of time (يوم) that serves the other dimensions.
DIMENSIONS = ["amount-of-money", "credit-card-number", "distance", "duration", "email", "number", "ordinal", "phone-number", "quantity", "temperature", "time", "url", "volume"]

# What «tomorrow» is counted from, 2024-01-01 00:00 UTC: a fixed moment, so that answers do not depend on the day of the run.
NOW = 1704067200


def load():
    import duckling
    import tzdata

    zones = duckling.load_time_zones(os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo"))
    arabic = duckling.parse_locale("AR", duckling.default_locale_lang(duckling.parse_lang("AR")))
    context = duckling.Context(duckling.parse_ref_time(zones, "UTC", NOW), arabic)
    dimensions = duckling.parse_dimensions(DIMENSIONS)

    def answer(text):
        found, at = set(), 0
        # Line by line: time grows with the square of the length, and a headline's last number is none of the next paragraph's.
        for line in text.split("\n"):
            # A NUL would end the C string that Duckling is given; a space keeps the offsets.
            # Behind some last words (شهر ثين.) Duckling looks one character too far and takes the process with it: there is one more.
            for entity in duckling.parse(line.replace("\0", " ") + "\n", context, dimensions, False):
                start, end = trimmed(text, at + entity["start"], at + entity["end"])
                found.add((start, end, label(entity)))
            at += len(line) + 1
        return {"spans": sorted(found)}

    return "duckling", installed("pyduckling-native-phihos"), answer


def label(entity):
    """The dimension, and for times and durations also the grain: an hour is a TIME and a day is a DATE, but both are one dimension."""
    dimension, value = entity["dim"], entity["value"]
    if dimension == "duration":
        return f"duration/{value['unit']}"
    if dimension == "time":
        # An interval has no grain of its own; its ends have one, and an open one lacks an end.
        ends = [value] if "grain" in value else [end for end in (value.get("from"), value.get("to")) if end]
        return f"time/{ends[0]['grain']}"
    return dimension


def trimmed(text, start, end):
    surface = text[start:end]
    return start + len(surface) - len(surface.lstrip()), start + len(surface.rstrip())


serve(load, task="entities", install="systems/install duckling")
