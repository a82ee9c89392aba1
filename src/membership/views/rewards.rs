//! The list of rewards.

use askama::Template;

use crate::access::Permission;
use crate::membership::model::{Reward, TOPIC};
use crate::membership::text::MemberText;
use crate::platform::error::Error;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;

pub struct Line {
    pub id: String,
    pub href: String,
    pub name: String,
    pub points: String,
    pub stock: String,
    pub state: (&'static str, &'static str),
    pub retired: bool,
}

/// `/rewards`
#[derive(Template)]
#[template(path = "membership/rewards.html", blocks = ["rewards"])]
pub struct RewardsPage {
    page: Page,
    w: &'static MemberText,
    lines: Vec<Line>,
    form: FormView,
    may_edit: bool,
}

regions!(RewardsPage {
    main,
    rewards: as_rewards
});

impl RewardsPage {
    pub fn new(cx: &Cx, rewards: Vec<Reward>) -> Result<Self, Error> {
        let w = MemberText::of(cx.lang);
        let line = |reward: Reward| Line {
            id: reward.id.to_string(),
            href: format!("/rewards/{}", reward.id),
            name: cx.lang.pick(reward.name_zh, reward.name_en),
            points: grouped(reward.points),
            stock: reward.stock.map_or_else(|| w.unlimited.to_owned(), grouped),
            state: match (reward.retired_at, reward.stock) {
                (Some(_), _) => (w.retired, ""),
                (None, Some(0)) => (w.gone, "amber"),
                _ => (w.on_list, "green"),
            },
            retired: reward.retired_at.is_some(),
        };
        Ok(Self {
            page: cx.page(w.rewards).live(TOPIC),
            w,
            lines: rewards.into_iter().map(line).collect(),
            form: FormView::blank(),
            may_edit: cx.actor()?.may(Permission::EditRewards),
        })
    }
}
