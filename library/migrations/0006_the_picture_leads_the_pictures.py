"""What was the one picture of a practice becomes the first of its pictures, in pages and in their versions."""

from django.db import migrations

THE_PICTURE = """
    jsonb_build_array(jsonb_build_object('type', 'picture', 'id', gen_random_uuid(), 'value', jsonb_build_object(
        'caption', '', 'image', jsonb_build_object(
            'image', image.id, 'alt_text', image.description, 'decorative', false))))
"""
OF_PRACTICES = """
    content_type_id = (SELECT id FROM django_content_type WHERE app_label = 'library' AND model = 'practicepage')
"""
FIRST = "->0->'value'->'image'->'image'"

PAGES = f"""
    UPDATE library_practicepage SET pictures = {THE_PICTURE} FROM forum_portalimage image WHERE image.id = picture_id
"""  # noqa: S608 - constants only
VERSIONS = f"""
    UPDATE wagtailcore_revision SET content = content || jsonb_build_object('pictures', ({THE_PICTURE})::text)
    FROM forum_portalimage image WHERE image.id::text = content->>'picture' AND {OF_PRACTICES}
"""  # noqa: S608 - constants only
PAGES_BACK = f"""
    UPDATE library_practicepage SET picture_id = image.id
    FROM forum_portalimage image WHERE image.id = (pictures{FIRST})::int
"""  # noqa: S608 - constants only
VERSIONS_BACK = f"""
    UPDATE wagtailcore_revision
    SET content = content || jsonb_build_object('picture', (content->>'pictures')::jsonb{FIRST})
    WHERE content ? 'pictures' AND {OF_PRACTICES}
"""  # noqa: S608 - constants only


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0005_several_pictures"),
    ]

    operations = [
        migrations.RunSQL(PAGES, PAGES_BACK),
        migrations.RunSQL(VERSIONS, VERSIONS_BACK),
    ]
