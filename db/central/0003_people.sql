-- Who works here, at which workstations, and the keys that sign their entries.

CREATE TABLE core.centre (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    city text NOT NULL,
    city_name text NOT NULL,
    epoch bigint NOT NULL DEFAULT 1,
    reoffer_until timestamptz,
    lost_from bigint NOT NULL DEFAULT 0,
    lost_until bigint NOT NULL DEFAULT 0,
    schema int NOT NULL
);
COMMENT ON COLUMN core.centre.epoch IS 'changes at a restore or a failover';
COMMENT ON COLUMN core.centre.reoffer_until IS
    'until then workstations bring what a restore lost; what builds on it waits';
COMMENT ON COLUMN core.centre.lost_from IS
    'what was received from then to lost_until may be lost: of that time receipts tell';

CREATE TABLE core.counter (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    n bigint NOT NULL DEFAULT 0,
    day date NOT NULL DEFAULT '1970-01-01',
    serial int NOT NULL DEFAULT 0
);
COMMENT ON TABLE core.counter IS 'locked last in every transaction: commit order is number order';

CREATE TABLE core.secret (
    name text PRIMARY KEY,
    value bytea NOT NULL
);

-- Log-ins have the collation of session_user: in another an index on them is of no use to a look-up by
-- it. Scopes, which are made of them, have it too (0005_ledger.sql).
CREATE TABLE core.member (
    person text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    active boolean NOT NULL
);
COMMENT ON COLUMN core.member.person IS 'the role that logs in, compared with session_user';

CREATE TABLE core.member_post (
    person text COLLATE "C" NOT NULL REFERENCES core.member,
    post text NOT NULL,
    area text NOT NULL,
    valid_from timestamptz NOT NULL DEFAULT now(),
    valid_until timestamptz,
    PRIMARY KEY (person, post, area, valid_from)
);
COMMENT ON COLUMN core.member_post.area IS 'prefix of the area codes that the post is held for';

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

ALTER TABLE core.centre OWNER TO seat_owner;
ALTER TABLE core.counter OWNER TO seat_owner;
ALTER TABLE core.secret OWNER TO seat_owner;
ALTER TABLE core.member OWNER TO seat_owner;
ALTER TABLE core.member_post OWNER TO seat_owner;
ALTER TABLE core.seat OWNER TO seat_owner;
ALTER TABLE core.courier_key OWNER TO seat_owner;
GRANT SELECT ON core.centre, core.secret TO seat_writer;
GRANT UPDATE (single) ON core.centre TO seat_writer;  -- the right to lock the row, no more
GRANT SELECT, UPDATE ON core.counter TO seat_writer;
GRANT SELECT, INSERT, UPDATE ON core.member, core.member_post, core.seat, core.courier_key
    TO seat_writer;

-- 32 bytes that nobody can guess. Each random UUID brings 122 bits of the operating system's.
CREATE FUNCTION core.random_key() RETURNS bytea
LANGUAGE sql VOLATILE
AS $$
    SELECT pg_catalog.sha256(
        pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()))
$$;
ALTER FUNCTION core.random_key() OWNER TO seat_writer;

-- Keys that come out the same whenever they are made: a restored centre has lost those that it gave
-- out since the backup, and what they sign is still on its way.
INSERT INTO core.secret (name, value) VALUES ('key_seed', core.random_key());

CREATE FUNCTION core.derived_key(VARIADIC words text[]) RETURNS bytea
LANGUAGE sql STABLE
AS $$
    SELECT pg_catalog.sha256(s.value || pg_catalog.sha256(s.value || pg_catalog.convert_to(
        pg_catalog.array_to_string(words, E'\x1f'), 'UTF8')))
    FROM core.secret s WHERE s.name = 'key_seed'
$$;
ALTER FUNCTION core.derived_key(text[]) OWNER TO seat_writer;

-- Every byte of `data` XOR `mask`; PostgreSQL has no such operator for bytea.
CREATE FUNCTION core.xor_bytes(data bytea, mask int) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    FOR i IN 0 .. length(data) - 1 LOOP
        data := set_byte(data, i, get_byte(data, i) # mask);
    END LOOP;
    RETURN data;
END
$$;
ALTER FUNCTION core.xor_bytes(bytea, int) OWNER TO seat_writer;

-- The posts a person holds now, which is not `now()`: that stands still in a transaction kept open.
CREATE FUNCTION core.posts_of(p_person text) RETURNS TABLE (post text, area text)
LANGUAGE sql STABLE
AS $$
    SELECT DISTINCT p.post, p.area
    FROM core.member_post p
    WHERE p.person = p_person
      AND p.valid_from <= pg_catalog.statement_timestamp()
      AND (p.valid_until IS NULL OR p.valid_until > pg_catalog.statement_timestamp())
$$;
ALTER FUNCTION core.posts_of(text) OWNER TO seat_writer;

-- Whether the person may do anything now. Nobody may inside a transaction that reads an old picture
-- of the centre: there a right that has just been taken away is still seen. VOLATILE, so that it looks
-- anew also for a cursor, which otherwise lives in the picture of the moment when it was opened.
CREATE FUNCTION core.is_active(p_person text) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    RETURN pg_catalog.current_setting('transaction_isolation') = 'read committed'
       AND EXISTS (SELECT FROM core.member m WHERE m.person = p_person AND m.active);
END
$$;
ALTER FUNCTION core.is_active(text) OWNER TO seat_writer;

CREATE FUNCTION core.is_admin(p_person text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT core.is_active(p_person)
       AND EXISTS (SELECT FROM core.posts_of(p_person) held WHERE held.post = 'admin')
$$;
ALTER FUNCTION core.is_admin(text) OWNER TO seat_writer;

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

-- The protocols that this centre speaks, from the lowest to the highest.
CREATE FUNCTION core.protocols(OUT lowest int, OUT highest int)
LANGUAGE sql IMMUTABLE
AS $$ SELECT 1, 1 $$;
ALTER FUNCTION core.protocols() OWNER TO seat_writer;

-- Whether workstations are bringing what a restore lost.
CREATE FUNCTION core.asks_again() RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(c.reoffer_until > pg_catalog.statement_timestamp(), false) FROM core.centre c
$$;
ALTER FUNCTION core.asks_again() OWNER TO seat_writer;

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

-- When a password that is set now ends: after `setting/password_days`, else after half a year.
CREATE FUNCTION core.password_end() RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN pg_catalog.now() + interval '1 day' * coalesce((
        SELECT (r."row" ->> 'value')::integer FROM core.reference r
        WHERE r.kind = 'setting' AND r.code = 'password_days'
          AND r."row" ->> 'value' ~ '^[1-9][0-9]{0,3}$'), 180);
END
$$;
ALTER FUNCTION core.password_end() OWNER TO seat_writer;

-- Makes a log-in, or changes the one that is there: only roles of this program, only opaque
-- names, only a verifier that the client has reckoned (never a password), three connections.
CREATE FUNCTION core.put_login(p_login text, p_verifier text, p_until timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    form constant text := '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/=]{16,64}\$[A-Za-z0-9+/=]{44}'
                          ':[A-Za-z0-9+/=]{44}$';
BEGIN
    IF p_login !~ '^u[0-9]{4,9}$' THEN
        RETURN 'login_form';
    END IF;
    IF p_verifier !~ form THEN
        RETURN 'password_form';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_login) THEN
        IF p_verifier IS NULL THEN
            RETURN 'password_form';
        END IF;
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT'
                       ' NOREPLICATION NOBYPASSRLS', p_login);
        IF current_setting('server_version_num')::int >= 160000 THEN
            EXECUTE format('GRANT seat_people TO %I WITH INHERIT TRUE, SET FALSE', p_login);
        ELSE
            EXECUTE format('GRANT seat_people TO %I', p_login);
        END IF;
    ELSIF NOT pg_has_role(p_login, 'seat_people', 'MEMBER') THEN
        RETURN 'role_taken';
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN CONNECTION LIMIT 3', p_login);
    IF p_verifier IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I PASSWORD %L VALID UNTIL %L', p_login, p_verifier, p_until);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION core.put_login(text, text, timestamptz) OWNER TO seat_keeper;
GRANT EXECUTE ON FUNCTION core.put_login(text, text, timestamptz) TO seat_writer;

-- When the password of a log-in ends, in seconds since 1970; NULL when it does not.
CREATE FUNCTION core.login_until(p_login text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT floor(extract(epoch FROM r.rolvaliduntil))::bigint
    FROM pg_roles r
    WHERE r.rolname = p_login AND isfinite(r.rolvaliduntil)
$$;
ALTER FUNCTION core.login_until(text) OWNER TO seat_keeper;
GRANT EXECUTE ON FUNCTION core.login_until(text) TO seat_writer;

-- Nobody comes in by this log-in any more, and who is in goes out. All are told to go
-- before any is waited for; the answer "disabled" is then true of open sessions as well.
CREATE FUNCTION core.close_login(p_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF p_login !~ '^u[0-9]{4,9}$'
       OR NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_login)
       OR NOT pg_has_role(p_login, 'seat_people', 'MEMBER') THEN
        RETURN;
    END IF;
    EXECUTE format('ALTER ROLE %I NOLOGIN', p_login);
    PERFORM pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.usename = p_login;
    PERFORM pg_terminate_backend(a.pid, 2000) FROM pg_stat_activity a WHERE a.usename = p_login;
END
$$;
ALTER FUNCTION core.close_login(text) OWNER TO seat_keeper;
GRANT EXECUTE ON FUNCTION core.close_login(text) TO seat_writer;

-- The people of the centre as everybody may see them: name and posts, nothing else.
CREATE FUNCTION core.publish_member(p_person text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM core.write_references((
        SELECT jsonb_build_array(jsonb_build_object(
            'kind', 'person', 'code', m.person, 'row', jsonb_build_object(
                'name', m.name,
                'posts', (SELECT coalesce(jsonb_agg(p.post || '@' || p.area
                                                    ORDER BY p.post, p.area), '[]')
                          FROM core.posts_of(m.person) p WHERE m.active))))
        FROM core.member m WHERE m.person = p_person));
END
$$;
ALTER FUNCTION core.publish_member(text) OWNER TO seat_writer;

-- Puts a person in place whole: log-in, name, and exactly these posts from now on. Asks for
-- {login, name, posts: [{post, area}], verifier or null}; answers the problem, or NULL.
CREATE FUNCTION core.put_person(p_request text) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    request jsonb;
    v_login text;
    v_name text;
    problem text;
BEGIN
    IF octet_length(p_request) > 20000 THEN
        RETURN 'malformed';
    END IF;
    BEGIN
        request := p_request::jsonb;
    EXCEPTION WHEN data_exception THEN
        RETURN 'malformed';
    END;
    v_login := request ->> 'login';
    v_name := btrim(request ->> 'name');
    IF v_login IS NULL OR v_name IS NULL OR length(v_name) NOT BETWEEN 1 AND 40
       OR jsonb_typeof(request -> 'posts') IS DISTINCT FROM 'array' THEN
        RETURN 'malformed';
    END IF;
    IF EXISTS (
        SELECT FROM jsonb_array_elements(request -> 'posts') p
        WHERE coalesce(p ->> 'area', '') !~ '^[0-9]{2,6}$'
           OR coalesce(p ->> 'post', '') NOT IN (
               'acceptor', 'shift_leader', 'dispatcher', 'supervisor', 'monitor',
               'operations_manager', 'centre_head', 'admin')
    ) THEN
        RETURN 'post_unknown';
    END IF;
    -- The first people are put in place before there are any areas.
    IF EXISTS (SELECT FROM core.reference a WHERE a.kind = 'area') AND EXISTS (
        SELECT FROM jsonb_array_elements(request -> 'posts') p
        WHERE NOT EXISTS (SELECT FROM core.reference a
                          WHERE a.kind = 'area' AND starts_with(a.code, p ->> 'area'))
    ) THEN
        RETURN 'area_unknown';
    END IF;
    -- Nobody stops being an admin by their own hand, so that there always is one.
    IF v_login = session_user AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(request -> 'posts') p WHERE p ->> 'post' = 'admin'
    ) THEN
        RETURN 'oneself';
    END IF;
    -- Else an old list of people would let those who left in again, by passwords of that time.
    IF request ->> 'verifier' IS NULL
       AND EXISTS (SELECT FROM core.member m WHERE m.person = v_login AND NOT m.active) THEN
        RETURN 'disabled';
    END IF;
    problem := core.put_login(v_login, request ->> 'verifier', core.password_end());
    IF problem IS NOT NULL THEN
        RETURN problem;
    END IF;

    -- One admin after the other. The row of the person is left alone where it stays as it is, since
    -- its owner can keep it locked and would so keep their posts.
    LOCK TABLE core.member_post IN SHARE ROW EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM core.member m
                   WHERE m.person = v_login AND m.name = v_name AND m.active) THEN
        INSERT INTO core.member (person, name, active) VALUES (v_login, v_name, true)
        ON CONFLICT (person) DO UPDATE SET name = excluded.name, active = true;
    END IF;
    UPDATE core.member_post held SET valid_until = now()
    WHERE held.person = v_login
      AND (held.valid_until IS NULL OR held.valid_until > now())
      AND NOT EXISTS (
          SELECT FROM jsonb_array_elements(request -> 'posts') p
          WHERE p ->> 'post' = held.post AND p ->> 'area' = held.area);
    INSERT INTO core.member_post (person, post, area)
    SELECT DISTINCT v_login, p ->> 'post', p ->> 'area'
    FROM jsonb_array_elements(request -> 'posts') p
    WHERE NOT EXISTS (
        SELECT FROM core.posts_of(v_login) held
        WHERE held.post = p ->> 'post' AND held.area = p ->> 'area');
    PERFORM core.publish_member(v_login);
    RETURN NULL;
END
$$;
ALTER FUNCTION core.put_person(text) OWNER TO seat_writer;

-- `core.put_person` for an admin; answers {problem}.
CREATE FUNCTION api.put_person(p_request text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    problem text;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    END IF;
    problem := core.put_person(p_request);
    IF problem IS NULL THEN
        PERFORM core.log_act('put_person', p_request::jsonb ->> 'login', (
            SELECT coalesce(string_agg((p ->> 'post') || '@' || (p ->> 'area'), ' '), '')
                   || CASE WHEN p_request::jsonb ->> 'verifier' IS NULL THEN '' ELSE ' +password' END
            FROM jsonb_array_elements(p_request::jsonb -> 'posts') p));
    END IF;
    RETURN jsonb_build_object('problem', problem);
END
$$;
ALTER FUNCTION api.put_person(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.put_person(text) TO seat_people;

-- Gives the caller a new password for as long as the site lets one last; only its verifier comes.
-- Answers {problem}: not_active, password_form.
CREATE FUNCTION api.change_password(p_verifier text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF p_verifier IS NULL THEN
        RETURN '{"problem": "password_form"}';
    END IF;
    RETURN jsonb_build_object(
        'problem', core.put_login(session_user, p_verifier, core.password_end()));
END
$$;
ALTER FUNCTION api.change_password(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.change_password(text) TO seat_people;

-- Gives somebody who forgot theirs a new password; name and posts stay as they are. Answers
-- {problem}: not_admin, unknown_person (not there, or disabled), password_form.
CREATE FUNCTION api.reset_password(p_login text, p_verifier text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    problem text;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    ELSIF NOT EXISTS (SELECT FROM core.member m WHERE m.person = p_login AND m.active) THEN
        RETURN '{"problem": "unknown_person"}';
    ELSIF p_verifier IS NULL THEN
        RETURN '{"problem": "password_form"}';
    END IF;
    problem := core.put_login(p_login, p_verifier, core.password_end());
    IF problem IS NULL THEN
        PERFORM core.log_act('reset_password', p_login, '');
    END IF;
    RETURN jsonb_build_object('problem', problem);
END
$$;
ALTER FUNCTION api.reset_password(text, text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.reset_password(text, text) TO seat_people;

-- Closes a person's access at once; what the person did stays. Answers {problem}: not_admin,
-- unknown_person, oneself.
CREATE FUNCTION api.disable_person(p_login text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    ELSIF p_login = session_user THEN
        RETURN '{"problem": "oneself"}';
    ELSIF NOT EXISTS (SELECT FROM core.member m WHERE m.person = p_login) THEN
        RETURN '{"problem": "unknown_person"}';
    END IF;
    -- First, since a session of theirs may hold what is needed here: their own row, the counter.
    PERFORM core.close_login(p_login);
    UPDATE core.member m SET active = false WHERE m.person = p_login;
    PERFORM core.publish_member(p_login);
    PERFORM core.log_act('disable_person', p_login, '');
    PERFORM core.close_login(p_login);
    RETURN '{"problem": null}';
END
$$;
ALTER FUNCTION api.disable_person(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.disable_person(text) TO seat_people;
