//! Words of leads and of their sources.

use super::rules::{Called, InvalidReason, Joined, Reached, View};
use crate::platform::i18n::Lang;
use crate::sales::rules::LeadState;
use crate::{labels, words};

labels! {
    InvalidReason {
        WrongNumber: "空号或错号", "Wrong number"; NoInterest: "无购车意向", "Doesn't want a car";
        Spam: "广告或骚扰", "Spam"; TooFar: "不在销售区域", "Too far away"; Test: "测试数据", "A test";
        TakenBack: "导入已撤销", "Its import was undone"; Other: "其他", "Other";
    }
    Reached {
        Valid: "有效线索", "Valid leads"; Opportunity: "已转商机", "Opportunity"; Contacted: "已联系", "Contacted";
        Interested: "意向明确", "Interested"; Arrived: "已到店", "Came to the showroom";
        TestDriven: "已试驾", "Test driven"; Quoted: "已报价", "Quoted"; Ordered: "已订车", "Ordered";
        Delivered: "已交车", "Delivered";
    }
    Called {
        InTime: "首联及时", "Called in time"; Due: "首联已到期", "First call due or made"; Late: "首联未及时", "Called late or not at all";
        Overdue: "首联超时", "First call overdue"; MessageLate: "资料超时未发", "Message overdue";
        InHours: "营业时间内首联", "Called while open"; InHoursInTime: "营业时间内首联，及时", "Called while open, in time";
        OutOfHours: "营业时间外首联", "Called while closed";
        OutOfHoursInTime: "营业时间外首联，及时", "Called while closed, in time";
    }
    View {
        Open: "待跟进", "Open"; Late: "已超时", "Late"; Unassigned: "未分配", "Unassigned"; Qualified: "已转商机", "Qualified";
        Duplicate: "重复", "Duplicate"; Invalid: "无效", "Invalid"; All: "全部", "All";
    }
}

words! {
    pub struct LeadText {
        title: "销售线索", "Leads";
        lead: "线索", "Lead";
        lead_came: "收到线索", "Lead received";
        new: "登记线索", "Take down a lead";
        export: "导出", "Export";
        valid: "有效", "Valid";
        arrived: "已到店", "Came in";
        ordered: "已订车", "Ordered";
        find: "姓名、手机或尾号", "Name, phone or its end";
        sources: "线索来源", "Lead sources";
        duty: "线索值班", "Lead roster";
        views: "线索状态", "States";
        name: "姓名", "Name";
        phone: "手机", "Phone";
        source: "来源", "Source";
        model: "意向车型", "Model";
        model_hint: "如：X7 混动 豪华版", "Such as: X7 hybrid";
        city: "城市", "City";
        words: "留言", "Message";
        words_hint: "客户的原话和需求", "What they asked for, in their own words";
        owner: "销售顾问", "Consultant";
        reached: "进展", "How far";
        called: "首次联系", "First call";
        caller: "首联人", "Called by";
        deal_out: "按值班自动分配", "Dealt out by duty";
        received: "收到时间", "Received";
        next_step: "下一步", "Next step";
        sent: "来源提交时间", "Sent by the source";
        external: "来源编号", "Id at the source";
        state: "状态", "State";
        nobody: "未分配", "Nobody yet";
        me: "我的", "Mine";
        none_open: "没有待跟进的线索", "No leads wait";
        none_open_text: "新线索到达后会显示在这里。", "New leads show up here.";
        none_found: "没有符合条件的线索", "No leads match";
        pick_source: "请选择来源", "Choose a source";
        taken_down: "线索已登记", "Lead taken down";
        walk_in: "到店客户建线索", "Make a lead of a visitor";
        walk_in_made: "这次到店已建线索。", "A lead was made of this visit.";
        open_lead: "查看线索", "See the lead";
        no_walk_in: "无法为这次到店建线索", "No lead can be made of this visit";
        no_walk_in_text: "访客没有客户档案或手机号，或不是来看车的。", "The visitor has no record or no number, or did not come for a car.";
        to_reception: "返回接待台", "Back to the reception";
        assign: "分配", "Assign";
        qualify: "转为商机", "Make it an opportunity";
        qualified: "已转为商机", "The opportunity is open";
        contact: "记录联系", "Log a contact";
        contacted: "联系已记录", "Contact logged";
        write: "写消息", "Write a message";
        how: "方式", "How";
        outcome: "结果", "Outcome";
        said: "沟通内容", "What was said";
        mismatch: "这个结果不适用于所选方式。", "That can't come of this way of contact.";
        dismiss: "标记无效", "Not a lead";
        dismissed: "已标记为无效", "Marked as no lead";
        because: "无效原因", "Why";
        note: "说明", "Note";
        note_hint: "选择“其他”时必填", "Needed for “Other”";
        reopen: "恢复线索", "Take it back";
        reopened: "线索已恢复", "It is a lead again";
        customer: "客户", "Customer";
        opportunity: "商机", "Opportunity";
        earlier: "先前的线索", "Earlier lead";
        open_it: "打开", "Open";
        asked_again: "又来自以下来源", "Came again from";
        history: "跟进记录", "What happened";
        properties: "线索信息", "Facts";
        gone_on: "线索状态已变化", "The lead has moved on";
        gone_on_text: "其他人已处理了这条线索，请查看最新状态。", "Somebody dealt with it meanwhile. Look at how it stands.";
        look_again: "查看线索", "Look at it";
        changed_meanwhile: "其他人刚刚修改了这条线索，请确认后再提交。", "Somebody just changed this lead. Check, then send again.";
        looks_used: "今天的查看次数已用完", "No looks left today";
        looks_used_text: "明天可以继续查看，或请经理协助。", "You can look again tomorrow, or ask your manager.";
        back: "返回", "Back";
        add_source: "添加来源", "Add a source";
        kind: "渠道", "Channel";
        own_name: "名称", "Name";
        own_name_hint: "同一渠道有多个来源时用于区分，如：汽车之家 浦东站", "Tells sources of one channel apart, such as: Autohome Pudong";
        aliases: "导入时的叫法", "Called in files";
        aliases_hint: "导入文件里这些来源都归到这里，用顿号隔开，如：官网、官方网站", "What files call this source, with commas between, such as: website, homepage";
        retired: "已停用", "Retired";
        retire_hint: "停用后不能再选用，接口也不再接收它的线索", "It can't be chosen any more, and what it posts is refused";
        source_added: "来源已添加", "Source added";
        saved: "已保存", "Saved";
        save: "保存", "Save";
        none_sources: "还没有来源", "No sources yet";
        none_sources_text: "登记线索时会自动建立对应渠道的来源。", "Taking down a lead makes the source of its channel.";
        tokens: "接口令牌", "Tokens";
        tokens_hint: "外部系统使用令牌向 POST /api/leads 提交线索。", "Other systems post leads to POST /api/leads with a token.";
        no_tokens: "还没有令牌", "No tokens yet";
        issue: "生成令牌", "Make a token";
        ends_in: "结尾", "Ends in";
        made: "生成时间", "Made";
        last_used: "最近使用", "Last used";
        never: "从未使用", "Never";
        revoke: "撤销令牌", "Revoke it";
        revoked: "令牌已撤销", "Token revoked";
        is_revoked: "已撤销", "Revoked";
        shown_once: "只显示这一次，请立即复制并妥善保管。", "Shown this once. Copy it now and keep it safe.";
        new_token: "新令牌", "New token";
        new_secret: "新签名密钥", "New signing secret";
        copy: "复制", "Copy";
        signing: "签名校验", "Signatures";
        signed: "已启用", "Checked";
        unsigned: "未启用", "Not checked";
        signing_hint: "启用后，请求须带 X-Timestamp 和 X-Signature。", "Once on, posts need X-Timestamp and X-Signature.";
        sign_on: "启用并生成密钥", "Check them, with a new secret";
        sign_anew: "更换密钥", "New secret";
        sign_off: "关闭签名校验", "Stop checking";
        signing_off: "签名校验已关闭", "Signatures are no longer checked";
        sign_anew_confirm: "更换签名密钥？原密钥立即失效，外部系统换上新密钥之前提交会被拒绝。", "Make a new secret? The one in use stops counting at once; posts are refused until the other system has the new one.";
        sign_off_confirm: "关闭签名校验？此后只凭令牌就能提交线索。", "Stop checking signatures? From then on a token alone is enough to post leads.";
        in_use: "使用中", "In use";
        description: "接口说明（OpenAPI）", "Description (OpenAPI)";
        source_stale: "其他人刚刚修改了这个来源，请确认后再保存。", "Somebody just changed this source. Check, then save again.";
    }
}

/// `2 个，最近使用：昨天 10:00`
pub fn tokens(count: i64, used: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count} 个，最近使用：{used}"),
        Lang::En => format!("{count}, last used: {used}"),
    }
}

/// `近 30 天线索`
pub fn lately(days: i64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("近 {days} 天线索"),
        Lang::En => format!("Leads in {days} days"),
    }
}

/// Before a token is revoked.
pub fn revoke_question(tail: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("撤销以 {tail} 结尾的令牌？使用它的系统立即无法再提交线索，且不能恢复。"),
        Lang::En => {
            format!(
                "Revoke the token that ends in {tail}? The system that uses it can post no more leads; this can't be taken back."
            )
        }
    }
}

/// What a stamp of a lead says.
pub fn stamp(action: &str, owner: &str, lang: Lang) -> String {
    let (zh, en) = match (action, owner) {
        ("assign", _) => ("分配给", "Assigned to"),
        ("reassign", _) => ("改派给", "Reassigned to"),
        ("deal", _) => ("自动分配给", "Dealt to"),
        ("take", _) => ("接手：", "Taken by"),
        ("take_back", "") => ("撤销分配", "Assignment taken back"),
        ("take_back", _) => ("撤销分配，退回", "Assignment taken back; again with"),
        ("hand_over", _) => ("离职移交给", "Handed over to"),
        ("follow", "") => ("随商机进入公海", "Into the pool with its opportunity"),
        ("follow", _) => ("随商机转给", "With its opportunity to"),
        ("qualify", _) => return lang.pick("转为商机", "Became an opportunity").to_owned(),
        ("dismiss", _) => return lang.pick("标记无效", "Marked as no lead").to_owned(),
        ("reopen", _) => return lang.pick("恢复线索", "Is a lead again").to_owned(),
        _ => return lang.pick("变更", "Changed").to_owned(),
    };
    match lang {
        Lang::Zh => format!(
            "{zh}{}{owner}",
            if owner.is_empty() || zh.ends_with('：') {
                ""
            } else {
                " "
            }
        ),
        Lang::En => format!("{en} {owner}").trim_end().to_owned(),
    }
}

/// Who has a lead that changed hands while somebody wrote.
pub fn has_it_now(who: Option<&str>, lang: Lang) -> String {
    match who {
        Some(who) => lang.pick(
            format!("这条线索已转给 {who}，未保存。内容仍在下方，可复制后转告。"),
            format!(
                "{who} has this lead now, so nothing was saved. What you typed is still here: copy it and pass it on."
            ),
        ),
        None => lang.pick(
            "这条线索已不归您负责，未保存。内容仍在下方，可复制后转告。".to_owned(),
            "The lead is not yours any more, so nothing was saved. What you typed is still here.".to_owned(),
        ),
    }
}

/// The colour of a state.
pub fn state_tone(state: LeadState) -> &'static str {
    match state {
        LeadState::Open => "blue",
        LeadState::Qualified => "green",
        LeadState::Duplicate => "amber",
        LeadState::Invalid => "",
    }
}

/// What is said when a lead was taken down.
pub fn taken_down(joined: Joined, lang: Lang) -> &'static str {
    match joined {
        Joined::Nothing => LeadText::of(lang).taken_down,
        Joined::Repeat => lang.pick("这条线索已登记过", "This lead was taken down before"),
        Joined::Customer(_) => lang.pick(
            "线索已登记，并归入已有客户",
            "Taken down, and joined to the customer we know",
        ),
        Joined::Lead(_) => lang.pick(
            "该客户已有待跟进的线索，已并入先前的线索",
            "There is an open lead of this person already; it joins that one",
        ),
        Joined::Opportunity(_) => lang.pick(
            "该客户已有进行中的商机，已归入该商机",
            "This person has an open opportunity; the lead joins it",
        ),
    }
}

/// All that is said when a colleague has the person.
pub fn with_a_colleague(lang: Lang) -> &'static str {
    lang.pick(
        "该客户已由同事跟进，线索已转给同事；如需跟进，可申请查看客户",
        "Already looked after by a colleague, who has the lead now; you may ask to see the customer",
    )
}

/// What a lead joined, as its page says.
pub fn joins(opportunity: bool, earlier: bool, lang: Lang) -> &'static str {
    match (opportunity, earlier) {
        (true, _) => lang.pick("同一客户已有进行中的商机", "The same person has an open opportunity"),
        (_, true) => lang.pick("同一客户已有待跟进的线索", "The same person has an open lead"),
        _ => "",
    }
}

pub fn shown(rows: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("本页 {rows} 条"),
        Lang::En => format!("{rows} on this page"),
    }
}

/// `本页 40 条，共 123 条`
pub fn shown_of(rows: usize, total: i64, lang: Lang) -> String {
    let said = shown(rows, lang);
    match lang {
        Lang::Zh => format!("{said}，共 {total} 条"),
        Lang::En => format!("{said}, {total} in all"),
    }
}

pub fn looks_today(looks: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("今天已查看 {looks} 次联系方式"),
        Lang::En => format!("You looked at {looks} contact details today"),
    }
}
