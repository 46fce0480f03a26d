"""The description of the interface (OpenAPI 3.1), made from the same tables as its answers."""

from typing import Any

from django.conf import settings

from forum.models import PortalSettings
from library.filters import FILTERS, all_labels
from library.open_data import FIELDS

VERSION = "1.0.0"
MOST_PER_PAGE = 100


def description() -> dict[str, Any]:
    portal = PortalSettings.current()
    labels = all_labels()
    narrowing = [
        _parameter(
            group.name,
            f"{group.title}; mehrere Werte: einer davon muss passen",
            {"type": "array", "items": {"type": "string", "enum": list(labels[group.name])}},
            explode=True,
        )
        for group in FILTERS
    ]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{portal.full_name}: Gute Praktiken",
            "version": VERSION,
            "description": "Öffentliche, lesende Schnittstelle. Die Lizenz steht bei jeder Praxis.",
            "contact": {"email": portal.contact_email},
        },
        "servers": [{"url": f"{settings.PORTAL_URL}/api/v1"}],
        "paths": {
            "/practices": {
                "get": {
                    "operationId": "practices",
                    "summary": "Gute Praktiken, seitenweise",
                    "parameters": [
                        _parameter("q", "Suchwörter", {"type": "string", "maxLength": 200}),
                        *narrowing,
                        _parameter("seite", "Seite, ab 1", {"type": "integer", "minimum": 1, "default": 1}),
                        _parameter(
                            "anzahl",
                            "Praktiken je Seite",
                            {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": 20},
                        ),
                    ],
                    "responses": {"200": _answer("Eine Seite", {"$ref": "#/components/schemas/Page"})},
                }
            },
            "/practices/{slug}": {
                "get": {
                    "operationId": "practice",
                    "summary": "Eine Praxis",
                    "parameters": [
                        {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": _answer("Die Praxis", {"$ref": "#/components/schemas/Practice"}),
                        "404": _answer("Es gibt sie nicht oder nicht mehr", {"$ref": "#/components/schemas/Problem"}),
                    },
                }
            },
            "/practices.csv": {
                "get": {
                    "operationId": "practices_csv",
                    "summary": "Alle Praktiken als Tabelle (UTF-8, Komma)",
                    "responses": {"200": {"description": "Tabelle", "content": {"text/csv": {}}}},
                }
            },
            "/katalog.jsonld": {
                "get": {
                    "operationId": "catalogue",
                    "summary": "Katalog nach DCAT-AP.de",
                    "responses": {"200": {"description": "Katalog", "content": {"application/ld+json": {}}}},
                }
            },
        },
        "components": {
            "schemas": {
                "Practice": {
                    "type": "object",
                    "required": [field.name for field in FIELDS],
                    "properties": {field.name: {**field.schema, "description": str(field.says)} for field in FIELDS},
                },
                "Page": {
                    "type": "object",
                    "required": ["count", "next", "previous", "results"],
                    "properties": {
                        "count": {"type": "integer", "description": "Wie viele es insgesamt sind"},
                        "next": {"type": ["string", "null"], "format": "uri"},
                        "previous": {"type": ["string", "null"], "format": "uri"},
                        "results": {"type": "array", "items": {"$ref": "#/components/schemas/Practice"}},
                    },
                },
                "Problem": {"type": "object", "properties": {"detail": {"type": "string"}}},
            }
        },
    }


def _parameter(name: str, says: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema, **more}


def _answer(says: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": says, "content": {"application/json": {"schema": schema}}}
