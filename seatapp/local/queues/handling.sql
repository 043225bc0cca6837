-- Cases in the hands of a unit; one that was put off is again when its day has come.
SELECT key, due_at
FROM case_row
WHERE open = 1
    AND (stage = 'handling' OR stage = 'deferred' AND until_at <= :now)
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
