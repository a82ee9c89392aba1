//! Words of the history desk.

use super::model::Tab;
use crate::complaints::rules::State;
use crate::customers::commands::Looks;
use crate::customers::model::masked_ends;
use crate::customers::rules::{Channel, Purpose, Tier};
use crate::membership::rules::EntryKind;
use crate::platform::i18n::Lang;
use crate::sales::orders::rules::OrderState;
use crate::sales::quotes::rules::QuoteState;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, LeadState, SourceKind, Stage};
use crate::sales::test_drives::rules::DriveState;
use crate::values::money::Fen;
use crate::vehicles::model::masked_vin;
use crate::vehicles::rules::Energy;
use crate::words;
use crate::{complaints, customers, membership};

words! {
    /// Words of a customer's page.
    pub struct HistoryText {
        contact: "联系方式", "Contact";
        record: "客户资料", "Customer record";
        edit: "编辑", "Edit";
        sell: "新建商机", "New opportunity";
        complain: "登记投诉", "Record a complaint";
        book: "预约", "Book an appointment";
        add_vehicle: "新增车辆", "Add a vehicle";
        set_tier: "调整等级", "Change the tier";
        change_owner: "更换负责人", "Change the owner";
        record_consent: "登记授权", "Record consent";
        email: "邮箱", "E-mail";
        wechat: "微信号", "WeChat ID";
        id_number: "证件号码", "ID number";
        credit_code: "信用代码", "Credit code";
        contact_person: "联系人", "Contact person";
        born: "出生日期", "Date of birth";
        gender: "性别", "Gender";
        address: "地址", "Address";
        occupation: "职业", "Occupation";
        source: "来源", "Source";
        usage: "用途", "Use";
        notes: "备注", "Notes";
        owner: "负责人", "Owner";
        nobody: "未分配", "Nobody yet";
        no_phone: "未留电话", "No phone";
        verified: "上次核实", "Verified";
        never: "从未", "Never";
        completeness: "资料完整度", "Completeness";
        reveal_reason: "查看原因", "Reason for viewing";
        reveal_title: "查看完整内容", "Show in full";
        reveal_text: "每次查看都会记入操作日志。", "Each look is entered in the audit log.";
        reveal_used: "今日查看次数已用完", "No looks left today";
        reveal_used_text: "为保护客户信息，每人每天的查看次数有限，明天恢复。如确有需要，请联系客户关系经理。",
            "To protect customers, each person may look so many times a day. It starts afresh tomorrow; if you need more today, see your CRM manager.";
        show: "查看", "Show";
        back: "返回客户", "Back to the customer";
        vehicles: "车辆", "Vehicles";
        no_vehicle: "还没有车辆", "No vehicle yet";
        warranty: "保修", "Warranty";
        insurance: "保险", "Insurance";
        past: "曾用", "Former";
        since: "起", "From";
        until: "止", "To";
        relation: "关系", "Relation";
        plate: "车牌", "Plate";
        model: "车型", "Model";
        mileage: "里程", "Mileage";
        unnamed_car: "未填车型", "Model not given";
        kind: "类型", "Kind";
        all: "全部", "All";
        note: "备注", "Note";
        note_hint: "写下刚才发生的事，Ctrl+Enter 保存", "What just happened? Ctrl+Enter saves";
        save_note: "保存备注", "Save note";
        pin: "置顶", "Pin to the top";
        unpin: "取消置顶", "Unpin";
        remove: "删除", "Remove";
        pinned: "置顶", "Pinned";
        note_saved: "备注已保存", "Note saved";
        note_pinned: "已置顶", "Pinned";
        note_unpinned: "已取消置顶", "Unpinned";
        note_removed: "备注已删除", "Note removed";
        created: "建立档案", "Record made";
        nothing: "还没有动态", "Nothing yet";
        nothing_text: "备注、联系、消息和投诉都会出现在这里。", "Notes, contacts, messages and complaints appear here.";
        nothing_fits: "没有符合条件的动态", "Nothing of this kind";
        no_complaints: "没有投诉", "No complaints";
        no_answers: "还没有答过问卷", "No surveys answered yet";
        no_sales: "还没有销售记录", "Nothing of sales so far";
        no_services: "还没有服务记录", "No services so far";
        services: "服务记录", "Service history";
        service_day: "日期", "Date";
        service_number: "工单号", "Order";
        service_items: "项目", "Items";
        service_total: "金额", "Amount";
        technician: "技师", "Technician";
        next_service: "下次保养", "Next service";
        service_overdue: "保养已到期", "Service overdue";
        open: "打开", "Open";
        ahead: "下一步", "Next";
        standing: "客户分群", "Group";
        foretold: "预测", "Predictions";
        plan_call: "安排回访", "Plan a call-back";
        no_tasks: "没有待办", "Nothing to do";
        risks: "风险与机会", "Risks and opportunities";
        no_risks: "没有需要留意的事项", "Nothing to watch for";
        open_complaint: "未结投诉", "Open complaint";
        trade_in: "购车满 3 年，可谈置换", "Three years old: offer a trade-in";
        consents: "授权", "Consent";
        no_consents: "还没有登记", "None recorded";
        yes: "同意", "yes";
        no: "拒绝", "no";
        changes: "变更记录", "Changes";
        no_changes: "还没有变更", "No changes yet";
        field: "字段", "Field";
        before: "原值", "Before";
        after: "新值", "After";
        who: "修改人", "By";
        when: "时间", "When";
        system: "系统", "System";
        none: "未填写", "Not given";

        tier: "会员等级", "Tier";
        reason: "原因", "Reason";
        tier_done: "等级已调整", "Tier changed";
        points: "积分", "Points";
        below_earned: "近期消费已达到更高等级，不能低于应得等级", "The spend has earned a higher tier; it can't be set below that";
        owner_done: "负责人已变更", "Handed over";
        purpose: "用途", "Use of the data";
        channel: "渠道", "Channel";
        answer: "客户的决定", "The customer's word";
        gives: "同意", "Agrees";
        withdraws: "拒绝或撤回", "Refuses or withdraws";
        evidence: "凭据", "Evidence";
        evidence_hint: "例如：签字单编号、通话录音编号", "Such as the number of a signed sheet or of a recorded call";
        consent_done: "已登记", "Recorded";
        save: "保存", "Save";

        brand: "品牌", "Brand";
        trim: "配置", "Trim";
        colour: "颜色", "Colour";
        energy: "能源", "Energy";
        vin: "VIN", "VIN";
        engine_number: "发动机号", "Engine number";
        purchased: "购车日期", "Bought on";
        warranty_until: "保修到期", "Warranty until";
        insurance_until: "保险到期", "Insurance until";
        lower_because: "里程低于上次的原因", "Why the mileage is lower than before";
        lower_hint: "仅在里程低于上次登记时填写", "Only when it is below the last reading";
        the_car: "车辆资料", "The car";
        dates: "里程与日期", "Mileage and dates";
        new_vehicle: "新增车辆", "Add a vehicle";
        vehicle_added: "登记车辆：", "Vehicle added: ";
        edit_vehicle: "编辑车辆", "Edit the vehicle";
        vehicle_saved: "车辆已保存", "Vehicle saved";
        owners: "历任车主", "Owners";
        hand_on: "变更车主", "Change the car's owner";
        hidden_owner: "其他客户", "Another customer";
        new_owner: "新车主", "New owner";
        owner_phone: "新车主的手机号", "Phone of the new owner";
        owner_day: "变更日期", "Since";
        nobody_found: "没有找到这位客户，请先新建客户", "No such customer; please add them first";
        add_customer: "新建客户", "Add a customer";
        owner_already: "该客户已是现车主", "This customer owns the car already";
        choose_owner: "请确认新车主", "Please confirm the new owner";
        find: "查找", "Find";
        hand_on_done: "车主已变更", "The car has a new owner";
        theirs: "同事刚保存的内容：", "A colleague just saved: ";
        stale: "您打开之后，同事修改了这辆车。请核对后再保存。",
            "A colleague changed this car after you opened it. Compare, then save again.";

        ask_title: "申请查看客户", "Ask to see a customer";
        ask_text: "这位客户已由同事负责。说明原因后由经理审批，到时自动失效。",
            "A colleague looks after this customer. Give your reason; a manager decides, and access ends by itself.";
        hours: "查看时长", "For how long";
        ask: "提交申请", "Ask";
        asked: "申请已送交经理", "Your request went to the manager";
        asked_before: "您已经申请过，经理还没有处理", "You asked already; the manager has not decided yet";
        requests: "查看申请", "Access requests";
        no_requests: "没有待审批的申请", "No requests waiting";
        no_requests_text: "同事申请查看客户时会出现在这里。", "They appear here when a colleague asks for a customer.";
        waiting: "待审批", "Waiting";
        decided: "最近处理", "Recently decided";
        customer: "客户", "Customer";
        asks: "申请人", "Asked by";
        approve: "同意", "Approve";
        reject: "不同意", "Decline";
        decline_title: "不同意查看申请", "Decline the request";
        decline_hint: "申请人再次申请时会看到这个理由", "Shown to the person when they ask again";
        others_decide: "由其他人审批", "Somebody else decides";
        approved: "已同意，到时自动失效", "Approved; it ends by itself";
        rejected: "已回绝", "Declined";
    }
}

impl Tab {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Tab::Timeline => lang.pick("动态", "Timeline"),
            Tab::Vehicles => lang.pick("车辆", "Vehicles"),
            Tab::Services => lang.pick("服务记录", "Services"),
            Tab::Sales => lang.pick("销售", "Sales"),
            Tab::Complaints => lang.pick("投诉", "Complaints"),
            Tab::Surveys => lang.pick("调查", "Surveys"),
            Tab::Points => lang.pick("积分", "Points"),
            Tab::Changes => lang.pick("变更记录", "Changes"),
        }
    }
}

/// `维修工单 GD20261122-0007 已结算`; one from before the portal has no state.
pub fn service(number: &str, state: &str, lang: Lang) -> String {
    let state = match state {
        "draft" => lang.pick("草稿", "draft"),
        "offered" => lang.pick("已报价", "offered"),
        "agreed" => lang.pick("客户已同意", "agreed"),
        "in_work" => lang.pick("维修中", "in work"),
        "waiting_parts" => lang.pick("待料", "waiting for parts"),
        "quality_check" => lang.pick("质检中", "being checked"),
        "ready" => lang.pick("待交车", "ready"),
        "cancelled" => lang.pick("已取消", "cancelled"),
        _ => "",
    };
    let what = lang.pick("服务", "Service");
    format!("{what} {number} {state}").trim_end().to_owned()
}

/// `线索 抖音 直播间 有效`
pub fn lead(state: &str, kind: &str, source: &str, lang: Lang) -> String {
    let state = LeadState::parse(state).map_or("", |state| state.label(lang));
    let kind = SourceKind::parse(kind).map_or("", |kind| kind.label(lang));
    // Sources are often called what they are.
    let source = if source == kind { "" } else { source };
    let words = [lang.pick("线索", "Lead"), kind, source, state];
    parts(&words)
}

/// `商机 SJ20261122-0001 已报价`
pub fn opportunity(number: &str, stage: &str, lang: Lang) -> String {
    let stage = Stage::parse(stage).map_or("", |stage| stage.label(lang));
    parts(&[lang.pick("商机", "Opportunity"), number, stage])
}

/// `跟进 电话 已接通`
pub fn follow_up(kind: &str, outcome: &str, lang: Lang) -> String {
    let kind = FollowUpKind::parse(kind).map_or("", |kind| kind.label(lang));
    let outcome = FollowUpOutcome::parse(outcome).map_or("", |outcome| outcome.label(lang));
    parts(&[lang.pick("跟进", "Follow-up"), kind, outcome])
}

/// `试驾 已完成`
pub fn drive(state: &str, lang: Lang) -> String {
    let state = DriveState::parse(state).map_or("", |state| state.label(lang));
    parts(&[lang.pick("试驾", "Test drive"), state])
}

/// `报价 BJ20261122-0001 已发出 ¥189,114.57`
pub fn quote(number: &str, state: &str, total: Fen, lang: Lang) -> String {
    let state = QuoteState::parse(state).map_or("", |state| state.label(lang));
    parts(&[lang.pick("报价", "Quote"), number, state, &total.display()])
}

/// `订单 HT20261122-0001 已订车 ¥212,000`
pub fn order(number: &str, state: &str, total: Fen, lang: Lang) -> String {
    let state = OrderState::parse(state).map_or("", |state| state.label(lang));
    parts(&[lang.pick("订单", "Order"), number, state, &total.display()])
}

/// `交车 HT20261122-0001`
pub fn delivery(number: &str, lang: Lang) -> String {
    parts(&[lang.pick("交车", "Delivered"), number])
}

fn parts(words: &[&str]) -> String {
    let said: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    said.join(" ")
}

/// What happened to the bill of a service: `服务 GD20261122-0001 结算 ¥980`
pub fn bill(number: &str, action: &str, amount: Option<Fen>, lang: Lang) -> String {
    let amount = amount.filter(|amount| amount.fen() > 0);
    let did = match action {
        "settle" => lang.pick("结算", "settled"),
        "pay" => lang.pick("收款", "paid"),
        _ if amount.is_none() => lang.pick("撤销结算", "settlement taken back"),
        _ => lang.pick("撤销结算并退款", "settlement taken back, refunded"),
    };
    let amount = amount.map(Fen::display).unwrap_or_default();
    let what = lang.pick("服务", "Service");
    format!("{what} {number} {did} {amount}").trim_end().to_owned()
}

/// `积分 +125 · 获得 · 维修工单`
pub fn points(kind: &str, points: i64, source: &str, lang: Lang) -> String {
    let kind = EntryKind::parse(kind).map_or("", |kind| membership::text::kind(kind, lang));
    format!(
        "{} {} · {kind} · {}",
        lang.pick("积分", "Points"),
        membership::text::signed(points),
        membership::text::source(source, lang)
    )
}

/// `会员等级手动设为金卡`
pub fn tier_set(code: &str, lang: Lang) -> String {
    match (Tier::parse(code), lang) {
        (Some(tier), Lang::Zh) => format!("会员等级手动设为{}", tier.label(lang)),
        (Some(tier), Lang::En) => format!("Tier set by hand: {}", tier.label(lang).to_lowercase()),
        (None, lang) => lang.pick("会员等级手动保留", "Tier kept by hand").to_owned(),
    }
}

/// `2027-05-22 · 38,460 km`
pub fn next_service(on: Option<String>, km: Option<String>) -> Option<String> {
    let parts: Vec<String> = on.into_iter().chain(km).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// `答卷 保养服务满意度调查：满意度 4/5，推荐 9/10`
pub fn answered(survey: &str, overall: &str, nps: &str, follows: &str, lang: Lang) -> String {
    let overall =
        (!overall.is_empty()).then(|| lang.pick(format!("满意度 {overall}/5"), format!("satisfaction {overall}/5")));
    let nps = (!nps.is_empty()).then(|| lang.pick(format!("推荐 {nps}/10"), format!("recommendation {nps}/10")));
    let follows = match follows {
        "call_back" => Some(lang.pick("需回访", "to be called").to_owned()),
        "complaint" => Some(lang.pick("转投诉", "became a complaint").to_owned()),
        _ => None,
    };
    let parts: Vec<String> = overall.into_iter().chain(nps).chain(follows).collect();
    let title = lang.pick(format!("答卷 {survey}"), format!("Answered {survey}"));
    if parts.is_empty() {
        return title;
    }
    format!("{title}{}{}", lang.pick("：", ": "), parts.join(lang.pick("，", ", ")))
}

/// What a kind of entry is called.
pub fn kind(code: &str, lang: Lang) -> &'static str {
    let (zh, en) = match code {
        "note" => ("备注", "Notes"),
        "contact" => ("联系", "Contacts"),
        "message" => ("消息", "Messages"),
        "service" => ("服务", "Services"),
        "sales" => ("销售", "Sales"),
        "points" => ("积分", "Points"),
        "complaint" => ("投诉", "Complaints"),
        "survey" => ("调查", "Surveys"),
        "consent" => ("授权", "Consent"),
        "owner" => ("负责人", "Owners"),
        _ => ("车辆", "Vehicles"),
    };
    lang.pick(zh, en)
}

/// How a contact was made or a message sent.
pub fn channel(code: &str, lang: Lang) -> &'static str {
    match code {
        "visit" => lang.pick("面谈", "In person"),
        "note" => lang.pick("备注", "Note"),
        code => Channel::parse(code).map_or("", |channel| channel.label(lang)),
    }
}

/// The last request was declined: when and why.
pub fn declined(at: &str, reason: &str, lang: Lang) -> String {
    lang.pick(
        format!("您的上一次申请未获同意（{at}）：{reason}"),
        format!("Your last request was declined ({at}): {reason}"),
    )
}

/// Who asks for whom, above the reason to decline.
pub fn asks_for(who: &str, customer: &str, lang: Lang) -> String {
    lang.pick(
        format!("{who}申请查看客户{customer}"),
        format!("{who} asks to see {customer}"),
    )
}

/// What came of a contact, or of a message.
pub fn outcome(code: &str, lang: Lang) -> &'static str {
    let (zh, en) = match code {
        "answered" => ("已接通", "answered"),
        "unanswered" => ("未接通", "not answered"),
        "wrong_number" => ("号码有误", "wrong number"),
        "sent" => ("已发送", "sent"),
        "received" => ("收到", "received"),
        "met" => ("已面谈", "spoken with"),
        "internal" => ("内部", "internal"),
        "queued" => ("待发送", "waiting"),
        "failed" => ("发送失败", "failed"),
        "refused" => ("未发送：没有同意或地址", "not sent: no consent or no address"),
        "handed_over" => ("已转交", "handed over"),
        _ => ("", ""),
    };
    lang.pick(zh, en)
}

/// A complaint in a line: `投诉 TS20261122-0007 维修质量 调查中`, `Complaint TS20261122-0007: repair quality · Investigating`.
pub fn complaint(number: &str, category: &str, state: &str, lang: Lang) -> String {
    lang.pick(
        format!("投诉 {number} {category} {state}"),
        format!("Complaint {number}: {category} · {state}"),
    )
}

/// `电话 已接通`, `Phone: answered`.
pub fn contact(channel_code: &str, outcome_code: &str, lang: Lang) -> String {
    let (channel, outcome) = (channel(channel_code, lang), outcome(outcome_code, lang));
    lang.pick(format!("{channel} {outcome}"), format!("{channel}: {outcome}"))
}

/// State of a complaint.
pub fn complaint_state(code: &str, lang: Lang) -> &'static str {
    State::parse(code).map_or("", |state| complaints::text::state(state, lang))
}

/// `营销 短信`
pub fn asked_for(purpose: &str, channel_code: &str, lang: Lang) -> String {
    let purpose = Purpose::parse(purpose).map_or("", |purpose| purpose.label(lang));
    format!("{purpose}{}{}", lang.pick(" ", ", "), channel(channel_code, lang))
}

/// `同意：营销 短信、服务 电话`
pub fn consent(given: bool, asked_for: &[String], lang: Lang) -> String {
    match (given, lang) {
        (true, Lang::Zh) => format!("同意：{}", asked_for.join("、")),
        (false, Lang::Zh) => format!("拒绝或撤回：{}", asked_for.join("、")),
        (true, Lang::En) => format!("Agreed: {}", asked_for.join("; ")),
        (false, Lang::En) => format!("Refused or withdrew: {}", asked_for.join("; ")),
    }
}

/// `保险 12 天后到期（沪A·12345）`
pub fn ending(what: &str, days: i64, plate: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh if days < 0 => format!("{what}已过期 {plate}"),
        Lang::Zh => format!("{what} {days} 天后到期 {plate}"),
        Lang::En if days < 0 => format!("{what} has ended {plate}"),
        Lang::En => format!("{what} ends in {days} days {plate}"),
    }
}

/// `今天已查看 51 次`
pub fn looks_today(looks: Looks, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("您今天已查看 {} 次，到 {} 次为止", looks.today, looks.limit),
        Lang::En => format!("Your look no. {} today; {} is the limit", looks.today, looks.limit),
    }
}

/// `24 小时`
pub fn hours(count: i32, lang: Lang) -> String {
    match (count, lang) {
        (count, Lang::Zh) if count % 24 == 0 => format!("{} 天", count / 24),
        (count, Lang::Zh) => format!("{count} 小时"),
        (24, Lang::En) => "1 day".to_owned(),
        (count, Lang::En) if count % 24 == 0 => format!("{} days", count / 24),
        (count, Lang::En) => format!("{count} hours"),
    }
}

/// What a field of the history is called.
pub fn field(name: &str, lang: Lang) -> &'static str {
    let (zh, en) = match name {
        "brand" => ("品牌", "Brand"),
        "model" => ("车型", "Model"),
        "trim" => ("配置", "Trim"),
        "colour" => ("颜色", "Colour"),
        "energy" => ("能源", "Energy"),
        "plate" => ("车牌", "Plate"),
        "vin" => ("VIN", "VIN"),
        "engine_number" => ("发动机号", "Engine number"),
        "mileage" => ("里程", "Mileage"),
        "purchased_on" => ("购车日期", "Bought on"),
        "warranty_until" => ("保修到期", "Warranty until"),
        "insurance_until" => ("保险到期", "Insurance until"),
        name => return customers::text::field(name, lang),
    };
    lang.pick(zh, en)
}

/// A value of the history: codes in words, numbers that lead to a person masked, everything else as it is.
pub fn value(field: &str, text: &str, lang: Lang) -> String {
    match field {
        "energy" => Energy::parse(text).map_or_else(|| text.to_owned(), |one| one.label(lang).to_owned()),
        "vin" if !text.is_empty() => masked_vin(text),
        "engine_number" if !text.is_empty() => masked_ends(text),
        field => customers::text::shown(field, text, lang),
    }
}
