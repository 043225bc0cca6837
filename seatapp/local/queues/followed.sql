-- Cases that this person keeps an eye on; ended ones stay until they are taken off the list.
SELECT c.key, c.due_at
FROM followed AS f
JOIN case_row AS c ON c.id = f.case_id
WHERE f.person = :person
    AND c.area IN (SELECT value FROM json_each(:areas))
ORDER BY c.open DESC, c.due_at IS NULL, c.due_at, c.key
