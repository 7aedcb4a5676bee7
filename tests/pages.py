"""Posting to our pages in tests."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client


def submit(client: Client, url: str, data: dict[str, Any] | None = None, key: uuid.UUID | None = None) -> HttpResponse:
    """POST a form of an ActionPage as its page would: with a submission key (a fresh one unless given)."""
    return client.post(url, {"submission_key": str(key or uuid.uuid4()), **(data or {})})
