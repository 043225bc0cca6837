-- Whose turn it is: when the line comes back after an outage every workstation comes at once, and all
-- of them together make everybody wait. Each asks for its turn first, and the centre spreads them.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.turn (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    next_at timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON COLUMN core.turn.next_at IS 'when the next workstation that asks may begin';
INSERT INTO core.turn DEFAULT VALUES;
GRANT SELECT, UPDATE ON core.turn TO seat_writer;

RESET ROLE;

-- How long a workstation that comes back is to wait before it opens its session, in seconds: nothing
-- when no other came just before. They begin `setting/turn_milliseconds` (120) apart, half as much
-- again as a first round costs two processors; nobody waits longer than a minute, so that whoever
-- asks without end holds nobody up for longer than the back-off would. While somebody keeps the row
-- locked, which no honest program does, chance spreads them instead. Answers {problem: null, wait}, or
-- {problem}: not_active.
CREATE FUNCTION api.take_turn() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '300ms'
AS $$
DECLARE
    longest constant interval := '1 minute';
    by_chance constant int := 10;
    apart constant interval := interval '1 millisecond' * coalesce((
        SELECT (r."row" ->> 'value')::integer FROM core.reference r
        WHERE r.kind = 'setting' AND r.code = 'turn_milliseconds'
          AND r."row" ->> 'value' ~ '^[0-9]{1,4}$'), 120);
    mine timestamptz;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    -- A turn that a power cut forgets costs nobody anything.
    PERFORM set_config('synchronous_commit', 'off', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    END IF;
    BEGIN
        UPDATE core.turn t
        SET next_at = least(greatest(t.next_at, clock_timestamp()), clock_timestamp() + longest)
                      + apart
        RETURNING t.next_at - apart INTO mine;
    EXCEPTION WHEN lock_not_available THEN
        RETURN jsonb_build_object('problem', NULL, 'wait', random() * by_chance);
    END;
    RETURN jsonb_build_object(
        'problem', NULL, 'wait', greatest(0, extract(epoch FROM mine - clock_timestamp())));
END
$$;

ALTER FUNCTION api.take_turn() OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.take_turn() TO seat_people;
