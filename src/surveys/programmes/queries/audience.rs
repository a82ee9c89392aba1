//! Whom a survey is put before: found by its filter, judged one by one, counted or drawn in one question.

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::customers::rules::Tier;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::surveys::programmes::model::{Audience, Filter, Survey};
use crate::surveys::programmes::rules::{Because, Group, is_of_owners, most_others};
use crate::surveys::programmes::settings::SurveySettings;
use crate::surveys::rules::Way;
use crate::values::ids::{CustomerId, QuestionnaireVersionId, StoreId, SurveyId};

/// How many are drawn at a time.
pub const BATCH: usize = 5_000;

/// Who is asked every month: platinum members and owners of a new car.
const MONTHLY: &str = "(c.tier = 'platinum' OR c.id IN (SELECT o.customer_id FROM vehicle_owners o \
     JOIN vehicles v ON v.id = o.vehicle_id WHERE v.store_id = $1 AND o.until_on IS NULL AND o.relation = 'owner' \
     AND v.purchased_on >= $12))";

/// A drawing: among whom, and what rules who may be asked.
#[derive(Clone, Debug)]
pub struct Drawing {
    pub store: StoreId,
    /// `None` while the survey isn't kept yet.
    pub survey: Option<SurveyId>,
    pub round: String,
    pub way: Way,
    /// Who was asked since isn't asked now.
    pub lately: Option<DateTime<Utc>>,
    pub quota: Option<i32>,
    pub filter: Filter,
    pub group: Group,
    /// Owners of a car only.
    pub owners: bool,
    /// Who bought since is a new owner.
    pub new_since: NaiveDate,
}

impl Drawing {
    pub fn of(survey: &Survey, round: &str, group: Group, rules: &SurveySettings, now: DateTime<Utc>) -> Self {
        let today = times::day_of(now);
        Self {
            store: survey.store_id,
            survey: Some(survey.id),
            round: round.to_owned(),
            way: survey.way,
            lately: survey.asking().lately(now),
            quota: survey.self_paid_quota,
            filter: survey.filter(),
            group,
            owners: is_of_owners(survey.standing, survey.purpose),
            new_since: new_since(rules, today),
        }
    }

    /// Everybody whom the filter finds, with why they are not asked (`invited`: they are).
    fn judged(&self) -> String {
        let mut conditions = String::new();
        let mut also = |condition: &str| {
            conditions.push_str(" AND ");
            conditions.push_str(condition);
        };
        if !self.filter.tiers.is_empty() {
            also("c.tier = ANY($6)");
        }
        if !self.filter.usages.is_empty() {
            also("c.usage_scenario = ANY($7)");
        }
        if self.filter.needs_visit() {
            also(
                "c.id IN (SELECT came.customer_id FROM \
                   (SELECT v.customer_id, v.arrived_at AS at FROM visits v WHERE v.store_id = $1 AND v.customer_id IS NOT NULL \
                    UNION ALL SELECT o.customer_id, o.created_at FROM service_orders o WHERE o.store_id = $1 \
                    UNION ALL SELECT p.customer_id, p.at FROM past_services p \
                      WHERE p.store_id = $1 AND p.customer_id IS NOT NULL) came \
                 GROUP BY came.customer_id HAVING ($8 IS NULL OR max(came.at) >= $8) \
                 AND ($9 IS NULL OR max(came.at) < $9))",
            );
        }
        if self.filter.needs_car() {
            also(
                "c.id IN (SELECT o.customer_id FROM vehicle_owners o JOIN vehicles v ON v.id = o.vehicle_id \
                 WHERE v.store_id = $1 AND o.until_on IS NULL AND o.relation = 'owner' \
                 AND (cardinality($5) = 0 OR v.model = ANY($5)) \
                 AND ($10 IS NULL OR v.purchased_on >= $10) AND ($11 IS NULL OR v.purchased_on <= $11))",
            );
        } else if self.owners {
            also(
                "c.id IN (SELECT o.customer_id FROM vehicle_owners o WHERE o.until_on IS NULL AND o.relation = 'owner')",
            );
        }
        match self.group {
            Group::Everybody => {}
            Group::Monthly => also(MONTHLY),
            Group::Rest => also(&format!("NOT {MONTHLY}")),
        }
        let (reached, may, mailed) = match self.way {
            Way::Email => ("c.email_sealed IS NOT NULL", "coalesce(said.email, false)", "true"),
            Way::Phone => ("p.id IS NOT NULL", "coalesce(said.phone, false)", "false"),
            Way::Link | Way::OnSite | Way::Paper => (
                "c.email_sealed IS NOT NULL OR p.id IS NOT NULL",
                "(c.email_sealed IS NOT NULL AND coalesce(said.email, false)) \
                 OR (p.id IS NOT NULL AND coalesce(said.phone, false))",
                "(c.email_sealed IS NOT NULL AND coalesce(said.email, false))",
            ),
        };
        // Who paid for the last service; asked for only where it matters.
        let (paid, paid_of) = if self.quota.is_some() {
            (
                ", paid AS (SELECT s.customer_id, EXISTS (SELECT FROM service_items i WHERE i.order_id = s.id \
                 AND i.removed_at IS NULL AND i.payer = 'customer' AND i.price_fen > 0) AS self_paid \
                 FROM (SELECT DISTINCT ON (o.customer_id) o.customer_id, o.id FROM service_orders o \
                   WHERE o.store_id = $1 AND o.settled_at IS NOT NULL ORDER BY o.customer_id, o.created_at DESC) s)",
                "LEFT JOIN paid ON paid.customer_id = c.id",
            )
        } else {
            (", paid AS (SELECT NULL::boolean AS self_paid)", "CROSS JOIN paid")
        };
        format!(
            "WITH words AS (SELECT DISTINCT ON (k.customer_id, k.channel) k.customer_id, k.channel, k.given \
               FROM consents k WHERE k.purpose = 'survey' ORDER BY k.customer_id, k.channel, k.at DESC, k.id DESC), \
             said AS (SELECT customer_id, bool_or(given) FILTER (WHERE channel = 'email') AS email, \
               bool_or(given) FILTER (WHERE channel = 'phone') AS phone FROM words GROUP BY customer_id), \
             mine AS (SELECT i.customer_id FROM survey_invitations i WHERE i.survey_id = $2 AND i.round = $3), \
             asked AS (SELECT i.customer_id FROM survey_invitations i \
               WHERE i.store_id = $1 AND i.sent_at > $4 AND i.customer_id IS NOT NULL \
               UNION SELECT i.customer_id FROM survey_invitations i \
               WHERE i.store_id = $1 AND i.state = 'planned' AND i.customer_id IS NOT NULL AND $4 IS NOT NULL){paid}, \
             judged AS (SELECT c.id, c.tier, paid.self_paid, {mailed} AS mailed, CASE \
               WHEN mine.customer_id IS NOT NULL THEN 'invited' \
               WHEN NOT ({reached}) THEN 'no_contact' \
               WHEN NOT ({may}) THEN 'no_consent' \
               WHEN asked.customer_id IS NOT NULL THEN 'asked_recently' END AS why \
               FROM customers c \
               LEFT JOIN customer_phones p ON p.customer_id = c.id AND p.is_primary \
               LEFT JOIN said ON said.customer_id = c.id \
               LEFT JOIN mine ON mine.customer_id = c.id \
               LEFT JOIN asked ON asked.customer_id = c.id {paid_of} \
               WHERE c.store_id = $1 AND c.merged_into IS NULL{conditions}) "
        )
    }
}

/// Who bought a car since this day is a new owner.
pub fn new_since(rules: &SurveySettings, today: NaiveDate) -> NaiveDate {
    let days = Days::new(rules.new_owner_days.into());
    today.checked_sub_days(days).unwrap_or(today)
}

/// The statement with the twelve values that `judged` speaks of.
macro_rules! bound {
    ($drawing:expr, $rest:expr) => {{
        let drawing: &Drawing = $drawing;
        let filter = &drawing.filter;
        let tiers: Vec<&str> = filter.tiers.iter().map(|tier| tier.code()).collect();
        let usages: Vec<&str> = filter.usages.iter().map(|usage| usage.code()).collect();
        let until = filter.visited_to.and_then(|day| day.succ_opt());
        diesel::sql_query(drawing.judged() + $rest)
            .bind::<SqlUuid, _>(drawing.store.uuid())
            .bind::<SqlUuid, _>(drawing.survey.map_or(Uuid::nil(), SurveyId::uuid))
            .bind::<Text, _>(drawing.round.clone())
            .bind::<Nullable<Timestamptz>, _>(drawing.lately)
            .bind::<Array<Text>, _>(filter.models.clone())
            .bind::<Array<Text>, _>(tiers)
            .bind::<Array<Text>, _>(usages)
            .bind::<Nullable<Timestamptz>, _>(filter.visited_from.map(times::start_of))
            .bind::<Nullable<Timestamptz>, _>(until.map(times::start_of))
            .bind::<Nullable<Date>, _>(filter.bought_from)
            .bind::<Nullable<Date>, _>(filter.bought_to)
            .bind::<Date, _>(drawing.new_since)
    }};
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    matched: i64,
    #[diesel(sql_type = BigInt)]
    invited: i64,
    #[diesel(sql_type = BigInt)]
    no_contact: i64,
    #[diesel(sql_type = BigInt)]
    no_consent: i64,
    #[diesel(sql_type = BigInt)]
    asked_recently: i64,
    #[diesel(sql_type = BigInt)]
    free: i64,
    #[diesel(sql_type = BigInt)]
    mailed: i64,
    #[diesel(sql_type = BigInt)]
    self_paid: i64,
    #[diesel(sql_type = BigInt)]
    own_free: i64,
    #[diesel(sql_type = BigInt)]
    others_free: i64,
    #[diesel(sql_type = BigInt)]
    others_invited: i64,
}

/// How many it would ask just now, and how many not for which reason. One round trip.
pub fn audience(conn: &mut PgConnection, drawing: &Drawing) -> Result<Audience, Error> {
    let row: CountRow = bound!(
        drawing,
        "SELECT count(*) AS matched, count(*) FILTER (WHERE why = 'invited') AS invited, \
         count(*) FILTER (WHERE why = 'no_contact') AS no_contact, \
         count(*) FILTER (WHERE why = 'no_consent') AS no_consent, \
         count(*) FILTER (WHERE why = 'asked_recently') AS asked_recently, \
         count(*) FILTER (WHERE why IS NULL) AS free, \
         count(*) FILTER (WHERE why IS NULL AND mailed) AS mailed, \
         count(*) FILTER (WHERE self_paid AND why IS NULL) AS own_free, \
         count(*) FILTER (WHERE self_paid AND (why IS NULL OR why = 'invited')) AS self_paid, \
         count(*) FILTER (WHERE self_paid IS FALSE AND why IS NULL) AS others_free, \
         count(*) FILTER (WHERE self_paid IS FALSE AND why = 'invited') AS others_invited FROM judged"
    )
    .get_result(conn)?;
    let most_others = most_others(drawing.quota, row.self_paid).map(|most| (most - row.others_invited).max(0));
    let over_quota = most_others.map_or(0, |most| (row.others_free - most).max(0));
    Ok(Audience {
        matched: row.matched,
        invited: row.invited,
        no_contact: row.no_contact,
        no_consent: row.no_consent,
        asked_recently: row.asked_recently,
        over_quota,
        asked: row.free - over_quota,
        mailed: row.mailed,
        called: row.free - row.mailed,
        payers: most_others.map(|_| {
            let unknown = row.free - row.own_free - row.others_free;
            (row.own_free, row.others_free - over_quota, unknown)
        }),
        most_others,
    })
}

/// Plans the invitations of the next batch: who paid themselves and who never came first, of the others as many as the
/// quota allows, picked by chance but always the same. Tells how many.
pub fn draw(
    conn: &mut PgConnection,
    drawing: &Drawing,
    most_others: Option<i64>,
    version: QuestionnaireVersionId,
    (due_at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<usize, Error> {
    Ok(bound!(
        drawing,
        &format!(
            "INSERT INTO survey_invitations (id, store_id, survey_id, version_id, customer_id, vehicle_id, model_id, model, \
             tier, self_paid, way, state, round, due_at, created_at) \
             SELECT gen_random_uuid(), $1, $2, $13, d.id, car.id, car.model_id, coalesce(car.model, ''), d.tier, d.self_paid, \
             $14, 'planned', $3, $15, $16 FROM (SELECT * FROM (SELECT j.*, row_number() OVER \
               (PARTITION BY j.self_paid IS FALSE ORDER BY md5(j.id::text || $2::text)) AS place FROM judged j \
               WHERE j.why IS NULL) ranked WHERE self_paid IS NOT FALSE OR place <= $17 \
               ORDER BY self_paid IS FALSE, place LIMIT {BATCH}) d \
             LEFT JOIN LATERAL (SELECT v.id, v.model_id, v.model FROM vehicle_owners o JOIN vehicles v ON v.id = o.vehicle_id \
               WHERE o.customer_id = d.id AND o.until_on IS NULL AND o.relation = 'owner' \
               ORDER BY cardinality($5) > 0 AND v.model = ANY($5) DESC, v.purchased_on DESC NULLS LAST, v.id LIMIT 1) car ON true \
             ON CONFLICT DO NOTHING"
        )
    )
    .bind::<SqlUuid, _>(version.uuid())
    .bind::<Text, _>(drawing.way)
    .bind::<Timestamptz, _>(due_at)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(most_others.unwrap_or(i64::MAX))
    .execute(conn)?)
}

/// Somebody whom the drawing leaves out.
#[derive(QueryableByName)]
pub struct LeftOutRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub tier: Tier,
    #[diesel(sql_type = Text)]
    pub why: Because,
}

/// Who is left out for a reason of their own, by id, behind `after`; one more than `limit` where there are more.
pub fn left_out(
    conn: &mut PgConnection,
    drawing: &Drawing,
    because: Option<Because>,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Vec<LeftOutRow>, Error> {
    let most = i64::try_from(limit).unwrap_or(40) + 1;
    Ok(bound!(
        drawing,
        "SELECT id, tier, why FROM judged WHERE why IS NOT NULL AND why <> 'invited' AND ($13 = '' OR why = $13) \
         AND id > $14 ORDER BY id LIMIT $15"
    )
    .bind::<Text, _>(because.map_or("", Because::code))
    .bind::<SqlUuid, _>(after.map_or(Uuid::nil(), CustomerId::uuid))
    .bind::<BigInt, _>(most)
    .load(conn)?)
}
