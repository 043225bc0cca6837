-- The guards on requests (seatapp/domain/requests.py).

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
                WHEN wanted = 'appeal' AND NOT coalesce(before -> 'late' ? 'handle', false)
                    THEN 'not_late'
                WHEN at > core.whole(before -> 'closed_at')
                          + core.whole(rule -> 'after_closing_days') * 86400
                    THEN wanted || '_too_late' END
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

CALL core.give_to_writer('whole', 'size_fits', 'request_fault');
