-- `api.since`: what changed in the scopes of a person after the cursors of the seat.
--
-- A cursor is [n, subject]: everything up to there was read. When a scope was read to its end the
-- subject is '~', which follows every other, and the whole history up to n is at the seat: the next
-- page brings only newer lines of the history. In the midst of a scope it brings all lines of the
-- subjects on the page, since a subject that moved on between two pages has older ones unread.

CREATE TYPE core.feed_line AS (scope text, kind text, subject text, n bigint, op text, known bigint);

CREATE FUNCTION core.each_line(list core.feed_line[]) RETURNS SETOF core.feed_line
LANGUAGE plpgsql IMMUTABLE ROWS 100
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

-- Makes `core.rows_behind(lines)`: the rows behind lines of the feed, as `SubjectRow` has them, with
-- a query for each kind that is there, since most pages hold one kind or two. Every
-- upgrade ends with it.
CREATE PROCEDURE core.make_rows_behind()
LANGUAGE plpgsql
AS $$
DECLARE
    subjects text := (
        SELECT pg_catalog.string_agg(pg_catalog.format($part$
            IF %1$L = ANY (kinds) THEN
                RETURN QUERY
                SELECT l.scope, l.n, l.subject, core.sent_row(
                           l.kind, x.id, x.root, l.n, core.state_of(pg_catalog.to_jsonb(x)))
                FROM core.each_line(lines) l
                CROSS JOIN LATERAL (
                    SELECT y.* FROM core.%1$I y WHERE y.id = l.subject::uuid LIMIT 1
                ) x WHERE l.kind = %1$L;
            END IF;$part$, s.subject), '' ORDER BY s.position)
        FROM core.subject s
        WHERE s.schema = (SELECT max(x.schema) FROM core.subject x)
          AND pg_catalog.to_regclass(pg_catalog.format('core.%I', s.subject)) IS NOT NULL);
BEGIN
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.rows_behind(lines core.feed_line[])
        RETURNS TABLE (scope text, n bigint, subject text, "row" json)
        LANGUAGE plpgsql STABLE
        AS $behind$
        DECLARE
            kinds text[];
        BEGIN
            IF lines IS NULL THEN
                RETURN;
            END IF;
            kinds := ARRAY(SELECT DISTINCT l.kind FROM core.each_line(lines) l);
            %s
            IF 'contact' = ANY (kinds) THEN
                RETURN QUERY
                SELECT l.scope, l.n, l.subject,
                       pg_catalog.json_build_array(l.kind, l.subject, l.n, x."row")
                FROM core.each_line(lines) l
                CROSS JOIN LATERAL (
                    SELECT y."row" FROM core.contact y WHERE y.root = l.subject::uuid LIMIT 1
                ) x WHERE l.kind = 'contact';
            END IF;
            IF 'reference' = ANY (kinds) THEN
                RETURN QUERY
                SELECT l.scope, l.n, l.subject,
                       pg_catalog.json_build_array(l.kind, l.subject, l.n, x."row")
                FROM core.each_line(lines) l
                CROSS JOIN LATERAL (
                    SELECT y."row" FROM core.reference y
                    WHERE y.kind = pg_catalog.split_part(l.subject, '/', 1)
                      AND y.code = pg_catalog.substr(
                              l.subject, pg_catalog.strpos(l.subject, '/') + 1) LIMIT 1
                ) x WHERE l.kind = 'reference';
            END IF;
        END
        $behind$
        $make$, subjects);
    ALTER FUNCTION core.rows_behind(core.feed_line[]) OWNER TO seat_writer;
END
$$;

-- Pages of every scope of the caller, `p_page` lines in all; the scope with the least left comes
-- first, so that a first fill holds no other scope back. `p_cursors` is {"scope": [n, subject]};
-- a scope that is not in it is read from its beginning, and a first small page of it brings the cases
-- besides that are due soonest, so that the queues can be worked with while the rest is still to
-- come; their own turn comes later all the same. Answers the record `Pages` of
-- seatapp/central/messages.py. Errors: SA002 no member, SA004 too large, SA005 unreadable.
CREATE FUNCTION api.since(p_cursors text, p_page integer) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_mergejoin = off
SET jit = off
SET work_mem = '64MB'
AS $$
DECLARE
    amount constant integer := least(greatest(coalesce(p_page, 500), 1), 2000);
    soonest constant integer := 500;
    told constant integer := 500;
    filling boolean;
    cursors jsonb;
    lines core.feed_line[];
    pages json;
    story json;
    read integer;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RAISE EXCEPTION 'not a member' USING ERRCODE = 'SA002';
    ELSIF octet_length(p_cursors) > 262144 THEN
        RAISE EXCEPTION 'more than 256 KB' USING ERRCODE = 'SA004';
    ELSIF core.swells(p_cursors) THEN
        RAISE EXCEPTION 'the cursors cannot be read' USING ERRCODE = 'SA005';
    END IF;
    BEGIN
        SELECT jsonb_object_agg(c.key, jsonb_build_array((c.value ->> 0)::bigint, c.value ->> 1))
        INTO cursors
        FROM jsonb_each(p_cursors::jsonb) c;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        RAISE EXCEPTION 'the cursors cannot be read' USING ERRCODE = 'SA005';
    END;

    filling := amount <= soonest AND EXISTS (
        SELECT FROM core.scopes_of(session_user) s (scope)
        WHERE coalesce(cursors -> s.scope, '[0, ""]') = '[0, ""]');

    WITH held AS MATERIALIZED (
        SELECT s.scope, coalesce((cursors -> s.scope ->> 0)::bigint, 0) AS n,
               coalesce(cursors -> s.scope ->> 1, '') COLLATE "C" AS subject
        FROM core.scopes_of(session_user) s (scope)
    ), counted AS MATERIALIZED (
        SELECT h.*, amount_left.lines AS "left"
        FROM held h
        CROSS JOIN LATERAL (
            SELECT count(*) AS lines FROM core.feed f
            WHERE f.scope = h.scope AND (f.n, f.subject) > (h.n, h.subject)
        ) amount_left
    ), shared AS MATERIALIZED (
        SELECT c.*, least(c."left", greatest(0, amount - coalesce(
                   sum(c."left") OVER (ORDER BY c."left", c.scope
                                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)))
                   AS share
        FROM counted c
    ), line AS MATERIALIZED (
        SELECT s.scope, f.kind, f.subject, f.n, f.op,
               CASE WHEN s.subject = '~' THEN s.n ELSE 0 END AS known
        FROM shared s
        CROSS JOIN LATERAL (
            SELECT x.kind, x.subject, x.n, x.op FROM core.feed x
            WHERE x.scope = s.scope AND (x.n, x.subject) > (s.n, s.subject)
            ORDER BY x.n, x.subject
            LIMIT s.share
        ) f
    ), early AS MATERIALIZED (
        SELECT open.scope, f.kind, f.subject, f.n, f.op, 0::bigint AS known
        FROM (
            SELECT s.scope, c.id
            FROM core."case" c
            JOIN shared s ON s.scope = 'area:' || c.area
            WHERE filling AND c.due_at IS NOT NULL
              AND s.n = 0 AND s.subject = '' AND s.share < s."left"
            ORDER BY c.due_at
            LIMIT soonest
        ) open
        CROSS JOIN LATERAL (
            SELECT x.kind, x.subject, x.n, x.op FROM core.feed x
            WHERE x.scope = open.scope AND x.kind = 'case' AND x.subject = open.id::text
              AND x.op = 'in'
            LIMIT 1
        ) f
    ), behind AS MATERIALIZED (
        SELECT b.scope, json_agg(b."row" ORDER BY b.n, b.subject COLLATE "C") AS rows
        FROM core.rows_behind((
            SELECT array_agg(ROW(l.*)::core.feed_line)
            FROM (SELECT * FROM line UNION SELECT * FROM early) l WHERE l.op = 'in')) b
        GROUP BY b.scope
    ), gone AS MATERIALIZED (
        SELECT l.scope, json_agg(json_build_array(l.kind, l.subject)) AS rows
        FROM line l WHERE l.op = 'out' GROUP BY l.scope
    ), last AS MATERIALIZED (
        SELECT DISTINCT ON (l.scope) l.scope, l.n, l.subject
        FROM line l ORDER BY l.scope, l.n DESC, l.subject DESC
    )
    SELECT json_agg(json_build_object(
               'scope', s.scope,
               'rows', coalesce(b.rows, '[]'),
               'gone', coalesce(g.rows, '[]'),
               'cursor', json_build_array(
                   coalesce(t.n, s.n),
                   CASE WHEN s.share = s."left" THEN '~' ELSE coalesce(t.subject, s.subject) END),
               'left', s."left" - s.share) ORDER BY s."left", s.scope),
           (SELECT array_agg(ROW(l.*)::core.feed_line) FROM line l
            WHERE l.op = 'in' AND starts_with(l.scope, 'area:')),
           (SELECT count(*) FROM line) + (SELECT count(*) FROM early)
    INTO pages, lines, read
    FROM shared s
    LEFT JOIN behind b ON b.scope = s.scope
    LEFT JOIN gone g ON g.scope = s.scope
    LEFT JOIN last t ON t.scope = s.scope;

    -- For the watch, in the log of the server: a table would forget what is rolled back. Of small
    -- pages one is told for many, drawn so that nobody can choose which: else who asks for little at a
    -- time would read everything untold. gen_random_uuid() heeds no setseed().
    IF read > told * get_byte(uuid_send(gen_random_uuid()), 0) / 256 THEN
        RAISE LOG 'seatapp: % lines read by %', greatest(read, told), session_user;
    END IF;

    IF lines IS NOT NULL THEN
        SELECT json_agg(core.sent_line(e) ORDER BY e.n)
        INTO story
        FROM core.each_line(lines) l
        CROSS JOIN LATERAL (
            SELECT x.* FROM core.story x
            WHERE x.subject_id = l.subject::uuid AND x.n > l.known OFFSET 0
        ) e;
    END IF;
    RETURN (
        SELECT json_build_object(
            'epoch', c.epoch, 'server_time', extract(epoch FROM clock_timestamp()),
            'scopes', (SELECT json_agg(s ORDER BY s) FROM core.scopes_of(session_user) s),
            'pages', pages, 'story', coalesce(story, '[]'))
        FROM core.centre c);
END
$$;

ALTER FUNCTION core.each_line(core.feed_line[]) OWNER TO seat_writer;
ALTER FUNCTION api.since(text, integer) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.since(text, integer) TO seat_people;
