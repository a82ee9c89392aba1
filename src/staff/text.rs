//! Words of the staff room.

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
        demo: "演示账号", "Demo accounts";
        demo_hint: "这是演示门店，密码均为 demo-pass-2026", "This is a demo store; every password is demo-pass-2026";
    }
}

/// Asks to wait after too many attempts.
pub fn wait(seconds: u32, lang: crate::platform::i18n::Lang) -> String {
    let minutes = seconds.div_ceil(60);
    lang.pick(
        format!("尝试次数过多，请 {minutes} 分钟后再试"),
        format!("Too many attempts: try again in {minutes} min"),
    )
}
