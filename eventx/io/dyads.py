"""`explode_dyads`: an event with lists of actors and recipients as directed pairs."""

from __future__ import annotations

from itertools import product

from eventx.schema import Event, Span

Filler = Span
# Types whose two sides do the same thing: "A met B" and "A and B met" tell of one meeting (codebook, section 6).
RECIPROCAL = frozenset(
    {"Meeting", "Negotiation", "Communication", "Agreement", "Ceasefire", "Cooperation", "RelationsUpgrade"}
)


def fillers(event: Event, role: str) -> list[Span]:
    """The fillers of a role as a list, whether the type takes one, many or none."""
    return [item for name, item in event.arguments if name == role]


def explode_dyads(event: Event, *, reciprocal: bool = True) -> list[tuple[Span | None, Span | None]]:
    """Directed pairs of actor and recipient.

    Every actor is paired with every recipient. In a reciprocal type (Meeting, Negotiation, Communication, Agreement,
    Ceasefire, Cooperation, RelationsUpgrade) each pair stands in both directions, and several actors without a
    recipient
    are paired with one another: a summit of 20 gives 380 pairs. PLOVER manual, "Compound and Reciprocal Actors".

    Args:
        event: Any event; the roles "actor" and "recipient" count.
        reciprocal: Whether reciprocal types get both directions.

    Returns:
        Pairs without repetition, in text order; a missing side is None, so every event gives at least one pair.
    """
    actors, recipients = fillers(event, "actor"), fillers(event, "recipient")
    mutual = reciprocal and (type(event).codes_as or event.type) in RECIPROCAL
    pairs: list[tuple[Span | None, Span | None]]
    if actors and recipients:
        pairs = list(product(actors, recipients))
        if mutual:
            pairs += list(product(recipients, actors))
    elif mutual and len(actors) > 1:
        pairs = list(product(actors, actors))
    else:
        pairs = [(actor, None) for actor in actors] or [(None, item) for item in recipients] or [(None, None)]
    return [pair for pair in dict.fromkeys(pairs) if pair[0] is None or pair[0] != pair[1]]
