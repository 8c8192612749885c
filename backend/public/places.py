"""Which municipality a page is about: by the host name that was asked, else by choice."""

from django.db.models import Q
from django.http import HttpRequest

from backend.jurisdictions.models import Jurisdiction

CHOICE_COOKIE = "office"


def jurisdiction_for(request: HttpRequest) -> Jurisdiction | None:
    """The office of this host, else the one chosen before (`?office=` its TERYT code), else the
    only one. None: the reader has to choose. At most two queries, however many offices there are.
    """
    offices = Jurisdiction.objects.active().order_by("name", "pk")
    host = _host(request)
    wanted = _wanted(request)
    likely = list(offices.filter(Q(host_names__contains=[host]) | Q(teryt__in=[wanted]))[:3])
    by_host = [office for office in likely if host in office.host_names]
    chosen = [office for office in likely if office.teryt == wanted]
    for found in (by_host, chosen):
        if len(found) == 1:
            return found[0]
    only = list(offices[:2])
    return only[0] if len(only) == 1 else None


def is_chosen(request: HttpRequest, office: Jurisdiction) -> bool:
    """Tell whether the reader chose it, and so may choose another."""
    return _wanted(request) == office.teryt and _host(request) not in office.host_names


def _host(request: HttpRequest) -> str:
    return request.get_host().partition(":")[0].lower()


def _wanted(request: HttpRequest) -> str:
    code = request.GET.get(CHOICE_COOKIE) or request.COOKIES.get(CHOICE_COOKIE) or ""
    return code if code.isascii() and code.isdigit() else ""
