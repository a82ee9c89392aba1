DROP TABLE check_in_amendments;
DROP TABLE check_in_marks;
DROP TABLE check_ins;
