"""What callers have, as lists: columns of pandas, polars, Arrow and Hugging Face datasets, and documents of spaCy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mihak._mihak import Error


def _module(value: Any) -> str:
    """The package that a value comes from."""
    return type(value).__module__.partition(".")[0]


def column(values: Any) -> Any:
    """A column of any library as a list; lists, tuples and arrays of numpy stay as they are."""
    if isinstance(values, (list, tuple, str)):
        return values
    if isinstance(values, Iterator):
        return list(values)
    for name in ("to_pylist", "to_list"):  # Arrow; pandas and polars
        if hasattr(values, name):
            return getattr(values, name)()
    for name, made in (("__arrow_c_stream__", "chunked_array"), ("__arrow_c_array__", "array")):
        if hasattr(values, name):
            return getattr(pyarrow(), made)(values).to_pylist()
    return list(values) if _module(values) == "datasets" else values


def pyarrow() -> Any:
    """The package of that name."""
    try:
        import pyarrow as found  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        raise Error("this needs the package pyarrow, which is not installed") from None
    return found


def _names(frame: Any) -> list[str]:
    """The columns of a frame."""
    for attribute in ("column_names", "columns"):
        found = getattr(frame, attribute, None)
        if found is not None and not callable(found):
            if isinstance(found, Mapping):
                raise Error(f"`data` holds the splits {', '.join(map(str, found))}: give one of them")
            return [str(name) for name in found]
    if isinstance(frame, Mapping):
        return [str(name) for name in frame]
    raise TypeError("`data` is a frame of pandas or polars, a table of Arrow, a dataset, or a dict of columns")


def taken(frame: Any, name: Any, what: str) -> Any:
    """The column of a frame that is called so, as a list."""
    if hasattr(frame, "collect_schema") and hasattr(frame, "collect"):
        raise TypeError("`data` is lazy: collect it first")
    if hasattr(frame, "__arrow_c_stream__") and not any(hasattr(frame, name) for name in ("column_names", "columns")):
        frame = pyarrow().table(frame)
    names = _names(frame)
    if not isinstance(name, str):
        raise TypeError(f"`{what}` is the name of a column where `data` is given")
    if names.count(name) != 1:
        times = "is there more than once" if name in names else "is not there"
        raise Error(f"column `{name}` {times}; `data` has {', '.join(names)}")
    return column(frame.column(name) if hasattr(frame, "column") and hasattr(frame, "column_names") and _module(frame) == "pyarrow" else frame[name])


def class_names(frame: Any, name: str) -> list[str] | None:
    """The names of tags that a dataset declares for a column of numbers; None if it declares none."""
    feature = getattr(frame, "features", {})
    feature = feature.get(name) if isinstance(feature, Mapping) else None
    feature = getattr(feature, "feature", feature)
    names = getattr(feature, "names", None)
    return None if names is None else [str(name) for name in names]


def named(rows: Any, names: list[str], what: str) -> list[list[Any]]:
    """Rows of tags in which numbers are replaced by names; strings stay."""
    named = []
    for at, row in enumerate(rows, 1):
        if row is None or isinstance(row, str):
            raise TypeError(f"`{what}` sentence {at}: expected a list")
        tags = []
        for place, tag in enumerate(row, 1):
            if not isinstance(tag, str):
                number = int(tag) if hasattr(tag, "__index__") else -1
                if not 0 <= number < len(names):
                    said = f"{what} sentence {at} tag {place}: {tag} is the number of none of the {len(names)} names of the dataset"
                    raise Error(f"{said}; leave out the places that are not scored, such as -100")
                tag = names[number]
            tags.append(tag)
        named.append(tags)
    return named


def _are_docs(side: Any) -> bool:
    return isinstance(side, (list, tuple)) and len(side) > 0 and all(_module(doc) == "spacy" and hasattr(doc, "ents") for doc in side)


def docs(gold: Any, predicted: Any, texts: Any) -> tuple[Any, Any, Any]:
    """Documents of spaCy on one side or both as spans, and the texts, which must be the same."""
    for what, side in (("gold", gold), ("predicted", predicted)):
        if not _are_docs(side):
            continue
        own = [doc.text for doc in side]
        texts = own if texts is None else list(texts)
        if len(own) != len(texts):
            raise Error(f"`{what}` has {len(own)} documents of spaCy, and there are {len(texts)} texts")
        for at, (text, wanted) in enumerate(zip(own, texts), 1):
            if text != wanted:
                raise Error(f"`{what}` document {at} has another text: {text[:40]!r} where {wanted[:40]!r} is expected")
        spans = [[(span.start_char, span.end_char, span.label_) for span in doc.ents] for doc in side]
        gold, predicted = (spans, predicted) if what == "gold" else (gold, spans)
    return gold, predicted, texts
