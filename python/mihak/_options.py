"""Keywords of Python as options of the program."""

from __future__ import annotations

import os


def options(**given: object) -> list[str]:
    """The options of the program that have these names and values; those without a value are left out."""
    options = []
    for name, value in given.items():
        flag = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        options.append(flag if value is True else f"{flag}={os.fspath(value) if isinstance(value, os.PathLike) else value}")
    return options
