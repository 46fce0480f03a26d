"""What the members' room needs before the first visitor: the words for building blocks, and the rights of the roles."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from members.models import BuildingBlock
from members.permissions import ADMINS, EDITORS, REVIEWERS

BUILDING_BLOCKS = {
    "datenplattform": ("Urbane Datenplattform", "Daten der Stadt an einer Stelle, über Schnittstellen nutzbar"),
    "lorawan": ("LoRaWAN", "Funknetz für Sensoren mit geringem Stromverbrauch"),
    "gis": ("GIS", "Geoinformationssystem der Verwaltung"),
    "beteiligungsplattform": ("Beteiligungsplattform", "Bürgerbeteiligung im Netz"),
    "eid": ("eID/Servicekonto", "Anmeldung mit Online-Ausweis oder BundID"),
    "geodaten": ("Geodaten", "gepflegte, nutzbare Karten- und Katasterdaten"),
    "sensorik": ("Sensorik", "Messgeräte im öffentlichen Raum oder in Gebäuden"),
    "ki-modell": ("KI-Modell", "eigenes oder beschafftes Modell samt Betrieb"),
    "app": ("App", "eigene Stadt- oder Bürger-App"),
    "fachverfahren": ("Fachverfahren", "Fachsoftware der Verwaltung mit Schnittstellen"),
}

# Wagtail's own rights per role. What people may do with an organisation is asked in members/permissions.py.
PAGE_RIGHTS = {
    REVIEWERS: ["change_page"],
    EDITORS: ["add_page", "change_page", "publish_page"],
    ADMINS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
}
# Wagtail asks for the rights on its own two models, also where a portal has its own (auth_model of its policies).
MEDIA_RIGHTS = {
    REVIEWERS: [],
    EDITORS: [
        f"{app}.{verb}_{kind}"
        for app, kind in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        for verb in ("add", "change", "choose")
    ],
    ADMINS: [
        f"{app}.{verb}_{kind}"
        for app, kind in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        for verb in ("add", "change", "delete", "choose")
    ],
}
MODELS_OF_ADMINS = [
    "organisation",
    "membership",
    "application",
    "invitation",
    "expertgroup",
    "groupmembership",
    "datarequest",
    "fundingprogramme",
    "modelproject",
    "buildingblock",
]
SYNONYMS = [f"forum.{verb}_synonymgroup" for verb in ("add", "change", "delete", "view")]
FORUM_RIGHTS = {
    REVIEWERS: ["wagtailadmin.access_admin"],
    EDITORS: ["wagtailadmin.access_admin", "forum.add_tag", "forum.change_tag", *SYNONYMS],
    ADMINS: [
        "wagtailadmin.access_admin",
        "forum.add_tag",
        "forum.change_tag",
        "forum.delete_tag",
        *SYNONYMS,
        "forum.view_report",
        "forum.change_report",
        "forum.change_portalsettings",
        "newsletter.change_newslettersettings",
        "forum.view_outgoingmail",
        "members.view_municipality",
        *[f"members.{verb}_{model}" for model in MODELS_OF_ADMINS for verb in ("add", "change", "view")],
    ],
}


def set_up() -> None:
    """Creates what is missing and never takes away what an operator changed. Safe to repeat."""
    for order, (slug, (name, explanation)) in enumerate(BUILDING_BLOCKS.items(), start=1):
        BuildingBlock.objects.get_or_create(
            slug=slug, defaults={"name": name, "explanation": explanation, "sort_order": order}
        )
    home = Page.objects.filter(depth=2).first()
    root_collection = Collection.get_first_root_node()
    for name in (REVIEWERS, EDITORS, ADMINS):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*[_permission(label) for label in FORUM_RIGHTS[name]])
        for codename in PAGE_RIGHTS[name] if home else []:
            GroupPagePermission.objects.get_or_create(
                group=group, page=home, permission=_permission(f"wagtailcore.{codename}")
            )
        for label in MEDIA_RIGHTS[name]:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root_collection, permission=_permission(label)
            )


def _permission(label: str) -> Permission:
    app, codename = label.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
