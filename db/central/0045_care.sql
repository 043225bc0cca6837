-- When the centre was last backed up, and when a backup was last tried: who keeps the server notes
-- both, and admins are told when it has been too long.

ALTER TABLE core.centre
    ADD COLUMN backup_at timestamptz,
    ADD COLUMN backup_tried_at timestamptz;
COMMENT ON COLUMN core.centre.backup_at IS 'when backup.sh last came to its end';
COMMENT ON COLUMN core.centre.backup_tried_at IS 'when a backup was last restored to try it';

-- Notes that a backup was made just now, or that one was tried; for the owner of the database.
CREATE FUNCTION core.note_backup(tried boolean DEFAULT false) RETURNS void
LANGUAGE sql
AS $$
    UPDATE core.centre SET
        backup_at = CASE WHEN tried THEN backup_at ELSE pg_catalog.clock_timestamp() END,
        backup_tried_at = CASE WHEN tried THEN pg_catalog.clock_timestamp() ELSE backup_tried_at END
$$;

-- When both were, in seconds since 1970.
CREATE FUNCTION core.backup_times(OUT made_at bigint, OUT tried_at bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT floor(extract(epoch FROM c.backup_at))::bigint,
           floor(extract(epoch FROM c.backup_tried_at))::bigint
    FROM core.centre c
$$;

-- The same for admins: {problem, made_at, tried_at}.
CREATE FUNCTION api.report_backups() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF NOT EXISTS (SELECT FROM core.posts_of(session_user) held WHERE held.post = 'admin') THEN
        RETURN '{"problem": "not_your_post"}';
    END IF;
    RETURN (SELECT to_jsonb(b) || '{"problem": null}' FROM core.backup_times() b);
END
$$;

ALTER FUNCTION core.note_backup(boolean) OWNER TO seat_owner;
ALTER FUNCTION core.backup_times() OWNER TO seat_writer;
ALTER FUNCTION api.report_backups() OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION core.backup_times() TO seat_watcher;
GRANT EXECUTE ON FUNCTION api.report_backups() TO seat_people;
