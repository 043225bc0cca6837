-- Small pictures of photos, which travel before the photos: whoever sees a case sees what its
-- photos show long before a slow line has carried them.
--
-- A small picture cannot be proved to be one of its photo, so that it comes only from the
-- workstation that brought the first entry with the photo, once, and who put it is kept. Seats decode it
-- like any foreign picture, and make their own when the photo itself has come.

CREATE TABLE core.thumbnail (
    hash text PRIMARY KEY,
    bytes bytea NOT NULL,
    put_by text NOT NULL,
    put_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN core.thumbnail.hash IS 'of the photo that it shows';
ALTER TABLE core.thumbnail ALTER COLUMN bytes SET STORAGE EXTERNAL;  -- a JPEG shrinks no more
ALTER TABLE core.thumbnail OWNER TO seat_owner;
GRANT SELECT, INSERT ON core.thumbnail TO seat_writer;

-- The workstation that brought the first accepted entry with this photo. Not any entry: whoever sees
-- the case knows the hash and can name it in a case of their own.
CREATE FUNCTION core.seat_of_photo(p_hash text) RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT e.seat
    FROM core.photo_use u
    JOIN core.entry e ON e.chain = u.root
    WHERE u.hash = p_hash AND e.verdict = 'applied' AND e.seat IS NOT NULL
      AND pg_catalog.strpos(e.public::text, p_hash) > 0
    ORDER BY e.n LIMIT 1
$$;

-- Whether the person has a session there.
CREATE FUNCTION core.brought_photo(p_person text, p_hash text) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM core.courier_key k
        WHERE k.person = p_person AND k.seat = core.seat_of_photo(p_hash)
          AND NOT k.revoked AND k.accept_until > pg_catalog.statement_timestamp());
END
$$;

-- Takes the small picture (JPEG, at most 128 KB) of a photo; the first one stays. Answers {problem}:
-- null, not_active, malformed, unnamed (no entry that came from here names the photo).
CREATE FUNCTION api.put_thumbnail(p_hash text, p_bytes bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    most constant int := 131072;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF p_hash IS NULL OR p_bytes IS NULL OR length(p_bytes) NOT BETWEEN 4 AND most
          OR substring(p_bytes, 1, 3) <> '\xffd8ff'::bytea THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT core.brought_photo(session_user, p_hash) THEN
        RETURN '{"problem": "unnamed"}';
    END IF;
    INSERT INTO core.thumbnail (hash, bytes, put_by) VALUES (p_hash, p_bytes, session_user)
    ON CONFLICT (hash) DO NOTHING;
    RETURN '{"problem": null}';
END
$$;

-- The small picture of a photo. No row when there is none, or none of a case that the person sees:
-- the two look the same from outside.
CREATE FUNCTION api.get_thumbnail(p_hash text) RETURNS TABLE (bytes bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY
        SELECT t.bytes FROM core.thumbnail t
        WHERE t.hash = p_hash AND core.is_active(session_user)
          AND core.sees_photo(session_user, p_hash);
END
$$;

ALTER FUNCTION core.seat_of_photo(text) OWNER TO seat_writer;
ALTER FUNCTION core.brought_photo(text, text) OWNER TO seat_writer;
ALTER FUNCTION api.put_thumbnail(text, bytea) OWNER TO seat_writer;
ALTER FUNCTION api.get_thumbnail(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.put_thumbnail(text, bytea), api.get_thumbnail(text) TO seat_people;
