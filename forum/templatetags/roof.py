"""Tags of the roof: what the front page reads from the search, which knows the public objects of all rooms."""

from django import template

from forum import search

register = template.Library()


@register.simple_tag
def newest_found(kind: str, number: int, *facets: str) -> list[search.Hit]:
    """The newest public objects of a kind, optionally only those with these facets, as hits of the search."""
    return search.find(kinds=[kind], facets=facets, per_page=number, sort="neu").hits
