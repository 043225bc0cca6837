-- The rules of seatapp/domain, said again in SQL. What a single value needs is a plain expression
-- that the planner puts in line; the fold and the effects work on whole sets. All are tested
-- against their twins in Python.

-- derived_id of seatapp/ids.py: a UUIDv8 over SHA-256 that both sides reckon alike.
CREATE FUNCTION core.derived_id(cause uuid, VARIADIC parts text[]) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    digest bytea := pg_catalog.sha256(
        pg_catalog.uuid_send(cause)
        || pg_catalog.convert_to(pg_catalog.array_to_string(parts, E'\x1f'), 'UTF8'));
BEGIN
    digest := pg_catalog.set_byte(digest, 6, (pg_catalog.get_byte(digest, 6) & 15) | 128);
    digest := pg_catalog.set_byte(digest, 8, (pg_catalog.get_byte(digest, 8) & 63) | 128);
    RETURN pg_catalog.encode(pg_catalog.substring(digest, 1, 16), 'hex')::uuid;
END
$$;

-- Whether a JSON value says something: Python's idea of true.
CREATE FUNCTION core.truthy(value jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(value NOT IN ('null', 'false', '0', '""', '[]'), false)
$$;

-- masked of seatapp/domain/masks.py.
CREATE FUNCTION core.masked(value text, mask text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE mask
        WHEN 'phone' THEN
            CASE WHEN pg_catalog.length(value) >= 9
                 THEN pg_catalog.left(value, 3) || '****' || pg_catalog.right(value, 4)
                 ELSE '****' || pg_catalog.right(value, 2) END
        WHEN 'name' THEN pg_catalog.left(value, 1) || '**'
        ELSE
            CASE WHEN value ~ '[0-9０-９]'
                 THEN pg_catalog.substring(value, '^[^0-9０-９]*')
                 ELSE pg_catalog.left(value, 6) END || '**'
    END
$$;

-- Whether every item of a JSON list is a text of 1 to `maximum` characters, and no more than `most`.
CREATE FUNCTION core.lines_fit(value jsonb, maximum bigint, most integer) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
    RETURN pg_catalog.jsonb_array_length(value) <= most AND NOT EXISTS (
        SELECT FROM pg_catalog.jsonb_array_elements(value) item
        WHERE pg_catalog.jsonb_typeof(item) <> 'string'
           OR pg_catalog.length(item #>> '{}') NOT BETWEEN 1 AND maximum);
END
$$;

-- Whether a JSON list holds SHA-256 in hex, each once, and not too many. No bounded repeat in the
-- pattern: `{64}` makes it fifty times slower.
CREATE FUNCTION core.photos_fit(value jsonb, maximum bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    amount integer := pg_catalog.jsonb_array_length(value);
BEGIN
    IF amount = 0 THEN
        RETURN true;
    ELSIF amount > maximum OR value::text !~ '^\["[0-9a-f]+"(, "[0-9a-f]+")*\]$' THEN
        RETURN false;
    ELSIF amount = 1 THEN
        RETURN pg_catalog.length(value ->> 0) = 64;
    END IF;
    RETURN (SELECT count(DISTINCT item) = amount AND bool_and(pg_catalog.length(item) = 64)
            FROM pg_catalog.jsonb_array_elements_text(value) item);
END
$$;

-- _fits of seatapp/domain/values.py, for the types that need no list and no reference.
CREATE FUNCTION core.fits(type text, maximum bigint, value jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN type = 'boolean' THEN pg_catalog.jsonb_typeof(value) = 'boolean'
        WHEN type IN ('integer', 'time') THEN
            CASE WHEN pg_catalog.jsonb_typeof(value) <> 'number' THEN false
                 WHEN pg_catalog.scale(value::numeric) <> 0 THEN false
                 WHEN type = 'time' THEN value::numeric > 0 AND value::numeric < 4102444800
                 ELSE pg_catalog.abs(value::numeric) <= maximum END
        WHEN type = 'id' THEN
            pg_catalog.jsonb_typeof(value) = 'string' AND value #>> '{}'
                ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        WHEN type = 'photos' THEN
            CASE WHEN pg_catalog.jsonb_typeof(value) <> 'array' THEN false
                 ELSE core.photos_fit(value, maximum) END
        WHEN type IN ('list', 'lines') THEN
            CASE WHEN pg_catalog.jsonb_typeof(value) <> 'array' THEN false
                 ELSE core.lines_fit(value, maximum, CASE type WHEN 'list' THEN 50 ELSE 500 END)
                 END
        ELSE pg_catalog.jsonb_typeof(value) = 'string'
             AND pg_catalog.length(value #>> '{}') BETWEEN 1 AND maximum
    END
$$;

-- value_fault of seatapp/domain/values.py; `known` says whether the list or the references have it.
CREATE FUNCTION core.value_fault(type text, maximum bigint, value jsonb, known boolean)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN type = 'choice' THEN CASE WHEN known THEN NULL ELSE 'bad_value' END
        WHEN type = 'ref' THEN
            CASE WHEN NOT core.fits('line', 60, value) THEN 'bad_value'
                 WHEN known THEN NULL
                 ELSE 'unknown_reference' END
        WHEN core.fits(type, maximum, value) THEN NULL
        ELSE 'bad_value'
    END
$$;

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

-- absent of seatapp/domain/roster.py: whether others are on duty at a moment and this person is not.
CREATE FUNCTION core.absent(person text, at bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(bool_and(pg_catalog.split_part(one.name, '@', 1) <> person), false)
        FROM (
            SELECT (pg_catalog.to_timestamp(at) AT TIME ZONE 'Asia/Shanghai')::date - n AS day
            FROM pg_catalog.generate_series(0, 1) n
        ) d
        CROSS JOIN LATERAL (
            SELECT s.code, (s."row" ->> 'starts')::integer AS starts,
                   (s."row" ->> 'ends')::integer AS ends
            FROM core.reference s WHERE s.kind = 'shift'
        ) s
        CROSS JOIN LATERAL (
            SELECT r."row" -> 'people' AS people FROM core.reference r
            WHERE r.kind = 'roster' AND r.code = d.day::text || '.' || s.code LIMIT 1
        ) r
        CROSS JOIN LATERAL pg_catalog.jsonb_array_elements_text(
            CASE pg_catalog.jsonb_typeof(r.people) WHEN 'array' THEN r.people ELSE '[]' END
        ) one (name)
        CROSS JOIN LATERAL (
            SELECT extract(epoch FROM d.day::timestamp AT TIME ZONE 'Asia/Shanghai')::bigint
                   AS midnight
        ) m
        WHERE at >= m.midnight + s.starts * 60
          AND at < m.midnight + s.ends * 60 + CASE WHEN s.ends <= s.starts THEN 86400 ELSE 0 END);
END
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
            RETURN CASE WHEN NOT core.truthy(before -> 'caller_phone_masked')
                        THEN 'nobody_waits' END;
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
        WHEN 'tried' THEN
            RETURN CASE WHEN NOT core.truthy(before -> 'tries') THEN 'not_tried' END;
        WHEN 'tried_enough' THEN
            IF before ->> 'callback_kind' = 'missed' THEN
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
-- `calls` whether a call is owed, `listed` and `disputed` whether a handover has such items, `rule`
-- is what the post hands over.
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
        WHEN 'all_answered' THEN CASE WHEN listed THEN 'items_open' END
        WHEN 'none_disputed' THEN CASE WHEN disputed THEN 'items_disputed' END
        WHEN 'some_disputed' THEN CASE WHEN disputed THEN NULL ELSE 'nothing_disputed' END
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

-- A number of a JSON object, 0 where there is none.
CREATE FUNCTION core.whole(value jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN pg_catalog.jsonb_typeof(value) = 'number' THEN value::bigint ELSE 0 END
$$;

-- Whether minutes or a day keep within a rule: _fits of seatapp/domain/requests.py.
CREATE FUNCTION core.size_fits(
    rule jsonb, minutes jsonb, until jsonb, original bigint, at bigint
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN pg_catalog.jsonb_typeof(until) = 'number' THEN
            at < until::bigint
            AND (NOT rule ? 'most_days'
                 OR (until::bigint - at + 86399) / 86400 <= core.whole(rule -> 'most_days'))
        WHEN coalesce(pg_catalog.jsonb_typeof(minutes), '') <> 'number' THEN true
        ELSE minutes::bigint > 0 AND minutes::bigint <= CASE rule ->> 'size'
                 WHEN 'original_limit' THEN original
                 WHEN 'built_in' THEN core.whole(rule -> 'built_in')
                 ELSE minutes::bigint END
    END
$$;

-- The guards on requests: request_fault, paper_fault, tier_fault and size_fault of
-- seatapp/domain/requests.py. `before` is the case for a request that is made, else the request;
-- `waiting` are the kinds of which one waits for a decision.
CREATE FUNCTION core.request_fault(
    guard text, argument text, at bigint, author text, post text, before jsonb, "values" jsonb,
    waiting text[]
) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    chain constant text[] := '{shift_leader,operations_manager,centre_head}';
    wanted constant text := CASE WHEN guard IN ('request_allowed', 'paper_attached') THEN argument
                               ELSE before ->> 'request_kind' END;
    rule constant jsonb := (SELECT r."row" FROM core.reference r
                            WHERE r.kind = 'request_rule' AND r.code = wanted LIMIT 1);
    grants constant bigint := core.whole(before -> (wanted || 's'));
    size bigint;
    tier text;
    substitute jsonb;
BEGIN
    IF guard = 'kind_is' THEN
        RETURN CASE WHEN wanted = argument THEN NULL ELSE 'wrong_request_kind' END;
    ELSIF guard = 'request_allowed' THEN
        RETURN CASE
            WHEN rule IS NULL THEN 'no_request_rule'
            WHEN wanted = ANY (waiting) THEN 'request_open'
            WHEN rule ? 'most_grants' AND grants >= core.whole(rule -> 'most_grants')
                THEN 'too_many_grants'
            WHEN rule -> 'before_overdue' = 'true' AND at > (before ->> 'due_at')::bigint
                THEN 'overdue_already'
            WHEN rule ? 'after_closing_days' THEN CASE
                WHEN NOT coalesce(before -> 'late' ? 'handle', false) THEN 'not_late'
                WHEN at > core.whole(before -> 'closed_at')
                          + core.whole(rule -> 'after_closing_days') * 86400
                    THEN 'appeal_too_late' END
            WHEN NOT core.size_fits(rule, "values" -> 'asked_minutes', "values" -> 'asked_until',
                                    core.whole(before -> 'original_limit'), at)
                THEN 'asked_too_much' END;
    ELSIF guard = 'paper_attached' THEN
        RETURN CASE WHEN pg_catalog.jsonb_typeof(rule -> 'paper_from_grant') = 'number'
                         AND grants + 1 >= core.whole(rule -> 'paper_from_grant')
                         AND NOT core.truthy("values" -> 'scans')
                    THEN 'paper_missing' END;
    ELSIF guard = 'grant_in_size' THEN
        RETURN CASE WHEN NOT core.size_fits(
                             coalesce(rule, '{}'), "values" -> 'granted_minutes',
                             "values" -> 'granted_until',
                             core.whole(before -> 'original_limit'), at)
                    THEN 'grant_too_large' END;
    END IF;
    size := CASE
        WHEN pg_catalog.jsonb_typeof("values" -> 'granted_minutes') = 'number'
            THEN ("values" ->> 'granted_minutes')::bigint
        WHEN pg_catalog.jsonb_typeof("values" -> 'granted_until') = 'number'
            THEN pg_catalog.ceil((("values" ->> 'granted_until')::numeric - at) / 86400)::bigint
        ELSE 0 END;
    tier := CASE
        WHEN core.whole(before -> 'grants_before') + 1 <= core.whole(rule -> 'leader_grants')
             AND (NOT coalesce(rule, '{}') ? 'leader_size'
                  OR size <= core.whole(rule -> 'leader_size')) THEN chain[1]
        WHEN NOT coalesce(rule, '{}') ? 'manager_size'
             OR size <= core.whole(rule -> 'manager_size') THEN chain[2]
        ELSE chain[3] END;
    IF NOT coalesce(pg_catalog.array_position(chain, post)
                    >= pg_catalog.array_position(chain, tier), false) THEN
        IF guard = 'named_for' THEN
            RETURN CASE WHEN "values" ->> 'acting_for' IS DISTINCT FROM tier
                        THEN 'wrong_acting_for' END;
        END IF;
        substitute := (SELECT r."row" FROM core.reference r
                       WHERE r.kind = 'substitute' AND r.code = tier || '/' || author LIMIT 1);
        IF substitute IS NULL OR at < core.whole(substitute -> 'from_at')
           OR at >= core.whole(substitute -> 'until_at')
           OR substitute ? 'areas' AND NOT EXISTS (
               SELECT FROM pg_catalog.jsonb_array_elements_text(substitute -> 'areas') prefix
               WHERE pg_catalog.starts_with(before ->> 'area', prefix)) THEN
            RETURN 'above_your_tier';
        END IF;
    ELSIF guard = 'named_for' THEN
        RETURN CASE WHEN "values" ->> 'acting_for' IS NOT NULL THEN 'wrong_acting_for' END;
    END IF;
    RETURN CASE WHEN tier <> chain[1] AND before ->> 'stage' = 'open' THEN 'endorse_first' END;
END
$$;

-- Calendar of seatapp/domain/clock.py lies in core.calendar_frame: open frames in order, with the
-- open seconds before each. A look-up is one row by its key, either way.
SET LOCAL ROLE seat_owner;
CREATE INDEX calendar_frame_before ON core.calendar_frame (version, before, starts);
RESET ROLE;

-- The version in force: the last name among the calendars; NULL when none was loaded.
CREATE FUNCTION core.calendar_in_force() RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT r.code FROM core.reference r WHERE r.kind = 'calendar'
            ORDER BY r.code COLLATE "C" DESC LIMIT 1);
END
$$;

-- Calendar.counted: open seconds until `at`; NULL outside the loaded years.
CREATE FUNCTION core.counted(calendar text, at bigint) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT f.before + least(at, f.ends) - f.starts
        FROM (
            SELECT x.starts, x.ends, x.before FROM core.calendar_frame x
            WHERE x.version = calendar AND x.starts <= at ORDER BY x.starts DESC LIMIT 1
        ) f
        WHERE at <= (SELECT x.ends FROM core.calendar_frame x
                     WHERE x.version = calendar ORDER BY x.starts DESC LIMIT 1));
END
$$;

-- Calendar.moment: the first moment at which `counted` open seconds have passed; NULL if never.
-- The empty frame at the border of the years has as much before it as the first opening.
CREATE FUNCTION core.moment(calendar text, counted bigint) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT f.starts + counted - f.before
        FROM (
            SELECT x.starts, x.before FROM core.calendar_frame x
            WHERE x.version = calendar AND x.before < counted
            ORDER BY x.before DESC, x.starts DESC LIMIT 1
        ) f
        WHERE counted <= (SELECT x.before + x.ends - x.starts FROM core.calendar_frame x
                          WHERE x.version = calendar ORDER BY x.starts DESC LIMIT 1));
END
$$;

-- used_between: seconds that count between two moments, 0 where the calendar has no answer.
CREATE FUNCTION core.used_between(calendar text, basis text, since bigint, until bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF basis <> 'work' THEN
        RETURN greatest(0, until - since);
    END IF;
    RETURN greatest(0, coalesce(
        core.counted(calendar, until) - core.counted(calendar, since), 0));
END
$$;

-- due_after: the moment when `seconds` that count have passed since `since`; NULL if not loaded.
CREATE FUNCTION core.due_after(calendar text, basis text, since bigint, seconds bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF seconds <= 0 THEN
        RETURN since;
    ELSIF basis <> 'work' THEN
        RETURN since + seconds;
    END IF;
    RETURN core.moment(calendar, core.counted(calendar, since) + seconds);
END
$$;

-- StatedLimit.seconds of seatapp/domain/worktime.py for whole working days: the open seconds until
-- the close of the n-th working day after `start`, or until the same time of that day; NULL when
-- the days are not all known.
CREATE FUNCTION core.day_seconds(calendar text, reading text, start bigint, days bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    counted constant bigint := core.counted(calendar, start);
    begins bigint;
    first core.calendar_day;
    last core.calendar_day;
BEGIN
    IF days = 0 THEN
        RETURN 0;
    ELSIF reading = 'end_of_day' THEN
        SELECT d.* INTO first FROM core.calendar_day d
        WHERE d.version = calendar AND d.day > (start + 28800) / 86400 ORDER BY d.day LIMIT 1;
        RETURN (SELECT d.until - counted FROM core.calendar_day d
                WHERE d.version = calendar AND d.place = first.place + days - 1);
    END IF;
    begins := core.moment(calendar, counted + 1) - 1;
    SELECT d.* INTO first FROM core.calendar_day d
    WHERE d.version = calendar AND d.day >= (begins + 28800) / 86400 ORDER BY d.day LIMIT 1;
    IF counted = first.before THEN
        RETURN (SELECT d.until - counted FROM core.calendar_day d
                WHERE d.version = calendar AND d.place = first.place + days - 1);
    END IF;
    SELECT d.* INTO last FROM core.calendar_day d
    WHERE d.version = calendar AND d.place = first.place + days;
    RETURN core.counted(calendar, least(begins + (last.day - first.day) * 86400, last.closes))
           - counted;
END
$$;

-- A subject as it stands while a batch is judged. `n` is the number that is stored.
CREATE TYPE core.held AS (subject text, id uuid, root uuid, state jsonb, n bigint);

-- A step that was found good, or follows from one. `ord` is the place of its cause in the batch,
-- `seq` the place among what follows (0 = the cause itself). `shown` are the values as the state
-- takes them (masked), `public` those without anything personal. `at` is the moment that counts.
CREATE TYPE core.taken AS (
    ord integer, seq bigint, id uuid, cause uuid, subject text, subject_id uuid, root uuid,
    schema integer, step text, author text, post text, claimed_at text, shown jsonb, public jsonb,
    area text, before jsonb, after jsonb, at bigint
);

-- The family that an item of a batch touches, and the moment that counts for it.
CREATE TYPE core.lapse_key AS (ord integer, root uuid, schema integer, at bigint);

-- unnest, with an estimate on which the planner neither loops over two lists nor reads a table
-- from end to end.
CREATE FUNCTION core.each_held(list core.held[]) RETURNS SETOF core.held
LANGUAGE plpgsql IMMUTABLE ROWS 100
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

CREATE FUNCTION core.each_taken(list core.taken[]) RETURNS SETOF core.taken
LANGUAGE plpgsql IMMUTABLE ROWS 100
AS $$ BEGIN RETURN QUERY SELECT u.* FROM pg_catalog.unnest(list) u; END $$;

-- The moment that counts for clocks: when the entry came, or what its author's clock said if that
-- lies within an outage that the centre knows of (never later than it came).
CREATE FUNCTION core.counting_time(claimed_at text, received bigint, outages int8multirange)
RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN outages IS NULL THEN received
        ELSE (SELECT CASE WHEN outages @> c.at AND c.at <= received THEN c.at ELSE received END
              FROM (SELECT pg_catalog.floor(pg_catalog.date_part(
                        'epoch', claimed_at::timestamptz))::bigint AS at) c)
    END
$$;

-- The counts of a step after it, `<field>:<rule>` each, as COUNTED of seatapp/domain/fold.py has
-- them: `last` is when a step with the same stamp was taken before.
CREATE FUNCTION core.counts_after(counts text[], before jsonb, last bigint, at bigint)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(pg_catalog.jsonb_object_agg(
                   c.name, coalesce((before ->> c.name)::bigint, 0) + 1), '{}')
        FROM (SELECT pg_catalog.split_part(x, ':', 1) AS name,
                     pg_catalog.split_part(x, ':', 2) AS rule
              FROM pg_catalog.unnest(counts) x) c
        WHERE c.rule = '' OR last IS NULL OR (last + 28800) / 43200 <> (at + 28800) / 43200);
END
$$;

-- CONDITIONS of seatapp/domain/effects.py.
CREATE FUNCTION core.condition_holds(
    condition text, argument text, after jsonb, root jsonb, "values" jsonb
) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE condition
        WHEN '' THEN true
        WHEN 'has_caller' THEN core.truthy(root -> 'caller_phone_masked')
        WHEN 'owner_is' THEN true  -- asked of each target
        WHEN 'same_number' THEN true  -- asked of each target
        WHEN 'tells' THEN core.truthy(root -> 'caller_phone_masked')
            AND coalesce("values" -> 'caller_told', 'null') <> 'true'
            AND (coalesce("values" -> 'reply_wanted' = 'true', false)
                 OR coalesce(core.callback_rule(argument) -> 'duty' = 'true', false))
        WHEN 'unsolved' THEN coalesce(after -> 'solved' = 'false', false)
        WHEN 'opinion_source' THEN
            coalesce(root ->> 'source' IN ('mailbox', 'web', 'press', 'social'), false)
        WHEN 'source_is' THEN coalesce(root ->> 'source' = argument, false)
        ELSE false END;
END
$$;

-- folded of seatapp/domain/fold.py for many steps at once: the same list with `after` and `at`
-- filled in. The limit is limit_for of seatapp/domain/references.py. Each look-up is a sub-select
-- with a limit: one row by its key, whatever is stored. The number that only the centre gives is
-- written as '*' and put in by `core.numbered`.
CREATE FUNCTION core.folded(list core.taken[], received bigint, calendar text)
RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    outages int8multirange := (
        SELECT pg_catalog.range_agg(pg_catalog.int8range(o.begun, o.ended, '[]')) FROM core.outage o);
BEGIN
    RETURN (
        SELECT pg_catalog.array_agg(
            ROW(t.ord, t.seq, t.id, t.cause, t.subject, t.subject_id, t.root, t.schema, t.step,
                t.author, t.post, t.claimed_at, t.shown, t.public, t.area, t.before,
                pg_catalog.jsonb_strip_nulls(base.state || clock.patch), counts.at
               )::core.taken
            ORDER BY t.ord, t.seq)
        FROM core.each_taken(list) t
        CROSS JOIN LATERAL (
            SELECT CASE WHEN t.at IS NOT NULL THEN t.at WHEN outages IS NULL THEN received
                        ELSE core.counting_time(t.claimed_at, received, outages) END AS at
            OFFSET 0
        ) counts
        CROSS JOIN LATERAL (
            SELECT x.* FROM core.step x
            WHERE x.schema = t.schema AND x.subject = t.subject AND x.step = t.step LIMIT 1
        ) s
        CROSS JOIN LATERAL (
            SELECT coalesce(t.before, pg_catalog.jsonb_build_object(
                       'subject', t.subject, 'id', t.subject_id, 'root', t.root, 'area', t.area))
                || (t.shown - s.handed) || s.sets || pg_catalog.jsonb_build_object(
                    'stage', CASE WHEN s.target = '=' THEN t.before ->> 'stage' ELSE s.target END,
                    'fresh', CASE WHEN s.fresh THEN t.id::text ELSE t.before ->> 'fresh' END)
                || CASE WHEN s.counts <> '{}' THEN core.counts_after(
                            s.counts, t.before, (t.before ->> (s.stamp || '_at'))::bigint, counts.at)
                        ELSE '{}' END
                || CASE WHEN s.stamp <> '' THEN pg_catalog.jsonb_build_object(
                            s.stamp || '_by', t.author, s.stamp || '_at', counts.at)
                        ELSE '{}' END
                || CASE WHEN s.gives AND NOT coalesce(t.before ? 'case_number', false)
                        THEN '{"case_number": "*"}' ELSE '{}'::jsonb END AS state,
                (t.before ->> 'clock_since')::bigint AS since,
                s.clock NOT IN ('', 'resume', 'recount')
                    AND counts.at > (t.before ->> 'due_at')::bigint
                    AND NOT coalesce(t.before -> 'late' ? (t.before ->> 'clock'), false) AS late,
                pg_catalog.starts_with(s.clock, 'start:') AS starts,
                pg_catalog.starts_with(s.clock, 'start:') OR s.clock = 'relimit' AS reads,
                CASE WHEN pg_catalog.starts_with(s.clock, 'start:')
                     THEN pg_catalog.substr(s.clock, 7)
                     WHEN s.clock = 'relimit' THEN t.before ->> 'clock' END AS name
            OFFSET 0
        ) base
        -- What limits hang on. Texts of their own, so that one look-up serves all rows that agree in
        -- them.
        LEFT JOIN LATERAL (
            SELECT base.state ->> 'class_code' AS class_code,
                   base.state ->> 'matter_code' AS matter_code,
                   base.state ->> 'request_kind' AS request_kind,
                   base.state ->> 'source' AS source,
                   coalesce(base.state ->> 'urgency', 'normal') AS urgency
            WHERE base.reads
            OFFSET 0
        ) told ON true
        -- The version of the standard that a case keeps from its filing on.
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN base.starts AND t.subject = 'case' AND base.name IN ('dispatch', 'handle')
                     AND NOT core.truthy(base.state -> 'standard')
                THEN coalesce(
                    (SELECT nullif(x."row" ->> 'version', '') FROM core.reference x
                     WHERE x.kind = 'class' AND x.code = told.class_code LIMIT 1),
                    (SELECT nullif(x."row" ->> 'value', '') FROM core.reference x
                     WHERE x.kind = 'setting' AND x.code = 'version' LIMIT 1))
                ELSE base.state ->> 'standard' END AS standard
            OFFSET 0
        ) kept
        LEFT JOIN LATERAL (
            SELECT f.minutes::bigint AS minutes, f.basis, f.days
            FROM (
                SELECT c.place, x."row" ->> 'basis' AS basis, x."row" -> 'days' AS days,
                       CASE WHEN x."row" ? told.urgency
                            THEN x."row" -> told.urgency
                            ELSE x."row" -> 'normal' END AS minutes
                FROM pg_catalog.unnest(ARRAY[
                         told.class_code, told.matter_code,
                         told.request_kind, told.source]) WITH ORDINALITY c (code, place)
                CROSS JOIN LATERAL (
                    SELECT r."row" FROM core.reference r
                    WHERE r.kind = 'limit'
                      AND r.code = base.name || '/' || c.code || coalesce('@' || kept.standard, '')
                    LIMIT 1
                ) x
                WHERE base.reads AND c.code IS NOT NULL
                OFFSET 0
            ) f
            WHERE pg_catalog.jsonb_typeof(f.minutes) = 'number' ORDER BY f.place LIMIT 1
        ) named ON true
        LEFT JOIN LATERAL (
            SELECT (x."row" ->> 'limit_minutes')::bigint AS minutes,
                   x."row" ->> 'limit_basis' AS basis, x."row" -> 'limit_days' AS days
            FROM core.reference x
            WHERE base.name = 'handle' AND named.minutes IS NULL AND x.kind = 'class'
              AND x.code = told.class_code
              AND pg_catalog.jsonb_typeof(x."row" -> 'limit_minutes') = 'number' LIMIT 1
        ) class ON true
        LEFT JOIN LATERAL (
            SELECT (x."row" ->> 'limit_minutes')::bigint AS minutes,
                   x."row" ->> 'limit_basis' AS basis, x."row" -> 'limit_days' AS days
            FROM core.reference x
            WHERE base.name = 'handle' AND named.minutes IS NULL AND class.minutes IS NULL
              AND x.kind = 'matter' AND x.code = told.matter_code
              AND pg_catalog.jsonb_typeof(x."row" -> 'limit_minutes') = 'number' LIMIT 1
        ) matter ON true
        LEFT JOIN LATERAL (
            SELECT f.minutes::bigint AS minutes, f.basis, f.days
            FROM (
                SELECT c.place, x."row" ->> 'basis' AS basis, x."row" -> 'days' AS days,
                       CASE WHEN x."row" ? told.urgency
                            THEN x."row" -> told.urgency
                            ELSE x."row" -> 'normal' END AS minutes
                FROM pg_catalog.unnest(ARRAY[base.name || '@' || kept.standard, base.name])
                     WITH ORDINALITY c (code, place)
                CROSS JOIN LATERAL (
                    SELECT r."row" FROM core.reference r
                    WHERE r.kind = 'limit' AND r.code = c.code LIMIT 1
                ) x
                WHERE base.reads
                  AND coalesce(named.minutes, class.minutes, matter.minutes) IS NULL
                OFFSET 0
            ) f
            WHERE pg_catalog.jsonb_typeof(f.minutes) = 'number' ORDER BY f.place LIMIT 1
        ) common ON true
        CROSS JOIN LATERAL (
            SELECT coalesce(named.minutes, class.minutes, matter.minutes, common.minutes) AS minutes,
                   CASE WHEN named.minutes IS NOT NULL THEN named.basis
                        WHEN class.minutes IS NOT NULL THEN class.basis
                        WHEN matter.minutes IS NOT NULL THEN matter.basis
                        WHEN common.minutes IS NOT NULL THEN common.basis END AS basis,
                   CASE WHEN named.minutes IS NOT NULL THEN named.days
                        WHEN class.minutes IS NOT NULL THEN class.days
                        WHEN matter.minutes IS NOT NULL THEN matter.days
                        WHEN common.minutes IS NOT NULL THEN common.days END AS days
            OFFSET 0
        ) stated
        -- What the limit comes to for a link that begins now, in seconds that count.
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN stated.basis = 'work' AND pg_catalog.jsonb_typeof(stated.days) = 'number'
                THEN core.day_seconds(
                    calendar,
                    (SELECT x."row" ->> 'value' FROM core.reference x
                     WHERE x.kind = 'setting' AND x.code = 'work_day_reading' LIMIT 1),
                    counts.at, stated.days::bigint)
                ELSE stated.minutes * 60 END AS seconds
            OFFSET 0
        ) length
        -- The link that runs, or stands, after the step. A limit is whole minutes: what the last
        -- one lacks counts as used from the beginning.
        CROSS JOIN LATERAL (
            SELECT k.*,
                   CASE WHEN base.starts THEN (length.seconds + 59) / 60
                        WHEN s.clock = 'relimit' THEN (length.seconds + 59) / 60
                             + coalesce((t.before ->> 'granted_total')::bigint, 0)
                        WHEN s.clock = 'recount' THEN (t.shown ->> 'limit_minutes')::bigint
                        ELSE (t.before ->> 'clock_limit')::bigint
                             + CASE s.clock WHEN 'extend'
                                    THEN (t.shown ->> 'granted_minutes')::bigint ELSE 0 END
                        END AS minutes,
                   CASE WHEN base.starts
                        THEN coalesce((length.seconds + 59) / 60 * 60 - length.seconds, 0)
                        WHEN s.clock = 'recount' THEN (t.shown ->> 'used_seconds')::bigint
                        WHEN s.clock IN ('resume', 'extend') OR base.since IS NULL
                            THEN (t.before ->> 'clock_used')::bigint
                        ELSE coalesce((t.before ->> 'clock_used')::bigint, 0)
                             + core.used_between(
                                   coalesce(t.before ->> 'clock_calendar', calendar),
                                   t.before ->> 'clock_basis', base.since, counts.at)
                        END
                   + CASE WHEN s.clock = 'relimit'
                          THEN coalesce((length.seconds + 59) / 60 * 60 - length.seconds, 0)
                          ELSE 0 END AS used
            FROM (
                SELECT CASE WHEN base.reads THEN stated.basis
                            WHEN s.clock = 'recount'
                            THEN coalesce(t.shown ->> 'limit_basis', t.before ->> 'clock_basis')
                            ELSE t.before ->> 'clock_basis' END AS basis,
                       CASE WHEN base.starts THEN calendar
                            WHEN s.clock = 'recount' THEN t.shown ->> 'calendar_version'
                            ELSE coalesce(t.before ->> 'clock_calendar', calendar) END AS version
                OFFSET 0
            ) k
            OFFSET 0
        ) link
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN s.clock = '' OR s.clock = 'extend' AND link.minutes IS NULL THEN '{}'
                ELSE pg_catalog.jsonb_build_object(
                    'clock', coalesce(base.name, t.before ->> 'clock'),
                    'clock_limit', link.minutes,
                    'clock_basis', link.basis,
                    'clock_used', link.used,
                    'clock_calendar', CASE WHEN base.starts
                                           THEN CASE WHEN link.basis = 'work' THEN calendar END
                                           WHEN s.clock = 'relimit'
                                           THEN CASE WHEN link.basis = 'work' THEN link.version END
                                           WHEN s.clock = 'recount'
                                           THEN CASE WHEN link.basis = 'work' THEN link.version END
                                           ELSE t.before ->> 'clock_calendar' END,
                    'clock_since', run.since,
                    'due_at', CASE
                        WHEN coalesce(run.since, run.until) IS NOT NULL THEN core.due_after(
                            link.version, link.basis, coalesce(run.since, run.until),
                            link.minutes * 60 - coalesce(link.used, 0))
                        WHEN s.clock IN ('extend', 'recount') THEN (t.before ->> 'due_at')::bigint
                        END)
                || CASE WHEN base.late THEN pg_catalog.jsonb_build_object(
                        'late', coalesce(t.before -> 'late', '[]') || (t.before -> 'clock'))
                        ELSE '{}' END
                || CASE WHEN base.starts AND t.subject = 'case' THEN '{"granted_total": null}'
                        WHEN s.clock = 'extend' THEN pg_catalog.jsonb_build_object(
                            'granted_total', coalesce((t.before ->> 'granted_total')::bigint, 0)
                                             + (t.shown ->> 'granted_minutes')::bigint)
                        ELSE '{}'::jsonb END
                || CASE WHEN base.reads AND t.subject = 'case' THEN pg_catalog.jsonb_build_object(
                        'original_limit', stated.minutes, 'standard', kept.standard)
                        WHEN s.clock = 'recount' AND t.shown ? 'standard_version'
                        THEN pg_catalog.jsonb_build_object(
                            'original_limit', t.shown -> 'stated_minutes',
                            'standard', t.shown -> 'standard_version')
                        ELSE '{}' END
                END AS patch
            FROM (
                SELECT CASE WHEN link.minutes IS NULL THEN NULL
                            WHEN base.starts OR s.clock = 'resume'
                                OR s.clock = 'relimit' AND (base.since IS NOT NULL
                                       OR t.before ->> 'clock_limit' IS NULL) THEN counts.at
                            WHEN s.clock IN ('extend', 'recount') THEN base.since END,
                       CASE WHEN (s.clock = 'pause' OR s.clock = 'recount' AND base.since IS NULL)
                                 AND link.minutes IS NOT NULL
                            THEN (base.state ->> 'until_at')::bigint END
            ) run (since, until)
            OFFSET 0
        ) clock
    );
END
$$;

-- consequences of seatapp/domain/effects.py for many steps at once, `after` still to be folded.
-- `held` are the subjects as they stood before the steps, also those of other roots that are named.
CREATE FUNCTION core.consequences(list core.taken[], held core.held[]) RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
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
                            ELSE (SELECT h.state FROM core.each_held(held) h
                                  WHERE h.id = t.root LIMIT 1) END AS state
                OFFSET 0
            ) up
            CROSS JOIN LATERAL (
                SELECT x.sources FROM core.step x
                WHERE x.schema = t.schema AND x.subject = e.target AND x.step = e.target_step
                LIMIT 1
            ) s
            LEFT JOIN core.each_held(held) child
                ON child.subject = e.target AND child.state ->> 'stage' = ANY (s.sources)
               AND CASE e.act
                       WHEN 'move' THEN child.root = t.root AND child.id <> t.subject_id
                       WHEN 'root' THEN child.id = t.root AND child.id <> t.subject_id
                       WHEN 'pass' THEN
                           child.id <> t.subject_id
                           AND CASE e.condition
                                   WHEN 'same_number' THEN
                                       child.state ->> 'caller_key' = t.after ->> 'caller_key'
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
                          SELECT FROM core.each_held(held) other
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

DO $$
DECLARE
    signature text;
BEGIN
    FOR signature IN
        SELECT p.oid::regprocedure::text
        FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'core'::regnamespace
          AND p.proname IN ('derived_id', 'truthy', 'masked', 'lines_fit', 'photos_fit', 'fits',
                            'value_fault', 'callback_rule', 'is_marked', 'absent', 'callback_guard',
                            'content_hash', 'answers_missing', 'guard_fault',
                            'calendar_in_force', 'counted', 'moment',
                            'used_between', 'due_after', 'day_seconds', 'counts_after',
                            'condition_holds',
                            'each_held', 'each_taken', 'counting_time',
                            'folded', 'consequences', 'whole', 'size_fits', 'request_fault', 'lapsed',
                            'effective_stage')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO seat_writer', signature);
    END LOOP;
END
$$;
