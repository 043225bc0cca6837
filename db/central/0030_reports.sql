-- What statistics are made of: one narrow row per case, kept in the transaction that changes the
-- case, and counts over these rows for a period. A count has a name, and the name a version; what
-- it means stands in db/reports/counts.csv. Rates are reckoned from the counts elsewhere.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.case_fact (
    id uuid PRIMARY KEY,
    area text NOT NULL,
    stage text NOT NULL,
    case_kind text,
    source text,
    nature text,
    class_code text,
    matter_code text,
    unit text,
    reported_at bigint,
    reported_by text,
    filed_at bigint,
    filed_by text,
    dispatched_at bigint,
    dispatched_by text,
    handle_due_at bigint,
    handled_at bigint,
    closed_at bigint,
    closed_by text,
    late text[] NOT NULL DEFAULT '{}',
    reworks bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN core.case_fact.unit IS 'the last unit that had the case, also after a recall';
COMMENT ON COLUMN core.case_fact.filed_at IS 'the first filing; a case is filed once';
COMMENT ON COLUMN core.case_fact.dispatched_at IS 'the first dispatch';
COMMENT ON COLUMN core.case_fact.handle_due_at IS 'when the last handling was or is due';
COMMENT ON COLUMN core.case_fact.handled_at IS 'the last response that stands';
CREATE INDEX case_fact_reported ON core.case_fact (reported_at);
CREATE INDEX case_fact_filed ON core.case_fact (filed_at);
CREATE INDEX case_fact_dispatched ON core.case_fact (dispatched_at);
CREATE INDEX case_fact_due ON core.case_fact (handle_due_at);
CREATE INDEX case_fact_handled ON core.case_fact (handled_at);
CREATE INDEX case_fact_closed ON core.case_fact (closed_at);
GRANT SELECT, INSERT, UPDATE ON core.case_fact TO seat_writer;

CREATE TABLE core.report_edition (
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    area text NOT NULL,
    edition integer NOT NULL CHECK (edition > 0),
    made_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    made_by text NOT NULL REFERENCES core.member,
    rules text NOT NULL,
    reason text NOT NULL,
    counts jsonb NOT NULL,
    PRIMARY KEY (month, area, edition)
);
COMMENT ON TABLE core.report_edition IS 'months as they were frozen; never changed, only followed';
GRANT SELECT, INSERT ON core.report_edition TO seat_writer;

-- Callbacks, verifications and inspections are counted in their own tables, by these moments.
CREATE INDEX callback_owed ON core.callback (owed_at);
CREATE INDEX verification_ordered ON core.verification (ordered_at);
CREATE INDEX inspection_ordered ON core.inspection (ordered_at);

RESET ROLE;

-- Keeps the facts of the cases that a statement wrote.
CREATE FUNCTION core.keep_case_facts() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.case_fact AS f (id, area, stage, case_kind, source, nature, class_code,
        matter_code, unit, reported_at, reported_by, filed_at, filed_by, dispatched_at,
        dispatched_by, handle_due_at, handled_at, closed_at, closed_by, late, reworks)
    SELECT c.id, c.area, c.stage, c.case_kind, c.source, c.nature, c.class_code, c.matter_code,
           c.unit, c.reported_at, c.reported_by, c.filed_at, c.filed_by, c.dispatched_at,
           c.dispatched_by, CASE WHEN c.clock = 'handle' THEN c.due_at END,
           CASE WHEN c.stage IN ('responded', 'to_inspect', 'inspecting', 'inspected_pass',
                                 'inspected_fail', 'closing', 'closed') THEN c.responded_at END,
           CASE WHEN c.stage = 'closed' THEN c.closed_at END, c.closed_by,
           coalesce(c.late, '{}'), coalesce(c.reworks, 0)
    FROM written c
    ON CONFLICT (id) DO UPDATE SET
        area = excluded.area, stage = excluded.stage, case_kind = excluded.case_kind,
        source = excluded.source, nature = excluded.nature, class_code = excluded.class_code,
        matter_code = excluded.matter_code, unit = coalesce(excluded.unit, f.unit),
        reported_at = coalesce(f.reported_at, excluded.reported_at),
        reported_by = coalesce(f.reported_by, excluded.reported_by),
        filed_at = coalesce(f.filed_at, excluded.filed_at),
        filed_by = coalesce(f.filed_by, excluded.filed_by),
        dispatched_at = coalesce(f.dispatched_at, excluded.dispatched_at),
        dispatched_by = coalesce(f.dispatched_by, excluded.dispatched_by),
        handle_due_at = coalesce(excluded.handle_due_at, f.handle_due_at),
        handled_at = excluded.handled_at, closed_at = excluded.closed_at,
        closed_by = excluded.closed_by, late = excluded.late, reworks = excluded.reworks;
    RETURN NULL;
END
$$;

CREATE TRIGGER keep_facts_of_new AFTER INSERT ON core."case"
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION core.keep_case_facts();
CREATE TRIGGER keep_facts_of_changed AFTER UPDATE ON core."case"
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION core.keep_case_facts();

-- When a month of the city begins, in seconds since 1970; `ahead` counts months on from it.
CREATE FUNCTION core.month_start(month text, ahead integer DEFAULT 0) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN pg_catalog.floor(extract(epoch FROM
        ((month || '-01')::date + pg_catalog.make_interval(months => ahead))::timestamp
        AT TIME ZONE 'Asia/Shanghai'));
END
$$;

-- The counts of cases under `area` in [since, until), for the whole and for each area, unit,
-- class, matter, source, kind and nature: [{by, key, counts}].
CREATE FUNCTION core.case_counts(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'by', g.by, 'key', g.key, 'counts', pg_catalog.jsonb_build_object(
                'reported', g.reported, 'declined', g.declined, 'registered', g.registered,
                'registered_in_time', g.registered_in_time, 'dispatched', g.dispatched,
                'dispatched_in_time', g.dispatched_in_time, 'should_dispose', g.should_dispose,
                'disposed', g.disposed, 'disposed_in_time', g.disposed_in_time,
                'overdue_open', g.overdue_open, 'should_close', g.should_close,
                'closed', g.closed, 'closed_in_time', g.closed_in_time,
                'reworked', g.reworked, 'answered', g.answered))
            ORDER BY g.by, g.key), '[]')
        FROM (
            SELECT CASE WHEN grouping(f.area) = 0 THEN 'area'
                        WHEN grouping(f.unit) = 0 THEN 'unit'
                        WHEN grouping(f.class_code) = 0 THEN 'class'
                        WHEN grouping(f.matter_code) = 0 THEN 'matter'
                        WHEN grouping(f.source) = 0 THEN 'source'
                        WHEN grouping(f.case_kind) = 0 THEN 'case_kind'
                        WHEN grouping(f.nature) = 0 THEN 'nature'
                        ELSE 'all' END AS by,
                   coalesce(f.area, f.unit, f.class_code, f.matter_code, f.source, f.case_kind,
                            f.nature, '') AS key,
                   count(*) FILTER (WHERE f.in_reported) AS reported,
                   count(*) FILTER (WHERE f.in_reported AND f.stage = 'declined') AS declined,
                   count(*) FILTER (WHERE f.in_filed) AS registered,
                   count(*) FILTER (WHERE f.in_filed AND NOT 'register' = ANY (f.late))
                       AS registered_in_time,
                   count(*) FILTER (WHERE f.in_dispatched) AS dispatched,
                   count(*) FILTER (WHERE f.in_dispatched AND NOT 'dispatch' = ANY (f.late))
                       AS dispatched_in_time,
                   count(*) FILTER (WHERE f.to_dispose) AS should_dispose,
                   count(*) FILTER (WHERE f.to_dispose AND f.handled_at < until) AS disposed,
                   count(*) FILTER (WHERE f.to_dispose AND f.handled_at < until
                                    AND NOT 'handle' = ANY (f.late)) AS disposed_in_time,
                   count(*) FILTER (WHERE f.overdue) AS overdue_open,
                   count(*) FILTER (WHERE f.to_close) AS should_close,
                   count(*) FILTER (WHERE f.to_close AND f.closed_at < until) AS closed,
                   count(*) FILTER (WHERE f.to_close AND f.closed_at < until
                                    AND NOT 'handle' = ANY (f.late)) AS closed_in_time,
                   count(*) FILTER (WHERE f.to_close AND f.reworks > 0) AS reworked,
                   count(*) FILTER (WHERE f.in_reported AND f.stage = 'answered') AS answered
            FROM (
                SELECT x.*,
                       x.reported_at >= since AND x.reported_at < until AS in_reported,
                       x.filed_at >= since AND x.filed_at < until AS in_filed,
                       x.dispatched_at >= since AND x.dispatched_at < until AS in_dispatched,
                       x.stage <> 'deferred'
                       AND (x.handle_due_at >= since AND x.handle_due_at < until
                            OR x.handled_at >= since AND x.handled_at < until) AS to_dispose,
                       x.stage <> 'deferred' AND x.handle_due_at < until
                       AND x.handle_due_at >= since
                       AND (x.handled_at IS NULL OR x.handled_at >= until) AS overdue,
                       x.stage <> 'deferred' AND x.filed_at IS NOT NULL
                       AND (x.handle_due_at >= since AND x.handle_due_at < until
                            OR x.closed_at >= since AND x.closed_at < until) AS to_close
                FROM core.case_fact x
                WHERE pg_catalog.starts_with(x.area, area_prefix)
                  AND (x.reported_at >= since AND x.reported_at < until
                       OR x.filed_at >= since AND x.filed_at < until
                       OR x.dispatched_at >= since AND x.dispatched_at < until
                       OR x.handle_due_at >= since AND x.handle_due_at < until
                       OR x.handled_at >= since AND x.handled_at < until
                       OR x.closed_at >= since AND x.closed_at < until)
            ) f
            GROUP BY GROUPING SETS ((), (f.area), (f.unit), (f.class_code), (f.matter_code),
                                    (f.source), (f.case_kind), (f.nature))
        ) g
        WHERE g.by = 'all' OR g.key <> '');
END
$$;

-- What each person did in [since, until): [{post, person, counts}], by the stamp of the step.
CREATE FUNCTION core.person_counts(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'post', w.post, 'person', w.person, 'done', w.done, 'in_time', w.in_time)
            ORDER BY w.post, w.person), '[]')
        FROM (
            SELECT 'acceptor' AS post, x.reported_by AS person, count(*) AS done,
                   count(*) FILTER (WHERE NOT 'register' = ANY (x.late)) AS in_time
            FROM core.case_fact x
            WHERE x.reported_at >= since AND x.reported_at < until
              AND pg_catalog.starts_with(x.area, area_prefix)
            GROUP BY x.reported_by
            UNION ALL
            SELECT 'shift_leader', x.filed_by, count(*),
                   count(*) FILTER (WHERE NOT 'register' = ANY (x.late))
            FROM core.case_fact x
            WHERE x.filed_at >= since AND x.filed_at < until
              AND pg_catalog.starts_with(x.area, area_prefix)
            GROUP BY x.filed_by
            UNION ALL
            SELECT 'dispatcher', x.dispatched_by, count(*),
                   count(*) FILTER (WHERE NOT 'dispatch' = ANY (x.late))
            FROM core.case_fact x
            WHERE x.dispatched_at >= since AND x.dispatched_at < until
              AND pg_catalog.starts_with(x.area, area_prefix)
            GROUP BY x.dispatched_by
        ) w
        WHERE w.person IS NOT NULL);
END
$$;

-- Orders to collectors and calls owed, begun in [since, until): {name: count}.
CREATE FUNCTION core.duty_counts(since bigint, until bigint, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.jsonb_build_object(
            'verifications', count(*),
            'verifications_replied',
                count(*) FILTER (WHERE v.settled_at < until AND v.stage <> 'cancelled'),
            'verifications_in_time',
                count(*) FILTER (WHERE v.settled_at < until AND v.stage <> 'cancelled'
                                 AND coalesce(v.late, '{}') = '{}'),
            'verifications_cancelled', count(*) FILTER (WHERE v.stage = 'cancelled'))
        FROM core.verification v
        WHERE v.ordered_at >= since AND v.ordered_at < until
          AND pg_catalog.starts_with(v.area, area_prefix)
    ) || (
        SELECT pg_catalog.jsonb_build_object(
            'inspections', count(*),
            'inspections_replied',
                count(*) FILTER (WHERE i.settled_at < until AND i.stage <> 'cancelled'),
            'inspections_in_time',
                count(*) FILTER (WHERE i.settled_at < until AND i.stage <> 'cancelled'
                                 AND coalesce(i.late, '{}') = '{}'),
            'inspections_cancelled', count(*) FILTER (WHERE i.stage = 'cancelled'))
        FROM core.inspection i
        WHERE i.ordered_at >= since AND i.ordered_at < until
          AND pg_catalog.starts_with(i.area, area_prefix)
    ) || (
        SELECT pg_catalog.jsonb_build_object(
            'callbacks', count(*),
            'callbacks_settled', count(*) FILTER (WHERE b.settled_at < until),
            'callbacks_in_time',
                count(*) FILTER (WHERE b.settled_at < until AND coalesce(b.late, '{}') = '{}'),
            'callbacks_rated', count(*) FILTER (WHERE b.satisfaction IS NOT NULL),
            'callbacks_satisfied',
                count(*) FILTER (WHERE b.satisfaction IN ('very_satisfied', 'satisfied')),
            'callbacks_solved', count(*) FILTER (WHERE b.solved))
        FROM core.callback b
        WHERE b.owed_at >= since AND b.owed_at < until
          AND pg_catalog.starts_with(b.area, area_prefix)
    );
END
$$;

-- Why the person may not have the figures of an area; NULL when they may.
CREATE FUNCTION core.report_problem(p_person text, p_month text, p_area text) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    readers constant text[] := ARRAY['supervisor', 'shift_leader', 'operations_manager',
                                     'centre_head'];
BEGIN
    IF NOT core.is_active(p_person) THEN
        RETURN 'not_active';
    ELSIF coalesce(p_month !~ '^[0-9]{4}-(0[1-9]|1[0-2])$', true)
          OR coalesce(p_area !~ '^[0-9]{0,6}$', true) THEN
        RETURN 'malformed';
    ELSIF NOT EXISTS (SELECT FROM core.posts_of(p_person) held
                      WHERE held.post = ANY (readers)) THEN
        RETURN 'not_your_post';
    ELSIF NOT EXISTS (SELECT FROM core.posts_of(p_person) held
                      WHERE held.post = ANY (readers)
                        AND pg_catalog.starts_with(p_area, held.area)) THEN
        RETURN 'outside_area';
    END IF;
    RETURN NULL;
END
$$;

-- The counts of a month as things stand now, or as they were frozen: `p_edition` 0 counts anew.
-- Answers {problem: null, month, area, edition, rules, made_at, made_by, reason, counts: {groups,
-- people, duties}} or {problem}: not_active, malformed, not_your_post, outside_area, no_edition.
CREATE FUNCTION api.report_month(p_month text, p_area text, p_edition integer) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_month, p_area);
    since bigint;
    until bigint;
BEGIN
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    ELSIF p_edition > 0 THEN
        RETURN coalesce((
            SELECT jsonb_build_object(
                'problem', NULL, 'month', e.month, 'area', e.area, 'edition', e.edition,
                'rules', e.rules, 'made_at', floor(extract(epoch FROM e.made_at))::bigint,
                'made_by', e.made_by, 'reason', e.reason, 'counts', e.counts)::text
            FROM core.report_edition e
            WHERE e.month = p_month AND e.area = p_area AND e.edition = p_edition
        ), '{"problem": "no_edition"}');
    END IF;
    since := core.month_start(p_month);
    until := core.month_start(p_month, 1);
    RETURN jsonb_build_object(
        'problem', NULL, 'month', p_month, 'area', p_area, 'edition', 0, 'rules', '',
        'made_at', floor(extract(epoch FROM clock_timestamp()))::bigint,
        'made_by', session_user, 'reason', '',
        'counts', jsonb_build_object(
            'groups', core.case_counts(since, until, p_area),
            'people', core.person_counts(since, until, p_area),
            'duties', core.duty_counts(since, until, p_area)));
END
$$;

-- The cases behind a number of a month as things stand now: those of one group (`p_by`, `p_key` as
-- in case_counts) that a count counts, the oldest first, `p_limit` of them (1,000 at most). Answers
-- {problem: null, total, cases: [{id, number, area, unit, class_code, matter_code, stage,
-- reported_at}]} or {problem}: those of report_month.
CREATE FUNCTION api.report_cases(
    p_month text, p_area text, p_by text, p_key text, p_count text, p_limit integer
) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_month, p_area);
    since bigint;
    until bigint;
BEGIN
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    END IF;
    since := core.month_start(p_month);
    until := core.month_start(p_month, 1);
    RETURN (
        WITH counted AS MATERIALIZED (
            SELECT x.*
            FROM (
                SELECT f.*,
                       f.reported_at >= since AND f.reported_at < until AS in_reported,
                       f.filed_at >= since AND f.filed_at < until AS in_filed,
                       f.dispatched_at >= since AND f.dispatched_at < until AS in_dispatched,
                       f.handle_due_at >= since AND f.handle_due_at < until AS in_due,
                       f.handled_at >= since AND f.handled_at < until AS in_handled,
                       f.closed_at >= since AND f.closed_at < until AS in_closed,
                       f.handled_at < until AS handled, f.closed_at < until AS ended,
                       'handle' = ANY (f.late) AS was_late, f.stage <> 'deferred' AS counts
                FROM core.case_fact f
                WHERE starts_with(f.area, p_area)
                  AND CASE p_by WHEN 'all' THEN true WHEN 'area' THEN f.area = p_key
                      WHEN 'unit' THEN f.unit = p_key WHEN 'class' THEN f.class_code = p_key
                      WHEN 'matter' THEN f.matter_code = p_key
                      WHEN 'source' THEN f.source = p_key
                      WHEN 'case_kind' THEN f.case_kind = p_key
                      WHEN 'nature' THEN f.nature = p_key ELSE false END
            ) x
            WHERE CASE p_count
                WHEN 'reported' THEN x.in_reported
                WHEN 'declined' THEN x.in_reported AND x.stage = 'declined'
                WHEN 'valid' THEN x.in_reported AND x.stage <> 'declined'
                WHEN 'answered' THEN x.in_reported AND x.stage = 'answered'
                WHEN 'transferred' THEN x.in_reported AND x.stage NOT IN ('answered', 'declined')
                WHEN 'registered' THEN x.in_filed
                WHEN 'registered_in_time' THEN x.in_filed AND NOT 'register' = ANY (x.late)
                WHEN 'dispatched' THEN x.in_dispatched
                WHEN 'dispatched_in_time' THEN x.in_dispatched AND NOT 'dispatch' = ANY (x.late)
                WHEN 'should_dispose' THEN x.counts AND (x.in_due OR x.in_handled)
                WHEN 'disposed' THEN x.counts AND (x.in_due OR x.in_handled) AND x.handled
                WHEN 'disposed_in_time' THEN x.counts AND (x.in_due OR x.in_handled)
                    AND x.handled AND NOT x.was_late
                WHEN 'overdue_open' THEN x.counts AND x.in_due AND x.handled IS NOT TRUE
                WHEN 'should_close' THEN x.counts AND x.filed_at IS NOT NULL
                    AND (x.in_due OR x.in_closed)
                WHEN 'closed' THEN x.counts AND x.filed_at IS NOT NULL
                    AND (x.in_due OR x.in_closed) AND x.ended
                WHEN 'closed_in_time' THEN x.counts AND x.filed_at IS NOT NULL
                    AND (x.in_due OR x.in_closed) AND x.ended AND NOT x.was_late
                WHEN 'reworked' THEN x.counts AND x.filed_at IS NOT NULL
                    AND (x.in_due OR x.in_closed) AND x.reworks > 0
                ELSE false END
        )
        SELECT jsonb_build_object(
            'problem', NULL, 'total', (SELECT count(*) FROM counted),
            'cases', coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                    'id', p.id, 'number', p.number, 'area', p.area, 'unit', p.unit,
                    'class_code', p.class_code, 'matter_code', p.matter_code, 'stage', p.stage,
                    'reported_at', p.reported_at) ORDER BY p.reported_at, p.id)
                FROM (
                    SELECT d.*, coalesce(k.case_number, k.acceptance_number) AS number
                    FROM counted d
                    JOIN core."case" k ON k.id = d.id
                    ORDER BY d.reported_at, d.id
                    LIMIT least(greatest(coalesce(p_limit, 100), 1), 1000)
                ) p), '[]')));
END
$$;

-- The editions of a month: [{edition, made_at, made_by, rules, reason}], oldest first.
CREATE FUNCTION api.report_editions(p_month text, p_area text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_month, p_area);
BEGIN
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    END IF;
    RETURN (
        SELECT jsonb_build_object('problem', NULL, 'editions', coalesce(jsonb_agg(
                   jsonb_build_object(
                       'edition', e.edition, 'rules', e.rules, 'reason', e.reason,
                       'made_at', floor(extract(epoch FROM e.made_at))::bigint,
                       'made_by', e.made_by) ORDER BY e.edition), '[]'))
        FROM core.report_edition e
        WHERE e.month = p_month AND e.area = p_area);
END
$$;

-- Freeze a month that has ended, as a new edition: the counts of this moment, under the rules that
-- `p_rules` names. A second edition needs a reason. Answers {problem: null, edition} or {problem}:
-- those of report_month, month_running, no_reason.
CREATE FUNCTION api.freeze_month(p_month text, p_area text, p_rules text, p_reason text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_month, p_area);
    reason constant text := btrim(coalesce(p_reason, ''));
    since bigint;
    until bigint;
    next integer;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    ELSIF coalesce(length(p_rules) NOT BETWEEN 1 AND 100, true) OR length(reason) > 500 THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT EXISTS (SELECT FROM core.posts_of(session_user) held
                      WHERE held.post IN ('supervisor', 'operations_manager', 'centre_head')
                        AND starts_with(p_area, held.area)) THEN
        RETURN '{"problem": "not_your_post"}';
    END IF;
    since := core.month_start(p_month);
    until := core.month_start(p_month, 1);
    IF extract(epoch FROM clock_timestamp()) < until THEN
        RETURN '{"problem": "month_running"}';
    END IF;
    -- Whoever is second of two who press at once gets the next number.
    LOOP
        SELECT coalesce(max(e.edition), 0) + 1 INTO next
        FROM core.report_edition e WHERE e.month = p_month AND e.area = p_area;
        IF next > 1 AND reason = '' THEN
            RETURN '{"problem": "no_reason"}';
        END IF;
        INSERT INTO core.report_edition (month, area, edition, made_by, rules, reason, counts)
        VALUES (p_month, p_area, next, session_user, p_rules, reason, jsonb_build_object(
            'groups', core.case_counts(since, until, p_area),
            'people', core.person_counts(since, until, p_area),
            'duties', core.duty_counts(since, until, p_area)))
        ON CONFLICT DO NOTHING;
        EXIT WHEN FOUND;
    END LOOP;
    RETURN jsonb_build_object('problem', NULL, 'edition', next);
END
$$;

ALTER FUNCTION core.keep_case_facts() OWNER TO seat_writer;
ALTER FUNCTION core.month_start(text, integer) OWNER TO seat_writer;
ALTER FUNCTION core.case_counts(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.person_counts(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.duty_counts(bigint, bigint, text) OWNER TO seat_writer;
ALTER FUNCTION core.report_problem(text, text, text) OWNER TO seat_writer;
ALTER FUNCTION api.report_month(text, text, integer) OWNER TO seat_writer;
ALTER FUNCTION api.report_cases(text, text, text, text, text, integer) OWNER TO seat_writer;
ALTER FUNCTION api.report_editions(text, text) OWNER TO seat_writer;
ALTER FUNCTION api.freeze_month(text, text, text, text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.report_month(text, text, integer), api.report_editions(text, text),
    api.report_cases(text, text, text, text, text, integer),
    api.freeze_month(text, text, text, text) TO seat_people;
