-- Urgent dispatches that wait for the shift leader; what counts is the time for ratifying, from the
-- dispatch on, or the case's own time where no limit is set for it.
SELECT c.key,
    coalesce(c.dispatched_at + 60 * coalesce(l.row ->> c.urgency, l.row ->> 'normal'), c.due_at)
        AS due_at
FROM case_row AS c
LEFT JOIN reference AS l ON l.kind = 'limit' AND l.code = 'ratify'
WHERE c.open = 1
    AND c.ratified = 'owed'
    AND c.area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, c.key
