-- The state of records. $1 store, $2 before which a verification is too old, $3 these customers (null: all), $4 fields that matter
WITH looked_at AS MATERIALIZED (
    SELECT c.id, c.owner_id, c.kind = 'company' AS company, c.id_number_sealed IS NOT NULL AS id_number,
           c.credit_code_sealed IS NOT NULL AS credit_code, c.contact_person_sealed IS NOT NULL AS contact_person,
           c.born_on IS NOT NULL AS born, c.address_sealed IS NOT NULL AS address, c.source IS NOT NULL AS source,
           c.usage_scenario IS NOT NULL AS used, COALESCE(c.verified_at, 'epoch') < $2 AS stale
    FROM customers c
    WHERE c.store_id = $1 AND c.merged_into IS NULL AND ($3::uuid[] IS NULL OR c.id = ANY ($3))
), alike AS (
    SELECT k.customer_id, array_agg(DISTINCT o.customer_id) AS twins
    FROM looked_at l
    JOIN customer_keys k ON k.customer_id = l.id AND k.purpose IN ('phone', 'id_number', 'credit_code', 'plate', 'vin')
    JOIN customer_keys o ON o.purpose = k.purpose AND o.bidx = k.bidx AND o.customer_id <> k.customer_id
        AND o.purpose IN ('phone', 'id_number', 'credit_code', 'plate', 'vin')
    JOIN customers c ON c.id = o.customer_id AND c.store_id = $1 AND c.merged_into IS NULL
    GROUP BY k.customer_id
)
SELECT s.id AS customer_id, s.owner_id,
       array_remove(ARRAY[
           CASE WHEN p.customer_id IS NULL AND 'phone' = ANY ($4) THEN 'phone' END,
           CASE WHEN NOT (CASE WHEN s.company THEN s.credit_code ELSE s.id_number END) AND 'identity' = ANY ($4) THEN 'identity' END,
           CASE WHEN s.company AND NOT s.contact_person AND 'contact_person' = ANY ($4) THEN 'contact_person' END,
           CASE WHEN NOT s.company AND NOT s.born AND 'birthday' = ANY ($4) THEN 'birthday' END,
           CASE WHEN NOT s.address AND 'address' = ANY ($4) THEN 'address' END,
           CASE WHEN NOT s.source AND 'source' = ANY ($4) THEN 'source' END,
           CASE WHEN NOT s.used AND 'usage' = ANY ($4) THEN 'usage' END
       ], NULL) AS missing,
       s.stale, a.customer_id IS NOT NULL AS alike, COALESCE(a.twins, '{}') AS twins
FROM looked_at s
LEFT JOIN customer_phones p ON p.customer_id = s.id AND p.is_primary
LEFT JOIN alike a ON a.customer_id = s.id
