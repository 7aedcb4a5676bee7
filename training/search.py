"""Classes in the search box; collected by the roof."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.collect import Hit
from training.models import TrainingClass

SEE = "training.view_class"
MOST_HITS = 5


def hits(user: User, words: str) -> Iterator[Hit]:
    """Classes in reach whose program, scheme or corner holds every word, the newest first."""
    if not user.has_perm(SEE):
        return
    found = TrainingClass.objects.for_user(user, SEE)
    for word in words.split():
        found = found.filter(
            Q(module__title__icontains=word)
            | Q(module__scheme__title_id__icontains=word)
            | Q(corner__name__icontains=word)
        )
    for course in found.select_related("module", "corner__prison")[:MOST_HITS]:
        yield Hit(
            title=str(course),
            detail=_("%(status)s, %(corner)s, %(prison)s")
            % {
                "status": course.get_status_display(),
                "corner": course.corner.name,
                "prison": course.corner.prison,
            },
            url=reverse("training:class-detail", args=[course.pk]),
        )
