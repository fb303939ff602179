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
    or `{"pieces": [surface, …]}` for a tokenizer that changes the text, or `{"answer": "…"}` with what a chat model said; it may raise, which fails that article only.
    `offsets` says what `start` and `end` count: `chars`, `bytes` or `utf16`. `install` is the command that brings what `load` imports:
    where that is missing, the system is reported as missing instead of failed.
    """
    # An adapter's folder is often named like the package that it imports: with systems/ on the path, `import spacy` in an
    # environment without spaCy would find the folder and not fail.
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != os.path.dirname(os.path.realpath(__file__))]
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)

    def say(message):
        out.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")
        out.flush()

    try:
        name, version, answer = load()
    except (ImportError, FileNotFoundError, LookupError) as error:
        if install is None or isinstance(error, (KeyError, IndexError)):
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


def located(text, surfaces, dropped=""):
    """The spans, in code points, of surfaces that stand in `text` in this order, each looked for behind the one before.

    `dropped` are the characters that the system deletes from its tokens: they are passed over, and marks among them
    stay with the letter before. Raises `ValueError` if a surface is not there: a system that changes its text in other
    ways answers with pieces instead.
    """
    kept = [at for at, character in enumerate(text) if character not in dropped] if dropped else range(len(text))
    shown = "".join(text[at] for at in kept) if dropped else text
    spans, at = [], 0
    for surface in surfaces:
        found = shown.find(surface, at)
        if found < 0:
            raise ValueError(f"«{surface}» is not in the text behind character {kept[at] if at < len(kept) else len(text)}")
        at = found + len(surface)
        end = kept[at - 1] + 1
        while end < len(text) and text[end] in dropped and not text[end].isspace():
            end += 1
        spans.append([kept[found], end])
    return spans


def trimmed(text, spans):
    """The spans, in code points, without the white space at their ends; those of white space alone are left out."""
    for start, end in spans:
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield [start, end]


def cut(text, words, segments, dropped=""):
    """The spans of the segments of words: `words` are spans of `text`, `segments(word)` are the surfaces that a word is cut into.

    A word that is not cut keeps its span; `dropped` is that of `located`.
    """
    spans = []
    for start, end in words:
        pieces = segments(text[start:end])
        within = located(text[start:end], pieces, dropped=dropped) if len(pieces) > 1 else [[0, end - start]]
        spans += [[start + left, start + right] for left, right in within]
    return spans


def installed(package):
    """The package with its version, as receipts have it: `camel-tools 1.6.0`."""
    from importlib.metadata import version

    return f"{package} {version(package)}"
