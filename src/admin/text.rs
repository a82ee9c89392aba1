//! Words of the administration desk.

use crate::access::Role;
use crate::customers::rules::RevealReason;
use crate::platform::i18n::Lang;
use crate::{customers, imports, words};

words! {
    pub struct AdminText {
        permissions: "权限表", "Permissions";
        permissions_hint: "权限写在程序里，这里只供查看；一人多岗时合并计算。", "Rights are part of the program and shown here to read; those of several roles add up.";
        permission: "权限", "Permission";
        may: "可以", "May";
        may_not: "不可以", "May not";
        scopes: "各岗位能看到的客户", "Which customers each role sees";
        role: "岗位", "Role";
        audit: "操作日志", "Audit log";
        person: "人员", "Person";
        everyone: "全部", "All";
        action: "操作", "Action";
        kind: "对象", "Record";
        from: "从", "From";
        to: "到", "To";
        time: "时间", "Time";
        because: "理由：", "Reason: ";
        fields: "改动项", "Fields";
        address: "地址", "Address";
        visitor: "访客", "Visitor";
        system: "系统", "System";
        apply: "筛选", "Filter";
        export: "导出 CSV", "Export CSV";
        export_hint: "导出本身也会记入日志，最多 10,000 条", "The export is recorded too; at most 10,000 entries";
        none: "没有符合条件的记录", "No entries fit these filters";
        nothing_yet: "还没有记录", "No entries yet";
        one_record: "只看一条记录的日志", "Entries of one record";
        disable: "停用账号", "Disable account";
        disable_now: "立即停用", "Disable now";
        disable_note: "停用后，此人的全部登录立即结束，未使用的链接失效。以后可以重新启用。",
            "Every session ends at once and links not used yet stop working. The account can be enabled again later.";
        open_work: "手上的工作", "Work in hand";
        no_work: "没有需要移交的工作。", "Nothing to hand over.";
        hand_over: "移交给", "Hand over to";
        hand_over_hint: "只列出可以接手以上全部工作的同事", "Only colleagues who may take over all of it";
        lost_with_roles: "按新的岗位，此人不能再处理以下工作，请选择接手的同事。",
            "With the new roles this person may no longer do the following; choose who takes it over.";
        nobody: "没有同事可以接手全部工作。请先分别改派。", "No colleague may take over all of it. Hand it over piece by piece first.";
        disabled: "账号已停用", "Account disabled";
        not_oneself: "不能停用自己的账号。请让另一位管理员停用。", "You can't disable your own account. Ask another administrator to do it.";
        back_to_person: "回到员工页", "Back to the person";
    }
}

/// Rooms, as the first part of an action names them: (code, zh, en).
const ROOMS: &[(&str, &str, &str)] = &[
    ("staff", "员工", "Staff"),
    ("customers", "客户", "Customers"),
    ("vehicles", "车辆", "Vehicles"),
    ("messages", "消息", "Messages"),
    ("templates", "文案模板", "Templates"),
    ("followups", "跟进", "Follow-ups"),
    ("appointments", "预约", "Appointments"),
    ("visits", "到店", "Visits"),
    ("membership", "会员", "Membership"),
    ("service", "维修服务", "Service"),
    ("courtesy_cars", "代步车", "Courtesy cars"),
    ("leads", "线索", "Leads"),
    ("demo_cars", "试驾车", "Demo cars"),
    ("test_drives", "试驾", "Test drives"),
    ("trade_ins", "置换评估", "Trade-ins"),
    ("quotes", "报价单", "Quotes"),
    ("complaints", "投诉", "Complaints"),
    ("corrective_actions", "整改措施", "Corrective actions"),
    ("questionnaires", "问卷", "Questionnaires"),
    ("survey_answers", "问卷答卷", "Survey answers"),
    ("imports", "导入", "Imports"),
    ("files", "附件", "Attachments"),
    ("search", "搜索", "Search"),
    ("settings", "规则设置", "Rules"),
    ("audit", "操作日志", "Audit log"),
    ("undo", "撤销", "Undo"),
    ("working_plans", "排班", "Working plans"),
    ("opportunities", "商机", "Opportunities"),
    ("sales", "销售跟进", "Sales follow-up"),
    ("sales_duty", "线索值班", "Lead roster"),
    ("sales_orders", "销售订单", "Sales orders"),
    ("deliveries", "交车", "Deliveries"),
    ("surveys", "满意度调查", "Surveys"),
    ("figures", "经营指标", "Figures"),
    ("survey_calls", "电话访谈", "Telephone interviews"),
    ("survey_sheets", "纸质问卷", "Paper sheets"),
    ("survey_sittings", "现场访谈", "On-site interviews"),
    ("survey_posters", "问卷海报", "Survey posters"),
    ("groups", "客户分群", "Customer groups"),
    ("predictions", "预测", "Predictions"),
    ("reports", "报告", "Reports"),
    ("awards", "荣誉", "Awards"),
    ("data_quality", "数据质量", "Data quality"),
    ("dashboard", "经营看板", "Dashboard"),
];

/// What was done, as the second part of an action names it: (code, zh, en).
const VERBS: &[(&str, &str, &str)] = &[
    ("accept", "客户确认候补", "took the place that was held"),
    ("accept_link", "用一次性链接设置密码", "set a password by link"),
    ("acknowledge", "知悉", "took note"),
    ("add_days_off", "登记休假", "noted days off"),
    ("add_driver", "添加驾驶人", "added a driver"),
    ("add_item", "添加项目", "added an item"),
    ("add_past", "导入以往维修记录", "added past services"),
    ("add_price", "新增价目", "added a price"),
    ("add_question", "添加题目", "added a question"),
    ("add_reward", "添加礼品", "added a reward"),
    ("add_section", "添加分组", "added a section"),
    ("add_source", "添加线索来源", "added a lead source"),
    ("add_term", "添加类别或原因", "added a category or cause"),
    ("adjust", "调整积分", "adjusted points"),
    ("advance", "推进阶段", "moved on to a stage"),
    ("agree", "客户确认报价", "agreed to a quote"),
    ("alarm", "提醒逾期", "warned that it is late"),
    ("allow_profiling", "登记同意画像", "recorded consent to profiling"),
    ("amend_check_in", "更正接车单", "corrected a check-in sheet"),
    ("announce_fall", "预告降级", "announced a fall"),
    ("anonymise", "到期去除个人信息", "removed names after two years"),
    ("answer", "记录客户答复", "recorded an answer"),
    ("approve", "同意方案", "approved a solution"),
    ("approve_access", "同意查看申请", "approved an access request"),
    ("approve_adjustment", "同意积分调整", "approved an adjustment"),
    ("approve_discount", "同意优惠", "approved a discount"),
    ("approve_loss", "批准战败", "approved a loss"),
    ("archive", "归档", "put away"),
    ("arrive", "登记到店", "noted the arrival"),
    ("ask_adjustment", "申请积分调整", "asked for an adjustment"),
    ("ask_discount", "申请优惠", "asked for a discount"),
    ("ask_for_call", "客户要求回电", "asked for a call"),
    ("assign", "分派", "assigned"),
    ("attach", "上传", "attached"),
    ("attempt", "记录拨打结果", "noted an attempt to call"),
    ("await_parts", "等待配件", "waits for parts"),
    ("award", "授予荣誉", "gave an award"),
    ("begin_version", "开始新版本", "began a new version"),
    ("book", "预约", "booked"),
    ("bring_back", "恢复", "brought back"),
    ("buy_tier", "积分兑换等级", "bought a tier"),
    ("call", "记录通话", "logged a call"),
    ("call_back", "回访", "called back"),
    ("call_up", "叫号", "called to a counter"),
    ("cancel", "取消", "cancelled"),
    ("cancel_invitation", "取消邀请", "took an invitation back"),
    ("cause", "确定原因", "named the cause"),
    ("change", "修改", "changed"),
    ("change_item", "修改项目", "changed an item"),
    ("change_kind", "改文件内容类型", "changed what a file is"),
    ("change_owner", "变更车主", "changed the owner"),
    ("change_price", "修改价目", "changed a price"),
    ("change_question", "修改题目", "changed a question"),
    ("change_reward", "修改礼品", "changed a reward"),
    ("change_section", "修改分组", "changed a section"),
    ("change_source", "修改线索来源", "changed a lead source"),
    ("change_subscription", "修改订阅", "changed a subscription"),
    ("change_term", "修改类别或原因", "changed a category or cause"),
    ("check", "检查", "checked"),
    ("check_in", "填写接车单", "filled in a check-in sheet"),
    ("claim", "从公海认领", "claimed from the pool"),
    ("close", "结案", "closed"),
    ("come_back", "撤销离店", "came back"),
    ("complain", "转为投诉", "made it a complaint"),
    ("conclude", "登记结果", "recorded the result"),
    ("consent", "记录客户确认", "recorded consent"),
    ("contact", "联系客户", "contacted the customer"),
    ("copy", "复制", "copied"),
    ("count", "重新计算", "counted again"),
    ("correct_mileage", "更正里程", "corrected a mileage"),
    ("create", "新建", "created"),
    (
        "create_despite_duplicate",
        "有相似档案仍新建",
        "created despite a likely duplicate",
    ),
    ("create_store", "新建门店", "created a store"),
    ("create_team", "新建团队", "created a team"),
    ("crisis", "处理危机清单", "worked the crisis list"),
    ("customer_wrote", "客户来信", "took a message of the customer in"),
    ("deal", "自动分配", "dealt in turn"),
    ("deliver", "交车", "delivered"),
    ("deliver_unpaid", "未收齐交车", "delivered before it was paid"),
    ("describe", "记录需求", "wrote down the needs"),
    ("detach", "移除附件", "removed an attachment"),
    ("disable", "停用账号", "disabled an account"),
    ("discard", "放弃", "put aside"),
    ("discard_draft", "放弃草稿", "discarded a draft"),
    ("dismiss", "标记无效", "marked as no lead"),
    ("drop", "进入公海", "dropped into the pool"),
    ("drop_after_care", "取消服务后关怀", "dropped after-care"),
    ("drop_payment", "移除付款计划", "dropped a planned payment"),
    ("enable", "重新启用账号", "enabled an account"),
    ("end_session", "结束一处登录", "ended a session"),
    ("end_sessions", "结束多处登录", "ended sessions"),
    ("erase", "去除个人信息", "removed personal data"),
    ("escalate", "升级", "escalated"),
    ("execute", "执行方案", "carried out"),
    ("expire", "积分过期", "points expired"),
    ("explain_mileage", "说明里程", "explained a mileage"),
    ("explain_tier", "说明会员等级", "gave the reason for a tier"),
    ("export", "导出", "exported"),
    ("fail_check", "质检不通过", "failed the check"),
    ("finding", "报告发现", "reported a finding"),
    ("finish", "完成", "finished"),
    ("finish_check_in", "完成接车", "finished a check-in"),
    ("finish_undo", "撤销完成", "finished undoing"),
    ("finish_work", "完工送检", "finished the work"),
    ("floor_check_in", "轮值签到", "checked in on the floor"),
    ("floor_ended", "轮值签退", "checked out of the floor"),
    ("floor_moved", "调整轮值", "moved on the floor"),
    ("floor_paused", "轮值暂停", "paused on the floor"),
    ("floor_resumed", "轮值恢复", "back on the floor"),
    ("floor_skipped", "轮值跳过", "skipped on the floor"),
    ("follow_tier", "按消费评定等级", "tier followed the spend"),
    ("follow_up", "跟进", "followed up"),
    ("forget", "清除搜索", "cleared searches"),
    ("give", "移交", "gave it to somebody"),
    ("give_back", "停止填写", "stopped answering"),
    ("give_consent", "登记授权", "recorded consent"),
    ("go_on", "继续", "went on"),
    ("gone", "登记转投他牌", "marked as gone to another brand"),
    ("goodwill", "给予关怀补偿", "granted goodwill"),
    ("goodwill_decision", "审批关怀补偿", "decided on goodwill"),
    ("hand_over", "移交", "handed over"),
    ("high_mileage", "登记偏高里程", "recorded a mileage that rose a lot"),
    ("hold", "暂停", "put on hold"),
    ("identify", "确认客户", "named the customer"),
    ("identity", "按证件或号码查找", "searched by identity"),
    ("install", "添加标准问卷", "added a standard questionnaire"),
    ("investigate", "调查", "investigated"),
    ("invite", "邀请作答", "invited"),
    ("issue_link", "生成一次性链接", "made a one-time link"),
    ("issue_token", "生成接口令牌", "made a token"),
    ("judge", "记录核实结果", "recorded what was found"),
    ("lapse", "候补到期", "let an entry of the waiting list lapse"),
    ("learn", "重新训练", "learned again"),
    ("leave", "离店", "left"),
    ("lift", "解除标记", "lifted a mark"),
    ("look", "查看", "looked at"),
    ("look_at_changes", "查看变更记录", "looked at the changes"),
    ("look_up", "按号码查找", "looked up by number"),
    ("lower_mileage", "登记更低里程", "recorded a lower mileage"),
    ("mail", "发送报告", "mailed a report"),
    ("mail_again", "客户又来邮件", "took another mail in"),
    ("make", "生成", "made"),
    ("mark", "登记外观标记", "marked the car"),
    ("merge", "合并", "merged"),
    ("miss", "记为爽约", "noted as missed"),
    ("move", "改期", "moved"),
    ("move_promise", "调整交车日期", "moved the promise"),
    ("move_question", "移动题目", "moved a question"),
    ("move_section", "移动分组", "moved a section"),
    ("move_term", "调整类别或原因的顺序", "reordered categories or causes"),
    ("note", "添加备注", "added a note"),
    ("notice_recovery", "登记满意度恢复", "noted how the next survey was"),
    ("offer", "为候补保留名额", "held a place"),
    ("offer_second_step", "准备开启两步验证", "began to set up a second step"),
    ("open", "开工单", "opened an order"),
    ("open_at_desk", "在接待台打开", "opened at the desk"),
    ("open_board", "开通叫号屏", "opened a call board"),
    ("open_opportunity", "新建商机", "opened an opportunity"),
    ("pass", "质检通过", "passed the check"),
    ("pass_check", "质检通过", "passed the check"),
    ("pass_over", "过号", "passed over"),
    ("password", "修改密码", "changed the password"),
    ("pause", "暂停计时", "paused the clock"),
    ("pause_mail", "暂停订阅", "paused a subscription"),
    ("pay", "收款", "took a payment"),
    ("pin_note", "置顶备注", "pinned a note"),
    ("plan", "制定计划", "planned"),
    ("plan_call", "安排召回电话", "planned a win-back call"),
    ("plan_calls", "批量安排召回电话", "planned win-back calls"),
    ("plan_payment", "添加付款计划", "planned a payment"),
    ("preferences", "修改个人设置", "changed preferences"),
    ("prepare", "保存交车进度", "saved a hand-over so far"),
    ("print", "打印", "printed"),
    ("print_phones", "打印完整手机号", "printed phone numbers"),
    ("promise", "承诺交车时间", "promised a time"),
    ("propose", "提出方案", "proposed a solution"),
    ("propose_loss", "申请战败", "proposed a loss"),
    ("publish", "发布", "published"),
    ("put_back", "撤销过号", "put back in place"),
    ("put_back_question", "放回题目", "put a question back"),
    ("qualify", "转为商机", "made it an opportunity"),
    ("queue", "取号等待", "took a number"),
    ("recall", "撤回审批申请", "took a request back"),
    ("receive", "开始接待", "received"),
    ("receive_payment", "登记收款", "recorded a payment"),
    ("recount", "重新统计", "had it counted anew"),
    ("recovery_code", "使用恢复码", "used a recovery code"),
    ("redeem", "兑换积分", "redeemed points"),
    ("refund", "撤销结算或退款", "undid or refunded"),
    ("refuse", "标记不再出借", "marked: do not lend"),
    ("refuse_adjustment", "退回积分调整", "refused an adjustment"),
    ("refuse_discount", "退回优惠", "refused a discount"),
    ("refuse_profiling", "登记不同意画像", "recorded a refusal of profiling"),
    ("registry", "查询登记", "searched the registry"),
    ("reinstate", "恢复荣誉", "gave an award again"),
    ("reject", "退回方案", "sent a solution back"),
    ("reject_access", "不同意查看申请", "declined an access request"),
    ("release", "放出", "released"),
    ("remind", "提醒客户", "reminded the customer"),
    ("remove", "移除", "removed"),
    ("remove_days_off", "取消休假", "took days off back"),
    ("remove_item", "移除项目", "removed an item"),
    ("remove_mark", "移除外观标记", "removed a mark"),
    ("remove_note", "删除备注", "removed a note"),
    ("remove_past", "撤销以往维修记录", "took past services back"),
    ("remove_question", "删除题目", "removed a question"),
    ("remove_section", "删除分组", "removed a section"),
    ("remove_target", "移除指标目标", "took a target back"),
    ("rename", "修改名称", "changed the name"),
    ("renew_codes", "更换恢复码", "made new recovery codes"),
    ("reopen", "重新打开", "reopened"),
    ("repeat", "重复提交", "sent again"),
    ("reply", "客户答复报价", "answered a quote"),
    ("reply_to_remark", "答复留言", "replied to a remark"),
    ("report", "登记发现", "took a finding down"),
    ("request_access", "申请查看", "asked for access"),
    ("request_access_again", "再次申请查看", "asked for access again"),
    (
        "request_access_to_nobody",
        "申请查看不存在的客户",
        "asked for access to nobody",
    ),
    ("reset", "恢复默认文案", "restored the default text"),
    ("resolve", "解决", "resolved"),
    ("restore", "恢复", "restored"),
    ("restore_note", "恢复备注", "restored a note"),
    ("resume", "恢复计时", "resumed the clock"),
    ("resume_mail", "恢复订阅", "resumed a subscription"),
    ("retire_price", "停用价目", "retired a price"),
    ("retire_reward", "下架礼品", "retired a reward"),
    ("retire_term", "停用类别或原因", "retired a category or cause"),
    ("return", "质检退回", "check failed"),
    ("return_benefit", "撤回权益使用", "took a benefit back"),
    ("return_price", "恢复价目", "brought back a price"),
    ("return_reward", "重新上架礼品", "brought back a reward"),
    ("return_term", "恢复类别或原因", "brought back a category or cause"),
    ("returned", "登记仍是客户", "marked as still with us"),
    ("reveal", "查看完整内容", "showed in full"),
    ("reveal_for_call", "为通话查看号码", "revealed a number for a call"),
    ("reverse", "冲回消费和积分", "reversed spend and points"),
    ("revoke", "收回荣誉", "took an award back"),
    ("revoke_board", "停用叫号屏", "revoked a call board"),
    ("revoke_link", "收回链接", "withdrew a link"),
    ("revoke_token", "撤销接口令牌", "revoked a token"),
    ("run", "执行", "ran"),
    ("save", "保存", "saved"),
    ("say_no", "不参加调查", "declined a survey"),
    ("scan", "扫码开始填写", "began after the poster"),
    ("second_step_off", "关闭两步验证", "switched the second step off"),
    ("second_step_on", "开启两步验证", "switched the second step on"),
    ("second_step_reset", "重置两步验证", "reset the second step"),
    ("send", "发送", "sent"),
    ("send_back_loss", "驳回战败申请", "sent a loss back"),
    ("send_off", "提交答卷", "sent answers off"),
    ("serviced", "更新保养信息", "updated the service data"),
    ("set_target", "设置指标目标", "set a target"),
    ("set_tier", "调整会员等级", "set the tier"),
    ("settle", "结算", "settled"),
    ("severity", "调整严重度", "changed the severity"),
    ("sign_in", "登录", "signed in"),
    ("sign_out", "退出登录", "signed out"),
    ("sign_source", "设置签名校验", "set how posts are signed"),
    ("snooze", "延后", "postponed"),
    ("split", "拆分", "split"),
    ("start", "开始", "started"),
    ("start_work", "开工", "began to work"),
    ("stop", "停止", "stopped"),
    ("stop_work", "暂停作业", "stopped working"),
    ("submit", "提交答卷", "sent answers off"),
    ("submit_anonymously", "匿名提交答卷", "sent answers off without a name"),
    ("subscribe", "新建订阅", "subscribed to a report"),
    ("supersede", "以新版本替换", "replaced by a newer version"),
    ("take", "接手", "took over"),
    ("take_back", "撤销兑换", "called a redemption off"),
    ("take_back_judgement", "撤销核实结果", "took back what was found"),
    ("take_back_payment", "撤回收款登记", "took a payment back"),
    ("take_duplicates", "下载重复的行", "downloaded the duplicates"),
    ("take_errors", "下载有问题的行", "downloaded the rows with errors"),
    ("take_out", "停用", "took out of service"),
    ("tell", "记录客户知晓", "noted that the customer knows"),
    ("test_mail", "发送样张", "sent a sample"),
    ("together", "批量处理", "changed several together"),
    ("turn_down", "客户谢绝", "was turned down"),
    ("undo", "撤销", "undid"),
    ("unmake", "随导入一起撤销", "took back with its import"),
    ("unpin_note", "取消置顶", "unpinned a note"),
    ("unsettle", "撤销结算", "undid a settlement"),
    ("unsubscribe", "停止订阅", "stopped a subscription"),
    ("update", "修改", "changed"),
    ("update_store", "修改门店资料", "changed the store"),
    ("update_team", "修改团队", "changed a team"),
    ("upload", "上传文件", "uploaded a file"),
    ("use_benefit", "使用权益", "used a benefit"),
    ("verify", "核实资料", "verified the record"),
    ("wait", "登记候补", "put on the waiting list"),
    ("warn", "提醒交车时间", "warned of a promise"),
    ("withdraw", "撤回", "withdrew"),
    ("withdraw_consent", "撤回授权", "withdrew consent"),
    ("withdraw_loss", "撤回战败申请", "withdrew a proposed loss"),
    ("word", "修改文案", "changed the text"),
];

/// What was done where the word of a room means something else than elsewhere: (code, zh, en).
const OWN: &[(&str, &str, &str)] = &[
    ("deliveries.hand_over", "交车给客户", "handed the car over"),
    ("deliveries.plan", "安排交车", "planned the hand-over"),
    ("demo_cars.put_back", "恢复使用", "put back into service"),
    ("opportunities.release", "放入公海", "gave into the pool"),
    ("quotes.discard", "作废草稿", "put a draft aside"),
    ("quotes.release", "发给客户", "gave out"),
    ("sales.move", "调整阶段", "moved to a stage"),
    ("sales.take_back", "撤销批量处理", "took a change of several back"),
    ("test_drives.hand_over", "交车试驾", "handed the car over"),
    ("test_drives.give", "更换陪同顾问", "changed who rides along"),
    ("test_drives.miss", "登记未到店", "noted that they did not come"),
    ("test_drives.take_back", "还车", "took the car back"),
    ("trade_ins.offer", "报出置换价", "made an offer"),
];

/// Kinds of records: (code, zh, en).
const KINDS: &[(&str, &str, &str)] = &[
    ("sales_duty", "线索值班", "Lead roster"),
    ("staff", "员工", "Staff"),
    ("team", "团队", "Team"),
    ("store", "门店", "Store"),
    ("customer", "客户", "Customer"),
    ("customer_note", "客户备注", "Customer note"),
    ("contact_note", "联系记录", "Contact note"),
    ("access_request", "查看申请", "Access request"),
    ("vehicle", "车辆", "Vehicle"),
    ("complaint", "投诉", "Complaint"),
    ("corrective_action", "整改措施", "Corrective action"),
    ("reward", "积分礼品", "Reward"),
    ("task", "待办", "Task"),
    ("message", "消息", "Message"),
    ("template", "文案模板", "Template"),
    ("import", "导入", "Import"),
    ("setting", "规则设置", "Rule setting"),
    ("attachment", "附件", "Attachment"),
    ("appointment", "预约", "Appointment"),
    ("appointment_wait", "预约候补", "Waiting list"),
    ("working_plan", "排班", "Working plan"),
    ("service_order", "维修工单", "Service order"),
    ("opportunity", "商机", "Opportunity"),
    ("finding", "检查发现", "Finding"),
    ("price_item", "价目", "Price"),
    ("visit", "到店", "Visit"),
    ("call_board", "叫号屏", "Call board"),
    ("floor_duty", "展厅轮值", "Floor duty"),
    ("lead", "线索", "Lead"),
    ("lead_source", "线索来源", "Lead source"),
    ("courtesy_car", "代步车", "Courtesy car"),
    ("sales_order", "销售订单", "Sales order"),
    ("delivery", "交车", "Delivery"),
    ("courtesy_loan", "代步车借用", "Courtesy car loan"),
    ("demo_car", "试驾车", "Demo car"),
    ("test_drive", "试驾", "Test drive"),
    ("trade_in", "置换评估", "Trade-in"),
    ("quote", "报价单", "Quote"),
    ("questionnaire", "问卷", "Questionnaire"),
    ("survey", "调查", "Survey"),
    ("figure_target", "指标目标", "Target of a figure"),
    ("survey_invitation", "调查邀请", "Survey invitation"),
    ("survey_response", "问卷答卷", "Survey answer"),
    ("survey_sheet", "纸质问卷", "Paper sheet"),
    ("survey_sitting", "现场访谈", "On-site interview"),
    ("report_subscription", "报告订阅", "Report subscription"),
    ("award", "荣誉", "Award"),
    ("data_check", "资料核实", "Record to verify"),
];

/// What changed, as the log names it: (code, zh, en); fields of customers have their words in their room.
const FIELDS: &[(&str, &str, &str)] = &[
    ("accident", "事故情况", "accidents"),
    ("action", "操作", "action"),
    ("address", "地址", "address"),
    ("advisor", "接待人", "received by"),
    ("advisor_id", "接待人", "received by"),
    ("again_at", "下次联系", "next contact"),
    ("aliases", "导入时的叫法", "what files call it"),
    ("amount", "金额", "amount"),
    ("anonymous", "匿名", "anonymous"),
    ("answers", "答案", "answers"),
    ("archived_at", "归档", "put away"),
    ("attachments", "附件", "attachments"),
    ("attempts", "拨打次数", "calls made"),
    ("attendant_id", "接待人", "attended by"),
    ("belongings", "随车物品", "belongings"),
    ("benefit", "权益", "benefit"),
    ("bill", "结算", "bill"),
    ("body", "正文", "text"),
    ("brand", "品牌", "brand"),
    ("call_at", "约定拨打时间", "time to call"),
    ("call_backs", "回访", "call-backs"),
    ("car", "车辆", "car"),
    ("car_price", "车价", "car price"),
    ("category", "类别", "category"),
    ("cause", "根本原因", "root cause"),
    ("channel", "渠道", "channel"),
    ("charge", "电量", "charge"),
    ("checks", "清单", "checklist"),
    ("code", "代码", "code"),
    ("colour", "颜色", "colour"),
    ("competitor", "竞品", "competitor"),
    ("complaint", "投诉", "complaint"),
    ("complaint_id", "投诉", "complaint"),
    ("condition", "车况", "condition"),
    ("consent", "客户确认", "consent"),
    ("consequence", "后续", "what followed"),
    ("consultant", "陪同顾问", "consultant"),
    ("contacts", "联系记录", "contacts"),
    ("containment", "临时措施", "containment"),
    ("cool_off_days", "调查间隔", "days between"),
    ("copied_from", "复制自", "copied from"),
    ("counter", "台位", "counter"),
    ("customer_id", "客户", "customer"),
    ("day", "日期", "day"),
    ("delay_days", "事后天数", "days after"),
    ("department", "责任部门", "department"),
    ("deposit", "定金", "deposit"),
    ("disabled_at", "停用", "disabled"),
    ("discount", "折扣", "discount"),
    ("done_at", "完成时间", "done"),
    ("done_note", "完成说明", "note on completion"),
    ("driver", "驾驶人", "driver"),
    ("due_at", "期限", "due"),
    ("due_on", "期限", "due day"),
    ("duplicate_reason", "仍新建的理由", "reason despite a duplicate"),
    ("effect", "效果", "effect"),
    ("en", "英文名称", "English name"),
    ("ends_on", "结束日期", "last day"),
    ("energy", "能源", "energy"),
    ("engine_number", "发动机号", "engine number"),
    ("estimate_from", "估价下限", "estimate from"),
    ("estimate_to", "估价上限", "estimate to"),
    ("expected_on", "预计购车日期", "when they mean to buy"),
    ("expire_after_days", "有效天数", "expires after"),
    ("extra", "增值业务", "sold besides the work"),
    ("facts", "投诉内容", "facts"),
    ("figure", "指标", "figure"),
    ("file", "文件", "file"),
    ("files", "附件", "attachments"),
    ("filter", "对象", "whom"),
    ("findings", "检查发现", "findings"),
    ("followed_up_at", "回访", "call"),
    ("from", "起始日期", "from"),
    ("from_on", "生效日", "from"),
    ("fuel", "油量", "fuel"),
    ("gift", "礼品", "gift"),
    ("gone_on", "转投日期", "gone since"),
    ("gone_to", "转投品牌", "brand they went to"),
    ("goodwill", "补偿", "goodwill"),
    ("held_until", "保留至", "held until"),
    ("hotkeys", "快捷键", "shortcuts"),
    ("hour", "时间", "hour"),
    ("hours", "工时", "hours"),
    ("household", "家用汽车", "household car"),
    ("inspection_until", "年检到期", "inspection until"),
    ("insurance_until", "保险到期", "insurance until"),
    ("intent", "购买意向", "intention"),
    ("intro_en", "英文开场语", "English introduction"),
    ("intro_zh", "中文开场语", "Chinese introduction"),
    ("invite", "邀请", "invitation"),
    ("items", "项目", "items"),
    ("kind", "类型", "kind"),
    ("language", "语言", "language"),
    ("level", "意向级别", "level"),
    ("lights_note", "故障灯说明", "remark on the lights"),
    ("lines", "费用明细", "charges"),
    ("lost_because", "战败原因", "reason of the loss"),
    ("manager", "负责人", "manager"),
    ("mapping", "列对应", "columns"),
    ("marketing", "营销授权", "marketing consent"),
    ("marks", "外观标记", "marks"),
    ("measure", "措施", "measure"),
    ("merged_into", "并入", "merged into"),
    ("method", "付款方式", "payment method"),
    ("mileage", "里程", "mileage"),
    ("mileage_reason", "里程说明", "remark on the mileage"),
    ("model", "车型", "model"),
    ("models", "负责车型", "models"),
    ("month", "月份", "month"),
    ("name", "名称", "name"),
    ("needs", "需求", "needs"),
    ("next_at", "下次跟进", "next follow-up"),
    ("next_report_at", "下次通报", "next report"),
    ("next_service_on", "下次保养", "next service"),
    ("no_belongings", "无物品", "no belongings"),
    ("no_marks", "无损伤", "no damage"),
    ("note", "备注", "note"),
    ("number", "编号", "number"),
    ("offer", "报价", "offer"),
    ("offered_slot", "保留时间", "place held"),
    ("outcome", "结果", "outcome"),
    ("owner_id", "负责人", "owner"),
    ("paid_how", "收款方式", "paid by"),
    ("paid_on", "收款日期", "paid on"),
    ("parent", "上级", "parent"),
    ("part", "标准分组", "standard section"),
    ("part_number", "配件号", "part number"),
    ("password", "密码", "password"),
    ("past_services", "以往维修记录", "past services"),
    ("pauses", "暂停", "pauses"),
    ("payer", "付款方", "payer"),
    ("payments", "收款", "payments"),
    ("person", "人员", "person"),
    ("phone", "手机号", "phone"),
    ("place", "排队位置", "place in the queue"),
    ("planned_at", "约定时间", "agreed time"),
    ("plate", "车牌", "plate"),
    ("points", "积分", "points"),
    ("pool_since", "进入公海", "in the pool since"),
    ("position", "顺序", "order"),
    ("price", "价格", "price"),
    ("promised_at", "承诺交车时间", "promised time"),
    ("promised_on", "承诺交车日期", "promised delivery"),
    ("purchased_on", "购车日期", "bought on"),
    ("purpose", "事由", "purpose"),
    ("quantity", "数量", "quantity"),
    ("question", "题目", "question"),
    ("questionnaire", "问卷", "questionnaire"),
    ("rating", "评价", "rating"),
    ("reason", "原因", "reason"),
    ("received_at", "受理时间", "received"),
    ("recovered", "恢复满意", "content again"),
    ("recovery_codes", "恢复码", "recovery codes"),
    ("refused_on", "拒绝画像日期", "refused profiling since"),
    ("remarks", "留言", "remarks"),
    ("remind_after_days", "提醒天数", "reminder after"),
    ("reminded_at", "已提醒", "reminded"),
    ("replied_at", "答复时间", "reply sent"),
    ("reply", "答复", "answer"),
    ("responsible_id", "责任人", "responsible person"),
    ("reward", "礼品", "reward"),
    ("rhythm", "频率", "rhythm"),
    ("roles", "岗位", "roles"),
    ("satisfaction", "满意度", "satisfaction"),
    ("second_step", "第二步验证", "second step"),
    ("section", "分组", "section"),
    ("self_paid_quota", "自费占比", "self-paying share"),
    ("service", "服务授权", "service consent"),
    ("severity", "严重度", "severity"),
    ("signature", "签字", "signature"),
    ("signed_by", "签字人", "signed by"),
    ("signing", "签名", "signature"),
    ("snoozed_until", "暂缓至", "snoozed until"),
    ("solution", "方案", "solution"),
    ("sources", "负责来源", "sources"),
    ("spend", "消费", "spend"),
    ("stage", "阶段", "stage"),
    ("starts_at", "预约时间", "time"),
    ("starts_on", "开始日期", "first day"),
    ("state", "状态", "state"),
    ("statement", "对外说明", "statement"),
    ("stock", "库存", "stock"),
    ("subject", "对象", "record"),
    ("submitted_at", "提交时间", "sent"),
    ("survey", "调研授权", "survey consent"),
    ("takes_leads", "接收线索", "takes leads"),
    ("target", "目标", "target"),
    ("task", "任务", "task"),
    ("team", "团队", "team"),
    ("technician_id", "技师", "technician"),
    ("theme", "外观", "appearance"),
    ("time_zone", "时区", "time zone"),
    ("title", "标题", "title"),
    ("title_en", "英文名称", "English name"),
    ("title_zh", "中文名称", "Chinese name"),
    ("to", "截止日期", "to"),
    ("token", "令牌", "token"),
    ("total", "合计", "total"),
    ("trim", "配置", "trim"),
    ("unit", "单位", "unit"),
    ("until", "截止时间", "until"),
    ("urgency", "紧急程度", "urgency"),
    ("username", "账号", "username"),
    ("valid_until", "有效期至", "valid until"),
    ("vehicle", "车辆", "vehicle"),
    ("vehicle_id", "车辆", "vehicle"),
    ("verified_at", "核实时间", "verified"),
    ("version", "版本", "version"),
    ("vin", "VIN", "VIN"),
    ("visit_id", "到店记录", "visit"),
    ("wants_call", "要求回电", "asked for a call"),
    ("warning_lights", "故障灯", "warning lights"),
    ("warranty", "三包维修", "warranty repair"),
    ("warranty_until", "保修到期", "warranty until"),
    ("way", "方式", "way"),
    ("week", "每周排班", "weekly plan"),
    ("what", "内容", "what"),
    ("whys", "五问", "five whys"),
    ("wishes", "需求", "wishes"),
    ("zh", "中文名称", "Chinese name"),
];

fn find(list: &[(&str, &'static str, &'static str)], code: &str, lang: Lang) -> Option<&'static str> {
    list.iter()
        .find(|(known, ..)| *known == code)
        .map(|(_, zh, en)| lang.pick(*zh, *en))
}

/// `complaints.reopen` in words; a part without words stays as it is.
pub fn action(code: &str, lang: Lang) -> String {
    let (room, verb) = code.split_once('.').unwrap_or((code, ""));
    let room = find(ROOMS, room, lang).unwrap_or(room).to_owned();
    match find(OWN, code, lang).or_else(|| find(VERBS, verb, lang)) {
        _ if verb.is_empty() => room,
        Some(words) => format!("{room} · {words}"),
        None => format!("{room} · {}", verb.replace('_', " ")),
    }
}

/// The kind of a record in words.
pub fn kind(code: &str, lang: Lang) -> String {
    find(KINDS, code, lang).map_or_else(|| code.replace('_', " "), str::to_owned)
}

/// The fields that were changed or looked at, in words; one without words stays as it is.
pub fn fields(codes: &[Option<String>], lang: Lang) -> String {
    let word = |code: &String| known_field(code, lang).map_or_else(|| code.replace('_', " "), str::to_owned);
    let words: Vec<String> = codes.iter().flatten().map(word).collect();
    words.join(lang.pick("、", ", "))
}

/// A field in words: of the log, of a customer, of a column that was imported, of a rule.
pub fn known_field(code: &str, lang: Lang) -> Option<&'static str> {
    find(FIELDS, code, lang)
        .or_else(|| customers::text::known_field(code, lang))
        .or_else(|| imports::rules::columns::Field::parse(code).map(|field| imports::text::field(field, lang)))
        .or_else(|| super::settings::rule(code, lang))
}

/// Whether both parts of an action have words.
pub fn knows_action(code: &str) -> bool {
    code.split_once('.')
        .is_some_and(|(room, verb)| find(ROOMS, room, Lang::En).is_some() && find(VERBS, verb, Lang::En).is_some())
}

/// Whether a kind of record has words.
pub fn knows_kind(code: &str) -> bool {
    find(KINDS, code, Lang::En).is_some()
}

/// The reason of an entry in words: one that was chosen from a list, or as it was typed.
pub fn reason(given: &str, lang: Lang) -> String {
    RevealReason::parse(given).map_or_else(|| given.to_owned(), |known| known.label(lang).to_owned())
}

/// How many entries of one kind the portal made at one moment.
pub fn alike(more: i64, lang: Lang) -> String {
    lang.pick(format!("同时共 {more} 条"), format!("{more} at once"))
}

/// Which customers a role sees, in words (domain.md §2).
pub fn scope(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::SalesConsultant => lang.pick(
            "自己负责的客户，以及经批准可查看的客户",
            "Those they look after, and those they were granted",
        ),
        Role::ServiceAdvisor => lang.pick(
            "自己接待过或正在店内的客户；在接待台按完整手机号、车牌或车架号可打开",
            "Those they serve or who are in the store; at the desk by full phone, plate or VIN",
        ),
        Role::Technician => lang.pick(
            "只看本人工单上的姓名和车辆",
            "Name and car of their own service orders only",
        ),
        Role::CustomerCare => lang.pick(
            "本店全部客户；手机号和证件号须说明理由才显示",
            "All in the store; phones and ID numbers only with a reason",
        ),
        Role::Marketing => lang.pick("只看人数和比例，不看个人", "Figures only, no single customer"),
        Role::DataSpecialist => lang.pick("本店全部客户", "All in the store"),
        Role::MembershipAdmin => lang.pick(
            "本店会员（银卡及以上，或有积分、消费的客户）；按完整手机号、车牌或车架号可打开普通客户，以便首次定级",
            "Members of the store (silver and above, or with points or spend); others by full phone, plate or VIN, to give a first tier",
        ),
        Role::SalesManager | Role::ServiceManager | Role::CrmManager | Role::StoreManager => {
            lang.pick("本店全部客户", "All in the store")
        }
        Role::Admin => lang.pick("不看客户", "None"),
    }
}

/// How many customers somebody looks after.
pub fn customers(many: i64, lang: Lang) -> String {
    lang.pick(
        format!("{many} 位客户"),
        if many == 1 {
            "1 customer".to_owned()
        } else {
            format!("{many} customers")
        },
    )
}

/// Under the list of entries.
pub fn entries(shown: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {shown} 条"), format!("{shown} on this page"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_read_as_words_and_unknown_ones_as_themselves() {
        assert_eq!(action("staff.sign_in", Lang::Zh), "员工 · 登录");
        assert_eq!(action("complaints.reopen", Lang::En), "Complaints · reopened");
        assert_eq!(action("garage.wash_car", Lang::En), "garage · wash car");
        assert_eq!(action("membership.take_back", Lang::Zh), "会员 · 撤销兑换");
        for (code, words) in [
            ("test_drives.take_back", "试驾 · 还车"),
            ("test_drives.hand_over", "试驾 · 交车试驾"),
            ("trade_ins.offer", "置换评估 · 报出置换价"),
            ("quotes.release", "报价单 · 发给客户"),
            ("opportunities.release", "商机 · 放入公海"),
        ] {
            assert_eq!(super::action(code, Lang::Zh), words, "a verb of its own");
        }
    }

    #[test]
    fn what_has_a_word_of_its_own_has_a_room_and_a_verb() {
        for (code, ..) in OWN {
            assert!(knows_action(code), "{code}");
        }
    }
}
