"""`decide`: a pure answer to the facts of a place, whatever they are."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.crews.facts import (
    AgreementFound,
    CrewFound,
    Facts,
    Manager,
    RoadFound,
    Tenant,
    WorkFound,
)
from backend.crews.routing import decide
from backend.crews.wording import REASONS, reason_text
from backend.jurisdictions.rules import ManagerKind
from gis_layers.rules import RoadCategory

VILLAGE, COUNTY = "1418032", "1418"
OFFICE = Tenant(id=1, teryt=VILLAGE, name="Gmina")
COUNTY_OFFICE = Tenant(id=2, teryt=COUNTY, name="Powiat")
MAYOR = Manager(id=1, kind="municipality", teryt=VILLAGE, name="Wójt", tenant=OFFICE)
COUNTY_BOARD = Manager(id=2, kind="county", teryt=COUNTY, name="Zarząd", tenant=COUNTY_OFFICE)
STREET = RoadFound(
    category="gminna", number="280002W", name="", is_expressway=False, distance_m=3.0, layer="r 1"
)
COUNTY_ROAD = replace(STREET, category="powiatowa", number="2840W", distance_m=8.0)


def boundary(level: str, code: str, area_m2: float = 1.0) -> dict[str, Any]:
    return {"level": level, "code": code, "name": code, "area_m2": area_m2, "layer": "b 1"}


def crew(pk: int, office: Tenant = OFFICE) -> CrewFound:
    return CrewFound(id=pk, name=f"Ekipa {pk}", area="Obszar", jurisdiction_id=office.id)


FACTS = Facts(
    radius_m=25.0,
    circle_m=0.0,
    boundaries=[boundary("municipality", VILLAGE), boundary("county", COUNTY)],
    touched=[],
    tenants=[OFFICE, COUNTY_OFFICE],
    roads=[STREET],
    managers=[MAYOR, COUNTY_BOARD],
    agreements=[],
    crews=[crew(1), crew(2)],
)


def agreement(
    giver: Manager, taker: Manager, number: str = "", reference: str = "U-1"
) -> AgreementFound:
    return AgreementFound(
        reference=reference, from_manager_id=giver.id, road_number=number, to_manager=taker
    )


def codes(facts: Facts) -> list[str]:
    return [reason.code for reason in decide(facts).reasons]


def test_a_street_is_the_mayors_and_goes_to_the_first_crew():
    route = decide(FACTS)

    assert (route.jurisdiction, route.handler, route.manager) == (OFFICE, OFFICE, MAYOR)
    assert (route.crew.id, route.is_certain) == (1, True)
    assert codes(FACTS) == [
        "inside_municipality",
        "served",
        "nearest_road",
        "municipal_road",
        "crew_area",
    ]


def test_the_nearest_road_decides():
    assert decide(replace(FACTS, roads=[COUNTY_ROAD, STREET])).manager == COUNTY_BOARD


def test_a_road_beyond_the_radius_is_not_looked_at():
    far = replace(COUNTY_ROAD, distance_m=25.1)

    assert decide(replace(FACTS, roads=[far])).road is None
    assert decide(replace(FACTS, roads=[far], radius_m=26.0)).road == far


def test_only_the_managers_own_crews_are_asked():
    facts = replace(FACTS, roads=[COUNTY_ROAD], crews=[crew(1), crew(9, COUNTY_OFFICE)])

    assert decide(facts).crew.id == 9
    assert decide(replace(facts, crews=[crew(1)])).crew is None


def test_a_manager_elsewhere_leaves_the_report_to_the_office_without_a_crew():
    elsewhere = replace(COUNTY_BOARD, tenant=None)
    facts = replace(FACTS, roads=[COUNTY_ROAD], managers=[MAYOR, elsewhere])
    route = decide(facts)

    assert (route.handler, route.crew, route.manager) == (OFFICE, None, elsewhere)
    assert codes(facts)[-1] == "manager_elsewhere"


def test_an_agreement_hands_the_road_over_by_its_number_alone():
    handed = agreement(COUNTY_BOARD, MAYOR, "2840W")
    facts = replace(FACTS, roads=[COUNTY_ROAD], agreements=[handed])

    assert decide(facts).manager == MAYOR
    assert codes(facts)[2:5] == ["nearest_road", "county_road", "agreement"]
    other = replace(COUNTY_ROAD, number="2841W")
    assert decide(replace(facts, roads=[other])).manager == COUNTY_BOARD


def test_an_agreement_of_another_manager_changes_nothing():
    handed = agreement(MAYOR, COUNTY_BOARD, "2840W")

    assert decide(replace(FACTS, roads=[COUNTY_ROAD], agreements=[handed])).manager == (
        COUNTY_BOARD
    )


def test_the_first_agreement_that_fits_is_taken():
    both = [
        agreement(COUNTY_BOARD, MAYOR, "2840W", reference="by number"),
        agreement(COUNTY_BOARD, COUNTY_BOARD, reference="by area"),
    ]

    assert decide(replace(FACTS, roads=[COUNTY_ROAD], agreements=both)).manager == MAYOR


def test_a_circle_that_touches_another_manager_is_uncertain():
    near = replace(FACTS, circle_m=10.0, roads=[STREET, COUNTY_ROAD])
    far = replace(near, circle_m=5.0)

    assert (decide(near).is_certain, decide(far).is_certain) == (False, True)
    assert codes(near)[-1] == "uncertain"
    assert "uncertain" not in codes(far)


def test_a_circle_that_touches_another_municipality_is_uncertain():
    touching = replace(FACTS, circle_m=10.0, touched=[VILLAGE, "1418043"])

    assert not decide(touching).is_certain
    assert decide(replace(touching, touched=[VILLAGE])).is_certain


def test_without_boundaries_there_is_an_answer_all_the_same():
    route = decide(replace(FACTS, boundaries=[], tenants=[], managers=[], crews=[]))

    assert (route.jurisdiction, route.handler, route.manager, route.crew) == (None,) * 4
    assert [reason.code for reason in route.reasons[:2]] == ["outside_municipalities", "not_served"]


def test_agreements_are_followed_from_hand_to_hand():
    board = Manager(id=3, kind="voivodeship", teryt="14", name="Zarząd", tenant=None)
    chain = [agreement(COUNTY_BOARD, MAYOR), agreement(board, COUNTY_BOARD)]
    facts = replace(
        FACTS,
        roads=[replace(STREET, category="wojewodzka", number="721")],
        managers=[MAYOR, COUNTY_BOARD, board],
        agreements=chain,
    )

    assert decide(facts).manager == MAYOR
    assert codes(facts).count("agreement") == 2
    assert decide(replace(facts, agreements=chain[1:])).manager == COUNTY_BOARD


def test_agreements_that_go_in_a_circle_come_to_an_end():
    circle = [agreement(COUNTY_BOARD, MAYOR), agreement(MAYOR, COUNTY_BOARD)]
    facts = replace(FACTS, agreements=circle)

    assert decide(replace(facts, roads=[COUNTY_ROAD])).manager == MAYOR
    assert decide(replace(facts, roads=[STREET])).manager == COUNTY_BOARD


def test_a_place_on_a_border_says_so_and_is_uncertain_without_a_circle():
    neighbour = boundary("municipality", "1418043", area_m2=0.5)
    facts = replace(FACTS, boundaries=[neighbour, *FACTS.boundaries])
    route = decide(facts)

    assert route.municipality.teryt == VILLAGE, "rather the one that is served here"
    assert not route.is_certain
    assert codes(facts)[:2] == ["inside_municipality", "on_border"]
    assert "uncertain" not in codes(facts)
    assert decide(replace(facts, roads=[COUNTY_ROAD])).is_certain, "the county's on both sides"


def test_a_district_is_a_part_of_its_city():
    city = boundary("municipality", "1465011", area_m2=9.0)
    district = boundary("municipality", "1465128", area_m2=1.0)
    president = Manager(id=5, kind="city", teryt="1465011", name="Prezydent", tenant=None)
    facts = replace(
        FACTS, boundaries=[district, city], tenants=[], managers=[president], circle_m=9.0
    )
    facts = replace(facts, touched=["1465138"])

    assert decide(facts).municipality.teryt == "1465011"
    assert decide(facts).manager == president
    assert decide(facts).is_certain, "the next district is in the same city"
    alone = replace(facts, boundaries=[district])
    assert (decide(alone).municipality.teryt, decide(alone).manager) == ("1465128", president)


def test_a_unit_that_is_not_known_names_no_manager():
    nowhere = replace(FACTS, boundaries=[], tenants=[], managers=[], crews=[])

    for category in ("powiatowa", "wojewodzka", "gminna"):
        assert decide(replace(nowhere, roads=[replace(STREET, category=category)])).manager is None
    national = replace(nowhere, roads=[replace(STREET, category="krajowa")])
    assert decide(national).manager.kind == "gddkia"


def test_a_closure_in_force_is_a_reason_and_works_are_not():
    closure = WorkFound(
        kind="closure",
        description="Wymiana przepustu",
        manager="Gmina",
        starts_at=datetime(2026, 11, 1, tzinfo=UTC),
        ends_at=datetime(2026, 11, 20, 23, 0, tzinfo=UTC),
        is_now=True,
    )
    facts = replace(FACTS, works=[closure])

    assert decide(facts).works == [closure]
    reason = decide(facts).reasons[-1]
    assert (reason.code, reason.values["day"]) == ("road_closed_until", "2026-11-20")
    assert decide(replace(FACTS, works=[replace(closure, ends_at=None)])).reasons[-1].code == (
        "road_closed"
    )
    for quiet in (replace(closure, kind="works"), replace(closure, is_now=False)):
        assert codes(replace(FACTS, works=[quiet])) == codes(FACTS)


CODES = ["1418032", "1418", "14", "1465011", "1465", "1421062", ""]
TENANTS = st.builds(
    Tenant, id=st.integers(1, 3), teryt=st.sampled_from(CODES), name=st.text(max_size=5)
)
MANAGERS = st.builds(
    Manager,
    id=st.integers(1, 9),
    kind=st.sampled_from(ManagerKind.values),
    teryt=st.sampled_from(CODES),
    name=st.text(max_size=5),
    tenant=st.none() | TENANTS,
)
ROADS = st.builds(
    RoadFound,
    category=st.sampled_from(RoadCategory.values),
    number=st.sampled_from(["", "2840W", "S7"]),
    name=st.text(max_size=5),
    is_expressway=st.booleans(),
    distance_m=st.floats(0, 600),
    layer=st.just("roads 1"),
)
AGREEMENTS = st.builds(
    agreement,
    MANAGERS,
    st.sampled_from([MAYOR, COUNTY_BOARD]),
    st.sampled_from(["", "2840W", "S7"]),
)
ANY_FACTS = st.builds(
    Facts,
    radius_m=st.floats(25, 75),
    circle_m=st.floats(0, 500),
    boundaries=st.lists(
        st.builds(
            boundary,
            st.sampled_from(["municipality", "county", "voivodeship"]),
            st.sampled_from(CODES[:-1]),
        ),
        max_size=4,
    ),
    touched=st.lists(st.sampled_from(["1418032", "1465011", "1421062"]), max_size=3),
    tenants=st.lists(TENANTS, max_size=3),
    roads=st.lists(ROADS, max_size=4),
    managers=st.lists(MANAGERS, max_size=4),
    agreements=st.lists(AGREEMENTS, max_size=3),
    crews=st.lists(st.builds(crew, st.integers(1, 5), TENANTS), max_size=4),
)


@given(ANY_FACTS)
def test_any_facts_have_an_answer_that_can_be_said_in_three_languages(facts):
    route = decide(facts)

    assert (route.handler is None) <= (route.jurisdiction is None)
    assert (route.crew is None) or route.crew.jurisdiction_id == route.handler.id
    for reason in route.reasons:
        assert reason.code in REASONS
        assert all(reason_text(reason.code, reason.values).in_language(x) for x in ("pl", "uk"))


@given(ANY_FACTS)
def test_the_same_facts_have_the_same_answer(facts):
    assert decide(facts) == decide(facts)


@given(ANY_FACTS, st.randoms(use_true_random=False))
def test_the_order_of_what_has_no_preference_does_not_matter(facts, random: Random):
    touched = list(facts.touched)
    random.shuffle(touched)
    roads = facts.roads[:1] + random.sample(facts.roads[1:], len(facts.roads[1:]))
    nearest_first = sorted(facts.roads, key=lambda each: each.distance_m)[:1] == facts.roads[:1]

    assert decide(replace(facts, touched=touched)) == decide(facts)
    if nearest_first and facts.roads and facts.roads[0].distance_m <= facts.radius_m:
        assert decide(replace(facts, roads=roads)) == decide(facts)


@given(st.permutations([crew(1), crew(2), crew(7, COUNTY_OFFICE)]))
def test_of_equals_the_first_in_the_databases_order_is_taken(crews):
    own = [each for each in crews if each.jurisdiction_id == OFFICE.id]

    assert decide(replace(FACTS, crews=list(crews))).crew == own[0]


def test_a_circle_inside_one_municipality_is_certain_under_an_agreement_too():
    handed = agreement(MAYOR, COUNTY_BOARD, STREET.number)
    facts = replace(FACTS, circle_m=5.0, roads=[STREET], agreements=[handed])
    facts = replace(facts, touched=[facts.municipality.teryt])

    assert decide(facts).manager == COUNTY_BOARD
    assert decide(facts).is_certain
