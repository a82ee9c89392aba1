//! Words of the shell and of the shared macros, in both languages.
//!
//! Rooms keep their own words; here stands only what every page needs.

use crate::platform::i18n::words;

words! {
    pub struct ShellText {
        product: "迎客", "Yingke";
        tagline: "客户关系管理", "Customer relations";
        skip: "跳到主要内容", "Skip to main content";
        main_nav: "主导航", "Main navigation";
        open_nav: "打开导航", "Open navigation";
        close_nav: "关闭导航", "Close navigation";
        search_hint: "搜索客户、手机号、车牌、VIN、投诉编号…", "Search customers, phones, plates, VINs, complaint numbers…";
        search_pages: "搜索页面和操作…", "Search pages and actions…";
        search: "搜索", "Search";
        quick_create: "快速新建", "New";
        demo: "演示数据", "Demo data";
        account: "账户与设置", "Account and settings";
        profile: "个人设置", "My profile";
        sign_out: "退出登录", "Sign out";
        theme: "外观", "Appearance";
        light: "浅色", "Light";
        dark: "深色", "Dark";
        system: "跟随系统", "System";
        to_dark: "切换为深色", "Switch to dark";
        to_light: "切换为浅色", "Switch to light";
        store: "门店", "Store";
        crumbs: "位置", "Breadcrumb";
        loading: "正在加载", "Loading";
        offline: "网络已断开，输入内容已保留", "You are offline. What you typed is kept.";

        close: "关闭", "Close";
        cancel: "取消", "Cancel";
        confirm: "确定", "Confirm";
        confirm_title: "请确认", "Please confirm";
        save: "保存", "Save";
        apply: "应用", "Apply";
        clear: "清除", "Clear";
        clear_filters: "清除筛选", "Clear filters";
        more: "更多", "More";
        undo: "撤销", "Undo";
        retry: "重试", "Try again";
        refresh: "刷新", "Refresh";
        updates: "条更新", "new";
        copied: "已复制", "Copied";
        copy: "复制", "Copy";
        print: "打印", "Print";

        discard_title: "放弃修改？", "Discard changes?";
        discard_text: "您输入的内容还没有保存。", "What you typed has not been saved.";
        discard: "放弃修改", "Discard";
        keep_editing: "继续编辑", "Keep editing";
        sign_again: "重新签", "Clear";
        discard_draft: "丢弃草稿", "Discard it";
        theirs: "现在是", "Now:";
        you_typed: "您填写的内容（可复制）：", "What you typed, to be copied:";
        draft_saved: "草稿已保存", "Draft saved";
        draft_failed: "草稿未能保存，稍后重试", "Draft not saved, will try again";

        load_failed: "加载失败", "Could not load";
        request_failed: "操作没有成功，请重试", "That did not work. Please try again.";
        request_timeout: "服务器没有响应，请重试", "The server did not answer. Please try again.";
        no_right: "您没有权限进行此操作", "You may not do this";
        gone: "记录不存在，或不在您的范围内", "No such record, or it is outside your scope";
        busy: "操作过于频繁，请稍后再试", "Too many requests. Please wait a moment.";

        required: "必填", "Required";
        choose: "请选择", "Please choose";
        colon: "：", ": ";
        problems: "请先更正以下内容", "Please correct the following";
        show_password: "显示密码", "Show password";
        show_value: "显示完整内容", "Show in full";
        hidden_again: "秒后自动隐藏", "s, then hidden";
        internal_only: "仅内部", "Internal only";
        empty_value: "未填写", "Not given";
        stage_done: "已完成", "Done";
        live: "实时更新", "Live";
        live_down: "每 30 秒更新", "Updates every 30 s";
        working_on_it: "正在处理", "is working on it";

        pages: "翻页", "Pages";
        previous: "上一页", "Previous page";
        next: "下一页", "Next page";
        selected: "已选", "Selected";
        select_all: "全选本页", "Select all on this page";
        select_row: "选择", "Select";
        clear_selection: "取消选择", "Clear selection";

        palette: "搜索与命令", "Search and commands";
        palette_hint: "输入姓名、拼音、手机尾号、车牌…　> 只看操作", "Name, phone ending, plate…  > for actions only";
        palette_hint_pages: "输入页面或操作的名称", "Name of a page or an action";
        palette_pages: "页面", "Pages";
        palette_actions: "操作", "Actions";
        palette_results: "搜索结果", "Results";
        palette_none: "没有找到", "Nothing found";
        palette_move: "选择", "move";
        palette_open: "打开", "open";
        palette_close: "关闭", "close";

        keys: "键盘快捷键", "Keyboard shortcuts";
        keys_here: "本页", "This page";
        keys_go: "前往", "Go to";
        keys_everywhere: "通用", "Everywhere";
        keys_off: "可在个人设置中关闭单键快捷键。", "Single-key shortcuts can be turned off in your profile.";
        key_help: "显示本页", "Show this sheet";
        key_palette: "搜索与命令", "Search and commands";
        key_next: "下一行", "Next row";
        key_previous: "上一行", "Previous row";
        key_open: "打开所选行", "Open the row";
        key_select: "勾选所选行", "Select the row";
        key_undo: "撤销上一步", "Undo the last step";
        key_save: "保存表单", "Save the form";
        key_close: "关闭窗口", "Close the dialog";
    }
}
