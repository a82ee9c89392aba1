-- $1 store, $2 since, $3 until
SELECT COALESCE(jsonb_agg(g ORDER BY g.quarter), '[]') AS found
FROM (
    SELECT date_trunc('quarter', d.handed_over_at AT TIME ZONE 'Asia/Shanghai')::date AS quarter, count(*) AS n,
           jsonb_build_array({ages}) AS back
    FROM deliveries d
    {first_service}
    WHERE d.store_id = $1 AND d.cancelled_at IS NULL AND d.vehicle_id IS NOT NULL
      AND d.handed_over_at >= $2 AND d.handed_over_at < $3
    GROUP BY 1
) g
