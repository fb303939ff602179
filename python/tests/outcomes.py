"""What a call comes to: its value, or the type of its exception; and the types of its warnings."""

import math
import warnings

import numpy


def plain(value):
    """The value without numpy, and with floats by their bits."""
    if isinstance(value, numpy.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, dict):
        return [(key, plain(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value.hex()
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return float(value).hex()


def outcome(function, *given, **named):
    """Value or exception of a call, and its warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = plain(function(*given, **named))
        except Exception as error:
            value = type(error)
    return value, sorted({warning.category.__name__ for warning in caught})
