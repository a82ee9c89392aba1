//! The list of members, by key.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Integer, Uuid as SqlUuid};

use crate::access::Scope;
use crate::customers;
use crate::customers::rules::Tier;
use crate::membership::model::{Member, View};
use crate::membership::settings::PointSettings;
use crate::platform::db::page::{After, Slice, at_most};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{customers as rows, member_accounts as accounts};
use crate::values::ids::{CustomerId, StoreId};

/// A page of the members that this person sees.
pub fn list(
    conn: &mut PgConnection,
    scope: Scope,
    now: DateTime<Utc>,
    store: StoreId,
    view: View,
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Member>, Error> {
    let found: Vec<Member> = match view {
        View::All | View::Tier(Tier::Silver | Tier::Gold | Tier::Platinum) => {
            let visible = customers::queries::visible(scope, now);
            let mut query = match view {
                View::Tier(tier) => visible.filter(rows::tier.eq(tier)).filter(rows::tier.ne(Tier::Regular)),
                _ => visible.filter(rows::tier.ne(Tier::Regular).or(rows::member)),
            };
            if let Some(after) = after {
                query = query.filter(
                    rows::updated_at.lt(after.at).or(rows::updated_at
                        .eq(after.at)
                        .and(rows::id.lt(CustomerId::from(after.id)))),
                );
            }
            let query = query
                .order((rows::updated_at.desc(), rows::id.desc()))
                .select((rows::id, rows::updated_at));
            let rows: Vec<(CustomerId, DateTime<Utc>)> = at_most(limit + 1, query).load(conn)?;
            rows.into_iter().map(|(customer, at)| Member { customer, at }).collect()
        }
        View::Tier(Tier::Regular) => {
            let seen = customers::queries::visible(scope, now)
                .filter(rows::tier.eq(Tier::Regular))
                .select(rows::id);
            let mut query = accounts::table
                .filter(accounts::store_id.eq(store))
                .filter(accounts::customer_id.eq_any(seen))
                .order((accounts::changed_at.desc(), accounts::customer_id.desc()))
                .select((accounts::customer_id, accounts::changed_at))
                .into_boxed();
            if let Some(after) = after {
                query = query.filter(
                    accounts::changed_at.lt(after.at).or(accounts::changed_at
                        .eq(after.at)
                        .and(accounts::customer_id.lt(CustomerId::from(after.id)))),
                );
            }
            let rows: Vec<(CustomerId, DateTime<Utc>)> = at_most(limit + 1, query).load(conn)?;
            rows.into_iter().map(|(customer, at)| Member { customer, at }).collect()
        }
        View::Expiring => {
            let today = times::day_of(now);
            // How far ahead the list looks is a rule of the store.
            let days = i32::try_from(PointSettings::default().expiring_days).unwrap_or(i32::MAX);
            let soon = sql::<Bool>("next_expiry BETWEEN ")
                .bind::<Date, _>(today)
                .sql(" AND ")
                .bind::<Date, _>(today)
                .sql(" + COALESCE((SELECT (value ->> 'expiring_days')::int FROM settings WHERE key = 'membership.points' AND store_id = ")
                .bind::<SqlUuid, _>(store)
                .sql("), ")
                .bind::<Integer, _>(days)
                .sql(")");
            let seen = customers::queries::visible(scope, now).select(rows::id);
            let mut query = accounts::table
                .filter(soon)
                .filter(accounts::store_id.eq(store))
                .filter(accounts::customer_id.eq_any(seen))
                .order((accounts::next_expiry, accounts::customer_id))
                .select((accounts::customer_id, accounts::next_expiry.assume_not_null()))
                .into_boxed();
            if let Some(after) = after {
                let day = times::day_of(after.at);
                query = query.filter(
                    accounts::next_expiry.gt(day).or(accounts::next_expiry
                        .eq(day)
                        .and(accounts::customer_id.gt(CustomerId::from(after.id)).nullable())),
                );
            }
            by_day(at_most(limit + 1, query).load(conn)?)
        }
        View::Falling => {
            let seen = customers::queries::visible(scope, now).select(rows::id);
            let mut query = accounts::table
                .filter(accounts::falls_on.is_not_null())
                .filter(accounts::store_id.eq(store))
                .filter(accounts::customer_id.eq_any(seen))
                .order((accounts::falls_on, accounts::customer_id))
                .select((accounts::customer_id, accounts::falls_on.assume_not_null()))
                .into_boxed();
            if let Some(after) = after {
                let day = times::day_of(after.at);
                query = query.filter(
                    accounts::falls_on.gt(day).or(accounts::falls_on
                        .eq(day)
                        .and(accounts::customer_id.gt(CustomerId::from(after.id)).nullable())),
                );
            }
            by_day(at_most(limit + 1, query).load(conn)?)
        }
    };
    Ok(Slice::cut(found, limit, |member| {
        After {
            at: member.at,
            id: member.customer.uuid(),
        }
        .to_string()
    }))
}

fn by_day(rows: Vec<(CustomerId, NaiveDate)>) -> Vec<Member> {
    rows.into_iter()
        .map(|(customer, day)| Member {
            customer,
            at: times::start_of(day),
        })
        .collect()
}
