//! The rewards.

use actix_web::web::Path;

use crate::access::Permission;
use crate::membership::forms::{RewardForm, TypedReward};
use crate::membership::model::Reward;
use crate::membership::text::MemberText;
use crate::membership::views::{Ask, Field, RewardsPage};
use crate::membership::{commands, queries};
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::values::ids::RewardId;

/// `GET /rewards`
pub async fn rewards(cx: Cx) -> Answer {
    let actor = cx.actor()?.clone();
    let retired_too = actor.may(Permission::EditRewards);
    let rewards = cx
        .read(move |conn| queries::rewards(conn, actor.store, retired_too))
        .await?;
    cx.show(&RewardsPage::new(&cx, rewards)?)
}

fn dialog(cx: &Cx, title: &'static str, action: String, form: FormView) -> Ask {
    let w = MemberText::of(cx.lang);
    Ask::new(cx, title, action, "/rewards".to_owned(), cx.page("").t.save, form).fields(vec![
        Field::hidden("lock_version"),
        Field::hidden("seen_stock"),
        Field::new("text", "zh", w.zh).required(),
        Field::new("text", "en", w.en).required(),
        Field::new("number", "points", w.price).required(),
        Field::new("number", "stock", w.stock).hint(w.stock_hint),
    ])
}

/// What the form holds of a reward.
fn typed(reward: &Reward) -> Vec<(String, String)> {
    let stock = reward.stock.map(|stock| stock.to_string()).unwrap_or_default();
    [
        ("zh", reward.name_zh.clone()),
        ("en", reward.name_en.clone()),
        ("points", reward.points.to_string()),
        ("stock", stock.clone()),
        ("seen_stock", stock),
        ("lock_version", reward.lock_version.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

async fn one(cx: &Cx, id: RewardId) -> Result<Reward, Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| queries::reward(conn, store, id)).await
}

/// `GET /rewards/new`
pub async fn new(cx: Cx) -> Answer {
    let w = MemberText::of(cx.lang);
    cx.show(&dialog(&cx, w.new_reward, "/rewards".to_owned(), FormView::blank()))
}

/// `POST /rewards`
pub async fn create(cx: Cx, posted: Posted<RewardForm>) -> Answer {
    let (store, w) = (cx.actor()?.store, MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, typed: TypedReward| {
            commands::add_reward(tx, store, &typed.new)?;
            Ok(SeeOther::to("/rewards").saying(w.reward_added))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            let form = posted.view(cx.lang, &faults);
            cx.unprocessable(&dialog(&cx, w.new_reward, "/rewards".to_owned(), form))
        }
        answer => answer,
    }
}

/// `GET /rewards/{id}`
pub async fn edit(cx: Cx, id: Path<RewardId>) -> Answer {
    let (w, reward) = (MemberText::of(cx.lang), one(&cx, *id).await?);
    let form = FormView::fresh(typed(&reward));
    cx.show(&dialog(&cx, w.edit_reward, format!("/rewards/{id}"), form))
}

/// `POST /rewards/{id}`
pub async fn change(cx: Cx, id: Path<RewardId>, posted: Posted<RewardForm>) -> Answer {
    let (id, store, w) = (*id, cx.actor()?.store, MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, typed: TypedReward| {
            commands::change_reward(tx, store, id, typed.seen, typed.seen_stock, &typed.new)?;
            Ok(SeeOther::to("/rewards").saying(w.reward_saved))
        })
        .await;
    let action = format!("/rewards/{id}");
    match answer {
        Err(Error::Invalid(faults)) => {
            one(&cx, id).await?;
            let form = posted.view(cx.lang, &faults);
            cx.unprocessable(&dialog(&cx, w.edit_reward, action, form))
        }
        Err(Error::Stale) => {
            let theirs = typed(&one(&cx, id).await?);
            let stock = theirs.iter().find(|(name, _)| name == "seen_stock");
            let stock = stock.map(|(_, stock)| stock.clone()).unwrap_or_default();
            let mine = posted.pairs().iter().filter(|(name, _)| name != "seen_stock");
            let form = FormView::against(mine.cloned().collect(), theirs).with("seen_stock", stock);
            cx.conflict(&dialog(&cx, w.edit_reward, action, form).notice(w.stale))
        }
        answer => answer,
    }
}

/// `POST /rewards/{id}/retirement`
pub async fn retire(cx: Cx, id: Path<RewardId>, posted: Posted<Bare>) -> Answer {
    let (id, store, w) = (*id, cx.actor()?.store, MemberText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::retire_reward(tx, store, id)?;
        Ok(SeeOther::to("/rewards").saying(w.reward_retired))
    })
    .await
}

/// `POST /rewards/{id}/return`
pub async fn bring_back(cx: Cx, id: Path<RewardId>, posted: Posted<Bare>) -> Answer {
    let (id, store, w) = (*id, cx.actor()?.store, MemberText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::bring_back_reward(tx, store, id)?;
        Ok(SeeOther::to("/rewards").saying(w.reward_back))
    })
    .await
}
