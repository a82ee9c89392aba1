//! Words of the staff room.

use super::model::EndedSession;
use super::rules::{Device, LinkState};
use crate::platform::i18n::Lang;
use crate::words;

words! {
    /// Words of the sign-in page.
    pub struct SignInText {
        title: "登录", "Sign in";
        welcome: "登录迎客", "Sign in to Yingke";
        username: "账号", "Username";
        password: "密码", "Password";
        submit: "登录", "Sign in";
        wrong: "账号或密码不正确", "Wrong username or password";
        ended: "您已退出登录", "You are signed out";
        help: "忘记密码，或收不到邀请链接？请联系门店的系统管理员。",
            "Forgotten your password, or no invitation link? Ask your store's administrator.";
        demo: "演示账号", "Demo accounts";
        demo_hint: "这是演示门店，密码均为 demo-pass-2026", "This is a demo store; every password is demo-pass-2026";
        was_unfinished: "两步验证没有在 10 分钟内完成，请重新登录。", "The second step was not done within 10 minutes. Please sign in again.";
        was_ended: "这台设备上的登录已被结束，请重新登录。", "This device was signed out from elsewhere. Please sign in again.";
        roles_changed: "您的岗位已调整，请重新登录。", "Your roles have changed. Please sign in again.";
        password_changed: "密码已更新，请用新密码登录。", "The password was changed. Please sign in with the new one.";
        second_step_reset: "您的两步验证已被重置，请重新登录。", "Your second step was reset. Please sign in again.";
    }
}

words! {
    /// Words of the second step at sign-in, wherever it is shown.
    pub struct StepText {
        title: "两步验证", "Two-step verification";
        enter: "输入验证码", "Enter your code";
        enter_hint: "打开手机上的验证器，输入“Yingke”下面的 6 位数字。", "Open the authenticator app on your phone and enter the six digits under \"Yingke\".";
        code: "验证码", "Code";
        verify: "验证并登录", "Verify and sign in";
        no_phone: "手机不在身边？", "No phone at hand?";
        recovery_code: "恢复码", "Recovery code";
        recovery_hint: "设置时保存的 24 位字符，每个只能用一次。恢复码也没有了，请让系统管理员重置。",
            "One of the codes of 24 characters you kept; each works once. If they are gone too, ask your administrator for a reset.";
        use_recovery: "用恢复码登录", "Sign in with it";
        other_account: "换个账号登录", "Sign in as somebody else";
        set_up: "设置两步验证", "Set up the second step";
        set_up_why: "您的岗位能看到很多客户资料，只有密码不够安全。以后登录时，还要输入手机上的 6 位数字。设置一次，约一分钟。",
            "Your role sees much about customers, so a password alone is not enough: from now on you also enter six digits from your phone. This takes a minute, once.";
        how_app: "在手机上打开验证器，如微信小程序“腾讯身份验证器”、Microsoft Authenticator 或手机自带的密码管理。",
            "Open an authenticator on your phone, such as Microsoft Authenticator or the phone's own password manager.";
        how_scan: "扫描二维码。", "Scan this QR code.";
        qr: "给验证器扫描的二维码", "QR code for the authenticator";
        here: "就在这台手机上：直接打开验证器", "On this very phone: open the authenticator";
        by_hand: "不能扫描时，手工输入密钥（基于时间，6 位）", "If you can't scan, type the key (time-based, six digits)";
        how_code: "输入验证器显示的 6 位数字。", "Enter the six digits that it shows.";
        confirm: "确认并开启", "Confirm and switch on";
        codes: "保存恢复码", "Keep your recovery codes";
        codes_once: "只在这里显示一次。请打印，或存到手机以外的地方。", "They are shown here only once. Print them, or keep them somewhere other than on your phone.";
        codes_use: "手机不在身边时，用一个恢复码代替验证码；每个只能用一次。", "Without your phone, one of them takes the place of the code; each works once.";
        copy: "复制", "Copy";
        print: "打印", "Print";
        go_on: "已保存，继续", "I have kept them, go on";
        is_on: "已开启", "On";
        is_off: "未开启", "Off";
        since: "开启时间", "Since";
        about: "登录时，除了密码还要输入手机上的 6 位数字：密码被人知道，也进不来。", "Signing in takes six digits from your phone besides the password, so that a stolen password is not enough.";
        manage: "查看和设置", "Show and change";
        switch_on: "开启两步验证", "Switch on";
        left: "未用的恢复码", "Recovery codes left";
        few_left: "恢复码快用完了，请换一组新的。", "Few recovery codes are left: make new ones.";
        password_first: "确认是您本人，才能修改", "To be sure that it is you";
        new_phone: "换一台手机", "Use another phone";
        renew: "换一组恢复码", "New recovery codes";
        switch_off: "关闭两步验证", "Switch off";
        switch_off_ask: "以后登录只需要密码。继续吗？", "From then on a password is enough to sign in. Go on?";
        switched_off: "两步验证已关闭", "The second step is off";
        required: "您的岗位必须两步验证，不能关闭。", "Your role needs a second step, so it can't be switched off.";
        reset: "重置两步验证", "Reset the second step";
        reset_ask: "请先确认是本人要求。重置后，此人的登录全部结束，下次凭密码登录；岗位要求时须重新设置。继续吗？",
            "Make sure it is the person who asks. They are signed out everywhere and next sign in with the password alone; if their role needs a second step, they set it up anew. Go on?";
        reset_done: "两步验证已重置", "The second step was reset";
        person_off: "此人登录只用密码。岗位要求两步验证时，下次登录会请其设置。", "This person signs in with a password alone. If their role needs a second step, they are asked to set it up at the next sign-in.";
    }
}

words! {
    /// Words of the one-time link's page.
    pub struct WelcomeText {
        title: "设置密码", "Set your password";
        username: "您的账号", "Your username";
        new_password: "新密码", "New password";
        again: "再输一次", "Repeat new password";
        password_hint: "至少 12 个字符，几个词连成一句最好记", "At least 12 characters; a few words in a row are easy to remember";
        submit: "设置密码", "Set password";
        done: "密码已设置，请登录", "Your password is set; please sign in";
        to_sign_in: "去登录", "Go to sign-in";
        used: "这个链接已经用过", "This link has been used";
        used_hint: "每个链接只能用一次。如果是您本人设置的密码，直接登录即可；如果不是，请马上告诉系统管理员。",
            "Each link works once. If it was you who set the password, just sign in; if not, tell your administrator at once.";
        expired: "这个链接已过期", "This link has expired";
        expired_hint: "链接 72 小时内有效。请让系统管理员重新发一个。", "Links work for 72 hours. Ask your administrator for a new one.";
        revoked: "这个链接已被收回", "This link was withdrawn";
        revoked_hint: "可能已有更新的链接，请使用最近收到的那个，或联系系统管理员。",
            "There may be a newer one: use the last you received, or ask your administrator.";
        unknown: "没有这个链接", "No such link";
        unknown_hint: "地址可能没有复制完整。请从邮件或消息中重新打开，或让系统管理员重新发一个。",
            "The address may not have been copied in full. Open it again from your message, or ask your administrator for a new one.";
        disabled: "这个账号已停用", "This account is disabled";
        disabled_hint: "需要重新使用时，请联系系统管理员。", "If you need it again, ask your administrator.";
    }
}

words! {
    /// Words of the profile pages.
    pub struct ProfileText {
        title: "个人设置", "My profile";
        about: "我的资料", "About me";
        about_hint: "姓名、岗位、团队由管理员维护", "Name, roles and team are kept by an administrator";
        preferences: "使用习惯", "Preferences";
        language: "语言", "Language";
        theme: "外观", "Appearance";
        hotkeys: "启用单键快捷键", "Use single-key shortcuts";
        hotkeys_hint: "关闭后，Ctrl K 等组合键仍可使用", "With this off, combinations such as Ctrl K still work";
        saved: "已保存", "Saved";
        password: "修改密码", "Change password";
        password_since: "上次修改", "Last changed";
        current_password: "当前密码", "Current password";
        password_note: "修改后，其他设备上的登录会立即结束。", "Every other device is signed out at once.";
        password_saved: "密码已修改，其他设备已退出", "Password changed; other devices are signed out";
        sessions: "登录中的设备", "Signed-in devices";
        this_device: "本设备", "This device";
        end: "结束", "Sign out";
        end_others: "结束其他全部登录", "Sign out all others";
        nothing_else: "您的岗位目前只有个人设置。需要查看客户或投诉时，请联系管理员调整岗位。", "Your role opens your own settings only. If you need customers or complaints, ask an administrator.";
        ended: "已结束", "Signed out";
        sign_ins: "登录记录", "Sign-ins";
        sign_ins_hint: "最近 90 天", "Last 90 days";
        all_sign_ins: "查看全部 90 天", "All 90 days";
        no_sign_ins: "90 天内没有登录记录", "No sign-ins in 90 days";
        not_you: "不是您本人？请马上修改密码，并告诉系统管理员。", "Not you? Change your password at once and tell your administrator.";
        device: "设备", "Device";
        address: "地址", "Address";
        started: "登录时间", "Signed in";
        last_seen: "最近活动", "Last seen";
        time: "时间", "Time";
        result: "结果", "Result";
    }
}

words! {
    /// Words of the staff list, a person's page and the teams.
    pub struct StaffText {
        title: "员工", "Staff";
        invite: "邀请员工", "Invite staff";
        username: "账号", "Username";
        username_hint: "登录用，如 wang.fang，以后不能修改", "To sign in with, such as wang.fang; it can't be changed later";
        name: "姓名", "Name";
        email: "邮箱", "E-mail";
        email_hint: "工作邮箱，可以以后再补", "Work e-mail; may be added later";
        team: "团队", "Team";
        no_team: "没有团队", "No team";
        roles: "岗位", "Roles";
        role: "岗位", "Role";
        roles_hint: "权限按所选岗位合并", "The rights of all chosen roles add up";
        roles_note: "修改岗位后，此人须重新登录，新的权限立即生效。", "After a change of roles the person signs in again; the new rights act at once.";
        state: "状态", "State";
        active: "在用", "Active";
        disabled: "已停用", "Disabled";
        all: "全部", "All";
        invited: "待激活", "Invited";
        last_sign_in: "最近登录", "Last sign-in";
        never: "从未", "Never";
        search: "姓名或账号", "Name or username";
        find: "查找", "Find";
        none: "没有符合条件的员工", "Nobody fits these filters";
        none_hint: "换一个条件，或清除筛选。", "Try another filter, or clear them.";
        create: "邀请并生成链接", "Invite and make the link";
        about: "资料", "About";
        edit: "修改", "Edit";
        save: "保存", "Save";
        saved: "已保存", "Saved";
        since: "加入时间", "Since";
        manager: "负责人", "Manager";
        no_manager: "未指定", "None";
        sessions: "登录中的设备", "Signed-in devices";
        no_sessions: "现在没有登录", "Not signed in now";
        end_all: "结束全部登录", "Sign out everywhere";
        sign_ins: "登录记录", "Sign-ins";
        links: "一次性链接", "One-time links";
        links_hint: "用来设置密码，72 小时内有效，只能用一次。", "To set a password with: works once, within 72 hours.";
        no_links: "还没有发过链接", "No links so far";
        new_link: "生成新链接", "Make a new link";
        reset_link: "重置密码链接", "Link to reset the password";
        new_link_ask: "之前没有用过的链接会失效。继续吗？", "Links not used yet stop working. Go on?";
        revoke: "收回", "Withdraw";
        revoked: "链接已收回", "Link withdrawn";
        made: "生成时间", "Made";
        until: "有效期至", "Works until";
        purpose: "用途", "Purpose";
        invite_link: "首次设置密码", "First password";
        link_title: "一次性链接", "One-time link";
        link_once: "只在这里显示一次。请现在复制，交给本人。", "It is shown here only once. Copy it now and give it to the person.";
        link_for: "用于", "For";
        copy_link: "复制链接", "Copy link";
        link_back: "好，去看员工页", "Done, open the person's page";
        disable: "停用账号", "Disable account";
        enable: "重新启用", "Enable again";
        enabled: "已重新启用", "Enabled again";
        enable_ask: "此人可以用原来的密码再次登录。继续吗？", "The person can sign in again with the password they had. Go on?";
        is_disabled: "账号已停用，不能登录。", "The account is disabled and can't sign in.";
        is_invited: "还没有设置密码，请把一次性链接交给本人。", "No password yet: give the person a one-time link.";
        admin_only: "系统管理员的账号只能由系统管理员管理。", "Administrators are managed by administrators only.";
        audit: "操作日志", "Audit log";
        all_audit: "查看全部", "See all";
        teams: "团队", "Teams";
        new_team: "新建团队", "New team";
        team_name: "团队名称", "Team name";
        team_name_en: "英文名称", "English name";
        members: "人数", "People";
        no_teams: "还没有团队", "No teams yet";
        store: "门店", "Store";
        store_title: "门店资料", "Store";
        store_code: "门店代码", "Store code";
        public_form: "客户投诉页面", "Complaint form for customers";
        public_form_hint: "客户在这里自行提交投诉，不用登录。可以放进公众号菜单、短信，或印成二维码。",
            "Here customers complain by themselves, without an account. Put the address into your WeChat menu, text messages or a QR code.";
        store_name: "门店名称", "Store name";
        store_name_en: "英文名称", "English name";
        store_phone: "门店电话", "Phone";
        store_phone_hint: "显示在报价、合同等单据和客户页面上", "Stands on quotes, contracts, other papers and the customers' pages";
        store_address: "门店地址", "Address";
        time_zone: "时区", "Time zone";
        stale: "您打开后，已有人修改过。请核对每项的最新内容后再保存。", "Somebody changed this since you opened it. Compare each field and save again.";
        field: "项目", "Field";
        theirs: "最新内容", "Now";
        yours: "您的填写", "Yours";
    }
}

/// Asks to wait after too many attempts.
pub fn wait(seconds: u32, lang: Lang) -> String {
    let minutes = seconds.div_ceil(60);
    lang.pick(
        format!("尝试次数过多，请 {minutes} 分钟后再试"),
        format!("Too many attempts: try again in {minutes} min"),
    )
}

/// `Chrome · Windows`
pub fn device(device: Device, lang: Lang) -> String {
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => lang.pick("其他设备", "Other device").to_owned(),
    }
}

/// How an attempt to sign in went: words and tone.
pub fn outcome(code: &str, lang: Lang) -> (&'static str, &'static str) {
    match code {
        "signed_in" => (lang.pick("已登录", "Signed in"), "green"),
        "throttled" => (lang.pick("尝试过多，已拦下", "Too many attempts, held off"), "red"),
        "awaits_code" => (
            lang.pick("密码正确，等待验证码", "Password right, code awaited"),
            "blue",
        ),
        "code_refused" => (lang.pick("验证码未通过", "Code refused"), "amber"),
        _ => (lang.pick("未通过", "Refused"), "amber"),
    }
}

/// What has become of a link: words and tone.
pub fn link_state(state: LinkState, lang: Lang) -> (&'static str, &'static str) {
    match state {
        LinkState::Open => (lang.pick("待使用", "Not used yet"), "blue"),
        LinkState::Used => (lang.pick("已使用", "Used"), "green"),
        LinkState::Revoked => (lang.pick("已收回", "Withdrawn"), ""),
        LinkState::Expired => (lang.pick("已过期", "Expired"), ""),
    }
}

/// Why a session ended, on the sign-in page; nothing when the person ended it.
pub fn ended(session: &EndedSession, lang: Lang) -> Option<String> {
    let w = SignInText::of(lang);
    let words = match session.ended_because.as_deref()? {
        "idle" => return Some(was_idle(session.idle_minutes, lang)),
        "expired" => return Some(was_expired((session.expires_at - session.started_at).num_hours(), lang)),
        "unfinished" => w.was_unfinished,
        "ended" => w.was_ended,
        "roles_changed" => w.roles_changed,
        "password_changed" => w.password_changed,
        "second_step_reset" => w.second_step_reset,
        _ => return None,
    };
    Some(words.to_owned())
}

fn was_idle(minutes: i32, lang: Lang) -> String {
    lang.pick(
        format!("您已有 {minutes} 分钟没有操作，为安全起见已退出，请重新登录。"),
        format!("You were signed out after {minutes} minutes without activity. Please sign in again."),
    )
}

fn was_expired(hours: i64, lang: Lang) -> String {
    let plural = if hours == 1 { "" } else { "s" };
    lang.pick(
        format!("距上次登录已满 {hours} 小时，请重新登录。"),
        format!("You were signed out {hours} hour{plural} after you signed in. Please sign in again."),
    )
}

/// After a sign-in with a recovery code.
pub fn codes_left(left: i64, lang: Lang) -> String {
    lang.pick(
        format!("已用掉一个恢复码，还剩 {left} 个"),
        format!("One recovery code used; {left} left"),
    )
}

/// The mail to somebody whose second step an administrator reset: subject and text.
pub fn second_step_reset(name: &str, lang: Lang) -> (String, String) {
    lang.pick(
        (
            "您的两步验证已被重置".to_owned(),
            format!(
                "{name}，您好：\n\n系统管理员刚刚重置了您登录迎客的两步验证，您在各设备上的登录已全部结束。\n\
                 下次登录时，如果您的岗位要求，系统会请您重新设置。\n\n如果不是您要求的，请马上告诉系统管理员。"
            ),
        ),
        (
            "Your second step was reset".to_owned(),
            format!(
                "Dear {name},\n\nAn administrator has just reset the second step of your sign-in to Yingke, and you \
                 were signed out on every device.\nIf your role needs one, you set it up anew when you next sign in.\n\n\
                 If you did not ask for this, tell your administrator at once."
            ),
        ),
    )
}

/// Under the staff list.
pub fn people(shown: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {shown} 人"), format!("{shown} on this page"))
}

/// Where a link was mailed to.
pub fn link_mailed(address: &str, lang: Lang) -> String {
    lang.pick(
        format!("已同时发到 {address}"),
        format!("It is also on its way to {address}"),
    )
}

/// The mail that brings a one-time link.
pub struct LinkMail<'a> {
    pub name: &'a str,
    pub username: &'a str,
    pub store: &'a str,
    /// For a first password; else for a new one.
    pub invited: bool,
    pub url: &'a str,
    pub until: &'a str,
}

impl LinkMail<'_> {
    /// Subject and text.
    pub fn words(&self, lang: Lang) -> (String, String) {
        let Self {
            name,
            username,
            store,
            url,
            until,
            ..
        } = self;
        match (self.invited, lang) {
            (true, Lang::Zh) => (
                format!("欢迎加入{store}：请设置迎客账号的密码"),
                format!(
                    "{name}：\n\n您好！您的迎客账号已经开好，账号是 {username}。请打开下面的链接设置密码：\n\n{url}\n\n链接在 {until} 前有效，只能用一次，请不要转发给别人。\n\n{store}"
                ),
            ),
            (true, Lang::En) => (
                format!("Welcome to {store}: set your Yingke password"),
                format!(
                    "Dear {name},\n\nYour Yingke account is ready; your username is {username}. Open this link to set your password:\n\n{url}\n\nIt works once, until {until}. Please don't pass it on.\n\n{store}"
                ),
            ),
            (false, Lang::Zh) => (
                "重新设置迎客账号的密码".to_owned(),
                format!(
                    "{name}：\n\n您好！请打开下面的链接，重新设置账号 {username} 的密码：\n\n{url}\n\n链接在 {until} 前有效，只能用一次。如果不是您要求的，请马上告诉系统管理员。\n\n{store}"
                ),
            ),
            (false, Lang::En) => (
                "Set a new Yingke password".to_owned(),
                format!(
                    "Dear {name},\n\nOpen this link to set a new password for {username}:\n\n{url}\n\nIt works once, until {until}. If you did not ask for it, tell your administrator at once.\n\n{store}"
                ),
            ),
        }
    }
}
