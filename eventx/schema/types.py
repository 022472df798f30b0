"""The 33 diplomatic event types of the codebook. Each docstring is the definition that the model reads."""

from __future__ import annotations

from eventx.schema.event import Event, Role
from eventx.schema.ontology import Ontology
from eventx.schema.values import Actor, Amount, Place, Span, Time


class DiplomaticEvent(Event):
    """Something that a political actor does, says, suffers or takes part in."""

    actor: list[Actor] = Role("Who does it: initiator, speaker, visitor, sender, signer, giver or mediator.")
    recipient: list[Actor] = Role("To whom or with whom: counterpart, host, addressee, target or beneficiary.")
    represented: list[Actor] = Role("The person or state on whose behalf the actor acts.")
    mediator: list[Actor] = Role("A third party that brokers or hosts it.")
    location: list[Place] = Role("Where it happens.")
    time: list[Time] = Role("When it happens.")
    topic: list[Span] = Role("Its subject or content: the issue discussed, the thing promised, demanded or condemned.")
    instrument: list[Span] = Role("The document or measure: treaty, resolution, communique, sanctions package.")
    forum: list[Span] = Role("The organisation, summit, round or framework in which it happens.")
    amount: list[Amount] = Role("Money, quantity, or number of persons or things given, released or expelled.")


class Meeting(DiplomaticEvent):
    """Political actors sit down together, in person or online: talks, summit, conference, consultations."""


class Visit(DiplomaticEvent):
    """Official travel, arrival or tour, or the receiving, welcoming and hosting of an official visitor."""


class Communication(DiplomaticEvent):
    """A phone call, letter, message, greeting or note between political actors who are apart."""


class Negotiation(DiplomaticEvent):
    """Parties bargain toward a settlement or an agreed text: peace talks, trade negotiations, a round of talks."""


class Mediation(DiplomaticEvent):
    """A third party brokers, facilitates, arbitrates or offers its good offices between others."""


class Agreement(DiplomaticEvent):
    """A treaty, accord, deal or communique is signed, concluded, ratified, initialled or reached."""


class Pledge(DiplomaticEvent):
    """An actor promises, offers, vows, agrees or commits itself to do something."""


class Support(DiplomaticEvent):
    """An actor praises, backs, endorses, thanks, congratulates, condoles with or declares solidarity with another."""


class RelationsUpgrade(DiplomaticEvent):
    """Relations are established, restored, normalised or raised, a state is recognised, or an embassy opens."""


class Appointment(DiplomaticEvent):
    """An ambassador, envoy or office-holder is named, nominated, accredited or elected, or takes office."""


class Accession(DiplomaticEvent):
    """A state or body joins, applies to or is admitted to an organisation, alliance or treaty."""


class Commemoration(DiplomaticEvent):
    """An anniversary is marked, a ceremony held, respects paid, or an honour or award conferred."""


class Vote(DiplomaticEvent):
    """A body decides by formal procedure: it votes on, adopts, passes or approves a resolution, law or measure."""


class Concession(DiplomaticEvent):
    """An actor yields in words: apologises, regrets its act, pardons, drops a demand or accepts one, eases a rule."""


class Ceasefire(DiplomaticEvent):
    """A truce or end of hostilities is declared, agreed, signed, extended or observed."""


class Aid(DiplomaticEvent):
    """One side gives material help: money, debt relief, food, arms, training, peacekeepers, rescue or asylum."""


class Cooperation(DiplomaticEvent):
    """Mutual material cooperation: trade, joint projects or exercises, extradition, exchange of information."""


class Withdrawal(DiplomaticEvent):
    """Forces are pulled back, territory is ceded, weapons are given up or dismantled, or an office is resigned."""


class Release(DiplomaticEvent):
    """Persons, remains or property are freed, returned, exchanged or repatriated."""


class SanctionRelief(DiplomaticEvent):
    """Sanctions, embargoes or blockades are lifted, waived or eased, a border reopens, observers or relief get in."""


class Request(DiplomaticEvent):
    """An actor asks, appeals, urges, demands, calls for, proposes, invites or orders."""


class Accusation(DiplomaticEvent):
    """An actor accuses, blames, alleges a fact or guilt, charges, sues or indicts."""


class Condemnation(DiplomaticEvent):
    """An actor criticises, denounces, deplores, voices concern or anger, protests formally or summons an envoy."""


class Investigation(DiplomaticEvent):
    """An actor inquires, inspects, probes, holds a hearing or monitors compliance."""


class Rejection(DiplomaticEvent):
    """An actor refuses, rejects, denies, rules out, vetoes, blocks, postpones or cancels."""


class Threat(DiplomaticEvent):
    """An actor threatens, warns of consequences or sets an ultimatum."""


class RelationsDowngrade(DiplomaticEvent):
    """Relations are cut or lowered, an ambassador is recalled, an embassy closes, a treaty, body or talks are left."""


class Expulsion(DiplomaticEvent):
    """Diplomats, groups or inspectors are expelled, or a member of a body is ejected or suspended."""


class Sanction(DiplomaticEvent):
    """Sanctions, embargoes, tariffs or asset freezes are imposed or extended, aid is stopped, a court convicts."""


class Coercion(DiplomaticEvent):
    """An authority arrests, tries, seizes, bans, censors, deports, blockades, occupies or hacks."""


class Mobilization(DiplomaticEvent):
    """Forces are deployed, massed or put on alert, one state holds an exercise, or a weapon is tested."""


class Protest(DiplomaticEvent):
    """Citizens demonstrate, rally, strike, riot or boycott."""


class Attack(DiplomaticEvent):
    """Force is used against people or property: killing, bombing, shelling, clash, invasion, abduction, torture."""


TYPES: tuple[type[DiplomaticEvent], ...] = (
    Meeting,
    Visit,
    Communication,
    Negotiation,
    Mediation,
    Agreement,
    Pledge,
    Support,
    RelationsUpgrade,
    Appointment,
    Accession,
    Commemoration,
    Vote,
    Concession,
    Ceasefire,
    Aid,
    Cooperation,
    Withdrawal,
    Release,
    SanctionRelief,
    Request,
    Accusation,
    Condemnation,
    Investigation,
    Rejection,
    Threat,
    RelationsDowngrade,
    Expulsion,
    Sanction,
    Coercion,
    Mobilization,
    Protest,
    Attack,
)
for _type in TYPES:
    _type.codes_as = _type.__name__

DIPLOMACY = Ontology(TYPES)
"""The built-in ontology, in the order of the codebook."""
