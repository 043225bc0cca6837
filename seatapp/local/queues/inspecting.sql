-- Results that a collector inspects; what counts is the time of the inspection.
SELECT c.key, min(child.due_at) AS due_at
FROM case_row AS c
LEFT JOIN inspection_row AS child ON child.root = c.id AND child.open = 1 AND child.stage = 'ordered'
WHERE c.open = 1
    AND c.stage = 'inspecting'
    AND c.area IN (SELECT value FROM json_each(:areas))
GROUP BY c.key
ORDER BY min(child.due_at) IS NULL, min(child.due_at), c.key
