DROP TRIGGER customers_regrouped ON customers;
DROP FUNCTION regroup_customer();
DROP TABLE group_counts;
DROP TABLE group_runs;
DROP TABLE customer_marks;
DROP TABLE group_moves;
DROP TABLE customer_groups;
DROP FUNCTION count_groups();
