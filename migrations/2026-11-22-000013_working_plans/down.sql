DROP TABLE appointment_waits;
DROP TABLE days_off;
DROP TABLE working_plans;
