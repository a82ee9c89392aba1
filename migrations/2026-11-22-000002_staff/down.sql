ALTER TABLE teams DROP CONSTRAINT teams_manager;
DROP TABLE sign_in_attempts;
DROP TABLE staff_links;
DROP TABLE staff_recovery_codes;
DROP TABLE staff_sessions;
DROP TABLE staff;
DROP TABLE teams;
DROP TABLE stores;
