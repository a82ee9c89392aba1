-- Complaints by the day that decided: when the first of their limits passed unkept, or when they were resolved with all
-- three kept. A pause stands still, and what ended before a limit is judged by its end; as in the analysis of complaints.
SELECT figure_day(COALESCE(b.broken, b.resolved_at)) AS day, b.owner_id AS person, b.id AS subject,
       (b.broken IS NULL)::int AS weight
FROM (
    SELECT c.id, c.owner_id, r.resolved_at,
           r.contacted_at <= r.contact_due_at AND r.proposed_at <= r.proposal_due_at
               AND r.resolved_at <= r.resolution_due_at AS kept,
           LEAST(
               CASE WHEN COALESCE(r.contacted_at > r.contact_due_at, r.contact_due_at < LEAST({now}, r.ended_at))
                   THEN r.contact_due_at END,
               CASE WHEN COALESCE(r.proposed_at > r.proposal_due_at, r.proposal_due_at < LEAST({now}, r.ended_at, r.paused_at))
                   THEN r.proposal_due_at END,
               CASE WHEN COALESCE(r.resolved_at > r.resolution_due_at, r.resolution_due_at < LEAST({now}, r.ended_at, r.paused_at))
                   THEN r.resolution_due_at END) AS broken
    FROM complaint_rounds r JOIN complaints c ON c.id = r.complaint_id
    WHERE c.store_id = {store} AND c.merged_into IS NULL AND r.round = 1
      AND (r.resolved_at >= {since} AND r.resolved_at < {until}
           OR r.contact_due_at >= {since} AND r.contact_due_at < {until}
           OR r.proposal_due_at >= {since} AND r.proposal_due_at < {until}
           OR r.resolution_due_at >= {since} AND r.resolution_due_at < {until})
) b
WHERE (b.broken IS NOT NULL OR b.kept)
  AND COALESCE(b.broken, b.resolved_at) >= {since} AND COALESCE(b.broken, b.resolved_at) < {until}
