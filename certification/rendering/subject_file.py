"""A person's own file as PDF: all that is kept, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from certification.rendering.press import press


def render_subject_file(content: Mapping[str, Any]) -> bytes:
    """A4, as many pages as it takes; raises RenderRefused."""
    return press("subject.html", {"content": content}, identifier=f"data-{content['request']}")
