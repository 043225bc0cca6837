-- Photos, named by their SHA-256 and carried in pieces of 64 KB: only those that an entry names come
-- in, and only people who see the case, or the refusal of the entry, get them out.
--
-- Everybody puts pieces of their own together, in a pile of their own. Whether one of them is right
-- shows with the whole alone, so that a wrong one would spoil what others bring, as often as its
-- author likes. A pile that is whole is never written to again; one that has lost what its name says
-- since (0049) stands aside until another one is whole.

CREATE TABLE core.photo (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash text NOT NULL,
    put_by text COLLATE "C" NOT NULL,
    count int NOT NULL,
    complete boolean NOT NULL DEFAULT false,
    put_at timestamptz NOT NULL DEFAULT now(),
    checked_at timestamptz NOT NULL DEFAULT now(),
    spoiled_at timestamptz
);
CREATE UNIQUE INDEX photo_begun ON core.photo (hash, put_by) WHERE NOT complete;
CREATE UNIQUE INDEX photo_whole ON core.photo (hash) WHERE complete AND spoiled_at IS NULL;
CREATE INDEX photo_spoiled ON core.photo (hash) WHERE spoiled_at IS NOT NULL;
COMMENT ON COLUMN core.photo.count IS 'how many pieces there are';
COMMENT ON COLUMN core.photo.checked_at IS 'when it last was what its name says, or was found not to be';
COMMENT ON COLUMN core.photo.spoiled_at IS 'when it was found to be something else';

CREATE TABLE core.photo_piece (
    photo bigint NOT NULL REFERENCES core.photo ON DELETE CASCADE,
    place int NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (photo, place)
);
ALTER TABLE core.photo_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;  -- a JPEG shrinks no more

ALTER TABLE core.photo OWNER TO seat_owner;
ALTER TABLE core.photo_piece OWNER TO seat_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON core.photo TO seat_writer;
GRANT SELECT, INSERT, DELETE ON core.photo_piece TO seat_writer;

-- What the centre lacks of a list of hashes (500 at most) from the caller. Answers {problem: null,
-- lacking: {hash: [places]}, unnamed: [hash], unseen: [hash]}: no places mean all of them, `unnamed`
-- ones no accepted entry names, `unseen` ones have no small picture here.
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
    WHERE p.hash = p_hash AND p.put_by = p_person AND NOT p.complete
      AND NOT EXISTS (SELECT FROM core.photo_piece o
                      WHERE o.photo = p.id AND o.place = place.place)
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
    pile bigint;
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
    ON CONFLICT (hash, put_by) WHERE NOT complete DO NOTHING;
    SELECT p.id, p.count INTO pile, known_count
    FROM core.photo p WHERE p.hash = p_hash AND p.put_by = me AND NOT p.complete FOR UPDATE;
    IF pile IS NULL OR core.is_whole(p_hash) THEN  -- the same photo by another session of theirs
        DELETE FROM core.photo p WHERE p.id = pile;
        RETURN '{"problem": null, "complete": true}';
    END IF;
    IF known_count <> p_count THEN
        DELETE FROM core.photo_piece o WHERE o.photo = pile;
        UPDATE core.photo p SET count = p_count WHERE p.id = pile;
    END IF;
    INSERT INTO core.photo_piece (photo, place, bytes) VALUES (pile, p_index, p_bytes)
    ON CONFLICT (photo, place) DO NOTHING;
    IF (SELECT count(*) FROM core.photo_piece o WHERE o.photo = pile) < p_count THEN
        RETURN '{"problem": null, "complete": false}';
    END IF;

    IF p_hash <> core.hash_of_pieces(pile) THEN
        DELETE FROM core.photo_piece o WHERE o.photo = pile;
        RETURN '{"problem": "wrong_hash"}';
    END IF;
    BEGIN
        UPDATE core.photo p SET complete = true, put_at = now(), checked_at = now()
        WHERE p.id = pile;
        -- What others began is not needed any more; what one of them is writing just now goes with
        -- their next piece.
        DELETE FROM core.photo p USING (
            SELECT x.id FROM core.photo x
            WHERE x.hash = p_hash AND NOT x.complete FOR UPDATE SKIP LOCKED) begun
        WHERE p.id = begun.id;
    EXCEPTION WHEN unique_violation THEN  -- somebody else brought it in this moment
        DELETE FROM core.photo p WHERE p.id = pile;
    END;
    BEGIN
        DELETE FROM core.photo p WHERE p.hash = p_hash AND p.spoiled_at IS NOT NULL;
    EXCEPTION WHEN data_corrupted OR index_corrupted OR io_error OR undefined_file THEN
        NULL;  -- a disk that cannot read it cannot clear it away; nobody asks for it any more
    END;
    RETURN '{"problem": null, "complete": true}';
END
$$;

-- Whether all of a photo is here, as far as is known.
CREATE FUNCTION core.is_whole(p_hash text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (SELECT FROM core.photo p
                   WHERE p.hash = p_hash AND p.complete AND p.spoiled_at IS NULL)
$$;

-- SHA-256 in hex of the pieces of a pile, one behind the other; NULL without pieces.
CREATE FUNCTION core.hash_of_pieces(p_pile bigint) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT pg_catalog.encode(pg_catalog.sha256(
               pg_catalog.string_agg(o.bytes, ''::bytea ORDER BY o.place)), 'hex')
    FROM core.photo_piece o WHERE o.photo = p_pile
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
-- case that the person sees: the two look the same from outside. A photo that is spoiled, or that
-- the disk cannot read any more, comes as one empty piece: whoever asks sees that it is something
-- else than its name says, and goes on to the next one.
CREATE FUNCTION api.get_piece(p_hash text, p_index int)
RETURNS TABLE (bytes bytea, count int)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT core.is_active(session_user) OR NOT core.sees_photo(session_user, p_hash) THEN
        RETURN;
    END IF;
    -- Put together with nothing, bytes are read here and not on their way out.
    SELECT o.bytes || ''::bytea, p.count INTO bytes, count
    FROM core.photo p
    JOIN core.photo_piece o ON o.photo = p.id AND o.place = p_index
    WHERE p.hash = p_hash AND p.complete AND p.spoiled_at IS NULL;
    IF FOUND THEN
        RETURN NEXT;
    ELSIF NOT core.is_whole(p_hash)
          AND EXISTS (SELECT FROM core.photo p WHERE p.hash = p_hash AND p.complete) THEN
        RETURN QUERY SELECT ''::bytea, 1;
    END IF;
EXCEPTION WHEN data_corrupted OR index_corrupted OR io_error OR undefined_file THEN
    RETURN QUERY SELECT ''::bytea, 1;
END
$$;

ALTER FUNCTION api.photos_wanted(text) OWNER TO seat_writer;
ALTER FUNCTION core.lacking_places(text, text) OWNER TO seat_writer;
ALTER FUNCTION core.is_whole(text) OWNER TO seat_writer;
ALTER FUNCTION core.hash_of_pieces(bigint) OWNER TO seat_writer;
ALTER FUNCTION core.sees_photo(text, text) OWNER TO seat_writer;
ALTER FUNCTION api.put_piece(text, int, int, bytea) OWNER TO seat_writer;
ALTER FUNCTION api.get_piece(text, int) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.photos_wanted(text), api.put_piece(text, int, int, bytea),
    api.get_piece(text, int) TO seat_people;
