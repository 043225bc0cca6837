-- Cases with an assignment that no unit has signed for; what counts is the time of the receipt.
SELECT c.key, min(child.due_at) AS due_at
FROM assignment_row AS child
JOIN case_row AS c ON c.id = child.root
WHERE child.open = 1
    AND child.stage = 'sent'
    AND child.area IN (SELECT value FROM json_each(:areas))
GROUP BY c.key
ORDER BY min(child.due_at) IS NULL, min(child.due_at), c.key
