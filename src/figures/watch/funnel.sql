-- $1 store, $2 since, $3 until, $4 whose
SELECT jsonb_build_array({steps}) AS found
FROM leads
LEFT JOIN opportunities o ON o.id = leads.opportunity_id
WHERE leads.store_id = $1 AND leads.received_at >= $2 AND leads.received_at < $3 AND {valid}
  AND leads.invalid_because IS DISTINCT FROM 'taken_back' AND ($4::uuid[] IS NULL OR leads.owner_id = ANY ($4))
