//! Who may decide about money, said to whoever looks at it.

use crate::access::Actor;
use crate::complaints::model::{Detail, approver_level};
use crate::complaints::rules::{Limits, approver, may_decide};
use crate::complaints::text;
use crate::platform::i18n::Lang;
use crate::values::ids::StaffId;
use crate::values::money::Fen;

/// Whom an amount waits for; `None` for who may decide about it themselves.
pub fn waits_for(actor: &Actor, author: StaffId, amount: Fen, limits: &Limits, lang: Lang) -> Option<String> {
    let is_author = author == actor.id;
    if may_decide(approver_level(actor), is_author, amount, limits) {
        return None;
    }
    let limit = limits.manager_approves.display();
    Some(text::waits_for(approver(amount, limits), is_author, &limit, lang))
}

/// Whom the solution that waits is left to.
pub fn solution_waits(actor: &Actor, detail: &Detail, lang: Lang) -> Option<String> {
    let solution = detail.waiting_solution()?;
    waits_for(
        actor,
        solution.row.author_id,
        Fen::new(solution.row.cost_fen),
        &detail.limits,
        lang,
    )
}

/// Whom each goodwill that waits is left to; `None` for what this person may decide about.
pub fn goodwill_waits(actor: &Actor, detail: &Detail, lang: Lang) -> Vec<Option<String>> {
    detail
        .waiting_goodwill()
        .map(|(grant, _)| waits_for(actor, grant.asked_by, Fen::new(grant.amount_fen), &detail.limits, lang))
        .collect()
}
