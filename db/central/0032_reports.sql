-- The figures of periods for those who answer for them: counts of this moment, frozen editions, the
-- cases behind a number, and counts of months that were not worked in the program.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.report_edition (
    month text NOT NULL CHECK (month ~ '^[0-9]{4}(-(0[1-9]|1[0-2]|W[0-5][0-9]|Q[1-4]))?$'),
    area text NOT NULL,
    edition integer NOT NULL CHECK (edition > 0),
    made_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    made_by text NOT NULL REFERENCES core.member,
    rules text NOT NULL,
    reason text NOT NULL,
    counts jsonb NOT NULL,
    PRIMARY KEY (month, area, edition)
);
COMMENT ON TABLE core.report_edition IS 'periods as they were frozen; never changed, only followed';
GRANT SELECT, INSERT ON core.report_edition TO seat_writer;

-- Counts and measures of a period that come from outside, as somebody entered them.
CREATE TABLE core.report_input (
    month text NOT NULL,
    area text NOT NULL,
    "table" text NOT NULL,
    key text NOT NULL,
    indicator text NOT NULL,
    value numeric(20, 4) NOT NULL,
    entered_by text NOT NULL REFERENCES core.member,
    entered_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (month, area, "table", key, indicator)
);
GRANT SELECT, INSERT, UPDATE ON core.report_input TO seat_writer;

RESET ROLE;

-- Why the person may not have the figures of an area; NULL when they may.
CREATE FUNCTION core.report_problem(p_person text, p_period text, p_area text) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    readers constant text[] := ARRAY['supervisor', 'shift_leader', 'operations_manager',
                                     'centre_head'];
BEGIN
    IF NOT core.is_active(p_person) THEN
        RETURN 'not_active';
    ELSIF coalesce(
              p_period !~ '^(19|20)[0-9]{2}(-(0[1-9]|1[0-2]|W(0[1-9]|[1-4][0-9]|5[0-3])|Q[1-4]))?$', true)
          OR coalesce(p_area !~ '^[0-9]{0,6}$', true) THEN
        RETURN 'malformed';
    ELSIF p_period ~ 'W53$' AND p_period <> pg_catalog.to_char(
              pg_catalog.to_date(p_period, 'IYYY-"W"IW'), 'IYYY-"W"IW') THEN
        -- A year without a week 53.
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

-- Whether a person may freeze periods of an area and enter what was counted outside.
CREATE FUNCTION core.keeps_figures(p_person text, p_area text) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM core.posts_of(p_person) held
                   WHERE held.post IN ('supervisor', 'operations_manager', 'centre_head')
                     AND pg_catalog.starts_with(p_area, held.area));
END
$$;

-- Everything that a period counts, with the rules by which it is judged, so that a frozen period
-- keeps them: {groups, people, days, duties, findings, earlier, inputs, rules}.
CREATE FUNCTION core.period_counts(period text, area_prefix text) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    since constant bigint := core.period_start(period);
    until constant bigint := core.period_end(period);
BEGIN
    RETURN pg_catalog.jsonb_build_object(
        'groups', core.case_counts(since, until, area_prefix),
        'people', core.person_counts(since, until, area_prefix),
        'days', core.day_counts(since, until, area_prefix),
        'duties', core.duty_counts(since, until, area_prefix),
        'findings', core.findings(since, until, area_prefix),
        'earlier', core.earlier_findings(since, area_prefix),
        'inputs', (
            SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                'table', i."table", 'key', i.key, 'indicator', i.indicator,
                'value', pg_catalog.trim_scale(i.value)::text)
                ORDER BY i."table", i.key, i.indicator), '[]')
            FROM core.report_input i
            WHERE i.month = period AND i.area = area_prefix),
        'rules', (
            SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                'kind', r.kind, 'code', r.code, 'row', r."row") ORDER BY r.kind, r.code), '[]')
            FROM core.reference r
            WHERE (r.kind IN ('assess_rule', 'contract')
                   OR r.kind = 'setting' AND pg_catalog.starts_with(r.code, 'assess_'))
              AND r."row" IS NOT NULL)
        || (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                'kind', r.kind, 'code', r.code,
                'row', pg_catalog.jsonb_build_object('team', r."row" ->> 'team',
                                                     'area', r."row" ->> 'area')) ORDER BY r.code), '[]')
            FROM core.reference r
            WHERE r.kind = 'collector' AND r."row" IS NOT NULL));
END
$$;

-- The counts of a period as things stand now, or as they were frozen: `p_edition` 0 counts anew.
-- Answers {problem: null, month, area, edition, rules, made_at, made_by, reason, counts: those of
-- period_counts} or {problem}: not_active, malformed, not_your_post, outside_area, no_edition.
CREATE FUNCTION api.report_month(p_period text, p_area text, p_edition integer) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_period, p_area);
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
            WHERE e.month = p_period AND e.area = p_area AND e.edition = p_edition
        ), '{"problem": "no_edition"}');
    END IF;
    RETURN jsonb_build_object(
        'problem', NULL, 'month', p_period, 'area', p_area, 'edition', 0, 'rules', '',
        'made_at', floor(extract(epoch FROM clock_timestamp()))::bigint,
        'made_by', session_user, 'reason', '',
        'counts', core.period_counts(p_period, p_area));
END
$$;

-- The editions of a period: [{edition, made_at, made_by, rules, reason}], oldest first.
CREATE FUNCTION api.report_editions(p_period text, p_area text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_period, p_area);
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
        WHERE e.month = p_period AND e.area = p_area);
END
$$;

-- Freeze a period that has ended, as a new edition: the counts of this moment, under the rules that
-- `p_rules` names. A second edition needs a reason. Answers {problem: null, edition} or {problem}:
-- those of report_month, month_running, no_reason.
CREATE FUNCTION api.freeze_month(p_period text, p_area text, p_rules text, p_reason text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, p_period, p_area);
    reason constant text := btrim(coalesce(p_reason, ''));
    counts jsonb;
    next integer;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    ELSIF coalesce(length(p_rules) NOT BETWEEN 1 AND 100, true) OR length(reason) > 500 THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT core.keeps_figures(session_user, p_area) THEN
        RETURN '{"problem": "not_your_post"}';
    ELSIF extract(epoch FROM clock_timestamp()) < core.period_start(p_period, 1) THEN
        RETURN '{"problem": "month_running"}';
    END IF;
    counts := core.period_counts(p_period, p_area);
    -- Whoever is second of two who press at once gets the next number.
    LOOP
        SELECT coalesce(max(e.edition), 0) + 1 INTO next
        FROM core.report_edition e WHERE e.month = p_period AND e.area = p_area;
        IF next > 1 AND reason = '' THEN
            RETURN '{"problem": "no_reason"}';
        END IF;
        INSERT INTO core.report_edition (month, area, edition, made_by, rules, reason, counts)
        VALUES (p_period, p_area, next, session_user, p_rules, reason, counts)
        ON CONFLICT DO NOTHING;
        EXIT WHEN FOUND;
    END LOOP;
    RETURN jsonb_build_object('problem', NULL, 'edition', next);
END
$$;

-- Enter counts and measures of periods: [{month, table, key, indicator, value}], value a decimal as
-- text; the same one again is overwritten. All or none. Answers {problem: null, changed} or
-- {problem}: not_active, not_your_post, outside_area, malformed, too_big, bad_row (with `index`
-- from 0).
CREATE FUNCTION api.put_report_inputs(p_area text, p_rows text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    problem constant text := core.report_problem(session_user, '2000', p_area);
    rows jsonb;
    fault bigint;
    changed bigint;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    ELSIF NOT core.keeps_figures(session_user, p_area) THEN
        RETURN '{"problem": "not_your_post"}';
    ELSIF octet_length(p_rows) > 2 * 1024 * 1024 THEN
        RETURN '{"problem": "too_big"}';
    ELSIF core.swells(p_rows) THEN
        RETURN '{"problem": "malformed"}';
    END IF;
    BEGIN
        rows := p_rows::jsonb;
    EXCEPTION WHEN data_exception OR statement_too_complex THEN
        RETURN '{"problem": "malformed"}';
    END;
    IF jsonb_typeof(rows) <> 'array' OR jsonb_array_length(rows) > 20000 THEN
        RETURN '{"problem": "malformed"}';
    END IF;
    SELECT min(x.i) - 1 INTO fault
    FROM (
        SELECT i, r, row_number() OVER (
                   PARTITION BY r ->> 'month', r ->> 'table', r ->> 'key', r ->> 'indicator'
                   ORDER BY i) AS turn
        FROM jsonb_array_elements(rows) WITH ORDINALITY AS item (r, i)
    ) x
    WHERE x.turn > 1
       OR coalesce(core.report_problem(session_user, x.r ->> 'month', p_area), '') <> ''
       OR coalesce(x.r ->> 'table', '') !~ '^[a-z_]{1,40}$'
       OR coalesce(x.r ->> 'indicator', '') !~ '^[a-z0-9_]{1,40}$'
       OR coalesce(length(x.r ->> 'key') > 60, true)
       OR coalesce(x.r ->> 'value', '') !~ '^-?[0-9]{1,12}([.][0-9]{1,4})?$';
    IF fault IS NOT NULL THEN
        RETURN jsonb_build_object('problem', 'bad_row', 'index', fault);
    END IF;
    INSERT INTO core.report_input AS i (month, area, "table", key, indicator, value, entered_by)
    SELECT r ->> 'month', p_area, r ->> 'table', r ->> 'key', r ->> 'indicator',
           (r ->> 'value')::numeric, session_user
    FROM jsonb_array_elements(rows) r
    ON CONFLICT (month, area, "table", key, indicator) DO UPDATE
    SET value = excluded.value, entered_by = excluded.entered_by,
        entered_at = clock_timestamp()
    WHERE i.value <> excluded.value;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN jsonb_build_object('problem', NULL, 'changed', changed);
END
$$;

ALTER FUNCTION core.report_problem(text, text, text) OWNER TO seat_writer;
ALTER FUNCTION core.keeps_figures(text, text) OWNER TO seat_writer;
ALTER FUNCTION core.period_counts(text, text) OWNER TO seat_writer;
ALTER FUNCTION api.report_month(text, text, integer) OWNER TO seat_writer;
ALTER FUNCTION api.report_editions(text, text) OWNER TO seat_writer;
ALTER FUNCTION api.freeze_month(text, text, text, text) OWNER TO seat_writer;
ALTER FUNCTION api.put_report_inputs(text, text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.report_month(text, text, integer), api.report_editions(text, text),
    api.freeze_month(text, text, text, text), api.put_report_inputs(text, text) TO seat_people;
