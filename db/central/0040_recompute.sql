-- Reckoning running cases anew after a new version of the calendar or of the standard: never by
-- itself, always previewed and with a reason, and every case that moves says so in its own history.

-- The version of the standard in force for a case: standard_for of seatapp/domain/references.py.
CREATE FUNCTION core.standard_in_force(state jsonb) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(
        (SELECT nullif(x."row" ->> 'version', '') FROM core.reference x
         WHERE x.kind = 'class' AND x.code = state ->> 'class_code'),
        (SELECT nullif(x."row" ->> 'value', '') FROM core.reference x
         WHERE x.kind = 'setting' AND x.code = 'version'))
$$;

-- The limit of the running clock of a case under a version of the standard: limit_for of
-- seatapp/domain/references.py.
CREATE FUNCTION core.stated_limit(
    state jsonb, standard text, OUT minutes bigint, OUT basis text, OUT days bigint
)
LANGUAGE sql STABLE
AS $$
    SELECT f.minutes::bigint, f.basis, CASE WHEN pg_catalog.jsonb_typeof(f.days) = 'number'
                                            THEN f.days::bigint END
    FROM (
        SELECT c.place,
               CASE WHEN c.kind <> 'limit' THEN x."row" -> 'limit_minutes'
                    WHEN x."row" ? k.urgency THEN x."row" -> k.urgency
                    ELSE x."row" -> 'normal' END AS minutes,
               x."row" ->> CASE c.kind WHEN 'limit' THEN 'basis' ELSE 'limit_basis' END AS basis,
               x."row" -> CASE c.kind WHEN 'limit' THEN 'days' ELSE 'limit_days' END AS days
        FROM (SELECT coalesce(state ->> 'urgency', 'normal') AS urgency,
                     state ->> 'clock' AS clock,
                     coalesce('@' || standard, '') AS edition) k
        CROSS JOIN LATERAL (
            VALUES (1, 'limit', k.clock || '/' || (state ->> 'class_code') || k.edition),
                   (2, 'limit', k.clock || '/' || (state ->> 'matter_code') || k.edition),
                   (3, 'limit', k.clock || '/' || (state ->> 'source') || k.edition),
                   (4, 'class', CASE k.clock WHEN 'handle' THEN state ->> 'class_code' END),
                   (5, 'matter', CASE k.clock WHEN 'handle' THEN state ->> 'matter_code' END),
                   (6, 'limit', k.clock || k.edition),
                   (7, 'limit', k.clock)
        ) c (place, kind, code)
        JOIN core.reference x ON x.kind = c.kind AND x.code = c.code
    ) f
    WHERE pg_catalog.jsonb_typeof(f.minutes) = 'number'
    ORDER BY f.place LIMIT 1
$$;

-- The running link of a case under another calendar, and under another version of the standard
-- where one is given: its limit in minutes, the seconds used before it began to run last, what they
-- count in, and the limit as it is stated. It is counted from the ledger, run by run; a mended class
-- changes nothing about when the clock ran. A limit in working days is read again from its start,
-- and what was granted is added. `runs_from` is when it began to run last; NULL where it stands.
CREATE FUNCTION core.counted_again(
    id uuid, state jsonb, calendar text, standard text,
    OUT minutes bigint, OUT used bigint, OUT basis text, OUT stated bigint, OUT runs_from bigint
)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    begun record;
    told record;
    granted bigint;
    seconds bigint;
BEGIN
    SELECT e.n, e.counts_at INTO begun
    FROM core.entry e
    JOIN core.step s ON s.schema = e.schema AND s.subject = e.subject AND s.step = e.step
    WHERE e.subject_id = counted_again.id AND e.verdict = 'applied'
      AND pg_catalog.starts_with(s.clock, 'start:')
    ORDER BY e.n DESC LIMIT 1;

    told := core.stated_limit(state, coalesce(standard, state ->> 'standard'));
    basis := CASE WHEN standard IS NULL THEN state ->> 'clock_basis' ELSE told.basis END;

    SELECT coalesce(sum(core.used_between(calendar, basis, r.at, r.next_at))
                        FILTER (WHERE r.runs AND r.next_at IS NOT NULL), 0),
           coalesce(sum(r.granted), 0), max(r.at) FILTER (WHERE r.runs AND r.next_at IS NULL)
    INTO used, granted, runs_from
    FROM (
        SELECT m.counts_at AS at, m.granted,
               pg_catalog.starts_with(m.clock, 'start:') OR m.clock = 'resume' AS runs,
               pg_catalog.lead(m.counts_at) OVER (PARTITION BY m.clock = 'extend' ORDER BY m.n)
                   AS next_at
        FROM (
            SELECT e.n, e.counts_at, s.clock,
                   CASE s.clock WHEN 'extend'
                        THEN core.whole(e.public -> 'granted_minutes') END AS granted
            FROM core.entry e
            JOIN core.step s ON s.schema = e.schema AND s.subject = e.subject AND s.step = e.step
            WHERE e.subject_id = counted_again.id AND e.verdict = 'applied'
              AND e.n >= begun.n AND s.clock NOT IN ('', 'recount', 'relimit')
        ) m
    ) r;

    stated := told.minutes;
    minutes := CASE WHEN standard IS NULL THEN core.whole(state -> 'clock_limit')
                    ELSE told.minutes + granted END;
    IF basis = 'work' AND coalesce(told.days, 0) > 0 THEN
        seconds := core.day_seconds(
            calendar,
            (SELECT r."row" ->> 'value' FROM core.reference r
             WHERE r.kind = 'setting' AND r.code = 'work_day_reading'),
            begun.counts_at, told.days);
        minutes := (seconds + 59) / 60 + granted;
        used := used + (seconds + 59) / 60 * 60 - seconds;
    END IF;
END
$$;

-- The steps that bring running cases to the calendar in force, and with `standards` to the version
-- of the standard in force too, with the state after them: `case/recount`, dated `at`, because of
-- `reason`. A case that nothing is new for has none.
CREATE FUNCTION core.recounts(
    held core.held[], calendar text, standards boolean, reason text, author text, at bigint
) RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN core.folded((
        SELECT pg_catalog.array_agg(
            ROW(f.ord, 1, core.derived_id(f.cause, 'entry', 'recount', calendar || f.standard),
                f.cause, 'case', f.id, f.root, f.schema, 'recount', author, 'system',
                pg_catalog.to_char(pg_catalog.to_timestamp(at) AT TIME ZONE 'UTC',
                                   'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
                f.values, f.values, f.state ->> 'area', f.state, NULL, at)::core.taken
            ORDER BY f.ord)
        FROM (
            SELECT h.id, h.root, h.state, (h.state ->> 'fresh')::uuid AS cause,
                   coalesce('/' || newer.standard, '') AS standard,
                   pg_catalog.row_number() OVER (ORDER BY h.id)::integer AS ord,
                   (SELECT max(k.schema) FROM core.schema_known k) AS schema,
                   pg_catalog.jsonb_build_object(
                       'calendar_version', calendar, 'limit_minutes', again.minutes,
                       'used_seconds', again.used, 'reason', reason)
                   || CASE WHEN again.runs_from IS NULL THEN '{}'
                           ELSE pg_catalog.jsonb_build_object('runs_from', again.runs_from) END
                   || CASE WHEN newer.standard IS NULL THEN '{}'
                           ELSE pg_catalog.jsonb_build_object(
                               'standard_version', newer.standard, 'limit_basis', again.basis,
                               'stated_minutes', again.stated) END AS values
            FROM core.each_held(held) h
            CROSS JOIN LATERAL (
                SELECT nullif(core.standard_in_force(h.state), h.state ->> 'standard') AS standard
                WHERE standards AND h.state ? 'standard'
                UNION ALL
                SELECT NULL WHERE NOT (standards AND h.state ? 'standard')
            ) newer
            CROSS JOIN LATERAL core.counted_again(h.id, h.state, calendar, newer.standard) again
            WHERE h.subject = 'case' AND again.minutes IS NOT NULL
              AND (newer.standard IS NOT NULL
                   OR h.state ->> 'clock_basis' = 'work'
                      AND h.state ->> 'clock_calendar' <> calendar)
        ) f), at, calendar);
END
$$;

-- An admin reckons running cases anew under the calendar in force, with `p_standards` under the
-- version of the standard in force too. With `p_preview` nothing is written. Answers {problem: null,
-- calendar, cases: [{number, from, due_before, due_after, standard_before, standard_after,
-- limit_before, limit_after, basis_before, basis_after}]}, or {problem}: not_admin, no_reason,
-- no_calendar.
CREATE FUNCTION api.recompute(p_reason text, p_preview boolean, p_standards boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    version constant text := core.calendar_in_force();
    at constant bigint := floor(extract(epoch FROM clock_timestamp()));
    taken core.taken[];
    numbers record;
    final core.held[];
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    ELSIF length(trim(coalesce(p_reason, ''))) NOT BETWEEN 1 AND 500 THEN
        RETURN '{"problem": "no_reason"}';
    ELSIF version IS NULL THEN
        RETURN '{"problem": "no_calendar"}';
    END IF;
    taken := core.recounts(
        core.held_of(core.locked_roots(ARRAY(
            SELECT c.id FROM core."case" c
            JOIN core.stage s ON s.subject = 'case' AND s.stage = c.stage AND NOT s.terminal
            -- Working days of a year that was not loaded came to no limit.
            WHERE (c.clock_limit IS NOT NULL OR c.clock_basis = 'work')
              AND (c.clock_basis = 'work' AND c.clock_calendar <> version
                   OR p_standards AND c.standard <> core.standard_in_force(
                          jsonb_build_object('class_code', c.class_code))))), '{}'),
        version, coalesce(p_standards, false), trim(p_reason), session_user, at);
    IF NOT p_preview AND taken IS NOT NULL THEN
        numbers := core.take_numbers(cardinality(taken), 0, at);
        final := core.numbered(taken, numbers.n, numbers.day, numbers.serial);
        PERFORM core.write_batch(NULL, at, '{}', '{}', '{}', taken, final, numbers.n,
                                 ARRAY(SELECT h.root FROM unnest(final) h));
        PERFORM core.log_act('recompute', cardinality(taken)::text, trim(p_reason));
    END IF;
    RETURN json_build_object(
        'problem', NULL, 'calendar', version,
        'cases', coalesce((
            SELECT json_agg(json_build_object(
                'number', coalesce(t.before ->> 'case_number', t.before ->> 'acceptance_number'),
                'from', t.before ->> 'clock_calendar',
                'due_before', (t.before ->> 'due_at')::bigint,
                'due_after', (t.after ->> 'due_at')::bigint,
                'standard_before', t.before ->> 'standard',
                'standard_after', t.after ->> 'standard',
                'limit_before', (t.before ->> 'clock_limit')::bigint,
                'limit_after', (t.after ->> 'clock_limit')::bigint,
                'basis_before', t.before ->> 'clock_basis',
                'basis_after', t.after ->> 'clock_basis') ORDER BY t.ord)
            FROM core.each_taken(taken) t), '[]'));
END
$$;

CALL core.give_to_writer(
    'counted_again', 'recounts', 'stated_limit', 'standard_in_force', 'recompute');
GRANT EXECUTE ON FUNCTION api.recompute(text, boolean, boolean) TO seat_people;
