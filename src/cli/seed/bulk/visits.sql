CREATE TEMP TABLE seed_cars AS
SELECT row_number() OVER (ORDER BY v.id) AS n, v.id AS vehicle_id, o.customer_id,
    CASE c.tier WHEN 'platinum' THEN 3 WHEN 'gold' THEN 2 WHEN 'silver' THEN 1 ELSE 0 END AS tier_rank,
    (c.created_at AT TIME ZONE 'Asia/Shanghai')::date AS since, coalesce(v.mileage_km, 30000) AS km
FROM vehicles AS v
JOIN vehicle_owners AS o ON o.vehicle_id = v.id AND o.until_on IS NULL AND o.relation = 'owner'
JOIN customers AS c ON c.id = o.customer_id AND c.merged_into IS NULL
WHERE v.store_id = seed_store();
CREATE UNIQUE INDEX ON seed_cars (n);

CREATE TEMP TABLE seed_staff AS
SELECT role, row_number() OVER (PARTITION BY role ORDER BY id) AS n, id
FROM staff, unnest(ARRAY['service_advisor', 'technician', 'sales_consultant', 'customer_care']) AS role
WHERE store_id = seed_store() AND disabled_at IS NULL AND role = ANY (roles);

-- What is done, how often, for how much: labour and the part that goes with it.
CREATE TEMP TABLE seed_work (n INT, purpose TEXT, zh TEXT, en TEXT, labour INT, part_zh TEXT, part_en TEXT, part_number TEXT, part INT);
INSERT INTO seed_work VALUES
    (1, 'service', '常规保养', 'Regular service', 32000, '机油机滤套装', 'Oil and filter kit', 'XC-1001', 46800),
    (2, 'service', '更换机油机滤', 'Oil and filter change', 16000, '机油机滤套装', 'Oil and filter kit', 'XC-1001', 46800),
    (3, 'service', '空调系统清洗', 'Air conditioning cleaned', 19800, '空调滤芯', 'Cabin filter', 'XC-1104', 16800),
    (4, 'service', '四轮定位', 'Wheel alignment', 28000, NULL, NULL, NULL, 0),
    (5, 'repair', '更换前刹车片', 'Front brake pads replaced', 24000, '前刹车片', 'Front brake pads', 'XC-2203', 68000),
    (6, 'repair', '更换蓄电池', 'Battery replaced', 8000, '蓄电池', 'Battery', 'XC-3301', 88000),
    (7, 'repair', '更换轮胎', 'Tyres replaced', 16000, '轮胎', 'Tyre', 'XC-4402', 138000),
    (8, 'repair', '钣金喷漆', 'Body work and paint', 86000, '油漆材料', 'Paint', 'XC-5501', 42000),
    (9, 'inspection', '异响检查', 'Noise traced', 22000, NULL, NULL, NULL, 0),
    (10, 'inspection', '年检前检测', 'Check before the yearly inspection', 12000, NULL, NULL, NULL, 0);

-- So many a day: weekends are full, Mondays are not, and a few more come from year to year.
CREATE TEMP TABLE seed_days AS
WITH weighed AS (
    SELECT day::date AS day, (ARRAY[1.25, 0.8, 0.9, 0.95, 1.0, 1.1, 1.4])[extract(dow FROM day)::int + 1]
        * (0.75 + 0.5 * row_number() OVER (ORDER BY day) / count(*) OVER ()) * (0.85 + 0.3 * random()) AS weight
    FROM generate_series(seed_today() - 1095, seed_today() - 1, interval '1 day') AS day
), summed AS (
    SELECT day, round(seed_wanted() * sum(weight) OVER (ORDER BY day) / sum(weight) OVER ()) AS until FROM weighed
)
SELECT day, (until - lag(until, 1, 0::numeric) OVER (ORDER BY day))::int AS visits FROM summed ORDER BY day;
