-- Cases closed in the last 30 days, the newest first; no time runs for them any more.
SELECT key, NULL AS due_at
FROM case_row
WHERE open = 0
    AND closed_at > :now - 30 * 86400
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY closed_at DESC, key
