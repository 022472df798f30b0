"""Place values: names alone, ambiguous names in a document, coordinates, robustness."""

from __future__ import annotations

import pytest
from effort import within
from hypothesis import given, settings
from hypothesis import strategies as st

from eventx.resolve.gazetteer import places_named
from eventx.resolve.places import PlaceValue, document_countries, resolve_place

ALONE = """
Peru=PER|Helsinki=FIN|Nairobi=KEN|Lyon=FRA|Osaka=JPN|Kraków=POL|Krakow=POL|São Paulo=BRA|Zürich=CHE|Zurich=CHE
Porto=PRT|Antwerp=BEL
Thessaloniki=GRC|Marseille=FRA|Hamburg=DEU|Guayaquil=ECU|Casablanca=MAR|Alexandria=EGY|Basra=IRQ|Mashhad=IRN
Kandahar=AFG|Lahore=PAK
Chennai=IND|Chittagong=BGD|Mandalay=MMR|Cebu=PHL|Surabaya=IDN|Busan=KOR|Chengdu=CHN|Vladivostok=RUS|Odesa=UKR
Brest=BLR|Auckland=NZL
Melbourne=AUS|Honolulu=USA|Chicago=USA|Monterrey=MEX|Medellín=COL|Rosario=ARG|Durban=ZAF|Mombasa=KEN|Kumasi=GHA
Lagos=NGA|Timbuktu=MLI
Texas=USA|Bavaria=DEU|Catalonia=ESP|Scotland=GBR|Sicily=ITA|Crimea=UKR|Chechnya=RUS|Kashmir=IND|Tibet=CHN
Xinjiang=CHN|Punjab=IND
Balochistan=PAK|Darfur=SDN|Tigray=ETH|Somaliland=SOM|North Kivu=COD|Casamance=SEN|Aceh=IDN|Mindanao=PHL
Okinawa=JPN|Quebec=CAN
Gaza Strip=PSE|the West Bank=PSE|East Jerusalem=PSE|Golan Heights=SYR|South Ossetia=GEO|Nagorno-Karabakh=AZE
Transnistria=MDA
Camp David=USA|Guantanamo Bay=CUB|Diego Garcia=MUS|Davos=CHE|the Kremlin=RUS|Tahrir Square=EGY
Tiananmen Square=CHN|Panmunjom=KOR
northern Iraq=IRQ|southern Lebanon=LBN|the Syrian border=SYR|eastern Ukraine=UKR|central Mali=MLI
Baghdad's Green Zone=IRQ|Kosovo=XKX
the capital, Kabul=AFG|the Brazilian city of Recife=BRA|the port of Djibouti=DJI|Turkey's southeast=TUR
the Peruvian Andes=PER
Darfur region of Sudan=SDN|village in Cyprus=CYP|Ugandan border town=UGA|outskirts of Tripoli=LBY
Polish territory=POL
Santiago, Chile=CHL|Paris, Texas=USA|Paris, France=FRA|Tripoli, Lebanon=LBN|Hyderabad, Pakistan=PAK
Birmingham, Alabama=USA
Cambridge, Massachusetts=USA|San José, Costa Rica=CRI|Valencia, Venezuela=VEN|London, Ontario=CAN
Athens, Georgia=USA|Tbilisi, Georgia=GEO
the Mediterranean=?|South China Sea=?|Africa=?|Europe=?|the Middle East=?|the Persian Gulf=?|Central Asia=?
Latin America=?|region=?
the border between Chad and Libya=?|Iran and Iraq=?|international waters=?|the Baltic Sea=?|the Sahel=?
several countries=?|Red Sea=?
"""
CASES = [tuple(cell.rsplit("=", 1)) for line in ALONE.strip().splitlines() for cell in line.split("|")]

IN_DOCUMENT = [
    ("Lebanon's army entered Tripoli. Lebanon said Lebanese troops were safe.", "Tripoli", "LBN"),
    ("Libya's government sat in Tripoli.", "Tripoli", "LBY"),
    ("Pakistan said a bomb hit Hyderabad. Pakistani police came.", "Hyderabad", "PAK"),
    ("Indian police in Hyderabad made arrests in India.", "Hyderabad", "IND"),
    ("Georgia's parliament met while Russian troops stood near Gori.", "Georgia", "GEO"),
    ("The senator spoke in Atlanta before touring Georgia.", "Georgia", "USA"),
    ("Sassou Nguesso ruled Congo from Brazzaville.", "Congo", "COG"),
    ("Fighting in Congo reached Goma.", "Congo", "COD"),
    ("He was born in Paris, Texas, in 1950.", "Paris", "USA"),
    ("Bolivian farmers closed the road to the capital of Bolivia.", "capital", "BOL"),
]


def test_there_are_enough_phrases() -> None:
    assert len(CASES) + len(IN_DOCUMENT) >= 120


@pytest.mark.parametrize(("span", "country"), CASES)
def test_place_alone(span: str, country: str) -> None:
    value = resolve_place(span)
    assert value.country == (None if country == "?" else country), value.rule


@pytest.mark.parametrize(("text", "span", "country"), IN_DOCUMENT)
def test_document_decides(text: str, span: str, country: str) -> None:
    value = resolve_place(span, text=text, countries=document_countries(text))
    assert value.country == country, value.rule


def test_coordinates_and_identifier() -> None:
    value = resolve_place("Helsinki")
    assert value.geonames_id == 658225
    assert value.latitude == pytest.approx(60.17, abs=0.05)
    assert value.longitude == pytest.approx(24.94, abs=0.05)


def test_sea_has_no_coordinates() -> None:
    assert resolve_place("the Black Sea").latitude is None


def test_gazetteer_is_sorted_so_that_every_name_is_found() -> None:
    for key in ("aachen", "zwolle", "new york city", "les escaldes"):
        assert places_named(key), key
    assert places_named("no such town") == ()
    assert places_named("zzzzzz") == ()


def test_gazetteer_loads_fast() -> None:
    from eventx.resolve import gazetteer

    assert within(gazetteer._payload.__wrapped__, 15)  # 50 ms on an idle machine, 5 units


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=100), st.text(max_size=30))
def test_never_raises(text: str, span: str) -> None:
    assert isinstance(resolve_place(span, text=text + span), PlaceValue)
