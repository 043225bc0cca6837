-- The functions that go through the tables of all subjects: read, lock, write.

-- The state of a stored row.
CREATE FUNCTION core.state_of("row" jsonb) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.jsonb_strip_nulls("row" - ARRAY['id', 'root', 'n'])
$$;

-- Those of these roots that are there, as their first entry says. Asks anew whenever it is called.
CREATE FUNCTION core.known_roots(ids uuid[]) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    RETURN ARRAY(SELECT e.chain FROM core.entry e WHERE e.chain = ANY (ids) AND e.place = 1);
END
$$;

-- The columns that the state of a subject can fill which one step of a person has made: the spine, the
-- clock, and what such a step says, sets, counts and stamps.
CREATE FUNCTION core.first_columns(p_subject text) RETURNS name[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN ARRAY(
        SELECT a.attname
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.format('core.%I', p_subject)::regclass
          AND a.attnum > 0 AND NOT a.attisdropped
          AND (a.attname::text IN ('area', 'stage', 'fresh', 'clock', 'clock_limit',
                                   'clock_basis', 'clock_used', 'clock_since', 'clock_calendar',
                                   'due_at', 'original_limit', 'granted_total', 'standard',
                                   'case_number')
               OR EXISTS (
                   SELECT FROM core.step s
                   WHERE s.subject = p_subject AND s.creates AND NOT s.by_system
                     AND (s.sets ? a.attname::text
                          OR a.attname::text IN (s.stamp || '_by', s.stamp || '_at')
                          OR EXISTS (SELECT FROM pg_catalog.unnest(s.counts) c
                                     WHERE a.attname::text = pg_catalog.split_part(c, ':', 1))
                          OR EXISTS (SELECT FROM core.step_field f
                                     WHERE (f.schema, f.subject, f.step)
                                           = (s.schema, s.subject, s.step)
                                       AND a.attname::text IN (f.name, f.name || '_masked')))))
        ORDER BY a.attnum);
END
$$;

-- Makes `core.put_<subject>(final)`, which writes the subjects of that kind into their table, and
-- `core.put_new_<subject>(final)` for those that were just made, which looks for few columns instead
-- of all.
CREATE PROCEDURE core.make_put(p_subject text)
LANGUAGE plpgsql
AS $$
DECLARE
    columns text;
    made text;
    news text;
    firsts text;
    typed text;
    first_names constant name[] := core.first_columns(p_subject);
BEGIN
    SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum),
           pg_catalog.string_agg(
               CASE WHEN a.attname IN ('n', 'id', 'root') THEN 'h.' ELSE 'r.' END
                   || pg_catalog.quote_ident(a.attname),
               ', ' ORDER BY a.attnum),
           pg_catalog.string_agg('excluded.' || pg_catalog.quote_ident(a.attname), ', '
                                 ORDER BY a.attnum),
           pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
               FILTER (WHERE a.attname = ANY (first_names)),
           pg_catalog.string_agg(
               pg_catalog.quote_ident(a.attname) || ' '
                   || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
               FILTER (WHERE a.attname = ANY (first_names))
    INTO columns, made, news, firsts, typed
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = pg_catalog.format('core.%I', p_subject)::regclass
      AND a.attnum > 0 AND NOT a.attisdropped;
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.%1$I(final core.held[]) RETURNS void
        LANGUAGE plpgsql
        AS $put$
        BEGIN
            INSERT INTO core.%2$I (%3$s)
            SELECT %4$s
            FROM pg_catalog.unnest(final) h
            CROSS JOIN LATERAL pg_catalog.jsonb_populate_record(NULL::core.%2$I, h.state) r
            WHERE h.subject = %2$L AND NOT h.made
            ON CONFLICT (id) DO UPDATE SET (%3$s) = ROW (%5$s);
        END
        $put$
        $make$, 'put_' || p_subject, p_subject, columns, made, news);
    EXECUTE pg_catalog.format('ALTER FUNCTION core.%I(core.held[]) OWNER TO seat_writer',
                              'put_' || p_subject);
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.%1$I(final core.held[]) RETURNS void
        LANGUAGE plpgsql
        AS $put$
        BEGIN
            INSERT INTO core.%2$I (id, root, n, %3$s)
            SELECT h.id, h.root, h.n, r.*
            FROM pg_catalog.unnest(final) h
            CROSS JOIN LATERAL pg_catalog.jsonb_to_record(h.state) r (%4$s)
            WHERE h.subject = %2$L AND h.made;
        END
        $put$
        $make$, 'put_new_' || p_subject, p_subject, firsts, typed);
    EXECUTE pg_catalog.format('ALTER FUNCTION core.%I(core.held[]) OWNER TO seat_writer',
                              'put_new_' || p_subject);
END
$$;

-- Makes the functions that go through the tables of all subjects there are, and `core.put_…` for
-- each. Every upgrade ends with it. What is made:
--
--   core.held_of(roots, ids)   these roots, their open children, and whatever else is named
--   core.locked_roots(ids)     locks the roots among `ids`, always in the same order
--   core.put_subjects(final)   writes the last states into their tables
--   core.keepers(roots)        who keeps the full personal values of the roots that are open
CREATE PROCEDURE core.make_subject_functions()
LANGUAGE plpgsql
AS $$
DECLARE
    subjects core.subject[] := ARRAY(
        SELECT s FROM core.subject s
        WHERE s.schema = (SELECT max(x.schema) FROM core.subject x)
          AND pg_catalog.to_regclass(pg_catalog.format('core.%I', s.subject)) IS NOT NULL
        ORDER BY s.position);
    one core.subject;
    row_of constant text := 'SELECT %1$L AS subject, x.id, x.root, x.n, pg_catalog.to_jsonb(x) AS'
                            ' "row" FROM core.%1$I x WHERE ';
    held text[];
    locks text[];
    puts text[];
    keepers text[];
BEGIN
    FOREACH one IN ARRAY subjects LOOP
        CALL core.make_put(one.subject);
        puts := puts || pg_catalog.format(
            'IF %1$L = ANY (present) THEN PERFORM core.%2$I(final); END IF;'
            ' IF %1$L = ANY (made) THEN PERFORM core.%3$I(final); END IF;',
            one.subject, 'put_' || one.subject, 'put_new_' || one.subject);
        IF one."of" = '{}' THEN
            held := held || pg_catalog.format(row_of || 'x.id = ANY (roots || ids)', one.subject);
            locks := locks || pg_catalog.format(
                'SELECT f.id FROM (SELECT x.id FROM core.%I x WHERE x.id = ANY (ids)'
                ' ORDER BY x.id FOR UPDATE) f', one.subject);
        ELSE
            held := held
                || pg_catalog.format(row_of || 'x.root = ANY (roots) AND x.settled_at IS NULL',
                                     one.subject)
                || pg_catalog.format(row_of || 'x.id = ANY (ids) AND NOT (x.root = ANY (roots)'
                                               ' AND x.settled_at IS NULL)', one.subject);
        END IF;
        IF one.keeper <> '' THEN
            keepers := keepers || pg_catalog.format(
                'SELECT y.id, y.%2$I, y.stage, %1$L AS subject FROM core.%1$I y'
                ' WHERE y.id = ANY (roots)', one.subject, one.keeper);
        END IF;
    END LOOP;
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.held_of(roots uuid[], ids uuid[]) RETURNS core.held[]
        LANGUAGE plpgsql STABLE
        AS $held$
        BEGIN
            IF roots = '{}' AND ids = '{}' THEN
                RETURN NULL;
            END IF;
            RETURN (
                SELECT pg_catalog.array_agg(
                    ROW(f.subject, f.id, f.root, core.state_of(f."row"), f.n,
                        false)::core.held)
                FROM (%s) f);
        END
        $held$
        $make$, pg_catalog.array_to_string(held, ' UNION ALL '));
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.locked_roots(ids uuid[]) RETURNS uuid[]
        LANGUAGE plpgsql
        AS $locked$
        BEGIN
            IF ids = '{}' THEN
                RETURN ids;
            END IF;
            RETURN ARRAY(%s);
        END
        $locked$
        $make$, pg_catalog.array_to_string(locks, ' UNION ALL '));
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.put_subjects(final core.held[]) RETURNS void
        LANGUAGE plpgsql
        AS $put$
        DECLARE
            present text[] := ARRAY(SELECT DISTINCT h.subject FROM pg_catalog.unnest(final) h
                                    WHERE NOT h.made);
            made text[] := ARRAY(SELECT DISTINCT h.subject FROM pg_catalog.unnest(final) h
                                 WHERE h.made);
        BEGIN
            %s
        END
        $put$
        $make$, pg_catalog.array_to_string(puts, E'\n            '));
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.keepers(roots uuid[])
        RETURNS TABLE (root uuid, person text)
        LANGUAGE plpgsql STABLE ROWS 100
        AS $keepers$
        BEGIN
            RETURN QUERY
            SELECT k.id, k.person
            FROM (%s) k (id, person, stage, subject)
            CROSS JOIN LATERAL (
                SELECT g.terminal FROM core.stage g
                WHERE g.subject = k.subject AND g.stage = k.stage ORDER BY g.schema DESC LIMIT 1
            ) s
            WHERE NOT s.terminal AND k.person IS NOT NULL;
        END
        $keepers$
        $make$, pg_catalog.array_to_string(keepers, ' UNION ALL '));
    ALTER FUNCTION core.held_of(uuid[], uuid[]) OWNER TO seat_writer;
    ALTER FUNCTION core.locked_roots(uuid[]) OWNER TO seat_writer;
    ALTER FUNCTION core.put_subjects(core.held[]) OWNER TO seat_writer;
    ALTER FUNCTION core.keepers(uuid[]) OWNER TO seat_writer;
END
$$;

CALL core.give_to_writer('state_of', 'known_roots', 'first_columns');
