"""The forms of a page as a browser would send them: what stands in them, and what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """`fields`: name → value that stands there. `choices`: name → values of a select or of a group of radios."""

    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form()
            self.found.append(self._open)
        if self._open is None or "disabled" in given:
            return
        name, form = given.get("name", ""), self._open
        if tag == "select" and name:
            self._select = name
            form.choices[name] = []
        elif tag == "option" and self._select:
            form.choices[self._select].append(given.get("value", ""))
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = given.get("value", "")
        elif tag == "textarea" and name:
            self._text = name
            form.fields[name] = ""
        elif tag == "input" and name:
            self._input(form, name, given)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "radio":
            form.choices.setdefault(name, []).append(given.get("value", "on"))
        if kind not in {"radio", "checkbox"} or "checked" in given:
            form.fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag in {"select", "form"}:
            self._select = ""
        if tag in {"textarea", "form"}:
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text and self._open is not None:
            self._open.fields[self._text] += data


def form_with(page: str, prefix: str) -> Form | None:
    """The first form with a field of which the name begins so."""
    parser = _Forms()
    parser.feed(page)
    for form in parser.found:
        if any(name.startswith(prefix) for name in [*form.fields, *form.choices]):
            return form
    return None
