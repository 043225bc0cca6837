-- `api.append`: the one door by which a step reaches the ledger. One call is one transaction:
-- read, judge, number, write, answer. Lists travel between the statements as arrays: a temporary
-- table costs four times a small call, and a loop over rows in PL/pgSQL half of a large one.
--
-- Every look-up in a stored table is a sub-select with LIMIT 1, and sequential scans are off: the
-- plan is then one row by its key, also when it was made while the table was still empty. Plans are
-- made once a session (generic): planning anew took half of a call with one entry.
--
-- Errors of the whole call: SA002 no member, SA003 no session at this workstation, SA004 too large,
-- SA005 unreadable.

-- An entry as it came: place in the batch, number, text, signature, the text as JSON (NULL when it
-- is none), and whether that has the form of an entry.
CREATE TYPE core.letter AS (
    ord integer, q bigint, body text, mac text, doc jsonb, formed boolean
);

-- An entry that is new to the centre. `code` is what it is refused for whatever the state of
-- its subject; `late_code` what is wrong with its values, which is asked after the state.
-- `repeats` marks one that came before under another number. `orphan` is one made on an entry
-- that is nowhere while the centre asks for what it lost (core.centre.reoffer_until). `level` is
-- its turn on its root.
CREATE TYPE core.item AS (
    ord integer, q bigint, body text, mac text, id uuid, subject text, subject_id uuid,
    root uuid, step text, schema integer, parent uuid, author text, post text, claimed_at text,
    "values" jsonb, shown jsonb, public jsonb, personal jsonb, prefixes text[],
    code text, late_code text, late_field text, repeats boolean, parent_fell boolean,
    orphan boolean, parent_ord integer, level integer
);

CREATE TYPE core.refusal AS (ord integer, code text, field text);

CREATE FUNCTION core.each_item(list core.item[]) RETURNS SETOF core.item
LANGUAGE plpgsql IMMUTABLE ROWS 100
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

CREATE FUNCTION core.each_letter(list core.letter[]) RETURNS SETOF core.letter
LANGUAGE plpgsql IMMUTABLE ROWS 100
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

-- `body` as JSON; NULL when PostgreSQL cannot read it (NUL, half a surrogate pair, a number
-- beyond all measure, too deep).
CREATE FUNCTION core.json_or_null(body text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN body::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END
$$;

-- A JSON text in which what PostgreSQL cannot hold (NUL, half a surrogate pair) has become U+FFFD.
-- Such a body is nobody's: its signature fits no more.
CREATE FUNCTION core.mended(written text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(written,
        '(?<!\\)((\\\\)*)\\u0000', '\1\\ufffd', 'g'),
        '(?<!\\)((\\\\)*)\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F](?!\\u[dD][c-fC-F])',
        '\1\\ufffd', 'g'),
        '(?<!\\)((\\\\)*)(?<!\\u[dD][89abAB][0-9a-fA-F][0-9a-fA-F])'
        '\\u[dD][c-fC-F][0-9a-fA-F][0-9a-fA-F]', '\1\\ufffd', 'g')
$$;

-- The text of an entry within a letter: it travels as it was signed, whatever is none as a string.
CREATE FUNCTION core.body_of(entry json) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN pg_catalog.json_typeof(entry) = 'object' THEN entry::text
                ELSE entry #>> '{}' END
$$;

-- Whether a JSON text has the form of `Entry` in seatapp/domain/entries.py, identifiers and time
-- written in the one way that Python writes them, so that every seat can read it. Identifiers of
-- version 8 are those that the centre derives, so no seat may bring one of its own. Raises a data
-- exception for some that have not.
CREATE FUNCTION core.has_form(doc jsonb) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT pg_catalog.jsonb_typeof(doc) = 'object'
        AND doc ?& ARRAY['parent', 'claimed_at']
        AND doc - ARRAY['author', 'claimed_at', 'id', 'key', 'parent', 'post', 'root', 'schema',
                        'step', 'subject', 'subject_id', 'values'] = '{}'
        AND (doc ->> 'id')::uuid::text = doc ->> 'id'
        AND (doc ->> 'subject_id')::uuid::text = doc ->> 'subject_id'
        AND (doc ->> 'root')::uuid::text = doc ->> 'root'
        AND (doc ->> 'key')::uuid::text = doc ->> 'key'
        AND (doc -> 'parent' = 'null' OR (doc ->> 'parent')::uuid::text = doc ->> 'parent')
        AND pg_catalog.substr(doc ->> 'id', 15, 1) <> '8'
        AND core.fits('line', 60, doc -> 'subject') AND core.fits('line', 60, doc -> 'step')
        AND core.fits('line', 60, doc -> 'author') AND core.fits('line', 60, doc -> 'post')
        AND pg_catalog.jsonb_typeof(doc -> 'schema') = 'number'
        AND (doc ->> 'schema')::integer >= 0
        AND pg_catalog.jsonb_typeof(doc -> 'values') = 'object'
        AND pg_catalog.jsonb_typeof(doc -> 'claimed_at') = 'string'
        AND doc ->> 'claimed_at' ~ ('^20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]'
                                    ':[0-5][0-9](\.[0-9]+)?(Z|[+-][01][0-9]:[0-5][0-9])$')
        AND pg_catalog.length(doc ->> 'claimed_at') <= 32
        AND doc ->> 'claimed_at' NOT LIKE '%T24:%'
        AND (doc ->> 'claimed_at')::timestamptz IS NOT NULL
$$;

-- The same, and false where that raises.
CREATE FUNCTION core.is_entry(doc jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN coalesce(core.has_form(doc), false);
EXCEPTION WHEN data_exception THEN
    RETURN false;
END
$$;

-- The batch, entry by entry, where one that cannot be read spoils no other.
CREATE FUNCTION core.letters_one_by_one(batch text) RETURNS core.letter[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(e.ord, (e.item ->> 0)::bigint, e.body, e.item ->> 1, e.doc,
                core.is_entry(e.doc))::core.letter ORDER BY e.ord)
        FROM (
            SELECT y.*, core.json_or_null(y.body) AS doc
            FROM (
                SELECT z.ord, z.item, core.body_of(z.entry) AS body
                FROM (
                    SELECT x.ord, x.item, x.item -> 2 AS entry
                    FROM pg_catalog.json_array_elements(core.mended(batch)::json)
                         WITH ORDINALITY x (item, ord) OFFSET 0
                ) z OFFSET 0
            ) y OFFSET 0
        ) e);
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RAISE EXCEPTION 'the batch cannot be read' USING ERRCODE = 'SA005';
END
$$;

-- The batch as letters. Raises SA004 and SA005.
CREATE FUNCTION core.letters_of(batch text) RETURNS core.letter[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    found core.letter[];
BEGIN
    IF pg_catalog.octet_length(batch) > 1048576 THEN
        RAISE EXCEPTION 'more than 1 MB' USING ERRCODE = 'SA004';
    END IF;
    BEGIN
        SELECT pg_catalog.array_agg(
            ROW(e.ord, (e.item ->> 0)::bigint, e.body, e.item ->> 1, e.doc,
                coalesce(core.has_form(e.doc), false))::core.letter ORDER BY e.ord)
        INTO found
        FROM (
            SELECT y.*, y.body::jsonb AS doc
            FROM (
                SELECT z.ord, z.item, core.body_of(z.entry) AS body
                FROM (
                    SELECT x.ord, x.item, x.item -> 2 AS entry
                    FROM pg_catalog.json_array_elements(batch::json)
                         WITH ORDINALITY x (item, ord) OFFSET 0
                ) z OFFSET 0
            ) y OFFSET 0
        ) e;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        found := core.letters_one_by_one(batch);
    END;
    IF pg_catalog.cardinality(found) > 1000 THEN
        RAISE EXCEPTION 'more than 1000 entries' USING ERRCODE = 'SA004';
    END IF;
    IF EXISTS (SELECT FROM core.each_letter(found) l WHERE l.q IS NULL OR l.body IS NULL) THEN
        RAISE EXCEPTION 'an entry without number or text' USING ERRCODE = 'SA005';
    END IF;
    RETURN coalesce(found, '{}');
END
$$;

-- The letters as items with everything that can be said before the state is known: form, key,
-- signature, schema, person, post, values. The order of the questions is that of
-- seatapp/domain/judge.py. A letter that cannot be read gets an identifier of the centre's own.
CREATE FUNCTION core.items_of(letters core.letter[], p_seat uuid) RETURNS core.item[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    asking constant boolean := core.asks_again();
BEGIN
    RETURN (
        WITH formed AS MATERIALIZED (
            SELECT l.*, l.formed AS good FROM core.each_letter(letters) l
        ), first AS MATERIALIZED (
            SELECT DISTINCT ON (f.doc ->> 'id') f.doc ->> 'id' AS id, f.ord, f.body
            FROM formed f WHERE f.good ORDER BY f.doc ->> 'id', f.ord
        ), told AS MATERIALIZED (
            SELECT f.ord, f.q, f.body, f.mac, f.doc, up.ord AS parent_ord,
                   f.good AND coalesce(before.body, first.body) = f.body AS good,
                   before.body IS NOT NULL OR first.ord < f.ord AS repeats
            FROM formed f
            LEFT JOIN first ON first.id = f.doc ->> 'id'
            LEFT JOIN first up ON up.id = f.doc ->> 'parent'
            LEFT JOIN LATERAL (
                SELECT e.body FROM core.entry e
                WHERE f.good AND e.id = (CASE WHEN f.good THEN f.doc ->> 'id' END)::uuid LIMIT 1
            ) before ON true
        ), plain AS MATERIALIZED (
            SELECT t.ord, t.q, t.body, t.mac, t.good, t.repeats AND t.good AS repeats, t.parent_ord,
                   CASE WHEN t.good THEN (t.doc ->> 'id')::uuid
                        ELSE core.derived_id(p_seat, 'malformed', t.q::text) END AS id,
                   t.doc ->> 'subject' AS subject, (t.doc ->> 'subject_id')::uuid AS subject_id,
                   (t.doc ->> 'root')::uuid AS root, t.doc ->> 'step' AS step,
                   (t.doc ->> 'schema')::integer AS schema, (t.doc ->> 'parent')::uuid AS parent,
                   t.doc ->> 'author' AS author, t.doc ->> 'post' AS post,
                   t.doc ->> 'claimed_at' AS claimed_at, (t.doc ->> 'key')::uuid AS key,
                   t.doc -> 'values' AS "values"
            FROM (SELECT u.ord, u.q, u.body, u.mac, u.good, u.repeats, u.parent_ord,
                         CASE WHEN u.good THEN u.doc END AS doc
                  FROM told u OFFSET 0) t
        ), signer AS MATERIALIZED (
            SELECT DISTINCT p.key, p.author, p.post, p.schema, p.subject, p.step
            FROM plain p WHERE p.good
        ), standing AS MATERIALIZED (
            SELECT g.*, k.key_id, k.revoked, k.person, k.inner_block, k.outer_block,
                   k.accept_until, known.schema IS NOT NULL AS known, s.step IS NOT NULL AS found,
                   s.root AS rooted, s.reaches, s.by_system, s.posts, s.required, s.fields, m.active, held.prefixes
            FROM signer g
            LEFT JOIN LATERAL (
                SELECT x.* FROM core.courier_key x WHERE x.key_id = g.key LIMIT 1
            ) k ON true
            LEFT JOIN LATERAL (
                SELECT x.schema FROM core.schema_known x WHERE x.schema = g.schema LIMIT 1
            ) known ON true
            LEFT JOIN LATERAL (
                SELECT x.* FROM core.step x
                WHERE x.schema = g.schema AND x.subject = g.subject AND x.step = g.step LIMIT 1
            ) s ON true
            LEFT JOIN LATERAL (
                SELECT x.active FROM core.member x WHERE x.person = g.author LIMIT 1
            ) m ON true
            LEFT JOIN LATERAL (
                SELECT pg_catalog.array_agg(x.area) AS prefixes FROM core.member_post x
                WHERE x.person = g.author AND x.post = g.post
                  AND x.valid_from <= pg_catalog.statement_timestamp()
                  AND (x.valid_until IS NULL
                       OR x.valid_until > pg_catalog.statement_timestamp())
            ) held ON true
        ), asked AS (
            SELECT p.*, s.rooted, coalesce(s.reaches, false) AS reaches, s.prefixes, sides.personal,
                   CASE WHEN content.special THEN sides.shown ELSE p."values" END AS shown,
                   CASE WHEN content.special THEN sides.public ELSE p."values" END AS public,
                   CASE
                       WHEN NOT p.good THEN 'malformed'
                       WHEN pg_catalog.octet_length(p.body) > 262144 THEN 'too_large'
                       WHEN s.key_id IS NULL OR s.revoked OR s.person <> p.author
                           THEN 'unknown_key'
                       WHEN p.mac IS DISTINCT FROM pg_catalog.encode(pg_catalog.sha256(
                                s.outer_block || pg_catalog.sha256(
                                    s.inner_block || pg_catalog.convert_to(p.body, 'UTF8'))), 'hex')
                           THEN 'bad_signature'
                       WHEN s.accept_until <= pg_catalog.statement_timestamp() THEN 'too_old'
                       WHEN NOT s.known THEN 'unknown_schema'
                       WHEN NOT s.found THEN 'unknown_step'
                       WHEN s.active IS NOT TRUE THEN 'not_active'
                       WHEN s.by_system THEN 'wrong_post_kind'
                       WHEN p.post <> ALL (s.posts) OR s.prefixes IS NULL THEN 'not_your_post'
                   END AS code,
                   CASE
                       WHEN content.fault < '1' THEN 'unknown_field'
                       WHEN content.filled < s.required THEN 'missing_field'
                       ELSE pg_catalog.split_part(content.fault, '/', 3)
                   END AS late_code,
                   CASE
                       WHEN content.fault < '1' THEN pg_catalog.substr(content.fault, 3)
                       WHEN content.filled < s.required THEN (
                           SELECT f.name FROM core.step_field f
                           WHERE f.schema = p.schema AND f.subject = p.subject AND f.step = p.step
                             AND f.required
                             AND pg_catalog.jsonb_typeof(coalesce(p."values" -> f.name, 'null')) = 'null'
                           ORDER BY f.position LIMIT 1)
                       ELSE pg_catalog.split_part(content.fault, '/', 4)
                   END AS late_field,
                   fell.verdict IS NOT NULL AS parent_fell,
                   asking AND p.parent IS NOT NULL AND p.parent_ord IS NULL
                       AND NOT EXISTS (SELECT FROM core.entry x WHERE x.id = p.parent) AS orphan
            FROM plain p
            LEFT JOIN standing s
                ON s.key = p.key AND s.author = p.author AND s.post = p.post
               AND s.schema = p.schema AND s.subject = p.subject AND s.step = p.step
            LEFT JOIN LATERAL (
                SELECT x.verdict FROM core.entry x
                WHERE x.id = p.parent AND x.verdict <> 'applied' LIMIT 1
            ) fell ON true
            -- A fault is '0/name' for an unknown field, '2/position/code/name' for a bad value, so
            -- that the least of them is the first of judge.py.
            LEFT JOIN LATERAL (
                SELECT min(CASE
                           WHEN f.field IS NULL THEN '0/' || v.key
                           WHEN t.fault IS NOT NULL
                               THEN '2/' || pg_catalog.lpad(f.field ->> 0, 3, '0') || '/'
                                    || t.fault || '/' || v.key
                           END COLLATE "C") AS fault,
                       count(*) FILTER (WHERE f.field -> 1 = 'true' AND v.value <> 'null') AS filled,
                       bool_or(f.mask <> 'no' OR v.value IN ('null', '[]')) AS special
                FROM pg_catalog.jsonb_each(p."values") v
                CROSS JOIN LATERAL (
                    SELECT g.field, g.field ->> 2 AS type, g.field ->> 3 AS "of",
                           (g.field ->> 4)::bigint AS maximum, g.field ->> 5 AS mask
                    FROM (SELECT s.fields -> v.key AS field OFFSET 0) g
                    OFFSET 0
                ) f
                CROSS JOIN LATERAL (
                    SELECT CASE
                        WHEN pg_catalog.jsonb_typeof(v.value) <> 'string' THEN false
                        WHEN f.type = 'choice' THEN f.field -> 6 ? (v.value #>> '{}')
                        WHEN f.type = 'ref' THEN coalesce((
                            SELECT true FROM core.reference r
                            WHERE r.kind = f."of"
                              AND r.code = v.value #>> '{}' LIMIT 1), false)
                        END AS known
                    OFFSET 0
                ) k
                CROSS JOIN LATERAL (
                    SELECT CASE WHEN v.value <> 'null'
                                THEN core.value_fault(f.type, f.maximum, v.value, k.known)
                                END AS fault
                    OFFSET 0
                ) t
            ) content ON true
            -- Only where something is personal or empty do the three sides of the values differ.
            LEFT JOIN LATERAL (
                SELECT pg_catalog.jsonb_object_agg(
                           CASE WHEN f.mask <> 'no' THEN v.key || '_masked' ELSE v.key END,
                           CASE WHEN v.value IN ('null', '[]') THEN NULL
                                WHEN f.mask <> 'no'
                                    THEN pg_catalog.to_jsonb(core.masked(v.value #>> '{}', f.mask))
                                ELSE v.value END) AS shown,
                       pg_catalog.jsonb_object_agg(v.key, v.value)
                           FILTER (WHERE f.mask = 'no') AS public,
                       pg_catalog.jsonb_object_agg(v.key, v.value)
                           FILTER (WHERE f.mask <> 'no' AND v.value <> 'null') AS personal
                FROM pg_catalog.jsonb_each(p."values") v
                CROSS JOIN LATERAL (SELECT s.fields -> v.key ->> 5 AS mask OFFSET 0) f
                WHERE content.special
            ) sides ON true
        )
        SELECT pg_catalog.array_agg(
            ROW(a.ord, a.q, a.body, a.mac, a.id, a.subject, a.subject_id, a.root, a.step,
                a.schema, a.parent, a.author, a.post, a.claimed_at, a."values",
                coalesce(a.shown, '{}'), coalesce(a.public, '{}'), a.personal, a.prefixes,
                a.code, a.late_code, a.late_field, a.repeats, a.parent_fell, a.orphan,
                a.parent_ord, a.level)::core.item
            ORDER BY a.level, a.ord)
        FROM (
            -- Each turn on a root is a level. A step that reaches into other roots has a level to
            -- itself: what came before it in the batch comes before it, and what came after, after.
            SELECT z.*, CASE WHEN z.turn = 0 THEN 0
                             ELSE pg_catalog.dense_rank() OVER (
                                 ORDER BY z.turn = 0 DESC, z.part, z.turn) END AS level
            FROM (
                SELECT y.*, CASE WHEN y.void THEN 0
                                 ELSE pg_catalog.row_number() OVER (
                                     PARTITION BY y.void, y.part, CASE WHEN y.rooted
                                                                       THEN y.subject_id
                                                                       ELSE y.root END
                                     ORDER BY y.ord) END AS turn
                FROM (
                    SELECT x.*, x.repeats OR x.code IS NOT NULL AS void,
                           2 * count(*) FILTER (WHERE x.reaches) OVER (ORDER BY x.ord)
                               - CASE WHEN x.reaches THEN 1 ELSE 0 END AS part
                    FROM asked x
                ) y
            ) z
        ) a
    );
END
$$;

-- The state of a stored row: a JSON object without empty values.
CREATE FUNCTION core.state_of(subject text, "row" jsonb) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.jsonb_strip_nulls("row" - 'n')
           || pg_catalog.jsonb_build_object('subject', subject)
$$;

-- Whether the author may see a subject: it lies under the post of the entry (`prefixes`), or under
-- another post the author holds. What may not be seen is not there, in every answer.
CREATE FUNCTION core.may_see(author text, prefixes text[], state jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    place constant text := state ->> 'area';
    prefix text;
BEGIN
    IF place IS NULL THEN
        RETURN true;
    END IF;
    FOREACH prefix IN ARRAY coalesce(prefixes, '{}') LOOP
        IF pg_catalog.starts_with(place, prefix) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN EXISTS (SELECT FROM core.posts_of(author) held
                   WHERE pg_catalog.starts_with(place, held.area));
END
$$;

-- judged of seatapp/domain/judge.py for one turn: items that stand on different roots. Answers
-- those that may be taken (with the state before) and the refusals of the others.
CREATE FUNCTION core.judged(
    items core.item[], held core.held[], received bigint,
    OUT taken core.taken[], OUT refused core.refusal[]
)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    outages int8multirange := (
        SELECT pg_catalog.range_agg(pg_catalog.int8range(o.begun, o.ended, '[]')) FROM core.outage o);
BEGIN
    SELECT pg_catalog.array_agg(
               ROW(j.ord, 0, j.id, NULL, j.subject, j.subject_id, j.root, j.schema, j.step,
                   j.author, j.post, j.claimed_at, j.shown, j.public, j."values" ->> 'area', j.before,
                   NULL, NULL)::core.taken ORDER BY j.ord) FILTER (WHERE j.fault IS NULL),
           pg_catalog.array_agg(
               ROW(j.ord,
                   CASE WHEN j.fault IN ('stale', 'unknown_subject') AND j.parent_fell
                        THEN 'fallen'
                        WHEN j.orphan THEN 'held' ELSE j.fault END,
                   CASE WHEN j.fault = j.late_code AND NOT j.orphan
                        THEN j.late_field END)::core.refusal
               ) FILTER (WHERE j.fault IS NOT NULL)
    INTO taken, refused
    FROM (
        SELECT i.*, h.state AS before,
               coalesce(
                   CASE
                       WHEN s.creates THEN
                           CASE WHEN known.id IS NOT NULL THEN 'exists'
                                WHEN i.root <> i.subject_id THEN 'wrong_root' END
                       WHEN h.id IS NULL OR NOT core.may_see(i.author, i.prefixes, h.state)
                           THEN 'unknown_subject'
                       WHEN h.root <> i.root THEN 'wrong_root'
                       WHEN s.fresh AND i.parent::text IS DISTINCT FROM h.state ->> 'fresh'
                           THEN 'stale'
                   END,
                   CASE
                       WHEN s.kinds <> '{}'
                            AND NOT coalesce(h.state ->> 'case_kind' = ANY (s.kinds), false)
                           THEN 'wrong_kind'
                       WHEN h.state ->> 'stage' <> ALL (s.sources) THEN 'wrong_stage'
                       WHEN pg_catalog.jsonb_typeof(coalesce(h.state, i."values") -> 'area') = 'string'
                            AND NOT coalesce((
                                SELECT true FROM pg_catalog.unnest(i.prefixes) prefix
                                WHERE pg_catalog.starts_with(
                                    coalesce(h.state, i."values") ->> 'area', prefix) LIMIT 1), false)
                           THEN 'outside_area'
                   END,
                   i.late_code,
                   CASE WHEN s.guarded THEN (
                       SELECT g.code
                       FROM (
                           SELECT x.position,
                                  CASE WHEN x.guard IN ('request_allowed', 'paper_attached',
                                                        'kind_is', 'may_grant', 'grant_in_size',
                                                        'named_for')
                                       THEN core.request_fault(
                                           x.guard, x.argument, a.at,
                                           i.author, i.post, h.state, i."values", ARRAY(
                                               SELECT w.state ->> 'request_kind'
                                               FROM core.each_held(held) w
                                               WHERE w.root = i.root AND w.subject = 'request'
                                                 AND w.state ->> 'stage' IN ('open', 'endorsed')))
                                       ELSE core.guard_fault(
                                           x.guard, x.argument, i.subject_id, h.state, a.after,
                                           i.author, i."values", a.pair, a.by_phone, owed.receipt,
                                           owed.calls, owed.listed, owed.disputed, a.rule, a.at)
                                       END AS code
                           FROM (
                               SELECT b.after,
                                      CASE WHEN outages IS NULL THEN received
                                           ELSE core.counting_time(i.claimed_at, received, outages)
                                           END AS at,
                                      coalesce((
                                          SELECT r."row" -> 'pair' = 'true' FROM core.reference r
                                          WHERE r.kind = 'class'
                                            AND r.code = b.after ->> 'class_code' LIMIT 1), false)
                                          AS pair,
                                      coalesce((
                                          SELECT 'phone' = ANY (c.marks) FROM core.choice c
                                          WHERE c.schema = i.schema AND c.list = 'source'
                                            AND c.code = b.after ->> 'source' LIMIT 1), false)
                                          AS by_phone,
                                      CASE WHEN i.subject = 'handover' THEN (
                                          SELECT r."row" FROM core.reference r
                                          WHERE r.kind = 'handover_rule'
                                            AND r.code = b.after ->> 'duty_post' LIMIT 1) END AS rule
                               FROM (SELECT coalesce(h.state, '{}') || i.shown AS after OFFSET 0) b
                               OFFSET 0
                           ) a
                           CROSS JOIN core.step_guard x
                           WHERE x.schema = i.schema AND x.subject = i.subject AND x.step = i.step
                           OFFSET 0
                       ) g
                       WHERE g.code IS NOT NULL
                       ORDER BY g.position
                       LIMIT 1
                   ) END
               ) AS fault
        FROM core.each_item(items) i
        LEFT JOIN core.each_held(held) h ON h.id = i.subject_id AND h.subject = i.subject
        LEFT JOIN (
            SELECT DISTINCT x.id FROM core.each_held(held) x
        ) known ON known.id = i.subject_id
        LEFT JOIN (
            SELECT x.root,
                   bool_or(x.subject = 'assignment' AND x.state ->> 'stage' = 'sent') AS receipt,
                   bool_or(x.subject = 'callback' AND x.state ->> 'stage' = 'owed') AS calls,
                   bool_or(x.subject = 'handover_item' AND x.state ->> 'stage' = 'listed') AS listed,
                   bool_or(x.subject = 'handover_item' AND x.state ->> 'stage' = 'disputed')
                       AS disputed
            FROM core.each_held(held) x
            WHERE x.subject IN ('assignment', 'callback', 'handover_item')
            GROUP BY x.root
        ) owed ON owed.root = i.root
        CROSS JOIN LATERAL (
            SELECT x.* FROM core.step x
            WHERE x.schema = i.schema AND x.subject = i.subject AND x.step = i.step LIMIT 1
        ) s
        OFFSET 0
    ) j;
END
$$;

-- The subjects after these steps were taken.
CREATE FUNCTION core.held_after(held core.held[], taken core.taken[]) RETURNS core.held[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(f.held)
        FROM (
            SELECT ROW(t.subject, t.subject_id, t.root, t.after, NULL)::core.held AS held
            FROM core.each_taken(taken) t
            UNION ALL
            SELECT ROW(h.subject, h.id, h.root, h.state, h.n)::core.held
            FROM core.each_held(held) h
            LEFT JOIN core.each_taken(taken) t ON t.subject_id = h.id AND t.subject = h.subject
            WHERE t.id IS NULL
        ) f
    );
END
$$;

-- Makes `core.put_<subject>(final)`, which writes the subjects of that kind into their table. A
-- later file that adds a column calls it again.
CREATE PROCEDURE core.make_put(p_subject text)
LANGUAGE plpgsql
AS $$
DECLARE
    columns text;
    made text;
    news text;
BEGIN
    SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum),
           pg_catalog.string_agg(
               CASE a.attname WHEN 'n' THEN 'h.n' ELSE 'r.' || pg_catalog.quote_ident(a.attname) END,
               ', ' ORDER BY a.attnum),
           pg_catalog.string_agg('excluded.' || pg_catalog.quote_ident(a.attname), ', '
                                 ORDER BY a.attnum)
    INTO columns, made, news
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = pg_catalog.format('core.%I', p_subject)::regclass
      AND a.attnum > 0 AND NOT a.attisdropped;
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.%1$I(final core.held[]) RETURNS void
        LANGUAGE plpgsql
        AS $put$
        BEGIN
            INSERT INTO core.%2$I (%3$s)
            SELECT %4$s
            FROM core.each_held(final) h
            CROSS JOIN LATERAL pg_catalog.jsonb_populate_record(NULL::core.%2$I, h.state) r
            WHERE h.subject = %2$L
            ON CONFLICT (id) DO UPDATE SET (%3$s) = ROW (%5$s);
        END
        $put$
        $make$, 'put_' || p_subject, p_subject, columns, made, news);
    EXECUTE pg_catalog.format('ALTER FUNCTION core.%I(core.held[]) OWNER TO seat_writer',
                              'put_' || p_subject);
END
$$;

-- Makes the functions that go through the tables of all subjects there are, and `core.put_…` for
-- each. A later file that adds a subject or a column calls it again. What is made:
--
--   core.held_of(roots, ids)   these roots, their open children, and whatever else is named
--   core.locked_roots(ids)     locks the roots among `ids`, always in the same order
--   core.put_subjects(final)   writes the last states into their tables
--   core.keepers(roots)        who keeps the full personal values of the roots that are open
CREATE PROCEDURE core.make_subject_functions()
LANGUAGE plpgsql
AS $$
DECLARE
    subjects core.subject[] := ARRAY(
        SELECT s FROM core.subject s
        WHERE s.schema = (SELECT max(x.schema) FROM core.subject x)
          AND pg_catalog.to_regclass(pg_catalog.format('core.%I', s.subject)) IS NOT NULL
        ORDER BY s.position);
    one core.subject;
    row_of constant text := 'SELECT %1$L AS subject, x.id, x.root, x.n, pg_catalog.to_jsonb(x) AS'
                            ' "row" FROM core.%1$I x WHERE ';
    held text[];
    locks text[];
    puts text[];
    keepers text[];
BEGIN
    FOREACH one IN ARRAY subjects LOOP
        CALL core.make_put(one.subject);
        puts := puts || pg_catalog.format(
            'IF %1$L = ANY (present) THEN PERFORM core.%2$I(final); END IF;',
            one.subject, 'put_' || one.subject);
        IF one."of" = '{}' THEN
            held := held || pg_catalog.format(row_of || 'x.id = ANY (roots || ids)', one.subject);
            locks := locks || pg_catalog.format(
                'SELECT f.id FROM (SELECT x.id FROM core.%I x WHERE x.id = ANY (ids)'
                ' ORDER BY x.id FOR UPDATE) f', one.subject);
        ELSE
            held := held
                || pg_catalog.format(row_of || 'x.root = ANY (roots) AND x.settled_at IS NULL',
                                     one.subject)
                || pg_catalog.format(row_of || 'x.id = ANY (ids) AND NOT (x.root = ANY (roots)'
                                               ' AND x.settled_at IS NULL)', one.subject);
        END IF;
        IF one.keeper <> '' THEN
            keepers := keepers || pg_catalog.format(
                'SELECT y.id, y.%2$I, y.stage, %1$L AS subject FROM core.%1$I y'
                ' WHERE y.id = ANY (roots)', one.subject, one.keeper);
        END IF;
    END LOOP;
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.held_of(roots uuid[], ids uuid[]) RETURNS core.held[]
        LANGUAGE plpgsql STABLE
        AS $held$
        BEGIN
            IF roots = '{}' AND ids = '{}' THEN
                RETURN NULL;
            END IF;
            RETURN (
                SELECT pg_catalog.array_agg(
                    ROW(f.subject, f.id, f.root, core.state_of(f.subject, f."row"), f.n)::core.held)
                FROM (%s) f);
        END
        $held$
        $make$, pg_catalog.array_to_string(held, ' UNION ALL '));
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.locked_roots(ids uuid[]) RETURNS uuid[]
        LANGUAGE plpgsql
        AS $locked$
        BEGIN
            IF ids = '{}' THEN
                RETURN ids;
            END IF;
            RETURN ARRAY(%s);
        END
        $locked$
        $make$, pg_catalog.array_to_string(locks, ' UNION ALL '));
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.put_subjects(final core.held[]) RETURNS void
        LANGUAGE plpgsql
        AS $put$
        DECLARE
            present text[] := ARRAY(SELECT DISTINCT h.subject FROM core.each_held(final) h);
        BEGIN
            %s
        END
        $put$
        $make$, pg_catalog.array_to_string(puts, E'\n            '));
    EXECUTE pg_catalog.format($make$
        CREATE OR REPLACE FUNCTION core.keepers(roots uuid[])
        RETURNS TABLE (root uuid, person text)
        LANGUAGE plpgsql STABLE ROWS 100
        AS $keepers$
        BEGIN
            RETURN QUERY
            SELECT k.id, k.person
            FROM (%s) k (id, person, stage, subject)
            CROSS JOIN LATERAL (
                SELECT g.terminal FROM core.stage g
                WHERE g.subject = k.subject AND g.stage = k.stage ORDER BY g.schema DESC LIMIT 1
            ) s
            WHERE NOT s.terminal AND k.person IS NOT NULL;
        END
        $keepers$
        $make$, pg_catalog.array_to_string(keepers, ' UNION ALL '));
    ALTER FUNCTION core.held_of(uuid[], uuid[]) OWNER TO seat_writer;
    ALTER FUNCTION core.locked_roots(uuid[]) OWNER TO seat_writer;
    ALTER FUNCTION core.put_subjects(core.held[]) OWNER TO seat_writer;
    ALTER FUNCTION core.keepers(uuid[]) OWNER TO seat_writer;
END
$$;
CALL core.make_subject_functions();

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
                f.n)::core.held)
        FROM (
            SELECT l.*, serial + pg_catalog.row_number() OVER (PARTITION BY l.filed
                                                               ORDER BY l.n) AS turn
            FROM (
                SELECT DISTINCT ON (t.subject, t.subject_id)
                       t.subject, t.subject_id, t.root, t.after, start + t.ordinality AS n,
                       coalesce(t.after ->> 'case_number' = '*', false) AS filed
                FROM core.each_taken(taken) WITH ORDINALITY t
                ORDER BY t.subject, t.subject_id, t.ordinality DESC
            ) l
        ) f
    );
END
$$;

-- Puts the touched subjects into the scope of their area.
CREATE FUNCTION core.feed_areas(final core.held[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.feed AS old (scope, kind, subject, n, op)
    SELECT 'area:' || (h.state ->> 'area'), h.subject, h.id::text, h.n, 'in'
    FROM core.each_held(final) h
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
        SELECT c.root
        FROM (SELECT DISTINCT h.root FROM core.each_held(final) h) r
        CROSS JOIN LATERAL (
            SELECT y.root FROM core.contact y WHERE y.root = r.root LIMIT 1
        ) c);
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
        ) g
        GROUP BY g.scope, g.root
    ) f
    WHERE f.due <> f.present
    ON CONFLICT (scope, kind, subject) DO UPDATE SET n = excluded.n, op = excluded.op;
END
$$;

-- The next link of a chain: a hash over the link before it (`start` for the first of this call, which
-- is the name of the chain where there is none yet) and the words of an entry.
CREATE FUNCTION core.next_link(link bytea, start bytea, words text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN pg_catalog.sha256(
        coalesce(link, start) || pg_catalog.convert_to(words, 'UTF8'));
END
$$;

CREATE AGGREGATE core.chained(start bytea, words text) (SFUNC = core.next_link, STYPE = bytea);

-- Writes what was decided: ledger, subjects, contacts, photos in use, feed.
CREATE FUNCTION core.write_batch(
    p_seat uuid, received bigint, items core.item[], codes text[], fields text[],
    taken core.taken[], final core.held[], start bigint
) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    photos text[] := ARRAY(SELECT DISTINCT f.name FROM core.field f WHERE f.type = 'photos');
BEGIN
    INSERT INTO core.entry (
        id, n, seat, q, subject, subject_id, root, step, author, courier, post, parent,
        claimed_at, received_at, counts_at, schema, body, mac, verdict, code, field, cause,
        public, chain, place, link)
    SELECT e.*, coalesce(tail.place, 0) + row_number() OVER along,
           core.chained(coalesce(tail.link, uuid_send(e.chain)), ROW(
               e.id, e.n, e.seat, e.q, e.subject, e.subject_id, e.root, e.step, e.author,
               e.courier, e.post, e.parent, e.claimed_at, e.received_at, e.counts_at, e.schema,
               e.body, e.mac, e.verdict, e.code, e.field, e.cause, e.public)::text) OVER along
    FROM (
        SELECT i.id, t.n, p_seat AS seat, i.q, i.subject, i.subject_id, i.root, i.step, i.author,
               session_user AS courier, i.post, i.parent, i.claimed_at,
               received AS received_at, t.at AS counts_at, i.schema, i.body, i.mac,
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
               received, t.at, t.schema, NULL, NULL, 'applied', NULL, NULL, t.cause, t.public, t.root
        FROM core.each_taken(taken) WITH ORDINALITY t WHERE t.seq <> 0
    ) e
    LEFT JOIN LATERAL (
        SELECT x.place, x.link FROM core.entry x
        WHERE x.chain = e.chain ORDER BY x.place DESC LIMIT 1
    ) tail ON true
    WINDOW along AS (PARTITION BY e.chain ORDER BY e.n, e.q ROWS UNBOUNDED PRECEDING);
    INSERT INTO core.resent (seat, q, id)
    SELECT p_seat, i.q, i.id FROM core.each_item(items) i WHERE i.repeats;
    IF 'held' = ANY (codes) THEN
        INSERT INTO core.waiting (seat, q, id, body, since)
        SELECT p_seat, i.q, i.id, i.body, received FROM core.each_item(items) i
        WHERE codes[i.ord] = 'held'
        ON CONFLICT DO NOTHING;
    END IF;
    DELETE FROM core.waiting w
    USING core.each_item(items) i
    WHERE w.id = i.id AND codes[i.ord] IS DISTINCT FROM 'held';
    IF taken IS NULL THEN
        RETURN;
    END IF;

    PERFORM core.put_subjects(final);

    INSERT INTO core.contact (root, n, "row")
    SELECT i.root, start, i.personal
    FROM core.each_item(items) i
    WHERE i.subject_id = i.root AND i.personal IS NOT NULL AND NOT i.repeats
      AND codes[i.ord] IS NULL
    ON CONFLICT (root) DO UPDATE
    SET n = excluded.n, "row" = core.contact."row" || excluded."row";

    INSERT INTO core.photo_use (hash, root)
    SELECT photo, t.root
    FROM core.each_taken(taken) t
    CROSS JOIN LATERAL pg_catalog.unnest(photos) field
    CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
        CASE pg_catalog.jsonb_typeof(t.public -> field)
            WHEN 'array' THEN t.public -> field ELSE '[]' END) photo
    WHERE t.public ?| photos
    ON CONFLICT DO NOTHING;

    PERFORM core.feed_areas(final);
    PERFORM core.feed_contacts(final);
END
$$;

-- A row on its way to a seat: a list instead of names, and without what stands in it already. The
-- gateway of seatapp/central puts it together again.
CREATE FUNCTION core.sent_row(subject text, id uuid, n bigint, state jsonb) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.jsonb_build_array(
        subject, id, n,
        state - CASE WHEN state ->> 'root' = id::text THEN ARRAY['subject', 'id', 'n', 'root']
                     ELSE ARRAY['subject', 'id', 'n'] END)
$$;

-- A line of the history likewise; what is the same as the one before it is left out.
CREATE FUNCTION core.sent_line(line core.story) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.jsonb_build_array(
        line.id, line.subject, line.subject_id, nullif(line.root, line.subject_id), line.step,
        line.author, line.post, line.claimed_at, line.received_at,
        nullif(line.counts_at, line.received_at), line.n, line."values", line.cause)
$$;

-- The answer to letters that are all in the ledger now: verdicts in order, and the rows and the
-- history that the caller may see. `last_q` is what the seat had sent before, `touched` are the
-- subjects as this call has left them, its entries bear the numbers after `start` up to `top`.
CREATE FUNCTION core.answer_to(
    p_seat uuid, letters core.letter[], last_q bigint, touched core.held[], start bigint,
    top bigint, epoch bigint, now_q bigint, at bigint
) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    scopes text[] := ARRAY(SELECT core.scopes_of(session_user));
    verdicts json;
    repeated uuid[];
    others uuid[];
    seen core.held[];
BEGIN
    SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
               v.q, v.id,
               CASE WHEN v.verdict = 'held' THEN 'held' WHEN v.again THEN 'repeated'
                    ELSE v.verdict END,
               v.code, v.field, v.n) ORDER BY v.q),
           pg_catalog.array_agg(v.id) FILTER (WHERE v.again AND v.verdict <> 'held'),
           pg_catalog.array_agg(DISTINCT v.subject_id)
               FILTER (WHERE v.again OR v.verdict <> 'applied')
    INTO verdicts, repeated, others
    FROM (
        SELECT l.q, coalesce(own.id, other.id, w.id) AS id,
               coalesce(own.verdict, other.verdict, 'held') AS verdict,
               CASE WHEN own.id IS NOT NULL THEN own.code
                    WHEN other.id IS NOT NULL THEN other.code ELSE 'held' END AS code,
               CASE WHEN own.id IS NULL THEN other.field ELSE own.field END AS field,
               CASE WHEN own.id IS NULL THEN other.n ELSE own.n END AS n,
               CASE WHEN own.id IS NULL THEN other.subject_id ELSE own.subject_id END AS subject_id,
               l.q <= last_q OR own.id IS NULL AS again
        FROM core.each_letter(letters) l
        LEFT JOIN LATERAL (
            SELECT x.* FROM core.entry x WHERE x.seat = p_seat AND x.q = l.q LIMIT 1
        ) own ON true
        LEFT JOIN LATERAL (
            SELECT y.* FROM core.resent x
            JOIN core.entry y ON y.id = x.id
            WHERE own.id IS NULL AND x.seat = p_seat AND x.q = l.q LIMIT 1
        ) other ON true
        LEFT JOIN LATERAL (
            SELECT x.id FROM core.waiting x
            WHERE own.id IS NULL AND other.id IS NULL AND x.seat = p_seat AND x.q = l.q LIMIT 1
        ) w ON true
        OFFSET 0
    ) v;
    IF others IS NOT NULL THEN
        others := others || ARRAY(
            SELECT e.subject_id FROM core.entry e WHERE e.cause = ANY (repeated));
        SELECT pg_catalog.array_agg(ROW(o.subject, o.id, o.root, o.state, o.n)::core.held)
        INTO seen
        FROM core.each_held(core.held_of('{}', others)) o
        LEFT JOIN core.each_held(touched) t ON t.id = o.id AND t.subject = o.subject
        WHERE t.id IS NULL;
    END IF;
    RETURN pg_catalog.json_build_object(
        'problem', NULL, 'epoch', epoch, 'last_q', now_q, 'received_at', at,
        'verdicts', coalesce(verdicts, '[]'),
        'rows', coalesce((
            SELECT pg_catalog.json_agg(core.sent_row(h.subject, h.id, h.n, h.state))
            FROM core.each_held(touched || seen) h
            WHERE 'area:' || (h.state ->> 'area') = ANY (scopes)), '[]'),
        'story', coalesce((
            SELECT pg_catalog.json_agg(core.sent_line(e) ORDER BY e.n)
            FROM (
                SELECT x.* FROM core.story x WHERE x.n > start AND x.n <= top
                UNION ALL
                SELECT x.* FROM core.story x
                WHERE repeated IS NOT NULL AND (x.id = ANY (repeated) OR x.cause = ANY (repeated))
                  AND NOT coalesce(x.n > start AND x.n <= top, false)
            ) e
            -- IS TRUE keeps this a look-up in a hash; a join of two lists would be a loop in a loop.
            WHERE ((e.subject_id, e.subject) IN (
                SELECT h.id, h.subject FROM core.each_held(touched || seen) h
                WHERE 'area:' || (h.state ->> 'area') = ANY (scopes))) IS TRUE), '[]'));
END
$$;

-- Judges the items turn by turn. `held` are the subjects before; answers what was taken, and the
-- codes and fields of refusals by place in the batch. What stands on a refused entry falls, and
-- what stands on a held one is held.
CREATE FUNCTION core.judged_in_turn(
    items core.item[], held core.held[], at bigint,
    OUT taken core.taken[], OUT codes text[], OUT fields text[]
)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    calendar text := core.calendar_in_force();
    in_order boolean := true;
    reach integer := 0;
    start integer;
    turn core.item[];
    now_taken core.taken[];
    now_refused core.refusal[];
    followed core.taken[];
    ended core.taken[];
    refusal core.refusal;
    item record;
    outages constant int8multirange := (
        SELECT pg_catalog.range_agg(pg_catalog.int8range(o.begun, o.ended, '[]')) FROM core.outage o);
BEGIN
    codes := pg_catalog.array_fill(NULL::text, ARRAY[pg_catalog.cardinality(items)]);
    fields := codes;
    FOR item IN
        SELECT i.ord, i.code FROM core.each_item(items) i WHERE i.code IS NOT NULL
    LOOP
        codes[item.ord] := item.code;
    END LOOP;
    FOR item IN
        SELECT i.level, count(*)::integer AS amount FROM core.each_item(items) i
        GROUP BY i.level ORDER BY i.level
    LOOP
        start := reach + 1;
        reach := reach + item.amount;
        CONTINUE WHEN item.level = 0;
        turn := CASE WHEN item.amount = pg_catalog.cardinality(items) THEN items
                     ELSE items[start:reach] END;
        IF EXISTS (SELECT FROM core.each_held(held) h
                   WHERE h.subject = 'request' OR h.state ? 'until_at') THEN
            ended := core.folded(core.lapsed(ARRAY(
                SELECT k.key
                FROM (
                    SELECT DISTINCT ON (i.root)
                           ROW(i.ord, i.root, i.schema, core.counting_time(
                                   i.claimed_at, at, outages))::core.lapse_key AS key
                    FROM core.each_item(turn) i ORDER BY i.root, i.ord
                ) k), held), at, calendar);
            IF ended IS NOT NULL THEN
                taken := taken || ended;
                in_order := false;
                held := core.held_after(held, ended);
            END IF;
        END IF;
        SELECT j.taken, j.refused INTO now_taken, now_refused
        FROM core.judged(turn, held, at) j;
        IF now_refused IS NOT NULL THEN
            FOREACH refusal IN ARRAY now_refused LOOP
                codes[refusal.ord] := refusal.code;
                fields[refusal.ord] := refusal.field;
            END LOOP;
        END IF;
        IF now_taken IS NOT NULL THEN
            now_taken := core.folded(now_taken, at, calendar);
            followed := core.consequences(now_taken, held);
            in_order := in_order AND taken IS NULL AND followed IS NULL;
            IF followed IS NOT NULL THEN
                now_taken := now_taken || core.folded(followed, at, calendar);
            END IF;
            taken := taken || now_taken;
            IF reach < pg_catalog.cardinality(items) THEN
                held := core.held_after(held, now_taken);
            END IF;
        END IF;
    END LOOP;
    FOR item IN
        SELECT i.ord, i.parent_ord FROM core.each_item(items) i
        WHERE i.level > 0 AND codes[i.ord] IS NOT NULL
          AND i.parent_ord < i.ord AND codes[i.parent_ord] IS NOT NULL
    LOOP
        IF codes[item.parent_ord] = 'held' THEN
            codes[item.ord] := 'held';
            fields[item.ord] := NULL;
        ELSIF codes[item.ord] IN ('stale', 'unknown_subject') THEN
            codes[item.ord] := 'fallen';
        END IF;
    END LOOP;
    IF NOT in_order THEN
        SELECT pg_catalog.array_agg(t ORDER BY t.ord, t.seq) INTO taken
        FROM core.each_taken(taken) t;
    END IF;
END
$$;

-- Whether a number of these letters was used for another text: the file of the workstation is an
-- old copy of itself that has worked on. A number that is nowhere counts as used, since the entry
-- that waited under it has gone on under another.
CREATE FUNCTION core.reuses_a_number(p_seat uuid, letters core.letter[], last_q bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM core.each_letter(letters) l
        LEFT JOIN LATERAL (
            SELECT x.body FROM core.entry x WHERE x.seat = p_seat AND x.q = l.q LIMIT 1
        ) own ON true
        LEFT JOIN LATERAL (
            SELECT y.body FROM core.resent x
            JOIN core.entry y ON y.id = x.id
            WHERE own.body IS NULL AND x.seat = p_seat AND x.q = l.q LIMIT 1
        ) other ON true
        LEFT JOIN LATERAL (
            SELECT x.body FROM core.waiting x
            WHERE own.body IS NULL AND other.body IS NULL AND x.seat = p_seat AND x.q = l.q LIMIT 1
        ) w ON true
        WHERE l.q <= last_q
          AND l.body IS DISTINCT FROM coalesce(own.body, other.body, w.body));
END
$$;

-- The letters that are to be judged: those with new numbers, and those that waited. `ord` is their
-- place among these.
CREATE FUNCTION core.to_be_judged(p_seat uuid, letters core.letter[], last_q bigint)
RETURNS core.letter[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(f.ord, f.q, f.body, f.mac, f.doc, f.formed)::core.letter ORDER BY f.q)
        FROM (
            SELECT pg_catalog.row_number() OVER (ORDER BY l.q)::integer AS ord,
                   l.q, l.body, l.mac, l.doc, l.formed
            FROM core.each_letter(letters) l
            WHERE l.q > last_q OR EXISTS (
                SELECT FROM core.waiting w WHERE w.seat = p_seat AND w.q = l.q)
            OFFSET 0
        ) f
    );
END
$$;

-- named of seatapp/domain/effects.py: the subjects of other roots that steps of a batch are about.
CREATE FUNCTION core.named(items core.item[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT one.item::uuid
        FROM core.each_item(items) i
        CROSS JOIN LATERAL (
            SELECT x.copies FROM core.effect x
            WHERE x.schema = i.schema AND x.subject = i.subject AND x.step = i.step
              AND x.act = 'pass' OFFSET 0
        ) e
        CROSS JOIN LATERAL pg_catalog.jsonb_array_elements(e.copies) copy
        CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
            CASE pg_catalog.jsonb_typeof(i."values" -> (copy ->> 2))
                WHEN 'array' THEN i."values" -> (copy ->> 2) ELSE '[]' END) one (item)
        WHERE i.level > 0 AND copy ->> 1 = '*'
          AND one.item ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$');
END
$$;

-- Takes a batch of a seat's entries: a JSON list of [q, mac, entry]. Answers the record `Answer` of
-- seatapp/central/messages.py. The same batch again gives the same verdicts as `repeated`.
CREATE FUNCTION api.append(p_seat uuid, p_epoch bigint, p_protocol integer, p_batch text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_mergejoin = off
SET jit = off
SET work_mem = '64MB'
AS $$
DECLARE
    letters core.letter[];
    unjudged core.letter[];
    items core.item[];
    held core.held[];
    final core.held[];
    protocols record;
    judged record;
    numbers record;
    seat_q bigint;
    top_q bigint;
    epoch_now bigint;
    at bigint;
    problem text;
    roots uuid[];
    result json;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RAISE EXCEPTION 'not a member' USING ERRCODE = 'SA002';
    ELSIF NOT EXISTS (
        SELECT FROM core.courier_key k
        WHERE k.person = session_user AND k.seat = p_seat AND NOT k.revoked
          AND k.accept_until > statement_timestamp()
    ) THEN
        RAISE EXCEPTION 'no session at this workstation' USING ERRCODE = 'SA003';
    END IF;
    letters := core.letters_of(p_batch);
    SELECT r.lowest, r.highest INTO STRICT protocols FROM core.protocols() r;

    SELECT s.last_q INTO STRICT seat_q FROM core.seat s WHERE s.seat = p_seat FOR UPDATE;
    SELECT c.epoch INTO STRICT epoch_now FROM core.centre c;
    problem := CASE
        WHEN p_protocol IS NULL OR p_protocol < protocols.lowest THEN 'too_old'
        WHEN p_protocol > protocols.highest THEN 'too_new'
        WHEN p_epoch IS DISTINCT FROM epoch_now THEN 'new_epoch'
        WHEN (letters[1]).q > seat_q + 1 OR (letters[1]).q < 1 THEN 'gap'
        WHEN EXISTS (SELECT FROM core.each_letter(letters) l
                     WHERE l.q <> (letters[1]).q + l.ord - 1) THEN 'gap'
        WHEN (letters[1]).q <= seat_q AND core.reuses_a_number(p_seat, letters, seat_q)
            THEN 'reused'
    END;
    top_q := seat_q;
    at := floor(extract(epoch FROM clock_timestamp()));

    IF problem IS NULL THEN
        top_q := greatest(seat_q, (letters[1]).q + cardinality(letters) - 1);
        unjudged := core.to_be_judged(p_seat, letters, seat_q);
        IF unjudged IS NOT NULL THEN
            items := core.items_of(unjudged, p_seat);
            roots := ARRAY(SELECT i.root FROM core.each_item(items) i WHERE i.level > 0
                           UNION SELECT h.root
                           FROM core.each_held(core.held_of('{}', core.named(items))) h);
            -- A root that is not there yet has nothing to lock and no children to read.
            roots := core.locked_roots(roots);
            at := floor(extract(epoch FROM clock_timestamp()));
            held := core.held_of(roots, ARRAY(
                SELECT i.subject_id FROM core.each_item(items) i
                WHERE i.level > 0 AND i.subject_id <> i.root));
            judged := core.judged_in_turn(items, held, at);

            numbers := core.take_numbers(
                coalesce(cardinality(judged.taken), 0),
                (SELECT count(DISTINCT t.subject_id) FROM core.each_taken(judged.taken) t
                 WHERE t.after ->> 'case_number' = '*'),
                at);
            IF core.locked_roots(ARRAY(
                   SELECT t.subject_id FROM core.each_taken(judged.taken) t
                   WHERE t.before IS NULL AND t.seq = 0)) <> '{}' THEN
                RAISE EXCEPTION 'another seat was first' USING ERRCODE = 'serialization_failure';
            END IF;
            final := core.numbered(judged.taken, numbers.n, numbers.day, numbers.serial);
            BEGIN
                PERFORM core.write_batch(p_seat, at, items, judged.codes, judged.fields,
                                         judged.taken, final, numbers.n);
            EXCEPTION WHEN unique_violation THEN
                RAISE EXCEPTION 'another seat was first' USING ERRCODE = 'serialization_failure';
            END;
            UPDATE core.seat s SET last_q = top_q, last_seen = now() WHERE s.seat = p_seat;
            result := core.answer_to(p_seat, letters, seat_q, final, numbers.n,
                                     numbers.n + coalesce(cardinality(judged.taken), 0),
                                     epoch_now, top_q, at);
        ELSE
            result := core.answer_to(p_seat, letters, seat_q, NULL, NULL, NULL, epoch_now, top_q,
                                     at);
        END IF;
    ELSE
        result := json_build_object('problem', problem, 'epoch', epoch_now, 'last_q', seat_q,
                                    'received_at', at);
    END IF;
    RETURN result;
END
$$;

DO $$
DECLARE
    signature text;
BEGIN
    FOR signature IN
        SELECT p.oid::regprocedure::text
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_roles r ON r.oid = p.proowner
        WHERE p.prokind = 'f' AND r.rolname <> 'seat_writer'
          AND (p.pronamespace = 'core'::regnamespace AND p.proname IN (
                   'each_item', 'each_letter', 'json_or_null', 'mended', 'body_of',
                   'sent_row', 'sent_line',
                   'letters_one_by_one', 'letters_of', 'has_form', 'is_entry',
                   'items_of', 'state_of', 'may_see', 'judged', 'held_after', 'take_numbers',
                   'numbered', 'named', 'feed_areas', 'feed_contacts', 'next_link', 'write_batch',
                   'answer_to', 'judged_in_turn',
                   'reuses_a_number', 'to_be_judged')
               OR p.pronamespace = 'api'::regnamespace AND p.proname = 'append')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO seat_writer', signature);
    END LOOP;
END
$$;
ALTER AGGREGATE core.chained(bytea, text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.append(uuid, bigint, integer, text) TO seat_people;
