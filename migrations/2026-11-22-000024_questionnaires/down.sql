DROP TABLE survey_questions;
DROP TABLE survey_sections;
DROP TABLE questionnaire_versions;
DROP TABLE questionnaires;
DROP FUNCTION keep_published_parts();
DROP FUNCTION keep_published_version();
