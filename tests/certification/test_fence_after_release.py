"""What a prison still reads of somebody who has left, to the day."""

import datetime

import pytest
from django.urls import reverse

from certification.choices import CertificateState, SheetStatus
from certification.models import Certificate, PublicRecord, Sheet
from foundation import clock
from foundation.accounts.choices import Role
from lapas.models import Inmate
from tests.certification.issuing_world import decided, issued
from tests.certification.journey_world import on_sheets
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.certification import HandOverFactory, officer_of
from tests.factories.lapas import PrisonFactory, officer_at
from tests.factories.numbering import TrainingCertificateFactory

pytestmark = pytest.mark.django_db
DAYS = [(30, True), (31, False)]


def ago(days):
    return clock.today() - datetime.timedelta(days=days)


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def left(inmate, days):
    Inmate.objects.filter(pk=inmate.pk).update(custody_state="released", released_on=ago(days), destination=None)


def reads(client, inmate):
    """Whether the prison finds the person's record, and what it finds in its list of certificates."""
    client.force_login(officer_at(inmate.prison, Role.WORK_OFFICER))
    record = client.get(url("inmate-record", inmate.pk)).status_code == 200
    own = Certificate.objects.filter(inmate=inmate)
    page = client.get(url("certificate-list")).content.decode()
    details = {client.get(url("certificate-detail", row.pk)).status_code == 200 for row in own}
    assert details <= {record}
    assert {row.number in page for row in own} <= {record}
    return record


@pytest.mark.parametrize(("days", "read"), DAYS)
def test_thirty_days_after_the_release_when_nothing_was_outstanding(client, days, read):
    (certificate,) = issued(1, render=False)
    HandOverFactory(certificate=certificate, handed_on=ago(90))
    left(certificate.inmate, days)
    assert reads(client, certificate.inmate) is read


@pytest.mark.parametrize(("days", "read"), DAYS)
def test_thirty_days_after_the_hand_over_of_somebody_who_left_long_ago(client, days, read):
    (certificate,) = issued(1, render=False)
    left(certificate.inmate, 200)
    assert reads(client, certificate.inmate)
    HandOverFactory(certificate=certificate, handed_on=ago(days))
    assert reads(client, certificate.inmate) is read


@pytest.mark.parametrize("state", [SheetStatus.FORWARDED, SheetStatus.RETURNED])
@pytest.mark.parametrize(("days", "read"), DAYS)
def test_thirty_days_after_the_original_was_forwarded_or_returned(client, state, days, read):
    (certificate,) = on_sheets(1, SheetStatus.READY, since=150)
    left(certificate.inmate, 100)
    assert reads(client, certificate.inmate)
    Sheet.objects.update(state=state, state_since=ago(days))
    assert reads(client, certificate.inmate) is read


@pytest.mark.parametrize(("days", "read"), DAYS)
def test_thirty_days_after_an_original_that_was_never_handed_over_was_revoked(client, days, read):
    (certificate,) = issued(1, render=False)
    left(certificate.inmate, 100)
    change = {"state": CertificateState.REVOKED, "state_since": ago(days)}
    Certificate.objects.update(**change)
    PublicRecord.objects.update(**change)
    assert reads(client, certificate.inmate) is read


def test_one_certificate_that_is_outstanding_keeps_all_in_view(client):
    (certificate,) = issued(1, render=False)
    HandOverFactory(certificate=certificate, handed_on=ago(150))
    left(certificate.inmate, 100)
    assert not reads(client, certificate.inmate)
    TrainingCertificateFactory(inmate=certificate.inmate, enrolment__inmate=certificate.inmate)
    assert reads(client, certificate.inmate)


def test_decision_that_waits_for_its_number_keeps_the_person_in_view(client):
    inmate = decided(1).decisions.get().assessment.inmate
    left(inmate, 100)
    assert reads(client, inmate)
    # The number waits for the name, so this page stays; the others of the registry do not.
    Inmate.objects.filter(pk=inmate.pk).update(certificate_name_confirmed_on=None)
    assert client.get(reverse("lapas:inmate-confirm-name", args=[inmate.pk])).status_code == 200
    page = client.get(url("inmate-record", inmate.pk)).content.decode()
    assert reverse("lapas:inmate-confirm-name", args=[inmate.pk]) in page
    client.force_login(officer_at(inmate.prison, Role.PRISON_HEAD))
    assert client.get(reverse("lapas:inmate-correct", args=[inmate.pk])).status_code == 404
    assert (
        reverse("lapas:event-record", args=[inmate.pk])
        not in client.get(url("inmate-record", inmate.pk)).content.decode()
    )


def test_view_after_the_release_is_name_scheme_and_certificate(client):
    (certificate,) = issued(1, render=False)
    inmate = certificate.inmate
    left(inmate, 2)
    client.force_login(officer_at(inmate.prison, Role.PRISON_HEAD))
    page = client.get(url("inmate-record", inmate.pk)).content.decode()
    for shown in (inmate.name, certificate.subject, certificate.number):
        assert shown in page
    for hidden in (
        inmate.register_number,
        "Rencana menuju bebas",
        "Data diri",
        reverse("lapas:inmate-nik-reveal", args=[inmate.pk]),
    ):
        assert hidden not in page


def test_issuer_and_nation_read_on(client):
    (certificate,) = issued(1, render=False)
    HandOverFactory(certificate=certificate, handed_on=ago(150))
    left(certificate.inmate, 100)
    client.force_login(officer_of(certificate.lsp))
    assert client.get(url("certificate-detail", certificate.pk)).status_code == 200
    viewer = UserFactory()
    NationPostingFactory(person=viewer.person, role=Role.NATIONAL_VIEWER)
    client.force_login(viewer)
    assert client.get(url("record-reason", certificate.inmate_id)).status_code == 200


@pytest.mark.parametrize(("days", "read"), DAYS)
def test_list_and_search_of_the_register_forget_after_thirty_days(client, days, read):
    (certificate,) = issued(1, render=False)
    left(certificate.inmate, days)
    client.force_login(officer_at(certificate.inmate.prison, Role.REGISTRY_OFFICER))
    name = certificate.inmate.name
    assert (name in client.get(reverse("lapas:inmate-list"), {"tampil": "keluar"}).content.decode()) is read
    assert (
        url("inmate-record", certificate.inmate_id) in client.get(reverse("search"), {"q": name}).content.decode()
    ) is read


def test_originals_at_hand_are_the_same_without_the_fence_and_in_the_list(client):
    rows = on_sheets(6, SheetStatus.READY, since=150)
    here, arrived, forwarded, returned, handed, revoked = rows
    for row, state in ((arrived, "arrived"), (forwarded, SheetStatus.FORWARDED), (returned, SheetStatus.RETURNED)):
        Sheet.objects.filter(serial=row.sheet_serial).update(state=state, state_since=ago(90))
    HandOverFactory(certificate=handed, handed_on=ago(90))
    Certificate.objects.filter(pk=revoked.pk).update(state=CertificateState.REVOKED, state_since=ago(90))
    for row in rows:
        left(row.inmate, 100)
    officer, perm = officer_at(here.inmate.prison, Role.WORK_OFFICER), "certification.hand_over"
    others = officer_at(PrisonFactory(), Role.WORK_OFFICER)
    fenced = Certificate.objects.for_user(officer, perm).waiting_for_hand_over()
    assert set(Certificate.objects.at_hand_for(officer, perm)) == set(fenced) == {here, arrived}
    assert not Certificate.objects.at_hand_for(others, perm)
    reader = UserFactory()
    NationPostingFactory(person=reader.person, role=Role.AUDITOR)
    for user in (officer, officer_of(here.lsp, Role.LSP_OFFICER), reader):
        client.force_login(user)
        page = client.get(url("certificate-list"), {"tampil": "serah"})
        assert {row.record for row in page.context["table"].rows} == {here, arrived}
        assert [chip["count"] for chip in page.context["chips"] if chip["on"]] == [2]
