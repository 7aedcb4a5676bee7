"""How long a prison reads of somebody who has left: a hand-over view, until all is settled, then thirty days."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from certification.choices import CertificateState, SheetStatus
from foundation import clock
from foundation.accounts.postings import nationwide
from lapas.choices import CustodyState
from lapas.models import Inmate
from lapas.querysets import KEPT_AFTER_RELEASE, InmateQuerySet

if TYPE_CHECKING:
    from foundation.accounts.models import User

# Out of the prison's hands though not in the holder's: back at the LSP, or on the way to where it is fetched.
ELSEWHERE = (SheetStatus.FORWARDED, SheetStatus.RETURNED)
TO_BE_HANDED = (CertificateState.ACTIVE, CertificateState.SUSPENDED)


def kept_by_the_prison(today: datetime.date, inmate: str = "") -> Q:
    """Who is still here, or left and has something outstanding, or had until thirty days before `today`.

    Outstanding is an original that was neither handed over, forwarded nor returned, and a competent decision that
    waits for its number. `inmate` is the way from the row to the person ("inmate" on a certificate).
    """
    since = today - KEPT_AFTER_RELEASE
    person, prefix = OuterRef(inmate or "pk"), f"{inmate}__" if inmate else ""
    # Read with the outer row's serial; a certificate without a sheet has none here.
    away = apps.get_model("certification", "Sheet").objects.filter(serial=OuterRef("sheet_serial"), state__in=ELSEWHERE)
    # Equal and "not more": PostgreSQL then asks person by person, of the few who left long ago, instead of reading the
    # certificates of the whole country once for each of the three.
    own = apps.get_model("certification", "Certificate").objects.filter(inmate=person, inmate__lte=person)
    not_handed = Q(hand_over__isnull=True)
    outstanding = own.filter(not_handed, ~Exists(away), state__in=TO_BE_HANDED)
    lately = own.filter(
        Q(hand_over__handed_on__gte=since)
        | Q(not_handed, state_since__gte=since)
        | Q(not_handed, Exists(away.filter(state_since__gte=since)))
    )
    decisions = apps.get_model("certification", "Decision").objects.waiting_for_number()
    return (
        ~Q(**{f"{prefix}custody_state": CustodyState.RELEASED})
        | Q(**{f"{prefix}released_on__gte": since})
        | Q(Exists(outstanding))
        | Q(Exists(lately))
        | Q(Exists(decisions.filter(assessment__inmate=person, assessment__inmate__lte=person)))
    )


def read_by_the_prison(user: User | AnonymousUser, perm: str) -> InmateQuerySet:
    """People in reach of `perm`, of those who left whoever a prison still reads; the nation's readers find all."""
    rows = Inmate.objects.once_at(user, perm)
    return rows if nationwide(user, perm) else rows.filter(kept_by_the_prison(clock.today()))
