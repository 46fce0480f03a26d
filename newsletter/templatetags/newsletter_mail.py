"""What editors wrote as rich text, made fit for mail: absolute addresses in HTML, plain lines in text."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from newsletter.plain import plain

register = template.Library()


def _expanded(value: RichText) -> str:
    html = expand_db_html(value.source if isinstance(value, RichText) else str(value))
    return html.replace('href="/', f'href="{settings.PORTAL_URL}/')


@register.filter
def mail_html(value: RichText) -> SafeString:
    return mark_safe(_expanded(value))  # noqa: S308 - the editor's own rich text, cleaned when it was saved


@register.filter
def mail_text(value: RichText) -> str:
    return plain(_expanded(value))
