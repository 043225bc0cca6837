-- How a batch is read: a text becomes letters, one an entry.

-- An entry as it came: place in the batch, number, text, signature, the text as JSON (NULL when it
-- is none), and whether that has the form of an entry.
CREATE TYPE core.letter AS (
    ord integer, q bigint, body text, mac text, doc jsonb, formed boolean
);

CREATE FUNCTION core.each_letter(list core.letter[]) RETURNS SETOF core.letter
LANGUAGE plpgsql IMMUTABLE ROWS 100
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

-- `body` as JSON; NULL when PostgreSQL cannot read it (NUL, half a surrogate pair, a number
-- beyond all measure, too deep).
CREATE FUNCTION core.json_or_null(body text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN body::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END
$$;

-- A JSON text in which what PostgreSQL cannot hold (NUL, half a surrogate pair) has become U+FFFD.
-- Such a body is nobody's: its signature fits no more.
CREATE FUNCTION core.mended(written text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(written,
        '(?<!\\)((\\\\)*)\\u0000', '\1\\ufffd', 'g'),
        '(?<!\\)((\\\\)*)\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F](?!\\u[dD][c-fC-F])',
        '\1\\ufffd', 'g'),
        '(?<!\\)((\\\\)*)(?<!\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F])'
        '\\u[dD][c-fC-F][0-9a-fA-F][0-9a-fA-F]', '\1\\ufffd', 'g')
$$;

-- The text of an entry within a letter: it travels as it was signed, whatever is none as a string.
CREATE FUNCTION core.body_of(entry json) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN pg_catalog.json_typeof(entry) = 'object' THEN entry::text
                ELSE entry #>> '{}' END
$$;

-- Whether a JSON text has the form of `Entry` in seatapp/domain/entries.py, identifiers and time
-- written in the one way that Python writes them, so that every seat can read it. Identifiers of
-- version 8 are those that the centre derives, so no seat may bring one of its own. Raises a data
-- exception for some that have not.
CREATE FUNCTION core.has_form(doc jsonb) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT pg_catalog.jsonb_typeof(doc) = 'object'
        AND doc ?& ARRAY['parent', 'claimed_at']
        AND doc - ARRAY['author', 'claimed_at', 'id', 'key', 'parent', 'post', 'root', 'schema',
                        'step', 'subject', 'subject_id', 'values'] = '{}'
        AND (doc ->> 'id')::uuid::text = doc ->> 'id'
        AND (doc ->> 'subject_id')::uuid::text = doc ->> 'subject_id'
        AND (doc ->> 'root')::uuid::text = doc ->> 'root'
        AND (doc ->> 'key')::uuid::text = doc ->> 'key'
        AND (doc -> 'parent' = 'null' OR (doc ->> 'parent')::uuid::text = doc ->> 'parent')
        AND pg_catalog.substr(doc ->> 'id', 15, 1) <> '8'
        AND core.fits('line', 60, doc -> 'subject') AND core.fits('line', 60, doc -> 'step')
        AND core.fits('line', 60, doc -> 'author') AND core.fits('line', 60, doc -> 'post')
        AND pg_catalog.jsonb_typeof(doc -> 'schema') = 'number'
        AND (doc ->> 'schema')::integer >= 0
        AND pg_catalog.jsonb_typeof(doc -> 'values') = 'object'
        AND pg_catalog.jsonb_typeof(doc -> 'claimed_at') = 'string'
        AND doc ->> 'claimed_at' ~ ('^20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]'
                                    ':[0-5][0-9](\.[0-9]+)?(Z|[+-][01][0-9]:[0-5][0-9])$')
        AND pg_catalog.length(doc ->> 'claimed_at') <= 32
        AND doc ->> 'claimed_at' NOT LIKE '%T24:%'
        AND (doc ->> 'claimed_at')::timestamptz IS NOT NULL
$$;

-- The same, and false where that raises.
CREATE FUNCTION core.is_entry(doc jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN coalesce(core.has_form(doc), false);
EXCEPTION WHEN data_exception THEN
    RETURN false;
END
$$;

-- The batch, entry by entry, where one that cannot be read spoils no other.
CREATE FUNCTION core.letters_one_by_one(batch text) RETURNS core.letter[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(e.ord, (e.item ->> 0)::bigint, e.body, e.item ->> 1, e.doc,
                core.is_entry(e.doc))::core.letter ORDER BY e.ord)
        FROM (
            SELECT y.*, core.json_or_null(y.body) AS doc
            FROM (
                SELECT z.ord, z.item, core.body_of(z.entry) AS body
                FROM (
                    SELECT x.ord, x.item, x.item -> 2 AS entry
                    FROM pg_catalog.json_array_elements(core.mended(batch)::json)
                         WITH ORDINALITY x (item, ord) OFFSET 0
                ) z OFFSET 0
            ) y OFFSET 0
        ) e);
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RAISE EXCEPTION 'the batch cannot be read' USING ERRCODE = 'SA005';
END
$$;

-- The batch as letters. Raises SA004 and SA005.
CREATE FUNCTION core.letters_of(batch text) RETURNS core.letter[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    found core.letter[];
BEGIN
    IF pg_catalog.octet_length(batch) > 1048576 THEN
        RAISE EXCEPTION 'more than 1 MB' USING ERRCODE = 'SA004';
    END IF;
    BEGIN
        SELECT pg_catalog.array_agg(
            ROW(e.ord, (e.item ->> 0)::bigint, e.body, e.item ->> 1, e.doc,
                coalesce(core.has_form(e.doc), false))::core.letter ORDER BY e.ord)
        INTO found
        FROM (
            SELECT y.*, y.body::jsonb AS doc
            FROM (
                SELECT z.ord, z.item, core.body_of(z.entry) AS body
                FROM (
                    SELECT x.ord, x.item, x.item -> 2 AS entry
                    FROM pg_catalog.json_array_elements(batch::json)
                         WITH ORDINALITY x (item, ord) OFFSET 0
                ) z OFFSET 0
            ) y OFFSET 0
        ) e;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        found := core.letters_one_by_one(batch);
    END;
    IF pg_catalog.cardinality(found) > 1000 THEN
        RAISE EXCEPTION 'more than 1000 entries' USING ERRCODE = 'SA004';
    END IF;
    IF EXISTS (SELECT FROM core.each_letter(found) l WHERE l.q IS NULL OR l.body IS NULL) THEN
        RAISE EXCEPTION 'an entry without number or text' USING ERRCODE = 'SA005';
    END IF;
    RETURN coalesce(found, '{}');
END
$$;

-- Whether a number of these letters was used for another text: the file of the workstation is an
-- old copy of itself that has worked on. A number that is nowhere counts as used, since the entry
-- that waited under it has gone on under another.
CREATE FUNCTION core.reuses_a_number(p_seat uuid, letters core.letter[], last_q bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM core.each_letter(letters) l
        LEFT JOIN LATERAL (
            SELECT x.body FROM core.entry x WHERE x.seat = p_seat AND x.q = l.q LIMIT 1
        ) own ON true
        LEFT JOIN LATERAL (
            SELECT y.body FROM core.resent x
            JOIN core.entry y ON y.id = x.id
            WHERE own.body IS NULL AND x.seat = p_seat AND x.q = l.q LIMIT 1
        ) other ON true
        LEFT JOIN LATERAL (
            SELECT x.body FROM core.waiting x
            WHERE own.body IS NULL AND other.body IS NULL AND x.seat = p_seat AND x.q = l.q LIMIT 1
        ) w ON true
        WHERE l.q <= last_q
          AND l.body IS DISTINCT FROM coalesce(own.body, other.body, w.body));
END
$$;

-- The letters that are to be judged: those with new numbers, and those that waited. `ord` is their
-- place among these.
CREATE FUNCTION core.to_be_judged(p_seat uuid, letters core.letter[], last_q bigint)
RETURNS core.letter[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(f.ord, f.q, f.body, f.mac, f.doc, f.formed)::core.letter ORDER BY f.q)
        FROM (
            SELECT pg_catalog.row_number() OVER (ORDER BY l.q)::integer AS ord,
                   l.q, l.body, l.mac, l.doc, l.formed
            FROM core.each_letter(letters) l
            WHERE l.q > last_q OR EXISTS (
                SELECT FROM core.waiting w WHERE w.seat = p_seat AND w.q = l.q)
            OFFSET 0
        ) f
    );
END
$$;

DO $$
DECLARE
    signature text;
BEGIN
    FOR signature IN
        SELECT p.oid::regprocedure::text
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'core'::regnamespace AND p.prokind = 'f'
          AND p.proname IN ('each_letter', 'json_or_null', 'mended', 'body_of', 'has_form',
                            'is_entry', 'letters_one_by_one', 'letters_of', 'reuses_a_number',
                            'to_be_judged')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO seat_writer', signature);
    END LOOP;
END
$$;
