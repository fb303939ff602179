"""The child's side of Mihak's protocol: greet, answer every request with one line, leave when the input ends.

An adapter calls `serve` with a function that imports and loads the system and returns its name, its version and the function that answers.
Standard output is given to the protocol alone: what a library prints while it loads or works goes to standard error.
"""

import json
import os
import sys
import time

PROTOCOL = 1


def serve(load, *, task, scheme=None, offsets="chars", install=None):
    """Answers articles until the input ends.

    `load()` returns `(name, version, answer)`. `answer(text)` returns `{"spans": [[start, end], …]}` (with a class or label as third item),
    or `{"pieces": [surface, …]}` for a tokenizer that changes the text; it may raise, which fails that article only.
    `offsets` says what `start` and `end` count: `chars`, `bytes` or `utf16`. `install` is the command that brings what `load` imports:
    where that is missing, the system is reported as missing instead of failed.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)

    def say(message):
        out.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")
        out.flush()

    try:
        name, version, answer = load()
    except (ImportError, FileNotFoundError, LookupError) as error:
        if install is None:
            raise
        say({"protocol": PROTOCOL, "missing": f"{type(error).__name__}: {error}", "install": install})
        return
    greeting = {"protocol": PROTOCOL, "name": name, "version": version, "task": task, "offsets": offsets}
    if scheme is not None:
        greeting["scheme"] = scheme
    say(greeting)
    for line in open(0, encoding="utf-8", newline="\n", closefd=False):
        request = json.loads(line)
        begun = time.perf_counter_ns()
        try:
            reply = answer(request["text"])
        except Exception as error:  # An article that cannot be answered is no reason to leave.
            say({"id": request["id"], "error": f"{type(error).__name__}: {error}"})
            continue
        say({"id": request["id"], **reply, "nanos": time.perf_counter_ns() - begun})


def located(text, surfaces):
    """The spans, in code points, of surfaces that stand in `text` in this order, each looked for behind the one before.

    Raises `ValueError` if one is not there: a system that changes its text answers with pieces instead.
    """
    spans, at = [], 0
    for surface in surfaces:
        start = text.find(surface, at)
        if start < 0:
            raise ValueError(f"«{surface}» is not in the text behind character {at}")
        at = start + len(surface)
        spans.append([start, at])
    return spans


def installed(package):
    """The package with its version, as receipts have it: `camel-tools 1.6.0`."""
    from importlib.metadata import version

    return f"{package} {version(package)}"
