"""Names and house numbers as they are compared, and what people type taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_layers.places import understood
from gis_layers.spelling import normalised, normalised_number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ul. Słowackiego", "SLOWACKIEGO"),
        ("Ulica Żółwia", "zolwia"),
        ("al. Jana Pawła II", "Aleja Jana Pawla II"),
        ("Aleje Jerozolimskie", "al jerozolimskie"),
        ("pl. Wolności", "Plac Wolnosci"),
        ("os. Tysiąclecia", "Osiedle Tysiaclecia"),
        ("św. Anny", "Świętej Anny"),
        ("gen. Władysława Sikorskiego", "Generała Władysława Sikorskiego"),
        ("ks. Piotra Skargi", "Księdza Piotra Skargi"),
        ("Bielsko-Biała", "Bielsko Biala"),
        ("im. Adama", "imienia Adama"),
    ],
)
def test_two_ways_of_writing_a_name_are_the_same(one, other):
    assert normalised(one) == normalised(other)


def test_a_square_and_a_street_of_one_name_are_not_the_same():
    assert normalised("pl. Wolności") != normalised("ul. Wolności")


@pytest.mark.parametrize(("text", "number"), [("12 A", "12a"), ("12a", "12a"), ("5 / 7", "5/7")])
def test_a_house_number_is_compared_without_case_and_blanks(text, number):
    assert normalised_number(text) == number


@given(st.text(max_size=60))
def test_what_is_normalised_stays_as_it_is(text):
    once = normalised(text)
    assert normalised(once) == once


@pytest.mark.parametrize(
    ("query", "text", "numbers"),
    [
        ("Slowackiego 12a", "slowackiego", ("12a", "12")),
        ("12A Słowackiego", "slowackiego", ("12a", "12")),
        ("ul. Słowackiego 12 A", "slowackiego", ("12a", "12")),
        ("Lipowa 5/7 Nowa Iwiczna", "lipowa nowa iwiczna", ("5/7", "5")),
        ("Lipowa 5 m. 3, Łazy", "lipowa lazy", ("5",)),
        ("Lipowa 5 lok 3", "lipowa", ("5",)),
        ("Lipowa 5, 05-515 Nowa Iwiczna", "lipowa nowa iwiczna 05 515", ("5",)),
        ("3 Maja", "3 maja", ()),
        ("3 Maja 12", "3 maja", ("12",)),
        ("11 Listopada 4/6", "11 listopada", ("4/6", "4")),
        ("Nowa Iwiczna", "nowa iwiczna", ()),
        ("05-515", "05 515", ()),
        ("ul.", "", ()),
        ("12", "", ("12",)),
    ],
)
def test_what_is_typed_is_taken_apart(query, text, numbers):
    typed = understood(query)
    assert (typed.text, typed.numbers) == (text, numbers)


@given(st.text(max_size=100))
def test_any_text_is_understood(query):
    typed = understood(query)
    assert len(typed.text) <= 600
    assert all(len(number) <= 12 for number in typed.numbers)
