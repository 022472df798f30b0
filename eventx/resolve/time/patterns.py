"""The phrases that `eventx.resolve.time.expression` peels and reads (lower case, single spaces, plain hyphens)."""

from __future__ import annotations

import re

from eventx.resolve.numerals import ORDINALS, TENS, UNITS
from eventx.resolve.time import lexicon as lex

PREPOSITION = re.compile(
    r"(?:(?:on|in|at|during|of|as of|as (?:early|late|soon) as|effective|dated) )+(?:the )?"
    r"|the |(?:the )?years (?=[12])"
)
ROUGHLY = re.compile(
    r"(?:around|about|circa|c\.|ca\.|roughly|approximately|nearly|almost|some|just|only|over|more than|less than"
    r"|at least) "
)
PART = re.compile(
    r"(?:(?:the )?(?:very )?"
    r"(?:(?:early|mid)[- ]to[- ](?:mid|late)|early|late|earlier|later|mid|middle|beginning|start|end|close"
    r"|(?:first|second|former|latter) half|(?:first|latter|early|late) part|(?:first|last|final|early) days"
    r"|(?:first|last|final) (?:weeks|months)|(?:first|second|third|fourth|last|final) week|rest|remainder|course"
    r"|(?:(?:early|late) )?(?:(?:morning|evening|night) )?hours)(?: (?:of|in))?"
    r"|so far|before the end of|by the end of"
    r"|(?:towards?|near|until|till|through|at) the (?:end|start|beginning|middle) of)"
    r"[- ](?:the )?(?P<rest>.+)"
)
BARE_UNIT = re.compile(r"(?:day|week|month|year|quarter|decade|century)")
SINCE = re.compile(r"(?:ever )?since (?P<rest>.+)")
BOUND = re.compile(r"(?:until|till|by|through|up to|no later than|not later than) (?P<rest>.+)")
ONWARD = re.compile(
    r"(?:from )?(?P<rest>.+?)(?: onwards?| on| forward)|from (?P<start>.+)"
    r"|(?:starting|beginning) (?:on |in |from )?(?!of )(?P<begin>.+)"
)
HALF = re.compile(rf"(?:the )?(?P<which>first|second) half of (?:the year )?(?P<year>{lex.YEAR})")
DECADE = re.compile(
    r"(?:the )?'?(?P<digits>[12][0-9]{2}0|[1-9]0)'?s(?: decade)?"
    rf"|(?:the )?(?P<word>{lex.alternation(lex.DECADES)})"
)
CENTURY = re.compile(
    rf"(?:the )?(?:(?P<digits>[1-9][0-9]?)(?:st|nd|rd|th)|(?P<word>{lex.alternation(ORDINALS)})) century"
)
QUARTER_WORDS: dict[str, int] = {
    "fir": 1,
    "1st": 1,
    "sec": 2,
    "2nd": 2,
    "thi": 3,
    "3rd": 3,
    "fou": 4,
    "4th": 4,
    "las": 4,
}
QUARTER = re.compile(
    r"(?:the )?(?:q(?P<number>[1-4])|(?P<word>first|second|third|fourth|last|1st|2nd|3rd|4th)[ -]quarter)"
    rf"(?:,? (?:of )?(?P<year>{lex.YEAR}))?"
    rf"|(?P<year_first>{lex.YEAR})[- ]?q(?P<number_last>[1-4])"
)
SHORT_YEARS = re.compile(rf"(?P<left>{lex.YEAR}) ?[-/] ?(?P<right>[0-9]{{2}})")
RANGE_START = re.compile(r"^(?:from|between|both) ")
RANGE = re.compile(r" ?(?:-|/| to | until | till | through | thru | and | or |, and | into ) ?")
WEEK_OF = re.compile(r"(?:the )?week (?:of|beginning|starting|from) (?P<rest>.+)")
ANNIVERSARY = re.compile(r"\b(?:anniversar(?:y|ies)|birthday|jubilee|centenary|bicentenary|centennial)\b")
FISCAL = re.compile(r"\b(?:fiscal|financial year|fy ?'?[0-9]{2,4})\b")
OUTSIDE = re.compile(
    r"(?:(?:shortly|soon|just|right|long|immediately) )?(?:before|after|prior to|following|beyond|pre-|post-).+"
)
RECURRING = re.compile(r"\b(?:every|each|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b")
INDEFINITE = re.compile(
    r"\b(?:few|several|many|couple|coming|recent|days|weeks|months|years|decades|hours|minutes|moment|future|times?"
    r"|era|period)\b"
)

_LENGTHS = re.compile(
    r"(?:second|minute|hour|day|night|week|weekend|fortnight|month|season|year|decade|generation)s?|centur(?:y|ies)"
)
_NUMERALS = frozenset((*UNITS, *TENS, "hundred", "a", "an", "half", "and", "few", "several", "many", "couple"))
_AROUND_LENGTHS = frozenset((
    "for", "over", "in", "during", "after", "of", "within", "throughout", "the", "these", "those", "about", "around",
    "nearly", "almost", "more", "less", "than", "at", "least", "another", "most", "much", "only", "some", "up", "to",
    "last", "past", "next", "first", "coming", "previous", "following", "final", "long",
))  # fmt: skip


def is_duration(text: str) -> bool:
    """Say whether the text is a length of time: "for three days", "10-year", "most of the last two decades"."""
    words = text.replace("-", " ").split()
    if words and words[-1] == "long":
        words.pop()
    if not words or not _LENGTHS.fullmatch(words[-1]):
        return False
    return all(word in _NUMERALS or word in _AROUND_LENGTHS or word.isdigit() for word in words[:-1])
