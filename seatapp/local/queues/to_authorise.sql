-- Requests that wait for the shift leader, and those sent up that the person in front grants in the
-- place of somebody above; one that has lapsed waits no more.
SELECT key, due_at
FROM request_row
WHERE open = 1
    AND (
        stage = 'open'
        OR stage = 'endorsed'
        AND EXISTS (
            SELECT 1
            FROM reference
            WHERE kind = 'substitute'
                AND code IN ('operations_manager/' || :person, 'centre_head/' || :person)
                AND row ->> 'from_at' <= :now
                AND row ->> 'until_at' > :now
        )
    )
    AND (due_at IS NULL OR due_at > :now)
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
