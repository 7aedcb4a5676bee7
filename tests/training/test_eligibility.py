"""One test per finding: what is said, and at which level."""

import dataclasses
import datetime

import pytest

from lapas.choices import CustodyState, LegalStatus, NikStatus, ReleaseBasis, SecurityLevel
from training.choices import EndReason, FindingLevel
from training.eligibility import ClassFacts, EarlierExit, InmateFacts, assess

TODAY = datetime.date(2026, 11, 24)
CERTIFICATE = datetime.date(2027, 4, 7)
WANTED = ClassFacts(
    prison_id=1, starts_on=datetime.date(2027, 1, 11), ends_on=datetime.date(2027, 2, 19), certificate_on=CERTIFICATE
)
GOOD = InmateFacts(
    prison_id=1,
    custody_state=CustodyState.IN_CUSTODY,
    legal_status=LegalStatus.SENTENCED,
    birth_date=datetime.date(1990, 5, 1),
    birth_place="Serang",
    sex="L",
    education="smp",
    security_level=SecurityLevel.MEDIUM,
    fit_for_work=True,
    fit_for_work_on=datetime.date(2026, 10, 1),
    nik_status=NikStatus.FORMAT_OK,
    one_third_on=datetime.date(2026, 1, 1),
    release_on=datetime.date(2027, 7, 14),
    release_basis=ReleaseBasis.TWO_THIRDS,
    expiry=datetime.date(2028, 7, 14),
)


def found(code, wanted=WANTED, **changes):
    """The finding `code` about the good candidate with `changes`, as (level, text)."""
    assessment = assess(wanted, dataclasses.replace(GOOD, **changes), TODAY)
    hits = [(finding.level, finding.text) for finding in assessment.findings if finding.code == code]
    assert len(hits) == 1, f"{code} in {[finding.code for finding in assessment.findings]}"
    return hits[0]


def asks(**changes):
    return dataclasses.replace(WANTED, **changes)


def test_a_candidate_without_a_problem_is_ok():
    assessment = assess(WANTED, GOOD, TODAY)

    assert assessment.level == FindingLevel.OK
    assert assessment.problems == ()
    assert assessment.days_left == 98
    assert not assessment.needs_reason


def test_somebody_in_another_prison_is_blocked():
    assert found("placement", prison_id=2) == ("block", "Tidak sedang berada di UPT ini")


def test_somebody_on_the_way_to_another_prison_is_blocked():
    assert found("placement", custody_state=CustodyState.IN_TRANSIT)[0] == "block"


def test_a_detained_person_is_blocked():
    assert found("sentenced", legal_status=LegalStatus.DETAINED) == ("block", "Masih tahanan, belum menjalani pidana")


def test_maximum_security_needs_a_reason():
    assert found("security", security_level=SecurityLevel.MAXIMUM) == ("warn", "Tingkat pengamanan maksimum")


def test_unfit_for_work_is_blocked_with_the_day():
    assert found("fit_for_work", fit_for_work=False) == ("block", "Dinyatakan tidak layak bekerja (01-10-2026)")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("security", {"security_level": ""}),
        ("fit_for_work", {"fit_for_work": None}),
        ("one_third", {"one_third_on": None}),
        ("time_unknown", {"release_on": None, "release_basis": ReleaseBasis.UNKNOWN}),
    ],
)
def test_what_nobody_recorded_is_unknown_and_stops_nobody(code, changes):
    assert found(code, **changes)[0] == "unknown"
    assert not assess(WANTED, dataclasses.replace(GOOD, **changes), TODAY).blocks


def test_less_than_a_third_served_needs_a_reason():
    assert found("one_third", one_third_on=datetime.date(2027, 3, 1)) == (
        "warn",
        "1/3 masa pidana baru pada 01-03-2027",
    )


def test_education_below_the_module_needs_a_reason():
    assert found("education", asks(minimum_education="sma")) == ("warn", "Pendidikan SMP, program meminta SMA")


def test_education_that_nobody_knows_is_unknown_when_the_module_asks():
    assert found("education", asks(minimum_education="smp"), education="")[0] == "unknown"


def test_whoever_holds_the_scheme_is_blocked():
    assert found("holds_scheme", holds_scheme=True) == ("block", "Sudah memiliki sertifikat skema ini")


def test_a_clash_with_another_class_is_blocked():
    assert found("clash", clashes=("Menjahit, Angkatan 2",)) == ("block", "Bentrok dengan Menjahit, Angkatan 2")


def test_an_exit_for_discipline_needs_a_reason():
    exit_ = EarlierExit("Las, Angkatan 1", EndReason.DISCIPLINE, datetime.date(2026, 3, 1))

    level, text = found("earlier_exit", earlier_exits=(exit_,))

    assert level == "warn"
    assert text == "Pernah berhenti dari Las, Angkatan 1 pada 01-03-2026: pelanggaran tata tertib"


def test_an_exit_by_transfer_is_told_and_holds_nothing_against_the_person():
    exit_ = EarlierExit("Las, Angkatan 1", EndReason.TRANSFERRED, datetime.date(2026, 3, 1))

    assert found("earlier_exit", earlier_exits=(exit_,))[0] == "ok"


def test_a_missing_nik_is_a_note_whatever_the_module_says():
    assert found("nik", asks(finding_levels={"nik": "block"}), nik_status=NikStatus.PLACEHOLDER) == (
        "unknown",
        "NIK belum ada",
    )


def test_missing_data_are_named():
    assert found("data", education="", birth_place="") == ("unknown", "Data belum lengkap: pendidikan, tempat lahir")


def test_a_child_without_consent_of_the_guardian_is_blocked():
    assert found("guardian", legal_status=LegalStatus.CHILD) == ("block", "Persetujuan wali belum dicatat")


def test_a_minor_among_adults_needs_the_consent_as_well():
    assert found("guardian", birth_date=datetime.date(2009, 1, 12))[0] == "block"
    assert found("guardian", legal_status=LegalStatus.CHILD, guardian_consent_on=TODAY)[0] == "ok"


def test_a_release_before_the_certificate_is_blocked_with_the_days():
    assert found("time_late", release_on=datetime.date(2027, 3, 30)) == (
        "block",
        "Bebas 8 hari sebelum sertifikat di tangan (07-04-2027)",
    )


def test_a_decided_release_before_the_certificate_is_blocked():
    assert found("time_late", release_on=datetime.date(2027, 4, 6), release_basis=ReleaseBasis.DECISION)[0] == "block"


def test_less_than_the_margin_is_blocked():
    assert found("time_margin", release_on=datetime.date(2027, 4, 13)) == (
        "block",
        "Sisa waktu 6 hari, paling sedikit 7 hari",
    )


def test_a_tight_release_needs_a_reason():
    assert found("time_tight", release_on=datetime.date(2027, 4, 15)) == ("warn", "Sisa waktu 8 hari")


def test_the_margin_is_the_prisons():
    assert found("time_margin", asks(margin_days=30), release_on=datetime.date(2027, 4, 15))[0] == "block"


def test_past_two_thirds_without_a_note_is_amber_and_has_no_days_left():
    past = {"release_on": datetime.date(2026, 8, 1), "release_basis": ReleaseBasis.ANY_DAY}

    assert found("time_any_day", **past) == ("warn", "Lewat 2/3, bisa bebas sewaktu-waktu")
    assert assess(WANTED, dataclasses.replace(GOOD, **past), TODAY).days_left is None


def test_past_two_thirds_is_never_green_whatever_the_module_says():
    lenient = asks(finding_levels={"time_any_day": "ok"})

    assert found("time_any_day", lenient, release_on=TODAY, release_basis=ReleaseBasis.ANY_DAY)[0] == "warn"


def test_an_expiry_before_the_certificate_blocks_even_when_any_day_may_be_the_day():
    assert found(
        "time_late",
        release_on=datetime.date(2026, 8, 1),
        release_basis=ReleaseBasis.ANY_DAY,
        expiry=datetime.date(2027, 4, 5),
    ) == ("block", "Bebas 2 hari sebelum sertifikat di tangan (07-04-2027)")


def test_a_release_beyond_the_horizon_needs_a_reason():
    assert found("time_far", release_on=datetime.date(2028, 11, 25)) == (
        "warn",
        "Bebas masih lebih dari 24 bulan lagi",
    )


def test_an_expiry_without_a_known_two_thirds_is_not_green():
    assert found("time_two_thirds", release_basis=ReleaseBasis.EXPIRY, two_thirds_unknown=True)[0] == "unknown"


def test_levels_are_data_of_the_module():
    strict = asks(minimum_education="sma", finding_levels={"education": "block"})
    lenient = asks(finding_levels={"sentenced": "ok"})

    assert found("education", strict)[0] == "block"
    assert found("sentenced", lenient, legal_status=LegalStatus.DETAINED)[0] == "ok"


def test_findings_come_worst_first():
    levels = [
        finding.level
        for finding in assess(
            WANTED, dataclasses.replace(GOOD, fit_for_work=False, security_level="", holds_scheme=True), TODAY
        ).findings
    ]

    assert levels == sorted(levels, key=["block", "warn", "unknown", "ok"].index)
