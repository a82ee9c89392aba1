DROP TABLE appointments;
DROP TABLE visit_stamps;
DROP TABLE visits;
