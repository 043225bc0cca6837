-- Whether stored photos are still what their names say, and the way back of one that is not: the
-- owner of the database looks (`center check --photos`), workstations that still have such a photo
-- are asked for it, and it comes in as any other, under its own SHA-256. A photo that is what its
-- name says is never asked for and never replaced.

-- Looks at whole photos, by their piles, and notes what they are. Of a photo that was brought anew
-- meanwhile nothing is looked at but the new pile. For the owner of the database.
CREATE FUNCTION core.check_photos(p_piles bigint[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    pile record;
    sound boolean;
BEGIN
    FOR pile IN
        SELECT p.id, p.hash, p.count FROM unnest(p_piles) wanted(id)
        JOIN core.photo p ON p.id = wanted.id
        WHERE p.complete AND (p.spoiled_at IS NULL OR NOT core.is_whole(p.hash))
    LOOP
        BEGIN
            sound := coalesce(core.hash_of_pieces(pile.id) = pile.hash, false);
        EXCEPTION WHEN data_corrupted OR index_corrupted OR io_error OR undefined_file THEN
            sound := false;
        END;
        -- One that was only misread, by a disk or a memory that is failing, counts again.
        BEGIN
            UPDATE core.photo p SET
                checked_at = clock_timestamp(),
                spoiled_at = CASE WHEN NOT sound THEN coalesce(p.spoiled_at, clock_timestamp()) END
            WHERE p.id = pile.id;
        EXCEPTION WHEN unique_violation THEN
            NULL;  -- brought anew in this moment
        END;
    END LOOP;
END
$$;

-- Piles that can be looked at, those first that nobody has looked at for longest.
CREATE FUNCTION core.photos_to_check() RETURNS SETOF bigint
LANGUAGE sql STABLE
AS $$
    SELECT p.id FROM core.photo p
    WHERE p.complete AND (p.spoiled_at IS NULL OR NOT core.is_whole(p.hash))
    ORDER BY p.checked_at, p.id
$$;

-- How many photos there are, and when that one was looked at that was not looked at for longest
-- (seconds since 1970; NULL without photos).
CREATE FUNCTION core.photos_stored(OUT stored bigint, OUT checked_since bigint)
LANGUAGE sql STABLE
AS $$
    SELECT count(*), floor(extract(epoch FROM min(p.checked_at)))::bigint
    FROM core.photo p WHERE p.complete AND p.spoiled_at IS NULL
$$;

-- The photos that are spoiled and were not brought anew: since when, the numbers of the cases that
-- show them, and the code of the workstation that brought the first entry with each.
CREATE FUNCTION core.spoiled_photos()
RETURNS TABLE (hash text, spoiled_at timestamptz, numbers text[], seat text)
LANGUAGE sql STABLE
AS $$
    SELECT s.hash, s.spoiled_at, shown.numbers, first.code
    FROM (
        SELECT p.hash, min(p.spoiled_at) AS spoiled_at FROM core.photo p
        WHERE p.spoiled_at IS NOT NULL AND NOT core.is_whole(p.hash)
        GROUP BY p.hash
    ) s
    CROSS JOIN LATERAL (
        SELECT coalesce(pg_catalog.array_agg(
                   coalesce(c.case_number, c.acceptance_number, u.root::text)
                   ORDER BY c.acceptance_number, u.root), '{}') AS numbers
        FROM core.photo_use u
        LEFT JOIN core."case" c ON c.id = u.root
        WHERE u.hash = s.hash
    ) shown
    LEFT JOIN LATERAL (
        SELECT x.code FROM core.seat x WHERE x.seat = core.seat_of_photo(s.hash)
    ) first ON true
    ORDER BY s.spoiled_at, s.hash
$$;

-- Names of photos that the centre would like to have anew, of those that the caller sees: up to 500
-- that follow `p_after`, in order. Whoever still has one hands it in piece by piece as always.
-- Answers {problem: null, photos: [hash], after}, `after` being what to ask with the next time, or
-- {problem}: not_active. A page may end with a photo that the caller does not see, so that `after` is
-- the beginning of its name alone: who had all of it could name it in a case of their own, and see it.
CREATE FUNCTION api.photos_asked_again(p_after text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    most constant int := 500;
    told constant int := 16;  -- digits: no two photos have as many in common
    names text[];
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    END IF;
    names := ARRAY(
        SELECT DISTINCT p.hash COLLATE "C" FROM core.photo p
        WHERE p.spoiled_at IS NOT NULL AND NOT core.is_whole(p.hash)
          AND left(p.hash, told) COLLATE "C" > coalesce(p_after, '')
        ORDER BY 1 LIMIT most);
    RETURN jsonb_build_object(
        'problem', NULL,
        'after', CASE WHEN cardinality(names) = most THEN left(names[most], told) ELSE '' END,
        'photos', (SELECT coalesce(jsonb_agg(n ORDER BY n), '[]') FROM unnest(names) n
                   WHERE core.sees_photo(session_user, n)));
END
$$;

ALTER FUNCTION core.check_photos(bigint[]) OWNER TO seat_owner;
ALTER FUNCTION core.photos_to_check() OWNER TO seat_owner;
ALTER FUNCTION core.photos_stored() OWNER TO seat_owner;
ALTER FUNCTION core.spoiled_photos() OWNER TO seat_owner;
ALTER FUNCTION api.photos_asked_again(text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.photos_asked_again(text) TO seat_people;
