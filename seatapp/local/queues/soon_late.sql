-- Open cases that are late or will be within the hour.
SELECT key, due_at
FROM case_row
WHERE open = 1
    AND due_at < :now + 3600
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at, key
