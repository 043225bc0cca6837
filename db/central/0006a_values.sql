-- The rules of seatapp/domain, said again in SQL. What a single value needs is a plain expression
-- that the planner puts in line; the fold and the effects work on whole sets. All are tested
-- against their twins in Python.
-- Here: what a single value has to be.

-- derived_id of seatapp/ids.py: a UUIDv8 over SHA-256 that both sides reckon alike.
CREATE FUNCTION core.derived_id(cause uuid, VARIADIC parts text[]) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    digest bytea := pg_catalog.sha256(
        pg_catalog.uuid_send(cause)
        || pg_catalog.convert_to(pg_catalog.array_to_string(parts, E'\x1f'), 'UTF8'));
BEGIN
    digest := pg_catalog.set_byte(digest, 6, (pg_catalog.get_byte(digest, 6) & 15) | 128);
    digest := pg_catalog.set_byte(digest, 8, (pg_catalog.get_byte(digest, 8) & 63) | 128);
    RETURN pg_catalog.encode(pg_catalog.substring(digest, 1, 16), 'hex')::uuid;
END
$$;

-- A step of the tables: one row by its key, whatever the planner knows of them. Put in line.
CREATE FUNCTION core.step_of(schema integer, subject text, step text) RETURNS SETOF core.step
LANGUAGE sql STABLE ROWS 1
AS $$
    SELECT x.* FROM core.step x
    WHERE x.schema = step_of.schema AND x.subject = step_of.subject AND x.step = step_of.step LIMIT 1
$$;

-- Whether a JSON value says something: Python's idea of true.
CREATE FUNCTION core.truthy(value jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE pg_catalog.jsonb_typeof(value)
               WHEN 'string' THEN value <> '""' WHEN 'array' THEN value <> '[]'
               WHEN 'number' THEN value <> '0' WHEN 'boolean' THEN value = 'true'
               ELSE coalesce(value <> 'null', false) END
$$;

-- masked of seatapp/domain/masks.py.
CREATE FUNCTION core.masked(value text, mask text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE mask
        WHEN 'phone' THEN
            CASE WHEN pg_catalog.length(value) >= 9
                 THEN pg_catalog.left(value, 3) || '****' || pg_catalog.right(value, 4)
                 ELSE '****' || pg_catalog.right(value, 2) END
        WHEN 'name' THEN pg_catalog.left(value, 1) || '**'
        ELSE
            CASE WHEN value ~ '[0-9０-９]'
                 THEN pg_catalog.substring(value, '^[^0-9０-９]*')
                 ELSE pg_catalog.left(value, 6) END || '**'
    END
$$;

-- phone_digits of seatapp/domain/masks.py; null where nothing can be compared.
CREATE FUNCTION core.phone_digits(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN d.digits ~ '^86.{11}$' THEN pg_catalog.substr(d.digits, 3)
                ELSE nullif(d.digits, '') END
    FROM (SELECT pg_catalog.regexp_replace(value, '[^0-9]', '', 'g') AS digits) d
$$;

-- Whether a JSON text holds a number with an exponent of three digits or more, which nobody means: of
-- `1e131071` PostgreSQL makes 131,072 characters wherever it writes the value again, and so of a text
-- that keeps every measure gigabytes. What stands in quotes is no number.
CREATE FUNCTION core.swells(written text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN written ~ '[\s,:\[]-?[0-9.]+[eE][-+]?[0-9][0-9][0-9]'
                THEN pg_catalog.regexp_replace(written, '"([^"\\]|\\.)*"', '', 'g')
                     ~ '[eE][-+]?[0-9][0-9][0-9]'
                ELSE false END
$$;

-- Whether every item of a JSON list is a text of 1 to `maximum` characters, and no more than `most`.
CREATE FUNCTION core.lines_fit(value jsonb, maximum bigint, most integer) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
    RETURN pg_catalog.jsonb_array_length(value) <= most AND NOT EXISTS (
        SELECT FROM pg_catalog.jsonb_array_elements(value) item
        WHERE pg_catalog.jsonb_typeof(item) <> 'string'
           OR pg_catalog.length(item #>> '{}') NOT BETWEEN 1 AND maximum);
END
$$;

-- Whether a JSON list holds SHA-256 in hex, each once, and not too many. No bounded repeat in the
-- pattern: `{64}` makes it fifty times slower.
CREATE FUNCTION core.photos_fit(value jsonb, maximum bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    amount integer := pg_catalog.jsonb_array_length(value);
BEGIN
    IF amount = 0 THEN
        RETURN true;
    ELSIF amount > maximum OR value::text !~ '^\["[0-9a-f]+"(, "[0-9a-f]+")*\]$' THEN
        RETURN false;
    ELSIF amount = 1 THEN
        RETURN pg_catalog.length(value ->> 0) = 64;
    END IF;
    RETURN (SELECT count(DISTINCT item) = amount AND bool_and(pg_catalog.length(item) = 64)
            FROM pg_catalog.jsonb_array_elements_text(value) item);
END
$$;

-- _fits of seatapp/domain/values.py, for the types that need no list and no reference.
CREATE FUNCTION core.fits(type text, maximum bigint, value jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN type = 'boolean' THEN pg_catalog.jsonb_typeof(value) = 'boolean'
        WHEN type IN ('integer', 'time') THEN
            CASE WHEN pg_catalog.jsonb_typeof(value) <> 'number' THEN false
                 WHEN pg_catalog.scale(value::numeric) <> 0 THEN false
                 WHEN type = 'time' THEN value::numeric > 0 AND value::numeric < 4102444800
                 ELSE pg_catalog.abs(value::numeric) <= maximum END
        WHEN type = 'id' THEN
            pg_catalog.jsonb_typeof(value) = 'string' AND value #>> '{}'
                ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        WHEN type = 'photos' THEN
            CASE WHEN pg_catalog.jsonb_typeof(value) <> 'array' THEN false
                 ELSE core.photos_fit(value, maximum) END
        WHEN type IN ('list', 'lines') THEN
            CASE WHEN pg_catalog.jsonb_typeof(value) <> 'array' THEN false
                 ELSE core.lines_fit(value, maximum, CASE type WHEN 'list' THEN 50 ELSE 500 END)
                 END
        ELSE pg_catalog.jsonb_typeof(value) = 'string'
             AND pg_catalog.length(value #>> '{}') BETWEEN 1 AND maximum
    END
$$;

CALL core.give_to_writer(
    'derived_id', 'step_of', 'truthy', 'masked', 'phone_digits', 'swells', 'lines_fit', 'photos_fit', 'fits');
