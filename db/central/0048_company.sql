-- Who else has the same subject in front of them, so that two people do not do the same work. It is
-- told with every round and gone with the next call after 45 seconds; nobody can ask who looked at what an
-- hour ago.

CREATE UNLOGGED TABLE core.in_front (
    person text COLLATE "C",
    seat uuid,
    root uuid NOT NULL,
    doing text,
    since timestamptz NOT NULL,
    seen timestamptz NOT NULL,
    PRIMARY KEY (person, seat)
);
CREATE INDEX in_front_root ON core.in_front (root);
COMMENT ON COLUMN core.in_front.doing IS 'subject.step of the dialog that stands open, if one does';
ALTER TABLE core.in_front OWNER TO seat_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON core.in_front TO seat_writer;

-- What somebody tells of what is in front of them, or NULL where it is not of this form:
-- {kind, root, doing}, or {} for nothing at all.
CREATE FUNCTION core.front_told(p_told text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    told jsonb;
BEGIN
    IF octet_length(p_told) > 300 THEN
        RETURN NULL;
    END IF;
    told := p_told::jsonb;
    IF told = '{}' THEN
        RETURN told;
    ELSIF jsonb_typeof(told) <> 'object'
          OR (SELECT count(*) FROM jsonb_object_keys(told)) <> 3
          OR coalesce(told ->> 'kind', '') !~ '^[a-z_]{1,40}$'
          OR coalesce(told ->> 'root', '') !~ '^[0-9a-f-]{36}$'
          OR NOT told ? 'doing'
          OR (told ->> 'doing' IS NOT NULL AND NOT EXISTS (
                  SELECT FROM core.step s
                  WHERE s.subject || '.' || s.step = told ->> 'doing')) THEN
        RETURN NULL;
    END IF;
    PERFORM (told ->> 'root')::uuid;
    RETURN told;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$;

-- Whether a root is among the rows that the person may see.
CREATE FUNCTION core.sees_root(p_person text, p_kind text, p_root text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.scopes_of(p_person) own(scope)
        JOIN core.feed f ON f.scope = own.scope AND f.kind = p_kind AND f.subject = p_root
        WHERE f.op = 'in')
$$;

-- Tells what the person has in front of them, and who else has. Answers {problem, others}; `others`
-- are lists of person, what they do and since when (seconds since 1970), who told so within
-- 45 seconds, three rounds; what is older goes with the next call. `problem`: not_active, malformed,
-- no_session, unknown_subject.
CREATE FUNCTION api.keep_company(p_seat uuid, p_told text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    v_told constant jsonb := core.front_told(p_told);
    v_root constant uuid := v_told ->> 'root';
    v_doing constant text := v_told ->> 'doing';
    kept constant interval := '45 seconds';
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF v_told IS NULL THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT core.signs_at(session_user, p_seat) THEN
        RETURN '{"problem": "no_session"}';
    END IF;
    -- What another call holds is left to the next one.
    DELETE FROM core.in_front f USING (
        SELECT x.person, x.seat FROM core.in_front x
        WHERE x.seen < clock_timestamp() - kept FOR UPDATE SKIP LOCKED) old
    WHERE f.person = old.person AND f.seat = old.seat;
    IF v_root IS NULL THEN
        DELETE FROM core.in_front f WHERE f.person = session_user AND f.seat = p_seat;
        RETURN '{"problem": null, "others": []}';
    ELSIF NOT core.sees_root(session_user, v_told ->> 'kind', v_root::text) THEN
        RETURN '{"problem": "unknown_subject"}';
    END IF;
    INSERT INTO core.in_front AS f (person, seat, root, doing, since, seen)
    VALUES (session_user, p_seat, v_root, v_doing, clock_timestamp(), clock_timestamp())
    ON CONFLICT (person, seat) DO UPDATE
        SET root = v_root, doing = v_doing, seen = excluded.seen,
            since = CASE WHEN f.root = v_root AND f.doing IS NOT DISTINCT FROM v_doing
                         THEN f.since ELSE excluded.since END;
    RETURN jsonb_build_object('problem', NULL, 'others', (
        SELECT coalesce(jsonb_agg(jsonb_build_array(
                   f.person, f.doing, floor(extract(epoch FROM f.since))::bigint)
                   ORDER BY f.doing IS NULL, f.since), '[]')
        FROM core.in_front f
        JOIN core.member m ON m.person = f.person AND m.active
        WHERE f.root = v_root AND f.person <> session_user
          AND f.seen > clock_timestamp() - kept));
END
$$;

CALL core.give_to_writer('front_told', 'sees_root', 'keep_company');
GRANT EXECUTE ON FUNCTION api.keep_company(uuid, text) TO seat_people;
