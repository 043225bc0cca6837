-- Takes back the keys that sign: a workstation was stolen, or somebody else knew a password. A new
-- password alone ends nothing: an open session stays open, and what was signed with a key that was
-- got hold of can be delivered under any log-in for as long as the key is accepted.

-- Of a person at all workstations (`p_person`), or of everybody at one (`p_code`); one of them is
-- NULL. A person's sessions are ended too. Who is honest logs in again; what they had not sent yet is
-- refused and can be done again. Answers
-- {problem: null, keys, people}: how many were taken back, and who signed in at the workstation
-- within the last 60 days, since their passwords may be known too; or {problem}: not_admin, malformed,
-- unknown_person, unknown_seat, oneself.
CREATE FUNCTION api.revoke_keys(p_person text, p_code text, p_reason text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    reason constant text := btrim(p_reason);
    v_seat constant uuid := (SELECT s.seat FROM core.seat s WHERE s.code = p_code);
    problem text;
    taken_back bigint;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    problem := CASE
        WHEN NOT core.is_admin(session_user) THEN 'not_admin'
        WHEN reason IS NULL OR length(reason) NOT BETWEEN 4 AND 200
             OR num_nonnulls(p_person, p_code) <> 1 THEN 'malformed'
        WHEN p_person = session_user THEN 'oneself'
        WHEN p_person IS NOT NULL
             AND NOT EXISTS (SELECT FROM core.member m WHERE m.person = p_person)
             THEN 'unknown_person'
        WHEN p_code IS NOT NULL AND v_seat IS NULL THEN 'unknown_seat'
    END;
    IF problem IS NOT NULL THEN
        RETURN jsonb_build_object('problem', problem);
    END IF;
    -- First, since a session of theirs may hold what is needed here.
    PERFORM core.end_sessions(p_person);
    UPDATE core.courier_key k SET revoked = true
    WHERE NOT k.revoked AND (k.person = p_person OR k.seat = v_seat);
    GET DIAGNOSTICS taken_back = ROW_COUNT;
    PERFORM core.log_act('revoke_keys', coalesce(p_person, p_code), reason);
    RETURN jsonb_build_object('problem', NULL, 'keys', taken_back, 'people', (
        SELECT coalesce(jsonb_agg(DISTINCT k.person), '[]') FROM core.courier_key k
        WHERE k.seat = v_seat AND k.accept_until > statement_timestamp()));
END
$$;

-- Ends the sessions of a log-in that is one of this program's.
CREATE FUNCTION core.end_sessions(p_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_terminate_backend(a.pid, 2000)
    FROM pg_stat_activity a
    WHERE a.usename = p_login
      AND EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_login
                  AND r.rolname ~ '^u[0-9]{4,9}$' AND pg_has_role(r.oid, 'seat_people', 'MEMBER'));
END
$$;

ALTER FUNCTION core.end_sessions(text) OWNER TO seat_keeper;
GRANT EXECUTE ON FUNCTION core.end_sessions(text) TO seat_writer;
ALTER FUNCTION api.revoke_keys(text, text, text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.revoke_keys(text, text, text) TO seat_people;
