"""Rows of packages and pickup plans, on top of the certificates'."""

import factory
from factory.django import DjangoModelFactory

from certification.choices import DispatchState, PickupPlace, SheetStatus
from certification.models import Ceremony, Dispatch, DispatchItem, PickupPlan
from foundation import clock
from tests.factories.accounts import UserFactory
from tests.factories.certification import CertificateFactory, LspFactory
from tests.factories.lapas import InmateFactory, PrisonFactory
from tests.factories.sheets import SheetFactory
from tests.factories.training import in_days


class DispatchFactory(DjangoModelFactory):
    """A package that is on its way since yesterday, empty."""

    class Meta:
        model = Dispatch

    lsp = factory.SubFactory(LspFactory)
    prison = factory.SubFactory(PrisonFactory)
    state = DispatchState.SENT
    day = in_days(-1)
    number_of_day = factory.Sequence(lambda n: n + 1)
    prepared_by = factory.SubFactory(UserFactory)
    prepared_at = factory.LazyFunction(clock.now)
    courier = "Pos Indonesia"
    courier_number = factory.Sequence(lambda n: f"8812{n:04d}")
    sent_on = in_days(-1)
    sent_by = factory.SelfAttribute("prepared_by")


class DispatchItemFactory(DjangoModelFactory):
    class Meta:
        model = DispatchItem

    dispatch = factory.SubFactory(DispatchFactory)
    sheet = factory.SubFactory(SheetFactory, state=SheetStatus.DISPATCHED)
    certificate = factory.SubFactory(CertificateFactory)
    position = factory.Sequence(lambda n: n + 1)
    state_since = in_days(-1)


class PickupPlanFactory(DjangoModelFactory):
    class Meta:
        model = PickupPlan

    inmate = factory.SubFactory(InmateFactory)
    place = PickupPlace.GATE
    slip_code = factory.Sequence(lambda n: f"7K2M{n:04d}")
    planned_by = factory.SubFactory(UserFactory)
    planned_at = factory.LazyFunction(clock.now)


class CeremonyFactory(DjangoModelFactory):
    class Meta:
        model = Ceremony

    prison = factory.SubFactory(PrisonFactory)
    held_on = in_days(0)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyFunction(clock.now)
