DROP INDEX consents_survey;
DROP TABLE survey_invitations;
DROP TABLE survey_rounds;
DROP TABLE surveys;
