DROP TABLE benefit_uses;
DROP TABLE points_adjustments;
DROP TABLE points_uses;
DROP TABLE points_lots;
DROP TABLE points_entries;
DROP TABLE spend_entries;
DROP TABLE rewards;
DROP TABLE member_accounts;
