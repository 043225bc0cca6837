-- The list behind a number of a report. What the numbers count is marked once (0031_counts.sql);
-- here the same marks choose the lines, so that a list cannot differ from its number.

-- Whether a moment lies in `from-until`.
CREATE FUNCTION core.within_span(moment bigint, span text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN span ~ '^[0-9]{1,12}-[0-9]{1,12}$'
                THEN moment >= pg_catalog.split_part(span, '-', 1)::bigint
                     AND moment < pg_catalog.split_part(span, '-', 2)::bigint
                ELSE false END
$$;

-- Whether a collector is among these, by code or by team; names with | between them.
CREATE FUNCTION core.in_team(p_collector text, names text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT p_collector = ANY (pg_catalog.string_to_array(names, '|'))
           OR EXISTS (SELECT FROM core.reference r
                      WHERE r.kind = 'collector' AND r.code = p_collector
                        AND r."row" ->> 'team' = ANY (pg_catalog.string_to_array(names, '|')))
$$;

-- The cases of a group that a count counts. Groups are those of case_counts, and `reporter`, `filer`,
-- `dispatcher`, `closer` (people), `spot` and `area_class` (the analysis), `span` (from-until in
-- seconds, by the moment that the count tells of) and `team` (collectors or teams, with | between
-- them; `team_video` and `team_drone` by that source alone).
CREATE FUNCTION core.listed_cases(
    since bigint, until bigint, area_prefix text, by_what text, by_key text, name text
)
RETURNS TABLE (subject text, id uuid, root uuid, stage text, begun_at bigint)
LANGUAGE sql STABLE
AS $$
    SELECT 'case', f.id, f.id, f.stage, f.reported_at
    FROM core.counted_cases(since, until, area_prefix) f
    WHERE CASE by_what
        WHEN 'all' THEN true WHEN 'area' THEN f.area = by_key
        WHEN 'unit' THEN f.unit = by_key WHEN 'hotline_unit' THEN f.hotline_unit = by_key
        WHEN 'class' THEN f.class_code = by_key WHEN 'matter' THEN f.matter_code = by_key
        WHEN 'source' THEN f.source = by_key WHEN 'case_kind' THEN f.case_kind = by_key
        WHEN 'nature' THEN f.nature = by_key
        WHEN 'collector' THEN f.collector || '/' || f.source = by_key
        WHEN 'reporter' THEN f.reported_by = by_key WHEN 'filer' THEN f.filed_by = by_key
        WHEN 'dispatcher' THEN f.dispatched_by = by_key
        WHEN 'closer' THEN f.closed_by = by_key
        WHEN 'spot' THEN f.grid_code || '/' || f.class_code = by_key
        WHEN 'area_class' THEN f.area || '/' || f.class_code = by_key
        WHEN 'span' THEN core.within_span(
            CASE name WHEN 'registered' THEN f.filed_at WHEN 'handled' THEN f.handled_at
                      WHEN 'ended' THEN f.closed_at ELSE f.reported_at END, by_key)
        WHEN 'team' THEN f.source IN ('collector', 'video', 'drone')
                         AND core.in_team(f.collector, by_key)
        WHEN 'team_video' THEN f.source = 'video' AND core.in_team(f.collector, by_key)
        WHEN 'team_drone' THEN f.source = 'drone' AND core.in_team(f.collector, by_key)
        ELSE false END
      AND CASE name
        WHEN 'reported' THEN f.reported WHEN 'reported_in_time' THEN f.reported_in_time
        WHEN 'collected' THEN f.collected WHEN 'collector_work' THEN f.collected
        WHEN 'declined' THEN f.declined WHEN 'valid' THEN f.valid
        WHEN 'answered' THEN f.answered WHEN 'transferred' THEN f.transferred
        WHEN 'self_handled' THEN f.self_handled WHEN 'registered' THEN f.registered
        WHEN 'registered_in_time' THEN f.registered_in_time
        WHEN 'dispatched' THEN f.dispatched
        WHEN 'dispatched_in_time' THEN f.dispatched_in_time
        WHEN 'dispatched_closed' THEN f.dispatched_closed
        WHEN 'dispatched_open' THEN f.dispatched_open
        WHEN 'should_dispose' THEN f.should_dispose WHEN 'disposed' THEN f.disposed
        WHEN 'disposed_in_time' THEN f.disposed_in_time
        WHEN 'disposed_late' THEN f.disposed AND NOT f.disposed_in_time
        WHEN 'overdue_open' THEN f.overdue_open WHEN 'extended' THEN f.extended
        WHEN 'reviewed' THEN f.reviewed WHEN 'reviewed_in_time' THEN f.reviewed_in_time
        WHEN 'should_close' THEN f.should_close WHEN 'closed' THEN f.closed
        WHEN 'closed_in_time' THEN f.closed_in_time WHEN 'reworked' THEN f.reworked
        WHEN 'handled' THEN f.handled
        WHEN 'timed' THEN f.handled AND f.handle_seconds IS NOT NULL
        WHEN 'ended' THEN f.ended AND f.closed_by IS NOT NULL
        WHEN 'ended_in_time' THEN f.ended_in_time AND f.closed_by IS NOT NULL
        ELSE false END
$$;

-- The orders, calls, callbacks and errors of a group that a count counts. Groups are those of
-- duty_counts, and `caller` (the hash of a number) and `team` as above.
CREATE FUNCTION core.listed_duties(
    since bigint, until bigint, area_prefix text, by_what text, by_key text, name text
)
RETURNS TABLE (subject text, id uuid, root uuid, stage text, begun_at bigint)
LANGUAGE sql STABLE
AS $$
    SELECT d.subject, d.id, d.root, d.stage, d.begun_at
    FROM core.counted_duties(since, until, area_prefix) d
    LEFT JOIN core.case_fact f ON f.id = d.root
    WHERE d.marks && CASE name
            WHEN 'collector_mistakes' THEN ARRAY['mistakes_report', 'mistakes_inspect']
            WHEN 'collector_work' THEN ARRAY['inspections_replied']
            ELSE ARRAY[name] END
      AND CASE by_what WHEN 'all' THEN true WHEN 'call_nature' THEN d.nature = by_key
          WHEN 'collector' THEN d.collector = by_key WHEN 'person' THEN d.person = by_key
          WHEN 'caller' THEN d.caller = by_key
          WHEN 'team' THEN core.in_team(d.collector, by_key)
          WHEN 'hotline_unit' THEN d.subject = 'callback' AND f.case_kind = 'hotline'
                                   AND f.unit = by_key
          ELSE false END
$$;

-- What is no count of a period's groups: all acts of a person (`doer`, with `work` or `work_in_time`),
-- the cases of a caller, why work was done again (`rework`: unit/reason), and what was recorded about
-- an object (`finding`: kind/code, kind/code/rule, or its id), one line for each time.
CREATE FUNCTION core.listed_others(
    since bigint, until bigint, area_prefix text, by_what text, by_key text, name text
)
RETURNS TABLE (subject text, id uuid, root uuid, stage text, begun_at bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF by_what = 'doer' AND name IN ('work', 'work_in_time') THEN
        RETURN QUERY
            SELECT 'case', f.id, f.id, f.stage, act.at
            FROM core.counted_cases(since, until, area_prefix) f
            CROSS JOIN LATERAL (VALUES
                (f.reported_by, f.reported, f.reported_in_time, f.reported_at),
                (f.filed_by, f.registered, f.registered_in_time, f.filed_at),
                (f.dispatched_by, f.dispatched, f.dispatched_in_time, f.dispatched_at),
                (f.closed_by, f.ended, f.ended_in_time, f.closed_at)) act (who, done, in_time, at)
            WHERE act.who = by_key AND CASE name WHEN 'work' THEN act.done ELSE act.in_time END
            UNION ALL
            SELECT d.subject, d.id, d.root, d.stage, d.begun_at
            FROM core.counted_duties(since, until, area_prefix) d
            WHERE d.subject = 'callback' AND d.person = by_key
              AND CASE name WHEN 'work' THEN 'callbacks_settled'
                  ELSE 'callbacks_in_time' END = ANY (d.marks);
    ELSIF by_what = 'caller' AND name = 'cases' THEN
        RETURN QUERY
            SELECT DISTINCT ON (k.case_ref)
                   CASE WHEN c.id IS NULL THEN 'call' ELSE 'case' END, coalesce(c.id, k.id),
                   coalesce(c.id, k.id), coalesce(c.stage, k.stage),
                   coalesce(c.reported_at, k.taken_at)
            FROM core.call k
            LEFT JOIN core."case" c
                ON c.id = k.case_ref::uuid AND pg_catalog.starts_with(c.area, area_prefix)
            WHERE k.taken_at >= since AND k.taken_at < until AND k.caller_key = by_key
              AND k.case_ref IS NOT NULL AND pg_catalog.starts_with(k.area, area_prefix)
            ORDER BY k.case_ref, k.taken_at;
    ELSIF by_what = 'rework' AND name = 'times' THEN
        RETURN QUERY
            SELECT 'case', f.id, f.id, f.stage, e.received_at
            FROM core.case_fact f
            JOIN core.entry e ON e.subject_id = f.id AND e.verdict = 'applied'
            WHERE f.handled_at >= since AND f.handled_at < until AND f.reworks > 0
              AND e.step IN ('rework', 'return_response', 'return_from_above')
              AND coalesce(f.unit, '') || '/'
                  || coalesce(e.public ->> 'reason', e.public ->> 'note', '') = by_key
              AND pg_catalog.starts_with(f.area, area_prefix);
    ELSIF by_what = 'finding' THEN
        RETURN QUERY
            SELECT 'finding', x.id, x.id, x.stage, x.recorded_at
            FROM core.finding x
            CROSS JOIN LATERAL pg_catalog.generate_series(
                1, CASE name WHEN 'times' THEN coalesce(x.times, 1) ELSE 1 END)
            WHERE x.stage <> 'cancelled' AND pg_catalog.starts_with(x.area, area_prefix)
              AND x.month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'
              AND core.period_start(x.month) >= since AND core.period_start(x.month) < until
              AND by_key IN (x.about || '/' || x.about_code,
                             x.about || '/' || x.about_code || '/' || x.rule, x.id::text)
              AND CASE name WHEN 'times' THEN x.outcome = 'deduct' WHEN 'records' THEN true
                            ELSE x.outcome = name END;
    END IF;
END
$$;

-- The lines behind a number of a period as things stand now: those of one group (`p_by`, `p_key`) that
-- a count counts, the oldest first, `p_limit` of them (1,000 at most). Answers {problem: null, total,
-- cases: [{subject, id, number, area, unit, class_code, matter_code, words, stage, reported_at}]} or
-- {problem}: those of report_month.
CREATE FUNCTION api.report_cases(
    p_period text, p_area text, p_by text, p_key text, p_count text, p_limit integer
) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_period, p_area);
    since bigint;
    until bigint;
BEGIN
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    END IF;
    since := core.period_start(p_period);
    until := core.period_end(p_period);
    RETURN (
        WITH counted AS MATERIALIZED (
            SELECT * FROM core.listed_cases(since, until, p_area, p_by, p_key, p_count)
            UNION ALL
            SELECT * FROM core.listed_duties(since, until, p_area, p_by, p_key, p_count)
            UNION ALL
            SELECT * FROM core.listed_others(since, until, p_area, p_by, p_key, p_count)
        )
        SELECT jsonb_build_object(
            'problem', NULL, 'total', (SELECT count(*) FROM counted),
            'cases', coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                    'subject', p.subject, 'id', p.root,
                    'number', coalesce(k.case_number, k.acceptance_number, c.number, x.number),
                    'area', coalesce(k.area, c.area, x.area), 'unit', f.unit,
                    'class_code', k.class_code,
                    'matter_code', coalesce(k.matter_code, c.matter_code), 'words', x.words,
                    'stage', p.stage, 'reported_at', p.begun_at) ORDER BY p.begun_at, p.id)
                FROM (SELECT * FROM counted d ORDER BY d.begun_at, d.id
                      LIMIT least(greatest(coalesce(p_limit, 100), 1), 1000)) p
                LEFT JOIN core."case" k ON k.id = p.root
                LEFT JOIN core.case_fact f ON f.id = p.root
                LEFT JOIN core.call c ON c.id = p.root
                LEFT JOIN core.finding x ON x.id = p.root), '[]')));
END
$$;

ALTER FUNCTION core.listed_cases(bigint, bigint, text, text, text, text) OWNER TO seat_writer;
ALTER FUNCTION core.within_span(bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.in_team(text, text) OWNER TO seat_writer;
ALTER FUNCTION core.listed_duties(bigint, bigint, text, text, text, text) OWNER TO seat_writer;
ALTER FUNCTION core.listed_others(bigint, bigint, text, text, text, text) OWNER TO seat_writer;
ALTER FUNCTION api.report_cases(text, text, text, text, text, integer) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.report_cases(text, text, text, text, text, integer) TO seat_people;
