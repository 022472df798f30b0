"""Which country of the document a bare description ("the rebels", "its ambassador") belongs to.

Every country and organisation that the document names, and "none", is a candidate. What speaks for it is counted as
features (nearness, sentence, place of the event, counterpart, the same head noun with a nationality elsewhere), and a
conditional logit chooses, with weights for the class of the description. ``data/actor_context.tsv`` holds the weights,
which ``examples/default_model/actor_context.py`` fits.

Source of the method: McFadden, Conditional logit analysis of qualitative choice behavior, 1974.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from eventx.resolve.context import DocumentContext
from eventx.resolve.lexicon import Entry, in_year, read_rows
from eventx.resolve.phrase import Phrase

_REACH = 500  # tokens before and after a description that count for it; a long document tells of many things
_NEAR, _FAR = 6.0, 25.0  # tokens after which nearness falls to 1/e
_HEAD_SPAN = 3  # tokens between a nationality and the head noun that it belongs to
_PRONOUNS = frozenset("its their his her our my your".split())
_WITHIN = frozenset("in at near inside across outside throughout into from".split())
_OF = frozenset("of in from at inside within across".split())
_CUT = frozenset("of from by who that which in at to on for with against under near accused".split())
_ELSEWHERE = frozenset("other another various international western foreign world".split())
_CROWD = 4  # countries in a line beyond which it lists rather than tells
_NUMBER = frozenset("two three four five six seven eight nine ten dozens hundreds thousands several many some".split())
_ARMED = frozenset({"MIL", "REB", "COP", "SPY", "CRM"})
_STATE = frozenset({"GOV", "LEG", "JUD", "OPP"})
# Types in which a government acts on people or groups of its own country at least as often as on others.
INWARD = frozenset(
    {"Coercion", "Protest", "Sanction", "Release", "Appointment", "Concession", "Vote", "Investigation", "Attack"}
)
# A sentence ends before a capital, but not behind a title or an initial.
_SENTENCE = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\b(?:Mrs|Gen|Col|Sen|Gov|Rep|Lt\.))[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])"
)
# Not fitted on the training corpus, on whose texts the model is too sure. On dev, 0.5 to 1.5 differ by 0.4 points of
# country accuracy at most, without a trend.
BELIEF_WEIGHT, _LEAST_BELIEF = 0.75, 1e-4
CLASSES = ("all", "state", "armed", "people", "body", "name", "other")


class Part(NamedTuple):
    """One argument of a mention, as evidence for the codes of the others.

    Attributes:
        mention: Number of its mention.
        type: Type of the mention.
        role: Its role.
        text: Its words.
        start: Code-point offset of its first character.
        country: Its code where that is known without the document's other actors (a place, a named actor).
    """

    mention: int
    type: str
    role: str
    text: str
    start: int
    country: str | None = None


class Name(NamedTuple):
    """A name with a country in the document: token range, code, sentence and line numbers, entry."""

    begin: int
    stop: int
    code: str
    sentence: int
    line: int
    entry: Entry


Features = dict[str, float]
Belief = Callable[[str | None], float]  # probability that a model gives a code, None for no country


def class_of(phrase: Phrase, sector: str | None) -> str:
    """Class of a description, which decides the weights: one of `CLASSES` but the first.

    Args:
        phrase: The analysed description.
        sector: Its sector by rule, or None.
    """
    if sector is None:
        return "name" if phrase.name else "other"
    if sector == "IGO":
        return "body"
    return "state" if sector in _STATE else "armed" if sector in _ARMED else "people"


class Scene:
    """Candidates and their features for the descriptions of one document.

    Args:
        context: The document.
        parts: Arguments of its mentions with the codes that their own words give; may be empty.
    """

    def __init__(self, context: DocumentContext, parts: Iterable[Part] = ()) -> None:
        self.context = context
        text = context.text
        self._starts = [token.start for token in context.tokens]
        self._breaks = [match.end() for match in _SENTENCE.finditer(text)]
        self._lines = [match.end() for match in re.finditer("\n", text)]
        self._breaks = sorted({*self._breaks, *self._lines})
        self.names: list[Name] = []
        for match in context.matches:
            entry = in_year(match.entries, context.year)
            if entry.country is not None:
                place = self._starts[match.begin]
                self.names.append(
                    Name(
                        match.begin, match.stop, entry.country,
                        bisect_right(self._breaks, place), bisect_right(self._lines, place), entry,
                    )
                )  # fmt: skip
        self._begins = [name.begin for name in self.names]
        self._by_code: dict[str, list[Name]] = {}
        for name in self.names:
            self._by_code.setdefault(name.code, []).append(name)
        self._mentions: dict[int, list[Part]] = {}
        self._at: dict[int, list[Part]] = {}
        for part in parts:
            self._mentions.setdefault(part.mention, []).append(part)
            self._at.setdefault(part.start, []).append(part)

    def features(self, phrase: Phrase, start: int, sector: str | None) -> dict[str | None, Features]:
        """Evidence for each candidate.

        Args:
            phrase: The analysed description.
            start: Its offset.
            sector: Its sector by rule, or None.

        Returns:
            Features of each code that the document names nearby, and of None.
        """
        tokens = self.context.tokens
        here = bisect_left(self._starts, start)
        stop = here + len(phrase.tokens)
        sentence, line = bisect_right(self._breaks, start), bisect_right(self._lines, start)
        nearby = self.names[bisect_left(self._begins, here - _REACH) : bisect_left(self._begins, here + _REACH)]
        words = phrase.words
        cut = next((i for i, word in enumerate(words) if i and word in _CUT), len(words))
        head = words[cut - 1] if words else ""
        found: dict[str | None, Features] = {}
        counts: dict[str, int] = {}
        in_line: dict[str, int] = {}
        first_here = first_previous = first_line = last = same = ""
        for name in nearby:
            code = name.code
            f = found.get(code)
            if f is None:
                f = found[code] = {}
                if len(code) > 3:
                    f["body"] = 1.0
                if not counts:
                    f["first"] = 1.0
            counts[code] = counts.get(code, 0) + 1
            if self._belongs(name, head, here, stop):
                f["same_head"] = 1.0
                if name.begin < here:
                    same = code
            if name.line != line:
                continue
            in_line[code] = in_line.get(code, 0) + 1
            if here <= name.begin < stop:
                f["based" if name.stop < len(tokens) and tokens[name.stop].word == "based" else "inside"] = 1.0
                continue
            if sector is not None and name.entry.sector == sector and sector != "GOV":
                f["same_sector"] = 1.0
            if not first_line:
                first_line = code
            if name.begin < here:
                last = code
            if name.sentence == sentence:
                f["sentence"] = 1.0
                self._in_sentence(name, f, here, stop)
                if name.begin < here and not first_here:
                    first_here = code
            elif name.sentence == sentence - 1:
                f["previous"] = 1.0
                if not first_previous:
                    first_previous = code
            else:
                f["earlier" if name.sentence < sentence else "later"] = 1.0
        for code, number in counts.items():
            f = found[code]
            f["count"] = math.log(number) / 2
            if code in in_line:
                f["line"] = 1.0
                f["count_line"] = math.log(in_line[code]) / 2
        owned = here > 0 and tokens[here - 1].word in _PRONOUNS
        for code, feature in (
            (first_here, "first_here"), (first_previous, "first_previous"), (first_line, "first_line"), (last, "last"),
        ):  # fmt: skip
            if code:
                found[code][feature] = 1.0
                if owned:
                    found[code]["own_" + feature] = 1.0
        if same:
            found[same]["same_head_last"] = 1.0
        role = self._add_parts(start, found)
        if first_here and role:
            found[first_here][f"first_here_{role}"] = 1.0
        here_codes = {name.code for name in nearby if name.sentence == sentence}
        found[None] = _none_features(phrase, head, len(here_codes), len(in_line), owned)
        return found

    def _in_sentence(self, name: Name, f: Features, here: int, stop: int) -> None:
        """Add what a name in the sentence of the description at tokens [here, stop) tells."""
        tokens = self.context.tokens
        if name.begin < here:
            distance = here - name.stop
            _raise(f, "before", math.exp(-distance / _NEAR))
            _raise(f, "before_far", math.exp(-distance / _FAR))
            if 0 < distance <= _HEAD_SPAN and tokens[name.stop].word == "s":
                f["possessive"] = 1.0
        else:
            distance = name.begin - stop
            _raise(f, "after", math.exp(-distance / _NEAR))
            if distance <= _HEAD_SPAN and any(token.word in _OF for token in tokens[stop : name.begin]):
                f["of"] = 1.0
        before = [token.word for token in tokens[max(name.begin - 2, 0) : name.begin]]
        if before and (before[-1] in _WITHIN or (before[-1] == "the" and before[0] in _WITHIN)):
            f["located"] = 1.0
        if name.entry.kind == "demonym":
            f["demonym"] = 1.0

    def _belongs(self, name: Name, head: str, here: int, stop: int) -> bool:
        """Whether a name qualifies the same head noun elsewhere: "Chadian rebels", "rebels in Chad"."""
        tokens = self.context.tokens
        person = name.entry.kind == "person"
        begin, end = (name.begin, name.stop) if person else (name.stop, name.stop + _HEAD_SPAN)
        for i in range(begin, min(end, len(tokens))):
            word = tokens[i].word
            if (word == head or word + "s" == head or head + "s" == word) and not here <= i < stop:
                return True
        for i in range(max(name.begin - _HEAD_SPAN, 0), name.begin):
            if tokens[i].word == head and not here <= i < stop:
                return person or any(t.word in _OF for t in tokens[i + 1 : name.begin])
        return False

    def _add_parts(self, start: int, found: Mapping[str | None, Features]) -> str:
        role = ""
        for own in self._at.get(start, ()):
            role = role or own.role
            for part in self._mentions[own.mention]:
                if part.country is None or part.start == start or part.country not in found:
                    continue
                if part.role == "location":
                    feature = "place_inward" if own.type in INWARD else "place"
                elif part.role == own.role:
                    feature = "partner"
                elif own.type in INWARD:
                    feature = "counterpart_inward"
                else:
                    feature = "counterpart"
                found[part.country][feature] = 1.0
        return role

    def entry(self, code: str, start: int) -> Entry:
        """The name of a code that is nearest to an offset."""
        names = self._by_code[code]
        place = bisect_left(names, start, key=self._offset)
        return min(names[max(place - 1, 0) : place + 1], key=lambda name: abs(self._offset(name) - start)).entry

    def _offset(self, name: Name) -> int:
        return self._starts[name.begin]


def _none_features(phrase: Phrase, head: str, in_sentence: int, in_line: int, owned: bool) -> Features:
    """What speaks for no country, given how many countries the sentence and the line name."""
    words = phrase.words
    found = {
        "null": True,
        "null_alone": not in_sentence,
        "null_many": in_sentence > 1,
        "null_plural": head.endswith("s"),
        "null_number": not _NUMBER.isdisjoint(words) or any(word.isdigit() for word in words),
        # The first word may be capital as the first of its sentence.
        "null_name": any(token.start for token in phrase.name),
        "null_own": owned,
        "null_other": bool(words) and words[0] in _ELSEWHERE,
        "null_crowd": in_line > _CROWD,
    }
    return {feature: 1.0 for feature, holds in found.items() if holds}


def _raise(features: Features, name: str, value: float) -> None:
    if value > features.get(name, 0.0):
        features[name] = value


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """Weights of the features for each class of description."""
    rows = [(row[0], [float(cell) for cell in row[1:]]) for row in read_rows("actor_context.tsv")]
    return {kind: {feature: values[0] + values[i] for feature, values in rows} for i, kind in enumerate(CLASSES) if i}


def choose(features: Mapping[str | None, Features], kind: str, belief: Belief | None = None) -> str | None:
    """The likeliest candidate.

    Args:
        features: Features of the candidates.
        kind: Class of the description.
        belief: What a model holds of the candidates, as probabilities.
    """
    weights = _weights()[kind]
    best: str | None = None
    highest = -math.inf
    for code, found in features.items():
        score = sum([weights.get(feature, 0.0) * value for feature, value in found.items()])
        if belief is not None:
            score += BELIEF_WEIGHT * math.log(max(belief(code), _LEAST_BELIEF))
        if score > highest:
            best, highest = code, score
    return best
