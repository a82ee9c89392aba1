DROP TABLE contact_notes;
DROP TABLE tasks;
