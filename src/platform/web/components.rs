//! The gallery at `/dev/components` (demo and development only): every shared piece in every state, from the same macros
//! the pages use. A new class or macro gets its entry here first.

use askama::Template;

use crate::platform::error::Error;
use crate::platform::i18n::{Lang, words};
use crate::platform::web::form::FormView;
use crate::platform::web::page::{Choice, Page, Toast, ToastKind, Undo};
use crate::platform::web::{Answer, Cx, Qr};
use crate::regions;

words! {
    pub struct GalleryText {
        title: "组件", "Components";
        intro: "页面只用这里的部件。", "Pages are built from these pieces only.";
        buttons: "按钮", "Buttons";
        marks: "标签与标记", "Tags and marks";
        qr: "二维码", "QR code";
        clocks: "时限", "Deadlines";
        plates: "车牌", "Plates";
        people: "人员", "People";
        figures: "指标", "Figures";
        notices: "提示条", "Notices";
        choosing: "标签页、分段、筛选、菜单", "Tabs, segments, filters, menus";
        table: "表格", "Table";
        forms: "表单", "Form";
        forms_wrong: "表单：有错误", "Form with errors";
        dialogs: "对话框与消息", "Dialogs and messages";
        stages: "阶段与步骤", "Stages and steps";
        timeline: "时间线", "Timeline";
        record: "属性与遮蔽值", "Properties and masked values";
        changes: "变更与冲突", "Changes and conflicts";
        lists: "清单、附件、进度", "Checklist, files, progress";
        chart: "帕累托图", "Pareto chart";
        empties: "空状态与加载", "Empty and loading";
        icons: "图标", "Icons";

        primary: "登记并排队", "Check in";
        normal: "查看", "View";
        danger: "关闭工单", "Close case";
        ghost: "更多筛选", "More filters";
        small: "叫号", "Call";
        off: "不可用", "Unavailable";
        sending: "正在保存", "Saving";
        overdue: "超时 42 分", "42 min late";
        due: "剩 17 分", "17 min left";
        fine: "剩 9 小时", "9 h left";
        later: "周四", "Thu";
        paused: "暂停：等配件", "Paused: parts";
        done: "已完成", "Done";
        exact: "2026-11-22 10:12", "2026-11-22 10:12";
        gold: "金卡", "Gold";
        crisis: "危机", "Crisis";
        new: "新客户", "New";
        seen: "已接车", "Checked in";
        waiting: "等候中", "Waiting";
        on_time: "首次响应及时率", "Answered in time";
        open_cases: "处理中", "Open";
        longest: "最长 1 天", "longest 1 day";
        target: "目标 100%", "target 100%";
        today_done: "今日完成", "Done today";
        note_info: "这辆车有一项召回尚未处理。", "This car has an open recall.";
        note_warn: "上次登记的里程更高，请核对。", "The last mileage was higher. Please check.";
        note_bad: "补偿金额超过您的权限，需要审批。", "The amount is above your limit and needs approval.";
        note_good: "导入完成，新增 214 位客户。", "Import finished: 214 customers added.";
        all: "全部", "All";
        mine: "我的", "Mine";
        late: "已超时", "Overdue";
        board: "看板", "Board";
        list: "列表", "List";
        owner: "负责人", "Owner";
        severity: "严重度", "Severity";
        normal_severity: "一般", "Normal";
        serious: "严重", "Serious";
        hand_over: "改派", "Reassign";
        export: "导出", "Export";
        merge: "合并", "Merge";
        number: "编号", "No.";
        customer: "客户", "Customer";
        category: "类别", "Category";
        deadline: "时限", "Deadline";
        repair_quality: "维修质量", "Repair quality";
        attitude: "服务态度", "Staff attitude";
        shown: "第 1–2 条，共 2 条", "1–2 of 2";
        basics: "基本信息", "Basics";
        basics_hint: "只有姓名和手机号必填", "Only name and mobile are required";
        name: "姓名", "Name";
        phone: "手机号", "Mobile";
        phone_hint: "11 位，空格可有可无", "11 digits; spaces don't matter";
        phone_bad: "手机号应为 11 位，以 1 开头", "A mobile number has 11 digits and begins with 1";
        name_bad: "请填写姓名", "Please enter a name";
        mileage: "里程", "Mileage";
        birthday: "生日", "Date of birth";
        source: "来源", "Source";
        source_web: "官网", "Website";
        source_walk: "自然到店", "Walk-in";
        channel: "联系方式偏好", "Preferred channel";
        by_phone: "电话", "Phone";
        by_wechat: "微信", "WeChat";
        by_sms: "短信", "SMS";
        remark: "备注", "Remark";
        consent: "同意接收保养提醒", "Agrees to service reminders";
        consent_hint: "可随时撤回", "Can be withdrawn at any time";
        password: "密码", "Password";
        rating: "客户对处理结果满意吗？", "How satisfied is the customer?";
        very_bad: "很不满意", "Very bad";
        bad: "不满意", "Bad";
        so_so: "一般", "Fair";
        good: "满意", "Good";
        very_good: "非常满意", "Very good";
        photos: "照片", "Photos";
        photos_hint: "JPG 或 PNG，每张不超过 10 MB", "JPG or PNG, up to 10 MB each";
        save_new: "保存并新建", "Save and new";
        open_dialog: "打开对话框", "Open a dialog";
        dialog_title: "记录联系", "Log a contact";
        toast_done: "跟进已记录，下次跟进：3 天后", "Contact logged, next one in 3 days";
        toast_info: "网络已恢复", "Back online";
        toast_bad: "操作没有成功，请重试", "That did not work. Please try again.";
        ask: "关闭工单 TS20261122-0007？客户会收到短信。", "Close case TS20261122-0007? The customer gets a text message.";
        ask_first: "先询问", "Ask first";
        received: "受理", "Received";
        looking: "调查", "Investigating";
        proposed: "方案", "Proposed";
        approved: "审批", "Approved";
        resolved: "解决", "Resolved";
        called_back: "回访", "Call-back";
        upload: "上传", "Upload";
        match_columns: "匹配列", "Match columns";
        check: "检查", "Check";
        run: "导入", "Import";
        today: "今天 11-22 周日", "Today, Sun 11-22";
        yesterday: "昨天 11-21 周六", "Yesterday, Sat 11-21";
        called: "电话联系客户", "Called the customer";
        called_text: "已说明返修安排，客户同意周二到店。", "Explained the rework; the customer will come on Tuesday.";
        noted: "内部备注", "Internal note";
        noted_text: "上次更换的减震器批次与本次相同。", "The damper is from the same batch as last time.";
        said: "客户原话", "In the customer's words";
        said_text: "“修了两次还是响，我要一个说法。”", "“Repaired twice and it still rattles. I want an answer.”";
        moved: "阶段变更：受理 → 调查", "Moved: received to investigating";
        escalated: "已超时 100%，通知服务经理", "100% of the limit: service manager alerted";
        wechat: "微信", "WeChat";
        address: "地址", "Address";
        field: "字段", "Field";
        before: "原值", "Before";
        after: "新值", "After";
        theirs: "王芳 10:12 保存的内容", "Saved by Wang Fang at 10:12";
        mine_now: "您刚才的修改", "Your changes";
        use_theirs: "采用对方的", "Take theirs";
        use_mine: "采用我的", "Keep mine";
        safe_first: "车辆已停用并安置客户", "Car parked, customer looked after";
        statement: "对外说明已确认", "Statement agreed";
        next_report: "下一次汇报时间", "Time of the next report";
        reading: "正在检查第 3,120 行", "Checking line 3,120";
        drop: "选择 CSV 或 XLSX 文件", "Choose a CSV or XLSX file";
        pareto: "三类原因占 78%：维修质量 34 件、等待时间 21 件、服务态度 14 件", "Three causes make 78%: repair quality 34, waiting 21, attitude 14";
        cases: "件数", "Cases";
        share: "累计占比", "Running share";
        data_table: "查看数据表", "Show the table";
        waiting_time: "等待时间", "Waiting time";
        price: "价格收费", "Price";
        other: "其他", "Other";
        none_today: "没有待处理投诉", "No open complaints";
        none_text: "新投诉进来时会出现在这里。", "New ones appear here by themselves.";
        wang: "王芳", "Wang Fang";
        wang_initial: "王", "W";
        gu: "顾明", "Gu Ming";
        gu_initial: "顾", "G";
        xu: "许强", "Xu Qiang";
        xu_initial: "许", "X";
        chen: "陈思远", "Chen Siyuan";
        chen_initial: "陈", "C";
        road: "张杨路 500 号", "500 Zhangyang Road";
        new_road: "世纪大道 88 号", "88 Century Avenue";
    }
}

/// A stage of a strip or a step of a wizard.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    pub label: &'static str,
    pub done: bool,
    pub current: bool,
}

/// The whole page.
#[derive(Debug, Template)]
#[template(path = "dev/components.html")]
pub struct Components {
    pub page: Page,
    pub g: &'static GalleryText,
    pub form: FormView,
    pub wrong: FormView,
    pub sources: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub ratings: Vec<Choice>,
    pub stages: Vec<Stage>,
    pub steps: Vec<Stage>,
    pub toasts: Vec<Toast>,
    pub icons: &'static [&'static str],
    pub qr: Qr,
    pub bars: Vec<ParetoBar>,
}

/// One bar of the sample chart, placed in a 640 × 220 view box.
#[derive(Debug, Clone)]
pub struct ParetoBar {
    pub label: &'static str,
    pub count: u32,
    pub share: u32,
    pub x: u32,
    pub y: u32,
    pub height: u32,
    pub line_y: u32,
}

impl ParetoBar {
    /// Middle of the bar, where its label and its point stand.
    pub fn middle(&self) -> u32 {
        self.x + 36
    }
}

impl Components {
    pub fn new(page: Page) -> Result<Self, Error> {
        let lang: Lang = page.lang;
        let g = GalleryText::of(lang);
        let stage = |label, done, current| Stage { label, done, current };
        let toast = |kind, text: &str, undo| Toast {
            kind,
            text: text.to_owned(),
            undo,
        };
        let counts = [
            (g.repair_quality, 34),
            (g.waiting_time, 21),
            (g.attitude, 14),
            (g.price, 11),
            (g.other, 8),
        ];
        let total: u32 = counts.iter().map(|(_, count)| count).sum();
        let mut running = 0;
        let bars = counts
            .iter()
            .zip(0_u32..)
            .map(|((label, count), place)| {
                running += count;
                let share = running * 100 / total;
                let height = count * 160 / 34;
                ParetoBar {
                    label,
                    count: *count,
                    share,
                    x: 60 + place * 112,
                    y: 180 - height,
                    height,
                    line_y: 180 - share * 160 / 100,
                }
            })
            .collect();
        Ok(Components {
            g,
            qr: Qr::new("https://example.com/position/0123456789")?,
            form: FormView::blank()
                .with("name", g.gu)
                .with("phone", "138 1234 5621")
                .with("source", "web")
                .with("channel", "phone")
                .with("rating", "4"),
            wrong: FormView::blank()
                .with("phone", "1381234")
                .with("source", "walk")
                .with_error("name", g.name_bad)
                .with_error("phone", g.phone_bad),
            sources: vec![Choice::new("web", g.source_web), Choice::new("walk", g.source_walk)],
            channels: vec![
                Choice::new("phone", g.by_phone),
                Choice::new("wechat", g.by_wechat),
                Choice::new("sms", g.by_sms),
            ],
            ratings: vec![
                Choice::new("1", g.very_bad),
                Choice::new("2", g.bad),
                Choice::new("3", g.so_so),
                Choice::new("4", g.good),
                Choice::new("5", g.very_good),
            ],
            stages: vec![
                stage(g.received, true, false),
                stage(g.looking, true, false),
                stage(g.proposed, false, true),
                stage(g.approved, false, false),
                stage(g.resolved, false, false),
                stage(g.called_back, false, false),
            ],
            steps: vec![
                stage(g.upload, true, false),
                stage(g.match_columns, true, false),
                stage(g.check, false, true),
                stage(g.run, false, false),
            ],
            toasts: vec![
                toast(
                    ToastKind::Done,
                    g.toast_done,
                    Some(Undo {
                        action: "/dev/components".to_owned(),
                        token: "token".to_owned(),
                    }),
                ),
                toast(ToastKind::Info, g.toast_info, None),
                toast(ToastKind::Failed, g.toast_bad, None),
            ],
            icons: &[
                "home",
                "door-enter",
                "layout-kanban",
                "users",
                "target-arrow",
                "calendar-time",
                "message-report",
                "clipboard-list",
                "crown",
                "speakerphone",
                "chart-bar",
                "settings",
                "phone",
                "brand-wechat",
                "mail",
                "car",
                "tool",
                "paperclip",
                "camera",
                "send",
                "notes",
                "arrow-back-up",
                "player-pause",
                "player-play",
                "git-merge",
                "lock",
                "ban",
                "archive",
                "copy",
                "id",
                "building",
            ],
            bars,
            page,
        })
    }
}

regions!(Components { main });

/// `GET /dev/components`
pub async fn gallery(cx: Cx) -> Answer {
    if !cx.app.config.demo {
        return Err(Error::NotFound);
    }
    let page = cx.page(GalleryText::of(cx.lang).title);
    cx.show(&Components::new(page)?)
}
