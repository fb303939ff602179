"""What adapters of trained models share: the receipt of a model's files, and mentions from tagged words."""

import hashlib
import re
from pathlib import Path


def digest(*paths):
    """Eight hex digits that change with the bytes of these files, a folder standing for the files in it."""
    files = [file for path in map(Path, paths) for file in (sorted(path.iterdir()) if path.is_dir() else [path]) if file.is_file()]
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:8]


def mentions(places, labels):
    """`[start, end, type]` of each run of words of one type, from tags in IOB, IOBES or BILOU, or bare types.

    What continues no mention, such as I-PER behind O, begins one.
    """
    found, open_type = [], None
    for (start, end), label in zip(places, labels, strict=True):
        if label == "O":
            open_type = None
            continue
        tagged = re.fullmatch("([BIESLUM])-(.+)", label)
        prefix, kind = tagged.groups() if tagged else ("I", label)
        if kind == open_type and prefix in "IELM":
            found[-1][1] = end
        else:
            found.append([start, end, kind])
        open_type = None if prefix in "ESLU" else kind
    return found
