DROP TABLE floor_turns;
DROP TABLE floor_duty;
DROP TABLE call_boards;
