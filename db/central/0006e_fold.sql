-- The state of subjects after steps (seatapp/domain/fold.py).

-- A subject as it stands while a batch is judged. `state` is what it says, without what stands beside
-- it here and without empty values. `n` is the number that is stored. `made` marks one of which all
-- there is to say is the one step of a person that made it.
CREATE TYPE core.held AS (
    subject text, id uuid, root uuid, state jsonb, n bigint, made boolean
);

-- A step that was found good, or follows from one. `ord` is the place of its cause in the batch,
-- `seq` the place among what follows (0 = the cause itself). `shown` are the values as the state
-- takes them (masked), `public` those without anything personal. `at` is the moment that counts.
CREATE TYPE core.taken AS (
    ord integer, seq bigint, id uuid, cause uuid, subject text, subject_id uuid, root uuid,
    schema integer, step text, author text, post text, claimed_at text, shown jsonb, public jsonb,
    area text, before jsonb, after jsonb, at bigint
);

-- The state as seatapp/domain/fold.py has it.
CREATE FUNCTION core.whole_state(held core.held) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT held.state || pg_catalog.jsonb_build_object(
        'id', held.id, 'root', held.root, 'subject', held.subject)
$$;

-- unnest, with an estimate on which the planner neither loops over two lists nor reads a table
-- from end to end.
CREATE FUNCTION core.each_held(list core.held[]) RETURNS SETOF core.held
LANGUAGE plpgsql IMMUTABLE ROWS 1000
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

CREATE FUNCTION core.each_taken(list core.taken[]) RETURNS SETOF core.taken
LANGUAGE plpgsql IMMUTABLE ROWS 1000
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

-- The counts of a step after it, `<field>:<rule>` each, as COUNTED of seatapp/domain/fold.py has
-- them: `last` is when a step with the same stamp was taken before.
CREATE FUNCTION core.counts_after(counts text[], before jsonb, last bigint, at bigint)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_object_agg(
                   c.name, coalesce((before ->> c.name)::bigint, 0) + 1), '{}')
        FROM (SELECT pg_catalog.split_part(x, ':', 1) AS name,
                     pg_catalog.split_part(x, ':', 2) AS rule
              FROM pg_catalog.unnest(counts) x) c
        WHERE c.rule = '' OR last IS NULL OR (last + 28800) / 43200 <> (at + 28800) / 43200);
END
$$;

-- What a field says after a step: the step's own word, else what stood there.
CREATE FUNCTION core.newest(before jsonb, said jsonb, name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN said ? name THEN said ->> name ELSE before ->> name END
$$;

-- folded of seatapp/domain/fold.py for many steps at once: the same list with `after` and `at`
-- filled in. The limit is limit_for of seatapp/domain/references.py. Each look-up is a sub-select
-- with a limit: one row by its key, whatever is stored. The number that only the centre gives is
-- written as '*' and put in by `core.numbered`.
CREATE FUNCTION core.folded(list core.taken[], received bigint, calendar text)
RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    outages int8multirange := (
        SELECT pg_catalog.range_agg(pg_catalog.int8range(o.begun, o.ended, '[]')) FROM core.outage o);
BEGIN
    RETURN (
        WITH way AS MATERIALIZED (
            SELECT s.*, pg_catalog.starts_with(s.clock, 'start:') AS starts,
                   pg_catalog.starts_with(s.clock, 'start:') OR s.clock = 'relimit' AS reads
            FROM (SELECT DISTINCT t.schema, t.subject, t.step FROM pg_catalog.unnest(list) t) w
            CROSS JOIN LATERAL core.step_of(w.schema, w.subject, w.step) s
        -- Each step with its values as it sets them (`said`) and what goes without saying (`news`).
        -- `hangs_on` is what the clock depends on where a step starts one: all that agree in it get
        -- the same clock, reckoned once (`place` 0). Other clocks are reckoned one by one.
        ), based AS MATERIALIZED (
            SELECT t.ord, t.seq, t.id, t.cause, t.subject, t.subject_id, t.root, t.schema, t.step,
                   t.author, t.post, t.claimed_at, t.shown, t.public, t.area, t.before,
                   counts.at, s.clock, s.starts, s.reads, told.said, told.name,
                   CASE WHEN s.clock = '' THEN NULL WHEN s.starts THEN 0 ELSE t.ordinality END
                       AS place,
                   CASE WHEN s.reads THEN ARRAY[
                       s.clock, t.subject, core.newest(t.before, told.said, 'class_code'),
                       core.newest(t.before, told.said, 'matter_code'),
                       core.newest(t.before, told.said, 'request_kind'),
                       core.newest(t.before, told.said, 'source'),
                       core.newest(t.before, told.said, 'urgency'),
                       core.newest(t.before, told.said, 'standard')] ELSE '{}' END AS hangs_on,
                   -- The keys of an object in the order in which jsonb keeps them (the shortest first)
                   -- need no sorting.
                   CASE WHEN s.stamp = '' THEN pg_catalog.jsonb_build_object(
                            'fresh', told.fresh, 'stage', told.stage)
                        ELSE pg_catalog.jsonb_build_object(
                            'fresh', told.fresh, 'stage', told.stage,
                            s.stamp || '_at', counts.at, s.stamp || '_by', t.author) END
                   || (CASE WHEN t.before IS NULL AND NOT t.shown ? 'area'
                            THEN pg_catalog.jsonb_build_object('area', t.area)
                            ELSE '{}' END
                   || (CASE WHEN s.counts <> '{}' THEN core.counts_after(
                                s.counts, t.before, (t.before ->> (s.stamp || '_at'))::bigint,
                                counts.at)
                            ELSE '{}' END
                   || (CASE WHEN s.gives AND NOT coalesce(t.before ? 'case_number', false)
                           THEN '{"case_number": "*"}' ELSE '{}'::jsonb END
                   || CASE WHEN s.clock NOT IN ('', 'resume', 'recount')
                                AND counts.at > (t.before ->> 'due_at')::bigint
                                AND NOT coalesce(t.before -> 'late' ? (t.before ->> 'clock'), false)
                           THEN pg_catalog.jsonb_build_object(
                               'late', coalesce(t.before -> 'late', '[]') || (t.before -> 'clock'))
                           ELSE '{}' END
                   || CASE WHEN t.before ? 'excused' AND t.before ->> 'clock' = 'handle'
                                AND s.clock NOT IN ('', 'resume', 'recount')
                                AND counts.at > (t.before ->> 'due_at')::bigint
                           THEN '{"excused": null}'::jsonb ELSE '{}' END))) AS news
            FROM core.each_taken(list) WITH ORDINALITY t
            JOIN way s ON s.schema = t.schema AND s.subject = t.subject AND s.step = t.step
            CROSS JOIN LATERAL (
                SELECT CASE WHEN t.at IS NOT NULL THEN t.at WHEN outages IS NULL THEN received
                            ELSE core.counting_time(t.claimed_at, received, outages) END AS at
                OFFSET 0
            ) counts
            CROSS JOIN LATERAL (
                SELECT (t.shown - s.handed) || s.sets AS said,
                       CASE WHEN s.fresh THEN t.id::text ELSE t.before ->> 'fresh' END AS fresh,
                       CASE s.target WHEN '=' THEN t.before ->> 'stage' ELSE s.target END AS stage,
                       CASE WHEN s.starts THEN pg_catalog.substr(s.clock, 7)
                            WHEN s.clock = 'relimit' THEN t.before ->> 'clock' END AS name
                OFFSET 0
            ) told
        ), clock AS MATERIALIZED (
            SELECT t.place, t.hangs_on, t.at, run.patch
            FROM (
                SELECT DISTINCT 0::bigint AS place, b.hangs_on, b.at, b.clock, b.starts, b.reads,
                       b.name, NULL::jsonb AS before, NULL::jsonb AS shown, NULL::jsonb AS said
                FROM based b WHERE b.place = 0
                UNION ALL
                SELECT b.place, b.hangs_on, b.at, b.clock, b.starts, b.reads, b.name, b.before,
                       b.shown, b.said
                FROM based b WHERE b.place > 0
            ) t
            CROSS JOIN LATERAL (
                SELECT t.hangs_on[2] AS subject, t.hangs_on[3] AS class_code,
                       t.hangs_on[4] AS matter_code, t.hangs_on[5] AS request_kind,
                       t.hangs_on[6] AS source, coalesce(t.hangs_on[7], 'normal') AS urgency,
                       t.hangs_on[8] AS standard
                OFFSET 0
            ) told
            -- The version of the standard that a case keeps from its filing on.
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN t.starts AND told.subject = 'case' AND t.name IN ('dispatch', 'handle')
                         AND coalesce(told.standard, '') = ''
                    THEN coalesce(
                        (SELECT nullif(x."row" ->> 'version', '') FROM core.reference x
                         WHERE x.kind = 'class' AND x.code = told.class_code LIMIT 1),
                        (SELECT nullif(x."row" ->> 'value', '') FROM core.reference x
                         WHERE x.kind = 'setting' AND x.code = 'version' LIMIT 1))
                    ELSE told.standard END AS standard
                OFFSET 0
            ) kept
            LEFT JOIN LATERAL (
                SELECT f.minutes::bigint AS minutes, f.basis, f.days
                FROM (
                    SELECT c.place, x."row" ->> 'basis' AS basis, x."row" -> 'days' AS days,
                           CASE WHEN x."row" ? told.urgency
                                THEN x."row" -> told.urgency
                                ELSE x."row" -> 'normal' END AS minutes
                    FROM pg_catalog.unnest(ARRAY[
                             told.class_code, told.matter_code,
                             told.request_kind, told.source]) WITH ORDINALITY c (code, place)
                    CROSS JOIN LATERAL (
                        SELECT r."row" FROM core.reference r
                        WHERE r.kind = 'limit'
                          AND r.code = t.name || '/' || c.code || coalesce('@' || kept.standard, '')
                        LIMIT 1
                    ) x
                    WHERE t.reads AND c.code IS NOT NULL
                    OFFSET 0
                ) f
                WHERE pg_catalog.jsonb_typeof(f.minutes) = 'number' ORDER BY f.place LIMIT 1
            ) named ON true
            LEFT JOIN LATERAL (
                SELECT (x."row" ->> 'limit_minutes')::bigint AS minutes,
                       x."row" ->> 'limit_basis' AS basis, x."row" -> 'limit_days' AS days
                FROM core.reference x
                WHERE t.name = 'handle' AND named.minutes IS NULL AND x.kind = 'class'
                  AND x.code = told.class_code
                  AND pg_catalog.jsonb_typeof(x."row" -> 'limit_minutes') = 'number' LIMIT 1
            ) class ON true
            LEFT JOIN LATERAL (
                SELECT (x."row" ->> 'limit_minutes')::bigint AS minutes,
                       x."row" ->> 'limit_basis' AS basis, x."row" -> 'limit_days' AS days
                FROM core.reference x
                WHERE t.name = 'handle' AND named.minutes IS NULL AND class.minutes IS NULL
                  AND x.kind = 'matter' AND x.code = told.matter_code
                  AND pg_catalog.jsonb_typeof(x."row" -> 'limit_minutes') = 'number' LIMIT 1
            ) matter ON true
            LEFT JOIN LATERAL (
                SELECT f.minutes::bigint AS minutes, f.basis, f.days
                FROM (
                    SELECT c.place, x."row" ->> 'basis' AS basis, x."row" -> 'days' AS days,
                           CASE WHEN x."row" ? told.urgency
                                THEN x."row" -> told.urgency
                                ELSE x."row" -> 'normal' END AS minutes
                    FROM pg_catalog.unnest(ARRAY[t.name || '@' || kept.standard, t.name])
                         WITH ORDINALITY c (code, place)
                    CROSS JOIN LATERAL (
                        SELECT r."row" FROM core.reference r
                        WHERE r.kind = 'limit' AND r.code = c.code LIMIT 1
                    ) x
                    WHERE t.reads
                      AND coalesce(named.minutes, class.minutes, matter.minutes) IS NULL
                    OFFSET 0
                ) f
                WHERE pg_catalog.jsonb_typeof(f.minutes) = 'number' ORDER BY f.place LIMIT 1
            ) common ON true
            CROSS JOIN LATERAL (
                SELECT coalesce(named.minutes, class.minutes, matter.minutes, common.minutes)
                           AS minutes,
                       CASE WHEN named.minutes IS NOT NULL THEN named.basis
                            WHEN class.minutes IS NOT NULL THEN class.basis
                            WHEN matter.minutes IS NOT NULL THEN matter.basis
                            WHEN common.minutes IS NOT NULL THEN common.basis END AS basis,
                       CASE WHEN named.minutes IS NOT NULL THEN named.days
                            WHEN class.minutes IS NOT NULL THEN class.days
                            WHEN matter.minutes IS NOT NULL THEN matter.days
                            WHEN common.minutes IS NOT NULL THEN common.days END AS days
                OFFSET 0
            ) stated
            -- What the limit comes to for a link that begins now, in seconds that count.
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN stated.basis = 'work' AND pg_catalog.jsonb_typeof(stated.days) = 'number'
                    THEN core.day_seconds(
                        calendar,
                        (SELECT x."row" ->> 'value' FROM core.reference x
                         WHERE x.kind = 'setting' AND x.code = 'work_day_reading' LIMIT 1),
                        t.at, stated.days::bigint)
                    ELSE stated.minutes * 60 END AS seconds
                OFFSET 0
            ) length
            -- The link that runs, or stands, after the step. A limit is whole minutes: what the last
            -- one lacks counts as used from the beginning.
            CROSS JOIN LATERAL (
                SELECT k.*,
                       CASE WHEN t.starts THEN (length.seconds + 59) / 60
                            WHEN t.clock = 'relimit' THEN (length.seconds + 59) / 60
                                 + coalesce((t.before ->> 'granted_total')::bigint, 0)
                            WHEN t.clock = 'recount' THEN (t.shown ->> 'limit_minutes')::bigint
                            ELSE (t.before ->> 'clock_limit')::bigint
                                 + CASE t.clock WHEN 'extend'
                                        THEN (t.shown ->> 'granted_minutes')::bigint ELSE 0 END
                            END AS minutes,
                       CASE WHEN t.starts
                            THEN coalesce((length.seconds + 59) / 60 * 60 - length.seconds, 0)
                            WHEN t.clock = 'recount' THEN (t.shown ->> 'used_seconds')::bigint
                            WHEN t.clock IN ('resume', 'extend') OR k.since IS NULL
                                THEN (t.before ->> 'clock_used')::bigint
                            ELSE coalesce((t.before ->> 'clock_used')::bigint, 0)
                                 + core.used_between(
                                       coalesce(t.before ->> 'clock_calendar', calendar),
                                       t.before ->> 'clock_basis', k.since, t.at)
                            END
                       + CASE WHEN t.clock = 'relimit'
                              THEN coalesce((length.seconds + 59) / 60 * 60 - length.seconds, 0)
                              ELSE 0 END AS used
                FROM (
                    SELECT (t.before ->> 'clock_since')::bigint AS since,
                           CASE WHEN t.reads THEN stated.basis
                                WHEN t.clock = 'recount'
                                THEN coalesce(t.shown ->> 'limit_basis', t.before ->> 'clock_basis')
                                ELSE t.before ->> 'clock_basis' END AS basis,
                           CASE WHEN t.starts THEN calendar
                                WHEN t.clock = 'recount' THEN t.shown ->> 'calendar_version'
                                ELSE coalesce(t.before ->> 'clock_calendar', calendar) END AS version
                    OFFSET 0
                ) k
                OFFSET 0
            ) link
            CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN t.clock = 'extend' AND link.minutes IS NULL THEN '{}'
                    ELSE pg_catalog.jsonb_build_object(
                        'clock', coalesce(t.name, t.before ->> 'clock'),
                        'clock_limit', link.minutes,
                        'clock_basis', link.basis,
                        'clock_used', link.used,
                        'clock_calendar', CASE WHEN t.starts
                                               THEN CASE WHEN link.basis = 'work' THEN calendar END
                                               WHEN t.clock IN ('relimit', 'recount')
                                               THEN CASE WHEN link.basis = 'work'
                                                         THEN link.version END
                                               ELSE t.before ->> 'clock_calendar' END,
                        'clock_since', r.since,
                        'due_at', CASE
                            WHEN coalesce(r.since, r.until) IS NOT NULL THEN core.due_after(
                                link.version, link.basis, coalesce(r.since, r.until),
                                link.minutes * 60 - coalesce(link.used, 0))
                            WHEN t.clock IN ('extend', 'recount')
                                THEN (t.before ->> 'due_at')::bigint
                            END)
                    || (CASE WHEN t.starts AND told.subject = 'case' THEN '{"granted_total": null}'
                             WHEN t.clock = 'extend' THEN pg_catalog.jsonb_build_object(
                                 'granted_total', coalesce((t.before ->> 'granted_total')::bigint, 0)
                                                  + (t.shown ->> 'granted_minutes')::bigint)
                             ELSE '{}'::jsonb END
                    || CASE WHEN t.reads AND told.subject = 'case'
                            THEN pg_catalog.jsonb_build_object(
                                'original_limit', stated.minutes, 'standard', kept.standard)
                            WHEN t.clock = 'recount' AND t.shown ? 'standard_version'
                            THEN pg_catalog.jsonb_build_object(
                                'original_limit', t.shown -> 'stated_minutes',
                                'standard', t.shown -> 'standard_version')
                            ELSE '{}' END)
                    END AS patch
                FROM (
                    SELECT CASE WHEN link.minutes IS NULL THEN NULL
                                WHEN t.starts OR t.clock = 'resume'
                                    OR t.clock = 'relimit' AND (link.since IS NOT NULL
                                           OR t.before ->> 'clock_limit' IS NULL) THEN t.at
                                WHEN t.clock = 'recount'
                                THEN coalesce((t.shown ->> 'runs_from')::bigint, link.since)
                                WHEN t.clock = 'extend' THEN link.since END,
                           CASE WHEN (t.clock = 'pause' OR t.clock = 'recount' AND link.since IS NULL)
                                     AND link.minutes IS NOT NULL
                                THEN core.newest(t.before, t.said, 'until_at')::bigint END
                ) r (since, until)
                OFFSET 0
            ) run
        )
        -- Small parts first: each concatenation costs what both sides are long.
        SELECT pg_catalog.array_agg(
            ROW(b.ord, b.seq, b.id, b.cause, b.subject, b.subject_id, b.root, b.schema, b.step,
                b.author, b.post, b.claimed_at, b.shown, b.public, b.area, b.before,
                pg_catalog.jsonb_strip_nulls(
                    coalesce(b.before, '{}') || (b.said || (b.news || coalesce(c.patch, '{}')))),
                b.at)::core.taken
            ORDER BY b.ord, b.seq)
        FROM based b
        LEFT JOIN clock c ON c.place = b.place AND c.hangs_on = b.hangs_on AND c.at = b.at
    );
END
$$;

CALL core.give_to_writer('whole_state', 'each_held', 'each_taken', 'counts_after', 'newest', 'folded');
