DROP INDEX opportunities_pool;
DROP TABLE pool_claims;
DROP TABLE sales_duty;
DROP TABLE lead_stamps;
DROP TABLE lead_steps;
