-- What a period counts: each case, order, call and error with the counts in which it stands. A
-- count has a name, and the name a version; what it means stands in db/reports/counts.csv. Rates
-- are reckoned from the counts elsewhere.

SET LOCAL ROLE seat_owner;

-- Orders, calls and errors are counted in their own tables, by these moments.
CREATE INDEX callback_owed ON core.callback (owed_at);
CREATE INDEX verification_ordered ON core.verification (ordered_at);
CREATE INDEX inspection_ordered ON core.inspection (ordered_at);
CREATE INDEX call_taken ON core.call (taken_at);
CREATE INDEX mistake_marked ON core.mistake (marked_at);

RESET ROLE;

-- When a period of the city begins, in seconds since 1970; `ahead` counts periods on from it. A
-- period is a month `2026-10`, a week of ISO 8601 `2026-W43`, a quarter `2026-Q4` or a year `2026`.
CREATE FUNCTION core.period_start(period text, ahead integer DEFAULT 0) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    first date;
BEGIN
    IF period ~ '-W' THEN
        first := pg_catalog.to_date(period, 'IYYY-"W"IW') + 7 * ahead;
    ELSIF period ~ '-Q' THEN
        first := pg_catalog.make_date(left(period, 4)::integer, 3 * right(period, 1)::integer - 2, 1)
                 + pg_catalog.make_interval(months => 3 * ahead);
    ELSIF pg_catalog.length(period) = 4 THEN
        first := pg_catalog.make_date(period::integer + ahead, 1, 1);
    ELSE
        first := (period || '-01')::date + pg_catalog.make_interval(months => ahead);
    END IF;
    RETURN pg_catalog.floor(extract(epoch FROM first::timestamp AT TIME ZONE 'Asia/Shanghai'));
END
$$;

-- When a period ends. One that is running ends with this second: what is only to come in it is
-- neither due nor late yet.
CREATE FUNCTION core.period_end(period text) RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT least(core.period_start(period, 1),
                 pg_catalog.floor(extract(epoch FROM pg_catalog.now()))::bigint + 1)
$$;

-- The cases under an area that [since, until) counts, each with the counts in which it stands.
-- Plain SQL without settings, so that the planner puts it in line and each use pays for what it
-- asks alone.
CREATE FUNCTION core.counted_cases(since bigint, until bigint, area_prefix text)
RETURNS TABLE (
    id uuid, area text, stage text, source text, case_kind text, nature text, class_code text,
    matter_code text, unit text, hotline_unit text, grid_code text, collector text,
    reported_by text, filed_by text, dispatched_by text, closed_by text, reported_at bigint,
    filed_at bigint, dispatched_at bigint, handled_at bigint, closed_at bigint,
    handle_seconds bigint,
    reported boolean, reported_in_time boolean, collected boolean, declined boolean, valid boolean,
    answered boolean, transferred boolean,
    self_handled boolean, registered boolean, registered_in_time boolean, dispatched boolean,
    dispatched_in_time boolean, dispatched_closed boolean, dispatched_open boolean,
    should_dispose boolean, disposed boolean, disposed_in_time boolean, overdue_open boolean,
    extended boolean, reviewed boolean, reviewed_in_time boolean, should_close boolean,
    closed boolean, closed_in_time boolean, reworked boolean, handled boolean, ended boolean,
    ended_in_time boolean
)
LANGUAGE sql STABLE
AS $$
    SELECT f.id, f.area, f.stage, f.source, f.case_kind, f.nature, f.class_code, f.matter_code,
           f.unit, CASE WHEN f.case_kind = 'hotline' THEN f.unit END, f.grid_code, f.collector,
           f.reported_by, f.filed_by, f.dispatched_by, f.closed_by, f.reported_at,
           f.filed_at, f.dispatched_at, f.handled_at, f.closed_at, f.handled_at - f.dispatched_at,
           f.in_reported, f.in_reported AND NOT 'register' = ANY (f.late),
           f.in_reported AND f.source IN ('collector', 'video', 'drone'),
           f.in_reported AND f.stage = 'declined',
           f.in_reported AND f.stage <> 'declined', f.in_reported AND f.stage = 'answered',
           f.in_reported AND f.stage NOT IN ('answered', 'declined', 'self_handled'),
           f.in_reported AND f.stage = 'self_handled',
           f.in_filed, f.in_filed AND NOT 'register' = ANY (f.late),
           f.in_dispatched, f.in_dispatched AND NOT 'dispatch' = ANY (f.late),
           f.in_dispatched AND f.closed_at < until,
           f.in_dispatched AND (f.closed_at IS NULL OR f.closed_at >= until),
           f.to_dispose, f.to_dispose AND f.handled_at < until,
           f.to_dispose AND f.handled_at < until AND f.punctual,
           f.to_dispose AND f.in_due AND (f.handled_at IS NULL OR f.handled_at >= until),
           f.to_dispose AND f.extensions > 0,
           f.in_handled AND f.stage <> 'responded',
           f.in_handled AND f.stage <> 'responded' AND NOT 'review' = ANY (f.late),
           f.to_close, f.to_close AND f.closed_at < until,
           f.to_close AND f.closed_at < until AND f.punctual, f.to_close AND f.reworks > 0,
           f.in_handled, f.in_closed, f.in_closed AND NOT 'close' = ANY (f.late)
    FROM (
        SELECT x.*, x.counts AND (x.in_due OR x.in_handled) AS to_dispose,
               x.counts AND x.filed_at IS NOT NULL AND (x.in_due OR x.in_closed) AS to_close
        FROM (
            SELECT c.*,
                   c.reported_at >= since AND c.reported_at < until AS in_reported,
                   c.filed_at >= since AND c.filed_at < until AS in_filed,
                   c.dispatched_at >= since AND c.dispatched_at < until AS in_dispatched,
                   coalesce(c.handle_due_at >= since AND c.handle_due_at < until, false) AS in_due,
                   coalesce(c.handled_at >= since AND c.handled_at < until, false) AS in_handled,
                   coalesce(c.closed_at >= since AND c.closed_at < until, false) AS in_closed,
                   c.excused OR NOT 'handle' = ANY (c.late) AS punctual,
                   c.stage NOT IN ('deferred', 'void', 'merged') AS counts
            FROM core.case_fact c
            WHERE pg_catalog.starts_with(c.area, area_prefix)
              AND (c.reported_at >= since AND c.reported_at < until
                   OR c.filed_at >= since AND c.filed_at < until
                   OR c.dispatched_at >= since AND c.dispatched_at < until
                   OR c.handle_due_at >= since AND c.handle_due_at < until
                   OR c.handled_at >= since AND c.handled_at < until
                   OR c.closed_at >= since AND c.closed_at < until)
        ) x
    ) f
$$;

-- Orders to collectors, calls owed, calls taken and errors marked in [since, until), each with the
-- names of the counts in which it stands, and with whom it is counted for.
CREATE FUNCTION core.counted_duties(since bigint, until bigint, area_prefix text)
RETURNS TABLE (subject text, id uuid, root uuid, stage text, begun_at bigint, nature text,
               collector text, person text, caller text, marks text[])
LANGUAGE sql STABLE
AS $$
    SELECT 'verification', v.id, v.root, v.stage, v.ordered_at, NULL, v.collector, NULL, NULL,
           CASE WHEN v.stage = 'cancelled' THEN ARRAY['verifications', 'verifications_cancelled']
                ELSE ARRAY['verifications', 'verifications_needed']
                     || CASE WHEN v.settled_at < until THEN ARRAY['verifications_replied'] END
                     || CASE WHEN v.settled_at < until AND coalesce(v.late, '{}') = '{}'
                             THEN ARRAY['verifications_in_time'] END END
    FROM core.verification v
    WHERE v.ordered_at >= since AND v.ordered_at < until
      AND pg_catalog.starts_with(v.area, area_prefix)
    UNION ALL
    SELECT 'inspection', i.id, i.root, i.stage, i.ordered_at, NULL, i.collector, NULL, NULL,
           CASE WHEN i.stage = 'cancelled' THEN ARRAY['inspections', 'inspections_cancelled']
                ELSE ARRAY['inspections', 'inspections_needed']
                     || CASE WHEN i.settled_at < until THEN ARRAY['inspections_replied'] END
                     || CASE WHEN i.settled_at < until AND coalesce(i.late, '{}') = '{}'
                             THEN ARRAY['inspections_in_time'] END
                     || CASE WHEN i.settled_at < until AND i.stage = 'failed'
                             THEN ARRAY['inspections_failed'] END END
    FROM core.inspection i
    WHERE i.ordered_at >= since AND i.ordered_at < until
      AND pg_catalog.starts_with(i.area, area_prefix)
    UNION ALL
    SELECT 'callback', b.id, b.root, b.stage, b.owed_at, NULL, NULL, b.settled_by, NULL,
           CASE WHEN b.stage IN ('excused', 'withdrawn') THEN ARRAY['callbacks_excused']
                ELSE ARRAY['callbacks']
                     || CASE WHEN b.settled_at < until THEN ARRAY['callbacks_settled'] END
                     || CASE WHEN b.settled_at < until AND coalesce(b.late, '{}') = '{}'
                             THEN ARRAY['callbacks_in_time'] END
                     || CASE WHEN b.stage = 'unreachable' THEN ARRAY['callbacks_unreachable'] END
                     || CASE WHEN b.satisfaction IS NOT NULL THEN ARRAY['callbacks_rated'] END
                     || CASE WHEN b.satisfaction IN ('very_satisfied', 'satisfied')
                             THEN ARRAY['callbacks_satisfied'] END
                     || CASE WHEN b.seat_satisfaction IS NOT NULL
                             THEN ARRAY['callbacks_seat_rated'] END
                     || CASE WHEN b.seat_satisfaction IN ('very_satisfied', 'satisfied')
                             THEN ARRAY['callbacks_seat_satisfied'] END
                     || CASE WHEN b.solved IS NOT NULL THEN ARRAY['callbacks_asked'] END
                     || CASE WHEN b.solved THEN ARRAY['callbacks_solved'] END END
    FROM core.callback b
    WHERE b.owed_at >= since AND b.owed_at < until
      AND b.stage <> 'joined'  -- counts with the one that was rung
      AND pg_catalog.starts_with(b.area, area_prefix)
    UNION ALL
    SELECT 'call', k.id, k.id, k.stage, k.taken_at, k.nature, NULL, k.taken_by, k.caller_key,
           CASE WHEN k.stage = 'missed' THEN ARRAY['calls', 'calls_missed']
                ELSE ARRAY['calls', 'calls_taken']
                     || CASE WHEN k.stage = 'invalid' THEN ARRAY['calls_invalid']
                             ELSE ARRAY['calls_valid'] END
                     || CASE k.stage WHEN 'answered' THEN ARRAY['calls_direct']
                                     WHEN 'to_case' THEN ARRAY['calls_transferred']
                                     WHEN 'not_accepted' THEN ARRAY['calls_declined'] END END
    FROM core.call k
    WHERE k.taken_at >= since AND k.taken_at < until
      AND pg_catalog.starts_with(k.area, area_prefix)
    UNION ALL
    SELECT 'mistake', m.id, m.root, m.stage, m.marked_at, NULL, m.collector, m.person, NULL,
           ARRAY['mistakes', 'mistakes_' || m.mistake_kind]
    FROM core.mistake m
    WHERE m.marked_at >= since AND m.marked_at < until
      AND m.stage IN ('marked', 'appealed', 'upheld')
      AND pg_catalog.starts_with(m.area, area_prefix)
$$;

-- The counts of cases under `area` in [since, until), for the whole and for each area, unit,
-- class, matter, source, kind, nature and collector: [{by, key, counts}].
CREATE FUNCTION core.case_counts(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'by', g.by, 'key', g.key, 'counts', pg_catalog.to_jsonb(g) - 'by' - 'key')
            ORDER BY g.by, g.key), '[]')
        FROM (
            SELECT CASE WHEN grouping(f.area) = 0 THEN 'area'
                        WHEN grouping(f.unit) = 0 THEN 'unit'
                        WHEN grouping(f.hotline_unit) = 0 THEN 'hotline_unit'
                        WHEN grouping(f.class_code) = 0 THEN 'class'
                        WHEN grouping(f.matter_code) = 0 THEN 'matter'
                        WHEN grouping(f.collector) = 0 THEN 'collector'
                        WHEN grouping(f.source) = 0 THEN 'source'
                        WHEN grouping(f.case_kind) = 0 THEN 'case_kind'
                        WHEN grouping(f.nature) = 0 THEN 'nature'
                        ELSE 'all' END AS by,
                   CASE WHEN grouping(f.collector) = 0 THEN f.collector || '/' || f.source
                        ELSE coalesce(f.area, f.unit, f.hotline_unit, f.class_code,
                                      f.matter_code, f.source, f.case_kind, f.nature, '')
                        END AS key,
                   count(*) FILTER (WHERE f.reported) AS reported,
                   count(*) FILTER (WHERE f.collected) AS collected,
                   count(*) FILTER (WHERE f.declined) AS declined,
                   count(*) FILTER (WHERE f.answered) AS answered,
                   count(*) FILTER (WHERE f.self_handled) AS self_handled,
                   count(*) FILTER (WHERE f.registered) AS registered,
                   count(*) FILTER (WHERE f.registered_in_time) AS registered_in_time,
                   count(*) FILTER (WHERE f.dispatched) AS dispatched,
                   count(*) FILTER (WHERE f.dispatched_in_time) AS dispatched_in_time,
                   count(*) FILTER (WHERE f.dispatched_closed) AS dispatched_closed,
                   count(*) FILTER (WHERE f.should_dispose) AS should_dispose,
                   count(*) FILTER (WHERE f.disposed) AS disposed,
                   count(*) FILTER (WHERE f.disposed_in_time) AS disposed_in_time,
                   count(*) FILTER (WHERE f.overdue_open) AS overdue_open,
                   count(*) FILTER (WHERE f.extended) AS extended,
                   count(*) FILTER (WHERE f.reviewed) AS reviewed,
                   count(*) FILTER (WHERE f.reviewed_in_time) AS reviewed_in_time,
                   count(*) FILTER (WHERE f.should_close) AS should_close,
                   count(*) FILTER (WHERE f.closed) AS closed,
                   count(*) FILTER (WHERE f.closed_in_time) AS closed_in_time,
                   count(*) FILTER (WHERE f.reworked) AS reworked
            FROM core.counted_cases(since, until, area_prefix) f
            GROUP BY GROUPING SETS ((), (f.area), (f.unit), (f.hotline_unit), (f.class_code),
                                    (f.matter_code), (f.source), (f.case_kind), (f.nature),
                                    (f.collector, f.source))
        ) g
        WHERE g.by = 'all' OR g.key <> '');
END
$$;

-- What came and went on each day: [{day, reported, registered, handled, ended}], days as numbers
-- since 1970 in the time of the city.
CREATE FUNCTION core.day_counts(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g) ORDER BY g.day), '[]')
        FROM (
            SELECT (w.at + 28800) / 86400 AS day,
                   count(*) FILTER (WHERE w.what = 'reported') AS reported,
                   count(*) FILTER (WHERE w.what = 'registered') AS registered,
                   count(*) FILTER (WHERE w.what = 'handled') AS handled,
                   count(*) FILTER (WHERE w.what = 'ended') AS ended
            FROM core.counted_cases(since, until, area_prefix) f
            CROSS JOIN LATERAL (VALUES
                ('reported', CASE WHEN f.reported THEN f.reported_at END),
                ('registered', CASE WHEN f.registered THEN f.filed_at END),
                ('handled', CASE WHEN f.handled THEN f.handled_at END),
                ('ended', CASE WHEN f.ended THEN f.closed_at END)) w (what, at)
            WHERE w.at IS NOT NULL
            GROUP BY 1
        ) g);
END
$$;

-- What each person did in [since, until): [{task, person, done, in_time}], by the stamp of the
-- step.
CREATE FUNCTION core.person_counts(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'task', w.task, 'person', w.person, 'done', w.done, 'in_time', w.in_time)
            ORDER BY w.task, w.person), '[]')
        FROM (
            SELECT o.task, o.person,
                   CASE o.task WHEN 'report' THEN o.reported WHEN 'file' THEN o.registered
                               WHEN 'dispatch' THEN o.dispatched ELSE o.ended END AS done,
                   CASE o.task WHEN 'report' THEN o.reported_in_time
                               WHEN 'file' THEN o.registered_in_time
                               WHEN 'dispatch' THEN o.dispatched_in_time
                               ELSE o.ended_in_time END AS in_time
            FROM (
                SELECT CASE WHEN grouping(f.reported_by) = 0 THEN 'report'
                            WHEN grouping(f.filed_by) = 0 THEN 'file'
                            WHEN grouping(f.dispatched_by) = 0 THEN 'dispatch'
                            ELSE 'close' END AS task,
                       coalesce(f.reported_by, f.filed_by, f.dispatched_by, f.closed_by) AS person,
                       count(*) FILTER (WHERE f.reported) AS reported,
                       count(*) FILTER (WHERE f.reported_in_time) AS reported_in_time,
                       count(*) FILTER (WHERE f.registered) AS registered,
                       count(*) FILTER (WHERE f.registered_in_time) AS registered_in_time,
                       count(*) FILTER (WHERE f.dispatched) AS dispatched,
                       count(*) FILTER (WHERE f.dispatched_in_time) AS dispatched_in_time,
                       count(*) FILTER (WHERE f.ended) AS ended,
                       count(*) FILTER (WHERE f.ended_in_time) AS ended_in_time
                FROM core.counted_cases(since, until, area_prefix) f
                GROUP BY GROUPING SETS ((f.reported_by), (f.filed_by), (f.dispatched_by),
                                        (f.closed_by))
            ) o
            UNION ALL
            SELECT 'call', d.person, count(*), count(*)
            FROM core.counted_duties(since, until, area_prefix) d
            WHERE d.subject = 'call' AND 'calls_taken' = ANY (d.marks)
            GROUP BY d.person
            UNION ALL
            SELECT 'callback', d.person, count(*),
                   count(*) FILTER (WHERE 'callbacks_in_time' = ANY (d.marks))
            FROM core.counted_duties(since, until, area_prefix) d
            WHERE d.subject = 'callback' AND 'callbacks_settled' = ANY (d.marks)
            GROUP BY d.person
        ) w
        WHERE w.person IS NOT NULL AND w.done > 0);
END
$$;

-- Orders, calls and errors begun in [since, until), for the whole and for each nature of calls,
-- unit of hotline cases, collector and person: [{by, key, counts}] without counts of zero.
CREATE FUNCTION core.duty_counts(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'by', g.by, 'key', g.key, 'counts', g.counts) ORDER BY g.by, g.key), '[]')
        FROM (
            SELECT n.by, n.key, pg_catalog.jsonb_object_agg(n.mark, n.amount) AS counts
            FROM (
                SELECT CASE WHEN grouping(d.call_nature) = 0 THEN 'call_nature'
                            WHEN grouping(d.unit) = 0 THEN 'hotline_unit'
                            WHEN grouping(d.collector) = 0 THEN 'collector'
                            WHEN grouping(d.person) = 0 THEN 'person'
                            ELSE 'all' END AS by,
                       coalesce(d.call_nature, d.unit, d.collector, d.person, '') AS key,
                       mark, count(*) AS amount
                FROM (
                    SELECT x.marks, x.collector, x.person, x.nature AS call_nature,
                           CASE WHEN x.subject = 'callback' AND f.case_kind = 'hotline'
                                THEN f.unit END AS unit
                    FROM core.counted_duties(since, until, area_prefix) x
                    LEFT JOIN core.case_fact f ON f.id = x.root
                ) d, pg_catalog.unnest(d.marks) mark
                GROUP BY GROUPING SETS ((mark), (mark, d.call_nature), (mark, d.unit),
                                        (mark, d.collector), (mark, d.person))
            ) n
            WHERE n.by = 'all' OR n.key <> ''
            GROUP BY n.by, n.key
        ) g);
END
$$;

-- What people found in the months of a period and recorded: checks of contractors and rooms, points
-- given by hand, and who is not ranked. `month` of a record is the month that it counts in.
CREATE FUNCTION core.findings(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'id', x.id, 'number', x.number, 'area', x.area, 'month', x.month,
            'about', x.about, 'about_code', x.about_code, 'rule', x.rule, 'outcome', x.outcome,
            'times', coalesce(x.times, 1), 'points', x.points, 'amount', x.amount,
            'words', x.words, 'photos', coalesce(pg_catalog.cardinality(x.photos), 0),
            'recorded_by', x.recorded_by, 'recorded_at', x.recorded_at)
            ORDER BY x.month, x.recorded_at, x.id), '[]')
        FROM core.finding x
        WHERE x.stage <> 'cancelled'
          AND pg_catalog.starts_with(x.area, area_prefix)
          AND CASE WHEN x.month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'
                   THEN core.period_start(x.month) >= since AND core.period_start(x.month) < until
                   ELSE false END);
END
$$;

-- How often each rule was recorded about an object before a period, since the beginning of its year:
-- [{about, about_code, rule, times}].
CREATE FUNCTION core.earlier_findings(since bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    first constant timestamp := pg_catalog.to_timestamp(since) AT TIME ZONE 'Asia/Shanghai';
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g)
                                             ORDER BY g.about, g.about_code, g.rule), '[]')
        FROM (
            SELECT x.about, x.about_code, x.rule, sum(coalesce(x.times, 1)) AS times
            FROM core.finding x
            WHERE x.stage <> 'cancelled' AND x.rule IS NOT NULL
              AND pg_catalog.starts_with(x.area, area_prefix)
              AND x.month COLLATE "C" >= pg_catalog.to_char(first, 'YYYY-01')
              AND x.month COLLATE "C" < pg_catalog.to_char(first, 'YYYY-MM')
            GROUP BY x.about, x.about_code, x.rule
        ) g);
END
$$;

ALTER FUNCTION core.earlier_findings(bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.period_start(text, integer) OWNER TO seat_writer;
ALTER FUNCTION core.period_end(text) OWNER TO seat_writer;
ALTER FUNCTION core.counted_cases(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.counted_duties(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.case_counts(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.day_counts(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.person_counts(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.duty_counts(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.findings(bigint, bigint, text) OWNER TO seat_writer;
