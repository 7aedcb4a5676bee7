"""The side menu: one table, in the order of the screen.

A floor adds a line for each page that belongs in the menu. A line is shown when the user's hat gives its permission.
`count` names a function `(user) -> int | str | None` for the badge, as a dotted path; it is asked at
most once a minute per user and hat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from foundation.accounts import postings
from foundation.accounts.models import User

BADGE_SECONDS = 60
WORK, REFERENCE, HOUSE = "", _("Rujukan"), _("Rumah tangga")


@dataclass(frozen=True)
class Line:
    """One possible line of the menu; `group` is the small heading over the first shown line that carries it."""

    label: Any
    url_name: str
    permission: str = ""
    icon: str = "list"
    count: str = ""
    group: Any = WORK


MENU: tuple[Line, ...] = (
    Line(_("Beranda"), "home", icon="house"),
    Line(_("Penghuni"), "lapas:inmate-list", "lapas.view_inmate", "people", "lapas.menu_counts.present"),
    Line(_("Kedatangan"), "lapas:arrivals", "lapas.record_event", "box-arrow-right", "lapas.menu_counts.arriving"),
    Line(_("Papan bebas"), "lapas:release-board", "lapas.record_event", "calendar3"),
    Line(_("SK & usulan"), "lapas:act-list", "lapas.record_event", "file-earmark-text"),
    Line(_("Perubahan"), "lapas:notice-list", "lapas.read_changes", "arrow-repeat"),
    Line(_("Impor data"), "lapas:import-list", "lapas.import_inmates", "file-earmark-arrow-up"),
    Line(_("Kelas"), "training:class-list", "training.view_class", "calendar-check"),
    Line(_("Daftar keluar blok"), "training:call-list", "training.add_enrolment", "list-check"),
    Line(_("Jangan dipindahkan"), "training:do-not-transfer", "training.view_stays", "pause-circle"),
    Line(_("Sidang TPP"), "training:hearing-list", "training.record_hearing", "hammer"),
    Line(
        _("Uji saya"),
        "certification:my-exam-list",
        "certification.judge_assessment",
        "clipboard-check",
        "certification.queue_exams.open_own_exams",
    ),
    Line(
        _("Uji kompetensi"),
        "certification:exam-list",
        "certification.view_exam",
        "clipboard-data",
        "certification.queue_exams.waiting_exams",
    ),
    Line(_("Usulkan uji"), "certification:exam-propose-list", "certification.propose_exam", "send"),
    Line(_("Penomoran"), "certification:numbering-list", "certification.number_certificate", "list-check"),
    Line(
        _("Cetak"),
        "certification:print-list",
        "certification.print_certificate",
        "printer",
        "certification.queue_sheets.waiting_for_print",
    ),
    Line(_("Blangko"), "certification:lot-list", "certification.view_sheets", "layers"),
    Line(_("Sertifikat pelatihan"), "certification:training-certificate-list", "certification.issue_training", "award"),
    Line(_("Kiriman"), "certification:package-list", "certification.view_package", "box-seam"),
    Line(_("Kotak sertifikat"), "certification:ready-box", "certification.hand_over", "archive"),
    Line(_("Loket"), "certification:counter", "certification.serve_counter", "person-check"),
    Line(_("Menjelang bebas"), "certification:leaving-list", "certification.hand_over", "door-open"),
    Line(_("Setelah bebas"), "certification:after-release", "certification.hand_over", "box-arrow-right"),
    Line(_("Sertifikat"), "certification:certificate-list", "certification.view_certificate", "award"),
    Line(
        _("Permohonan status"),
        "certification:state-request-list",
        "certification.ask_for_state",
        "pause-circle",
        "certification.queue_states.waiting_requests",
    ),
    Line(
        _("Bagian berkas data"),
        "certification:part-list",
        "certification.give_part",
        "person-check",
        "certification.queue_parts.waiting_parts",
    ),
    Line(_("Hari remisi"), "training:remission-days", "lapas.view_remission_day", "calendar3", group=REFERENCE),
    Line(_("Skema & unit"), "training:scheme-list", "training.view_catalogue", "book", group=REFERENCE),
    Line(_("Pojok vokasi"), "training:corner-list", "training.view_corner", "shop", group=REFERENCE),
    Line(_("Balai pelatihan"), "training:centre-list", "training.view_centre", "building", group=REFERENCE),
    Line(_("LSP & asesor"), "certification:lsp-list", "certification.view_lsp", "patch-check", group=REFERENCE),
    Line(_("Daftar UPT"), "lapas:prison-register", "lapas.change_prison", "building", group=REFERENCE),
    Line(_("UPT"), "lapas:prison-list", "lapas.view_prison", "building", group=REFERENCE),
    Line(
        _("Usulan penugasan"),
        "desks:request-list",
        "desks.view_posting",
        "person-plus",
        "foundation.desks.queue.waiting_requests",
        HOUSE,
    ),
    Line(_("Orang & akun"), "desks:person-list", "desks.view_posting", "person-badge", group=HOUSE),
    Line(_("Permintaan data"), "lapas:request-list", "lapas.view_requests", "person-check", group=HOUSE),
    Line(_("Masa simpan"), "lapas:retention", "lapas.view_retention", "archive", group=HOUSE),
    Line(_("Jejak audit"), "audit:trail", "audit.view_trail", "clock-history", group=HOUSE),
    Line(_("Pekerjaan"), "jobs:failed", "jobs.view_all", "arrow-repeat", group=HOUSE),
    Line(_("Kesehatan portal"), "health", "jobs.view_all", "shield-check", group=HOUSE),
)


def shown(request: HttpRequest) -> list[dict[str, Any]]:
    """The lines for the user who asks, with address, badge, and which one is open."""
    user = request.user
    allowed = postings.permissions(user)
    found = [(line, reverse(line.url_name)) for line in MENU if not line.permission or line.permission in allowed]
    open_url = max(
        (url for _line, url in found if request.path.startswith(url) and (url != "/" or request.path == "/")),
        key=len,
        default="",
    )
    counts = _counts(user, [line for line, _url in found])
    items = []
    group: Any = WORK
    for line, url in found:
        items.append(
            {
                "label": line.label,
                "url": url,
                "icon": line.icon,
                "count": counts.get(line.url_name),
                "active": url == open_url,
                "group": line.group if line.group != group else "",
            }
        )
        group = line.group
    return items


def _counts(user: Any, lines: list[Line]) -> dict[str, int | str | None]:
    if not isinstance(user, User) or not any(line.count for line in lines):
        return {}
    key = f"menu:{user.pk}:{getattr(user, 'hat', None)}"
    counts: dict[str, int | str | None] | None = cache.get(key)
    if counts is None:
        counts = {line.url_name: import_string(line.count)(user) for line in lines if line.count}
        cache.set(key, counts, BADGE_SECONDS)
    return counts
