"""Reports of one happening in several documents."""

from __future__ import annotations

import eventx
from eventx.document import Argument, Document, Mention, Trigger


def report(
    text: str, day: str, *, verb: str = "met", kind: str = "Meeting", status: str = "actual", **parties: str
) -> Document:
    """A document with one event; parties are `role_COUNTRY="words"`."""
    arguments = []
    for key, words in parties.items():
        role, _, country = key.partition("_")
        start = text.index(words)
        made = "place" if role == "location" else "actor"
        arguments.append(Argument(role, words, start, start + len(words), kind=made, country=country))  # type: ignore[arg-type]
    start = text.index(verb)
    mention = Mention("e1", kind, Trigger(verb, start, start + len(verb)), status=status, arguments=tuple(arguments))
    return Document(text, id=text, date=day, mentions=(mention,))


FIRST = report(
    "Foreign Minister Ana Ruiz met Minister Karim Haddad in Lisbon.", "2024-03-21",
    actor_ESP="Foreign Minister Ana Ruiz", recipient_MAR="Minister Karim Haddad", location_PRT="Lisbon",
)  # fmt: skip
SAME = report(
    "Haddad held talks with Ruiz in Lisbon.", "2024-03-22", verb="talks", kind="Negotiation",
    actor_MAR="Haddad", recipient_ESP="Ruiz", location_PRT="Lisbon",
)  # fmt: skip


def test_one_happening_is_one_group_with_a_reason() -> None:
    (group,) = eventx.deduplicate([FIRST, SAME])
    assert len(group) == 2
    assert group.lead.type == "Meeting"
    assert "haddad" in group.reasons[0]
    assert "2024-03-21" in group.reasons[0]


def test_groups_do_not_depend_on_the_run() -> None:
    assert eventx.deduplicate([FIRST, SAME])[0].id == eventx.deduplicate([FIRST, SAME])[0].id


def test_other_days_places_parties_statuses_and_types_stay_apart() -> None:
    later = SAME.replace(date="2024-03-29", id="later")
    elsewhere = report(
        "Haddad held talks with Ruiz in Paris.", "2024-03-21", verb="talks",
        actor_MAR="Haddad", recipient_ESP="Ruiz", location_FRA="Paris",
    )  # fmt: skip
    others = report("Haddad met Lind in Lisbon.", "2024-03-21", actor_DZA="Haddad", recipient_SWE="Lind")
    planned = report("Ruiz met Haddad.", "2024-03-21", status="planned", actor_ESP="Ruiz", recipient_MAR="Haddad")
    blamed = report(
        "Ruiz blamed Haddad in Lisbon.", "2024-03-21", verb="blamed", kind="Accusation",
        actor_ESP="Ruiz", recipient_MAR="Haddad",
    )  # fmt: skip
    for other in (later, elsewhere, others, planned, blamed):
        assert [len(group) for group in eventx.deduplicate([FIRST, other])] == [1, 1]


def test_same_parties_doing_other_things_stay_apart() -> None:
    parties = {"actor_ESP": "Ruiz", "recipient_MAR": "Haddad"}
    signed = report("Ruiz accused Haddad of lying.", "2024-03-21", verb="accused", kind="Accusation", **parties)
    blamed = report("Ruiz criticised Haddad.", "2024-03-21", verb="criticised", kind="Condemnation", **parties)
    assert len(eventx.deduplicate([signed, blamed])) == 2


def test_one_common_word_joins_only_if_it_names_a_place() -> None:
    parties = {"actor_ESP": "Ruiz", "recipient_MAR": "Haddad"}
    spying = report("Ruiz accused Haddad of spying.", "2024-03-21", verb="accused", kind="Accusation", **parties)
    lying = report("Ruiz accused Haddad of lying.", "2024-03-21", verb="accused", kind="Accusation", **parties)
    assert len(eventx.deduplicate([spying, lying])) == 2
    here, there = (
        report(f"Ruiz {verb} Haddad in Lisbon.", "2024-03-21", verb=verb, **parties, location_PRT="Lisbon")
        for verb in ("met", "received")
    )
    assert len(eventx.deduplicate([here, there])) == 1


def test_counted_parties_tell_one_happening_from_another() -> None:
    def attack(verb: str, victims: str) -> Document:
        text = f"{victims} were {verb}."
        return report(text, "2024-03-21", verb=verb, kind="Attack", recipient_MWI=victims)

    killed, shot = attack("killed", "Three Malawian marines"), attack("shot", "three Malawian marines")
    assert len(eventx.deduplicate([killed, shot])) == 1
    assert len(eventx.deduplicate([killed, attack("shot", "Malawian marines")])) == 2


def test_reports_without_date_are_never_joined() -> None:
    assert len(eventx.deduplicate([FIRST.replace(date=None), SAME.replace(date=None)])) == 2


def test_many_reports_are_quick() -> None:
    documents = [FIRST.replace(id=str(n), date=f"2024-{n % 12 + 1:02}-{n % 27 + 1:02}") for n in range(3000)]
    groups = eventx.deduplicate(documents)
    assert sum(map(len, groups)) == 3000
    assert len(groups) < 400
