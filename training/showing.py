"""How findings and fits are shown: the line, the days, the tags. Pure; pages put it into rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.ui.fitline import FitLine
from lapas.choices import ReleaseBasis
from training.choices import FindingLevel
from training.eligibility import Assessment, Finding
from training.fit import Fit, months_after

MOST_TAGS = 3
LONGEST_LINE_MONTHS = 24
TAG_LEVELS = {FindingLevel.BLOCK: "bad", FindingLevel.WARN: "warn", FindingLevel.UNKNOWN: "mut", FindingLevel.OK: "ok"}


@dataclass(frozen=True)
class Tag:
    """One coloured word; `more` says aloud and on hover what it sums up."""

    level: str
    text: str
    more: str = ""


def span_of(fits: Iterable[Fit], today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """One scale for all lines of a page: from today or the start of the class to the last day, at most two years on."""
    every = list(fits)
    first = min([today, *(fit.class_starts_on for fit in every)])
    days = [day for fit in every for day in (fit.certificate_on, fit.release_on, fit.expiry) if day is not None]
    last = max([first + datetime.timedelta(days=90), *days])
    return first, min(last, months_after(first, LONGEST_LINE_MONTHS)) + datetime.timedelta(days=7)


def line_of(fit: Fit, span: tuple[datetime.date, datetime.date], margin_days: int) -> FitLine:
    return FitLine(
        start=span[0],
        end=span[1],
        training_from=fit.class_starts_on,
        training_until=fit.class_ends_on,
        certificate_on=fit.certificate_on,
        earliest_release=fit.release_on,
        release_tone=fit.tone(margin_days),
        expiry=fit.expiry,
    )


def days_text(fit: Fit) -> str:
    """+41 hari; a dash where no day is known."""
    if fit.days_left is None:
        return "–"
    sign = "+" if fit.days_left >= 0 else "−"
    return ngettext("%(sign)s%(days)d hari", "%(sign)s%(days)d hari", abs(fit.days_left)) % {
        "sign": sign,
        "days": abs(fit.days_left),
    }


def basis_text(basis: str, two_thirds_unknown: bool = False) -> str:
    """The basis in words; beside a date "any day" is said by the date's own place."""
    label = str(ReleaseBasis(basis).label)
    if two_thirds_unknown and basis == ReleaseBasis.EXPIRY:
        return _("%(basis)s, 2/3 belum diketahui") % {"basis": label}
    return label


def tags_of(assessment: Assessment) -> list[Tag]:
    """What stands against the person, worst first; what nobody knows is summed up; nothing at all is said in green."""
    against = [finding for finding in assessment.problems if finding.level != FindingLevel.UNKNOWN]
    unknown = [finding for finding in assessment.problems if finding.level == FindingLevel.UNKNOWN]
    tags = [Tag(TAG_LEVELS[finding.level], finding.text) for finding in against[:MOST_TAGS]]
    if rest := against[MOST_TAGS:]:
        tags.append(_summed(rest, _("dan %(count)d lagi") % {"count": len(rest)}, "warn"))
    if len(unknown) == 1:
        tags.append(Tag("mut", unknown[0].text))
    elif unknown:
        tags.append(_summed(unknown, _("%(count)d fakta belum lengkap") % {"count": len(unknown)}, "mut"))
    return tags or [Tag("ok", _("Memenuhi syarat"))]


def _summed(findings: list[Finding], text: str, level: str) -> Tag:
    return Tag(level, text, more="; ".join(finding.text for finding in findings))


def card_tag(fit: Fit, margin_days: int) -> Tag:
    """All that whoever teaches is told of somebody's time: whether the certificate comes in time, without a date."""
    return {
        "ok": Tag("ok", _("selesai pada waktunya")),
        "warn": Tag("warn", _("waktunya sempit")),
        "bad": Tag("warn", _("waktunya sempit")),
        "mut": Tag("mut", _("belum diketahui")),
    }[fit.tone(margin_days)]
