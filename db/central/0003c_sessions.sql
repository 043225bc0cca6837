-- At which workstations people sign in, and the keys that sign their entries there.

CREATE TABLE core.seat (
    seat uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    last_q bigint NOT NULL DEFAULT 0,
    last_seen timestamptz NOT NULL DEFAULT now(),
    told jsonb NOT NULL DEFAULT '{}',
    seat_key bytea NOT NULL,
    known_by text COLLATE "C",
    known_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX seat_known ON core.seat (known_by, known_at);
COMMENT ON COLUMN core.seat.known_by IS 'who signed in there first; nobody makes them without end';
COMMENT ON COLUMN core.seat.told IS 'what it last told of itself, see 0042_seats.sql';
COMMENT ON COLUMN core.seat.code IS 'what people call the workstation: A01, A02 … B01 …';

CREATE TABLE core.courier_key (
    key_id uuid PRIMARY KEY,
    person text COLLATE "C" NOT NULL REFERENCES core.member,
    seat uuid NOT NULL REFERENCES core.seat,
    inner_block bytea NOT NULL,
    outer_block bytea NOT NULL,
    sign_until timestamptz NOT NULL,
    accept_until timestamptz NOT NULL,
    revoked boolean NOT NULL DEFAULT false
);
CREATE INDEX courier_key_of_person ON core.courier_key (person, seat, sign_until);

ALTER TABLE core.seat OWNER TO seat_owner;
ALTER TABLE core.courier_key OWNER TO seat_owner;
GRANT SELECT, INSERT, UPDATE ON core.seat, core.courier_key TO seat_writer;

-- The readable name of the workstation with that serial number: A01 … A99, B01 … Z99, AA01 …
CREATE FUNCTION core.seat_code(p_serial int) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    letters text := '';
    row_number int := (p_serial - 1) / 99;
BEGIN
    LOOP
        letters := chr(65 + row_number % 26) || letters;
        EXIT WHEN row_number < 26;
        row_number := row_number / 26 - 1;
    END LOOP;
    RETURN letters || lpad(((p_serial - 1) % 99 + 1)::text, 2, '0');
END
$$;
ALTER FUNCTION core.seat_code(int) OWNER TO seat_writer;

-- Knows the workstation from now on; false for one too many: 200 new ones a person and day are more
-- than anybody sets up. The centre's row is the queue in which new ones get names.
CREATE FUNCTION core.register_seat(p_seat uuid) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM core.seat s WHERE s.seat = p_seat) THEN
        RETURN true;
    END IF;
    PERFORM FROM core.centre FOR UPDATE;
    IF (SELECT count(*) FROM core.seat s WHERE s.known_by = session_user
        AND s.known_at > clock_timestamp() - interval '1 day') >= 200 THEN
        RETURN false;
    END IF;
    INSERT INTO core.seat (seat, code, seat_key, known_by)
    SELECT p_seat, core.seat_code(count(*)::int + 1), core.derived_key('seat', p_seat::text),
           session_user
    FROM core.seat
    ON CONFLICT (seat) DO NOTHING;
    RETURN true;
END
$$;
ALTER FUNCTION core.register_seat(uuid) OWNER TO seat_writer;

-- Keeps the courier key that a person is given at a workstation on a day (the `p_turn`-th, from 0): it
-- signs for 7 days and is accepted for 60.
CREATE FUNCTION core.make_courier_key(p_person text, p_seat uuid, p_day date, p_turn int)
RETURNS core.courier_key
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    padded constant bytea := core.derived_key(
        'courier', p_person, p_seat::text, to_char(p_day, 'YYYYMMDD'), p_turn::text)
        || decode(repeat('00', 32), 'hex');
    given_at constant timestamptz := least(
        now(), (p_day + interval '1 day') AT TIME ZONE 'UTC');
    key core.courier_key;
BEGIN
    INSERT INTO core.courier_key
        (key_id, person, seat, inner_block, outer_block, sign_until, accept_until)
    VALUES
        (core.courier_key_id(p_person, p_seat, p_day, p_turn), p_person, p_seat,
         core.xor_bytes(padded, 54), core.xor_bytes(padded, 92),
         given_at + interval '7 days', given_at + interval '60 days')
    RETURNING * INTO key;
    RETURN key;
END
$$;
ALTER FUNCTION core.make_courier_key(text, uuid, date, int) OWNER TO seat_writer;

-- What names such a key in the entries that it signs.
CREATE FUNCTION core.courier_key_id(p_person text, p_seat uuid, p_day date, p_turn int) RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN core.derived_id(p_seat, 'courier key', p_person, pg_catalog.to_char(p_day, 'YYYYMMDD'), p_turn::text);
END
$$;
ALTER FUNCTION core.courier_key_id(text, uuid, date, int) OWNER TO seat_writer;

-- The courier key of a person at a workstation: the present one while it still has more than
-- three days, else a new one.
CREATE FUNCTION core.courier_key_for(p_person text, p_seat uuid) RETURNS core.courier_key
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today constant date := (now() AT TIME ZONE 'UTC')::date;
    turn int := 0;
    key core.courier_key;
BEGIN
    SELECT k.* INTO key
    FROM core.courier_key k
    WHERE k.person = p_person AND k.seat = p_seat AND NOT k.revoked
      AND k.sign_until > now() + interval '3 days'
    ORDER BY k.sign_until DESC
    LIMIT 1;
    IF NOT FOUND THEN
        WHILE EXISTS (SELECT FROM core.courier_key k
                      WHERE k.key_id = core.courier_key_id(p_person, p_seat, today, turn)) LOOP
            turn := turn + 1;
        END LOOP;
        key := core.make_courier_key(p_person, p_seat, today, turn);
    END IF;
    RETURN key;
END
$$;
ALTER FUNCTION core.courier_key_for(text, uuid) OWNER TO seat_writer;

-- Whether the person can sign at the workstation: a session was opened there and has not ended. By the
-- time of the statement, since `now()` stands still in a transaction kept open.
CREATE FUNCTION core.signs_at(p_person text, p_seat uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.courier_key k
        WHERE k.person = p_person AND k.seat = p_seat AND NOT k.revoked
          AND k.sign_until > pg_catalog.statement_timestamp())
$$;
ALTER FUNCTION core.signs_at(text, uuid) OWNER TO seat_writer;

-- The protocols that this centre speaks, from the lowest to the highest.
CREATE FUNCTION core.protocols(OUT lowest int, OUT highest int)
LANGUAGE sql IMMUTABLE
AS $$ SELECT 1, 1 $$;
ALTER FUNCTION core.protocols() OWNER TO seat_writer;

-- Signs a person in at a workstation. Asks for {seat, lowest, protocol, program}, the protocols
-- from `lowest` (the same when absent) to `protocol` that it speaks; answers the record `Session`
-- with keys in hex, or {problem}: not_active, malformed, too_many_seats, too_old and too_new (the
-- program of the workstation, with the lowest and highest that are spoken here).
CREATE FUNCTION api.open_session(p_request text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    spoken record;
    v_person constant text := session_user;
    v_seat uuid;
    v_lowest int;
    v_protocol int;
    key core.courier_key;
    answer jsonb;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(v_person) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF octet_length(p_request) > 2000 THEN
        RETURN '{"problem": "malformed"}';
    END IF;
    BEGIN
        v_seat := (p_request::jsonb ->> 'seat')::uuid;
        v_protocol := (p_request::jsonb ->> 'protocol')::int;
        v_lowest := coalesce((p_request::jsonb ->> 'lowest')::int, v_protocol);
    EXCEPTION WHEN data_exception THEN
        RETURN '{"problem": "malformed"}';
    END;
    IF v_seat IS NULL OR v_protocol IS NULL THEN
        RETURN '{"problem": "malformed"}';
    END IF;
    SELECT p.lowest, p.highest INTO STRICT spoken FROM core.protocols() p;
    IF v_protocol < spoken.lowest OR v_lowest > spoken.highest THEN
        RETURN jsonb_build_object(
            'problem', CASE WHEN v_protocol < spoken.lowest THEN 'too_old' ELSE 'too_new' END,
            'lowest', spoken.lowest, 'highest', spoken.highest);
    END IF;

    IF NOT core.register_seat(v_seat) THEN
        RETURN '{"problem": "too_many_seats"}';
    END IF;
    UPDATE core.seat s SET last_seen = now() WHERE s.seat = v_seat;
    key := core.courier_key_for(v_person, v_seat);

    SELECT jsonb_build_object(
        'problem', NULL,
        'protocol', least(v_protocol, spoken.highest),
        'person', m.person,
        'name', m.name,
        'posts', (SELECT coalesce(jsonb_agg(jsonb_build_object('post', p.post, 'area', p.area)
                                            ORDER BY p.post, p.area), '[]')
                  FROM core.posts_of(m.person) p),
        'scopes', (SELECT jsonb_agg(scope ORDER BY scope) FROM core.scopes_of(m.person) scope),
        'seat_code', s.code,
        'last_q', s.last_q,
        'epoch', c.epoch,
        'key_id', key.key_id,
        'key', encode(core.xor_bytes(substring(key.inner_block FROM 1 FOR 32), 54), 'hex'),
        'sign_until', floor(extract(epoch FROM key.sign_until))::bigint,
        'password_until', core.login_until(v_person),
        'seat_key', encode(s.seat_key, 'hex'),
        'search_key', (SELECT encode(x.value, 'hex') FROM core.secret x WHERE x.name = 'search_key'),
        'city_key', (SELECT encode(x.value, 'hex') FROM core.secret x WHERE x.name = 'city_key'),
        'server_time', extract(epoch FROM clock_timestamp()),
        'city', c.city,
        'city_name', c.city_name,
        'schema', c.schema)
    INTO STRICT answer
    FROM core.member m, core.seat s, core.centre c
    WHERE m.person = v_person AND s.seat = v_seat;
    RETURN answer;
END
$$;
ALTER FUNCTION api.open_session(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.open_session(text) TO seat_people;
