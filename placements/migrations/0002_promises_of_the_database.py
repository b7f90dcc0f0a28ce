"""What no constraint can say: rules over several rows, and rows that never change."""

from django.db import migrations

HEADCOUNT = """
CREATE FUNCTION placement_fits_the_headcount() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places integer; taken integer;
BEGIN
    IF NEW.state NOT IN ('OFFERED', 'ACCEPTED', 'CONFIRMED', 'ON_POST') THEN
        RETURN NULL;
    END IF;
    -- The post's row guards its places: whoever comes second waits here and recounts.
    SELECT headcount INTO places FROM placements_post
        WHERE id = NEW.post_id FOR NO KEY UPDATE;
    SELECT count(*) INTO taken FROM placements_placement
        WHERE post_id = NEW.post_id
        AND state IN ('OFFERED', 'ACCEPTED', 'CONFIRMED', 'ON_POST');
    IF taken > places THEN
        RAISE EXCEPTION 'post % has % places, not %', NEW.post_id, places, taken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placements_fit_the_headcount';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER placement_fits_the_headcount
AFTER INSERT OR UPDATE OF state, post_id ON placements_placement
FOR EACH ROW EXECUTE FUNCTION placement_fits_the_headcount();

CREATE FUNCTION post_keeps_its_placements() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken integer;
BEGIN
    SELECT count(*) INTO taken FROM placements_placement
        WHERE post_id = NEW.id
        AND state IN ('OFFERED', 'ACCEPTED', 'CONFIRMED', 'ON_POST');
    IF taken > NEW.headcount THEN
        RAISE EXCEPTION 'post % holds % placements, more than %',
            NEW.id, taken, NEW.headcount
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placements_fit_the_headcount';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER post_keeps_its_placements
AFTER UPDATE OF headcount ON placements_post
FOR EACH ROW WHEN (NEW.headcount < OLD.headcount)
EXECUTE FUNCTION post_keeps_its_placements();
"""
NO_HEADCOUNT = """
DROP TRIGGER post_keeps_its_placements ON placements_post;
DROP FUNCTION post_keeps_its_placements();
DROP TRIGGER placement_fits_the_headcount ON placements_placement;
DROP FUNCTION placement_fits_the_headcount();
"""

TALLY = """
CREATE FUNCTION post_is_tallied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'PUBLISHED' THEN
        UPDATE placements_posttally
            SET posts = posts - 1, places = places - OLD.headcount
            WHERE season_id = OLD.season_id AND category = OLD.category
            AND managing_committee_id = OLD.managing_committee_id
            AND township_id = OLD.township_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'PUBLISHED' THEN
        INSERT INTO placements_posttally
            (season_id, managing_committee_id, township_id, category, posts, places)
            VALUES (NEW.season_id, NEW.managing_committee_id, NEW.township_id,
                    NEW.category, 1, NEW.headcount)
            ON CONFLICT (season_id, managing_committee_id, township_id, category)
            DO UPDATE SET posts = placements_posttally.posts + 1,
                          places = placements_posttally.places + EXCLUDED.places;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER post_is_tallied
AFTER INSERT OR DELETE
OR UPDATE OF state, headcount, season_id, managing_committee_id, township_id, category
ON placements_post FOR EACH ROW EXECUTE FUNCTION post_is_tallied();
"""
NO_TALLY = """
DROP TRIGGER post_is_tallied ON placements_post;
DROP FUNCTION post_is_tallied();
"""

ADMINISTRATOR = """
CREATE FUNCTION unit_keeps_an_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE unit bigint;
BEGIN
    FOR unit IN SELECT DISTINCT id FROM
        (SELECT CASE WHEN TG_OP <> 'DELETE' THEN NEW.unit_id END AS id
         UNION SELECT CASE WHEN TG_OP <> 'INSERT' THEN OLD.unit_id END) AS touched
        WHERE id IS NOT NULL
    LOOP
        IF EXISTS (SELECT 1 FROM placements_unitmember
                   WHERE unit_id = unit AND valid_until IS NULL)
        AND NOT EXISTS (SELECT 1 FROM placements_unitmember
                   WHERE unit_id = unit AND valid_until IS NULL AND is_administrator)
        THEN
            RAISE EXCEPTION 'unit % would be left without an administrator', unit
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'unit_keeps_an_administrator';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER unit_keeps_an_administrator
AFTER INSERT OR UPDATE OR DELETE ON placements_unitmember
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION unit_keeps_an_administrator();
"""
NO_ADMINISTRATOR = """
DROP TRIGGER unit_keeps_an_administrator ON placements_unitmember;
DROP FUNCTION unit_keeps_an_administrator();
"""

LETTERS = """
CREATE FUNCTION letter_text_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the text of letter % is frozen', OLD.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_text_is_frozen';
END $$;
CREATE TRIGGER letter_text_is_frozen
BEFORE UPDATE ON placements_commitment FOR EACH ROW
WHEN ((OLD.placement_id, OLD.template_id, OLD.number, OLD.verify_code, OLD.text,
       OLD.text_sha256)
      IS DISTINCT FROM
      (NEW.placement_id, NEW.template_id, NEW.number, NEW.verify_code, NEW.text,
       NEW.text_sha256))
EXECUTE FUNCTION letter_text_is_frozen();

CREATE FUNCTION template_in_use_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM placements_commitment WHERE template_id = OLD.id) THEN
        RAISE EXCEPTION 'template % is in use and frozen', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'template_in_use_is_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER template_in_use_is_frozen
BEFORE UPDATE ON placements_commitmenttemplate FOR EACH ROW
WHEN ((OLD.kind, OLD.version, OLD.body) IS DISTINCT FROM (NEW.kind, NEW.version, NEW.body))
EXECUTE FUNCTION template_in_use_is_frozen();

CREATE FUNCTION evidence_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'signature evidence is append-only'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_is_append_only';
END $$;
CREATE TRIGGER evidence_append_only
BEFORE UPDATE OR DELETE ON placements_signatureevidence
FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER evidence_is_not_truncated
BEFORE TRUNCATE ON placements_signatureevidence
FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();
"""
NO_LETTERS = """
DROP TRIGGER evidence_is_not_truncated ON placements_signatureevidence;
DROP TRIGGER evidence_append_only ON placements_signatureevidence;
DROP FUNCTION evidence_is_append_only();
DROP TRIGGER template_in_use_is_frozen ON placements_commitmenttemplate;
DROP FUNCTION template_in_use_is_frozen();
DROP TRIGGER letter_text_is_frozen ON placements_commitment;
DROP FUNCTION letter_text_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0001_initial")]
    operations = [
        migrations.RunSQL(HEADCOUNT, NO_HEADCOUNT),
        migrations.RunSQL(TALLY, NO_TALLY),
        migrations.RunSQL(ADMINISTRATOR, NO_ADMINISTRATOR),
        migrations.RunSQL(LETTERS, NO_LETTERS),
    ]
