-- Judging entries by the state of their subjects, turn by turn.

CREATE TYPE core.fault AS (ord integer, code text, field text);

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

-- target_open of seatapp/domain/guards.py: the case into which the item's is merged, among `held`. What
-- came before a restore already is not asked again; while the centre asks for what it lost, a case
-- that is not there may still be brought.
CREATE FUNCTION core.target_fault(item core.item, argument text, held core.held[]) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    target jsonb;
BEGIN
    SELECT CASE WHEN count(*) = 1 THEN (pg_catalog.array_agg(h.state))[1] END INTO target
    FROM core.each_held(held) h
    WHERE h.subject = 'case' AND h.root <> item.root
      AND pg_catalog.jsonb_typeof(item."values" -> argument) = 'array'
      AND item."values" -> argument ? h.id::text
      AND core.may_see(item.author, item.prefixes, h.state);
    IF target IS NULL THEN
        RETURN CASE WHEN core.asks_again() THEN 'held' ELSE 'no_such_case' END;
    END IF;
    RETURN CASE
        WHEN coalesce(item."values" ->> 'merged_into' NOT IN (
                 coalesce(target ->> 'acceptance_number', ''),
                 coalesce(target ->> 'case_number', '')), true) THEN 'no_such_case'
        WHEN (SELECT s.terminal FROM core.stage s
              WHERE s.subject = 'case' AND s.stage = target ->> 'stage'
              ORDER BY s.schema DESC LIMIT 1) THEN 'case_ended' END;
END
$$;

-- judged of seatapp/domain/judge.py for one turn: items that stand on different roots. Answers
-- those that may be taken (with the state before) and the refusals of the others. `counting` tells
-- from when items count that came before a restore already, by their place in the batch.
CREATE FUNCTION core.judged(
    items core.item[], held core.held[], received bigint, counting bigint[],
    OUT taken core.taken[], OUT refused core.fault[]
)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    outages int8multirange := (
        SELECT pg_catalog.range_agg(pg_catalog.int8range(o.begun, o.ended, '[]')) FROM core.outage o);
BEGIN
    WITH way AS MATERIALIZED (
        SELECT s.*, ARRAY(SELECT c.code FROM core.choice c
                          WHERE c.schema = w.schema AND c.list = 'source'
                            AND 'phone' = ANY (c.marks)) AS phones
        FROM (SELECT DISTINCT t.schema, t.subject, t.step FROM pg_catalog.unnest(items) t) w
        CROSS JOIN LATERAL core.step_of(w.schema, w.subject, w.step) s
    )
    SELECT pg_catalog.array_agg(
               ROW(j.ord, 0, j.id, NULL, j.subject, j.subject_id, j.root, j.schema, j.step,
                   j.author, j.post, j.claimed_at, j.shown, j.public, j."values" ->> 'area', j.before,
                   NULL, counting[j.ord])::core.taken) FILTER (WHERE j.fault IS NULL),
           pg_catalog.array_agg(
               ROW(j.ord,
                   CASE WHEN j.fault IN ('stale', 'unknown_subject') AND j.parent_fell
                        THEN 'fallen'
                        WHEN j.orphan THEN 'held' ELSE j.fault END,
                   CASE WHEN j.fault = j.late_code AND NOT j.orphan
                        THEN j.late_field END)::core.fault
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
                       SELECT pg_catalog.substr(min(pg_catalog.lpad(g.position::text, 3, '0')
                                                    || g.code COLLATE "C"), 4)
                       FROM (
                           SELECT x.position,
                                  CASE WHEN x.guard IN ('request_allowed', 'paper_attached',
                                                        'kind_is', 'may_grant', 'grant_in_size',
                                                        'named_for')
                                       THEN core.request_fault(
                                           x.guard, x.argument, a.at,
                                           i.author, i.post, h.state, i."values", ARRAY(
                                               SELECT w.state ->> 'request_kind'
                                               FROM pg_catalog.unnest(held) w
                                               WHERE w.root = i.root AND w.subject = 'request'
                                                 AND w.state ->> 'stage' IN ('open', 'endorsed')))
                                       WHEN x.guard = 'target_open' THEN
                                           CASE WHEN counting[i.ord] IS NULL
                                                THEN core.target_fault(i, x.argument, held) END
                                       ELSE core.guard_fault(
                                           x.guard, x.argument, i.subject_id, h.state, a.after,
                                           i.author, i."values", a.pair, a.by_phone, owed.receipt,
                                           owed.calls, owed.listed, owed.disputed, a.rule, a.at)
                                       END AS code
                           FROM (
                               SELECT b.after,
                                      CASE WHEN counting[i.ord] IS NOT NULL THEN counting[i.ord]
                                           WHEN outages IS NULL THEN received
                                           ELSE core.counting_time(i.claimed_at, received, outages)
                                           END AS at,
                                      coalesce((
                                          SELECT r."row" -> 'pair' = 'true' FROM core.reference r
                                          WHERE r.kind = 'class'
                                            AND r.code = b.after ->> 'class_code' LIMIT 1), false)
                                          AS pair,
                                      coalesce(b.after ->> 'source' = ANY (s.phones), false)
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
                   bool_or((x.subject, x.state ->> 'stage')
                           IN (('handover_item', 'disputed'), ('dispute', 'raised'))) AS disputed
            FROM core.each_held(held) x
            WHERE x.subject IN ('assignment', 'callback', 'dispute', 'handover_item')
            GROUP BY x.root
        ) owed ON owed.root = i.root
        JOIN way s ON s.schema = i.schema AND s.subject = i.subject AND s.step = i.step
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
            SELECT ROW(t.subject, t.subject_id, t.root, t.after, NULL, false)::core.held AS held
            FROM core.each_taken(taken) t
            UNION ALL
            SELECT ROW(h.subject, h.id, h.root, h.state, h.n, false)::core.held
            FROM core.each_held(held) h
            LEFT JOIN core.each_taken(taken) t ON t.subject_id = h.id AND t.subject = h.subject
            WHERE t.id IS NULL
        ) f
    );
END
$$;

-- Judges the items turn by turn. `held` are the subjects before; answers what was taken, and the
-- codes and fields of refusals by place in the batch. What stands on a refused entry falls, and
-- what stands on a held one is held. `kept` is what receipts prove (0007c_receipts.sql).
CREATE FUNCTION core.judged_in_turn(
    items core.item[], held core.held[], at bigint, kept core.kept,
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
    now_refused core.fault[];
    followed core.taken[];
    ended core.taken[];
    refusal core.fault;
    item record;
    outages constant int8multirange := (
        SELECT pg_catalog.range_agg(pg_catalog.int8range(o.begun, o.ended, '[]')) FROM core.outage o);
    -- What it brings stands among the contacts only when all is written.
    brought constant jsonb := (
        SELECT pg_catalog.jsonb_object_agg(i.root, i.personal ->> 'caller_phone')
        FROM pg_catalog.unnest(items) i WHERE i.subject = 'call' AND i.personal ? 'caller_phone');
BEGIN
    codes := pg_catalog.array_fill(NULL::text, ARRAY[pg_catalog.cardinality(items)]);
    fields := coalesce(kept.fields, codes);
    FOR item IN
        SELECT i.ord, i.code FROM pg_catalog.unnest(items) i WHERE i.code IS NOT NULL
    LOOP
        codes[item.ord] := item.code;
    END LOOP;
    FOR item IN
        SELECT i.level, count(*)::integer AS amount FROM pg_catalog.unnest(items) i
        GROUP BY i.level ORDER BY i.level
    LOOP
        start := reach + 1;
        reach := reach + item.amount;
        CONTINUE WHEN item.level = 0;
        turn := CASE WHEN item.amount = pg_catalog.cardinality(items) THEN items
                     ELSE items[start:reach] END;
        IF EXISTS (SELECT FROM pg_catalog.unnest(held) h
                   WHERE h.subject = 'request' OR h.state ? 'until_at') THEN
            ended := core.folded(core.lapsed(ARRAY(
                SELECT k.key
                FROM (
                    SELECT DISTINCT ON (i.root)
                           ROW(i.ord, i.root, i.schema, coalesce(
                                   kept.counts[i.ord], core.counting_time(
                                       i.claimed_at, at, outages)))::core.lapse_key AS key
                    FROM pg_catalog.unnest(turn) i ORDER BY i.root, i.ord
                ) k), held), at, calendar);
            IF ended IS NOT NULL THEN
                taken := taken || ended;
                in_order := false;
                held := core.held_after(held, ended);
            END IF;
        END IF;
        SELECT j.taken, j.refused INTO now_taken, now_refused
        FROM core.judged(turn, held, at, kept.counts) j;
        IF now_refused IS NOT NULL THEN
            FOREACH refusal IN ARRAY now_refused LOOP
                codes[refusal.ord] := refusal.code;
                fields[refusal.ord] := refusal.field;
            END LOOP;
        END IF;
        IF now_taken IS NOT NULL THEN
            now_taken := core.folded(now_taken, at, calendar);
            followed := core.consequences(now_taken, held, brought);
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
        SELECT i.ord, i.parent_ord FROM pg_catalog.unnest(items) i
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
        FROM pg_catalog.unnest(taken) t;
    END IF;
END
$$;

CALL core.give_to_writer('may_see', 'target_fault', 'judged', 'held_after', 'judged_in_turn');
