"""Personal data of the members' room: taken along, erased, handed over, moved with an organisation, deleted in time.

The roof (forum/lifecycle.py) calls these five functions; each runs inside its transaction.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.redirects.models import Redirect

from forum.models import User
from members import admission, directory
from members.models import (
    Application,
    Consent,
    DataRequest,
    Expertise,
    GroupDocument,
    GroupMembership,
    Invitation,
    Membership,
    Organisation,
    Preferences,
)

DECIDED_APPLICATION_KEPT = timedelta(days=183)
USED_INVITATION_KEPT = timedelta(days=90)
ENDED_MEMBERSHIP_KEPT = timedelta(days=365)
ANSWERED_REQUEST_KEPT = timedelta(days=3 * 365)  # limitation period of § 195 BGB
WITHDRAWN_CONSENT_KEPT = timedelta(days=3 * 365)

RULES = [
    (gettext_lazy("Entschiedene Mitgliedsanträge"), gettext_lazy("6 Monate nach der Entscheidung")),
    (gettext_lazy("Einladungen"), gettext_lazy("3 Monate nach Ablauf")),
    (gettext_lazy("Beendete Zugehörigkeit zu einer Organisation"), gettext_lazy("12 Monate")),
    (gettext_lazy("Nachweise widerrufener Einwilligungen"), gettext_lazy("3 Jahre nach dem Widerruf")),
    (gettext_lazy("Beantwortete Datenschutz-Anfragen"), gettext_lazy("3 Jahre nach der Antwort")),
]


def export(user: User) -> dict[str, Any]:
    """Everything this room knows about the person, readable by people and machines (Art. 15 and 20 DSGVO)."""
    preferences = Preferences.objects.filter(user=user).first()
    return {
        "Zugehörigkeiten": [
            {
                "Organisation": each.organisation.name,
                "Rolle": str(each.get_role_display()),
                "Stand": str(each.get_state_display()),
                "Funktion": each.function,
                "Öffentlich im Profil": each.is_public,
                "Mail für Mitglieder sichtbar": each.shows_email,
                "seit": each.created_at.isoformat(),
                "bis": each.ended_at.isoformat() if each.ended_at else None,
            }
            for each in Membership.objects.filter(user=user).select_related("organisation")
        ],
        "Einwilligungen": [
            {
                "Zweck": str(each.get_purpose_display()),
                "Wortlaut": each.wording,
                "erteilt": each.given_at.isoformat(),
                "widerrufen": each.withdrawn_at.isoformat() if each.withdrawn_at else None,
            }
            for each in Consent.objects.filter(user=user)
        ],
        "Expertenrunden": [
            {"Runde": each.group.name, "für": each.organisation.name, "spricht": each.is_speaker}
            for each in GroupMembership.objects.filter(user=user).select_related("group", "organisation")
        ],
        "Hochgeladen in Expertenrunden": [
            {"Runde": each.group.name, "Datei": each.title, "am": each.uploaded_at.isoformat()}
            for each in GroupDocument.objects.filter(uploaded_by=user).select_related("group")
        ],
        "Fachwissen": [
            {
                "Organisation": each.membership.organisation.name,
                "Text": each.text,
                "Handlungsfelder": [field.name for field in each.fields_of_action.all()],
            }
            for each in Expertise.objects.filter(membership__user=user)
            .select_related("membership__organisation")
            .prefetch_related("fields_of_action")
        ],
        "Einladungen": [
            {"Organisation": each.organisation.name, "am": each.created_at.isoformat(), "Stand": each.state}
            for each in Invitation.objects.filter(email=user.email).select_related("organisation")
        ],
        "Mitgliedsanträge": [
            {
                "Organisation": each.organisation_name,
                "Name": f"{each.first_name} {each.last_name}",
                "Anliegen": each.motivation,
                "eingegangen": each.received_at.isoformat(),
            }
            for each in Application.objects.filter(email=user.email)
        ],
        "Datenschutz-Anfragen": [
            {"Art": str(each.get_kind_display()), "Text": each.text, "eingegangen": each.received_at.isoformat()}
            for each in DataRequest.objects.filter(user=user)
        ],
        "Benachrichtigung": str(preferences.get_digest_display()) if preferences else None,
    }


def erase(user: User) -> list[str]:
    """Takes the person out of every organisation and group. Organisations themselves stay."""
    sentences = []
    if GroupMembership.objects.filter(user=user).exists() or GroupDocument.objects.filter(uploaded_by=user).exists():
        sentences.append(_("Sie verlassen alle Expertenrunden; deren Pinnwand, Sitzungen und Dateien bleiben."))
    GroupMembership.objects.filter(user=user).delete()
    live = Membership.objects.filter(user=user).exclude(state=Membership.State.ENDED).select_related("organisation")
    for membership in live:
        admission.leave(membership, by=user, even_the_last=True)
    ended = Membership.objects.filter(user=user)
    if ended.exists():
        sentences.append(_("Ihre Zugehörigkeit zu Organisationen wird gelöscht; die Organisationen bleiben."))
    Consent.objects.filter(user=user).delete()
    ended.delete()
    Invitation.objects.filter(email=user.email).delete()
    Preferences.objects.filter(user=user).delete()
    if Application.objects.filter(email=user.email).update(
        first_name=_("gelöscht"), last_name="", email="geloescht@invalid.invalid", motivation="", function=""
    ):
        sentences.append(_("Ihr Name im Mitgliedsantrag wird gelöscht; der Antrag der Organisation bleibt."))
    gone = _("Mit dem Konto gelöscht.")
    if DataRequest.objects.filter(user=user).update(user=None, email="", text=gone, answer=gone, extension_reason=""):
        sentences.append(
            _("Ihre Datenschutz-Anfragen bleiben ohne Namen drei Jahre gespeichert, als Nachweis der Antwort.")
        )
    return sentences


def hand_over(user: User, successor: User, organisation: Organisation) -> list[str]:
    """The successor takes role, contact and the places in expert groups that were held for this organisation."""
    given = Membership.objects.get(user=user, organisation=organisation, state=Membership.State.ACTIVE)
    taken = Membership.objects.get(user=successor, organisation=organisation, state=Membership.State.ACTIVE)
    told = []
    if given.role == Membership.Role.COORDINATOR:
        told.append(_("die Koordination; wer abgibt, behält sie auch, bis jemand sie zurücknimmt"))
        taken.role = Membership.Role.COORDINATOR
    if given.is_contact:
        told.append(_("die Nennung als Ansprechperson"))
    taken.is_contact = taken.is_contact or given.is_contact
    taken.save(update_fields=["role", "is_contact"])
    Membership.objects.filter(pk=given.pk).update(is_contact=False)
    for place in GroupMembership.objects.filter(user=user, organisation=organisation).select_related("group"):
        told.append(_("der Platz in der Runde „%(name)s“") % {"name": place.group.name})
        _hand_over_place(place, successor)
    return told


def _hand_over_place(place: GroupMembership, successor: User) -> None:
    own = GroupMembership.objects.filter(group=place.group, user=successor)
    if not own.exists():
        place.user = successor
        place.save(update_fields=["user"])
        return
    was_speaker = place.is_speaker
    place.delete()
    if was_speaker:
        own.update(is_speaker=True, joined_at=place.joined_at)


def merge(source: Organisation, target: Organisation) -> None:
    """Everything that hangs on `source` goes to `target`; where both have it, the target's stays."""
    if not source.is_active:
        admission.end_all(source)
    for membership in Membership.objects.filter(organisation=source).select_related("user"):
        twin = Membership.objects.filter(user=membership.user, organisation=target).exclude(
            state=Membership.State.ENDED
        )
        if membership.state != Membership.State.ENDED and (same := twin.first()):
            _join_twins(membership, same)
        else:
            membership.organisation = target
            membership.save(update_fields=["organisation"])
    for invitation in Invitation.objects.filter(organisation=source):
        if Invitation.objects.filter(
            organisation=target, email=invitation.email, state=Invitation.State.OPEN
        ).exists() and (invitation.state == Invitation.State.OPEN):
            invitation.delete()
        else:
            invitation.organisation = target
            invitation.save(update_fields=["organisation"])
    Application.objects.filter(organisation=source).update(organisation=target)
    GroupMembership.objects.filter(organisation=source).update(organisation=target)
    Organisation.objects.filter(parent=source).exclude(pk=target.pk).update(parent=target)
    if target.parent_id == source.pk:
        target.parent = source.parent if source.parent_id != target.pk else None
    target.fields_of_action.add(*source.fields_of_action.all())
    target.building_blocks.add(*source.building_blocks.all())
    _fill_gaps(source, target)
    directory.leave_search(source)
    Redirect.objects.update_or_create(
        old_path=source.get_absolute_url().rstrip("/"),
        site=None,
        defaults={"redirect_link": target.get_absolute_url(), "is_permanent": True},
    )


def _join_twins(gone: Membership, stays: Membership) -> None:
    """One person in both organisations: the stronger role and state win."""
    stays.role = max(stays.role, gone.role, key=lambda role: role == Membership.Role.COORDINATOR)
    if Membership.State.ACTIVE in (stays.state, gone.state):
        stays.state = Membership.State.ACTIVE
    stays.save(update_fields=["role", "state"])
    Invitation.objects.filter(membership=gone).update(membership=None)
    gone.delete()


def _fill_gaps(source: Organisation, target: Organisation) -> None:
    # Domain and register row are unique, so the source must let go of them first.
    domain = source.email_domain
    Organisation.objects.filter(pk=source.pk).update(email_domain="", municipality=None, is_active=False)
    target.email_domain = target.email_domain or domain
    if target.municipality is None and source.municipality is not None and source.kind == target.kind:
        target.municipality = source.municipality
        target.stated_population = target.stated_area_km2 = target.stated_degurba = None
        target.stated_land = ""
    for name in ("summary", "offers", "seeks", "website", "contact_email", "phone", "staff_class", "legal_form"):
        if not getattr(target, name):
            setattr(target, name, getattr(source, name))
    target.joined_on = min(filter(None, [source.joined_on, target.joined_on]), default=None)
    target.save()


def retain(now: datetime) -> dict[str, int]:
    """Deletes what is past its time; returns how many rows of what."""
    return {
        "entschiedene Mitgliedsanträge": Application.objects.filter(
            decided_at__lt=now - DECIDED_APPLICATION_KEPT
        ).delete()[0],
        "erledigte Einladungen": Invitation.objects.filter(expires_at__lt=now - USED_INVITATION_KEPT).delete()[0],
        "beendete Zugehörigkeiten": Membership.objects.filter(
            state=Membership.State.ENDED, ended_at__lt=now - ENDED_MEMBERSHIP_KEPT
        ).delete()[0],
        "widerrufene Einwilligungen": Consent.objects.filter(withdrawn_at__lt=now - WITHDRAWN_CONSENT_KEPT).delete()[0],
        "beantwortete Datenschutz-Anfragen": DataRequest.objects.filter(
            answered_at__lt=now - ANSWERED_REQUEST_KEPT
        ).delete()[0],
    }
