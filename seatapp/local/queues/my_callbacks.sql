-- Calls that this person owes; the next try or what was promised counts where it comes first.
-- Who was rung in vain waits below the others for the next try. Missed calls of one number stand
-- in one line.
SELECT key, first_at AS due_at
FROM (
    SELECT
        min(key) AS key,
        min(min(coalesce(due_at, planned_at), coalesce(planned_at, due_at))) AS first_at,
        max(coalesce(tries > 0 AND planned_at > :now, 0)) AS waits
    FROM callback_row
    WHERE open = 1
        AND owner = :person
        AND stage = 'owed'
        AND area IN (SELECT value FROM json_each(:areas))
    GROUP BY iif(callback_kind = 'missed', coalesce(caller_key, key), key)
)
ORDER BY waits, first_at IS NULL, first_at, key
