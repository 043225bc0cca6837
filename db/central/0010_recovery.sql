-- What admins did, and the keys by which the data of a workstation is opened when its keyring is
-- lost. The workstation makes such a key, seals its data key with it, leaves the key here and
-- forgets it: a copied disk lacks the key, and a copy of this database lacks the sealed data key.

CREATE TABLE core.admin_log (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    person text COLLATE "C" NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    reason text NOT NULL,
    made_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    place bigint NOT NULL,
    link bytea NOT NULL,
    UNIQUE (person, place)
);
CREATE INDEX admin_log_at ON core.admin_log (at);
COMMENT ON COLUMN core.admin_log.made_in IS 'what is not committed yet gives nobody a key';

-- Held shared by whoever writes a line of a log, whole by whoever makes the head of a day, so that
-- no line of a day comes after its head.
CREATE TABLE core.log_gate (single boolean PRIMARY KEY DEFAULT true CHECK (single));
INSERT INTO core.log_gate DEFAULT VALUES;

CREATE TABLE core.recovery_key (
    recovery uuid PRIMARY KEY,
    seat uuid NOT NULL REFERENCES core.seat,
    key bytea NOT NULL,
    left_by text NOT NULL,
    left_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX recovery_key_seat ON core.recovery_key (seat);

ALTER TABLE core.admin_log OWNER TO seat_owner;
ALTER TABLE core.log_gate OWNER TO seat_owner;
ALTER TABLE core.recovery_key OWNER TO seat_owner;
GRANT SELECT, INSERT ON core.admin_log, core.recovery_key TO seat_writer;
GRANT SELECT, UPDATE ON core.log_gate TO seat_writer;

-- What the link of a line hashes: the line itself in words that are the same in every session.
CREATE FUNCTION core.log_words(line jsonb) RETURNS bytea
LANGUAGE sql IMMUTABLE
AS $$
    SELECT pg_catalog.convert_to((line - 'link')::text, 'UTF8')
$$;
ALTER FUNCTION core.log_words(jsonb) OWNER TO seat_writer;

-- Chains the lines of a log: each hashes the one before it of the same person (0012_audit.sql). The
-- row of the person is locked, so that two lines at a time do not take one place.
CREATE FUNCTION core.chain_line() RETURNS trigger
LANGUAGE plpgsql
SET timezone = 'UTC'
AS $$
DECLARE
    last record;
BEGIN
    PERFORM FROM core.member m WHERE m.person = NEW.person FOR NO KEY UPDATE;
    PERFORM FROM core.log_gate FOR KEY SHARE;
    IF TG_TABLE_NAME = 'admin_log' THEN
        SELECT x.place, x.link INTO last FROM core.admin_log x
        WHERE x.person = NEW.person ORDER BY x.place DESC LIMIT 1;
    ELSE
        SELECT x.place, x.link INTO last FROM core.reveal x
        WHERE x.person = NEW.person ORDER BY x.place DESC LIMIT 1;
    END IF;
    NEW.at := clock_timestamp();
    NEW.place := coalesce(last.place, 0) + 1;
    NEW.link := sha256(coalesce(last.link, convert_to(NEW.person, 'UTF8'))
                       || core.log_words(to_jsonb(NEW)));
    RETURN NEW;
END
$$;
ALTER FUNCTION core.chain_line() OWNER TO seat_writer;
CREATE TRIGGER chain_act BEFORE INSERT ON core.admin_log
    FOR EACH ROW EXECUTE FUNCTION core.chain_line();

-- Writes down what the caller did; the identifier of the line.
CREATE FUNCTION core.log_act(p_act text, p_subject text, p_reason text) RETURNS uuid
LANGUAGE plpgsql
AS $$
DECLARE
    line uuid;
BEGIN
    INSERT INTO core.admin_log (person, act, subject, reason)
    VALUES (session_user, p_act, p_subject, coalesce(p_reason, ''))
    RETURNING id INTO line;
    RETURN line;
END
$$;
ALTER FUNCTION core.log_act(text, text, text) OWNER TO seat_writer;

-- Keeps a recovery key (32 bytes) of the workstation at which the caller is signed in; the same
-- again changes nothing. Answers {problem}: not_active, no_session, malformed, taken, too_many.
CREATE FUNCTION api.put_recovery_key(p_seat uuid, p_recovery uuid, p_key bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    most constant int := 50;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF p_recovery IS NULL OR p_key IS NULL OR length(p_key) <> 32 THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT core.signs_at(session_user, p_seat) THEN
        RETURN '{"problem": "no_session"}';
    END IF;
    PERFORM FROM core.seat s WHERE s.seat = p_seat FOR UPDATE;
    -- Of one's own: who left no room for colleagues would keep them from ever opening it again.
    IF (SELECT count(*) FROM core.recovery_key r
        WHERE r.seat = p_seat AND r.left_by = session_user) >= most THEN
        RETURN '{"problem": "too_many"}';
    END IF;
    INSERT INTO core.recovery_key (recovery, seat, key, left_by)
    VALUES (p_recovery, p_seat, p_key, session_user)
    ON CONFLICT (recovery) DO NOTHING;
    IF NOT EXISTS (SELECT FROM core.recovery_key r
                   WHERE r.recovery = p_recovery AND r.seat = p_seat AND r.key = p_key) THEN
        RETURN '{"problem": "taken"}';
    END IF;
    RETURN '{"problem": null}';
END
$$;

-- First of two steps to a recovery key: an admin says which and why, and that is written down.
-- Answers {problem: null, request}, or {problem}: not_admin, malformed, unknown_key.
CREATE FUNCTION api.request_recovery(p_seat uuid, p_recovery uuid, p_reason text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    reason constant text := btrim(p_reason);
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    ELSIF reason IS NULL OR length(reason) NOT BETWEEN 4 AND 200 THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT EXISTS (SELECT FROM core.recovery_key r
                      WHERE r.recovery = p_recovery AND r.seat = p_seat) THEN
        RETURN '{"problem": "unknown_key"}';
    END IF;
    RETURN jsonb_build_object(
        'problem', NULL, 'request', core.log_act('recovery', p_recovery::text, reason));
END
$$;

-- Second step: the key (in hex) that the caller asked for in the last ten minutes. Nothing is given
-- in the transaction that asked, since that could still be rolled back and leave no trace. Answers
-- {problem: null, key}, or {problem}: not_admin, no_request.
CREATE FUNCTION api.recovery_key(p_request uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    kept bytea;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    END IF;
    SELECT r.key INTO kept
    FROM core.admin_log l
    JOIN core.recovery_key r ON r.recovery::text = l.subject
    WHERE l.id = p_request AND l.act = 'recovery' AND l.person = session_user
      AND l.at > clock_timestamp() - interval '10 minutes'
      AND l.made_in IS DISTINCT FROM pg_current_xact_id_if_assigned();
    IF NOT FOUND THEN
        RETURN '{"problem": "no_request"}';
    END IF;
    RETURN jsonb_build_object('problem', NULL, 'key', encode(kept, 'hex'));
END
$$;

-- What admins did in the last `p_days` days (400 at most), newest first, for admins and those above
-- them: a page of 2,000 lines or some megabytes, behind the line `p_behind` where one is named, so that
-- no line is hidden by many others. Answers {problem: null, lines: [{at, person, act, subject, reason}],
-- more: the line behind which the next page begins, or null}, or {problem}: not_active, not_your_post.
CREATE FUNCTION api.report_admin_log(p_days int, p_behind uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    most_lines constant int := 2000;
    most_bytes constant int := 4000000;
    since constant timestamptz := clock_timestamp()
        - interval '1 day' * least(greatest(coalesce(p_days, 30), 1), 400);
BEGIN
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF NOT EXISTS (SELECT FROM core.posts_of(session_user) held
                      WHERE held.post IN ('admin', 'operations_manager', 'centre_head')) THEN
        RETURN '{"problem": "not_your_post"}';
    END IF;
    RETURN (
        WITH page AS MATERIALIZED (
            SELECT f.*
            FROM (
                SELECT l.*, sum(octet_length(l.reason)) OVER (ORDER BY l.at DESC, l.id DESC)
                                - octet_length(l.reason) AS before
                FROM (
                    SELECT x.* FROM core.admin_log x
                    WHERE x.at > since AND (p_behind IS NULL OR (x.at, x.id) < (
                        SELECT y.at, y.id FROM core.admin_log y WHERE y.id = p_behind))
                    ORDER BY x.at DESC, x.id DESC
                    LIMIT most_lines
                ) l
            ) f
            WHERE f.before < most_bytes
        ), last AS (
            SELECT p.at, p.id FROM page p ORDER BY p.at, p.id LIMIT 1
        )
        SELECT jsonb_build_object(
            'problem', NULL,
            'lines', coalesce((
                SELECT jsonb_agg(
                    jsonb_build_object('at', floor(extract(epoch FROM p.at))::bigint,
                                       'person', p.person, 'act', p.act, 'subject', p.subject,
                                       'reason', p.reason) ORDER BY p.at DESC, p.id DESC)
                FROM page p), '[]'),
            'more', (
                SELECT t.id FROM last t
                WHERE EXISTS (SELECT FROM core.admin_log x
                              WHERE x.at > since AND (x.at, x.id) < (t.at, t.id)))));
END
$$;

ALTER FUNCTION api.put_recovery_key(uuid, uuid, bytea) OWNER TO seat_writer;
ALTER FUNCTION api.request_recovery(uuid, uuid, text) OWNER TO seat_writer;
ALTER FUNCTION api.recovery_key(uuid) OWNER TO seat_writer;
ALTER FUNCTION api.report_admin_log(int, uuid) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.put_recovery_key(uuid, uuid, bytea),
    api.request_recovery(uuid, uuid, text), api.recovery_key(uuid), api.report_admin_log(int, uuid)
    TO seat_people;
