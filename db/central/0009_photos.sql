-- Photos, named by their SHA-256 and carried in pieces of 64 KB: only those that an entry names come
-- in, and only people who see the case, or the refusal of the entry, get them out.
--
-- Everybody puts pieces of their own together. Whether one of them is right shows with the whole
-- alone, so that a wrong one would spoil what others bring, as often as its author likes.

CREATE TABLE core.photo (
    hash text NOT NULL,
    put_by text COLLATE "C" NOT NULL,
    count int NOT NULL,
    complete boolean NOT NULL DEFAULT false,
    put_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (hash, put_by)
);
CREATE UNIQUE INDEX photo_whole ON core.photo (hash) WHERE complete;
COMMENT ON COLUMN core.photo.count IS 'how many pieces there are';

CREATE TABLE core.photo_piece (
    hash text NOT NULL,
    put_by text COLLATE "C" NOT NULL,
    place int NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (hash, put_by, place),
    FOREIGN KEY (hash, put_by) REFERENCES core.photo ON DELETE CASCADE
);
ALTER TABLE core.photo_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;  -- a JPEG shrinks no more

ALTER TABLE core.photo OWNER TO seat_owner;
ALTER TABLE core.photo_piece OWNER TO seat_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON core.photo TO seat_writer;
GRANT SELECT, INSERT, DELETE ON core.photo_piece TO seat_writer;

-- What the centre lacks of a list of hashes (500 at most) from the caller. Answers {problem: null, lacking: {hash:
-- [places]}, unnamed: [hash], unseen: [hash]}: no places mean all of them, `unnamed` ones no accepted
-- entry names, `unseen` ones have no small picture here.
CREATE FUNCTION api.photos_wanted(p_hashes text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hashes text[];
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF octet_length(p_hashes) > 40000 THEN
        RETURN '{"problem": "malformed"}';
    END IF;
    BEGIN
        SELECT array_agg(DISTINCT value) INTO hashes FROM jsonb_array_elements_text(p_hashes::jsonb);
    EXCEPTION WHEN data_exception OR statement_too_complex THEN
        RETURN '{"problem": "malformed"}';
    END;
    RETURN (
        SELECT jsonb_build_object(
            'problem', NULL,
            'lacking', coalesce(jsonb_object_agg(h, core.lacking_places(h, session_user))
                                FILTER (WHERE named AND NOT complete), '{}'),
            'unnamed', coalesce(jsonb_agg(h) FILTER (WHERE NOT named), '[]'),
            'unseen', coalesce(jsonb_agg(h) FILTER (WHERE named AND NOT seen), '[]'))
        FROM (
            SELECT h,
                   EXISTS (SELECT FROM core.photo_use u WHERE u.hash = h) AS named,
                   core.is_whole(h) AS complete,
                   EXISTS (SELECT FROM core.thumbnail t WHERE t.hash = h) AS seen
            FROM unnest(hashes) h
        ) asked);
END
$$;

-- The places that are still empty of a photo that the person has begun to bring; none before that.
CREATE FUNCTION core.lacking_places(p_hash text, p_person text) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(pg_catalog.jsonb_agg(place ORDER BY place), '[]')
    FROM core.photo p, pg_catalog.generate_series(0, p.count - 1) place
    WHERE p.hash = p_hash AND p.put_by = p_person
      AND NOT EXISTS (SELECT FROM core.photo_piece o
                      WHERE o.hash = p_hash AND o.put_by = p_person AND o.place = place.place)
$$;

-- Takes the piece at place `p_index` (from 0) of `p_count`. With the last one the whole is checked;
-- what is not what its name says is thrown away. Answers {problem: null, complete}, or {problem}:
-- not_active, malformed, unnamed, wrong_hash.
CREATE FUNCTION api.put_piece(p_hash text, p_index int, p_count int, p_bytes bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
AS $$
DECLARE
    piece constant int := 65536;
    most constant int := 320;
    me constant text := session_user;
    known_count int;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(me) THEN
        RETURN '{"problem": "not_active"}';
    ELSIF p_hash IS NULL OR p_index IS NULL OR p_bytes IS NULL
          OR p_count IS NULL OR p_count NOT BETWEEN 1 AND most
          OR p_index NOT BETWEEN 0 AND p_count - 1
          OR length(p_bytes) NOT BETWEEN 1 AND piece
          OR (p_index < p_count - 1 AND length(p_bytes) < piece) THEN
        RETURN '{"problem": "malformed"}';
    ELSIF NOT EXISTS (SELECT FROM core.photo_use u WHERE u.hash = p_hash) THEN
        RETURN '{"problem": "unnamed"}';
    ELSIF core.is_whole(p_hash) THEN
        DELETE FROM core.photo p WHERE p.hash = p_hash AND p.put_by = me AND NOT p.complete;
        RETURN '{"problem": null, "complete": true}';
    END IF;

    INSERT INTO core.photo (hash, put_by, count) VALUES (p_hash, me, p_count)
    ON CONFLICT (hash, put_by) DO NOTHING;
    SELECT p.count INTO STRICT known_count
    FROM core.photo p WHERE p.hash = p_hash AND p.put_by = me FOR UPDATE;
    IF known_count <> p_count THEN
        DELETE FROM core.photo_piece o WHERE o.hash = p_hash AND o.put_by = me;
        UPDATE core.photo p SET count = p_count WHERE p.hash = p_hash AND p.put_by = me;
    END IF;
    INSERT INTO core.photo_piece (hash, put_by, place, bytes) VALUES (p_hash, me, p_index, p_bytes)
    ON CONFLICT (hash, put_by, place) DO NOTHING;
    IF (SELECT count(*) FROM core.photo_piece o WHERE o.hash = p_hash AND o.put_by = me) < p_count
    THEN
        RETURN '{"problem": null, "complete": false}';
    END IF;

    IF p_hash <> (SELECT encode(sha256(string_agg(o.bytes, ''::bytea ORDER BY o.place)), 'hex')
                  FROM core.photo_piece o WHERE o.hash = p_hash AND o.put_by = me) THEN
        DELETE FROM core.photo_piece o WHERE o.hash = p_hash AND o.put_by = me;
        RETURN '{"problem": "wrong_hash"}';
    END IF;
    BEGIN
        UPDATE core.photo p SET complete = true, put_at = now()
        WHERE p.hash = p_hash AND p.put_by = me;
        -- What others began is not needed any more; what one of them is writing just now goes with
        -- their next piece.
        DELETE FROM core.photo p USING (
            SELECT x.put_by FROM core.photo x
            WHERE x.hash = p_hash AND NOT x.complete FOR UPDATE SKIP LOCKED) begun
        WHERE p.hash = p_hash AND p.put_by = begun.put_by;
    EXCEPTION WHEN unique_violation THEN  -- somebody else brought it in this moment
        DELETE FROM core.photo p WHERE p.hash = p_hash AND p.put_by = me;
    END;
    RETURN '{"problem": null, "complete": true}';
END
$$;

-- Whether all of a photo is here.
CREATE FUNCTION core.is_whole(p_hash text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (SELECT FROM core.photo p WHERE p.hash = p_hash AND p.complete)
$$;

-- Whether a photo belongs to a root that the person sees.
CREATE FUNCTION core.sees_photo(p_person text, p_hash text) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    scopes constant text[] := ARRAY(SELECT core.scopes_of(p_person));
    roots constant text[] := ARRAY(SELECT DISTINCT s.subject FROM core.subject s
                                   WHERE s."of" = '{}');
BEGIN
    RETURN EXISTS (
        SELECT FROM core.photo_use u
        JOIN core.feed f ON f.kind = ANY (roots) AND f.subject = u.root::text AND f.op = 'in'
                        AND f.scope = ANY (scopes)
        WHERE u.hash = p_hash);
END
$$;

-- One piece of a whole photo, and how many there are. No row when it is not here, or belongs to no
-- case that the person sees: the two look the same from outside.
CREATE FUNCTION api.get_piece(p_hash text, p_index int)
RETURNS TABLE (bytes bytea, count int)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT core.is_active(session_user) THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT o.bytes, p.count
        FROM core.photo p
        JOIN core.photo_piece o
            ON o.hash = p.hash AND o.put_by = p.put_by AND o.place = p_index
        WHERE p.hash = p_hash AND p.complete
          AND core.sees_photo(session_user, p_hash);
END
$$;

ALTER FUNCTION api.photos_wanted(text) OWNER TO seat_writer;
ALTER FUNCTION core.lacking_places(text, text) OWNER TO seat_writer;
ALTER FUNCTION core.is_whole(text) OWNER TO seat_writer;
ALTER FUNCTION core.sees_photo(text, text) OWNER TO seat_writer;
ALTER FUNCTION api.put_piece(text, int, int, bytea) OWNER TO seat_writer;
ALTER FUNCTION api.get_piece(text, int) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.photos_wanted(text), api.put_piece(text, int, int, bytea),
    api.get_piece(text, int) TO seat_people;
