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

-- Whether the person answers for all that a substitute may grant in, as its row says: without areas
-- that is the whole centre. An admin answers for everything.
CREATE FUNCTION core.answers_for(person text, post text, standing jsonb) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (SELECT FROM core.posts_of(person) held WHERE held.post = 'admin')
        OR NOT EXISTS (
            SELECT FROM core.reference a
            WHERE a.kind = 'area'
              AND (NOT standing ? 'areas' OR EXISTS (
                  SELECT FROM pg_catalog.jsonb_array_elements_text(standing -> 'areas') prefix
                  WHERE pg_catalog.starts_with(a.code, prefix)))
              AND NOT EXISTS (SELECT FROM core.posts_of(person) held
                              WHERE held.post = answers_for.post
                                AND pg_catalog.starts_with(a.code, held.area)))
$$;

-- The row of a substitute who is named, as long as that is not over.
CREATE FUNCTION core.substitute_now(post text, person text, at bigint) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    SELECT r."row" FROM core.reference r
    WHERE r.kind = 'substitute' AND r.code = post || '/' || person
      AND core.whole(r."row" -> 'until_at') > at
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
-- within the areas for which the caller answers. There is one row for both: what a colleague of
-- other areas has set nobody takes away by it. Answers {problem}: null, not_active, wrong_post,
-- not_yours, oneself, cannot_grant (no post from which requests are granted), elsewhere, bad_time,
-- no_reason.
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
        WHEN NOT core.answers_for(session_user, p_post,
                                  core.substitute_now(p_post, p_person, at)) THEN 'elsewhere'
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

-- Ends the standing in of a colleague now. Answers {problem}: null, not_active, not_yours, elsewhere,
-- no_substitute (none is named, or it is over).
CREATE FUNCTION api.end_substitute(p_post text, p_person text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    at constant bigint := floor(extract(epoch FROM clock_timestamp()));
    standing constant jsonb := core.substitute_now(p_post, p_person, at);
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF p_person IS DISTINCT FROM session_user
          AND NOT core.may_name_substitute(session_user, p_post) THEN
        RETURN '{"problem": "not_yours"}';
    ELSIF standing IS NULL THEN
        RETURN '{"problem": "no_substitute"}';
    ELSIF p_person IS DISTINCT FROM session_user
          AND NOT core.answers_for(session_user, p_post, standing) THEN
        RETURN '{"problem": "elsewhere"}';
    END IF;
    PERFORM core.put_substitute(p_post, p_person, standing || jsonb_build_object(
        'until_at', greatest(at, core.whole(standing -> 'from_at')), 'ended_by', session_user,
        'ended_at', at));
    PERFORM core.log_act('end_substitute', p_post || '/' || p_person, '');
    RETURN '{"problem": null}';
END
$$;

CALL core.give_to_writer(
    'may_name_substitute', 'answers_for', 'substitute_now', 'put_substitute', 'name_substitute', 'end_substitute');
GRANT EXECUTE ON FUNCTION api.name_substitute(text, text, bigint, bigint, text),
    api.end_substitute(text, text) TO seat_people;
