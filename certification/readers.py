"""As whom a user reads certificates: decided by the posting that reaches them, not by a choice of the user."""

from __future__ import annotations

from certification.masking import Reader
from certification.models import Certificate, LspPosting
from foundation.accounts.models import User
from foundation.accounts.postings import nationwide, places
from training.models import CentrePosting

READING = "certification.view_certificate"
DECIDING = "certification.decide_state"


def reads_masked(user: User) -> bool:
    """Whether the user reads certificates of the whole country, which only an auditor does."""
    return nationwide(user, READING)


def decides_on(user: User, certificate: Certificate) -> bool:
    """Whether the user has a desk at the certificate's issuer, where requests about its state are decided."""
    at_the_lsp = certificate.lsp_id in places(user, DECIDING, LspPosting)
    return at_the_lsp or certificate.centre_id in places(user, DECIDING, CentrePosting)


def reader_of(user: User, certificate: Certificate) -> Reader:
    if reads_masked(user):
        return Reader.AUDITOR
    at_the_lsp = certificate.lsp_id in places(user, READING, LspPosting)
    at_the_centre = certificate.centre_id in places(user, READING, CentrePosting)
    return Reader.ISSUER if at_the_lsp or at_the_centre else Reader.PRISON
