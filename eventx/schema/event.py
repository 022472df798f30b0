"""`Event`, the base of every event type, and `Role`, which declares a field that words of the text may fill."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from eventx.errors import SchemaError
from eventx.schema.values import VALUE_CLASSES, Kind, Span

if TYPE_CHECKING:
    from eventx.schema.codes import Codes

Cardinality = Literal["one", "many"]
STATUSES = ("actual", "planned", "hypothetical", "negated")  # those that the code tables know
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role of an event type: its name, what fills it, and how many fillers it takes."""

    name: str
    description: str
    kind: Kind = "span"
    cardinality: Cardinality = "many"


def Role(description: str) -> Any:
    """Declare a role on an event type.

    The annotation tells the rest: `list[Actor]` takes any number of fillers, `Actor | None` at most one; the class is
    one of `Span`, `Actor`, `Place`, `Time` and `Amount`.

    Args:
        description: What fills the role; the model reads it, so write it as a definition.

    Raises:
        SchemaError: The description is empty.
    """
    if not description.strip():
        raise SchemaError("Role() needs a description: say in one sentence what fills the role.")
    return Field(default=PydanticUndefined, description=description, json_schema_extra={"role": True})


def _filler(annotation: Any) -> tuple[type[Span], Cardinality] | None:
    """The value class and cardinality of a role annotation, or None if it is not one."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is list and len(args) == 1 and inspect.isclass(args[0]) and issubclass(args[0], Span):
        return args[0], "many"
    if origin is Union or (origin is not None and getattr(origin, "__name__", "") == "UnionType"):
        classes = [arg for arg in args if arg is not NoneType]
        if len(classes) == 1 and len(args) == 2 and inspect.isclass(classes[0]) and issubclass(classes[0], Span):
            return classes[0], "one"
    return None


class Event(BaseModel):
    """One happening, with the words that tell of it.

    Subclass it to define an event type: the docstring is its definition, and each field declared with `Role(...)` is a
    role. Set `codes_as` to the name of a built-in type to give it that type's PLOVER and CAMEO codes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, ignored_types=(cached_property,))
    codes_as: ClassVar[str | None] = None
    roles: ClassVar[dict[str, RoleSpec]] = {}

    id: str = Field(default="", description="Stable identifier: a hash of the document and the event's words.")
    status: str = Field(default="actual", description="Whether it happened: actual, planned, hypothetical or negated.")
    contexts: list[str] = Field(default_factory=list, description="Domains it belongs to, such as military.")
    trigger: Span = Field(description="The word that carries the event.")
    triggers: list[Span] = Field(default_factory=list, description="Triggers of all mentions, in text order.")
    score: float | None = Field(default=None, description="Calibrated probability; absent in gold data.")
    document_date: str | None = Field(default=None, description="Date of the document, ISO 8601.")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not NAME.fullmatch(cls.__name__):
            raise SchemaError(f"event type {cls.__name__!r}: use letters, digits and _, starting with a letter.")
        if not (cls.__doc__ or "").strip() or cls.__doc__ in {base.__doc__ for base in cls.__mro__[1:]}:
            raise SchemaError(f"event type {cls.__name__} needs a docstring: the definition that the model reads.")
        base_fields = set(Event.model_fields)
        cls.roles = {
            name: cls._role(name, field) for name, field in cls.model_fields.items() if name not in base_fields
        }

    @classmethod
    def _role(cls, name: str, field: FieldInfo) -> RoleSpec:
        if not isinstance(field.json_schema_extra, dict) or not field.json_schema_extra.get("role"):
            raise SchemaError(f"{cls.__name__}.{name}: declare it with Role('what fills it'), or as a ClassVar.")
        filler = _filler(field.annotation)
        if filler is None:
            names = ", ".join(value.__name__ for value in VALUE_CLASSES.values())
            raise SchemaError(
                f"{cls.__name__}.{name}: annotate it as list[X] or X | None, with X one of {names}; "
                f"found {field.annotation!r}."
            )
        value, cardinality = filler
        field.default, field.default_factory = (None, None) if cardinality == "one" else (PydanticUndefined, list)
        return RoleSpec(name, field.description or "", value.kind, cardinality)

    @classmethod
    def definition(cls) -> str:
        """The type's definition: its docstring on one line."""
        return " ".join(inspect.cleandoc(cls.__doc__ or "").split())

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """JSON Schema that strict structured-output tools accept: closed objects, every property required."""
        schema = super().model_json_schema(*args, **kwargs)
        _close(schema)
        return schema

    @property
    def type(self) -> str:
        """Name of the event type."""
        return type(self).__name__

    @property
    def arguments(self) -> list[tuple[str, Span]]:
        """All fillers as (role, value) pairs, in the order of the type's roles."""
        pairs: list[tuple[str, Span]] = []
        fields = self.__dict__
        for name, role in type(self).roles.items():
            if value := fields[name]:
                pairs += [(role.name, item) for item in (value if role.cardinality == "many" else [value])]
        return pairs

    @cached_property
    def _dated(self) -> tuple[str | None, str | None]:
        values = [str(value) for _, item in self.arguments if (value := item.__dict__.get("value"))]
        if values:
            return max(values, key=len), "time"
        if self.document_date and self.status == "actual":
            return self.document_date, "document"
        return None, None

    @property
    def date(self) -> str | None:
        """When it happens, ISO 8601: the most precise time in the text, else the document's date if it happened."""
        return self._dated[0]

    @property
    def date_source(self) -> str | None:
        """Where `date` comes from: "time" (words of the text), "document", or None."""
        return self._dated[1]

    @cached_property
    def codes(self) -> Codes | None:
        """PLOVER and CAMEO codes with the rule that gave them; None for a custom type without `codes_as`."""
        from eventx.schema.codes import code_event

        if self.codes_as is None or self.status not in STATUSES:
            return None
        texts: dict[str, list[str]] = {}
        for role, item in self.arguments:
            texts.setdefault(role, []).append(item.text)
        told = [text for role in ("topic", "instrument", "amount") for text in texts.get(role, [])]
        words = {word.lower() for text in told for word in re.findall(r"\w+", text)}
        return code_event(
            self.codes_as, self.status, trigger=self.trigger.text, contexts=self.contexts, words=words, roles=texts
        )

    @property
    def plover(self) -> str | None:
        """PLOVER event type, such as "CONSULT"."""
        return self.codes.plover if self.codes else None

    @property
    def mode(self) -> str | None:
        """PLOVER mode, such as "visit"."""
        return self.codes.mode if self.codes else None

    @property
    def cameo(self) -> str | None:
        """CAMEO code, such as "042"."""
        return self.codes.cameo if self.codes else None

    @property
    def quad_class(self) -> int | None:
        """1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
        return self.codes.quad_class if self.codes else None

    @property
    def goldstein(self) -> float | None:
        """Goldstein weight of the CAMEO code, from -10 (conflict) to 10 (cooperation)."""
        return self.codes.goldstein if self.codes else None

    @property
    def trace(self) -> dict[str, Any]:
        """Why the event is coded as it is: the words, the rule of the codes, and the source of the date."""
        return {
            "trigger": self.trigger.text,
            "triggers": [span.text for span in self.triggers],
            "status": self.status,
            "codes": self.codes.rule if self.codes else None,
            "date": self.date_source,
        }


def _close(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            node["required"] = list(node["properties"])
            node["additionalProperties"] = False
        for key in ("default", "role", "minimum"):
            if not isinstance(node.get(key), dict):
                node.pop(key, None)
        for value in node.values():
            _close(value)
    elif isinstance(node, list):
        for value in node:
            _close(value)
