"""What only paper needs: the code that leads from a sheet back to its page."""

from __future__ import annotations

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def page_code(context: template.Context, path: str) -> SafeString:
    """A QR code of the portal's own address `path`, for whoever types the sheet in; only for pages behind sign-in."""
    address = context["request"].build_absolute_uri(path)
    drawing = segno.make(address, error="m", micro=False).svg_inline(scale=2, border=1, omitsize=False)
    return mark_safe(drawing)  # noqa: S308  # drawn by segno from dots; the address appears in it only as modules
