DROP TABLE presences;
DROP TABLE undo_entries;
DROP TABLE drafts;
DROP TABLE attachments;
DROP TABLE outgoing_mails;
DROP TABLE jobs;
DROP TABLE number_series;
DROP TABLE settings;
DROP TABLE throttle_counters;
DROP TABLE form_tokens;
DROP TABLE field_changes;
DROP TABLE audit_entries;
DROP TABLE vault_keys;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM yingke_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE USAGE, SELECT ON SEQUENCES FROM yingke_app;
REVOKE USAGE ON SCHEMA public FROM yingke_app;
-- The role stays: other databases of the same cluster may use it.
