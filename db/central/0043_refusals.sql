-- What the centre did not accept stands before people, wherever they sit: a subject `refusal` for
-- each such entry, in the area in which its author works. Its author and the shift leader settle it.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.refusal (
    id uuid PRIMARY KEY,
    root uuid NOT NULL,
    n bigint NOT NULL,
    area text NOT NULL,
    stage text NOT NULL,
    fresh uuid NOT NULL,
    clock text,
    clock_limit bigint,
    clock_basis text,
    clock_used bigint,
    clock_since bigint,
    clock_calendar text,
    due_at bigint,
    owner text,
    refused_entry text,
    follows text,
    about text,
    about_id text,
    about_root text,
    about_step text,
    code text,
    about_field text,
    seat_code text,
    taken_at bigint,
    typed text,
    reason text,
    refused_by text,
    refused_at bigint,
    handed_by text,
    handed_at bigint,
    settled_by text,
    settled_at bigint
);

GRANT SELECT, INSERT, UPDATE ON core.refusal TO seat_writer;

RESET ROLE;

-- Whether an item has to stand before a person. Whose it is says its signature: without a good one
-- it is nobody's. A settling that came too late needs nobody, since all was settled, and a ring that
-- another workstation has brought neither (needs_nobody of seatapp/domain/refused.py).
CREATE FUNCTION core.stands_refused(item core.item, code text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
    SELECT code IS NOT NULL AND NOT item.repeats AND item.subject <> 'refusal'
        AND code NOT IN ('held', 'malformed', 'too_large', 'unknown_key', 'bad_signature')
        AND (code, item.subject, item.step) IS DISTINCT FROM ('exists', 'call', 'miss_call')
$$;

-- The identifier of the refusal that an entry has become: refusal_id of seatapp/domain/refused.py.
CREATE FUNCTION core.refusal_id(entry uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE
AS $$
    SELECT core.derived_id(entry, 'subject', 'refusal', 'refuse')
$$;

-- Where a refusal stands: in the area of the case if its author may see that one, else in the one
-- that was named if it is the author's, else where the author works.
CREATE FUNCTION core.refusal_area(item core.item, held core.held[], taken core.taken[])
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN coalesce(
        CASE WHEN item.level > 0 THEN (
            SELECT f.state ->> 'area'
            FROM (
                SELECT t.after AS state FROM core.each_taken(taken) t WHERE t.root = item.root
                UNION ALL
                SELECT h.state FROM core.each_held(held) h WHERE h.root = item.root
            ) f
            WHERE core.may_see(item.author, item.prefixes, f.state) LIMIT 1) END,
        (SELECT item."values" ->> 'area'
         FROM pg_catalog.unnest(item.prefixes) prefix
         WHERE pg_catalog.jsonb_typeof(item."values" -> 'area') = 'string'
           AND pg_catalog.starts_with(item."values" ->> 'area', prefix) LIMIT 1),
        -- An area that is there: what stands in another is in nobody's scope.
        (SELECT min(a.code COLLATE "C")
         FROM core.reference a
         JOIN core.posts_of(item.author) p ON pg_catalog.starts_with(a.code, p.area)
         WHERE a.kind = 'area'),
        (SELECT min(pg_catalog.rpad(p.area, 6, '0') COLLATE "C")
         FROM core.posts_of(item.author) p),
        -- The post of somebody who has left.
        (SELECT min(pg_catalog.rpad(p.area, 6, '0') COLLATE "C")
         FROM core.member_post p WHERE p.person = item.author),
        (SELECT pg_catalog.rpad(c.city, 6, '0') FROM core.centre c));
END
$$;

-- The system entries by which what was not accepted comes to stand before people, folded. What was
-- typed goes with them, what is personal under its mask; nothing of an entry with a field that is
-- not known, since nobody can say what that holds.
CREATE FUNCTION core.refusals_made(
    items core.item[], codes text[], fields text[], held core.held[], taken core.taken[], at bigint
) RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    longest constant integer := 20000;
    made core.taken[];
BEGIN
    SELECT pg_catalog.array_agg(
        ROW(f.ord, 1000000, core.derived_id(f.id, 'entry', 'refuse', f.refusal::text), f.id,
            'refusal', f.refusal, f.refusal, f.schema, 'refuse', f.author, 'system', f.claimed_at,
            f.shown, f.shown, f.area, NULL, NULL, at)::core.taken ORDER BY f.q)
    INTO made
    FROM (
        SELECT i.ord, i.q, i.id, i.author, i.claimed_at, c.schema, p.area,
               core.refusal_id(i.id) AS refusal,
               pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
                   'area', p.area, 'owner', i.author, 'refused_entry', i.id, 'follows', i.parent,
                   'about', i.subject, 'about_id', i.subject_id, 'about_root', i.root,
                   'about_step', i.step, 'code', codes[i.ord],
                   'about_field', pg_catalog.left(fields[i.ord], 60),
                   -- Where its author sat: the photos are there, whoever brought the entry.
                   'seat_code', (
                       SELECT s.code FROM core.courier_key k
                       JOIN core.seat s ON s.seat = k.seat
                       WHERE k.key_id = (i.body::jsonb ->> 'key')::uuid LIMIT 1),
                   'taken_at', pg_catalog.floor(pg_catalog.date_part(
                       'epoch', i.claimed_at::timestamptz))::bigint,
                   'typed', CASE WHEN i.late_code IS DISTINCT FROM 'unknown_field'
                                      AND s.shown <> '{}'
                                      AND pg_catalog.length(s.shown::text) <= longest
                                 THEN s.shown::text END)) AS shown
        FROM core.each_item(items) i
        CROSS JOIN core.centre c
        CROSS JOIN LATERAL (SELECT pg_catalog.jsonb_strip_nulls(i.shown) AS shown OFFSET 0) s
        CROSS JOIN LATERAL (SELECT core.refusal_area(i, held, taken) AS area OFFSET 0) p
        WHERE core.stands_refused(i, codes[i.ord])
    ) f;
    RETURN CASE WHEN made IS NOT NULL
                THEN core.folded(made, at, core.calendar_in_force()) END;
END
$$;

-- Keeps the personal values that were typed, for the author alone (`person:` scope), and lets the
-- photos that were named come in, for whoever sees the refusal.
CREATE FUNCTION core.keep_refused(items core.item[], codes text[], start bigint) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.contact (root, n, "row")
    SELECT core.refusal_id(i.id), start, i.personal
    FROM core.each_item(items) i
    WHERE i.personal IS NOT NULL AND core.stands_refused(i, codes[i.ord])
    ON CONFLICT (root) DO NOTHING;
    INSERT INTO core.photo_use (hash, root)
    SELECT photo.hash, core.refusal_id(i.id)
    FROM core.each_item(items) i
    JOIN core.field f ON f.schema = i.schema AND f.subject = i.subject AND f.type = 'photos'
    CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
        CASE pg_catalog.jsonb_typeof(i.public -> f.name) WHEN 'array' THEN i.public -> f.name
             ELSE '[]' END) WITH ORDINALITY photo (hash, place)
    WHERE core.stands_refused(i, codes[i.ord]) AND i.late_code IS DISTINCT FROM 'unknown_field'
      AND photo.place <= f.maximum AND photo.hash ~ '^[0-9a-f]{64}$'
    ON CONFLICT DO NOTHING;
END
$$;

ALTER FUNCTION core.stands_refused(core.item, text) OWNER TO seat_writer;
ALTER FUNCTION core.refusal_id(uuid) OWNER TO seat_writer;
ALTER FUNCTION core.refusal_area(core.item, core.held[], core.taken[]) OWNER TO seat_writer;
ALTER FUNCTION core.refusals_made(core.item[], text[], text[], core.held[], core.taken[], bigint)
    OWNER TO seat_writer;
ALTER FUNCTION core.keep_refused(core.item[], text[], bigint) OWNER TO seat_writer;
