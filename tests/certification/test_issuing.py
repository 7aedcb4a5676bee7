"""From decision to number, frozen facts and public record."""

import pytest
from django.core.exceptions import ValidationError

from certification.choices import Competence, NumberingMode, SeriesKind
from certification.models import Certificate, Decision, NumberSeries, PublicRecord
from certification.rendering.facts import CertificateFacts
from certification.services.counters import open_series
from certification.services.issuing import (
    NAME_NOT_CONFIRMED,
    Numbered,
    issue_certificates,
    issue_held,
    record_letter_numbers,
)
from foundation import clock
from foundation.audit.models import AuditEvent
from foundation.jobs.models import Job
from tests.certification.issuing_world import FIRST, FIRST_REGISTRATION, decided, issued
from tests.factories.accounts import UserFactory
from tests.factories.certification import DecisionFactory, LspFactory
from tests.factories.numbering import NumberLetterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return UserFactory()


def test_issue_numbers_in_order_from_the_counters(actor):
    meeting = decided(3)
    lsp, scheme, year = meeting.exam.lsp, meeting.exam.scheme, meeting.letter_date.year
    made = issue_certificates(meeting=meeting, actor=actor)
    level = scheme.kkni_level or 0
    assert [row.number for row in made] == [
        f"{scheme.kbli5} {scheme.kbji4} {level} {FIRST + n:07d} {year}" for n in range(3)
    ]
    assert [row.registration_number for row in made] == [
        f"{lsp.sector_code} {lsp.licence_number} {FIRST_REGISTRATION + n:05d} {year}" for n in range(3)
    ]
    assert NumberSeries.objects.get(lsp=lsp, kind=SeriesKind.CERTIFICATE).next_number == FIRST + 3


def test_issue_freezes_facts_that_are_complete(actor):
    meeting = decided(1)
    (made,) = issue_certificates(meeting=meeting, actor=actor)
    facts = CertificateFacts.from_json(Certificate.objects.get(pk=made.pk).facts)
    assert facts.name == "PEMEGANG NOMOR A"
    assert [unit.code for unit in facts.units] == list(
        meeting.exam.scheme.scheme_units.order_by("position").values_list("unit__code", flat=True)
    )
    assert facts.issued_on == meeting.letter_date
    assert made.valid_until.year == meeting.letter_date.year + meeting.exam.scheme.validity_years


def test_issue_writes_public_record_event_and_one_rendering_job(actor):
    made = issue_certificates(meeting=decided(2), actor=actor)
    assert PublicRecord.objects.filter(code__in=[row.code for row in made]).count() == 2
    assert AuditEvent.objects.get(verb="certification.issue").subjects.count() == 2
    job = Job.objects.get(kind="certification.render")
    assert job.params == {"certificates": [row.pk for row in made]}
    assert job.total == 2


def test_issue_passes_over_those_not_competent(actor):
    meeting = decided(1)
    DecisionFactory(meeting=meeting, outcome=Competence.NOT_YET, assessment__candidate_number=9)
    assert len(issue_certificates(meeting=meeting, actor=actor)) == 1


def test_issue_twice_gives_nobody_a_second_number(actor):
    meeting = decided(2)
    issue_certificates(meeting=meeting, actor=actor)
    assert issue_certificates(meeting=meeting, actor=actor) == []
    assert Certificate.objects.count() == 2


def test_issue_holds_a_decision_without_confirmed_name(actor):
    meeting = decided(2, confirmed=False)
    assert issue_certificates(meeting=meeting, actor=actor) == []
    assert set(Decision.objects.values_list("is_held", "note")) == {(True, NAME_NOT_CONFIRMED)}
    assert NumberSeries.objects.get(kind=SeriesKind.CERTIFICATE).next_number == FIRST


def test_held_decision_is_numbered_once_the_name_is_confirmed(actor):
    meeting = decided(1, confirmed=False)
    issue_certificates(meeting=meeting, actor=actor)
    decision = meeting.decisions.get()
    with pytest.raises(ValidationError) as refused:
        issue_held(decisions=[decision], actor=actor)
    assert refused.value.code == NAME_NOT_CONFIRMED
    inmate = decision.assessment.inmate
    inmate.certificate_name_confirmed_on = clock.today()
    inmate.save()
    (made,) = issue_held(decisions=[decision], actor=actor)
    decision.refresh_from_db()
    assert made.serial == FIRST
    assert not decision.is_held


def test_issue_needs_an_opened_series(actor):
    meeting = decided(1)
    NumberSeries.objects.filter(kind=SeriesKind.CERTIFICATE).delete()
    with pytest.raises(ValidationError) as refused:
        issue_certificates(meeting=meeting, actor=actor)
    assert refused.value.code == "no_series"


def test_registration_series_restarts_by_itself_in_a_later_year(actor):
    meeting = decided(1)
    NumberSeries.objects.filter(kind=SeriesKind.REGISTRATION).update(year=meeting.letter_date.year - 1)
    (made,) = issue_certificates(meeting=meeting, actor=actor)
    assert made.registration_serial == 1


def test_issue_refuses_without_an_address_to_check_at(actor, settings):
    settings.VERIFY_BASE_URL = ""
    with pytest.raises(ValidationError) as refused:
        issue_certificates(meeting=decided(1), actor=actor)
    assert refused.value.code == "no_verify_address"
    assert Certificate.objects.count() == 0


def test_issue_refuses_a_word_that_tells_of_custody(actor):
    meeting = decided(1)
    meeting.exam.lsp.city = "Lapas Cipinang"
    meeting.exam.lsp.save()
    with pytest.raises(ValidationError) as refused:
        issue_certificates(meeting=meeting, actor=actor)
    assert refused.value.code == "stigma"
    assert "lapas" in refused.value.message


def test_open_series_refuses_to_move_a_running_one(actor):
    lsp = issued(1, render=False)[0].lsp
    with pytest.raises(ValidationError) as refused:
        open_series(issuer=lsp, kind=SeriesKind.CERTIFICATE, first_number=1, actor=actor)
    assert refused.value.code == "series_running"


def test_open_series_may_be_corrected_before_it_runs(actor):
    lsp = LspFactory()
    open_series(issuer=lsp, kind=SeriesKind.CERTIFICATE, first_number=10, actor=actor)
    series = open_series(issuer=lsp, kind=SeriesKind.CERTIFICATE, first_number=20, actor=actor)
    assert (series.first_number, series.next_number) == (20, 20)


def letter_of(lsp):
    return NumberLetterFactory(lsp=lsp, state="applied")


def by_letter(meeting, rows, actor):
    lsp = meeting.exam.lsp
    return record_letter_numbers(lsp=lsp, rows=rows, letter=letter_of(lsp), actor=actor)


def _letter(meeting, **changes):
    rows = []
    for n, decision in enumerate(meeting.decisions.order_by("pk")):
        given = {"number": f"61929 2166 3 01699{n:02d} 2026", "registration_number": f"TIK 1 {n:05d} 2026"}
        rows.append(Numbered(decision=decision, **{**given, **changes}))
    return rows


def test_letter_numbers_make_certificates_without_touching_a_counter(actor):
    meeting = decided(2, mode=NumberingMode.IMPORTED)
    made = by_letter(meeting, _letter(meeting), actor)
    assert {row.serial for row in made} == {None}
    assert Certificate.objects.get(number="61929 2166 3 0169901 2026").registration_number == "TIK 1 00001 2026"
    assert NumberSeries.objects.count() == 0


def test_imported_lsp_gets_no_portal_numbers(actor):
    assert issue_certificates(meeting=decided(1, mode=NumberingMode.IMPORTED), actor=actor) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": ""}, "number_missing"),
        ({"registration_number": " "}, "number_missing"),
        ({"number": "SAMA"}, "number_taken"),
        ({"sheet_serial": "123"}, "sheet_serial"),
        ({"sheet_serial": "13562547"}, "sheet_not_received"),
    ],
)
def test_letter_numbers_refuse(actor, changes, code):
    meeting = decided(2, mode=NumberingMode.IMPORTED)
    with pytest.raises(ValidationError) as refused:
        by_letter(meeting, _letter(meeting, **changes), actor)
    assert refused.value.code == code
    assert Certificate.objects.count() == 0


def test_letter_numbers_refuse_an_unconfirmed_name(actor):
    meeting = decided(1, mode=NumberingMode.IMPORTED, confirmed=False)
    with pytest.raises(ValidationError) as refused:
        by_letter(meeting, _letter(meeting), actor)
    assert refused.value.code == NAME_NOT_CONFIRMED


def test_letter_numbers_refuse_a_portal_lsp(actor):
    meeting = decided(1)
    with pytest.raises(ValidationError) as refused:
        by_letter(meeting, _letter(meeting), actor)
    assert refused.value.code == "portal_mode"


def test_letter_numbers_refuse_a_decision_of_another_lsp(actor):
    meeting = decided(1, mode=NumberingMode.IMPORTED)
    with pytest.raises(ValidationError) as refused:
        record_letter_numbers(lsp=LspFactory(), rows=_letter(meeting), letter=letter_of(meeting.exam.lsp), actor=actor)
    assert refused.value.code == "not_waiting"
