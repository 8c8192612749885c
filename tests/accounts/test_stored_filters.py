"""Views of the reports that somebody wants to come back to."""

import pytest

from backend.accounts.models import StoredFilter
from backend.accounts.rules import FILTERS_MAX
from tests.conftest import Caller
from tests.reports.makers import code_of, fields_of, make_account

pytestmark = pytest.mark.django_db

FILTERS = "/api/v1/me/filters"
POTHOLES = f"{FILTERS}/Dziury%20na%20P%C3%B3%C5%82nocy"
QUERY = "status=received,assigned&service=pothole&q=%C5%82ata"


def test_filter_is_kept_under_its_name_and_read_again(dispatcher):
    stored = dispatcher.put(POTHOLES, {"query": QUERY})

    expected = {"name": "Dziury na Północy", "query": QUERY}
    assert (stored.status_code, stored.json()) == (201, expected)
    assert dispatcher.get(POTHOLES).json() == expected
    assert dispatcher.get(FILTERS).json() == {"results": [expected]}


def test_filter_of_the_same_name_takes_the_place_of_the_former(dispatcher):
    dispatcher.put(POTHOLES, {"query": QUERY})

    again = dispatcher.put(POTHOLES, {"query": ""})

    assert (again.status_code, again.json()["query"]) == (200, "")
    assert StoredFilter.objects.count() == 1


def test_filter_that_is_removed_is_gone(dispatcher):
    dispatcher.put(POTHOLES, {"query": QUERY})

    assert dispatcher.delete(POTHOLES).status_code == 204

    assert code_of(dispatcher.get(POTHOLES)) == (404, "not_found")
    assert code_of(dispatcher.delete(POTHOLES)) == (404, "not_found")


def test_filters_are_ones_own(dispatcher, crew):
    dispatcher.put(POTHOLES, {"query": QUERY})

    assert crew.get(FILTERS).json() == {"results": []}
    assert code_of(crew.get(POTHOLES)) == (404, "not_found")
    assert code_of(crew.delete(POTHOLES)) == (404, "not_found")
    assert crew.put(POTHOLES, {"query": ""}).status_code == 201
    assert dispatcher.get(POTHOLES).json()["query"] == QUERY


@pytest.mark.parametrize("who", ["stranger", "phone"])
def test_filters_need_an_account(who, request):
    caller: Caller = request.getfixturevalue(who)
    refusal = (401, "login_required")
    assert code_of(caller.get(FILTERS)) == refusal
    assert code_of(caller.get(POTHOLES)) == refusal
    assert code_of(caller.put(POTHOLES, {"query": QUERY})) == refusal
    assert code_of(caller.delete(POTHOLES)) == refusal


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (POTHOLES, {}, "query"),
        (POTHOLES, {"query": "a b"}, "query"),
        (POTHOLES, {"query": "a" * 2001}, "query"),
        (POTHOLES, {"query": QUERY, "shared": True}, "shared"),
        (f"{FILTERS}/{'a' * 101}", {"query": QUERY}, "name"),
        (f"{FILTERS}/a%00b", {"query": QUERY}, "name"),
        (f"{FILTERS}/%2E", {"query": QUERY}, "name"),
        (f"{FILTERS}/%2E%2E", {"query": QUERY}, "name"),
    ],
)
def test_filter_that_cannot_be_kept_is_refused(dispatcher, path, body, field):
    answer = dispatcher.put(path, body)
    assert (code_of(answer), fields_of(answer)) == ((400, "invalid"), [field])
    assert not StoredFilter.objects.exists()


def test_no_name_with_a_null_is_looked_for(dispatcher):
    assert code_of(dispatcher.get(f"{FILTERS}/a%00b")) == (404, "not_found")
    assert code_of(dispatcher.delete(f"{FILTERS}/a%00b")) == (404, "not_found")


def test_an_account_has_so_many_filters_and_no_more():
    caller = make_account()
    for number in range(FILTERS_MAX):
        assert caller.put(f"{FILTERS}/{number}", {"query": ""}).status_code == 201

    refused = caller.put(f"{FILTERS}/another", {"query": ""})
    assert code_of(refused) == (409, "too_many_filters")
    assert caller.put(f"{FILTERS}/7", {"query": QUERY}).status_code == 200

    caller.delete(f"{FILTERS}/7")
    assert caller.put(f"{FILTERS}/another", {"query": ""}).status_code == 201
