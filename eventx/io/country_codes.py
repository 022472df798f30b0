"""Country and actor codes of other event data sets: Correlates of War, FIPS 10-4 and CAMEO."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

# CAMEO codes of international organisations (CAMEO manual 1.1b3, chapter 3) by the acronym after "IGO:".
_ORGANISATIONS = {
    "UN": "UNO",
    "EU": "EEC",
    "NATO": "NAT",
    "ASEAN": "ASN",
    "AU": "AFU",
    "AL": "ARL",
    "LAS": "ARL",
    "OPEC": "OPC",
    "IMF": "IMF",
    "WB": "WBK",
    "WTO": "WTO",
    "ICC": "ICC",
    "IAEA": "IAE",
    "WHO": "WHO",
    "WFP": "WFP",
    "UNHCR": "HCR",
    "OSCE": "SCE",
    "OAS": "OAS",
    "ECOWAS": "WAS",
    "GCC": "GCC",
    "SADC": "SAD",
    "CIS": "CIS",
    "COE": "COE",
    "OIC": "OIC",
}
_NO_ROLE = frozenset({"", "IGO", "NGO", "UNK"})


class CountryCodes(NamedTuple):
    """Codes of one country; an empty string where a scheme has none."""

    iso3: str
    cow: str
    fips: str
    cameo: str
    name: str


@cache
def country_table() -> dict[str, CountryCodes]:
    """All countries by ISO 3166-1 alpha-3 code."""
    text = resources.files("eventx.io").joinpath("data/country_codes.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {(row := CountryCodes(*line.split("\t"))).iso3: row for line in lines[1:]}


def codes_of(country: str | None) -> CountryCodes:
    """Codes of a country; what has none (organisations, unknown) gives empty strings."""
    return country_table().get(country or "", CountryCodes("", "", "", "", ""))


def country_name(country: str | None) -> str:
    """English name of a country; of an organisation its acronym."""
    if country and country.startswith("IGO:"):
        return country[4:]
    return codes_of(country).name or country or ""


class CameoActor(NamedTuple):
    """CAMEO actor code and the parts that GDELT gives columns of their own."""

    code: str
    country: str
    group: str
    role: str


def cameo_actor(country: str | None, sector: str | None) -> CameoActor:
    """CAMEO actor code of a country or organisation and a sector, such as USAGOV or IGOUNO; "" if nothing is known."""
    role = "" if (sector or "") in _NO_ROLE else sector or ""
    if country is not None and country.startswith("IGO"):
        group = _ORGANISATIONS.get(country[4:].upper(), "")
        return CameoActor("IGO" + group, "", group, "IGO")
    if country == "NGO" or (country is None and sector == "NGO"):
        return CameoActor("NGO", "", "", "NGO")
    if sector == "NGO":
        role = "NGO"
    code = codes_of(country).cameo
    return CameoActor(code + role, code, "", role)
