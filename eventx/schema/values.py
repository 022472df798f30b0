"""What fills a role: a span of the text, and what the library found out about it."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["span", "actor", "place", "time", "amount"]
_M = TypeVar("_M", bound=BaseModel)


class Span(BaseModel):
    """Words of the document: `document.text[start:end] == text`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    kind: ClassVar[Kind] = "span"

    text: str = Field(description="The exact words of the document.")
    start: int = Field(description="Offset of the first character, in Unicode code points.", ge=0)
    end: int = Field(description="Offset after the last character.", ge=0)
    score: float | None = Field(default=None, description="Calibrated probability; absent in gold data.")


class Actor(Span):
    """A state, organisation, group or person that takes part."""

    kind: ClassVar[Kind] = "actor"

    country: str | None = Field(default=None, description="ISO 3166-1 alpha-3, IGO:<acronym>, NGO, or null.")
    sector: str | None = Field(default=None, description="GOV, MIL, LEG, JUD, COP, SPY, OPP, REB, IGO, NGO, BUS, ...")


class Place(Span):
    """Where something happens."""

    kind: ClassVar[Kind] = "place"

    country: str | None = Field(default=None, description="ISO 3166-1 alpha-3, or null.")
    name: str | None = Field(default=None, description="Name in the gazetteer (GeoNames).")
    latitude: float | None = Field(default=None, description="Degrees north.")
    longitude: float | None = Field(default=None, description="Degrees east.")
    geonames_id: int | None = Field(default=None, description="GeoNames identifier.")


class Time(Span):
    """When something happens."""

    kind: ClassVar[Kind] = "time"

    value: str | None = Field(default=None, description="ISO 8601 date, month, year, week or interval.")


class Amount(Span):
    """How much or how many."""

    kind: ClassVar[Kind] = "amount"

    low: float | None = Field(default=None, description="Lower bound of the number.")
    high: float | None = Field(default=None, description="Upper bound of the number; null where open.")
    unit: str | None = Field(default=None, description="What is counted, or an ISO 4217 currency.")


VALUE_CLASSES: dict[Kind, type[Span]] = {"span": Span, "actor": Actor, "place": Place, "time": Time, "amount": Amount}


def trusted(model: type[_M], values: dict[str, Any]) -> _M:
    """Make a pydantic object of values that need no check, as `model_construct` does, in a fraction of its time.

    Args:
        model: The class.
        values: All of its fields, in their order; the object keeps the dictionary.
    """
    made = model.__new__(model)
    put = object.__setattr__  # the classes are frozen
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", set(values))
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made
