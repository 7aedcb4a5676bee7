"""Named reads of prisons and people; `for_user` is the fence."""

from __future__ import annotations

import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from foundation import clock
from foundation.accounts.postings import nationwide, places
from lapas import names, register, sealed
from lapas.choices import CustodyState, LegalStatus, NikStatus, ReleaseBasis
from lapas.release import PASSES_INTO_ANY_DAY

if TYPE_CHECKING:
    from foundation.accounts.models import User
    from lapas.models import Prison

_PRESENT = [CustodyState.IN_CUSTODY, CustodyState.IN_TRANSIT]
PRESENT = Q(custody_state__in=_PRESENT)
# The same, and whose day passes into "any day", value by value: SQLite compares what is asked with the condition of an
# index only so, it never looks into a list.
PRESENT_EACH = reduce(or_, (Q(custody_state=state) for state in _PRESENT))
PASSES_EACH = reduce(or_, (Q(earliest_release_basis=basis) for basis in sorted(PASSES_INTO_ANY_DAY)))
# Named one by one: "not present" would keep PostgreSQL from the index of a prison's people by custody.
GONE = Q(custody_state__in=[state for state in CustodyState if state not in _PRESENT])
WITHOUT_NIK = Q(nik_status__in=[NikStatus.NONE, NikStatus.PLACEHOLDER])
UNCONFIRMED = Q(certificate_name="") | Q(certificate_name_confirmed_on__isnull=True)
TWO_THIRDS_MISSING = Q(
    two_thirds_unknown=True, earliest_release_basis__in=[ReleaseBasis.EXPIRY, ReleaseBasis.UNKNOWN]
) & ~Q(legal_status=LegalStatus.DETAINED)

# So long a prison reaches somebody who has left; what is still to be handed over has pages of its own.
KEPT_AFTER_RELEASE = datetime.timedelta(days=30)
# Data of a prison are called fresh for so long.
FRESH = datetime.timedelta(days=7)
# Words shorter than this hit only the beginning of a name: they would match half the country.
SHORTEST_INNER_WORD = 3
# So many hits of a search are sorted rather than met while walking through the country in order.
MOST_FEW = 2000


def _widest(spellings: tuple[str, ...]) -> list[str]:
    """Without the spellings that another one finds as well: whoever is hit by "budii" is hit by "budi"."""
    return [
        spelling
        for spelling in spellings
        if not any(other != spelling and _covers(other, spelling) for other in spellings)
    ]


def _covers(short: str, long: str) -> bool:
    """Whether every key that `long` hits is hit by `short` too: both within words, or both at their beginning."""
    if len(short) < SHORTEST_INNER_WORD:
        return len(long) < SHORTEST_INNER_WORD and long.startswith(short)
    return short in long


def any_day_on(today: datetime.date) -> Q:
    """The condition of reading *sewaktu-waktu* on `today`."""
    return Q(earliest_release__lte=today, earliest_release_basis__in=PASSES_INTO_ANY_DAY)


def not_long_gone(today: datetime.date, inmate: str = "") -> Q:
    """Who was not released more than thirty days before `today`; `inmate` is the way from the row to the person."""
    prefix = f"{inmate}__" if inmate else ""
    since = today - KEPT_AFTER_RELEASE
    return ~Q(**{f"{prefix}custody_state": CustodyState.RELEASED, f"{prefix}released_on__lt": since})


def at_reached_prisons(user: User | AnonymousUser, perm: str, way: str = "prison") -> Q:
    """The condition that the prison at the end of `way` is one that the user reaches with `perm`.

    Own prisons are named by their ids: behind a subquery SQLite takes them for many and reads the whole country.
    """
    if not nationwide(user, perm) and not places(user, perm, apps.get_model("lapas", "RegionalPosting")):
        return Q(**{f"{way}_id__in": places(user, perm, apps.get_model("lapas", "PrisonPosting"))})
    return Q(**{f"{way}__in": apps.get_model("lapas", "Prison").objects.for_user(user, perm)})


class PrisonQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> PrisonQuerySet:
        """Prisons that a current posting of the user with `perm` reaches: at the prison, its kanwil, or the nation."""
        if nationwide(user, perm):
            return self.all()
        own = places(user, perm, apps.get_model("lapas", "PrisonPosting"))
        regional = places(user, perm, apps.get_model("lapas", "RegionalPosting"))
        return self.filter(Q(pk__in=own) | Q(regional_office_id__in=regional))

    def active(self) -> PrisonQuerySet:
        return self.filter(is_active=True)

    def named(self, text: str) -> PrisonQuerySet:
        """Prisons whose name, other or former name, place or code holds every word of `text`."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(alias__icontains=word)
                | Q(former_names__icontains=word)
                | Q(regency__icontains=word)
                | Q(code=word)
            )
        return found

    def stale(self, today: datetime.date) -> PrisonQuerySet:
        """Prisons whose data are unknown or older than a week on `today`."""
        return self.filter(Q(data_as_of__isnull=True) | Q(data_as_of__lt=today - FRESH))

    def with_last_attempt(self) -> PrisonQuerySet:
        """With `tried_at` and `tried_state`: when somebody last brought a sheet, and what became of it."""
        tries = apps.get_model("lapas", "ImportBatch").objects.filter(prison=OuterRef("pk")).order_by("-uploaded_at")
        return self.annotate(
            tried_at=Subquery(tries.values("uploaded_at")[:1]), tried_state=Subquery(tries.values("state")[:1])
        )

    def with_people(self) -> PrisonQuerySet:
        """With `people`: how many persons the registry has in the prison now."""
        here = (
            apps.get_model("lapas", "Inmate")
            .objects.in_custody()
            .filter(prison=OuterRef("pk"))
            .order_by()
            .values("prison")
            .annotate(people=Count("pk"))
        )
        return self.annotate(people=Coalesce(Subquery(here.values("people")), 0))


class InmateQuerySet(models.QuerySet):
    def for_user(self, user: User | AnonymousUser, perm: str) -> InmateQuerySet:
        """People now placed in a prison that the user reaches; in transit, the receiving prison may only read.

        Thirty days after the release nobody but the nation's readers reaches them.
        """
        if nationwide(user, perm):
            return self.unmerged()
        return self.once_at(user, perm).filter(not_long_gone(clock.today()))

    def once_at(self, user: User | AnonymousUser, perm: str) -> InmateQuerySet:
        """Like `for_user`, also whoever left long ago: for counts, and for pages with a fence of their own."""
        if nationwide(user, perm):
            return self.unmerged()
        own = places(user, perm, apps.get_model("lapas", "PrisonPosting"))
        regional = places(user, perm, apps.get_model("lapas", "RegionalPosting"))
        reach = Q(prison_id__in=own)
        if regional:
            # Only where it is needed: it joins the prison of everybody.
            reach |= Q(prison__regional_office_id__in=regional)
        if perm == "lapas.view_inmate":
            reach |= Q(custody_state=CustodyState.IN_TRANSIT, destination_id__in=own)
        return self.unmerged().filter(reach)

    def unmerged(self) -> InmateQuerySet:
        """Rows that are a person of their own, not a second row that was merged into another."""
        return self.filter(merged_into__isnull=True)

    def arriving_for(self, user: User | AnonymousUser, perm: str) -> InmateQuerySet:
        """People on their way to a prison where a posting of the user gives `perm`: who may be accepted there."""
        own = places(user, perm, apps.get_model("lapas", "PrisonPosting"))
        return self.filter(custody_state=CustodyState.IN_TRANSIT, destination_id__in=own)

    def present(self) -> InmateQuerySet:
        """People in the hands of a prison: in custody or on the way to another one."""
        return self.filter(PRESENT)

    def in_custody(self) -> InmateQuerySet:
        return self.filter(custody_state=CustodyState.IN_CUSTODY)

    def matching(self, text: str) -> InmateQuerySet:
        """People whose search key holds every word of `text`, in any spelling that folds to the same."""
        found = self
        for spellings in names.search_words(text):
            word = Q()
            for spelling in _widest(spellings):
                if len(spelling) < SHORTEST_INNER_WORD:
                    word |= Q(search_key__startswith=spelling) | Q(search_key__contains=f" {spelling}")
                else:
                    word |= Q(search_key__contains=spelling)
            found = found.filter(word)
        return found

    def matching_few(self, text: str) -> InmateQuerySet:
        """The same people as `matching`, looked up in the whole country; slow where more than some thousand match.

        On SQLite they are found in the narrow index on the search key before their rows are touched; left alone,
        it walks all 275,000 rows in the order asked for until a page is full, which is quick only where many match.
        """
        if connection.vendor != "sqlite" or not names.search_words(text):
            return self.matching(text)
        everybody = apps.get_model("lapas", "Inmate").objects
        return self.filter(pk__in=everybody.matching(text).values("pk"))

    def with_nik(self, digits: str) -> InmateQuerySet:
        """The person with exactly this NIK, found by the blind index."""
        return self.filter(nik_index__in=sealed.indexes_of(digits))

    def with_register_number(self, prison: Prison, number: str) -> InmateQuerySet:
        """Who has, or had in this prison, the register number, however it is punctuated."""
        rows = apps.get_model("lapas", "RegisterNumber").objects.filter(
            prison=prison, normalised=register.normalise(number)
        )
        return self.filter(pk__in=rows.values("inmate_id"))

    def any_day(self, today: datetime.date) -> InmateQuerySet:
        """Who reads *sewaktu-waktu* on `today`: 2/3, "not before" or planned date has come, and no decision."""
        return self.filter(any_day_on(today))

    def leaving_by(self, day: datetime.date) -> InmateQuerySet:
        """Who may leave on or before `day` as far as the given dates say, any day included."""
        return self.filter(earliest_release__lte=day)

    def without_nik(self) -> InmateQuerySet:
        """Whose NIK the registry still has to find; foreigners have none."""
        return self.filter(WITHOUT_NIK)

    def unconfirmed(self) -> InmateQuerySet:
        """Whose certificate name the person has not confirmed yet."""
        return self.filter(UNCONFIRMED)

    def two_thirds_missing(self) -> InmateQuerySet:
        """Sentenced people whose earliest release hangs on an expiry, or nothing, because no 2/3 date was given."""
        return self.filter(TWO_THIRDS_MISSING)


class OfPrisonQuerySet(models.QuerySet):
    """Rows with a `prison`; reached like the prison itself."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfPrisonQuerySet:
        return self.filter(at_reached_prisons(user, perm))


class OfPersonAtPrisonQuerySet(OfPrisonQuerySet):
    """Rows with a `prison` about one person: reached like the prison, and no longer than the person."""

    PERSON = "inmate"

    def for_user(self, user: User | AnonymousUser, perm: str) -> OfPrisonQuerySet:
        rows = super().for_user(user, perm)
        return rows if nationwide(user, perm) else rows.filter(self.reached_on(clock.today()))

    def reached_on(self, today: datetime.date) -> Q:
        return not_long_gone(today, self.PERSON)


class MergeQuerySet(OfPersonAtPrisonQuerySet):
    PERSON = "kept"


class SubjectRequestQuerySet(OfPersonAtPrisonQuerySet):
    def reached_on(self, today: datetime.date) -> Q:
        """Also of somebody gone long ago: until it is answered, then as long as a release is remembered."""
        lately = Q(decided_at__isnull=True) | Q(decided_at__date__gte=today - KEPT_AFTER_RELEASE)
        return super().reached_on(today) | lately


class NoticeQuerySet(OfPersonAtPrisonQuerySet):
    def unread(self) -> NoticeQuerySet:
        """What nobody at the prison has read yet."""
        return self.filter(acknowledged_at__isnull=True)


class RemissionDayQuerySet(models.QuerySet):
    """Shared reference rows: everybody with the permission sees all of them."""

    def for_user(self, user: User | AnonymousUser, perm: str) -> RemissionDayQuerySet:
        return self.all() if user.has_perm(perm) else self.none()

    def between(self, first: datetime.date, last: datetime.date) -> RemissionDayQuerySet:
        return self.filter(on__range=(first, last)).order_by("on", "pk")


class DateFactQuerySet(models.QuerySet):
    def current(self) -> DateFactQuerySet:
        """The facts that hold: the newest of each kind, unless it was withdrawn."""
        return self.filter(superseded_at__isnull=True)
