"""The proof of a consent is worth what its immutability is worth, so the database itself refuses to change it.

Deleting is left to the retention job, which says so for its own transaction.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION newsletter_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('forum.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'consent events are append-only';
END $$;
CREATE TRIGGER newsletter_consent_stays BEFORE UPDATE OR DELETE ON newsletter_consentevent
    FOR EACH ROW EXECUTE FUNCTION newsletter_consent_stays();
"""
DROP = """
DROP TRIGGER newsletter_consent_stays ON newsletter_consentevent;
DROP FUNCTION newsletter_consent_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
