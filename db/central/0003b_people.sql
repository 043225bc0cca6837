-- Who works here: log-ins, names and dated posts, which admins put in place and close again.

-- Log-ins have the collation of session_user: in another an index on them is of no use to a look-up by
-- it. Scopes, which are made of them, have it too (0005a_ledger.sql).
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

ALTER TABLE core.member OWNER TO seat_owner;
ALTER TABLE core.member_post OWNER TO seat_owner;
GRANT SELECT, INSERT, UPDATE ON core.member, core.member_post TO seat_writer;

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
    EXCEPTION WHEN data_exception OR statement_too_complex THEN
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
    PERFORM core.end_what_was_named_by(v_login);
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
    names jsonb;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    END IF;
    -- As they were: what is asked for has not been looked at yet.
    names := (SELECT jsonb_object_agg(m.person, m.name) FROM core.member m);
    problem := core.put_person(p_request);
    IF problem IS NULL THEN
        PERFORM core.log_act('put_person', m.person, (
            SELECT coalesce(string_agg((p ->> 'post') || '@' || (p ->> 'area'), ' '), '')
                   || CASE WHEN p_request::jsonb ->> 'verifier' IS NULL THEN '' ELSE ' +password' END
                   || CASE WHEN names ->> m.person <> m.name
                           THEN format(' %s → %s', names ->> m.person, m.name) ELSE '' END
            FROM jsonb_array_elements(p_request::jsonb -> 'posts') p))
        FROM core.member m WHERE m.person = p_request::jsonb ->> 'login';
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
    PERFORM core.end_what_was_named_by(p_login);
    PERFORM core.log_act('disable_person', p_login, '');
    PERFORM core.close_login(p_login);
    RETURN '{"problem": null}';
END
$$;
ALTER FUNCTION api.disable_person(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.disable_person(text) TO seat_people;
