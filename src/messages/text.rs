//! Words of the templates' pages.

use super::rules::{MessageChannel, SmsLength, Unfilled};
use crate::platform::i18n::Lang;
use crate::{labels, words};

words! {
    /// Words of the templates' pages.
    pub struct TemplateText {
        title: "文案模板", "Message templates";
        intro: "系统发给客户的每条消息。改过的文案只用于本店；恢复默认后随系统更新。",
            "Every message the portal writes to customers. What you change holds for this store; a default follows the portal's updates.";
        wording: "文案", "Wording";
        channel: "渠道", "Channel";
        state: "状态", "State";
        changed: "最近修改", "Last change";
        default: "默认文案", "Default";
        own: "本店文案", "This store's own";
        back: "返回模板列表", "Back to the list";

        subject: "主题", "Subject";
        body: "正文", "Text";
        body_hint: "花括号里的变量会换成每位客户的内容，例如 {name}。", "Variables in braces are filled in for each customer, such as {name}.";
        sms_hint: "以【门店名称】开头，运营商才会放行。", "Begin with the store's name, or carriers may hold it back.";
        variables: "可用变量", "Variables";
        copy_variable: "复制变量", "Copy the variable";
        save: "保存本店文案", "Save for this store";
        show_preview: "更新预览", "Update the preview";
        saved: "本店文案已保存", "Saved for this store";
        preview: "预览", "Preview";
        preview_text: "用示例内容填充，客户收到的就是这样。", "Filled in with examples: this is what a customer gets.";

        reset: "恢复默认文案", "Back to the default";
        reset_ask: "本店文案会换回默认文案，之后可以在修改记录里找到它。继续吗？",
            "This store's wording gives way to the default; it stays in the history. Go on?";
        was_reset: "已恢复默认文案", "Back to the default";
        default_words: "查看默认文案", "Show the default";
        stale: "您打开后，有人修改了这条文案。请对照最新内容，改好后再次保存。",
            "Somebody changed this wording since you opened it. Compare with theirs, then save again.";
        theirs: "最新内容", "Theirs";

        history: "修改记录", "History";
        no_history: "还没有人改过", "Nobody has changed it";
        stray: "花括号没有配对：变量要写成 {name} 的样子", "A brace has lost its other half: write variables as {name}";
        no_subject: "请填写邮件主题", "Give the mail a subject";
    }
}

labels! {
    MessageChannel {
        Email: "邮件", "E-mail";
        Sms: "短信", "SMS";
        WeChat: "微信", "WeChat";
    }
}

/// What a language is called on a page.
pub fn language(of: Lang, lang: Lang) -> &'static str {
    match of {
        Lang::Zh => lang.pick("中文", "Chinese"),
        Lang::En => lang.pick("英文", "English"),
    }
}

/// What a changed field is called.
pub fn field(name: &str, lang: Lang) -> &'static str {
    let w = TemplateText::of(lang);
    if name == "subject" { w.subject } else { w.body }
}

/// What can't be filled in, and what could be used instead.
pub fn unfilled(found: &Unfilled, known: &[&str], lang: Lang) -> String {
    if found.variables.is_empty() {
        return TemplateText::of(lang).stray.to_owned();
    }
    let braced = |names: &mut dyn Iterator<Item = &str>| {
        names
            .map(|name| format!("{{{name}}}"))
            .collect::<Vec<_>>()
            .join(lang.pick("、", ", "))
    };
    let unknown = braced(&mut found.variables.iter().map(String::as_str));
    let usable = braced(&mut known.iter().copied());
    lang.pick(
        format!("没有这个变量：{unknown}。可以用 {usable}"),
        format!("No such variable: {unknown}. You can use {usable}"),
    )
}

/// `68 字，1 条短信`
pub fn sms(length: SmsLength, lang: Lang) -> String {
    let SmsLength {
        units,
        segments,
        limits: (one, each),
    } = length;
    match lang {
        Lang::Zh => format!("{units} 字，按 {segments} 条短信计（{one} 字一条，超过后每条 {each} 字）"),
        Lang::En => {
            let plural = if segments == 1 { "" } else { "s" };
            format!("{units} characters, {segments} message{plural} (one holds {one}, each of several {each})")
        }
    }
}

/// `128 字`
pub fn characters(count: usize, lang: Lang) -> String {
    lang.pick(format!("{count} 字"), format!("{count} characters"))
}
