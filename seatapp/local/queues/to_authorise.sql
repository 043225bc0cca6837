-- Requests that wait for the shift leader; one that has lapsed waits no more.
SELECT key, due_at
FROM request_row
WHERE open = 1
    AND stage = 'open'
    AND (due_at IS NULL OR due_at > :now)
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
