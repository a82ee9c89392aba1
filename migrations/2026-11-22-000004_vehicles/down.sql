DROP TABLE vehicle_recalls;
DROP TABLE vehicle_owners;
DROP TABLE vehicles;
DROP TABLE vehicle_models;
