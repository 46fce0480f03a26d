"""The words of other people's apps, joined for the web server."""

from copy import copy

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.utils.translation.trans_real import translation

from forum.catalogues import join_catalogues


def test_joining_changes_no_word(monkeypatch):
    found = translation("de")
    before = copy(found._catalog)
    monkeypatch.setattr(found, "_catalog", copy(before))  # the other tests keep what they had

    join_catalogues()

    assert len(found._catalog._catalogs) == 1 < len(before._catalogs)
    words = [word for word, _translated in before.items()]
    assert [found._catalog.get(word) for word in words] == [before.get(word) for word in words]
    assert _("Delete") == "Löschen"
    assert [ngettext("%(num)d day", "%(num)d days", n) % {"num": n} for n in (1, 2)] == ["1 Tag", "2 Tage"]
    assert _("Gute Praktiken") == "Gute Praktiken"
