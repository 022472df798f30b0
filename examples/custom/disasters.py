"""Event types of one's own: disasters and what people do about them."""

from __future__ import annotations

import eventx
from eventx.schema import Actor, Amount, Place, Span, Time


class Earthquake(eventx.Event):
    """The ground shakes: an earthquake, a tremor or an aftershock."""

    location: list[Place] = eventx.Role("Place that the earthquake hits.")
    time: list[Time] = eventx.Role("When it happens.")
    magnitude: Amount | None = eventx.Role("Strength on the magnitude scale, the number alone.")
    casualties: list[Amount] = eventx.Role("People killed, injured or missing, with their number.")


class Flood(eventx.Event):
    """Water covers land that is normally dry: a river bursts its banks, a town is flooded, fields are inundated."""

    location: list[Place] = eventx.Role("River that overflows, or place that is under water.")
    time: list[Time] = eventx.Role("When it happens.")
    cause: list[Span] = eventx.Role("What brings the water: rain, a storm, a broken dam.")
    casualties: list[Amount] = eventx.Role("People killed, injured or missing, with their number.")


class Rescue(eventx.Event):
    """People or animals in danger are saved: pulled from rubble, airlifted, freed, brought to safety."""

    actor: list[Actor] = eventx.Role("Who saves them.")
    recipient: list[Actor] = eventx.Role("Who is saved.")
    location: list[Place] = eventx.Role("Where they are saved.")
    time: list[Time] = eventx.Role("When it happens.")


class Evacuation(eventx.Event):
    """People leave a place because of a danger, or are moved or ordered out: they flee, are evacuated, relocated."""

    actor: list[Actor] = eventx.Role("Who orders or carries out the evacuation.")
    recipient: list[Actor] = eventx.Role("Who leaves or is moved.")
    location: list[Place] = eventx.Role("Place that is left.")
    destination: list[Place] = eventx.Role("Place where they go or are taken.")
    time: list[Time] = eventx.Role("When it happens.")


# Only what happened was annotated, without subject areas, so there is one status and no context.
DISASTERS = eventx.Ontology(
    [Earthquake, Flood, Rescue, Evacuation], statuses={"actual": "It happened or is happening."}, contexts={}
)
