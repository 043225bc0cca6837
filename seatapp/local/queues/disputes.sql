-- Quarrels about who is responsible that wait for a ruling.
SELECT key, due_at
FROM dispute_row
WHERE open = 1
    AND stage = 'raised'
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
