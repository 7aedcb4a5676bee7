"""Prisons, desks in them, and invented people."""

from __future__ import annotations

import datetime
from typing import Any

import factory

from foundation.accounts.choices import Role
from lapas.choices import FactSource, PrisonKind
from lapas.models import Inmate, Prison, PrisonPosting, Province, RegionalOffice, RegionalPosting
from lapas.services import enter_inmate
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.names import drawn


class ProvinceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "32"
    name = factory.LazyAttribute(lambda province: f"Provinsi {province.code}")
    bps_code = factory.SelfAttribute("code")


class RegionalOfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegionalOffice

    name = factory.Sequence(lambda n: f"Kanwil {n}")


class PrisonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Prison

    code = factory.Sequence(lambda n: f"99{n:04d}")
    name = factory.LazyAttribute(lambda prison: f"Lapas Contoh {prison.code}")
    kind = PrisonKind.LAPAS
    class_level = "IIA"
    province = factory.SubFactory(ProvinceFactory)
    regional_office = factory.SubFactory(RegionalOfficeFactory)
    timezone = "Asia/Jakarta"


class PrisonPostingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrisonPosting

    person = factory.SubFactory(PersonFactory)
    prison = factory.SubFactory(PrisonFactory)
    role = Role.REGISTRY_OFFICER
    from_date = datetime.date(2020, 1, 1)


class RegionalPostingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegionalPosting

    person = factory.SubFactory(PersonFactory)
    regional_office = factory.SubFactory(RegionalOfficeFactory)
    role = Role.KANWIL_VIEWER
    from_date = datetime.date(2020, 1, 1)


class InmateFactory(factory.django.DjangoModelFactory):
    """A person entered by the service, so that register history, search key and earliest release agree.

    `dates` maps DateKind to a date, `nik` is text, `state` overrides columns afterwards (custody_state, released_on …).
    """

    class Meta:
        model = Inmate

    prison = factory.SubFactory(PrisonFactory)
    register_number = factory.Sequence(lambda n: f"B.I {n:04d}/2026")
    name = drawn("name_male")
    sex = "L"
    birth_place = "Bandung"
    birth_date = datetime.date(1990, 5, 17)
    dates: dict[str, datetime.date] = {}
    state: dict[str, Any] = {}
    as_of = datetime.date(2026, 11, 12)
    source = FactSource.TYPED

    @classmethod
    def _create(cls, model_class: type[Inmate], *args: Any, **kwargs: Any) -> Inmate:
        state = kwargs.pop("state")
        columns = {name: kwargs.pop(name) for name in list(kwargs) if name in _WRITTEN_AFTERWARDS}
        inmate = enter_inmate(
            prison=kwargs.pop("prison"),
            register_number=kwargs.pop("register_number"),
            dates=kwargs.pop("dates"),
            as_of=kwargs.pop("as_of"),
            source=kwargs.pop("source"),
            fields=kwargs,
            actor=None,
        )
        for name, value in (columns | state).items():
            setattr(inmate, name, value)
        inmate.save()
        return inmate


_WRITTEN_AFTERWARDS = frozenset(
    {"certificate_name", "certificate_name_confirmed_on", "custody_state", "destination", "released_on", "release_kind"}
)


def officer_at(prison: Prison, role: str = Role.REGISTRY_OFFICER) -> Any:
    """A user with one current posting in the prison."""
    user = UserFactory()
    PrisonPostingFactory(person=user.person, prison=prison, role=role)
    return user
