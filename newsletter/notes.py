"""The few words inside an issue that differ between organisations: how a practice fits, how many seats are left.

Worked out once for each organisation, however many of its people read; kept for as long as one task sends.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from events.models import Event, Registration
from library import fit_facts
from library.models import PracticePage
from members.models import Membership, Organisation

FIT, QUOTA = "fit", "quota"
Words = dict[str, str]


class Notes:
    """`names` are the slots of a letter: fit-<practice>, quota-<event>."""

    def __init__(self, names: Iterable[str]) -> None:
        asked: dict[str, list[int]] = {FIT: [], QUOTA: []}
        for name in names:
            kind, _dash, key = name.partition("-")
            asked[kind].append(int(key))
        self.practices = list(fit_facts.with_facts(PracticePage.objects.filter(pk__in=asked[FIT])))
        self.events = list(Event.objects.filter(pk__in=asked[QUOTA], max_per_organisation__isnull=False))
        self._known: dict[int, Words] = {}

    def of(self, emails: Iterable[str]) -> dict[str, Words]:
        """By address, for those who belong to an organisation: the words for each slot."""
        if not self.practices and not self.events:
            return {}
        memberships = (
            Membership.objects.active()
            .filter(user__email__in=list(emails), organisation__is_active=True)
            .select_related("user", "organisation__municipality", "organisation__parent__municipality")
            .order_by("organisation__name")
        )
        found: dict[str, Words] = {}
        for membership in memberships:
            if membership.user.email not in found:
                found[membership.user.email] = self._for(membership.organisation)
        return found

    def _for(self, organisation: Organisation) -> Words:
        if organisation.pk not in self._known:
            self._known[organisation.pk] = dict(self._written(organisation))
        return self._known[organisation.pk]

    def _written(self, organisation: Organisation) -> Iterable[tuple[str, str]]:
        home = organisation.place
        judged = fit_facts.judged(self.practices, fit_facts.place(home)) if home and self.practices else {}
        for key, fit in judged.items():
            if fit.score is not None:
                words: dict[str, object] = {"place": fit.place.name, "score": fit.score, "word": fit.word}
                yield f"{FIT}-{key}", " · " + _("Passung für %(place)s %(score)d, %(word)s") % words
        for event in self.events:
            taken = Registration.objects.taken().filter(event=event, organisation=organisation).count()
            limit = event.max_per_organisation or 0
            words = {"name": organisation.name, "left": max(limit - taken, 0), "limit": limit}
            yield f"{QUOTA}-{event.pk}", " " + _("%(name)s hat noch %(left)d von %(limit)d.") % words
