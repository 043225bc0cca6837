-- What follows from steps (seatapp/domain/effects.py), and what ends by itself (lapse.py).

-- The family that an item of a batch touches, and the moment that counts for it.
CREATE TYPE core.lapse_key AS (ord integer, root uuid, schema integer, at bigint);

-- CONDITIONS of seatapp/domain/effects.py.
CREATE FUNCTION core.condition_holds(
    condition text, argument text, after jsonb, root jsonb, "values" jsonb
) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE condition
        WHEN '' THEN true
        WHEN 'has_caller' THEN core.caller_waits(root)
        WHEN 'owner_is' THEN true  -- asked of each target
        WHEN 'owner_away' THEN true  -- asked of each target
        WHEN 'same_number' THEN true  -- asked of each target
        WHEN 'tells' THEN coalesce("values" -> 'caller_told', 'null') <> 'true'
            AND (coalesce("values" -> 'reply_wanted' = 'true', false)
                 OR coalesce(core.callback_rule(argument) -> 'duty' = 'true', false))
            AND core.caller_waits(root)
        WHEN 'unsolved' THEN coalesce(after -> 'solved' = 'false', false)
        WHEN 'opinion_source' THEN core.is_marked('source', root ->> 'source', 'opinion')
        WHEN 'source_is' THEN coalesce(root ->> 'source' = argument, false)
        ELSE false END;
END
$$;

-- Whether the callers of two roots rang from one number: many numbers share a key, and the centre
-- has them in full. `brought` are the numbers by root that this batch brings itself.
CREATE FUNCTION core.same_caller(one uuid, other uuid, brought jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT count(f.digits) = 2 AND count(DISTINCT f.digits) = 1
        FROM (
            SELECT core.phone_digits(coalesce((
                       SELECT y."row" ->> 'caller_phone' FROM core.contact y WHERE y.root = r.root
                   ), brought ->> r.root::text)) AS digits
            FROM pg_catalog.unnest(ARRAY[one, other]) r (root)
        ) f);
END
$$;

-- consequences of seatapp/domain/effects.py for many steps at once, `after` still to be folded.
-- `held` are the subjects as they stood before the steps, also those of other roots that are named;
-- `brought` are the numbers of calls by root that this batch brings.
CREATE FUNCTION core.consequences(
    list core.taken[], held core.held[], brought jsonb
) RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM (SELECT DISTINCT t.schema, t.subject, t.step FROM pg_catalog.unnest(list) t) w
        CROSS JOIN LATERAL (
            SELECT x.position FROM core.effect x
            WHERE x.schema = w.schema AND x.subject = w.subject AND x.step = w.step LIMIT 1
        ) e
    ) THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(f.ord, f.seq, core.derived_id(f.cause, 'entry', f.step, f.subject_id::text),
                f.cause, f.subject, f.subject_id, f.root, f.schema, f.step, f.author,
                'system', f.claimed_at, f.handed, f.handed, f.area, f.before, NULL, f.at
               )::core.taken
            ORDER BY f.ord, f.seq)
        FROM (
            SELECT t.ord, t.id AS cause, coalesce(child.root, t.root) AS root, t.schema, t.author,
                   t.claimed_at, t.at, e.target AS subject, e.target_step AS step,
                   t.after ->> 'area' AS area, child.state AS before,
                   CASE WHEN child.id IS NOT NULL THEN child.id
                        WHEN line.place IS NOT NULL
                            THEN core.derived_id(t.id, 'subject', e.target, line.place::text)
                        ELSE core.derived_id(t.id, 'subject', e.target, e.target_step) END AS subject_id,
                   pg_catalog.row_number() OVER (
                       PARTITION BY t.ord ORDER BY e.position, line.place, child.id) AS seq,
                   coalesce((
                       SELECT pg_catalog.jsonb_object_agg(c.into, c.value)
                       FROM (SELECT copy ->> 0 AS into,
                                    CASE copy ->> 1 WHEN '=' THEN t.after -> (copy ->> 2)
                                                    WHEN '^' THEN up.state -> (copy ->> 2)
                                                    WHEN '<' THEN t.public -> (copy ->> 2)
                                                    WHEN '@' THEN pg_catalog.to_jsonb(t.author)
                                                    WHEN '*' THEN pg_catalog.to_jsonb(line.item)
                                                    ELSE copy -> 2 END AS value
                             FROM pg_catalog.jsonb_array_elements(e.copies) copy
                             WHERE copy ->> 0 <> 'id') c
                       WHERE c.value NOT IN ('null', '[]')), '{}') AS handed
            FROM core.each_taken(list) t
            CROSS JOIN LATERAL (
                SELECT x.* FROM core.effect x
                WHERE x.schema = t.schema AND x.subject = t.subject AND x.step = t.step OFFSET 0
            ) e
            CROSS JOIN LATERAL (
                SELECT CASE WHEN t.subject_id = t.root THEN t.after
                            ELSE (SELECT h.state FROM pg_catalog.unnest(held) h
                                  WHERE h.id = t.root LIMIT 1) END AS state
                OFFSET 0
            ) up
            CROSS JOIN LATERAL core.step_of(t.schema, e.target, e.target_step) s
            LEFT JOIN core.each_held(held) child
                ON child.subject = e.target AND child.state ->> 'stage' = ANY (s.sources)
               AND CASE e.act
                       WHEN 'move' THEN child.root = t.root AND child.id <> t.subject_id
                       WHEN 'root' THEN child.id = t.root AND child.id <> t.subject_id
                       WHEN 'pass' THEN
                           child.id <> t.subject_id
                           AND core.may_see(t.author, NULL, child.state)
                           AND CASE e.condition
                                   WHEN '' THEN true
                                   WHEN 'owner_away' THEN
                                       coalesce(
                                           child.state ->> 'owner' = t.after ->> (e.argument || '_by')
                                           AND least((child.state ->> 'due_at')::bigint,
                                                     (child.state ->> 'planned_at')::bigint)
                                               < core.back_at(child.state ->> 'owner',
                                                              (t.after ->> 'border_at')::bigint)
                                           AND core.rings_there(t.author, child.state ->> 'area'),
                                           false)
                                   WHEN 'same_number' THEN
                                       child.state ->> 'caller_key' = t.after ->> 'caller_key'
                                       AND core.same_caller(child.root, t.root, brought)
                                   ELSE child.state ->> 'owner' IS NOT DISTINCT FROM
                                       t.after ->> (e.argument || '_by') END
                           AND EXISTS (
                               SELECT FROM pg_catalog.jsonb_array_elements(e.copies) copy
                               WHERE copy ->> 1 = '*'
                                 AND t.public -> (copy ->> 2) ? child.id::text)
                       ELSE false END
            LEFT JOIN LATERAL (
                SELECT one.item, one.place
                FROM pg_catalog.jsonb_array_elements(e.copies) copy
                CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
                    CASE pg_catalog.jsonb_typeof(t.public -> (copy ->> 2))
                        WHEN 'array' THEN t.public -> (copy ->> 2) ELSE '[]' END
                ) WITH ORDINALITY one (item, place)
                WHERE e.act = 'each' AND copy ->> 1 = '*'
            ) line ON true
            WHERE CASE e.act
                      WHEN 'create' THEN true
                      WHEN 'each' THEN line.place IS NOT NULL
                      WHEN 'ensure' THEN NOT EXISTS (
                          SELECT FROM pg_catalog.unnest(held) other
                          WHERE other.root = t.root AND other.subject = e.target
                            AND NOT other.state ? 'settled_at')
                      ELSE child.id IS NOT NULL END
              AND (e.condition = '' OR core.condition_holds(e.condition, e.argument, t.after,
                                                             up.state, t.public))
        ) f
    );
END
$$;

-- What ends by itself: all_matured of seatapp/domain/lapse.py for the families of a turn, each at
-- the moment that counts for the item that touches it. `seq` is below 0: it comes before the item.
CREATE FUNCTION core.lapsed(keys core.lapse_key[], held core.held[]) RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(f.ord, f.seq, core.derived_id(f.cause, 'entry', f.step, f.id::text), f.cause,
                f.subject, f.id, f.root, f.schema, f.step, 'system', 'system',
                pg_catalog.to_char(pg_catalog.to_timestamp(f.until) AT TIME ZONE 'UTC',
                                   'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
                '{}', '{}', f.state ->> 'area', f.state, NULL, f.until)::core.taken
            ORDER BY f.ord, f.seq)
        FROM (
            SELECT k.ord, k.schema, h.subject, h.id, h.root, h.state, l.step,
                   (h.state ->> 'fresh')::uuid AS cause, (h.state ->> l.until)::bigint AS until,
                   -pg_catalog.row_number() OVER (PARTITION BY k.ord ORDER BY h.id DESC) AS seq
            FROM core.each_held(held) h
            JOIN pg_catalog.unnest(keys) k ON k.root = h.root
            CROSS JOIN LATERAL (
                SELECT x.* FROM core.lapse x
                WHERE x.schema = k.schema AND x.subject = h.subject
                  AND x.stage = h.state ->> 'stage' LIMIT 1
            ) l
            WHERE (h.state ->> l.until)::bigint <= k.at
        ) f
    );
END
$$;

-- effective_stage of seatapp/domain/lapse.py, by the tables of the newest schema.
CREATE FUNCTION core.effective_stage(subject text, state jsonb, now bigint) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN coalesce(
        (SELECT x.target FROM core.lapse x
         WHERE x.subject = effective_stage.subject AND x.stage = state ->> 'stage'
           AND (state ->> x.until)::bigint <= now
         ORDER BY x.schema DESC LIMIT 1),
        state ->> 'stage');
END
$$;

CALL core.give_to_writer(
    'condition_holds', 'same_caller', 'consequences', 'lapsed', 'effective_stage');
