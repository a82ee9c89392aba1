DROP INDEX opportunities_pool;
DROP TABLE pool_claims;
DROP TABLE sales_duty;
DROP TABLE lead_stamps;
DROP TRIGGER leads_became ON leads;
DROP TABLE lead_steps;
DROP FUNCTION lead_became();
DROP FUNCTION steps_changed();
DROP FUNCTION urge_opportunities(UUID[]);
