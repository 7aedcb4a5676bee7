"""The options of a select: there may be one for each prison of the country, so no template draws them."""

from __future__ import annotations

from html import escape
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def options_of(groups: Any) -> SafeString:
    """What Django's own templates say about these groups of options, each label and value escaped."""
    shown = []
    for group, options, _index in groups:
        if group:
            shown.append(f'\n  <optgroup label="{conditional_escape(group)}">')
        for option in options:
            attrs = _attrs(option["attrs"]) if option["attrs"] else ""
            value, label = escape(str(option["value"])), conditional_escape(option["label"])
            shown.append(f'\n  <option value="{value}"{attrs}>{label}</option>')
        if group:
            shown.append("\n  </optgroup>")
    return mark_safe("".join(shown))  # noqa: S308  escaped above, each by itself


def _attrs(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{escape(str(value))}"')
        for name, value in attrs.items()
        if value is not False
    )
