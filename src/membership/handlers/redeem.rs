//! Redeeming points: what for, what that leaves, and the customer's word.

use actix_web::web::Path;

use super::member;
use crate::customers;
use crate::customers::model::Brief;
use crate::customers::rules::Tier;
use crate::membership::forms::{PreviewForm, ReasonForm, RedeemForm, Redemption, What};
use crate::membership::model::{Card, Reward};
use crate::membership::rules::{Rules, most_payable, price, worth};
use crate::membership::text::{self, MemberText};
use crate::membership::views::{Ask, Field};
use crate::membership::{commands, queries};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, PointsEntryId};
use crate::values::money::Fen;

/// What a redemption is made from.
struct Around {
    brief: Brief,
    card: Card,
    rules: Rules,
    rewards: Vec<Reward>,
}

async fn around(cx: &Cx, id: CustomerId) -> Result<Around, Error> {
    let store = cx.actor()?.store;
    let (brief, card, rules) = member(cx, id).await?;
    let rewards = cx.read(move |conn| queries::rewards(conn, store, false)).await?;
    Ok(Around {
        brief,
        card,
        rules,
        rewards,
    })
}

impl Around {
    fn choices(&self, lang: Lang) -> Vec<Choice> {
        let rewards = self.rewards.iter().map(|reward| {
            let name = lang.pick(&reward.name_zh, &reward.name_en);
            let label = text::reward_choice(name, reward.points, reward.stock, lang);
            Choice::new(format!("reward:{}", reward.id), label)
        });
        let tiers = Tier::ALL
            .iter()
            .filter(|tier| **tier > self.card.tier)
            .filter_map(|tier| {
                let points = price(*tier, &self.rules.tiers)?;
                let label = text::tier_choice(*tier, points, self.rules.tiers.bought_months, lang);
                Some(Choice::new(format!("tier:{}", tier.code()), label))
            });
        let cash = Choice::new("cash", MemberText::of(lang).cash);
        std::iter::once(cash).chain(rewards).chain(tiers).collect()
    }

    /// What it costs, and what that is called.
    fn cost(&self, wanted: &Redemption, lang: Lang) -> Result<(i64, String), Error> {
        let w = MemberText::of(lang);
        match wanted.what {
            What::Cash => {
                let rules = &self.rules.points;
                let max = most_payable(wanted.bill, Fen::ZERO, rules.most_of_bill, rules);
                if wanted.points > max {
                    return Err(Error::field("points", Fault::TooLarge { max }));
                }
                Ok((wanted.points, w.cash.to_owned()))
            }
            What::Reward(id) => {
                let reward = self.rewards.iter().find(|reward| reward.id == id);
                let reward = reward.ok_or_else(|| Error::field("what", Fault::Choice))?;
                match reward.stock {
                    Some(0) => return Err(Error::field("what", Fault::Taken)),
                    Some(left) if left < wanted.quantity => {
                        return Err(Error::field("quantity", Fault::TooLarge { max: left.into() }));
                    }
                    _ => {}
                }
                let name = lang.pick(&reward.name_zh, &reward.name_en);
                let points = reward.points.saturating_mul(wanted.quantity.into());
                Ok((points, format!("{name} × {}", wanted.quantity)))
            }
            What::Tier(tier) => {
                let points = price(tier, &self.rules.tiers).filter(|_| tier > self.card.tier);
                let points = points.ok_or_else(|| Error::field("what", Fault::Choice))?;
                Ok((points, tier.label(lang).to_owned()))
            }
        }
    }
}

fn wish_dialog(cx: &Cx, id: CustomerId, around: &Around, form: FormView) -> Ask {
    let (w, lang) = (MemberText::of(cx.lang), cx.lang);
    let rules = &around.rules.points;
    let cash = text::cash_rule(&rules.most_of_bill.to_string(), rules.points_per_yuan, lang);
    let fields = vec![
        Field::new("radio", "what", w.redeem_what)
            .required()
            .of(around.choices(lang)),
        Field::new("number", "quantity", w.quantity).hint(w.quantity_hint),
        Field::new("number", "points", w.amount_points).hint(format!("{} · {cash}", w.amount_hint)),
        Field::new("number", "bill", w.bill).hint(w.bill_hint),
        Field::new("textarea", "note", w.note),
    ];
    let action = format!("/members/{id}/redemptions/preview");
    Ask::new(cx, w.redeem, action, format!("/members/{id}"), w.see_balance, form)
        .who(around.brief.name.expose())
        .about(vec![(w.balance, text::points(around.card.points, lang))])
        .fields(fields)
}

/// A fault of a redemption in the words of this dialog.
fn explained(mut form: FormView, faults: &FieldErrors, w: &'static MemberText) -> FormView {
    for field in ["what", "reward"] {
        match faults.get(field) {
            Some(Fault::Taken) => form = form.with_error("what", w.sold_out),
            Some(Fault::Choice) if field == "reward" => form = form.with_error("what", w.moved_on),
            _ => {}
        }
    }
    if faults.get("agreed") == Some(&Fault::Required) {
        form = form.with_error("agreed", w.agree_first);
    }
    form
}

/// `GET /members/{id}/redemptions`
pub async fn ask(cx: Cx, id: Path<CustomerId>) -> Answer {
    let around = around(&cx, *id).await?;
    let form = FormView::fresh([("what", "cash"), ("quantity", "1")]);
    cx.show(&wish_dialog(&cx, *id, &around, form))
}

/// `POST /members/{id}/redemptions/preview`: what is left afterwards; nothing is done yet.
pub async fn preview(cx: Cx, id: Path<CustomerId>, posted: Posted<PreviewForm>) -> Answer {
    let (id, w) = (*id, MemberText::of(cx.lang));
    let around = around(&cx, id).await?;
    let checked = posted.form.parse().map_err(Error::Invalid).and_then(|wanted| {
        let (points, name) = around.cost(&wanted, cx.lang)?;
        let missing = points - around.card.points;
        if missing > 0 {
            let field = if wanted.what == What::Cash { "points" } else { "what" };
            return Err(Error::field(field, Fault::PointsShort { missing }));
        }
        Ok((wanted, points, name))
    });
    match checked {
        Err(Error::Invalid(faults)) => {
            let form = explained(posted.view(cx.lang, &faults), &faults, w);
            cx.unprocessable(&wish_dialog(&cx, id, &around, form))
        }
        Err(error) => Err(error),
        Ok((wanted, points, name)) => {
            let form = posted.view(cx.lang, &FieldErrors::new());
            cx.show(&agree_dialog(&cx, id, &around, &wanted, (points, name), form))
        }
    }
}

fn agree_dialog(
    cx: &Cx,
    id: CustomerId,
    around: &Around,
    wanted: &Redemption,
    (points, name): (i64, String),
    form: FormView,
) -> Ask {
    let (w, lang) = (MemberText::of(cx.lang), cx.lang);
    let mut about = vec![(w.redeem_what, name)];
    if wanted.what == What::Cash {
        about.push((w.worth, worth(points, &around.rules.points).display()));
        about.push((w.bill, wanted.bill.display()));
    }
    about.push((w.now, text::points(around.card.points, lang)));
    about.push((w.uses_points, text::points(points, lang)));
    about.push((w.after, text::points(around.card.points - points, lang)));
    let fields = vec![
        Field::hidden("what"),
        Field::hidden("quantity"),
        Field::hidden("points"),
        Field::hidden("bill"),
        Field::hidden("note"),
        Field::new("tick", "agreed", w.agreed).required(),
    ];
    let action = format!("/members/{id}/redemptions");
    Ask::new(cx, w.redeem, action, format!("/members/{id}"), w.confirm, form)
        .who(around.brief.name.expose())
        .about(about)
        .fields(fields)
}

/// `POST /members/{id}/redemptions`
pub async fn redeem(cx: Cx, id: Path<CustomerId>, posted: Posted<RedeemForm>) -> Answer {
    let (id, scope, w) = (*id, cx.actor()?.customers(), MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, wanted: Redemption| {
            customers::queries::ensure_visible(tx.conn, scope, tx.now, id)?;
            carry_out(tx, id, &wanted)?;
            Ok(SeeOther::to(format!("/members/{id}")).saying(w.redeemed))
        })
        .await;
    let Err(Error::Invalid(faults)) = answer else {
        return answer;
    };
    let around = around(&cx, id).await?;
    let form = explained(posted.view(cx.lang, &faults), &faults, w);
    // Only the customer's word is missing: the same page again. Else somebody was faster, and it begins anew.
    if faults.keys().eq(["agreed"])
        && let Ok(wanted) = posted.form.wish().parse()
        && let Ok(cost) = around.cost(&wanted, cx.lang)
    {
        return cx.unprocessable(&agree_dialog(&cx, id, &around, &wanted, cost, form));
    }
    cx.unprocessable(&wish_dialog(&cx, id, &around, form))
}

fn carry_out(tx: &mut Tx<'_>, id: CustomerId, wanted: &Redemption) -> Result<PointsEntryId, Error> {
    let note = wanted.note.as_deref();
    match wanted.what {
        What::Cash => commands::redeem_at_counter(tx, id, wanted.points, wanted.bill, note),
        What::Reward(reward) => commands::redeem_reward(tx, id, reward, wanted.quantity, note),
        What::Tier(tier) => commands::buy_tier(tx, id, tier, note),
    }
}

async fn call_off_dialog(cx: &Cx, id: CustomerId, entry: PointsEntryId, form: FormView) -> Result<Ask, Error> {
    let (w, lang) = (MemberText::of(cx.lang), cx.lang);
    let (brief, card, _) = member(cx, id).await?;
    let line = cx
        .read(move |conn| queries::redemption(conn, &card.family, entry))
        .await?;
    let action = format!("/members/{id}/redemptions/{entry}/reversal");
    Ok(
        Ask::new(cx, w.call_off, action, format!("/members/{id}"), w.call_off, form)
            .who(brief.name.expose())
            .notice(w.call_off_hint)
            .about(vec![(w.points, text::points(-line.points, lang))])
            .fields(vec![Field::new("textarea", "reason", w.reason).required()])
            .dangerous(),
    )
}

/// `GET /members/{id}/redemptions/{entry}/reversal`
pub async fn ask_call_off(cx: Cx, path: Path<(CustomerId, PointsEntryId)>) -> Answer {
    let (id, entry) = *path;
    let dialog = call_off_dialog(&cx, id, entry, FormView::blank()).await?;
    cx.show(&dialog)
}

/// `POST /members/{id}/redemptions/{entry}/reversal`
pub async fn call_off(cx: Cx, path: Path<(CustomerId, PointsEntryId)>, posted: Posted<ReasonForm>) -> Answer {
    let ((id, entry), scope, w) = (*path, cx.actor()?.customers(), MemberText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, reason: String| {
            customers::queries::ensure_visible(tx.conn, scope, tx.now, id)?;
            commands::take_back(tx, id, entry, &reason)?;
            Ok(SeeOther::to(format!("/members/{id}")).saying(w.called_off_now))
        })
        .await;
    match answer {
        Err(Error::Invalid(faults)) => {
            let form = posted.view(cx.lang, &faults);
            cx.unprocessable(&call_off_dialog(&cx, id, entry, form).await?)
        }
        Err(Error::WrongState) => {
            let form = posted.view(cx.lang, &FieldErrors::new()).with_error("", w.moved_on);
            cx.conflict(&call_off_dialog(&cx, id, entry, form).await?)
        }
        answer => answer,
    }
}
