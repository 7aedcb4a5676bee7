"""From a layout and its context to a PDF; loads the layout engine at the first page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.template import Context, Engine

LAYOUTS = Path(__file__).resolve().parent / "layouts"


class RenderRefused(ValueError):
    """These facts cannot be printed; the message says which and why, in Indonesian, for the clerk."""


@cache
def _templates() -> Engine:
    return Engine(dirs=[str(LAYOUTS)], autoescape=True)


@cache
def _engine() -> ModuleType:
    # Not at the top: every process of the portal would wait over a second for what only few of them ever use.
    return import_module("certification.rendering.engine")


def filled(layout: str, context: Mapping[str, object]) -> str:
    """The layout of that file name as HTML."""
    html: str = _templates().get_template(layout).render(Context(dict(context), use_l10n=False))
    return html


def press(layout: str, context: Mapping[str, object], *, identifier: str, variant: str | None = None) -> bytes:
    """The layout of that file name, filled, as PDF; the same context gives the same bytes. Raises RenderRefused."""
    html = filled(layout, context)
    engine = _engine()
    try:
        pdf: bytes = engine.write_pdf(html, identifier=identifier.encode(), variant=variant)
    except engine.AddressRefused as refused:
        raise RenderRefused(f"Tata letak meminta berkas yang tidak dikenal: {refused}") from refused
    return pdf
