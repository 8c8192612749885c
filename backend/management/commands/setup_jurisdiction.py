"""manage.py setup_jurisdiction: from an empty database to one that takes reports."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from backend.accounts.models import Role
from backend.accounts.people import make_person
from backend.jurisdictions.models import Jurisdiction, RoadManager
from backend.jurisdictions.rules import ManagerKind, is_city_with_county_rights
from backend.management.catalogue import load_catalogue, load_replies, offer
from gis_layers.models import Boundary
from gis_layers.rules import Level

PASSWORD_VARIABLE = "USTERKA_ADMIN_PASSWORD"  # noqa: S105 (the name of a variable)


class Command(BaseCommand):
    help = (
        "Make a gmina, powiat or voivodeship ready to take reports: the tenant itself, its road "
        "manager, the shipped catalogue of services and its first administrator, who is a "
        "dispatcher too. Asks for what is not given. Safe to repeat. "
        f"The password may come from {PASSWORD_VARIABLE}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--teryt", help="TERYT code: 7 digits of a gmina, 4, or 2")
        parser.add_argument("--name", help='for example "Gmina Lesznowola"')
        parser.add_argument("--office-name", help='for example "Urząd Gminy Lesznowola"')
        parser.add_argument("--prefix", help="of public numbers: 2 to 6 capitals, such as LES")
        parser.add_argument("--phone", default="", help="the office's phone for residents")
        parser.add_argument("--email", default="", help="the office's e-mail for residents")
        parser.add_argument("--host", action="append", default=[], help="host name of its pages")
        parser.add_argument("--admin-email", help="the first administrator's e-mail")
        parser.add_argument("--admin-name", help="the first administrator's name")
        parser.add_argument("--no-input", action="store_true", help="ask nothing; fail instead")

    def handle(self, *args: Any, **options: Any) -> None:
        self.asks = not options["no_input"]
        answers = {
            "teryt": self._ask(options["teryt"], "TERYT code", "--teryt"),
            "name": self._ask(options["name"], "Name", "--name"),
            "number_prefix": self._ask(options["prefix"], "Number prefix", "--prefix"),
            "admin_email": self._ask(options["admin_email"], "E-mail", "--admin-email"),
        }
        answers["office_name"] = options["office_name"] or answers["name"]
        password = self._password()
        try:
            with transaction.atomic():
                office = self._office(answers, options)
                self._administrator(office, answers["admin_email"], options, password)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        self._report(office)

    def _ask(self, given: str | None, question: str, option: str) -> str:
        if given:
            return given
        if not self.asks:
            raise CommandError(f"{option} is missing.")
        return input(f"{question}: ").strip()

    def _password(self) -> str:
        known = os.environ.get(PASSWORD_VARIABLE, "")
        if not known and not self.asks:
            raise CommandError(f"Set {PASSWORD_VARIABLE} to the administrator's password.")
        return known or getpass.getpass("The administrator's password: ")

    def _office(self, answers: dict[str, str], options: dict[str, Any]) -> Jurisdiction:
        office = Jurisdiction.objects.filter(teryt=answers["teryt"]).first()
        office = office or Jurisdiction(teryt=answers["teryt"])
        for field in ("name", "office_name", "number_prefix"):
            setattr(office, field, answers[field])
        office.contact_phone = options["phone"] or office.contact_phone
        office.contact_email = options["email"] or office.contact_email
        office.host_names = options["host"] or office.host_names
        office.full_clean()
        office.save()
        offer(office, load_catalogue())
        load_replies(office)
        RoadManager.objects.get_or_create(
            kind=_manager_kind(office),
            teryt=office.teryt,
            defaults={
                "name": office.office_name,
                "phone": office.contact_phone,
                "email": office.contact_email,
                "jurisdiction": office,
            },
        )
        return office

    def _administrator(
        self, office: Jurisdiction, email: str, options: dict[str, Any], password: str
    ) -> None:
        validate_email(email)
        validate_password(password)
        name = options["admin_name"] or email.partition("@")[0]
        user = make_person(email=email, password=password, name=name, language="pl", is_staff=True)
        for kind in Role.Kind:
            Role.objects.get_or_create(user=user, jurisdiction=office, kind=kind)

    def _report(self, office: Jurisdiction) -> None:
        self.stdout.write(self.style.SUCCESS(f"{office.name} takes reports."))
        if not Boundary.objects.active().filter(code=office.teryt).exists():
            self.stdout.write(
                "Its boundary is not loaded yet: "
                "./manage.py import_layer boundaries FILE --mapping prg"
            )


def _manager_kind(office: Jurisdiction) -> ManagerKind:
    if office.level is Level.MUNICIPALITY:
        city = is_city_with_county_rights(office.teryt)
        return ManagerKind.CITY if city else ManagerKind.MUNICIPALITY
    return ManagerKind.COUNTY if office.level is Level.COUNTY else ManagerKind.VOIVODESHIP
