-- Calls that are owed and that somebody has to take: nobody has yet, or their owner is not on duty
-- when they are due and the rule `callback_rule/absence` lets others ring (free_to_take of
-- seatapp/domain/callback_guards.py). Missed calls of one number stand in one line.
WITH on_duty AS (SELECT value AS person FROM json_each(:on_duty)),
absence AS (SELECT row FROM reference WHERE kind = 'callback_rule' AND code = 'absence'),
fallen AS (
    SELECT c.key
    FROM callback_row AS c
    JOIN absence AS a
    WHERE c.open = 1
        AND c.stage = 'owed'
        AND c.owner IS NOT NULL
        AND c.owner <> :person
        AND min(coalesce(c.due_at, c.planned_at), coalesce(c.planned_at, c.due_at)) <= :now
        AND (
            a.row ->> 'mode' = 'shift'
            OR a.row ->> 'mode' = 'named'
            AND coalesce(a.row ->> c.owner, a.row ->> 'colleague') = :person
        )
        AND EXISTS (SELECT 1 FROM on_duty)
        AND c.owner NOT IN (SELECT person FROM on_duty)
)
SELECT min(key) AS key, min(min(due_at, coalesce(planned_at, due_at))) AS due_at
FROM callback_row
WHERE open = 1
    AND stage = 'owed'
    AND (owner IS NULL OR key IN (SELECT key FROM fallen))
    AND area IN (SELECT value FROM json_each(:areas))
GROUP BY iif(callback_kind = 'missed', coalesce(caller_key, key), key)
ORDER BY due_at IS NULL, due_at, key
