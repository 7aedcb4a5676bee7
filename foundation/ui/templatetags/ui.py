"""Tags and filters of our pages: icons, dates, tags, drawn time, progress."""

from __future__ import annotations

import datetime
import html
import re
import uuid
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.base import render_value_in_context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_tables2 import CheckBoxColumn

from foundation.ui import fitline
from foundation.ui.pages.action import KEY_FIELD
from foundation.ui.rows import drawn

register = template.Library()

DATA_AMBER_DAYS = 7
DATA_RED_DAYS = 30
ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}


DAY = re.compile(r"\b\d\d-\d\d-\d{4}\b")


@register.filter
def unbroken(text: object) -> SafeString:
    """The text with each date in one piece, which a narrow column would break at its hyphens."""
    return mark_safe(DAY.sub(r'<span class="nowrap">\g<0></span>', str(escape(text))))  # noqa: S308  escaped first


@register.filter
def zona(zone: str) -> str:
    """WIB, WITA or WIT; the zone itself where it is none of them."""
    return ZONE_NAMES.get(zone, zone)


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite (script/build-icons lists the names); decoration only, so say it in words beside it."""
    return format_html(
        '<svg class="ic{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        " ic-lg" if size == "lg" else "",
        static("vendor/bootstrap-icons/sprite.svg"),
        name,
    )


def _local(value: Any, zone: str = "") -> Any:
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(ZoneInfo(zone or settings.TIME_ZONE))
    return value


@register.filter
def tanggal(value: Any) -> str:
    """24-11-2026; a dash for nothing."""
    return f"{_local(value):%d-%m-%Y}" if value else "–"


@register.filter
def tanggal_panjang(value: Any) -> str:
    """24 November 2026."""
    return date_format(_local(value), "j F Y") if value else "–"


@register.filter
def tanggal_singkat(value: Any) -> str:
    """24 Nov 2026."""
    return date_format(_local(value), "j M Y") if value else "–"


@register.filter
def hari_tanggal(value: Any) -> str:
    """Selasa, 24 November 2026."""
    return date_format(_local(value), "l, j F Y") if value else "–"


@register.filter
def bulan(value: Any) -> str:
    """November 2026."""
    return date_format(_local(value), "F Y") if value else "–"


@register.filter
def jam(value: Any, zone: str = "") -> str:
    """09.12 WIB, in the zone given or the portal's own."""
    if not value:
        return "–"
    name = zone or settings.TIME_ZONE
    return f"{_local(value, name):%H.%M} {ZONE_NAMES.get(name, name)}"


@register.filter
def waktu(value: Any, zone: str = "") -> str:
    """24-11-2026 09.12 WIB."""
    return f"{tanggal(_local(value, zone))} {jam(value, zone)}" if value else "–"


@register.filter
def angka(value: int | float | Decimal | str | None) -> str:
    """3.412; a comma before decimals; a dash for nothing; what is written already stays."""
    if value and isinstance(value, str):
        return value
    return "–" if value is None or value == "" else number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def persen(part: int | None, whole: int | None) -> str:
    """`part|persen:whole` → 72%; a dash when there is nothing to divide by."""
    return f"{round(100 * (part or 0) / whole)}%" if whole else "–"


@register.simple_tag
def tag(level: str, text: Any) -> SafeString:
    """A coloured word: level ok, warn, bad, mut or gold."""
    return format_html('<span class="tag tag-{}">{}</span>', level, text)


@register.simple_tag
def data_age(date: datetime.date | None, today: datetime.date, source: str = "SDP") -> SafeString:
    """ "Data SDP per 12-11-2026, 12 hari": amber after 7 days, red after 30."""
    if date is None:
        return tag("bad", _("Data %(source)s belum pernah diimpor") % {"source": source})
    days = (today - date).days
    level = "bad" if days > DATA_RED_DAYS else "warn" if days > DATA_AMBER_DAYS else "mut"
    if days <= 0:
        text = _("Data %(source)s per %(date)s, hari ini") % {"source": source, "date": tanggal(date)}
    else:
        text = _("Data %(source)s per %(date)s, %(days)s hari") % {
            "source": source,
            "date": tanggal(date),
            "days": days,
        }
    return tag(level, text)


@register.simple_tag(takes_context=True)
def submission_key(context: template.Context) -> SafeString:
    """The hidden field that makes a form count once; each form of a page that is no ActionPage gets its own key."""
    return format_html('<input type="hidden" name="{}" value="{}">', KEY_FIELD, context.get(KEY_FIELD) or uuid.uuid4())


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The address's query with some values replaced (None or "" takes one away)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/fit_line.html")
def fit_line(line: fitline.FitLine | None) -> dict[str, Any]:
    """Training, certificate, earliest release and expiry of one person on one line, to scale."""
    if line is None:
        return {"line": None}
    said = [
        (
            _("pelatihan %(from)s sampai %(until)s"),
            {"from": tanggal(line.training_from), "until": tanggal(line.training_until)},
        )
        if line.training_from
        else None,
        (_("sertifikat di tangan %(on)s"), {"on": tanggal(line.certificate_on)}) if line.certificate_on else None,
        (_("bebas paling cepat %(on)s"), {"on": tanggal(line.earliest_release)}) if line.earliest_release else None,
        (_("ekspirasi %(on)s"), {"on": tanggal(line.expiry)}) if line.expiry else None,
    ]
    return {
        "line": line,
        "drawing": fitline.draw_fit(line),
        "width": fitline.FIT_WIDTH,
        "height": fitline.FIT_HEIGHT,
        "text": "; ".join(text % values for text, values in filter(None, said)),
    }


@register.inclusion_tag("ui/fit_legend.html")
def fit_legend() -> dict[str, Any]:
    """The head of a fit line column: what bar, ring and strokes mean."""
    return {}


@register.inclusion_tag("ui/life_line.html")
def life_line(line: fitline.LifeLine) -> dict[str, Any]:
    """The whole stay of one person: classes above the line, days below."""
    every = [(p.start, f"{p.label}: {tanggal(p.start)}–{tanggal(p.end)}") for p in line.periods]
    every += [(m.on, f"{m.label}: {tanggal(m.on)}") for m in line.marks]
    return {"drawing": fitline.draw_life(line), "said": [text for _on, text in sorted(every, key=lambda each: each[0])]}


@register.inclusion_tag("ui/progress.html")
def progress(job: Any, url: str = "") -> dict[str, Any]:
    """The bar of a job (state, done, total, error); it polls its own fragment; without script there is a link."""
    return {"job": job, "url": url or reverse("jobs:progress", args=[job.pk])}


@register.inclusion_tag("ui/bars.html")
def bars(rows: Sequence[tuple[str, float]], label: str = "", unit: str = "") -> dict[str, Any]:
    """A bar for each (label, value), the last one strong, with the figures in a table below."""
    most = max((value for _name, value in rows), default=0) or 1
    step = 356 / max(len(rows), 1)
    drawn = [
        {
            "x": round(number * step, 1),
            "width": round(step * 0.66, 1),
            "y": round(80 - 76 * value / most, 1),
            "height": round(76 * value / most, 1),
            "on": number == len(rows) - 1,
            "name": name,
            "value": value,
        }
        for number, (name, value) in enumerate(rows)
    ]
    return {"bars": drawn, "label": label, "unit": unit}


@register.filter
def form_control(field: BoundField) -> SafeString:
    """One form field with Bootstrap's class for its kind, without label; for filter bars and grids."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select form-select-sm"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = ""
    else:
        kind = "form-control form-control-sm"
    wrong = " is-invalid" if field.errors else ""
    attrs: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} {kind}{wrong}".strip()}
    return _select(field, attrs) if type(widget) is forms.Select else field.as_widget(attrs=attrs)


def _select(field: BoundField, attrs: dict[str, Any]) -> SafeString:
    """A choice as Django draws it; its own way through a template takes 10 ms for the prisons of the country."""
    widget: Any = field.field.widget
    attrs = widget.build_attrs(widget.attrs, field.build_widget_attrs(attrs, widget))
    attrs.setdefault("id", field.auto_id)
    chosen = set(widget.format_value(field.value()))
    shown = [f'<select name="{escape(field.html_name)}"{flatatt(attrs)}>']
    for value, label in widget.choices:
        grouped = isinstance(label, list | tuple)
        if grouped:
            shown.append(f'<optgroup label="{escape(value)}">')
        for one, words in label if grouped else [(value, label)]:
            written = "" if one is None else str(one)
            on = " selected" if written in chosen else ""
            # Django's own `escape` first looks for lazy words, of five hundred prisons twice.
            said = str(words) if hasattr(words, "__html__") else html.escape(str(words))
            shown.append(f'<option value="{html.escape(written)}"{on}>{said}</option>')
        if grouped:
            shown.append("</optgroup>")
    shown.append("</select>")
    return mark_safe("".join(shown))  # noqa: S308  every part is escaped above


def _card_labels(table: Any) -> dict[str, SafeString]:
    """The heading before each cell of a card; none for ticks, for buttons and for what names the row."""
    told = [column for column in table.columns if not isinstance(column.column, CheckBoxColumn)]
    return {
        column.name: format_html(' data-label="{}"', column.header)
        if column in told[1:] and column.header
        else SafeString()
        for column in table.columns
    }


@register.simple_tag(takes_context=True)
def table_rows(context: template.Context, table: Any) -> SafeString:
    """The rows of a list, cell by cell as `{{ cell }}` would show them, each with its heading for narrow screens."""
    labels = _card_labels(table)
    # In a template every cell works out its column's attributes anew, a fifth of the time of a long list.
    fixed = {
        column.name: mark_safe(column.attrs["td"].as_html())  # noqa: S308  escaped by the table
        for column in table.columns
        if not any(callable(value) for value in column.column.attrs.get("td", {}).values())
    }
    shown = []
    for row, cells in drawn(table):
        shown.append(f"<tr {row.attrs.as_html()}>")
        for column, cell in cells:
            attrs = fixed[column.name] if column.name in fixed else column.attrs["td"].as_html()
            shown.append(f"<td{labels[column.name]} {attrs}>{render_value_in_context(cell, context)}</td>")
        shown.append("</tr>\n")
    return mark_safe("".join(shown))  # noqa: S308  every cell is escaped above
