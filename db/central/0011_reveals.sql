-- Looks at a caller's full values, by people who do not hold them by duty: asked for with a reason
-- and committed, then given. Who holds them by duty looks at the seat, which writes the step
-- `reveal` first. Both count against one daily ceiling, and both stand in one report.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.reveal (
    id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    person text COLLATE "C" NOT NULL REFERENCES core.member,
    case_id uuid NOT NULL,
    reason text NOT NULL,
    made_in xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
    place bigint NOT NULL,
    link bytea NOT NULL,
    UNIQUE (person, place)
);
CREATE INDEX reveal_of_person ON core.reveal (person, at);
CREATE INDEX reveal_at ON core.reveal (at);
COMMENT ON COLUMN core.reveal.made_in IS 'what is not committed yet shows nobody a number';
GRANT SELECT, INSERT ON core.reveal TO seat_writer;

CREATE INDEX entry_reveal ON core.entry (received_at, author)
    WHERE subject = 'case' AND step = 'reveal' AND verdict = 'applied';

CREATE INDEX entry_ring ON core.entry (received_at, author)
    WHERE subject = 'callback' AND step = 'ring_callback' AND verdict = 'applied';

-- Every look: given by the centre, taken at the seat, and by ringing for a call that one owes, which
-- needs no reason of its own. `at` is when the centre learnt of it.
CREATE VIEW core.look AS
SELECT r.id, r.at, r.person, r.case_id, r.reason, 'centre' AS place, NULL::text AS claimed_at
FROM core.reveal r
UNION ALL
SELECT e.id, pg_catalog.to_timestamp(e.received_at), e.author, e.root, e.public ->> 'reason', 'seat',
       e.claimed_at
FROM core.entry e
WHERE e.subject = 'case' AND e.step = 'reveal' AND e.verdict = 'applied'
UNION ALL
SELECT e.id, pg_catalog.to_timestamp(e.received_at), e.author, e.root, NULL, 'ringing', e.claimed_at
FROM core.entry e
WHERE e.subject = 'callback' AND e.step = 'ring_callback' AND e.verdict = 'applied';
GRANT SELECT ON core.look TO seat_writer;

RESET ROLE;

CREATE TRIGGER chain_look BEFORE INSERT ON core.reveal
    FOR EACH ROW EXECUTE FUNCTION core.chain_line();

-- How many looks a person has on one day of the city: `setting/reveals_a_day`, else 30.
CREATE FUNCTION core.reveal_ceiling() RETURNS integer
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN coalesce((
        SELECT (r."row" ->> 'value')::integer FROM core.reference r
        WHERE r.kind = 'setting' AND r.code = 'reveals_a_day'
          AND r."row" ->> 'value' ~ '^[0-9]{1,4}$'), 30);
END
$$;

-- The looks that a person has had since the day of the city began.
CREATE FUNCTION core.looks_today(p_person text) RETURNS integer
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    day constant timestamptz := pg_catalog.date_trunc(
        'day', pg_catalog.clock_timestamp(), 'Asia/Shanghai');
BEGIN
    RETURN (SELECT count(*) FROM core.reveal r WHERE r.person = p_person AND r.at >= day)
        + (SELECT count(*) FROM core.entry e
           WHERE e.subject = 'case' AND e.step = 'reveal' AND e.verdict = 'applied'
             AND e.author = p_person
             AND e.received_at >= pg_catalog.floor(pg_catalog.date_part('epoch', day)));
END
$$;

-- Whether the person may take the step `reveal` on this case now, by post, area and stage.
CREATE FUNCTION core.may_reveal(p_person text, p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM core."case" c
        CROSS JOIN core.centre z
        JOIN core.step s ON s.schema = z.schema AND s.subject = 'case' AND s.step = 'reveal'
        JOIN core.posts_of(p_person) held
            ON held.post = ANY (s.posts) AND pg_catalog.starts_with(c.area, held.area)
        WHERE c.id = p_case AND c.stage = ANY (s.sources));
END
$$;

-- First of two steps to a caller's full values: who wants them and why is written down. Answers
-- {problem: null, request, left}, or {problem}: not_active, malformed, unknown_case (also when it
-- may not be seen), no_caller, ceiling. The row of the member is locked, so that two calls at a
-- time do not share the last look of the day.
CREATE FUNCTION api.reveal_request(p_case uuid, p_reason text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    reason constant text := btrim(p_reason);
    remaining integer;
    request uuid;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF p_case IS NULL OR reason IS NULL OR length(reason) NOT BETWEEN 2 AND 500 THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT core.may_reveal(session_user, p_case) THEN
        RETURN '{"problem": "unknown_case"}';
    ELSIF NOT EXISTS (SELECT FROM core.contact t WHERE t.root = p_case) THEN
        RETURN '{"problem": "no_caller"}';
    END IF;
    PERFORM FROM core.member m WHERE m.person = session_user FOR NO KEY UPDATE;
    remaining := core.reveal_ceiling() - core.looks_today(session_user);
    IF remaining <= 0 THEN
        RETURN '{"problem": "ceiling"}';
    END IF;
    INSERT INTO core.reveal (person, case_id, reason) VALUES (session_user, p_case, reason)
    RETURNING id INTO request;
    RETURN jsonb_build_object('problem', NULL, 'request', request, 'left', remaining - 1);
END
$$;

-- Second step: the values that the caller asked for in the last ten minutes. Nothing is given in
-- the transaction that asked, since that could still be rolled back and leave no trace. Answers
-- {problem: null, contact: {field: value}}, or {problem}: not_active, no_request.
CREATE FUNCTION api.reveal_get(p_request uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    contact jsonb;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    END IF;
    SELECT t."row" INTO contact
    FROM core.reveal r
    JOIN core.contact t ON t.root = r.case_id
    WHERE r.id = p_request AND r.person = session_user
      AND r.at > clock_timestamp() - interval '10 minutes'
      AND r.made_in IS DISTINCT FROM pg_current_xact_id_if_assigned()
      AND core.may_reveal(session_user, r.case_id);
    IF NOT FOUND THEN
        RETURN '{"problem": "no_request"}';
    END IF;
    RETURN jsonb_build_object('problem', NULL, 'contact', contact);
END
$$;

-- Who looked at which caller in the last `p_days` days (400 at most), newest first, without any of the
-- values, for supervisors and those above in their area: a page of 2,000 lines, behind the look
-- `p_behind` where one is named. `over` marks looks beyond the ceiling of a day, which only a seat
-- without a line to the centre can take. Answers {problem: null, lines: [{at, claimed_at, person,
-- case_id, number, reason, place, over}], more: the look behind which the next page begins, or null},
-- or {problem}: not_active, not_your_post. `case_id` is a missed call where that was rung back.
CREATE FUNCTION api.report_reveals(p_days integer, p_behind uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    readers constant text[] := ARRAY['supervisor', 'operations_manager', 'centre_head'];
    most constant integer := 2000;
    since constant timestamptz := date_trunc('day', clock_timestamp(), 'Asia/Shanghai')
        - interval '1 day' * (least(greatest(coalesce(p_days, 30), 1), 400) - 1);
    ceiling constant integer := core.reveal_ceiling();
    begins record;
BEGIN
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF NOT EXISTS (SELECT FROM core.posts_of(session_user) held
                      WHERE held.post = ANY (readers)) THEN
        RETURN '{"problem": "not_your_post"}';
    END IF;
    SELECT x.at, x.id INTO begins FROM core.look x WHERE x.id = p_behind;
    RETURN (
        SELECT jsonb_build_object(
                   'problem', NULL,
                   'lines', coalesce(jsonb_agg(
                       jsonb_build_object(
                           'at', floor(extract(epoch FROM f.at))::bigint,
                           'claimed_at', f.claimed_at, 'person', f.person,
                           'case_id', f.case_id, 'number', f.number, 'reason', f.reason,
                           'place', f.place,
                           'over', f.place <> 'ringing' AND f.turn > ceiling)
                       ORDER BY f.at DESC, f.id DESC) FILTER (WHERE f.line <= most), '[]'),
                   'more', CASE WHEN count(*) > most
                                THEN (array_agg(f.id ORDER BY f.line))[most] END)
        FROM (
            SELECT l.*, coalesce(c.case_number, c.acceptance_number, k.number) AS number,
                   row_number() OVER (ORDER BY l.at DESC, l.id DESC) AS line
            FROM (
                SELECT x.*, row_number() OVER (
                           PARTITION BY x.person, date_trunc('day', x.at, 'Asia/Shanghai'),
                                        x.place = 'ringing'
                           ORDER BY x.at, x.id) AS turn
                FROM core.look x
                WHERE x.at >= since
            ) l
            LEFT JOIN core."case" c ON c.id = l.case_id
            LEFT JOIN core.call k ON k.id = l.case_id
            WHERE (begins.id IS NULL OR (l.at, l.id) < (begins.at, begins.id))
              AND EXISTS (SELECT FROM core.posts_of(session_user) held
                          WHERE held.post = ANY (readers)
                            AND starts_with(coalesce(c.area, k.area), held.area))
            ORDER BY l.at DESC, l.id DESC
            LIMIT most + 1
        ) f);
END
$$;

ALTER FUNCTION core.reveal_ceiling() OWNER TO seat_writer;
ALTER FUNCTION core.looks_today(text) OWNER TO seat_writer;
ALTER FUNCTION core.may_reveal(text, uuid) OWNER TO seat_writer;
ALTER FUNCTION api.reveal_request(uuid, text) OWNER TO seat_writer;
ALTER FUNCTION api.reveal_get(uuid) OWNER TO seat_writer;
ALTER FUNCTION api.report_reveals(integer, uuid) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.reveal_request(uuid, text), api.reveal_get(uuid),
    api.report_reveals(integer, uuid) TO seat_people;
