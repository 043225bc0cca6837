-- Inspected cases that wait to be passed on for closing.
SELECT key, due_at
FROM case_row
WHERE open = 1
    AND stage = 'inspected_pass'
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
