"""Numbers in amount and casualty phrases to typed quantities with bounds.

Conventions:

- value is the figure named, low and high bound what the words allow; None where they leave it open. "at least 37",
  "more than 37": low 37, no high. "up to 37", "fewer than 37": high 37, no low. A strict bound is not told apart from
  a weak one.
- about, around, some, roughly: a tenth to either side. nearly, almost: a tenth below. The tenth is a convention of this
  library, not a measurement.
- Plural and vague words have bounds and no value. The low end is the least that the word can mean, the high end the
  last number before the next such word fits: dozens 24-99, scores 40-99, tens 20-99, hundreds 200-999, thousands
  2,000-9,999, tens of thousands 20,000-99,999, hundreds of thousands 200,000-999,999, millions 2-999 million, billions
  2-999 billion; several, a few and a handful 3-9 (of the dozen, hundred, thousand ... that follows); a couple 2.
- A descending or level pair ("340 to 192", "36-36") is the result of a vote, no range: None.
- Signs as in CLDR for English: "$" (and a bare "dollars") are US dollars, "¥" is the yen. Names that several
  currencies share (pounds, pesos, rupees, francs, crowns, dinars) stay units unless an adjective tells which.
- Fractions ("two-thirds", "one in five") are no quantities: None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from eventx.resolve.numerals import SCALES, TENS, UNITS, parse_cardinal

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_LONGEST = 200
_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with bounds, in the conventions of this module.

    Attributes:
        value: The figure named, or None for a vague word or a range.
        low: Least that is meant, included; None if open.
        high: Most that is meant, included; None if open.
        unit: What is counted: the noun phrase as written ("refugees"); "percent"; a unit of time in the singular
            ("year"). None for money and bare numbers.
        currency: ISO 4217 code of an amount of money.
        approximate: The words leave room around the value, or the bounds come from a convention.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    currency: str | None
    approximate: bool


_SIGNS = {
    "us$": "USD", "u.s. $": "USD", "us $": "USD", "u.s.$": "USD", "$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD",
    "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "nt$": "TWD", "r$": "BRL", "€": "EUR", "£": "GBP",
    "¥": "JPY", "cn¥": "CNY", "rmb": "CNY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₴": "UAH", "₺": "TRY",
    "₦": "NGN", "₫": "VND", "₱": "PHP", "฿": "THB",
}  # fmt: skip
_CODES = frozenset((
    "aed", "afn", "amd", "ars", "aud", "azn", "bdt", "bgn", "bhd", "brl", "byn", "cad", "chf", "clp", "cny",
    "czk", "dkk", "dzd", "egp", "etb", "eur", "gbp", "gel", "ghs", "hkd", "huf", "idr", "ils", "inr", "iqd", "irr",
    "jod", "jpy", "kes", "kpw", "krw", "kwd", "kzt", "lbp", "lkr", "lyd", "mad", "mmk", "mxn", "myr", "ngn", "nok",
    "npr", "nzd", "omr", "pen", "php", "pkr", "pln", "qar", "ron", "rsd", "rub", "sar", "sdg", "sek", "sgd", "syp",
    "thb", "tnd", "try", "twd", "tzs", "uah", "ugx", "usd", "uzs", "vnd", "yer", "zar",
))  # fmt: skip
_NAMES = {
    "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "dollar": "USD", "australian dollar": "AUD",
    "canadian dollar": "CAD", "new zealand dollar": "NZD", "hong kong dollar": "HKD", "singapore dollar": "SGD",
    "euro": "EUR", "pound sterling": "GBP", "pounds sterling": "GBP", "british pound": "GBP", "egyptian pound": "EGP",
    "yen": "JPY", "japanese yen": "JPY", "yuan": "CNY", "chinese yuan": "CNY", "renminbi": "CNY", "rmb": "CNY",
    "ruble": "RUB", "rouble": "RUB", "russian ruble": "RUB", "russian rouble": "RUB", "south korean won": "KRW",
    "swiss franc": "CHF",
    "indian rupee": "INR", "pakistani rupee": "PKR", "turkish lira": "TRY", "shekel": "ILS", "israeli shekel": "ILS",
    "nis": "ILS", "iranian rial": "IRR", "saudi riyal": "SAR", "dhs": "AED", "uae dirham": "AED", "rand": "ZAR",
    "south african rand": "ZAR", "hryvnia": "UAH", "ukrainian hryvnia": "UAH", "zloty": "PLN", "baht": "THB",
    "naira": "NGN", "ringgit": "MYR", "mexican peso": "MXN", "philippine peso": "PHP", "brazilian real": "BRL",
    "swedish krona": "SEK", "swedish kronor": "SEK", "norwegian krone": "NOK", "norwegian kroner": "NOK",
    "danish krone": "DKK", "danish kroner": "DKK", "iraqi dinar": "IQD", "kuwaiti dinar": "KWD",
}  # fmt: skip
_SHORT_SCALES = {
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "tn": 1e12, "trn": 1e12,
    "lakh": 1e5, "crore": 1e7, "dozen": 12.0,
}  # fmt: skip
_SCALE = {**{word: float(value) for word, value in SCALES.items()}, **_SHORT_SCALES}
# "3m" without a currency may be metres.
_MONEY_ONLY = frozenset(("m", "b"))

_WORD = "|".join(sorted((*UNITS, *TENS, *SCALES), key=len, reverse=True))
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?|[0-9]{1,15}(?:\.[0-9]{1,6})?"
_SCALES = "|".join(sorted(_SCALE, key=len, reverse=True))
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_CODE = "|".join(sorted(_CODES))
# "two hundred and five" is one number, "between two and five" are two.
_AND = "(?:(?:(?<=hundred )|(?<=thousand )|(?<=million )|(?<=billion ))and )?"
_NUMBER = (
    rf"(?:(?:(?P<sign>{_SIGN})|\b(?P<code>{_CODE})) ?|(?<![0-9a-z.,]))"
    rf"(?:(?P<digits>{_DIGITS})(?![0-9])"
    rf"|\b(?:(?P<half>half an?|a quarter of an?) |an? )?(?P<words>(?:{_WORD})\b(?:[ -]{_AND}(?:{_WORD})\b)*)"
    r"|\b(?:(?P<half_dozen>half(?: a)?) |an? |(?=dozen))(?=dozen\b))"
    r"(?P<and_half>[ -]and[ -]a[ -]half\b)?"
    rf"(?:(?:[ -]|- )?(?P<scale>{_SCALES})\b)?"
)
_FIND = re.compile(_NUMBER)
_JOINT = re.compile(r"(?: ?- ?| to | and | or )")
_PLURAL = re.compile(
    r"\b(?:(?P<of>tens|dozens|hundreds) of )?(?P<word>thousands|millions|billions|trillions)\b"
    r"|\b(?P<alone>tens|dozens|scores|hundreds)\b|\bmulti-?(?P<multi>million|billion|trillion)\b"
)
_SEVERAL = re.compile(
    r"\b(?P<word>several|a few|few|a handful of|handful of|a couple of|couple of|a couple)\b"
    r"(?: (?P<scale>dozen|hundred|thousand|million|billion))?"
)
_BETWEEN = re.compile(r"(?:\b(?:an?|the|additional|another|extra|further) )+$")
_NOT = r"(?<!no )(?<!not )"
_LOW = re.compile(
    rf"\b(?:at least|{_NOT}more than|over|(?:no|not) (?:less|fewer) than|upwards? of|exceeding|above|minimum of) $"
)
_HIGH = re.compile(
    rf"\b(?:up to|as (?:many|much) as|at most|(?:no|not) more than|{_NOT}(?:less|fewer) than|under|below|maximum of) $"
)
_ABOUT = re.compile(r"(?:\b(?:about|around|some|roughly|approximately|an estimated|estimated|circa|probably)|~) ?$")
_NEARLY = re.compile(r"\b(?:nearly|almost|close to|just under) $")
_OR_MORE = re.compile(r"\+| ?-?plus\b| or more\b| or so\b| or (?:fewer|less)\b")
_TIME_UNIT = re.compile(r"(second|minute|hour|day|week|month|year|decade)s?\b")
_PERCENT = re.compile(r"(?:%|per ?cent\b|percent\b)")
_UNIT_END = re.compile(r"[,;()\[\]]|(?:^| )(?:who|which|that|in|on|from|to|at|by|with|for|after|since|during|as)\b")
_UNIT_START = re.compile(
    r"^(?:(?:of (?:the |its |their |his |her )?|worth of |additional |more |extra |other |the )+|- ?)"
)
_FRACTION = re.compile(
    r"/|[ -](?:half|halves|thirds?|quarters?|fifths?|tenths?)\b"
    rf"| (?:in|out of) (?:every )?(?:[0-9]{{1,2}}(?![0-9])|{'|'.join(UNITS)})\b"
)
_FIGURE = re.compile(r"[0-9][0-9,.]* ?")
_POINT = re.compile(rf"\b({'|'.join(UNITS)})[- ]point[- ]({'|'.join(UNITS)})\b", re.IGNORECASE)
_PLURAL_BOUNDS = {
    "tens": (20.0, 99.0), "dozens": (24.0, 99.0), "scores": (40.0, 99.0), "hundreds": (200.0, 999.0),
    "thousands": (2e3, 9_999.0),
    "millions": (2e6, 999e6), "billions": (2e9, 999e9), "trillions": (2e12, 999e12),
}  # fmt: skip


def parse_quantity(phrase: str) -> Quantity | None:
    """Read the first quantity of a phrase.

    Args:
        phrase: Such as "at least 37", "dozens of refugees", "$2.4 million", "between 20 and 30", "10-year prison term".

    Returns:
        The quantity; None where the phrase names none, or the result of a vote.
    """
    original = " ".join(phrase.translate(_DASHES).split())
    original = _POINT.sub(lambda point: f"{UNITS[point[1].lower()]}.{UNITS[point[2].lower()]}", original)
    text = original.lower()
    if not text or len(text) > _LONGEST or len(text) != len(original):
        return None
    found = _first(text)
    vague = _vague(text, original, before=found.start() if found else len(text))
    if vague is not None or found is None:
        return vague
    return _numeric(text, original, found)


def _first(text: str) -> re.Match[str] | None:
    for match in _FIND.finditer(text):
        if _magnitude(match) is not None:
            return match
    return None


def _magnitude(match: re.Match[str]) -> float | None:
    """Return the number of a match, without the scale word that may follow it."""
    more = 0.5 if match["and_half"] else 0.0
    if match["digits"]:
        return float(match["digits"].replace(",", "")) + more
    if match["words"]:
        words = match["words"]
        number = parse_cardinal(f"a {words}" if words.split()[0] in SCALES else words)
        if number is None:
            return None
        fraction = {"h": 0.5, "a": 0.25}.get((match["half"] or "-")[0], 1.0)
        return number * fraction + more
    return 0.5 if match["half_dozen"] else 1.0


def _scale(match: re.Match[str]) -> tuple[float, int]:
    """Return the factor of a match's scale word and where the number ends."""
    word = match["scale"]
    if word is None or (word in _MONEY_ONLY and not (match["sign"] or match["code"])):
        return 1.0, match.end() if word is None else match.start("scale")
    return _SCALE[word], match.end()


def _numeric(text: str, original: str, match: re.Match[str]) -> Quantity | None:
    number = _magnitude(match) or 0.0
    factor, end = _scale(match)
    value = number * factor
    prefix = text[: match.start()]
    if _FRACTION.match(text, end):
        return None
    currency = _currency_before(match, original)
    second = None
    if joint := _JOINT.match(text, end):
        second = _FIND.match(text, joint.end())
        if second is not None and second["words"] and second["words"].split()[0] in SCALES:
            second = None
    if second is not None and (number_2 := _magnitude(second)) is not None:
        spelled = joint is not None and joint[0] in (" and ", " or ")
        if not spelled or prefix.endswith("between ") or (joint is not None and joint[0] == " or "):
            factor_2, end = _scale(second)
            high = number_2 * factor_2
            # "18-22 billion", "one to two million": the scale of the second figure is that of both.
            shared = factor_2 * SCALES.get((second["words"] or "-").split()[-1], 1)
            if factor == 1.0 and number < high / shared:
                value = number * shared
            if value >= high:
                return None
            quantity = Quantity(None, value, high, None, currency or _currency_before(second, original), True)
            return _with_unit(quantity, text, original, end)
    quantity = Quantity(value, value, value, None, currency, False)
    quantity = _bounded(quantity, prefix)
    if more := _OR_MORE.match(text, end):
        end = more.end()
        if "so" in more[0]:
            quantity = replace(quantity, low=_less(value), high=_more(value), approximate=True)
        elif more[0].endswith(("fewer", "less")):
            quantity = replace(quantity, low=None, approximate=True)
        else:
            quantity = replace(quantity, high=None, approximate=True)
    return _with_unit(quantity, text, original, end)


def _less(value: float) -> float:
    return round(value * (1 - _MARGIN), 6)


def _more(value: float) -> float:
    return round(value * (1 + _MARGIN), 6)


def _bounded(quantity: Quantity, prefix: str) -> Quantity:
    value = quantity.value or 0.0
    stripped = _BETWEEN.sub("", prefix)
    if _HIGH.search(stripped):
        return replace(quantity, low=None, approximate=True)
    if _LOW.search(stripped):
        return replace(quantity, high=None, approximate=True)
    if _NEARLY.search(stripped):
        return replace(quantity, low=_less(value), approximate=True)
    if _ABOUT.search(stripped):
        return replace(quantity, low=_less(value), high=_more(value), approximate=True)
    return quantity


def _vague(text: str, original: str, before: int) -> Quantity | None:
    """Read "dozens" or "several hundred" if it stands before a position."""
    if (match := _PLURAL.search(text)) and match.start() <= before:
        low, high = _PLURAL_BOUNDS[match["word"] or match["alone"] or f"{match['multi']}s"]
        if match["of"]:
            outer_low, outer_high = _PLURAL_BOUNDS[match["of"]]
            scale = low / 2
            low, high = outer_low * scale, (outer_high + 1) * scale - 1
        return _with_unit(Quantity(None, low, high, None, _sign_before(text, match), True), text, original, match.end())
    if (match := _SEVERAL.search(text)) and match.start() <= before:
        factor = _SCALE[match["scale"]] if match["scale"] else 1.0
        if "couple" in match["word"]:
            return _with_unit(
                Quantity(2 * factor, 2 * factor, 2 * factor, None, None, True), text, original, match.end()
            )
        return _with_unit(Quantity(None, 3 * factor, 9 * factor, None, None, True), text, original, match.end())
    return None


def _sign_before(text: str, match: re.Match[str]) -> str | None:
    return next((code for sign, code in _SIGNS.items() if text[: match.start()].rstrip().endswith(sign)), None)


def _currency_before(match: re.Match[str], original: str) -> str | None:
    if match["sign"]:
        return _SIGNS[match["sign"]]
    # Codes are capitals: "try 3 times" is no Turkish lira.
    code = original[match.start("code") : match.end("code")] if match["code"] else ""
    return code if code.isupper() else None


def _with_unit(quantity: Quantity, text: str, original: str, end: int) -> Quantity:
    """Complete a quantity with what follows it: currency, percent, time unit or the noun phrase counted."""
    rest = text[end:]
    start = _UNIT_START.match(rest.lstrip(" -"))
    offset = end + len(rest) - len(rest.lstrip(" -")) + (start.end() if start else 0)
    rest = text[offset:]
    if _PERCENT.match(rest):
        return replace(quantity, unit="percent")
    if quantity.currency is None:
        currency = _currency_after(rest)
        if currency:
            return replace(quantity, currency=currency)
    if quantity.currency is not None:
        return quantity
    if match := _TIME_UNIT.match(rest):
        return replace(quantity, unit=match[1])
    # A second figure ("2,000 of the 7,000 troops") is no part of what is counted.
    if second := _FIGURE.match(rest):
        offset += second.end()
        rest = rest[second.end() :]
    cut = _UNIT_END.search(rest)
    noun = original[offset : offset + cut.start()] if cut else original[offset:]
    return replace(quantity, unit=noun.strip(" .-'\"%") or None)


def _currency_after(rest: str) -> str | None:
    words: list[str] = re.findall(r"[a-z.]+", rest[:40])
    for length in (3, 2, 1):
        name = " ".join(words[:length])
        for candidate in (name, name.removesuffix("s"), name.removesuffix(".")):
            if candidate in _NAMES:
                return _NAMES[candidate]
    if words and words[0] in _CODES - {"try", "mad", "pen"}:
        return words[0].upper()
    return next((code for sign, code in _SIGNS.items() if len(sign) == 1 and rest.startswith(sign)), None)
