-- Writing what was decided: numbers, ledger with its chain, subjects, contacts, photos in use, feed.

-- Takes the numbers: one for each step taken, and the numbers of the cases that get one. The
-- counter row is locked from here to the commit, so that the order of commits is the order of
-- numbers. The day of the counter never goes back.
CREATE FUNCTION core.take_numbers(
    steps bigint, cases bigint, at bigint, OUT n bigint, OUT day date, OUT serial integer
)
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.counter c
    SET n = c.n + steps,
        day = greatest(c.day, (pg_catalog.to_timestamp(at) AT TIME ZONE 'Asia/Shanghai')::date),
        serial = cases + CASE
            WHEN c.day >= (pg_catalog.to_timestamp(at) AT TIME ZONE 'Asia/Shanghai')::date
            THEN c.serial ELSE 0 END
    RETURNING c.n - steps, c.day, c.serial - cases::integer
$$;

-- The last state of every subject that was touched, with its number; the case that was filed gets
-- its own: area, day, serial of the day.
CREATE FUNCTION core.numbered(taken core.taken[], start bigint, day date, serial integer)
RETURNS core.held[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(f.subject, f.subject_id, f.root,
                CASE WHEN f.filed THEN f.after || pg_catalog.jsonb_build_object(
                         'case_number', (f.after ->> 'area') || pg_catalog.to_char(day, 'YYYYMMDD')
                             || CASE WHEN f.turn > 99999 THEN f.turn::text
                                     ELSE pg_catalog.lpad(f.turn::text, 5, '0') END)
                     ELSE f.after END,
                f.n, f.made)::core.held)
        FROM (
            SELECT l.*, serial + pg_catalog.row_number() OVER (PARTITION BY l.filed
                                                               ORDER BY l.n) AS turn
            FROM (
                SELECT DISTINCT ON (t.subject, t.subject_id)
                       t.subject, t.subject_id, t.root, t.after, start + t.ordinality AS n,
                       t.before IS NULL AND t.seq = 0 AS made,
                       coalesce(t.after ->> 'case_number' = '*', false) AS filed
                FROM pg_catalog.unnest(taken) WITH ORDINALITY t
                ORDER BY t.subject, t.subject_id, t.ordinality DESC
            ) l
        ) f
    );
END
$$;

-- Whose rows a subject is among: those of its owner where it has one, else those of its area. Made
-- of the table of subjects, so that a row costs no look-up.
DO $do$
BEGIN
    EXECUTE pg_catalog.format($make$
        CREATE FUNCTION core.scope_of(p_subject text, state jsonb) RETURNS text
        LANGUAGE sql IMMUTABLE
        AS $$
            SELECT CASE p_subject %s ELSE 'area:' || (state ->> 'area') END
        $$ $make$, (
        SELECT pg_catalog.string_agg(pg_catalog.format(
                   'WHEN %L THEN ''person:'' || (state ->> %L)', s.subject, s.owner), ' ')
        FROM core.subject s
        WHERE s.owner <> '' AND s.schema = (SELECT max(x.schema) FROM core.subject x)));
END
$do$;

-- Puts the touched subjects into their scope, where a new one has no line yet.
CREATE FUNCTION core.feed_subjects(final core.held[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.feed (scope, kind, subject, n, op)
    SELECT core.scope_of(h.subject, h.state), h.subject, h.id::text, h.n, 'in'
    FROM pg_catalog.unnest(final) h WHERE h.made;
    INSERT INTO core.feed AS old (scope, kind, subject, n, op)
    SELECT core.scope_of(h.subject, h.state), h.subject, h.id::text, h.n, 'in'
    FROM pg_catalog.unnest(final) h WHERE NOT h.made
    ON CONFLICT (scope, kind, subject) DO UPDATE SET n = excluded.n, op = excluded.op;
END
$$;

-- Hands the caller's details to those who owe this caller something, and takes them back when
-- the duty ends: the keeper of the root while it is open, the owner of an open callback.
CREATE FUNCTION core.feed_contacts(final core.held[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    roots uuid[] := ARRAY(
        SELECT y.root FROM core.contact y
        WHERE y.root = ANY (ARRAY(SELECT DISTINCT h.root FROM pg_catalog.unnest(final) h)));
BEGIN
    IF roots = '{}' THEN
        RETURN;
    END IF;
    -- One set of what is due, what is there and the numbers of the roots, since a join of two lists
    -- would be a loop in a loop.
    INSERT INTO core.feed AS old (scope, kind, subject, n, op)
    SELECT f.scope, 'contact', f.root::text, f.top, CASE WHEN f.due THEN 'in' ELSE 'out' END
    FROM (
        SELECT g.scope, g.root, bool_or(g.due) AS due, bool_or(g.present) AS present,
               max(max(g.n)) OVER (PARTITION BY g.root) AS top
        FROM (
            SELECT 'person:' || k.person AS scope, k.root, true AS due, false AS present,
                   NULL::bigint AS n
            FROM core.keepers(roots) k
            UNION ALL
            SELECT 'person:' || o.owner, r.root, true, false, NULL
            FROM pg_catalog.unnest(roots) r (root)
            CROSS JOIN LATERAL (
                SELECT y.owner FROM core.callback y
                WHERE y.root = r.root AND y.settled_at IS NULL AND y.owner IS NOT NULL OFFSET 0
            ) o
            UNION ALL
            SELECT o.scope, r.root, false, true, NULL
            FROM pg_catalog.unnest(roots) r (root)
            CROSS JOIN LATERAL (
                SELECT y.scope FROM core.feed y
                WHERE y.kind = 'contact' AND y.subject = r.root::text AND y.op = 'in' OFFSET 0
            ) o
            UNION ALL
            SELECT NULL, h.root, false, false, h.n FROM core.each_held(final) h
            WHERE (h.root IN (SELECT r.root FROM pg_catalog.unnest(roots) r (root))) IS TRUE
        ) g
        GROUP BY g.scope, g.root
    ) f
    WHERE f.due <> f.present
    ON CONFLICT (scope, kind, subject) DO UPDATE SET n = excluded.n, op = excluded.op;
END
$$;

-- The next link of a chain: a hash over the link before it (`start` for the first of this call, which
-- is the name of the chain where there is none yet) and the words of an entry.
CREATE FUNCTION core.next_link(link bytea, start bytea, words bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN pg_catalog.sha256(coalesce(link, start) || words);
END
$$;

CREATE AGGREGATE core.chained(start bytea, words bytea) (SFUNC = core.next_link, STYPE = bytea);

-- Writes what was decided: ledger, subjects, contacts, photos in use, feed. `known` are the roots that
-- were there when it was decided. The chain of any other begins here, so that it is a unique violation
-- if somebody else has made that root since.
CREATE FUNCTION core.write_batch(
    p_seat uuid, received bigint, items core.item[], codes text[], fields text[],
    taken core.taken[], final core.held[], start bigint, known uuid[]
) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    photos text[] := ARRAY(
        SELECT DISTINCT f.name FROM core.field f
        WHERE f.type = 'photos' AND f.subject IN (
            SELECT t.subject FROM pg_catalog.unnest(taken) t));
BEGIN
    INSERT INTO core.entry (
        id, n, seat, q, subject, subject_id, root, step, author, courier, post, parent,
        claimed_at, received_at, counts_at, schema, body, mac, verdict, code, field, cause,
        public, chain, place, link)
    SELECT e.id, e.n, e.seat, e.q, e.subject, e.subject_id, e.root, e.step, e.author, e.courier,
           e.post, e.parent, e.claimed_at, e.received_at, e.counts_at, e.schema, e.body, e.mac,
           e.verdict, e.code, e.field, e.cause, e.public, e.chain,
           coalesce(tail.place, 0) + row_number() OVER along,
           core.chained(coalesce(tail.link, uuid_send(e.chain)), record_send(ROW(
               e.id, e.n, e.seat, e.q, e.subject, e.subject_id, e.root, e.step, e.author,
               e.courier, e.post, e.parent, e.claimed_at, e.received_at, e.counts_at, e.schema,
               e.digest, e.mac, e.verdict, e.code, e.field, e.cause, e.public))) OVER along
    FROM (
        SELECT i.id, t.n, p_seat AS seat, i.q, i.subject, i.subject_id, i.root, i.step, i.author,
               session_user::text AS courier, i.post, i.parent, i.claimed_at,
               received AS received_at, t.at AS counts_at, i.schema, i.body, i.digest, i.mac,
               CASE codes[i.ord] WHEN 'fallen' THEN 'fallen' ELSE
                   CASE WHEN codes[i.ord] IS NULL THEN 'applied' ELSE 'refused' END END AS verdict,
               codes[i.ord] AS code, fields[i.ord] AS field, NULL::uuid AS cause,
               CASE WHEN codes[i.ord] IS NULL THEN i.public END AS public,
               CASE WHEN codes[i.ord] IS NULL THEN i.root ELSE p_seat END AS chain
        FROM core.each_item(items) i
        LEFT JOIN (
            SELECT x.ord, x.at, start + x.ordinality AS n
            FROM core.each_taken(taken) WITH ORDINALITY x WHERE x.seq = 0
        ) t ON t.ord = i.ord
        WHERE NOT i.repeats AND codes[i.ord] IS DISTINCT FROM 'held'
        UNION ALL
        SELECT t.id, start + t.ordinality, NULL, NULL, t.subject, t.subject_id, t.root, t.step,
               t.author, session_user, t.post, (t.before ->> 'fresh')::uuid, t.claimed_at,
               received, t.at, t.schema, NULL, NULL, NULL, 'applied', NULL, NULL, t.cause, t.public, t.root
        FROM pg_catalog.unnest(taken) WITH ORDINALITY t WHERE t.seq <> 0
    ) e
    LEFT JOIN LATERAL (
        SELECT x.place, x.link FROM core.entry x
        WHERE x.chain = e.chain
          AND (e.chain = p_seat OR e.chain IN (SELECT k.root FROM unnest(known) k (root)))
        ORDER BY x.place DESC LIMIT 1
    ) tail ON true
    WINDOW along AS (PARTITION BY e.chain ORDER BY e.n, e.q ROWS UNBOUNDED PRECEDING);
    INSERT INTO core.resent (seat, q, id)
    SELECT p_seat, i.q, i.id FROM pg_catalog.unnest(items) i WHERE i.repeats;
    IF 'held' = ANY (codes) THEN
        INSERT INTO core.waiting (seat, q, id, body, since)
        SELECT p_seat, i.q, i.id, i.body, received FROM pg_catalog.unnest(items) i
        WHERE codes[i.ord] = 'held'
        ON CONFLICT DO NOTHING;
    END IF;
    IF EXISTS (SELECT FROM core.waiting w) THEN
        DELETE FROM core.waiting w
        USING core.each_item(items) i
        WHERE w.id = i.id AND codes[i.ord] IS DISTINCT FROM 'held';
    END IF;
    IF taken IS NULL THEN
        RETURN;
    END IF;

    PERFORM core.put_subjects(final);
    PERFORM core.keep_passed_facts(taken);

    INSERT INTO core.contact (root, n, "row")
    SELECT i.root, start, i.personal
    FROM pg_catalog.unnest(items) i
    WHERE i.subject_id = i.root AND i.personal IS NOT NULL AND NOT i.repeats
      AND codes[i.ord] IS NULL
    ON CONFLICT (root) DO UPDATE
    SET n = excluded.n, "row" = core.contact."row" || excluded."row";

    INSERT INTO core.photo_use (hash, root)
    SELECT photo, p.root
    FROM (
        SELECT t.root, t.public -> field AS photos
        FROM pg_catalog.unnest(taken) t
        JOIN pg_catalog.unnest(photos) field
            ON pg_catalog.jsonb_typeof(t.public -> field) = 'array'
        WHERE t.public ?| photos
        OFFSET 0
    ) p
    CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(p.photos) photo
    ON CONFLICT DO NOTHING;

    PERFORM core.feed_subjects(final);
    PERFORM core.feed_contacts(final);
END
$$;

CALL core.give_to_writer(
    'take_numbers', 'numbered', 'scope_of', 'feed_subjects', 'feed_contacts', 'next_link', 'write_batch');
ALTER AGGREGATE core.chained(bytea, bytea) OWNER TO seat_writer;
