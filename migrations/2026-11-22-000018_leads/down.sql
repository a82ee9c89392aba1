DROP TABLE leads;
DROP TABLE lead_tokens;
DROP TABLE lead_sources;
