-- Changes of components that are not reported or not stored yet.
SELECT c.key, c.due_at AS due_at
FROM component_change_row AS c
WHERE c.open = 1
    AND c.area IN (SELECT value FROM json_each(:areas))
ORDER BY c.due_at IS NULL, c.due_at, c.key
