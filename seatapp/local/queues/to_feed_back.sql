-- What those above the city are still to be told; their own deadline counts where it comes first.
SELECT key, first_at AS due_at
FROM (
    SELECT key,
        min(coalesce(due_at, upper_deadline_at), coalesce(upper_deadline_at, due_at)) AS first_at
    FROM callback_row
    WHERE open = 1
        AND stage = 'owed'
        AND callback_kind IN ('upper', 'leader')
        AND area IN (SELECT value FROM json_each(:areas))
)
ORDER BY first_at IS NULL, first_at, key
