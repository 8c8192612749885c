"""POST /reports: every field is held to its type and its limit, and the refusal names it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.reports.models import Report
from tests.reports.makers import REPORTS, code_of, fields_of

pytestmark = pytest.mark.django_db

SECRET = "s" * 32


@pytest.fixture
def draft(place):
    return {"service": "pothole", "location": place}


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("description", "x" * 4000, "x" * 4001),
        ("description", "🕳" * 4000, "🕳" * 4001),
        ("description", "zażółć حفرة \u202e\u200f 🏳️‍🌈", "a\x00b"),
        ("description", "", None),
        ("description", "7", 7),
        ("description", "true", True),
        ("description", "x", ["x"]),
        ("address", "x" * 300, "x" * 301),
        ("address", "ul. Boczna", "ul.\x00Boczna"),
        ("service", "pothole", "pot hole"),
        ("service", "pothole", "x" * 41),
        ("service", "pothole", None),
        ("service", "pothole", ["pothole"]),
        ("visibility", "private", "secret"),
        ("visibility", "public", True),
        ("source", "app", "telepathy"),
        ("observed_at", None, "yesterday"),
        ("observed_at", None, "2026-11-02T12:00:00"),
        ("observed_at", None, "2026-13-45T12:00:00Z"),
        ("observed_at", None, 1_700_000_000),
        ("id", "0b5cf3c6-58f1-4b0e-8d63-9c2a0f3f7d11", "not-a-uuid"),
        ("secret", SECRET, "s" * 31),
        ("secret", "s" * 128, "s" * 129),
        ("secret", SECRET, "ś" * 32),
        ("secret", SECRET, "s" * 31 + "/"),
        ("contact", {}, None),
        ("contact", {"name": "x" * 100}, "Jan"),
        ("answers", {"depth_cm": 5}, [5]),
        ("answers", {}, {str(i): i for i in range(51)}),
        ("answers", {}, {"a": "x" * 4001}),
        ("answers", {}, {"a" * 41: "x"}),
        ("answers", {"danger": ["hidden"]}, {"danger": [["hidden"]]}),
        ("answers", {"size": "small"}, {"size": {"key": "small"}}),
        ("answers", {"size": ""}, {"size": "\x00"}),
        ("answers", {"danger": []}, {"danger": ["\x00"]}),
        ("answers", {"size": None}, {"\x00": "x"}),
    ],
)
def test_a_field_is_taken_up_to_its_limit_and_refused_beyond(phone, draft, field, good, bad):
    refused = phone.post(REPORTS, {**draft, field: bad})
    assert code_of(refused) == (400, "invalid")
    assert fields_of(refused) == [field]
    assert not Report.objects.exists()

    assert phone.post(REPORTS, {**draft, field: good}).status_code == 201


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("name", "x" * 100, "x" * 101),
        ("phone", "1" * 30, "1" * 31),
        ("email", "jan@poczta.example", "jan"),
        ("email", "", "a@" + "b" * 300 + ".example"),
        ("name", "Jan", "Jan\x00"),
    ],
)
def test_contact_fields_have_limits_of_their_own(phone, draft, field, good, bad):
    refused = phone.post(REPORTS, {**draft, "contact": {field: bad}})
    taken = phone.post(REPORTS, {**draft, "contact": {field: good}})

    assert set(fields_of(refused)) == {f"contact.{field}"}
    assert taken.status_code == 201


@pytest.mark.parametrize("axis", ["lon", "lat"])
@pytest.mark.parametrize(
    "bad", [None, True, "20.9", "NaN", "Infinity", [20.9], {}, 180.1, -180.1, 1e300, ""]
)
def test_a_coordinate_is_a_number_on_the_globe(phone, draft, axis, bad):
    refused = phone.post(REPORTS, {**draft, "location": {**draft["location"], axis: bad}})
    taken = phone.post(REPORTS, draft)

    assert code_of(refused) == (400, "invalid")
    assert fields_of(refused) == [f"location.{axis}"]
    assert taken.status_code == 201


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-Infinity", "1e999", "0x10", "1_0", "01"])
def test_what_is_no_json_number_is_malformed(phone, draft, bad):
    text = json.dumps(draft).replace(str(draft["location"]["lat"]), bad)

    answer = phone.client.post(
        REPORTS, data=text, content_type="application/json", headers=phone.headers
    )

    assert code_of(answer) == (400, "malformed")


@pytest.mark.parametrize(
    "text", ['"\\ud800"', '"\\udfff\\ud800"', b'"\xff\xfe"', b'"\xed\xa0\x80"']
)
def test_lone_surrogates_and_broken_utf8_are_malformed(phone, draft, text):
    text = text if isinstance(text, bytes) else text.encode()
    body = json.dumps(draft).encode()[:-1] + b', "description": ' + text + b"}"

    answer = phone.client.post(
        REPORTS, data=body, content_type="application/json", headers=phone.headers
    )

    assert code_of(answer) == (400, "malformed")


@pytest.mark.parametrize("missing", ["lon", "lat"])
def test_half_a_place_is_no_place(phone, draft, missing):
    half = {axis: value for axis, value in draft["location"].items() if axis != missing}

    answer = phone.post(REPORTS, {**draft, "location": half})

    assert code_of(answer) == (400, "invalid")
    assert answer.json()["errors"][0] | {"message": ""} == {
        "field": f"location.{missing}",
        "code": "required",
        "message": "",
    }


@pytest.mark.parametrize("bad", [-1, 100_001, True, "5", 1e300])
def test_accuracy_is_a_number_of_metres(phone, draft, bad):
    accurate = {**draft["location"], "accuracy_m": 5}
    refused = phone.post(REPORTS, {**draft, "location": {**accurate, "accuracy_m": bad}})
    taken = phone.post(REPORTS, {**draft, "location": accurate})

    assert fields_of(refused) == ["location.accuracy_m"]
    assert taken.status_code == 201


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"status": "fixed"}, "status"),
        ({"colour": "red"}, "colour"),
        ({"location": {"lon": 20.9, "lat": 52.0, "srid": 2180}}, "location.srid"),
        ({"contact": {"pesel": "1"}}, "contact.pesel"),
    ],
)
def test_unknown_fields_are_refused_by_name(phone, draft, extra, field):
    answer = phone.post(REPORTS, {**draft, **extra})

    assert code_of(answer) == (400, "invalid")
    assert (field, "unknown_field") in [
        (error["field"], error["code"]) for error in answer.json()["errors"]
    ]


@pytest.mark.parametrize("missing", ["service", "location"])
def test_service_and_place_are_required(phone, draft, missing):
    answer = phone.post(REPORTS, {name: value for name, value in draft.items() if name != missing})

    assert fields_of(answer) == [missing]


@pytest.mark.parametrize("body", [[], "x", 7, None, True, [{}]])
def test_a_body_that_is_no_object_is_refused(phone, db, body):
    assert code_of(phone.post(REPORTS, body)) == (400, "invalid")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
_FIELDS = ["id", "secret", "address", "description", "answers", "observed_at", "contact", "source"]


@settings(max_examples=60)
@given(fields=st.dictionaries(st.sampled_from(_FIELDS), _JSON, min_size=1, max_size=3))
def test_no_body_whatever_breaks_the_intake(phone, draft, fields):
    assert phone.post(REPORTS, {**draft, **fields}).status_code in (200, 201, 400, 403, 409)
