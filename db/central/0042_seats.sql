-- How every workstation stands: what it tells of itself after a round, and the list for admins.
-- Nothing in it is about people: a workstation has a code, not the names of who sits there.

-- What a workstation tells, or NULL where it is not of this form: three counts, the epoch (after a
-- restore a moment), a version, and by how many seconds its clock is ahead of the centre's.
CREATE FUNCTION core.seat_told(p_told text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    told jsonb;
    counts constant text[] := ARRAY['epoch', 'unsent', 'refused', 'photos'];
BEGIN
    IF octet_length(p_told) > 300 THEN
        RETURN NULL;
    END IF;
    told := p_told::jsonb;
    IF jsonb_typeof(told) <> 'object'
       OR (SELECT count(*) FROM jsonb_object_keys(told)) <> 6
       OR coalesce(told ->> 'version', '') !~ '^[0-9A-Za-z.+-]{1,32}$'
       OR coalesce(told ->> 'skew', '') !~ '^-?[0-9]{1,10}$'
       OR EXISTS (SELECT FROM unnest(counts) c
                  WHERE coalesce(told ->> c, '') !~ '^[0-9]{1,12}$') THEN
        RETURN NULL;
    END IF;
    RETURN told;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$;

-- A workstation tells how it stands. Only who has a session there can say so.
CREATE FUNCTION api.tell_seat(p_seat uuid, p_told text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    v_told constant jsonb := core.seat_told(p_told);
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF v_told IS NULL THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT core.signs_at(session_user, p_seat) THEN
        RETURN '{"problem": "no_session"}';
    END IF;
    UPDATE core.seat s SET last_seen = now(), told = v_told WHERE s.seat = p_seat;
    RETURN '{"problem": null}';
END
$$;

-- The workstations that were in touch within `p_days` days, by their codes, for admins.
CREATE FUNCTION api.report_seats(p_days int) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF NOT EXISTS (SELECT FROM core.posts_of(session_user) held
                      WHERE held.post IN ('admin', 'operations_manager')) THEN
        RETURN '{"problem": "not_your_post"}';
    END IF;
    RETURN (
        SELECT jsonb_build_object(
                   'problem', NULL, 'epoch', c.epoch,
                   'at', floor(extract(epoch FROM clock_timestamp()))::bigint,
                   'seats', (
                       SELECT coalesce(jsonb_agg(jsonb_build_object(
                                  'code', s.code,
                                  'last_seen', floor(extract(epoch FROM s.last_seen))::bigint,
                                  'told', s.told) ORDER BY length(s.code), s.code), '[]')
                       FROM core.seat s
                       WHERE s.last_seen > clock_timestamp()
                             - interval '1 day' * least(greatest(coalesce(p_days, 60), 1), 4000)))
        FROM core.centre c);
END
$$;

ALTER FUNCTION core.seat_told(text) OWNER TO seat_writer;
ALTER FUNCTION api.tell_seat(uuid, text) OWNER TO seat_writer;
ALTER FUNCTION api.report_seats(int) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.tell_seat(uuid, text), api.report_seats(int) TO seat_people;
