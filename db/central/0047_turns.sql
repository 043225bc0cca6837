-- Whose turn it is: when the line comes back after an outage every workstation comes at once, and all
-- of them together make everybody wait. Each asks for its turn first and says when its first round is
-- done, so that few work at a time, however long their rounds take.

CREATE UNLOGGED TABLE core.turn (
    person text COLLATE "C" PRIMARY KEY,
    asked_at timestamptz NOT NULL,
    began_at timestamptz,
    ended_at timestamptz,
    until timestamptz NOT NULL
);
COMMENT ON COLUMN core.turn.asked_at IS 'who asked first comes first';
COMMENT ON COLUMN core.turn.until IS 'the row counts until then: who does not come back for their turn, '
    'or never says that they are done, keeps nobody for longer';
ALTER TABLE core.turn OWNER TO seat_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON core.turn TO seat_writer;

-- How many workstations that come back may be at their first round at the same time.
CREATE FUNCTION core.turns_at_once() RETURNS integer
LANGUAGE sql STABLE
AS $$
    SELECT coalesce((
        SELECT (r."row" ->> 'value')::integer FROM core.reference r
        WHERE r.kind = 'setting' AND r.code = 'turns_at_once' AND r."row" ->> 'value' ~ '^[1-9][0-9]?$'), 3)
$$;

-- How long a workstation waits for one turn to go by: as the rounds of the last half minute took, of
-- which half took longer; before the first is done, what two processors need.
CREATE FUNCTION core.turn_takes(p_at_once integer) RETURNS interval
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(
        percentile_disc(0.5) WITHIN GROUP (ORDER BY t.ended_at - t.began_at) / p_at_once,
        interval '120 milliseconds')
    FROM core.turn t WHERE t.ended_at IS NOT NULL
$$;

-- How long a workstation that comes back is to wait, in seconds, before it asks again; with nothing to
-- wait for it begins. A person has one place among those who wait, and nobody locks anything but their
-- own, so whoever asks without end or keeps a transaction open holds up themselves alone. At the same
-- instant one more than `setting/turns_at_once` may begin. Answers {problem: null, wait}, or {problem}:
-- not_active.
CREATE FUNCTION api.take_turn() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    longest_wait constant interval := '10 seconds';
    longest_turn constant interval := '5 seconds';
    late constant interval := '3 seconds';
    at_once constant integer := core.turns_at_once();
    moment constant timestamptz := clock_timestamp();
    mine timestamptz;
    ahead integer;
    wait interval;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    END IF;
    DELETE FROM core.turn t USING (
        SELECT x.person FROM core.turn x WHERE x.until < moment FOR UPDATE SKIP LOCKED) old
    WHERE t.person = old.person;
    INSERT INTO core.turn AS t (person, asked_at, until)
    VALUES (session_user, moment, moment + longest_wait + late)
    ON CONFLICT (person) DO UPDATE
    SET asked_at = CASE WHEN t.began_at IS NULL THEN t.asked_at ELSE moment END,
        began_at = NULL, ended_at = NULL, until = excluded.until
    RETURNING t.asked_at INTO mine;
    SELECT count(*) INTO ahead FROM core.turn t
    WHERE t.person <> session_user AND t.ended_at IS NULL AND t.until >= moment
      AND (t.began_at IS NOT NULL OR (t.asked_at, t.person) < (mine, session_user::text));
    wait := greatest(ahead - at_once + 1, 0) * least(core.turn_takes(at_once), longest_turn);
    wait := least(wait, longest_wait);
    UPDATE core.turn t
    SET began_at = CASE WHEN ahead < at_once THEN moment END,
        until = moment + CASE WHEN ahead < at_once THEN longest_turn ELSE wait + late END
    WHERE t.person = session_user;
    RETURN jsonb_build_object('problem', NULL, 'wait', extract(epoch FROM wait));
END
$$;

-- Says that the first round is done, so that the next may begin; how long it took stands for half a
-- minute. Answers {problem}: null or not_active.
CREATE FUNCTION api.end_turn() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    END IF;
    UPDATE core.turn t
    SET ended_at = clock_timestamp(), until = clock_timestamp() + interval '30 seconds'
    WHERE t.person = session_user AND t.began_at IS NOT NULL AND t.ended_at IS NULL;
    RETURN '{"problem": null}';
END
$$;

CALL core.give_to_writer('turns_at_once', 'turn_takes', 'take_turn', 'end_turn');
GRANT EXECUTE ON FUNCTION api.take_turn(), api.end_turn() TO seat_people;
