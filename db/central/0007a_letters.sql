-- How a batch is read: a text becomes letters, one a line. A line is the number of an entry at its
-- workstation, its signature and its text, with a space between them.

-- An entry as it came: place in the batch, number, text, signature, the SHA-256 of the text (which is
-- what everything goes by that is signed or chained), the text as JSON (NULL when it is none), and
-- whether that has the form of an entry.
CREATE TYPE core.letter AS (
    ord integer, q bigint, body text, mac text, digest bytea, doc jsonb, formed boolean
);

CREATE FUNCTION core.each_letter(list core.letter[]) RETURNS SETOF core.letter
LANGUAGE plpgsql IMMUTABLE ROWS 1000
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

-- What a quoted text says, where what PostgreSQL cannot hold (NUL, half a surrogate pair) has become
-- U+FFFD: such a body is nobody's, its signature fits no more. What is no quoted text says itself.
CREATE FUNCTION core.unquoted(written text) RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(written,
        '(?<!\\)((\\\\)*)\\u0000', '\1\\ufffd', 'g'),
        '(?<!\\)((\\\\)*)\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F](?!\\u[dD][c-fC-F])',
        '\1\\ufffd', 'g'),
        '(?<!\\)((\\\\)*)(?<!\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F])'
        '\\u[dD][c-fC-F][0-9a-fA-F][0-9a-fA-F]', '\1\\ufffd', 'g')::json #>> '{}';
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN written;
END
$$;

-- The text of an entry within a line: it travels as it was signed, what would break the line quoted.
CREATE FUNCTION core.body_of(written text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN pg_catalog.starts_with(written, '"') THEN core.unquoted(written)
                ELSE nullif(written, '') END
$$;

-- The lines of a batch, as far as they are of interest (one more than a batch may have): number,
-- signature, text. A number that is none is a data exception.
CREATE FUNCTION core.lines_of(batch text)
RETURNS TABLE (ord integer, q bigint, mac text, body text)
LANGUAGE sql STABLE
AS $$
    SELECT x.ord::integer, x.q::bigint, x.mac,
           core.body_of(pg_catalog."right"(
               x.line, -2 - pg_catalog.length(x.q) - pg_catalog.length(x.mac)))
    FROM (
        SELECT t.ord, t.line, pg_catalog.split_part(t.line, ' ', 1) AS q,
               pg_catalog.split_part(t.line, ' ', 2) AS mac
        FROM pg_catalog.string_to_table(batch, E'\n') WITH ORDINALITY t (line, ord) LIMIT 1001
    ) x
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
        AND pg_catalog.jsonb_typeof(doc -> 'subject') = 'string'
        AND pg_catalog.length(doc ->> 'subject') BETWEEN 1 AND 60
        AND pg_catalog.jsonb_typeof(doc -> 'step') = 'string'
        AND pg_catalog.length(doc ->> 'step') BETWEEN 1 AND 60
        AND pg_catalog.jsonb_typeof(doc -> 'author') = 'string'
        AND pg_catalog.length(doc ->> 'author') BETWEEN 1 AND 60
        AND pg_catalog.jsonb_typeof(doc -> 'post') = 'string'
        AND pg_catalog.length(doc ->> 'post') BETWEEN 1 AND 60
        AND pg_catalog.jsonb_typeof(doc -> 'schema') = 'number'
        AND (doc ->> 'schema')::integer >= 0
        AND pg_catalog.jsonb_typeof(doc -> 'values') = 'object'
        AND pg_catalog.jsonb_typeof(doc -> 'claimed_at') = 'string'
        AND CASE
            -- What nearly all moments look like needs no pattern: it is what the moment is written as.
            WHEN doc ->> 'claimed_at' LIKE '20%+00:00' AND pg_catalog.to_char(
                     (doc ->> 'claimed_at')::timestamptz AT TIME ZONE 'UTC',
                     'YYYY-MM-DD"T"HH24:MI:SS"+00:00"') = doc ->> 'claimed_at' THEN true
            ELSE pg_catalog.length(doc ->> 'claimed_at') <= 32
                AND doc ->> 'claimed_at'
                    ~ ('^20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]'
                       ':[0-5][0-9](\.[0-9]+)?(Z|[+-][01][0-9]:[0-5][0-9])$')
                AND doc ->> 'claimed_at' NOT LIKE '%T24:%'
                AND (doc ->> 'claimed_at')::timestamptz IS NOT NULL END
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

-- The batch, line by line, where one that cannot be read spoils no other.
CREATE FUNCTION core.letters_one_by_one(batch text) RETURNS core.letter[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(e.ord, e.q, e.body, e.mac, pg_catalog.sha256(pg_catalog.convert_to(e.body, 'UTF8')),
                e.doc, CASE WHEN core.swells(e.body) THEN false ELSE core.is_entry(e.doc) END
               )::core.letter ORDER BY e.ord)
        FROM (
            SELECT l.ord, l.q, l.body, l.mac, core.json_or_null(l.body) AS doc
            FROM core.lines_of(batch) l OFFSET 0
        ) e);
EXCEPTION WHEN data_exception THEN
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
            ROW(e.ord, e.q, e.body, e.mac, pg_catalog.sha256(pg_catalog.convert_to(e.body, 'UTF8')),
                e.doc, CASE WHEN core.swells(e.body) THEN false
                            ELSE coalesce(core.has_form(e.doc), false) END)::core.letter
            ORDER BY e.ord)
        INTO found
        FROM (
            SELECT l.ord, l.q, l.body, l.mac, l.body::jsonb AS doc
            FROM core.lines_of(batch) l OFFSET 0
        ) e;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        found := core.letters_one_by_one(batch);
    END;
    IF pg_catalog.cardinality(found) > 1000 THEN
        RAISE EXCEPTION 'more than 1000 entries' USING ERRCODE = 'SA004';
    ELSIF EXISTS (SELECT FROM pg_catalog.unnest(found) l WHERE l.body IS NULL) THEN
        RAISE EXCEPTION 'an entry without text' USING ERRCODE = 'SA005';
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
        SELECT FROM pg_catalog.unnest(letters) l
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
    IF (letters[1]).q > last_q THEN
        RETURN letters;
    END IF;
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(f.ord, f.q, f.body, f.mac, f.digest, f.doc, f.formed)::core.letter ORDER BY f.q)
        FROM (
            SELECT pg_catalog.row_number() OVER (ORDER BY l.q)::integer AS ord,
                   l.q, l.body, l.mac, l.digest, l.doc, l.formed
            FROM pg_catalog.unnest(letters) l
            WHERE l.q > last_q OR EXISTS (
                SELECT FROM core.waiting w WHERE w.seat = p_seat AND w.q = l.q)
            OFFSET 0
        ) f
    );
END
$$;

CALL core.give_to_writer(
    'each_letter', 'json_or_null', 'unquoted', 'body_of', 'lines_of', 'has_form', 'is_entry',
    'letters_one_by_one', 'letters_of', 'reuses_a_number', 'to_be_judged');
