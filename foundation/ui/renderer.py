"""How form fields become HTML."""

from __future__ import annotations

from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.safestring import mark_safe

SELECT = "django/forms/widgets/select.html"


class QuickSelects(TemplatesSetting):
    """Django's templates, but for choices: five hundred prisons go through a template for 20 ms, once for each form."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name != SELECT:
            return super().render(template_name, context, request)
        widget = context["widget"]
        shown = [f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>']
        for group, options, _index in widget["optgroups"]:
            if group:
                shown.append(f'<optgroup label="{_said(group)}">')
            for option in options:
                attrs, label = _attributes(option["attrs"]), _said(localize(option["label"]))
                shown.append(f'<option value="{_said(option["value"])}"{attrs}>{label}</option>')
            if group:
                shown.append("</optgroup>")
        shown.append("</select>")
        return mark_safe("\n".join(shown))  # noqa: S308  every part is escaped above


def _said(value: Any) -> str:
    return str(value) if hasattr(value, "__html__") else escape(str(value))


def _attributes(attrs: dict[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_said(value)}"'
        for name, value in attrs.items()
        if value is not False
    )
