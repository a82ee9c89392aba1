DROP TABLE survey_follow_ups;
DROP TABLE survey_answers;
DROP TABLE survey_responses;
