//! Words of the membership room.

use chrono::NaiveDate;

use super::model::{ADJUSTMENT, BOUGHT, BY_HAND, EXPIRY, REWARD};
use super::model::{Sort, View};
use super::rules::{Benefit, EntryKind, Privilege};
use crate::customers::rules::Tier;
use crate::platform::i18n::{Lang, times};
use crate::values::decimal::grouped;
use crate::values::money::Fen;
use crate::words;

words! {
    pub struct MemberText {
        title: "会员与积分", "Membership";
        views: "会员视图", "Member views";
        all: "全部会员", "All members";
        expiring: "积分将到期", "Points expire soon";
        falling: "等级将下降", "Tier will fall";
        find: "查找会员", "Find members";
        find_short: "姓名、拼音、手机、尾号、车牌…", "Name, pinyin, phone, tail, plate…";
        find_hint: "姓名、拼音、首字母、手机或尾号、车牌、VIN 或后六位、邮箱、证件号",
            "Name, pinyin, initials, phone or last digits, plate, VIN or its last six, email, ID number";
        search: "搜索", "Search";
        search_expired: "这次搜索已过期，请重新查找。", "This search has expired. Please search again.";
        clear_search: "清除搜索", "Clear the search";
        none_found: "没有找到这位会员", "No such member";
        none_found_text: "可能还不是会员，或由同事负责：可以在客户中查看同一次搜索。", "Perhaps not a member yet, or looked after by a colleague: see the same search among customers.";
        among_customers: "在客户中查看", "See among customers";
        sort: "排序", "Sort by";
        by_changed: "最近变动", "Last change";
        by_tier: "等级由高到低", "Highest tier";
        by_points: "积分由多到少", "Most points";
        by_expiry: "积分最早到期", "Points expire first";
        rewards: "积分礼品", "Rewards";
        rules: "等级与权益", "Tiers and benefits";
        waiting: "待审批的调整", "Adjustments to approve";
        customer: "客户", "Customer";
        tier: "会员等级", "Tier";
        points: "积分", "Points";
        balance: "积分余额", "Points balance";
        spend: "统计期消费", "Spend in the period";
        next: "距下一等级", "To the next tier";
        benefits_left: "剩余权益", "Benefits left";
        expires: "到期", "Expires";
        none: "没有符合条件的会员", "No members fit";
        none_text: "结算后自动成为会员；也可以在客户档案里设置等级。", "A settlement makes a member; a tier can also be set on the customer record.";
        top: "最高等级", "Highest tier";
        no_contact: "无电话", "No phone";

        ledger: "积分流水", "Points ledger";
        no_ledger: "还没有积分记录", "No points yet";
        no_ledger_text: "结算维修单后自动积分。", "Settling a service order earns points.";
        at: "时间", "When";
        what: "类型", "Kind";
        source: "来源", "Source";
        change: "变动", "Change";
        left: "余额", "Balance";
        operator: "操作人", "By";
        nobody: "系统", "System";
        approved_by: "审批", "Approved by";
        called_off: "已撤销", "Undone";
        call_off: "撤销兑换", "Undo redemption";
        call_off_hint: "积分退回原有效期；已过有效期的，退回后 30 天内可用。礼品库存同时退回。",
            "The points go back to where they came from; those that have expired live for 30 more days. The stock goes up again.";
        called_off_now: "兑换已撤销，积分已退回", "Redemption undone; the points are back";
        reason: "原因", "Reason";
        open_record: "客户档案", "Customer record";
        debt: "待抵扣积分", "Points owed";
        debt_hint: "退款冲回时积分已用掉，之后获得的积分先抵扣。", "A refund took back points that were spent; the next points pay for them first.";
        progress: "等级进度", "Tier progress";
        held: "保留到", "Held until";
        falls: "将降级", "Will fall";

        benefits: "会员权益", "Benefits";
        no_benefits: "普通会员没有权益", "The regular tier has none";
        use_it: "使用", "Use";
        used: "权益已使用", "Benefit used";
        returned: "已撤回", "Taken back";
        take_back: "撤回", "Take back";
        used_now: "本年使用记录", "Used this year";
        never_used: "今年还没有使用", "Nothing used this year";
        birthday_only: "仅限生日前后", "Around the birthday only";
        birthday_missing: "今天不在生日前后，或档案里没有生日", "Today is not near the birthday, or the record has none";
        not_this_tier: "当前等级没有这项权益", "Not part of this tier";
        discount: "工时折扣", "Off labour";

        redeem: "兑换积分", "Redeem points";
        redeem_what: "兑换内容", "Redeem for";
        out_of_reach: "暂不可兑换", "Out of reach";
        quantity: "数量", "Quantity";
        quantity_hint: "兑换礼品时填写", "For a reward";
        note: "备注", "Note";
        see_balance: "查看兑换后余额", "See the new balance";
        confirm: "确认兑换", "Redeem now";
        agreed: "客户在场并同意", "The customer is here and agrees";
        agree_first: "请先与客户当面确认", "Ask the customer first";
        redeemed: "积分已兑换", "Points redeemed";
        uses_points: "本次使用", "Uses";
        now: "现有积分", "Points now";
        after: "兑换后余额", "Balance afterwards";
        whole_quantity: "请输入整数", "Enter a whole number";
        back_to_change: "返回修改", "Back to change it";
        at_a_visit: "到店时", "at a visit";
        sold_out: "这件礼品已兑完", "This reward is out of stock";

        adjust: "调整积分", "Adjust points";
        adjust_points: "增减积分", "Points to add or take";
        adjust_hint: "增加填正数，减少填负数", "Negative to take away";
        adjusted: "积分已调整", "Points adjusted";
        asked: "超过免审批上限，已提交第二人审批", "Above the limit: a second person decides";
        approvals: "积分调整审批", "Points adjustments";
        no_approvals: "没有待审批的调整", "Nothing to approve";
        asked_by: "申请人", "Asked by";
        decision: "审批", "Decision";
        whole_number: "请输入不为 0 的整数；减少填负数", "Enter a whole number other than 0; negative to take away";
        approve: "同意", "Approve";
        refuse: "不同意", "Refuse";
        refuse_reason: "不同意的原因", "Why not";
        approved: "已同意，积分已调整", "Approved; points adjusted";
        refused: "已退回", "Refused";
        own_asked: "我的调整申请", "Adjustments I asked for";
        withdraw: "撤回申请", "Withdraw";
        withdrawn: "申请已撤回", "Withdrawn";
        own: "本人提交，须由他人审批", "Your own: somebody else decides";
        decided_already: "这项调整已由他人处理", "Somebody has decided about this already";

        new_reward: "添加礼品", "Add a reward";
        edit_reward: "修改礼品", "Change the reward";
        zh: "中文名称", "Chinese name";
        en: "英文名称", "English name";
        price: "所需积分", "Points";
        stock: "库存", "Stock";
        stock_hint: "留空表示不限量", "Empty: without limit";
        unlimited: "不限量", "No limit";
        state: "状态", "State";
        on_list: "可兑换", "Available";
        gone: "已兑完", "Out of stock";
        retired: "已下架", "Retired";
        retire: "下架", "Retire";
        bring_back: "重新上架", "Bring back";
        reward_added: "礼品已添加", "Reward added";
        reward_saved: "礼品已保存", "Reward saved";
        reward_retired: "礼品已下架", "Reward retired";
        reward_back: "礼品已重新上架", "Reward brought back";
        no_rewards: "还没有积分礼品", "No rewards yet";
        no_rewards_text: "添加后，会员可以用积分兑换。", "Members redeem points for what you add here.";
        edit: "修改", "Change";
        stale: "别人刚刚修改了这件礼品，或有人刚刚兑换。请核对后再保存。", "Somebody has just changed or redeemed this reward. Compare and save again.";

        rules_intro: "当前规则与预览：调整下面的数值，先看会影响多少会员，再保存。", "The rules now. Change the figures below and see how many members that moves before you save.";
        benefit_table: "各等级权益", "Benefits of each tier";
        point_rules: "积分规则", "Points rules";
        fact_earn: "获得积分", "Points come";
        fact_life: "积分有效期", "Points live for";
        fact_worth: "抵扣比例", "Points as money";
        fact_most: "最多抵扣账单", "Points pay at most, of a bill";
        fact_window: "消费统计期", "Spend counts for";
        past_out: "导入的历史维修不计入等级和积分。", "Past services that were imported count neither for tiers nor for points.";
        try_rules: "等级规则", "Tier rules";
        preview: "预览影响", "Preview";
        save: "保存规则", "Save the rules";
        effect: "保存后的变化", "What would change";
        no_effect: "没有会员的等级会变化", "Nobody's tier would change";
        up: "立即升级", "Up at once";
        down: "宽限期后降级", "Falls after the grace period";
        stay: "不变", "Unchanged";
        from: "现在", "Now";
        to: "按新规则", "By these rules";
        members: "会员数", "Members";
        edit_points: "积分规则", "Points rules";
        edit_benefits: "权益规则", "Benefit rules";
        multiplier: "积分倍率", "Points multiplier";
        threshold: "消费门槛", "Spend from";
        yes: "有", "Yes";
        a_year: "次/年", "a year";
        moved_on: "内容已有变化，请核对后再操作", "Something has changed; look again before going on";
    }
}

pub fn view(view: View, lang: Lang) -> &'static str {
    let w = MemberText::of(lang);
    match view {
        View::All => w.all,
        View::Tier(tier) => tier.label(lang),
        View::Expiring => w.expiring,
        View::Falling => w.falling,
    }
}

pub fn sort(sort: Sort, lang: Lang) -> &'static str {
    let w = MemberText::of(lang);
    match sort {
        Sort::Changed => w.by_changed,
        Sort::Tier => w.by_tier,
        Sort::Points => w.by_points,
        Sort::Expiry => w.by_expiry,
    }
}

pub fn kind(kind: EntryKind, lang: Lang) -> &'static str {
    match kind {
        EntryKind::Earn => lang.pick("获得", "Earned"),
        EntryKind::Redeem => lang.pick("兑换", "Redeemed"),
        EntryKind::Expire => lang.pick("过期", "Expired"),
        EntryKind::Adjust => lang.pick("调整", "Adjusted"),
        EntryKind::Reverse => lang.pick("冲回", "Reversed"),
    }
}

pub fn benefit(benefit: Benefit, lang: Lang) -> &'static str {
    match benefit {
        Benefit::CarWash => lang.pick("免费洗车", "Free car wash"),
        Benefit::Disinfection => lang.pick("车内消毒", "Interior disinfection"),
        Benefit::CourtesyCar => lang.pick("免费代步车", "Free courtesy car"),
        Benefit::BirthdayService => lang.pick("生日免费保养", "Free maintenance on the birthday"),
    }
}

pub fn privilege(privilege: Privilege, lang: Lang) -> &'static str {
    match privilege {
        Privilege::PriorityRepair => lang.pick("优先维修", "Priority repair"),
        Privilege::OwnAdvisor => lang.pick("专属顾问", "Own advisor"),
        Privilege::Events => lang.pick("会员活动", "Events"),
    }
}

/// What a line of the ledger came from; records of other rooms are named by their kind.
pub fn source(kind: &str, lang: Lang) -> &'static str {
    match kind {
        "service_order" => lang.pick("维修工单", "Service order"),
        "past_service" => lang.pick("历史维修", "Past service"),
        "past_bill" => lang.pick("以往结算单", "Earlier bill"),
        "order" | "sales_order" => lang.pick("订单", "Order"),
        REWARD => lang.pick("积分礼品", "Reward"),
        BOUGHT => lang.pick("兑换等级", "Bought a tier"),
        BY_HAND => lang.pick("手工调整", "By hand"),
        ADJUSTMENT => lang.pick("审批后调整", "Approved adjustment"),
        EXPIRY => lang.pick("积分到期", "Expiry"),
        _ => lang.pick("业务单据", "Document"),
    }
}

/// `1,250 分`
pub fn points(points: i64, lang: Lang) -> String {
    let number = grouped(points);
    match (points, lang) {
        (_, Lang::Zh) => format!("{number} 分"),
        (1 | -1, Lang::En) => format!("{number} point"),
        (_, Lang::En) => format!("{number} points"),
    }
}

/// `+125`, `-40`
pub fn signed(points: i64) -> String {
    if points > 0 {
        format!("+{}", grouped(points))
    } else {
        grouped(points)
    }
}

/// `再消费 ¥3,200 升金卡`
pub fn to_next(tier: Tier, missing: Fen, lang: Lang) -> String {
    let (money, tier) = (missing.display(), tier.label(lang));
    lang.pick(
        format!("再消费 {money} 升{tier}"),
        format!("{money} more to {}", tier.to_lowercase()),
    )
}

/// `2027-02-01 降为银卡`
pub fn falls(tier: Tier, on: NaiveDate, lang: Lang) -> String {
    let (day, tier) = (times::date(on), tier.label(lang));
    lang.pick(
        format!("{day} 降为{tier}"),
        format!("falls to {} on {day}", tier.to_lowercase()),
    )
}

/// `320 分将于 60 天内到期，最早 2026-12-31`
pub fn expiring(points: i64, first: Option<NaiveDate>, days: u32, lang: Lang) -> String {
    let first = first.map(times::date).unwrap_or_default();
    let amount = self::points(points, lang);
    lang.pick(
        format!("{amount}将在 {days} 天内到期，最早 {first}"),
        format!("{amount} expire within {days} days, the first on {first}"),
    )
}

/// Who set a tier by hand, and why: `沈佳怡 11-22 10:30 设置：年消费达标`
pub fn set_by(at: &str, who: &str, reason: &str, lang: Lang) -> String {
    lang.pick(
        format!("{who} {at} 设置：{reason}"),
        format!("set by {who}, {at}: {reason}"),
    )
}

/// `剩 3 / 12 次`
pub fn left(left: u32, total: u32, lang: Lang) -> String {
    lang.pick(format!("剩 {left} / {total} 次"), format!("{left} of {total} left"))
}

/// `洗车 3 · 消毒 1`
pub fn left_short(left: u32, benefit: Benefit, lang: Lang) -> String {
    format!("{} {left}", self::benefit(benefit, lang))
}

/// `积分 120% · 4 笔待审批`
pub fn pending(many: usize, points: i64, lang: Lang) -> String {
    let points = signed(points);
    lang.pick(
        format!("{many} 笔调整待审批，合计 {points} 分"),
        if many == 1 {
            format!("1 adjustment waits for approval: {points} points")
        } else {
            format!("{many} adjustments wait for approval: {points} points in all")
        },
    )
}

/// The button to the adjustments that wait, or to those that one asked for: `待审批的调整 2`
pub fn waiting(count: i64, decides: bool, lang: Lang) -> String {
    let w = MemberText::of(lang);
    let words = if decides { w.waiting } else { w.own_asked };
    if count > 0 {
        format!("{words} {count}")
    } else {
        words.to_owned()
    }
}

/// `同意为顾明调整积分 +5,000？`
pub fn approve(who: &str, points: i64, lang: Lang) -> String {
    let points = signed(points);
    lang.pick(
        format!("同意为{who}调整积分 {points}？"),
        format!("Agree to {points} points for {who}?"),
    )
}

/// A choice in the list of rewards: `车载香薰 · 800 分 · 余 3`
pub fn reward_choice(name: &str, points: i64, stock: Option<i32>, lang: Lang) -> String {
    let points = self::points(points, lang);
    match stock {
        None => format!("{name} · {points}"),
        Some(0) => format!("{name} · {points} · {}", MemberText::of(lang).gone),
        Some(left) => lang.pick(
            format!("{name} · {points} · 余 {left}"),
            format!("{name} · {points} · {left} left"),
        ),
    }
}

/// `库存只有 24 件`
pub fn only_left(left: i64, lang: Lang) -> String {
    lang.pick(format!("库存只有 {left} 件"), format!("Only {left} in stock"))
}

/// A tier as something to redeem points for.
pub fn tier_choice(tier: Tier, points: i64, months: u32, lang: Lang) -> String {
    let (points, tier) = (self::points(points, lang), tier.label(lang));
    lang.pick(
        format!("{tier} {months} 个月 · {points}"),
        format!("{tier} for {months} months · {points}"),
    )
}

/// `抵扣账单在维修工单结算时办理：最多抵扣 30%，100 分抵 1 元`
pub fn cash_rule(share: &str, points_per_yuan: u32, lang: Lang) -> String {
    lang.pick(
        format!("积分抵扣账单在维修工单结算时办理：最多抵扣账单的 {share}，{points_per_yuan} 分抵 1 元"),
        format!(
            "Points go to a bill where its service order is settled: at most {share} of it; {points_per_yuan} points are 1 yuan"
        ),
    )
}

/// `每消费 10 元积 1 分 × 积分倍率`
pub fn earn_rule(yuan: u32, lang: Lang) -> String {
    lang.pick(
        format!("每消费 {yuan} 元积 1 分 × 积分倍率"),
        format!("1 point for {yuan} yuan, times the multiplier"),
    )
}

/// A multiplier of points from its percents: `1.2 倍`, `×1.2`
pub fn times_as_many(percents: u32, lang: Lang) -> String {
    let (whole, rest) = (percents / 100, percents % 100);
    let number = match rest {
        0 => whole.to_string(),
        _ => format!("{whole}.{rest:02}").trim_end_matches('0').to_owned(),
    };
    lang.pick(format!("{number} 倍"), format!("×{number}"))
}

/// `24 个月`
pub fn months(months: u32, lang: Lang) -> String {
    lang.pick(format!("{months} 个月"), format!("{months} months"))
}

/// `100 分抵 1 元`
pub fn worth_rule(points: u32, lang: Lang) -> String {
    lang.pick(format!("{points} 分抵 1 元"), format!("{points} points are 1 yuan"))
}

/// Whoever may not change the rules is told who may.
pub fn who_may(roles: &[&str], lang: Lang) -> String {
    lang.pick(
        format!("这里可以试算；规则由{}修改。", roles.join("、")),
        format!(
            "You can try figures here; the rules are changed by: {}.",
            roles.join(", ")
        ),
    )
}

/// Under the list.
pub fn shown(rows: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {rows} 条"), format!("{rows} on this page"))
}

/// What a debt took of points that came in, or what a refund left owing.
pub fn debt_part(debt: i64, lang: Lang) -> String {
    let number = grouped(debt.abs());
    if debt < 0 {
        lang.pick(
            format!("另 {number} 分抵扣欠分"),
            format!("{number} more paid what was owed"),
        )
    } else {
        lang.pick(format!("另欠 {number} 分"), format!("{number} more are owed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences() {
        let gap = Fen::new(320_000);
        assert_eq!(to_next(Tier::Gold, gap, Lang::Zh), "再消费 ¥3,200 升金卡");
        assert_eq!(to_next(Tier::Gold, gap, Lang::En), "¥3,200 more to gold");
        assert_eq!(signed(125), "+125");
        assert_eq!(signed(-1_250), "-1,250");
        assert_eq!(points(1, Lang::En), "1 point");
        assert_eq!(times_as_many(200, Lang::Zh), "2 倍");
        assert_eq!(times_as_many(120, Lang::En), "×1.2");
        assert_eq!(times_as_many(105, Lang::Zh), "1.05 倍");
        assert_eq!(
            reward_choice("车载香薰", 800, Some(3), Lang::Zh),
            "车载香薰 · 800 分 · 余 3"
        );
    }
}
