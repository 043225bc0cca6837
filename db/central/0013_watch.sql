-- What `seatapp center watch` may do beyond seeing sessions and ending them: shut a log-in for a
-- while, open it again, count what does not come from an honest program, and write down what it did.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.lock_out (
    person text COLLATE "C" NOT NULL REFERENCES core.member,
    at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    until timestamptz NOT NULL,
    failures integer NOT NULL,
    password_until timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (person, at)
);
CREATE INDEX lock_out_open ON core.lock_out (until) WHERE ended_at IS NULL;
COMMENT ON COLUMN core.lock_out.password_until IS 'when the password ends, to be put back';
GRANT SELECT, INSERT, UPDATE ON core.lock_out TO seat_writer;

-- Photos come in the order of their moments, so this index costs next to nothing.
CREATE INDEX photo_put ON core.photo USING brin (put_at) WITH (pages_per_range = 32);

RESET ROLE;

-- Makes the password of a log-in end long ago; answers when it was to end. Who is in stays in.
-- NOLOGIN would be told only after the right password, and so would tell a guesser which it is.
CREATE FUNCTION core.bar_login(p_login text) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    until constant timestamptz := (
        SELECT r.rolvaliduntil FROM pg_roles r WHERE r.rolname = p_login);
BEGIN
    IF p_login ~ '^u[0-9]{4,9}$' AND pg_has_role(p_login, 'seat_people', 'MEMBER') THEN
        EXECUTE format('ALTER ROLE %I VALID UNTIL %L', p_login, 'epoch');
    END IF;
    RETURN until;
END
$$;
ALTER FUNCTION core.bar_login(text) OWNER TO seat_keeper;
GRANT EXECUTE ON FUNCTION core.bar_login(text) TO seat_writer;

-- Puts the end of the password back, unless there is a new one by now.
CREATE FUNCTION core.unbar_login(p_login text, p_until timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_login ~ '^u[0-9]{4,9}$' AND pg_has_role(p_login, 'seat_people', 'MEMBER')
       AND EXISTS (SELECT FROM pg_roles r
                   WHERE r.rolname = p_login AND r.rolvaliduntil = 'epoch'::timestamptz) THEN
        EXECUTE format('ALTER ROLE %I VALID UNTIL %L', p_login, coalesce(p_until, 'infinity'));
    END IF;
END
$$;
ALTER FUNCTION core.unbar_login(text, timestamptz) OWNER TO seat_keeper;
GRANT EXECUTE ON FUNCTION core.unbar_login(text, timestamptz) TO seat_writer;

-- Shuts a log-in for `p_minutes` after so many failures; whether it did. Who is no active member,
-- or is shut out already, is left alone.
CREATE FUNCTION core.lock_out(p_login text, p_minutes integer, p_failures integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
BEGIN
    PERFORM FROM core.member m WHERE m.person = p_login AND m.active FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (
        SELECT FROM core.lock_out l WHERE l.person = p_login AND l.ended_at IS NULL
    ) THEN
        RETURN false;
    END IF;
    INSERT INTO core.lock_out (person, until, failures, password_until)
    VALUES (p_login, clock_timestamp() + interval '1 minute' * p_minutes, p_failures,
            core.bar_login(p_login));
    RETURN true;
END
$$;

-- Opens the log-ins whose time is over; which. A person who was disabled stays without a log-in.
CREATE FUNCTION core.end_lock_outs() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    shut core.lock_out;
BEGIN
    FOR shut IN
        UPDATE core.lock_out l SET ended_at = clock_timestamp()
        WHERE l.ended_at IS NULL AND l.until <= clock_timestamp()
        RETURNING l.*
    LOOP
        PERFORM core.unbar_login(shut.person, shut.password_until);
        RETURN NEXT shut.person;
    END LOOP;
END
$$;

-- An admin opens a log-in before its time, with the password as it was. Answers {problem}: not_admin,
-- not_locked.
CREATE FUNCTION api.unlock_person(p_login text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    shut core.lock_out;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    END IF;
    UPDATE core.lock_out l SET ended_at = clock_timestamp()
    WHERE l.person = p_login AND l.ended_at IS NULL
    RETURNING l.* INTO shut;
    IF NOT FOUND THEN
        RETURN '{"problem": "not_locked"}';
    END IF;
    PERFORM core.unbar_login(p_login, shut.password_until);
    PERFORM core.log_act('unlock_person', p_login, '');
    RETURN '{"problem": null}';
END
$$;

-- Entries since that moment which no honest program sends: who brought how many.
CREATE FUNCTION core.forgeries(p_since bigint) RETURNS TABLE (courier text, amount bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT e.courier, count(*)
    FROM core.entry e
    WHERE e.received_at >= p_since AND e.verdict = 'refused'
      AND e.code IN ('malformed', 'bad_signature', 'unknown_key')
    GROUP BY e.courier
$$;

-- What each person has brought since that moment: entries, and bytes of entries and photos.
CREATE FUNCTION core.brought(p_since bigint)
RETURNS TABLE (person text, entries bigint, bytes bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT b.person, sum(b.entries)::bigint, sum(b.bytes)::bigint
    FROM (
        SELECT e.courier AS person, count(*) AS entries, sum(octet_length(e.body)) AS bytes
        FROM core.entry e
        WHERE e.received_at >= p_since AND e.body IS NOT NULL
        GROUP BY e.courier
        UNION ALL
        SELECT p.put_by, 0, sum(p.count::bigint) * 65536
        FROM core.photo p
        WHERE p.put_at >= to_timestamp(p_since)
        GROUP BY p.put_by
    ) b
    GROUP BY b.person
$$;

-- Who came to owe how many callers a call since that moment by a choice of people, and so reads their
-- numbers: by sampling closed cases, by taking calls, by being handed them.
CREATE FUNCTION core.duties_taken(p_since bigint) RETURNS TABLE (person text, amount bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.person, count(*)
    FROM (
        SELECT CASE e.step WHEN 'hand_on_callback' THEN e.public ->> 'owner' ELSE e.author END AS person
        FROM core.entry e
        WHERE e.received_at >= p_since AND e.verdict = 'applied'
          AND (e.subject, e.step) IN (('case', 'sample_case'), ('callback', 'take_callback'),
                                      ('callback', 'take_together'), ('callback', 'hand_on_callback'))
    ) d
    GROUP BY d.person
$$;

-- Writes down what the watch did or saw.
CREATE FUNCTION core.note_watch(p_act text, p_person text, p_words text) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT core.log_act(p_act, p_person, p_words)
$$;

ALTER FUNCTION core.lock_out(text, integer, integer) OWNER TO seat_writer;
ALTER FUNCTION core.end_lock_outs() OWNER TO seat_writer;
ALTER FUNCTION api.unlock_person(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.unlock_person(text) TO seat_people;
ALTER FUNCTION core.forgeries(bigint) OWNER TO seat_writer;
ALTER FUNCTION core.brought(bigint) OWNER TO seat_writer;
ALTER FUNCTION core.duties_taken(bigint) OWNER TO seat_writer;
ALTER FUNCTION core.note_watch(text, text, text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION core.lock_out(text, integer, integer), core.end_lock_outs(),
    core.forgeries(bigint), core.brought(bigint), core.duties_taken(bigint), core.note_watch(text, text, text) TO seat_watcher;
