-- `api.digests`: what every scope of the caller holds, in two figures, so that a workstation can
-- tell whether it holds the same. A line of the text that is hashed is "kind/subject/n", in the
-- order of kind and subject; seatapp/local/compare.py reckons the same from the replica.

CREATE FUNCTION api.digests() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RAISE EXCEPTION 'not a member' USING ERRCODE = 'SA002';
    END IF;
    RETURN (
        SELECT jsonb_object_agg(s.scope, jsonb_build_array(d.lines, d.digest))
        FROM core.scopes_of(session_user) s (scope)
        CROSS JOIN LATERAL (
            SELECT count(*) AS lines,
                   encode(sha256(convert_to(coalesce(string_agg(
                       format('%s/%s/%s', f.kind, f.subject, f.n), E'\n'
                       ORDER BY f.kind COLLATE "C", f.subject), ''), 'UTF8')), 'hex') AS digest
            FROM core.feed f
            WHERE f.scope = s.scope AND f.op = 'in'
        ) d);
END
$$;
ALTER FUNCTION api.digests() OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.digests() TO seat_people;
