-- Calls that this person owes.
SELECT key, due_at
FROM callback_row
WHERE open = 1
    AND owner = :person
    AND stage = 'owed'
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
