-- What was raised in public or by letter, and is to be answered there.
SELECT key, due_at
FROM callback_row
WHERE open = 1
    AND stage = 'owed'
    AND callback_kind = 'source'
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
