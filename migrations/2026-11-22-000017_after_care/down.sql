DROP TABLE after_care_steps;
