-- Who grants in place of the operations manager or the head of the centre, and for how long. Whoever
-- holds the post names a substitute, or an admin does; they end it, or the substitute gives it back.
-- It ends as well when who named it by their post holds that no more; what an admin named is the
-- centre's own. The row stays when it is over: what was granted in between says in whose place.

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

-- Why the person may not name this substitute; NULL where they may.
CREATE FUNCTION core.naming_problem(
    p_namer text, p_post text, p_person text, p_from bigint, p_until bigint, p_reason text,
    at bigint
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    longest constant bigint := 366 * 86400;
BEGIN
    RETURN CASE
        WHEN NOT core.is_active(p_namer) THEN 'not_active'
        WHEN coalesce(p_post, '') NOT IN ('operations_manager', 'centre_head') THEN 'wrong_post'
        WHEN NOT core.may_name_substitute(p_namer, p_post) THEN 'not_yours'
        WHEN p_person = p_namer THEN 'oneself'
        WHEN NOT core.is_active(p_person)
             OR NOT EXISTS (SELECT FROM core.posts_of(p_person) held
                            WHERE held.post IN ('shift_leader', 'operations_manager',
                                                'centre_head'))
            THEN 'cannot_grant'
        WHEN NOT core.answers_for(p_namer, p_post, core.substitute_now(p_post, p_person, at))
            THEN 'elsewhere'
        WHEN NOT coalesce(p_until > greatest(p_from, at)
                          AND p_from BETWEEN 0 AND at + longest
                          AND p_until - p_from <= longest, false)
            THEN 'bad_time'
        WHEN length(trim(coalesce(p_reason, ''))) NOT BETWEEN 1 AND 200 THEN 'no_reason' END;
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
    said constant text := trim(coalesce(p_reason, ''));
    problem text := core.naming_problem(
        session_user, p_post, p_person, p_from, p_until, said, at);
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF problem IS NULL THEN
        -- Once more behind the lock: a colleague may have named the same one in this moment. Who may
        -- not name anybody waits for nothing and holds nobody up.
        LOCK TABLE core.reference IN SHARE ROW EXCLUSIVE MODE;
        problem := core.naming_problem(
            session_user, p_post, p_person, p_from, p_until, said, at);
    END IF;
    IF problem IS NULL THEN
        PERFORM core.put_substitute(p_post, p_person, jsonb_build_object(
            'from_at', p_from, 'until_at', p_until, 'named_by', session_user, 'named_at', at,
            'named_as', CASE WHEN EXISTS (SELECT FROM core.posts_of(session_user) held
                                          WHERE held.post = 'admin')
                             THEN 'admin' ELSE p_post END,
            'reason', said, 'areas', (
                SELECT jsonb_agg(DISTINCT held.area) FROM core.posts_of(session_user) held
                WHERE held.post IN ('admin', p_post))));
        PERFORM core.log_act('name_substitute', p_post || '/' || p_person, said);
    END IF;
    RETURN jsonb_build_object('problem', problem);
END
$$;

-- Why the person may not end this substitute; NULL where they may.
CREATE FUNCTION core.ending_problem(p_ender text, p_post text, p_person text, at bigint)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    own constant boolean := p_person IS NOT DISTINCT FROM p_ender;
    standing constant jsonb := core.substitute_now(p_post, p_person, at);
BEGIN
    RETURN CASE
        WHEN NOT core.is_active(p_ender) THEN 'not_active'
        WHEN NOT own AND NOT core.may_name_substitute(p_ender, p_post) THEN 'not_yours'
        WHEN standing IS NULL THEN 'no_substitute'
        WHEN NOT own AND NOT core.answers_for(p_ender, p_post, standing) THEN 'elsewhere' END;
END
$$;

-- Writes that a substitute stands in no longer, as the person has it.
CREATE FUNCTION core.finish_substitute(
    p_ender text, p_post text, p_person text, at bigint, p_reason text
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    standing constant jsonb := core.substitute_now(p_post, p_person, at);
BEGIN
    PERFORM core.put_substitute(p_post, p_person, standing || jsonb_build_object(
        'until_at', greatest(at, core.whole(standing -> 'from_at')), 'ended_by', p_ender,
        'ended_at', at));
    PERFORM core.log_act('end_substitute', p_post || '/' || p_person, p_reason);
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
    problem text := core.ending_problem(session_user, p_post, p_person, at);
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF problem IS NULL THEN
        LOCK TABLE core.reference IN SHARE ROW EXCLUSIVE MODE;  -- as for naming
        problem := core.ending_problem(session_user, p_post, p_person, at);
    END IF;
    IF problem IS NULL THEN
        PERFORM core.finish_substitute(session_user, p_post, p_person, at, '');
    END IF;
    RETURN jsonb_build_object('problem', problem);
END
$$;

-- Ends what a person has named by a post that they hold no more, or not for all of its areas. For
-- whoever changes or takes away posts.
CREATE FUNCTION core.end_what_was_named_by(p_namer text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at constant bigint := floor(extract(epoch FROM clock_timestamp()));
BEGIN
    PERFORM core.finish_substitute(session_user, s.post, s.person, at, 'post of ' || p_namer)
    FROM (
        SELECT split_part(r.code, '/', 1) AS post, split_part(r.code, '/', 2) AS person, r."row"
        FROM core.reference r
        WHERE r.kind = 'substitute' AND r."row" ->> 'named_by' = p_namer
          AND core.whole(r."row" -> 'until_at') > at
    ) s
    WHERE s."row" ->> 'named_as' = s.post
      AND NOT (core.is_active(p_namer)
               AND core.answers_for(p_namer, s.post, s."row"));
END
$$;

CALL core.give_to_writer(
    'may_name_substitute', 'answers_for', 'substitute_now', 'put_substitute', 'naming_problem',
    'name_substitute', 'ending_problem', 'finish_substitute', 'end_substitute',
    'end_what_was_named_by');
GRANT EXECUTE ON FUNCTION api.name_substitute(text, text, bigint, bigint, text),
    api.end_substitute(text, text) TO seat_people;
