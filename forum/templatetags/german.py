"""Dates, spans and money as Germans write them: „Mi, 5. Dezember 2029, 10:00–13:00 Uhr“, „25.000 €“."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


# Where a narrow column would break after the hyphen or the dash, although the two sides are one word.
_UNBROKEN = re.compile(r"(?P<tag><[^>]*>)|E-Mails?|\d\d:\d\d–\d\d:\d\d")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """„Mi, 5. Dezember 2029“."""
    return date_format(_local(value), "D, j. F Y") if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """„Fr, 23. November 2029, 23:59 Uhr“."""
    return _("%(day)s, %(time)s Uhr") % {"day": day(value), "time": date_format(_local(value), "H:i")} if value else ""


@register.simple_tag
def span(start: datetime, end: datetime | None = None) -> str:
    """„Mi, 5. Dezember 2029, 10:00–13:00 Uhr“, or over several days with both dates."""
    if end is None:
        return moment(start)
    first, last = _local(start), _local(end)
    if isinstance(first, datetime) and isinstance(last, datetime) and first.date() != last.date():
        return f"{moment(start)} – {moment(end)}"
    times = f"{date_format(first, 'H:i')}–{date_format(last, 'H:i')}"
    return _("%(day)s, %(times)s Uhr") % {"day": day(start), "times": times}


@register.filter
def unbroken(text: Any) -> SafeString:
    """„E-Mail“ and „10:00–13:00“ stay on one line. By markup rather than by other characters, which mails, searches and
    screen readers would stumble over."""
    html = conditional_escape(text)
    keep = _UNBROKEN.sub(lambda found: found[0] if found["tag"] else f'<span class="nowrap">{found[0]}</span>', html)
    return mark_safe(keep)  # noqa: S308 - escaped above


@register.filter
def euro(value: Decimal | float | None) -> str:
    """„25.000 €“; whole euros, because nobody plans a project to the cent."""
    return "" if value is None else f"{number_format(value, 0, force_grouping=True)} €"


@register.filter
def masked(address: str) -> str:
    """„m…@ort.de“: enough to recognise one's own address, too little to learn another's."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"
