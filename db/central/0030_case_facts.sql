-- What statistics are made of: one narrow row per case, kept in the transaction that changes the
-- case.

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
    grid_code text,
    collector text,
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
    excused boolean NOT NULL DEFAULT false,
    reworks bigint NOT NULL DEFAULT 0,
    extensions bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN core.case_fact.unit IS 'the last unit that had the case, also after a recall';
COMMENT ON COLUMN core.case_fact.filed_at IS 'the first filing; a case is filed once';
COMMENT ON COLUMN core.case_fact.dispatched_at IS 'the first dispatch';
COMMENT ON COLUMN core.case_fact.handle_due_at IS
    'when the last handling was or is due; nothing is due before the next dispatch';
COMMENT ON COLUMN core.case_fact.collector IS 'who found it: the first collector of the case';
COMMENT ON COLUMN core.case_fact.excused IS 'an appeal against its lateness was granted, and it was not late again';
COMMENT ON COLUMN core.case_fact.handled_at IS 'the last response that stands';
-- Most moments are yet to come when a case is new: what is not there costs nothing.
CREATE INDEX case_fact_reported ON core.case_fact (reported_at);
CREATE INDEX case_fact_filed ON core.case_fact (filed_at) WHERE filed_at IS NOT NULL;
CREATE INDEX case_fact_dispatched ON core.case_fact (dispatched_at) WHERE dispatched_at IS NOT NULL;
CREATE INDEX case_fact_due ON core.case_fact (handle_due_at) WHERE handle_due_at IS NOT NULL;
CREATE INDEX case_fact_handled ON core.case_fact (handled_at) WHERE handled_at IS NOT NULL;
CREATE INDEX case_fact_closed ON core.case_fact (closed_at) WHERE closed_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON core.case_fact TO seat_writer;

RESET ROLE;

-- Whether a case waits for its dispatch, so that no handling of it is due. Put in line.
CREATE FUNCTION core.before_dispatch(stage text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT stage IN ('reported', 'returned', 'verifying', 'prefiled', 'filed')
$$;

-- Whether nobody can say when a handling that runs is due: there is no limit, or its year was not
-- loaded. One that stands is due as it was. Put in line.
CREATE FUNCTION core.without_due(clock text, due_at bigint, since bigint, minutes bigint)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT clock = 'handle' AND due_at IS NULL AND (since IS NOT NULL OR minutes IS NULL)
$$;

-- What a case says of itself. Put in line. History that was adopted as closed was neither reported nor
-- closed here: it has no moments.
CREATE FUNCTION core.facts_of(c core."case") RETURNS SETOF core.case_fact
LANGUAGE sql STABLE ROWS 1
AS $$
    SELECT c.id, c.area, c.stage, c.case_kind, c.source, c.nature, c.class_code, c.matter_code,
           c.unit, c.grid_code, c.collector,
           CASE WHEN c.stage <> 'closed' OR c.closed_at IS NOT NULL THEN c.reported_at END,
           c.reported_by, c.filed_at, c.filed_by,
           c.dispatched_at, c.dispatched_by, CASE WHEN c.clock = 'handle' THEN c.due_at END,
           CASE WHEN c.stage IN ('responded', 'to_inspect', 'inspecting', 'inspected_pass',
                                 'inspected_fail', 'closing', 'closed') THEN c.responded_at END,
           CASE WHEN c.stage = 'closed' THEN c.closed_at END, c.closed_by,
           coalesce(c.late, '{}'), c.excused IS NOT NULL, coalesce(c.reworks, 0),
           coalesce(c.extensions, 0)
$$;

-- Keeps the facts of the cases that a statement made.
CREATE FUNCTION core.keep_first_facts() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.case_fact
    SELECT said.* FROM made c CROSS JOIN LATERAL core.facts_of(c) said;
    RETURN NULL;
END
$$;

-- Keeps the facts of the cases that a statement changed, and what they said before where that stays;
-- who reported a case and when it says once, when it is made.
CREATE FUNCTION core.keep_facts() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE core.case_fact f
    SET area = said.area, stage = said.stage, case_kind = said.case_kind, source = said.source,
        nature = said.nature, class_code = said.class_code, matter_code = said.matter_code,
        unit = coalesce(said.unit, f.unit), grid_code = said.grid_code,
        collector = coalesce(f.collector, said.collector),
        filed_at = coalesce(f.filed_at, said.filed_at),
        filed_by = coalesce(f.filed_by, said.filed_by),
        dispatched_at = coalesce(f.dispatched_at, said.dispatched_at),
        dispatched_by = coalesce(f.dispatched_by, said.dispatched_by),
        handle_due_at = CASE WHEN NOT core.before_dispatch(said.stage)
                                  AND core.without_due(c.clock, c.due_at, c.clock_since,
                                                       c.clock_limit) IS NOT TRUE
                             THEN coalesce(said.handle_due_at, f.handle_due_at) END,
        handled_at = said.handled_at, closed_at = said.closed_at, closed_by = said.closed_by,
        late = said.late, excused = said.excused, reworks = said.reworks,
        extensions = said.extensions
    FROM changed c CROSS JOIN LATERAL core.facts_of(c) said
    WHERE f.id = said.id;
    RETURN NULL;
END
$$;

-- Keeps what cases said on the way that took several steps at once, as a workstation brings them that
-- was offline: the statements above see their last states alone.
CREATE FUNCTION core.keep_passed_facts(taken core.taken[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    often uuid[] := ARRAY(
        SELECT t.subject_id FROM pg_catalog.unnest(taken) t WHERE t.subject = 'case'
        GROUP BY t.subject_id HAVING count(*) > 1);
BEGIN
    IF often = '{}' THEN
        RETURN;
    END IF;
    UPDATE core.case_fact f
    SET unit = coalesce(way.unit, f.unit), collector = coalesce(way.collector, f.collector),
        filed_at = coalesce((way.filed ->> 'filed_at')::bigint, f.filed_at),
        filed_by = coalesce(way.filed ->> 'filed_by', f.filed_by),
        dispatched_at = coalesce((way.dispatched ->> 'dispatched_at')::bigint, f.dispatched_at),
        dispatched_by = coalesce(way.dispatched ->> 'dispatched_by', f.dispatched_by),
        handle_due_at = CASE WHEN way.dues IS NULL THEN f.handle_due_at
                             ELSE way.dues[pg_catalog.cardinality(way.dues)] END
    FROM (
        SELECT s.id,
               (array_agg(s.after ->> 'unit' ORDER BY s.place DESC)
                    FILTER (WHERE s.after ? 'unit'))[1] AS unit,
               (array_agg(s.after ->> 'collector' ORDER BY s.place)
                    FILTER (WHERE s.after ? 'collector' AND NOT s.before ? 'collector'))[1]
                   AS collector,
               (array_agg(s.after ORDER BY s.place)
                    FILTER (WHERE s.after ? 'filed_at' AND NOT s.before ? 'filed_at'))[1] AS filed,
               (array_agg(s.after ORDER BY s.place)
                    FILTER (WHERE s.after ? 'dispatched_at' AND NOT s.before ? 'dispatched_at'))[1]
                   AS dispatched,
               array_agg(s.due ORDER BY s.place) FILTER (WHERE s.due IS NOT NULL OR s.undue) AS dues
        FROM (
            SELECT t.subject_id AS id, t.ordinality AS place, t.after,
                   coalesce(t.before, '{}') AS before,
                   CASE WHEN t.after ->> 'clock' = 'handle' THEN (t.after ->> 'due_at')::bigint END
                       AS due,
                   core.before_dispatch(t.after ->> 'stage')
                   OR coalesce(core.without_due(
                          t.after ->> 'clock', (t.after ->> 'due_at')::bigint,
                          (t.after ->> 'clock_since')::bigint,
                          (t.after ->> 'clock_limit')::bigint), false) AS undue
            FROM core.each_taken(taken) WITH ORDINALITY t
            WHERE t.subject_id = ANY (often)
        ) s
        GROUP BY s.id
    ) way
    WHERE f.id = way.id;
END
$$;

CREATE TRIGGER keep_facts_of_new AFTER INSERT ON core."case"
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION core.keep_first_facts();
CREATE TRIGGER keep_facts_of_changed AFTER UPDATE ON core."case"
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.keep_facts();

CALL core.give_to_writer(
    'before_dispatch', 'without_due', 'facts_of', 'keep_first_facts', 'keep_facts',
    'keep_passed_facts');
