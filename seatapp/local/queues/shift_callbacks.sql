-- Calls that are owed and that nobody has taken: missed ones and those that were handed back.
SELECT key, min(due_at, coalesce(planned_at, due_at)) AS due_at
FROM callback_row
WHERE open = 1
    AND owner IS NULL
    AND stage = 'owed'
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
