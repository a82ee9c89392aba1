DROP TABLE loss_proposals;
DROP TABLE follow_ups;
DROP TABLE opportunity_stamps;
DROP TABLE opportunities;
