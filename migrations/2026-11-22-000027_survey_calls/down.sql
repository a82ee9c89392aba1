DROP TABLE survey_posters;
DROP TABLE survey_sittings;
DROP TABLE survey_sheets;
DROP TABLE survey_call_attempts;
DROP INDEX survey_invitations_to_call;
DROP TABLE survey_calls;
