DROP TABLE trade_ins;
DROP TABLE test_drives;
DROP TABLE demo_cars;
