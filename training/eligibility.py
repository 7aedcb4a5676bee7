"""Who may be proposed for a class: facts in, findings out. The portal recommends and gives reasons; people decide."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapas.choices import CustodyState, Education, LegalStatus, NikStatus, ReleaseBasis, SecurityLevel
from training.choices import EndReason, FindingLevel
from training.fit import Fit, months_after

OK, UNKNOWN, WARN, BLOCK = FindingLevel.OK, FindingLevel.UNKNOWN, FindingLevel.WARN, FindingLevel.BLOCK
RISING = (OK, UNKNOWN, WARN, BLOCK)
ADULT_YEARS = 18

# What a failed check means unless the module says otherwise (`Module.finding_levels`); an unknown fact stays unknown.
DEFAULT_LEVELS: Mapping[str, FindingLevel] = {
    "placement": BLOCK,
    "sentenced": BLOCK,
    "security": WARN,
    "fit_for_work": BLOCK,
    "one_third": WARN,
    "education": WARN,
    "holds_scheme": BLOCK,
    "clash": BLOCK,
    "earlier_exit": WARN,
    "guardian": BLOCK,
    "data": UNKNOWN,
    "nik": UNKNOWN,
    "time_late": BLOCK,
    "time_margin": BLOCK,
    "time_tight": WARN,
    "time_any_day": WARN,
    "time_far": WARN,
    "time_two_thirds": UNKNOWN,
}
# A missing NIK never keeps anybody out of training; past 2/3 without a note is never green.
HIGHEST: Mapping[str, FindingLevel] = {"nik": UNKNOWN}
LOWEST: Mapping[str, FindingLevel] = {"time_any_day": WARN, "placement": BLOCK}

# Ways out of an earlier class that say nothing against the person.
NO_FAULT = frozenset({EndReason.TRANSFERRED, EndReason.RELEASED, EndReason.CLASS_CANCELLED, EndReason.OTHER_TASK})


@dataclass(frozen=True)
class Finding:
    code: str
    level: FindingLevel
    text: str

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "level": str(self.level.value), "text": self.text}


@dataclass(frozen=True)
class ClassFacts:
    """What a class asks. `certificate_on`: expected in hand; `margin_days` and `horizon_months` are the prison's."""

    prison_id: int
    starts_on: datetime.date
    ends_on: datetime.date
    certificate_on: datetime.date
    minimum_education: str = ""
    finding_levels: Mapping[str, str] = field(default_factory=dict)
    margin_days: int = 7
    horizon_months: int = 24


@dataclass(frozen=True)
class EarlierExit:
    """A seat that ended before its class did: which class, why (a value of EndReason), when."""

    title: str
    reason: str
    on: datetime.date


@dataclass(frozen=True)
class InmateFacts:
    """What is known of one person; an empty or None value means that nobody said."""

    prison_id: int
    custody_state: str
    legal_status: str
    birth_date: datetime.date | None = None
    birth_place: str = ""
    sex: str = ""
    education: str = ""
    security_level: str = ""
    fit_for_work: bool | None = None
    fit_for_work_on: datetime.date | None = None
    nik_status: str = NikStatus.NONE
    guardian_consent_on: datetime.date | None = None
    one_third_on: datetime.date | None = None
    release_on: datetime.date | None = None
    # As it reads on the day of the assessment: `Inmate.release_basis_on(today)`.
    release_basis: str = ReleaseBasis.UNKNOWN
    expiry: datetime.date | None = None
    two_thirds_unknown: bool = False
    holds_scheme: bool = False
    clashes: tuple[str, ...] = ()
    earlier_exits: tuple[EarlierExit, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """All findings about one person for one class, worst first, and how the time fits."""

    findings: tuple[Finding, ...]
    fit: Fit

    @property
    def days_left(self) -> int | None:
        return self.fit.days_left

    @property
    def level(self) -> FindingLevel:
        return self.findings[0].level if self.findings else OK

    @property
    def problems(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level != OK)

    @property
    def blocks(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == BLOCK)

    @property
    def needs_reason(self) -> bool:
        return self.level == WARN

    def as_json(self) -> list[dict[str, str]]:
        return [finding.as_json() for finding in self.findings]


def assess(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Assessment:
    """Every finding about `person` for the class on the day `on`; nothing is decided here."""
    fit = fit_of(wanted, person)
    raw = [finding for check in CHECKS for finding in check(wanted, person, on)]
    raw.extend(_time(wanted, person, fit, on))
    levelled = [Finding(code, _level(code, level, wanted.finding_levels), text) for code, level, text in raw]
    levelled.sort(key=lambda finding: -RISING.index(finding.level))
    return Assessment(findings=tuple(levelled), fit=fit)


Raw = Iterator[tuple[str, FindingLevel | None, str]]


def _level(code: str, found: FindingLevel | None, levels: Mapping[str, str]) -> FindingLevel:
    """The level of a finding: as found for ok and unknown facts; of a failed check (None) what the module says."""
    if found is not None:
        return found
    said = levels.get(code, "")
    level = FindingLevel(said) if said in FindingLevel.values else DEFAULT_LEVELS[code]
    if code in HIGHEST:
        level = min(level, HIGHEST[code], key=RISING.index)
    if code in LOWEST:
        level = max(level, LOWEST[code], key=RISING.index)
    return level


def day_text(day: datetime.date) -> str:
    return f"{day:%d-%m-%Y}"


def _days(number: int) -> str:
    return ngettext("%(number)d hari", "%(number)d hari", number) % {"number": number}


def _placement(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    if person.custody_state != CustodyState.IN_CUSTODY or person.prison_id != wanted.prison_id:
        yield "placement", None, _("Tidak sedang berada di UPT ini")
    else:
        yield "placement", OK, _("Berada di UPT ini")


def _sentenced(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    if person.legal_status == LegalStatus.DETAINED:
        yield "sentenced", None, _("Masih tahanan, belum menjalani pidana")
    else:
        yield "sentenced", OK, _("Sudah menjalani pidana")


def _security(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    if not person.security_level:
        yield "security", UNKNOWN, _("Tingkat pengamanan belum diketahui")
    elif person.security_level in {SecurityLevel.SUPER_MAXIMUM, SecurityLevel.MAXIMUM}:
        label = SecurityLevel(person.security_level).label
        yield "security", None, _("Tingkat pengamanan %(level)s") % {"level": str(label).lower()}
    else:
        yield "security", OK, _("Tingkat pengamanan sesuai")


def _fit_for_work(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    if person.fit_for_work is None:
        yield "fit_for_work", UNKNOWN, _("Layak bekerja belum diperiksa")
    elif not person.fit_for_work:
        when = f" ({day_text(person.fit_for_work_on)})" if person.fit_for_work_on else ""
        yield "fit_for_work", None, _("Dinyatakan tidak layak bekerja%(when)s") % {"when": when}
    else:
        yield "fit_for_work", OK, _("Layak bekerja")


def _one_third(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    if person.one_third_on is None:
        yield "one_third", UNKNOWN, _("1/3 masa pidana belum diketahui")
    elif person.one_third_on > wanted.starts_on:
        yield "one_third", None, _("1/3 masa pidana baru pada %(day)s") % {"day": day_text(person.one_third_on)}
    else:
        yield "one_third", OK, _("Sudah menjalani 1/3 masa pidana")


def _education(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    if not wanted.minimum_education:
        return
    rising = list(Education)
    least = Education(wanted.minimum_education)
    if not person.education:
        yield "education", UNKNOWN, _("Pendidikan belum diketahui, program meminta %(least)s") % {"least": least.label}
    elif rising.index(Education(person.education)) < rising.index(least):
        has = Education(person.education).label
        yield "education", None, _("Pendidikan %(has)s, program meminta %(least)s") % {"has": has, "least": least.label}
    else:
        yield "education", OK, _("Pendidikan sesuai")


def _holds_scheme(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    if person.holds_scheme:
        yield "holds_scheme", None, _("Sudah memiliki sertifikat skema ini")


def _clash(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    if person.clashes:
        yield "clash", None, _("Bentrok dengan %(classes)s") % {"classes": ", ".join(person.clashes)}


def _earlier_exit(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    for exit_ in person.earlier_exits:
        level = OK if exit_.reason in NO_FAULT else None
        yield (
            "earlier_exit",
            level,
            _("Pernah berhenti dari %(title)s pada %(day)s: %(reason)s")
            % {"title": exit_.title, "day": day_text(exit_.on), "reason": EndReason(exit_.reason).label},
        )


def _guardian(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    """A child needs the consent of the guardian: by golongan, or by age when the class starts."""
    of_age = person.birth_date is None or months_after(person.birth_date, 12 * ADULT_YEARS) <= wanted.starts_on
    if person.legal_status != LegalStatus.CHILD and of_age:
        return
    if person.guardian_consent_on is None:
        yield "guardian", None, _("Persetujuan wali belum dicatat")
    else:
        yield "guardian", OK, _("Persetujuan wali %(day)s") % {"day": day_text(person.guardian_consent_on)}


def _data(wanted: ClassFacts, person: InmateFacts, on: datetime.date) -> Raw:
    known = (
        (bool(person.education), _("pendidikan")),
        (person.birth_date is not None, _("tanggal lahir")),
        (bool(person.birth_place), _("tempat lahir")),
        (bool(person.sex), _("jenis kelamin")),
    )
    if missing := [label for is_known, label in known if not is_known]:
        yield "data", None, _("Data belum lengkap: %(missing)s") % {"missing": ", ".join(missing)}
    if person.nik_status in {NikStatus.NONE, NikStatus.PLACEHOLDER}:
        yield "nik", None, _("NIK belum ada")


CHECKS: tuple[Callable[[ClassFacts, InmateFacts, datetime.date], Raw], ...] = (
    _placement,
    _sentenced,
    _security,
    _fit_for_work,
    _one_third,
    _education,
    _holds_scheme,
    _clash,
    _earlier_exit,
    _guardian,
    _data,
)


def fit_of(wanted: ClassFacts, person: InmateFacts) -> Fit:
    """How the class, the certificate and the earliest release of one person lie to each other."""
    any_day = person.release_basis == ReleaseBasis.ANY_DAY
    known = person.release_on is not None and person.release_basis != ReleaseBasis.UNKNOWN
    release_on = person.release_on if known else None
    return Fit(
        class_starts_on=wanted.starts_on,
        class_ends_on=wanted.ends_on,
        certificate_on=wanted.certificate_on,
        release_on=release_on,
        expiry=person.expiry,
        any_day=any_day,
        days_left=None if any_day or release_on is None else (release_on - wanted.certificate_on).days,
    )


def _time(wanted: ClassFacts, person: InmateFacts, fit: Fit, on: datetime.date) -> Raw:
    """The certificate in hand against the earliest release, by the margin; and the release not too far away."""
    gone = [day for day in (person.expiry, None if fit.any_day else fit.release_on) if day is not None]
    left, margin = fit.days_left, wanted.margin_days
    if gone and min(gone) < wanted.certificate_on:
        early = _days((wanted.certificate_on - min(gone)).days)
        text = _("Bebas %(days)s sebelum sertifikat di tangan (%(day)s)")
        yield "time_late", None, text % {"days": early, "day": day_text(wanted.certificate_on)}
    elif fit.any_day:
        yield "time_any_day", None, _("Lewat 2/3, bisa bebas sewaktu-waktu")
    elif fit.release_on is None or left is None:
        yield "time_unknown", UNKNOWN, _("Perkiraan bebas belum diketahui")
    elif left < margin:
        text = _("Sisa waktu %(days)s, paling sedikit %(margin)s")
        yield "time_margin", None, text % {"days": _days(left), "margin": _days(margin)}
    elif left < 2 * margin:
        yield "time_tight", None, _("Sisa waktu %(days)s") % {"days": _days(left)}
    else:
        yield "time", OK, _("Sertifikat di tangan %(days)s sebelum bebas") % {"days": _days(left)}
    if fit.release_on is not None and fit.release_on > months_after(on, wanted.horizon_months):
        text = _("Bebas masih lebih dari %(months)d bulan lagi")
        yield "time_far", None, text % {"months": wanted.horizon_months}
    if person.two_thirds_unknown and person.release_basis == ReleaseBasis.EXPIRY:
        yield "time_two_thirds", None, _("2/3 belum diketahui, bisa bebas lebih cepat dari ekspirasi")
