"""Is the portal alive, and is it ready: `/livez` for the process, `/readyz` for everything it stands on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from certification.rendering import libraries
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.audit.triggers import missing
from foundation.collect import offered
from foundation.jobs.health import oldest_waiting
from pojok_vokasi.celery import app

BROKER_SECONDS = 1
MOST_TOLD = 5


@require_safe
@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; touches nothing else."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every part is there, otherwise 503 with one sentence for each that is not."""
    state = examine()
    return JsonResponse(state, status=200 if state["status"] == "ready" else 503)


def examine() -> dict[str, Any]:
    """The answer of `/readyz`: status, reasons, and the age in seconds of the job that waits longest."""
    reasons: list[str] = []
    oldest: float | None = None
    try:
        reasons += database_reasons()
        if not reasons:
            waiting = oldest_waiting()
            oldest = round(waiting.total_seconds(), 1) if waiting is not None else None
    except DatabaseError as error:
        reasons.append(f"database: {type(error).__name__}")
    reasons += [*library_reasons(), *broker_reasons()]
    return {
        "status": "not ready" if reasons else "ready",
        "reasons": reasons,
        "oldest_waiting_job_seconds": oldest,
    }


def parts() -> list[tuple[str, list[str]]]:
    """For the page of the administrator: each part with what is wrong with it, in the operator's words."""
    try:
        database = list(database_reasons())
    except DatabaseError as error:
        database = [f"database: {type(error).__name__}"]
    return [
        (_("Basis data"), database),
        (_("Pustaka untuk PDF"), list(library_reasons())),
        (_("Perantara pekerjaan"), list(broker_reasons())),
        (_("Segel jejak audit"), audit.unsealed_lately(MOST_TOLD)),
        (_("Data yang masa simpannya habis"), list(kept_too_long())),
    ]


def kept_too_long() -> Iterator[str]:
    """What the sweeper should have deleted a day ago."""
    for late in offered("leftovers", "late"):
        yield from late()


def reasons_not_to_start() -> list[str]:
    """What an operator must put right before `serve` starts anything; empty when nothing."""
    try:
        return [*library_reasons(), *database_reasons()]
    except DatabaseError as error:
        return [f"The database does not answer: {error}"]


def database_reasons() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"migrations: {len(plan)} not applied; run manage.py migrate."
        return
    if lost := missing():
        yield f"triggers missing: {', '.join(lost)}; manage.py migrate puts them back."
    if settings.PRODUCTION and User.objects.filter(is_demo=True).exists():
        yield "demo accounts exist; production does not start with them. Use a database without the demo world."


def library_reasons() -> Iterator[str]:
    try:
        libraries.require()
    except libraries.LibraryMissing as missing_library:
        yield f"libraries: {missing_library}"


def broker_reasons() -> Iterator[str]:
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        folder = str(settings.BROKER_DIR / "messages")
        if not os.access(folder, os.W_OK | os.X_OK):
            yield f"broker: {folder} is not a folder that can be written."
        return
    try:
        with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (OperationalError, OSError) as error:
        yield f"broker: {type(error).__name__}; jobs wait until it is back, pages go on."
