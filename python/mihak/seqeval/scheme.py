"""The schemes of seqeval's strict mode. Each is a class, which is given as `scheme=`; those of `seqeval.scheme` are taken too."""

from __future__ import annotations

from typing import Any, ClassVar

from mihak._mihak import Error, seqeval_detect, seqeval_strict_entities

_PREFIXES = dict.fromkeys("IOBESUL")


class Token:
    """One tag of a scheme: its letter and its type."""

    letters: ClassVar[str | None] = None
    """The letters of the scheme; the base class is none."""

    def __init__(self, token: str, suffix: bool = False, delimiter: str = "-") -> None:
        """Part a tag.

        Raises:
            KeyError: Its letter is that of no scheme.
        """
        self.token = token
        self.prefix = token[-1] if suffix else token[0]
        _PREFIXES[self.prefix]
        self.tag = (token[:-1] if suffix else token[1:]).strip(delimiter) or "_"

    def __repr__(self) -> str:
        """The tag as it was written."""
        return self.token

    def is_valid(self) -> bool:
        """Whether the letter is one of the scheme, which it must be.

        Raises:
            ValueError: It is not.
            TypeError: This is the base class, which is no scheme.
        """
        if self.letters is None:
            raise TypeError("`Token` is no scheme itself")
        if self.prefix not in self.letters:
            raise ValueError(f"`{self.token}` is no tag of {type(self).__name__}, whose letters are {self.letters}")
        return True


class IOB1(Token):
    """I in a mention, B where a mention begins right behind one of its type."""

    letters = "IOB"


class IOE1(Token):
    """I in a mention, E where a mention ends right in front of one of its type."""

    letters = "IOE"


class IOB2(Token):
    """B at the first token of every mention, I at the others."""

    letters = "IOB"


class IOE2(Token):
    """E at the last token of every mention, I at the others."""

    letters = "IOE"


class IOBES(Token):
    """B at the first token, E at the last, I between, S at the only one."""

    letters = "IOBES"


class BILOU(Token):
    """B at the first token, L at the last, I between, U at the only one."""

    letters = "BILOU"


SCHEMES: dict[str, type[Token]] = {scheme.__name__: scheme for scheme in (IOB1, IOB2, IOE1, IOE2, IOBES, BILOU)}


def is_scheme(scheme: Any) -> bool:
    """Whether this is a class of schemes, also one of seqeval itself. TypeError if it is no class."""
    return issubclass(scheme, Token) or scheme.__module__ == "seqeval.scheme"


def name_of(scheme: Any, sequences: Any = (), suffix: bool = False) -> str:
    """The name of a scheme by which sequences are read.

    Raises:
        TypeError: This is no scheme.
        Error: It is one of somebody's own, which only seqeval reads.
    """
    if isinstance(scheme, type) and is_scheme(scheme) and scheme.__name__ == "Token":
        # The base class parts tags, and fails only behind the first sentence.
        for tokens in sequences[:1]:
            for token in tokens:
                Token(token, suffix)
    if not isinstance(scheme, type) or not is_scheme(scheme) or scheme.__name__ == "Token":
        raise TypeError(f"{scheme!r} is no scheme; there are {', '.join(SCHEMES)}")
    if scheme.__name__ not in SCHEMES:
        raise Error(f"`{scheme.__name__}` is a scheme of your own, which is not read here; there are {', '.join(SCHEMES)}")
    return scheme.__name__


class Entity:
    """A mention of a sentence, as a range of its tokens."""

    def __init__(self, sent_id: int | None, start: int, end: int, tag: str) -> None:
        """Tokens `start` to `end`, which is behind the last, of type `tag`."""
        self.sent_id = sent_id
        self.start = start
        self.end = end
        self.tag = tag

    def __repr__(self) -> str:
        """Sentence, type, start and end."""
        return f"({self.sent_id}, {self.tag}, {self.start}, {self.end})"

    def __eq__(self, other: object) -> bool:
        """Whether all four are equal."""
        return isinstance(other, Entity) and self.to_tuple() == other.to_tuple()

    def __hash__(self) -> int:
        """Of all four."""
        return hash(self.to_tuple())

    def to_tuple(self) -> tuple[int | None, str, int, int]:
        """Sentence, type, start and end."""
        return self.sent_id, self.tag, self.start, self.end


def _legal(sequences: Any, scheme: Any, suffix: bool) -> list[list[tuple[str, int, int]]]:
    """The legal mentions of every sentence, or the exception of the first tag that is none of the scheme."""
    rows: list[list[Any]] = []
    failed = None
    for tokens in sequences:
        try:
            rows.append(list(tokens))
        except TypeError as error:
            failed = error
            break
    if not rows and failed is None:
        return []
    # What is wrong in front of what is no list is said first.
    known = seqeval_strict_entities(rows, name_of(scheme, rows, suffix), bool(suffix))
    if failed is not None:
        raise failed
    if known is not None:
        return known
    for tokens in rows:
        for token in tokens:
            Token(token, suffix)
    known = seqeval_strict_entities(_coded(rows), name_of(scheme), bool(suffix))
    if known is None:
        raise Error("the tags have more than 65,535 types")
    return [[(tag.encode("latin-1").decode("utf-8", "surrogatepass"), start, end) for tag, start, end in row] for row in known]


def _coded(rows: list[list[str]]) -> list[list[str]]:
    """The same tags with letters for bytes. Half of a surrogate pair is text in Python alone."""
    return [[token.encode("utf-8", "surrogatepass").decode("latin-1") for token in tokens] for tokens in rows]


class Entities:
    """The mentions of sentences that are legal in a scheme."""

    def __init__(self, sequences: Any, scheme: Any, suffix: bool = False, delimiter: str = "-") -> None:
        """Read one list of tags a sentence."""
        if delimiter != "-":
            raise Error("only a hyphen is read between letter and type")
        legal = _legal(sequences, scheme, suffix)
        self.entities = [[Entity(at, start, end, tag) for tag, start, end in row] for at, row in enumerate(legal)]

    def filter(self, tag_name: str) -> set[Entity]:
        """The mentions of one type."""
        return {entity for row in self.entities for entity in row if entity.tag == tag_name}

    @property
    def unique_tags(self) -> set[str]:
        """The types."""
        return {entity.tag for row in self.entities for entity in row}


class Tokens:
    """The tags of one sentence."""

    def __init__(self, tokens: list[str], scheme: Any, suffix: bool = False, delimiter: str = "-", sent_id: int | None = None) -> None:
        """Keep the tags; they are read when somebody wants entities."""
        if delimiter != "-":
            raise Error("only a hyphen is read between letter and type")
        self.tokens = [Token(token, suffix) for token in tokens]
        self.sent_id = sent_id
        self._given = (scheme, suffix)

    @property
    def entities(self) -> list[Entity]:
        """The mentions that are legal in the scheme."""
        rows = _legal([[token.token for token in self.tokens]], *self._given)
        return [Entity(self.sent_id, start, end, tag) for tag, start, end in rows[0]]


def auto_detect(sequences: Any, suffix: bool = False, delimiter: str = "-") -> type[Token]:
    """The scheme whose letters these are: IOB2, IOE2, IOBES or BILOU.

    Raises:
        ValueError: It is none of these, or a letter is that of no scheme.
    """
    if delimiter != "-":
        raise Error("only a hyphen is read between letter and type")
    rows = [list(tokens) for tokens in sequences]
    known = seqeval_detect(rows, bool(suffix))
    if known is not None:
        return SCHEMES[known]
    for tokens in rows:
        for token in tokens:
            try:
                Token(token, suffix)
            except KeyError:
                raise ValueError(f"`{token}` is a tag of no scheme") from None
    return SCHEMES[str(seqeval_detect(_coded(rows), bool(suffix)))]
