//! Redeeming points: what for, what that leaves, and the customer's word.

use actix_web::web::Path;

use super::member;
use crate::customers;
use crate::customers::model::Brief;
use crate::customers::rules::Tier;
use crate::membership::forms::{MOST_AT_ONCE, PreviewForm, ReasonForm, RedeemForm, Redemption, What};
use crate::membership::model::{Card, Reward};
use crate::membership::rules::{Rules, price};
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
    fn can_have(&self, reward: &Reward) -> bool {
        reward.points <= self.card.points && reward.stock != Some(0)
    }

    fn label(&self, reward: &Reward, lang: Lang) -> String {
        let name = lang.pick(&reward.name_zh, &reward.name_en);
        text::reward_choice(name, reward.points, reward.stock, lang)
    }

    /// What is gone, or dearer than the points there are.
    fn out_of_reach(&self, lang: Lang) -> Vec<String> {
        let cannot = self.rewards.iter().filter(|reward| !self.can_have(reward));
        let rewards = cannot.map(|reward| self.label(reward, lang));
        let tiers = Tier::ALL
            .iter()
            .filter(|tier| **tier > self.card.tier)
            .filter_map(|tier| {
                let points = price(*tier, &self.rules.tiers).filter(|points| *points > self.card.points)?;
                Some(text::tier_choice(*tier, points, self.rules.tiers.bought_months, lang))
            });
        rewards.chain(tiers).collect()
    }

    /// What the points there are suffice for.
    fn choices(&self, lang: Lang) -> Vec<Choice> {
        let rewards = self
            .rewards
            .iter()
            .filter(|reward| self.can_have(reward))
            .map(|reward| {
                let label = self.label(reward, lang);
                Choice::new(format!("reward:{}", reward.id), label)
            });
        let tiers = Tier::ALL
            .iter()
            .filter(|tier| **tier > self.card.tier)
            .filter_map(|tier| {
                let points = price(*tier, &self.rules.tiers).filter(|points| *points <= self.card.points)?;
                let label = text::tier_choice(*tier, points, self.rules.tiers.bought_months, lang);
                Some(Choice::new(format!("tier:{}", tier.code()), label))
            });
        rewards.chain(tiers).collect()
    }

    /// What it costs, and what that is called.
    fn cost(&self, wanted: &Redemption, lang: Lang) -> Result<(i64, String), Error> {
        match wanted.what {
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
    let choices = around.choices(lang);
    let rewards = choices.iter().any(|choice| choice.value.starts_with("reward:"));
    let mut fields = vec![
        Field::new("radio", "what", w.redeem_what)
            .required()
            .hint(cash)
            .of(choices),
    ];
    if rewards {
        fields.push(Field::new("number", "quantity", w.quantity).hint(w.quantity_hint));
    }
    fields.push(Field::new("textarea", "note", w.note));
    let mut about = vec![(w.balance, text::points(around.card.points, lang))];
    let beyond = around.out_of_reach(lang);
    if !beyond.is_empty() {
        about.push((w.out_of_reach, beyond.join("\n")));
    }
    let action = format!("/members/{id}/redemptions/preview");
    Ask::new(cx, w.redeem, action, format!("/members/{id}"), w.see_balance, form)
        .who(around.brief.name.expose())
        .about(about)
        .fields(fields)
}

/// A fault of a redemption in the words of this dialog.
fn explained(mut form: FormView, faults: &FieldErrors, lang: Lang) -> FormView {
    let w = MemberText::of(lang);
    for field in ["what", "reward"] {
        match faults.get(field) {
            Some(Fault::Taken) => form = form.with_error("what", w.sold_out),
            Some(Fault::Choice) if field == "reward" => form = form.with_error("what", w.moved_on),
            _ => {}
        }
    }
    match faults.get("quantity") {
        Some(Fault::Number) => form = form.with_error("quantity", w.whole_quantity),
        Some(Fault::TooLarge { max }) if *max < MOST_AT_ONCE => {
            form = form.with_error("quantity", text::only_left(*max, lang));
        }
        _ => {}
    }
    if faults.get("agreed") == Some(&Fault::Required) {
        form = form.with_error("agreed", w.agree_first);
    }
    form
}

/// `GET /members/{id}/redemptions`
pub async fn ask(cx: Cx, id: Path<CustomerId>) -> Answer {
    let around = around(&cx, *id).await?;
    let form = FormView::fresh([("quantity", "1")]);
    cx.show(&wish_dialog(&cx, *id, &around, form))
}

/// `POST /members/{id}/redemptions/preview`: what is left afterwards; nothing is done yet.
pub async fn preview(cx: Cx, id: Path<CustomerId>, posted: Posted<PreviewForm>) -> Answer {
    let id = *id;
    let around = around(&cx, id).await?;
    if posted.form.goes_back() {
        let form = posted.view(cx.lang, &FieldErrors::new());
        return cx.show(&wish_dialog(&cx, id, &around, form));
    }
    let checked = posted.form.parse().map_err(Error::Invalid).and_then(|wanted| {
        let (points, name) = around.cost(&wanted, cx.lang)?;
        let missing = points - around.card.points;
        if missing > 0 {
            return Err(Error::field("what", Fault::PointsShort { missing }));
        }
        Ok((points, name))
    });
    match checked {
        Err(Error::Invalid(faults)) => {
            let form = explained(posted.view(cx.lang, &faults), &faults, cx.lang);
            cx.unprocessable(&wish_dialog(&cx, id, &around, form))
        }
        Err(error) => Err(error),
        Ok(cost) => {
            let form = posted.view(cx.lang, &FieldErrors::new());
            cx.show(&agree_dialog(&cx, id, &around, cost, form))
        }
    }
}

fn agree_dialog(cx: &Cx, id: CustomerId, around: &Around, (points, name): (i64, String), form: FormView) -> Ask {
    let (w, lang) = (MemberText::of(cx.lang), cx.lang);
    let about = vec![
        (w.redeem_what, name),
        (w.now, text::points(around.card.points, lang)),
        (w.uses_points, text::points(points, lang)),
        (w.after, text::points(around.card.points - points, lang)),
    ];
    let fields = vec![
        Field::hidden("what"),
        Field::hidden("quantity"),
        Field::hidden("note"),
        Field::new("tick", "agreed", w.agreed).required(),
    ];
    let action = format!("/members/{id}/redemptions");
    Ask::new(cx, w.redeem, action, format!("/members/{id}"), w.confirm, form)
        .who(around.brief.name.expose())
        .about(about)
        .fields(fields)
        .change(format!("/members/{id}/redemptions/preview"))
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
    let form = explained(posted.view(cx.lang, &faults), &faults, cx.lang);
    // Only the customer's word is missing: the same page again. Else somebody was faster, and it begins anew.
    if faults.keys().eq(["agreed"])
        && let Ok(wanted) = posted.form.wish().parse()
        && let Ok(cost) = around.cost(&wanted, cx.lang)
    {
        return cx.unprocessable(&agree_dialog(&cx, id, &around, cost, form));
    }
    cx.unprocessable(&wish_dialog(&cx, id, &around, form))
}

fn carry_out(tx: &mut Tx<'_>, id: CustomerId, wanted: &Redemption) -> Result<PointsEntryId, Error> {
    let note = wanted.note.as_deref();
    match wanted.what {
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
