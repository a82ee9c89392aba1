DROP TABLE courtesy_offers;
DROP TABLE courtesy_refusals;
DROP TABLE courtesy_loans;
DROP TABLE courtesy_cars;
