"""A jam while the backs of a run are printed by hand: the fronts are good and every sheet keeps its place."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import Duplex, PrintOutcome, PrintRunState
from certification.models import PrintRun, PrintRunItem
from certification.services.print_runs import BACK_JAMMED, locked_run, order_file
from foundation.accounts.models import User
from foundation.audit import services as audit

PRINTED_FROM = (PrintRunState.PREPARING, PrintRunState.READY, PrintRunState.CHECKING)


@transaction.atomic
def jam_backs(*, run: PrintRun, place: int, actor: User) -> PrintRun:
    """Note the sheet of `place` as torn while its back was printed, and order the backs that were not printed yet.

    No serial shifts, because each sheet carries its front already. Refused for a printer that prints both sides at
    once. Backs go from the last place to the first, so a jam noted below `place` cannot have been before: it is taken
    back, which is how a mistyped place is corrected.
    """
    run = locked_run(run, *PRINTED_FROM)
    if run.profile is None or run.profile.duplex != Duplex.MANUAL:
        raise ValidationError(
            _("Printer ini mencetak kedua sisi sekaligus; catat macet biasa dari urutan pertama yang gagal."),
            code="not_manual",
        )
    items = list(run.items.exclude(outcome=PrintOutcome.LEFT_OVER))
    if place not in {item.position for item in items}:
        raise ValidationError(
            {"place": ValidationError(_("Urutan itu tidak mendapat blangko dalam cetakan ini."), code="place")}
        )
    for item in items:
        if item.outcome == PrintOutcome.BAD and item.reason != BACK_JAMMED and item.position != place:
            continue
        is_torn = item.position == place or (item.reason == BACK_JAMMED and item.position > place)
        item.outcome = PrintOutcome.BAD if is_torn else ""
        item.reason = BACK_JAMMED if is_torn else ""
    PrintRunItem.objects.bulk_update(items, ["outcome", "reason"])
    order_file(run, first=run.file_from, backs_below=place, actor=actor)
    audit.record(actor, "certification.jam_backs", [run], {"place": place})
    return run
