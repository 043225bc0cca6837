-- The lists that rules look things up in, the opening hours, and which cases use which photos.

CREATE TABLE core.reference (
    kind text NOT NULL,
    code text NOT NULL,
    n bigint NOT NULL,
    "row" jsonb NOT NULL,
    PRIMARY KEY (kind, code)
);

CREATE TABLE core.calendar_frame (
    version text NOT NULL,
    starts bigint NOT NULL,
    ends bigint NOT NULL,
    before bigint NOT NULL,
    PRIMARY KEY (version, starts)
);
COMMENT ON TABLE core.calendar_frame IS
    'open frames in seconds since 1970, with the open seconds of the frames before';

CREATE TABLE core.calendar_day (
    version text NOT NULL,
    place bigint NOT NULL,
    day bigint NOT NULL,
    before bigint NOT NULL,
    until bigint NOT NULL,
    closes bigint NOT NULL,
    PRIMARY KEY (version, place),
    UNIQUE (version, day)
);
COMMENT ON TABLE core.calendar_day IS
    'days on which a calendar is open, in order: their number since 1970 by the clock of the city,'
    ' the open seconds before and until their close, and the moment when they close';

CREATE TABLE core.photo_use (
    hash text NOT NULL,
    root uuid NOT NULL,
    PRIMARY KEY (hash, root)
);
COMMENT ON TABLE core.photo_use IS 'which photo an entry names, for which root: the refusal of one that was not accepted';

ALTER TABLE core.reference OWNER TO seat_owner;
ALTER TABLE core.calendar_frame OWNER TO seat_owner;
ALTER TABLE core.calendar_day OWNER TO seat_owner;
ALTER TABLE core.photo_use OWNER TO seat_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON core.reference TO seat_writer;
GRANT SELECT, INSERT, DELETE ON core.calendar_frame, core.calendar_day TO seat_writer;
GRANT SELECT, INSERT ON core.photo_use TO seat_writer;

-- Whose rows a person may see: the areas under the posts held now, what is owed by the person
-- alone while any post is held, and the references.
CREATE FUNCTION core.scopes_of(p_person text) RETURNS SETOF text
LANGUAGE sql STABLE
AS $$
    SELECT 'ref'
    UNION ALL
    SELECT 'person:' || p_person WHERE EXISTS (SELECT FROM core.posts_of(p_person))
    UNION ALL
    SELECT 'area:' || a.code
    FROM core.reference a
    WHERE a.kind = 'area'
      AND EXISTS (SELECT FROM core.posts_of(p_person) held
                  WHERE pg_catalog.starts_with(a.code, held.area))
$$;
ALTER FUNCTION core.scopes_of(text) OWNER TO seat_writer;

-- Unpacks the calendars among the rows into frames and days; a version that is gone has none.
CREATE FUNCTION core.write_calendars(p_rows jsonb) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    versions constant text[] := ARRAY(
        SELECT r ->> 'code' FROM jsonb_array_elements(p_rows) r WHERE r ->> 'kind' = 'calendar');
BEGIN
    DELETE FROM core.calendar_frame f WHERE f.version = ANY (versions);
    DELETE FROM core.calendar_day d WHERE d.version = ANY (versions);
    INSERT INTO core.calendar_frame (version, starts, ends, before)
    SELECT version, starts, ends,
           sum(ends - starts) OVER (PARTITION BY version ORDER BY starts) - (ends - starts)
    FROM (
        SELECT version, i, moment AS starts,
               lead(moment) OVER (PARTITION BY version ORDER BY i) AS ends
        FROM (
            SELECT r ->> 'code' AS version, r #> '{row,frames}' AS frames
            FROM jsonb_array_elements(p_rows) r
            WHERE r ->> 'kind' = 'calendar' AND jsonb_typeof(r -> 'row') = 'object'
            OFFSET 0
        ) calendar,
        LATERAL (SELECT i, moment::bigint AS moment
                 FROM jsonb_array_elements(frames) WITH ORDINALITY AS item (moment, i)) every
    ) frame
    WHERE i % 2 = 1;
    INSERT INTO core.calendar_day (version, place, day, before, until, closes)
    SELECT f.version, row_number() OVER (PARTITION BY f.version ORDER BY f.day),
           f.day, min(f.before), max(f.before + f.ends - f.starts), max(f.ends)
    FROM (
        SELECT x.*, (x.starts + 28800) / 86400 AS day
        FROM core.calendar_frame x
        WHERE x.version = ANY (versions) AND x.starts < x.ends
    ) f
    GROUP BY f.version, f.day;
END
$$;
ALTER FUNCTION core.write_calendars(jsonb) OWNER TO seat_writer;

-- What rows [{kind, code, row}] bring with them: one that is taken away leaves how it was called, so
-- that cases and figures of its time show no code, until it is there again. Such a row is `past`,
-- its code `<kind>/<code>`.
CREATE FUNCTION core.names_left(p_rows jsonb) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'kind', 'past', 'code', (r ->> 'kind') || '/' || (r ->> 'code'),
               'row', CASE WHEN r -> 'row' = 'null' THEN jsonb_strip_nulls(jsonb_build_object(
                          'name', old."row" -> 'name', 'minor_name', old."row" -> 'minor_name',
                          'minor', old."row" -> 'minor', 'condition', old."row" -> 'condition'))
                      END)), '[]')
    FROM jsonb_array_elements(p_rows) r
    LEFT JOIN core.reference old ON old.kind = r ->> 'kind' AND old.code = r ->> 'code'
    WHERE r ->> 'kind' IN ('unit', 'area', 'class', 'matter', 'collector', 'contract')
      AND (r -> 'row' <> 'null' OR old.code IS NOT NULL)
$$;
ALTER FUNCTION core.names_left(jsonb) OWNER TO seat_writer;

-- Rows [{kind, code, row}] with the day on which each paper was first asked for, which the row of its
-- rule keeps: of periods that had ended by then nobody owes one.
CREATE FUNCTION core.with_beginnings(p_rows jsonb) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN p_rows @> '[{"kind": "material"}]' THEN (
        SELECT jsonb_agg(
            CASE WHEN r ->> 'kind' = 'material' AND r -> 'row' <> 'null' AND NOT r -> 'row' ? 'since'
                 THEN jsonb_set(r, '{row,since}', coalesce(
                     old."row" -> 'since', to_jsonb((now() AT TIME ZONE 'Asia/Shanghai')::date)))
                 ELSE r END ORDER BY i)
        FROM jsonb_array_elements(p_rows) WITH ORDINALITY AS item (r, i)
        LEFT JOIN core.reference old ON old.kind = 'material' AND old.code = r ->> 'code')
    ELSE p_rows END
$$;
ALTER FUNCTION core.with_beginnings(jsonb) OWNER TO seat_writer;

-- Writes reference rows [{kind, code, row}], row null to take one away, and tells the scope `ref`.
-- What is the same already is left alone. Answers how many changed.
CREATE FUNCTION core.write_references(p_rows jsonb) RETURNS int
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed jsonb;
    amount int;
    named int;
    top bigint;
BEGIN
    LOCK TABLE core.reference IN SHARE ROW EXCLUSIVE MODE;
    SELECT jsonb_agg(r ORDER BY r ->> 'kind', r ->> 'code'), count(*),
           count(*) FILTER (WHERE r ->> 'kind' <> 'past')
    INTO changed, amount, named
    FROM jsonb_array_elements(core.with_beginnings(p_rows) || core.names_left(p_rows)) r
    LEFT JOIN core.reference old ON old.kind = r ->> 'kind' AND old.code = r ->> 'code'
    WHERE nullif(r -> 'row', 'null') IS DISTINCT FROM old."row";
    IF amount = 0 THEN
        RETURN 0;
    END IF;
    PERFORM core.write_calendars(changed);

    UPDATE core.counter SET n = n + amount RETURNING n INTO top;
    DELETE FROM core.reference old
    USING jsonb_array_elements(changed) r
    WHERE r -> 'row' = 'null' AND old.kind = r ->> 'kind' AND old.code = r ->> 'code';
    INSERT INTO core.reference AS old (kind, code, n, "row")
    SELECT r ->> 'kind', r ->> 'code', top - amount + i, r -> 'row'
    FROM jsonb_array_elements(changed) WITH ORDINALITY AS item (r, i)
    WHERE r -> 'row' <> 'null'
    ON CONFLICT (kind, code) DO UPDATE SET n = excluded.n, "row" = excluded."row";
    INSERT INTO core.feed AS old (scope, kind, subject, n, op)
    SELECT 'ref', 'reference', (r ->> 'kind') || '/' || (r ->> 'code'), top - amount + i,
           CASE WHEN r -> 'row' = 'null' THEN 'out' ELSE 'in' END
    FROM jsonb_array_elements(changed) WITH ORDINALITY AS item (r, i)
    ON CONFLICT (scope, kind, subject) DO UPDATE SET n = excluded.n, op = excluded.op;
    RETURN named;
END
$$;
ALTER FUNCTION core.write_references(jsonb) OWNER TO seat_writer;

-- Whether a JSON value is a list of opening hours: start, end, start, end … never earlier, and no
-- start twice. An empty frame marks the border of the years that are known.
CREATE FUNCTION core.are_frames(p_frames jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_frames IS NULL OR jsonb_typeof(p_frames) <> 'array'
       OR jsonb_array_length(p_frames) = 0 OR jsonb_array_length(p_frames) % 2 = 1 THEN
        RETURN false;
    END IF;
    RETURN (SELECT bool_and(jsonb_typeof(moment) = 'number' AND moment::text ~ '^[0-9]{1,10}$'
                            AND coalesce(moment >= earlier, true)
                            AND (i % 2 = 0 OR coalesce(moment > earlier_start, true)))
            FROM (SELECT i, moment, lag(moment) OVER (ORDER BY i) AS earlier,
                         lag(moment, 2) OVER (ORDER BY i) AS earlier_start
                  FROM jsonb_array_elements(p_frames) WITH ORDINALITY AS item (moment, i)) pair);
END
$$;
ALTER FUNCTION core.are_frames(jsonb) OWNER TO seat_writer;

-- Whether rows of this kind are settings and rules: they say what somebody may, how often, by when.
CREATE FUNCTION core.is_rule(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT kind IN ('setting', 'limit', 'request_rule', 'callback_rule', 'handover_rule', 'substitute')
$$;
ALTER FUNCTION core.is_rule(text) OWNER TO seat_writer;

-- The place of the first row that cannot be used, from 0, or NULL when all can. People are put in
-- place by `api.put_person` alone. A row is used by every later step and pulled by every workstation:
-- a number with which nobody can reckon, or a shift without hours, would bring them to a stand.
CREATE FUNCTION core.reference_fault(p_rows jsonb) RETURNS int
LANGUAGE sql STABLE
AS $$
    SELECT min(i)::int - 1
    FROM (
        SELECT i, r, pg_catalog.row_number() OVER (PARTITION BY r ->> 'kind', r ->> 'code'
                                                   ORDER BY i) AS turn
        FROM pg_catalog.jsonb_array_elements(p_rows) WITH ORDINALITY AS item (r, i)
    ) numbered
    WHERE turn > 1
       OR pg_catalog.jsonb_typeof(r) <> 'object'
       OR coalesce(r ->> 'kind', '') NOT IN (
              'class', 'matter', 'unit', 'area', 'grid', 'collector', 'component', 'reason',
              'limit', 'calendar', 'setting', 'shift', 'roster', 'request_rule', 'substitute',
              'handover_rule', 'callback_rule', 'watch_site', 'knowledge', 'duty_contact',
              'hazard', 'shelter', 'assess_rule', 'contract', 'material')
       OR pg_catalog.length(coalesce(r ->> 'code', '')) NOT BETWEEN 1 AND 60
       OR coalesce(pg_catalog.jsonb_typeof(r -> 'row'), '') NOT IN ('object', 'null')
       OR pg_catalog.octet_length((r -> 'row')::text)
          > CASE WHEN core.is_rule(r ->> 'kind') THEN 20000 ELSE 200000 END
       OR pg_catalog.jsonb_path_exists(
           r -> 'row', '$.** ? (@.type() == "number" && (@ > 1e13 || @ < -1e13))')
       OR (r ->> 'kind' = 'shift' AND r -> 'row' <> 'null'
           AND NOT coalesce(r #>> '{row,starts}' ~ '^[0-9]{1,4}$'
                            AND r #>> '{row,ends}' ~ '^[0-9]{1,4}$', false))
       OR (r ->> 'kind' = 'substitute'
           AND pg_catalog.jsonb_typeof(r #> '{row,areas}') <> 'array')
       OR (r ->> 'kind' = 'calendar' AND r -> 'row' <> 'null'
           AND NOT core.are_frames(r #> '{row,frames}'))
$$;
ALTER FUNCTION core.reference_fault(jsonb) OWNER TO seat_writer;

-- What is about to change, for the log of admins: settings and rules with all that they said and will
-- say, however many there are, so that none hides behind others; everything else by its kind.
CREATE FUNCTION core.change_words(p_rows jsonb) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.concat_ws(
            '; ', pg_catalog.string_agg(DISTINCT c.kind, ' ') FILTER (WHERE NOT core.is_rule(c.kind)),
            pg_catalog.string_agg(c.words, '; ' ORDER BY c.words) FILTER (WHERE core.is_rule(c.kind)))
        FROM (
            SELECT r ->> 'kind' AS kind,
                   pg_catalog.format('%s/%s: %s → %s', r ->> 'kind', r ->> 'code',
                                     coalesce(old."row"::text, '-'),
                                     coalesce(nullif(r -> 'row', 'null')::text, '-')) AS words
            FROM pg_catalog.jsonb_array_elements(p_rows) r
            LEFT JOIN core.reference old
                ON old.kind = r ->> 'kind' AND old.code = r ->> 'code'
            WHERE old."row" IS DISTINCT FROM nullif(r -> 'row', 'null')
        ) c);
END
$$;
ALTER FUNCTION core.change_words(jsonb) OWNER TO seat_writer;

-- An admin's reference rows, all or none: [{kind, code, row}]. Answers {problem: null, changed},
-- or {problem}: not_admin, too_big, malformed, bad_row (with `index` from 0).
CREATE FUNCTION api.put_references(p_batch text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    rows jsonb;
    words text;
    fault int;
    changed int;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    END IF;
    IF octet_length(p_batch) > 8 * 1024 * 1024 THEN
        RETURN '{"problem": "too_big"}';
    ELSIF core.swells(p_batch) THEN
        RETURN '{"problem": "malformed"}';
    END IF;
    BEGIN
        rows := p_batch::jsonb;
    EXCEPTION WHEN data_exception OR statement_too_complex THEN
        RETURN '{"problem": "malformed"}';
    END;
    IF jsonb_typeof(rows) <> 'array' OR jsonb_array_length(rows) > 20000 THEN
        RETURN '{"problem": "malformed"}';
    END IF;
    fault := core.reference_fault(rows);
    IF fault IS NOT NULL THEN
        RETURN jsonb_build_object('problem', 'bad_row', 'index', fault);
    END IF;
    LOCK TABLE core.reference IN SHARE ROW EXCLUSIVE MODE;
    words := core.change_words(rows);
    changed := core.write_references(rows);
    IF changed > 0 THEN
        PERFORM core.log_act('put_references', changed::text, words);
    END IF;
    RETURN jsonb_build_object('problem', NULL, 'changed', changed);
END
$$;
ALTER FUNCTION api.put_references(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.put_references(text) TO seat_people;
