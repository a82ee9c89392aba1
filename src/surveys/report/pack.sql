-- Packs the days that recount.sql has counted, answer by answer, into survey_packs. $5 the store. Each step is made once: how
-- many rows there will be is anybody's guess.
placed AS MATERIALIZED (
    SELECT family, survey_id, version_id, day, unit, advisor, technician, model, tier, way,
           int2send(count(*)::int2) || string_agg(
               int2send(place::int2) || set_byte('\x00'::bytea, 0, COALESCE(score + 1, 0)), ''::bytea) AS bytes
    FROM (
        SELECT *, dense_rank() OVER (PARTITION BY family, survey_id, version_id, day ORDER BY question_id, choice) - 1 AS place
        FROM marks) m
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
), names AS MATERIALIZED (
    SELECT family, survey_id, version_id, day, array_agg(DISTINCT g.name ORDER BY g.name) AS groups
    FROM placed CROSS JOIN LATERAL unnest(ARRAY[advisor, technician, model, tier, way]) AS g (name)
    GROUP BY 1, 2, 3, 4
), cells AS MATERIALIZED (
    SELECT family, survey_id, version_id, day, array_agg(question_id ORDER BY question_id, choice) AS questions,
           array_agg(choice ORDER BY question_id, choice) AS choices
    FROM (SELECT DISTINCT family, survey_id, version_id, day, question_id, choice FROM marks) c
    GROUP BY 1, 2, 3, 4
), packed AS (
    INSERT INTO survey_packs (survey_id, version_id, family, day, store_id, groups, questions, choices, units)
    SELECT survey_id, version_id, family, day, $5, n.groups, c.questions, c.choices, string_agg(
               int2send((array_position(n.groups, p.advisor) - 1)::int2)
               || int2send((array_position(n.groups, p.technician) - 1)::int2)
               || int2send((array_position(n.groups, p.model) - 1)::int2)
               || int2send((array_position(n.groups, p.tier) - 1)::int2)
               || int2send((array_position(n.groups, p.way) - 1)::int2) || p.bytes, ''::bytea)
    FROM placed p
    JOIN names n USING (family, survey_id, version_id, day)
    JOIN cells c USING (family, survey_id, version_id, day)
    GROUP BY survey_id, version_id, family, day, n.groups, c.questions, c.choices
)
