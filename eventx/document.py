"""`Document`, `Mention` and `Argument`: frozen objects, exact offsets, and the JSONL interchange format."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from eventx.errors import DocumentError, OffsetError

if TYPE_CHECKING:
    from eventx.schema import Event, Ontology

Kind = Literal["span", "actor", "place", "time", "amount"]
ROLE_KINDS: dict[str, Kind] = {
    "actor": "actor",
    "recipient": "actor",
    "represented": "actor",
    "mediator": "actor",
    "location": "place",
    "time": "time",
    "amount": "amount",
}
_SPAN_KEYS = ("text", "start", "end", "score")
_PLACE_KEYS = ("name", "latitude", "longitude", "geonames_id")
_AMOUNT_KEYS = ("low", "high", "unit")
_TEXTS = frozenset({"country", "sector", "value", "name", "unit"})
# What an argument of a kind says besides its words; other fields of a record mean nothing there and are not kept.
_KIND_KEYS: dict[str, tuple[str, ...]] = {
    "actor": ("country", "sector"),
    "place": ("country", *_PLACE_KEYS),
    "time": ("value",),
    "amount": _AMOUNT_KEYS,
    "span": (),
}
_NUMBERS = frozenset({"score", "latitude", "longitude", "low", "high"})
_LARGEST_ID = 2**63 - 1
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True)
class Trigger:
    """The word that carries a mention."""

    text: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """The interchange form."""
        return {"text": self.text, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Argument:
    """Words that fill a role of a mention, with what they were resolved to.

    `kind` says which of the optional fields apply: country and sector for an actor; country, name, latitude, longitude
    and geonames_id for a place; value (ISO 8601) for a time; low, high and unit for an amount.
    """

    role: str
    text: str
    start: int
    end: int
    kind: Kind = "span"
    score: float | None = None
    country: str | None = None
    sector: str | None = None
    value: str | None = None
    name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None

    def replace(self, **changes: Any) -> Argument:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """The interchange form."""
        data: dict[str, Any] = {"role": self.role, "text": self.text, "start": self.start, "end": self.end}
        if self.score is not None:
            data["score"] = self.score
        for key in _KIND_KEYS[self.kind]:
            # A null code says "none", where a missing one would say "not annotated".
            if (item := getattr(self, key)) is not None or key in ("country", "sector"):
                data[key] = item
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Argument:
        """Read the interchange form; the kind follows from the role's name or from the fields that are there."""
        role = _get(data, "role", str, "argument")
        kind = ROLE_KINDS.get(role)
        if kind is None:
            kind = (
                "actor"
                if "sector" in data
                else "place"
                if "country" in data
                else "time"
                if "value" in data
                else "amount"
                if "low" in data or "high" in data
                else "span"
            )
        _check_fields(data, f"argument {role!r}")
        optional = {key: data.get(key) for key in ("score", *_KIND_KEYS[kind])}
        return cls(role, *_span(data, f"argument {role!r}"), kind=kind, **optional)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Mention:
    """One trigger with its type, status, contexts and arguments; mentions with one `event` key are one happening."""

    event: str
    type: str
    trigger: Trigger
    status: str = "actual"
    contexts: tuple[str, ...] = ()
    arguments: tuple[Argument, ...] = ()
    score: float | None = None

    def of(self, role: str) -> tuple[Argument, ...]:
        """The arguments that fill a role."""
        return tuple(argument for argument in self.arguments if argument.role == role)

    def replace(self, **changes: Any) -> Mention:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """The interchange form."""
        data: dict[str, Any] = {"event": self.event, "type": self.type, "status": self.status}
        data["contexts"] = list(self.contexts)
        if self.score is not None:
            data["score"] = self.score
        data["trigger"] = self.trigger.to_dict()
        data["arguments"] = [argument.to_dict() for argument in self.arguments]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Mention:
        """Read the interchange form."""
        trigger = _get(data, "trigger", Mapping, "mention")
        contexts = data.get("contexts") or ()
        if isinstance(contexts, str) or not all(isinstance(item, str) for item in contexts):
            raise DocumentError(f"mention contexts must be a list of names, found {contexts!r}.")
        _check_fields(data, "mention")
        return cls(
            event=_get(data, "event", str, "mention"),
            type=_get(data, "type", str, "mention"),
            trigger=Trigger(*_span(trigger, "trigger")),
            status=str(data.get("status") or "actual"),
            contexts=tuple(contexts),
            arguments=tuple(Argument.from_dict(item) for item in data.get("arguments") or ()),
            score=data.get("score"),
        )


@dataclass(frozen=True)
class Document:
    """A text with its event mentions.

    Every span is checked on construction: `text[start:end] == span.text`, in Unicode code points.

    Attributes:
        text: The text exactly as given.
        id: Identifier, unique in a corpus.
        date: Date of the document, ISO 8601 (YYYY-MM-DD), or None.
        title: Headline kept apart from the text, or None.
        mentions: What was found or annotated, in text order.
        meta: Other fields of the record, kept through reading and writing.
        provenance: Model id and hash, library version and ontology hash of the run that made the mentions.
        ontology: The event types; the built-in ones if None.

    Raises:
        OffsetError: A span does not cut its text out of the document.
        DocumentError: A field has the wrong type.
    """

    text: str
    id: str = ""
    date: str | None = None
    title: str | None = None
    mentions: tuple[Mention, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, Any] | None = None
    ontology: Ontology | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise DocumentError(f"document {self.id!r}: text must be a string, found {type(self.text).__name__}.")
        object.__setattr__(self, "mentions", tuple(self.mentions))
        for mention in self.mentions:
            spans: tuple[Trigger | Argument, ...] = (mention.trigger, *mention.arguments)
            for span in spans:
                if not 0 <= span.start < span.end or self.text[span.start : span.end] != span.text:
                    found = self.text[span.start : span.end] if 0 <= span.start < span.end else ""
                    raise OffsetError(
                        f"document {self.id!r}: text[{span.start}:{span.end}] is {found[:80]!r}, "
                        f"not {span.text[:80]!r}; "
                        "offsets count Unicode code points of the text as given."
                    )

    def replace(self, **changes: Any) -> Document:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Mentions of one happening merged into one event each, as instances of their types' classes."""
        from eventx.merge import merge_mentions

        return merge_mentions(self)

    def to_dict(self, *, events: bool = True) -> dict[str, Any]:
        """The interchange form; `events` adds the merged view."""
        data: dict[str, Any] = {"id": self.id, "date": self.date, "title": self.title, "text": self.text}
        data.update(self.meta)
        data["mentions"] = [mention.to_dict() for mention in self.mentions]
        if events:
            from eventx.merge import event_to_dict

            data["events"] = [event_to_dict(event) for event in self.events]
        if self.provenance is not None:
            data["provenance"] = dict(self.provenance)
        return data

    def to_json(self, *, events: bool = True) -> str:
        """One line of the JSONL interchange format, without the line end.

        Raises:
            DocumentError: A text holds the two halves of a surrogate pair as two characters.
        """
        text = json.dumps(self.to_dict(events=events), ensure_ascii=False)
        try:
            text.encode()
        except UnicodeEncodeError:
            check_pairs(text, self.id)
            # A lone surrogate cannot stand in a UTF-8 file; its JSON escape can, and reads back as itself.
            text = json.dumps(self.to_dict(events=events), ensure_ascii=True)
        return text

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, ontology: Ontology | None = None) -> Document:
        """Read the interchange form. Unknown fields go to `meta`; `events` is derived, so it is not read.

        Raises:
            DocumentError: `text` is missing, or a field has the wrong type.
            OffsetError: A span does not cut its text out of the document.
        """
        if not isinstance(data, Mapping):
            raise DocumentError(f"a document is a JSON object with a text, found {type(data).__name__}.")
        where = f"document {data.get('id')!r}"
        known = {"id", "date", "title", "text", "mentions", "events", "provenance"}
        try:
            identifier = data.get("id")
            return cls(
                text=_get(data, "text", str, where),
                id="" if identifier is None else str(identifier),
                date=_optional_text(data, "date", where),
                title=_optional_text(data, "title", where),
                mentions=tuple(Mention.from_dict(item) for item in data.get("mentions") or ()),
                meta={key: value for key, value in data.items() if key not in known},
                provenance=_get(data, "provenance", Mapping, where) if data.get("provenance") is not None else None,
                ontology=ontology,
            )
        except (TypeError, AttributeError) as error:
            raise DocumentError(f"{where}: malformed mentions: {error}.") from error
        except OffsetError:
            raise
        except DocumentError as error:
            message = str(error)
            raise DocumentError(message if message.startswith(where) else f"{where}: {message}") from error

    @classmethod
    def from_json(cls, text: str, *, ontology: Ontology | None = None) -> Document:
        """Read what `to_json` wrote.

        Raises:
            DocumentError: Not JSON, or not a document.
        """
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise DocumentError(f"not JSON: {error}.") from error
        return cls.from_dict(data, ontology=ontology)

    def show(self, path: str | None = None) -> Any:
        """Show the events on the text: in a notebook inline, else in a browser, or write the page to `path`."""
        from eventx.view import show

        return show(self, path)

    def _repr_html_(self) -> str:
        from eventx.view import fragment

        return fragment(self)

    def __str__(self) -> str:
        from eventx.view.plain import outline

        return outline(self)


def check_pairs(text: str, identity: str) -> None:
    """Raise if JSON would join two characters of a text to one, which moves every offset behind them.

    Raises:
        DocumentError: A text holds the two halves of a surrogate pair as two characters.
    """
    if not text.isascii() and (found := _PAIR.search(text)) is not None:
        raise DocumentError(
            f"document {identity!r}: {found[0]!a} are two halves of one character, which JSON cannot keep apart; join "
            "them first: text.encode('utf-16', 'surrogatepass').decode('utf-16', 'surrogatepass')."
        )


def _get(data: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    if key not in data:
        raise DocumentError(f"{where} has no {key!r}: add it.")
    # In Python True is an int, but it is no offset.
    if not isinstance(data[key], kind) or (kind is int and isinstance(data[key], bool)):
        raise DocumentError(f"{where}: {key!r} must be {kind.__name__}, found {type(data[key]).__name__}.")
    return data[key]


def _optional_text(data: Mapping[str, Any], key: str, where: str) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise DocumentError(f"{where}: {key!r} must be a string or null, found {type(value).__name__}.")
    return value


def _check_fields(data: Mapping[str, Any], where: str) -> None:
    """Raise if an optional field that is there has the wrong type, so that no writer or view trips over it later."""
    for key in data.keys() & _TEXTS:
        if data[key] is not None and not isinstance(data[key], str):
            raise DocumentError(f"{where}: {key!r} must be a string or null, found {type(data[key]).__name__}.")
    for key in data.keys() & _NUMBERS:
        value = data[key]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (number and -1e300 < value < 1e300):
            raise DocumentError(f"{where}: {key!r} must be a finite number or null, found {value!r:.80}.")
    value = data.get("geonames_id")
    if value is not None and not (type(value) is int and 0 <= value <= _LARGEST_ID):
        raise DocumentError(f"{where}: 'geonames_id' must be a whole number or null, found {value!r:.80}.")


def _span(data: Mapping[str, Any], where: str) -> tuple[str, int, int]:
    start, end = _get(data, "start", int, where), _get(data, "end", int, where)
    return _get(data, "text", str, where), start, end
