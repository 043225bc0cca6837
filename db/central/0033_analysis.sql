-- What deserves a look in a period: where much of one class comes together, what rose against the
-- periods before, who calls again and again, which units take long, and why work was done twice.

-- Cases by grid cell and class, most first: [{grid, class, now, before, band}]; `before` is
-- the sum of the six periods before, `band` the three hours of the day (0 to 7) with most of them.
CREATE FUNCTION core.hot_spots(since bigint, until bigint, first bigint, area_prefix text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g)
                                             ORDER BY g.now DESC, g.grid, g.class), '[]')
        FROM (
            SELECT f.grid_code AS grid, f.class_code AS class,
                   count(*) FILTER (WHERE f.reported_at >= since) AS now,
                   count(*) FILTER (WHERE f.reported_at < since) AS before,
                   mode() WITHIN GROUP (ORDER BY (f.reported_at + 28800) % 86400 / 10800)
                       FILTER (WHERE f.reported_at >= since) AS band
            FROM core.case_fact f
            WHERE f.reported_at >= first AND f.reported_at < until
              AND f.grid_code IS NOT NULL AND f.class_code IS NOT NULL
              AND pg_catalog.starts_with(f.area, area_prefix)
            GROUP BY f.grid_code, f.class_code
            HAVING count(*) FILTER (WHERE f.reported_at >= since) >= 3
            ORDER BY 3 DESC, 1, 2
            LIMIT 30
        ) g);
END
$$;

-- Cases by area and class, of this period and of the six before: [{area, class, now, before}].
CREATE FUNCTION core.class_counts(since bigint, until bigint, first bigint, area_prefix text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g)
                                             ORDER BY g.area, g.class), '[]')
        FROM (
            SELECT f.area, f.class_code AS class,
                   count(*) FILTER (WHERE f.reported_at >= since) AS now,
                   count(*) FILTER (WHERE f.reported_at < since) AS before
            FROM core.case_fact f
            WHERE f.reported_at >= first AND f.reported_at < until AND f.class_code IS NOT NULL
              AND pg_catalog.starts_with(f.area, area_prefix)
            GROUP BY f.area, f.class_code
            LIMIT 5000
        ) g);
END
$$;

-- How long units took for what they handled in the period: [{unit, cases, median, high}], seconds.
CREATE FUNCTION core.unit_speeds(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g) ORDER BY g.median DESC, g.unit),
                        '[]')
        FROM (
            SELECT f.unit, count(*) AS cases,
                   percentile_disc(0.5) WITHIN GROUP (ORDER BY f.handle_seconds) AS median,
                   percentile_disc(0.9) WITHIN GROUP (ORDER BY f.handle_seconds) AS high
            FROM core.counted_cases(since, until, area_prefix) f
            WHERE f.handled AND f.handle_seconds IS NOT NULL AND f.unit IS NOT NULL
            GROUP BY f.unit
            HAVING count(*) >= 5
        ) g);
END
$$;

-- Numbers that called three times or more, under their mask: [{caller, phone,
-- calls, cases, last_at}].
CREATE FUNCTION core.repeat_callers(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g)
                                             ORDER BY g.calls DESC, g.last_at DESC), '[]')
        FROM (
            SELECT k.caller_key AS caller, max(k.caller_phone_masked) AS phone, count(*) AS calls,
                   count(DISTINCT k.case_ref) AS cases, max(k.taken_at) AS last_at
            FROM core.call k
            WHERE k.taken_at >= since AND k.taken_at < until AND k.caller_key IS NOT NULL
              AND pg_catalog.starts_with(k.area, area_prefix)
            GROUP BY k.caller_key
            HAVING count(*) >= 3
            ORDER BY 3 DESC, 5 DESC
            LIMIT 50
        ) g);
END
$$;

-- Why cases that were handled in the period were done again, as it was written: [{unit, reason,
-- times}].
CREATE FUNCTION core.rework_reasons(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g)
                                             ORDER BY g.times DESC, g.unit, g.reason), '[]')
        FROM (
            SELECT f.unit, coalesce(e.public ->> 'reason', e.public ->> 'note', '') AS reason,
                   count(*) AS times
            FROM core.case_fact f
            JOIN core.entry e ON e.subject_id = f.id AND e.verdict = 'applied'
            WHERE f.handled_at >= since AND f.handled_at < until AND f.reworks > 0
              AND e.step IN ('rework', 'return_response', 'return_from_above')
              AND pg_catalog.starts_with(f.area, area_prefix)
            GROUP BY 1, 2
            ORDER BY 3 DESC, 1, 2
            LIMIT 50
        ) g);
END
$$;

-- Answers {problem: null, seconds, seconds_before, spots, classes, units, callers, reasons}: how long
-- the period, as far as it has gone, and the six before it are, and what the functions above find; or
-- {problem}: those of report_month.
CREATE FUNCTION api.report_analysis(p_period text, p_area text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_period, p_area);
    since bigint;
    until bigint;
    first bigint;
BEGIN
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    END IF;
    since := core.period_start(p_period);
    until := core.period_end(p_period);
    first := core.period_start(p_period, -6);
    RETURN jsonb_build_object(
        'problem', NULL, 'seconds', until - since, 'seconds_before', since - first,
        'spots', core.hot_spots(since, until, first, p_area),
        'classes', core.class_counts(since, until, first, p_area),
        'units', core.unit_speeds(since, until, p_area),
        'callers', core.repeat_callers(since, until, p_area),
        'reasons', core.rework_reasons(since, until, p_area));
END
$$;

ALTER FUNCTION core.hot_spots(bigint, bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.class_counts(bigint, bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.unit_speeds(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.repeat_callers(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.rework_reasons(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION api.report_analysis(text, text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.report_analysis(text, text) TO seat_people;
