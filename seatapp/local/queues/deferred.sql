-- Cases that are put off, the one that resumes next first; what counts is the day of resuming.
SELECT key, until_at AS due_at
FROM case_row
WHERE open = 1
    AND stage = 'deferred'
    AND until_at > :now
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY until_at, key
