-- The people of a centre at a glance, for admins: posts, when the password ends, whether the log-in
-- is locked just now. Answers {problem: null, people: [{login, name, active, posts: ["post@area"],
-- password_until, locked_until}]}, moments in seconds since 1970, or {problem}: not_admin.
CREATE FUNCTION api.report_people() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT core.is_admin(session_user) THEN
        RETURN '{"problem": "not_admin"}';
    END IF;
    RETURN (
        SELECT jsonb_build_object('problem', NULL, 'people', coalesce(jsonb_agg(jsonb_build_object(
            'login', m.person, 'name', m.name, 'active', m.active,
            'posts', (SELECT coalesce(jsonb_agg(p.post || '@' || p.area ORDER BY p.post, p.area), '[]')
                      FROM core.posts_of(m.person) p),
            'password_until', core.login_until(m.person),
            'locked_until', (
                SELECT floor(extract(epoch FROM max(l.until)))::bigint FROM core.lock_out l
                WHERE l.person = m.person AND l.ended_at IS NULL
                  AND l.until > clock_timestamp())) ORDER BY length(m.person), m.person), '[]'))
        FROM core.member m);
END
$$;
ALTER FUNCTION api.report_people() OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.report_people() TO seat_people;
