DROP TABLE quote_approvals;
DROP TABLE quote_changes;
DROP TABLE quote_loans;
DROP TABLE quote_lines;
DROP TABLE quotes;
