-- $1 store, $2 since, $3 until, $4 whose
SELECT COALESCE(jsonb_agg(g ORDER BY g.n DESC, g.code), '[]') AS found
FROM (
    SELECT t.code, t.zh, t.en, count(*) AS n
    FROM complaints c JOIN complaint_terms t ON t.code = c.category
    WHERE c.store_id = $1 AND c.merged_into IS NULL AND c.received_at >= $2 AND c.received_at < $3
      AND ($4::uuid[] IS NULL OR c.owner_id = ANY ($4))
    GROUP BY t.code
) g
