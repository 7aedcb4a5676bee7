"""An LSP gives its part of the file that a person asked for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.models import SubjectPart
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import names, nik
from lapas.models import SubjectRequest


@transaction.atomic
def give_part(*, part: SubjectPart, note: str, actor: User) -> SubjectPart:
    """Let what the LSP holds go into the file, as it stands when the prison prepares it; also late, until the answer.

    Refused a second time, and after the request was answered.
    """
    # The request first, as preparing and deciding lock it: a part is never given under a file that is being made.
    request = SubjectRequest.objects.select_for_update(of=("self",)).get(pk=part.request_id)
    found = SubjectPart.objects.select_for_update(of=("self",)).select_related("request__inmate").get(pk=part.pk)
    if request.decided_at is not None:
        raise ValidationError(_("Permintaan ini sudah dijawab; bagian LSP tidak dapat ditambahkan."), code="decided")
    if found.given_at is not None:
        raise ValidationError(_("Bagian ini sudah diserahkan."), code="given")
    note = names.tidy(note)
    nik.refuse_in(note, field="note")
    found.note, found.given_by, found.given_at = note, actor, clock.now()
    found.save(update_fields=["note", "given_by", "given_at"])
    late = found.given_at > found.due_at
    audit.record(actor, "certification.give_part", [found, found.request.inmate], {"late": late})
    return found
