-- Everything that is open.
SELECT key, due_at
FROM case_row
WHERE open = 1
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
