"""Two prisons, a registry officer in each, a head, a class and a handful of people: a small world for the browser."""

from __future__ import annotations

import datetime

from tests.portal import Portal

HERE, THERE, HEAD = "registrasi-sini", "registrasi-sana", "kepala-sini"
NIK = "9901010205900001"
BORN = datetime.date(1990, 5, 2)


def make(portal: Portal) -> None:
    """Fill the database of a portal that is not started yet, by `manage.py shell`: nothing else may touch it."""
    portal.manage("shell", "--no-imports", "-c", "from tests.e2e.two_prisons import build; build()")


def build() -> None:
    """Within Django, so its imports stand here."""
    from foundation.accounts.choices import Role
    from lapas.choices import DateKind
    from tests.e2e.desk import PASSWORD
    from tests.factories.accounts import PersonFactory, UserFactory
    from tests.factories.lapas import InmateFactory, PrisonFactory, PrisonPostingFactory
    from tests.factories.training import EnrolmentFactory, TrainingClassFactory

    here, there = PrisonFactory(name="Lapas Sini"), PrisonFactory(name="Lapas Sana")
    desks = ((HERE, here, Role.REGISTRY_OFFICER), (THERE, there, Role.REGISTRY_OFFICER), (HEAD, here, Role.PRISON_HEAD))
    for account, prison, role in desks:
        user = UserFactory(person=PersonFactory(staff_number=account))
        user.set_password(PASSWORD)
        user.save()
        PrisonPostingFactory(person=user.person, prison=prison, role=role)
    InmateFactory(prison=here, register_number="A.III 7/2025", name="Budi Sinaga", birth_date=BORN)
    expiry = {DateKind.EXPIRY: datetime.date(2031, 1, 1)}
    cecep = InmateFactory(
        prison=here, register_number="B.I 2/2026", name="Cecep Suryana", birth_date=None, dates=expiry
    )
    EnrolmentFactory(training_class=TrainingClassFactory(corner__prison=here, running=True), inmate=cecep, running=True)
    InmateFactory(prison=there, register_number="B.I 90/2026", name="Dedi Kurnia", nik=NIK, birth_date=BORN)
