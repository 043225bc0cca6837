-- What the seat is answered.

-- A row on its way to a seat: a list instead of names, and `root` only where it is another. The
-- gateway of seatapp/central puts it together again. It is JSON as text, since nobody looks into it.
CREATE FUNCTION core.sent_row(subject text, id uuid, root uuid, n bigint, state jsonb) RETURNS json
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.json_build_array(
        subject, id, n,
        state || CASE WHEN root = id THEN '{}'
                      ELSE pg_catalog.jsonb_build_object('root', root) END)
$$;

-- A line of the history likewise; what is the same as the one before it is left out.
CREATE FUNCTION core.sent_line(line core.story) RETURNS json
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.json_build_array(
        line.id, line.subject, line.subject_id, nullif(line.root, line.subject_id), line.step,
        line.author, line.post, line.claimed_at, line.received_at,
        nullif(line.counts_at, line.received_at), line.n, line."values", line.cause)
$$;

-- The answer to letters that are all in the ledger now: verdicts in order, each with its receipt
-- (none while it is held), and the rows and the history that the caller may see, but for lines that
-- say nothing that does not stand in a letter and its verdict: the gateway of seatapp/central makes
-- those again. `last_q` is what the seat had sent before, `touched` are the subjects as this call has
-- left them, its entries bear the numbers after `start` up to `top`.
CREATE FUNCTION core.answer_to(
    p_seat uuid, letters core.letter[], last_q bigint, touched core.held[], start bigint,
    top bigint, epoch bigint, now_q bigint, at bigint
) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    scopes text[] := ARRAY(SELECT core.scopes_of(session_user));
    giving constant text[] := ARRAY(SELECT DISTINCT x.step FROM core.step x WHERE x.gives);
    inner_block constant bytea := (SELECT s.value FROM core.secret s WHERE s.name = 'receipt_inner');
    outer_block constant bytea := (SELECT s.value FROM core.secret s WHERE s.name = 'receipt_outer');
    verdicts json;
    plain uuid[];
    repeated uuid[];
    others uuid[];
    seen core.held[];
BEGIN
    SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
               v.q, v.id,
               CASE WHEN v.verdict = 'held' THEN 'held' WHEN v.again THEN 'repeated'
                    ELSE v.verdict END,
               v.code, v.field, v.n, v.receipt) ORDER BY v.q),
           pg_catalog.array_agg(v.id) FILTER (WHERE v.plain),
           pg_catalog.array_agg(v.id) FILTER (WHERE v.again AND v.verdict <> 'held'),
           pg_catalog.array_agg(DISTINCT v.subject_id)
               FILTER (WHERE v.again OR v.verdict <> 'applied')
    INTO verdicts, plain, repeated, others
    FROM (
        SELECT l.q, coalesce(own.id, other.id, w.id) AS id,
               coalesce(own.verdict, other.verdict, 'held') AS verdict,
               CASE WHEN own.id IS NOT NULL THEN own.code
                    WHEN other.id IS NOT NULL THEN other.code ELSE 'held' END AS code,
               CASE WHEN own.id IS NULL THEN other.field ELSE own.field END AS field,
               CASE WHEN own.id IS NULL THEN other.n ELSE own.n END AS n,
               CASE WHEN own.id IS NULL THEN other.subject_id ELSE own.subject_id END AS subject_id,
               l.q <= last_q OR own.id IS NULL AS again,
               own.counts_at = at AND own.public = l.doc -> 'values' AS plain,
               core.receipt(told.words, l.digest, inner_block, outer_block) AS receipt
        FROM core.each_letter(letters) l
        LEFT JOIN (
            SELECT x.* FROM core.entry x
            WHERE x.seat = p_seat AND x.q BETWEEN (letters[1]).q
                  AND (letters[pg_catalog.cardinality(letters)]).q
        ) own ON own.q = l.q
        LEFT JOIN LATERAL (
            SELECT y.* FROM core.resent x
            JOIN core.entry y ON y.id = x.id
            WHERE own.id IS NULL AND x.seat = p_seat AND x.q = l.q LIMIT 1
        ) other ON true
        LEFT JOIN LATERAL (
            SELECT x.id FROM core.waiting x
            WHERE own.id IS NULL AND other.id IS NULL AND x.seat = p_seat AND x.q = l.q LIMIT 1
        ) w ON true
        -- By itself, so that core.receipt is put in line, which uses the words twice.
        CROSS JOIN LATERAL (
            SELECT core.receipt_words(
                       coalesce(own.received_at, other.received_at),
                       coalesce(own.counts_at, other.counts_at),
                       CASE WHEN coalesce(own.step, other.step) = ANY (giving) THEN (
                           SELECT c.case_number FROM core."case" c
                           WHERE c.id = coalesce(own.subject_id, other.subject_id) LIMIT 1) END,
                       CASE WHEN own.id IS NULL THEN other.code ELSE own.code END,
                       CASE WHEN own.id IS NULL THEN other.field ELSE own.field END) AS words
            OFFSET 0
        ) told
        OFFSET 0
    ) v;
    IF others IS NOT NULL THEN
        others := others || ARRAY(
            SELECT e.subject_id FROM core.entry e WHERE e.cause = ANY (repeated));
        SELECT pg_catalog.array_agg(ROW(o.subject, o.id, o.root, o.state, o.n, false)::core.held)
        INTO seen
        FROM core.each_held(core.held_of('{}', others)) o
        LEFT JOIN core.each_held(touched) t ON t.id = o.id AND t.subject = o.subject
        WHERE t.id IS NULL;
        touched := touched || seen;
    END IF;
    RETURN pg_catalog.json_build_object(
        'problem', NULL, 'epoch', epoch, 'last_q', now_q, 'received_at', at,
        'verdicts', coalesce(verdicts, '[]'),
        'rows', coalesce((
            SELECT pg_catalog.json_agg(core.sent_row(h.subject, h.id, h.root, h.n, h.state))
            FROM pg_catalog.unnest(touched) h
            WHERE core.scope_of(h.subject, h.state) = ANY (scopes)), '[]'),
        'story', coalesce((
            SELECT pg_catalog.json_agg(core.sent_line(ROW(e.*)::core.story) ORDER BY e.n)
            FROM (
                -- Only what was applied has a number. Not asking for that as core.story does keeps
                -- the planner to the index of numbers, whatever it was told of the others.
                SELECT x.id, x.subject, x.subject_id, x.root, x.step, x.author, x.post, x.claimed_at,
                       x.received_at, x.counts_at, x.n, x.public, x.cause
                FROM core.entry x
                WHERE x.n > start AND x.n <= top
                  AND (x.id IN (SELECT p.id FROM pg_catalog.unnest(plain) p (id))) IS NOT TRUE
                UNION ALL
                SELECT x.* FROM core.story x
                WHERE repeated IS NOT NULL AND (x.id = ANY (repeated) OR x.cause = ANY (repeated))
                  AND NOT coalesce(x.n > start AND x.n <= top, false)
            ) e
            -- IS TRUE keeps this a look-up in a hash; a join of two lists would be a loop in a loop.
            WHERE ((e.subject_id, e.subject) IN (
                SELECT h.id, h.subject FROM pg_catalog.unnest(touched) h
                WHERE core.scope_of(h.subject, h.state) = ANY (scopes))) IS TRUE), '[]'));
END
$$;

CALL core.give_to_writer('sent_row', 'sent_line', 'answer_to');
