"""The same facts for machines that know shared vocabularies: schema.org per practice, DCAT-AP.de for the whole."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from forum.models import PortalSettings
from library.models import PracticePage
from library.models.vocabulary import TextLicence
from library.open_data import LICENCE_ADDRESSES, address, licence

# What DCAT-AP.de calls the two licences (http://dcat-ap.de/def/licenses/).
DCAT_LICENCES = {
    TextLicence.CC_BY: "http://dcat-ap.de/def/licenses/cc-by/4.0",
    TextLicence.DL_DE_BY: "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
}
THEME = "http://publications.europa.eu/resource/authority/data-theme/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"


def schema_org(practice: PracticePage) -> dict[str, Any]:
    """One practice as schema.org Article. Only what the page shows; no persons."""
    portal = PortalSettings.current()
    origin = practice.origin
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address(practice),
        "url": address(practice),
        "headline": practice.title,
        "description": practice.lead,
        "inLanguage": "de",
        "license": LICENCE_ADDRESSES[licence(practice)],
        "keywords": [item.tag.name for item in practice.tagged_items.all()],
        "about": [field.name for field in practice.fields_in_order],
        "publisher": {"@type": "Organization", "name": portal.operator, "url": settings.PORTAL_URL},
    }
    if practice.first_published_at:
        told["datePublished"] = practice.first_published_at.isoformat()
    if practice.last_published_at:
        told["dateModified"] = practice.last_published_at.isoformat()
    if origin:
        place = {"@type": "AdministrativeArea", "name": origin.name}
        told["spatialCoverage"] = {**place, "identifier": f"AGS {origin.ags}"} if origin.ags else place
        if not practice.is_short:
            told["author"] = {"@type": "GovernmentOrganization", "name": origin.name}
    if practice.source_url:
        told["isBasedOn"] = practice.source_url
    return told


def catalogue(*, changed: str | None) -> dict[str, Any]:
    """The portal as a catalogue with one data set, after DCAT-AP.de 3.0. `changed`: ISO time of the last change."""
    portal = PortalSettings.current()
    base = settings.PORTAL_URL
    data_set = f"{base}/api/v1/katalog.jsonld#gute-praktiken"
    publisher = {"@id": f"{base}/#herausgeber", "@type": "foaf:Organization", "foaf:name": portal.operator}
    files = [
        ("json", _("Gute Praktiken als JSON"), f"{base}/api/v1/practices", "JSON", "application/json"),
        ("csv", _("Gute Praktiken als CSV"), f"{base}/api/v1/practices.csv", "CSV", "text/csv"),
        ("atom", _("Neue Gute Praktiken als Feed"), f"{base}/bibliothek/feed/", "ATOM", "application/atom+xml"),
    ]
    modified = {"dct:modified": {"@type": "xsd:dateTime", "@value": changed}} if changed else {}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "dcatde": "http://dcat-ap.de/def/dcatde/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{base}/api/v1/katalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _german(_("Offene Daten: %s") % portal.full_name),
        "dct:description": _german(_("Gute Praktiken aus Kommunen, mit Kosten, Schritten und Wirkung.")),
        "dct:publisher": publisher,
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/DEU"},
        "foaf:homepage": {"@id": f"{base}/offene-daten/"},
        **modified,
        "dcat:dataset": [
            {
                "@id": data_set,
                "@type": "dcat:Dataset",
                "dct:identifier": data_set,
                "dct:title": _german(_("Gute Praktiken der kommunalen Digitalisierung")),
                "dct:description": _german(
                    _(
                        "Was Kommunen gelöst haben: Problem, Lösung, Kosten, Schritte, Ergebnisse und Übertragbarkeit."
                        " Steckbriefe stammen von den Kommunen, Kurzeinträge aus öffentlichen Quellen."
                    )
                ),
                "dct:publisher": publisher,
                "dcat:contactPoint": {
                    "@type": "vcard:Organization",
                    "vcard:fn": portal.operator,
                    "vcard:hasEmail": {"@id": f"mailto:{portal.contact_email}"},
                },
                "dcat:theme": [{"@id": f"{THEME}GOVE"}, {"@id": f"{THEME}REGI"}, {"@id": f"{THEME}TECH"}],
                "dcat:keyword": [_german(word) for word in (_("Smart City"), _("Kommune"), _("Gute Praxis"))],
                "dcatde:politicalGeocodingLevelURI": {
                    "@id": "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
                },
                "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/CONT"},
                **modified,
                "dcat:distribution": [
                    {
                        "@id": f"{data_set}-{key}",
                        "@type": "dcat:Distribution",
                        "dct:title": _german(title),
                        "dcat:accessURL": {"@id": url},
                        "dct:format": {"@id": f"{FILE_TYPE}{kind}"},
                        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
                        # The mildest common terms; each practice names its own.
                        "dct:license": {"@id": DCAT_LICENCES[TextLicence.CC_BY]},
                        "dcatde:licenseAttributionByText": _german(portal.full_name),
                        "dcatde:plannedAvailability": {
                            "@id": "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
                        },
                    }
                    for key, title, url, kind, media in files
                ],
            }
        ],
    }


def _german(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "de"}
