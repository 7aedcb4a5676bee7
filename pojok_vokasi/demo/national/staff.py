"""Who works in the national world: 2,500 accounts with postings; the known ones sign in as in the small demo."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from certification.models import Assessor, LspPosting
from foundation.accounts.choices import Role
from foundation.accounts.demo import DEMO_PASSWORD
from foundation.accounts.models import NationPosting, Person, User
from lapas.models import PrisonPosting, RegionalPosting
from pojok_vokasi.demo.national import words
from pojok_vokasi.demo.national.nation import Held, Nation
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.staff import ACCOUNTS
from training.models import CentrePosting

SINCE = -1200
ACCOUNTS_IN_ALL = 2500
PEOPLE_PER_REGISTRY_DESK, PEOPLE_PER_WORK_DESK = 1200, 1500
INSTRUCTORS_PER_CENTRE, ASSESSORS_PER_LSP, MEETING = 20, 8, 3
WHERE_KNOWN = {"semarang": "centre:0", "samarinda": "centre:1", "portal": "lsp:0", "letter": "lsp:1", "": ""}


class Staff:
    """Makes persons, accounts and postings, and notes in the nation's offices who works where."""

    def __init__(self, nation: Nation) -> None:
        self.nation = nation
        self.chance = chance("staff")
        self.persons = nation.table(Person, "id", "full_name", "staff_number", "is_synthetic")
        self.users = nation.table(
            User, "id", "person_id", "staff_number", "password", "must_change_password", "is_demo"
        )
        posting = ("id", "person_id", "role", "from_date")
        self.prison = nation.table(PrisonPosting, *posting, "prison_id")
        self.region = nation.table(RegionalPosting, *posting, "regional_office_id")
        self.centre = nation.table(CentrePosting, *posting, "centre_id")
        self.lsp = nation.table(LspPosting, *posting, "lsp_id")
        self.everywhere = nation.table(NationPosting, *posting)
        # Hashed once: it is the same for all and known to all.
        self.password = make_password(DEMO_PASSWORD, salt="pojok-nasional")
        self.accounts = 0
        self.made = 0
        # Person → name and account.
        self.named: dict[int, tuple[str, str]] = {}

    def person(self, account: str = "", full_name: str = "") -> tuple[int, int | None]:
        """A person, with an account when `account` is its staff number; ids of both."""
        given = self.chance.choice(words.WOMEN if self.chance.random() < 0.4 else words.MEN)
        name = full_name or f"{given} {self.chance.choice(words.families())}"
        self.made += 1
        number = account or f"9{self.made:08d}"
        person, user = self.persons.key(), None
        self.persons.add(person, name, number, True)
        self.named[person] = (name, account)
        if account:
            user = self.users.key()
            self.users.add(user, person, account, self.password, False, True)
            self.accounts += 1
        return person, user

    def post(self, person: int, role: Role, place: str) -> None:
        """A desk at the place with this key; "" is the nation, `region:<id>` a regional office."""
        nation, (kind, _colon, number) = self.nation, place.partition(":")
        table = {"": self.everywhere, "region": self.region, "centre": self.centre, "lsp": self.lsp}.get(
            kind, self.prison
        )
        at = int(number) if kind == "region" else nation.keys.get(place, 0)
        key, since = table.key(), nation.day(SINCE)
        table.add(key, person, role, since, *([at] if place else []))
        name, account = self.named[person]
        if place and account:
            nation.postings.append(Held(table.model._meta.label_lower, key, at, place, role, person, name, account))

    def desk(self, role: Role, place: str, account: str = "") -> None:
        person, user = self.person(account)
        self.post(person, role, place)
        self.nation.office(place).persons.append(person)
        if user is not None:
            self.seat(user, person, role, place)

    def seat(self, user: int, person: int, role: Role, place: str) -> None:
        """Note the account where it works."""
        office = self.nation.office(place)
        if user not in office.users:
            office.users.append(user)
        office.desks.setdefault(role, []).append(user)
        self.nation.person_of[user] = person
        hats = self.nation.hats.get(user, "")
        self.nation.hats[user] = ",".join(sorted({*filter(None, hats.split(",")), role}))


def make_staff(nation: Nation) -> None:
    """The known accounts first, then every prison, regional office, LSP and centre; instructors fill up to 2,500."""
    staff = Staff(nation)
    _known(staff)
    for prison in nation.prisons:
        size = nation.national_sizes[prison.code]
        desks = [Role.REGISTRY_OFFICER] * (1 + size // PEOPLE_PER_REGISTRY_DESK)
        desks += [Role.WORK_OFFICER] * (1 + size // PEOPLE_PER_WORK_DESK)
        for place, role in enumerate([*desks, Role.PRISON_HEAD], start=1):
            staff.desk(role, prison.code, f"upt-{prison.code}-{place}")
    for office in sorted({prison.regional_office_id for prison in nation.prisons}):
        for place in (1, 2):
            staff.desk(Role.KANWIL_VIEWER, f"region:{office}", f"kanwil-{office}-{place}")
    for number in range(len(nation.lsps)):
        _lsp(staff, number)
    for number in range(len(nation.centres)):
        staff.desk(Role.CENTRE_OFFICER, f"centre:{number}", f"balai-{number + 1}")
    places = [(place, number) for place in range(INSTRUCTORS_PER_CENTRE) for number in range(len(nation.centres))]
    with_account = ACCOUNTS_IN_ALL - staff.accounts
    # The last ones have an account, so that the newest people of the list are people at work.
    for at, (place, number) in enumerate(places, start=1):
        account = f"instruktur-{number + 1}-{place + 1}" if at > len(places) - with_account else ""
        _instructor(staff, number, account)


def _known(staff: Staff) -> None:
    """The accounts of the small demo, at the biggest prison and where its classes and certificates come from."""
    nation = staff.nation
    by_size = nation.by_size()
    where = {**WHERE_KNOWN, "lapas": by_size[0].code, "rutan": by_size[min(1, len(by_size) - 1)].code}
    with_corner = [one for one in by_size if nation.enrolments[one.code]] or by_size
    where["kecil"] = with_corner[-1].code
    for account, (name, postings) in ACCOUNTS.items():
        person, user = staff.person(account, name)
        assert user is not None  # it has an account
        for role, key in postings:
            place = where[key]
            if role == Role.KANWIL_VIEWER:
                place = f"region:{by_size[0].regional_office_id}"
            staff.post(person, role, place)
            staff.seat(user, person, role, place)
            if role == Role.INSTRUCTOR:
                nation.office(f"{place}:instructors").persons.append(person)
            if role == Role.ASSESSOR:
                _assessor(staff, person, int(place.partition(":")[2]))


def _lsp(staff: Staff, number: int) -> None:
    place = f"lsp:{number}"
    for account in (f"lsp-{number + 1}", f"lsp-{number + 1}-2"):
        staff.desk(Role.LSP_OFFICER, place, account)
    staff.desk(Role.PRINT_CLERK, place, f"cetak-{number + 1}")
    for _member in range(MEETING):
        person, _user = staff.person()
        staff.post(person, Role.LSP_OFFICER, place)
        staff.nation.office(f"{place}:meeting").persons.append(person)
    for _place in range(ASSESSORS_PER_LSP):
        person, _user = staff.person()
        staff.post(person, Role.ASSESSOR, place)
        _assessor(staff, person, number)


def _assessor(staff: Staff, person: int, lsp: int) -> None:
    nation = staff.nation
    assessors = nation.table(Assessor, "id", "person_id", "met_number", "valid_until")
    key = assessors.key()
    valid = nation.day(staff.chance.randrange(60, 900))
    assessors.add(key, person, f"MET.000.{990_000 + key:06d} {valid.year - 3}", valid)
    nation.office(f"lsp:{lsp}:assessors").persons.append(person)
    nation.table(Assessor.lsps.through, "assessor_id", "lsp_id").add(key, nation.lsps[lsp].pk)
    through = nation.table(Assessor.schemes.through, "assessor_id", "scheme_id")
    for scheme in nation.lsp_schemes[lsp]:
        through.add(key, scheme)


def _instructor(staff: Staff, centre: int, account: str) -> None:
    person, user = staff.person(account)
    staff.post(person, Role.INSTRUCTOR, f"centre:{centre}")
    if user is not None:
        staff.nation.person_of[user], staff.nation.hats[user] = person, Role.INSTRUCTOR
    staff.nation.office(f"centre:{centre}:instructors").persons.append(person)
