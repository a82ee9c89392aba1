//! The grid, the lists, the thresholds, one customer.

use actix_web::web::Path;

use crate::access::Scope;
use crate::customers;
use crate::figures::groups::forms::{CallsForm, ListQuery};
use crate::figures::groups::model::Behind;
use crate::figures::groups::settings::GroupSettings;
use crate::figures::groups::text::{self, GroupText};
use crate::figures::groups::views::{Found, GridPage, ListPage, RulesPage, Standing};
use crate::figures::groups::{commands, queries};
use crate::platform::db::SeeOther;
use crate::platform::db::page::PAGE;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::settings::{self, Setting};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::values::ids::CustomerId;

/// `GET /customer-groups`
pub async fn grid(cx: Cx) -> Answer {
    let (actor, now) = (cx.actor()?.clone(), cx.now);
    let found = cx
        .read(move |conn| {
            let (store, scope) = (actor.store, actor.customers());
            let rules = settings::load::<GroupSettings>(conn, store)?.value;
            // The figures are for whoever may see groups, the customers behind them are not.
            let counted = if scope == Scope::Nothing {
                Scope::Store { store }
            } else {
                scope
            };
            Ok(Found {
                cells: queries::grid(conn, counted, store, now)?,
                run: queries::last_run(conn, store)?,
                win_back: queries::win_back(conn, counted, now, store)?,
                moved: queries::moved(conn, counted, now, store)?,
                days: (rules.lost_days, rules.dormant_days),
            })
        })
        .await?;
    cx.show(&GridPage::new(&cx, &found)?)
}

async fn page(cx: &Cx, query: &ListQuery, form: FormView) -> Result<ListPage, Error> {
    let (actor, now, vault) = (cx.actor()?.clone(), cx.now, cx.db().vault().clone());
    let scope = actor.customers();
    let (asked, behind) = (query.asked(), Behind::parse(&query.after));
    let (slice, people, months) = cx
        .read(move |conn| {
            let months = settings::load::<GroupSettings>(conn, actor.store)?.value.window_months;
            let slice = queries::list(conn, scope, now, actor.store, &asked, behind, PAGE)?;
            let ids: Vec<CustomerId> = slice.rows.iter().map(|row| row.customer_id).collect();
            let people = customers::queries::seen(conn, &vault, scope, now, &ids)?;
            Ok((slice, people, months))
        })
        .await?;
    ListPage::new(cx, query, slice, &people, months, form)
}

/// `GET /customer-groups/customers`
pub async fn list(cx: Cx, query: Query<ListQuery>) -> Answer {
    let view = page(&cx, &query, FormView::blank()).await?;
    cx.show(&view)
}

/// `POST /customer-groups/calls`
pub async fn plan_calls(cx: Cx, posted: Posted<CallsForm>) -> Answer {
    let (scope, lang, back) = (cx.actor()?.customers(), cx.lang, posted.form.back_to());
    let done = cx
        .submit(&posted, move |tx, ids| {
            let done = commands::plan_calls(tx, scope, &ids)?;
            Ok(SeeOther::to(back).saying(text::planned(&done, lang)))
        })
        .await;
    match done {
        Err(Error::Invalid(faults)) => {
            let back = posted.form.back_to();
            let asked = back.split_once('?').map_or("", |(_, query)| query);
            let query: ListQuery = serde_html_form::from_str(asked).unwrap_or_default();
            let form = posted.view(cx.lang, &faults);
            cx.unprocessable(&page(&cx, &query, form).await?)
        }
        answer => answer,
    }
}

/// `POST /customer-groups/counts`
pub async fn count(cx: Cx, posted: Posted<Bare>) -> Answer {
    let w = GroupText::of(cx.lang);
    cx.submit(&posted, move |tx, ()| {
        commands::ask_by_hand(tx)?;
        Ok(SeeOther::to("/customer-groups").saying(w.asked))
    })
    .await
}

/// `GET /customer-groups/rules`: the thresholds now; with other figures in the query also whom they would move. They are
/// saved where all rules are.
pub async fn rules(cx: Cx, asked: Query<Vec<(String, String)>>) -> Answer {
    let (store, now, sheet) = (cx.actor()?.store, cx.now, GroupSettings::SHEET);
    let typed: Vec<(String, String)> = asked
        .0
        .into_iter()
        .filter(|(name, _)| GroupSettings::FIELDS.iter().any(|field| field.name == name))
        .collect();
    let tried: Option<Result<GroupSettings, FieldErrors>> = (!typed.is_empty()).then(|| {
        let value = sheet.parse(&typed)?;
        settings::of_value::<GroupSettings>(Some(value)).map_err(|_| Default::default())
    });
    let wrong = match &tried {
        Some(Err(faults)) => faults.clone(),
        Some(Ok(settings)) => settings.check(),
        None => Default::default(),
    };
    let tried = tried.and_then(Result::ok).filter(|_| wrong.is_empty());
    let (stored, shifts) = cx
        .read(move |conn| {
            let stored = settings::load::<GroupSettings>(conn, store)?;
            let shifts = tried
                .map(|tried| queries::preview(conn, store, now, &tried))
                .transpose()?;
            Ok((stored, shifts))
        })
        .await?;
    let mut pairs = if typed.is_empty() {
        let value = serde_json::to_value(&stored.value).map_err(Error::internal)?;
        sheet.typed(&value)
    } else {
        typed
    };
    pairs.push(("lock_version".to_owned(), stored.lock_version.to_string()));
    let form = FormView::again(cx.lang, pairs, &wrong);
    let page = RulesPage::new(&cx, &stored.value, form, shifts.as_deref())?;
    if wrong.is_empty() {
        cx.show(&page)
    } else {
        cx.unprocessable(&page)
    }
}

/// `GET /customer-groups/of/{id}`
pub async fn of(cx: Cx, id: Path<CustomerId>) -> Answer {
    let (id, actor, now) = (*id, cx.actor()?.clone(), cx.now);
    let (grouped, moves, months) = cx
        .read(move |conn| {
            customers::queries::ensure_visible(conn, actor.customers(), now, id)?;
            let months = settings::load::<GroupSettings>(conn, actor.store)?.value.window_months;
            let (grouped, moves) = queries::of(conn, id)?;
            Ok((grouped, moves, months))
        })
        .await?;
    cx.show(&Standing::new(&cx, id, grouped.as_ref(), &moves, months)?)
}
