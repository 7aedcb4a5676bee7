"""The archive behind one certificate: opened, its hashes checked, read as the issuer and as an auditor."""

import hashlib
import io
import json
import zipfile

import pytest
from django.urls import reverse

from certification.models import Certificate
from certification.services.states import ask_for_state
from foundation.accounts.choices import Role
from foundation.audit import services as audit
from foundation.audit.models import AuditEvent, AuditSeal
from foundation.jobs.execution import run_due
from tests.certification.issuing_world import issued
from tests.certification.paper import text_of
from tests.certification.state_world import REASON, handed, officers
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.batches import submitted
from tests.factories.certification import officer_of

pytestmark = pytest.mark.django_db
PASSWORD = "pojok-demo-2026"
WHY = "Surat tugas pemeriksaan 14/2026"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def certificate():
    """Decided, numbered, printed, handed over, with a copy and a request that waits."""
    batch = submitted([1], units=3)
    batch.decide()
    run_due()
    row = handed(Certificate.objects.get())
    asker, _decider = officers(row.lsp)
    ask_for_state(certificate=row, wish="suspended", reason=REASON, actor=asker)
    return Certificate.objects.get(pk=row.pk)


def auditor():
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.AUDITOR)
    return user


def url(certificate):
    return reverse("certification:certificate-bundle", args=[certificate.pk])


def asked(client, user, certificate, **changes):
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    return client.post(url(certificate), {"reason": WHY, "password": PASSWORD, **changes})


def opened(answer):
    """Name → content, after every hash of the list was right and nothing stood outside of it."""
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist()}
    listed = dict(reversed(line.split("  ")) for line in found.pop("SHA256SUMS").decode().splitlines())
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    return found


def test_bundle_of_the_issuer_holds_every_step_and_the_files(client, certificate):
    audit.seal()
    answer = asked(client, officer_of(certificate.lsp), certificate)
    found = opened(answer)
    assert answer["Content-Disposition"] == f'attachment; filename="bukti-{certificate.code[:4]}.zip"'
    paper = {name[3:-5]: json.loads(content) for name, content in found.items() if name.endswith(".json")}
    assert paper["tertulis"]["name"] == certificate.facts["name"]
    assert paper["salinan"]["file_is_whole"] is True
    decided = paper["uji-dan-keputusan"]
    assert len(decided["assessment"]["units"]) == len(certificate.facts["units"])
    assert decided["meeting"]["decided_on_this_candidate"]
    assert paper["nomor"]["number"] == certificate.number
    assert [sheet["serial"] for sheet in paper["blangko"]] == [certificate.sheet_serial]
    assert paper["penyerahan"][0]["handed_by"] == "petugas UPT"
    assert paper["status"][0]["reason"] == REASON
    copy = found[certificate.file_name]
    assert hashlib.sha256(copy).hexdigest() == certificate.pdf_sha256
    assert certificate.facts["name"] in text_of(found["tanda-terima-1.pdf"])
    verbs = {event["verb"] for event in paper["jejak"]}
    assert {"certification.decide", "certification.issue", "certification.hand_over"} <= verbs
    first = paper["jejak"][0]
    assert AuditSeal.objects.get(seq=first["seal"]["seq"]).hash == first["seal"]["hash"]
    for event in paper["jejak"]:
        assert hashlib.sha256(event["sealed"].encode()).hexdigest() == event["seal"]["hash"]
    assert all(seat["met"] and seat["met_valid_that_day"] for seat in decided["exam"]["assessors"])
    assert "HANYA UNTUK PEMERIKSAAN DI DALAM" in found["BACA-SAYA.txt"].decode()


def test_bundle_of_an_auditor_names_who_acted_and_never_the_holder(client, certificate):
    # A clerk wrote the holder's name into a reason.
    certificate.state_requests.update(reason=f"Diminta {certificate.facts['name'].title()} sendiri")
    asked(client, officer_of(certificate.lsp), certificate, reason=f"Untuk {certificate.facts['name']}")
    audit.seal()
    found = opened(asked(client, auditor(), certificate))
    everything = b"\n".join(found.values()).decode()
    name = certificate.facts["name"]
    assert len(name) > 5
    assert name not in everything
    assert name.title() not in everything
    assert certificate.code not in everything
    assert not any(name.endswith(".pdf") for name in found)
    meeting = certificate.decision.meeting
    assert all(str(member.person) in everything for member in meeting.members.all())
    handed_by = certificate.hand_over.handed_by.person
    assert json.loads(found["07-penyerahan.json"])[0]["handed_by"] == str(handed_by)


def test_taking_is_recorded_with_its_reason(client, certificate):
    user = officer_of(certificate.lsp)
    asked(client, user, certificate)
    event = AuditEvent.objects.get(verb="certification.take_bundle")
    assert (event.actor, event.changes) == (user, {"reason": WHY})
    assert [(one.kind, one.key) for one in event.subjects.all()] == [("certification.Certificate", str(certificate.pk))]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "  "}, "tidak boleh kosong"),
        ({"reason": "3271046504930002 diminta"}, "Jangan menulis NIK"),
        ({"password": ""}, "tidak boleh kosong"),
        ({"password": "salah"}, "Sandi tidak cocok"),
    ],
)
def test_bundle_is_refused_with_a_sentence(client, certificate, changes, sentence):
    answer = asked(client, officer_of(certificate.lsp), certificate, **changes)
    assert sentence in answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    assert not AuditEvent.objects.filter(verb="certification.take_bundle").exists()


def test_bundle_of_another_lsp_is_not_found(client, certificate):
    (other,) = issued(1)
    assert asked(client, officer_of(other.lsp), certificate).status_code == 404


def test_page_of_a_certificate_leads_to_its_bundle(client, certificate):
    client.force_login(officer_of(certificate.lsp))
    page = client.get(reverse("certification:certificate-detail", args=[certificate.pk])).content.decode()
    assert url(certificate) in page
    assert "bukti" in client.get(url(certificate)).content.decode()
