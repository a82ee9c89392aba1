DROP TABLE purchase_chances;
DROP TABLE purchase_models;
