"""Finding a span again whose offsets were counted in another way."""

from __future__ import annotations

from eventx.errors import InputError
from eventx.io.reading import ReadReport


def align(text: str, start: int, end: int, expected: str | None, report: ReadReport) -> tuple[int, int]:
    """Offsets in Unicode code points of a span that an annotation tool gave.

    Tools count in UTF-16 units (JavaScript), in bytes, or with white space or line ends changed. The offsets are
    tried as they are, then as UTF-16 units, then as UTF-8 bytes; last, the occurrence of the text that is nearest
    counts.

    Args:
        text: The document.
        start: Offset of the first character as given.
        end: Offset after the last character as given.
        expected: The span's text as the tool gave it, or None if it gave none.
        report: `repaired` is raised if the offsets had to be changed.

    Raises:
        InputError: The span is not there.
    """
    if expected is None or text[start:end] == expected:
        if not 0 <= start < end <= len(text):
            raise InputError(f"span {start}-{end} lies outside the text of {len(text)} characters.")
        return start, end
    wanted = expected.strip()
    found = _recounted(text, start, end, wanted) or _nearest(text, start, wanted)
    if found is None:
        raise InputError(
            f"span {start}-{end} {expected[:80]!r} is not in the text; there it says {text[start:end][:80]!r}."
        )
    report.repaired += 1
    return found


def _recounted(text: str, start: int, end: int, wanted: str) -> tuple[int, int] | None:
    if not text.isascii():
        for encoding, unit in (("utf-16-le", 2), ("utf-8", 1)):
            units = text.encode(encoding, "surrogatepass")
            first = len(units[: start * unit].decode(encoding, "replace"))
            last = len(units[: end * unit].decode(encoding, "replace"))
            if wanted and text[first:last] == wanted:
                return first, last
    cut = text[start:end]
    if wanted and cut.strip() == wanted:
        first = start + len(cut) - len(cut.lstrip())
        return first, first + len(wanted)
    return None


def _nearest(text: str, start: int, wanted: str) -> tuple[int, int] | None:
    if not wanted:
        return None
    after = text.find(wanted, max(start, 0))
    before = text.rfind(wanted, 0, max(start, 0) + len(wanted))
    places = [place for place in (before, after) if place >= 0]
    if not places:
        return None
    best = min(places, key=lambda place: abs(place - start))
    return best, best + len(wanted)
