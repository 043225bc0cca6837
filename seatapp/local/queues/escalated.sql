-- Open cases that somebody has sent up, to whomever.
SELECT key, due_at
FROM case_row
WHERE open = 1
    AND escalated_to IS NOT NULL
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
