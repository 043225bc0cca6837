-- The guards of a step (seatapp/domain/guards.py and callback_guards.py), and what they ask.

-- content_hash of seatapp/domain/handover.py: SHA-256 over what the signatures of a handover freeze.
CREATE FUNCTION core.content_hash(post text, "values" jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    parts text[] := ARRAY[coalesce(post, ''), coalesce("values" ->> 'border_at', ''),
                          coalesce("values" ->> 'remarks', '')];
    list text;
BEGIN
    FOREACH list IN ARRAY ARRAY['counts', 'items', 'answers', 'callbacks', 'attachments'] LOOP
        parts := parts || CASE WHEN pg_catalog.jsonb_typeof("values" -> list) = 'array' THEN coalesce((
            SELECT pg_catalog.string_agg(one.item, E'\x1f' ORDER BY one.place)
            FROM pg_catalog.jsonb_array_elements_text("values" -> list)
                 WITH ORDINALITY one (item, place)), '') ELSE '' END;
    END LOOP;
    RETURN pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
        pg_catalog.array_to_string(parts, E'\x1e'), 'UTF8')), 'hex');
END
$$;

-- missing_answers of seatapp/domain/handover.py: whether a required question has no answer.
CREATE FUNCTION core.answers_missing(rule jsonb, answers jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN pg_catalog.jsonb_typeof(rule -> 'questions') = 'array' AND EXISTS (
        SELECT FROM pg_catalog.jsonb_array_elements_text(rule -> 'questions') asked
        WHERE pg_catalog.split_part(asked, ':', 2) = 'required'
          AND NOT EXISTS (
              SELECT FROM pg_catalog.jsonb_array_elements_text(
                  CASE pg_catalog.jsonb_typeof(answers) WHEN 'array' THEN answers ELSE '[]' END) given
              WHERE pg_catalog.starts_with(given, pg_catalog.split_part(asked, ':', 1) || '=')
                AND pg_catalog.length(given)
                    > pg_catalog.length(pg_catalog.split_part(asked, ':', 1)) + 1));
END
$$;

-- A row of the rules for owed calls; NULL when the site has none of that name.
CREATE FUNCTION core.callback_rule(p_name text) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN (SELECT r."row" FROM core.reference r
            WHERE r.kind = 'callback_rule' AND r.code = p_name LIMIT 1);
END
$$;

-- Whether a code of a list bears a mark, in the newest schema.
CREATE FUNCTION core.is_marked(p_list text, p_code text, mark text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN coalesce((SELECT mark = ANY (c.marks) FROM core.choice c
                     WHERE c.list = p_list AND c.code = p_code ORDER BY c.schema DESC LIMIT 1),
                    false);
END
$$;

-- caller_waits of seatapp/domain/callback_guards.py: whether somebody is to be told by telephone.
CREATE FUNCTION core.caller_waits(p_case jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN core.truthy(p_case -> 'caller_phone_masked')
       AND (p_case ->> 'caller_phone_masked' ~ '[0-9０-９]'
            OR NOT core.is_marked('source', p_case ->> 'source', 'opinion'));
END
$$;

-- Who is on duty in these turns after the approved swaps (_swapped of seatapp/domain/roster.py), each
-- on what the ones before it left. `people` are those of the roster, one beside each turn.
CREATE FUNCTION core.after_swaps(turns text[], people text[]) RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    swap record;
BEGIN
    FOR swap IN
        SELECT w.given, w.taken, coalesce(w.absent, w.asked_by) AS giver, w.colleague
        FROM core.swap w
        WHERE w.stage = 'approved' AND (w.given = ANY (turns) OR w.taken = ANY (turns))
        ORDER BY w.settled_at, w.id
    LOOP
        people := ARRAY(
            SELECT CASE
                WHEN turns[i] = swap.given AND people[i] = swap.giver THEN swap.colleague
                WHEN turns[i] = swap.taken AND people[i] = swap.colleague THEN swap.giver
                ELSE people[i] END
            FROM pg_catalog.generate_subscripts(turns, 1) i ORDER BY i);
    END LOOP;
    RETURN people;
END
$$;

-- The turns of the roster from one day to another, as the lists say them: who, and from when to before
-- when (since 1970). A shift that ends at or before its own beginning goes over midnight.
CREATE FUNCTION core.roster_turns(first date, last date)
RETURNS TABLE (code text, person text, begins bigint, ends bigint)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT r.code, pg_catalog.split_part(one.name, '@', 1), m.midnight + s.starts * 60,
           m.midnight + s.ends * 60 + CASE WHEN s.ends <= s.starts THEN 86400 ELSE 0 END
    FROM (
        SELECT first + n AS day FROM pg_catalog.generate_series(0, last - first) n
    ) d
    CROSS JOIN (
        SELECT s.code, (s."row" ->> 'starts')::integer AS starts,
               (s."row" ->> 'ends')::integer AS ends
        FROM core.reference s WHERE s.kind = 'shift'
    ) s
    CROSS JOIN LATERAL (
        SELECT r.code, r."row" -> 'people' AS people FROM core.reference r
        WHERE r.kind = 'roster' AND r.code = d.day::text || '.' || s.code LIMIT 1
    ) r
    CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
        CASE pg_catalog.jsonb_typeof(r.people) WHEN 'array' THEN r.people ELSE '[]' END
    ) one (name)
    CROSS JOIN LATERAL (
        SELECT extract(epoch FROM d.day::timestamp AT TIME ZONE 'Asia/Shanghai')::bigint
               AS midnight
    ) m
$$;

-- absent of seatapp/domain/roster.py: whether others are on duty at a moment and this person is not,
-- approved swaps included.
CREATE FUNCTION core.absent(person text, at bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    today constant date := (pg_catalog.to_timestamp(at) AT TIME ZONE 'Asia/Shanghai')::date;
    turns text[];
    people text[];
BEGIN
    SELECT pg_catalog.array_agg(t.code), pg_catalog.array_agg(t.person) INTO turns, people
    FROM core.roster_turns(today - 1, today) t
    WHERE at >= t.begins AND at < t.ends;
    people := core.after_swaps(turns, people);
    RETURN coalesce(person <> ALL (people), false);
END
$$;

-- back_at of seatapp/domain/roster.py: when this person is on duty again after a moment; where no
-- roster of the next 31 days says it, a day later.
CREATE FUNCTION core.back_at(person text, at bigint) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    today constant date := (pg_catalog.to_timestamp(at) AT TIME ZONE 'Asia/Shanghai')::date;
    turns text[];
    people text[];
    begins bigint[];
BEGIN
    SELECT pg_catalog.array_agg(t.code), pg_catalog.array_agg(t.person),
           pg_catalog.array_agg(t.begins)
    INTO turns, people, begins
    FROM core.roster_turns(today, today + 31) t
    WHERE t.begins > at;
    people := core.after_swaps(turns, people);
    RETURN coalesce((
        SELECT min(begins[i]) FROM pg_catalog.generate_subscripts(people, 1) i
        WHERE people[i] = person), at + 86400);
END
$$;

-- rings_there of seatapp/domain/callback_guards.py: whether somebody holds a post that rings callers
-- in an area, as far as posts are known.
CREATE FUNCTION core.rings_there(person text, area text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM core.reference r
        WHERE r.kind = 'person' AND r.code = person
          AND pg_catalog.jsonb_typeof(r."row" -> 'posts') = 'array'
          AND NOT EXISTS (
              SELECT FROM pg_catalog.jsonb_array_elements_text(r."row" -> 'posts') held
              WHERE pg_catalog.starts_with(area, pg_catalog.split_part(held, '@', 2))
                AND pg_catalog.split_part(held, '@', 1) = ANY (
                    SELECT pg_catalog.unnest(s.posts) FROM core.step s
                    WHERE s.subject = 'callback' AND s.step = 'tell_caller'
                      AND s.schema = (SELECT max(x.schema) FROM core.step x))));
END
$$;

-- The posts that a person's reference row names, with the prefix of the area they are held for.
CREATE FUNCTION core.published_posts(person text) RETURNS TABLE (post text, area text)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT pg_catalog.split_part(held, '@', 1), pg_catalog.split_part(held, '@', 2)
    FROM core.reference r
    CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
        CASE pg_catalog.jsonb_typeof(r."row" -> 'posts')
            WHEN 'array' THEN r."row" -> 'posts' ELSE '[]' END) held
    WHERE r.kind = 'person' AND r.code = person
$$;

-- leads of seatapp/domain/posts.py: whether somebody puts a person in or out of turns, as far as posts
-- are known.
CREATE FUNCTION core.leads(leader text, person text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    led constant text[] := ARRAY(
        SELECT h.area FROM core.published_posts(leader) h
        WHERE h.post = ANY (
            SELECT pg_catalog.unnest(s.posts) FROM core.step s
            WHERE s.subject = 'swap' AND s.step = 'cover_turn'
              AND s.schema = (SELECT max(x.schema) FROM core.step x)));
    works constant text[] := ARRAY(SELECT h.area FROM core.published_posts(person) h);
BEGIN
    RETURN led = '{}' OR works = '{}' OR EXISTS (
        SELECT FROM pg_catalog.unnest(led) one CROSS JOIN pg_catalog.unnest(works) other
        WHERE pg_catalog.starts_with(one, other) OR pg_catalog.starts_with(other, one));
END
$$;

-- without_number of seatapp/domain/callback_guards.py: a missed call that nobody can ring back.
CREATE FUNCTION core.without_number(callback jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(callback ->> 'callback_kind' = 'missed', false)
       AND NOT core.truthy(callback -> 'caller_key')
$$;

-- CALLBACK_GUARDS of seatapp/domain/callback_guards.py.
CREATE FUNCTION core.callback_guard(
    guard text, argument text, before jsonb, author text, "values" jsonb, at bigint
) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
DECLARE
    rule jsonb;
    asks boolean;
    owner text;
BEGIN
    CASE guard
        WHEN 'caller_known' THEN
            RETURN CASE WHEN NOT core.caller_waits(before) THEN 'nobody_waits' END;
        WHEN 'free_to_take' THEN
            owner := before ->> 'owner';
            IF NOT core.truthy(before -> 'owner') THEN
                RETURN NULL;
            END IF;
            rule := core.callback_rule('absence');
            RETURN CASE WHEN coalesce(
                    CASE rule ->> 'mode'
                        WHEN 'shift' THEN true
                        WHEN 'named' THEN
                            CASE WHEN core.truthy(rule -> owner) THEN rule -> owner
                                 ELSE rule -> 'colleague' END = pg_catalog.to_jsonb(author) END
                    AND least((before ->> 'due_at')::bigint,
                              (before ->> 'planned_at')::bigint) <= at
                    AND core.absent(owner, at), false)
                THEN NULL ELSE 'owner_taken' END;
        WHEN 'proof_given' THEN
            RETURN CASE WHEN core.is_marked('callback_kind', before ->> 'callback_kind', 'proof')
                             AND NOT core.truthy("values" -> 'photos')
                             AND NOT core.truthy("values" -> 'proof')
                        THEN 'proof_missing' END;
        WHEN 'owner_is_author' THEN
            RETURN CASE WHEN "values" ->> 'owner' IS DISTINCT FROM author
                        THEN 'owner_not_author' END;
        WHEN 'works_there' THEN
            RETURN CASE WHEN NOT core.rings_there("values" ->> argument, before ->> 'area')
                        THEN 'owner_elsewhere' END;
        WHEN 'own_callback' THEN
            RETURN CASE WHEN before ->> 'owner' IS DISTINCT FROM author
                        THEN 'callback_not_own' END;
        WHEN 'is_rung' THEN
            RETURN CASE WHEN core.is_marked('callback_kind', before ->> 'callback_kind', 'proof')
                        THEN 'not_rung' END;
        WHEN 'tried' THEN
            RETURN CASE WHEN NOT core.truthy(before -> 'tries') AND NOT core.without_number(before)
                        THEN 'not_tried' END;
        WHEN 'tried_enough' THEN
            IF core.without_number(before) THEN
                RETURN NULL;
            ELSIF before ->> 'callback_kind' = 'missed' THEN
                RETURN 'missed_stays';
            ELSIF core.is_marked('try_result', before ->> 'result', 'ends') THEN
                RETURN NULL;
            END IF;
            rule := core.callback_rule('tries');
            RETURN (
                SELECT 'tries_owed' FROM pg_catalog.unnest(ARRAY['tries', 'half_days']) name
                WHERE pg_catalog.jsonb_typeof(rule -> name) = 'number'
                  AND coalesce((before ->> name)::bigint, 0) < (rule ->> name)::numeric LIMIT 1);
        WHEN 'asks_verdict' THEN
            asks := core.is_marked('callback_kind', before ->> 'callback_kind', 'asks');
            RETURN CASE WHEN asks = (argument = 'yes') THEN NULL
                        WHEN asks THEN 'verdict_asked' ELSE 'verdict_not_asked' END;
        WHEN 'words_if_unsolved' THEN
            RETURN CASE WHEN "values" -> 'solved' = 'false'
                             AND NOT core.truthy("values" -> 'words') THEN 'words_missing' END;
        ELSE
            RETURN 'unknown_step';
    END CASE;
END
$$;

-- GUARDS of seatapp/domain/guards.py. `pair` says whether the standard asks for two photos,
-- `by_phone` whether the source is a telephone, `receipt` whether an assignment waits to be signed,
-- `calls` whether a call is owed, `listed` whether a handover has such items, `disputed` whether it
-- has some or a dispute about a case waits for its ruling, `rule` is what the post hands over.
-- Without a sub-select, so that the planner puts it in line: as a call it costs 50 times as much.
CREATE FUNCTION core.guard_fault(
    guard text, argument text, subject_id uuid, before jsonb, after jsonb, author text,
    "values" jsonb, pair boolean, by_phone boolean, receipt boolean, calls boolean,
    listed boolean, disputed boolean, rule jsonb, at bigint
) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE guard
        WHEN 'text_or_category' THEN
            CASE WHEN core.truthy(after -> 'description') OR core.truthy(after -> 'class_code')
                   OR core.truthy(after -> 'matter_code') OR core.truthy(after -> 'category_text')
                 THEN NULL ELSE 'text_or_category' END
        WHEN 'caller_for_phone' THEN
            CASE WHEN by_phone AND NOT core.truthy("values" -> 'external_id')
                   AND NOT core.truthy("values" -> 'caller_phone')
                 THEN 'caller_missing' END
        WHEN 'own_external_id' THEN
            CASE WHEN "values" ->> 'source_system' IS NULL AND "values" ->> 'external_id' IS NULL
                 THEN NULL
                 WHEN "values" ->> 'source_system' IS NULL OR "values" ->> 'external_id' IS NULL
                   OR core.derived_id('6f1d3f0a-8f5e-8a43-9a55-2b9f3c1d7e20',
                                      "values" ->> 'source_system', "values" ->> 'external_id')
                      <> subject_id
                 THEN 'foreign_number' END
        WHEN 'not_author' THEN
            CASE WHEN before ->> (argument || '_by') = author THEN 'same_person' END
        WHEN 'pair_present' THEN
            CASE WHEN pair AND NOT (core.truthy(after -> 'photos_before')
                                    AND core.truthy(after -> 'photos_after'))
                 THEN 'pair_missing' END
        WHEN 'after_photo_if_asked' THEN
            CASE WHEN pair AND NOT core.truthy(after -> 'photos_after')
                 THEN 'after_photo_missing' END
        WHEN 'photos_kept' THEN
            CASE WHEN NOT coalesce(nullif(after -> argument, 'null'), '[]')
                      @> coalesce(nullif(before -> argument, 'null'), '[]')
                 THEN 'photos_taken_out' END
        WHEN 'photo_or_reason' THEN
            CASE WHEN core.truthy(after -> 'photos_before')
                   OR core.truthy(after -> 'override_reason')
                 THEN NULL ELSE 'no_photo' END
        WHEN 'checked' THEN
            CASE WHEN NOT core.truthy("values" -> 'checks') THEN 'checks_missing'
                 WHEN NOT core.truthy("values" -> 'override_reason')
                   AND pg_catalog.jsonb_path_exists(
                       "values" -> 'checks', '$[*] ? (@ like_regex "^[^:]*:reject(:|$)")')
                 THEN 'override_missing' END
        WHEN 'another_case' THEN
            CASE WHEN "values" ->> argument = before ->> 'acceptance_number'
                   OR "values" ->> argument = before ->> 'case_number'
                 THEN 'same_case' END
        WHEN 'sixteen_digits' THEN
            CASE WHEN "values" ->> argument !~ '^[0-9]{16}$' THEN 'component_code_digits' END
        WHEN 'no_private_number' THEN
            CASE WHEN pg_catalog.regexp_replace(
                          pg_catalog.translate(
                              "values" ->> argument, '０１２３４５６７８９', '0123456789'),
                          '(?<=[0-9])[ -]+(?=[0-9])', '', 'g')
                      ~ '(?<![0-9])(1[3-9][0-9]{9}|[0-9]{17}[0-9Xx])(?![0-9])'
                 THEN 'private_number' END
        WHEN 'ratification_owed' THEN
            CASE WHEN before ->> 'ratified' = 'owed' THEN NULL ELSE 'nothing_to_ratify' END
        WHEN 'ratification_settled' THEN
            CASE WHEN before ->> 'ratified' = 'owed' THEN 'ratification_owed' END
        WHEN 'receipt_owed' THEN
            CASE WHEN receipt THEN NULL ELSE 'nothing_to_receipt' END
        WHEN 'same_author' THEN
            CASE WHEN before ->> (argument || '_by') IS DISTINCT FROM author THEN 'not_yours' END
        WHEN 'named_person' THEN
            CASE WHEN before ->> argument IS DISTINCT FROM author THEN 'not_named' END
        WHEN 'other_person' THEN
            CASE WHEN "values" ->> argument = author THEN 'same_colleague' END
        WHEN 'led_by_author' THEN
            CASE WHEN NOT core.leads(author, "values" ->> argument) THEN 'person_elsewhere' END
        WHEN 'all_answered' THEN CASE WHEN listed THEN 'items_open' END
        WHEN 'none_disputed' THEN CASE WHEN disputed THEN 'items_disputed' END
        WHEN 'some_disputed' THEN CASE WHEN disputed THEN NULL ELSE 'nothing_disputed' END
        WHEN 'no_dispute_open' THEN CASE WHEN disputed THEN 'dispute_open' END
        WHEN 'answers_given' THEN
            CASE WHEN core.answers_missing(rule, "values" -> 'answers') THEN 'answer_missing' END
        WHEN 'hash_fits' THEN
            CASE WHEN "values" ->> 'content_hash'
                      IS DISTINCT FROM core.content_hash(before ->> 'duty_post', "values")
                 THEN 'content_changed' END
        WHEN 'frozen' THEN
            CASE WHEN coalesce(nullif(before -> argument, 'null'), '[]')
                      <> coalesce(nullif("values" -> argument, 'null'), '[]')
                 THEN 'content_changed' END
        WHEN 'handed_back_in_time' THEN
            CASE WHEN pg_catalog.jsonb_typeof("values" -> 'handed_back_at') IS DISTINCT FROM 'number'
                 THEN NULL
                 WHEN ("values" ->> 'handed_back_at')::bigint > at + 300
                 THEN 'handed_back_in_future'
                 WHEN ("values" ->> 'handed_back_at')::bigint
                      < (before ->> (argument || '_at'))::bigint / 60 * 60
                 THEN 'handed_back_too_early' END
        WHEN 'callbacks_settled' THEN
            CASE WHEN calls AND coalesce(core.callback_rule('closing') -> 'settled' = 'true', false)
                 THEN 'callback_owed' END
        ELSE core.callback_guard(guard, argument, before, author, "values", at)
    END
$$;

CALL core.give_to_writer(
    'content_hash', 'answers_missing', 'callback_rule', 'is_marked', 'caller_waits', 'after_swaps',
    'roster_turns', 'absent', 'back_at', 'rings_there', 'published_posts',
    'leads', 'without_number', 'callback_guard',
    'guard_fault');
