"""What people do in a week, and what goes wrong, each by a source of chance."""

from datetime import time, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID, uuid4

from backend.reports.models import Report
from backend.reports.workflow import ALLOWED_CHANGES, Status
from notifications.models import Broadcast
from notifications.rules import NotificationType
from tests.conftest import Caller
from tests.notifications.week.life import BROADCASTS_PATH, LANES, MUNICIPALITY, Life
from tests.notifications.week.model import Case, Phone, Place
from tests.notifications.week.people import ACCOUNTS, ANONYMOUS, PEOPLE, STAFF, WITH_PHONE
from tests.notifications.week.phones import FINE, OUTAGE, WEATHERS
from tests.reports.makers import NOT_FIXED, REPORTS

DEVICES, PLACES = "/api/v1/me/devices", "/api/v1/me/places"
SPOTS = (
    *("Lesznowola, ul. Boczna", "Nowa Iwiczna, ul. Zbożowa", "Nowa Wola, ul. Krasickiego"),
    "Warszawianka, Aleja Krakowska",
)
SERVICES = ("pothole", "snow", "manhole", "abandoned_vehicle")
NIGHTS = (time(22), time(6)), (time(13), time(15)), (time(2, 30), time(7))


class Deeds(Life):
    """Whatever the API refuses simply has not happened."""

    # --- people and their reports -----------------------------------------------------------

    def report(self, random: Random) -> None:
        if len(self.town.cases) >= self.cases_max:
            return self.work(random)
        who = random.choice((*ANONYMOUS, *ANONYMOUS, *ACCOUNTS, "dispatcher", ""))
        spot, service = random.choice(SPOTS), random.choice(SERVICES)
        self.send_report(who, spot, service, is_private=random.random() < 0.2)
        return None

    def send_report(self, who: str, spot: str, service: str, *, is_private: bool) -> str:
        key, secret = str(uuid4()), uuid4().hex
        contact = {"contact": {"email": f"{key}@poczta.example"}} if not who else {}
        answer = (self.cast.callers[who] if who else Caller()).post(
            REPORTS,
            {
                **{"id": key, "secret": secret, "service": service},
                "location": self.cast.places[spot],
                "visibility": "private" if is_private else "public",
                **contact,
            },
        )
        assert answer.status_code == 201, answer.content
        self.secrets[key] = secret
        number = answer.json()["number"]
        self.town.cases[key] = Case(key, number, who, spot, service, has_contact=bool(contact))
        return key

    def work(self, random: Random) -> None:
        """Something that the table allows, by the crew or the office."""
        key = self._any_case(random)
        if key:
            case = self.town.cases[key]
            status = Report.objects.values_list("status", flat=True).get(pk=key)
            crew = sorted(self.town.crews.get(case.crew, set()) & {*PEOPLE})
            is_crew = bool(crew) and random.random() < 0.5
            who = crew[0] if is_crew else self._office_of(case)
            role = "crew" if is_crew else "dispatcher"
            table = ALLOWED_CHANGES[Status(status)]
            able = [new for new, roles in table.items() if role in roles]
            if able:
                self.set_status(who, key, random.choice(able))

    def set_status(self, who: str, key: str, status: str) -> Any:
        day = (self.clock.moment + timedelta(days=3)).date().isoformat()
        body = {
            "status": status,
            **NOT_FIXED,
            **({"planned_for": day} if status == "planned" else {}),
        }
        return self._call(who, "post", f"{REPORTS}/{key}/status", body)

    def close(self, random: Random) -> None:
        key = self._any_case(random)
        if key:
            office = self._office_of(self.town.cases[key])
            self.set_status(office, key, random.choice(("fixed", "not_fixed", "fixed")))

    def withdraw(self, random: Random) -> None:
        key = self._any_case(random)
        if key and self.town.cases[key].owner and random.random() < 0.3:
            self.set_status(self.town.cases[key].owner, key, "withdrawn")

    def assign(self, random: Random) -> None:
        key = self._any_case(random)
        if key:
            crew = self.cast.crew_ids[random.choice(sorted(self.cast.crew_ids))]
            office = self._office_of(self.town.cases[key])
            self._call(office, "post", f"{REPORTS}/{key}/assignment", {"crew": crew})

    def comment(self, random: Random) -> None:
        key = self._any_case(random)
        if key:
            case = self.town.cases[key]
            crew = self.town.crews.get(case.crew, set()) & {*PEOPLE}
            who = random.choice(sorted(case.owners | crew | {self._office_of(case)}))
            audience = random.choice(("", "internal", "public"))
            body = {"text": "Coraz gorzej.", **({"audience": audience} if audience else {})}
            self._call(who, "post", f"{REPORTS}/{key}/comments", body)

    def follow(self, random: Random) -> None:
        key, who = self._any_case(random), random.choice(PEOPLE)
        if not key:
            return
        case = self.town.cases[key]
        if who in case.followers:
            if self._call(who, "delete", f"{REPORTS}/{key}/follow"):
                case.followers.discard(who)
        elif self._call(who, "put", f"{REPORTS}/{key}/follow") and who not in case.claimers:
            case.followers.add(who)

    def claim(self, random: Random) -> None:
        key, who = self._any_case(random), random.choice((*ANONYMOUS, *ACCOUNTS))
        if key:
            body = {"report": key, "secret": self.secrets[key]}
            if self._call(who, "post", "/api/v1/me/claims", body):
                self.town.cases[key].claimers.add(who)
                self.town.cases[key].followers.discard(who)

    def forward(self, random: Random) -> None:
        key = self._any_case(random)
        if key:
            office = self._office_of(self.town.cases[key])
            body = {"how": "by_hand", "to": random.choice(self.cast.managers)}
            path = f"{REPORTS}/{key}/forwarding"
            if self._call(office, "post", path, body) and random.random() < 0.5:
                self._call(office, "post", f"{path}/answer", {"text": "Naprawimy w maju."})

    def merge(self, random: Random) -> None:
        key, other = self._any_case(random), self._any_case(random)
        if key and other:
            office = self._office_of(self.town.cases[key])
            self._call(office, "put", f"{REPORTS}/{key}/duplicate", {"of": other})

    def unmerge(self, random: Random) -> None:
        joined = [case for case in self.town.cases.values() if case.duplicate_of]
        if joined and random.random() < 0.5:
            case = random.choice(joined)
            self._call(self._office_of(case), "delete", f"{REPORTS}/{case.key}/duplicate")

    def judge(self, random: Random) -> None:
        key = self._any_case(random)
        if key:
            case = self.town.cases[key]
            who = random.choice(sorted(case.owners | case.followers) or [*ANONYMOUS])
            body = {"mended": random.random() < 0.4}
            self._call(who, "post", f"{REPORTS}/{key}/verdict", body)

    def edit(self, random: Random) -> None:
        key = self._any_case(random)
        if key:
            wanted = random.choice((
                {"visibility": "private"}, {"visibility": "public"}, {"visibility": "public"},
                {"priority": "danger"}, {"priority": "low"}, {"service": random.choice(SERVICES)},
                {"location": random.choice(SPOTS)},
            ))  # fmt: skip
            self.correct(key, wanted)

    def correct(self, key: str, wanted: dict[str, str]) -> None:
        case = self.town.cases[key]
        body = {
            name: self.cast.places[value] if name == "location" else value
            for name, value in wanted.items()
        }
        if self._call(self._office_of(case), "patch", f"{REPORTS}/{key}", body):
            case.spot = wanted.get("location", case.spot)
            case.service = wanted.get("service", case.service)

    def choose_place(self, random: Random) -> None:
        who = random.choice(("ewa", "ewa", "celina", "north", "bogdan"))
        mine = [uid for uid, place in self.town.places.items() if place.owner == who]
        if mine and random.random() < 0.4:
            if self._call(who, "delete", f"{PLACES}/{mine[0]}"):
                del self.town.places[mine[0]]
            return
        spot, service = random.choice(("", *SPOTS)), random.choice(("", *SERVICES))
        where = {"circle": {**self.cast.places[spot], "radius_m": 200}} if spot else {}
        body = {"services": [service] if service else [], **(where or {"area": MUNICIPALITY})}
        added = self._call(who, "post", PLACES, body)
        self.town.places[added["id"]] = Place(who, spot, service)

    # --- their phones -----------------------------------------------------------------------

    def bring_phone(self, random: Random) -> None:
        """Log in on a phone: mostly one's own."""
        number = random.randrange(len(self.handsets))
        who = WITH_PHONE[number] if random.random() < 0.85 else random.choice(WITH_PHONE)
        self.register(who, number, self._choices(random))

    def reinstall(self, random: Random) -> None:
        """The phone gets another token, and tells it at once or not."""
        number = random.randrange(len(self.handsets))
        self.handsets[number].token = uuid4().hex
        if random.random() < 0.7:
            for phone in [*self.town.phones.values()]:
                if phone.handset == number and phone.is_active:
                    self.register(phone.owner, number, {})

    def log_out(self, random: Random) -> None:
        if self.town.phones:
            phone = self.town.phones[random.choice(sorted(self.town.phones))]
            assert self._call(phone.owner, "delete", f"{DEVICES}/{phone.uid}") is not None
            del self.town.phones[phone.owner, phone.uid]
            self._void(phone)

    def choose(self, random: Random) -> None:
        active = [key for key, phone in self.town.phones.items() if phone.is_active]
        if active:
            phone = self.town.phones[random.choice(sorted(active))]
            self.register(phone.owner, phone.handset, self._choices(random), phone.token)

    def register(
        self, who: str, number: int, choices: dict[str, Any], token: str | None = None
    ) -> None:
        """token: as the app knows it, which may be old."""
        handset, uid = self.handsets[number], self.apps[number]
        known = self.town.phones.get((who, uid))
        language = choices.pop("language", None) or (known.language if known else "pl")
        body = {
            **{"kind": "token", "value": token or handset.token},
            **{"platform": handset.platform, "language": language},
            **choices,
        }
        answer = self._call(who, "put", f"{DEVICES}/{uid}", body)
        hours = answer["quiet_hours"]
        phone = Phone(
            owner=who, uid=uid, handset=number, token=body["value"], language=language,
            kinds=frozenset(answer["kinds"]),
            quiet=hours and (time.fromisoformat(hours["from"]), time.fromisoformat(hours["to"])),
        )  # fmt: skip
        for other in self.town.phones.values():
            if other.token == phone.token and (other.owner, other.uid) != (who, uid):
                other.is_active = False
                self._void(other)
        self.town.phones[who, uid] = phone
        self._void(phone, lambda wanted: wanted.told.type not in phone.kinds)

    def _choices(self, random: Random) -> dict[str, Any]:
        choices: dict[str, Any] = {"language": random.choice(("pl", "en", "uk"))}
        if random.random() < 0.4:
            choices["kinds"] = [kind for kind in NotificationType.values if random.random() < 0.8]
        if random.random() < 0.5:
            begin, end = random.choice(NIGHTS)
            hours = {"from": f"{begin:%H:%M}", "to": f"{end:%H:%M}"}
            choices["quiet_hours"] = random.choice((None, hours, hours))
        return choices

    # --- the office speaks to all -----------------------------------------------------------

    def broadcast(self, random: Random) -> None:
        body = {
            **{"office": MUNICIPALITY, "title": {"pl": "Objazd"}, "body": {"pl": "Przez Polną."}},
            "expires_at": (self.clock.moment + timedelta(days=12)).isoformat(),
        }
        written = self._call("dispatcher", "post", BROADCASTS_PATH, body)
        self._call("dispatcher", "post", f"{BROADCASTS_PATH}/{written['id']}/start")

    def hold_broadcast(self, random: Random) -> None:
        for uid in Broadcast.objects.order_by("pk").values_list("uid", flat=True):
            step = random.choice(("pause", "resume", "pause", "resume", "cancel"))
            done = self._call("dispatcher", "post", f"{BROADCASTS_PATH}/{uid}/{step}")
            if done and step == "cancel":
                self._void_topic(f"broadcast-{self._pk_of(uid)}")

    def _pk_of(self, uid: UUID) -> int:
        return Broadcast.objects.values_list("pk", flat=True).get(uid=uid)

    # --- weather, accidents, and time -------------------------------------------------------

    def change_weather(self, random: Random) -> None:
        self.weather_since = self.clock.moment
        self.fcm.weather = random.choice((FINE, *WEATHERS))
        self.post.weather = random.choice((FINE, FINE, OUTAGE))

    def kill_the_next_worker(self, random: Random) -> None:
        provider = random.choice((self.fcm, self.fcm, self.post))
        provider.kill = random.choice((0, 1, 2, 1000))

    def disturb_the_next_batch(self, random: Random) -> None:
        """Something happens between the claim and the acceptance."""
        deed = random.choice((
            self.log_out, self.reinstall, self.bring_phone, self.edit, self.close, self.work,
            self._another_worker, self._another_worker,
        ))  # fmt: skip
        self.fcm.meanwhile = partial(deed, random)

    def _another_worker(self, random: Random) -> None:
        self.clock.moment += timedelta(seconds=20)
        self._watch()
        self._do_jobs(None)
        for lane in LANES:
            self._send(lane, None)

    def time_passes(self, random: Random) -> None:
        seconds = random.choice((2, 20, 50, 70, 600, 3600, 3 * 3600, 7 * 3600))
        self.let_pass(seconds, random)

    # --- small things -----------------------------------------------------------------------

    def _any_case(self, random: Random) -> str:
        return random.choice([*self.town.cases]) if self.town.cases else ""

    def _office_of(self, case: Case) -> str:
        office = self.town.offices.get(case.office, set()) & {*STAFF}
        return min(office, default="dispatcher")
