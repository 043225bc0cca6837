-- What can be said of an entry before the state of its subject is known.

-- An entry that is new to the centre. `code` is what it is refused for whatever the state of
-- its subject; `late_code` what is wrong with its values, which is asked after the state.
-- `repeats` marks one that came before under another number. `orphan` is one made on an entry
-- that is nowhere while the centre asks for what it lost (core.centre.reoffer_until). `level` is
-- its turn on its root.
CREATE TYPE core.item AS (
    ord integer, q bigint, body text, mac text, digest bytea, id uuid, subject text,
    subject_id uuid, root uuid, step text, schema integer, parent uuid, author text, post text, claimed_at text,
    "values" jsonb, shown jsonb, public jsonb, personal jsonb, prefixes text[],
    code text, late_code text, late_field text, repeats boolean, parent_fell boolean,
    orphan boolean, parent_ord integer, level integer
);

CREATE FUNCTION core.each_item(list core.item[]) RETURNS SETOF core.item
LANGUAGE plpgsql IMMUTABLE ROWS 1000
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

-- The letters as items with everything that can be said before the state is known: form, key,
-- signature, schema, person, post, values. The order of the questions is that of
-- seatapp/domain/judge.py. A letter that cannot be read gets an identifier of the centre's own, and so
-- does one that nobody has signed: else who knows the identifier of what a colleague is about to send
-- could take it.
-- `refused` are the codes with which letters were refused before a restore, by their place.
CREATE FUNCTION core.items_of(letters core.letter[], p_seat uuid, refused text[])
RETURNS core.item[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    asking constant boolean := core.asks_again();
BEGIN
    RETURN (
        WITH formed AS MATERIALIZED (
            SELECT l.ord, (l.doc ->> 'id')::uuid AS id, (l.doc ->> 'parent')::uuid AS parent,
                   l.doc ->> 'subject' AS subject, (l.doc ->> 'subject_id')::uuid AS subject_id,
                   (l.doc ->> 'root')::uuid AS root, l.doc ->> 'step' AS step,
                   (l.doc ->> 'schema')::integer AS schema, l.doc ->> 'author' AS author,
                   l.doc ->> 'post' AS post, l.doc ->> 'claimed_at' AS claimed_at,
                   (l.doc ->> 'key')::uuid AS key
            FROM (SELECT x.ord, x.doc FROM core.each_letter(letters) x WHERE x.formed OFFSET 0) l
        ), first AS MATERIALIZED (
            SELECT f.id, min(f.ord) AS ord FROM formed f GROUP BY f.id
        -- What the ledger has of these entries and of those that they stand on.
        ), before AS MATERIALIZED (
            SELECT e.id, e.body, e.verdict <> 'applied' AS fell FROM core.entry e
            WHERE e.id = ANY (ARRAY(
                SELECT f.id FROM formed f
                UNION ALL SELECT f.parent FROM formed f WHERE f.parent IS NOT NULL))
        -- The entries that are what they say, and no other text under an identifier that is taken.
        ), good AS MATERIALIZED (
            SELECT f.*, up.ord AS parent_ord,
                   b.id IS NOT NULL OR first.ord < f.ord AS repeats,
                   coalesce(above.fell, false) AS parent_fell,
                   asking AND f.parent IS NOT NULL AND up.ord IS NULL AND above.id IS NULL
                       AS orphan
            FROM formed f
            LEFT JOIN first ON first.id = f.id
            LEFT JOIN first up ON up.id = f.parent
            LEFT JOIN before b ON b.id = f.id
            LEFT JOIN before above ON above.id = f.parent
            WHERE CASE WHEN b.id IS NOT NULL THEN b.body = (letters[f.ord]).body
                       WHEN first.ord < f.ord
                           THEN (letters[first.ord]).body = (letters[f.ord]).body
                       ELSE true END
        ), signer AS MATERIALIZED (
            SELECT DISTINCT g.key, g.author, g.post, g.schema, g.subject, g.step FROM good g
        ), standing AS MATERIALIZED (
            SELECT g.*, g.schema || '/' || g.subject || '/' || g.step || '/' AS way,
                   k.key_id, k.revoked, k.person, k.inner_block, k.outer_block,
                   k.accept_until, known.schema IS NOT NULL AS known, s.step IS NOT NULL AS found,
                   s.root AS rooted, s.reaches, s.by_system, s.posts, m.active,
                   held.prefixes, personal.masked, personal.needed
            FROM signer g
            LEFT JOIN LATERAL (
                SELECT x.* FROM core.courier_key x WHERE x.key_id = g.key LIMIT 1
            ) k ON true
            LEFT JOIN LATERAL (
                SELECT x.schema FROM core.schema_known x WHERE x.schema = g.schema LIMIT 1
            ) known ON true
            LEFT JOIN LATERAL core.step_of(g.schema, g.subject, g.step) s ON true
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
            CROSS JOIN LATERAL (
                SELECT coalesce(pg_catalog.array_agg(x.name) FILTER (WHERE x.mask <> 'no'), '{}') AS masked,
                       coalesce(pg_catalog.array_agg(x.name) FILTER (WHERE x.required), '{}')
                           AS needed
                FROM core.step_field x
                WHERE x.schema = g.schema AND x.subject = g.subject AND x.step = g.step
            ) personal
        -- The fields that these steps may set, each under the name of its step: one look into a hash
        -- tells all that is asked of a value.
        ), field AS MATERIALIZED (
            SELECT w.way || f.name AS name, f.required, f.type, f."of",
                   '2/' || pg_catalog.lpad(f.position::text, 3, '0') || '/' AS place,
                   CASE f.type WHEN 'ref' THEN 60 ELSE f.maximum END AS maximum, f.mask, f.codes,
                   f.mask <> 'no' AS masked
            FROM (SELECT DISTINCT s.way, s.schema, s.subject, s.step
                  FROM standing s WHERE s.found) w
            CROSS JOIN LATERAL (
                SELECT x.* FROM core.step_field x
                WHERE x.schema = w.schema AND x.subject = w.subject AND x.step = w.step OFFSET 0
            ) f
        -- What is said against an entry whatever the state, but for its values.
        ), asked AS MATERIALIZED (
            SELECT l.ord, g.id, g.parent, g.subject, g.subject_id, g.root, g.step, g.schema,
                   g.author, g.post, g.claimed_at, coalesce(g.repeats, false) AS repeats,
                   coalesce(g.parent_fell, false) AS parent_fell,
                   coalesce(g.orphan, false) AS orphan, g.parent_ord, s.way, s.rooted,
                   coalesce(s.reaches, false) AS reaches, s.prefixes, s.masked, s.needed,
                   CASE
                       WHEN g.id IS NULL THEN 'malformed'
                       WHEN refused[l.ord] IS NOT NULL THEN refused[l.ord]
                       WHEN pg_catalog.octet_length(l.body) > 262144 THEN 'too_large'
                       WHEN s.key_id IS NULL OR s.revoked OR s.person <> g.author
                           THEN 'unknown_key'
                       WHEN l.mac IS DISTINCT FROM pg_catalog.encode(pg_catalog.sha256(
                                s.outer_block || pg_catalog.sha256(s.inner_block || l.digest)), 'hex')
                           THEN 'bad_signature'
                       WHEN s.accept_until <= pg_catalog.statement_timestamp() THEN 'too_old'
                       WHEN NOT s.known THEN 'unknown_schema'
                       WHEN NOT s.found THEN 'unknown_step'
                       WHEN s.active IS NOT TRUE THEN 'not_active'
                       WHEN s.by_system THEN 'wrong_post_kind'
                       WHEN g.post <> ALL (s.posts) OR s.prefixes IS NULL THEN 'not_your_post'
                   END AS code,
                   CASE WHEN g.id IS NOT NULL THEN l.doc -> 'values' END AS "values",
                   l.q, l.mac, l.digest, l.body
            FROM core.each_letter(letters) l
            LEFT JOIN good g ON g.ord = l.ord
            LEFT JOIN standing s
                ON s.key = g.key AND s.author = g.author AND s.post = g.post
               AND s.schema = g.schema AND s.subject = g.subject AND s.step = g.step
        -- What there is to say of the values: nothing, of most. A fault is '0/name' for an unknown
        -- field, '2/position/code/name' for a bad value, so that the least of them is the first of
        -- judge.py. `altered` are those that the state takes otherwise than they came.
        ), content AS MATERIALIZED (
            SELECT o.ord, min(o.fault COLLATE "C") AS fault,
                   bool_or(o.required AND o.kind = 'null') AS blank,
                   bool_or(o.masked OR o.empty) AS special,
                   pg_catalog.jsonb_object_agg(
                       CASE WHEN o.masked THEN o.key || '_masked' ELSE o.key END,
                       CASE WHEN NOT o.empty
                            THEN pg_catalog.to_jsonb(core.masked(o.value #>> '{}', o.mask)) END)
                       FILTER (WHERE o.masked OR o.empty) AS altered,
                   pg_catalog.jsonb_object_agg(o.key, o.value)
                       FILTER (WHERE o.masked AND o.kind <> 'null') AS personal
            FROM (
                SELECT v.ord, v.key, v.value, v.kind, f.required, f.masked, f.mask,
                       v.kind = 'null' OR v.kind = 'array' AND v.value = '[]' AS empty,
                       CASE
                           WHEN f.name IS NULL THEN '0/' || v.key
                           WHEN v.kind = 'null' THEN NULL
                           WHEN f.type = 'choice' THEN
                               CASE WHEN v.kind = 'string' AND f.codes ? (v.value #>> '{}')
                                    THEN NULL ELSE f.place || 'bad_value/' || v.key END
                           WHEN NOT core.fits(f.type, f.maximum, v.value)
                               THEN f.place || 'bad_value/' || v.key
                           WHEN f.type = 'ref' AND (
                               SELECT true FROM core.reference r
                               WHERE r.kind = f."of" AND r.code = v.value #>> '{}' LIMIT 1) IS NULL
                               THEN f.place || 'unknown_reference/' || v.key
                       END AS fault
                FROM (SELECT a.ord, e.key, e.value, pg_catalog.jsonb_typeof(e.value) AS kind,
                             a.way || e.key AS name
                      FROM asked a
                      CROSS JOIN LATERAL pg_catalog.jsonb_each(a."values") e OFFSET 0) v
                LEFT JOIN field f ON f.name = v.name
                OFFSET 0
            ) o
            WHERE o.fault IS NOT NULL OR o.masked OR o.empty
            GROUP BY o.ord
        -- Each turn on a root is a level. A step that reaches into other roots has a level to itself:
        -- what came before it in the batch comes before it, and what came after, after.
        ), turn AS (
            SELECT z.ord, CASE WHEN z.turn = 0 THEN 0
                               ELSE pg_catalog.dense_rank() OVER (
                                   ORDER BY z.turn = 0 DESC, z.part, z.turn) END AS level
            FROM (
                SELECT y.ord, y.part,
                       CASE WHEN y.void THEN 0
                            ELSE pg_catalog.row_number() OVER (
                                PARTITION BY y.void, y.part, y.root ORDER BY y.ord) END AS turn
                FROM (
                    SELECT x.ord, CASE WHEN x.rooted THEN x.subject_id ELSE x.root END AS root,
                           x.repeats OR x.code IS NOT NULL AS void,
                           2 * count(*) FILTER (WHERE x.reaches) OVER (ORDER BY x.ord)
                               - CASE WHEN x.reaches THEN 1 ELSE 0 END AS part
                    FROM asked x
                ) y
            ) z
        )
        SELECT pg_catalog.array_agg(
            ROW(a.ord, a.q, a.body, a.mac, a.digest,
                CASE WHEN a.code IN ('malformed', 'unknown_key', 'bad_signature')
                     THEN core.derived_id(p_seat, 'malformed', a.q::text) ELSE a.id END,
                a.subject, a.subject_id, a.root, a.step, a.schema, a.parent, a.author, a.post,
                a.claimed_at, a."values",
                CASE WHEN content.special
                     THEN (a."values" - a.masked) || coalesce(content.altered, '{}')
                     ELSE coalesce(a."values", '{}') END,
                CASE WHEN content.special THEN a."values" - a.masked
                     ELSE coalesce(a."values", '{}') END,
                content.personal, a.prefixes, a.code,
                CASE WHEN content.fault < '1' THEN 'unknown_field'
                     WHEN content.blank OR NOT a."values" ?& a.needed THEN 'missing_field'
                     ELSE pg_catalog.split_part(content.fault, '/', 3) END,
                CASE WHEN content.fault < '1' THEN pg_catalog.substr(content.fault, 3)
                     WHEN content.blank OR NOT a."values" ?& a.needed THEN (
                         SELECT f.name FROM core.step_field f
                         WHERE f.schema = a.schema AND f.subject = a.subject AND f.step = a.step
                           AND f.required
                           AND pg_catalog.jsonb_typeof(coalesce(a."values" -> f.name, 'null')) = 'null'
                         ORDER BY f.position LIMIT 1)
                     ELSE pg_catalog.split_part(content.fault, '/', 4) END,
                a.repeats, a.parent_fell, a.orphan, a.parent_ord, a.level)::core.item
            ORDER BY a.level, a.ord)
        FROM (
            SELECT x.*, (ARRAY(SELECT t.level FROM turn t ORDER BY t.ord))[x.ord] AS level
            FROM asked x OFFSET 0
        ) a
        LEFT JOIN content ON content.ord = a.ord
    );
END
$$;

-- named of seatapp/domain/effects.py: the subjects of other roots that steps of a batch are about.
CREATE FUNCTION core.named(items core.item[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM (SELECT DISTINCT i.schema, i.subject, i.step FROM pg_catalog.unnest(items) i) w
        CROSS JOIN LATERAL core.step_of(w.schema, w.subject, w.step) s
        WHERE s.reaches
    ) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT DISTINCT one.item::uuid
        FROM pg_catalog.unnest(items) i
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

CALL core.give_to_writer('each_item', 'items_of', 'named');
