"""What a change about a person means for classes: whom it concerns, and what follows, by convention of the registry."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation import clock
from lapas.choices import CustodyState, NoticeKind
from lapas.models import ChangeNotice
from training.choices import OPEN_ENROLMENT, ClassStatus, EndReason, EnrolmentStatus
from training.models import Enrolment
from training.release_effects import told
from training.return_effects import ended_places

GONE = frozenset({NoticeKind.RELEASED, NoticeKind.DECEASED, NoticeKind.ESCAPED, NoticeKind.TRANSFERRED})
_ENDED_BY = (EndReason.RELEASED, EndReason.DECEASED, EndReason.ESCAPED, EndReason.TRANSFERRED)
# A seat that ended longer ago is nobody's work any more.
RECENT = datetime.timedelta(days=30)
_OVER = Q(status=EnrolmentStatus.FINISHED) | Q(training_class__status=ClassStatus.CANCELLED)


def concerned(ids: Collection[int]) -> set[int]:
    """People proposed, in a seat, in a class whose certificate is still expected, or out of a class by moving."""
    today = clock.today()
    places = Enrolment.objects.filter(inmate__in=ids).filter(
        Q(status__in=OPEN_ENROLMENT) & ~_OVER
        | Q(status=EnrolmentStatus.FINISHED, training_class__certificate_expected_on__gte=today)
        | Q(status=EnrolmentStatus.ENDED, end_reason__in=_ENDED_BY, ended_on__gte=today - RECENT)
    )
    return set(places.values_list("inmate_id", flat=True))


def effects(notices: Sequence[ChangeNotice]) -> dict[int, list[tuple[str, str]]]:
    """What follows in the classes of the prison that reads the notice."""
    people = {notice.inmate_id for notice in notices}
    places: dict[int, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(inmate__in=people).exclude(training_class__status=ClassStatus.CANCELLED)
    for row in rows.select_related("training_class__module", "training_class__corner").order_by("pk"):
        places[row.inmate_id].append(row)
    came_back = ended_places({notice.inmate_id for notice in notices if notice.kind == NoticeKind.RETURNED})
    found: dict[int, list[tuple[str, str]]] = {}
    for notice in notices:
        own = [row for row in places[notice.inmate_id] if row.training_class.corner.prison_id == notice.prison_id]
        if notice.kind == NoticeKind.RELEASE_MOVED:
            free_on = notice.inmate.earliest_release
            held = [row for row in own if row.status in OPEN_ENROLMENT and not _is_past(row)]
            found[notice.pk] = [told(row.training_class, free_on) for row in held] if free_on else []
        elif notice.kind in GONE:
            found[notice.pk] = list(_seat_left(notice, own))
        elif notice.kind == NoticeKind.RETURNED:
            found[notice.pk] = [*_still_there(notice, own), *came_back[notice.inmate_id, notice.prison_id]]
        elif notice.kind == NoticeKind.ARRIVED:
            found[notice.pk] = list(_brought_along(places[notice.inmate_id], notice))
        else:
            found[notice.pk] = list(_still_there(notice, own))
    return found


def _is_past(row: Enrolment) -> bool:
    """Training is finished and no exam lies ahead: what remains is the certificate's way."""
    exam_on = row.training_class.exam_on
    return row.status == EnrolmentStatus.FINISHED and (exam_on is None or exam_on < clock.today())


def _seat_left(notice: ChangeNotice, places: Sequence[Enrolment]) -> Iterator[tuple[str, str]]:
    for row in places:
        words = {"name": str(row.training_class), "on": f"{notice.on:%d-%m-%Y}"}
        running = row.training_class.status in {ClassStatus.PLANNED, ClassStatus.RUNNING}
        if row.status == EnrolmentStatus.ENDED and row.end_reason in _ENDED_BY and row.ended_on == notice.on:
            tone = "warn" if running else "mut"
            yield tone, _("%(name)s: tempatnya berakhir %(on)s; unit yang sudah lulus tetap dicatat.") % words
            if running:
                yield "warn", _("%(name)s: kursinya kosong; naikkan cadangan bila ada.") % words
        elif row.status in OPEN_ENROLMENT and row.status != EnrolmentStatus.FINISHED:
            inmate = notice.inmate
            if inmate.custody_state == CustodyState.IN_CUSTODY and inmate.prison_id == notice.prison_id:
                yield "ok", _("%(name)s: orangnya kembali, tempatnya ada.") % words
                continue
            yield "bad", _("%(name)s: tempatnya sedang diakhiri.") % words


def _brought_along(places: Sequence[Enrolment], notice: ChangeNotice) -> Iterator[tuple[str, str]]:
    for row in places:
        if row.status == EnrolmentStatus.ENDED and row.end_reason == EndReason.TRANSFERRED:
            # The old prison's class by its programme alone: where it was is no business of this desk.
            yield (
                "warn",
                _("%(name)s belum selesai; lihat apakah dapat dilanjutkan di sini.")
                % {"name": row.training_class.module},
            )


def _still_there(notice: ChangeNotice, places: Sequence[Enrolment]) -> Iterator[tuple[str, str]]:
    for row in places:
        if row.status not in OPEN_ENROLMENT or row.status == EnrolmentStatus.FINISHED:
            continue
        words = {"name": str(row.training_class)}
        if notice.kind == NoticeKind.MISSING:
            yield "warn", _("%(name)s masih mencatatnya sebagai peserta; tanyakan ke registrasi.") % words
        elif notice.kind == NoticeKind.NAME:
            yield "mut", _("%(name)s: daftar yang sudah dicetak masih memuat nama lama.") % words
        else:
            yield "ok", _("%(name)s: tempatnya masih ada.") % words
