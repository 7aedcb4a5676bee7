"""People who work here, their accounts, and postings for the whole country."""

from __future__ import annotations

import datetime

import factory

from foundation.accounts.choices import Role
from foundation.accounts.models import NationPosting, Person, User
from tests.factories.names import drawn


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    full_name = drawn("name")
    staff_number = factory.Sequence(lambda n: f"9919{n:08d}")


class UserFactory(factory.django.DjangoModelFactory):
    """An account that may sign in at once; `staff_number` follows the person's. Password: none, use force_login."""

    class Meta:
        model = User

    person = factory.SubFactory(PersonFactory)
    staff_number = factory.LazyAttribute(lambda user: user.person.staff_number)
    must_change_password = False


class NationPostingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NationPosting

    person = factory.SubFactory(PersonFactory)
    role = Role.NATIONAL_VIEWER
    from_date = datetime.date(2020, 1, 1)
