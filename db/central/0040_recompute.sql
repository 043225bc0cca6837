-- Reckoning running cases anew after a new version of the calendar: never by itself, always
-- previewed and with a reason, and every case that moves says so in its own history.

-- The running link of a case under another calendar: its limit in minutes and the seconds used
-- before it began to run last. It is counted from the ledger, run by run; a limit in working days
-- is read again from its start, and what was granted is added.
CREATE FUNCTION core.counted_again(
    state jsonb, calendar text, OUT minutes bigint, OUT used bigint
)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    begun record;
    days bigint;
    granted bigint;
    seconds bigint;
BEGIN
    SELECT e.n, e.counts_at INTO begun
    FROM core.entry e
    JOIN core.step s ON s.schema = e.schema AND s.subject = e.subject AND s.step = e.step
    WHERE e.subject_id = (state ->> 'id')::uuid AND e.verdict = 'applied'
      AND pg_catalog.starts_with(s.clock, 'start:')
    ORDER BY e.n DESC LIMIT 1;

    SELECT coalesce(sum(core.used_between(calendar, 'work', r.at, r.next_at))
                        FILTER (WHERE r.runs AND r.next_at IS NOT NULL), 0),
           coalesce(sum(r.granted), 0)
    INTO used, granted
    FROM (
        SELECT m.counts_at AS at, m.granted,
               pg_catalog.starts_with(m.clock, 'start:') OR m.clock IN ('resume', 'relimit')
                   AS runs,
               pg_catalog.lead(m.counts_at) OVER (PARTITION BY m.clock = 'extend' ORDER BY m.n)
                   AS next_at
        FROM (
            SELECT e.n, e.counts_at, s.clock,
                   CASE s.clock WHEN 'extend'
                        THEN core.whole(e.public -> 'granted_minutes') END AS granted
            FROM core.entry e
            JOIN core.step s ON s.schema = e.schema AND s.subject = e.subject AND s.step = e.step
            WHERE e.subject_id = (state ->> 'id')::uuid AND e.verdict = 'applied'
              AND e.n >= begun.n AND s.clock NOT IN ('', 'recount')
        ) m
    ) r;

    days := (
        SELECT core.whole(r."row" -> CASE r.kind WHEN 'limit' THEN 'days' ELSE 'limit_days' END)
        FROM core.reference r
        WHERE r.kind = 'limit'
          AND r.code = (state ->> 'clock') || '/' || (state ->> 'class_code')
                       || coalesce('@' || (state ->> 'standard'), '')
           OR r.kind = 'class' AND state ->> 'clock' = 'handle'
              AND r.code = state ->> 'class_code'
           OR r.kind = 'matter' AND state ->> 'clock' = 'handle'
              AND r.code = state ->> 'matter_code'
        ORDER BY pg_catalog.array_position('{limit,class,matter}', r.kind) LIMIT 1);
    minutes := core.whole(state -> 'clock_limit');
    IF coalesce(days, 0) > 0 THEN
        seconds := core.day_seconds(
            calendar,
            (SELECT r."row" ->> 'value' FROM core.reference r
             WHERE r.kind = 'setting' AND r.code = 'work_day_reading'),
            begun.counts_at, days);
        minutes := (seconds + 59) / 60 + granted;
        used := used + (seconds + 59) / 60 * 60 - seconds;
    END IF;
END
$$;

-- The steps that bring every running case of another calendar version to the one in force, with
-- the state after them: `case/recount`, dated `at`, because of `reason`.
CREATE FUNCTION core.recounts(held core.held[], calendar text, reason text, author text, at bigint)
RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN core.folded((
        SELECT pg_catalog.array_agg(
            ROW(f.ord, 1, core.derived_id(f.cause, 'entry', 'recount', calendar), f.cause, 'case',
                f.id, f.root, f.schema, 'recount', author, 'system',
                pg_catalog.to_char(pg_catalog.to_timestamp(at) AT TIME ZONE 'UTC',
                                   'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
                f.values, f.values, f.state ->> 'area', f.state, NULL, at)::core.taken
            ORDER BY f.ord)
        FROM (
            SELECT h.id, h.root, h.state, (h.state ->> 'fresh')::uuid AS cause,
                   pg_catalog.row_number() OVER (ORDER BY h.id)::integer AS ord,
                   (SELECT max(k.schema) FROM core.schema_known k) AS schema,
                   pg_catalog.jsonb_build_object(
                       'calendar_version', calendar, 'limit_minutes', again.minutes,
                       'used_seconds', again.used, 'reason', reason) AS values
            FROM core.each_held(held) h
            CROSS JOIN LATERAL core.counted_again(h.state, calendar) again
            WHERE h.subject = 'case' AND again.minutes IS NOT NULL
              AND h.state ->> 'clock_calendar' <> calendar
        ) f), at, calendar);
END
$$;

-- An admin reckons running cases anew under the calendar in force. With `p_preview` nothing is
-- written. Answers {problem: null, calendar, cases: [{number, from, due_before, due_after}]}, or
-- {problem}: not_admin, no_reason, no_calendar.
CREATE FUNCTION api.recompute(p_reason text, p_preview boolean) RETURNS text
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
            WHERE c.clock_basis = 'work' AND c.clock_limit IS NOT NULL
              AND c.clock_calendar <> version)), '{}'),
        version, trim(p_reason), session_user, at);
    IF NOT p_preview AND taken IS NOT NULL THEN
        numbers := core.take_numbers(cardinality(taken), 0, at);
        final := core.numbered(taken, numbers.n, numbers.day, numbers.serial);
        PERFORM core.write_batch(NULL, at, '{}', '{}', '{}', taken, final, numbers.n);
        PERFORM core.log_act('recompute', cardinality(taken)::text, trim(p_reason));
    END IF;
    RETURN json_build_object(
        'problem', NULL, 'calendar', version,
        'cases', coalesce((
            SELECT json_agg(json_build_object(
                'number', coalesce(t.before ->> 'case_number', t.before ->> 'acceptance_number'),
                'from', t.before ->> 'clock_calendar',
                'due_before', (t.before ->> 'due_at')::bigint,
                'due_after', (t.after ->> 'due_at')::bigint) ORDER BY t.ord)
            FROM core.each_taken(taken) t), '[]'));
END
$$;

DO $$
DECLARE
    signature text;
BEGIN
    FOR signature IN
        SELECT p.oid::regprocedure::text
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'core'::regnamespace AND p.proname IN ('counted_again', 'recounts')
           OR p.pronamespace = 'api'::regnamespace AND p.proname = 'recompute'
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO seat_writer', signature);
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION api.recompute(text, boolean) TO seat_people;
