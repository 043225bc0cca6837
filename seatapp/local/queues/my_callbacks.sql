-- Calls that this person owes; the next try or what was promised counts where it comes first.
SELECT key, first_at AS due_at
FROM (
    SELECT key, min(coalesce(due_at, planned_at), coalesce(planned_at, due_at)) AS first_at
    FROM callback_row
    WHERE open = 1
        AND owner = :person
        AND stage = 'owed'
        AND area IN (SELECT value FROM json_each(:areas))
)
ORDER BY first_at IS NULL, first_at, key
