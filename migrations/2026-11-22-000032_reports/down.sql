DROP TABLE data_checks;
DROP TABLE data_counts;
DROP TABLE data_states;
DROP TABLE awards;
DROP TABLE report_subscriptions;
