DROP INDEX vehicles_next_service;
DROP TABLE past_service_readings;
DROP TABLE past_services;
