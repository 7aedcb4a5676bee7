"""Pages that belong to no floor: home and search."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import clock, collect
from foundation.audit import services as audit
from foundation.jobs.choices import JobState
from foundation.jobs.health import oldest_waiting
from foundation.jobs.models import Job
from foundation.ui.pages import SIGNED_IN, Page
from pojok_vokasi.context import SEARCH_PERMISSION, House
from pojok_vokasi.health import parts

MOST_HITS = 50
FEWEST_LETTERS = 2


class Home(Page):
    """The work queue of the hat worn: what waits for this user, most urgent first."""

    permission_required = SIGNED_IN
    template_name = "home.html"

    def get_title(self) -> str:
        local = clock.now().astimezone(House(self.request).tzinfo)
        name = self.user.get_short_name()
        return f"{_greeting(local.hour)}, {name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.user
        tasks = collect.told(line for lines in collect.offered("queue", "tasks") for line in lines(user))
        tasks.sort(key=lambda task: task.urgency)
        panels = [panel for panels in collect.offered("panels", "panels") for panel in panels(user)]
        return super().get_context_data(
            tasks=tasks, urgent=sum(1 for task in tasks if task.urgency == 0), panels=panels, **kwargs
        )


class Health(Page):
    """What `/readyz` looks at, in words, and how the queue of jobs stands."""

    permission_required = "jobs.view_all"
    template_name = "health.html"
    title = gettext_lazy("Kesehatan portal")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = oldest_waiting()
        counted = dict(Job.objects.order_by().values_list("state").annotate(count=Count("pk")))
        found = parts()
        return super().get_context_data(
            parts=found,
            ill=any(reasons for _name, reasons in found),
            jobs=[(state.label, counted.get(state.value, 0)) for state in JobState],
            waiting_minutes=int(waiting.total_seconds() // 60) if waiting is not None else None,
            **kwargs,
        )


def _greeting(hour: int) -> str:
    if 4 <= hour < 11:
        return _("Selamat pagi")
    if 11 <= hour < 15:
        return _("Selamat siang")
    if 15 <= hour < 18:
        return _("Selamat sore")
    return _("Selamat malam")


class Search(Page):
    """Names and register numbers in reach; every search is in the trail, without the words."""

    permission_required = SEARCH_PERMISSION
    template_name = "search.html"
    title = gettext_lazy("Hasil pencarian")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = " ".join(self.request.GET.get("q", "").split())[:100]
        hits: list[collect.Hit] = []
        told: list[collect.Hit] = []
        if len(words) >= FEWEST_LETTERS:
            # From the ground up: people first, who are looked for most.
            for found in reversed(list(collect.offered("search", "hits"))):
                for hit in found(self.user, words):
                    (hits if hit.url else told).append(hit)
            audit.record_read(self.user, "portal.search", [], {"hits": len(hits)})
        return super().get_context_data(
            words=words,
            hits=hits[:MOST_HITS],
            told=told,
            more=len(hits) > MOST_HITS,
            too_short=len(words) < FEWEST_LETTERS,
            **kwargs,
        )
