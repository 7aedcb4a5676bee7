"""A changed state tells the public neither why, nor by whom, nor what came instead, nor that there was a prison."""

import json

import pytest
from django.urls import reverse

from certification import stigma
from certification.choices import Wish
from certification.models import Certificate, PublicRecord
from certification.rendering import codes
from certification.services.states import approve_request, ask_for_state
from foundation import stored
from foundation.accounts.choices import Role
from foundation.jobs.execution import run_due
from tests.certification.paper import metadata_of, qr_of, text_of
from tests.certification.state_world import handed, officers
from tests.factories.lapas import officer_at

pytestmark = pytest.mark.django_db
REASON = "Kepala lapas menulis bahwa narapidana ini memakai hasil peserta lain"
NOTE = "Sesuai surat UPT tentang warga binaan tersebut"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def changed(wish):
    """Asked by the prison, approved by the LSP; every copy that is due made anew."""
    certificate = handed(render=True)
    certificate.inmate.certificate_name = "PEMEGANG YANG BENAR"
    certificate.inmate.save()
    asking = officer_at(certificate.inmate.prison, Role.PRISON_HEAD)
    request = ask_for_state(certificate=certificate, wish=wish, reason=REASON, actor=asking)
    approve_request(request=request, note=NOTE, actor=officers(certificate.lsp)[0])
    run_due()
    return Certificate.objects.select_related("inmate__prison").get(pk=certificate.pk), request


def traces_of(certificate, request):
    """What only the house knows: the reason, the people, the place, and every number but the own one."""
    others = Certificate.objects.exclude(pk=certificate.pk).filter(decision=certificate.decision)
    return [
        REASON, NOTE, request.asked_by.full_name, request.decided_by.full_name, certificate.inmate.prison.name,
        certificate.inmate.register_number,
        *(value for other in others for value in (other.number, other.registration_number, other.code)),
    ]  # fmt: skip


@pytest.mark.parametrize("wish", [Wish.SUSPENDED, Wish.REVOKED, Wish.REPLACED, Wish.NEW_SHEET])
def test_page_record_and_copy_of_a_changed_certificate_tell_nothing_of_it(client, wish):
    certificate, request = changed(wish)
    request.refresh_from_db()
    page = client.get(reverse("verify:record", args=[certificate.code + codes.check_character(certificate.code)]))
    record = json.dumps(PublicRecord.objects.filter(code=certificate.code).values().get(), default=str)
    pdf = stored.read("certificates", certificate.pdf_sha256)
    for shown in (page.content.decode(), record, " ".join([text_of(pdf), metadata_of(pdf), *qr_of(pdf)])):
        assert certificate.number in shown
        assert stigma.found_in(shown, holder=certificate.facts["name"]) == []
        for trace in traces_of(certificate, request):
            assert trace not in shown


def test_copy_of_the_successor_says_nothing_of_the_one_before_it():
    old, request = changed(Wish.REPLACED)
    request.refresh_from_db()
    new = Certificate.objects.get(replaces=old)
    pdf = stored.read("certificates", new.pdf_sha256)
    shown = " ".join([text_of(pdf), metadata_of(pdf), *qr_of(pdf)])
    assert new.number in shown
    for trace in [*traces_of(new, request), old.facts["name"]]:
        assert trace not in shown
