-- Who grants in place of the operations manager or the head of the centre, and for how long. Whoever
-- holds the post names a substitute, or an admin does; they end it, or the substitute gives it back.
-- The row stays when it is over: what was granted in between says in whose place.

CREATE FUNCTION core.may_name_substitute(person text, post text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT core.is_active(person)
       AND EXISTS (SELECT FROM core.posts_of(person) held
                   WHERE held.post IN ('admin', may_name_substitute.post))
$$;

-- Writes the row of a substitute.
CREATE FUNCTION core.put_substitute(post text, person text, "row" jsonb) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM core.write_references(jsonb_build_array(jsonb_build_object(
        'kind', 'substitute', 'code', post || '/' || person, 'row', "row")));
END
$$;

-- Lets a colleague grant in place of `p_post` from one moment to another (seconds since 1970),
-- within the areas for which the caller answers. Answers {problem}: null, not_active, wrong_post, not_yours,
-- oneself, cannot_grant (no post from which requests are granted), bad_time, no_reason.
CREATE FUNCTION api.name_substitute(
    p_post text, p_person text, p_from bigint, p_until bigint, p_reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    at constant bigint := floor(extract(epoch FROM clock_timestamp()));
    longest constant bigint := 366 * 86400;
    said constant text := trim(coalesce(p_reason, ''));
    problem constant text := CASE
        WHEN NOT core.is_active(session_user) THEN 'not_active'
        WHEN coalesce(p_post, '') NOT IN ('operations_manager', 'centre_head') THEN 'wrong_post'
        WHEN NOT core.may_name_substitute(session_user, p_post) THEN 'not_yours'
        WHEN p_person = session_user THEN 'oneself'
        WHEN NOT core.is_active(p_person)
             OR NOT EXISTS (SELECT FROM core.posts_of(p_person) held
                            WHERE held.post IN ('shift_leader', 'operations_manager',
                                                'centre_head'))
            THEN 'cannot_grant'
        WHEN NOT coalesce(p_until > greatest(p_from, at)
                          AND p_from BETWEEN 0 AND at + longest
                          AND p_until - p_from <= longest, false)
            THEN 'bad_time'
        WHEN length(said) NOT BETWEEN 1 AND 200 THEN 'no_reason' END;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF problem IS NULL THEN
        PERFORM core.put_substitute(p_post, p_person, jsonb_build_object(
            'from_at', p_from, 'until_at', p_until, 'named_by', session_user, 'named_at', at,
            'reason', said, 'areas', (
                SELECT jsonb_agg(DISTINCT held.area) FROM core.posts_of(session_user) held
                WHERE held.post IN ('admin', p_post))));
        PERFORM core.log_act('name_substitute', p_post || '/' || p_person, said);
    END IF;
    RETURN jsonb_build_object('problem', problem);
END
$$;

-- Ends the standing in of a colleague now. Answers {problem}: null, not_active, not_yours,
-- no_substitute (none is named, or it is over).
CREATE FUNCTION api.end_substitute(p_post text, p_person text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    at constant bigint := floor(extract(epoch FROM clock_timestamp()));
    standing constant jsonb := (
        SELECT r."row" FROM core.reference r
        WHERE r.kind = 'substitute' AND r.code = p_post || '/' || p_person);
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF p_person IS DISTINCT FROM session_user
          AND NOT core.may_name_substitute(session_user, p_post) THEN
        RETURN '{"problem": "not_yours"}';
    ELSIF NOT coalesce(core.whole(standing -> 'until_at') > at, false) THEN
        RETURN '{"problem": "no_substitute"}';
    END IF;
    PERFORM core.put_substitute(p_post, p_person, standing || jsonb_build_object(
        'until_at', greatest(at, core.whole(standing -> 'from_at')), 'ended_by', session_user,
        'ended_at', at));
    PERFORM core.log_act('end_substitute', p_post || '/' || p_person, '');
    RETURN '{"problem": null}';
END
$$;

CALL core.give_to_writer(
    'may_name_substitute', 'put_substitute', 'name_substitute', 'end_substitute');
GRANT EXECUTE ON FUNCTION api.name_substitute(text, text, bigint, bigint, text),
    api.end_substitute(text, text) TO seat_people;
