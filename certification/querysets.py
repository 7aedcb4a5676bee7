"""Named reads of exams, assessments and certificates; `for_user` is the fence."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from certification.choices import (
    IN_A_PACKAGE,
    NO_LONGER_LIVING,
    NOT_ASSESSED,
    OPEN_RUN,
    OPEN_SHEET,
    CertificateKind,
    CertificateState,
    Competence,
    Outcome,
    PickupPlace,
    PlanState,
    RenderWay,
    SheetStatus,
    ShownState,
)
from certification.querysets_fence import kept_by_the_prison
from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.postings import nationwide, places
from foundation.reading import counted
from lapas.choices import CustodyState
from lapas.querysets import at_reached_prisons

if TYPE_CHECKING:
    from foundation.accounts.models import User

# The original is there: on its BNSP sheet, or a training certificate printed by its centre.
ON_PAPER = ~Q(sheet_serial="") | Q(kind=CertificateKind.TRAINING, printed_on__isnull=False)


# Time to train or to be examined anew before a certificate ends.
EXPIRES_SOON = datetime.timedelta(days=183)


def expiring_on(on: datetime.date) -> Q:
    """Valid on the day `on` and not any more six months later."""
    return Q(state=CertificateState.ACTIVE, valid_until__gte=on, valid_until__lte=on + EXPIRES_SOON)


def _lsps(user: User | AnonymousUser, perm: str) -> list[int]:
    """LSPs at which the user has a desk; an assessor's posting is none, his reach comes from his exams."""
    posting = apps.get_model("certification", "LspPosting")
    return places(user, perm, posting, among=[Role.LSP_OFFICER, Role.PRINT_CLERK])


def _centres(user: User | AnonymousUser, perm: str) -> list[int]:
    """Centres at which the user has a desk; an instructor's posting is none."""
    posting = apps.get_model("training", "CentrePosting")
    return places(user, perm, posting, among=[Role.CENTRE_OFFICER])


class LspQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> LspQuerySet:
        return self.all() if nationwide(user, perm) else self.filter(pk__in=_lsps(user, perm))


class AssessorQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> AssessorQuerySet:
        """Assessors of an own LSP."""
        return self.all() if nationwide(user, perm) else self.filter(lsps__in=_lsps(user, perm)).distinct()


class ExamQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> ExamQuerySet:
        """Exams of an own LSP, or assigned to the user as assessor (while posted)."""
        if nationwide(user, perm):
            return self.all()
        assigned = places(user, perm, apps.get_model("certification", "ExamAssessor"))
        return self.filter(Q(lsp_id__in=_lsps(user, perm)) | Q(pk__in=assigned))

    def assigned_to(self, person_id: int) -> ExamQuerySet:
        """Exams at which the person assesses, called off or not yet begun included."""
        return self.filter(assessors__person_id=person_id)

    def with_counts(self, person_id: int | None = None) -> ExamQuerySet:
        """Adds `candidate_count`, `filled_count` (all units, or a status) and `open_count` (sheets not handed in).

        Only candidates of one assessor when `person_id` is given.
        """
        candidates = apps.get_model("certification", "Assessment").objects.filter(exam=OuterRef("pk"))
        if person_id is not None:
            candidates = candidates.filter(assessor_id=person_id)
        filled = Q(recommendation__in=Competence.values) | Q(status__in=NOT_ASSESSED)
        return self.annotate(
            candidate_count=counted(candidates, "exam"),
            filled_count=counted(candidates.filter(filled), "exam"),
            open_count=counted(candidates.open(), "exam"),
        )


class OfExamQuerySet(models.QuerySet):
    """Rows with an `exam`; reached like the exam itself."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfExamQuerySet:
        exams = apps.get_model("certification", "Exam").objects.for_user(user, perm)
        return self.filter(exam__in=exams)


class AssessmentQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> AssessmentQuerySet:
        """Candidates of an own LSP's exams; an assessor reaches those given to him, at exams where he is posted."""
        if nationwide(user, perm):
            return self.all()
        assigned = places(user, perm, apps.get_model("certification", "ExamAssessor"))
        own = Q(exam_id__in=assigned, assessor__user=user.pk)
        return self.filter(Q(exam__lsp_id__in=_lsps(user, perm)) | own)

    def open(self) -> AssessmentQuerySet:
        """Still in the assessor's hands."""
        return self.filter(sheet__in=OPEN_SHEET)


class DecisionQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> DecisionQuerySet:
        exams = apps.get_model("certification", "Exam").objects.for_user(user, perm)
        return self.filter(assessment__exam__in=exams)

    def waiting_for_number(self) -> DecisionQuerySet:
        """Competent and without a living certificate: held for a name, waiting for a letter, or to be numbered now."""
        living = apps.get_model("certification", "Certificate").objects.filter(decision=OuterRef("pk")).living()
        return self.filter(~Exists(living), outcome=Competence.COMPETENT)

    def numbered_by(self, user: User | AnonymousUser, perm: str) -> DecisionQuerySet:
        """Those of the user's own LSPs, named by their ids: see `at_reached_prisons`."""
        return self if nationwide(user, perm) else self.filter(assessment__exam__lsp_id__in=_lsps(user, perm))

    def of_lsps(self, lsps: Iterable[models.Model]) -> DecisionQuerySet:
        return self.filter(assessment__exam__lsp__in=lsps)


class OfLspQuerySet(models.QuerySet):
    """Rows with an `lsp`; reached like the LSP itself."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfLspQuerySet:
        return self.all() if nationwide(user, perm) else self.filter(lsp_id__in=_lsps(user, perm))


class OfCentreQuerySet(models.QuerySet):
    """Rows with a `centre`; reached by the officers of the centre."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfCentreQuerySet:
        return self.all() if nationwide(user, perm) else self.filter(centre_id__in=_centres(user, perm))


class NumberLetterQuerySet(models.QuerySet):
    """Letters of an own LSP or centre."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> NumberLetterQuerySet:
        if nationwide(user, perm):
            return self.all()
        return self.filter(_at_the_issuer(user, perm))


def _at_the_issuer(user: User | AnonymousUser, perm: str) -> Q:
    return Q(lsp_id__in=_lsps(user, perm)) | Q(centre_id__in=_centres(user, perm))


def _at_the_prison(user: User | AnonymousUser, perm: str) -> Q:
    return at_reached_prisons(user, perm, "inmate__prison")


class CertificateQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> CertificateQuerySet:
        """Certificates of an own LSP or centre, or of people whose prison (the last one after release) is reached.

        A prison reads those of somebody who has left until all is settled, then thirty days (`kept_by_the_prison`).
        """
        if nationwide(user, perm):
            return self.all()
        return self.filter(
            _at_the_issuer(user, perm) | _at_the_prison(user, perm) & kept_by_the_prison(clock.today(), "inmate")
        )

    def at_hand_for(self, user: User | AnonymousUser, perm: str) -> CertificateQuerySet:
        """What `for_user` reaches of `waiting_for_hand_over`, asked without the fence: nobody's last day passes there.

        Whoever has such an original has something outstanding, so the prison keeps reading.
        """
        rows = self.waiting_for_hand_over()
        if nationwide(user, perm):
            return rows
        return rows.filter(_at_the_issuer(user, perm) | _at_the_prison(user, perm))

    def of_competence(self) -> CertificateQuerySet:
        return self.filter(kind=CertificateKind.COMPETENCY)

    def of_training(self) -> CertificateQuerySet:
        return self.filter(kind=CertificateKind.TRAINING)

    def living(self) -> CertificateQuerySet:
        """Leaves out those that another certificate replaced, and those whose number was voided."""
        return self.exclude(state__in=NO_LONGER_LIVING)

    def shown_as(self, shown: str, on: datetime.date) -> CertificateQuerySet:
        """Those that read `shown` (a ShownState) on the day `on`."""
        if shown == ShownState.EXPIRED:
            return self.filter(state=CertificateState.ACTIVE, valid_until__lt=on)
        rows = self.filter(state=shown)
        return rows.exclude(valid_until__lt=on) if shown == ShownState.ACTIVE else rows

    def expiring(self, on: datetime.date) -> CertificateQuerySet:
        """Valid on `on` and not any more six months later."""
        return self.filter(expiring_on(on))

    def valid_on(self, on: datetime.date) -> CertificateQuerySet:
        return self.filter(Q(valid_until__gte=on) | Q(valid_until__isnull=True), state=CertificateState.ACTIVE)

    def rendered(self) -> CertificateQuerySet:
        return self.exclude(pdf_sha256="")

    def copies_made(self) -> dict[str, int]:
        """How many copies are there, and how many of them had to be laid out in full."""
        full = Count("pk", filter=Q(render_way=RenderWay.FULL))
        return self.rendered().order_by().aggregate(made=Count("pk"), full=full)

    def waiting_for_print(self) -> CertificateQuerySet:
        """Numbered and rendered, no sheet yet; training certificates need none."""
        return self.of_competence().rendered().filter(sheet_serial="", state=CertificateState.ACTIVE)

    def not_in_a_print_run(self) -> CertificateQuerySet:
        """Leaves out what stands in a print run that is not at its end."""
        items = apps.get_model("certification", "PrintRunItem").objects
        return self.exclude(pk__in=items.filter(run__state__in=OPEN_RUN).values("certificate"))

    def waiting_for_hand_over(self) -> CertificateQuerySet:
        """Here at the prison: arrived, in the ready box, or printed where nothing is known of the way."""
        return self.not_handed_over().filter(ON_PAPER, at_hand())

    def not_handed_over(self) -> CertificateQuerySet:
        return self.filter(hand_over__isnull=True, state=CertificateState.ACTIVE)

    def original_is(self, *states: str) -> CertificateQuerySet:
        """Whose original lies on a sheet in one of these states."""
        return self.filter(original_is(*states))

    def with_original(self) -> CertificateQuerySet:
        """Adds `original_state` and `original_since` of the sheet; None where the sheet is not kept here."""
        return self.annotate(
            original_state=Subquery(_originals().values("state")[:1]),
            original_since=Subquery(_originals().values("state_since")[:1]),
        )

    def ready_to_send(self) -> CertificateQuerySet:
        """Signed, in no package, and to be fetched neither at an LSP nor, after the release, at a centre."""
        packed = _originals().filter(packed__state__in=IN_A_PACKAGE)
        fetched = _open_plans().filter(Q(place=PickupPlace.ISSUER) | _AT_A_CENTRE)
        return self.not_handed_over().original_is(SheetStatus.SIGNED).exclude(Exists(packed)).exclude(Exists(fetched))

    def ready_to_forward(self) -> CertificateQuerySet:
        """At its LSP, in no package, its holder has left and fetches it at a centre or at another LSP."""
        packed = _originals().filter(packed__state__in=IN_A_PACKAGE)
        another = Q(place=PickupPlace.ISSUER, inmate__custody_state=CustodyState.RELEASED) & ~Q(lsp=OuterRef("lsp"))
        at_the_lsp = self.not_handed_over().original_is(SheetStatus.SIGNED, SheetStatus.RETURNED)
        return at_the_lsp.filter(Exists(_open_plans().filter(_AT_A_CENTRE | another))).exclude(Exists(packed))


_AT_A_CENTRE = Q(place=PickupPlace.CENTRE, inmate__custody_state=CustodyState.RELEASED)


def _open_plans() -> models.QuerySet:
    """How the holder of the certificate outside fetches what is not in the hand."""
    return apps.get_model("certification", "PickupPlan").objects.filter(inmate=OuterRef("inmate"), state=PlanState.OPEN)


def _originals() -> models.QuerySet:
    """The sheet of the certificate outside; its serial is the one that counts now."""
    return apps.get_model("certification", "Sheet").objects.filter(serial=OuterRef("sheet_serial"))


def original_is(*states: str) -> Q:
    """The condition on a certificate that its original lies on a sheet in one of these states."""
    return Q(Exists(_originals().filter(state__in=states)))


def at_hand() -> Q:
    """The condition on a certificate that its original lies in the prison, or that nothing is known of its way."""
    return ~Q(Exists(_originals().exclude(state__in=[SheetStatus.ARRIVED, SheetStatus.READY])))


class OfCertificateQuerySet(models.QuerySet):
    """Rows with a `certificate`; reached like the certificate itself."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfCertificateQuerySet:
        return self.filter(certificate__in=apps.get_model("certification", "Certificate").objects.for_user(user, perm))


class StateRequestQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> StateRequestQuerySet:
        """Requests about certificates in reach."""
        return self.filter(certificate__in=apps.get_model("certification", "Certificate").objects.for_user(user, perm))

    def waiting(self) -> StateRequestQuerySet:
        return self.filter(outcome=Outcome.WAITING)


class PrintRunQuerySet(OfLspQuerySet):
    def open(self) -> PrintRunQuerySet:
        """Begun and neither confirmed nor abandoned."""
        return self.filter(state__in=OPEN_RUN)


class SheetLotQuerySet(OfLspQuerySet):
    _counted = False

    def with_counts(self) -> SheetLotQuerySet:
        """Adds `sheet_count` and, per state, `n_<state>`: asked of the lots that are read, in one more statement."""
        rows = self.all()
        rows._counted = True
        return rows

    def by_count(self, state: str = "", *, descending: bool) -> SheetLotQuerySet:
        """Ordered by how many sheets a lot has, or has in a state; the newest first among as many."""
        sheets = apps.get_model("certification", "Sheet").objects.filter(lot=OuterRef("pk"))
        number = counted(sheets.filter(state=state) if state else sheets, "lot")
        return self.order_by(number.desc() if descending else number.asc(), "-received_on", "-pk")

    def _clone(self) -> SheetLotQuerySet:
        rows: SheetLotQuerySet = super()._clone()  # type: ignore[misc]
        rows._counted = self._counted
        return rows

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._counted and self._result_cache:
            _count_sheets(self._result_cache)


def _count_sheets(lots: list[Any]) -> None:
    sheets = apps.get_model("certification", "Sheet").objects.filter(lot__in=[lot.pk for lot in lots]).order_by()
    found = {(lot, state): count for lot, state, count in sheets.values_list("lot", "state").annotate(n=Count("pk"))}
    for lot in lots:
        counts = {state: found.get((lot.pk, state), 0) for state in SheetStatus.values}
        vars(lot).update({f"n_{state}": count for state, count in counts.items()}, sheet_count=sum(counts.values()))


class SheetQuerySet(OfLspQuerySet):
    def free(self) -> SheetQuerySet:
        """Blank, in the pile, in no print run."""
        return self.filter(state=SheetStatus.RECEIVED)

    def spoiled_here(self) -> SheetQuerySet:
        """Spoiled and not yet on a letter back to BNSP."""
        return self.filter(state=SheetStatus.SPOILED, letter__isnull=True)
