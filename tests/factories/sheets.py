"""Rows of BNSP's blanks: lots and sheets, printers, letters about spoiled ones, counts."""

import factory
from factory.django import DjangoModelFactory

from certification.models import PrinterProfile, Sheet, SheetCount, SheetLot, SpoiledLetter
from foundation import clock
from tests.factories.accounts import UserFactory
from tests.factories.certification import LspFactory
from tests.factories.training import in_days


class SheetLotFactory(DjangoModelFactory):
    """A lot of `count` free sheets (ten) that follow each other from `first`."""

    class Meta:
        model = SheetLot

    class Params:
        count = 10

    lsp = factory.SubFactory(LspFactory)
    hand_in = factory.Sequence(lambda n: f"PENGAJUAN-{n + 1}/2026")
    received_on = in_days(-10)
    first = factory.Sequence(lambda n: f"{13562541 + n * 1000:08d}")
    last = factory.LazyAttribute(lambda obj: f"{int(obj.first) + obj.count - 1:08d}")
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyFunction(clock.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        lot = super()._create(model_class, *args, **kwargs)
        Sheet.objects.bulk_create(
            Sheet(lot=lot, lsp=lot.lsp, serial=f"{number:08d}", state_since=lot.received_on)
            for number in range(int(lot.first), int(lot.last) + 1)
        )
        return lot


class SheetFactory(DjangoModelFactory):
    """A free sheet in a lot of its own; give `state` and `certificate` for one that stands further on."""

    class Meta:
        model = Sheet

    lot = factory.SubFactory(SheetLotFactory, count=1)
    lsp = factory.SelfAttribute("lot.lsp")
    serial = factory.SelfAttribute("lot.first")
    state_since = in_days(0)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        sheet, _is_new = Sheet.objects.update_or_create(serial=kwargs.pop("serial"), defaults=kwargs)
        return sheet


class PrinterProfileFactory(DjangoModelFactory):
    class Meta:
        model = PrinterProfile

    lsp = factory.SubFactory(LspFactory)
    name = factory.Sequence(lambda n: f"Printer {n + 1}")


class SpoiledLetterFactory(DjangoModelFactory):
    class Meta:
        model = SpoiledLetter

    lsp = factory.SubFactory(LspFactory)
    number = factory.Sequence(lambda n: f"BA-{n + 1}/LSP/2026")
    made_on = in_days(0)
    made_by = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyFunction(clock.now)


class SheetCountFactory(DjangoModelFactory):
    class Meta:
        model = SheetCount

    lsp = factory.SubFactory(LspFactory)
    counted_on = in_days(0)
    counted_by = "Dewi Lestari"
    witnessed_by = "Sri Wahyuni"
    counted = 10
    ledger = 10
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyFunction(clock.now)
