-- Emergencies that still have to be reported on; what counts is the next report.
SELECT e.key, min(child.due_at) AS due_at
FROM emergency_row AS e
LEFT JOIN notice_row AS child ON child.root = e.id AND child.open = 1
WHERE e.open = 1
    AND e.area IN (SELECT value FROM json_each(:areas))
GROUP BY e.key
ORDER BY min(child.due_at) IS NULL, min(child.due_at), e.key
