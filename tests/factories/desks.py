"""Requests for desks."""

from __future__ import annotations

import datetime

import factory

from foundation import clock
from foundation.accounts.choices import Role
from foundation.desks.models import PostingRequest
from tests.factories.accounts import PersonFactory
from tests.factories.names import drawn


class PostingRequestFactory(factory.django.DjangoModelFactory):
    """Proposed by somebody for somebody who is not known yet."""

    class Meta:
        model = PostingRequest

    full_name = drawn("name")
    staff_number = factory.Sequence(lambda n: f"9955{n:08d}")
    role = Role.REGISTRY_OFFICER
    kind = "lapas.prisonposting"
    place = 0
    place_name = "Tempat Contoh"
    from_date = factory.LazyFunction(clock.today)
    until_date = factory.LazyFunction(lambda: clock.today() + datetime.timedelta(days=365))
    reason = "Menggantikan rekan yang pindah."
    letter = "SK-1/2026"
    proposed_by = factory.SubFactory(PersonFactory)
    proposed_at = factory.LazyFunction(clock.now)
